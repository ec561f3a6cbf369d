package stdlib

import (
	"strings"

	"github.com/brine-go/brine/py"
)

// A Global is a class or function that a pickle has by its name alone.
type Global struct{ Module, Name string }

func (g Global) String() string { return g.Module + "." + g.Name }

// MarshalPickle writes the class or function by its name.
func (g Global) MarshalPickle(b *py.Builder) (py.Value, error) {
	if g.Module == "" || g.Name == "" {
		return py.Value{}, &Error{Class: "a global", Got: "no name", Want: "one"}
	}
	return b.Global(g.Module, g.Name), nil
}

// UnmarshalPickle reads a class or function that is pickled by name.
func (g *Global) UnmarshalPickle(v py.Value) error { return into(g, v, "a class or function") }

// A Singleton is a constant that is pickled by its name.
type Singleton string

const (
	Ellipsis       Singleton = "Ellipsis"
	NotImplemented Singleton = "NotImplemented"
)

// MarshalPickle writes the constant.
func (s Singleton) MarshalPickle(b *py.Builder) (py.Value, error) {
	if s != Ellipsis && s != NotImplemented {
		return py.Value{}, &Error{Class: "a singleton", Got: string(s), Want: "Ellipsis or NotImplemented"}
	}
	return b.Global("builtins", string(s)), nil
}

// UnmarshalPickle reads Ellipsis or NotImplemented.
func (s *Singleton) UnmarshalPickle(v py.Value) error {
	return into(s, v, "Ellipsis or NotImplemented")
}

// A Range is a range, or Python 2's xrange.
type Range struct{ Start, Stop, Step int64 }

// Len is len(range).
func (r Range) Len() uint64 {
	switch {
	case r.Step > 0 && r.Start < r.Stop:
		return (uint64(r.Stop)-uint64(r.Start)-1)/uint64(r.Step) + 1
	case r.Step < 0 && r.Start > r.Stop:
		return (uint64(r.Start)-uint64(r.Stop)-1)/-uint64(r.Step) + 1
	}
	return 0
}

func readRange(c call) (Range, error) {
	x := [3]int64{0, 0, 1}
	first := 0
	if c.nargs() == 1 {
		first = 1
	}
	for i := range min(c.nargs(), 3) {
		var ok bool
		if x[first+i], ok = c.arg(i).Int(); !ok {
			return Range{}, c.wrong(i, "an int of 64 bits")
		}
	}
	if x[2] == 0 || c.nargs() == 0 {
		return Range{}, c.wrong(2, "a step other than 0")
	}
	return Range{x[0], x[1], x[2]}, nil
}

// MarshalPickle writes a range.
func (r Range) MarshalPickle(b *py.Builder) (py.Value, error) {
	if r.Step == 0 {
		return py.Value{}, &Error{Class: "range", Got: "a step of 0", Want: "any other"}
	}
	return b.Call(b.Global("builtins", "range"), b.Int(r.Start), b.Int(r.Stop), b.Int(r.Step)), nil
}

// UnmarshalPickle reads a range.
func (r *Range) UnmarshalPickle(v py.Value) error { return into(r, v, "range") }

// A Slice is a slice; parts may be None, and are ints as a rule.
type Slice struct{ Start, Stop, Step py.Value }

func readSlice(c call) (Slice, error) {
	if c.nargs() != 3 {
		return Slice{}, mismatch(c.class, c.o.Args, "a tuple of start, stop and step")
	}
	return Slice{c.arg(0), c.arg(1), c.arg(2)}, nil
}

// MarshalPickle writes a slice; the zero Value is None.
func (s Slice) MarshalPickle(b *py.Builder) (py.Value, error) {
	return b.Call(b.Global("builtins", "slice"), orNone(b, s.Start), orNone(b, s.Stop), orNone(b, s.Step)), nil
}

// UnmarshalPickle reads a slice.
func (s *Slice) UnmarshalPickle(v py.Value) error { return into(s, v, "slice") }

func orNone(b *py.Builder, v py.Value) py.Value {
	if v.IsValid() {
		return v
	}
	return b.None()
}

// A Pattern is a compiled regular expression, in Python's syntax, which is not Go's.
type Pattern struct {
	Text  string
	Bytes bool // it is for bytes, which Text holds as they are
	Flags RegexFlags
}

// RegexFlags are the flags of module re.
type RegexFlags int

const (
	IgnoreCase RegexFlags = 2
	Locale     RegexFlags = 4
	Multiline  RegexFlags = 8
	DotAll     RegexFlags = 16
	Unicode    RegexFlags = 32 // of every pattern for str, unless ASCII is set
	Verbose    RegexFlags = 64
	Debug      RegexFlags = 128
	ASCII      RegexFlags = 256
)

// String names the flags as Python does: "IGNORECASE|UNICODE".
func (f RegexFlags) String() string {
	var names []string
	for _, x := range []struct {
		flag RegexFlags
		name string
	}{
		{IgnoreCase, "IGNORECASE"}, {Locale, "LOCALE"}, {Multiline, "MULTILINE"}, {DotAll, "DOTALL"},
		{Unicode, "UNICODE"}, {Verbose, "VERBOSE"}, {Debug, "DEBUG"}, {ASCII, "ASCII"},
	} {
		if f&x.flag != 0 {
			names = append(names, x.name)
		}
	}
	return strings.Join(names, "|")
}

func readPattern(c call) (Pattern, error) {
	var p Pattern
	if b, ok := c.arg(0).Bytes(); ok && c.arg(0).Kind() == py.Bytes {
		p.Text, p.Bytes = string(b), true
	} else if s, ok := c.arg(0).Text(); ok {
		p.Text = s
	} else {
		return Pattern{}, c.wrong(0, "a pattern")
	}
	flags, ok := c.arg(1).Int()
	if !ok && c.nargs() > 1 || flags < 0 || flags >= 1<<16 {
		return Pattern{}, c.wrong(1, "flags")
	}
	p.Flags = RegexFlags(flags)
	return p, nil
}

// MarshalPickle writes a re.Pattern. Python compiles it when it loads it.
func (p Pattern) MarshalPickle(b *py.Builder) (py.Value, error) {
	pattern := b.Str(p.Text)
	if p.Bytes {
		pattern = b.Bytes([]byte(p.Text))
	}
	return b.Call(b.Global("re", "_compile"), pattern, b.Int(int64(p.Flags))), nil
}

// UnmarshalPickle reads a re.Pattern.
func (p *Pattern) UnmarshalPickle(v py.Value) error { return into(p, v, "re.Pattern") }
