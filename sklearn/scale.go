package sklearn

import "github.com/brine-go/brine/predict"

// standardScaler takes the mean off each column and divides by its deviation.
type standardScaler struct {
	predict.Scaler
	model *Model
}

// readStandardScaler reads mean_ and scale_ as far as with_mean and with_std ask for them.
func readStandardScaler(s *state) (any, error) {
	t := &standardScaler{model: s.model}
	for _, part := range []struct {
		flag, attr string
		into       *[]float64
	}{{"with_mean", "mean_", &t.Center}, {"with_std", "scale_", &t.Scale}} {
		on, err := s.flag(part.flag, true)
		if err != nil {
			return nil, err
		}
		if !on {
			continue
		}
		a, err := s.numbers(part.attr)
		if err != nil {
			return nil, err
		}
		if len(a.shape) != 1 {
			return nil, s.fail(part.attr, nil, "want one number a feature")
		}
		if err := s.features(part.attr, len(a.data)); err != nil {
			return nil, err
		}
		*part.into = a.data
	}
	return t, nil
}

func (t *standardScaler) accepts() policy { return allowNaN }

// Transform returns the scaled copy of x; a NaN stays one.
func (t *standardScaler) Transform(x Matrix) (Matrix, error) {
	return t.model.rowsChecked(x, allowNaN, t.TransformInto)
}

func (t *standardScaler) featureNamesOut(in []string) ([]string, error) { return in, nil }
