package convert

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/stdlib"
)

// A column gathers the values of a column over batches.
type column struct {
	field   arrow.Field
	meta    *columnMeta
	loose   bool
	values  []any
	ints    []int64
	uints   []uint64
	floats  []float64
	missing []bool
	nulls   int
	codes   []int
	labels  []any // of a dictionary
	known   map[any]int
}

func newColumn(f arrow.Field, meta *columnMeta, loose bool) *column {
	return &column{field: f, meta: meta, loose: loose, known: map[any]int{}}
}

// numpyType returns what pandas calls the dtype, or "".
func (c *column) numpyType() string {
	if c.meta == nil {
		return ""
	}
	return c.meta.NumpyType
}

// storage returns the type of the values, without an extension.
func (c *column) storage() arrow.DataType {
	if t, ok := c.field.Type.(arrow.ExtensionType); ok {
		return t.StorageType()
	}
	return c.field.Type
}

// add takes a batch.
func (c *column) add(a arrow.Array) error {
	if x, ok := a.(array.ExtensionArray); ok {
		a = x.Storage()
	}
	for i := range a.Len() {
		null := a.IsNull(i)
		c.missing = append(c.missing, null)
		if null {
			c.nulls++
		}
	}
	switch x := a.(type) {
	case *array.Int64:
		c.ints = append(c.ints, x.Int64Values()...)
		return nil
	case *array.Float64:
		for i, f := range x.Float64Values() {
			if x.IsNull(i) {
				f = math.NaN()
			}
			c.floats = append(c.floats, f)
		}
		return nil
	case *array.Dictionary:
		return c.addCodes(x)
	}
	read := cells(a)
	switch c.storage().(type) {
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Int32Type, *arrow.Uint8Type, *arrow.Uint16Type, *arrow.Uint32Type:
		for i := range a.Len() {
			x, _ := read(i).(int64)
			c.ints = append(c.ints, x)
		}
	case *arrow.Uint64Type:
		for i := range a.Len() {
			x, _ := read(i).(uint64)
			c.uints = append(c.uints, x)
		}
	case *arrow.Float16Type, *arrow.Float32Type:
		for i := range a.Len() {
			x, ok := read(i).(float64)
			if !ok {
				x = math.NaN()
			}
			c.floats = append(c.floats, x)
		}
	case *arrow.TimestampType:
		for i := range a.Len() {
			ticks := int64(math.MinInt64)
			if t, ok := read(i).(pandas.Timestamp); ok {
				ticks = t.Ticks
			}
			c.ints = append(c.ints, ticks)
		}
	case *arrow.DurationType:
		for i := range a.Len() {
			ticks := int64(math.MinInt64)
			if t, ok := read(i).(pandas.Timedelta); ok {
				ticks = t.Ticks
			}
			c.ints = append(c.ints, ticks)
		}
	default:
		for i := range a.Len() {
			c.values = append(c.values, owned(read(i)))
		}
	}
	return nil
}

// owned copies what may lie in the memory of a batch.
func owned(x any) any {
	switch x := x.(type) {
	case string:
		return strings.Clone(x)
	case []byte:
		return slices.Clone(x)
	case list:
		for i := range x {
			x[i] = owned(x[i])
		}
	case record:
		for i := range x {
			x[i].value = owned(x[i].value)
		}
	}
	return x
}

// addCodes takes a batch of a dictionary, whose labels may differ from batch to batch.
func (c *column) addCodes(a *array.Dictionary) error {
	labels := a.Dictionary()
	read := cells(labels)
	at := make([]int, labels.Len())
	for i := range at {
		x := owned(read(i))
		key := x
		switch x.(type) {
		case []byte, list, record, pandas.Decimal, pandas.Timestamp:
			key = cellText(x)
		}
		code, ok := c.known[key]
		if !ok {
			code = len(c.labels)
			c.known[key] = code
			c.labels = append(c.labels, x)
		}
		at[i] = code
	}
	for i := range a.Len() {
		code := -1
		if !a.IsNull(i) {
			if k := a.GetValueIndex(i); k >= 0 && k < len(at) && !labels.IsNull(k) {
				code = at[k]
			}
		}
		c.codes = append(c.codes, code)
	}
	return nil
}

// series returns the column by a label.
func (c *column) series(label any) (*pandas.Series, error) {
	data, err := c.array()
	if err != nil {
		return nil, &Error{Path: columnPath(c.field.Name), Err: err}
	}
	return pandas.NewSeries(label, data)
}

// nullable reports whether the dtype is one of pandas' own that have a place for missing values: Int64, boolean.
func (c *column) nullable() bool {
	s := c.numpyType()
	return s == "boolean" || s != "" && unicode.IsUpper(rune(s[0])) || strings.HasSuffix(s, "[pyarrow]")
}

// array returns what pandas keeps the values in.
func (c *column) array() (pandas.Array, error) {
	switch name, params := extensionOf(c.field); name {
	case "pandas.period":
		freq, err := pandas.ParseOffset(params["freq"])
		if err != nil {
			return nil, err
		}
		for i, null := range c.missing {
			if null {
				c.ints[i] = math.MinInt64
			}
		}
		return pandas.NewPeriods(c.ints, freq)
	case "pandas.interval":
		return c.intervals(params["closed"])
	}
	switch t := c.storage().(type) {
	case *arrow.TimestampType:
		return pandas.NewDatetimes(c.ints, t.Unit.String(), zoneOf(t.TimeZone))
	case *arrow.DurationType:
		return pandas.NewTimedeltas(c.ints, t.Unit.String())
	case *arrow.DictionaryType:
		labels, err := c.categories(t.ValueType)
		if err != nil {
			return nil, err
		}
		return pandas.NewCategorical(c.codes, labels, t.Ordered || c.ordered())
	case *arrow.BooleanType:
		return c.bools()
	case *arrow.Float64Type, *arrow.Float32Type, *arrow.Float16Type:
		return c.floatArray(t)
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Int32Type, *arrow.Int64Type, *arrow.Uint8Type, *arrow.Uint16Type, *arrow.Uint32Type, *arrow.Uint64Type:
		return c.intArray(t)
	case *arrow.StringType, *arrow.LargeStringType, *arrow.StringViewType:
		return c.texts()
	}
	return c.objects()
}

// ordered tells what the metadata say of a categorical.
func (c *column) ordered() bool {
	if c.meta == nil {
		return false
	}
	ordered, _ := c.meta.Metadata["ordered"].(bool)
	return ordered
}

// categories returns the labels of a dictionary.
func (c *column) categories(t arrow.DataType) (*pandas.Index, error) {
	b := array.NewBuilder(pool, t)
	defer b.Release()
	for _, x := range c.labels {
		if bad := appendCell(b, x); bad != nil {
			return nil, fmt.Errorf("category %s", bad.problem)
		}
	}
	a := b.NewArray()
	defer a.Release()
	inner := newColumn(arrow.Field{Name: c.field.Name, Type: t}, nil, false)
	if err := inner.add(a); err != nil {
		return nil, err
	}
	labels, err := inner.array()
	if err != nil {
		return nil, err
	}
	return pandas.NewIndex(nil, labels)
}

// intervals returns the intervals of pairs of ends.
func (c *column) intervals(closed string) (pandas.Array, error) {
	t, ok := c.storage().(*arrow.StructType)
	if !ok || t.NumFields() != 2 {
		return nil, fmt.Errorf("intervals without two ends")
	}
	var ends [2]pandas.Array
	for k := range ends {
		b := array.NewBuilder(pool, t.Field(k).Type)
		for _, x := range c.values {
			r, _ := x.(record)
			var end any
			if len(r) == 2 {
				end = r[k].value
			}
			if bad := appendCell(b, end); bad != nil {
				return nil, fmt.Errorf("interval: %s", bad.problem)
			}
		}
		a := b.NewArray()
		inner := newColumn(t.Field(k), nil, false)
		err := inner.add(a)
		a.Release()
		b.Release()
		if err != nil {
			return nil, err
		}
		if ends[k], err = inner.array(); err != nil {
			return nil, err
		}
	}
	return pandas.NewIntervals(ends[0], ends[1], closed)
}

func (c *column) bools() (pandas.Array, error) {
	values := make([]bool, len(c.values))
	for i, x := range c.values {
		values[i], _ = x.(bool)
	}
	switch {
	case c.nullable():
		return pandas.NewNullable(values, c.missing)
	case c.nulls > 0:
		for i, x := range c.values {
			if x == nil && c.loose {
				c.values[i] = math.NaN()
			}
		}
		return c.objects()
	}
	return pandas.NewArray(values)
}

func (c *column) floatArray(t arrow.DataType) (pandas.Array, error) {
	switch t.ID() {
	case arrow.FLOAT32:
		values := make([]float32, len(c.floats))
		for i, f := range c.floats {
			values[i] = float32(f)
		}
		if c.nullable() {
			return pandas.NewNullable(values, c.missing)
		}
		return pandas.NewArray(values)
	case arrow.FLOAT16:
		a, err := halves(c.floats)
		if err != nil {
			return nil, err
		}
		return pandas.NewArray(a)
	}
	if c.nullable() {
		return pandas.NewNullable(c.floats, c.missing)
	}
	return pandas.NewArray(c.floats)
}

// intArray returns ints of their width; if some are missing, floats, as pyarrow does, unless the dtype has a place for them.
func (c *column) intArray(t arrow.DataType) (pandas.Array, error) {
	if c.nulls > 0 && !c.nullable() {
		values := make([]float64, len(c.missing))
		for i, null := range c.missing {
			switch {
			case null:
				values[i] = math.NaN()
			case c.uints != nil:
				values[i] = float64(c.uints[i])
			default:
				values[i] = float64(c.ints[i])
			}
		}
		return pandas.NewArray(values)
	}
	var data any = c.ints
	switch t.ID() {
	case arrow.INT8:
		data = narrow[int8](c.ints)
	case arrow.INT16:
		data = narrow[int16](c.ints)
	case arrow.INT32:
		data = narrow[int32](c.ints)
	case arrow.UINT8:
		data = narrow[uint8](c.ints)
	case arrow.UINT16:
		data = narrow[uint16](c.ints)
	case arrow.UINT32:
		data = narrow[uint32](c.ints)
	case arrow.UINT64:
		data = c.uints
	}
	if c.nullable() {
		return pandas.NewNullable(data, c.missing)
	}
	return pandas.NewArray(data)
}

func narrow[T int8 | int16 | int32 | uint8 | uint16 | uint32](x []int64) []T {
	out := make([]T, len(x))
	for i, v := range x {
		out[i] = T(v)
	}
	return out
}

func (c *column) texts() (pandas.Array, error) {
	dtype := c.numpyType()
	if strings.HasPrefix(dtype, "string") || dtype == "str" {
		values := make([]string, len(c.values))
		for i, x := range c.values {
			values[i], _ = x.(string)
		}
		return pandas.NewStrings(values, c.missing)
	}
	for i, x := range c.values {
		if x == nil && c.loose {
			c.values[i] = math.NaN()
		}
	}
	return pandas.NewArray(c.values)
}

// objects returns Python objects.
func (c *column) objects() (pandas.Array, error) {
	b := py.NewBuilder()
	l := b.List()
	for i, x := range c.values {
		v, err := objectOf(b, x)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		b.Append(l, v)
	}
	doc, err := b.Document(l)
	if err != nil {
		return nil, err
	}
	out := make([]any, 0, len(c.values))
	for v := range doc.Root().Items() {
		out = append(out, v)
	}
	return pandas.NewArray(out)
}

// objectOf returns a cell as the object that pyarrow makes of it.
func objectOf(b *py.Builder, x any) (py.Value, error) {
	switch x := x.(type) {
	case nil:
		return b.None(), nil
	case bool:
		return b.Bool(x), nil
	case int64:
		return b.Int(x), nil
	case uint64:
		return b.BigInt(new(big.Int).SetUint64(x)), nil
	case float64:
		return b.Float(x), nil
	case string:
		return b.Str(x), nil
	case []byte:
		return b.Bytes(x), nil
	case stdlib.Date:
		return x.MarshalPickle(b)
	case stdlib.Time:
		return x.MarshalPickle(b)
	case pandas.Decimal:
		return stdlib.Decimal(x.String()).MarshalPickle(b)
	case list:
		l := b.List()
		for i, item := range x {
			v, err := objectOf(b, item)
			if err != nil {
				return v, fmt.Errorf("[%d]: %w", i, err)
			}
			b.Append(l, v)
		}
		return l, nil
	case record:
		d := b.Dict()
		for _, m := range x {
			v, err := objectOf(b, m.value)
			if err != nil {
				return v, fmt.Errorf("[%s]: %w", strconv.Quote(m.name), err)
			}
			b.SetItem(d, b.Str(m.name), v)
		}
		return d, nil
	}
	return pandas.ToPy(b, x)
}
