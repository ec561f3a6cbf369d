package sklearn

import "github.com/brine-go/brine/predict"

// readRBM reads a BernoulliRBM: how probable each hidden unit is.
func readRBM(s *state) (any, error) {
	w, err := s.matrixOf("components_", 0)
	if err != nil {
		return nil, err
	}
	bias, err := s.vector("intercept_hidden_", w.Rows, false)
	if err != nil {
		return nil, err
	}
	if err := s.features("components_", w.Cols); err != nil {
		return nil, err
	}
	return s.mapped(w.Rows, func(x Matrix) Matrix {
		out := predict.ProductT(x, w)
		for i, v := range out.Data {
			out.Data[i] = predict.Expit(v + bias[i%w.Rows])
		}
		return out
	}), nil
}
