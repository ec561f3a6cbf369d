package stdlib

import (
	"fmt"
	"time"

	"github.com/brine-go/brine/py"
)

// ZoneKind tells which class a [Zone] is of.
type ZoneKind uint8

const (
	NoZone   ZoneKind = iota // of naive times
	Fixed                    // datetime.timezone
	ZoneInfo                 // zoneinfo.ZoneInfo, by its key
	Pytz                     // pytz, by its name; of one period if Abbr is set
	PytzUTC                  // pytz.UTC
	PytzFix                  // pytz.FixedOffset
)

// A Zone is a tzinfo.
type Zone struct {
	Kind   ZoneKind
	Name   string        // of Fixed: its own name, or ""; else "Europe/Madrid"
	Offset time.Duration // from UTC, east positive, of Fixed, PytzFix and one period of Pytz
	DST    time.Duration // of one period of Pytz
	Abbr   string        // of one period of Pytz: "CEST"
}

// UTC is datetime.timezone.utc.
var UTC = Zone{Kind: Fixed}

// String names the zone: its key, or its offset as "UTC+05:30".
func (z Zone) String() string {
	switch {
	case z.Kind == NoZone:
		return ""
	case z.Name != "":
		return z.Name
	case z.Offset == 0:
		return "UTC"
	}
	sign, d := '+', z.Offset
	if d < 0 {
		sign, d = '-', -d
	}
	s := fmt.Sprintf("UTC%c%02d:%02d", sign, int(d.Hours()), int(d.Minutes())%60)
	if sec := int(d.Seconds()) % 60; sec != 0 {
		s += fmt.Sprintf(":%02d", sec)
	}
	return s
}

// Location returns the zone for times of Go. Those that go by name are looked up in the machine's time zone database
// (or package time/tzdata's). Go knows offsets to the second; what a zone has beyond is an error.
func (z Zone) Location() (*time.Location, error) {
	switch {
	case z.Kind == NoZone:
		return nil, &Error{Class: "datetime.tzinfo", Got: "no zone", Want: "one"}
	case z.Kind == PytzUTC, z == UTC:
		return time.UTC, nil
	case z.Kind == ZoneInfo, z.Kind == Pytz && z.Abbr == "":
		loc, err := time.LoadLocation(z.Name)
		if err != nil {
			return nil, &Error{Class: "datetime.tzinfo", Err: err}
		}
		return loc, nil
	case z.Offset%time.Second != 0:
		return nil, &Error{Class: "datetime.tzinfo", Got: z.Offset.String(), Want: "an offset of whole seconds"}
	}
	name := z.Abbr
	if name == "" {
		name = z.String()
	}
	return time.FixedZone(name, int(z.Offset/time.Second)), nil
}

// zoneOf returns the zone of t's location.
func zoneOf(t time.Time) Zone {
	loc := t.Location()
	if loc == time.UTC {
		return UTC
	}
	name, offset := t.Zone()
	if key := loc.String(); key != "Local" && key != name && key != "" {
		if _, err := time.LoadLocation(key); err == nil {
			return Zone{Kind: ZoneInfo, Name: key}
		}
	}
	return Zone{Kind: Fixed, Name: name, Offset: time.Duration(offset) * time.Second}
}

// seconds returns argument i, a number of seconds or minutes by unit.
func (c call) seconds(i int, unit time.Duration) (time.Duration, error) {
	x, ok := c.arg(i).Int()
	if !ok || x <= -100*86400 || x >= 100*86400 {
		return 0, c.wrong(i, "an offset")
	}
	return time.Duration(x) * unit, nil
}

func readZone(c call) (Zone, error) {
	switch c.class {
	case "datetime.timezone":
		delta, err := as[Timedelta](c.arg(0), "datetime.timedelta")
		if err != nil {
			return Zone{}, err
		}
		z := Zone{Kind: Fixed}
		var ok bool
		if z.Offset, ok = delta.Duration(); !ok || z.Offset <= -24*time.Hour || z.Offset >= 24*time.Hour {
			return Zone{}, c.wrong(0, "an offset under a day")
		}
		if c.nargs() > 1 {
			if z.Name, ok = c.arg(1).Str(); !ok {
				return Zone{}, c.wrong(1, "a name")
			}
		}
		return z, nil
	case "pytz._UTC":
		return Zone{Kind: PytzUTC, Name: "UTC"}, nil
	case "pytz._FixedOffset":
		d, err := c.seconds(0, time.Minute)
		return Zone{Kind: PytzFix, Offset: d}, err
	}
	z := Zone{Kind: ZoneInfo}
	if c.class == "pytz._p" {
		z.Kind = Pytz
	}
	var ok bool
	if z.Name, ok = c.arg(0).Str(); !ok {
		return Zone{}, c.wrong(0, "the zone's key")
	}
	if z.Kind == Pytz && c.nargs() == 4 {
		var err error
		if z.Offset, err = c.seconds(1, time.Second); err != nil {
			return Zone{}, err
		}
		if z.DST, err = c.seconds(2, time.Second); err != nil {
			return Zone{}, err
		}
		if z.Abbr, ok = c.arg(3).Str(); !ok {
			return Zone{}, c.wrong(3, "an abbreviation")
		}
	}
	return z, nil
}

// MarshalPickle writes the tzinfo.
func (z Zone) MarshalPickle(b *py.Builder) (py.Value, error) {
	switch z.Kind {
	case NoZone:
		return b.None(), nil
	case Fixed:
		delta, err := NewTimedelta(z.Offset).MarshalPickle(b)
		if err != nil {
			return py.Value{}, err
		}
		args := []py.Value{delta}
		if z.Name != "" {
			args = append(args, b.Str(z.Name))
		}
		return b.Call(b.Global("datetime", "timezone"), args...), nil
	case ZoneInfo:
		class := b.Global("zoneinfo", "ZoneInfo")
		unpickle := b.Call(b.Global("builtins", "getattr"), class, b.Str("_unpickle"))
		return b.Call(unpickle, b.Str(z.Name), b.Int(1)), nil
	case PytzUTC:
		return b.Call(b.Global("pytz", "_UTC")), nil
	case PytzFix:
		return b.Call(b.Global("pytz", "_FixedOffset"), b.Int(int64(z.Offset/time.Minute))), nil
	}
	args := []py.Value{b.Str(z.Name)}
	if z.Abbr != "" {
		args = append(args, b.Int(int64(z.Offset/time.Second)), b.Int(int64(z.DST/time.Second)), b.Str(z.Abbr))
	}
	return b.Call(b.Global("pytz", "_p"), args...), nil
}

// UnmarshalPickle reads a tzinfo; None is [NoZone].
func (z *Zone) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		*z = Zone{}
		return nil
	}
	return into(z, v, "datetime.tzinfo")
}
