package show

import (
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
)

// arrayFacts writes dtype and length of an array of pandas'.
func arrayFacts(l *line, a pandas.Array) {
	l.add(faint, " ", a.DType().String(), " ", shapeText([]int{a.Len()}))
	if c, ok := a.(*pandas.Categorical); ok {
		categoryFacts(l, c)
	}
}

// categoryFacts writes how many categories there are.
func categoryFacts(l *line, c *pandas.Categorical) {
	if c.Categories() == nil {
		return
	}
	l.add(faint, ", ", countOf(c.Categories().Len(), "category", "categories"))
	if c.Ordered() {
		l.add(faint, ", ordered")
	}
}

// nameFact writes the name of a series, an index or a level, if it has one.
func nameFact(l *line, name any) {
	if name == nil {
		return
	}
	l.add(faint, " name ")
	w := elementWriter{p: &printer{o: Options{Width: 40}}}
	w.write(l, name)
}

// arrayValues writes the elements of an array of pandas', the first ones unless all are asked for.
func arrayValues(p *printer, l *line, a pandas.Array) {
	l.add(plain, " ")
	if n, ok := a.(*pandas.NumpyArray); ok {
		p.values(l, &grid{Array: n.Array()})
		return
	}
	full := p.o.Full
	switch a.(type) {
	case pandas.Range, *pandas.SparseArray: // a few bytes may stand for any number of them
		full = false
	}
	writeElements(p, l, a.Len(), full, a.At)
}

// writeElements writes n elements between brackets, all of them if it is to be in full.
func writeElements(p *printer, l *line, n int, full bool, at func(i int) any) {
	w := elementWriter{p: p, seen: make(map[string]bool)}
	end := l.width + 2*p.o.Width/3
	l.add(plain, "[")
	for i := range n {
		if i > 0 {
			l.add(plain, ", ")
		}
		if !full && (i == arrayItems || l.width > end) {
			l.add(faint, "…")
			break
		}
		w.write(l, at(i))
	}
	l.add(plain, "]")
}

// An elementWriter writes elements as package pandas gives them.
type elementWriter struct {
	p    *printer
	seen map[string]bool // long texts; they are written in full once: categories may come up millions of times
}

func (w *elementWriter) write(l *line, x any) {
	switch x := x.(type) {
	case nil:
		l.add(number, "None")
	case bool, int64, uint64, float64, complex128:
		s, style := elementText(x, ndarray.DType{ItemSize: 8}, w.p.o.Full)
		if z, ok := x.(complex128); ok {
			s = complexText(z, ndarray.DType{ItemSize: 16}, w.p.o.Full)
		}
		l.add(style, s)
	case string:
		full := w.p.o.Full
		if full && len(x) > longText {
			full = !w.seen[x]
			w.seen[x] = true
		}
		s, _ := elementText(x, ndarray.DType{}, full)
		l.add(text, s)
	case []byte:
		s, _ := elementText(x, ndarray.DType{}, false)
		l.add(text, s)
	case *big.Int:
		l.add(number, bigText(x, w.p.o.Full))
	case pandas.Tuple:
		w.list(l, "(", x, ")")
	case pandas.Interval:
		ends := intervalEnds(x)
		w.list(l, ends[0], []any{x.Left, x.Right}, ends[1])
	case py.Value:
		if isLeaf(x) {
			w.p.leaf(l, x)
		} else {
			l.add(faint, x.Kind().String(), " …")
		}
	case []any:
		l.add(faint, "list of ", strconv.Itoa(len(x)))
	case map[string]any:
		l.add(faint, "struct of ", strconv.Itoa(len(x)))
	case pandas.Missing, pandas.Timestamp, pandas.Timedelta, pandas.Period, pandas.Decimal:
		l.add(number, fmt.Sprint(x))
	default:
		quoted, _ := quote(fmt.Sprint(x), textRunes)
		l.add(text, quoted)
	}
}

// list writes some elements between brackets.
func (w *elementWriter) list(l *line, open string, list []any, end string) {
	l.add(plain, open)
	for i, x := range list {
		if i > 0 {
			l.add(plain, ", ")
		}
		if i == arrayItems && !w.p.o.Full {
			l.add(faint, "…")
			break
		}
		w.write(l, x)
	}
	l.add(plain, end)
}

// intervalEnds returns the brackets of an interval.
func intervalEnds(x pandas.Interval) [2]string {
	ends := [2]string{"(", ")"}
	if x.Closed == "left" || x.Closed == "both" {
		ends[0] = "["
	}
	if x.Closed == "right" || x.Closed == "both" {
		ends[1] = "]"
	}
	return ends
}

// An elementView is one element of an array of pandas', or one label of an index.
type elementView struct{ x any }

// elementNode returns the node of an element: an object is itself.
func elementNode(x any) Node {
	if v, ok := x.(py.Value); ok {
		return Of(v)
	}
	return Node{view: elementView{x}}
}

func (e elementView) class() string {
	switch x := e.x.(type) {
	case nil:
		return "NoneType"
	case string:
		return "str"
	case []byte:
		return "bytes"
	case int64, uint64, *big.Int:
		return "int"
	case float64:
		return "float"
	case complex128:
		return "complex"
	case pandas.Tuple:
		return "tuple"
	case pandas.Missing:
		return x.String()
	case pandas.Timestamp:
		return "Timestamp"
	case pandas.Timedelta:
		return "Timedelta"
	case pandas.Period:
		return "Period"
	case pandas.Interval:
		return "Interval"
	case []any:
		return "list"
	case map[string]any:
		return "struct"
	}
	return fmt.Sprintf("%T", e.x)
}

func (elementView) facts(*line) {}

func (e elementView) values(p *printer, l *line) {
	if _, missing := e.x.(pandas.Missing); missing {
		return
	}
	l.add(plain, " ")
	w := elementWriter{p: &printer{o: p.o}, seen: make(map[string]bool)}
	w.p.o.Full = true // one element is not worth cutting
	w.write(l, e.x)
}

func (elementView) groups(Options) []group   { return nil }
func (elementView) follow(step) (Node, bool) { return Node{}, false }

// maxDense is how many elements JSON spells out of what a few bytes may stand for.
const maxDense = 1 << 20

// maxRepeats is how many bytes of long texts that come up again JSON writes of a column.
const maxRepeats = 64 << 20

// view writes a part of an object of pandas': a list of its elements, or one of them. Missing is null, but for NaN.
func (p *jsonPrinter) view(w view) {
	n, at := 0, (func(int) any)(nil)
	switch w := w.(type) {
	case elementView:
		p.enter(p.elementJSON(w.x), 0)
		return
	case indexView:
		n, at = w.Len(), w.At
		if a := w.Array(); a != nil {
			p.view(arrayView{a: a})
			return
		}
	case arrayView:
		if a, ok := w.a.(*pandas.NumpyArray); ok {
			p.enter(member{array: &grid{Array: a.Array()}}, 0)
			return
		}
		n, at = w.a.Len(), w.a.At
		switch w.a.(type) {
		case pandas.Range, *pandas.SparseArray:
			if n > maxDense {
				p.err = fmt.Errorf("%d elements that take no room in the pickle: show the raw parts, without the last step of the path", n)
				return
			}
		}
	}
	p.push("[", n, "]", 1, func(i int) member { return p.elementJSON(at(i)) })
}

// elementJSON returns an element as a member.
func (p *jsonPrinter) elementJSON(x any) member {
	list := func(open string, items []any, end string) member {
		return member{text: open, list: &jsonFrame{n: len(items), end: end, at: func(i int) member { return p.elementJSON(items[i]) }}}
	}
	switch x := x.(type) {
	case nil:
		return member{text: "null"}
	case bool:
		return member{text: strconv.FormatBool(x)}
	case int64:
		return member{text: strconv.FormatInt(x, 10)}
	case uint64:
		return member{text: strconv.FormatUint(x, 10)}
	case *big.Int:
		return member{text: x.String()}
	case float64:
		return member{text: floatJSON(x, 64)}
	case complex128:
		return member{text: "[" + floatJSON(real(x), 64) + "," + floatJSON(imag(x), 64) + "]"}
	case string:
		if len(x) > longText {
			if p.texts[x] {
				p.repeated += len(x)
			} else if p.texts == nil {
				p.texts = make(map[string]bool)
			}
			p.texts[x] = true
			if p.repeated > maxRepeats && p.err == nil {
				p.err = fmt.Errorf("more than %d MiB of texts that come up again: show the raw parts, without the last step of the path", maxRepeats>>20)
			}
		}
		return member{text: string(appendJSON(nil, x))}
	case pandas.Missing:
		if x == pandas.NaN {
			return member{text: floatJSON(math.NaN(), 64)}
		}
		return member{text: "null"}
	case pandas.Tuple:
		return list(`{"$tuple":[`, x, "]}")
	case []any:
		return list("[", x, "]")
	case py.Value:
		return member{v: x}
	}
	var l line
	w := elementWriter{p: &printer{o: All()}, seen: make(map[string]bool)}
	w.write(&l, x)
	return member{text: string(appendJSON(nil, string(l.buf)))}
}
