package pandas

import (
	"encoding/binary"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

const arraysModule = "pandas.core.arrays."

func (a *NumpyArray) toPy(w *writer, path string) (py.Value, error) { return w.numpy(a.data, path) }

func (g Range) toPy(w *writer, path string) (py.Value, error) {
	if err := checkUnpaid(g.Len(), g.paid, path); err != nil {
		return py.Value{}, err
	}
	data := make([]byte, 0, 8*g.Len())
	for i := range g.Len() {
		data = binary.LittleEndian.AppendUint64(data, uint64(g.Start+int64(i)*g.Step))
	}
	a, err := ndarray.New(int64DType, []int{g.Len()}, data)
	if err != nil {
		return py.Value{}, wrap(path, err)
	}
	return w.numpy(a, path)
}

func (t tuples) toPy(w *writer, path string) (py.Value, error) {
	a, err := ndarray.NewObjects(objectDType, []int{t.Len()}, objects{t.Index}, false)
	if err != nil {
		return py.Value{}, wrap(path, err)
	}
	return w.numpy(a, path)
}

// objects are the labels of an index as elements of an array.
type objects struct{ x *Index }

func (o objects) Len() int               { return o.x.Len() }
func (o objects) At(i int) any           { return o.x.At(i) }
func (o objects) Str(int) (string, bool) { return "", false }

// counted returns counts as an array of datetime64 or timedelta64, or as they are for periods.
func (t ticks) counted(kind ndarray.Kind, unit string) *ndarray.Array {
	a := *t.data
	a.DType = ndarray.DType{Kind: kind, ItemSize: 8, Order: t.data.DType.Order, Unit: unit}
	return &a
}

// datetimes writes a DatetimeArray or TimedeltaArray around an array of one or two dimensions.
func (w *writer) datetimes(a Array, data *ndarray.Array, path string) (py.Value, error) {
	module, name, freq := arraysModule+"datetimes", "DatetimeArray", (*Offset)(nil)
	var dtype py.Value
	var err error
	switch a := a.(type) {
	case *DatetimeArray:
		if freq = a.Freq; a.Zone != nil {
			dtype, err = w.datetimeTZ(a.Unit, a.Zone, path)
		}
	case *TimedeltaArray:
		module, name, freq = arraysModule+"timedeltas", "TimedeltaArray", a.Freq
	}
	if err != nil {
		return dtype, err
	}
	if len(data.Shape) == 2 {
		freq = nil // of an index only
	}
	if !dtype.IsValid() {
		if dtype, err = numpy.DTypeToPy(w.Builder, data.DType); err != nil {
			return dtype, wrap(path, err)
		}
	}
	values, err := w.numpy(data, path)
	if err != nil {
		return values, err
	}
	f, err := w.offset(freq, path+"._freq")
	return w.backed(module, name, dtype, values, w.dict("_freq", f)), err
}

func (w *writer) datetimeTZ(unit string, z *Zone, path string) (py.Value, error) {
	zone, err := w.zone(z, path+".tz")
	return w.instance("pandas.core.dtypes.dtypes", "DatetimeTZDtype", w.dict("unit", w.Str(unit), "tz", zone)), err
}

func (a *DatetimeArray) toPy(w *writer, path string) (py.Value, error) {
	return w.datetimes(a, a.counted(ndarray.Datetime, a.Unit), path)
}

func (a *TimedeltaArray) toPy(w *writer, path string) (py.Value, error) {
	return w.datetimes(a, a.counted(ndarray.Timedelta, a.Unit), path)
}

func (a *PeriodArray) toPy(w *writer, path string) (py.Value, error) {
	return w.periods(a, a.data, path)
}

func (w *writer) periods(a *PeriodArray, data *ndarray.Array, path string) (py.Value, error) {
	dtype, err := (&PeriodDType{a.Freq}).toPy(w, path+".dtype")
	if err != nil {
		return dtype, err
	}
	values, err := w.numpy(data, path)
	return w.backed(arraysModule+"period", "PeriodArray", dtype, values, w.Dict()), err
}

func (c *Categorical) toPy(w *writer, path string) (py.Value, error) {
	dtype, err := c.dtype.toPy(w, path+".dtype")
	if err != nil {
		return dtype, err
	}
	codes, err := w.numpy(c.codes, path+".codes")
	return w.backed(arraysModule+"categorical", "Categorical", dtype, codes, w.Dict()), err
}

func (a *NullableArray) toPy(w *writer, path string) (py.Value, error) {
	data, err := w.numpy(a.data, path+"._data")
	if err != nil {
		return data, err
	}
	mask, err := w.numpy(a.mask, path+"._mask")
	if err != nil {
		return mask, err
	}
	entries := []any{"_data", data, "_mask", mask}
	module, name := "integer", "IntegerArray"
	switch a.data.DType.Kind {
	case ndarray.Float:
		module, name = "floating", "FloatingArray"
	case ndarray.Bool:
		module, name = "boolean", "BooleanArray"
		dtype, err := a.DType().toPy(w, path)
		if err != nil {
			return dtype, err
		}
		entries = append([]any{"_dtype", dtype}, entries...)
	}
	return w.instance(arraysModule+module, name, w.dict(entries...)), nil
}

func (a *StringArray) toPy(w *writer, path string) (py.Value, error) {
	dtype, err := a.dtype.toPy(w, path+".dtype")
	if err != nil {
		return dtype, err
	}
	data, err := w.numpy(a.data, path)
	name := "StringArray"
	if a.dtype.NaN {
		name = "StringArrayNumpySemantics"
	}
	return w.backed(arraysModule+"string_", name, dtype, data, w.Dict()), err
}

// toPy writes IntervalMixin's function; the number is as that of [writer.backed].
func (a *IntervalArray) toPy(w *writer, path string) (py.Value, error) {
	left, err := a.left.toPy(w, path+"._left")
	if err != nil {
		return left, err
	}
	right, err := a.right.toPy(w, path+"._right")
	if err != nil {
		return right, err
	}
	dtype, err := a.DType().toPy(w, path+"._dtype")
	if err != nil {
		return dtype, err
	}
	v := w.Call(w.Global("pandas._libs.interval", "__pyx_unpickle_IntervalMixin"), w.Global(arraysModule+"interval", "IntervalArray"), w.Int(222419149), w.None())
	w.Build(v, w.Tuple(w.dict("_left", left, "_right", right, "_dtype", dtype)))
	return v, nil
}

func (a *SparseArray) toPy(w *writer, path string) (py.Value, error) {
	values, err := a.values.toPy(w, path+"._sparse_values")
	if err != nil {
		return values, err
	}
	dtype, err := w.sparseDType(a.DType().(*SparseDType), a.fillRaw, path+"._dtype")
	if err != nil {
		return dtype, err
	}
	ints := func(x []int64) (v py.Value) {
		data := make([]byte, 0, 4*len(x))
		for _, n := range x {
			data = binary.LittleEndian.AppendUint32(data, uint32(n))
		}
		var rows *ndarray.Array
		if rows, err = ndarray.New(ndarray.DType{Kind: ndarray.Int, ItemSize: 4, Order: ndarray.Little}, []int{len(x)}, data); err == nil {
			v, err = numpy.ToPy(w.Builder, rows)
		}
		return v
	}
	if a.n > 1<<31-1 {
		return dtype, &Error{Path: path, Want: "a length of at most 2^31-1, which pandas counts rows with", Got: "more"}
	}
	name, args := "IntIndex", []py.Value{w.Int(int64(a.n))}
	if a.blocks != nil {
		name = "BlockIndex"
		args = append(args, ints(a.blocks.starts), ints(a.blocks.lengths))
	} else {
		args = append(args, ints(a.at))
	}
	if err != nil {
		return dtype, wrap(path, err)
	}
	index := w.Call(w.Global("pandas._libs.sparse", name), args...)
	return w.instance(arraysModule+"sparse.array", "SparseArray", w.dict("_sparse_index", index, "_sparse_values", values, "_dtype", dtype)), nil
}

func (a *ArrowArray) toPy(w *writer, path string) (py.Value, error) {
	dtype, err := a.dtype.toPy(w, path+"._dtype")
	module := arraysModule + "string_arrow"
	if a.class == "ArrowExtensionArray" {
		module = arraysModule + "arrow.array"
	}
	return w.instance(module, a.class, w.dict("_pa_array", w.Import(a.source), "_dtype", dtype)), err
}
