package pandas

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// A DType says what a column holds. Its String is what Python's str(dtype) gives, in pandas 2's words.
//
// DTypes are [NumpyDType], [CategoricalDType], [DatetimeTZDType], [PeriodDType], [IntervalDType], [SparseDType],
// [NullableDType], [StringDType] and [ArrowDType].
type DType interface {
	String() string

	toPy(w *writer, path string) (py.Value, error)
}

// A NumpyDType is a dtype of NumPy's: "int64", "object", "datetime64[ns]".
type NumpyDType struct{ ndarray.DType }

func (d NumpyDType) String() string { return numpyName(d.DType) }

// A CategoricalDType is one of a fixed set of values: "category".
type CategoricalDType struct {
	Categories *Index // nil if there are none yet
	Ordered    bool
}

func (*CategoricalDType) String() string { return "category" }

// A DatetimeTZDType is a moment in a time zone: "datetime64[ns, UTC]".
type DatetimeTZDType struct {
	Unit string
	Zone *Zone
}

func (d *DatetimeTZDType) String() string { return "datetime64[" + d.Unit + zoneSuffix(d.Zone) + "]" }

// A PeriodDType is a span of time of one length: "period[M]".
type PeriodDType struct{ Freq *Offset }

func (d *PeriodDType) String() string { return "period[" + d.Freq.PeriodFreq() + "]" }

// An IntervalDType is an interval: "interval[int64, right]".
type IntervalDType struct {
	Subtype DType  // of the ends; nil if it is not told
	Closed  string // empty if it is not told
}

func (d *IntervalDType) String() string {
	switch {
	case d.Subtype == nil:
		return "interval"
	case d.Closed == "":
		return "interval[" + d.Subtype.String() + "]"
	}
	return "interval[" + d.Subtype.String() + ", " + d.Closed + "]"
}

// A SparseDType is a value that is the same in most rows, and only kept where it is another: "Sparse[int64, 0]".
type SparseDType struct {
	Subtype DType
	Fill    any // the value of most rows
}

func (d *SparseDType) String() string {
	return "Sparse[" + d.Subtype.String() + ", " + fillText(d.Fill) + "]"
}

func fillText(x any) string {
	switch x := x.(type) {
	case nil:
		return "None"
	case bool:
		if x {
			return "True"
		}
		return "False"
	case float64:
		return pyrepr.Float(x)
	case string:
		return "'" + x + "'"
	}
	return fmt.Sprint(x)
}

// A NullableDType is a number or bool that may be missing: "Int64", "boolean".
type NullableDType struct{ Numpy ndarray.DType }

func (d NullableDType) String() string {
	switch name := numpyName(d.Numpy); d.Numpy.Kind {
	case ndarray.Bool:
		return "boolean"
	case ndarray.Uint:
		return "UI" + name[2:]
	default:
		return strings.ToUpper(name[:1]) + name[1:]
	}
}

// A StringDType is a text that may be missing: "string", or "str" where NaN stands for the missing.
type StringDType struct {
	Storage string // "python" or "pyarrow"
	NaN     bool   // whether missing texts are NaN, as in pandas 3, and not NA
}

func (d StringDType) String() string {
	if d.NaN {
		return "str"
	}
	return "string"
}

// An ArrowDType is a type of Apache Arrow: "int64[pyarrow]".
type ArrowDType struct{ Type *ArrowType }

func (d ArrowDType) String() string { return d.Type.String() + "[pyarrow]" }

// numpyName is what str gives of a NumPy dtype: a name where the byte order is the machine's.
func numpyName(d ndarray.DType) string {
	if d.Order == ndarray.Big {
		return d.String()
	}
	bitsOf := func(name string) string { return name + strconv.Itoa(8*d.ItemSize) }
	switch d.Kind {
	case ndarray.Bool:
		return "bool"
	case ndarray.Int:
		return bitsOf("int")
	case ndarray.Uint:
		return bitsOf("uint")
	case ndarray.Float:
		return bitsOf("float")
	case ndarray.Complex:
		return bitsOf("complex")
	case ndarray.Object:
		return "object"
	case ndarray.Datetime, ndarray.Timedelta:
		name := "datetime64"
		if d.Kind == ndarray.Timedelta {
			name = "timedelta64"
		}
		if d.Unit == "" {
			return name
		}
		return name + "[" + d.Unit + "]"
	}
	return d.String()
}

// dtype reads a dtype object of pandas or NumPy.
func (r *reader) dtype(v py.Value, path string) (DType, error) {
	if d := r.dtypes[v]; d != nil {
		return d, nil
	}
	if err := r.enter(path); err != nil {
		return nil, err
	}
	defer func() { r.depth-- }()
	d, err := r.readDType(v, path)
	if err != nil {
		return nil, err
	}
	if v.Kind() == py.Object {
		keep(&r.dtypes, v, d)
	}
	return d, nil
}

func (r *reader) readDType(v py.Value, path string) (DType, error) {
	if text, ok := v.Text(); ok {
		return r.dtypeText(text, path)
	}
	name, o, ok := instance(v)
	if !ok {
		d, err := numpy.DTypeFromPy(v)
		if err != nil {
			return nil, wrap(path, err)
		}
		return NumpyDType{d}, nil
	}
	if d, ok := nullableDTypes[name]; ok {
		return NullableDType{d}, nil
	}
	state := stateDict(o)
	switch name {
	case "CategoricalDtype":
		return r.categoricalDType(state, path)
	case "DatetimeTZDtype":
		unit, ok := state.Get("unit").Text()
		zone, tz := state.Get("tz"), path+".tz"
		if !state.IsValid() { // Python 2's had arguments
			unit, ok = o.Args.Index(0).Text()
			zone = o.Args.Index(1)
		}
		if !ok || perSecond(unit) == 0 {
			return nil, mismatch(path+".unit", state.Get("unit"), "s, ms, us or ns")
		}
		z, err := r.zone(zone, tz)
		if err == nil && z == nil {
			err = mismatch(tz, zone, "a time zone")
		}
		if err != nil {
			return nil, err
		}
		return &DatetimeTZDType{unit, z}, nil
	case "PeriodDtype":
		freq := o.Args.Index(0)
		if !freq.IsValid() {
			freq = first(state, "_freq", "freq")
		}
		return r.periodDType(freq, path+".freq")
	case "IntervalDtype":
		return r.intervalDType(o, state, path)
	case "SparseDtype":
		sub, err := r.dtype(state.Get("_dtype"), path+"._dtype")
		if err != nil {
			return nil, err
		}
		return &SparseDType{sub, r.valueOf(state.Get("_fill_value"))}, nil
	case "StringDtype":
		return stringDType(o, state, path)
	case "ArrowDtype":
		t, err := r.arrowType(state.Get("pyarrow_dtype"), path+".pyarrow_dtype")
		if err != nil {
			return nil, err
		}
		return ArrowDType{t}, nil
	case "PandasDtype", "NumpyEADtype":
		return r.dtype(state.Get("_dtype"), path+"._dtype")
	}
	return nil, mismatch(path, v, "a dtype of pandas or NumPy")
}

// dtypeText reads the text of a dtype, which stands in some files for the object.
func (r *reader) dtypeText(text, path string) (DType, error) {
	if d, ok := nullableDTypes[text+"Dtype"]; ok {
		return NullableDType{d}, nil
	}
	if d, err := ndarray.ParseDType(text); err == nil {
		return NumpyDType{d}, nil
	}
	return nil, &Error{Path: path, Want: "a dtype of pandas or NumPy", Got: strconv.Quote(text)}
}

// nullableDTypes are the classes of nullable dtypes.
var nullableDTypes = func() map[string]ndarray.DType {
	m := map[string]ndarray.DType{"BooleanDtype": {Kind: ndarray.Bool, ItemSize: 1, Order: ndarray.None}}
	for n := 1; n <= 8; n *= 2 {
		order := ndarray.Little
		if n == 1 {
			order = ndarray.None
		}
		bits := strconv.Itoa(8*n) + "Dtype"
		m["Int"+bits] = ndarray.DType{Kind: ndarray.Int, ItemSize: n, Order: order}
		m["UInt"+bits] = ndarray.DType{Kind: ndarray.Uint, ItemSize: n, Order: order}
		if n >= 4 {
			m["Float"+bits] = ndarray.DType{Kind: ndarray.Float, ItemSize: n, Order: order}
		}
	}
	return m
}()

func (r *reader) categoricalDType(state py.Value, path string) (DType, error) {
	d := &CategoricalDType{}
	d.Ordered, _ = first(state, "ordered", "_ordered").Bool()
	v := first(state, "categories", "_categories")
	if v.IsNone() {
		return d, nil
	}
	var err error
	d.Categories, err = r.index(v, path+".categories")
	return d, err
}

// periodDType makes the dtype of a frequency, which may be text: "period[Q-DEC]" or "Q-DEC".
func (r *reader) periodDType(v py.Value, path string) (DType, error) {
	text, ok := v.Text()
	if !ok {
		o, err := r.freq(v, path)
		if err != nil {
			return nil, err
		}
		return &PeriodDType{o}, nil
	}
	code := text
	if inner, ok := strings.CutSuffix(text, "]"); ok {
		_, code, _ = strings.Cut(inner, "[")
	}
	o, err := ParseOffset(code)
	if err != nil || offsetClasses[o.Class].unit == "" {
		return nil, mismatch(path, v, "a frequency that periods have")
	}
	return &PeriodDType{o}, nil
}

func (r *reader) intervalDType(o py.Instance, state py.Value, path string) (DType, error) {
	d := &IntervalDType{}
	sub, closed := first(state, "subtype", "_subtype"), first(state, "closed", "_closed")
	if !state.IsValid() {
		sub, closed = o.Args.Index(0), o.Args.Index(1)
	}
	d.Closed, _ = closed.Text()
	if closed.IsValid() && !closed.IsNone() && !closedNames[d.Closed] {
		return nil, mismatch(path+".closed", closed, "left, right, both or neither")
	}
	if !sub.IsValid() || sub.IsNone() {
		return d, nil
	}
	var err error
	d.Subtype, err = r.dtype(sub, path+".subtype")
	return d, err
}

// stringDType reads StringDtype(storage, na_value) of pandas 2.3 and the state {storage[, _na_value]} of earlier ones.
func stringDType(o py.Instance, state py.Value, path string) (DType, error) {
	d := StringDType{Storage: "python"}
	storage, na := o.Args.Index(0), o.Args.Index(1)
	if s := state.Get("storage"); s.IsValid() {
		storage, na = s, first(state, "_na_value", "na_value")
	}
	if storage.IsValid() {
		s, ok := storage.Text()
		if s == "pyarrow_numpy" { // 2.1 and 2.2
			s, d.NaN = "pyarrow", true
		}
		if !ok || s != "python" && s != "pyarrow" {
			return nil, mismatch(path+".storage", storage, "python or pyarrow")
		}
		d.Storage = s
	}
	if x, ok := na.Float(); ok {
		d.NaN = x != x
	}
	return d, nil
}
