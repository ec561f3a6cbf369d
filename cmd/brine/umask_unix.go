//go:build unix

package main

import (
	"io/fs"
	"syscall"
)

// umask returns the permissions that new files do not get. It can be asked for only by setting it.
func umask() fs.FileMode {
	mask := syscall.Umask(0o077)
	syscall.Umask(mask)
	return fs.FileMode(mask)
}
