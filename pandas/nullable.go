package pandas

import (
	"math"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

var nan = math.NaN()

// A NullableArray is a column of integers, floats or bools any of which may be missing: dtypes Int64, Float64, boolean.
type NullableArray struct {
	data, mask *ndarray.Array // of one length
	get        func(i int) any
	absent     func(i int) any // a bool
}

func newNullable(data, mask *ndarray.Array) *NullableArray {
	return &NullableArray{data, mask, element(data), element(mask)}
}

// nullable reads a BaseMaskedArray: {_data, _mask}.
func (r *reader) nullable(state py.Value, path string) (Array, error) {
	data, err := r.vector(state.Get("_data"), path+"._data")
	if err != nil {
		return nil, err
	}
	mask, err := r.vector(state.Get("_mask"), path+"._mask")
	if err != nil {
		return nil, err
	}
	if k := data.DType.Kind; k != ndarray.Bool && k != ndarray.Int && k != ndarray.Uint && k != ndarray.Float || data.DType.ItemSize > 8 {
		return nil, &Error{Path: path + "._data", Want: "integers, floats or bools", Got: data.DType.String()}
	}
	if mask.DType.Kind != ndarray.Bool || mask.Shape[0] != data.Shape[0] {
		return nil, &Error{Path: path + "._mask", Want: "as many bools as there are values", Got: mask.DType.String()}
	}
	return newNullable(data, mask), nil
}

// DType returns a [NullableDType].
func (a *NullableArray) DType() DType { return NullableDType{a.data.DType} }

// Len returns the number of values.
func (a *NullableArray) Len() int { return a.data.Shape[0] }

// Data returns the values, of which those that are missing have no meaning.
func (a *NullableArray) Data() *ndarray.Array { return a.data }

// At returns a bool, int64, uint64 or float64, or [NA].
func (a *NullableArray) At(i int) any {
	if a.Missing(i) != Present {
		return NA
	}
	return a.get(i)
}

// Missing tells whether the value is missing. A NaN that Python computed is a value that is there.
func (a *NullableArray) Missing(i int) Missing {
	if a.absent(i).(bool) {
		return NA
	}
	return Present
}

// Mask returns which values are missing; nil if none is.
func (a *NullableArray) Mask() []bool {
	mask, err := a.mask.Bools()
	if err != nil {
		panic(err) // checked when it was read
	}
	for _, missing := range mask {
		if missing {
			return mask
		}
	}
	return nil
}
