package gotype

import "github.com/brine-go/brine/internal/graph"

// args returns the arguments that the class of an object gets.
func (d *Decoder) args(w word) []word {
	g := d.g
	a := g.Args(w)
	if !a.Is(graph.Tuple) {
		return nil
	}
	items := g.TupleItems(a)
	if g.How(w) != graph.ByReduce {
		return items
	}
	switch d.calleeOf(g.Callable(w)).nat {
	case natNewObj:
		if len(items) > 0 {
			return items[1:]
		}
	case natNewObjEx:
		if len(items) > 1 && items[1].Is(graph.Tuple) {
			return g.TupleItems(items[1])
		}
	case natReconstructor: // (class, base, state): class.__new__ of the base's value
		switch {
		case len(items) != 3 || g.GlobalIs(items[1], "builtins", "object"):
			return nil
		case items[2].Is(graph.Tuple) && g.GlobalIs(items[1], "builtins", "tuple"):
			return g.TupleItems(items[2])
		}
		return items[2:]
	}
	return items
}

// first returns the first thing that followed the creation of an object, next the one behind it: states that
// are empty dicts, which Python 2 writes, are passed over.
func (d *Decoder) first(w word) (graph.Effect, bool) {
	e, ok := d.g.FirstEffect(w)
	return d.solid(e, ok)
}

func (d *Decoder) next(e graph.Effect) (graph.Effect, bool) {
	e, ok := d.g.NextEffect(e)
	return d.solid(e, ok)
}

func (d *Decoder) solid(e graph.Effect, ok bool) (graph.Effect, bool) {
	for ok && e.Kind == graph.EffectBuild && e.A.Is(graph.Dict) && d.g.SpanOf(e.A).N == 0 {
		e, ok = d.g.NextEffect(e)
	}
	return e, ok
}

// bare reports whether nothing followed the creation of an object.
func (d *Decoder) bare(w word) bool {
	_, ok := d.first(w)
	return !ok
}

// attributes calls f with each dict of attributes that an object has: its keyword arguments, the dict that
// BUILD gave, or the pair of __dict__ and slots. ok is false if it has none.
func (d *Decoder) attributes(w word, f func(dict word) error) (ok bool, err error) {
	g := d.g
	if kw := g.Kwargs(w); kw != graph.No && kw.Is(graph.Dict) {
		ok = true
		if err := f(kw); err != nil {
			return true, err
		}
	}
	for e, more := d.first(w); more; e, more = d.next(e) {
		state := graph.No
		switch e.Kind {
		case graph.EffectBuild:
			state = e.A
		case graph.EffectSetter:
			state = e.B
		}
		for _, part := range d.stateDicts(state) {
			ok = true
			if part == none {
				continue
			}
			if err := f(part); err != nil {
				return true, err
			}
		}
	}
	return ok, nil
}

// stateDicts returns the dicts, or None, that a state consists of; nil if it is another one.
func (d *Decoder) stateDicts(state word) []word {
	g := d.g
	switch {
	case state == graph.No:
	case state.Is(graph.Dict):
		return []word{state}
	case state.Is(graph.Tuple):
		pair := g.TupleItems(state)
		if len(pair) == 2 && (pair[0] == none || pair[0].Is(graph.Dict)) && pair[1].Is(graph.Dict) {
			return pair
		}
	}
	return nil
}

// positional returns the values of an object that has no names for them: the arguments of a call that nothing
// followed, or a state that is a list or a tuple.
func (d *Decoder) positional(w word) (view, bool) {
	g := d.g
	e, ok := d.first(w)
	if !ok {
		return view{d.args(w), g.Args(w)}, true
	}
	if _, more := d.next(e); more || e.Kind != graph.EffectBuild || len(d.args(w)) > 0 {
		return view{}, false
	}
	switch {
	case e.A.Is(graph.List):
		return view{g.Items(e.A), e.A}, true
	case e.A.Is(graph.Tuple):
		return view{g.TupleItems(e.A), e.A}, true
	}
	return view{}, false
}

// A view is items with the word that holds them, as locate counts parts.
type view struct {
	words  []word
	parent word
}

// items returns what a list, tuple or set holds, or an object that is like one.
func (d *Decoder) items(w word) (view, bool) {
	g := d.g
	if w.IsFloat() {
		return view{}, false
	}
	body := g.StandsFor(w)
	switch body.Tag() {
	case graph.List, graph.Set:
		return view{g.Items(body), body}, true
	case graph.Tuple:
		return view{g.TupleItems(body), body}, true
	case graph.Object:
		return d.objectItems(w)
	}
	return view{}, false
}

// objectItems returns the items of a deque, of instances of subclasses of list, tuple and set, and the
// fields of a namedtuple.
func (d *Decoder) objectItems(w word) (view, bool) {
	g := d.g
	var out view
	parts := 0
	add := func(v view) {
		if parts++; parts == 1 {
			out = v
			return
		}
		out = view{append(out.words[:len(out.words):len(out.words)], v.words...), graph.No}
	}
	args := d.args(w)
	nat := d.natural(w)
	how := g.How(w)
	if reconstructed := how == graph.ByReduce && d.calleeOf(g.Callable(w)).nat == natReconstructor; reconstructed {
		how = graph.ByNewObj
		if base := g.TupleItems(g.Args(w)); len(base) == 3 && base[2].Is(graph.Tuple) {
			return view{args, base[2]}, true
		}
	}
	if len(args) == 1 || nat == natDeque && len(args) > 0 {
		if a := args[0]; a.Is(graph.List) || a.Is(graph.Tuple) || a.Is(graph.Set) {
			v, _ := d.items(a)
			if how == graph.ByReduce || how == graph.ByNewObj {
				add(v)
			}
		}
	}
	for e, ok := d.first(w); ok; e, ok = d.next(e) {
		if e.Kind == graph.EffectAppend || e.Kind == graph.EffectAdd {
			add(view{g.Items(e.A), e.A})
		}
	}
	if parts == 0 && nat != natDeque && how == graph.ByNewObj && len(args) > 0 && d.bare(w) {
		add(view{args, g.Args(w)})
	}
	return out, parts > 0 || nat == natDeque
}

// pairs are the keys and values of a dict: keys[i] and items[i], or, with keys nil, in turn.
type pairs struct {
	keys, items []word
	n           int
	dict        word // if it is one, else No: then keys may repeat
	parent      word
}

func (p *pairs) at(i int) (key, value word) {
	if p.keys != nil {
		return p.keys[i], p.items[i]
	}
	return p.items[2*i], p.items[2*i+1]
}

func (d *Decoder) dictPairs(w word) pairs {
	keys, items := d.g.Parts(w)
	return pairs{keys, items, int(d.g.SpanOf(w).N), w, w}
}

// pairs returns what a dict holds, or an object that is like one: an instance of a subclass of dict, else
// attributes.
func (d *Decoder) pairs(w word, attributes bool) (pairs, bool) {
	g := d.g
	switch {
	case w.Is(graph.Dict):
		return d.dictPairs(w), true
	case !w.Is(graph.Object) || g.StandsFor(w) != w:
		return pairs{}, false
	}
	var out pairs
	parts := 0
	add := func(p pairs) {
		if parts++; parts == 1 {
			out = p
			return
		}
		var flat []word
		for _, p := range []pairs{out, p} {
			for i := range p.n {
				k, v := p.at(i)
				flat = append(flat, k, v)
			}
		}
		out = pairs{nil, flat, len(flat) / 2, graph.No, graph.No}
	}
	nat := d.natural(w)
	if args := d.args(w); len(args) == 1 {
		switch a := args[0]; {
		case a.Is(graph.Dict):
			add(d.dictPairs(a))
		case nat == natOrderedDict && a.Is(graph.List): // Python 2: [[key, value], …]
			var flat []word
			for _, kv := range g.Items(a) {
				v, ok := d.items(kv)
				if !ok || len(v.words) != 2 {
					return pairs{}, false
				}
				flat = append(flat, v.words...)
			}
			add(pairs{nil, flat, len(flat) / 2, graph.No, graph.No})
		}
	}
	for e, ok := d.first(w); ok; e, ok = d.next(e) {
		if e.Kind == graph.EffectSet {
			list := g.Items(e.A)
			add(pairs{nil, list, len(list) / 2, graph.No, e.A})
		}
	}
	if parts > 0 || nat == natOrderedDict || nat == natDict {
		return out, true
	}
	if !attributes {
		return pairs{}, false
	}
	ok, _ := d.attributes(w, func(dict word) error {
		add(d.dictPairs(dict))
		return nil
	})
	return out, ok
}
