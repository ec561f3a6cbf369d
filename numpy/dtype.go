package numpy

import (
	"fmt"
	"math"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// DTypeFromPy reads a dtype object, or a scalar class that stands for one: numpy.float32. What a dtype tells beside
// is an [*Extra] in its Extra. Dtypes of one document share memory, so their Fields must not be changed.
func DTypeFromPy(v py.Value) (ndarray.DType, error) { return dtypeAt(v, "dtype") }

// IsDType reports whether v is a dtype object. A scalar class that stands for one is none.
func IsDType(v py.Value) bool {
	o, ok := v.Object()
	return ok && (o.Func.IsGlobal("numpy", "dtype") || isStringDType(o))
}

const (
	maxInt   = math.MaxInt
	maxInt32 = math.MaxInt32
)

// scalarClasses are the classes that NumPy takes for a dtype, as far as their size is the same everywhere.
var scalarClasses = map[string]string{
	"bool": "|b1", "bool_": "|b1", "int8": "|i1", "int16": "<i2", "int32": "<i4", "int64": "<i8",
	"uint8": "|u1", "uint16": "<u2", "uint32": "<u4", "uint64": "<u8", "float16": "<f2", "float32": "<f4", "float64": "<f8",
	"complex64": "<c8", "complex128": "<c16", "object_": "|O", "str_": "<U0", "unicode_": "<U0", "bytes_": "|S0", "string_": "|S0",
	"datetime64": "<M8", "timedelta64": "<m8", "void": "|V0", "record": "|V0",
}

// readDType reads a dtype object, dtype(code, align, copy) and its state, or StringDType's constructor, or a class.
// Dtypes that it refers to are asked of nested. Errors have paths from the dtype on.
func readDType(v py.Value, nested nestedFunc) (d ndarray.DType, err error) {
	if module, name, ok := v.Global(); ok {
		code, known := scalarClasses[name]
		if module != "numpy" || !known {
			return d, mismatch("", v, "a dtype")
		}
		return ndarray.ParseDType(code)
	}
	o, ok := v.Object()
	if !ok {
		return d, mismatch("", v, "a dtype")
	}
	if isStringDType(o) {
		return readStringDType(o)
	}
	if !o.Func.IsGlobal("numpy", "dtype") {
		return d, mismatch("", v, "a dtype")
	}
	code := o.Args.Index(0)
	if code.Kind() == py.Tuple && code.Index(0).Kind() == py.Global {
		code = code.Index(0)
	}
	e := &Extra{}
	if module, name, ok := code.Global(); ok {
		switch {
		case name == "record" && (module == "numpy" || module == "numpy.rec" || module == "numpy.core.records"):
			e.Record = true
			d.Kind = ndarray.Void // the state tells the size
		case module == "numpy" && scalarClasses[name] != "":
			d, err = ndarray.ParseDType(scalarClasses[name])
		default:
			return d, mismatch(".args[0]", code, "numpy.record or the code of a dtype")
		}
	} else {
		text, ok := textOf(code)
		if !ok {
			return d, mismatch(".args[0]", code, "the code of a dtype")
		}
		d, err = ndarray.ParseDType(text)
	}
	if err != nil {
		return d, wrap(".args[0]", err)
	}
	state, err := stateOf(o)
	if err != nil {
		return d, err
	}
	if state.IsValid() {
		d, err = readDTypeState(d, e, state, nested)
	} else {
		d = d.Normal()
	}
	if e.Record || e.Metadata.IsValid() {
		d.Extra = e
	}
	return d, err
}

func isStringDType(o py.Instance) bool {
	return o.Func.IsGlobal("numpy._core._internal", "_convert_to_stringdtype_kwargs")
}

// readStringDType reads _convert_to_stringdtype_kwargs(coerce[, na_object]).
func readStringDType(o py.Instance) (d ndarray.DType, err error) {
	e := &Extra{}
	if coerce := o.Args.Index(0); coerce.IsValid() {
		x, ok := coerce.Number()
		if !ok {
			return d, mismatch(".args[0]", coerce, "bool: coerce")
		}
		e.NoCoerce = x == 0
	}
	if na := o.Args.Index(1); na.IsValid() {
		if e.NA, err = detach(na, ".args[1]"); err != nil {
			return d, err
		}
	}
	if d, err = ndarray.ParseDType("T"); err == nil && (e.NoCoerce || e.NA.IsValid()) {
		d.Extra = e
	}
	return d, err
}

// state applies the tuple that dtype.__setstate__ takes (arraydescr_setstate in numpy/core/src/multiarray/
// descriptor.c). Its length has grown with its version; names came with version 2, flags with 3, metadata
// with 4:
//
//	(version, order, subdtype, names, fields, itemsize, alignment, flags, metadata)
func readDTypeState(d ndarray.DType, e *Extra, state py.Value, nested nestedFunc) (ndarray.DType, error) {
	const path = ".state"
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
	if err := readFields(&d, state.Index(3), state.Index(4), item(4), nested); err != nil {
		return d, err
	}
	if err := readSubarray(&d, state.Index(2), item(2), nested); err != nil {
		return d, err
	}
	if bits, ok := state.Index(7).Int(); ok && len(d.Fields) > 0 {
		d.Aligned = bits&flagAligned != 0
	}
	metadata := state.Index(8)
	if d.Kind == ndarray.Datetime || d.Kind == ndarray.Timedelta {
		if err := readUnit(&d, metadata, item(8)); err != nil {
			return d, err
		}
		metadata = metadata.Index(0)
	}
	if metadata.Kind() == py.Dict && metadata.Len() > 0 {
		var err error
		if e.Metadata, err = detach(metadata, item(8)); err != nil {
			return d, err
		}
	}
	return d.Normal(), nil
}

// readFields reads the fields of a record: names in order, and for each name (dtype, offset[, title]).
func readFields(d *ndarray.DType, names, fields py.Value, path string, nested nestedFunc) error {
	if names.IsNone() && fields.IsNone() {
		return nil
	}
	if d.Kind != ndarray.Void || names.Kind() != py.Tuple || fields.Kind() != py.Dict {
		return mismatch(path, fields, "dict of fields, beside a tuple of their names")
	}
	d.Fields = make([]ndarray.Field, 0, names.Len())
	for key := range names.Items() {
		name, ok := textOf(key)
		entry, found := fields.Lookup(key)
		path := func(i string) string { return path + "[" + strconv.Quote(name) + "]" + i }
		if !ok || !found || entry.Kind() != py.Tuple || entry.Len() < 2 || entry.Len() > 3 {
			return mismatch(path(""), entry, "tuple of dtype and offset")
		}
		field, err := nested(entry.Index(0))
		if err != nil {
			return within(path("[0]"), err)
		}
		offset, ok := entry.Index(1).Int()
		if !ok || offset < 0 || offset > int64(d.ItemSize-field.ItemSize) {
			return mismatch(path("[1]"), entry.Index(1), fmt.Sprintf("an offset inside of %d bytes", d.ItemSize))
		}
		title, _ := textOf(entry.Index(2))
		d.Fields = append(d.Fields, ndarray.Field{Name: name, Title: title, Offset: int(offset), DType: field})
	}
	return nil
}

// readSubarray reads (dtype, shape) of a field that is an array.
func readSubarray(d *ndarray.DType, v py.Value, path string, nested nestedFunc) error {
	if v.IsNone() {
		return nil
	}
	if v.Kind() != py.Tuple || v.Len() != 2 || d.Kind != ndarray.Void || len(d.Fields) > 0 {
		return mismatch(path, v, "tuple of dtype and shape")
	}
	base, err := nested(v.Index(0))
	if err != nil {
		return within(path+"[0]", err)
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

// readUnit reads the unit of a datetime64 or timedelta64 from (metadata, (unit, count, divisor, event)), where
// early releases had no divisor.
func readUnit(d *ndarray.DType, v py.Value, path string) error {
	if !v.IsValid() || v.IsNone() {
		return nil
	}
	parts := v.Index(1)
	unit, ok := textOf(parts.Index(0))
	if !ok {
		return mismatch(path, v, "tuple of metadata and (unit, count, …)")
	}
	if unit == "generic" {
		return nil
	}
	count, ok := parts.Index(1).Int()
	if !ok || count < 1 {
		return mismatch(path+"[1][1]", parts.Index(1), "int: how many units a tick is")
	}
	if divisor := parts.Index(2); parts.Len() == 4 && !isOne(divisor) {
		return mismatch(path+"[1][2]", divisor, "1: no part of a unit")
	}
	if d.Unit = unit; count > 1 {
		d.Unit = strconv.FormatInt(count, 10) + unit
	}
	if _, _, ok := d.Step(); !ok {
		return mismatch(path+"[1][0]", parts.Index(0), "a unit of time: Y, M, W, D, h, m, s, ms, us, ns, ps, fs or as")
	}
	return nil
}

func isOne(v py.Value) bool {
	x, ok := v.Int()
	return ok && x == 1
}

// textOf returns a name that Python 3 wrote as str, or as bytes, and Python 2 as either of its strings.
func textOf(v py.Value) (string, bool) {
	if v.Kind() == py.Bytes {
		b, ok := v.Bytes()
		return string(b), ok
	}
	return v.Text()
}
