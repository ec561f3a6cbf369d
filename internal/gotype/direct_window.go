//go:build !purego

package gotype

import "unsafe"

// near returns the bytes at buf[i:], which may lie beyond its length, but not its capacity.
//
// This is sound where 0 ≤ i ≤ cap(buf)-nearby. Callers have looked: reader.wide is room less than the capacity, and they ask for
// what is at an offset of it at most or less than room-nearby behind one. The slice and its checks cost nine instructions of the
// forty that a field takes.
func near(buf []byte, i int) *[nearby]byte {
	return (*[nearby]byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(buf)), i))
}
