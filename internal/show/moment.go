package show

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// moment returns the ISO 8601 text of what a call of datetime's classes makes of the bytes that are its first
// argument (datetime_getstate in CPython's _datetimemodule.c): big endian year, month with the fold in bit 7,
// day; hour with the fold in bit 7 for a time, minute, second; three bytes of microseconds.
func moment(c call) (string, bool) {
	module, name, _ := c.callee.Global()
	if module != "datetime" {
		return "", false
	}
	b, ok := stateBytes(c.args.Index(c.first))
	if !ok {
		return "", false
	}
	switch {
	case name == "date" && len(b) == 4:
		return dateText(b)
	case name == "time" && len(b) == 6:
		return clockText(b)
	case name == "datetime" && len(b) == 10:
		date, ok1 := dateText(b)
		clock, ok2 := clockText(b[4:])
		return date + "T" + clock, ok1 && ok2
	}
	return "", false
}

// stateBytes returns bytes, or what Python 2 or an old protocol wrote for them.
func stateBytes(v py.Value) ([]byte, bool) {
	if s, ok := v.Str(); ok {
		var b []byte
		for _, r := range s {
			if r > 0xFF {
				return nil, false
			}
			b = append(b, byte(r))
		}
		return b, true
	}
	return v.Bytes()
}

func dateText(b []byte) (string, bool) {
	year, month, day := int(b[0])<<8|int(b[1]), int(b[2]&0x7F), int(b[3])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Format("2006-01-02"), year >= 1 && year <= 9999 && int(t.Month()) == month && t.Day() == day
}

func clockText(b []byte) (string, bool) {
	hour, minute, second := int(b[0]&0x7F), int(b[1]), int(b[2])
	micro := int(b[3])<<16 | int(b[4])<<8 | int(b[5])
	if hour > 23 || minute > 59 || second > 59 || micro > 999_999 {
		return "", false
	}
	t := time.Date(1, 1, 1, hour, minute, second, micro*1000, time.UTC)
	if micro != 0 {
		return t.Format("15:04:05.000000"), true
	}
	return t.Format("15:04:05"), true
}

// units are datetime64's units: how many there are in a second, or how many seconds are in one.
var units = map[string]struct {
	perSecond, seconds int64
	layout             string
}{
	"W": {0, 7 * 86400, "2006-01-02"}, "D": {0, 86400, "2006-01-02"}, "h": {0, 3600, "2006-01-02T15"},
	"m": {0, 60, "2006-01-02T15:04"}, "s": {0, 1, "2006-01-02T15:04:05"},
	"ms": {1e3, 0, "2006-01-02T15:04:05.000"}, "us": {1e6, 0, "2006-01-02T15:04:05.000000"},
	"ns": {1e9, 0, "2006-01-02T15:04:05.000000000"},
}

// tickText writes a datetime64 as NumPy does, and a timedelta64, or a date that Go's calendar has not, as a
// count with its unit.
func tickText(x int64, d ndarray.DType) string {
	if x == math.MinInt64 {
		return "NaT"
	}
	count := strconv.FormatInt(x, 10)
	if d.Unit != "" {
		count += " " + d.Unit
	}
	if d.Kind == ndarray.Timedelta {
		return count
	}
	digits := len(d.Unit) - len(strings.TrimLeft(d.Unit, "0123456789"))
	if times, err := strconv.ParseInt(d.Unit[:digits], 10, 32); err == nil {
		if times != 0 && (x > math.MaxInt64/times || x < math.MinInt64/times) {
			return count
		}
		x *= times
	}
	const span = 1 << 38 // seconds: some 8700 years about 1970
	switch unit := d.Unit[digits:]; unit {
	case "Y", "M":
		year, month := x, int64(0)
		if unit == "M" {
			year, month = floorDiv(x, 12)
		}
		if year < -1969 || year > 8029 {
			return count
		}
		t := time.Date(int(1970+year), time.Month(1+month), 1, 0, 0, 0, 0, time.UTC)
		if unit == "Y" {
			return t.Format("2006")
		}
		return t.Format("2006-01")
	default:
		u, ok := units[unit]
		if !ok {
			return count
		}
		seconds, rest := x, int64(0)
		if u.perSecond != 0 {
			seconds, rest = floorDiv(x, u.perSecond)
			rest *= 1e9 / u.perSecond
		} else if x > span/u.seconds || x < -span/u.seconds {
			return count
		} else {
			seconds *= u.seconds
		}
		t := time.Unix(seconds, rest).UTC()
		if t.Year() < 1 || t.Year() > 9999 {
			return count
		}
		return t.Format(u.layout)
	}
}

// floorDiv divides with the remainder not negative.
func floorDiv(x, y int64) (quotient, rest int64) {
	quotient, rest = x/y, x%y
	if rest < 0 {
		quotient, rest = quotient-1, rest+y
	}
	return quotient, rest
}
