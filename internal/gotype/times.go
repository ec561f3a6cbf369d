package gotype

import (
	"errors"
	"time"

	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// The state of a datetime is ten bytes (CPython's _datetimemodule.c): year (2, big-endian), month, day,
// hour, minute, second, microsecond (3). The highest bit of the month is fold. A date is the first four of
// them, a time the last six with fold in the hour. A timezone is timezone(timedelta(days, seconds,
// microseconds)), a timedelta those three.

var (
	errYear   = errors.New("year outside of 1 to 9999")
	errOffset = errors.New("offset of the zone is a day or more")
	errZone   = errors.New("unknown time zone")

	errDateOption = errors.New("the option date is for fields of type time.Time and *time.Time")
)

// zoneMemo is the zone written last.
type zoneMemo struct {
	offset, memo int
	name         string
	ok           bool
}

func encTime(e *Encoder, c *codec, p ptr) error {
	return e.fail(c.typ, e.time(*at[time.Time](p)))
}

func (e *Encoder) time(t time.Time) error {
	naive := e.cfg.Naive != nil && t.Location() == e.cfg.Naive
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	if year < 1 || year > 9999 {
		return errYear
	}
	us := t.Nanosecond() / 1000
	state := e.short[:10]
	copy(state, []byte{byte(year >> 8), byte(year), byte(month), byte(day), byte(hour), byte(minute), byte(second),
		byte(us >> 16), byte(us >> 8), byte(us)})
	if naive && e.proto > 3 && foldOf(t) {
		state[2] |= 0x80
	}
	if err := e.global(classDatetime); err != nil {
		return err
	}
	n := 2
	if naive {
		n = 1
	}
	e.startTuple(n)
	if _, err := e.bytes(state); err != nil {
		return err
	}
	if !naive {
		if err := e.timezone(t.Zone()); err != nil {
			return err
		}
	}
	e.endTuple(n)
	e.Op(opcode.Reduce)
	return nil
}

// encDate writes the day that t is in its location.
func encDate(e *Encoder, c *codec, p ptr) error {
	year, month, day := at[time.Time](p).Date()
	if year < 1 || year > 9999 {
		return e.fail(c.typ, errYear)
	}
	if err := e.global(classDate); err != nil {
		return err
	}
	e.startTuple(1)
	state := e.short[:4]
	copy(state, []byte{byte(year >> 8), byte(year), byte(month), byte(day)})
	if _, err := e.bytes(state); err != nil {
		return err
	}
	e.endTuple(1)
	e.Op(opcode.Reduce)
	return nil
}

func (e *Encoder) timezone(name string, offset int) error {
	if z := &e.zone; z.ok && z.offset == offset && z.name == name {
		e.Get(z.memo)
		return nil
	}
	if offset <= -86400 || offset >= 86400 {
		return errOffset
	}
	if err := e.global(classTimezone); err != nil {
		return err
	}
	named := name != "" && wtf8.Valid([]byte(name)) && !(offset == 0 && name == "UTC")
	n := 1
	if named {
		n = 2
	}
	e.startTuple(n)
	if err := e.timedelta(time.Duration(offset) * time.Second); err != nil {
		return err
	}
	if named {
		if err := e.string(name); err != nil {
			return err
		}
	}
	e.endTuple(n)
	e.Op(opcode.Reduce)
	e.zone = zoneMemo{offset: offset, name: name, memo: e.Memoize(), ok: true}
	return nil
}

// foldOf reports whether t is the second of two times that a clock in its zone shows alike.
func foldOf(t time.Time) bool {
	start, _ := t.ZoneBounds()
	if start.IsZero() {
		return false
	}
	_, now := t.Zone()
	_, before := start.Add(-time.Second).Zone()
	return before > now && t.Sub(start) < time.Duration(before-now)*time.Second
}

func encDuration(e *Encoder, c *codec, p ptr) error {
	return e.fail(c.typ, e.timedelta(*at[time.Duration](p)))
}

// floorMicros returns d in microseconds, rounded down.
func floorMicros(d time.Duration) int64 {
	us := int64(d) / 1000
	if int64(d)%1000 < 0 {
		us--
	}
	return us
}

func (e *Encoder) timedelta(d time.Duration) error {
	const day = 86400 * 1e6
	us := floorMicros(d)
	days := us / day
	if us %= day; us < 0 {
		us += day
		days--
	}
	if err := e.global(classTimedelta); err != nil {
		return err
	}
	e.startTuple(3)
	e.Int(days)
	e.Int(us / 1e6)
	e.Int(us % 1e6)
	e.endTuple(3)
	e.Op(opcode.Reduce)
	return nil
}
