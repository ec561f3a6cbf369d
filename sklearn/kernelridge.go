package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// kernelRidge is a KernelRidge: a weighted sum of the kernel with each training row.
type kernelRidge struct {
	kernel predict.Pairwise
	train  Matrix // X_fit_; its rows alone count if X is a kernel already
	dual   Matrix // training rows × outputs
	ready  bool   // kernel="precomputed": X is rows × training rows
	model  *Model
	flat   bool // forecasts have one dimension
}

func readKernelRidge(s *state) (any, error) {
	k := &kernelRidge{model: s.model}
	var err error
	if k.train, err = s.matrixOf("X_fit_", 0); err != nil {
		return nil, err
	}
	if err := s.features("X_fit_", k.train.Cols); err != nil {
		return nil, err
	}
	if k.dual, k.flat, err = s.weightsOf("dual_coef_", k.train.Rows); err != nil {
		return nil, err
	}
	if s.text("kernel") == "precomputed" {
		if k.ready = true; k.train.Cols != k.train.Rows {
			return nil, s.fail("X_fit_", nil, "a precomputed kernel that is not square")
		}
		return k, nil
	}
	k.kernel, err = s.pairwise("kernel", k.train.Cols)
	return k, err
}

// weightsOf reads what each training row counts for each output: rows × outputs, or flat of one dimension.
func (s *state) weightsOf(name string, rows int) (w Matrix, flat bool, err error) {
	a, err := s.numbers(name)
	if err != nil {
		return w, false, err
	}
	switch len(a.shape) {
	case 1:
		w, flat = oneColumn(a.data), true
	case 2:
		w = Matrix{Data: a.data, Rows: a.shape[0], Cols: a.shape[1]}
	}
	if w.Rows != rows || w.Cols == 0 {
		err = s.fail(name, nil, fmt.Sprintf("got an array of shape %v for %d rows", a.shape, rows))
	}
	return w, flat, err
}

// pairwise reads a kernel of sklearn.metrics.pairwise with gamma, coef0 and degree, by default what KernelRidge has.
func (s *state) pairwise(name string, features int) (p predict.Pairwise, err error) {
	if p.Name = s.text(name); p.Check() != nil {
		return p, s.fail(name, ErrUnsupported, py.Repr(s.value.Attr(name))+" is not supported")
	}
	gamma := 1 / float64(features)
	if p.Name == "chi2" {
		gamma = 1
	}
	if p.Gamma, err = s.numberOr("gamma", gamma); err != nil {
		return p, err
	}
	if p.Coef0, err = s.numberOr("coef0", 1); err != nil {
		return p, err
	}
	p.Degree, err = s.numberOr("degree", 3)
	return p, err
}

func (k *kernelRidge) cost() int { return len(k.train.Data) }

// Predict returns the sums.
func (k *kernelRidge) Predict(x Matrix) (Target, error) {
	if k.kernel.Positive() {
		for _, v := range x.Data {
			if v < 0 {
				return Target{}, k.model.fail(ErrUnsupported, "X contains negative values.")
			}
		}
	}
	out := predict.NewMatrix(x.Rows, k.dual.Cols)
	values := make([]float64, k.train.Rows)
	for i := range x.Rows {
		to := out.Row(i)
		if k.ready {
			values = x.Row(i)
		} else {
			k.kernel.Values(values, x.Row(i), k.train)
		}
		for r, v := range values {
			for j, w := range k.dual.Row(r) {
				to[j] += float64(v * w)
			}
		}
	}
	if !k.flat {
		return matrix(out.Data, out.Rows, out.Cols), nil
	}
	return column(out.Data), nil
}
