package numpy

import (
	"fmt"
	"strconv"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/side"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// Extra is what a pickle tells of a dtype and no element needs: [ndarray.DType.Extra] of dtypes that this
// package reads, where there is any. The values belong to documents of their own.
type Extra struct {
	Record   bool     // elements are numpy.record objects, not numpy.void
	Metadata py.Value // the dict that numpy.dtype(…, metadata=…) takes, or the zero Value
	NA       py.Value // of StringDType: its na_object, or the zero Value
	NoCoerce bool     // of StringDType: coerce=False
}

// DTypeToPy returns a dtype object, as NumPy pickles it. Within one builder what is one object in NumPy is one
// here: the dtypes of numbers, and records of the same Fields slice.
func DTypeToPy(b *py.Builder, d ndarray.DType, opts ...Option) (py.Value, error) {
	w := newWriter(b, opts)
	return w.dtype(d, "dtype")
}

// written is what a builder's arrays share.
type written struct {
	dtypes  map[string]py.Value // of NumPy's singletons, by text
	records map[recordKey]py.Value
	letters map[string]py.Value // bytes of one character, which are one object in CPython
	masks   maskTable
}

// A recordKey is what makes a record dtype the same object as another: both have the same Fields slice.
type recordKey struct {
	first   *ndarray.Field
	n, size int
	aligned bool
	extra   *Extra
}

func keyOf(d ndarray.DType) recordKey {
	if len(d.Fields) == 0 {
		return recordKey{}
	}
	e, _ := d.Extra.(*Extra)
	return recordKey{&d.Fields[0], len(d.Fields), d.ItemSize, d.Aligned, e}
}

var builders side.Table[py.Builder, written]

// A writer makes values of one builder, which belongs to one goroutine.
type writer struct {
	*py.Builder
	o options
	w *written
}

func newWriter(b *py.Builder, opts []Option) *writer {
	w := &writer{Builder: b, o: resolve(opts), w: builders.Of(b)}
	if w.w.dtypes == nil {
		w.w.dtypes = make(map[string]py.Value)
		w.w.records = make(map[recordKey]py.Value)
		w.w.letters = make(map[string]py.Value)
	}
	return w
}

// bytes returns bytes. Those of at most one character are always the same object, as in CPython.
func (w *writer) bytes(data []byte) py.Value {
	if len(data) > 1 {
		return w.Bytes(data)
	}
	v, ok := w.w.letters[string(data)]
	if !ok {
		v = w.Bytes(data)
		w.w.letters[string(data)] = v
	}
	return v
}

func (w *writer) ints(values []int) py.Value {
	out := make([]py.Value, len(values))
	for i, n := range values {
		out[i] = w.Int(int64(n))
	}
	return w.Tuple(out...)
}

// dtype mirrors arraydescr_reduce (numpy/core/src/multiarray/descriptor.c).
func (w *writer) dtype(d ndarray.DType, path string) (py.Value, error) {
	if v, ok := w.w.records[keyOf(d)]; ok {
		return v, nil
	}
	d = d.Normal()
	if err := w.check(d, path, 0); err != nil {
		return py.Value{}, err
	}
	return w.checked(d), nil
}

// check refuses what NumPy has no dtype for.
func (w *writer) check(d ndarray.DType, path string, depth int) error {
	fail := func(want string) error { return &Error{Path: path, Want: want, Got: d.String()} }
	if depth > maxDTypeNest {
		return fail(fmt.Sprintf("records nested at most %d deep", maxDTypeNest))
	}
	if _, ok := w.w.records[keyOf(d)]; ok {
		return nil
	}
	if d.Base != nil || len(d.Fields) > 0 {
		if d.Kind != ndarray.Void || d.Base != nil && len(d.Fields) > 0 {
			return fail("a void for a record or subarray")
		}
	}
	if d.Base != nil {
		n, ok := ndarray.Size(d.Shape)
		if !ok || d.Base.Base != nil || n*d.Base.ItemSize != d.ItemSize {
			return fail("a subarray as large as its elements")
		}
		return w.check(*d.Base, path+".base", depth+1)
	}
	seen := make(map[string]bool, len(d.Fields))
	for _, f := range d.Fields {
		if seen[f.Name] || f.Title != "" && (seen[f.Title] || f.Name == f.Title) {
			return fail("fields of different names")
		}
		seen[f.Name] = true
		if f.Title != "" {
			seen[f.Title] = true
		}
		if f.Offset < 0 || f.DType.ItemSize < 0 || f.Offset > d.ItemSize-f.DType.ItemSize {
			return fail("fields inside of the record")
		}
		if err := w.check(f.DType, path+"["+strconv.Quote(f.Name)+"]", depth+1); err != nil {
			return err
		}
	}
	if len(d.Fields) > 0 || d.Kind == ndarray.Void {
		return nil
	}
	if _, err := ndarray.ParseDType(d.String()); err != nil {
		return wrap(path, err)
	}
	return nil
}

// singleton reports whether NumPy has one object for all uses of a dtype.
func singleton(d ndarray.DType, e *Extra) bool {
	if e.Metadata.IsValid() || e.Record || d.Order == ndarray.Big {
		return false
	}
	switch d.Kind {
	case ndarray.Bool, ndarray.Int, ndarray.Uint, ndarray.Float, ndarray.Complex, ndarray.Object:
		return true
	case ndarray.Bytes, ndarray.Str, ndarray.Void:
		return d.ItemSize == 0 && d.Fields == nil && d.Base == nil
	}
	return false
}

func extraOf(d ndarray.DType) *Extra {
	if e, ok := d.Extra.(*Extra); ok && e != nil {
		return e
	}
	return &Extra{}
}

// checked makes the object of a dtype that has been checked.
func (w *writer) checked(d ndarray.DType) py.Value {
	d = d.Normal()
	e := extraOf(d)
	var text string
	switch {
	case singleton(d, e):
		text = d.String()
		if v, ok := w.w.dtypes[text]; ok {
			return v
		}
	case len(d.Fields) > 0:
		if v, ok := w.w.records[keyOf(d)]; ok {
			return v
		}
	}
	var v py.Value
	if d.Kind == ndarray.VarStr {
		v = w.stringDType(e)
	} else {
		v = w.Call(w.Global("numpy", "dtype"), w.code(d, e), w.Bool(false), w.Bool(true))
		w.Build(v, w.dtypeState(d, e))
	}
	switch {
	case text != "":
		w.w.dtypes[text] = v
	case len(d.Fields) > 0:
		w.w.records[keyOf(d)] = v
	}
	return v
}

func (w *writer) stringDType(e *Extra) py.Value {
	coerce := int64(1)
	if e.NoCoerce {
		coerce = 0
	}
	args := []py.Value{w.Int(coerce)}
	if e.NA.IsValid() {
		args = append(args, w.Import(e.NA))
	}
	return w.Call(w.Global("numpy._core._internal", "_convert_to_stringdtype_kwargs"), args...)
}

// code returns the first argument of numpy.dtype: "f8", or the class of what the elements are.
func (w *writer) code(d ndarray.DType, e *Extra) py.Value {
	if e.Record {
		return w.Global("numpy", "record")
	}
	n := d.ItemSize
	switch d.Kind {
	case ndarray.Str:
		n /= 4
	case ndarray.Datetime, ndarray.Timedelta:
		n = 8
	}
	return w.fresh(string(rune(d.Kind)) + strconv.Itoa(n))
}

// fresh returns a str that is no other's, as NumPy makes one for each dtype's code.
func (w *writer) fresh(s string) py.Value {
	g, _ := w.None().Graph()
	return py.Of(g, g.AddText(graph.Str, []byte(s)))
}

// Flags of a dtype (numpy/core/include/numpy/ndarraytypes.h), as far as they depend on more than the kind.
const (
	flagPyAPI   = 0x10 // NPY_NEEDS_PYAPI, of every record
	flagObject  = 0x3F // all that an object needs
	flagInit    = 0x08 // NPY_NEEDS_INIT
	flagFields  = 0x1B // NPY_FROM_FIELDS: what a record takes over from its fields
	flagAligned = 0x80 // NPY_ALIGNED_STRUCT
)

func flags(d ndarray.DType) int {
	switch {
	case d.Kind == ndarray.Object:
		return flagObject
	case d.Kind == ndarray.Str:
		return flagInit
	case d.Base != nil:
		return flags(*d.Base)
	case d.Fields != nil:
		f := flagPyAPI
		for _, field := range d.Fields {
			f |= flags(field.DType) & flagFields
		}
		if d.Aligned {
			f |= flagAligned
		}
		return f
	}
	return 0
}

// dtypeState returns (version, order, subdtype, names, fields, itemsize, alignment, flags[, metadata]).
func (w *writer) dtypeState(d ndarray.DType, e *Extra) py.Value {
	none := w.None()
	subdtype, names, fields := none, none, none
	order := w.Str(string(rune(d.Order)))
	if d.Base != nil {
		subdtype = w.Tuple(w.checked(*d.Base), w.ints(d.Shape))
	}
	if d.Fields != nil {
		list := make([]py.Value, len(d.Fields))
		for i, f := range d.Fields {
			list[i] = w.Str(f.Name)
		}
		names = w.Tuple(list...)
		fields = w.Dict()
		for i, f := range d.Fields {
			entry := []py.Value{w.checked(f.DType), w.Int(int64(f.Offset))}
			if f.Title != "" {
				entry = append(entry, w.Str(f.Title))
			}
			t := w.Tuple(entry...)
			w.SetItem(fields, list[i], t)
			if f.Title != "" {
				w.SetItem(fields, entry[2], t)
			}
		}
	}
	size, align := int64(-1), int64(-1)
	switch d.Kind {
	case ndarray.Bytes, ndarray.Str, ndarray.Void:
		size, align = int64(d.ItemSize), int64(d.Alignment())
	}
	flag := int64(flags(d))
	if w.o.release < 2 { // a signed char there; NumPy 2 takes it, but forgets that the record is aligned
		flag = int64(int8(flag))
	}
	parts := []py.Value{w.Int(3), order, subdtype, names, fields, w.Int(size), w.Int(align), w.Int(flag)}
	metadata := e.Metadata
	if metadata.IsValid() {
		metadata = w.Import(metadata)
	}
	switch {
	case d.Kind == ndarray.Datetime || d.Kind == ndarray.Timedelta:
		if !metadata.IsValid() {
			if metadata = none; w.o.release < 2 {
				metadata = w.Dict()
			}
		}
		parts = append(parts, w.Tuple(metadata, w.unit(d)))
	case metadata.IsValid():
		parts = append(parts, metadata)
	}
	if len(parts) > 8 {
		parts[0] = w.Int(4)
	}
	return w.Tuple(parts...)
}

// unit returns (unit, count, divisor, event) of a datetime or timedelta.
func (w *writer) unit(d ndarray.DType) py.Value {
	count, unit, _ := d.Step()
	if unit == "" {
		unit = "generic"
	}
	return w.Tuple(w.bytes([]byte(unit)), w.Int(int64(count)), w.Int(1), w.Int(1))
}
