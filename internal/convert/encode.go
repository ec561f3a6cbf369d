package convert

import (
	"fmt"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pandas"
)

// An encoder turns a column of pandas' into Arrow's, a part at a time.
type encoder struct {
	name      string
	o         *Options
	a         pandas.Array
	typ       arrow.DataType
	extension arrow.Metadata // of the field: its extension type
	dict      arrow.Array    // of a categorical: the categories
	text      bool           // values become texts, as the column has no type of Arrow's
	cell      func(i int) any
}

// newEncoder chooses the type of a column.
func newEncoder(name string, a pandas.Array, o *Options) (*encoder, error) {
	e := &encoder{name: name, o: o, a: a}
	e.cell = func(i int) any {
		if a.Missing(i) != pandas.Present {
			return nil
		}
		return cellOf(a.At(i))
	}
	return e, e.choose(a, a.DType())
}

func (e *encoder) choose(a pandas.Array, dtype pandas.DType) error {
	switch d := dtype.(type) {
	case pandas.NumpyDType:
		if d.Kind == ndarray.Object {
			return e.infer()
		}
		t, ok := numpyArrow(d.DType)
		if !ok {
			return e.asText(columnPath(e.name), "dtype "+d.String()+", which Arrow has not")
		}
		e.typ = t
	case pandas.NullableDType:
		t, ok := numpyArrow(d.Numpy)
		if !ok {
			return e.asText(columnPath(e.name), "dtype "+d.String()+", which Arrow has not")
		}
		e.typ = t
	case *pandas.DatetimeTZDType:
		e.typ = &arrow.TimestampType{Unit: arrowUnit(d.Unit), TimeZone: zoneName(d.Zone)}
	case pandas.StringDType:
		e.typ = arrow.BinaryTypes.String
	case *pandas.CategoricalDType:
		return e.categories(a)
	case *pandas.PeriodDType:
		e.typ = arrow.PrimitiveTypes.Int64
		e.extension = extensionType("pandas.period", `{"freq": `+strconv.Quote(d.Freq.PeriodFreq())+`}`)
		e.cell = func(i int) any {
			if p, ok := a.At(i).(pandas.Period); ok {
				return p.Ordinal
			}
			return nil
		}
	case *pandas.IntervalDType:
		return e.interval(a, d)
	case *pandas.SparseDType:
		return e.choose(a, d.Subtype)
	case pandas.ArrowDType:
		t, ok := arrowTypeOf(d.Type)
		if !ok {
			return e.infer()
		}
		e.typ = t
	default:
		return e.asText(columnPath(e.name), "dtype "+dtype.String()+", which has no place in a table")
	}
	return nil
}

// asText has the column written as texts, if something may be lost.
func (e *encoder) asText(path, problem string) error {
	if !e.o.Texts {
		if err := e.o.lose(path, problem); err != nil {
			return err
		}
	}
	e.text, e.typ = true, arrow.BinaryTypes.String
	return nil
}

// infer chooses the type of a column of objects: that of all of them.
func (e *encoder) infer() error {
	var in inference
	for i := range e.a.Len() {
		if err := in.add(e.cell(i)); err != nil {
			return e.asText(cellPath(e.name, i)+err.path, err.problem)
		}
	}
	e.typ = in.arrow()
	return nil
}

// categories makes the dictionary of a categorical.
func (e *encoder) categories(a pandas.Array) error {
	c, ok := a.(*pandas.Categorical)
	if !ok { // a part of one: the labels of an index
		if t, isTaken := a.(taken); isTaken {
			return e.choose(t, t.Array.(*pandas.Categorical).Categories().DType())
		}
		return e.infer()
	}
	n := 0
	var labels *encoder
	if c.Categories() != nil {
		n = c.Categories().Len()
		values := c.Categories().Array()
		if values == nil {
			return e.asText(columnPath(e.name), "categories that are tuples")
		}
		var err error
		if labels, err = newEncoder(e.name, values, e.o); err != nil {
			return err
		}
		if labels.extension.Len() > 0 {
			return e.asText(columnPath(e.name), "categories of dtype "+values.DType().String())
		}
		if e.dict, err = labels.slice(0, n); err != nil {
			return err
		}
	} else {
		e.dict = array.NewNull(0)
	}
	index := arrow.DataType(arrow.PrimitiveTypes.Int8)
	switch {
	case n > 1<<15:
		index = arrow.PrimitiveTypes.Int32
	case n > 1<<7:
		index = arrow.PrimitiveTypes.Int16
	}
	e.typ = &arrow.DictionaryType{IndexType: index, ValueType: e.dict.DataType(), Ordered: c.Ordered()}
	e.cell = func(i int) any {
		if code := c.Code(i); code >= 0 {
			return int64(code)
		}
		return nil
	}
	return nil
}

// interval makes a struct of both ends.
func (e *encoder) interval(a pandas.Array, d *pandas.IntervalDType) error {
	x, ok := a.(*pandas.IntervalArray)
	if !ok {
		return e.asText(columnPath(e.name), "intervals in a level of an index")
	}
	left, err := newEncoder(e.name, x.Left(), e.o)
	if err != nil {
		return err
	}
	right, err := newEncoder(e.name, x.Right(), e.o)
	if err != nil {
		return err
	}
	e.typ = arrow.StructOf(arrow.Field{Name: "left", Type: left.typ, Nullable: true}, arrow.Field{Name: "right", Type: right.typ, Nullable: true})
	e.extension = extensionType("pandas.interval", `{"subtype": `+subtypeText(left.typ)+`, "closed": `+strconv.Quote(x.Closed())+`}`)
	e.cell = func(i int) any {
		if x.Missing(i) != pandas.Present {
			return nil
		}
		return record{{"left", left.cell(i)}, {"right", right.cell(i)}}
	}
	return nil
}

// subtypeText writes a type as pyarrow's str does, for pandas to find it again.
func subtypeText(t arrow.DataType) string {
	switch t := t.(type) {
	case *arrow.TimestampType:
		s := "timestamp[" + t.Unit.String()
		if t.TimeZone != "" {
			s += ", tz=" + t.TimeZone
		}
		return strconv.Quote(s + "]")
	case *arrow.DurationType:
		return strconv.Quote("duration[" + t.Unit.String() + "]")
	case *arrow.Float64Type:
		return `"double"`
	case *arrow.Float32Type:
		return `"float"`
	}
	return strconv.Quote(t.Name())
}

// extensionType is how a field tells an extension type: the keys of Arrow's specification.
func extensionType(name, text string) arrow.Metadata {
	return arrow.NewMetadata([]string{"ARROW:extension:name", "ARROW:extension:metadata"}, []string{name, text})
}

// slice returns the rows from ≤ i < to.
func (e *encoder) slice(from, to int) (arrow.Array, error) {
	typ := e.typ
	if e.dict != nil {
		typ = e.typ.(*arrow.DictionaryType).IndexType
	}
	b := array.NewBuilder(pool, typ)
	defer b.Release()
	if e.dict == nil && !e.text && e.numbers(b, from, to) {
		return b.NewArray(), nil
	}
	b.Reserve(to - from)
	for i := from; i < to; i++ {
		x := e.cell(i)
		if e.text && x != nil {
			x = cellText(x)
		}
		if problem := appendCell(b, x); problem != nil {
			if err := e.o.lose(cellPath(e.name, i)+problem.path, problem.problem); err != nil {
				return nil, err
			}
			b.AppendNull()
		}
	}
	if e.dict != nil {
		codes := b.NewArray()
		defer codes.Release()
		return array.NewDictionaryArray(e.typ, codes, e.dict), nil
	}
	return b.NewArray(), nil
}

// numbers appends rows of a column of float64 or int64 at once, and reports whether it is one. NaN is null, as pyarrow has it.
func (e *encoder) numbers(b array.Builder, from, to int) bool {
	column, ok := e.a.(*pandas.NumpyArray)
	if !ok || len(column.Array().Shape) != 1 {
		return false
	}
	part := *column.Array()
	part.Offset += from * part.Strides[0]
	part.Shape = []int{to - from}
	switch b := b.(type) {
	case *array.Float64Builder:
		x, err := part.Float64s()
		if err != nil || part.DType.Kind != ndarray.Float {
			return false
		}
		valid := make([]bool, len(x))
		for i, f := range x {
			valid[i] = f == f
		}
		b.AppendValues(x, valid)
		return true
	case *array.Int64Builder:
		x, err := part.Int64s()
		if err != nil || part.DType.Kind != ndarray.Int {
			return false
		}
		b.AppendValues(x, nil)
		return true
	}
	return false
}

// numpyArrow returns Arrow's type of a dtype.
func numpyArrow(d ndarray.DType) (arrow.DataType, bool) {
	switch d.Kind {
	case ndarray.Bool:
		return arrow.FixedWidthTypes.Boolean, true
	case ndarray.Int:
		switch d.ItemSize {
		case 1:
			return arrow.PrimitiveTypes.Int8, true
		case 2:
			return arrow.PrimitiveTypes.Int16, true
		case 4:
			return arrow.PrimitiveTypes.Int32, true
		case 8:
			return arrow.PrimitiveTypes.Int64, true
		}
	case ndarray.Uint:
		switch d.ItemSize {
		case 1:
			return arrow.PrimitiveTypes.Uint8, true
		case 2:
			return arrow.PrimitiveTypes.Uint16, true
		case 4:
			return arrow.PrimitiveTypes.Uint32, true
		case 8:
			return arrow.PrimitiveTypes.Uint64, true
		}
	case ndarray.Float:
		switch d.ItemSize {
		case 2:
			return arrow.FixedWidthTypes.Float16, true
		case 4:
			return arrow.PrimitiveTypes.Float32, true
		case 8:
			return arrow.PrimitiveTypes.Float64, true
		}
	case ndarray.Datetime, ndarray.Timedelta:
		switch d.Unit {
		case "s", "ms", "us", "ns", "":
		default:
			return nil, false
		}
		if d.Kind == ndarray.Datetime {
			return &arrow.TimestampType{Unit: arrowUnit(d.Unit)}, true
		}
		return &arrow.DurationType{Unit: arrowUnit(d.Unit)}, true
	case ndarray.Str, ndarray.VarStr:
		return arrow.BinaryTypes.String, true
	case ndarray.Bytes:
		return arrow.BinaryTypes.Binary, true
	}
	return nil, false
}

func arrowUnit(unit string) arrow.TimeUnit {
	switch unit {
	case pandas.Second:
		return arrow.Second
	case pandas.Millisecond:
		return arrow.Millisecond
	case pandas.Microsecond:
		return arrow.Microsecond
	}
	return arrow.Nanosecond
}

// zoneName returns how Arrow spells a time zone: a name of the IANA database, or "+05:30".
func zoneName(z *pandas.Zone) string {
	if z == nil {
		return ""
	}
	loc, err := z.Location()
	if err != nil {
		return z.Name
	}
	name := loc.String()
	if name == "UTC" || len(name) > 0 && name[0] >= 'A' && name[0] <= 'Z' && z.Name == name {
		return name
	}
	return fixedOffset(loc, z.Name)
}

// arrowTypeOf returns the type of a column that pyarrow kept. Of nested ones the values tell it.
func arrowTypeOf(t *pandas.ArrowType) (arrow.DataType, bool) {
	unit := arrowUnit(t.Unit)
	switch t.Name {
	case "timestamp":
		return &arrow.TimestampType{Unit: unit, TimeZone: t.Zone}, true
	case "duration":
		return &arrow.DurationType{Unit: unit}, true
	case "bool":
		return arrow.FixedWidthTypes.Boolean, true
	case "halffloat":
		return arrow.FixedWidthTypes.Float16, true
	case "date32", "date64":
		return arrow.FixedWidthTypes.Date32, true
	case "string", "large_string", "string_view":
		return arrow.BinaryTypes.String, true
	case "binary", "large_binary", "binary_view", "fixed_size_binary":
		return arrow.BinaryTypes.Binary, true
	case "decimal128", "decimal256":
		return decimalType(int32(t.Precision), int32(t.Scale)), true
	case "float", "float32":
		return arrow.PrimitiveTypes.Float32, true
	case "double", "float64":
		return arrow.PrimitiveTypes.Float64, true
	}
	for _, p := range []arrow.DataType{arrow.PrimitiveTypes.Int8, arrow.PrimitiveTypes.Int16, arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Int64,
		arrow.PrimitiveTypes.Uint8, arrow.PrimitiveTypes.Uint16, arrow.PrimitiveTypes.Uint32, arrow.PrimitiveTypes.Uint64} {
		if p.Name() == t.Name {
			return p, true
		}
	}
	return nil, false
}

func decimalType(precision, scale int32) arrow.DataType {
	if precision > 38 {
		return &arrow.Decimal256Type{Precision: precision, Scale: scale}
	}
	return &arrow.Decimal128Type{Precision: precision, Scale: scale}
}

// A mismatch is a value that does not belong where it is.
type mismatch struct{ path, problem string }

func mismatchf(format string, args ...any) *mismatch {
	return &mismatch{problem: fmt.Sprintf(format, args...)}
}
