package show

import (
	"strconv"

	"github.com/brine-go/brine/py"
)

// objectGroups returns what an object is made of: its callable if that has no name, arguments, keyword arguments, and
// what followed its creation, in order.
func (p *printer) objectGroups(v py.Value) []group {
	o, _ := v.Object()
	c := callOf(o)
	var out []group
	if !c.named && !isLeaf(c.callee) {
		out = append(out, one(step{kind: special, name: "func"}, c.callee))
	}
	out = append(out, p.argumentGroups(c)...)
	items, calls, pairs, added := 0, 0, 0, 0
	for e := range o.Effects() {
		switch e.Kind {
		case py.EffectBuild:
			out = append(out, p.stateGroups(e.State)...)
		case py.EffectSetter:
			out = append(out, one(step{kind: special, name: "setter"}, e.Func))
			out = append(out, p.stateGroups(e.State)...)
		case py.EffectCall:
			out = append(out, callGroups(e, calls)...)
			calls++
		case py.EffectAppend:
			first, list := items, e.Items
			out = append(out, fold(list.Len(), rest(p.o.Items, first), func(i int) child {
				return child{index(first + i), Of(list.Index(i))}
			}))
			items += list.Len()
		case py.EffectSet:
			first, list := pairs, e.Items
			out = append(out, fold(list.Len()/2, rest(p.o.Items, first), func(i int) child {
				return item(first+i, list.Index(2*i), list.Index(2*i+1))
			}))
			pairs += list.Len() / 2
		case py.EffectAdd:
			first, list := added, e.Items
			out = append(out, fold(list.Len(), rest(p.o.Items, first), func(i int) child {
				return child{step{kind: entry, i: first + i}, Of(list.Index(i))}
			}))
			added += list.Len()
		}
	}
	return out
}

// rest returns how many more may be shown after the first ones.
func rest(most, shown int) int {
	if most < 0 {
		return most
	}
	return max(0, most-shown)
}

// argumentGroups returns arguments, unless head writes them between its parentheses.
func (p *printer) argumentGroups(c call) []group {
	var out []group
	switch {
	case c.args.Kind() != py.Tuple || c.n > leafItems && p.claim(c.args):
		out = append(out, one(step{kind: special, name: "args"}, c.args))
	case !p.inlineArguments(c):
		out = append(out, fold(c.n, p.o.Items, func(i int) child {
			return child{step{kind: arg, i: c.first + i}, Of(c.args.Index(c.first + i))}
		}))
	}
	if !c.kwargs.IsValid() {
		return out
	}
	if c.kwargs.Kind() != py.Dict || p.claim(c.kwargs) {
		return append(out, one(step{kind: special, name: "kwargs"}, c.kwargs))
	}
	kv := entries(c.kwargs, p.o.Items)
	return append(out, fold(c.kwargs.Len(), p.o.Items, func(i int) child {
		if s, ok := nameOf(kv[2*i]); ok {
			return child{step{kind: keyword, name: s}, Of(kv[2*i+1])}
		}
		return item(i, kv[2*i], kv[2*i+1])
	}))
}

// stateGroups returns attributes, from a dict or from the pair of dict and slots that classes with __slots__ give,
// or else the state as it is.
func (p *printer) stateGroups(state py.Value) []group {
	var dicts []py.Value
	switch {
	case state.Kind() == py.Dict:
		dicts = []py.Value{state}
	case state.Kind() == py.Tuple && state.Len() == 2 && isSlots(state):
		for part := range state.Items() {
			if part.Kind() == py.Dict {
				dicts = append(dicts, part)
			}
		}
	case state.IsNone():
		return nil
	}
	var out []group
	for _, d := range dicts {
		if !p.claim(d) {
			out = append(out, attributes(d, p.o.Attrs))
		}
	}
	if len(out) == 0 || len(out) < len(dicts) {
		return []group{one(step{kind: special, name: "state"}, state)}
	}
	return out
}

// isSlots reports whether a pair is dict or None and dict of slots.
func isSlots(pair py.Value) bool {
	a, b := pair.Index(0).Kind(), pair.Index(1).Kind()
	return (a == py.Dict || a == py.None) && b == py.Dict
}

// callGroups returns a call that was made on an object: what was called and the arguments after the object.
func callGroups(e py.Effect, i int) []group {
	label := "call" + strconv.Itoa(i)
	return []group{
		one(step{kind: special, name: label}, e.Func),
		one(step{kind: special, name: label + "args"}, e.Args),
	}
}

// head writes what a container, object or array is, without its parts.
func (p *printer) head(l *line, n Node) {
	if w := p.viewOf(n); w != nil && (n.view != nil || !p.o.Full) {
		viewHead(l, w)
		return
	}
	if a, ok := p.arrayOf(n); ok {
		p.arrayHead(l, n, a)
		return
	}
	v := n.v
	switch kind := v.Kind(); kind {
	case py.List, py.Tuple, py.Dict, py.Set, py.FrozenSet:
		l.add(class, kind.String())
		l.add(faint, " of ", strconv.Itoa(v.Len()))
		return
	case py.Object:
	default:
		l.add(class, kind.String())
		return
	}
	o, _ := v.Object()
	c := callOf(o)
	defer func(many bool) { p.many = many }(p.many)
	p.many = p.many || passes(v)
	p.callee(l, c)
	switch {
	case c.creates && c.args.Kind() == py.Tuple && c.n == 0:
	case p.inlineArguments(c):
		p.arguments(l, c)
	default:
		l.add(plain, "(…)")
	}
}
