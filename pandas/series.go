package pandas

import (
	"iter"

	"github.com/brine-go/brine/py"
)

// A Series is a column: labelled values of one dtype. As a field of a struct, or by itself, it is read and written by
// [github.com/brine-go/brine/pickle.Unmarshal] and Marshal; the zero Series is written as None. It does not change once it
// is made.
type Series struct {
	index  *Index
	name   any
	array  Array
	attrs  py.Value
	unique bool
}

// SeriesFromPy reads a Series of any release since 0.14.1. The result shares the document's memory.
func SeriesFromPy(v py.Value) (*Series, error) { return (&reader{}).series(v, "Series") }

func (r *reader) series(v py.Value, path string) (*Series, error) {
	name, o, _ := instance(v)
	if name != "Series" && name != "TimeSeries" {
		return nil, mismatch(path, v, "a Series")
	}
	state := stateDict(o)
	if state.Kind() != py.Dict {
		return nil, mismatch(path+".state", state, "dict with _mgr or _data, as written since pandas 0.14.1")
	}
	m, err := r.manager(first(state, "_mgr", "_data"), 1, path+"._mgr")
	if err != nil {
		return nil, err
	}
	s := &Series{index: m.axes[0], array: m.arrays[0]}
	if label := first(state, "_name", "name"); label.IsValid() {
		s.name = r.valueOf(label)
	}
	s.attrs, s.unique = commonState(state)
	return s, nil
}

// UnmarshalPickle reads v as [SeriesFromPy] does. None leaves the series as it was.
func (s *Series) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := SeriesFromPy(v)
	if err != nil {
		return err
	}
	*s = *read
	return nil
}

// Name returns the series' name, as a rule a string, nil if it has none.
func (s *Series) Name() any { return s.name }

// DType returns what the values are.
func (s *Series) DType() DType { return s.array.DType() }

// Len returns the number of values.
func (s *Series) Len() int {
	if s.array == nil {
		return 0
	}
	return s.array.Len()
}

// Index returns the labels.
func (s *Series) Index() *Index { return s.index }

// Array returns the values in the form in which pandas keeps them.
func (s *Series) Array() Array { return s.array }

// Attrs returns the dict of what users have noted about the series, the zero Value if there is none.
func (s *Series) Attrs() py.Value { return s.attrs }

// At returns a value, as the package's documentation tells.
func (s *Series) At(i int) any { return s.array.At(i) }

// Missing tells whether a value is missing, and how.
func (s *Series) Missing(i int) Missing { return s.array.Missing(i) }

// All iterates over the labels and values.
func (s *Series) All() iter.Seq2[any, any] {
	return func(yield func(any, any) bool) {
		for i := range s.Len() {
			if !yield(s.index.At(i), s.array.At(i)) {
				return
			}
		}
	}
}
