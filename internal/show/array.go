package show

import (
	"math"
	"strconv"
	"strings"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// arrayOf returns the array that a node is, if it is one that can be read. Arrays that share their data with others are
// shown as the calls that they are where all of it is written.
func (p *printer) arrayOf(n Node) (*grid, bool) {
	if n.array != nil {
		return n.array, true
	}
	if !isGrid(n.v) {
		return nil, false
	}
	g := gridOf(n.v)
	if g == nil {
		return nil, false
	}
	if g.tensor != nil {
		return g, !p.o.Full || p.budget.allows(n.v, g.tensor)
	}
	if p.o.Full && !p.dry {
		if m := p.marks.get(dataOf(n.v)); m != nil && m.times > 1 {
			return nil, false
		}
	}
	return g, true
}

// dataOf returns the value that holds an array's elements: the last of its state, of a masked array the fifth, or the
// first argument of _frombuffer.
func dataOf(v py.Value) py.Value {
	o, _ := v.Object()
	if state := o.State(); numpy.IsMasked(v) {
		return state.Index(4)
	} else if state.Len() > 0 {
		return state.Index(state.Len() - 1)
	}
	return o.Args.Index(0)
}

// arrayHead writes what an array is.
func (p *printer) arrayHead(l *line, n Node, a *grid) {
	if n.array != nil && len(a.Shape) == 0 {
		l.add(class, a.typeText(), " ")
		p.values(l, a)
		return
	}
	if a.tensor != nil && n.array == nil {
		l.add(class, tensorClass(a.tensor))
		defer tensorRemark(l, a.tensor)
	} else {
		l.add(class, arrayClass(n.v))
	}
	l.add(faint, " ", a.typeText(), " ", shapeText(a.Shape))
	if len(a.Shape) > 1 && a.Len() > 1 && a.Strides[0] == a.DType.ItemSize && a.Shape[0] > 1 {
		l.add(faint, " order F")
	}
}

// MaskedClass is the class of masked arrays, whatever a release of NumPy calls it.
const MaskedClass = "numpy.ma.MaskedArray"

// arrayClass returns the name of an array's class, ndarray without module.
func arrayClass(v py.Value) string {
	o, ok := v.Object()
	switch {
	case !ok || o.Func.Kind() != py.Global:
		return "ndarray"
	case numpy.IsMasked(v):
		return MaskedClass
	}
	module, name, ok := o.Args.Index(0).Global()
	if !ok || module == "numpy" && name == "ndarray" {
		return "ndarray"
	}
	return dotted(module, name)
}

// shapeText writes a shape as Python does.
func shapeText(shape []int) string {
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = strconv.Itoa(n)
	}
	if len(parts) == 1 {
		return "(" + parts[0] + ",)"
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// dtypeText returns NumPy's name of a dtype: float64, >f8 where the order is not this machine's, <U10, and the
// first fields of a record.
func dtypeText(d ndarray.DType) string {
	switch {
	case d.Base != nil:
		return dtypeText(*d.Base) + shapeText(d.Shape)
	case len(d.Fields) > 0:
		const most = 8
		parts := make([]string, 0, most+1)
		for i, f := range d.Fields {
			if i == most {
				parts = append(parts, "… "+strconv.Itoa(len(d.Fields)-most)+" more")
				break
			}
			parts = append(parts, name(f.Name)+" "+dtypeText(f.DType))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case d.Order == ndarray.Big:
		return d.String()
	}
	bits := strconv.Itoa(8 * d.ItemSize)
	switch d.Kind {
	case ndarray.Bool:
		return "bool"
	case ndarray.Int:
		return "int" + bits
	case ndarray.Uint:
		return "uint" + bits
	case ndarray.Float:
		return "float" + bits
	case ndarray.Complex:
		return "complex" + bits
	case ndarray.Object:
		return "object"
	case ndarray.VarStr:
		return "StringDType"
	case ndarray.Datetime, ndarray.Timedelta:
		text := map[ndarray.Kind]string{ndarray.Datetime: "datetime64", ndarray.Timedelta: "timedelta64"}[d.Kind]
		if d.Unit != "" {
			text += "[" + d.Unit + "]"
		}
		return text
	}
	return d.String()
}

// leading returns the first k elements in C order, or nil if they have no Go value.
func leading(a *grid, k int) []any {
	switch {
	case k <= 0 || a.Len() == 0:
		return nil
	case len(a.Shape) == 0:
		x, err := a.At()
		if err != nil {
			return nil
		}
		return []any{x}
	case len(a.Shape) == 1:
		cut := *a.Array
		cut.Shape = []int{min(k, a.Shape[0])}
		elements, err := cut.Elements()
		if err != nil {
			return nil
		}
		return elements
	}
	var out []any
	for i := 0; i < a.Shape[0] && len(out) < k; i++ {
		row, err := a.row(i)
		if err != nil {
			return nil
		}
		out = append(out, leading(row, k-len(out))...)
	}
	return out
}

// flatObjects reports whether the first elements of an array of objects can stand in its line.
func flatObjects(a *grid, items int) bool {
	for _, x := range leading(a, limit(a.Len(), items)) {
		if v, ok := x.(py.Value); !ok || !isLeaf(v) {
			return false
		}
	}
	return true
}

// values writes the elements of an array between brackets, the first ones unless all are asked for.
func (p *printer) values(l *line, a *grid) {
	if d := a.DType; (d.Kind == ndarray.Float && d.ItemSize > 8) || (d.Kind == ndarray.Complex && d.ItemSize > 16) {
		l.add(faint, "values not shown: a C long double, whose format the file does not tell")
		return
	}
	w := valueWriter{p: p, l: l, left: arrayItems, end: l.width + 2*p.o.Width/3}
	if p.o.Full {
		w.left, w.end = math.MaxInt, math.MaxInt
	}
	w.write(a)
}

// A valueWriter writes elements until there are enough of them or the line is full.
type valueWriter struct {
	p    *printer
	l    *line
	left int
	end  int // column
}

func (w *valueWriter) write(a *grid) {
	switch {
	case len(a.Shape) == 0:
		w.left--
		w.element(a)
		return
	case a.Len() == 0:
		w.l.add(plain, "[]")
		return
	}
	w.l.add(plain, "[")
	for i := range a.Shape[0] {
		if i > 0 {
			w.l.add(plain, ", ")
		}
		if w.left <= 0 || w.l.width > w.end {
			w.l.add(faint, "…")
			break
		}
		row, err := a.row(i)
		if err != nil {
			w.unreadable()
			break
		}
		w.write(row)
	}
	w.l.add(plain, "]")
}

// unreadable stands for an element that package ndarray cannot read.
func (w *valueWriter) unreadable() { w.l.add(faint, "?") }

// element writes an array without dimensions.
func (w *valueWriter) element(a *grid) {
	d := a.DType
	switch {
	case len(d.Fields) > 0 && !d.HasObjects():
		w.record(a)
		return
	case a.masked():
		w.l.add(faint, "--")
		return
	case d.Kind == ndarray.Datetime || d.Kind == ndarray.Timedelta:
		if x, ok := ticks(a.Array); ok {
			w.l.add(number, tickText(x, d))
			return
		}
	}
	x, err := a.At()
	if err != nil {
		w.unreadable()
		return
	}
	if v, ok := x.(py.Value); ok {
		if isLeaf(v) {
			w.p.leaf(w.l, v)
		} else {
			w.l.add(faint, v.Kind().String(), " …")
		}
		return
	}
	s, style := elementText(a.number(x), d, w.p.o.Full)
	w.l.add(style, s)
}

// record writes the fields of an element.
func (w *valueWriter) record(a *grid) {
	w.l.add(plain, "(")
	for i, f := range a.DType.Fields {
		if i > 0 {
			w.l.add(plain, ", ")
		}
		if i > 0 && w.l.width > w.end {
			w.l.add(faint, "…")
			break
		}
		field, err := a.field(f.Name)
		if err != nil {
			w.unreadable()
			continue
		}
		w.write(field)
	}
	w.l.add(plain, ")")
}

// ticks returns the count that a date or a time span is.
func ticks(a *ndarray.Array) (int64, bool) {
	b := *a
	b.DType = ndarray.DType{Kind: ndarray.Int, ItemSize: 8, Order: a.DType.Order}
	x, err := b.At()
	count, ok := x.(int64)
	return count, ok && err == nil
}

// elementText writes an element as [ndarray.Array.At] gives it.
func elementText(x any, d ndarray.DType, full bool) (string, style) {
	float := func(f float64) string {
		if full {
			return string(pyrepr.AppendFloat(nil, f, floatBits(d.ItemSize)))
		}
		return roundText(f)
	}
	most := textRunes / 2
	if full {
		most = -1
	}
	var s string
	var cut bool
	switch x := x.(type) {
	case bool:
		if x {
			return "True", number
		}
		return "False", number
	case int64:
		return strconv.FormatInt(x, 10), number
	case uint64:
		return strconv.FormatUint(x, 10), number
	case float64:
		return float(x), number
	case complex128:
		return complexText(x, d, full), number
	case string:
		s, cut = quote(x, most)
	case []byte:
		s, cut = quoteBytes(x, '"', most)
		s = "b" + s
	}
	if cut {
		s += "…"
	}
	return s, text
}

// floatBits returns the precision in which a float of so many bytes is written: of a shorter one than strconv knows, a
// text that is not the shortest.
func floatBits(size int) int {
	if size > 4 {
		return 64
	}
	return 32
}

// complexText writes a complex number.
func complexText(z complex128, d ndarray.DType, full bool) string {
	part := roundText
	if full {
		part = func(f float64) string { return string(pyrepr.AppendFloat(nil, f, floatBits(d.ItemSize/2))) }
	}
	im := part(imag(z))
	if !strings.HasPrefix(im, "-") {
		im = "+" + im
	}
	return part(real(z)) + im + "j"
}

// A numpyText is a NumPy scalar or dtype that stands in a line.
type numpyText struct {
	class string
	array *ndarray.Array // the scalar, or nil
	dtype ndarray.DType  // of the scalar, or the dtype itself
}

// numpyLeaf returns the text of a NumPy scalar or dtype.
func numpyLeaf(v py.Value) (numpyText, bool) {
	if numpy.IsScalar(v) {
		a, err := numpy.FromPy(v)
		if err != nil || a.DType.Kind == ndarray.Object {
			return numpyText{}, false
		}
		name := "numpy." + dtypeText(a.DType)
		switch a.DType.Kind {
		case ndarray.Str:
			name = "numpy.str_"
		case ndarray.Bytes:
			name = "numpy.bytes_"
		case ndarray.Void:
			name = "numpy.void"
		}
		return numpyText{class: name, array: a, dtype: a.DType}, true
	}
	if o, ok := v.Object(); ok && o.Func.IsGlobal("numpy", "dtype") {
		d, err := numpy.DTypeFromPy(v)
		if err != nil {
			return numpyText{}, false
		}
		return numpyText{class: "numpy.dtype", dtype: d}, true
	}
	return numpyText{}, false
}

func (p *printer) numpyLeaf(l *line, t numpyText) {
	l.add(class, t.class)
	l.add(plain, "(")
	if t.array != nil {
		full := printer{o: p.o}
		full.o.Full = true // one number is not worth rounding
		full.values(l, &grid{Array: t.array})
	} else {
		l.add(text, `"`, dtypeText(t.dtype), `"`)
	}
	l.add(plain, ")")
}
