//go:build !purego

// Package unzeroed gives memory that is not cleared, for bytes or numbers that are written or read over all of it.
package unzeroed

import (
	"strings"
	"unsafe"
)

// Bytes returns an empty slice with room for n bytes. Unlike make it does not clear them (a million floats
// dumped: 6.1 to 4.8 ms), and has the system hand out many of them in large pages where it can.
//
// The memory is that of a strings.Builder: at least n bytes of the heap, without pointers in them. The Builder
// and the string are gone when raw returns, so that nothing relies on the bytes of the string to stay what
// they are. What has not been written must not be shown: callers clip what they hand out.
func Bytes(n int) []byte {
	out := raw(n)
	if n >= large {
		advise(out)
	}
	return out[:0:n]
}

// raw returns at least n bytes, all there are.
func raw(n int) []byte {
	var b strings.Builder
	b.Grow(max(n, 1))
	b.WriteByte(0) // an empty string need not point to it
	return unsafe.Slice(unsafe.StringData(b.String()), b.Cap())
}

// Floats returns n numbers to be written over, all of them; the memory is that of [Bytes], which begins at a multiple of 8: Go aligns what
// has a multiple of 8 bytes so.
func Floats(n int) []float64 {
	if n < small {
		return make([]float64, n)
	}
	b := Bytes(8 * n)
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(b))), n)
}

// Words is Floats for words, without large pages: an array that grows by a guess may never be written to its end, and what
// is not touched takes no memory.
func Words[T ~uint64](n int) []T {
	if n < small {
		return make([]T, n)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(raw(8*n)))), n)
}

// small is up to how many numbers clearing them costs nothing that can be measured.
const small = 1 << 10

// large is from how many bytes on large pages are asked for, as in NumPy (_core/src/multiarray/alloc.c).
const large = 4 << 20
