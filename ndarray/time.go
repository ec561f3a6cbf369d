package ndarray

import (
	"fmt"
	"math"
	"math/bits"
	"time"
)

// NaT is the count that stands for no time, of Datetime and Timedelta.
const NaT = math.MinInt64

// Ticks returns the counts of a Datetime or Timedelta array in C order, [NaT] where there is none. What they count is
// the dtype's [DType.Step]; datetimes count from 1970 on, in proleptic Gregorian years and months or in UTC without
// leap seconds.
func (a *Array) Ticks() ([]int64, error) {
	if a.DType.Kind != Datetime && a.DType.Kind != Timedelta {
		return nil, &DTypeError{DType: a.DType, Want: "counts of time"}
	}
	get, _ := intOf(DType{Kind: Int, ItemSize: 8, Order: a.DType.Order})
	return gather(a, get)
}

// Times returns the elements of a Datetime array in C order as times in UTC, and the zero time for NaT. Parts of a
// nanosecond are cut off, downwards. A generic dtype and a time that a [time.Time] cannot hold are errors.
func (a *Array) Times() ([]time.Time, error) {
	ticks, err := a.Ticks()
	if err != nil || a.DType.Kind != Datetime {
		return nil, &DTypeError{DType: a.DType, Want: "times", Err: err}
	}
	out := make([]time.Time, len(ticks))
	for i, tick := range ticks {
		if tick == NaT {
			continue
		}
		t, ok := a.DType.time(tick)
		if !ok {
			return nil, &DTypeError{DType: a.DType, Want: "times", Err: fmt.Errorf("a count of %d", tick)}
		}
		out[i] = t
	}
	return out, nil
}

// Durations returns the elements of a Timedelta array in C order. NaT, years, months, parts of a nanosecond that are
// no whole ones and what is longer than 292 years are errors.
func (a *Array) Durations() ([]time.Duration, error) {
	ticks, err := a.Ticks()
	if err != nil || a.DType.Kind != Timedelta {
		return nil, &DTypeError{DType: a.DType, Want: "durations", Err: err}
	}
	out := make([]time.Duration, len(ticks))
	for i, tick := range ticks {
		d, ok := a.DType.duration(tick)
		if !ok {
			return nil, &DTypeError{DType: a.DType, Want: "durations", Err: fmt.Errorf("a count of %d", tick)}
		}
		out[i] = d
	}
	return out, nil
}

// parts are how many of a unit are a second, of those shorter than one.
var parts = map[string]int64{"ms": 1e3, "us": 1e6, "ns": 1e9, "ps": 1e12, "fs": 1e15, "as": 1e18}

// time returns the time that a count stands for.
func (d DType) time(tick int64) (time.Time, bool) {
	count, unit, ok := d.Step()
	hi, n := mul64(tick, int64(count))
	if !ok || hi {
		return time.Time{}, false
	}
	switch unit {
	case "":
		return time.Time{}, false
	case "Y", "M":
		const most = 12 * 290e9 // months that a time.Time holds
		if unit == "Y" {
			if hi, n = mul64(n, 12); hi {
				return time.Time{}, false
			}
		}
		if n < -most || n > most {
			return time.Time{}, false
		}
		year, month := 1970+floor(n, 12), n-12*floor(n, 12)
		return time.Date(int(year), time.Month(month+1), 1, 0, 0, 0, 0, time.UTC), true
	}
	if per := parts[unit]; per > 0 {
		sec := floor(n, per)
		nsec := n - sec*per
		if per > 1e9 {
			nsec /= per / 1e9
		} else {
			nsec *= 1e9 / per
		}
		return time.Unix(sec, nsec).UTC(), true
	}
	over, sec := mul64(n, units[unit]/1e9)
	const most = math.MaxInt64 - 62135596800 // seconds from year 1 to 1970, which a time.Time adds
	if over || sec > most || sec < -most {
		return time.Time{}, false
	}
	return time.Unix(sec, 0).UTC(), true
}

func (d DType) duration(tick int64) (time.Duration, bool) {
	count, unit, ok := d.Step()
	over, n := mul64(tick, int64(count))
	if !ok || over || tick == NaT || unit == "" {
		return 0, false
	}
	if per := parts[unit]; per > 1e9 {
		sub := per / 1e9
		return time.Duration(n / sub), n%sub == 0
	}
	ns := units[unit]
	over, n = mul64(n, ns)
	return time.Duration(n), ns > 0 && !over
}

// floor divides downwards.
func floor(x, y int64) int64 {
	q := x / y
	if x%y < 0 {
		q--
	}
	return q
}

// mul64 multiplies; over tells that the product has more than 64 bits.
func mul64(x, y int64) (over bool, product int64) {
	neg := (x < 0) != (y < 0)
	hi, lo := bits.Mul64(abs(x), abs(y))
	switch {
	case hi != 0 || lo > 1<<63 || lo == 1<<63 && !neg:
		return true, 0
	case neg:
		return false, -int64(lo)
	}
	return false, int64(lo)
}

func abs(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}
