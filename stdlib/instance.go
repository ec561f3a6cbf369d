package stdlib

import (
	"github.com/brine-go/brine/py"
)

// An Attr is an attribute of an object.
type Attr struct {
	Name  string
	Value py.Value
}

// An Instance is an object of a class that this package does not know: dataclasses, named tuples, Enum members by
// value, exceptions of one's own, Python 2's old-style instances, whatever a program defines. It cannot be pickled:
// the py.Value that it was read from can.
type Instance struct {
	Module, Class string
	Args          []py.Value // what the class is called or created with: the fields of a named tuple
	Kwargs        py.Value   // a Dict, or the zero Value
	Attrs         []Attr     // of __dict__ and of __slots__, in order
	State         py.Value   // the state given to __setstate__, if that is neither a dict nor a pair of dicts
	Items         []py.Value // of a subclass of list
	Entries       []Entry    // of a subclass of dict
}

// Attr returns an attribute, or the zero Value.
func (x Instance) Attr(name string) py.Value {
	for _, a := range x.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return py.Value{}
}

func readInstance(c call) (Instance, error) {
	class := c.o.Class()
	module, name, ok := class.Global()
	if !ok {
		return Instance{}, mismatch("an object", class, "a class with a name")
	}
	x := Instance{Module: module, Class: name, Args: c.args(), Kwargs: c.o.Kwargs, Attrs: attrs(c.v)}
	if c.o.How == py.ByReduce && class != c.o.Func { // one of copyreg's helpers
		x.Args = x.Args[1:]
		if c.o.Func.IsGlobal("copyreg", "_reconstructor") {
			x.fromBase(c)
		}
	}
	for e := range c.o.Effects() {
		switch e.Kind {
		case py.EffectAppend, py.EffectAdd:
			for item := range e.Items.Items() {
				x.Items = append(x.Items, item)
			}
		case py.EffectSet:
			for i := 0; i+1 < e.Items.Len(); i += 2 {
				x.Entries = append(x.Entries, Entry{e.Items.Index(i), e.Items.Index(i + 1)})
			}
		case py.EffectBuild, py.EffectSetter:
			if !isAttrs(e.State) {
				x.State = e.State
			}
		}
	}
	return x, nil
}

// fromBase reads _reconstructor(class, base, value): how protocols 0 and 1 write an instance, with the value that its
// built-in base class has.
func (x *Instance) fromBase(c call) {
	x.Args = nil
	value := c.arg(2)
	switch value.Kind() {
	case py.Invalid, py.None:
	case py.Tuple:
		for item := range value.Items() {
			x.Args = append(x.Args, item)
		}
	case py.List, py.Set, py.FrozenSet:
		for item := range value.Items() {
			x.Items = append(x.Items, item)
		}
	case py.Dict:
		for k, v := range value.Entries() {
			x.Entries = append(x.Entries, Entry{k, v})
		}
	default:
		x.Args = []py.Value{value}
	}
}

// isAttrs reports whether a state is a dict of attributes, or the pair of dicts that __slots__ give.
func isAttrs(v py.Value) bool {
	switch v.Kind() {
	case py.Dict, py.None:
		return true
	case py.Tuple:
		slots := v.Index(1).Kind()
		return v.Len() == 2 && (slots == py.Dict || slots == py.None) && (v.Index(0).IsNone() || v.Index(0).Kind() == py.Dict)
	}
	return false
}

// attrs returns the attributes that BUILD gave, later ones in the place of earlier ones.
func attrs(v py.Value) []Attr {
	o, ok := v.Object()
	if !ok {
		return nil
	}
	var out []Attr
	at := map[string]int{}
	add := func(dict py.Value) {
		if dict.Kind() != py.Dict {
			return
		}
		for k, x := range dict.Entries() {
			name, ok := k.Text()
			if !ok {
				continue // no attribute has such a name
			}
			if i, ok := at[name]; ok {
				out[i].Value = x
				continue
			}
			at[name] = len(out)
			out = append(out, Attr{name, x})
		}
	}
	for e := range o.Effects() {
		if !e.State.IsValid() || !isAttrs(e.State) {
			continue
		}
		if e.State.Kind() == py.Tuple {
			add(e.State.Index(0))
			add(e.State.Index(1))
			continue
		}
		add(e.State)
	}
	return out
}

func attrDict(b *py.Builder, list []Attr) py.Value {
	d := b.Dict()
	for _, a := range list {
		b.SetItem(d, b.Str(a.Name), a.Value)
	}
	return d
}

// UnmarshalPickle reads any object that is none of the package's other types.
func (x *Instance) UnmarshalPickle(v py.Value) error { return into(x, v, "an instance") }
