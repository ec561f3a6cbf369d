package pandas

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/brine-go/brine/ndarray"
)

// The typed accessors give all values of a series at once, and a mask that is true where a value is missing: nil if none
// is. They share the memory of the series where the values lie in it as Go would have them, so neither slice may be
// changed.

// Float64s returns numbers and bools as float64, missing ones as NaN. Integers past 2^53 are rounded to nearest.
func (s *Series) Float64s() (values []float64, missing []bool, err error) {
	switch a := s.array.(type) {
	case *NumpyArray:
		if a.data.DType.Kind == ndarray.Object {
			break
		}
		var ok bool
		if values, ok = a.data.Float64View(); !ok {
			if values, err = a.data.Float64s(); err != nil {
				return nil, nil, s.cannot("float64", err)
			}
		}
		if a.data.DType.Kind == ndarray.Float {
			missing = maskOf(len(values), func(i int) bool { return values[i] != values[i] })
		}
		return values, missing, nil
	case *NullableArray:
		if values, err = a.data.Float64s(); err != nil {
			return nil, nil, s.cannot("float64", err)
		}
		missing = a.Mask()
		for i, m := range missing {
			if m {
				values[i] = nan
			}
		}
		return values, missing, nil
	}
	values, missing, err = collect(s, "float64", func(x any) (float64, bool) {
		switch x := x.(type) {
		case float64:
			return x, true
		case int64:
			return float64(x), true
		case uint64:
			return float64(x), true
		case bool:
			if x {
				return 1, true
			}
			return 0, true
		}
		return 0, false
	})
	for i, m := range missing {
		if m {
			values[i] = nan
		}
	}
	return values, missing, err
}

// Int64s returns integers and bools as int64, missing ones as 0. Floats are an error, and so is a uint64 past 2^63-1.
func (s *Series) Int64s() (values []int64, missing []bool, err error) {
	switch a := s.array.(type) {
	case *NumpyArray:
		if a.data.DType.Kind != ndarray.Object {
			values, err = a.data.Int64s()
			return values, nil, s.cannot("int64", err)
		}
	case *NullableArray:
		if values, err = a.data.Int64s(); err != nil {
			return nil, nil, s.cannot("int64", err)
		}
		missing = a.Mask()
		for i, m := range missing {
			if m {
				values[i] = 0
			}
		}
		return values, missing, nil
	}
	return collect(s, "int64", func(x any) (int64, bool) {
		switch x := x.(type) {
		case int64:
			return x, true
		case uint64:
			return int64(x), x <= math.MaxInt64
		case bool:
			if x {
				return 1, true
			}
			return 0, true
		}
		return 0, false
	})
}

// Bools returns bools, missing ones as false.
func (s *Series) Bools() (values, missing []bool, err error) {
	if a, ok := s.array.(*NumpyArray); ok && a.data.DType.Kind == ndarray.Bool {
		values, err = a.data.Bools()
		return values, nil, s.cannot("bool", err)
	}
	return collect(s, "bool", func(x any) (bool, bool) {
		b, ok := x.(bool)
		return b, ok
	})
}

// Strings returns texts, of objects, dtype string or categories, missing ones as "".
func (s *Series) Strings() (values []string, missing []bool, err error) {
	if c, ok := s.array.(*Categorical); ok && c.Categories() != nil {
		labels, absent, err := c.Categories().ToSeries().Strings()
		if err != nil || absent != nil {
			return nil, nil, s.cannot("string", errors.New("the categories are no texts"))
		}
		values = make([]string, c.Len())
		for i, code := range c.Codes() {
			if code >= 0 {
				values[i] = labels[code]
			} else {
				if missing == nil {
					missing = make([]bool, len(values))
				}
				missing[i] = true
			}
		}
		return values, missing, nil
	}
	var objects *ndarray.Array
	switch a := s.array.(type) {
	case *StringArray:
		objects = a.data
	case *NumpyArray:
		if a.data.DType.Kind == ndarray.Object {
			objects = a.data
		}
	}
	if objects != nil {
		if values, missing, ok := textsOf(objects); ok {
			return values, missing, nil
		}
	}
	return collect(s, "string", func(x any) (string, bool) {
		t, ok := x.(string)
		return t, ok
	})
}

// Times returns moments in their zone, those without one in UTC; missing ones are the zero Time.
func (s *Series) Times() (values []time.Time, missing []bool, err error) {
	if a, ok := s.array.(*DatetimeArray); ok {
		return a.Times()
	}
	return collect(s, "time", func(x any) (time.Time, bool) {
		t, ok := x.(Timestamp)
		if !ok {
			return time.Time{}, false
		}
		return t.Time(), true
	})
}

// Durations returns durations, missing ones as 0. One of more than 292 years is an error.
func (s *Series) Durations() (values []time.Duration, missing []bool, err error) {
	return collect(s, "duration", func(x any) (time.Duration, bool) {
		t, ok := x.(Timedelta)
		if !ok {
			return 0, false
		}
		return t.Duration()
	})
}

// collect reads values one by one.
func collect[T any](s *Series, want string, convert func(any) (T, bool)) (values []T, missing []bool, err error) {
	n := s.Len()
	if err := checkUnpaid(n, paid(s.array), "Series"); err != nil {
		return nil, nil, err
	}
	values = make([]T, n)
	for i := range n {
		x := s.array.At(i)
		if missingOf(x) != Present {
			if missing == nil {
				missing = make([]bool, n)
			}
			missing[i] = true
			continue
		}
		var ok bool
		if values[i], ok = convert(x); !ok {
			return nil, nil, s.cannot(want, fmt.Errorf("value %d is %v", i, x))
		}
	}
	return values, missing, nil
}

// paid returns how many values of an array the input holds.
func paid(a Array) int {
	switch a := a.(type) {
	case Range:
		return a.paid
	case *SparseArray:
		return len(a.at)
	case *ArrowArray:
		for _, c := range a.chunks {
			if c.t.Name == "null" || c.t.Name == "fixed_size_list" && c.t.Size == 0 || c.t.Name == "struct" {
				return 0
			}
		}
	case *IntervalArray:
		return min(paid(a.left), paid(a.right))
	}
	return a.Len()
}

// maskOf returns which of n values are missing, nil if none is.
func maskOf(n int, missing func(i int) bool) []bool {
	for i := range n {
		if missing(i) {
			mask := make([]bool, n)
			for k := i; k < n; k++ {
				mask[k] = missing(k)
			}
			return mask
		}
	}
	return nil
}

func (s *Series) cannot(want string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Path: fmt.Sprintf("Series %v", s.name), Want: "values of type " + want, Got: s.DType().String(), Err: err}
}

// ToSeries returns the labels as a series whose index they are. A MultiIndex gives its tuples.
func (x *Index) ToSeries() *Series {
	a := x.array
	if a == nil {
		a = tuples{x}
	}
	return &Series{index: x, name: x.Name(), array: a}
}

// tuples are the labels of a MultiIndex.
type tuples struct{ *Index }

// Missing returns [Present]: a label of several parts is there even if they are missing.
func (t tuples) Missing(int) Missing { return Present }
