package ndarray

import (
	"math/bits"
	"slices"
	"strconv"
)

// MaxDims is the most dimensions an array may have, as in NumPy 2.
const MaxDims = 64

// An Array is a block of elements of one dtype. [New] and [NewFortran] make one around existing bytes; an
// Array that is put together by hand is checked each time it is read.
type Array struct {
	DType   DType
	Shape   []int  // elements along each axis; empty for a single element
	Strides []int  // bytes from an element to the next along each axis
	Offset  int    // bytes from the start of Data to the first element
	Data    []byte // not copied and not to be changed

	// Objects holds the elements of an array whose dtype has objects, which Data then does not. Element
	// number i of Objects stands at byte i*ItemSize.
	Objects Objects
}

// Objects is a list of elements that are no plain bytes.
type Objects interface {
	Len() int
	At(i int) any                  // the element, in the words of whoever made the array
	Str(i int) (s string, ok bool) // the element if it is a text
}

// Size returns the number of elements of a shape.
func Size(shape []int) (n int, ok bool) {
	n, zero := 1, false
	for _, dim := range shape {
		if dim < 0 {
			return 0, false
		}
		zero = zero || dim == 0
	}
	if zero {
		return 0, true
	}
	for _, dim := range shape {
		hi, lo := bits.Mul64(uint64(n), uint64(dim))
		if hi != 0 || lo > maxInt {
			return 0, false
		}
		n = int(lo)
	}
	return n, true
}

const maxInt = uint64(^uint(0) >> 1)

// New returns an array of data in C order, the last index running fastest. Data must be exactly as long
// as the elements take; it is kept, not copied.
func New(d DType, shape []int, data []byte) (*Array, error) { return pack(d, shape, data, nil, false) }

// NewFortran is [New] for Fortran order, the first index running fastest.
func NewFortran(d DType, shape []int, data []byte) (*Array, error) {
	return pack(d, shape, data, nil, true)
}

// NewObjects is [New] for a dtype that has objects. Objects are in C order, or in Fortran order.
func NewObjects(d DType, shape []int, objects Objects, fortran bool) (*Array, error) {
	return pack(d, shape, nil, objects, fortran)
}

func pack(d DType, shape []int, data []byte, objects Objects, fortran bool) (*Array, error) {
	a := &Array{DType: d, Shape: slices.Clone(shape), Strides: make([]int, len(shape)), Data: data, Objects: objects}
	if !d.valid() {
		return nil, &DTypeError{DType: d, Want: "anything: no such dtype"}
	}
	if len(shape) > MaxDims {
		return nil, a.problem("more than " + strconv.Itoa(MaxDims) + " dimensions")
	}
	n, ok := Size(shape)
	hi, need := bits.Mul64(uint64(n), uint64(d.ItemSize))
	if !ok || hi != 0 || need > maxInt {
		return nil, a.problem("too large, or negative")
	}
	switch {
	case d.HasObjects():
		if objects == nil || objects.Len() != n {
			return nil, a.problem("needs " + strconv.Itoa(n) + " objects, one an element")
		}
	case objects != nil:
		return nil, a.problem("a dtype without objects is given some")
	case uint64(len(data)) != need:
		return nil, a.problem("needs " + strconv.FormatUint(need, 10) + " bytes, has " + strconv.Itoa(len(data)))
	case d.ItemSize == 0 && n > maxEmpty:
		return nil, a.problem("more than " + strconv.Itoa(maxEmpty) + " elements without a byte")
	}
	if n == 0 {
		return a, nil // no element, so no stride is ever followed
	}
	a.Strides = packed(shape, d.ItemSize, fortran)
	return a, nil
}

// packed returns the strides of elements that follow one another. Their size must be known to fit an int.
func packed(shape []int, step int, fortran bool) []int {
	strides := make([]int, len(shape))
	for i := range shape {
		if !fortran {
			i = len(shape) - 1 - i
		}
		strides[i] = step
		step *= shape[i]
	}
	return strides
}

// maxEmpty bounds the elements that take no byte (dtype S0), which a few bytes of input could otherwise ask
// for in billions.
const maxEmpty = 1 << 16

func (a *Array) problem(text string) error {
	return &LayoutError{DType: a.DType, Shape: a.Shape, Problem: text}
}

// Len returns the number of elements.
func (a *Array) Len() int {
	n, _ := Size(a.Shape)
	return n
}

// check proves that every element lies inside of Data, or Objects.
func (a *Array) check() error {
	if !a.DType.valid() {
		return &DTypeError{DType: a.DType, Want: "anything: no such dtype"}
	}
	if len(a.Shape) != len(a.Strides) || len(a.Shape) > MaxDims {
		return a.problem("as many strides as dimensions are wanted, at most " + strconv.Itoa(MaxDims))
	}
	n, ok := Size(a.Shape)
	if !ok {
		return a.problem("too large, or negative")
	}
	if n == 0 {
		return nil
	}
	room := len(a.Data)
	if a.DType.HasObjects() {
		if a.Objects == nil || a.DType.ItemSize == 0 {
			return a.problem("no objects")
		}
		hi, lo := bits.Mul64(uint64(a.Objects.Len()), uint64(a.DType.ItemSize))
		if hi != 0 || lo > maxInt {
			return a.problem("too many objects")
		}
		room = int(lo)
	}
	if a.DType.ItemSize == 0 && n > maxEmpty {
		return a.problem("more than " + strconv.Itoa(maxEmpty) + " elements without a byte")
	}
	// 0 ≤ low ≤ first byte of any element, last byte of any element < high ≤ room
	low, high := a.Offset, a.Offset
	if low < 0 || high > room {
		return a.problem("the first element lies outside of the data")
	}
	for i, dim := range a.Shape {
		stride := a.Strides[i]
		size := uint64(stride)
		if stride < 0 {
			size = -size
		}
		hi, reach := bits.Mul64(size, uint64(dim-1))
		if hi != 0 || reach > uint64(room) {
			return a.problem("strides " + shapeText(a.Strides) + " lead out of the data")
		}
		if stride < 0 {
			low -= int(reach)
		} else {
			high += int(reach)
		}
		if low < 0 || high > room {
			return a.problem("strides " + shapeText(a.Strides) + " lead out of the data")
		}
	}
	if low < 0 || high > room-a.DType.ItemSize {
		return a.problem("the data ends before the last element")
	}
	return nil
}

// contiguous reports whether the elements follow one another in C order.
func (a *Array) contiguous() bool {
	step := a.DType.ItemSize
	for i := len(a.Shape) - 1; i >= 0; i-- {
		if a.Shape[i] != 1 && a.Strides[i] != step {
			return false
		}
		step *= a.Shape[i]
	}
	return true
}

// IsFortran reports whether the elements lie one after another in Fortran order, and not in C order too.
func (a *Array) IsFortran() bool {
	if a.check() != nil || a.Len() == 0 || a.contiguous() {
		return false
	}
	t, err := a.Transpose()
	return err == nil && t.contiguous()
}

// Ordered reports whether the elements lie one after another, in C or in Fortran order.
func (a *Array) Ordered() bool {
	return a.check() == nil && (a.Len() == 0 || a.contiguous() || a.IsFortran())
}

// Transpose returns a view with the axes in the order that is given, or reversed if none is.
func (a *Array) Transpose(axes ...int) (*Array, error) {
	n := len(a.Shape)
	if len(axes) == 0 {
		for i := range n {
			axes = append(axes, n-1-i)
		}
	}
	seen := make([]bool, n)
	out := *a
	out.Shape, out.Strides = make([]int, n), make([]int, n)
	if len(axes) != n || len(a.Strides) != n {
		return nil, a.problem("axes " + shapeText(axes) + " do not match the dimensions")
	}
	for i, axis := range axes {
		if axis < 0 || axis >= n || seen[axis] {
			return nil, a.problem("axes " + shapeText(axes) + " do not match the dimensions")
		}
		seen[axis] = true
		out.Shape[i], out.Strides[i] = a.Shape[axis], a.Strides[axis]
	}
	return &out, nil
}

// Index returns a view of part i along the first axis, of one dimension less.
func (a *Array) Index(i int) (*Array, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	if len(a.Shape) == 0 || i < 0 || i >= a.Shape[0] {
		return nil, &IndexError{[]int{i}, a.Shape}
	}
	out := *a
	out.Offset += i * a.Strides[0]
	out.Shape, out.Strides = a.Shape[1:], a.Strides[1:]
	return &out, nil
}

// Field returns a view of one field of an array of records; a field that is a subarray adds its dimensions.
func (a *Array) Field(name string) (*Array, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	for _, f := range a.DType.Fields {
		if f.Name != name {
			continue
		}
		if a.DType.HasObjects() {
			return nil, &DTypeError{DType: a.DType, Want: "columns: its records hold objects"}
		}
		out := *a
		out.Offset, out.DType = a.Offset+f.Offset, f.DType
		if base := f.DType.Base; base != nil {
			n, ok := Size(f.DType.Shape)
			hi, size := bits.Mul64(uint64(n), uint64(base.ItemSize))
			if !ok || hi != 0 || size != uint64(f.DType.ItemSize) || len(a.Shape)+len(f.DType.Shape) > MaxDims {
				return nil, &LayoutError{f.DType, f.DType.Shape, "the field is not as large as its parts"}
			}
			out.DType = *base
			out.Shape = slices.Concat(a.Shape, f.DType.Shape)
			out.Strides = slices.Concat(a.Strides, packed(f.DType.Shape, base.ItemSize, false))
		}
		if err := out.check(); err != nil {
			return nil, err
		}
		return &out, nil
	}
	return nil, &DTypeError{DType: a.DType, Want: "a record with field " + strconv.Quote(name)}
}

// Packed returns the bytes of the elements one after another, in C order or, where the array lies in memory
// in Fortran order and not in C order, in that, which fortran then tells. The bytes are a view of Data where that
// is possible, else fresh.
func (a *Array) Packed() (data []byte, fortran bool, err error) {
	if err := a.check(); err != nil {
		return nil, false, err
	}
	if a.DType.HasObjects() {
		return nil, false, &DTypeError{DType: a.DType, Want: "bytes"}
	}
	n := a.Len() * a.DType.ItemSize
	switch {
	case n == 0:
		return nil, false, nil
	case a.contiguous():
		return a.Data[a.Offset:][:n:n], false, nil
	}
	if t, err := a.Transpose(); err == nil && t.contiguous() {
		return a.Data[a.Offset:][:n:n], true, nil
	}
	return a.gatherBytes(n), false, nil
}

// COrder returns the bytes of the elements in C order: a view of Data where that is possible, else fresh.
func (a *Array) COrder() ([]byte, error) {
	data, fortran, err := a.Packed()
	if err == nil && fortran {
		data = a.gatherBytes(len(data))
	}
	return data, err
}

// gatherBytes copies the n bytes of the elements. The array must be checked.
func (a *Array) gatherBytes(n int) []byte {
	data := make([]byte, 0, n)
	size := a.DType.ItemSize
	a.rows(func(at, n, stride int) error {
		if stride == size {
			data = append(data, a.Data[at:][:n*size]...)
			return nil
		}
		for range n {
			data = append(data, a.Data[at:][:size]...)
			at += stride
		}
		return nil
	})
	return data
}
