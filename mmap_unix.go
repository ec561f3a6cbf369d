//go:build unix && !purego

package brine

import (
	"os"
	"syscall"
)

// mapFile maps a file into memory, read only. unmap ends that; nothing may look at data after it.
func mapFile(f *os.File, size int64) (data []byte, unmap func() error, ok bool) {
	if size <= 0 || int64(int(size)) != size {
		return nil, nil, false
	}
	data, err := syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil { // a file system that cannot
		return nil, nil, false
	}
	return data, func() error { return syscall.Munmap(data) }, true
}
