package predict

import (
	"errors"
	"math"
)

// A BSpline is the basis functions of a degree over knots, as scipy.interpolate.BSpline evaluates them with the
// coefficients Coef, basis functions × outputs.
type BSpline struct {
	Knots       []float64
	Coef        Matrix
	Degree      int
	Extrapolate bool // the first and last pieces go on beyond the knots, else it is NaN there
}

// NewBSpline checks that there is a coefficient for each basis function.
func NewBSpline(knots []float64, coef Matrix, degree int, extrapolate bool) (*BSpline, error) {
	n := len(knots) - degree - 1
	if degree < 0 || degree >= len(knots) || n <= degree || coef.Rows < n {
		return nil, errors.New("knots, coefficients and degree do not go together")
	}
	for i := 1; i < len(knots); i++ {
		if !(knots[i-1] <= knots[i]) {
			return nil, errors.New("knots that do not ascend")
		}
	}
	return &BSpline{knots, coef, degree, extrapolate}, nil
}

// Bounds returns where the pieces begin and end.
func (b *BSpline) Bounds() (low, high float64) {
	return b.Knots[b.Degree], b.Knots[len(b.Knots)-b.Degree-1]
}

// Values writes the spline or its derivative of order nu at x into out (_deBoor_D of scipy's __fitpack.h); work has room for
// 2·Degree+2 numbers.
func (b *BSpline) Values(out []float64, x float64, nu int, work []float64) {
	at := b.interval(x)
	if at < 0 {
		for i := range out {
			out[i] = math.NaN()
		}
		return
	}
	k, t := b.Degree, b.Knots
	if nu > k {
		clear(out)
		return
	}
	h, hh := work[:k+1], work[k+1:2*k+2]
	clear(h)
	h[0] = 1
	for j := 1; j <= k; j++ {
		copy(hh, h[:j])
		h[0] = 0
		for n := 1; n <= j; n++ {
			right, left := t[at+n], t[at+n-j]
			if right == left {
				h[n] = 0
				continue
			}
			if j > k-nu {
				w := float64(j) * hh[n-1] / (right - left)
				h[n-1] -= w
				h[n] = w
				continue
			}
			w := hh[n-1] / (right - left)
			h[n-1] += float64(w * (right - x))
			h[n] = w * (x - left)
		}
	}
	clear(out)
	for a := range k + 1 {
		c := b.Coef.Row(at + a - k)
		for i := range out {
			out[i] += float64(c[i] * h[a])
		}
	}
}

// interval returns the piece that x is in: Knots[i] ≤ x < Knots[i+1], the first or last beyond the ends, -1 if the spline
// is not defined at x.
func (b *BSpline) interval(x float64) int {
	k, n := b.Degree, len(b.Knots)-b.Degree-1
	low, high := b.Bounds()
	if math.IsNaN(x) || !b.Extrapolate && (x < low || x > high) {
		return -1
	}
	at := k
	for at < n-1 && x >= b.Knots[at+1] {
		at++
	}
	return at
}
