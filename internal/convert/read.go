package convert

import (
	"encoding/json"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/stdlib"
)

// Cells returns what gives the cells of a column of Arrow's: nil, bool, int64, uint64, float64, string and others. Periods and intervals are told by the field.
func Cells(a arrow.Array, field arrow.Field) func(i int) any {
	if x, ok := a.(array.ExtensionArray); ok {
		a = x.Storage()
	}
	read := cells(a)
	name, text := extensionOf(field)
	switch name {
	case "pandas.period":
		if freq, err := pandas.ParseOffset(text["freq"]); err == nil {
			return func(i int) any {
				if x, ok := read(i).(int64); ok {
					return pandas.Period{Ordinal: x, Freq: freq}
				}
				return nil
			}
		}
	case "pandas.interval":
		return func(i int) any {
			if r, ok := read(i).(record); ok && len(r) == 2 {
				return pandas.Interval{Left: r[0].value, Right: r[1].value, Closed: text["closed"]}
			}
			return nil
		}
	}
	return read
}

// extensionOf returns the extension type of a field and its parameters.
func extensionOf(field arrow.Field) (name string, params map[string]string) {
	text := ""
	if t, ok := field.Type.(arrow.ExtensionType); ok {
		name, text = t.ExtensionName(), t.Serialize()
	} else {
		name, _ = field.Metadata.GetValue("ARROW:extension:name")
		text, _ = field.Metadata.GetValue("ARROW:extension:metadata")
	}
	if json.Unmarshal([]byte(text), &params) != nil {
		return "", nil
	}
	return name, params
}

// cells returns what gives the cells of a column by its type. What it does not know it gives as the text that Arrow writes.
func cells(a arrow.Array) func(i int) any {
	var at func(i int) any
	switch a := a.(type) {
	case *array.Null:
		return func(int) any { return nil }
	case *array.Boolean:
		at = func(i int) any { return a.Value(i) }
	case *array.Int8:
		at = func(i int) any { return int64(a.Value(i)) }
	case *array.Int16:
		at = func(i int) any { return int64(a.Value(i)) }
	case *array.Int32:
		at = func(i int) any { return int64(a.Value(i)) }
	case *array.Int64:
		at = func(i int) any { return a.Value(i) }
	case *array.Uint8:
		at = func(i int) any { return int64(a.Value(i)) }
	case *array.Uint16:
		at = func(i int) any { return int64(a.Value(i)) }
	case *array.Uint32:
		at = func(i int) any { return int64(a.Value(i)) }
	case *array.Uint64:
		at = func(i int) any { return a.Value(i) }
	case *array.Float16:
		at = func(i int) any { return float64(a.Value(i).Float32()) }
	case *array.Float32:
		at = func(i int) any { return float64(a.Value(i)) }
	case *array.Float64:
		at = func(i int) any { return a.Value(i) }
	case *array.String:
		at = func(i int) any { return a.Value(i) }
	case *array.LargeString:
		at = func(i int) any { return a.Value(i) }
	case *array.StringView:
		at = func(i int) any { return a.Value(i) }
	case *array.Binary:
		at = func(i int) any { return a.Value(i) }
	case *array.LargeBinary:
		at = func(i int) any { return a.Value(i) }
	case *array.FixedSizeBinary:
		at = func(i int) any { return a.Value(i) }
	case *array.Date32:
		at = func(i int) any { return dateOf(a.Value(i).ToTime()) }
	case *array.Date64:
		at = func(i int) any { return dateOf(a.Value(i).ToTime()) }
	default:
		at = otherCells(a)
	}
	return func(i int) any {
		if a.IsNull(i) {
			return nil
		}
		return at(i)
	}
}

func dateOf(t time.Time) stdlib.Date {
	return stdlib.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}

// otherCells is cells of times, decimals, lists, records and dictionaries.
func otherCells(a arrow.Array) func(i int) any {
	switch a := a.(type) {
	case *array.Time32:
		unit := a.DataType().(*arrow.Time32Type).Unit
		return func(i int) any { return clock(int64(a.Value(i)), unit) }
	case *array.Time64:
		unit := a.DataType().(*arrow.Time64Type).Unit
		return func(i int) any { return clock(int64(a.Value(i)), unit) }
	case *array.Timestamp:
		t := a.DataType().(*arrow.TimestampType)
		zone := zoneOf(t.TimeZone)
		return func(i int) any {
			return pandas.Timestamp{Ticks: int64(a.Value(i)), Unit: t.Unit.String(), Zone: zone}
		}
	case *array.Duration:
		unit := a.DataType().(*arrow.DurationType).Unit.String()
		return func(i int) any { return pandas.Timedelta{Ticks: int64(a.Value(i)), Unit: unit} }
	case *array.Decimal128:
		scale := int(a.DataType().(*arrow.Decimal128Type).Scale)
		return func(i int) any { return pandas.Decimal{Unscaled: a.Value(i).BigInt(), Scale: scale} }
	case *array.Decimal256:
		scale := int(a.DataType().(*arrow.Decimal256Type).Scale)
		return func(i int) any { return pandas.Decimal{Unscaled: a.Value(i).BigInt(), Scale: scale} }
	case *array.Dictionary:
		read := cells(a.Dictionary())
		return func(i int) any { return read(a.GetValueIndex(i)) }
	case *array.Map:
		read := cells(a.ListValues())
		return func(i int) any {
			from, to := a.ValueOffsets(i)
			return items(read, from, to)
		}
	case array.ListLike:
		read := cells(a.ListValues())
		return func(i int) any {
			from, to := a.ValueOffsets(i)
			return items(read, from, to)
		}
	case *array.Struct:
		fields := a.DataType().(*arrow.StructType).Fields()
		read := make([]func(int) any, len(fields))
		for k := range fields {
			read[k] = Cells(a.Field(k), fields[k])
		}
		return func(i int) any {
			out := make(record, len(fields))
			for k, f := range fields {
				out[k] = member{f.Name, read[k](i)}
			}
			return out
		}
	case array.ExtensionArray:
		return cells(a.Storage())
	}
	return func(i int) any { return a.ValueStr(i) }
}

func items(read func(int) any, from, to int64) list {
	out := make(list, 0, to-from)
	for i := from; i < to; i++ {
		out = append(out, read(int(i)))
	}
	return out
}

// clock returns a time of day.
func clock(ticks int64, unit arrow.TimeUnit) any {
	per := perSecond[unit]
	seconds := ticks / per
	micro := ticks % per
	if per > 1e6 {
		micro /= per / 1e6
	} else {
		micro *= 1e6 / per
	}
	return stdlib.Time{Hour: int(seconds / 3600), Minute: int(seconds / 60 % 60), Second: int(seconds % 60), Microsecond: int(micro)}
}

// zoneOf returns the time zone that Arrow spells so, or nil.
func zoneOf(name string) *pandas.Zone {
	switch {
	case name == "":
		return nil
	case name == "UTC":
		return pandas.UTC
	case name[0] == '+' || name[0] == '-':
		if t, err := time.Parse("-07:00", name); err == nil {
			_, seconds := t.Zone()
			return pandas.FixedZone(seconds)
		}
	}
	return pandas.NewZone(name)
}
