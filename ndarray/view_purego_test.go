//go:build purego

package ndarray

import (
	"encoding/binary"
	"math"
)

const littleEndianViews = false

// bytesOf returns a copy of floats as little-endian bytes.
func bytesOf(f []float64) []byte {
	var b []byte
	for _, x := range f {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}
