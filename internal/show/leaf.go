package show

import (
	"strconv"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/py"
)

const (
	leafItems = 8 // items of a tuple or call that stands in a line
	leafDepth = 3 // tuples and calls within one another in a line
)

// isLeaf reports whether a value is shown as a part of a line: a scalar, a text, a name, an empty container, a
// small tuple or call of those.
func isLeaf(v py.Value) bool { return leafAt(v, 0) }

func leafAt(v py.Value, depth int) bool {
	switch v.Kind() {
	case py.List, py.Dict, py.Set:
		return v.Len() == 0
	case py.Tuple, py.FrozenSet:
		return depth < leafDepth && v.Len() <= leafItems && leavesAt(v, depth+1)
	case py.PersistentID:
		if isGrid(v) {
			return false
		}
		id, _ := v.PersistentID()
		return depth < leafDepth && leafAt(id, depth+1)
	case py.Object:
		if _, ok := numpyLeaf(v); ok {
			return true
		}
		if isGrid(v) || isView(v) || depth >= leafDepth {
			return false
		}
		o, _ := v.Object()
		for range o.Effects() {
			return false
		}
		c := callOf(o)
		return !c.kwargs.IsValid() && (c.named || leafAt(c.callee, depth+1)) && c.n <= leafItems && c.leaves(depth+1)
	}
	return true
}

// leavesAt reports whether all items are leaves.
func leavesAt(v py.Value, depth int) bool {
	for item := range v.Items() {
		if !leafAt(item, depth) {
			return false
		}
	}
	return true
}

// A call is what makes an object, as it is shown.
type call struct {
	callee  py.Value
	named   bool     // the callee is a Global
	args    py.Value // as a rule a Tuple, of which the first ones may be spent on saying what is made
	first   int      // argument that is shown first
	n       int      // arguments that are shown
	kwargs  py.Value
	creates bool // the callee is a class whose __new__ alone makes the object
}

// callOf returns how an object is made. Those that copyreg's helpers make are shown as made by their class.
func callOf(o py.Instance) call {
	c := call{callee: o.Func, args: o.Args, kwargs: o.Kwargs, creates: o.How != py.ByReduce}
	if class := o.Class(); class != o.Func {
		c.callee, c.first, c.creates = class, 1, true
		if o.Func.IsGlobal("copyreg", "_reconstructor") || o.Func.IsGlobal("copy_reg", "_reconstructor") {
			c.first = 2 // class, base, value of the base
			if o.Args.Index(2).IsNone() {
				c.first = 3
			}
		}
	}
	if module, _, ok := c.callee.Global(); ok {
		c.named = module != "" || c.callee.Kind() == py.Global
	}
	if c.args.Kind() == py.Tuple {
		c.n = max(0, c.args.Len()-c.first)
	}
	return c
}

// leaves reports whether all arguments that are shown are leaves, of a call that has a tuple of them.
func (c call) leaves(depth int) bool {
	if c.args.Kind() != py.Tuple {
		return false
	}
	for i := range c.n {
		if !leafAt(c.args.Index(c.first+i), depth) {
			return false
		}
	}
	return true
}

// scalarText writes a value that has neither parts nor a name; short cuts long texts. Style tells which it is.
func scalarText(v py.Value, full bool) (string, style) {
	runes, size := textRunes, textBytes
	if full {
		runes, size = -1, -1
	}
	switch v.Kind() {
	case py.None:
		return "None", number
	case py.Bool:
		if b, _ := v.Bool(); b {
			return "True", number
		}
		return "False", number
	case py.Int:
		if x, ok := v.Int(); ok {
			return strconv.FormatInt(x, 10), number
		}
		x, _ := v.BigInt()
		return bigText(x, full), number
	case py.Float:
		f, _ := v.Float()
		return pyrepr.Float(f), number
	case py.Str:
		s, _ := v.Str()
		quoted, cut := quote(s, runes)
		if cut {
			quoted += "… (" + strconv.Itoa(characters(s)) + " characters)"
		}
		return quoted, text
	case py.ByteString:
		b, _ := v.Bytes()
		if !full {
			size = textRunes
		}
		quoted, cut := quoteBytes(b, '\'', size)
		return quoted + bytesRest(cut, len(b)), text
	case py.Bytes:
		b, _ := v.Bytes()
		quoted, cut := quoteBytes(b, '"', size)
		return "b" + quoted + bytesRest(cut, len(b)), text
	case py.ByteArray:
		b, _ := v.Bytes()
		quoted, cut := quoteBytes(b, '"', size)
		return "bytearray(b" + quoted + bytesRest(cut, len(b)) + ")", text
	}
	return v.Kind().String(), faint
}

func bytesRest(cut bool, n int) string {
	if !cut {
		return ""
	}
	return "… (" + strconv.Itoa(n) + " bytes)"
}

// characters counts the code points of a str, a lone surrogate as one.
func characters(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i]&0xC0 != 0x80 {
			n++
		}
	}
	return n
}

// leaf writes a leaf.
func (p *printer) leaf(l *line, v py.Value) {
	if p.mark(l, v) {
		return
	}
	many := p.many
	p.many = many || passes(v)
	p.unmarked(l, v)
	p.many = many
}

// unmarked writes a leaf without a label.
func (p *printer) unmarked(l *line, v py.Value) {
	switch v.Kind() {
	case py.Tuple:
		p.sequence(l, "(", v, ")")
		return
	case py.FrozenSet:
		if v.Len() == 0 {
			l.add(plain, "frozenset()")
			return
		}
		p.sequence(l, "frozenset({", v, "})")
	case py.List:
		l.add(plain, "[]")
	case py.Dict:
		l.add(plain, "{}")
	case py.Set:
		l.add(plain, "set()")
	case py.Global:
		writeGlobal(l, v)
	case py.Buffer:
		b, _ := v.Bytes()
		if b == nil {
			l.add(class, "buffer")
			l.add(faint, " outside of the pickle")
			return
		}
		l.add(class, "buffer of ", strconv.Itoa(len(b)), " bytes")
	case py.PersistentID:
		id, _ := v.PersistentID()
		l.add(class, "persistent id ")
		p.leaf(l, id)
	case py.Object:
		if text, ok := numpyLeaf(v); ok {
			p.numpyLeaf(l, text)
			return
		}
		o, _ := v.Object()
		c := callOf(o)
		p.callee(l, c)
		p.arguments(l, c)
	default:
		s, style := scalarText(v, p.o.Full)
		l.add(style, s)
	}
}

// sequence writes the items of a leaf.
func (p *printer) sequence(l *line, open string, v py.Value, end string) {
	l.add(plain, open)
	for i := range v.Len() {
		if i > 0 {
			l.add(plain, ", ")
		}
		p.leaf(l, v.Index(i))
	}
	if v.Len() == 1 && v.Kind() == py.Tuple {
		l.add(plain, ",")
	}
	l.add(plain, end)
}

func writeGlobal(l *line, v py.Value) {
	if module, global, _ := v.Global(); module != "" || global != "" {
		l.add(class, dotted(module, global))
		return
	}
	code, _ := v.ExtCode()
	l.add(class, "extension ", strconv.FormatUint(uint64(code), 10))
}

// callee writes what makes an object.
func (p *printer) callee(l *line, c call) {
	switch {
	case c.named:
		writeGlobal(l, c.callee)
	case isLeaf(c.callee):
		p.leaf(l, c.callee)
	default:
		l.add(class, "@func")
	}
}

// arguments writes the arguments of a leaf between parentheses.
func (p *printer) arguments(l *line, c call) {
	l.add(plain, "(")
	for i := range c.n {
		if i > 0 {
			l.add(plain, ", ")
		}
		arg := c.args.Index(c.first + i)
		if i == 0 {
			if s, ok := moment(c); ok {
				l.add(number, s)
				continue
			}
		}
		p.leaf(l, arg)
	}
	l.add(plain, ")")
}
