package gotype

import (
	"math"
	"reflect"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/py"
)

// anyID stands for the codec of any in the table of shared values.
const anyID = 1<<32 - 1

func decAny(d *Decoder, c *codec, w word, v reflect.Value) error {
	if ok, err := d.intoPointer(w, v); ok {
		return err
	}
	x, err := d.any(w)
	if err != nil {
		return err
	}
	if x == nil {
		v.SetZero()
		return nil
	}
	v.Set(reflect.ValueOf(x))
	return nil
}

// intoPointer decodes into what the caller has put a pointer to into the interface v.
func (d *Decoder) intoPointer(w word, v reflect.Value) (ok bool, err error) {
	if w == none || v.IsNil() {
		return false, nil
	}
	p := v.Elem()
	if p.Kind() != reflect.Pointer || p.IsNil() || p.Type() == documentType || !d.take(p) {
		return false, nil
	}
	c := d.cache.codec(p.Type().Elem())
	if err := d.enter(w, p.Type()); err != nil {
		return true, err
	}
	err = c.dec(d, c, w, p.Elem())
	d.leave()
	return true, err
}

// any returns the Go value of w by the table of pickle's documentation.
func (d *Decoder) any(w word) (any, error) {
	g := d.g
	if w.IsFloat() {
		return w.Float(), nil
	}
	switch w.Tag() {
	case graph.Const:
		if w == none {
			return nil, nil
		}
		return w == graph.True, nil
	case graph.Int, graph.WideInt:
		return g.Int64(w), nil
	case graph.WideFloat:
		f, _ := g.Float64(w)
		return f, nil
	case graph.BigInt:
		if err := d.spend(w, anyType, 2*int64(len(g.TextOf(w)))); err != nil {
			return nil, err
		}
		return g.BigOf(w), nil
	case graph.Str, graph.ByteString:
		return textString(g.TextOf(w)), nil
	case graph.Global:
		return py.Of(g, w), nil
	case graph.Rare:
		if b, ok := d.bytesOf(w); ok {
			return d.bytesAny(w, b), nil
		}
		return py.Of(g, w), nil
	}
	if w == graph.EmptyTuple {
		return emptyTuple, nil
	}
	shared := d.isShared(w)
	if shared {
		if x, ok := d.refs.find(w, anyID); ok {
			return x.Interface(), nil
		}
	}
	if err := d.enter(w, anyType); err != nil {
		return nil, err
	}
	x, err := d.containerAny(w, shared)
	d.leave()
	return x, err
}

var emptyTuple any // a pickle.Tuple

// note remembers the value of a shared container.
func (d *Decoder) note(w word, shared bool, x any) {
	if shared {
		d.refs.add(w, anyID, reflect.ValueOf(x))
	}
}

// bytesAny returns bytes, the same memory for the same bytes: as decBytes.
func (d *Decoder) bytesAny(w word, b []byte) []byte {
	shared := len(b) >= sharedBytes && d.isShared(w)
	if shared {
		if found, ok := d.refs.find(w, anyID); ok {
			return found.Bytes()
		}
	}
	out := make([]byte, len(b))
	copy(out, b)
	if shared {
		d.refs.add(w, anyID, reflect.ValueOf(out))
	}
	return out
}

func (d *Decoder) containerAny(w word, shared bool) (any, error) {
	g := d.g
	body := g.StandsFor(w)
	switch body.Tag() {
	case graph.Bytes, graph.ByteArray:
		return d.bytesAny(w, g.TextOf(body)), nil
	case graph.List:
		items := g.Items(body)
		out := make([]any, len(items))
		d.note(w, shared, out)
		return out, d.fillAny(out, items, body)
	case graph.Tuple:
		return d.sliceAny(w, shared, shapes.Tuple, view{g.TupleItems(body), body})
	case graph.Set:
		t := shapes.Set
		if g.SpanOf(body).Shape == 1 {
			t = shapes.FrozenSet
		}
		return d.sliceAny(w, shared, t, view{g.Items(body), body})
	case graph.Dict:
		return d.dictAny(w, shared, d.dictPairs(body), false)
	}
	return d.objectAny(w, shared)
}

// sliceAny returns items as a slice of type t, whose elements are any.
func (d *Decoder) sliceAny(w word, shared bool, t reflect.Type, items view) (any, error) {
	out := make([]any, len(items.words))
	x := reflect.ValueOf(out).Convert(t).Interface()
	d.note(w, shared, x)
	return x, d.fillAny(out, items.words, items.parent)
}

func (d *Decoder) fillAny(out []any, items []word, parent word) error {
	for i, w := range items {
		var err error
		if out[i], err = d.any(w); err != nil {
			return d.in(err, indexStep(i), parent, i)
		}
	}
	return nil
}

// dictAny returns a map[string]any where all keys are text, else a pickle.Dict.
func (d *Decoder) dictAny(w word, shared bool, p pairs, ordered bool) (any, error) {
	g := d.g
	for i := 0; i < p.n && !ordered; i++ {
		k, _ := p.at(i)
		ordered = !k.Is(graph.Str) && !k.Is(graph.ByteString)
	}
	if !ordered {
		out := make(map[string]any, p.n)
		d.note(w, shared, out)
		for i := range p.n {
			k, x := p.at(i)
			v, err := d.any(x)
			if err != nil {
				return nil, d.inEntry(err, k, p.parent, 2*i+1)
			}
			out[textString(g.TextOf(k))] = v
		}
		if p.dict != graph.No && len(out) != p.n { // a str and a Python 2 str
			return nil, d.fail(w, anyType, errKeysEqual)
		}
		return out, nil
	}
	x := reflect.New(shapes.Dict.Elem()).Interface()
	d.note(w, shared, x)
	return x, d.fillMapping(x.(Mapping), p)
}

func (d *Decoder) fillMapping(m Mapping, p pairs) error {
	for i := range p.n {
		kw, xw := p.at(i)
		k, err := d.any(kw)
		if err == nil && (kw.Is(graph.Tuple) || kw.Is(graph.Set)) {
			err = d.spend(kw, anyType, stepCost*d.keySize(kw))
		}
		if err != nil {
			return d.inEntry(err, kw, p.parent, 2*i)
		}
		x, err := d.any(xw)
		if err != nil {
			return d.inEntry(err, kw, p.parent, 2*i+1)
		}
		m.Set(k, x)
	}
	return nil
}

// keySize is the number of values that a key consists of, what it shares counted each time: comparing keys
// costs as much, and few bytes of pickle can make it much.
func (d *Decoder) keySize(w word) int64 {
	var items []word
	switch {
	case w.Is(graph.Tuple):
		items = d.g.TupleItems(w)
	case w.Is(graph.Set):
		items = d.g.Items(w)
	default:
		return 1
	}
	if n, ok := d.sizes[w]; ok {
		return n
	}
	n := int64(1)
	for _, x := range items {
		n = min(n+d.keySize(x), math.MaxInt64/stepCost/2)
	}
	if d.sizes == nil {
		d.sizes = make(map[word]int64)
	}
	d.sizes[w] = n
	return n
}

// decMapping decodes any dict into a pickle.Dict.
func decMapping(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		v.SetZero()
		return nil
	}
	p, ok := d.pairs(w, true)
	if !ok {
		return d.mismatch(w, c.typ)
	}
	shared, found := d.found(c, w, v)
	if found {
		return nil
	}
	v.Set(reflect.New(c.typ.Elem()))
	if shared {
		d.refs.add(w, c.id, v)
	}
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	err := d.fillMapping(v.Interface().(Mapping), p)
	d.leave()
	return err
}

// objectAny returns what has a counterpart in Go, a pointer to a registered struct, or the object itself.
func (d *Decoder) objectAny(w word, shared bool) (any, error) {
	if c := d.classOf(w); c != nil {
		return d.instanceAny(c, w, shared)
	}
	switch d.natural(w) {
	case natDatetime:
		t, err := d.datetime(w)
		switch {
		case err == nil:
			return t, nil
		case err != ErrMismatch && err != ErrRange && err != errZone: // a zone that this machine does not know
			return nil, d.fail(w, timeType, err)
		}
	case natTimedelta:
		if x, err := d.duration(w); err == nil {
			return x, nil
		}
	case natComplex:
		if z, err := d.complex(w); err == nil {
			return z, nil
		}
	case natFraction:
		if r, err := d.fraction(w); err == nil {
			return r, nil
		}
	case natOrderedDict:
		if p, ok := d.pairs(w, false); ok {
			return d.dictAny(w, shared, p, true)
		}
	case natDict:
		if p, ok := d.pairs(w, false); ok {
			return d.dictAny(w, shared, p, false)
		}
	case natDeque:
		if items, ok := d.items(w); ok {
			out := make([]any, len(items.words))
			d.note(w, shared, out)
			return out, d.fillAny(out, items.words, items.parent)
		}
	case natOr:
		if args := d.args(w); len(args) == 2 { // members of a registered Flag
			c := d.classOf(args[0])
			for range 64 {
				if c != nil || d.natural(args[0]) != natOr {
					break
				}
				if args = d.args(args[0]); len(args) != 2 {
					return py.Of(d.g, w), nil
				}
				c = d.classOf(args[0])
			}
			if c != nil {
				return d.instanceAny(c, w, shared)
			}
		}
	}
	return py.Of(d.g, w), nil
}

// instanceAny returns a *T for a registered struct T, and a T for other types.
func (d *Decoder) instanceAny(k *class, w word, shared bool) (any, error) {
	c := d.cache.codec(k.typ)
	p := reflect.New(k.typ)
	if err := d.spend(w, k.typ, int64(k.typ.Size())); err != nil {
		return nil, err
	}
	if k.typ.Kind() != reflect.Struct {
		err := c.dec(d, c, w, p.Elem())
		return p.Elem().Interface(), err
	}
	if shared { // the pointer is the same wherever a *T is asked for
		ptr := d.cache.codec(reflect.PointerTo(k.typ))
		if found, ok := d.refs.find(w, ptr.id); ok {
			return found.Interface(), nil
		}
		d.refs.add(w, ptr.id, p)
	}
	x := p.Interface()
	d.note(w, shared, x)
	return x, c.dec(d, c, w, p.Elem())
}

// decInterface decodes into an interface with methods: what a registered class is, if that has them.
func decInterface(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		v.SetZero()
		return nil
	}
	if ok, err := d.intoPointer(w, v); ok {
		return err
	}
	x, err := d.any(w)
	if err != nil {
		return err
	}
	y := reflect.ValueOf(x)
	switch {
	case y.Type().Implements(c.typ):
		v.Set(y)
	case y.Kind() == reflect.Pointer && y.Type().Elem().Implements(c.typ):
		v.Set(y.Elem())
	default:
		return d.mismatch(w, c.typ)
	}
	return nil
}

func decValue(d *Decoder, c *codec, w word, v reflect.Value) error {
	v.Set(reflect.ValueOf(py.Of(d.g, w)))
	return nil
}

// decDocument gives the whole document, or a copy of the part.
func decDocument(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == d.g.Root {
		v.Set(reflect.ValueOf(py.FromGraph(d.g)))
		return nil
	}
	b := py.NewBuilder()
	doc, err := b.Document(b.Import(py.Of(d.g, w)))
	if err != nil {
		return d.fail(w, c.typ, err)
	}
	v.Set(reflect.ValueOf(doc))
	return nil
}

func decUnmarshaler(d *Decoder, c *codec, w word, v reflect.Value) error {
	err := v.Addr().Interface().(unmarshaler).UnmarshalPickle(py.Of(d.g, w))
	if err != nil {
		return d.fail(w, c.typ, err)
	}
	return nil
}
