package predict

import (
	"errors"
	"math"
)

// Inverse returns the inverse of a square matrix and the logarithm of the magnitude of its determinant, by elimination
// with row pivots.
func Inverse(a Matrix) (inv Matrix, logDet float64, err error) {
	n := a.Rows
	m, inv := NewMatrix(n, n), NewMatrix(n, n)
	copy(m.Data, a.Data)
	for i := range n {
		inv.Data[i*n+i] = 1
	}
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(m.Data[r*n+c]) > math.Abs(m.Data[pivot*n+c]) {
				pivot = r
			}
		}
		p := m.Data[pivot*n+c]
		if p == 0 || math.IsNaN(p) {
			return Matrix{}, 0, errors.New("the matrix has no inverse")
		}
		logDet += math.Log(math.Abs(p))
		for k := range n {
			m.Data[c*n+k], m.Data[pivot*n+k] = m.Data[pivot*n+k], m.Data[c*n+k]
			inv.Data[c*n+k], inv.Data[pivot*n+k] = inv.Data[pivot*n+k], inv.Data[c*n+k]
		}
		for k := range n {
			m.Data[c*n+k] /= p
			inv.Data[c*n+k] /= p
		}
		for r := range n {
			f := m.Data[r*n+c]
			if r == c || f == 0 {
				continue
			}
			for k := range n {
				m.Data[r*n+k] -= float64(f * m.Data[c*n+k])
				inv.Data[r*n+k] -= float64(f * inv.Data[c*n+k])
			}
		}
	}
	return inv, logDet, nil
}
