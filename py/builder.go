package py

import (
	"fmt"
	"math/big"

	"github.com/brine-go/brine/internal/graph"
)

// A Builder makes values and at last a [Document]. Its methods take values of the same builder; values of
// other documents are copied, what they share once. The first error (an unhashable key, a container of the
// wrong kind) sticks and comes out of [Builder.Document].
//
//	b := py.NewBuilder()
//	d := b.Dict()
//	b.SetItem(d, b.Str("xs"), b.List(b.Int(1), b.Int(2)))
//	doc, err := b.Document(d)
//
// Lists, dicts, sets and objects can be changed after they are made, so cycles can be.
type Builder struct {
	g     *graph.Graph
	from  map[*graph.Graph]*graph.Importer
	err   error
	names map[string]graph.Word
	inner bool // of a document that is being loaded
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	g := graph.New()
	g.Proto = 4
	g.ShareAll()
	return &Builder{g: g}
}

// BuilderOf returns a builder of values in a graph that is being filled. It is for Brine's own packages: no other
// can name the type.
func BuilderOf(g *graph.Graph) *Builder {
	g.ShareAll()
	return &Builder{g: g, inner: true}
}

// Document ends the building; root is what a dump writes. The builder must not be used again.
func (b *Builder) Document(root Value) (*Document, error) {
	if b.inner {
		b.fail("the builder's document is being loaded")
	}
	w := b.word(root)
	if b.err != nil {
		return nil, b.err
	}
	b.g.Freeze(w)
	return &Document{b.g}, nil
}

// Err returns the first error so far.
func (b *Builder) Err() error { return b.err }

func (b *Builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf("py: "+format, args...)
	}
}

func (b *Builder) note(err error) {
	if err != nil {
		b.fail("%w", err)
	}
}

// word returns the word of v in b's graph.
func (b *Builder) word(v Value) graph.Word {
	switch {
	case v.g == b.g:
		return v.w
	case !v.IsValid():
		b.fail("the zero Value is no value")
		return graph.None
	}
	im := b.from[v.g]
	if im == nil {
		if b.from == nil {
			b.from = make(map[*graph.Graph]*graph.Importer)
		}
		im = graph.NewImporter(b.g, v.g)
		b.from[v.g] = im
	}
	w, err := im.Import(v.w)
	if err != nil {
		b.note(err)
		return graph.None
	}
	return w
}

func (b *Builder) words(vs []Value) []graph.Word {
	out := make([]graph.Word, len(vs))
	for i, v := range vs {
		out[i] = b.word(v)
	}
	return out
}

func (b *Builder) value(w graph.Word) Value { return Value{b.g, w} }

// Import returns v as a value of this builder.
func (b *Builder) Import(v Value) Value { return b.value(b.word(v)) }

// ImportWith is Import of a value and all that it refers to, but for the objects for which replace returns another value, which
// comes in all places where the object is. replace is asked once about each object of v's document, and may use the builder.
func (b *Builder) ImportWith(v Value, replace func(obj Value) (Value, bool)) Value {
	if v.g == nil || v.g == b.g {
		b.fail("ImportWith takes a value of another document")
		return b.None()
	}
	if b.from == nil {
		b.from = make(map[*graph.Graph]*graph.Importer)
	}
	im := b.from[v.g]
	if im == nil {
		im = graph.NewImporter(b.g, v.g)
		b.from[v.g] = im
	}
	im.Replace = func(w graph.Word) (graph.Word, bool, error) {
		to, ok := replace(Value{v.g, w})
		if !ok {
			return graph.No, false, nil
		}
		return b.word(to), true, b.err
	}
	defer func() { im.Replace = nil }()
	return b.Import(v)
}

// None returns None.
func (b *Builder) None() Value { return b.value(graph.None) }

// Bool returns True or False.
func (b *Builder) Bool(x bool) Value { return b.value(graph.MakeBool(x)) }

// Int returns an int.
func (b *Builder) Int(x int64) Value { return b.value(b.g.IntWord(x)) }

// BigInt returns an int of any size.
func (b *Builder) BigInt(x *big.Int) Value { return b.value(b.g.BigWord(x)) }

// Float returns a float.
func (b *Builder) Float(f float64) Value { return b.value(b.g.FloatWord(f)) }

// Str returns a str of UTF-8 text. Equal texts are one object, as Python's interned names are.
func (b *Builder) Str(s string) Value {
	if w, ok := b.names[s]; ok {
		return b.value(w)
	}
	w := b.g.AddText(graph.Str, []byte(s))
	if len(s) < 64 {
		if b.names == nil {
			b.names = make(map[string]graph.Word)
		}
		b.names[s] = w
	}
	return b.value(w)
}

// Bytes returns bytes.
func (b *Builder) Bytes(x []byte) Value { return b.value(b.g.AddText(graph.Bytes, x)) }

// ByteString returns Python 2's str.
func (b *Builder) ByteString(x []byte) Value { return b.value(b.g.AddText(graph.ByteString, x)) }

// ByteArray returns a bytearray.
func (b *Builder) ByteArray(x []byte) Value { return b.value(b.g.AddText(graph.ByteArray, x)) }

// Tuple returns a tuple.
func (b *Builder) Tuple(items ...Value) Value { return b.value(b.g.NewTuple(b.words(items))) }

// List returns a list.
func (b *Builder) List(items ...Value) Value {
	w := b.g.NewSpan(graph.List)
	b.note(b.g.Append(w, b.words(items)...))
	return b.value(w)
}

// Dict returns a dict of keys and values in turn.
func (b *Builder) Dict(kv ...Value) Value {
	w := b.g.NewSpan(graph.Dict)
	if len(kv)%2 != 0 {
		b.fail("Dict takes keys and values in turn")
		return b.value(w)
	}
	b.note(b.g.SetItems(w, b.words(kv)))
	return b.value(w)
}

// Set returns a set.
func (b *Builder) Set(items ...Value) Value {
	w := b.g.NewSet(false)
	b.note(b.g.AddItems(w, b.words(items)))
	return b.value(w)
}

// FrozenSet returns a frozenset.
func (b *Builder) FrozenSet(items ...Value) Value {
	w := b.g.NewSet(true)
	b.note(b.g.AddItems(w, b.words(items)))
	return b.value(w)
}

// Global returns a class or function by its Python 3 name.
func (b *Builder) Global(module, name string) Value {
	return b.value(b.g.GlobalWord(module, name, "", b.Str(module).w, b.Str(name).w, -1))
}

// Call returns the object that callable(*args) would make: REDUCE.
func (b *Builder) Call(callable Value, args ...Value) Value {
	return b.value(b.g.NewObject(graph.ByReduce, b.word(callable), b.g.NewTuple(b.words(args)), graph.No))
}

// NewObj returns the object that class.__new__(class, *args) would make: NEWOBJ.
func (b *Builder) NewObj(class Value, args ...Value) Value {
	return b.value(b.g.NewObject(graph.ByNewObj, b.word(class), b.g.NewTuple(b.words(args)), graph.No))
}

// NewObjEx returns the object that class.__new__(class, *args, **kwargs) would make, kwargs a Dict: NEWOBJ_EX.
func (b *Builder) NewObjEx(class, kwargs Value, args ...Value) Value {
	if kwargs.Kind() != Dict {
		b.fail("keyword arguments are %v, want dict", kwargs.Kind())
	}
	return b.value(b.g.NewObject(graph.ByNewObjEx, b.word(class), b.g.NewTuple(b.words(args)), b.word(kwargs)))
}

// PersistentID returns a reference to something outside of the pickle.
func (b *Builder) PersistentID(id Value) Value {
	return b.value(b.g.NewRare(graph.PersistentID, b.word(id)))
}

// Buffer returns an out-of-band buffer (PEP 574): a dump gives it to the buffer callback, or writes it as
// bytes or bytearray.
func (b *Builder) Buffer(data []byte, readOnly bool) Value {
	arg := uint64(b.g.AddBuffer(data)) << 1
	if readOnly {
		arg |= 1
	}
	return b.value(b.g.NewRare(graph.Buffer, graph.Make(graph.Int, arg)))
}

// Append adds items to a List, or to an Object as obj.extend(items) would.
func (b *Builder) Append(list Value, items ...Value) {
	w := b.word(list)
	switch {
	case w.Is(graph.List):
		b.note(b.g.Append(w, b.words(items)...))
	case w.Is(graph.Object):
		b.note(b.g.Extend(w, graph.EffectAppend, b.words(items)))
	default:
		b.fail("cannot append to %v", list.Kind())
	}
}

// SetItem sets a key of a Dict, or of an Object as obj[key] = value would.
func (b *Builder) SetItem(dict, key, value Value) {
	w := b.word(dict)
	kv := []graph.Word{b.word(key), b.word(value)}
	switch {
	case w.Is(graph.Dict):
		b.note(b.g.SetItems(w, kv))
	case w.Is(graph.Object):
		b.note(b.g.Extend(w, graph.EffectSet, kv))
	default:
		b.fail("cannot set a key of %v", dict.Kind())
	}
}

// Add adds items to a Set, or to an Object as obj.add(item) would.
func (b *Builder) Add(set Value, items ...Value) {
	w := b.word(set)
	switch {
	case set.Kind() == Set && w.Is(graph.Set):
		b.note(b.g.AddItems(w, b.words(items)))
	case w.Is(graph.Object):
		b.note(b.g.Extend(w, graph.EffectAdd, b.words(items)))
	default:
		b.fail("cannot add to %v", set.Kind())
	}
}

// Build gives an Object its state: obj.__setstate__(state), or state into its __dict__.
func (b *Builder) Build(obj, state Value) {
	w := b.word(obj)
	if !w.Is(graph.Object) {
		b.fail("cannot give a state to %v", obj.Kind())
		return
	}
	b.g.Build(w, b.word(state))
}
