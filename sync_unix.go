//go:build unix

package brine

import (
	"errors"
	"os"
	"syscall"
)

// syncDir brings a rename to the disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if errors.Is(err, os.ErrPermission) { // a folder that one may write into and not list
		return nil
	}
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) { // a file system that has nothing to bring
		err = nil
	}
	if closing := d.Close(); err == nil {
		err = closing
	}
	return err
}
