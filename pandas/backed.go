package pandas

import (
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// backed reads the arrays of pandas that are a dtype and an array of NumPy's: NDArrayBacked in
// pandas/_libs/arrays.pyx, whose state is (dtype, array, attributes) or, in 1.3, (array, dtype, attributes), and before
// 1.3 an instance (of periods made by __pyx_unpickle_PeriodMixin) with a dict of _data, _ndarray or _codes and _dtype.
func (r *reader) backed(name string, o py.Instance, path string) ([]Array, error) {
	if name == "__pyx_unpickle_NDArrayBacked" || name == "__pyx_unpickle_PeriodMixin" {
		class, ok := pandasName(o.Args.Index(0))
		if !ok {
			return nil, mismatch(path+".args[0]", o.Args.Index(0), "a class of pandas")
		}
		name = class
	}
	state := o.State()
	var dtype, data, attrs py.Value
	if state.Kind() == py.Tuple && state.Len() >= 2 {
		dtype, data, attrs = state.Index(0), state.Index(1), state.Index(2)
		if numpy.IsArray(dtype) {
			dtype, data = data, dtype
		}
		path += ".state"
	} else {
		attrs = stateDict(o)
		dtype, data = attrs.Get("_dtype"), first(attrs, "_ndarray", "_data", "_codes")
	}
	freq := first(attrs, "_freq", "freq")
	if isClassName(dtype, "PandasDtype") {
		dtype = py.Value{}
	}
	a, err := r.numpyArray(data, path)
	if err != nil {
		return nil, err
	}
	column, err := r.backing(name, dtype, freq, attrs, path)
	if err != nil {
		return nil, err
	}
	return rows(a, path, column)
}

// backing returns what makes a column of a class out of a row of numbers or objects.
func (r *reader) backing(name string, dtype, freq, attrs py.Value, path string) (func(*ndarray.Array) (Array, error), error) {
	var d DType
	var err error
	if dtype.IsValid() {
		if d, err = r.dtype(dtype, path+".dtype"); err != nil {
			return nil, err
		}
	}
	switch name {
	case "DatetimeArray", "TimedeltaArray":
		f, err := r.indexFreq(freq, path+"._freq")
		if err != nil {
			return nil, err
		}
		if name == "TimedeltaArray" {
			return func(a *ndarray.Array) (Array, error) { return newTimedeltaArray(a, f, path) }, nil
		}
		var zone *Zone
		if tz, ok := d.(*DatetimeTZDType); ok {
			zone = tz.Zone
		}
		return func(a *ndarray.Array) (Array, error) { return newDatetimeArray(a, zone, f, path) }, nil
	case "PeriodArray":
		p, ok := d.(*PeriodDType)
		if !ok {
			if p2, err := r.periodDType(freq, path+"._freq"); err == nil {
				p, ok = p2.(*PeriodDType)
			}
		}
		if !ok {
			return nil, mismatch(path+".dtype", dtype, "a PeriodDtype")
		}
		return func(a *ndarray.Array) (Array, error) { return newPeriodArray(a, p.Freq, path) }, nil
	case "Categorical":
		c, ok := d.(*CategoricalDType)
		if !ok { // before 0.21 the categories stood beside the codes
			d, err := r.categoricalDType(attrs, path)
			if err != nil {
				return nil, err
			}
			c = d.(*CategoricalDType)
		}
		return func(a *ndarray.Array) (Array, error) { return newCategorical(a, c, path) }, nil
	case "StringArray", "StringArrayNumpySemantics":
		s, ok := d.(StringDType)
		if !ok {
			s = StringDType{Storage: "python", NaN: name != "StringArray"}
		}
		return func(a *ndarray.Array) (Array, error) { return newStringArray(a, s, path) }, nil
	case "PandasArray", "NumpyExtensionArray":
		return func(a *ndarray.Array) (Array, error) { return newNumpyArray(a, path) }, nil
	}
	return nil, &Error{Path: path, Want: "an array class that pandas keeps in NumPy's arrays", Got: strconv.Quote(name)}
}

// indexFreq reads the step of an index of dates, None where it has none.
func (r *reader) indexFreq(v py.Value, path string) (*Offset, error) {
	if !v.IsValid() || v.IsNone() {
		return nil, nil
	}
	if text, ok := v.Text(); ok {
		o, err := ParseOffset(text)
		return o, wrap(path, err)
	}
	return r.offset(v, path)
}
