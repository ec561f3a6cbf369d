package gotype

import (
	"sync"
	"time"

	"github.com/brine-go/brine/internal/graph"
)

// zone returns the location that a tzinfo stands for.
func (d *Decoder) zone(w word) (*time.Location, error) {
	if d.lastZone != nil && d.lastZoneWord == w {
		return d.lastZone, nil
	}
	loc, err := d.loadZone(w)
	if err == nil {
		d.lastZoneWord, d.lastZone = w, loc
	}
	return loc, err
}

func (d *Decoder) loadZone(w word) (*time.Location, error) {
	if !w.Is(graph.Object) {
		return nil, errZone
	}
	args := d.args(w)
	switch nat := d.natural(w); nat {
	case natTimezone:
		if len(args) == 0 {
			return nil, errZone
		}
		x, err := d.duration(args[0])
		if err != nil {
			return nil, err
		}
		name := ""
		if len(args) > 1 && args[1].Is(graph.Str) {
			name = string(d.g.TextOf(args[1]))
		}
		if x == 0 && name == "" {
			return time.UTC, nil
		}
		return time.FixedZone(name, int(x/time.Second)), nil
	case natUTC:
		return time.UTC, nil
	case natPytz:
		return d.pytzZone(args)
	case natPytzFixed:
		if x, ok := d.smallInts(args); ok && len(x) == 1 && x[0] > -1440 && x[0] < 1440 {
			return time.FixedZone("", x[0]*60), nil
		}
		return nil, errZone
	}
	if d.isZoneInfo(w) && len(args) > 0 && args[0].Is(graph.Str) {
		return location(string(d.g.TextOf(args[0])))
	}
	return nil, errZone
}

// pytzZone is pytz._p(zone[, utcoffset, dst, abbreviation]): the wall clock is at that offset.
func (d *Decoder) pytzZone(args []word) (*time.Location, error) {
	if len(args) == 0 || !args[0].Is(graph.Str) && !args[0].Is(graph.ByteString) {
		return nil, errZone
	}
	loc, err := location(string(d.g.TextOf(args[0])))
	if len(args) < 4 || err == nil && loc == time.UTC {
		return loc, err
	}
	if x, ok := d.smallInts(args[1:2]); ok && x[0] > -86400 && x[0] < 86400 {
		name := ""
		if a := args[3]; a.Is(graph.Str) || a.Is(graph.ByteString) {
			name = string(d.g.TextOf(a))
		}
		return time.FixedZone(name, x[0]), nil
	}
	return nil, errZone
}

// isZoneInfo reports whether w is a call of ZoneInfo or of ZoneInfo._unpickle, as a name or by getattr.
func (d *Decoder) isZoneInfo(w word) bool {
	g := d.g
	f := g.Callable(w)
	if g.GlobalIs(f, "zoneinfo", "ZoneInfo") || g.GlobalIs(f, "zoneinfo", "ZoneInfo._unpickle") ||
		g.GlobalIs(f, "backports.zoneinfo", "ZoneInfo") {
		return true
	}
	if !f.Is(graph.Object) || !g.GlobalIs(g.Callable(f), "builtins", "getattr") {
		return false
	}
	args := d.args(f)
	return len(args) == 2 && (g.GlobalIs(args[0], "zoneinfo", "ZoneInfo") || g.GlobalIs(args[0], "backports.zoneinfo", "ZoneInfo"))
}

var locations sync.Map // string to *time.Location: those that there are

// location is time.LoadLocation, each file read once. Names that mean this machine's zone are none.
func location(name string) (*time.Location, error) {
	if loc, ok := locations.Load(name); ok {
		return loc.(*time.Location), nil
	}
	if name == "" || name == "Local" {
		return nil, errZone
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, err
	}
	locations.Store(name, loc)
	return loc, nil
}
