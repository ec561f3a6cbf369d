package convert

import (
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/stdlib"
)

// An inference is what is known of the values of a column of objects: the type that has place for all of them, as pyarrow finds it
// (inference.cc). Ints among floats are floats; nothing else goes together.
type inference struct {
	kind     kind
	big      bool // an int past the int64s
	negative bool
	unit     int    // of dates and durations: the finest, an arrow.TimeUnit
	zone     string // of dates
	hasZone  bool
	digits   int32 // of decimals, before the point
	scale    int32
	items    *inference // of lists
	names    []string   // of records
	members  map[string]*inference
}

type kind uint8

const (
	noKind kind = iota
	boolKind
	intKind
	floatKind
	textKind
	bytesKind
	dateKind
	timeKind
	momentKind
	spanKind
	decimalKind
	listKind
	recordKind
)

var kindNames = [...]string{"None", "bool", "int", "float", "str", "bytes", "date", "time", "datetime", "timedelta", "Decimal", "list", "dict"}

// add takes a value into account.
func (in *inference) add(x any) *mismatch {
	k := noKind
	switch x.(type) {
	case nil:
		return nil
	case bool:
		k = boolKind
	case int64, uint64:
		k = intKind
	case float64:
		k = floatKind
	case string:
		k = textKind
	case []byte:
		k = bytesKind
	case stdlib.Date:
		k = dateKind
	case stdlib.Time:
		k = timeKind
	case pandas.Timestamp:
		k = momentKind
	case pandas.Timedelta:
		k = spanKind
	case pandas.Decimal:
		k = decimalKind
	case list:
		k = listKind
	case record:
		k = recordKind
	default:
		return mismatchf("a %s, which has no place in a table", cellName(x))
	}
	switch {
	case in.kind == noKind || in.kind == k:
		in.kind = k
	case in.kind == intKind && k == floatKind:
		in.kind = k
	case in.kind == floatKind && k == intKind:
	default:
		return mismatchf("a %s after values that are %s", cellName(x), kindNames[in.kind])
	}
	return in.detail(x)
}

// detail takes what a type has beside its kind into account.
func (in *inference) detail(x any) *mismatch {
	switch x := x.(type) {
	case int64:
		in.negative = in.negative || x < 0
	case uint64:
		in.big = in.big || x > 1<<63-1
	case pandas.Timestamp:
		in.unit = max(in.unit, int(arrowUnit(x.Unit)))
		zone := zoneName(x.Zone)
		if in.hasZone && zone != in.zone {
			if zone == "" || in.zone == "" {
				return mismatchf("a datetime in a time zone among such without one")
			}
			zone = "UTC"
		}
		in.zone, in.hasZone = zone, true
	case pandas.Timedelta:
		in.unit = max(in.unit, int(arrowUnit(x.Unit)))
	case pandas.Decimal:
		digits := int32(len(x.Unscaled.Text(10)))
		if x.Unscaled.Sign() < 0 {
			digits--
		}
		in.scale = max(in.scale, int32(x.Scale))
		in.digits = max(in.digits, digits-int32(x.Scale))
	case list:
		if in.items == nil {
			in.items = &inference{}
		}
		for i, item := range x {
			if bad := in.items.add(item); bad != nil {
				bad.path = "[" + strconv.Itoa(i) + "]" + bad.path
				return bad
			}
		}
	case record:
		if in.members == nil {
			in.members = map[string]*inference{}
		}
		for _, m := range x {
			part := in.members[m.name]
			if part == nil {
				part = &inference{}
				in.members[m.name] = part
				in.names = append(in.names, m.name)
			}
			if bad := part.add(m.value); bad != nil {
				bad.path = quoteLabel(m.name) + bad.path
				return bad
			}
		}
	}
	if in.big && (in.negative || in.kind == floatKind) {
		return mismatchf("ints past 64 bits and others")
	}
	return nil
}

// arrow returns the type.
func (in *inference) arrow() arrow.DataType {
	switch in.kind {
	case boolKind:
		return arrow.FixedWidthTypes.Boolean
	case intKind:
		if in.big {
			return arrow.PrimitiveTypes.Uint64
		}
		return arrow.PrimitiveTypes.Int64
	case floatKind:
		return arrow.PrimitiveTypes.Float64
	case textKind:
		return arrow.BinaryTypes.String
	case bytesKind:
		return arrow.BinaryTypes.Binary
	case dateKind:
		return arrow.FixedWidthTypes.Date32
	case timeKind:
		return arrow.FixedWidthTypes.Time64us
	case momentKind:
		return &arrow.TimestampType{Unit: arrow.TimeUnit(in.unit), TimeZone: in.zone}
	case spanKind:
		return &arrow.DurationType{Unit: arrow.TimeUnit(in.unit)}
	case decimalKind:
		return decimalType(max(1, max(in.digits, 0)+in.scale), in.scale)
	case listKind:
		return arrow.ListOfField(arrow.Field{Name: "item", Type: in.items.arrow(), Nullable: true})
	case recordKind:
		var fields []arrow.Field
		for _, name := range in.names {
			fields = append(fields, arrow.Field{Name: name, Type: in.members[name].arrow(), Nullable: true})
		}
		return arrow.StructOf(fields...)
	}
	return arrow.Null
}
