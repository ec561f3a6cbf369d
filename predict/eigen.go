package predict

import (
	"errors"
	"math"
)

// Eigen returns the eigenvalues of a symmetric matrix and its eigenvectors, one a column, by Jacobi's rotations. It looks
// at the lower triangle only.
func Eigen(a Matrix) (values []float64, vectors Matrix, err error) {
	n := a.Rows
	m, v := NewMatrix(n, n), NewMatrix(n, n)
	for i := range n {
		for j := range i + 1 {
			m.Data[i*n+j], m.Data[j*n+i] = a.Data[i*n+j], a.Data[i*n+j]
		}
		v.Data[i*n+i] = 1
	}
	for range 100 {
		var off, all float64
		for i := range n {
			for j := range n {
				square := m.Data[i*n+j] * m.Data[i*n+j]
				if all += square; i != j {
					off += square
				}
			}
		}
		if math.IsNaN(all) || math.IsInf(all, 0) {
			return nil, Matrix{}, errors.New("the matrix is not finite")
		}
		if off <= all*1e-32 {
			values = make([]float64, n)
			for i := range n {
				values[i] = m.Data[i*n+i]
			}
			return values, v, nil
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(m, v, p, q)
			}
		}
	}
	return nil, Matrix{}, errors.New("the eigenvalues do not converge")
}

// rotate makes element p, q of m zero.
func rotate(m, v Matrix, p, q int) {
	n := m.Rows
	apq := m.Data[p*n+q]
	if apq == 0 {
		return
	}
	theta := (m.Data[q*n+q] - m.Data[p*n+p]) / (2 * apq)
	t := 1 / (math.Abs(theta) + math.Hypot(theta, 1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Hypot(t, 1)
	s := t * c
	turn := func(a, b *float64) { *a, *b = float64(c**a)-float64(s**b), float64(s**a)+float64(c**b) }
	for k := range n {
		turn(&m.Data[k*n+p], &m.Data[k*n+q])
	}
	for k := range n {
		turn(&m.Data[p*n+k], &m.Data[q*n+k])
		turn(&v.Data[k*n+p], &v.Data[k*n+q])
	}
	m.Data[p*n+q], m.Data[q*n+p] = 0, 0
}

// PseudoInverse returns the pseudo-inverse of a symmetric matrix: directions of eigenvalues that are zero up to rounding stay zero
// (scipy.linalg.pinvh).
func PseudoInverse(a Matrix) (Matrix, error) {
	values, vectors, err := Eigen(a)
	if err != nil {
		return Matrix{}, err
	}
	n := a.Rows
	var top float64
	for _, v := range values {
		top = math.Max(top, math.Abs(v))
	}
	out := NewMatrix(n, n)
	for k, v := range values {
		if math.Abs(v) <= top*float64(n)*0x1p-52 {
			continue
		}
		for i := range n {
			for j := range n {
				out.Data[i*n+j] += float64(vectors.Data[i*n+k]*vectors.Data[j*n+k]) / v
			}
		}
	}
	return out, nil
}
