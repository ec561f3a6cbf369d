package numpy

import (
	"fmt"
	"math"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// DTypeFromPy reads a dtype object, or a scalar class that stands for one: numpy.float32.
func DTypeFromPy(v py.Value) (ndarray.DType, error) { return dtypeAt(v, "dtype") }

func dtypeAt(v py.Value, path string) (ndarray.DType, error) {
	r := dtypeReader{budget: maxDTypes}
	return r.read(v, path, 0)
}

const (
	maxDTypes    = 1 << 16 // dtypes inside of one dtype: fields may share a dtype, so the file's size is no bound
	maxDTypeNest = 32      // NumPy has no limit; records of records are rarely deeper than two
)

// scalarClasses are the classes that NumPy takes for a dtype, as far as their size is the same everywhere.
var scalarClasses = map[string]string{
	"bool": "|b1", "bool_": "|b1", "int8": "|i1", "int16": "<i2", "int32": "<i4", "int64": "<i8",
	"uint8": "|u1", "uint16": "<u2", "uint32": "<u4", "uint64": "<u8", "float16": "<f2", "float32": "<f4", "float64": "<f8",
	"complex64": "<c8", "complex128": "<c16", "object_": "|O", "str_": "<U0", "unicode_": "<U0", "bytes_": "|S0", "string_": "|S0",
	"datetime64": "<M8", "timedelta64": "<m8", "void": "|V0", "record": "|V0",
}

const (
	maxInt   = math.MaxInt
	maxInt32 = math.MaxInt32
)

type dtypeReader struct{ budget int }

// read reads a dtype: dtype(code, align, copy) and its state, or StringDType's constructor, or a class.
func (r *dtypeReader) read(v py.Value, path string, depth int) (d ndarray.DType, err error) {
	if r.budget--; r.budget < 0 || depth > maxDTypeNest {
		return d, &Error{Path: path, Want: fmt.Sprintf("at most %d dtypes, nested %d deep", maxDTypes, maxDTypeNest), Got: "more"}
	}
	if module, name, ok := v.Global(); ok {
		code, known := scalarClasses[name]
		if module != "numpy" || !known {
			return d, mismatch(path, v, "a dtype")
		}
		return ndarray.ParseDType(code)
	}
	o, ok := v.Object()
	if !ok {
		return d, mismatch(path, v, "a dtype")
	}
	if o.Func.IsGlobal("numpy._core._internal", "_convert_to_stringdtype_kwargs") {
		return ndarray.ParseDType("T")
	}
	if !o.Func.IsGlobal("numpy", "dtype") {
		return d, mismatch(path, v, "a dtype")
	}
	code := o.Args.Index(0)
	switch {
	case code.Kind() == py.Global, code.Kind() == py.Tuple && code.Index(0).Kind() == py.Global:
		d.Kind = ndarray.Void // numpy.record, of which the state tells the size
		if code.Kind() == py.Tuple {
			code = code.Index(0)
		}
		if module, name, _ := code.Global(); module != "numpy" && module != "numpy.rec" && module != "numpy.core.records" || name != "record" && name != "void" {
			return d, mismatch(path+".args[0]", code, "numpy.record or the code of a dtype")
		}
	default:
		text, ok := textOf(code)
		if !ok {
			return d, mismatch(path+".args[0]", code, "the code of a dtype")
		}
		if d, err = ndarray.ParseDType(text); err != nil {
			return d, wrap(path+".args[0]", err)
		}
	}
	state := o.State()
	if !state.IsValid() {
		return d.Normal(), nil
	}
	return r.state(d, state, path+".state", depth)
}

// state applies the tuple that dtype.__setstate__ takes (arraydescr_setstate in numpy/core/src/multiarray/
// descriptor.c). Its length has grown with its version; names came with version 2, flags with 3, metadata
// with 4:
//
//	(version, order, subdtype, names, fields, itemsize, alignment, flags, metadata)
func (r *dtypeReader) state(d ndarray.DType, state py.Value, path string, depth int) (ndarray.DType, error) {
	version, ok := state.Index(0).Int()
	n := state.Len()
	if state.Kind() != py.Tuple || n < 7 || n > 9 || !ok || version < 1 || version > 4 {
		return d, mismatch(path, state, "tuple of 7 to 9: version 1 to 4, order, subdtype, names, fields, itemsize, …")
	}
	item := func(i int) string { return path + "[" + strconv.Itoa(i) + "]" }
	switch order, _ := textOf(state.Index(1)); order {
	case "<", "=":
		d.Order = ndarray.Little
	case ">":
		d.Order = ndarray.Big
	case "|":
	default:
		return d, mismatch(item(1), state.Index(1), "one of < > | =")
	}
	size, ok := state.Index(5).Int()
	if !ok || size < -1 || size > math.MaxInt32 {
		return d, mismatch(item(5), state.Index(5), "int: bytes of an element, or -1")
	}
	switch d.Kind {
	case ndarray.Void, ndarray.Bytes, ndarray.Str:
		if size >= 0 {
			d.ItemSize = int(size)
		}
		if d.Kind == ndarray.Str && d.ItemSize%4 != 0 {
			return d, mismatch(item(5), state.Index(5), "a multiple of 4 bytes")
		}
	default:
		if size >= 0 && int(size) != d.ItemSize {
			return d, mismatch(item(5), state.Index(5), fmt.Sprintf("the %d bytes of %v", d.ItemSize, d))
		}
	}
	if err := r.record(&d, state.Index(3), state.Index(4), item(4), depth); err != nil {
		return d, err
	}
	if err := r.subarray(&d, state.Index(2), item(2), depth); err != nil {
		return d, err
	}
	if d.Kind == ndarray.Datetime || d.Kind == ndarray.Timedelta {
		unit, err := unitOf(state.Index(8), item(8))
		if err != nil {
			return d, err
		}
		d.Unit = unit
	}
	return d.Normal(), nil
}

// record reads the fields of a record: names in order, and for each name (dtype, offset[, title]).
func (r *dtypeReader) record(d *ndarray.DType, names, fields py.Value, path string, depth int) error {
	if names.IsNone() && fields.IsNone() {
		return nil
	}
	if d.Kind != ndarray.Void || names.Kind() != py.Tuple || fields.Kind() != py.Dict {
		return mismatch(path, fields, "dict of fields, beside a tuple of their names")
	}
	for key := range names.Items() {
		name, ok := textOf(key)
		entry, found := fields.Lookup(key)
		if !ok || !found || entry.Kind() != py.Tuple || entry.Len() < 2 || entry.Len() > 3 {
			return mismatch(path+"["+strconv.Quote(name)+"]", entry, "tuple of dtype and offset")
		}
		path := path + "[" + strconv.Quote(name) + "]"
		field, err := r.read(entry.Index(0), path+"[0]", depth+1)
		if err != nil {
			return err
		}
		offset, ok := entry.Index(1).Int()
		if !ok || offset < 0 || offset > int64(d.ItemSize-field.ItemSize) {
			return mismatch(path+"[1]", entry.Index(1), fmt.Sprintf("an offset inside of %d bytes", d.ItemSize))
		}
		title, _ := textOf(entry.Index(2))
		d.Fields = append(d.Fields, ndarray.Field{Name: name, Title: title, Offset: int(offset), DType: field})
	}
	return nil
}

// subarray reads (dtype, shape) of a field that is an array.
func (r *dtypeReader) subarray(d *ndarray.DType, v py.Value, path string, depth int) error {
	if v.IsNone() {
		return nil
	}
	if v.Kind() != py.Tuple || v.Len() != 2 || d.Kind != ndarray.Void || len(d.Fields) > 0 {
		return mismatch(path, v, "tuple of dtype and shape")
	}
	base, err := r.read(v.Index(0), path+"[0]", depth+1)
	if err != nil {
		return err
	}
	shape, err := shapeOf(v.Index(1), path+"[1]")
	if err != nil {
		return err
	}
	n, ok := ndarray.Size(shape)
	if base.Base != nil || !ok || base.ItemSize > 0 && n > math.MaxInt32/base.ItemSize || n*base.ItemSize != d.ItemSize {
		return mismatch(path, v, fmt.Sprintf("a dtype and a shape of %d bytes together", d.ItemSize))
	}
	d.Base, d.Shape = &base, shape
	return nil
}

// unitOf reads the unit of a datetime64 or timedelta64 from (metadata, (unit, count, divisor, event)).
func unitOf(v py.Value, path string) (string, error) {
	if !v.IsValid() || v.IsNone() {
		return "", nil
	}
	parts := v.Index(1)
	unit, ok := textOf(parts.Index(0))
	if !ok {
		return "", mismatch(path, v, "tuple of metadata and (unit, count, …)")
	}
	if unit == "generic" {
		return "", nil
	}
	count, ok := parts.Index(1).Int()
	if !ok || count < 1 {
		return "", mismatch(path+"[1][1]", parts.Index(1), "int: how many units a tick is")
	}
	if count > 1 {
		unit = strconv.FormatInt(count, 10) + unit
	}
	return unit, nil
}

// textOf returns a name that Python 3 wrote as str, or as bytes, and Python 2 as either of its strings.
func textOf(v py.Value) (string, bool) {
	if v.Kind() == py.Bytes {
		b, ok := v.Bytes()
		return string(b), ok
	}
	return stringOf(v)
}
