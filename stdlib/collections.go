package stdlib

import (
	"github.com/brine-go/brine/py"
)

// An Entry is a key and its value in a dict.
type Entry struct{ Key, Value py.Value }

// An OrderedDict is a collections.OrderedDict.
type OrderedDict struct{ Entries []Entry }

// A DefaultDict is a collections.defaultdict.
type DefaultDict struct {
	Factory py.Value // a Global as a rule; None if there is none
	Entries []Entry
}

// A Counter is a collections.Counter: values are numbers as a rule, but Python takes anything.
type Counter struct{ Entries []Entry }

// A Deque is a collections.deque.
type Deque struct {
	Items  []py.Value
	MaxLen int // -1 if there is no limit
}

// A ChainMap is a collections.ChainMap: the first map that has a key gives its value.
type ChainMap struct{ Maps []py.Value }

// A Namespace is a types.SimpleNamespace.
type Namespace struct{ Attrs []Attr }

// dictOf returns the entries of v: a dict, or a list of pairs.
func (c call) dictOf(v py.Value) ([]Entry, error) {
	var out []Entry
	switch v.Kind() {
	case py.Invalid:
		return nil, nil
	case py.Dict:
		for k, x := range v.Entries() {
			out = append(out, Entry{k, x})
		}
		return out, nil
	case py.List, py.Tuple:
		for pair := range v.Items() {
			if pair.Len() != 2 {
				return nil, mismatch(c.class, pair, "a key and a value")
			}
			out = append(out, Entry{pair.Index(0), pair.Index(1)})
		}
		return out, nil
	}
	return nil, mismatch(c.class, v, "a dict or a list of pairs")
}

// entries returns the entries of a subclass of dict: those of argument first, then what SETITEMS added. A key comes
// twice only in a file that Python did not write; then the last value counts, as Python has it.
func (c call) entries(first int) ([]Entry, error) {
	out, err := c.dictOf(c.arg(first))
	if err != nil {
		return nil, err
	}
	for e := range c.o.Effects() {
		if e.Kind != py.EffectSet {
			continue
		}
		for i := 0; i+1 < e.Items.Len(); i += 2 {
			out = append(out, Entry{e.Items.Index(i), e.Items.Index(i + 1)})
		}
	}
	return distinct(out)
}

// distinct drops entries that a later one with an equal key replaces, in the first one's place.
func distinct(list []Entry) ([]Entry, error) {
	b := py.NewBuilder()
	at := b.Dict() // where each key stands
	out := list[:0]
	for _, e := range list {
		if i, ok := at.Lookup(e.Key); ok {
			i, _ := i.Int()
			out[i].Value = e.Value
			continue
		}
		b.SetItem(at, e.Key, b.Int(int64(len(out))))
		out = append(out, e)
	}
	if err := b.Err(); err != nil {
		return nil, &Error{Class: "a dict", Err: err}
	}
	return out, nil
}

func readOrderedDict(c call) (OrderedDict, error) {
	e, err := c.entries(0)
	return OrderedDict{e}, err
}

func readDefaultDict(c call) (DefaultDict, error) {
	e, err := c.entries(1)
	return DefaultDict{Factory: c.arg(0), Entries: e}, err
}

func readCounter(c call) (Counter, error) {
	e, err := c.entries(0)
	return Counter{e}, err
}

func readDeque(c call) (Deque, error) {
	d := Deque{MaxLen: -1}
	if n := c.arg(1); n.IsValid() && !n.IsNone() {
		x, ok := n.Int()
		if !ok || x < 0 {
			return Deque{}, c.wrong(1, "a length")
		}
		d.MaxLen = int(x)
	}
	switch first := c.arg(0); first.Kind() {
	case py.Invalid:
	case py.List, py.Tuple:
		for x := range first.Items() {
			d.Items = append(d.Items, x)
		}
	default:
		return Deque{}, c.wrong(0, "a list or tuple")
	}
	for e := range c.o.Effects() {
		if e.Kind == py.EffectAppend {
			for x := range e.Items.Items() {
				d.Items = append(d.Items, x)
			}
		}
	}
	if d.MaxLen >= 0 && len(d.Items) > d.MaxLen { // as append() does on a full deque
		d.Items = d.Items[len(d.Items)-d.MaxLen:]
	}
	return d, nil
}

func readChainMap(c call) (ChainMap, error) {
	maps := c.v.Attr("maps")
	if maps.Kind() != py.List {
		return ChainMap{}, mismatch(c.class, maps, "a list of maps")
	}
	var m ChainMap
	for x := range maps.Items() {
		m.Maps = append(m.Maps, x)
	}
	return m, nil
}

func readNamespace(c call) (Namespace, error) {
	return Namespace{attrs(c.v)}, nil
}

// setItems gives obj its entries.
func setItems(b *py.Builder, obj py.Value, list []Entry) py.Value {
	for _, e := range list {
		b.SetItem(obj, e.Key, e.Value)
	}
	return obj
}

// MarshalPickle writes a collections.OrderedDict.
func (d OrderedDict) MarshalPickle(b *py.Builder) (py.Value, error) {
	return setItems(b, b.Call(b.Global("collections", "OrderedDict")), d.Entries), nil
}

// MarshalPickle writes a collections.defaultdict.
func (d DefaultDict) MarshalPickle(b *py.Builder) (py.Value, error) {
	var args []py.Value
	if d.Factory.IsValid() && !d.Factory.IsNone() {
		args = append(args, d.Factory)
	}
	return setItems(b, b.Call(b.Global("collections", "defaultdict"), args...), d.Entries), nil
}

// MarshalPickle writes a collections.Counter.
func (d Counter) MarshalPickle(b *py.Builder) (py.Value, error) {
	return b.Call(b.Global("collections", "Counter"), setItems(b, b.Dict(), d.Entries)), nil
}

// MarshalPickle writes a collections.deque.
func (d Deque) MarshalPickle(b *py.Builder) (py.Value, error) {
	var args []py.Value
	if d.MaxLen >= 0 {
		args = append(args, b.Tuple(), b.Int(int64(d.MaxLen)))
	}
	obj := b.Call(b.Global("collections", "deque"), args...)
	b.Append(obj, d.Items...)
	return obj, nil
}

// MarshalPickle writes a collections.ChainMap.
func (m ChainMap) MarshalPickle(b *py.Builder) (py.Value, error) {
	obj := b.NewObj(b.Global("collections", "ChainMap"))
	b.Build(obj, b.Dict(b.Str("maps"), b.List(m.Maps...)))
	return obj, nil
}

// MarshalPickle writes a types.SimpleNamespace.
func (n Namespace) MarshalPickle(b *py.Builder) (py.Value, error) {
	obj := b.Call(b.Global("types", "SimpleNamespace"))
	if len(n.Attrs) > 0 {
		b.Build(obj, attrDict(b, n.Attrs))
	}
	return obj, nil
}

// UnmarshalPickle reads a collections.OrderedDict.
func (d *OrderedDict) UnmarshalPickle(v py.Value) error {
	return into(d, v, "collections.OrderedDict")
}

// UnmarshalPickle reads a collections.defaultdict.
func (d *DefaultDict) UnmarshalPickle(v py.Value) error {
	return into(d, v, "collections.defaultdict")
}

// UnmarshalPickle reads a collections.Counter.
func (d *Counter) UnmarshalPickle(v py.Value) error { return into(d, v, "collections.Counter") }

// UnmarshalPickle reads a collections.deque.
func (d *Deque) UnmarshalPickle(v py.Value) error { return into(d, v, "collections.deque") }

// UnmarshalPickle reads a collections.ChainMap.
func (m *ChainMap) UnmarshalPickle(v py.Value) error { return into(m, v, "collections.ChainMap") }

// UnmarshalPickle reads a types.SimpleNamespace.
func (n *Namespace) UnmarshalPickle(v py.Value) error { return into(n, v, "types.SimpleNamespace") }
