package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/scipy"
)

// A state is an estimator in the making: its attributes in the pickle, and the model that comes of them.
type state struct {
	loader  *loader
	value   py.Value
	version version
	model   *Model
}

// An array is numbers of any shape, in C order.
type array struct {
	data  []float64
	shape []int
}

// fail returns an error about an attribute.
func (s *state) fail(attr string, cause error, text string) error {
	return &Error{Class: s.model.ClassName, Version: s.model.Version, Attr: attr, Text: text, Err: cause}
}

// wrap makes an error about an attribute of whatever went wrong reading it.
func (s *state) wrap(attr string, err error) error { return s.fail(attr, err, err.Error()) }

// attr returns a fitted attribute, by the name that it has now or had in the past.
func (s *state) attr(name string) (py.Value, error) {
	v := s.value.Attr(name)
	for _, old := range formerly[name] {
		if v.IsValid() {
			break
		}
		v = s.value.Attr(old)
	}
	if !v.IsValid() {
		return v, s.fail(name, ErrNotFitted, fmt.Sprintf("missing: this %s instance is not fitted yet", s.model.ClassName))
	}
	return v, nil
}

// text returns a parameter that is a str, or "".
func (s *state) text(name string) string {
	text, _ := s.value.Attr(name).Text()
	return text
}

// flag returns a parameter that is a bool, or what it is by default where the pickle has none.
func (s *state) flag(name string, byDefault bool) (bool, error) {
	v := s.value.Attr(name)
	switch {
	case !v.IsValid():
		return byDefault, nil
	case v.Kind() == py.Object: // numpy.bool_
		if a, err := numpy.FromPy(v); err == nil && len(a.Shape) == 0 {
			if b, err := a.Bools(); err == nil {
				return b[0], nil
			}
		}
	default:
		if x, ok := v.Number(); ok {
			return x != 0, nil
		}
	}
	return false, s.fail(name, nil, fmt.Sprintf("got %v, want bool", v.Kind()))
}

// numbers returns a fitted attribute that is an array of numbers, a scalar or a plain number. The data may be
// the document's own and must not be changed.
func (s *state) numbers(name string) (array, error) {
	v, err := s.attr(name)
	if err != nil {
		return array{}, err
	}
	return s.arrayOf(v, name)
}

// arrayOf reads numbers as they may stand anywhere in an estimator; name is for errors.
func (s *state) arrayOf(v py.Value, name string) (array, error) {
	if x, ok := v.Number(); ok {
		return array{data: []float64{x}}, nil
	}
	if known, ok := s.loader.arrays[v]; ok {
		return known, nil
	}
	a, err := denseOf(v)
	if err != nil {
		return array{}, s.wrap(name, err)
	}
	out := array{shape: a.Shape}
	if view, ok := a.Float64View(); ok {
		out.data = view
	} else if out.data, err = a.Float64s(); err != nil {
		return array{}, s.wrap(name, err)
	}
	s.loader.arrays[v] = out
	return out, nil
}

// maxDense is how many elements a sparse attribute may have in full.
const maxDense = 1 << 26

// denseOf returns an array, a sparse one in full: SVC fitted on sparse rows, linear models after sparsify().
func denseOf(v py.Value) (*ndarray.Array, error) {
	if !scipy.IsSparse(v) {
		return numpy.FromPy(v)
	}
	m, err := scipy.FromPy(v)
	if err != nil {
		return nil, err
	}
	return m.DenseUpTo(maxDense)
}

// vector returns a fitted attribute that is n numbers; a single one stands for n of it where spread is set.
func (s *state) vector(name string, n int, spread bool) ([]float64, error) {
	a, err := s.numbers(name)
	if err != nil {
		return nil, err
	}
	switch {
	case len(a.data) == n && len(a.shape) <= 1:
		return a.data, nil
	case len(a.data) == 1 && len(a.shape) <= 1 && spread:
		out := make([]float64, n)
		for i := range out {
			out[i] = a.data[0]
		}
		return out, nil
	}
	return nil, s.fail(name, nil, fmt.Sprintf("got an array of shape %v, want %d numbers", a.shape, n))
}

// square returns a fitted attribute that is a square matrix.
func (s *state) square(name string) (Matrix, error) {
	a, err := s.numbers(name)
	if err != nil {
		return Matrix{}, err
	}
	if len(a.shape) != 2 || a.shape[0] != a.shape[1] {
		return Matrix{}, s.fail(name, nil, fmt.Sprintf("got an array of shape %v, want a square matrix", a.shape))
	}
	return predict.Matrix{Data: a.data, Rows: a.shape[0], Cols: a.shape[1]}, nil
}

// classes reads the classes of a classifier of n scores, or any number if n is 0: one score for two classes,
// else one each.
func (s *state) classes(name string, scores int) error {
	v, err := s.attr(name)
	if err != nil {
		return err
	}
	classes, err := classesOf(v)
	if err != nil {
		return s.wrap(name, err)
	}
	if want := max(scores, 2); scores != 0 && classes.Len() != want {
		return s.fail(name, nil, fmt.Sprintf("got %d classes, want %d for %d rows of coef_", classes.Len(), want, scores))
	}
	s.model.Classes = classes
	return nil
}

// features sets the number of features from the shape of what was fitted, and checks it against what the
// estimator says.
func (s *state) features(attr string, n int) error {
	if n == 0 || s.model.NFeatures != 0 && s.model.NFeatures != n {
		return s.fail(attr, nil, fmt.Sprintf("it is of %d features, n_features_in_ of %d", n, s.model.NFeatures))
	}
	s.model.NFeatures = n
	return nil
}

// header reads what all estimators have: n_features_in_ (since 0.24) and feature_names_in_ (since 1.0).
func (s *state) header() error {
	if v := s.value.Attr("n_features_in_"); v.IsValid() && !v.IsNone() { // Dummy* of 0.23 and 0.24 have None
		n, ok := countOf(v)
		if !ok {
			return s.fail("n_features_in_", nil, fmt.Sprintf("got %v, want a count", v.Kind()))
		}
		s.model.NFeatures = n
	}
	v := s.value.Attr("feature_names_in_")
	if !v.IsValid() {
		return nil
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return s.wrap("feature_names_in_", err)
	}
	names, err := a.Strings()
	if err != nil {
		return s.wrap("feature_names_in_", err)
	}
	if !s.value.Attr("n_features_in_").IsValid() { // searches have the names alone
		s.model.NFeatures = len(names)
	}
	if s.model.NFeatures != len(names) {
		return s.fail("feature_names_in_", nil, fmt.Sprintf("got %d names for %d features", len(names), s.model.NFeatures))
	}
	s.model.FeatureNames = names
	return nil
}

// countOf reads a count that is an int or a NumPy integer.
func countOf(v py.Value) (int, bool) {
	x, ok := v.Int()
	if !ok && numpy.IsScalar(v) {
		a, err := numpy.FromPy(v)
		if err != nil || a.DType.Kind == ndarray.Bool {
			return 0, false
		}
		ints, err := a.Int64s()
		if err != nil {
			return 0, false
		}
		x, ok = ints[0], true
	}
	return int(x), ok && x >= 0 && int64(int(x)) == x
}

// child reads an estimator that this one is made of.
func (s *state) child(v py.Value, place string) (*Model, error) {
	m, err := s.loader.read(v)
	if err != nil {
		return nil, within(place, err)
	}
	s.model.Warnings = append(s.model.Warnings, m.Warnings...)
	s.model.traits.joint = s.model.traits.joint || m.traits.joint
	return m, nil
}
