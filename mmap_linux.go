//go:build !purego

package brine

import (
	"os"
	"syscall"
	"unsafe"
)

// forget has the system drop the pages of a mapping that this process has looked at. They are read again when they are
// looked at again.
func forget(data []byte) { advise(data, syscall.MADV_DONTNEED) }

// scattered has the system read no more of a mapping than what is looked at and the beginning of next; together goes back
// to reading ahead, which may be megabytes at each look.
func scattered(data, next []byte) {
	advise(data, syscall.MADV_RANDOM)
	advise(next[:min(len(next), 32<<10)], syscall.MADV_WILLNEED)
}

func together(data []byte) { advise(data, syscall.MADV_NORMAL) }

func advise(data []byte, advice int) {
	page := os.Getpagesize()
	skip := (page - int(uintptr(unsafe.Pointer(unsafe.SliceData(data)))%uintptr(page))) % page
	if skip < len(data) { // data may be a member of an archive, which begins within a page
		syscall.Madvise(data[skip:], advice) // no more than advice
	}
}
