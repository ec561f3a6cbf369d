//go:build !amd64 || purego

package predict

func products(dst, w, x []float64, n, stride, cols, rows int) {
	plainProducts(dst, w, x, n, stride, cols, rows)
}

func squares(dst, w, x []float64, n, stride, cols int) { plainSquares(dst, w, x, n, stride, cols) }

func dots(dst, x, w []float64, bias float64) { plainDots(dst, x, w, bias) }

func scaled(dst, x, centre, scale []float64) { plainScaled(dst, x, centre, scale) }

func affine(dst, x, scale, shift []float64) { plainAffine(dst, x, scale, shift) }

func exps(x []float64) { plainExps(x) }

// anyAbove reports whether a value is above the limit in magnitude, or NaN.
func anyAbove(x []float64, limit float64) bool { return plainAbove(x, limit) }
