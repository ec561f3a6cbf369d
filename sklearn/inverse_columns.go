package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
)

// What undoes the transformers of numpy's functions, powers and quantiles.

// eachNumber returns f of each number of x and its column; x has so many columns, or any number if that is 0.
func eachNumber(x Matrix, cols int, f func(v float64, column int) float64) (Matrix, error) {
	if cols != 0 && x.Cols != cols {
		return Matrix{}, &Error{Text: fmt.Sprintf("X has %d columns, want %d", x.Cols, cols), Err: ErrFeatures}
	}
	out := predict.NewMatrix(x.Rows, x.Cols)
	for i, v := range x.Data {
		out.Data[i] = f(v, i%x.Cols)
	}
	return out, nil
}

// InverseTransform returns inverse_func of each number.
func (t *elementwise) InverseTransform(x Matrix) (Matrix, error) {
	if t.unknown != nil {
		return Matrix{}, t.unknown
	}
	return eachNumber(x, 0, func(v float64, _ int) float64 { return t.invert(v) })
}

// InverseTransform undoes the powers.
func (t *power) InverseTransform(x Matrix) (Matrix, error) {
	if t.scaler != nil {
		var err error
		if x, err = t.scaler.InverseTransform(x); err != nil {
			return Matrix{}, err
		}
	}
	invert := predict.InverseYeoJohnson
	if t.boxCox {
		invert = predict.InverseBoxCox
	}
	return eachNumber(x, len(t.lambdas), func(v float64, column int) float64 { return invert(v, t.lambdas[column]) })
}

// InverseTransform returns the quantiles that shares stand for, or normal quantiles.
func (t *quantiles) InverseTransform(x Matrix) (Matrix, error) {
	return eachNumber(x, len(t.columns), t.unrank)
}

func (t *quantiles) unrank(x float64, column int) float64 {
	q := t.columns[column]
	below, above := x == 0, x == 1
	if t.normal {
		x = .5 * math.Erfc(-x/math.Sqrt2)
		below, above = x-quantileThreshold < 0, x+quantileThreshold > 1
	}
	switch {
	case math.IsNaN(x):
		return x
	case below:
		return q[0]
	case above:
		return q[len(q)-1]
	}
	return predict.Interp(x, t.references, q)
}
