package pandas

import (
	"fmt"
	"math"
	"math/big"
	"time"

	"github.com/brine-go/brine/internal/side"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// A writer makes objects of one builder, in the spelling that pandas 1.5 and 2 read alike: as a rule that of 1.5, which
// 2 keeps reading. Where a class has moved since, its public name stands for it (pandas.SparseDtype), and where
// a constructor has gained arguments, they are left out.
type writer struct {
	*py.Builder
	*written
	depth int
}

// written is what the objects of one builder share: what is one object in Go is one in Python.
type written struct {
	indexes map[*Index]py.Value
	zones   map[*Zone]py.Value
	offsets map[*Offset]py.Value
	dtypes  map[DType]py.Value // of the kinds that are pointers
}

var builders side.Table[py.Builder, written]

func newWriter(b *py.Builder) *writer { return &writer{Builder: b, written: builders.Of(b)} }

// made remembers what a Go object was written as.
func made[K comparable](m *map[K]py.Value, key K, v py.Value) py.Value {
	if *m == nil {
		*m = map[K]py.Value{}
	}
	(*m)[key] = v
	return v
}

// dict returns a dict of str keys and values in turn.
func (w *writer) dict(entries ...any) py.Value {
	kv := make([]py.Value, len(entries))
	for i, x := range entries {
		if key, ok := x.(string); ok {
			kv[i] = w.Str(key)
			continue
		}
		kv[i] = x.(py.Value)
	}
	return w.Dict(kv...)
}

// instance returns an object of a class with a state.
func (w *writer) instance(module, name string, state py.Value) py.Value {
	v := w.NewObj(w.Global(module, name))
	w.Build(v, state)
	return v
}

// backed returns an array that is a dtype and an array of NumPy's; see [reader.backed]. The number is the checksum of the
// class's layout that Cython wrote in pandas 1.5 and takes in 2.
func (w *writer) backed(module, name string, dtype, data, attrs py.Value) py.Value {
	v := w.Call(w.Global("pandas._libs.arrays", "__pyx_unpickle_NDArrayBacked"), w.Global(module, name), w.Int(223698104), w.None())
	w.Build(v, w.Tuple(dtype, data, attrs))
	return v
}

// slice returns slice(start, stop, 1).
func (w *writer) slice(start, stop int) py.Value {
	return w.Call(w.Global("builtins", "slice"), w.Int(int64(start)), w.Int(int64(stop)), w.Int(1))
}

// numpy writes an array of NumPy's. Objects are written as values are.
func (w *writer) numpy(a *ndarray.Array, path string) (py.Value, error) {
	if a.DType.Kind == ndarray.Object {
		converted := *a
		c := &converter{w: w, from: a.Objects, path: path}
		converted.Objects = c
		v, err := numpy.ToPy(w.Builder, &converted)
		if c.err != nil {
			err = c.err
		}
		return v, err
	}
	v, err := numpy.ToPy(w.Builder, a)
	return v, wrap(path, err)
}

// A converter gives the elements of an array of objects as values of a builder.
type converter struct {
	w    *writer
	from ndarray.Objects
	path string
	err  error
}

func (c *converter) Len() int                 { return c.from.Len() }
func (c *converter) Str(i int) (string, bool) { return c.from.Str(i) }
func (c *converter) At(i int) any             { return c.Python(i) }

// Python is what numpy asks for: a box around each element took a third of the time that a frame of texts takes to write.
func (c *converter) Python(i int) py.Value {
	from, k := c.from, i
	if s, ok := from.(*stacked); ok {
		from, k = s.place(i)
	}
	if source, ok := from.(interface{ Python(i int) py.Value }); ok {
		x := source.Python(k)
		if kind := x.Kind(); kind != py.Object && kind != py.Invalid { // the most frequent, without the cost of a path
			return c.w.Import(x)
		}
		return c.convert(x, i)
	}
	x := from.At(k)
	if s, ok := x.(string); ok {
		return c.w.Str(s)
	}
	return c.convert(x, i)
}

// convert is Python for elements of all types.
func (c *converter) convert(x any, i int) py.Value {
	if v, ok := x.(py.Value); ok && v.Kind() != py.Object && v.Kind() != py.Invalid {
		return c.w.Import(v)
	}
	v, err := c.w.value(x, item(c.path, i))
	if err != nil {
		if c.err == nil {
			c.err = err
		}
		return c.w.None()
	}
	return v
}

// maxNesting bounds how deep Go values may lie in each other.
const maxNesting = 1000

// value writes a Go value, as the package's documentation tells in the other direction. Times become Timestamps.
func (w *writer) value(x any, path string) (py.Value, error) {
	if w.depth++; w.depth > maxNesting {
		return py.Value{}, &Error{Path: path, Want: "values nested at most 1000 deep", Got: "more"}
	}
	defer func() { w.depth-- }()
	switch x := x.(type) {
	case nil:
		return w.None(), nil
	case bool:
		return w.Bool(x), nil
	case int:
		return w.Int(int64(x)), nil
	case int64:
		return w.Int(x), nil
	case uint64:
		if x > math.MaxInt64 {
			return w.BigInt(new(big.Int).SetUint64(x)), nil
		}
		return w.Int(int64(x)), nil
	case *big.Int:
		return w.BigInt(x), nil
	case float64:
		return w.Float(x), nil
	case complex128:
		return w.Call(w.Global("builtins", "complex"), w.Float(real(x)), w.Float(imag(x))), nil
	case string:
		return w.Str(x), nil
	case []byte:
		return w.Bytes(x), nil
	case Missing:
		return w.missing(x), nil
	case Timestamp:
		return w.timestamp(x, path)
	case Timedelta:
		return w.Call(w.Global("pandas._libs.tslibs.timedeltas", "_timedelta_unpickle"), w.Int(x.Ticks), w.Int(resolutionOf(x.Unit))), nil
	case time.Time:
		t, err := TimestampOf(x)
		if err != nil {
			return py.Value{}, wrap(path, err)
		}
		return w.timestamp(t, path)
	case time.Duration:
		return w.value(Timedelta{int64(x), Nanosecond}, path)
	case Period:
		freq, err := w.offset(x.Freq, path+".freq")
		return w.Call(w.Global("pandas._libs.tslibs.period", "Period"), w.None(), freq, w.Int(x.Ordinal)), err
	case Interval:
		left, err := w.value(x.Left, path+".left")
		if err != nil {
			return py.Value{}, err
		}
		right, err := w.value(x.Right, path+".right")
		return w.Call(w.Global("pandas._libs.interval", "Interval"), left, right, w.Str(x.Closed)), err
	case Tuple:
		items, err := w.values(x, path)
		return w.Tuple(items...), err
	case []any:
		items, err := w.values(x, path)
		return w.List(items...), err
	case py.Value:
		return w.foreign(x, path)
	}
	return py.Value{}, &Error{Path: path, Want: "a value that pandas has", Got: fmt.Sprintf("Go's %T", x)}
}

func (w *writer) values(list []any, path string) ([]py.Value, error) {
	items := make([]py.Value, len(list))
	for i, x := range list {
		var err error
		if items[i], err = w.value(x, item(path, i)); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// missing writes None, NaN, NaT or NA.
func (w *writer) missing(m Missing) py.Value {
	switch m {
	case NaN:
		return w.Float(nan)
	case NaT:
		return w.Call(w.Global("pandas._libs.tslibs.nattype", "__nat_unpickle"), w.None())
	case NA:
		return w.Global("pandas._libs.missing", "NA")
	}
	return w.None()
}

func (w *writer) timestamp(t Timestamp, path string) (py.Value, error) {
	zone, err := w.zone(t.Zone, path+".tz")
	return w.Call(w.Global("pandas._libs.tslibs.timestamps", "_unpickle_timestamp"), w.Int(t.Ticks), w.None(), zone, w.Int(resolutionOf(t.Unit))), err
}

// foreign writes a Python value as it is, but scalars and arrays of NumPy and pandas in the spelling of all releases.
func (w *writer) foreign(v py.Value, path string) (py.Value, error) {
	if !v.IsValid() {
		return py.Value{}, &Error{Path: path, Want: "a value", Got: "nothing"}
	}
	if v.Kind() != py.Object {
		return w.Import(v), nil
	}
	if numpy.IsScalar(v) || numpy.IsArray(v) {
		if a, err := numpy.ArrayFromPy(v); err == nil {
			if out, err := a.ToPy(w.Builder); err == nil {
				return out, nil
			}
		}
		return w.Import(v), nil
	}
	if x, err := (&reader{}).scalar(v, path); err == nil {
		return w.value(x, path)
	}
	return w.Import(v), nil
}

// zone writes a time zone: as it was read, else UTC and offsets as datetime.timezone and names as pytz, which both
// releases make their own of.
func (w *writer) zone(z *Zone, path string) (py.Value, error) {
	if z == nil {
		return w.None(), nil
	}
	if v, ok := w.zones[z]; ok {
		return v, nil
	}
	var v py.Value
	switch {
	case z.source.Kind() == py.Object || z.source.Kind() == py.Global:
		v = w.Import(z.source)
	case z.area != "":
		v = w.Call(w.Global("pytz", "_p"), w.Str(z.area))
	case z.Name != "UTC" && z.offset == 0:
		return v, &Error{Path: path, Want: "a zone with a name or an offset", Got: "'" + z.Name + "'"}
	default:
		days, seconds := 0, z.offset
		if seconds < 0 {
			days, seconds = -1, seconds+86400
		}
		delta := w.Call(w.Global("datetime", "timedelta"), w.Int(int64(days)), w.Int(int64(seconds)), w.Int(0))
		v = w.Call(w.Global("datetime", "timezone"), delta)
	}
	return made(&w.zones, z, v), nil
}

// offset writes an offset: its class, n, normalize and parameters. One that has been read of a class with more than
// those (calendars, business hours, DateOffset) is written as it was.
func (w *writer) offset(o *Offset, path string) (py.Value, error) {
	if o == nil {
		return w.None(), nil
	}
	if v, ok := w.offsets[o]; ok {
		return v, nil
	}
	class, ok := offsetClasses[o.Class]
	simple := ok && (class.code != "" || o.Class == "Easter" || class.params != nil)
	args := []py.Value{w.Int(o.N), w.Bool(o.Normalize)}
	for _, param := range class.params {
		x, has := o.Params[param]
		switch x.(type) {
		case nil, int64, string:
		default:
			simple = false // an object: a timedelta, times of day
		}
		if param == "offset" && !has { // of a BusinessDay, no time
			args = append(args, w.Call(w.Global("datetime", "timedelta"), w.Int(0), w.Int(0), w.Int(0)))
			continue
		}
		if !has && param != "weekday" {
			simple = false
		}
		v, err := w.value(x, path+"."+param)
		if err != nil {
			return v, err
		}
		args = append(args, v)
	}
	switch o.Class {
	case "CustomBusinessDay", "CDay", "CustomBusinessMonthEnd", "CustomBusinessMonthBegin", "DateOffset", "Tick":
		simple = false
	}
	if simple {
		return made(&w.offsets, o, w.Call(w.Global("pandas._libs.tslibs.offsets", o.Class), args...)), nil
	}
	if o.source.Kind() == py.Object {
		return made(&w.offsets, o, w.Import(o.source)), nil
	}
	return py.Value{}, &Error{Path: path, Want: "an offset of a class with plain parameters", Got: o.String()}
}
