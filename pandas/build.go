package pandas

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
)

// NewArray returns the values of a Go slice as a column: of bools, integers, floats, complex numbers, strings (objects, as
// pandas keeps them by default), time.Time ([NewTimes]), time.Duration, or any for objects of mixed kinds; or of an array of
// one dimension. An Array is returned as it is. Slices are copied, arrays, strings and the items of []any are not.
func NewArray(data any) (Array, error) {
	switch x := data.(type) {
	case Array:
		return x, nil
	case *ndarray.Array:
		return fromArray(x)
	case *numpy.Array:
		if x.Masked {
			return nil, &Error{Path: "Array", Want: "an array without a mask: see NewNullable", Got: "a masked array"}
		}
		return fromArray(&x.Array)
	case []string:
		return objectArray(len(x), &texts{x})
	case []any:
		return objectArray(len(x), &elements{x})
	case []time.Time:
		return NewTimes(x, nil)
	case []time.Duration:
		ticks := make([]int64, len(x))
		for i, d := range x {
			ticks[i] = int64(d)
		}
		return NewTimedeltas(ticks, Nanosecond)
	}
	a, err := numbers(data)
	if err != nil {
		return nil, err
	}
	return newNumpyArray(a, "Array")
}

// fromArray checks an array that is not of a pickle.
func fromArray(a *ndarray.Array) (Array, error) {
	if a == nil {
		return nil, &Error{Path: "Array", Want: "an array", Got: "nil"}
	}
	if len(a.Shape) == 1 {
		if _, err := a.Index(0); err != nil && a.Shape[0] > 0 {
			return nil, wrap("Array", err)
		}
	}
	return newNumpyArray(a, "Array")
}

// numbers encodes a slice of numbers or bools.
func numbers(data any) (*ndarray.Array, error) {
	var text string
	var b []byte
	n := 0
	switch x := data.(type) {
	case []bool:
		text, n, b = "|b1", len(x), make([]byte, len(x))
		for i, v := range x {
			if v {
				b[i] = 1
			}
		}
	case []int8:
		text, n = "|i1", len(x)
		for _, v := range x {
			b = append(b, byte(v))
		}
	case []uint8:
		text, n, b = "|u1", len(x), append(b, x...)
	case []int:
		text, n, b = "<i8", len(x), words(x, func(v int) uint64 { return uint64(v) })
	case []int64:
		text, n, b = "<i8", len(x), words(x, func(v int64) uint64 { return uint64(v) })
	case []uint64:
		text, n, b = "<u8", len(x), words(x, func(v uint64) uint64 { return v })
	case []float64:
		text, n, b = "<f8", len(x), words(x, math.Float64bits)
	case []int16, []uint16, []int32, []uint32, []float32, []complex64, []complex128:
		var err error
		if b, err = binary.Append(nil, binary.LittleEndian, data); err != nil {
			return nil, wrap("Array", err)
		}
		text = map[string]string{"[]int16": "<i2", "[]uint16": "<u2", "[]int32": "<i4", "[]uint32": "<u4", "[]float32": "<f4",
			"[]complex64": "<c8", "[]complex128": "<c16"}[fmt.Sprintf("%T", data)]
	default:
		return nil, &Error{Path: "Array", Want: "a slice of bools, numbers, strings, times, durations or any", Got: fmt.Sprintf("%T", data)}
	}
	d, err := ndarray.ParseDType(text)
	if err != nil {
		return nil, wrap("Array", err)
	}
	if n == 0 {
		n = len(b) / d.ItemSize
	}
	a, err := ndarray.New(d, []int{n}, b)
	return a, wrap("Array", err)
}

// words encodes numbers of 8 bytes.
func words[T any](x []T, bits func(T) uint64) []byte {
	b := make([]byte, 8*len(x))
	for i, v := range x {
		binary.LittleEndian.PutUint64(b[8*i:], bits(v))
	}
	return b
}

// texts are strings as the elements of an array of objects.
type texts struct{ x []string }

func (t *texts) Len() int                 { return len(t.x) }
func (t *texts) At(i int) any             { return t.x[i] }
func (t *texts) Str(i int) (string, bool) { return t.x[i], true }

// elements are Go values as the elements of an array of objects.
type elements struct{ x []any }

func (e *elements) Len() int { return len(e.x) }

func (e *elements) At(i int) any { return normal(e.x[i]) }

func (e *elements) Str(i int) (string, bool) {
	s, ok := e.x[i].(string)
	return s, ok
}

// normal returns a value as At gives it: an int as int64, a time as a Timestamp.
func normal(x any) any {
	switch x := x.(type) {
	case int:
		return int64(x)
	case time.Time:
		if t, err := TimestampOf(x); err == nil { // else writing it is an error
			return t
		}
	case time.Duration:
		return Timedelta{int64(x), Nanosecond}
	case Tuple:
		return Tuple(normals(x))
	case []any:
		return normals(x)
	}
	return x
}

func normals(list []any) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = normal(x)
	}
	return out
}

func objectArray(n int, o ndarray.Objects) (Array, error) {
	a, err := ndarray.NewObjects(objectDType, []int{n}, o, false)
	if err != nil {
		return nil, wrap("Array", err)
	}
	return plain(a), nil
}

// maskBytes encodes a mask of n bools, none of which is true if it is nil.
func maskBytes(missing []bool, n int) (*ndarray.Array, error) {
	if missing == nil {
		missing = make([]bool, n)
	}
	if len(missing) != n {
		return nil, &Error{Path: "missing", Want: strconv.Itoa(n) + " bools, one a value", Got: strconv.Itoa(len(missing))}
	}
	return numbers(missing)
}

// NewNullable returns a column of integers, floats or bools of which some are missing: dtype Int64, Float64, boolean and
// so on. Missing may be nil.
func NewNullable(data any, missing []bool) (*NullableArray, error) {
	a, err := numbers(data)
	if err != nil {
		return nil, err
	}
	if a.DType.Kind == ndarray.Complex {
		return nil, &Error{Path: "Array", Want: "integers, floats or bools", Got: fmt.Sprintf("%T", data)}
	}
	mask, err := maskBytes(missing, a.Shape[0])
	if err != nil {
		return nil, err
	}
	return newNullable(a, mask), nil
}

// NewStrings returns a column of dtype string. Missing may be nil.
func NewStrings(values []string, missing []bool) (*StringArray, error) {
	if _, err := maskBytes(missing, len(values)); err != nil {
		return nil, err
	}
	items := make([]any, len(values))
	for i, s := range values {
		if items[i] = s; missing != nil && missing[i] {
			items[i] = NA
		}
	}
	a, err := ndarray.NewObjects(objectDType, []int{len(values)}, &elements{items}, false)
	if err != nil {
		return nil, wrap("Array", err)
	}
	return &StringArray{a, StringDType{Storage: "python"}, element(a)}, nil
}

// NewTimes returns a column of moments, of nanoseconds, in the zone of the times, which must be one: see [ZoneOf]. Those
// that are missing are not looked at; missing may be nil. Without any time the zone is UTC.
func NewTimes(times []time.Time, missing []bool) (*DatetimeArray, error) {
	if _, err := maskBytes(missing, len(times)); err != nil {
		return nil, err
	}
	var zone *Zone
	ticks := make([]int64, len(times))
	for i, t := range times {
		if missing != nil && missing[i] {
			ticks[i] = nat
			continue
		}
		at, err := TimestampOf(t)
		if err != nil {
			return nil, wrap(item("times", i), err)
		}
		if zone == nil {
			zone = at.Zone
		}
		if at.Zone.Name != zone.Name {
			return nil, &Error{Path: item("times", i), Want: "a time in " + zone.Name + " as the others", Got: "one in " + at.Zone.Name}
		}
		ticks[i] = at.Ticks
	}
	if zone == nil {
		zone = UTC
	}
	return NewDatetimes(ticks, Nanosecond, zone)
}

// NewNaiveTimes returns a column of moments without a time zone: what the clocks show in the times' own zones.
func NewNaiveTimes(times []time.Time, missing []bool) (*DatetimeArray, error) {
	clocks := make([]time.Time, len(times))
	for i, t := range times {
		clocks[i] = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	}
	a, err := NewTimes(clocks, missing)
	if err != nil {
		return nil, err
	}
	a.Zone = nil
	return a, nil
}

// NewDatetimes returns a column of moments: counts of a unit since 1970 UTC, or of the wall clock where zone is nil. The
// least int64 is NaT. Units other than the nanosecond need pandas 2.
func NewDatetimes(ticks []int64, unit string, zone *Zone) (*DatetimeArray, error) {
	t, err := countsOf(ticks, unit)
	return &DatetimeArray{t, unit, zone, nil}, err
}

// NewTimedeltas returns a column of durations: counts of a unit. The least int64 is NaT.
func NewTimedeltas(ticks []int64, unit string) (*TimedeltaArray, error) {
	t, err := countsOf(ticks, unit)
	return &TimedeltaArray{t, unit, nil}, err
}

// NewPeriods returns a column of periods by their numbers, see [Period]. The least int64 is NaT.
func NewPeriods(ordinals []int64, freq *Offset) (*PeriodArray, error) {
	if freq == nil || offsetClasses[freq.Class].unit == "" {
		return nil, &Error{Path: "freq", Want: "a frequency that periods have", Got: fmt.Sprint(freq)}
	}
	t, err := countsOf(ordinals, Nanosecond)
	return &PeriodArray{t, freq}, err
}

func countsOf(counts []int64, unit string) (ticks, error) {
	if perSecond(unit) == 0 || unit == "" {
		return ticks{}, &Error{Path: "unit", Want: "s, ms, us or ns", Got: strconv.Quote(unit)}
	}
	a, err := numbers(counts)
	if err != nil {
		return ticks{}, err
	}
	return ticksOf(a), nil
}

// NewIntervals returns a column of intervals, closed "left", "right", "both" or "neither".
func NewIntervals(left, right Array, closed string) (*IntervalArray, error) {
	a, err := newIntervalArray(left, right, closed, "Array")
	if err != nil {
		return nil, err
	}
	return a.(*IntervalArray), nil
}

// NewSparse returns a column of n values that has values at rows, which must ascend, and fill elsewhere.
func NewSparse(n int, rows []int64, values Array, fill any) (*SparseArray, error) {
	a := &SparseArray{n: n, at: rows, values: values, fill: normal(fill)}
	return a, a.check("Array")
}
