//go:build !purego

package unzeroed

import (
	"os"
	"syscall"
	"unsafe"
)

// advise asks for large pages in b: 64 MB that come from the system take 32 page faults then, and 16,384 otherwise, which is
// longer than reading them takes. It is no more than advice, and holds for the addresses: what Go puts there later may have large
// pages, too.
func advise(b []byte) {
	page := os.Getpagesize()
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) & (page - 1)
	if end := len(b) &^ (page - 1); skip < end {
		syscall.Madvise(b[skip:], syscall.MADV_HUGEPAGE)
	}
}
