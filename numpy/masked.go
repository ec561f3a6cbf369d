package numpy

import (
	"fmt"
	"slices"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// IsMasked reports whether v is a masked array, or the constant numpy.ma.masked.
func IsMasked(v py.Value) bool {
	o, ok := v.Object()
	if !ok {
		return false
	}
	name := function(o.Func)
	return name == "_mareconstruct" || name == "MaskedConstant"
}

// maskedClasses are the classes of masked arrays that have no state of their own. A numpy.ma.mvoid is a record
// of a masked array.
var maskedClasses = map[[2]string]bool{
	{"numpy.ma.core", "MaskedArray"}: true, {"numpy.ma", "MaskedArray"}: true, {"numpy.ma.core", "mvoid"}: true,
}

// fromMasked reads _mareconstruct(class, base class, (0,), 'b') and its state (version, shape, dtype, fortran, data,
// mask, fill value), as MaskedArray.__reduce__ and __getstate__ (numpy/ma/core.py) write them.
func fromMasked(o py.Instance) (*Array, error) {
	class := o.Args.Index(0)
	module, name, _ := class.Global()
	if !maskedClasses[[2]string{module, name}] {
		return nil, mismatch("masked.args[0]", class, "numpy.ma.MaskedArray")
	}
	base, ok := classOf(o.Args.Index(1))
	if !ok {
		return nil, mismatch("masked.args[1]", o.Args.Index(1), "numpy.ndarray or a class that shares its state")
	}
	state, err := stateOf(o)
	if err != nil {
		return nil, within("masked", err)
	}
	if state.Kind() != py.Tuple || state.Len() != 7 {
		return nil, mismatch("masked.state", state, "tuple of 7: version, shape, dtype, fortran, data, mask, fill value")
	}
	a, fortran, err := readState(state, 1, "masked.state")
	if err != nil {
		return nil, err
	}
	out := &Array{Array: *a, Class: base, Masked: true, Scalar: name == "mvoid"}
	g, _ := state.Graph()
	t := documents.Of(g)
	t.mu.Lock()
	d, err := t.masks.of(a.DType, 0)
	t.mu.Unlock()
	if err != nil {
		return nil, within("masked.state[2]", err)
	}
	mask, err := build(d, a.Shape, state.Index(5), "masked.state[5]", fortran)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(mask.Data, func(b byte) bool { return b != 0 }) {
		out.Mask = mask
	}
	if fill := state.Index(6); !fill.IsNone() {
		if out.Fill, err = FromPy(fill); err != nil {
			return nil, wrap("masked.state[6]", err)
		}
		if out.Fill.Len() != 1 {
			return nil, mismatch("masked.state[6]", fill, "an array of one element")
		}
	}
	return out, nil
}

// maskedConstant is numpy.ma.masked: a float64 without a value.
func maskedConstant() (*Array, error) {
	zero, err := ndarray.New(ndarray.DType{Kind: ndarray.Float, ItemSize: 8, Order: ndarray.Little}, nil, make([]byte, 8))
	if err != nil {
		return nil, wrap("masked", err)
	}
	mask, err := ndarray.New(boolean, nil, []byte{1})
	if err != nil {
		return nil, wrap("masked", err)
	}
	return &Array{Array: *zero, Masked: true, Scalar: true, Mask: mask}, nil
}

var boolean = ndarray.DType{Kind: ndarray.Bool, ItemSize: 1, Order: ndarray.None}

// A maskTable is the dtypes of masks of records, by the records' fields: those that many arrays or records have
// are made once.
type maskTable map[*ndarray.Field]ndarray.DType

// of returns the dtype of a mask, as numpy.ma.make_mask_descr does: a bool an element, and for records a bool for
// each field, packed.
func (t *maskTable) of(d ndarray.DType, depth int) (ndarray.DType, error) {
	switch {
	case depth > maxDTypeNest:
		return d, tooMany()
	case d.Base != nil:
		base, err := t.of(*d.Base, depth+1)
		if err != nil {
			return d, err
		}
		n, ok := ndarray.Size(d.Shape)
		if !ok || base.ItemSize > 0 && n > maxInt32/base.ItemSize {
			return d, &Error{Want: "a smaller subarray", Got: d.String()}
		}
		return ndarray.DType{Kind: ndarray.Void, ItemSize: n * base.ItemSize, Base: &base, Shape: d.Shape}.Normal(), nil
	case len(d.Fields) == 0:
		return boolean, nil
	}
	if out, ok := (*t)[&d.Fields[0]]; ok && len(out.Fields) == len(d.Fields) {
		return out, nil
	}
	out := ndarray.DType{Kind: ndarray.Void, Fields: make([]ndarray.Field, len(d.Fields))}
	for i, f := range d.Fields {
		part, err := t.of(f.DType, depth+1)
		if err != nil {
			return d, err
		}
		if out.ItemSize > maxInt32-part.ItemSize {
			return d, &Error{Want: "a smaller record", Got: fmt.Sprintf("%d fields", len(d.Fields))}
		}
		out.Fields[i] = ndarray.Field{Name: f.Name, Title: f.Title, Offset: out.ItemSize, DType: part}
		out.ItemSize += part.ItemSize
	}
	out = out.Normal()
	if *t == nil {
		*t = make(maskTable)
	}
	(*t)[&d.Fields[0]] = out
	return out, nil
}

// masked mirrors MaskedArray.__reduce__.
func (w *writer) masked(a *Array) (py.Value, error) {
	const core = "numpy.ma.core"
	module, name := core, "MaskedArray"
	switch {
	case a.Scalar && len(a.DType.Fields) == 0:
		return w.Call(w.Global(core, "MaskedConstant")), nil
	case a.Scalar:
		name = "mvoid"
	case w.o.release >= 2:
		module = "numpy.ma"
	}
	v := w.Call(w.Global(core, "_mareconstruct"), w.Global(module, name), w.class(a.Class),
		w.ints([]int{0}), w.Str("b"))
	state, err := w.state(&a.Array)
	if err != nil {
		return py.Value{}, err
	}
	fortran, _ := state[2].Bool()
	mask, err := w.mask(a, fortran)
	if err != nil {
		return py.Value{}, err
	}
	fill := w.None()
	if a.Fill != nil {
		if len(a.Fill.Shape) != 0 {
			return py.Value{}, &Error{Path: "masked.state[6]", Want: "a fill value without dimensions", Got: fmt.Sprintf("shape %v", a.Fill.Shape)}
		}
		if fill, err = w.array(a.Fill, NDArray, false); err != nil {
			return py.Value{}, err
		}
	}
	w.Build(v, w.Tuple(append(append([]py.Value{w.Int(1)}, state...), mask, fill)...))
	return v, nil
}

// mask returns the bytes of the mask in the order of the data.
func (w *writer) mask(a *Array, fortran bool) (py.Value, error) {
	d, err := w.w.masks.of(a.DType, 0)
	if err != nil {
		return py.Value{}, within("masked.state[2]", err)
	}
	if a.Mask == nil {
		n, ok := ndarray.Size(a.Shape)
		if !ok || d.ItemSize > 0 && n > maxInt/d.ItemSize {
			return py.Value{}, &Error{Path: "masked.state[5]", Want: "a smaller mask", Got: fmt.Sprintf("shape %v of %v", a.Shape, d)}
		}
		return w.bytes(make([]byte, n*d.ItemSize)), nil
	}
	if !slices.Equal(a.Mask.Shape, a.Shape) || a.Mask.DType.String() != d.String() || a.Mask.DType.ItemSize != d.ItemSize {
		return py.Value{}, &Error{Path: "masked.state[5]", Want: fmt.Sprintf("a mask of %v, shape %v", d, a.Shape),
			Got: fmt.Sprintf("%v, shape %v", a.Mask.DType, a.Mask.Shape)}
	}
	m := a.Mask
	if fortran {
		if m, err = m.Transpose(); err != nil {
			return py.Value{}, wrap("masked.state[5]", err)
		}
	}
	data, err := m.COrder()
	if err != nil {
		return py.Value{}, wrap("masked.state[5]", err)
	}
	return w.bytes(data), nil
}
