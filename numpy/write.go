package numpy

import (
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// ToPy returns an array, as NumPy pickles it. Order and byte order are kept: an array in Fortran order is one in
// Python, too. An array that is neither in C nor in Fortran order is written in C order.
//
// The elements of an array of objects must be [py.Value]s, nil, bools, ints, floats, strings or []byte. Those of a
// record that holds objects are [py.Value]s, tuples of the fields.
func ToPy(b *py.Builder, a *ndarray.Array, opts ...Option) (py.Value, error) {
	w := newWriter(b, opts)
	return w.array(a, NDArray, false)
}

// ScalarToPy returns the only element of an array without dimensions as a NumPy scalar: numpy.float64(0.5).
func ScalarToPy(b *py.Builder, a *ndarray.Array, opts ...Option) (py.Value, error) {
	w := newWriter(b, opts)
	return w.scalar(a)
}

// scalar mirrors gentype_reduce (numpy/core/src/multiarray/scalartypes.c.src).
func (w *writer) scalar(a *ndarray.Array) (py.Value, error) {
	if len(a.Shape) != 0 {
		return py.Value{}, &Error{Path: "scalar", Want: "an array without dimensions", Got: fmt.Sprintf("shape %v", a.Shape)}
	}
	d, err := w.dtype(a.DType, "scalar.args[0]")
	if err != nil {
		return py.Value{}, err
	}
	var data py.Value
	switch {
	case a.DType.Kind == ndarray.Object:
		items, err := w.objects(a, "scalar.args[1]")
		if err != nil {
			return py.Value{}, err
		}
		data = items[0]
	case a.DType.Kind == ndarray.Void && a.DType.HasObjects():
		if data, err = w.array(a, NDArray, false); err != nil {
			return py.Value{}, err
		}
	case a.DType.HasObjects():
		return py.Value{}, &Error{Path: "scalar", Want: "an element of plain bytes, or an object", Got: a.DType.String()}
	default:
		raw, _, err := a.Packed()
		if err != nil {
			return py.Value{}, wrap("scalar", err)
		}
		data = w.bytes(raw)
	}
	return w.Call(w.Global(w.o.core("multiarray"), "scalar"), d, data), nil
}

// array mirrors array_reduce and array_reduce_ex (numpy/core/src/multiarray/methods.c).
func (w *writer) array(a *ndarray.Array, class Class, readOnly bool) (py.Value, error) {
	d := a.DType
	if d.Base != nil {
		return py.Value{}, &Error{Path: "ndarray", Want: "elements that are no arrays themselves", Got: d.String()}
	}
	if w.o.proto >= 5 && class == NDArray && buffered(d) && a.Ordered() {
		return w.buffer(a, readOnly)
	}
	v := w.Call(w.Global(w.o.core("multiarray"), "_reconstruct"), w.class(class), w.ints([]int{0}), w.bytes([]byte("b")))
	state, err := w.state(a)
	if err != nil {
		return py.Value{}, err
	}
	w.Build(v, w.Tuple(append([]py.Value{w.Int(1)}, state...)...))
	return v, nil
}

// buffered reports whether arrays of a dtype have Python's buffer protocol, whose formats know no dates.
func buffered(d ndarray.DType) bool {
	switch {
	case d.HasObjects() || d.ItemSize == 0 || d.Kind == ndarray.Datetime || d.Kind == ndarray.Timedelta:
		return false
	case d.Base != nil:
		return buffered(*d.Base)
	}
	for _, f := range d.Fields {
		if !buffered(f.DType) {
			return false
		}
	}
	return true
}

// buffer returns _frombuffer(buffer, dtype, shape, order).
func (w *writer) buffer(a *ndarray.Array, readOnly bool) (py.Value, error) {
	data, fortran, err := a.Packed()
	if err != nil {
		return py.Value{}, wrap("ndarray", err)
	}
	if data == nil {
		data = []byte{} // nil would be a buffer that is not at hand
	}
	order := "C"
	if fortran {
		order = "F"
	}
	buf := w.Buffer(data, readOnly)
	d, err := w.dtype(a.DType, "ndarray.args[1]")
	if err != nil {
		return py.Value{}, err
	}
	return w.Call(w.Global(w.o.core("numeric"), "_frombuffer"), buf, d, w.ints(a.Shape), w.Str(order)), nil
}

// state returns shape, dtype, fortran and data of a state.
func (w *writer) state(a *ndarray.Array) ([]py.Value, error) {
	shape := w.ints(a.Shape)
	d, err := w.dtype(a.DType, "ndarray.state[2]")
	if err != nil {
		return nil, err
	}
	if !a.DType.HasObjects() {
		data, fortran, err := a.Packed()
		if err != nil {
			return nil, wrap("ndarray.state[4]", err)
		}
		if w.o.share && len(data) > 1 {
			return []py.Value{shape, d, w.Bool(fortran), w.Buffer(data, true)}, nil
		}
		return []py.Value{shape, d, w.Bool(fortran), w.bytes(data)}, nil
	}
	items, err := w.objects(a, "ndarray.state[4]") // in C order even if the array is not
	if err != nil {
		return nil, err
	}
	return []py.Value{shape, d, w.Bool(a.IsFortran()), w.List(items...)}, nil
}

// objects returns the elements of an array of objects in C order.
func (w *writer) objects(a *ndarray.Array, path string) ([]py.Value, error) {
	if out, ok := w.values(a); ok {
		return out, nil
	}
	elements, err := a.Elements()
	if err != nil {
		return nil, wrap(path, err)
	}
	out := make([]py.Value, len(elements))
	for i, x := range elements {
		v, ok := w.goValue(x)
		if !ok {
			return nil, &Error{Path: path + "[" + strconv.Itoa(i) + "]", Want: "py.Value, nil, bool, int, float, string or []byte", Got: fmt.Sprintf("Go's %T", x)}
		}
		out[i] = v
	}
	return out, nil
}

// values is objects where the array's give Python values without a box around each, and lie in one or two dimensions.
func (w *writer) values(a *ndarray.Array) ([]py.Value, bool) {
	source, ok := a.Objects.(interface{ Python(i int) py.Value })
	size := a.DType.ItemSize
	if !ok || a.DType.Kind != ndarray.Object || size <= 0 || len(a.Shape) != len(a.Strides) {
		return nil, false
	}
	rows, n, down, along := 1, 0, 0, 0
	switch len(a.Shape) {
	case 1:
		n, along = a.Shape[0], a.Strides[0]
	case 2:
		rows, n, down, along = a.Shape[0], a.Shape[1], a.Strides[0], a.Strides[1]
	default:
		return nil, false
	}
	out := make([]py.Value, 0, a.Len())
	for r := range rows {
		for i := range n {
			k := (a.Offset + r*down + i*along) / size
			if k < 0 || k >= a.Objects.Len() {
				return nil, false
			}
			v := source.Python(k)
			if !v.IsValid() {
				return nil, false
			}
			out = append(out, w.Import(v))
		}
	}
	return out, true
}

// goValue returns an element of an array as a Python value.
func (w *writer) goValue(x any) (py.Value, bool) {
	switch x := x.(type) {
	case py.Value:
		return w.Import(x), x.IsValid()
	case nil:
		return w.None(), true
	case bool:
		return w.Bool(x), true
	case int:
		return w.Int(int64(x)), true
	case int64:
		return w.Int(x), true
	case uint64:
		if x > math.MaxInt64 {
			return w.BigInt(new(big.Int).SetUint64(x)), true
		}
		return w.Int(int64(x)), true
	case float64:
		return w.Float(x), true
	case string:
		return w.Str(x), true
	case []byte:
		return w.Bytes(x), true
	}
	return py.Value{}, false
}
