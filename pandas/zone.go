package pandas

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/brine-go/brine/py"
)

// A Zone is a time zone, of whichever of Python's kinds: pytz, zoneinfo, dateutil, datetime.timezone.
type Zone struct {
	Name string // as Python's str has it: "Europe/Madrid", "UTC", "UTC+05:30", "pytz.FixedOffset(90)"

	area   string   // the name in the IANA database, or ""
	offset int      // seconds east of UTC where there is no area
	source py.Value // what it was read from
	once   sync.Once
	loc    *time.Location
	err    error
}

// UTC is Python's datetime.timezone.utc.
var UTC = &Zone{Name: "UTC"}

// NewZone returns a zone of the IANA database: "Europe/Madrid".
func NewZone(area string) *Zone {
	if area == "UTC" {
		return UTC
	}
	return &Zone{Name: area, area: area}
}

// FixedZone returns the zone that is so many seconds east of UTC at all times, as Python's datetime.timezone.
func FixedZone(seconds int) *Zone {
	if seconds == 0 {
		return UTC
	}
	return &Zone{Name: offsetName(seconds), offset: seconds}
}

// ZoneOf returns the zone that a time is in. Go's zone Local is an error, since its name is not known; so is a
// location whose name the IANA database has with another offset.
func ZoneOf(t time.Time) (*Zone, error) {
	name := t.Location().String()
	abbreviation, offset := t.Zone()
	if t.Location() == time.UTC {
		return UTC, nil
	}
	if name == "Local" {
		return nil, &Error{Path: "Zone", Err: errors.New("the location Local has no name that Python knows: use a time in UTC or in a location that is loaded by name")}
	}
	if loc, err := time.LoadLocation(name); name != "" && err == nil {
		if a, o := t.In(loc).Zone(); a != abbreviation || o != offset {
			return nil, &Error{Path: "Zone", Err: fmt.Errorf("%s is another zone in the IANA database", name)}
		}
		return NewZone(name), nil
	}
	return FixedZone(offset), nil
}

// Location returns the zone as Go has it. Zones with a name are looked up in this machine's database: see
// [time.LoadLocation].
func (z *Zone) Location() (*time.Location, error) {
	z.once.Do(func() {
		switch {
		case z.area != "":
			if z.area == "Local" {
				z.err = &Error{Path: "Zone", Want: "a zone of the IANA database", Got: "Local"}
				return
			}
			z.loc, z.err = time.LoadLocation(z.area)
		case z.offset == 0 && z.Name != "tzlocal()":
			z.loc = time.UTC
		case z.Name == "tzlocal()":
			z.err = &Error{Path: "Zone", Err: errors.New("tzlocal() is whatever zone the machine was in that wrote the file")}
		default:
			z.loc = time.FixedZone(z.Name, z.offset)
		}
	})
	return z.loc, z.err
}

// String returns the name.
func (z *Zone) String() string { return z.Name }

// offsetName is str(datetime.timezone(…)).
func offsetName(seconds int) string {
	if seconds == 0 {
		return "UTC"
	}
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("UTC%c%02d:%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf(":%02d", seconds%60)
	}
	return s
}

// zone reads a tzinfo object, or None.
func (r *reader) zone(v py.Value, path string) (*Zone, error) {
	if v.IsNone() || !v.IsValid() {
		return nil, nil
	}
	if z := r.zones[v]; z != nil {
		return z, nil
	}
	z, ok := zoneOf(v)
	if !ok {
		return nil, mismatch(path, v, "a time zone of datetime, zoneinfo, pytz or dateutil")
	}
	z.source = v
	keep(&r.zones, v, z)
	return z, nil
}

func zoneOf(v py.Value) (*Zone, bool) {
	if name, ok := v.Text(); ok && name != "" { // a dtype of early releases has the name alone
		return &Zone{Name: name, area: areaOf(name)}, true
	}
	o, ok := v.Object()
	if !ok {
		return nil, false
	}
	args := o.Args
	if isZoneInfo(o) {
		name, ok := args.Index(0).Text()
		return &Zone{Name: name, area: areaOf(name)}, ok && name != ""
	}
	module, name, ok := o.Class().Global()
	if !ok {
		return nil, false
	}
	switch root, _, _ := strings.Cut(module, "."); root + "." + name {
	case "datetime.timezone":
		seconds, ok := secondsOf(args.Index(0))
		z := &Zone{Name: offsetName(seconds), offset: seconds}
		if name, named := args.Index(1).Text(); named {
			z.Name = name
		}
		return z, ok
	case "pytz._UTC":
		return &Zone{Name: "UTC"}, true
	case "pytz._p":
		name, ok := args.Index(0).Text()
		return &Zone{Name: name, area: areaOf(name)}, ok && name != ""
	case "pytz.FixedOffset", "pytz._FixedOffset":
		minutes, ok := args.Index(0).Int()
		return &Zone{Name: fmt.Sprintf("pytz.FixedOffset(%d)", minutes), offset: int(minutes) * 60}, ok && -1440 < minutes && minutes < 1440
	case "dateutil.tzutc":
		return &Zone{Name: "tzutc()"}, true
	case "dateutil.tzlocal":
		return &Zone{Name: "tzlocal()"}, true
	case "dateutil.tzoffset":
		seconds, ok := secondsOf(v.Attr("_offset"))
		label := "None"
		if name := v.Attr("_name"); name.Kind() == py.Str {
			label = py.Repr(name)
		}
		return &Zone{Name: fmt.Sprintf("tzoffset(%s, %d)", label, seconds), offset: seconds}, ok
	case "dateutil.tzfile":
		file, ok := v.Attr("_filename").Text()
		if !ok {
			file, ok = args.Index(1).Text()
		}
		_, area, found := strings.Cut(file, "zoneinfo/")
		return &Zone{Name: "tzfile('" + file + "')", area: areaOf(area)}, ok && found && area != ""
	}
	return nil, false
}

// areaOf returns the name that the IANA database has for a zone; UTC is none.
func areaOf(name string) string {
	if name == "UTC" {
		return ""
	}
	return name
}

// isZoneInfo reports whether an object is of zoneinfo.ZoneInfo, made by ZoneInfo(key) or ZoneInfo._unpickle(key, …), as
// a dotted name or by getattr.
func isZoneInfo(o py.Instance) bool {
	f := o.Func
	if g, ok := f.Object(); ok && g.Func.IsGlobal("builtins", "getattr") {
		f = g.Args.Index(0)
	}
	module, name, _ := f.Global()
	return (module == "zoneinfo" || module == "backports.zoneinfo") && (name == "ZoneInfo" || name == "ZoneInfo._unpickle")
}

// secondsOf reads a datetime.timedelta of whole seconds within a day.
func secondsOf(v py.Value) (int, bool) {
	o, ok := v.Object()
	if !ok || !o.Func.IsGlobal("datetime", "timedelta") {
		return 0, false
	}
	days, ok1 := o.Args.Index(0).Int()
	seconds, ok2 := o.Args.Index(1).Int()
	if !ok1 || !ok2 || days < -1 || days > 0 || seconds < 0 || seconds >= 86400 {
		return 0, false
	}
	return int(days*86400 + seconds), true
}
