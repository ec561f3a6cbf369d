package torch

import (
	"encoding/binary"
	"fmt"

	"github.com/brine-go/brine/ndarray"
)

// Array returns the tensor as an array that shares its memory: strided, of a dtype that NumPy has. A quantized one
// has its integers.
func (t *Tensor) Array() (*ndarray.Array, error) {
	d, ok := t.DType.NumPy()
	switch {
	case !ok:
		return nil, &Error{Path: "array", Got: string(t.DType), Want: "a type that NumPy has (Float64s converts it)"}
	case t.conj || t.neg:
		return nil, &Error{Path: "array", Got: "a tensor whose elements are those of its storage negated or conjugated", Want: "a plain one"}
	}
	return t.array(d)
}

// array returns the elements as those of d, which is as long.
func (t *Tensor) array(d ndarray.DType) (*ndarray.Array, error) {
	if t.Layout != Strided || t.Storage == nil {
		return nil, &Error{Path: "array", Got: "a tensor of layout " + string(t.Layout) + " or without values", Want: "a strided one"}
	}
	data, err := t.Storage.Bytes()
	if err != nil {
		return nil, err
	}
	a := &ndarray.Array{DType: d, Shape: t.Shape, Strides: make([]int, len(t.Strides)), Offset: t.Offset * d.ItemSize, Data: data}
	for i, s := range t.Strides {
		a.Strides[i] = s * d.ItemSize
	}
	return a, nil
}

// Bits returns the elements as unsigned integers of their size, in an array that shares the tensor's memory: of a type
// that NumPy has not, [DType.Value] tells what they stand for. Elements must not take more than 8 bytes.
func (t *Tensor) Bits() (*ndarray.Array, error) {
	d := ndarray.DType{Kind: ndarray.Uint, ItemSize: t.DType.Size(), Order: ndarray.Little}
	if d.ItemSize == 1 {
		d.Order = ndarray.None
	}
	switch {
	case d.ItemSize == 0 || d.ItemSize > 8:
		return nil, &Error{Path: "bits", Got: string(t.DType), Want: "elements of 1 to 8 bytes"}
	case t.conj || t.neg:
		return nil, &Error{Path: "bits", Got: "a tensor whose elements are those of its storage negated or conjugated", Want: "a plain one"}
	}
	return t.array(d)
}

// bits are the elements of a type that NumPy has not, as integers of their size.
func (t *Tensor) bits() ([]uint64, error) {
	plain := *t
	plain.conj, plain.neg = false, false // which the caller sees to
	a, err := plain.Bits()
	if err != nil {
		return nil, err
	}
	return a.Uint64s()
}

// Float64s returns the elements in C order: integers past 2^53 rounded, quantized numbers as what they stand for (rounded
// to float32, as PyTorch computes them), sparse tensors in full. Complex ones are an error.
func (t *Tensor) Float64s() ([]float64, error) {
	if t.Layout != Strided {
		return dense(t, (*Tensor).Float64s)
	}
	x, err := t.float64s()
	if err != nil {
		return nil, err
	}
	if t.neg {
		for i := range x {
			x[i] = -x[i]
		}
	}
	if q := t.Quantizer; q != nil {
		q.apply(x, t.Shape)
	}
	return x, nil
}

func (t *Tensor) float64s() ([]float64, error) {
	if float := dtypes[t.DType].float; float != nil {
		bits, err := t.bits()
		if err != nil {
			return nil, err
		}
		x := make([]float64, len(bits))
		for i, b := range bits {
			x[i] = float(uint16(b))
		}
		return x, nil
	}
	d, ok := t.DType.NumPy()
	if !ok {
		return nil, &Error{Path: "values", Got: string(t.DType), Want: "real numbers"}
	}
	a, err := t.array(d)
	if err != nil {
		return nil, err
	}
	return a.Float64s()
}

// apply turns quantized integers into what they stand for.
func (q *Quantizer) apply(x []float64, shape []int) {
	inner := 1 // elements from one index of the axis to the next
	for i := q.Axis + 1; i < len(shape) && len(q.Scale) > 1; i++ {
		inner *= shape[i]
	}
	for i := range x {
		k := 0
		if len(q.Scale) > 1 {
			k = i / inner % len(q.Scale)
		}
		x[i] = float64(float32(x[i]-q.Zero[k]) * float32(q.Scale[k]))
	}
}

// Int64s returns the elements in C order. Floats are an error; of a quantized tensor they are its integers.
func (t *Tensor) Int64s() ([]int64, error) {
	if t.Layout != Strided {
		return dense(t, (*Tensor).Int64s)
	}
	a, err := t.Array()
	if err != nil {
		return nil, err
	}
	return a.Int64s()
}

// Complex128s returns the elements in C order.
func (t *Tensor) Complex128s() ([]complex128, error) {
	if t.Layout != Strided {
		return dense(t, (*Tensor).Complex128s)
	}
	x, err := t.complex128s()
	if err != nil {
		return nil, err
	}
	for i, c := range x {
		if t.conj {
			c = complex(real(c), -imag(c))
		}
		if t.neg {
			c = -c
		}
		x[i] = c
	}
	return x, nil
}

func (t *Tensor) complex128s() ([]complex128, error) {
	if t.DType != "complex32" {
		d, ok := t.DType.NumPy()
		if !ok {
			return nil, &Error{Path: "values", Got: string(t.DType), Want: "complex numbers"}
		}
		a, err := t.array(d)
		if err != nil {
			return nil, err
		}
		return a.Complex128s()
	}
	bits, err := t.bits() // two float16 each
	if err != nil {
		return nil, err
	}
	out := make([]complex128, len(bits))
	for i, b := range bits {
		out[i] = t.DType.Value(b).(complex128)
	}
	return out, nil
}

// maxDense is the number of elements up to which a sparse tensor is written out in full: a file of a hundred bytes may
// claim any size.
const maxDense = 1 << 28

// dense returns the elements of a sparse tensor in C order. Of entries with the same indices the sum counts.
func dense[T float64 | int64 | complex128](t *Tensor, of func(*Tensor) ([]T, error)) ([]T, error) {
	n := t.Len()
	if n > maxDense {
		return nil, &Error{Path: "values", Got: fmt.Sprintf("a sparse tensor of %d elements", n), Want: fmt.Sprint("no more than ", maxDense)}
	}
	values, err := of(t.Values)
	if err != nil {
		return nil, err
	}
	indices, err := t.Indices.Int64s()
	if err != nil {
		return nil, err
	}
	out := make([]T, n)
	wrong := func(what string) error {
		return &Error{Path: "values", Got: what, Want: fmt.Sprintf("one of a %s tensor of shape %v", t.Layout, t.Shape)}
	}
	switch {
	case t.Layout == SparseCOO:
		if len(t.Indices.Shape) != 2 || t.Indices.Shape[0] > len(t.Shape) {
			return nil, wrong(fmt.Sprintf("indices of shape %v", t.Indices.Shape))
		}
		dims, entries := t.Indices.Shape[0], t.Indices.Shape[1]
		block, _ := ndarray.Size(t.Shape[dims:]) // elements of one entry: hybrid tensors have dense dimensions
		if len(values) != entries*block {
			return nil, wrong(fmt.Sprintf("%d values", len(values)))
		}
		for e := range entries {
			at := 0
			for d := range dims {
				i := indices[d*entries+e]
				if i < 0 || int(i) >= t.Shape[d] {
					return nil, wrong(fmt.Sprintf("index %d", i))
				}
				at = at*t.Shape[d] + int(i)
			}
			for k := range block {
				out[at*block+k] += values[e*block+k]
			}
		}
		return out, nil
	case len(t.Shape) != 2 || t.Layout == SparseBSR || t.Layout == SparseBSC:
		return nil, &Error{Path: "values", Got: fmt.Sprintf("a %s tensor of %d dimensions", t.Layout, len(t.Shape)), Want: "a matrix of sparse_csr or sparse_csc"}
	}
	crow, err := t.Crow.Int64s()
	if err != nil {
		return nil, err
	}
	rows, cols := t.Shape[0], t.Shape[1]
	if t.Layout == SparseCSC {
		rows, cols = cols, rows
	}
	if len(crow) != rows+1 || len(values) != len(indices) {
		return nil, wrong(fmt.Sprintf("%d row starts, %d columns, %d values", len(crow), len(indices), len(values)))
	}
	for r := range rows {
		if crow[r] < 0 || crow[r] > crow[r+1] || crow[r+1] > int64(len(indices)) {
			return nil, wrong(fmt.Sprintf("row %d", r))
		}
		for k := crow[r]; k < crow[r+1]; k++ {
			c := indices[k]
			switch {
			case c < 0 || int(c) >= cols:
				return nil, wrong(fmt.Sprintf("index %d", c))
			case t.Layout == SparseCSC:
				out[int(c)*t.Shape[1]+r] += values[k]
			default:
				out[r*cols+int(c)] += values[k]
			}
		}
	}
	return out, nil
}

// encode returns the dtype and bytes of a slice of numbers.
func encode(data any) (d DType, raw []byte, n int) {
	switch x := data.(type) {
	case []float64:
		d, n = "float64", len(x)
	case []float32:
		d, n = "float32", len(x)
	case []int64:
		d, n = "int64", len(x)
	case []int32:
		d, n = "int32", len(x)
	case []int16:
		d, n = "int16", len(x)
	case []int8:
		d, n = "int8", len(x)
	case []uint8:
		d, n = "uint8", len(x)
	case []bool:
		d, n = "bool", len(x)
	default:
		return "", nil, 0
	}
	raw, _ = binary.Append(nil, binary.LittleEndian, data)
	return d, raw, n
}
