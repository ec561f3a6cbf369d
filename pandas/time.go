package pandas

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
	"time"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// Units that pandas counts time in. Until 2.0 there was only the nanosecond, which the empty text stands for too.
const (
	Second      = "s"
	Millisecond = "ms"
	Microsecond = "us"
	Nanosecond  = "ns"
)

// perSecond tells how many of a unit a second has; 0 if it is no unit of pandas.
func perSecond(unit string) int64 {
	switch unit {
	case Second:
		return 1
	case Millisecond:
		return 1e3
	case Microsecond:
		return 1e6
	case Nanosecond, "":
		return 1e9
	}
	return 0
}

// resolutions are NumPy's numbers of the units (NPY_DATETIMEUNIT), which stand in the pickles of scalars.
var resolutions = map[int64]string{7: Second, 8: Millisecond, 9: Microsecond, 10: Nanosecond}

func resolutionOf(unit string) int64 {
	for n, u := range resolutions {
		if u == unit {
			return n
		}
	}
	return 10
}

// A Timestamp is a moment: pandas.Timestamp.
type Timestamp struct {
	Ticks int64  // units since 1970-01-01 00:00 UTC, or of the wall clock where there is no Zone
	Unit  string // Second, Millisecond, Microsecond or Nanosecond
	Zone  *Zone  // nil if the moment has none
}

// TimestampOf returns t as a Timestamp of nanoseconds in t's zone. Years before 1678 and after 2261 do not fit.
func TimestampOf(t time.Time) (Timestamp, error) {
	if y := t.Year(); y < 1678 || y > 2261 {
		return Timestamp{}, &Error{Path: "Timestamp", Want: "a year from 1678 to 2261", Got: fmt.Sprint(y)}
	}
	zone, err := ZoneOf(t)
	if err != nil {
		return Timestamp{}, err
	}
	return Timestamp{t.UnixNano(), Nanosecond, zone}, nil
}

// Time returns the moment in its zone, or in UTC where it has none. A zone that this machine does not know gives UTC
// with the same instant; see [Zone.Location].
func (t Timestamp) Time() time.Time {
	at := timeOf(t.Ticks, t.Unit)
	if t.Zone != nil {
		if loc, err := t.Zone.Location(); err == nil {
			return at.In(loc)
		}
	}
	return at
}

// String returns the ISO 8601 text that Python's isoformat gives: fractions of 6 digits, or of 9, where there are any.
func (t Timestamp) String() string {
	at := t.Time()
	layout := "2006-01-02T15:04:05"
	switch ns := at.Nanosecond(); {
	case ns%1000 != 0:
		layout += ".000000000"
	case ns != 0:
		layout += ".000000"
	}
	if t.Zone != nil {
		layout += "-07:00"
	}
	return at.Format(layout)
}

// timeOf returns the time of a count of ticks since 1970, in UTC.
func timeOf(ticks int64, unit string) time.Time {
	per := perSecond(unit)
	sec, rest := ticks/per, ticks%per
	if rest < 0 {
		sec, rest = sec-1, rest+per
	}
	return time.Unix(sec, rest*(1e9/per)).UTC()
}

// A Timedelta is a duration: pandas.Timedelta.
type Timedelta struct {
	Ticks int64
	Unit  string
}

// Duration returns the Timedelta as Go has durations, up to 292 years; ok is false if it is longer.
func (t Timedelta) Duration() (d time.Duration, ok bool) {
	hi, lo := bits.Mul64(magnitude(t.Ticks), uint64(1e9/perSecond(t.Unit)))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if t.Ticks < 0 {
		return -time.Duration(lo), true
	}
	return time.Duration(lo), true
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

// String returns pandas' text: "1 days 00:00:00.000000002".
func (t Timedelta) String() string {
	per := perSecond(t.Unit)
	sec, rest := t.Ticks/per, t.Ticks%per
	if rest < 0 {
		sec, rest = sec-1, rest+per
	}
	days, clock := sec/86400, sec%86400
	if clock < 0 {
		days, clock = days-1, clock+86400
	}
	sign := ""
	if days < 0 {
		sign = "+"
	}
	s := fmt.Sprintf("%d days %s%02d:%02d:%02d", days, sign, clock/3600, clock/60%60, clock%60)
	switch ns := rest * (1e9 / per); {
	case ns == 0:
	case ns%1000 == 0:
		s += fmt.Sprintf(".%06d", ns/1000)
	default:
		s += fmt.Sprintf(".%09d", ns)
	}
	return s
}

// unitOf returns the unit of a datetime64 or timedelta64 dtype.
func unitOf(d ndarray.DType, path string) (string, error) {
	if perSecond(d.Unit) == 0 || d.Unit == "" {
		return "", &Error{Path: path, Want: "a unit of s, ms, us or ns", Got: d.String()}
	}
	return d.Unit, nil
}

// timestamp reads _unpickle_timestamp(value, freq, tz[, reso]) and Timestamp(value, freq, tz), its spelling before 1.3.
// A value without resolution is of nanoseconds.
func (r *reader) timestamp(o py.Instance, path string) (any, error) {
	args := o.Args
	ticks, ok := args.Index(0).Int()
	if n := args.Len(); args.Kind() != py.Tuple || !ok || n > 4 {
		return nil, mismatch(path+".args", args, "tuple of value, freq, tz and resolution")
	}
	t := Timestamp{Ticks: ticks, Unit: Nanosecond}
	if v := args.Index(3); v.IsValid() {
		n, _ := v.Int()
		if t.Unit, ok = resolutions[n]; !ok {
			return nil, mismatch(path+".args[3]", v, "a resolution from 7 (s) to 10 (ns)")
		}
	}
	if ticks == nat {
		return NaT, nil
	}
	zone, err := r.zone(args.Index(2), path+".args[2]")
	if err != nil {
		return nil, err
	}
	t.Zone = zone
	return t, nil
}

// timedeltaOf reads _timedelta_unpickle(value[, reso]) and Timedelta(value[, unit]).
func timedeltaOf(o py.Instance, path string) (any, error) {
	ticks, ok := o.Args.Index(0).Int()
	if !ok {
		return nil, mismatch(path+".args", o.Args, "tuple of value and resolution")
	}
	t := Timedelta{ticks, Nanosecond}
	if v := o.Args.Index(1); v.IsValid() {
		n, isInt := v.Int()
		text, _ := v.Str()
		if t.Unit, ok = resolutions[n]; !isInt || !ok {
			if t.Unit = text; perSecond(text) == 0 || text == "" {
				return nil, mismatch(path+".args[1]", v, "a resolution from 7 (s) to 10 (ns)")
			}
		}
	}
	if ticks == nat {
		return NaT, nil
	}
	return t, nil
}

// zoneSuffix is what the text of a dtype says of its zone.
func zoneSuffix(z *Zone) string {
	if z == nil {
		return ""
	}
	return ", " + strings.TrimSpace(z.Name)
}
