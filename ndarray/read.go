package ndarray

import (
	"encoding/binary"
	"errors"
	"math"
)

// Float64s returns the elements in C order as float64. Booleans are 0 and 1, integers past 2^53 are rounded
// to nearest. The slice is fresh; see [Array.Float64View] for one that is not.
func (a *Array) Float64s() ([]float64, error) {
	get, ok := floatOf(a.DType)
	if !ok {
		return nil, &DTypeError{DType: a.DType, Want: "float64"}
	}
	if a.DType.Kind == Float && a.DType.ItemSize == 8 && a.DType.Order != Big && a.check() == nil && a.contiguous() {
		return copyFloats(a), nil
	}
	return gather(a, get)
}

// copyFloats is gather for the most frequent array of all, at the speed of memory.
func copyFloats(a *Array) []float64 {
	out := make([]float64, a.Len())
	b := a.Data[a.Offset:]
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(b))
		b = b[8:]
	}
	return out
}

// Int64s returns the elements in C order as int64. Floats are an error, and so is a uint64 past 2^63-1.
func (a *Array) Int64s() ([]int64, error) {
	if a.DType.Kind == Uint && a.DType.ItemSize == 8 {
		wide, err := gather(a, uintOf(a.DType))
		if err != nil {
			return nil, err
		}
		out := make([]int64, len(wide))
		for i, x := range wide {
			if x > math.MaxInt64 {
				return nil, &DTypeError{DType: a.DType, Want: "int64", Err: errors.New("an element is past 2^63-1")}
			}
			out[i] = int64(x)
		}
		return out, nil
	}
	get, ok := intOf(a.DType)
	if !ok {
		return nil, &DTypeError{DType: a.DType, Want: "int64"}
	}
	return gather(a, get)
}

// Uint64s returns the elements in C order as uint64. Signed integers and floats are an error.
func (a *Array) Uint64s() ([]uint64, error) {
	if a.DType.Kind != Uint && a.DType.Kind != Bool {
		return nil, &DTypeError{DType: a.DType, Want: "uint64"}
	}
	return gather(a, uintOf(a.DType))
}

// Bools returns the elements of a boolean array in C order.
func (a *Array) Bools() ([]bool, error) {
	if a.DType.Kind != Bool {
		return nil, &DTypeError{DType: a.DType, Want: "bool"}
	}
	return gather(a, func(b []byte) bool { return b[0] != 0 })
}

// Complex128s returns the elements in C order as complex128, those of a real array with imaginary part 0.
func (a *Array) Complex128s() ([]complex128, error) {
	get, ok := complexOf(a.DType)
	if !ok {
		return nil, &DTypeError{DType: a.DType, Want: "complex128"}
	}
	return gather(a, get)
}

// At returns one element: a bool, int64, uint64, float64, complex128, string, []byte of Bytes and Void, or
// what Objects gives. The last index runs along the last axis.
func (a *Array) At(index ...int) (any, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	if len(index) != len(a.Shape) {
		return nil, &IndexError{index, a.Shape}
	}
	at := a.Offset
	for i, x := range index {
		if x < 0 || x >= a.Shape[i] {
			return nil, &IndexError{index, a.Shape}
		}
		at += x * a.Strides[i]
	}
	get, err := a.element()
	if err != nil {
		return nil, err
	}
	return get(at)
}

// Elements returns all elements in C order, each as [Array.At] gives it.
func (a *Array) Elements() ([]any, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	get, err := a.element()
	if err != nil {
		return nil, err
	}
	out := make([]any, 0, a.Len())
	err = a.rows(func(at, n, stride int) error {
		for range n {
			x, err := get(at)
			if err != nil {
				return err
			}
			out = append(out, x)
			at += stride
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// element returns the reader of the element at a byte, as At gives it. The array must be checked.
func (a *Array) element() (get func(at int) (any, error), err error) {
	d := a.DType
	switch {
	case d.HasObjects():
		return func(at int) (any, error) { return a.Objects.At(at / d.ItemSize), nil }, nil
	case d.Kind == Bool:
		return func(at int) (any, error) { return a.Data[at] != 0, nil }, nil
	case d.Kind == Int:
		get, _ := intOf(d)
		return func(at int) (any, error) { return get(a.Data[at:]), nil }, nil
	case d.Kind == Uint:
		get := uintOf(d)
		return func(at int) (any, error) { return get(a.Data[at:]), nil }, nil
	case d.Kind == Str:
		return func(at int) (any, error) {
			s, err := utf32(a.Data[at:][:d.ItemSize], d.Order == Big)
			if err != nil {
				return nil, &DTypeError{DType: d, Want: "string", Err: err}
			}
			return s, nil
		}, nil
	case d.Kind == Bytes:
		return func(at int) (any, error) { return trimNUL(a.Data[at:][:d.ItemSize:d.ItemSize]), nil }, nil
	case d.Kind == Void:
		return func(at int) (any, error) { return a.Data[at:][:d.ItemSize:d.ItemSize], nil }, nil
	}
	if get, ok := floatOf(d); ok {
		return func(at int) (any, error) { return get(a.Data[at:]), nil }, nil
	}
	if get, ok := complexOf(d); ok {
		return func(at int) (any, error) { return get(a.Data[at:]), nil }, nil
	}
	return nil, &DTypeError{DType: d, Want: "a Go value"}
}

// gather reads all elements in C order.
func gather[T any](a *Array, get func(b []byte) T) ([]T, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	out := make([]T, 0, a.Len())
	a.rows(func(at, n, stride int) error {
		for range n {
			out = append(out, get(a.Data[at:]))
			at += stride
		}
		return nil
	})
	return out, nil
}

// rows calls f for each run of elements along the last axis, in C order: n elements, the first at byte at.
// The array must be checked.
func (a *Array) rows(f func(at, n, stride int) error) error {
	if a.Len() == 0 {
		return nil
	}
	last := len(a.Shape) - 1
	if last < 0 {
		return f(a.Offset, 1, 0)
	}
	index, at := make([]int, last), a.Offset
	for {
		if err := f(at, a.Shape[last], a.Strides[last]); err != nil {
			return err
		}
		axis := last - 1
		for ; axis >= 0; axis-- {
			index[axis]++
			at += a.Strides[axis]
			if index[axis] < a.Shape[axis] {
				break
			}
			at -= index[axis] * a.Strides[axis]
			index[axis] = 0
		}
		if axis < 0 {
			return nil
		}
	}
}
