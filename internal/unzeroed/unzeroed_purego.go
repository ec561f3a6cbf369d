//go:build purego

// Package unzeroed gives memory that is not cleared, for bytes that are written or read over all of it; under this build tag
// it is cleared.
package unzeroed

// Bytes returns an empty slice with room for n bytes.
func Bytes(n int) []byte { return make([]byte, 0, n) }

// Floats returns n numbers.
func Floats(n int) []float64 { return make([]float64, n) }

// Words returns n words.
func Words[T ~uint64](n int) []T { return make([]T, n) }

// Releases reports whether Release does anything.
const Releases = false

// Release does nothing under this build tag.
func Release[T any]([]T) {}

// Move copies src to the beginning of dst.
func Move[T any](dst, src []T) { copy(dst, src) }
