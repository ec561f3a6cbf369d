package show

import (
	"strconv"

	"github.com/brine-go/brine/py"
)

// brackets are what the items of a container on one line stand between.
var brackets = map[py.Kind][2]string{
	py.List: {"[", "]"}, py.Tuple: {"(", ")"}, py.Dict: {"{", "}"}, py.Set: {"{", "}"}, py.FrozenSet: {"frozenset({", "})"},
}

// inline writes a list, tuple, dict or set on the line if its parts are leaves that fit, and plain numbers as far as
// they fit. It reports whether it did.
func (p *printer) inline(l *line, v py.Value) bool {
	pair, ok := brackets[v.Kind()]
	if !ok {
		return false
	}
	items := inlineItems(v, p.o)
	fitting, numbers := p.fitting(l, v, items)
	n := v.Len()
	if fitting < n && (!numbers || fitting == 0 || p.o.Items < 0) {
		return false
	}
	if fitting < n {
		l.add(class, v.Kind().String())
		l.add(faint, " of ", strconv.Itoa(n), " ")
	}
	l.add(plain, pair[0])
	for i := range fitting {
		p.inlineItem(l, v, items, i)
	}
	switch {
	case fitting < n:
		l.add(faint, ", … ", strconv.Itoa(n-fitting), " more")
	case n == 1 && v.Kind() == py.Tuple:
		l.add(plain, ",")
	}
	l.add(plain, pair[1])
	return true
}

// inlineItems returns the items that may fit on a line, each of which takes three columns at least; of a dict
// its keys and values in turn.
func inlineItems(v py.Value, o Options) []py.Value {
	n := min(v.Len(), max(o.Width/3, 1))
	if v.Kind() == py.Dict {
		return entries(v, n)
	}
	out := make([]py.Value, n)
	for i := range out {
		out[i] = v.Index(i)
	}
	return out
}

// fitting returns how many of the items fit on the line, and whether all are plain numbers. It is none if one
// cannot stand in a line.
func (p *printer) fitting(l *line, v py.Value, items []py.Value) (n int, numbers bool) {
	numbers = v.Kind() != py.Dict
	for i, item := range items {
		switch item.Kind() {
		case py.Int, py.Float, py.Bool, py.None:
		default:
			numbers = false
		}
		if v.Kind() == py.Dict && i%2 == 0 {
			if !isKey(item) {
				return 0, false
			}
		} else if !isLeaf(item) {
			return 0, false
		}
	}
	n = len(items)
	if v.Kind() == py.Dict {
		n /= 2
	}
	p.trial = true
	defer func() { p.trial = false }()
	body := l.sub()
	for i := range n {
		p.inlineItem(body, v, items, i)
		if body.width > p.o.Width*3/4 {
			return i, numbers
		}
	}
	return n, numbers
}

// inlineItem writes one item, and before it a comma unless it is the first.
func (p *printer) inlineItem(l *line, v py.Value, items []py.Value, i int) {
	if i > 0 {
		l.add(plain, ", ")
	}
	if v.Kind() == py.Dict {
		l.add(label, keyText(items[2*i]))
		l.add(plain, ": ")
		i = 2*i + 1
	}
	p.leaf(l, items[i])
}

// inlineArguments reports whether the arguments of a call stand in the line of the call.
func (p *printer) inlineArguments(c call) bool {
	if c.args.Kind() != py.Tuple || c.n > leafItems || p.dry || !c.leaves(0) {
		return c.args.Kind() == py.Tuple && c.n == 0
	}
	p.trial = true
	defer func() { p.trial = false }()
	var body line
	p.arguments(&body, c)
	return body.width <= p.o.Width
}
