//go:build !purego

package predict

import "math"

// products4 is addProducts of n values: dst, a, b, c and d must have that many.
//
//go:noescape
func products4(dst, a, b, c, d *float64, x *[4]float64, n int)

// squares4 is addSquares of n values.
//
//go:noescape
func squares4(dst, a, b, c, d *float64, x *[4]float64, n int)

// addProducts adds a·x[0], b·x[1], c·x[2] and d·x[3] to dst, one after the other. a, b, c and d are at least as long.
func addProducts(dst, a, b, c, d []float64, x *[4]float64) {
	if n := len(dst); n > 0 {
		products4(&dst[0], &a[:n][0], &b[:n][0], &c[:n][0], &d[:n][0], x, n)
	}
}

// addSquares adds the squares of x[0] - a, x[1] - b, x[2] - c and x[3] - d to dst, one after the other.
func addSquares(dst, a, b, c, d []float64, x *[4]float64) {
	if n := len(dst); n > 0 {
		squares4(&dst[0], &a[:n][0], &b[:n][0], &c[:n][0], &d[:n][0], x, n)
	}
}

// above2 returns a number whose highest bit is set if, of n floats, one has bits without the sign that are more than top. n is a multiple of 4.
//
//go:noescape
func above2(x *float64, n int, top uint64) uint64

// anyAbove reports whether a value is above the limit in magnitude, or NaN.
func anyAbove(x []float64, limit float64) bool {
	n := len(x) &^ 3
	if n > 0 && above2(&x[0], n, math.Float64bits(limit))>>63 == 1 {
		return true
	}
	return plainAbove(x[n:], limit)
}
