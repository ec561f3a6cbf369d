package convert

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/stdlib"
)

// A cell is a value of a table: nil, bool, int64, uint64, float64, string, []byte, pandas.Timestamp, pandas.Timedelta, pandas.Period,
// pandas.Interval, pandas.Decimal, stdlib.Date, stdlib.Time, list, record; any other has no place in a table.
//
// A list is a list, tuple or array of one dimension, a record a dict whose keys are str.
type (
	list   []any
	record []member
	member struct {
		name  string
		value any
	}
)

// cellDepth is how deep lists and records of a cell may be nested.
const cellDepth = 64

// cellOf returns a value as package pandas gives it as a cell.
func cellOf(x any) any { return cellAt(x, 0) }

func cellAt(x any, depth int) any {
	if depth > cellDepth {
		return x
	}
	switch x := x.(type) {
	case float64:
		if depth == 0 && x != x {
			return nil
		}
	case pandas.Missing:
		return nil
	case *big.Int:
		if x.IsUint64() {
			return x.Uint64()
		}
	case []any:
		out := make(list, len(x))
		for i, item := range x {
			out[i] = cellAt(item, depth+1)
		}
		return out
	case pandas.Tuple:
		out := make(list, len(x))
		for i, item := range x {
			out[i] = cellAt(item, depth+1)
		}
		return out
	case py.Value:
		return pyCell(x, depth)
	}
	return x
}

// pyCell returns a Python value as a cell, or as it is if it has no place in a table.
func pyCell(v py.Value, depth int) any {
	switch v.Kind() {
	case py.None:
		return nil
	case py.Bool:
		x, _ := v.Bool()
		return x
	case py.Int:
		if x, ok := v.Int(); ok {
			return x
		}
		if x, ok := v.BigInt(); ok && x.IsUint64() {
			return x.Uint64()
		}
	case py.Float:
		x, _ := v.Float()
		if x != x && depth == 0 {
			return nil
		}
		return x
	case py.Str, py.ByteString:
		s, _ := v.Text()
		return s
	case py.Bytes, py.ByteArray:
		b, _ := v.Bytes()
		return b
	case py.List, py.Tuple:
		if depth >= cellDepth {
			return v
		}
		out := make(list, 0, v.Len())
		for item := range v.Items() {
			out = append(out, cellAt(item, depth+1))
		}
		return out
	case py.Dict:
		if depth >= cellDepth {
			return v
		}
		out := make(record, 0, v.Len())
		for k, x := range v.Entries() {
			name, ok := k.Str()
			if !ok {
				return v
			}
			out = append(out, member{name, cellAt(x, depth+1)})
		}
		return out
	case py.Object, py.Global:
		return objectCell(v, depth)
	}
	return v
}

func objectCell(v py.Value, depth int) any {
	module, class, _ := v.Class()
	switch {
	case module == "datetime" && class == "date":
		var d stdlib.Date
		if d.UnmarshalPickle(v) == nil {
			return d
		}
	case module == "datetime" && class == "time":
		var t stdlib.Time
		if t.UnmarshalPickle(v) == nil && t.Zone.Kind == stdlib.NoZone {
			return t
		}
	case module == "datetime" && class == "datetime":
		if t, ok := momentCell(v); ok {
			return t
		}
	case module == "datetime" && class == "timedelta":
		var d stdlib.Timedelta
		if d.UnmarshalPickle(v) == nil {
			seconds := int64(d.Days)*86400 + int64(d.Seconds)
			if seconds < math.MaxInt64/1_000_000-1 && seconds > math.MinInt64/1_000_000+1 {
				return pandas.Timedelta{Ticks: seconds*1e6 + int64(d.Microseconds), Unit: pandas.Microsecond}
			}
		}
	case class == "Decimal" && (module == "decimal" || module == "_decimal"):
		var d stdlib.Decimal
		if d.UnmarshalPickle(v) == nil {
			if x, ok := parseDecimal(string(d)); ok {
				return x
			}
		}
	case class == "UUID" && module == "uuid":
		var u stdlib.UUID
		if u.UnmarshalPickle(v) == nil {
			return u.String()
		}
	case numpy.IsScalar(v):
		if a, err := numpy.FromPy(v); err == nil {
			return elementCell(a, depth)
		}
	case numpy.IsArray(v) && depth < cellDepth:
		if a, err := numpy.FromPy(v); err == nil {
			return arrayCell(a, depth)
		}
	default:
		if x, err := pandas.FromPy(v); err == nil {
			switch x.(type) {
			case pandas.Timestamp, pandas.Timedelta, pandas.Period, pandas.Interval, pandas.Missing:
				return cellAt(x, depth)
			}
		}
	}
	return v
}

// momentCell returns a datetime in microseconds.
func momentCell(v py.Value) (pandas.Timestamp, bool) {
	var t stdlib.DateTime
	if t.UnmarshalPickle(v) != nil {
		return pandas.Timestamp{}, false
	}
	m, err := t.Moment(time.UTC)
	if err != nil {
		return pandas.Timestamp{}, false
	}
	out := pandas.Timestamp{Ticks: m.UnixMicro(), Unit: pandas.Microsecond}
	if t.Zone.Kind == stdlib.NoZone {
		return out, true
	}
	if out.Zone, err = pandas.ZoneOf(m); err != nil {
		return out, false
	}
	return out, true
}

// elementCell returns the only element of an array.
func elementCell(a *ndarray.Array, depth int) any {
	x, err := a.At()
	if err != nil {
		return a
	}
	if d := a.DType; d.Kind == ndarray.Datetime || d.Kind == ndarray.Timedelta {
		return tickCell(x, d)
	}
	return cellAt(x, depth)
}

// tickCell returns a datetime64 or timedelta64 in a unit that tables have.
func tickCell(x any, d ndarray.DType) any {
	ticks, ok := x.(int64)
	if !ok {
		return x
	}
	if ticks == math.MinInt64 {
		return nil
	}
	unit := d.Unit
	if unit == "D" && ticks > -1<<40 && ticks < 1<<40 {
		ticks, unit = ticks*86400, pandas.Second
	}
	switch unit {
	case pandas.Second, pandas.Millisecond, pandas.Microsecond, pandas.Nanosecond:
		if d.Kind == ndarray.Datetime {
			return pandas.Timestamp{Ticks: ticks, Unit: unit}
		}
		return pandas.Timedelta{Ticks: ticks, Unit: unit}
	}
	return strconv.FormatInt(ticks, 10) + " " + unit
}

// arrayCell returns an array as lists within lists.
func arrayCell(a *ndarray.Array, depth int) any {
	if len(a.Shape) == 0 {
		return elementCell(a, depth)
	}
	if depth >= cellDepth {
		return a
	}
	out := make(list, a.Shape[0])
	for i := range out {
		part, err := a.Index(i)
		if err != nil {
			return a
		}
		out[i] = arrayCell(part, depth+1)
	}
	return out
}

// parseDecimal reads the text of a decimal.Decimal; ok is false of NaN and infinity.
func parseDecimal(s string) (pandas.Decimal, bool) {
	mantissa, exp, found := strings.Cut(strings.ToLower(s), "e")
	scale := 0
	if found {
		n, err := strconv.Atoi(exp)
		if err != nil || n > 1000 || n < -1000 {
			return pandas.Decimal{}, false
		}
		scale = -n
	}
	if whole, fraction, ok := strings.Cut(mantissa, "."); ok {
		mantissa, scale = whole+fraction, scale+len(fraction)
	}
	x, ok := new(big.Int).SetString(mantissa, 10)
	if !ok {
		return pandas.Decimal{}, false
	}
	if scale < 0 {
		x.Mul(x, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-scale)), nil))
		scale = 0
	}
	return pandas.Decimal{Unscaled: x, Scale: scale}, true
}

// cellName names a cell's type as Python does.
func cellName(x any) string {
	switch x := x.(type) {
	case nil:
		return "None"
	case bool:
		return "bool"
	case int64, uint64, *big.Int:
		return "int"
	case float64:
		return "float"
	case complex128:
		return "complex"
	case string:
		return "str"
	case []byte:
		return "bytes"
	case list:
		return "list"
	case record:
		return "dict"
	case pandas.Timestamp:
		return "datetime"
	case pandas.Timedelta:
		return "timedelta"
	case pandas.Decimal:
		return "Decimal"
	case stdlib.Date:
		return "date"
	case stdlib.Time:
		return "time"
	case pandas.Period:
		return "Period"
	case pandas.Interval:
		return "Interval"
	case py.Value:
		if module, class, ok := x.Class(); ok {
			return module + "." + class
		}
		return x.Kind().String()
	}
	return fmt.Sprintf("%T", x)
}

// cellText writes a cell as Python's str does.
func cellText(x any) string {
	switch x := x.(type) {
	case nil:
		return ""
	case []byte:
		return string(x)
	case complex128:
		return strings.TrimPrefix(strings.ReplaceAll(fmt.Sprintf("%v", x), "i)", "j)"), "")
	case pandas.Timestamp:
		return labelText(x)
	case list:
		parts := make([]string, len(x))
		for i, item := range x {
			parts[i] = cellRepr(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case record:
		parts := make([]string, len(x))
		for i, m := range x {
			parts[i] = cellRepr(m.name) + ": " + cellRepr(m.value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case pandas.Interval:
		open, end := "(", ")"
		if x.Closed == "left" || x.Closed == "both" {
			open = "["
		}
		if x.Closed == "right" || x.Closed == "both" {
			end = "]"
		}
		return open + cellText(cellOf(x.Left)) + ", " + cellText(cellOf(x.Right)) + end
	case stdlib.Date:
		return x.String()
	case stdlib.Time:
		return x.String()
	case py.Value:
		return py.Repr(x)
	}
	return labelText(x)
}

func cellRepr(x any) string {
	switch x := x.(type) {
	case nil:
		return "None"
	case string:
		return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`).Replace(x) + "'"
	}
	return cellText(x)
}

// fixedOffset spells the offset of a zone that has one only.
func fixedOffset(loc *time.Location, name string) string {
	_, seconds := time.Unix(0, 0).In(loc).Zone()
	if seconds%60 != 0 {
		return name
	}
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d:%02d", sign, seconds/3600, seconds/60%60)
}
