package ndarray

import (
	"encoding/binary"
	"math"
)

// floatOf returns the reader of one element as a float64; ok is false if the dtype is no number, or a long
// double.
func floatOf(d DType) (get func(b []byte) float64, ok bool) {
	big := d.Order == Big
	switch d.Kind {
	case Float:
		switch d.ItemSize {
		case 2:
			return func(b []byte) float64 { return float16(uint16(word(b, 2, big))) }, true
		case 4:
			return func(b []byte) float64 { return float64(math.Float32frombits(uint32(word(b, 4, big)))) }, true
		case 8:
			return func(b []byte) float64 { return math.Float64frombits(word(b, 8, big)) }, true
		}
		return nil, false
	case Uint:
		get := uintOf(d)
		return func(b []byte) float64 { return float64(get(b)) }, true
	case Int, Bool:
		get, _ := intOf(d)
		return func(b []byte) float64 { return float64(get(b)) }, true
	}
	return nil, false
}

// complexOf returns the reader of one element as a complex128; ok is false if the dtype is no number, or of
// long doubles.
func complexOf(d DType) (get func(b []byte) complex128, ok bool) {
	if d.Kind != Complex {
		get, ok := floatOf(d)
		return func(b []byte) complex128 { return complex(get(b), 0) }, ok
	}
	half := d.ItemSize / 2
	part, ok := floatOf(DType{Kind: Float, ItemSize: half, Order: d.Order})
	return func(b []byte) complex128 { return complex(part(b), part(b[half:])) }, ok
}

// intOf returns the reader of one element as an int64; ok is false if the dtype is no bool, no signed
// integer and no unsigned one of at most 32 bits.
func intOf(d DType) (get func(b []byte) int64, ok bool) {
	big, n := d.Order == Big, d.ItemSize
	switch d.Kind {
	case Bool:
		return func(b []byte) int64 { return int64(min(b[0], 1)) }, true
	case Int:
		shift := 64 - 8*n
		return func(b []byte) int64 { return int64(word(b, n, big)<<shift) >> shift }, true
	case Uint:
		return func(b []byte) int64 { return int64(word(b, n, big)) }, n < 8
	}
	return nil, false
}

// uintOf returns the reader of one element of an unsigned integer or bool.
func uintOf(d DType) func(b []byte) uint64 {
	big, n := d.Order == Big, d.ItemSize
	if d.Kind == Bool {
		return func(b []byte) uint64 { return uint64(min(b[0], 1)) }
	}
	return func(b []byte) uint64 { return word(b, n, big) }
}

// word reads an unsigned integer of n bytes.
func word(b []byte, n int, big bool) uint64 {
	switch {
	case n == 8 && big:
		return binary.BigEndian.Uint64(b)
	case n == 8:
		return binary.LittleEndian.Uint64(b)
	case n == 4 && big:
		return uint64(binary.BigEndian.Uint32(b))
	case n == 4:
		return uint64(binary.LittleEndian.Uint32(b))
	case n == 2 && big:
		return uint64(binary.BigEndian.Uint16(b))
	case n == 2:
		return uint64(binary.LittleEndian.Uint16(b))
	}
	return uint64(b[0])
}

// float16 widens an IEEE 754 binary16: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. Every value is
// exact in a float64.
func float16(h uint16) float64 {
	sign, exp, frac := uint64(h>>15)<<63, uint64(h>>10&31), uint64(h&1023)
	switch exp {
	case 0: // zero and subnormals: frac × 2^-24
		return math.Float64frombits(math.Float64bits(math.Ldexp(float64(frac), -24)) | sign)
	case 31: // infinity and NaN
		return math.Float64frombits(sign | 0x7ff<<52 | frac<<42)
	}
	return math.Float64frombits(sign | (exp+1023-15)<<52 | frac<<42)
}
