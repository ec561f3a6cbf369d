package py_test

import (
	"testing"

	"github.com/brine-go/brine/py"
)

// The wanted texts are repr() of the same values in Python 3.11, but for objects.
func TestRepr(t *testing.T) {
	b := py.NewBuilder()
	cyclic := b.List(b.Int(1))
	b.Append(cyclic, cyclic, b.Tuple(cyclic))
	dict := b.Dict(b.Str("a"), b.None(), b.Int(2), b.Bool(true))
	b.SetItem(dict, b.Str("self"), dict)
	obj := b.NewObj(b.Global("m", "C"), b.Int(1), b.Str("x"))
	b.Build(obj, b.Dict(b.Str("me"), obj))
	for _, tt := range []struct {
		v    py.Value
		want string
	}{
		{cyclic, "[1, [...], ([...],)]"},
		{dict, "{'a': None, 2: True, 'self': {...}}"},
		{b.Tuple(b.Float(1), b.Float(1e16), b.Float(1.5e-5), b.Int(-7)), "(1.0, 1e+16, 1.5e-05, -7)"},
		{b.Str("it's \"é\"\n\x00\xed\xa0\x80"), `'it\'s "é"\n\x00\ud800'`},
		{b.Str("it's"), `"it's"`},
		{b.Bytes([]byte("a\xff'")), `b"a\xff'"`},
		{b.ByteArray([]byte("x")), `bytearray(b'x')`},
		{b.Tuple(b.Set(), b.Set(b.Int(1)), b.FrozenSet(), b.FrozenSet(b.Int(1)), b.Tuple()), "(set(), {1}, frozenset(), frozenset({1}), ())"},
		{obj, "<m.C(1, 'x')[state {'me': <...>}]>"},
		{py.Value{}, "<invalid>"},
	} {
		if got := tt.v.String(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
	doubled := b.Tuple()
	for range 60 {
		doubled = b.Tuple(doubled, doubled)
	}
	if n := len(py.Repr(doubled)); n > 70_000 {
		t.Errorf("%d bytes", n)
	}
}
