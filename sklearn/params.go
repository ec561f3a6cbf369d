package sklearn

import (
	"fmt"
	"slices"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// count reads an attribute that is an integer from least to most.
func (s *state) count(name string, least, most int) (int, error) {
	v, err := s.attr(name)
	if err != nil {
		return 0, err
	}
	n, ok := countOf(v)
	if !ok || n < least || n > most {
		return 0, s.fail(name, nil, fmt.Sprintf("got %v, want an integer from %d to %d", v, least, most))
	}
	return n, nil
}

// choice reads a parameter that is one of a few words. Where the pickle has none it is byDefault.
func (s *state) choice(name, byDefault string, among ...string) (string, error) {
	v := s.value.Attr(name)
	if !v.IsValid() {
		return byDefault, nil
	}
	text, ok := v.Text()
	for _, word := range among {
		if ok && text == word {
			return text, nil
		}
	}
	return "", s.fail(name, ErrUnsupported, fmt.Sprintf("%v is not supported", v))
}

// indices reads an attribute that is an array of integers from 0 to below n.
func (s *state) indices(name string, n int) ([]int, error) {
	v, err := s.attr(name)
	if err != nil {
		return nil, err
	}
	return s.indicesOf(v, name, n)
}

func (s *state) indicesOf(v py.Value, name string, n int) ([]int, error) {
	a, err := s.arrayOf(v, name)
	if err != nil {
		return nil, err
	}
	out := make([]int, len(a.data))
	for i, x := range a.data {
		if !(x >= 0 && x < float64(n)) || x != float64(int(x)) {
			return nil, s.fail(name, nil, fmt.Sprintf("number %d is %v, want an index of %d", i, x, n))
		}
		out[i] = int(x)
	}
	return out, nil
}

// support reads a fitted attribute that is a bool for each feature, of which at most all are set.
func (s *state) support(name string) ([]bool, error) {
	if _, err := s.attr(name); err != nil {
		return nil, err
	}
	if s.model.NFeatures == 0 { // before 0.24
		a, err := s.numbers(name)
		if err != nil {
			return nil, err
		}
		s.model.NFeatures = len(a.data)
	}
	out, err := s.mask(name)
	if err == nil && out == nil {
		return nil, s.fail(name, ErrNotFitted, "it is None")
	}
	return out, err
}

// isNone reports whether a parameter is None or not there.
func (s *state) isNone(name string) bool {
	v := s.value.Attr(name)
	return !v.IsValid() || v.IsNone()
}

// known returns the number of features, or an error if nothing tells it.
func (s *state) known() (int, error) {
	if s.model.NFeatures == 0 {
		return 0, s.fail("n_features_in_", ErrNotFitted, fmt.Sprintf("missing: this %s instance is not fitted yet", s.model.ClassName))
	}
	return s.model.NFeatures, nil
}

// object reads an attribute of an estimator in v as if it were the state of an estimator: an object that is none, like a BSpline.
func (s *state) object(v py.Value) *state {
	return &state{loader: s.loader, value: v, version: s.version, model: &Model{ClassName: s.model.ClassName, Version: s.model.Version}}
}

// objectsOf returns the elements of a list, a tuple or an array of objects of any shape.
func objectsOf(v py.Value) ([]py.Value, error) {
	if v.Kind() == py.List || v.Kind() == py.Tuple {
		return slices.Collect(v.Items()), nil
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, err
	}
	return numpy.Objects(a)
}
