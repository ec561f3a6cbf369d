//go:build !purego

package ndarray

import (
	"encoding/binary"
	"unsafe"
)

// littleEndian reports whether this machine keeps the low byte of a word first.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// Float64View returns the elements of a float64 array without copying them, as a slice over Data; ok is false
// where that is not possible: another dtype or byte order, other than C order, or data that does not lie at a
// multiple of 8 bytes in memory, which only chance decides for an array in the middle of a pickle. The slice
// must not be changed.
//
// It is sound because check has proved that 8*Len() bytes lie in Data from Offset on, every pattern of 64
// bits is a float64, and the slice keeps Data's memory alive.
func (a *Array) Float64View() (view []float64, ok bool) {
	d := a.DType
	if d.Kind != Float || d.ItemSize != 8 || d.Order == Big || !littleEndian || a.check() != nil {
		return nil, false
	}
	n := a.Len()
	if n == 0 {
		return []float64{}, true
	}
	if !a.contiguous() {
		return nil, false
	}
	p := unsafe.Pointer(&a.Data[a.Offset])
	if uintptr(p)%8 != 0 {
		return nil, false
	}
	return unsafe.Slice((*float64)(p), n), true
}
