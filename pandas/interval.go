package pandas

import (
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// An IntervalArray is a column of intervals, all of which are closed on the same side.
type IntervalArray struct {
	left, right Array // of one length and dtype; both are missing where the interval is
	closed      string
}

// intervals reads an IntervalArray: {_left, _right, _dtype} since 1.3, {_left, _right, _closed} before.
func (r *reader) intervals(state py.Value, path string) (Array, error) {
	left, err := r.array(first(state, "_left", "left"), path+"._left")
	if err != nil {
		return nil, err
	}
	right, err := r.array(first(state, "_right", "right"), path+"._right")
	if err != nil {
		return nil, err
	}
	return r.closedIntervals(left, right, state, path)
}

// intervalEnds reads what an IntervalIndex is made of, {left, right, closed}. Releases 1.0 and 1.1 lost which side is
// closed, and pandas reads the right one then.
func (r *reader) intervalEnds(d py.Value, path string) (Array, error) {
	left, err := r.array(d.Get("left"), path+".left")
	if err != nil {
		return nil, err
	}
	right, err := r.array(d.Get("right"), path+".right")
	if err != nil {
		return nil, err
	}
	if !d.Get("closed").IsValid() {
		return newIntervalArray(left, right, "right", path)
	}
	return r.closedIntervals(left, right, d, path)
}

func (r *reader) closedIntervals(left, right Array, state py.Value, path string) (Array, error) {
	closed := first(state, "_closed", "closed")
	name, ok := closed.Text()
	if dtype := state.Get("_dtype"); dtype.IsValid() && !ok {
		d, err := r.dtype(dtype, path+"._dtype")
		if err != nil {
			return nil, err
		}
		if i, isInterval := d.(*IntervalDType); isInterval {
			name = i.Closed
		}
	}
	return newIntervalArray(left, right, name, path)
}

func newIntervalArray(left, right Array, closed, path string) (Array, error) {
	if !closedNames[closed] {
		return nil, &Error{Path: path + ".closed", Want: "left, right, both or neither", Got: "'" + closed + "'"}
	}
	switch a := left.(type) {
	case *DatetimeArray, *TimedeltaArray, Range, *NullableArray, *ArrowArray:
	case *NumpyArray:
		if a.data.DType.Kind == ndarray.Object {
			return nil, &Error{Path: path, Want: "ends that are numbers, dates or durations", Got: "objects"}
		}
	default:
		return nil, &Error{Path: path, Want: "ends that are numbers, dates or durations", Got: left.DType().String()}
	}
	if left.Len() != right.Len() || left.DType().String() != right.DType().String() {
		return nil, &Error{Path: path, Want: "as many right ends as left ones, of the same dtype", Got: right.DType().String()}
	}
	return &IntervalArray{left, right, closed}, nil
}

// DType returns an [IntervalDType].
func (a *IntervalArray) DType() DType { return &IntervalDType{a.left.DType(), a.closed} }

// Len returns the number of values.
func (a *IntervalArray) Len() int { return a.left.Len() }

// Left returns the lower ends.
func (a *IntervalArray) Left() Array { return a.left }

// Right returns the upper ends.
func (a *IntervalArray) Right() Array { return a.right }

// Closed tells which ends belong to the intervals: "left", "right", "both" or "neither".
func (a *IntervalArray) Closed() string { return a.closed }

// At returns an [Interval], or NaN.
func (a *IntervalArray) At(i int) any {
	if a.Missing(i) != Present {
		return nan
	}
	return Interval{a.left.At(i), a.right.At(i), a.closed}
}

// Missing tells whether the interval is missing, as its left end is.
func (a *IntervalArray) Missing(i int) Missing {
	if a.left.Missing(i) != Present {
		return NaN
	}
	return Present
}
