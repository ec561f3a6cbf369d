//go:build !purego

package graph

import "unsafe"

// A block is the memory of a small graph: one allocation where there would be six.
type block []uint64

// newBlock returns a block of n words.
func newBlock(n int) block { return make(block, n) }

// flat is what a block may hold.
type flat interface {
	byte | uint64 | Word | Span | Shape
}

// wordsOf is how many words n elements take.
func wordsOf[T flat](n int) int {
	var zero T
	return (n*int(unsafe.Sizeof(zero)) + 7) / 8
}

// carve copies src to the beginning of b, sets dst to the copy and returns what is left of b. If src is empty, dst stays nil.
//
// This is sound: the types of flat have no pointers, so the collector need not know of them, and are aligned to
// 8 bytes at most, as every word of b is; the index below checks that they lie within b. Nothing reads those
// words as numbers, and the slice keeps the block alive.
func carve[T flat, S ~[]T](dst *S, b block, src S) block {
	n := len(src)
	if n == 0 {
		return b
	}
	words := wordsOf[T](n)
	to := S(unsafe.Slice((*T)(unsafe.Pointer(&b[:words][0])), n))
	copy(to, src)
	*dst = to
	return b[words:]
}
