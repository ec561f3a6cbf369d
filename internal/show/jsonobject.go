package show

import (
	"github.com/brine-go/brine/py"
)

// object writes an instance or call, or what NumPy makes.
func (p *jsonPrinter) object(v py.Value, level int, after string) {
	if t, ok := numpyLeaf(v); ok {
		p.numpyLeaf(t, level, after)
		return
	}
	a := gridOf(v)
	switch {
	case a == nil:
	case a.tensor != nil:
		if p.budget.allows(v, a.tensor) {
			p.tensor(a, level, after)
			return
		}
	default:
		data := dataOf(v)
		if m := p.marks.get(data); p.dry || data.Len() <= longText || m == nil || m.times < 2 {
			if p.dry && data.Len() > longText {
				p.marks.claim(data, true)
			}
			p.array(v, a, level, after)
			return
		}
	}
	o, _ := v.Object()
	c := callOf(o)
	tag := `{"$call":`
	if c.creates {
		tag = `{"$object":`
	}
	members := []member{{text: tag, v: c.callee}}
	if module, name, _ := c.callee.Global(); module+name != "" && !p.recurring(c.callee) {
		members[0] = member{text: tag + string(appendJSON(nil, module+"."+name))}
	}
	add := func(key string, m member) {
		m.text = `"` + key + `":` + m.text
		members = append(members, m)
	}
	list := func(key string, vs []py.Value) {
		if len(vs) > 0 {
			add(key, values(len(vs), func(i int) py.Value { return vs[i] }))
		}
	}
	switch {
	case c.args.Kind() != py.Tuple || c.n > leafItems && p.marks.claim(c.args, p.dry):
		add("args", member{v: c.args})
	case c.n > 0:
		add("args", values(c.n, func(i int) py.Value { return c.args.Index(c.first + i) }))
	}
	if c.kwargs.IsValid() {
		add("kwargs", member{v: c.kwargs})
	}
	e := effectsOf(o)
	if len(e.states) == 1 {
		add("state", member{v: e.states[0]})
	} else {
		list("states", e.states)
	}
	if e.setter.IsValid() {
		add("setter", member{v: e.setter})
	}
	list("items", e.items)
	list("added", e.added)
	if len(e.pairs) > 0 {
		add("pairs", member{text: "[", list: &jsonFrame{n: len(e.pairs) / 2, end: "]", at: func(i int) member {
			return pairOf(e.pairs[2*i], e.pairs[2*i+1])
		}}})
	}
	if len(e.calls) > 0 {
		add("calls", member{text: "[", list: &jsonFrame{n: len(e.calls) / 2, end: "]", at: func(i int) member {
			parts := [2]member{{text: `"$call":`, v: e.calls[2*i]}, {text: `"args":`, v: e.calls[2*i+1]}}
			return member{text: "{", list: &jsonFrame{n: 2, end: "}", at: func(i int) member { return parts[i] }}}
		}}})
	}
	p.push("", len(members), "}"+after, level+1, func(i int) member { return members[i] })
}

// effects are what followed an object's creation, by sort.
type effects struct {
	states       []py.Value
	setter       py.Value
	items, added []py.Value
	pairs, calls []py.Value // two at a time
}

func effectsOf(o py.Instance) effects {
	var out effects
	for e := range o.Effects() {
		switch e.Kind {
		case py.EffectBuild:
			out.states = append(out.states, e.State)
		case py.EffectSetter:
			out.states = append(out.states, e.State)
			out.setter = e.Func
		case py.EffectCall:
			out.calls = append(out.calls, e.Func, e.Args)
		case py.EffectAppend:
			for v := range e.Items.Items() {
				out.items = append(out.items, v)
			}
		case py.EffectSet:
			for v := range e.Items.Items() {
				out.pairs = append(out.pairs, v)
			}
		case py.EffectAdd:
			for v := range e.Items.Items() {
				out.added = append(out.added, v)
			}
		}
	}
	return out
}
