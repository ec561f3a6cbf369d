//go:build unix && !purego

package spool

import "syscall"

// alloc returns n bytes that are not of Go's heap, where they would stay after their use until a collection, and longer.
func alloc(n int) []byte {
	p, err := syscall.Mmap(-1, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return make([]byte, n)
	}
	return p
}

// free gives a piece, of which p is the beginning, back. Nothing may refer to it.
func free(p []byte) {
	syscall.Munmap(p[:cap(p)]) // an error says that it is of the heap
}
