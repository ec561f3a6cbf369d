package gotype

import (
	"math"
	"math/big"
	"reflect"
	"time"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/wtf8"
)

func decTime(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	t, err := d.time(w)
	if err != nil {
		return d.fail(w, c.typ, err)
	}
	v.Set(reflect.ValueOf(t))
	return nil
}

func decDuration(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	x, err := d.duration(w)
	if err != nil {
		return d.fail(w, c.typ, err)
	}
	v.SetInt(int64(x))
	return nil
}

// time returns a datetime, a date at midnight, or a str in RFC 3339.
func (d *Decoder) time(w word) (time.Time, error) {
	g := d.g
	switch d.natural(w) {
	case natDatetime:
		return d.datetime(w)
	case natDate:
		args := d.args(w)
		if state, ok := d.state(args, 4); ok {
			return date(int(state[0])<<8|int(state[1]), int(state[2]&0x7f), int(state[3]), nil, d.naive())
		}
		if ymd, ok := d.smallInts(args); ok && len(ymd) == 3 {
			return date(ymd[0], ymd[1], ymd[2], nil, d.naive())
		}
		return time.Time{}, ErrMismatch
	}
	if s := g.StandsFor(w); s.Is(graph.Str) || s.Is(graph.ByteString) {
		return time.Parse(time.RFC3339Nano, string(g.TextOf(s)))
	}
	return time.Time{}, ErrMismatch
}

func (d *Decoder) naive() *time.Location {
	if d.cfg.Naive != nil {
		return d.cfg.Naive
	}
	return time.UTC
}

// state returns the packed state that is the first argument: bytes, or text in latin-1 where Python 3 has
// loaded what Python 2 wrote.
func (d *Decoder) state(args []word, n int) ([]byte, bool) {
	if len(args) == 0 {
		return nil, false
	}
	g := d.g
	w := g.StandsFor(args[0])
	switch {
	case w.Is(graph.Bytes), w.Is(graph.ByteString), w.Is(graph.ByteArray):
		b := g.TextOf(w)
		return b, len(b) == n
	case w.Is(graph.Str):
		var out []byte
		for text := g.TextOf(w); len(text) > 0 && len(out) <= n; {
			r, size := wtf8.DecodeRune(text)
			if r > 0xff {
				return nil, false
			}
			out = append(out, byte(r))
			text = text[size:]
		}
		return out, len(out) == n
	}
	return nil, false
}

// smallInts returns arguments that are all integers.
func (d *Decoder) smallInts(args []word) ([]int, bool) {
	out := make([]int, 0, 8)
	for _, a := range args {
		if !a.Is(graph.Int) || len(out) == 8 {
			return nil, false
		}
		out = append(out, int(a.SmallInt()))
	}
	return out, true
}

// clock is a time of day.
type clock struct {
	hour, minute, second, us int
	fold                     bool
}

func (d *Decoder) datetime(w word) (time.Time, error) {
	args := d.args(w)
	var ymd [3]int
	var at clock
	zone := none
	if s, ok := d.state(args, 10); ok {
		ymd = [3]int{int(s[0])<<8 | int(s[1]), int(s[2] & 0x7f), int(s[3])}
		at = clock{int(s[4]), int(s[5]), int(s[6]), int(s[7])<<16 | int(s[8])<<8 | int(s[9]), s[2]&0x80 != 0}
		if len(args) > 1 {
			zone = args[1]
		}
	} else {
		if len(args) == 8 {
			zone, args = args[7], args[:7]
		}
		x, ok := d.smallInts(args)
		if !ok || len(x) < 3 || len(x) > 7 {
			return time.Time{}, ErrMismatch
		}
		x = append(x, 0, 0, 0, 0)
		ymd = [3]int(x)
		at = clock{hour: x[3], minute: x[4], second: x[5], us: x[6]}
	}
	if zone == none {
		return date(ymd[0], ymd[1], ymd[2], &at, d.naive())
	}
	loc, err := d.zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	return date(ymd[0], ymd[1], ymd[2], &at, loc)
}

// date is time.Date for what Python takes for a date, with fold telling apart what the clock shows twice.
func date(year, month, day int, at *clock, loc *time.Location) (time.Time, error) {
	if at == nil {
		at = &clock{}
	}
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || at.hour < 0 || at.hour > 23 ||
		at.minute < 0 || at.minute > 59 || at.second < 0 || at.second > 59 || at.us < 0 || at.us > 999999 {
		return time.Time{}, ErrRange
	}
	wall := time.Date(year, time.Month(month), day, at.hour, at.minute, at.second, at.us*1000, time.UTC)
	if wall.Day() != day {
		return time.Time{}, ErrRange
	}
	if loc == time.UTC {
		return wall, nil
	}
	// The offsets of the zone before and after any change nearby (PEP 495).
	shift := func(seconds int) time.Time { return wall.Add(time.Duration(-seconds) * time.Second).In(loc) }
	_, before := shift(0).Add(-24 * time.Hour).Zone()
	_, after := shift(0).Add(24 * time.Hour).Zone()
	first, second := shift(before), shift(after)
	if before == after {
		_, now := first.Zone()
		if now == before {
			return first, nil
		}
		return time.Date(year, time.Month(month), day, at.hour, at.minute, at.second, at.us*1000, loc), nil
	}
	_, firstOffset := first.Zone()
	_, secondOffset := second.Zone()
	firstFits, secondFits := firstOffset == before, secondOffset == after
	switch {
	case firstFits && !secondFits:
		return first, nil
	case secondFits && !firstFits:
		return second, nil
	case at.fold: // twice, or, in the gap of a change, never
		return second, nil
	}
	return first, nil
}

var maxMicros = big.NewInt(math.MaxInt64 / 1000)

// duration returns a timedelta, or a time of day as what has passed of the day.
func (d *Decoder) duration(w word) (time.Duration, error) {
	switch d.natural(w) {
	case natTimedelta:
		var us big.Int
		args := d.args(w)
		for i, unit := range []int64{86400 * 1e6, 1e6, 1} {
			if i >= len(args) {
				break
			}
			if !args[i].Is(graph.Int) {
				return 0, ErrMismatch
			}
			us.Add(&us, new(big.Int).Mul(big.NewInt(args[i].SmallInt()), big.NewInt(unit)))
		}
		if us.CmpAbs(maxMicros) > 0 {
			return 0, ErrRange
		}
		return time.Duration(us.Int64()) * time.Microsecond, nil
	case natTime:
		args := d.args(w)
		if s, ok := d.state(args, 6); ok {
			us := int(s[3])<<16 | int(s[4])<<8 | int(s[5])
			return ofDay(clock{hour: int(s[0] & 0x7f), minute: int(s[1]), second: int(s[2]), us: us})
		}
		if x, ok := d.smallInts(args); ok && len(x) <= 4 {
			x = append(x, 0, 0, 0, 0)
			return ofDay(clock{hour: x[0], minute: x[1], second: x[2], us: x[3]})
		}
	}
	return 0, ErrMismatch
}

func ofDay(c clock) (time.Duration, error) {
	if c.hour < 0 || c.hour > 23 || c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 59 || c.us < 0 || c.us > 999999 {
		return 0, ErrRange
	}
	return time.Duration(c.hour)*time.Hour + time.Duration(c.minute)*time.Minute +
		time.Duration(c.second)*time.Second + time.Duration(c.us)*time.Microsecond, nil
}
