package sklearn

import (
	"fmt"
	"math"
	"sort"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
)

// isotonic is an IsotonicRegression: straight lines between thresholds.
type isotonic struct {
	model     *Model
	x, y      []float64
	low, high float64 // what X is held between if clip is set
	clip      bool
	raise     bool // X out of bounds is an error, else NaN
	single    bool // in float32, as the thresholds are
}

// readIsotonic reads X_thresholds_ and y_thresholds_.
func readIsotonic(s *state) (any, error) {
	x, err := s.numbers("X_thresholds_")
	if err != nil {
		return nil, err
	}
	y, err := s.numbers("y_thresholds_")
	if err != nil {
		return nil, err
	}
	if len(x.data) == 0 || len(x.shape) != 1 || len(y.shape) != 1 || len(x.data) != len(y.data) {
		return nil, s.fail("X_thresholds_", nil, fmt.Sprintf("got arrays of shape %v and %v, want as many thresholds as values", x.shape, y.shape))
	}
	if !sort.Float64sAreSorted(x.data) {
		return nil, s.fail("X_thresholds_", nil, "they are not in order")
	}
	t := &isotonic{model: s.model, x: x.data, y: y.data}
	switch rule := s.text("out_of_bounds"); rule {
	case "clip":
		t.clip = true
		for _, p := range []struct {
			name string
			into *float64
		}{{"X_min_", &t.low}, {"X_max_", &t.high}} {
			v, err := s.vector(p.name, 1, false)
			if err != nil {
				return nil, err
			}
			*p.into = v[0]
		}
	case "raise":
		t.raise = true
	case "nan":
	default:
		return nil, s.fail("out_of_bounds", ErrUnsupported, fmt.Sprintf("%q is not known", rule))
	}
	if v, err := s.attr("X_thresholds_"); err == nil {
		if a, err := numpy.FromPy(v); err == nil && a.DType.Kind == ndarray.Float && a.DType.ItemSize == 4 {
			t.single = true
		}
	}
	s.model.NFeatures = 1
	return t, nil
}

// at returns the value at one x.
func (t *isotonic) at(v float64) (float64, error) {
	if t.single {
		v = float64(float32(v))
	}
	if t.clip {
		v = math.Min(math.Max(v, t.low), t.high)
	}
	n := len(t.x)
	if n == 1 {
		return t.y[0], nil
	}
	if v < t.x[0] || v > t.x[n-1] {
		if t.raise {
			side, end, limit := "below", "minimum", t.x[0]
			if v > t.x[n-1] {
				side, end, limit = "above", "maximum", t.x[n-1]
			}
			return 0, t.model.fail(ErrOutOfBounds, fmt.Sprintf("A value (%s) in x_new is %s the interpolation range's %s value (%s).", pythonStr(v), side, end, pythonStr(limit)))
		}
		return math.NaN(), nil
	}
	if t.single {
		return predict.Interpolate32(v, t.x, t.y), nil
	}
	return predict.Interpolate(v, t.x, t.y), nil
}

func (t *isotonic) values(x Matrix) ([]float64, error) {
	out := make([]float64, x.Rows)
	for i := range out {
		var err error
		if out[i], err = t.at(x.Data[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Predict returns the value at each row, which is one number.
func (t *isotonic) Predict(x Matrix) (Target, error) {
	y, err := t.values(x)
	return column(y), err
}

// Transform returns the same as Predict, in one column; scikit-learn's has but one dimension.
func (t *isotonic) Transform(x Matrix) (Matrix, error) {
	y, err := t.values(x)
	return oneColumn(y), err
}

func (t *isotonic) featureNamesOut([]string) ([]string, error) {
	return []string{"isotonicregression0"}, nil
}
