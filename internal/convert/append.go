package convert

import (
	"errors"
	"math"
	"math/big"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/decimal256"
	"github.com/apache/arrow-go/v18/arrow/float16"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/stdlib"
)

// AppendCell appends a value, nil or what [Cells] gives, to a column; one that the column's type has no place for is an error.
func AppendCell(b array.Builder, x any) error {
	if bad := appendCell(b, x); bad != nil {
		return errors.New(bad.problem)
	}
	return nil
}

// appendCell appends a cell to a column, unless the column's type has no place for it.
func appendCell(b array.Builder, x any) *mismatch {
	if x == nil {
		b.AppendNull()
		return nil
	}
	switch b := b.(type) {
	case *array.BooleanBuilder:
		if v, ok := x.(bool); ok {
			b.Append(v)
			return nil
		}
	case *array.Int8Builder:
		if v, ok := integer(x, math.MinInt8, math.MaxInt8); ok {
			b.Append(int8(v))
			return nil
		}
	case *array.Int16Builder:
		if v, ok := integer(x, math.MinInt16, math.MaxInt16); ok {
			b.Append(int16(v))
			return nil
		}
	case *array.Int32Builder:
		if v, ok := integer(x, math.MinInt32, math.MaxInt32); ok {
			b.Append(int32(v))
			return nil
		}
	case *array.Int64Builder:
		if v, ok := integer(x, math.MinInt64, math.MaxInt64); ok {
			b.Append(v)
			return nil
		}
	case *array.Uint8Builder:
		if v, ok := integer(x, 0, math.MaxUint8); ok {
			b.Append(uint8(v))
			return nil
		}
	case *array.Uint16Builder:
		if v, ok := integer(x, 0, math.MaxUint16); ok {
			b.Append(uint16(v))
			return nil
		}
	case *array.Uint32Builder:
		if v, ok := integer(x, 0, math.MaxUint32); ok {
			b.Append(uint32(v))
			return nil
		}
	case *array.Uint64Builder:
		if v, ok := x.(uint64); ok {
			b.Append(v)
			return nil
		}
		if v, ok := integer(x, 0, math.MaxInt64); ok {
			b.Append(uint64(v))
			return nil
		}
	case *array.Float16Builder:
		if v, ok := number(x); ok {
			b.Append(float16.FromBits(float16bits(v)))
			return nil
		}
	case *array.Float32Builder:
		if v, ok := number(x); ok {
			b.Append(float32(v))
			return nil
		}
	case *array.Float64Builder:
		if v, ok := number(x); ok {
			b.Append(v)
			return nil
		}
	case *array.StringBuilder:
		if v, ok := x.(string); ok {
			if !validUTF8(v) {
				return mismatchf("a text with a lone surrogate, which is no UTF-8")
			}
			b.Append(v)
			return nil
		}
	case *array.BinaryBuilder:
		switch v := x.(type) {
		case []byte:
			b.Append(v)
			return nil
		case string:
			b.AppendString(v)
			return nil
		}
	default:
		return appendOther(b, x)
	}
	return mismatchf("a %s in a column of %s", cellName(x), b.Type())
}

// appendOther appends a date, decimal, list or record.
func appendOther(b array.Builder, x any) *mismatch {
	switch b := b.(type) {
	case *array.Date32Builder:
		switch v := x.(type) {
		case stdlib.Date:
			b.Append(arrow.Date32FromTime(time.Date(v.Year, v.Month, v.Day, 0, 0, 0, 0, time.UTC)))
			return nil
		case pandas.Timestamp: // Arrow's dates, as package pandas gives them
			b.Append(arrow.Date32FromTime(v.Time()))
			return nil
		}
	case *array.Time64Builder:
		if v, ok := x.(stdlib.Time); ok {
			b.Append(arrow.Time64(((v.Hour*60+v.Minute)*60+v.Second)*1_000_000 + v.Microsecond))
			return nil
		}
	case *array.TimestampBuilder:
		if v, ok := x.(pandas.Timestamp); ok {
			ticks, ok := rescale(v.Ticks, v.Unit, b.Type().(*arrow.TimestampType).Unit)
			if !ok {
				return mismatchf("%s is out of the range of %s", v, b.Type())
			}
			b.Append(arrow.Timestamp(ticks))
			return nil
		}
	case *array.DurationBuilder:
		if v, ok := x.(pandas.Timedelta); ok {
			ticks, ok := rescale(v.Ticks, v.Unit, b.Type().(*arrow.DurationType).Unit)
			if !ok {
				return mismatchf("%s is out of the range of %s", v, b.Type())
			}
			b.Append(arrow.Duration(ticks))
			return nil
		}
	case *array.Decimal128Builder:
		t := b.Type().(*arrow.Decimal128Type)
		if v, ok := decimalOf(x, t.Scale, t.Precision); ok {
			b.Append(decimal128.FromBigInt(v))
			return nil
		}
	case *array.Decimal256Builder:
		t := b.Type().(*arrow.Decimal256Type)
		if v, ok := decimalOf(x, t.Scale, min(t.Precision, 76)); ok {
			b.Append(decimal256.FromBigInt(v))
			return nil
		}
	case *array.ListBuilder:
		if v, ok := x.(list); ok {
			b.Append(true)
			for _, item := range v {
				if bad := appendCell(b.ValueBuilder(), item); bad != nil {
					b.ValueBuilder().AppendNull()
				}
			}
			return nil
		}
	case *array.StructBuilder:
		if v, ok := x.(record); ok {
			b.Append(true)
			t := b.Type().(*arrow.StructType)
			for i, f := range t.Fields() {
				var value any
				for _, m := range v {
					if m.name == f.Name {
						value = m.value
					}
				}
				if bad := appendCell(b.FieldBuilder(i), value); bad != nil {
					b.FieldBuilder(i).AppendNull()
				}
			}
			return nil
		}
	}
	return mismatchf("a %s in a column of %s", cellName(x), b.Type())
}

// integer returns an int of a range.
func integer(x any, low, high int64) (int64, bool) {
	switch v := x.(type) {
	case int64:
		return v, v >= low && v <= high
	case uint64:
		return int64(v), v <= math.MaxInt64 && int64(v) <= high
	}
	return 0, false
}

func number(x any) (float64, bool) {
	switch v := x.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case uint64:
		return float64(v), true
	}
	return 0, false
}

// decimalOf returns the digits of a decimal with so many behind the point.
func decimalOf(x any, scale, precision int32) (*big.Int, bool) {
	v, ok := x.(pandas.Decimal)
	if !ok || int32(v.Scale) > scale {
		return nil, false
	}
	out := new(big.Int).Mul(v.Unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)-int64(v.Scale)), nil))
	return out, int32(len(new(big.Int).Abs(out).Text(10))) <= precision
}

// perSecond are the ticks of a second by an arrow.TimeUnit.
var perSecond = [...]int64{arrow.Second: 1, arrow.Millisecond: 1e3, arrow.Microsecond: 1e6, arrow.Nanosecond: 1e9}

// rescale turns ticks of one unit into those of another; ok is false where they do not fit or something would be lost.
func rescale(ticks int64, from string, to arrow.TimeUnit) (int64, bool) {
	a, b := perSecond[arrowUnit(from)], perSecond[to]
	if a == b {
		return ticks, true
	}
	if a > b {
		return ticks / (a / b), ticks%(a/b) == 0
	}
	out := ticks * (b / a)
	return out, out/(b/a) == ticks
}

// validUTF8 reports whether Arrow takes a text.
func validUTF8(s string) bool {
	for i, r := range s {
		if r == 0xFFFD && s[i] != 0xEF {
			return false
		}
	}
	return true
}
