package predict

import (
	"errors"
	"math"
)

// A Cholesky is the lower triangular factor of a symmetric positive definite matrix.
type Cholesky struct{ lower Matrix }

// NewCholesky factors a matrix, of which it looks at the lower triangle.
func NewCholesky(a Matrix) (*Cholesky, error) {
	n := a.Rows
	l := NewMatrix(n, n)
	for i := range n {
		for j := range i + 1 {
			sum := a.Data[i*n+j]
			for k := range j {
				sum -= float64(l.Data[i*n+k] * l.Data[j*n+k])
			}
			if i != j {
				l.Data[i*n+j] = sum / l.Data[j*n+j]
				continue
			}
			if !(sum > 0) {
				return nil, errors.New("the matrix is not positive definite")
			}
			l.Data[i*n+i] = math.Sqrt(sum)
		}
	}
	return &Cholesky{l}, nil
}

// Solve replaces b by the solution x of a·x = b.
func (c *Cholesky) Solve(b []float64) {
	n, l := c.lower.Rows, c.lower.Data
	for i := range n {
		sum := b[i]
		for k := range i {
			sum -= float64(l[i*n+k] * b[k])
		}
		b[i] = sum / l[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		sum := b[i]
		for k := i + 1; k < n; k++ {
			sum -= float64(l[k*n+i] * b[k])
		}
		b[i] = sum / l[i*n+i]
	}
}

// ProductT returns a·bᵀ.
func ProductT(a, b Matrix) Matrix {
	out := NewMatrix(a.Rows, b.Rows)
	for i := range a.Rows {
		row, dst := a.Row(i), out.Row(i)
		for j := range dst {
			dst[j] = dot(row, b.Row(j))
		}
	}
	return out
}
