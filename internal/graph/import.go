package graph

// An Importer copies values of one graph into another, what they share once.
type Importer struct {
	dst, src *Graph
	done     map[Word]Word
	stack    []copying
	// Replace, if set, is asked once about every object; it may return another word of the destination for it.
	Replace func(w Word) (Word, bool, error)
	asked   map[Word]bool
}

// copying is a value whose parts are being copied: parts[next:] are still to come and go to out.
type copying struct {
	w, to Word
	parts []Word
	out   []Word
}

// NewImporter returns an importer from src to dst.
func NewImporter(dst, src *Graph) *Importer {
	return &Importer{dst: dst, src: src, done: make(map[Word]Word)}
}

// Import returns the copy of w, made at its first call.
func (im *Importer) Import(w Word) (Word, error) {
	if to, ok, err := im.start(w); ok || err != nil {
		return to, err
	}
	base := len(im.stack) - 1
	for {
		c := &im.stack[len(im.stack)-1]
		if len(c.out) < len(c.parts) {
			to, ok, err := im.start(c.parts[len(c.out)])
			if err != nil {
				im.stack = im.stack[:0]
				return No, err
			}
			if ok {
				c = &im.stack[len(im.stack)-1]
				c.out = append(c.out, to)
			}
			continue
		}
		if im.followed(c) {
			continue
		}
		done := *c
		im.stack = im.stack[:len(im.stack)-1]
		to, err := im.finish(done)
		if err != nil {
			im.stack = im.stack[:0]
			return No, err
		}
		im.done[done.w] = to
		if len(im.stack) == base {
			return to, nil
		}
		up := &im.stack[len(im.stack)-1]
		up.out = append(up.out, to)
	}
}

// start copies an atom, or pushes a container; ok says that the copy can be referred to already.
func (im *Importer) start(w Word) (to Word, ok bool, err error) {
	if w.IsFloat() {
		return w, true, nil
	}
	src, dst := im.src, im.dst
	if t := w.Tag(); t == Str && !src.IsShared(w) { // most of millions; nothing leads there twice
		return dst.AddText(t, src.TextOf(w)), true, nil
	}
	if to, ok := im.done[w]; ok {
		return to, true, nil
	}
	c := copying{w: w, to: No}
	switch t := w.Tag(); t {
	case Const, Int:
		return w, true, nil
	case WideInt, WideFloat:
		return Make(t, dst.widen(src.Wide[w.Payload()])), true, nil
	case BigInt:
		return dst.AddText(t, src.TextOf(w)), true, nil
	case Str, Bytes, ByteString, ByteArray:
		to = dst.AddText(t, src.TextOf(w))
		im.done[w] = to
		return to, true, nil
	case Global:
		mw, nw, code := src.GlobalParts(w)
		if code != 0 {
			return dst.ExtWord(code), true, nil
		}
		m, n := src.GlobalNames(w)
		if m == nil {
			c.parts = []Word{mw, nw}
			break
		}
		name := No
		if src.IsShared(nw) { // the name of another global, too, or a value of its own
			if name, _, err = im.start(nw); err != nil {
				return No, false, err
			}
		}
		return dst.GlobalWord(string(m), string(n), src.RawGlobal(w), No, name, -1), true, nil
	case Tuple:
		if w == EmptyTuple {
			return w, true, nil
		}
		c.parts = src.TupleItems(w)
	case List:
		c.parts, c.to = src.Items(w), dst.NewSpan(List)
	case Dict:
		c.to = dst.NewSpan(Dict)
		for i := range int(src.SpanOf(w).N) {
			k, v := src.Entry(w, i)
			c.parts = append(c.parts, k, v)
		}
	case Set:
		c.parts = src.Items(w)
		if src.SpanOf(w).Shape == 0 {
			c.to = dst.NewSet(false)
		}
	case Object:
		if im.Replace != nil && !im.asked[w] {
			if im.asked == nil {
				im.asked = make(map[Word]bool)
			}
			im.asked[w] = true // it may come up among what takes its place
			if to, ok, err := im.Replace(w); ok || err != nil {
				im.done[w] = to
				return to, true, err
			}
		}
		if body := src.StandsFor(w); body.Is(Bytes) || body.Is(ByteArray) {
			to = dst.AddText(body.Tag(), src.TextOf(body))
			im.done[w] = to
			return to, true, nil
		} else if body != w { // a set, which is this object's alone
			return im.start(body)
		}
		c.parts = []Word{src.Callable(w), src.Args(w)}
		if kw := src.Kwargs(w); kw != No {
			c.parts = append(c.parts, kw)
		}
	case Rare:
		kind, arg := src.RareOf(w)
		if kind == Buffer {
			at := dst.AddBuffer(src.BufferOf(w))
			to = dst.NewRare(Buffer, Make(Int, uint64(at)<<1|uint64(arg.SmallInt()&1)))
			im.done[w] = to
			return to, true, nil
		}
		c.parts = []Word{arg}
	}
	if c.to != No {
		im.done[w] = c.to
	}
	im.stack = append(im.stack, c)
	return No, false, nil
}

// followed makes an object whose callable and arguments are copied, and turns to what followed it.
func (im *Importer) followed(c *copying) bool {
	if !c.w.Is(Object) || c.to != No {
		return false
	}
	if _, ok := im.done[c.w]; ok { // it came up among its own arguments
		return false
	}
	kwargs := No
	if len(c.out) > 2 {
		kwargs = c.out[2]
	}
	c.to = im.dst.NewObject(im.src.How(c.w), c.out[0], c.out[1], kwargs)
	im.done[c.w] = c.to
	c.parts, c.out = nil, nil
	for e, ok := im.src.FirstEffect(c.w); ok; e, ok = im.src.NextEffect(e) {
		b := None
		if e.Kind == EffectSetter || e.Kind == EffectCall {
			b = e.B
		}
		c.parts = append(c.parts, e.A, b)
	}
	return true
}

// finish makes what c is of the copies of its parts.
func (im *Importer) finish(c copying) (Word, error) {
	dst, src := im.dst, im.src
	if to, ok := im.done[c.w]; ok && c.to == No { // it came up among its own parts
		return to, nil
	}
	switch c.w.Tag() {
	case Tuple:
		return dst.NewTuple(c.out), nil
	case List:
		return c.to, dst.Append(c.to, c.out...)
	case Dict:
		return c.to, dst.SetItems(c.to, c.out)
	case Set:
		if c.to == No {
			c.to = dst.NewSet(true)
		}
		return c.to, dst.AddItems(c.to, c.out)
	case Rare:
		return dst.NewRare(PersistentID, c.out[0]), nil
	case Global:
		return dst.IndirectGlobal(c.out[0], c.out[1]), nil
	}
	e, ok := src.FirstEffect(c.w)
	for i := 0; ok; i += 2 {
		if e.Kind == EffectBuild {
			dst.Build(c.to, c.out[i])
		} else {
			dst.AddEffect(c.to, Effect{Kind: e.Kind, A: c.out[i], B: c.out[i+1]})
		}
		e, ok = src.NextEffect(e)
	}
	return c.to, nil
}
