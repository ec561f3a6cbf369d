package show

import (
	"reflect"
	"strings"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
)

// isPandas reports whether v is, by its name, a frame, series, index or array of pandas. Its scalars, dtypes and offsets are
// short enough as the calls that they are.
func isPandas(v py.Value) bool {
	o, ok := v.Object()
	if !ok {
		return false
	}
	module, name, ok := o.Class().Global()
	if !ok || module != "pandas" && !strings.HasPrefix(module, "pandas.") {
		return false
	}
	name = name[strings.LastIndexByte(name, '.')+1:]
	switch name {
	case "DataFrame", "Series", "TimeSeries", "Categorical",
		"__pyx_unpickle_NDArrayBacked", "__pyx_unpickle_PeriodMixin", "__pyx_unpickle_IntervalMixin":
		return true
	}
	return strings.HasSuffix(name, "Index") && strings.HasPrefix(name, "_new_") || strings.HasSuffix(name, "Array")
}

// pandasView returns the view of an object of pandas'.
func pandasView(v py.Value) (w view, cost int) {
	x, err := pandas.FromPy(v)
	if err != nil {
		return nil, 0
	}
	switch x := x.(type) {
	case *pandas.DataFrame:
		_, columns := x.Shape()
		cost = 64 * columns
		for _, s := range x.Series() {
			cost += checked(s.Array())
		}
		return frameView{x, v}, cost
	case *pandas.Series:
		return seriesView{x, v}, checked(x.Array())
	case *pandas.Index:
		return indexView{x}, checked(x.Array())
	case pandas.Array:
		return arrayView{a: x}, checked(x)
	}
	return nil, 0
}

// checked returns how many elements have been looked at to read an array.
func checked(a pandas.Array) int {
	switch a.(type) {
	case *pandas.NumpyArray, pandas.Range, nil:
		return 0
	}
	return a.Len()
}

// A frameView is a DataFrame: a line a column, and the index.
type frameView struct {
	*pandas.DataFrame
	v py.Value
}

func (frameView) class() string { return "DataFrame" }

func (f frameView) facts(l *line) {
	rows, columns := f.Shape()
	l.add(faint, " ", count(rows, "row"), " × ", count(columns, "column"))
}

func (frameView) values(*printer, *line) {}

func (f frameView) groups(o Options) []group {
	_, columns := f.Shape()
	steps := f.steps(limit(columns, o.Items))
	out := []group{
		fold(columns, o.Items, func(i int) child {
			return child{steps[i], Node{view: arrayView{a: f.ColumnAt(i).Array(), column: true, label: entryLabel(steps[i], f.Columns().At(i))}}}
		}),
		part1("index", indexView{f.Index()}),
	}
	for _, name := range f.Columns().Names() {
		if name != nil {
			out = append(out, part1("columns", indexView{f.Columns()}))
			break
		}
	}
	return append(out, attrsGroup(f.v)...)
}

// steps returns the labels of the first n columns: their names in brackets, or, of names that cannot stand there or come
// up before, their numbers in braces.
func (f frameView) steps(n int) []step {
	b := py.NewBuilder()
	seen := make(map[string]bool, n)
	out := make([]step, n)
	for i := range out {
		out[i] = step{kind: entry, i: i}
		key := labelValue(b, f.Columns().At(i))
		if !key.IsValid() || !isKey(key) {
			continue
		}
		if text := keyText(key); !seen[text] {
			seen[text] = true
			out[i] = step{kind: byKey, key: key}
		}
	}
	return out
}

// entryLabel returns a column's name where its step does not tell it.
func entryLabel(s step, label any) any {
	if s.kind == entry {
		return label
	}
	return nil
}

// labelValue returns a label as the value that a path's literal is; the zero Value if there is no literal of it.
func labelValue(b *py.Builder, label any) py.Value {
	switch x := label.(type) {
	case string:
		return b.Str(x)
	case int64:
		return b.Int(x)
	case bool:
		return b.Bool(x)
	case nil:
		return b.None()
	case float64:
		if x == x {
			return b.Float(x)
		}
	case pandas.Tuple:
		items := make([]py.Value, len(x))
		for i := range items {
			if items[i] = labelValue(b, x[i]); !items[i].IsValid() {
				return py.Value{}
			}
		}
		return b.Tuple(items...)
	}
	return py.Value{}
}

func (f frameView) follow(s step) (Node, bool) {
	_, columns := f.Shape()
	switch s.kind {
	case entry:
		if s.i < columns {
			return columnNode(f.ColumnAt(s.i)), true
		}
	case special:
		switch s.name {
		case "index":
			return Node{view: indexView{f.Index()}}, true
		case "columns":
			return Node{view: indexView{f.Columns()}}, true
		}
	case attr:
		return f.column(py.NewBuilder().Str(s.name))
	case byKey:
		return f.column(s.key)
	case byIndex:
		if len(s.at) == 1 {
			return f.column(s.literal())
		}
	}
	return Node{}, false
}

// column returns the first column of a name.
func (f frameView) column(key py.Value) (Node, bool) {
	b := py.NewBuilder()
	for i, s := range f.Series() {
		if label := labelValue(b, f.Columns().At(i)); label.IsValid() && py.Equal(label, key) {
			return columnNode(s), true
		}
	}
	return Node{}, false
}

func columnNode(s *pandas.Series) Node {
	return Node{view: arrayView{a: s.Array(), column: true, alone: true}}
}

// part1 returns the group of a part that has a name of its own.
func part1(name string, w view) group {
	return group{n: 1, at: func(int) child { return child{step{kind: special, name: name}, Node{view: w}} }}
}

// attrsGroup returns what users have noted about a frame or series.
func attrsGroup(v py.Value) []group {
	if a := v.Attr("attrs"); a.Kind() == py.Dict && a.Len() > 0 {
		return []group{one(step{kind: attr, name: "attrs"}, a)}
	}
	return nil
}

// A seriesView is a Series: its values in its line, and the index unless it counts from 0.
type seriesView struct {
	*pandas.Series
	v py.Value
}

func (seriesView) class() string { return "Series" }

func (s seriesView) facts(l *line) {
	arrayFacts(l, s.Array())
	nameFact(l, s.Name())
}

func (s seriesView) values(p *printer, l *line) { arrayValues(p, l, s.Array()) }

func (s seriesView) groups(Options) []group {
	var out []group
	if r, ok := s.Index().Array().(pandas.Range); !ok || r.Start != 0 || r.Step != 1 || s.Index().Name() != nil {
		out = append(out, part1("index", indexView{s.Index()}))
	}
	return append(out, attrsGroup(s.v)...)
}

func (s seriesView) follow(st step) (Node, bool) {
	if st.kind == special && st.name == "index" {
		return Node{view: indexView{s.Index()}}, true
	}
	return followElements(s.Array(), st)
}

// An indexView is the labels of rows or columns.
type indexView struct{ *pandas.Index }

func (x indexView) class() string { return x.Kind().String() }

func (x indexView) facts(l *line) {
	if x.Kind() == pandas.MultiIndex {
		l.add(faint, " ", shapeText([]int{x.Len()}), " ", count(x.Levels(), "level"))
		for _, name := range x.Names() {
			nameFact(l, name)
		}
		return
	}
	arrayFacts(l, x.Array())
	if f := x.Freq(); f != nil && x.Kind() != pandas.PeriodIndex {
		l.add(faint, " freq ", f.String())
	}
	nameFact(l, x.Name())
}

func (x indexView) values(p *printer, l *line) {
	if x.Kind() == pandas.MultiIndex {
		l.add(plain, " ")
		writeElements(p, l, x.Len(), p.o.Full, x.At)
		return
	}
	arrayValues(p, l, x.Array())
}

func (x indexView) groups(Options) []group { return nil }

func (x indexView) follow(s step) (Node, bool) {
	if s.kind == byIndex && len(s.at) == 1 {
		if i := fromEnd(s.at[0], x.Len()); i >= 0 && i < x.Len() {
			return elementNode(x.At(i)), true
		}
	}
	if x.Array() == nil {
		return Node{}, false
	}
	return followElements(x.Array(), s)
}

// An arrayView is one of pandas' arrays, or a column of a DataFrame.
type arrayView struct {
	a      pandas.Array
	column bool
	label  any  // of a column, where the step does not tell it
	alone  bool // a column that was asked for
}

func (w arrayView) class() string {
	if w.column {
		return w.a.DType().String()
	}
	switch a := w.a.(type) {
	case *pandas.NullableArray:
		switch d, _ := a.DType().(pandas.NullableDType); d.Numpy.Kind {
		case ndarray.Bool:
			return "BooleanArray"
		case ndarray.Float:
			return "FloatingArray"
		}
		return "IntegerArray"
	case *pandas.ArrowArray:
		return "ArrowExtensionArray"
	case *pandas.NumpyArray:
		return "NumpyExtensionArray"
	}
	return reflect.TypeOf(w.a).Elem().Name() // which is pandas' name
}

func (w arrayView) facts(l *line) {
	switch c, ok := w.a.(*pandas.Categorical); {
	case !w.column:
		arrayFacts(l, w.a)
	case ok:
		categoryFacts(l, c)
	}
	if w.label != nil {
		nameFact(l, w.label)
	}
}

func (w arrayView) values(p *printer, l *line) {
	if len(w.elements(p.o)) == 0 {
		arrayValues(p, l, w.a)
	}
}

func (w arrayView) groups(o Options) []group {
	if c, ok := w.a.(*pandas.Categorical); ok && c.Categories() != nil && (w.alone || !w.column) {
		return []group{part1("categories", indexView{c.Categories()})}
	}
	return w.elements(o)
}

// elements returns objects that have no place in the line.
func (w arrayView) elements(o Options) []group {
	if a, ok := w.a.(*pandas.NumpyArray); ok && (w.alone || !w.column) {
		return arrayGroups(&grid{Array: a.Array()}, o)
	}
	return nil
}

func (w arrayView) follow(s step) (Node, bool) { return followElements(w.a, s) }

// followElements takes a step to an element, by its number, or to the categories.
func followElements(a pandas.Array, s step) (Node, bool) {
	if c, ok := a.(*pandas.Categorical); ok && s.kind == special && s.name == "categories" && c.Categories() != nil {
		return Node{view: indexView{c.Categories()}}, true
	}
	if s.kind != byIndex || len(s.at) != 1 {
		return Node{}, false
	}
	i := fromEnd(s.at[0], a.Len())
	if i < 0 || i >= a.Len() {
		return Node{}, false
	}
	if n, ok := a.(*pandas.NumpyArray); ok {
		row, err := n.Array().Index(i)
		return part(&grid{Array: row}), err == nil
	}
	return elementNode(a.At(i)), true
}
