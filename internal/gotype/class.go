package gotype

import (
	"github.com/brine-go/brine/internal/graph"
)

// A natural is a class of Python's library that has a counterpart in Go.
type natural uint8

const (
	natNone natural = iota
	natDatetime
	natDate
	natTime
	natTimedelta
	natTimezone
	natUTC
	natPytz
	natPytzFixed
	natComplex
	natDecimal
	natFraction
	natUUID
	natPosixPath
	natWindowsPath
	natIPv4
	natIPv6
	natOrderedDict
	natDict // defaultdict, Counter: dicts
	natDeque
	natOr
	natGetattr
	natReconstructor // copyreg's functions that make an object of another class
	natNewObj
	natNewObjEx
)

var naturals = map[className]natural{
	{"datetime", "datetime"}:              natDatetime,
	{"datetime", "date"}:                  natDate,
	{"datetime", "time"}:                  natTime,
	{"datetime", "timedelta"}:             natTimedelta,
	{"datetime", "timezone"}:              natTimezone,
	{"pytz", "_UTC"}:                      natUTC,
	{"pytz", "_p"}:                        natPytz,
	{"pytz", "_FixedOffset"}:              natPytzFixed,
	{"dateutil.tz.tz", "tzutc"}:           natUTC,
	{"builtins", "complex"}:               natComplex,
	{"decimal", "Decimal"}:                natDecimal,
	{"fractions", "Fraction"}:             natFraction,
	{"uuid", "UUID"}:                      natUUID,
	{"pathlib", "PosixPath"}:              natPosixPath,
	{"pathlib", "PurePosixPath"}:          natPosixPath,
	{"pathlib", "WindowsPath"}:            natWindowsPath,
	{"pathlib", "PureWindowsPath"}:        natWindowsPath,
	{"pathlib._local", "PosixPath"}:       natPosixPath,
	{"pathlib._local", "PurePosixPath"}:   natPosixPath,
	{"pathlib._local", "WindowsPath"}:     natWindowsPath,
	{"pathlib._local", "PureWindowsPath"}: natWindowsPath,
	{"ipaddress", "IPv4Address"}:          natIPv4,
	{"ipaddress", "IPv6Address"}:          natIPv6,
	{"collections", "OrderedDict"}:        natOrderedDict,
	{"collections", "defaultdict"}:        natDict,
	{"collections", "Counter"}:            natDict,
	{"collections", "deque"}:              natDeque,
	{"_operator", "or_"}:                  natOr,
	{"operator", "or_"}:                   natOr,
	{"builtins", "getattr"}:               natGetattr,
	{"copyreg", "_reconstructor"}:         natReconstructor,
	{"copyreg", "__newobj__"}:             natNewObj,
	{"copyreg", "__newobj_ex__"}:          natNewObjEx,
	{"copy_reg", "_reconstructor"}:        natReconstructor,
	{"copy_reg", "__newobj__"}:            natNewObj,
}

// A callee is what is known of a global that objects are made by.
type callee struct {
	nat   natural
	class *class // registered
}

// calleeOf looks a global, or a nested class, up: once in a document.
func (d *Decoder) calleeOf(f word) callee {
	if f == d.lastCallee {
		return d.lastCalleeIs
	}
	c, ok := d.callees[f]
	if !ok {
		n, named := d.nameOf(f)
		if !named {
			return callee{}
		}
		c.nat = naturals[n]
		if r := d.cache.classes; r != nil {
			c.class = r.classNamed(n.module, n.name)
		}
		if d.callees == nil {
			d.callees = make(map[word]callee)
		}
		d.callees[f] = c
	}
	d.lastCallee, d.lastCalleeIs = f, c
	return c
}

// maxNesting bounds the nesting of classes in each other.
const maxNesting = 16

// nameOf returns the name of a global or, dotted, of what getattr would get from one, as protocols below 4
// spell nested classes.
func (d *Decoder) nameOf(f word) (className, bool) {
	g := d.g
	var outer []string
	for len(outer) <= maxNesting {
		if f.Is(graph.Global) {
			module, name, _ := g.GlobalParts(f)
			n := className{string(g.TextOf(module)), string(g.TextOf(name))}
			for i := len(outer) - 1; i >= 0; i-- {
				n.name += "." + outer[i]
			}
			return n, true
		}
		if !f.Is(graph.Object) || g.How(f) != graph.ByReduce || !g.GlobalIs(g.Callable(f), "builtins", "getattr") {
			break
		}
		args := g.TupleItems(g.Args(f)) // a REDUCE has a tuple of them
		if len(args) != 2 || !args[1].Is(graph.Str) && !args[1].Is(graph.ByteString) {
			break
		}
		outer = append(outer, string(g.TextOf(args[1])))
		f = args[0]
	}
	return className{}, false
}

// classWord returns what the object w is an instance of, as far as the pickle tells.
func (d *Decoder) classWord(w word) word {
	f := d.g.Callable(w)
	if d.g.How(w) == graph.ByReduce {
		switch d.calleeOf(f).nat {
		case natReconstructor, natNewObj, natNewObjEx:
			if items := d.g.TupleItems(d.g.Args(w)); len(items) > 0 {
				return items[0]
			}
		}
	}
	return f
}

// natural returns what w is an instance of if that has a counterpart in Go.
func (d *Decoder) natural(w word) natural {
	if !w.Is(graph.Object) {
		return natNone
	}
	return d.calleeOf(d.classWord(w)).nat
}

// classOf returns the registered class of w, or nil.
func (d *Decoder) classOf(w word) *class {
	if d.cache.classes == nil || !w.Is(graph.Object) {
		return nil
	}
	f := d.classWord(w)
	if d.g.How(w) == graph.ByReduce && d.calleeOf(f).nat == natGetattr { // getattr(class, name): a member of an Enum
		if args := d.args(w); len(args) == 2 {
			f = args[0]
		}
	}
	return d.calleeOf(f).class
}
