//go:build purego

package graph

import "slices"

// A block would be the memory of a small graph. Without unsafe each of its slices has its own.
type block struct{}

func newBlock(int) block { return block{} }

// flat is what a block may hold.
type flat interface {
	byte | uint64 | Word | Span | Shape
}

func wordsOf[T flat](int) int { return 0 }

// carve sets dst to a copy of src.
func carve[T flat, S ~[]T](dst *S, b block, src S) block {
	*dst = slices.Clone(src)
	return b
}
