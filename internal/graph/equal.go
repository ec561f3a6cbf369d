package graph

// Equal compares two values as Python's == does, containers item by item, with a work stack and with
// pairs met before taken as equal, so that cycles end. Objects are equal if they were made alike.
// With work the two are keys: *work counts pairs of items up to maxKeyWork, past which the answer is
// false, and objects of one graph are equal only to themselves.
func Equal(g *Graph, x Word, h *Graph, y Word, work *int) bool {
	c := comparer{g: g, h: h, work: work}
	c.push(x, y)
	for len(c.stack) > 0 {
		p := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		if !c.pair(p[0], p[1]) {
			return false
		}
	}
	return true
}

type comparer struct {
	g, h  *Graph
	stack [][2]Word
	seen  map[[2]Word]struct{}
	work  *int
}

func (c *comparer) push(x, y Word) { c.stack = append(c.stack, [2]Word{x, y}) }

func (c *comparer) pushAll(xs, ys []Word) bool {
	if len(xs) != len(ys) {
		return false
	}
	for i := range xs {
		c.push(xs[i], ys[i])
	}
	return true
}

// pair compares one pair and pushes what it contains.
func (c *comparer) pair(x, y Word) bool {
	g, h := c.g, c.h
	if g == h && x == y && (!x.IsFloat() || x.Float() == x.Float()) {
		return true
	}
	if eq, atom := equalAtoms(g, x, h, y); atom {
		return eq
	}
	if c.work != nil {
		if *c.work++; *c.work > maxKeyWork {
			return false
		}
	}
	x, y = g.StandsFor(x), h.StandsFor(y)
	if _, ok := c.seen[[2]Word{x, y}]; ok {
		return true
	}
	if c.seen == nil {
		c.seen = make(map[[2]Word]struct{})
	}
	c.seen[[2]Word{x, y}] = struct{}{}
	switch x.Tag() {
	case Tuple:
		return c.pushAll(g.TupleItems(x), h.TupleItems(y))
	case List:
		return c.pushAll(g.Items(x), h.Items(y))
	case Set:
		if g.SpanOf(x).N != h.SpanOf(y).N {
			return false
		}
		for _, item := range g.Items(x) {
			if at, err := h.Lookup(y, g, item); err != nil || at < 0 {
				return false
			}
		}
		return true
	case Dict:
		n := int(g.SpanOf(x).N)
		if n != int(h.SpanOf(y).N) {
			return false
		}
		for i := range n {
			k, v := g.Entry(x, i)
			at, err := h.Lookup(y, g, k)
			if err != nil || at < 0 {
				return false
			}
			_, v2 := h.Entry(y, at)
			c.push(v, v2)
		}
		return true
	case Object:
		return (c.work == nil || g != h) && c.objects(x, y)
	case Rare:
		kx, ax := g.RareOf(x)
		ky, ay := h.RareOf(y)
		if kx == Buffer && ky == Buffer {
			return string(g.BufferOf(x)) == string(h.BufferOf(y))
		}
		c.push(ax, ay)
		return kx == ky
	}
	return false
}

func (c *comparer) objects(x, y Word) bool {
	g, h := c.g, c.h
	c.push(g.Callable(x), h.Callable(y))
	c.push(g.Args(x), h.Args(y))
	if k, k2 := g.Kwargs(x), h.Kwargs(y); k != No && k2 != No {
		c.push(k, k2)
	} else if k != k2 {
		return false
	}
	e, ok := g.FirstEffect(x)
	f, ok2 := h.FirstEffect(y)
	for ok && ok2 {
		if e.Kind != f.Kind {
			return false
		}
		c.push(e.A, f.A)
		if e.Kind == EffectSetter || e.Kind == EffectCall {
			c.push(e.B, f.B)
		}
		e, ok = g.NextEffect(e)
		f, ok2 = h.NextEffect(f)
	}
	return ok == ok2 && g.How(x) == h.How(y)
}
