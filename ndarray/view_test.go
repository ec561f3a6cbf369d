//go:build !purego

package ndarray

import "unsafe"

// littleEndianViews tells whether views are to be had.
var littleEndianViews = littleEndian

// bytesOf returns the memory of floats.
func bytesOf(f []float64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(&f[0])), 8*len(f))
}
