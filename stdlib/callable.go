package stdlib

import (
	"strings"

	"github.com/brine-go/brine/py"
)

// A Partial is a functools.partial.
type Partial struct {
	Func   py.Value
	Args   []py.Value
	Kwargs []Entry // keys are str
	Attrs  []Attr  // what was set on it
}

// readPartial reads partial(func) and its state (func, args, kwargs, dict).
func readPartial(c call) (Partial, error) {
	state := c.o.State()
	if state.Kind() != py.Tuple || state.Len() != 4 {
		return Partial{}, mismatch(c.class, state, "a state of func, args, kwargs and dict")
	}
	p := Partial{Func: state.Index(0)}
	for x := range state.Index(1).Items() {
		p.Args = append(p.Args, x)
	}
	for k, x := range state.Index(2).Entries() {
		p.Kwargs = append(p.Kwargs, Entry{k, x})
	}
	for k, x := range state.Index(3).Entries() {
		if name, ok := k.Text(); ok {
			p.Attrs = append(p.Attrs, Attr{name, x})
		}
	}
	return p, nil
}

// MarshalPickle writes a functools.partial.
func (p Partial) MarshalPickle(b *py.Builder) (py.Value, error) {
	if !p.Func.IsValid() {
		return py.Value{}, &Error{Class: "functools.partial", Got: "no function", Want: "one"}
	}
	f := b.Import(p.Func)
	obj := b.Call(b.Global("functools", "partial"), f)
	dict := b.None()
	if len(p.Attrs) > 0 {
		dict = attrDict(b, p.Attrs)
	}
	b.Build(obj, b.Tuple(f, b.Tuple(p.Args...), setItems(b, b.Dict(), p.Kwargs), dict))
	return obj, nil
}

// UnmarshalPickle reads a functools.partial.
func (p *Partial) UnmarshalPickle(v py.Value) error { return into(p, v, "functools.partial") }

// A Getter is an operator.itemgetter, attrgetter or methodcaller.
type Getter struct {
	Kind   string     // itemgetter, attrgetter or methodcaller
	Args   []py.Value // keys, dotted names, or the method's name and arguments
	Kwargs []Entry    // of a methodcaller
}

func readGetter(c call) (Getter, error) {
	return Getter{Kind: c.class[strings.LastIndexByte(c.class, '.')+1:], Args: c.args()}, nil
}

// MarshalPickle writes the getter.
func (g Getter) MarshalPickle(b *py.Builder) (py.Value, error) {
	if readers["operator."+g.Kind] == nil || g.Kind == "or_" || len(g.Args) == 0 {
		return py.Value{}, &Error{Class: "operator." + g.Kind, Got: "it", Want: "itemgetter, attrgetter or methodcaller of something"}
	}
	class := b.Global("operator", g.Kind)
	if len(g.Kwargs) == 0 {
		return b.Call(class, g.Args...), nil
	}
	p := Partial{Func: class, Args: g.Args[:1], Kwargs: g.Kwargs} // as methodcaller.__reduce__ does
	f, err := p.MarshalPickle(b)
	return b.Call(f, g.Args[1:]...), err
}

// UnmarshalPickle reads a getter.
func (g *Getter) UnmarshalPickle(v py.Value) error { return into(g, v, "a getter of operator") }

// An Attribute is what getattr would take from an object: a bound method, or a nested class or method that protocols
// before 4 cannot name.
type Attribute struct {
	Of   py.Value
	Name string
}

// readGetattr reads getattr(obj, name). Of a class it may be a member of an Enum, as Python 3.11 and 3.12 write
// them; no pickle tells that from a method.
func readGetattr(c call) (any, error) {
	name, ok := c.arg(1).Text()
	if !ok {
		return nil, c.wrong(1, "a name")
	}
	if c.arg(0).IsGlobal("zoneinfo", "ZoneInfo") {
		return Global{"zoneinfo", "ZoneInfo." + name}, nil
	}
	return Attribute{c.arg(0), name}, nil
}

// MarshalPickle writes getattr(of, name), which Python evaluates when it loads it.
func (a Attribute) MarshalPickle(b *py.Builder) (py.Value, error) {
	if !a.Of.IsValid() || a.Name == "" {
		return py.Value{}, &Error{Class: "getattr", Got: "no object or name", Want: "both"}
	}
	return b.Call(b.Global("builtins", "getattr"), a.Of, b.Str(a.Name)), nil
}

// UnmarshalPickle reads getattr(of, name).
func (a *Attribute) UnmarshalPickle(v py.Value) error { return into(a, v, "getattr") }

// An Iterator is an iterator over built-in containers: iter, reversed, enumerate, zip, map or filter of Args, and
// the position where it stands, if that was written.
type Iterator struct {
	Kind  string
	Args  []py.Value
	State py.Value // an int as a rule, or the zero Value
}

func readIterator(c call) (Iterator, error) {
	return Iterator{c.class[strings.LastIndexByte(c.class, '.')+1:], c.args(), c.o.State()}, nil
}

// MarshalPickle writes the iterator. Python 3.14 has no more pickles of most of them.
func (it Iterator) MarshalPickle(b *py.Builder) (py.Value, error) {
	if readers["builtins."+it.Kind] == nil {
		return py.Value{}, &Error{Class: "an iterator", Got: it.Kind, Want: "iter, reversed, enumerate, zip, map or filter"}
	}
	obj := b.Call(b.Global("builtins", it.Kind), it.Args...)
	if it.State.IsValid() {
		b.Build(obj, it.State)
	}
	return obj, nil
}

// UnmarshalPickle reads an iterator.
func (it *Iterator) UnmarshalPickle(v py.Value) error { return into(it, v, "an iterator") }
