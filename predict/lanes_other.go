//go:build !amd64 || purego

package predict

// addProducts adds a·x[0], b·x[1], c·x[2] and d·x[3] to dst, one after the other. a, b, c and d are at least as long.
func addProducts(dst, a, b, c, d []float64, x *[4]float64) { plainProducts(dst, a, b, c, d, x) }

// addSquares adds the squares of x[0] - a, x[1] - b, x[2] - c and x[3] - d to dst, one after the other.
func addSquares(dst, a, b, c, d []float64, x *[4]float64) { plainSquares(dst, a, b, c, d, x) }

// anyAbove reports whether a value is above the limit in magnitude, or NaN.
func anyAbove(x []float64, limit float64) bool { return plainAbove(x, limit) }
