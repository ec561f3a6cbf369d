package sklearn

import (
	"github.com/brine-go/brine/predict"
)

// ellipse is an EmpiricalCovariance or one of those that are made of it: rows are compared by their Mahalanobis distance. Only an
// EllipticEnvelope has methods in scikit-learn that tell outliers.
type ellipse struct {
	location  []float64
	precision Matrix
	offset    float64
	outliers  bool
}

func readEllipse(s *state) (any, error) {
	cov, err := s.square("covariance_")
	if err != nil {
		return nil, err
	}
	if err := s.features("covariance_", cov.Rows); err != nil {
		return nil, err
	}
	e := &ellipse{outliers: s.model.ClassName == "EllipticEnvelope"}
	if e.location, err = s.vector("location_", cov.Rows, false); err != nil {
		return nil, err
	}
	if !e.outliers {
		return e, nil
	}
	if stored := s.value.Attr("precision_"); stored.IsValid() && !stored.IsNone() {
		if e.precision, err = s.square("precision_"); err != nil {
			return nil, err
		}
		if e.precision.Rows != cov.Rows {
			return nil, s.fail("precision_", nil, "it is of other features than covariance_")
		}
	} else if e.precision, err = predict.PseudoInverse(cov); err != nil {
		return nil, s.wrap("covariance_", err)
	}
	e.offset, err = s.number("offset_")
	return e, err
}

func (e *ellipse) has(Method) bool { return e.outliers }

// ScoreSamples returns the negative squared Mahalanobis distance.
func (e *ellipse) ScoreSamples(x Matrix) ([]float64, error) {
	centred := predict.Scaler{Center: e.location}
	out := predict.Variance(centred.Transform(x), e.precision)
	for i, v := range out {
		out[i] = -v
	}
	return out, nil
}

// DecisionFunction is below 0 for outliers.
func (e *ellipse) DecisionFunction(x Matrix) (Matrix, error) {
	scores, err := e.ScoreSamples(x)
	return lessOffset(scores, e.offset), err
}

// Predict returns -1 for outliers and 1 for the rest.
func (e *ellipse) Predict(x Matrix) (Target, error) {
	d, err := e.DecisionFunction(x)
	out := make([]int64, x.Rows)
	for i, v := range d.Data {
		if out[i] = -1; v >= 0 {
			out[i] = 1
		}
	}
	return column(out), err
}
