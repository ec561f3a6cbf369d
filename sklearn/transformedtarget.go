package sklearn

import "math"

// transformedTarget is a TransformedTargetRegressor: what its regressor forecasts is transformed back.
type transformedTarget struct {
	regressor, transformer *Model
	flat                   bool // y had one dimension
}

func readTransformedTarget(s *state) (any, error) {
	t := &transformedTarget{}
	var err error
	if t.regressor, err = s.part("regressor_"); err != nil {
		return nil, err
	}
	s.inputOf(t.regressor)
	if t.transformer, err = s.part("transformer_"); err != nil {
		return nil, err
	}
	if !t.transformer.Has(MethodInverseTransform) {
		return nil, within("transformer_", t.transformer.fail(ErrNoMethod, t.transformer.ClassName+" has no inverse_transform"))
	}
	dim, err := s.numberOr("_training_dim", math.NaN())
	if err != nil {
		return nil, err
	}
	t.flat = dim == 1
	return t, nil
}

// Predict returns the forecasts in the units of the y that the model was trained on.
func (t *transformedTarget) Predict(x X) (Target, error) {
	y, err := t.regressor.Predict(x)
	if err != nil {
		return Target{}, within("regressor_", err)
	}
	values, ok := y.numbers()
	if !ok {
		return Target{}, within("regressor_", t.regressor.fail(ErrUnsupported, "it does not forecast numbers"))
	}
	back, err := t.transformer.InverseTransform(Matrix{Data: values, Rows: y.Rows(), Cols: y.Outputs()})
	if err != nil {
		return Target{}, within("transformer_", err)
	}
	if t.flat && back.Cols == 1 {
		return column(back.Data), nil
	}
	return matrix(back.Data, back.Rows, back.Cols), nil
}
