package sklearn

// sgdOneClass is an SGDOneClassSVM: a linear function less an offset, below 0 for outliers.
type sgdOneClass struct {
	linearRegressor
	offset float64
}

func readSGDOneClass(s *state) (any, error) {
	// intercept_ is 1 - offset_ and not what decides.
	coef, err := s.numbers("coef_")
	if err != nil {
		return nil, err
	}
	offset, err := s.vector("offset_", 1, false)
	if err != nil {
		return nil, err
	}
	if err := s.features("coef_", len(coef.data)); err != nil {
		return nil, err
	}
	o := &sgdOneClass{offset: offset[0]}
	o.Coef, o.Intercept, o.Features, o.Outputs = coef.data, []float64{-offset[0]}, len(coef.data), 1
	return o, nil
}

// DecisionFunction returns the function less the offset.
func (o *sgdOneClass) DecisionFunction(x Matrix) (Matrix, error) {
	return oneColumn(o.Decision(x)), nil
}

// ScoreSamples returns the function.
func (o *sgdOneClass) ScoreSamples(x Matrix) ([]float64, error) {
	scores := o.Decision(x)
	for i := range scores {
		scores[i] += o.offset
	}
	return scores, nil
}

// Predict returns -1 for outliers and 1 for the rest.
func (o *sgdOneClass) Predict(x Matrix) (Target, error) {
	scores := o.Decision(x)
	out := make([]int64, len(scores))
	for i, v := range scores {
		if out[i] = -1; v >= 0 {
			out[i] = 1
		}
	}
	return column(out), nil
}
