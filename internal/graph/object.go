package graph

// How tells which opcode made an object.
type How uint8

const (
	ByReduce   How = iota // callable args REDUCE
	ByNewObj              // class args NEWOBJ
	ByNewObjEx            // class args kwargs NEWOBJ_EX
	ByObj                 // MARK class args… OBJ
	ByInst                // MARK args… INST
)

// Object records are pool ranges: callable, args, state, info and, for ByNewObjEx, kwargs.
//
//	info = how | stands << 3 | bare << 4 | again << 5 | shared << 6 | (chain+1) << 8
//
// Nearly every object is followed by nothing or by one BUILD: then state is No or that state and
// chain is absent. An object with stands set is a builtin spelled as a call, as protocols before
// that type's opcodes write it (set([1, 2]) in protocol 2): state is then the value it stands for.
const (
	recCallable = iota
	recArgs
	recState
	recInfo
	recKwargs
)

const (
	standsBit = 1 << 3
	bareBit   = 1 << 4 // the arguments' tuple was not memoized: see SetBare
	againBit  = 1 << 5 // see SetAgain
)

// EffectKind tells what followed an object's creation.
type EffectKind uint8

const (
	EffectBuild  EffectKind = iota // obj A BUILD
	EffectAppend                   // obj MARK items… APPENDS; A is a List
	EffectSet                      // obj MARK key value … SETITEMS; A is a List of keys and values in turn
	EffectAdd                      // obj MARK items… ADDITEMS; A is a List
	EffectSetter                   // A obj B TUPLE2 REDUCE POP: a state setter was called
	EffectCall                     // A B REDUCE POP: A was called with the tuple B, whose first item is the object
)

// An Effect is one link of a [Chain].
type Effect struct {
	A, B Word
	Next uint32 // position+1 in Effects, 0 at the end
	Kind EffectKind
}

// A Chain is the first and last link, as positions+1 in Effects.
type Chain struct{ Head, Tail uint32 }

// NewObject returns the word of a new object. kwargs is kept only for ByNewObjEx.
func (g *Graph) NewObject(how How, callable, args, kwargs Word) Word {
	n := recKwargs
	if how == ByNewObjEx {
		n++
	}
	p := g.Alloc(n)
	r := g.Pool[p : p+n]
	r[recCallable], r[recArgs], r[recState], r[recInfo] = callable, args, No, Word(how)
	if how == ByNewObjEx {
		r[recKwargs] = kwargs
	}
	return Make(Object, uint64(p))
}

// How returns the opcode that made the object.
func (g *Graph) How(w Word) How { return How(g.Pool[w.Payload()+recInfo] & 7) }

// Callable returns the callable or class of an object.
func (g *Graph) Callable(w Word) Word { return g.Pool[w.Payload()+recCallable] }

// Args returns the arguments of an object: a tuple, or whatever else stood there.
func (g *Graph) Args(w Word) Word { return g.Pool[w.Payload()+recArgs] }

// Kwargs returns the keyword arguments of a ByNewObjEx object, else No.
func (g *Graph) Kwargs(w Word) Word {
	if g.How(w) != ByNewObjEx {
		return No
	}
	return g.Pool[w.Payload()+recKwargs]
}

// StandsFor returns the builtin value that w is a call for, or w itself.
func (g *Graph) StandsFor(w Word) Word {
	if w.Is(Object) {
		if p := w.Payload(); g.Pool[p+recInfo]&standsBit != 0 {
			return g.Pool[p+recState]
		}
	}
	return w
}

// SetStandsFor marks a new object as a spelling of value.
func (g *Graph) SetStandsFor(w, value Word) {
	p := w.Payload()
	g.Pool[p+recInfo] |= standsBit
	g.Pool[p+recState] = value
}

// SetBare marks an object as a getattr whose arguments are not memoized: so CPython writes dotted names
// since 3.14, in protocols below 4.
func (g *Graph) SetBare(w Word) { g.Pool[w.Payload()+recInfo] |= bareBit }

// IsBare reports whether SetBare marked w.
func (g *Graph) IsBare(w Word) bool { return g.Pool[w.Payload()+recInfo]&bareBit != 0 }

// SetAgain notes the arguments of a first attempt to make w, which came up again among them: they are
// equal to w's but other objects.
func (g *Graph) SetAgain(w, args Word) {
	if g.rest().again == nil {
		g.rare.again = make(map[Word]Word)
	}
	g.rare.again[w] = args
	g.Pool[w.Payload()+recInfo] |= againBit
}

// Again returns what SetAgain noted.
func (g *Graph) Again(w Word) (args Word, ok bool) {
	if g.Pool[w.Payload()+recInfo]&againBit == 0 {
		return No, false
	}
	args, ok = g.rare.again[w]
	return args, ok
}

// Build adds "obj state BUILD".
func (g *Graph) Build(w, state Word) {
	r := g.record(w)
	if r[recInfo]>>8 == 0 && r[recState] == No {
		r[recState] = state
		return
	}
	g.AddEffect(w, Effect{Kind: EffectBuild, A: state})
}

// record returns the record of an object about to be changed: it no longer stands for a builtin.
func (g *Graph) record(w Word) []Word {
	p := w.Payload()
	r := g.Pool[p : p+recKwargs]
	if r[recInfo]&standsBit != 0 {
		r[recInfo] &^= standsBit
		r[recState] = No
	}
	return r
}

// AddEffect adds e behind what has followed the object so far.
func (g *Graph) AddEffect(w Word, e Effect) {
	r := g.record(w)
	if r[recInfo]>>8 == 0 {
		x := g.rest()
		x.Chains = append(x.Chains, Chain{})
		r[recInfo] |= Word(len(x.Chains)) << 8
		if state := r[recState]; state != No {
			r[recState] = No
			x.link(&x.Chains[len(x.Chains)-1], Effect{Kind: EffectBuild, A: state})
		}
	}
	g.rare.link(&g.rare.Chains[r[recInfo]>>8-1], e)
}

func (x *rare) link(c *Chain, e Effect) {
	x.Effects = append(x.Effects, e)
	n := uint32(len(x.Effects))
	if c.Tail == 0 {
		c.Head = n
	} else {
		x.Effects[c.Tail-1].Next = n
	}
	c.Tail = n
}

// Extend adds items behind the last effect if that is of the same kind, else as a new one.
func (g *Graph) Extend(w Word, kind EffectKind, items []Word) error {
	r := g.record(w)
	if c := r[recInfo] >> 8; c != 0 {
		if e := &g.rare.Effects[g.rare.Chains[c-1].Tail-1]; e.Kind == kind {
			return g.Append(e.A, items...)
		}
	}
	list := g.NewSpan(List)
	if err := g.Append(list, items...); err != nil {
		return err
	}
	g.AddEffect(w, Effect{Kind: kind, A: list})
	return nil
}

// FirstEffect returns the first thing that followed the object; NextEffect goes on from there.
func (g *Graph) FirstEffect(w Word) (Effect, bool) {
	r := g.Pool[w.Payload():]
	switch c := r[recInfo] >> 8; {
	case c != 0:
		return g.rare.Effects[g.rare.Chains[c-1].Head-1], true
	case r[recInfo]&standsBit == 0 && r[recState] != No:
		return Effect{Kind: EffectBuild, A: r[recState]}, true
	}
	return Effect{}, false
}

// NextEffect returns the effect behind e.
func (g *Graph) NextEffect(e Effect) (Effect, bool) {
	if e.Next == 0 {
		return Effect{}, false
	}
	return g.rare.Effects[e.Next-1], true
}

// RareKind tells what a Rare word is.
type RareKind Word

const (
	PersistentID RareKind = iota // argument: the id
	Buffer                       // argument: position in Buffers<<1 | 1 if READONLY_BUFFER followed
)

// NewRare returns the word of a persistent id or buffer.
func (g *Graph) NewRare(kind RareKind, arg Word) Word {
	p := g.Alloc(2)
	g.Pool[p], g.Pool[p+1] = Word(kind), arg
	return Make(Rare, uint64(p))
}

// RareOf returns the parts of a Rare word.
func (g *Graph) RareOf(w Word) (RareKind, Word) {
	p := w.Payload()
	return RareKind(g.Pool[p]), g.Pool[p+1]
}

// globalKey names a global. raw is Python 2's "module\nname" where it does not follow from the others.
type globalKey struct{ module, name, raw string }

// Global records are pool ranges: module, name, extension code (0 for none), raw (a Str or No), and the named
// global that was made before it (or No).
const (
	recModule = iota
	recName
	recCode
	recRaw
	recBefore
	recGlobalLen
)

// manyGlobals is how many named globals are looked for in a map. Most pickles have one or two.
const manyGlobals = 8

// FindGlobal returns the word of module.name if the graph has it.
func (g *Graph) FindGlobal(module, name string) (Word, bool) {
	w := g.findGlobal(module, name, "")
	return w, w != No
}

func (g *Graph) findGlobal(module, name, raw string) Word {
	if f := g.fill; f != nil && f.globals != nil {
		if w, ok := f.globals[globalKey{module, name, raw}]; ok {
			return w
		}
		return No
	}
	for w := g.lastGlobal; w != No; w = g.Pool[w.Payload()+recBefore] {
		if g.GlobalIs(w, module, name) && g.RawGlobal(w) == raw {
			return w
		}
	}
	return No
}

// findModule returns the text of a global's module of that name, or No.
func (g *Graph) findModule(module string) Word {
	if f := g.fill; f.globals != nil {
		if w, ok := f.modules[module]; ok {
			return w
		}
		return No
	}
	for w := g.lastGlobal; w != No; w = g.Pool[w.Payload()+recBefore] {
		if mod, _, _ := g.GlobalParts(w); string(g.TextOf(mod)) == module {
			return mod
		}
	}
	return No
}

// GlobalWord returns the one word of module.name. modw and namew are its texts, or No to make them: of the line
// "module\nname" at offset at of the input, or, if at < 0, of copies. raw is "" or Python 2's name of it, as
// RawGlobal returns it.
func (g *Graph) GlobalWord(module, name, raw string, modw, namew Word, at int) Word {
	if w := g.findGlobal(module, name, raw); w != No {
		return w
	}
	if modw == No {
		if modw = g.findModule(module); modw == No {
			modw = g.nameText(module, at)
		}
		g.MarkShared(modw)
	}
	if namew == No {
		if at >= 0 {
			at += len(module) + 1
		}
		namew = g.nameText(name, at)
		g.MarkShared(namew)
	}
	w := g.newGlobal(modw, namew, 0)
	p := w.Payload()
	if raw != "" {
		text := g.AddText(Str, []byte(raw))
		g.Pool[p+recRaw] = text
	}
	g.Pool[p+recBefore] = g.lastGlobal
	g.lastGlobal = w
	g.indexGlobal(w)
	return w
}

func (g *Graph) nameText(s string, at int) Word {
	if at >= 0 {
		return g.TextWord(Str, at, len(s))
	}
	return g.AddText(Str, []byte(s))
}

// indexGlobal notes w, the named global made last, once there are many.
func (g *Graph) indexGlobal(w Word) {
	f := g.fill
	f.named++
	if f.named < manyGlobals {
		return
	}
	if f.globals == nil {
		f.globals = make(map[globalKey]Word)
		f.modules = make(map[string]Word)
	}
	for w != No { // all of them the first time, then one
		m, n := g.GlobalNames(w)
		key := globalKey{string(m), string(n), g.RawGlobal(w)}
		if _, ok := f.globals[key]; ok {
			return
		}
		f.globals[key] = w
		if _, ok := f.modules[key.module]; !ok || f.named > manyGlobals {
			f.modules[key.module] = g.Pool[w.Payload()+recModule]
		}
		w = g.Pool[w.Payload()+recBefore]
	}
}

func (g *Graph) newGlobal(module, name Word, code uint32) Word {
	p := g.Alloc(recGlobalLen)
	r := g.Pool[p : p+recGlobalLen]
	r[recModule], r[recName], r[recCode], r[recRaw], r[recBefore] = module, name, Word(code), No, No
	return Make(Global, uint64(p))
}

// RawGlobal returns Python 2's "module\nname" of a global that Python 3's table would write as another, or "".
func (g *Graph) RawGlobal(w Word) string {
	if raw := g.Pool[w.Payload()+recRaw]; raw != No {
		return string(g.TextOf(raw))
	}
	return ""
}

// ExtWord returns the one word of an extension code that no registry resolved: a Global without names.
func (g *Graph) ExtWord(code uint32) Word {
	x := g.rest()
	if w, ok := x.exts[code]; ok {
		return w
	}
	if x.exts == nil {
		x.exts = make(map[uint32]Word)
	}
	empty := g.AddText(Str, nil)
	w := g.newGlobal(empty, empty, code)
	x.exts[code] = w
	return w
}

// GlobalParts returns module and name, Str or Rare, and the extension code of a Global word.
func (g *Graph) GlobalParts(w Word) (module, name Word, code uint32) {
	p := w.Payload()
	return g.Pool[p], g.Pool[p+1], uint32(g.Pool[p+2])
}

// GlobalIs reports whether w is the global module.name.
func (g *Graph) GlobalIs(w Word, module, name string) bool {
	if !w.Is(Global) {
		return false
	}
	m, n := g.GlobalNames(w)
	return string(n) == name && string(m) == module
}

// GlobalNames returns the names of a Global word; they are nil where the pickle has persistent ids for them.
func (g *Graph) GlobalNames(w Word) (module, name []byte) {
	m, n, _ := g.GlobalParts(w)
	if m.Is(Str) && n.Is(Str) {
		return g.TextOf(m), g.TextOf(n)
	}
	return nil, nil
}

// IndirectGlobal returns a new Global whose names are, at least one of them, persistent ids.
func (g *Graph) IndirectGlobal(module, name Word) Word { return g.newGlobal(module, name, 0) }
