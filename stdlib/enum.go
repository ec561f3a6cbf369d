package stdlib

import (
	"github.com/brine-go/brine/py"
)

// An Enum is a member of an Enum or Flag. Python 3.11 and 3.12 write members by name, others by value; a flag made
// of several is in 3.11 the members joined by or.
type Enum struct {
	Module, Class string
	Name          string   // of a member by name
	Value         py.Value // of one by value, or the zero Value
	Parts         []Enum   // of a flag: what it is made of, each by name
}

// ReadEnum reads a member of an Enum class. By value it looks as any object that is made of one argument, so that
// [FromPy] cannot know it; the caller does.
func ReadEnum(v py.Value) (Enum, error) {
	c := callOf(v)
	switch {
	case c.class == "builtins.getattr":
		module, class, ok := c.arg(0).Global()
		name, named := c.arg(1).Text()
		if ok && named {
			return Enum{Module: module, Class: class, Name: name}, nil
		}
	case c.class == "_operator.or_" || c.class == "operator.or_":
		return readFlags(c)
	case c.nargs() == 1 && c.o.How == py.ByReduce:
		if module, class, ok := c.o.Func.Global(); ok {
			return Enum{Module: module, Class: class, Value: c.arg(0)}, nil
		}
	}
	return Enum{}, mismatch("enum.Enum", v, "a member")
}

// member reads a member of its own, not several joined.
func member(v py.Value) (Enum, error) {
	if c := callOf(v); c.class == "_operator.or_" || c.class == "operator.or_" {
		return Enum{}, mismatch("enum.Flag", v, "one member")
	}
	return ReadEnum(v)
}

// maxFlags is how many members a flag can be made of: more than an int of 64 bits has.
const maxFlags = 1000

// readFlags reads or_(a, b), where a may be one again.
func readFlags(c call) (Enum, error) {
	var parts []Enum
	for {
		last, err := member(c.arg(1))
		if err != nil {
			return Enum{}, err
		}
		parts = append(parts, last)
		next := callOf(c.arg(0))
		if next.class != c.class {
			first, err := member(c.arg(0))
			if err != nil {
				return Enum{}, err
			}
			parts = append(parts, first)
			break
		}
		if c = next; len(parts) > maxFlags {
			return Enum{}, c.wrong(0, "a member")
		}
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return Enum{Module: parts[0].Module, Class: parts[0].Class, Parts: parts}, nil
}

// MarshalPickle writes the member as Python 3.13 does, by its value, or by getattr if only its name is known. Flags by
// name are joined by or.
func (e Enum) MarshalPickle(b *py.Builder) (py.Value, error) {
	switch {
	case len(e.Parts) > 0:
		out, err := e.Parts[0].MarshalPickle(b)
		for _, p := range e.Parts[1:] {
			if err != nil {
				return out, err
			}
			var next py.Value
			if next, err = p.MarshalPickle(b); err == nil {
				out = b.Call(b.Global("_operator", "or_"), out, next)
			}
		}
		return out, err
	case e.Module == "" || e.Class == "":
		return py.Value{}, &Error{Class: "enum.Enum", Got: "no class", Want: "one"}
	case e.Value.IsValid():
		return b.Call(b.Global(e.Module, e.Class), e.Value), nil
	}
	return b.Call(b.Global("builtins", "getattr"), b.Global(e.Module, e.Class), b.Str(e.Name)), nil
}

// UnmarshalPickle reads a member of an Enum class.
func (e *Enum) UnmarshalPickle(v py.Value) error {
	x, err := ReadEnum(v)
	if err == nil {
		*e = x
	}
	return err
}
