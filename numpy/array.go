package numpy

import (
	"strconv"
	"unicode/utf8"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// FromPy reads an array, or a scalar as an array without dimensions. The result shares the document's memory.
//
// numpy.matrix, numpy.recarray, numpy.chararray and numpy.memmap are read as the arrays that they are. A masked
// array is an error, since its mask would be lost; so is a subclass of somebody else's.
func FromPy(v py.Value) (*ndarray.Array, error) {
	a, err := ArrayFromPy(v)
	if err != nil {
		return nil, err
	}
	if a.Masked {
		return nil, mismatch("array", v, "an array without a mask, which ArrayFromPy reads")
	}
	return &a.Array, nil
}

// IsArray reports whether v is an array as NumPy pickles it, of any of the classes that [FromPy] reads.
func IsArray(v py.Value) bool {
	o, ok := v.Object()
	if !ok {
		return false
	}
	name := function(o.Func)
	return name == "_reconstruct" || name == "_frombuffer"
}

// IsScalar reports whether v is a NumPy scalar: numpy.float64(0.5).
func IsScalar(v py.Value) bool {
	o, ok := v.Object()
	return ok && function(o.Func) == "scalar"
}

// functions are the callables that make arrays, by module and name. NumPy 2 moved numpy.core to numpy._core;
// releases before 1.0 had none of them.
var functions = map[[2]string]string{
	{"numpy.core.multiarray", "_reconstruct"}:  "_reconstruct",
	{"numpy._core.multiarray", "_reconstruct"}: "_reconstruct",
	{"numpy.core.numeric", "_frombuffer"}:      "_frombuffer",
	{"numpy._core.numeric", "_frombuffer"}:     "_frombuffer",
	{"numpy.core.multiarray", "scalar"}:        "scalar",
	{"numpy._core.multiarray", "scalar"}:       "scalar",
	{"numpy.ma.core", "_mareconstruct"}:        "_mareconstruct",
	{"numpy.ma.core", "MaskedConstant"}:        "MaskedConstant",
}

// function returns the name of a callable that makes arrays, or "".
func function(v py.Value) string {
	module, name, ok := v.Global()
	if !ok {
		return ""
	}
	return functions[[2]string{module, name}]
}

// fromState reads _reconstruct(class, (0,), b'b') and its state (version, shape, dtype, fortran, data), whose
// version the oldest files leave out.
func fromState(o py.Instance) (*ndarray.Array, error) {
	class := o.Args.Index(0)
	if _, ok := classOf(class); !ok {
		return nil, mismatch("ndarray.args[0]", class, "numpy.ndarray or a class that shares its state")
	}
	state, err := stateOf(o)
	if err != nil {
		return nil, within("ndarray", err)
	}
	parts := state.Len()
	if state.Kind() != py.Tuple || parts != 5 && parts != 4 {
		return nil, mismatch("ndarray.state", state, "tuple of 5: version, shape, dtype, fortran, data")
	}
	if version, ok := state.Index(0).Int(); parts == 5 && (!ok || version < 0 || version > 1) {
		return nil, mismatch("ndarray.state[0]", state.Index(0), "version 1")
	}
	a, _, err := readState(state, parts-4, "ndarray.state")
	return a, err
}

// readState reads shape, dtype, fortran and data of a state, from item skip on.
func readState(state py.Value, skip int, base string) (a *ndarray.Array, fortran bool, err error) {
	at := func(i int) (py.Value, string) {
		return state.Index(skip + i), base + "[" + strconv.Itoa(skip+i) + "]"
	}
	v, path := at(0)
	shape, err := shapeOf(v, path)
	if err != nil {
		return nil, false, err
	}
	v, path = at(1)
	d, err := dtypeAt(v, path)
	if err != nil {
		return nil, false, err
	}
	v, path = at(2)
	fortran, ok := v.Bool()
	if x, isInt := v.Int(); !ok && isInt { // Python 2's protocol 0 wrote 0 and 1
		fortran, ok = x != 0, true
	}
	if !ok {
		return nil, false, mismatch(path, v, "bool: whether the order is Fortran's")
	}
	v, path = at(3)
	a, err = build(d, shape, v, path, fortran)
	return a, fortran, err
}

// fromBuffer reads _frombuffer(buffer, dtype, shape, order[, axes]), with axes given where order is K.
func fromBuffer(o py.Instance) (*ndarray.Array, error) {
	args := o.Args
	if n := args.Len(); args.Kind() != py.Tuple || n != 4 && n != 5 {
		return nil, mismatch("ndarray.args", args, "tuple of 4: buffer, dtype, shape, order")
	}
	d, err := dtypeAt(args.Index(1), "ndarray.args[1]")
	if err != nil {
		return nil, err
	}
	shape, err := shapeOf(args.Index(2), "ndarray.args[2]")
	if err != nil {
		return nil, err
	}
	order, _ := args.Index(3).Str()
	axes := args.Index(4)
	if order != "C" && order != "F" && (order != "K" || !axes.IsValid()) {
		return nil, mismatch("ndarray.args[3]", args.Index(3), "order C, F, or K with the order of the axes")
	}
	a, err := build(d, shape, args.Index(0), "ndarray.args[0]", order == "F")
	if err != nil || order != "K" || axes.IsNone() {
		return a, err
	}
	turn, err := shapeOf(axes, "ndarray.args[4]")
	if err != nil {
		return nil, err
	}
	if len(turn) != len(shape) {
		return nil, mismatch("ndarray.args[4]", axes, "one axis a dimension")
	}
	if len(turn) == 0 {
		return a, nil
	}
	if a, err = a.Transpose(turn...); err != nil {
		return nil, &Error{Path: "ndarray.args[4]", Err: err}
	}
	return a, nil
}

// fromScalar reads scalar(dtype[, data]). Without data the element is all zero bytes.
func fromScalar(o py.Instance) (*ndarray.Array, error) {
	d, err := dtypeAt(o.Args.Index(0), "scalar.args[0]")
	if err != nil {
		return nil, err
	}
	data := o.Args.Index(1)
	switch {
	case d.Kind == ndarray.Object && data.IsValid():
		a, err := ndarray.NewObjects(d, nil, single{data}, false)
		return a, wrap("scalar", err)
	case d.Kind == ndarray.Void && d.HasObjects() && IsArray(data): // a record that holds objects is in an array
		a, err := FromPy(data)
		if err != nil {
			return nil, within("scalar.args[1].", err)
		}
		if len(a.Shape) != 0 || !a.DType.HasObjects() || len(a.DType.Fields) != len(d.Fields) || a.DType.ItemSize != d.ItemSize {
			return nil, mismatch("scalar.args[1]", data, "an array of the one element")
		}
		return a, nil
	case d.HasObjects():
		return nil, mismatch("scalar.args[0]", o.Args.Index(0), "a dtype of plain bytes, or object with its value")
	case !data.IsValid():
		const most = 1 << 10 // a number at most 32, a record a few fields; a file must not ask for more unpaid
		if d.ItemSize > most {
			return nil, mismatch("scalar.args[1]", data, "bytes")
		}
		a, err := ndarray.New(d, nil, make([]byte, d.ItemSize))
		return a, wrap("scalar", err)
	}
	return build(d, nil, data, "scalar.args[1]", false)
}

// shapeOf reads a tuple of counts. A single count is a shape too, as in Python.
func shapeOf(v py.Value, path string) ([]int, error) {
	if n, ok := v.Int(); ok && n >= 0 && int64(int(n)) == n {
		return []int{int(n)}, nil
	}
	if v.Kind() != py.Tuple || v.Len() > ndarray.MaxDims {
		return nil, mismatch(path, v, "tuple of at most "+strconv.Itoa(ndarray.MaxDims)+" ints")
	}
	shape := make([]int, 0, v.Len())
	for item := range v.Items() {
		n, ok := item.Int()
		if !ok || n < 0 || int64(int(n)) != n {
			return nil, mismatch(path+"["+strconv.Itoa(len(shape))+"]", item, "int, 0 or more")
		}
		shape = append(shape, int(n))
	}
	return shape, nil
}

// build makes the array of a dtype and shape from the value that holds its elements: bytes of any kind, or a
// list where the dtype has objects.
func build(d ndarray.DType, shape []int, v py.Value, path string, fortran bool) (*ndarray.Array, error) {
	if d.Base != nil {
		return nil, &Error{Path: path, Want: "elements that are no arrays themselves", Got: d.String()}
	}
	if d.HasObjects() {
		if v.Kind() != py.List {
			return nil, mismatch(path, v, "list of the objects")
		}
		a, err := ndarray.NewObjects(d, shape, list{v}, false)
		if err == nil && fortran && a.Len() > 0 {
			a, err = ndarray.NewObjects(d, shape, turned{list{v}, a.Shape}, true)
		}
		return a, wrap(path, err)
	}
	data, ok := v.Bytes()
	if !ok && v.Kind() == py.Buffer {
		return nil, &Error{Path: path, Want: "the bytes of the array", Got: "a buffer that is not in the pickle and was not given with it"}
	}
	if !ok {
		text, isText := v.Str()
		if data, ok = latin1(text); !isText || !ok {
			return nil, mismatch(path, v, "bytes")
		}
	}
	pack := ndarray.New
	if fortran {
		pack = ndarray.NewFortran
	}
	a, err := pack(d, shape, data)
	return a, wrap(path, err)
}

// latin1 undoes what Python 3 does to the bytes of a Python 2 str that it is told to decode as Latin-1, as
// ndarray.__setstate__ does.
func latin1(text string) (data []byte, ok bool) {
	data = make([]byte, 0, utf8.RuneCountInString(text))
	for _, r := range text {
		if r > 0xFF {
			return nil, false
		}
		data = append(data, byte(r))
	}
	return data, true
}

func wrap(path string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Path: path, Err: err}
}
