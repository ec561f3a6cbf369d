package pandas

import (
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

const dtypesModule = "pandas.core.dtypes.dtypes"

func (d NumpyDType) toPy(w *writer, path string) (py.Value, error) {
	v, err := numpy.DTypeToPy(w.Builder, d.DType)
	return v, wrap(path, err)
}

func (d *CategoricalDType) toPy(w *writer, path string) (py.Value, error) {
	if v, ok := w.dtypes[d]; ok {
		return v, nil
	}
	categories := w.None()
	if d.Categories != nil {
		var err error
		if categories, err = w.index(d.Categories, path+".categories"); err != nil {
			return categories, err
		}
	}
	v := w.instance(dtypesModule, "CategoricalDtype", w.dict("categories", categories, "ordered", w.Bool(d.Ordered)))
	return made(&w.dtypes, DType(d), v), nil
}

func (d *DatetimeTZDType) toPy(w *writer, path string) (py.Value, error) {
	return w.datetimeTZ(d.Unit, d.Zone, path)
}

func (d *PeriodDType) toPy(w *writer, path string) (py.Value, error) {
	freq, err := w.offset(d.Freq, path+".freq")
	return w.Call(w.Global(dtypesModule, "PeriodDtype"), freq), err
}

func (d *IntervalDType) toPy(w *writer, path string) (py.Value, error) {
	subtype, closed := w.None(), w.None()
	if d.Subtype != nil {
		var err error
		if subtype, err = d.Subtype.toPy(w, path+".subtype"); err != nil {
			return subtype, err
		}
	}
	if d.Closed != "" {
		closed = w.Str(d.Closed)
	}
	return w.instance(dtypesModule, "IntervalDtype", w.dict("subtype", subtype, "closed", closed)), nil
}

func (d *SparseDType) toPy(w *writer, path string) (py.Value, error) {
	return w.sparseDType(d, py.Value{}, path)
}

// sparseDType writes the dtype with the fill value as it was read, if it was.
func (w *writer) sparseDType(d *SparseDType, fill py.Value, path string) (py.Value, error) {
	sub, err := d.Subtype.toPy(w, path+"._dtype")
	if err != nil {
		return sub, err
	}
	var v py.Value
	if fill.IsValid() {
		v, err = w.foreign(fill, path+"._fill_value")
	} else {
		v, err = w.value(d.Fill, path+"._fill_value")
	}
	return w.instance("pandas", "SparseDtype", w.dict("_dtype", sub, "_fill_value", v)), err
}

func (d NullableDType) toPy(w *writer, path string) (py.Value, error) {
	module := "integer"
	switch d.Numpy.Kind {
	case ndarray.Float:
		module = "floating"
	case ndarray.Bool:
		return w.NewObj(w.Global(arraysModule+"boolean", "BooleanDtype")), nil
	}
	return w.NewObj(w.Global(arraysModule+module, d.String()+"Dtype")), nil
}

func (d StringDType) toPy(w *writer, path string) (py.Value, error) {
	args := []py.Value{w.Str(d.Storage)}
	if d.NaN {
		args = append(args, w.Float(nan))
	}
	return w.Call(w.Global(arraysModule+"string_", "StringDtype"), args...), nil
}

func (d ArrowDType) toPy(w *writer, path string) (py.Value, error) {
	if !d.Type.source.IsValid() {
		return py.Value{}, &Error{Path: path, Want: "a type of Arrow that was read from a pickle", Got: d.String()}
	}
	return w.instance(dtypesModule, "ArrowDtype", w.dict("storage", w.Str("pyarrow"), "pyarrow_dtype", w.Import(d.Type.source))), nil
}
