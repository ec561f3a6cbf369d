package pandas

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// element returns the reader of one element of a checked array of one dimension, without a check of the whole array each
// time. It panics where i is out of range.
func element(a *ndarray.Array) func(i int) any {
	n, d := a.Shape[0], a.DType
	if n == 0 {
		return func(i int) any { panic(outOfRange(i, n)) }
	}
	data, at, stride := a.Data, a.Offset, a.Strides[0]
	if d.Kind == ndarray.Object {
		objects, size := a.Objects, d.ItemSize
		return func(i int) any {
			if uint(i) >= uint(n) {
				panic(outOfRange(i, n))
			}
			x := objects.At((at + i*stride) / size)
			if v, ok := x.(py.Value); ok {
				return valueOf(v)
			}
			return x
		}
	}
	switch {
	case d.Order == ndarray.Big:
	case d.Kind == ndarray.Float && d.ItemSize == 8:
		return func(i int) any {
			if uint(i) >= uint(n) {
				panic(outOfRange(i, n))
			}
			return math.Float64frombits(binary.LittleEndian.Uint64(data[at+i*stride:]))
		}
	case d.Kind == ndarray.Bool:
		return func(i int) any {
			if uint(i) >= uint(n) {
				panic(outOfRange(i, n))
			}
			return data[at+i*stride] != 0
		}
	case d.Kind == ndarray.Int:
		get := integer(a)
		return func(i int) any { return get(i) }
	}
	return func(i int) any {
		x, err := a.At(i)
		if err != nil {
			panic(err) // the array has been checked, so i is out of range
		}
		return x
	}
}

// integer is element for an array of signed integers.
func integer(a *ndarray.Array) func(i int) int64 {
	n, d := a.Shape[0], a.DType
	if n == 0 {
		return func(i int) int64 { panic(outOfRange(i, n)) }
	}
	data, at, stride := a.Data, a.Offset, a.Strides[0]
	switch {
	case d.ItemSize == 1:
		return func(i int) int64 {
			if uint(i) >= uint(n) {
				panic(outOfRange(i, n))
			}
			return int64(int8(data[at+i*stride]))
		}
	case d.ItemSize == 8 && d.Order != ndarray.Big:
		return func(i int) int64 {
			if uint(i) >= uint(n) {
				panic(outOfRange(i, n))
			}
			return int64(binary.LittleEndian.Uint64(data[at+i*stride:]))
		}
	}
	return func(i int) int64 {
		x, err := a.At(i)
		if err != nil {
			panic(err) // the array has been checked, so i is out of range
		}
		return x.(int64)
	}
}

func outOfRange(i, n int) string {
	return "pandas: index " + strconv.Itoa(i) + " of an array of length " + strconv.Itoa(n)
}

// valueOf returns a Python value as Go has it; see the package's documentation.
func valueOf(v py.Value) any {
	switch v.Kind() {
	case py.None:
		return nil
	case py.Bool:
		x, _ := v.Bool()
		return x
	case py.Int:
		if x, ok := v.Int(); ok {
			return x
		}
		if x, ok := v.BigInt(); ok {
			return x
		}
	case py.Float:
		x, _ := v.Float()
		return x
	case py.Str, py.ByteString:
		s, _ := v.Text()
		return s
	case py.Bytes:
		b, _ := v.Bytes()
		return b
	case py.Tuple, py.Object:
		return (&reader{}).valueOf(v)
	case py.Global:
		switch name, _ := pandasName(v); name {
		case "NA":
			return NA
		case "NaT":
			return NaT
		}
	}
	return v
}

// textsOf returns the texts of an array of objects, and which of them are missing; ok is false if one is neither.
func textsOf(a *ndarray.Array) (values []string, missing []bool, ok bool) {
	n := a.Shape[0]
	values = make([]string, n)
	if n == 0 {
		return values, nil, true
	}
	size := a.DType.ItemSize
	for i := range n {
		k := (a.Offset + i*a.Strides[0]) / size
		if values[i], ok = a.Objects.Str(k); ok {
			continue
		}
		x := a.Objects.At(k)
		if v, isPython := x.(py.Value); isPython {
			x = valueOf(v)
		}
		if missingOf(x) == Present {
			return nil, nil, false
		}
		if missing == nil {
			missing = make([]bool, n)
		}
		values[i], missing[i] = "", true
	}
	return values, missing, true
}
