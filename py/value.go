package py

import (
	"iter"
	"math/big"

	"github.com/brine-go/brine/internal/graph"
)

// A Value is a handle to one value of a [Document]. The zero Value is [Invalid].
//
// Accessors ask for one kind and say by their last result whether the value is of it; none panics and
// none converts. Two handles are == if they are the same Python object; use [Equal] for equal values.
// (Integers, floats, bool and None have no identity: equal ones of the same kind in one document are == where
// they fit 47 bits, as in CPython small ones are.)
type Value struct {
	g *graph.Graph
	w graph.Word
}

// body returns the word, with a builtin that is spelled as a call replaced by that builtin.
func (v Value) body() graph.Word {
	if v.g == nil {
		return graph.No
	}
	return v.g.StandsFor(v.w)
}

// IsValid reports whether v is a value at all.
func (v Value) IsValid() bool { return v.g != nil && v.w != graph.No }

// tagKinds are the kinds of the tags that have one each; the others need a look: see slowKind.
var tagKinds = [16]Kind{
	graph.Int: Int, graph.WideInt: Int, graph.BigInt: Int, graph.WideFloat: Float,
	graph.Str: Str, graph.Bytes: Bytes, graph.ByteString: ByteString, graph.ByteArray: ByteArray,
	graph.Tuple: Tuple, graph.List: List, graph.Dict: Dict, graph.Global: Global,
}

// Kind returns what v is. A set, bytes or bytearray that an old protocol spells as a call
// (set([1, 2]) in protocol 2) is of its own kind, not an Object.
func (v Value) Kind() Kind {
	if k := tagKinds[v.w.Tag()]; k != Invalid && !v.w.IsFloat() {
		return k
	}
	return v.slowKind()
}

// slowKind is Kind for floats, constants, sets, objects and rare values.
func (v Value) slowKind() Kind {
	if v.w.IsFloat() {
		if v.g == nil {
			return Invalid
		}
		return Float
	}
	w := v.body()
	switch w.Tag() {
	case graph.Const:
		switch w {
		case graph.None:
			return None
		case graph.True, graph.False:
			return Bool
		}
		return Invalid
	case graph.Set:
		if v.g.SpanOf(w).Shape == 1 {
			return FrozenSet
		}
		return Set
	case graph.Object:
		return Object
	case graph.Rare:
		if kind, _ := v.g.RareOf(w); kind == graph.Buffer {
			return Buffer
		}
		return PersistentID
	}
	return tagKinds[w.Tag()]
}

// IsNone reports whether v is None.
func (v Value) IsNone() bool { return v.body() == graph.None }

// Bool returns the value of a Bool.
func (v Value) Bool() (value, ok bool) {
	w := v.body()
	return w == graph.True, w == graph.True || w == graph.False
}

// Int returns the value of an Int; ok is false if it does not fit an int64.
func (v Value) Int() (x int64, ok bool) {
	if w := v.w; w.Is(graph.Int) {
		return w.SmallInt(), true
	}
	if v.w.Is(graph.WideInt) {
		return v.g.Int64(v.w), true
	}
	return 0, false
}

// BigInt returns the value of an Int of any size.
func (v Value) BigInt() (x *big.Int, ok bool) {
	w := v.body()
	if w.Is(graph.BigInt) {
		return v.g.BigOf(w), true
	}
	i, ok := v.Int()
	if !ok {
		return nil, false
	}
	return big.NewInt(i), true
}

// Float returns the value of a Float. NaN payloads are kept.
func (v Value) Float() (f float64, ok bool) {
	if w := v.w; w.IsFloat() {
		return w.Float(), v.g != nil
	}
	if v.w.Is(graph.WideFloat) {
		return v.g.Float64(v.w)
	}
	return 0, false
}

// Number returns a Float, Int or Bool as a float64, rounded to nearest where it must be.
func (v Value) Number() (f float64, ok bool) {
	switch v.Kind() {
	case Float:
		return v.Float()
	case Bool:
		if b, _ := v.Bool(); b {
			return 1, true
		}
		return 0, true
	case Int:
		if x, ok := v.Int(); ok {
			return float64(x), true
		}
		x, _ := v.BigInt()
		f, _ := new(big.Float).SetInt(x).Float64()
		return f, true
	}
	return 0, false
}

// Str returns the text of a Str as UTF-8; lone surrogates stand in it as three bytes each, as Python's
// surrogatepass writes them, so it may be invalid UTF-8. It aliases the document.
func (v Value) Str() (s string, ok bool) {
	if !v.w.Is(graph.Str) {
		return "", false
	}
	return text(v.g, v.w), true
}

// Text is Str for a ByteString, too, whose bytes it returns as they are: Python 2's names, which are ASCII, read as Python 3's.
func (v Value) Text() (s string, ok bool) {
	if v.Kind() != ByteString {
		return v.Str()
	}
	return text(v.g, v.body()), true
}

// Bytes returns the content of Bytes, ByteString, ByteArray or Buffer; ok is false for a Buffer whose bytes were
// not given to the load. It aliases the document and must not be changed.
func (v Value) Bytes() (b []byte, ok bool) {
	switch v.Kind() {
	case Bytes, ByteString, ByteArray:
		return v.g.TextOf(v.body()), true
	case Buffer:
		b = v.g.BufferOf(v.w)
		return b, b != nil
	}
	return nil, false
}

// ReadOnly reports whether a Buffer is marked READONLY_BUFFER, or v is Bytes.
func (v Value) ReadOnly() bool {
	if v.Kind() == Buffer {
		_, arg := v.g.RareOf(v.w)
		return arg.SmallInt()&1 == 1
	}
	return v.Kind() == Bytes
}

// Len returns the number of items, entries or bytes (of a Str too), 0 for what has none.
func (v Value) Len() int {
	w := v.body()
	switch v.Kind() {
	case Str, Bytes, ByteString, ByteArray:
		return len(v.g.TextOf(w))
	case Buffer:
		return len(v.g.BufferOf(w))
	case Tuple:
		return len(v.g.TupleItems(w))
	case List, Dict, Set, FrozenSet:
		return int(v.g.SpanOf(w).N)
	}
	return 0
}

// items returns the words of a Tuple, List, Set or FrozenSet.
func (v Value) items() []graph.Word {
	switch w := v.w; {
	case w.Is(graph.List):
		return v.g.Items(w)
	case w.Is(graph.Tuple):
		return v.g.TupleItems(w)
	}
	if w := v.body(); w.Is(graph.Set) {
		return v.g.Items(w)
	}
	return nil
}

// row returns the words that Items iterates over, every step of them.
func (v Value) row() (words []graph.Word, step int) {
	if v.w.Is(graph.Dict) {
		keys, _, step := v.g.Columns(v.w)
		return keys, step
	}
	return v.items(), 1
}

// columns returns the words of a Dict's keys and values, every step of them.
func (v Value) columns() (keys, values []graph.Word, step int) {
	if v.w.Is(graph.Dict) {
		return v.g.Columns(v.w)
	}
	return nil, nil, 1
}

// Index returns item i of a Tuple or List (or set, in order); the zero Value if there is none.
func (v Value) Index(i int) Value {
	if items := v.items(); uint(i) < uint(len(items)) {
		return Value{v.g, items[i]}
	}
	return Value{}
}

// Items iterates over a Tuple, List, Set or FrozenSet, or the keys of a Dict.
func (v Value) Items() iter.Seq[Value] {
	return func(yield func(Value) bool) { // small enough to be inlined: a range over it is a plain loop
		words, step := v.row()
		for i := 0; i < len(words); i += step {
			if !yield(Value{v.g, words[i]}) {
				return
			}
		}
	}
}

// Entries iterates over the keys and values of a Dict, in order.
func (v Value) Entries() iter.Seq2[Value, Value] {
	return func(yield func(k, value Value) bool) {
		keys, values, step := v.columns()
		for i := 0; i < len(keys); i += step {
			if !yield(Value{v.g, keys[i]}, Value{v.g, values[i]}) {
				return
			}
		}
	}
}

// Get returns the value under a str key of a Dict or, where there is none, under Python 2's str of the same
// bytes; the zero Value if there is neither.
func (v Value) Get(key string) Value {
	if v.Kind() != Dict {
		return Value{}
	}
	w, ok := v.g.LookupStr(v.body(), key)
	if !ok {
		return Value{}
	}
	return Value{v.g, w}
}

// Lookup returns the value of a Dict under a key that equals key as Python sees it (1 == 1.0 == True),
// which may be of another document; or the item of a set that equals it.
func (v Value) Lookup(key Value) (Value, bool) {
	kind := v.Kind()
	if kind != Dict && kind != Set && kind != FrozenSet || !key.IsValid() {
		return Value{}, false
	}
	w := v.body()
	at, err := v.g.Lookup(w, key.g, key.w)
	if err != nil || at < 0 {
		return Value{}, false
	}
	if kind != Dict {
		return Value{v.g, v.g.Items(w)[at]}, true
	}
	_, x := v.g.Entry(w, at)
	return Value{v.g, x}, true
}

// Global returns the names of a Global in Python 3's spelling. One that an extension code stands for
// and no registry resolved has no names (see [Value.ExtCode]), nor has one that a pickle names by persistent ids.
func (v Value) Global() (module, name string, ok bool) {
	w := v.body()
	if !w.Is(graph.Global) {
		return "", "", false
	}
	m, n, _ := v.g.GlobalParts(w)
	if !m.Is(graph.Str) || !n.Is(graph.Str) {
		return "", "", true
	}
	return text(v.g, m), text(v.g, n), true
}

// IsGlobal reports whether v is the Global module.name.
func (v Value) IsGlobal(module, name string) bool {
	return v.g != nil && v.g.GlobalIs(v.w, module, name)
}

// ExtCode returns the extension registry's code of a Global that was read as a bare code.
func (v Value) ExtCode() (code uint32, ok bool) {
	w := v.body()
	if !w.Is(graph.Global) {
		return 0, false
	}
	_, _, code = v.g.GlobalParts(w)
	return code, code != 0
}

// PersistentID returns the id of a PersistentID.
func (v Value) PersistentID() (id Value, ok bool) {
	if v.Kind() != PersistentID {
		return Value{}, false
	}
	_, arg := v.g.RareOf(v.w)
	return Value{v.g, arg}, true
}
