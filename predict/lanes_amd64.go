//go:build !purego

package predict

import "math"

// avx2 reports whether the processor and the operating system have AVX2.
func avx2() bool

var hasAVX2 = avx2()

// laneWork is about how many numbers one call takes, a millisecond at most: a goroutine cannot be stopped in assembly, and the
// collector would wait for it.
const laneWork = 1 << 20

//go:noescape
func products256(dst, w, x *float64, n, stride, cols int)

//go:noescape
func quads256(dst, w, x *float64, n, stride, cols, fours int)

//go:noescape
func squares256(dst, w, x *float64, n, stride, cols int)

//go:noescape
func dots256(dst, x, w *float64, cols, eights int, bias float64)

//go:noescape
func scaled256(dst, x, a, b *float64, cols, rows int)

//go:noescape
func affine256(dst, x, a, b *float64, cols, rows int)

//go:noescape
func exps256(x, table *float64, n int)

// above256 returns a number whose highest bit is set if, of n floats, one has bits without the sign that are more than top. n is a
// multiple of 16, not 0.
//
//go:noescape
func above256(x *float64, n int, top uint64) uint64

// products is plainProducts by lanes: of four rows at a time, and of one.
func products(dst, w, x []float64, n, stride, cols, rows int) {
	if !hasAVX2 || n <= 0 || cols <= 0 || rows <= 0 {
		plainProducts(dst, w, x, n, stride, cols, rows)
		return
	}
	dst, w, x = dst[:rows*n], w[:(cols-1)*stride+n], x[:rows*cols]
	r := 0
	for fours := rows / 4; fours > 0; {
		some := min(fours, 1+laneWork/4/(n*cols))
		quads256(&dst[r*n], &w[0], &x[r*cols], n, stride, cols, some)
		r, fours = r+4*some, fours-some
	}
	for ; r < rows; r++ {
		products256(&dst[r*n], &w[0], &x[r*cols], n, stride, cols)
	}
}

// squares is plainSquares by lanes.
func squares(dst, w, x []float64, n, stride, cols int) {
	if !hasAVX2 || n <= 0 || cols <= 0 {
		plainSquares(dst, w, x, n, stride, cols)
		return
	}
	squares256(&dst[:n][0], &w[:(cols-1)*stride+n][0], &x[:cols][0], n, stride, cols)
}

// dots is plainDots by lanes, eight rows at a time.
func dots(dst, x, w []float64, bias float64) {
	cols, r := len(w), 0
	if hasAVX2 && cols > 0 {
		x = x[:len(dst)*cols]
		for eights := len(dst) / 8; eights > 0; {
			some := min(eights, 1+laneWork/8/cols)
			dots256(&dst[r], &x[r*cols], &w[0], cols, some, bias)
			r, eights = r+8*some, eights-some
		}
	}
	plainDots(dst[r:], x[r*cols:], w, bias)
}

// scaled is plainScaled by lanes.
func scaled(dst, x, centre, scale []float64) {
	cols := len(centre)
	if !hasAVX2 || len(x) == 0 || cols == 0 {
		plainScaled(dst, x, centre, scale)
		return
	}
	rows := len(x) / cols
	dst = dst[:rows*cols]
	for r := 0; r < rows; {
		some := min(rows-r, 1+laneWork/cols)
		scaled256(&dst[r*cols], &x[r*cols], &centre[0], &scale[:cols][0], cols, some)
		r += some
	}
}

// affine is plainAffine by lanes.
func affine(dst, x, scale, shift []float64) {
	cols := len(scale)
	if !hasAVX2 || len(x) == 0 || cols == 0 {
		plainAffine(dst, x, scale, shift)
		return
	}
	rows := len(x) / cols
	dst = dst[:rows*cols]
	for r := 0; r < rows; {
		some := min(rows-r, 1+laneWork/cols)
		affine256(&dst[r*cols], &x[r*cols], &scale[0], &shift[:cols][0], cols, some)
		r += some
	}
}

// exps is plainExps by lanes.
func exps(x []float64) {
	if !hasAVX2 {
		plainExps(x)
		return
	}
	for len(x) > 0 {
		n := min(len(x), laneWork/8)
		exps256(&x[0], &expTable[0][0], n)
		x = x[n:]
	}
}

// anyAbove reports whether a value is above the limit in magnitude, or NaN.
func anyAbove(x []float64, limit float64) bool {
	for hasAVX2 && len(x) >= 16 {
		n := min(len(x)&^15, laneWork)
		if above256(&x[0], n, math.Float64bits(limit))>>63 == 1 {
			return true
		}
		x = x[n:]
	}
	return plainAbove(x, limit)
}
