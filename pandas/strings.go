package pandas

import (
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// A StringArray is a column of texts of dtype string, kept as Python objects. Texts that Arrow keeps are an [ArrowArray].
type StringArray struct {
	data  *ndarray.Array // objects: str, NA, NaN or None
	dtype StringDType
	get   func(i int) any
}

func newStringArray(a *ndarray.Array, d StringDType, path string) (Array, error) {
	if len(a.Shape) != 1 || a.DType.Kind != ndarray.Object {
		return nil, &Error{Path: path, Want: "an array of objects", Got: a.DType.String()}
	}
	d.Storage = "python"
	s := &StringArray{a, d, element(a)}
	for i := range s.Len() {
		if _, ok := a.Objects.Str((a.Offset + i*a.Strides[0]) / a.DType.ItemSize); ok {
			continue
		}
		if x := s.get(i); missingOf(x) == Present {
			v, _ := a.At(i)
			got, _ := v.(py.Value)
			return nil, mismatch(item(path, i), got, "str or a missing value")
		}
	}
	return s, nil
}

// DType returns a [StringDType].
func (a *StringArray) DType() DType { return a.dtype }

// Len returns the number of values.
func (a *StringArray) Len() int { return a.data.Shape[0] }

// At returns a string, or [NA], or NaN where that is the dtype's.
func (a *StringArray) At(i int) any {
	x := a.get(i)
	if missingOf(x) != Present {
		return missingValue(a.na())
	}
	return x
}

func (a *StringArray) na() Missing {
	if a.dtype.NaN {
		return NaN
	}
	return NA
}

// Missing tells whether the value is missing.
func (a *StringArray) Missing(i int) Missing {
	if missingOf(a.get(i)) != Present {
		return a.na()
	}
	return Present
}
