package show

import (
	"bufio"
	"cmp"
	"io"
	"strconv"

	"github.com/brine-go/brine/py"
)

// JSON writes a node as one line of JSON, in the forms that the package comment lists. Only Depth counts of the
// options; what lies deeper is cut.
func JSON(w io.Writer, n Node, o Options) error {
	o.Full = true
	p := &jsonPrinter{w: bufio.NewWriterSize(w, 1<<16), o: o, marks: new(marks)}
	p.marks.more = func() bool {
		dry := &jsonPrinter{o: o, marks: p.marks, dry: true}
		dry.run(n)
		return false
	}
	p.run(n)
	p.raw("\n")
	return cmp.Or(p.err, p.w.Flush())
}

// A jsonPrinter walks a graph to write it, or dry, as a printer does.
type jsonPrinter struct {
	w        *bufio.Writer
	err      error // the first of w
	o        Options
	marks    *marks
	labels   int
	dry      bool
	budget   budget
	texts    map[string]bool // long ones of a column of pandas'
	repeated int             // bytes of those that have come up again
	stack    []jsonFrame
	buf      []byte
}

// A jsonFrame is an array or object of which some members are written.
type jsonFrame struct {
	i, n  int
	at    func(i int) member
	end   string
	level int // of the members
}

// A member is something to write: a text, and behind it a value, a part of an array, or members of its own, if
// there is one of these.
type member struct {
	text  string
	v     py.Value
	array *grid
	list  *jsonFrame // its n, at and end
}

func (p *jsonPrinter) run(n Node) {
	switch {
	case n.view != nil:
		p.view(n.view)
	case n.entry != nil:
		p.enter(pairOf(n.entry[0], n.entry[1]), 0)
	case n.array != nil:
		p.enter(member{array: n.array}, 0)
	default:
		p.enter(member{v: n.v}, 0)
	}
	for len(p.stack) > 0 && p.err == nil {
		f := &p.stack[len(p.stack)-1]
		if f.i == f.n {
			p.raw(f.end)
			p.stack = p.stack[:len(p.stack)-1]
			continue
		}
		if f.i > 0 {
			p.raw(",")
		}
		m, level := f.at(f.i), f.level
		f.i++
		p.enter(m, level)
	}
}

func (p *jsonPrinter) raw(s string) {
	if p.dry || p.err != nil {
		return
	}
	_, p.err = p.w.WriteString(s)
}

func (p *jsonPrinter) write(b []byte) {
	if p.dry || p.err != nil {
		return
	}
	_, p.err = p.w.Write(b)
}

// push opens an array or object of n members.
func (p *jsonPrinter) push(open string, n int, end string, level int, at func(i int) member) {
	p.raw(open)
	p.stack = append(p.stack, jsonFrame{n: n, at: at, end: end, level: level})
}

func (p *jsonPrinter) enter(m member, level int) {
	p.raw(m.text)
	switch {
	case m.list != nil:
		p.push("", m.list.n, m.list.end, level, m.list.at)
	case m.array != nil:
		p.arrayPart(m.array, level)
	case m.v.IsValid():
		p.value(m.v, level)
	}
}

// values returns n values as a member that is an array.
func values(n int, at func(i int) py.Value) member {
	return member{text: "[", list: &jsonFrame{n: n, end: "]", at: func(i int) member { return member{v: at(i)} }}}
}

func pairOf(key, value py.Value) member {
	kv := [2]py.Value{key, value}
	return values(2, func(i int) py.Value { return kv[i] })
}

// value writes a value, or a reference to where it is written.
func (p *jsonPrinter) value(v py.Value, level int) {
	if !p.recurring(v) {
		p.plain(v, level, "")
		return
	}
	if p.o.Depth >= 0 && level >= p.o.Depth && holds(v) {
		p.raw(`{"$cut":`)
		p.text(cutText(v))
		p.raw("}")
		return
	}
	m := p.marks.add(v)
	if p.dry {
		if m.times++; m.times == 1 {
			p.plain(v, level, "")
		}
		return
	}
	switch {
	case m.written:
		p.raw(`{"$ref":` + strconv.Itoa(m.label) + "}")
	case m.times > 1:
		p.labels++
		m.label, m.written = p.labels, true
		p.raw(`{"$def":` + strconv.Itoa(m.label) + `,"value":`)
		p.plain(v, level, "}")
	default:
		p.plain(v, level, "")
	}
}

// recurring reports whether a value is written once only: a container, an object or a long text.
func (p *jsonPrinter) recurring(v py.Value) bool {
	switch v.Kind() {
	case py.Str, py.Bytes, py.ByteString:
		return v.Len() > longText
	case py.Int:
		if _, small := v.Int(); small {
			return false
		}
		x, _ := v.BigInt()
		return x.BitLen() > 8*longText
	case py.Tuple:
		return v.Len() > 0
	case py.Global:
		module, name, _ := v.Global()
		return len(module)+len(name) > longText
	case py.Object:
		t, ok := numpyLeaf(v)
		return !ok || t.array == nil && len(t.dtype.Fields) > 0
	case py.List, py.Dict, py.Set, py.FrozenSet, py.ByteArray, py.PersistentID, py.Buffer:
		return true
	}
	return false
}

// holds reports whether a value has parts that can be too deep.
func holds(v py.Value) bool {
	switch v.Kind() {
	case py.List, py.Dict, py.Tuple, py.Set, py.FrozenSet:
		return v.Len() > 0
	case py.Object:
		return !isLeaf(v)
	case py.PersistentID:
		return true
	}
	return false
}

// cutText names what is cut.
func cutText(v py.Value) string {
	var l line
	p := printer{o: Options{Width: 40}}
	p.head(&l, Of(v))
	return string(l.buf)
}

// plain writes a value itself, and after it a text.
func (p *jsonPrinter) plain(v py.Value, level int, after string) {
	index := func(i int) member { return member{v: v.Index(i)} }
	switch v.Kind() {
	case py.List:
		p.push("[", v.Len(), "]"+after, level+1, index)
	case py.Tuple:
		p.push(`{"$tuple":[`, v.Len(), "]}"+after, level+1, index)
	case py.Set:
		p.push(`{"$set":[`, v.Len(), "]}"+after, level+1, index)
	case py.FrozenSet:
		p.push(`{"$frozenset":[`, v.Len(), "]}"+after, level+1, index)
	case py.Dict:
		p.dict(v, level, after)
	case py.PersistentID:
		id, _ := v.PersistentID()
		p.push(`{"$persistent_id":`, 1, "}"+after, level+1, func(int) member { return member{v: id} })
	case py.Object:
		p.object(v, level, after)
	default:
		p.scalar(v)
		p.raw(after)
	}
}

// dict writes an object if all keys are short texts that do not look like a tag, else a list of pairs.
func (p *jsonPrinter) dict(v py.Value, level int, after string) {
	kv := entries(v, -1)
	plain := true
	for i := 0; i < len(kv); i += 2 {
		s, ok := kv[i].Str()
		plain = plain && ok && len(s) <= longText && (s == "" || s[0] != '$')
	}
	if plain {
		p.push("{", len(kv)/2, "}"+after, level+1, func(i int) member {
			s, _ := kv[2*i].Str()
			return member{text: string(appendJSON(nil, s)) + ":", v: kv[2*i+1]}
		})
		return
	}
	p.push(`{"$dict":[`, len(kv)/2, "]}"+after, level+1, func(i int) member { return pairOf(kv[2*i], kv[2*i+1]) })
}
