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
	if b = pages(b); len(b) > 0 {
		syscall.Madvise(b, syscall.MADV_HUGEPAGE)
	}
}

// Releases reports whether Release does anything.
const Releases = true

// release gives the whole pages of b back to the system: they are zero when they are touched again. Go's heap does the same with
// pages that nothing lies in (runtime.sysUnused); here an array lies in them whose elements no one reads any more. The
// collector does not either, as they are no pointers, and clears them before they are anything else.
func release(b []byte) {
	if b = pages(b); len(b) > 0 {
		syscall.Madvise(b, syscall.MADV_DONTNEED)
	}
}

// pages returns the part of b that is whole pages.
func pages(b []byte) []byte {
	page := os.Getpagesize()
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) & (page - 1)
	if len(b) < skip+page {
		return nil
	}
	return b[skip : skip+(len(b)-skip)&^(page-1)]
}
