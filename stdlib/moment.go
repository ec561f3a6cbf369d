package stdlib

import (
	"fmt"
	"time"

	"github.com/brine-go/brine/py"
)

// A Date is a datetime.date, in the proleptic Gregorian calendar, years 1 to 9999.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// A Time is a datetime.time.
type Time struct {
	Hour, Minute, Second, Microsecond int

	Fold int  // 1 for the second of two times that a clock set back shows
	Zone Zone // the zero Zone if the time is naive
}

// A DateTime is a datetime.datetime.
type DateTime struct {
	Date
	Time
}

// A Timedelta is a datetime.timedelta: 0 ≤ Seconds < 86400 and 0 ≤ Microseconds < 1000000, also where Days is
// negative.
type Timedelta struct {
	Days, Seconds, Microseconds int
}

func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// String is isoformat(), without the zone.
func (t Time) String() string {
	s := fmt.Sprintf("%02d:%02d:%02d", t.Hour, t.Minute, t.Second)
	if t.Microsecond != 0 {
		s += fmt.Sprintf(".%06d", t.Microsecond)
	}
	return s
}

func (t DateTime) String() string { return t.Date.String() + "T" + t.Time.String() }

// valid reports whether there is such a day.
func (d Date) valid() bool {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	return d.Year >= 1 && d.Year <= 9999 && t.Month() == d.Month && t.Day() == d.Day
}

func (t Time) valid() bool {
	return uint(t.Hour) < 24 && uint(t.Minute) < 60 && uint(t.Second) < 60 && uint(t.Microsecond) < 1e6 && uint(t.Fold) < 2
}

// In returns midnight of the day in loc.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Moment returns the moment. A naive one is taken to be in naive; nil stands for UTC. Of two moments that a clock set
// back shows alike, Fold tells which it is, as in PEP 495. A zone that this machine's time zone database does not
// have is an error.
func (t DateTime) Moment(naive *time.Location) (time.Time, error) {
	loc := naive
	if loc == nil {
		loc = time.UTC
	}
	if t.Zone != (Zone{}) {
		var err error
		if loc, err = t.Zone.Location(); err != nil {
			return time.Time{}, err
		}
	}
	wall := time.Date(t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second, t.Microsecond*1000, time.UTC)
	at := func(offset int) time.Time { return wall.Add(-time.Duration(offset) * time.Second).In(loc) }
	_, before := at(86400).Zone()
	_, after := at(-86400).Zone()
	if t.Fold == 1 { // in a gap, too, PEP 495 takes the offset behind it
		return at(after), nil
	}
	return at(before), nil
}

// Duration returns the timedelta as a Duration; ok is false beyond 292 years.
func (d Timedelta) Duration() (x time.Duration, ok bool) {
	const limit = 106751 // days of a Duration
	if d.Days > limit-1 || d.Days < -limit {
		return 0, false
	}
	return time.Duration(d.Days)*24*time.Hour + time.Duration(d.Seconds)*time.Second +
		time.Duration(d.Microseconds)*time.Microsecond, true
}

// NewTimedelta returns d, rounded down to the microsecond.
func NewTimedelta(d time.Duration) Timedelta {
	us := int64(d / time.Microsecond)
	if d%time.Microsecond < 0 {
		us--
	}
	const day = 86400 * 1e6
	days := us / day
	if us %= day; us < 0 {
		us += day
		days--
	}
	return Timedelta{int(days), int(us / 1e6), int(us % 1e6)}
}

// NewDateTime returns t to the microsecond, in a zone of its location: UTC and fixed offsets are datetime.timezone,
// named locations zoneinfo.ZoneInfo.
func NewDateTime(t time.Time) DateTime {
	dt := DateTime{
		Date{t.Year(), t.Month(), t.Day()},
		Time{Hour: t.Hour(), Minute: t.Minute(), Second: t.Second(), Microsecond: t.Nanosecond() / 1000, Zone: zoneOf(t)},
	}
	if got, err := dt.Moment(nil); err == nil && !got.Equal(t.Truncate(time.Microsecond)) {
		dt.Fold = 1
	}
	return dt
}

// packed returns the n bytes of state that are the first argument: bytes or, where old protocols or Python 2 wrote
// them, a text of as many characters.
func (c call) packed(n int) ([]byte, error) {
	v := c.arg(0)
	b, ok := v.Bytes()
	if s, isText := v.Str(); isText && v.Kind() == py.Str {
		b, ok = nil, true
		for _, r := range s {
			if r > 0xff {
				ok = false
				break
			}
			b = append(b, byte(r))
		}
	}
	if !ok || len(b) != n {
		return nil, c.wrong(0, fmt.Sprintf("its %d bytes", n))
	}
	return b, nil
}

func (c call) date(b []byte) (Date, error) {
	d := Date{int(b[0])<<8 | int(b[1]), time.Month(b[2] & 0x7f), int(b[3])}
	if !d.valid() {
		return Date{}, &Error{Class: c.class, Got: d.String(), Want: "a day of the calendar"}
	}
	return d, nil
}

func (c call) clock(b []byte) (Time, error) {
	t := Time{Hour: int(b[0] & 0x7f), Minute: int(b[1]), Second: int(b[2]), Microsecond: int(b[3])<<16 | int(b[4])<<8 | int(b[5])}
	if !t.valid() {
		return Time{}, &Error{Class: c.class, Got: t.String(), Want: "a time of day"}
	}
	if zone := c.arg(1); zone.IsValid() && !zone.IsNone() {
		var err error
		if t.Zone, err = as[Zone](zone, "datetime.tzinfo"); err != nil {
			return Time{}, err
		}
	}
	return t, nil
}

func readDate(c call) (Date, error) {
	b, err := c.packed(4)
	if err != nil {
		return Date{}, err
	}
	return c.date(b)
}

func readTime(c call) (Time, error) {
	b, err := c.packed(6)
	if err != nil {
		return Time{}, err
	}
	t, err := c.clock(b)
	t.Fold = int(b[0] >> 7)
	return t, err
}

func readDateTime(c call) (DateTime, error) {
	b, err := c.packed(10)
	if err != nil {
		return DateTime{}, err
	}
	date, err := c.date(b)
	if err != nil {
		return DateTime{}, err
	}
	t, err := c.clock(b[4:])
	t.Fold = int(b[2] >> 7)
	return DateTime{date, t}, err
}

func readTimedelta(c call) (Timedelta, error) {
	var x [3]int64
	for i := range min(c.nargs(), 3) {
		var ok bool
		if x[i], ok = c.arg(i).Int(); !ok {
			return Timedelta{}, c.wrong(i, "an int")
		}
	}
	d := Timedelta{int(x[0]), int(x[1]), int(x[2])}
	if d.Days < -999999999 || d.Days > 999999999 || uint(d.Seconds) >= 86400 || uint(d.Microseconds) >= 1e6 {
		return Timedelta{}, &Error{Class: c.class, Got: fmt.Sprint(x), Want: "days, seconds of a day and microseconds"}
	}
	return d, nil
}

func (d Date) bytes() []byte {
	return []byte{byte(d.Year >> 8), byte(d.Year), byte(d.Month), byte(d.Day)}
}

func (t Time) bytes() []byte {
	us := t.Microsecond
	return []byte{byte(t.Hour), byte(t.Minute), byte(t.Second), byte(us >> 16), byte(us >> 8), byte(us)}
}

// packedCall writes class(state), or class(state, zone) of an aware time.
func packedCall(b *py.Builder, class string, state []byte, zone Zone) (py.Value, error) {
	args := []py.Value{b.Bytes(state)}
	if zone != (Zone{}) {
		z, err := zone.MarshalPickle(b)
		if err != nil {
			return py.Value{}, err
		}
		args = append(args, z)
	}
	return b.Call(b.Global("datetime", class), args...), nil
}

// MarshalPickle writes a datetime.date.
func (d Date) MarshalPickle(b *py.Builder) (py.Value, error) {
	if !d.valid() {
		return py.Value{}, &Error{Class: "datetime.date", Got: d.String(), Want: "a day of the years 1 to 9999"}
	}
	return packedCall(b, "date", d.bytes(), Zone{})
}

// MarshalPickle writes a datetime.time.
func (t Time) MarshalPickle(b *py.Builder) (py.Value, error) {
	if !t.valid() {
		return py.Value{}, &Error{Class: "datetime.time", Got: t.String(), Want: "a time of day"}
	}
	state := t.bytes()
	state[0] |= byte(t.Fold << 7)
	return packedCall(b, "time", state, t.Zone)
}

// MarshalPickle writes a datetime.datetime.
func (t DateTime) MarshalPickle(b *py.Builder) (py.Value, error) {
	if !t.Date.valid() || !t.Time.valid() {
		return py.Value{}, &Error{Class: "datetime.datetime", Got: t.String(), Want: "a moment of the years 1 to 9999"}
	}
	state := append(t.Date.bytes(), t.Time.bytes()...)
	state[2] |= byte(t.Fold << 7)
	return packedCall(b, "datetime", state, t.Zone)
}

// MarshalPickle writes a datetime.timedelta.
func (d Timedelta) MarshalPickle(b *py.Builder) (py.Value, error) {
	return b.Call(b.Global("datetime", "timedelta"), b.Int(int64(d.Days)), b.Int(int64(d.Seconds)), b.Int(int64(d.Microseconds))), nil
}

// UnmarshalPickle reads a datetime.date.
func (d *Date) UnmarshalPickle(v py.Value) error { return into(d, v, "datetime.date") }

// UnmarshalPickle reads a datetime.time.
func (t *Time) UnmarshalPickle(v py.Value) error { return into(t, v, "datetime.time") }

// UnmarshalPickle reads a datetime.datetime.
func (t *DateTime) UnmarshalPickle(v py.Value) error { return into(t, v, "datetime.datetime") }

// UnmarshalPickle reads a datetime.timedelta.
func (d *Timedelta) UnmarshalPickle(v py.Value) error { return into(d, v, "datetime.timedelta") }
