package show

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// Tree writes a node as lines, one for each part of it that does not fit on the line of the whole.
//
// Lines are written as they are made, so the first ones are there before the last are thought of. When a value comes
// that the pickle refers to more than once, what will be shown is walked, as far as it takes to know whether it comes
// again there.
func Tree(w io.Writer, n Node, o Options) error { return TreeAt(w, "", n, o) }

// TreeAt is [Tree] with a label before the first line.
func TreeAt(w io.Writer, label string, n Node, o Options) error {
	p := &printer{w: bufio.NewWriter(w), o: o, marks: new(marks), views: new(views)}
	dry := &printer{o: o, marks: p.marks, views: p.views, dry: true}
	began := false
	p.marks.more = func() bool {
		p.w.Flush() // this may take a while; an error comes again
		if !began {
			began = true
			dry.begins(n, label)
		}
		dry.walk(1000) // it writes nothing that could fail
		return len(dry.stack) > 0
	}
	err := p.begins(n, label)
	for err == nil && len(p.stack) > 0 {
		err = p.walk(1000)
	}
	if err != nil {
		return err
	}
	return p.w.Flush()
}

// A printer walks a graph to write it, or dry: in the same way, to count how often it comes to each value.
// What is still to do stands on a stack of its own, not on Go's.
type printer struct {
	w      *bufio.Writer
	o      Options
	marks  *marks
	labels int // given so far
	dry    bool
	many   bool // what is at hand may be met again, though the pickle refers to it once
	trial  bool // what is written is measured and thrown away
	budget budget
	views  *views
	stack  []frame
	line   line
}

// A frame is a node whose parts are being written.
type frame struct {
	groups []group
	g, i   int // next child
	level  int // of the children
}

// begins comes to the first node.
func (p *printer) begins(n Node, rootLabel string) error {
	p.line.color = p.o.Color
	return p.enter(child{node: n}, 0, rootLabel, rootLabel != "") // a part may be met again, the whole not
}

// walk takes some steps.
func (p *printer) walk(steps int) error {
	for ; steps > 0 && len(p.stack) > 0; steps-- {
		f := &p.stack[len(p.stack)-1]
		g := &f.groups[f.g]
		level := f.level
		if f.i < g.n {
			c, many := g.at(f.i), g.many
			f.i++
			// A frame that is done goes before its last child comes: a chain of a million lists needs no stack.
			if f.i == g.n && g.more == 0 && f.g == len(f.groups)-1 {
				p.stack = p.stack[:len(p.stack)-1]
			}
			if err := p.enter(c, level, "", many); err != nil {
				return err
			}
			continue
		}
		more := g.more
		if f.g++; f.g == len(f.groups) {
			p.stack = p.stack[:len(p.stack)-1]
		} else {
			f.i = 0
		}
		if more > 0 && !p.dry {
			p.begin(level)
			p.line.add(faint, "… ", strconv.Itoa(more), " more")
			if err := p.end(); err != nil {
				return err
			}
		}
	}
	return nil
}

// enter comes to a node: counts it, or writes its line, and puts its parts on the stack.
func (p *printer) enter(c child, level int, rootLabel string, many bool) error {
	p.many = many
	var groups []group
	if p.dry {
		groups = p.count(c.node, level)
	} else {
		p.begin(level)
		l := &p.line
		if c.step.kind != nowhere {
			c.step.write(l)
			l.add(plain, ": ")
		} else if rootLabel != "" {
			l.add(label, rootLabel)
			l.add(plain, ": ")
		}
		groups = p.write(l, c.node, level)
		if err := p.end(); err != nil {
			return err
		}
	}
	if len(groups) > 0 {
		p.stack = append(p.stack, frame{groups: groups, level: level + 1})
	}
	return nil
}

// parts returns the groups of a node that have anything, none for a leaf.
func (p *printer) parts(n Node) []group {
	if n.entry == nil && n.array == nil && n.view == nil && (!n.v.IsValid() || isLeaf(n.v)) {
		return nil
	}
	var all []group
	many := n.array != nil || n.entry != nil && p.many
	if w := p.viewOf(n); w != nil && (n.view != nil || !p.o.Full) {
		all, many = w.groups(p.o), true
	} else if _, ok := p.arrayOf(n); ok {
		all, many = groups(n, p.o), true // its items stand in a list that is passed through
	} else if n.v.Kind() == py.Object {
		// A dict of state is asked for, too, so that is to know.
		defer func(many bool) { p.many = many }(p.many)
		many = passes(n.v)
		p.many = p.many || many
		all = p.objectGroups(n.v)
	} else {
		all = groups(n, p.o)
		many = many || n.entry == nil && passes(n.v)
	}
	kept := all[:0]
	for _, g := range all {
		if g.n > 0 || g.more > 0 {
			g.many = many
			kept = append(kept, g)
		}
	}
	return kept
}

// count is enter's part in the dry run: it returns what to go into.
func (p *printer) count(n Node, level int) []group {
	switch {
	case n.array != nil || n.entry != nil || n.view != nil:
		return p.within(p.parts(n), level)
	case !n.v.IsValid():
		return nil
	case isLeaf(n.v):
		p.countLeaf(n.v)
		return nil
	}
	opens := p.unfolds(level)
	if p.again(n.v) {
		m := p.marks.add(n.v)
		m.times++
		opens = opens && !m.opened
		m.opened = m.opened || opens
	}
	if !opens {
		return nil
	}
	if _, ok := p.arrayOf(n); ok && p.o.Full && n.v.Kind() == py.Object && !torch.IsTensor(n.v) && dataOf(n.v).Len() > longText {
		p.marks.claim(dataOf(n.v), true)
	}
	return p.parts(n)
}

// unfolds reports whether the parts of a node at a level are shown.
func (p *printer) unfolds(level int) bool { return p.o.Depth < 0 || level < p.o.Depth }

// within returns the groups unless they lie too deep.
func (p *printer) within(groups []group, level int) []group {
	if !p.unfolds(level) {
		return nil
	}
	return groups
}

// countLeaf counts what a leaf consists of. Leaves are shallow.
func (p *printer) countLeaf(v py.Value) {
	if p.canRecur(v) && p.again(v) {
		m := p.marks.add(v)
		if m.times++; m.times > 1 {
			return
		}
	}
	defer func(many bool) { p.many = many }(p.many)
	p.many = p.many || passes(v)
	switch v.Kind() {
	case py.Tuple, py.FrozenSet:
		for item := range v.Items() {
			p.countLeaf(item)
		}
	case py.PersistentID:
		id, _ := v.PersistentID()
		p.countLeaf(id)
	case py.Object:
		if _, ok := numpyLeaf(v); ok {
			return
		}
		o, _ := v.Object()
		c := callOf(o)
		if !c.named {
			p.countLeaf(c.callee)
		}
		for i := range c.n {
			p.countLeaf(c.args.Index(c.first + i))
		}
	}
}

// canRecur reports whether a leaf is labelled where it is met again: what can be changed and what is an object, but no
// NumPy scalars and dtypes; and long texts, as repeating them could fill any disk.
func (p *printer) canRecur(v py.Value) bool {
	switch v.Kind() {
	case py.List, py.Dict, py.Set, py.ByteArray, py.PersistentID, py.Buffer:
		return true
	case py.Object:
		_, ok := numpyLeaf(v)
		return !ok
	case py.Str, py.Bytes, py.ByteString:
		return p.o.Full && v.Len() > longText
	case py.Int:
		_, small := v.Int()
		return p.o.Full && !small
	}
	return false
}

// mark writes the label of a leaf that comes more than once, and reports whether that is all there is to write.
func (p *printer) mark(l *line, v py.Value) (done bool) {
	if !p.canRecur(v) {
		return false
	}
	m := p.markOf(v)
	switch {
	case m == nil || m.times < 2:
		return false
	case p.trial:
		l.add(reference, "&", strconv.Itoa(p.labels), " ")
		return false
	case m.written:
		p.refer(l, m)
		return true
	}
	p.define(l, m)
	return false
}

// define writes the label of a value that is now written: &1.
func (p *printer) define(l *line, m *mark) {
	p.name(m)
	m.written = true
	l.add(reference, "&", strconv.Itoa(m.label), " ")
}

// refer writes the label of a value that is written elsewhere: *1.
func (p *printer) refer(l *line, m *mark) {
	p.name(m)
	l.add(reference, "*", strconv.Itoa(m.label))
}

func (p *printer) name(m *mark) {
	if m.label == 0 {
		p.labels++
		m.label = p.labels
	}
}

// write writes what a node is and returns the groups that still have to follow on lines of their own.
func (p *printer) write(l *line, n Node, level int) []group {
	switch {
	case n.entry != nil:
		l.add(faint, "entry")
		return p.within(p.parts(n), level)
	case n.array == nil && n.view == nil && !n.v.IsValid():
		l.add(faint, "?")
		return nil
	case n.array == nil && n.view == nil && isLeaf(n.v):
		p.leaf(l, n.v)
		p.remark(l, n.v)
		return nil
	}
	groups := p.parts(n)
	if m := p.markOf(n.v); m != nil && m.times > 1 {
		if len(groups) > 0 && !p.unfolds(level) {
			p.marks.countAll() // to know whether its parts are elsewhere
			m = p.marks.get(n.v)
		}
		if m.written || m.opened && len(groups) > 0 && !p.unfolds(level) {
			p.refer(l, m)
			l.add(plain, " ")
			p.head(l, n)
			return nil
		}
		p.define(l, m)
	}
	if n.v.IsValid() && p.inline(l, n.v) {
		return nil
	}
	p.head(l, n)
	w := p.viewOf(n)
	if a, ok := p.arrayOf(n); ok && w == nil && len(groups) == 0 && (n.array == nil || len(a.Shape) > 0) {
		l.add(plain, " ")
		p.values(l, a)
	}
	switch {
	case w == nil:
		p.remark(l, n.v)
	case n.view == nil && p.o.Full:
		w.facts(l)
	default:
		w.values(p, l)
	}
	if len(groups) > 0 && !p.unfolds(level) {
		l.add(faint, " …")
		return nil
	}
	return groups
}

// begin starts a line at a level of nesting.
func (p *printer) begin(level int) {
	p.line.buf, p.line.width = p.line.buf[:0], 0
	p.line.add(plain, strings.Repeat("  ", min(level, maxIndent)))
	if level > maxIndent {
		p.line.add(faint, "+", strconv.Itoa(level-maxIndent), " ")
	}
}

// end writes the line.
func (p *printer) end() error {
	p.line.buf = append(p.line.buf, '\n')
	_, err := p.w.Write(p.line.buf)
	if cap(p.line.buf) > 1<<20 {
		p.line.buf = nil
	}
	return err
}
