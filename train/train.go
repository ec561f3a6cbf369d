package train

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/sklearn"
)

// A Trainer makes a model of data: X is rows × features, y has a value, or a row of outputs, for each row of X. What learns
// without a y takes the zero Target. Neither x nor y is changed or kept.
type Trainer interface {
	Fit(x sklearn.Matrix, y sklearn.Target, opts ...Option) (*sklearn.Model, error)
}

// An Option is about one call of Fit.
type Option func(*options)

type options struct {
	version string // of scikit-learn, as the object will name it
	release release
	weights []float64
	names   []string
}

// ForRelease has the model be one of that release of scikit-learn, "1.2.1": its formulas where releases differ, its
// parameters and its attributes. Python warns (InconsistentVersionWarning) of objects of any release but its own. Releases 1.2 to 1.9
// can be had; [Newest] is the default.
func ForRelease(version string) Option { return func(o *options) { o.version = version } }

// SampleWeight gives each row of X a weight, at least 0.
func SampleWeight(w []float64) Option { return func(o *options) { o.weights = w } }

// FeatureNames names the columns of X, as a DataFrame would: the model's feature_names_in_.
func FeatureNames(names ...string) Option { return func(o *options) { o.names = names } }

// A task is one call of Fit, its input checked.
type task struct {
	options
	class string // of the estimator, for errors
	x     sklearn.Matrix
	y     sklearn.Target
}

// Largest values that X may have.
const (
	anyFloat64 = math.MaxFloat64
	anyFloat32 = 0x1.fffffefffffffp127 // of trees: the largest float64 that rounds to a float32
)

// newTask checks X, the weights, the names and the release.
func newTask(class string, x sklearn.Matrix, y sklearn.Target, limit float64, opts []Option) (*task, error) {
	t := &task{class: class, x: x, y: y, options: options{version: Newest}}
	for _, opt := range opts {
		opt(&t.options)
	}
	var err error
	if t.release, err = parseRelease(t.version); err != nil {
		return nil, t.fail(nil, "%v", err)
	}
	if err := t.checkX(limit); err != nil {
		return nil, err
	}
	return t, t.checkOptions()
}

func (t *task) checkX(limit float64) error {
	x := t.x
	if x.Rows <= 0 || x.Cols <= 0 || len(x.Data)%x.Cols != 0 || len(x.Data)/x.Cols != x.Rows {
		return t.fail(sklearn.ErrShape, "X has %d values for %d rows of %d columns, want at least one row and column", len(x.Data), x.Rows, x.Cols)
	}
	for i, v := range x.Data {
		switch {
		case math.IsNaN(v):
			return t.fail(sklearn.ErrNaN, "Input X contains NaN (row %d, column %d)", i/x.Cols, i%x.Cols)
		case math.Abs(v) > limit:
			return t.fail(sklearn.ErrInfinite, "Input X contains infinity or a value too large (row %d, column %d)", i/x.Cols, i%x.Cols)
		}
	}
	return nil
}

func (t *task) checkOptions() error {
	if t.weights != nil {
		if len(t.weights) != t.x.Rows {
			return t.fail(sklearn.ErrShape, "%d sample weights for %d rows", len(t.weights), t.x.Rows)
		}
		var sum float64
		for i, w := range t.weights {
			if !(w >= 0) || math.IsInf(w, 0) {
				return t.fail(nil, "sample weight %d is %v, want a number of at least 0", i, w)
			}
			sum += w
		}
		if sum == 0 || math.IsInf(sum, 0) {
			return t.fail(nil, "the sample weights sum to %v", sum)
		}
	}
	if t.names != nil {
		if len(t.names) != t.x.Cols {
			return t.fail(sklearn.ErrFeatures, "%d feature names for %d columns", len(t.names), t.x.Cols)
		}
		seen := map[string]bool{}
		for _, name := range t.names {
			if seen[name] {
				return t.fail(sklearn.ErrFeatures, "column %q is there twice", name)
			}
			seen[name] = true
		}
	}
	return nil
}

// fail returns an error about this call.
func (t *task) fail(cause error, format string, args ...any) error {
	return failf(t.class, cause, format, args...)
}

// failf returns an error that names the class.
func failf(class string, cause error, format string, args ...any) error {
	return &Error{Class: class, Text: fmt.Sprintf(format, args...), Err: cause}
}

// An Error says why there is no model.
type Error struct {
	Class string // of the estimator that was to be made: "Ridge"
	Text  string
	Err   error // a sentinel of package sklearn, one of this package, or nil
}

func (e *Error) Error() string { return "train: " + e.Class + ": " + e.Text }

func (e *Error) Unwrap() error { return e.Err }

// weight returns the weight of row i.
func (t *task) weight(i int) float64 {
	if t.weights == nil {
		return 1
	}
	return t.weights[i]
}

// targets returns the y of a regressor, rows × outputs.
func (t *task) targets() (sklearn.Matrix, error) {
	y := sklearn.Matrix{Data: t.y.Floats(), Rows: t.y.Rows(), Cols: t.y.Outputs()}
	if ints := t.y.Ints(); ints != nil {
		y.Data = make([]float64, len(ints))
		for i, v := range ints {
			y.Data[i] = float64(v)
		}
	}
	if y.Data == nil {
		return y, t.fail(nil, "y is not of numbers")
	}
	if y.Rows != t.x.Rows || y.Cols <= 0 || len(y.Data) != y.Rows*y.Cols {
		return y, t.fail(sklearn.ErrShape, "y has %d rows of %d outputs, X %d rows", y.Rows, y.Cols, t.x.Rows)
	}
	for i, v := range y.Data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return y, t.fail(nil, "Input y contains NaN or infinity (row %d)", i/y.Cols)
		}
	}
	return y, nil
}

// flat reports whether y has one dimension, and so have coefficients and forecasts.
func (t *task) flat() bool { return len(t.y.Shape()) == 1 }
