// Package label reads the classes that a classifier was trained with out of a pickle.
package label

import (
	"errors"
	"fmt"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// FromPy reads an array of classes: a []float64, []int64, []string or []bool. An array of Python objects, which labels out
// of a DataFrame are, must hold values of one type.
func FromPy(v py.Value) (any, error) {
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, err
	}
	if len(a.Shape) != 1 || a.Shape[0] == 0 {
		return nil, fmt.Errorf("got an array of shape %v, want one dimension of classes", a.Shape)
	}
	return OfArray(a)
}

// OfArray reads the elements of an array, of any shape, as classes; there must be one.
func OfArray(a *ndarray.Array) (any, error) {
	switch a.DType.Kind {
	case ndarray.Float:
		return some(a.Float64s())
	case ndarray.Int, ndarray.Uint:
		return some(a.Int64s())
	case ndarray.Bool:
		return some(a.Bools())
	case ndarray.Str, ndarray.Bytes, ndarray.VarStr:
		return some(a.Strings())
	case ndarray.Object:
		objects, err := numpy.Objects(a)
		if err != nil {
			return nil, err
		}
		return OfObjects(objects)
	}
	return nil, fmt.Errorf("classes of dtype %v are not supported", a.DType)
}

func some[T any](values []T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return values, nil
}

// OfObjects reads classes that are Python objects of the type of the first; there must be one.
func OfObjects(objects []py.Value) (any, error) {
	switch objects[0].Kind() {
	case py.Str, py.ByteString:
		return convert(objects, py.Value.Text)
	case py.Bool:
		return convert(objects, py.Value.Bool)
	case py.Int:
		return convert(objects, py.Value.Int)
	case py.Float:
		return convert(objects, py.Value.Float)
	}
	return nil, fmt.Errorf("classes of type %v are not supported", objects[0].Kind())
}

func convert[T any](objects []py.Value, get func(py.Value) (T, bool)) (any, error) {
	out := make([]T, len(objects))
	for i, v := range objects {
		x, ok := get(v)
		if !ok {
			return nil, errors.New("classes of several types, or integers past 64 bits")
		}
		out[i] = x
	}
	return out, nil
}

// Len returns the number of classes.
func Len(classes any) int {
	switch c := classes.(type) {
	case []float64:
		return len(c)
	case []int64:
		return len(c)
	case []string:
		return len(c)
	case []bool:
		return len(c)
	}
	return 0
}

// Take returns the classes at the indices, in a slice of the same type.
func Take(classes any, indices []int) any {
	switch c := classes.(type) {
	case []float64:
		return take(c, indices)
	case []int64:
		return take(c, indices)
	case []string:
		return take(c, indices)
	case []bool:
		return take(c, indices)
	}
	return nil
}

func take[T any](values []T, indices []int) []T {
	out := make([]T, len(indices))
	for i, at := range indices {
		out[i] = values[at]
	}
	return out
}

// Numbers returns the classes 0 to n-1.
func Numbers(n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(i)
	}
	return out
}
