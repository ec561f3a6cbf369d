//go:build !purego

package brine

import (
	"os"
	"syscall"
	"unsafe"
)

// forget has the system drop the pages of a mapping that this process has looked at. They are read again when they are
// looked at again.
func forget(data []byte) {
	page := os.Getpagesize()
	skip := (page - int(uintptr(unsafe.Pointer(unsafe.SliceData(data)))%uintptr(page))) % page
	if skip < len(data) { // data may be a member of an archive, which begins within a page
		syscall.Madvise(data[skip:], syscall.MADV_DONTNEED) // no more than advice
	}
}
