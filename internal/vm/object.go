package vm

import (
	"github.com/brine-go/brine/internal/compat"
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// collect makes what TUPLE, LIST, DICT and FROZENSET make of the items behind the MARK.
func (m *Machine) collect(op opcode.Code, items []graph.Word) (graph.Word, error) {
	g := m.g
	switch op {
	case opcode.Tuple:
		return g.NewTuple(items), nil
	case opcode.List:
		w := g.NewSpan(graph.List)
		return w, g.Append(w, items...)
	case opcode.Dict:
		w := g.NewSpan(graph.Dict)
		return w, m.setItems(w, items)
	}
	w := g.NewSet(true)
	return w, g.AddItems(w, items)
}

func (m *Machine) setItems(w graph.Word, kv []graph.Word) error {
	switch {
	case len(kv)%2 != 0:
		return errOdd
	case w.Is(graph.Dict):
		return m.g.SetItems(w, kv)
	}
	return m.extend(w, graph.EffectSet, kv)
}

// extend adds items, or keys and values, to an object.
func (m *Machine) extend(w graph.Word, kind graph.EffectKind, items []graph.Word) error {
	if !w.Is(graph.Object) {
		want := map[graph.EffectKind]string{
			graph.EffectAppend: "list or object", graph.EffectSet: "dict or object", graph.EffectAdd: "set or object",
		}
		return m.wrongKind("target", w, want[kind])
	}
	return m.g.Extend(w, kind, items)
}

// global returns the one Global of a name as the pickle has it; modw and namew are its words if it has them,
// at is where a GLOBAL's line is.
func (m *Machine) global(module, name []byte, modw, namew graph.Word, at int) (graph.Word, error) {
	if modw == graph.No && !(wtf8.Valid(module) && wtf8.Valid(name)) {
		return 0, errNotUTF8
	}
	if m.cfg.FindClass == nil && (m.proto >= 3 || !m.cfg.FixImports || compat.Same(module, name)) {
		return m.g.GlobalWord(string(module), string(name), "", modw, namew, m.line(at, module, name)), nil
	}
	mod, nam, raw := string(module), string(name), ""
	if m.cfg.FixImports && m.proto < 3 {
		mod, nam = compat.ToPython3(mod, nam)
		if m2, n2 := compat.ToPython2(mod, nam); m2 != string(module) || n2 != string(name) {
			raw = string(module) + "\n" + string(name)
		}
	}
	if m.cfg.FindClass != nil {
		var err error
		if mod, nam, err = m.cfg.FindClass(mod, nam); err != nil {
			return 0, err
		}
	}
	if mod != string(module) {
		modw = graph.No
	}
	if nam != string(name) {
		namew = graph.No
	}
	if mod != string(module) || nam != string(name) {
		at = -1
	}
	return m.g.GlobalWord(mod, nam, raw, modw, namew, m.line(at, module, name)), nil
}

// line returns at, where the line of a global is, if the graph's Text will have it, else -1.
func (m *Machine) line(at int, module, name []byte) int {
	if at < 0 || m.chunk >= 0 {
		return -1
	}
	m.lo, m.hi = min(m.lo, at), max(m.hi, at+len(module)+1+len(name))
	return at
}

func (m *Machine) stackGlobal(module, name graph.Word) (graph.Word, error) {
	for _, w := range []graph.Word{module, name} {
		if !w.Is(graph.Str) && !w.Is(graph.Rare) {
			return 0, m.wrongKind("name", w, "str")
		}
	}
	if module.Is(graph.Rare) || name.Is(graph.Rare) {
		return m.g.IndirectGlobal(module, name), nil
	}
	return m.global(m.g.TextOf(module), m.g.TextOf(name), module, name, -1)
}

func (m *Machine) extension(arg []byte) (graph.Word, error) {
	var code uint32
	for i, c := range arg {
		code |= uint32(c) << (8 * i)
	}
	if code == 0 || code >= 1<<31 {
		return 0, errExtZero
	}
	if m.cfg.Extension == nil {
		return m.g.ExtWord(code), nil
	}
	module, name, ok := m.cfg.Extension(code)
	if !ok {
		return 0, errNoCode
	}
	if m.cfg.FindClass != nil {
		var err error
		if module, name, err = m.cfg.FindClass(module, name); err != nil {
			return 0, err
		}
	}
	return m.g.GlobalWord(module, name, "", graph.No, graph.No, -1), nil
}

// callable reports whether w may stand where Python calls something: a name, what a call may return (but bytes and sets, where old
// protocols spell those as calls), or a persistent id, which may stand for anything.
func (m *Machine) callable(w graph.Word) bool {
	return w.Is(graph.Global) || w.Is(graph.Object) && m.g.StandsFor(w) == w || w.Is(graph.Rare)
}

func (m *Machine) reduce(fn, args graph.Word, start int) (graph.Word, error) {
	if !m.callable(fn) {
		return 0, m.wrongKind("callable", fn, "global or object")
	}
	if !args.Is(graph.Tuple) && !args.Is(graph.Rare) {
		return 0, m.wrongKind("arguments", args, "tuple")
	}
	w := m.g.NewObject(graph.ByReduce, fn, args, graph.No)
	if !fn.Is(graph.Global) || !args.Is(graph.Tuple) {
		return w, nil
	}
	if m.lastTuple == start-1 && m.isDottedName(fn, args) {
		m.g.SetBare(w)
	}
	return w, m.stand(w, fn, args)
}

// isDottedName reports whether getattr is called for a part of a dotted name, whose parts before it were not memoized.
func (m *Machine) isDottedName(fn, args graph.Word) bool {
	if !m.g.GlobalIs(fn, "builtins", "getattr") {
		return false
	}
	items := m.g.TupleItems(args)
	if len(items) != 2 || !items[1].Is(graph.Str) {
		return false
	}
	if items[0].Is(graph.Global) {
		module, _ := m.g.GlobalNames(items[0])
		return module != nil
	}
	if !items[0].Is(graph.Object) || !m.g.IsBare(items[0]) || m.lastReduce == nowhere {
		return false
	}
	next := m.afterLast // of the REDUCE of the part before
	if i := m.lastReduce + 1; i >= 0 {
		next = opcode.Code(m.buf[i])
	}
	switch next {
	case opcode.Put, opcode.BinPut, opcode.LongBinPut, opcode.Memoize:
		return false
	}
	return true
}

func (m *Machine) newObj(how graph.How, class, args, kwargs graph.Word) (graph.Word, error) {
	switch {
	case !m.callable(class):
		return 0, m.wrongKind("class", class, "global or object")
	case !args.Is(graph.Tuple) && !args.Is(graph.Rare):
		return 0, m.wrongKind("arguments", args, "tuple")
	case how == graph.ByNewObjEx && !kwargs.Is(graph.Dict) && !kwargs.Is(graph.Rare):
		return 0, m.wrongKind("keyword arguments", kwargs, "dict")
	}
	return m.g.NewObject(how, class, args, kwargs), nil
}

// stand notes which builtin value an object is when it is one that protocols without an opcode for it
// spell as a call. The value is a copy, so what is copied in all is bounded by the input: beyond that
// the call stays a call.
func (m *Machine) stand(w, fn, args graph.Word) error {
	g := m.g
	module, name := g.GlobalNames(fn)
	items := g.TupleItems(args)
	var first graph.Word
	if len(items) > 0 {
		first = g.StandsFor(items[0])
	}
	switch string(module) {
	case "builtins", "__builtin__":
		switch kind := string(name); {
		case (kind == "set" || kind == "frozenset") && len(items) == 1 && first.Is(graph.List):
			list := g.Items(first)
			if !m.afford(len(list)) {
				return nil
			}
			set := g.NewSet(kind == "frozenset")
			if err := g.AddItems(set, g.Items(first)); err != nil {
				return err
			}
			g.SetStandsFor(w, set)
		case kind == "bytes" && len(items) == 0:
			g.SetStandsFor(w, g.AddText(graph.Bytes, nil))
		case kind == "bytearray" && len(items) == 0:
			g.SetStandsFor(w, g.AddText(graph.ByteArray, nil))
		case kind == "bytearray" && len(items) == 1 && first.Is(graph.Bytes):
			g.SetStandsFor(w, retag(first, graph.ByteArray))
		case kind == "bytearray" && len(items) == 2 && m.isLatin1(items[1]):
			m.standLatin1(w, graph.ByteArray, first)
		}
	case "_codecs":
		if string(name) == "encode" && len(items) == 2 && m.isLatin1(items[1]) {
			m.standLatin1(w, graph.Bytes, first)
		}
	}
	return nil
}

func (m *Machine) isLatin1(w graph.Word) bool {
	if !w.Is(graph.Str) && !w.Is(graph.ByteString) {
		return false
	}
	name := string(m.g.TextOf(w))
	return name == "latin1" || name == "latin-1"
}

// standLatin1 notes that w is the latin-1 bytes of a str, if the str has no other characters.
func (m *Machine) standLatin1(w graph.Word, t graph.Tag, str graph.Word) {
	if !str.Is(graph.Str) {
		return
	}
	text := m.g.TextOf(str)
	if !m.afford(len(text)) {
		return
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		r, n := wtf8.DecodeRune(text[i:])
		if r > 0xff {
			return
		}
		out = append(out, byte(r))
		i += n
	}
	m.g.SetStandsFor(w, m.g.AddText(t, out))
}

// afford reports whether n more bytes or words may be copied.
func (m *Machine) afford(n int) bool {
	if m.copied+n > 2*(m.off+len(m.buf))+1024 {
		return false
	}
	m.copied += n
	return true
}

func (m *Machine) persistent(id graph.Word) (graph.Word, error) {
	if m.cfg.Persistent != nil {
		w, ok, err := m.cfg.Persistent(m.g, id)
		if ok || err != nil {
			m.g.ShareAll() // the caller may give one value for several ids
			return w, err
		}
	}
	return m.g.NewRare(graph.PersistentID, id), nil
}

// readOnly marks a buffer as read-only. Bytes are so already.
func (m *Machine) readOnly(w graph.Word) (graph.Word, error) {
	if w.Is(graph.Bytes) {
		return w, nil
	}
	if w.Is(graph.Rare) {
		if kind, arg := m.g.RareOf(w); kind == graph.Buffer {
			return m.g.NewRare(graph.Buffer, graph.Make(graph.Int, uint64(arg.SmallInt())|1)), nil
		}
	}
	return 0, m.wrongKind("value", w, "buffer")
}

// popped looks at what POP at offset start takes from the stack: three things that CPython writes so are
// kept, other calls are noted as dropped.
//
//   - "setter obj state TUPLE2 REDUCE POP" is a state setter, the sixth item of a reduce value.
//   - "callable (obj, …) REDUCE POP" is any other call for its effect on an object.
//   - "… POP GET" is an object that came up again among its own arguments, and was made there.
func (m *Machine) popped(w graph.Word, start int) {
	if !w.Is(graph.Object) {
		return
	}
	g := m.g
	if first, ok := m.again(w, start+1); ok {
		a, b := g.Args(w), g.Args(first)
		if a == b {
			return
		}
		if graph.Equal(g, a, g, b, new(int)) {
			g.SetAgain(first, a)
			return
		}
	} else if args := g.Args(w); m.lastReduce == start-1 && args.Is(graph.Tuple) {
		if items := g.TupleItems(args); len(items) > 0 && items[0].Is(graph.Object) && items[0] != w {
			e := graph.Effect{Kind: graph.EffectCall, A: g.Callable(w), B: args}
			if m.lastTuple == start-2 && len(items) == 2 {
				e = graph.Effect{Kind: graph.EffectSetter, A: g.Callable(w), B: items[1]}
			}
			g.AddEffect(items[0], e)
			return
		}
	}
	m.drop(w)
}

// again returns the object that the opcode at i gets from the memo, if it was made as w was.
func (m *Machine) again(w graph.Word, i int) (graph.Word, bool) {
	op, err := opcode.NewReader(m.buf[min(i, len(m.buf)):]).Next()
	if err != nil {
		return graph.No, false
	}
	var index uint64
	switch op.Code {
	case opcode.BinGet, opcode.LongBinGet:
		for k, c := range op.Arg {
			index |= uint64(c) << (8 * k)
		}
	case opcode.Get:
		if index, err = memoIndex(op.Arg); err != nil {
			return graph.No, false
		}
	default:
		return graph.No, false
	}
	got, err := m.get(index)
	if err != nil || !got.Is(graph.Object) || got == w {
		return graph.No, false
	}
	g := m.g
	return got, g.Callable(got) == g.Callable(w) && g.How(got) == g.How(w)
}

// drop notes a call whose value nothing may refer to.
func (m *Machine) drop(w graph.Word) {
	if w.Is(graph.Object) {
		m.g.Drop(w)
	}
}

func (m *Machine) wrongKind(role string, w graph.Word, want string) error {
	return &TypeError{Role: role, Got: m.g.KindName(w), Want: want}
}
