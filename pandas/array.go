package pandas

import (
	"math/cmplx"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// An Array is a column's values: those of a [Series], a column of a [DataFrame], the labels of an [Index].
//
// Arrays are [NumpyArray], [DatetimeArray], [TimedeltaArray], [PeriodArray], [Categorical], [IntervalArray],
// [NullableArray], [StringArray], [SparseArray], [ArrowArray] and, for the labels of a RangeIndex, [Range].
type Array interface {
	DType() DType
	Len() int

	// At returns one value as the package's documentation tells, 0 ≤ i < Len.
	At(i int) any

	// Missing tells whether a value is missing, and how.
	Missing(i int) Missing

	toPy(w *writer, path string) (py.Value, error)
}

// A NumpyArray is a column of NumPy's numbers, bools or objects.
type NumpyArray struct {
	data *ndarray.Array // of one dimension and a kind that pandas keeps; checked
	get  func(i int) any
}

func plain(a *ndarray.Array) *NumpyArray { return &NumpyArray{a, element(a)} }

// DType returns a [NumpyDType].
func (a *NumpyArray) DType() DType { return NumpyDType{a.data.DType} }

// Len returns the number of values.
func (a *NumpyArray) Len() int { return a.data.Shape[0] }

// Array returns the values as an array of NumPy's, which must not be changed.
func (a *NumpyArray) Array() *ndarray.Array { return a.data }

// At returns a bool, int64, uint64, float64 or complex128, or of an object its Go value.
func (a *NumpyArray) At(i int) any { return a.get(i) }

// Object returns an element of a column of objects as the Python value that it is; the zero Value for other
// columns, and for values that were put in by Go.
func (a *NumpyArray) Object(i int) py.Value {
	if a.data.DType.Kind != ndarray.Object {
		return py.Value{}
	}
	x, err := a.data.At(i)
	if err != nil {
		panic(err)
	}
	v, _ := x.(py.Value)
	return v
}

// Missing tells None, NaN, NaT and NA apart.
func (a *NumpyArray) Missing(i int) Missing {
	switch d := a.data.DType; {
	case d.Kind == ndarray.Float, d.HasObjects():
		return missingOf(a.At(i))
	case d.Kind == ndarray.Complex:
		if cmplx.IsNaN(a.At(i).(complex128)) {
			return NaN
		}
	}
	return Present
}

// newNumpyArray returns the column of an array: one of dates or durations for such kinds.
func newNumpyArray(a *ndarray.Array, path string) (Array, error) {
	if len(a.Shape) != 1 {
		return nil, &Error{Path: path, Want: "an array of 1 dimension", Got: "one of " + strconv.Itoa(len(a.Shape))}
	}
	switch d := a.DType; {
	case d.Kind == ndarray.Datetime:
		return newDatetimeArray(a, nil, nil, path)
	case d.Kind == ndarray.Timedelta:
		return newTimedeltaArray(a, nil, path)
	case d.IsNumber(), d.Kind == ndarray.Complex && d.ItemSize <= 16, d.Kind == ndarray.Object:
	default:
		return nil, &Error{Path: path, Want: "a dtype that pandas keeps: numbers, bools, dates, durations or objects", Got: d.String()}
	}
	return plain(a), nil
}

// elementOf returns the element of an array without dimensions.
func elementOf(a *ndarray.Array) (any, error) {
	switch a.DType.Kind {
	case ndarray.Datetime, ndarray.Timedelta:
		flat := *a
		flat.Shape, flat.Strides = []int{1}, []int{a.DType.ItemSize}
		x, err := newNumpyArray(&flat, "scalar")
		if err != nil {
			return nil, err
		}
		return x.At(0), nil
	}
	x, err := a.At()
	if v, ok := x.(py.Value); ok {
		x = valueOf(v)
	}
	return x, wrap("scalar", err)
}

// array reads one column: an array of NumPy's or of pandas'.
func (r *reader) array(v py.Value, path string) (Array, error) {
	columns, err := r.columns(v, path)
	if err != nil {
		return nil, err
	}
	if len(columns) != 1 {
		return nil, &Error{Path: path, Want: "an array of 1 dimension", Got: "one of " + strconv.Itoa(len(columns)) + " rows"}
	}
	return columns[0], nil
}

// columns reads the columns that an array of one or two dimensions has as its rows, as blocks keep them.
func (r *reader) columns(v py.Value, path string) ([]Array, error) {
	if c, ok := r.arrays[v]; ok {
		return c, nil
	}
	if err := r.enter(path); err != nil {
		return nil, err
	}
	defer func() { r.depth-- }()
	c, err := r.readColumns(v, path)
	if err == nil && v.Kind() == py.Object {
		keep(&r.arrays, v, c)
	}
	return c, err
}

func (r *reader) readColumns(v py.Value, path string) ([]Array, error) {
	if numpy.IsArray(v) {
		a, err := r.numpyArray(v, path)
		if err != nil {
			return nil, err
		}
		return rows(a, path, func(row *ndarray.Array) (Array, error) { return newNumpyArray(row, path) })
	}
	name, o, ok := instance(v)
	if !ok {
		return nil, mismatch(path, v, "an array of NumPy or pandas")
	}
	switch name {
	case "__pyx_unpickle_NDArrayBacked", "__pyx_unpickle_PeriodMixin", "Categorical",
		"DatetimeArray", "TimedeltaArray", "PeriodArray", "StringArray", "StringArrayNumpySemantics",
		"PandasArray", "NumpyExtensionArray":
		return r.backed(name, o, path)
	case "DatetimeIndex", "_new_DatetimeIndex", "TimedeltaIndex", "PeriodIndex", "_new_PeriodIndex", "_new_Index", "_new_IntervalIndex":
		// before 0.24 and in the ends of intervals, an index stands for an array
		ix, err := r.index(v, path)
		if err != nil {
			return nil, err
		}
		if a := ix.Array(); a != nil {
			return []Array{a}, nil
		}
		return nil, mismatch(path, v, "an index of one level")
	}
	var a Array
	var err error
	switch state := stateDict(o); name {
	case "IntegerArray", "FloatingArray", "BooleanArray":
		a, err = r.nullable(state, path)
	case "IntervalArray", "__pyx_unpickle_IntervalMixin":
		a, err = r.intervals(state, path)
	case "SparseArray":
		a, err = r.sparse(o, state, path)
	case "ArrowExtensionArray", "ArrowStringArray", "ArrowStringArrayNumpySemantics":
		a, err = r.arrow(name, state, path)
	default:
		return nil, mismatch(path, v, "an array of NumPy or pandas")
	}
	if err != nil {
		return nil, err
	}
	return []Array{a}, nil
}

// rows makes a column of each row of an array of two dimensions, or one of an array of one.
func rows(a *ndarray.Array, path string, column func(*ndarray.Array) (Array, error)) ([]Array, error) {
	switch len(a.Shape) {
	case 1:
		c, err := column(a)
		if err != nil {
			return nil, err
		}
		return []Array{c}, nil
	case 2:
		if n := a.Shape[0]; n > 1<<16 && a.Shape[1] == 0 {
			return nil, &Error{Path: path, Want: "at most 65536 columns where there are no rows", Got: strconv.Itoa(n)}
		}
		out := make([]Array, a.Shape[0])
		for i := range out {
			row, err := a.Index(i)
			if err != nil {
				return nil, wrap(path, err)
			}
			if out[i], err = column(row); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return nil, &Error{Path: path, Want: "an array of 1 or 2 dimensions", Got: "one of " + strconv.Itoa(len(a.Shape))}
}
