//go:build !purego

package vm

import (
	"encoding/binary"
	"unsafe"

	"github.com/brine-go/brine/internal/graph"
)

// load64 returns the eight bytes from buf[i] on, little endian.
//
// This is sound where 0 ≤ i ≤ cap(buf)-8. Every call is behind i ≤ m.wide, with i or i+1 for offset, or its range
// is behind an end ≤ m.wide; m.wide is m.limit-9 at most, or m.limit-1 where there is padding, and offsets only grow from 0. The slice and its length check cost nine instructions of the thirty that the machine
// spends on an integer: rows of them load in a third less time without.
func load64(buf []byte, i int) uint64 {
	b := (*[8]byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(buf)), i))
	return binary.LittleEndian.Uint64(b[:])
}

// set is words[i] = w, and get is words[i], in the stack and the memo.
//
// This is sound where 0 ≤ i < len(words). The stack has room behind sp for a word for each byte of input up to where row stops, and an opcode
// pushes one at most; get is of what lies under sp, above a fence that is not negative. Of the memo it is i < puts or puts < room ≤ len.
// The checks, and the registers that the lengths take, are a fifth of the instructions of a load.
func set(words []graph.Word, i int, w graph.Word) {
	*(*graph.Word)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(words)), 8*i)) = w
}

func get(words []graph.Word, i int) graph.Word {
	return *(*graph.Word)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(words)), 8*i))
}
