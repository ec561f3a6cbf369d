package sklearn

import (
	"math"

	"github.com/brine-go/brine/predict"
)

// power is a PowerTransformer: each column is made more like a normal distribution by a power.
type power struct {
	lambdas []float64
	apply   func(x, lambda float64) float64
	boxCox  bool
	scaler  *standardScaler // nil if nothing is standardized
}

func readPower(s *state) (any, error) {
	t := &power{apply: predict.YeoJohnson}
	method, err := s.choice("method", "yeo-johnson", "yeo-johnson", "box-cox")
	if err != nil {
		return nil, err
	}
	if t.boxCox = method == "box-cox"; t.boxCox {
		t.apply = predict.BoxCox
	} else if !s.version.since(stableYeoJohnsonSince) {
		t.apply = predict.YeoJohnsonByPower
	}
	if t.lambdas, err = s.perFeature("lambdas_"); err != nil {
		return nil, err
	}
	standardize, err := s.flag("standardize", true)
	if err != nil || !standardize {
		return t, err
	}
	v, err := s.attr("_scaler")
	if err != nil {
		return nil, err
	}
	m, err := s.child(v, "_scaler")
	if err != nil {
		return nil, err
	}
	scaler, ok := m.estimator.(*standardScaler)
	if !ok || m.NFeatures != len(t.lambdas) {
		return nil, s.fail("_scaler", nil, "want a StandardScaler of the same columns, got "+m.ClassName)
	}
	t.scaler = scaler
	return t, nil
}

func (t *power) accepts() policy { return allowNaN }

// Transform returns the powers, standardized. Box and Cox's take positive numbers only.
func (t *power) Transform(x Matrix) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, x.Cols)
	for i, v := range x.Data {
		if t.boxCox && v <= 0 {
			return Matrix{}, &Error{Text: "The Box-Cox transformation can only be applied to strictly positive data"}
		}
		if !math.IsNaN(v) {
			v = t.apply(v, t.lambdas[i%x.Cols])
		}
		out.Data[i] = v
	}
	if t.scaler != nil {
		return t.scaler.Transform(out)
	}
	return out, nil
}

func (t *power) featureNamesOut(in []string) ([]string, error) { return in, nil }
