package py

import (
	"iter"

	"github.com/brine-go/brine/internal/graph"
)

// How tells which opcode made an [Object].
type How = graph.How

const (
	ByReduce   = graph.ByReduce   // callable(*args): REDUCE
	ByNewObj   = graph.ByNewObj   // class.__new__(class, *args): NEWOBJ
	ByNewObjEx = graph.ByNewObjEx // class.__new__(class, *args, **kwargs): NEWOBJ_EX
	ByObj      = graph.ByObj      // class(*args), Python 2's old-style instances: OBJ
	ByInst     = graph.ByInst     // the same by name: INST
)

// EffectKind tells what followed an object's creation.
type EffectKind = graph.EffectKind

const (
	EffectBuild  = graph.EffectBuild  // obj.__setstate__(state), or state into its __dict__: BUILD
	EffectAppend = graph.EffectAppend // obj.extend(items): APPEND, APPENDS
	EffectSet    = graph.EffectSet    // obj[key] = value: SETITEM, SETITEMS; items are keys and values in turn
	EffectAdd    = graph.EffectAdd    // obj.add(item): ADDITEMS
	EffectSetter = graph.EffectSetter // setter(obj, state)
	EffectCall   = graph.EffectCall   // callable(obj, …), its result thrown away
)

// An Effect is one thing that followed an object's creation.
type Effect struct {
	Kind  EffectKind
	State Value // EffectBuild, EffectSetter
	Func  Value // EffectSetter, EffectCall: the callable
	Args  Value // EffectCall: a Tuple, whose first item is the object
	Items Value // EffectAppend, EffectSet, EffectAdd: a List
}

// An Instance is the parts of an Object.
type Instance struct {
	v      Value
	How    How
	Func   Value // the callable or class that would make it, as a rule a Global
	Args   Value // as a rule a Tuple
	Kwargs Value // of ByNewObjEx, else the zero Value
}

// Object returns the parts of an Object.
func (v Value) Object() (o Instance, ok bool) {
	if !v.w.Is(graph.Object) || v.g.StandsFor(v.w) != v.w {
		return Instance{}, false
	}
	o = Instance{v: v, How: v.g.How(v.w), Func: Value{v.g, v.g.Callable(v.w)}, Args: Value{v.g, v.g.Args(v.w)}}
	if kw := v.g.Kwargs(v.w); kw != graph.No {
		o.Kwargs = Value{v.g, kw}
	}
	return o, true
}

// Effects iterates over what followed the creation, in order.
func (o Instance) Effects() iter.Seq[Effect] {
	return func(yield func(Effect) bool) {
		for e, ok := o.firstEffect(); ok; e, ok = o.v.g.NextEffect(e) {
			if !yield(effectOf(o.v.g, e)) {
				return
			}
		}
	}
}

func (o Instance) firstEffect() (graph.Effect, bool) {
	if o.v.g == nil {
		return graph.Effect{}, false
	}
	return o.v.g.FirstEffect(o.v.w)
}

func effectOf(g *graph.Graph, e graph.Effect) Effect {
	out := Effect{Kind: e.Kind}
	switch e.Kind {
	case EffectBuild:
		out.State = Value{g, e.A}
	case EffectSetter:
		out.Func, out.State = Value{g, e.A}, Value{g, e.B}
	case EffectCall:
		out.Func, out.Args = Value{g, e.A}, Value{g, e.B}
	default:
		out.Items = Value{g, e.A}
	}
	return out
}

// State returns the last state that BUILD or a state setter gave, or the zero Value.
func (o Instance) State() Value {
	var state Value
	for e := range o.Effects() {
		if e.State.IsValid() {
			state = e.State
		}
	}
	return state
}

// Class returns what the object is an instance of, as far as the pickle tells: the class given to
// NEWOBJ, NEWOBJ_EX, OBJ, INST, copyreg._reconstructor or copyreg.__newobj__, else the callable.
func (o Instance) Class() Value {
	if o.How == ByReduce {
		if module, name, _ := o.Func.Global(); module == "copyreg" || module == "copy_reg" {
			switch name {
			case "_reconstructor", "__newobj__", "__newobj_ex__":
				if c := o.Args.Index(0); c.IsValid() {
					return c
				}
			}
		}
	}
	return o.Func
}

// Class returns module and name of an Object's class (see [Instance.Class]); ok is false if v is no
// Object or its class is not a Global.
func (v Value) Class() (module, name string, ok bool) {
	o, ok := v.Object()
	if !ok {
		return "", "", false
	}
	return o.Class().Global()
}

// IsInstance reports whether v is an Object of the class module.name.
func (v Value) IsInstance(module, name string) bool {
	m, n, ok := v.Class()
	return ok && n == name && m == module
}

// Attr returns an attribute of an Object: an entry of the dict that BUILD gave, or of the pair
// (dict, slots) that classes with __slots__ give. The zero Value if there is none.
func (v Value) Attr(name string) Value {
	o, ok := v.Object()
	if !ok {
		return Value{}
	}
	var found Value
	for e := range o.Effects() {
		switch {
		case e.State.Kind() == Dict:
			if x := e.State.Get(name); x.IsValid() {
				found = x
			}
		case e.State.Kind() == Tuple && e.State.Len() == 2:
			for part := range e.State.Items() {
				if x := part.Get(name); x.IsValid() {
					found = x
				}
			}
		}
	}
	return found
}
