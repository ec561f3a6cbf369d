package py_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/brine-go/brine/py"
)

func document(t *testing.T, b *py.Builder, root py.Value) py.Value {
	t.Helper()
	doc, err := b.Document(root)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// The hashes are what hash() of Python 3.11 returns on a 64-bit machine.
func TestHash(t *testing.T) {
	b := py.NewBuilder()
	big30, _ := new(big.Int).SetString("1"+"000000000000000000000000000000", 10)
	for _, tt := range []struct {
		v    py.Value
		want int64
	}{
		{b.Int(0), 0},
		{b.Int(-1), -2},
		{b.Bool(true), 1},
		{b.Int(1<<61 - 1), 0},
		{b.Float(2.5), 1152921504606846978},
		{b.Float(-3.7), -1614090106449586179},
		{b.Float(1e300), 1224995262755759164},
		{b.Float(math.Inf(-1)), -314159},
		{b.BigInt(big30), 465258685558744706},
		{b.Tuple(), 5740354900026072187},
	} {
		if got, err := py.Hash(tt.v); err != nil || got != tt.want {
			t.Errorf("%v: %d (%v), want %d", tt.v.Kind(), got, err, tt.want)
		}
	}
	if _, err := py.Hash(b.Tuple(b.List())); !errors.Is(err, py.ErrUnhashable) {
		t.Errorf("a list in a tuple: %v", err)
	}
	x, _ := py.Hash(b.FrozenSet(b.Int(1), b.Str("a"), b.Int(2)))
	y, _ := py.Hash(b.FrozenSet(b.Str("a"), b.Float(2), b.Bool(true)))
	if x != y {
		t.Error("equal frozensets hash differently")
	}
}

// TestDict: Python's equality of keys, first key and last value win, at every way a dict is kept.
func TestDict(t *testing.T) {
	for _, n := range []int{0, 3, 12, 300, 3000} { // scanned, indexed, too long to share keys
		b := py.NewBuilder()
		d := b.Dict()
		for i := range n {
			b.SetItem(d, b.Str("pad"+string(rune('0'+i%10))+big.NewInt(int64(i)).String()), b.None())
		}
		b.SetItem(d, b.Int(1), b.Str("int"))
		b.SetItem(d, b.Tuple(b.Int(1), b.Tuple(b.Str("x"))), b.Str("tuple"))
		b.SetItem(d, b.Float(1), b.Str("float"))
		b.SetItem(d, b.Bool(true), b.Str("bool"))
		b.SetItem(d, b.Float(math.NaN()), b.Str("nan"))
		b.SetItem(d, b.Float(math.NaN()), b.Str("another nan"))
		b.SetItem(d, b.Bytes([]byte("x")), b.Str("bytes"))
		b.SetItem(d, b.Str("x"), b.Str("str"))
		b.SetItem(d, b.Float(1e300), b.Str("huge"))
		v := document(t, b, d)
		if got, want := v.Len(), n+7; got != want {
			t.Fatalf("%d entries, want %d", got, want)
		}
		q := py.NewBuilder() // keys of another document
		huge, _ := big.NewFloat(1e300).Int(nil)
		for _, tt := range []struct {
			key  py.Value
			want string
		}{
			{q.Int(1), "bool"}, {q.Float(1), "bool"}, {q.Bool(true), "bool"},
			{q.Tuple(q.Bool(true), q.Tuple(q.Str("x"))), "tuple"},
			{q.Bytes([]byte("x")), "bytes"}, {q.Str("x"), "str"},
			{q.BigInt(huge), "huge"},
			{q.Float(math.NaN()), ""}, {q.Str("y"), ""}, {q.List(), ""}, {q.Int(2), ""},
		} {
			x, ok := v.Lookup(tt.key)
			got, _ := x.Str()
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("%d entries: key %v: %q, want %q", n, tt.key.Kind(), got, tt.want)
			}
		}
		if got, _ := v.Get("x").Str(); got != "str" {
			t.Errorf("Get: %q", got)
		}
		i := 0
		for k := range v.Entries() {
			if i == n && k.Kind() != py.Int {
				t.Errorf("the first of the equal keys is gone: %v", k.Kind())
			}
			i++
		}
	}
}

func TestSet(t *testing.T) {
	for _, n := range []int{0, 20} {
		b := py.NewBuilder()
		s := b.Set()
		for i := range n {
			b.Add(s, b.Int(int64(100+i)))
		}
		b.Add(s, b.Int(0), b.Bool(false), b.Float(0), b.FrozenSet(b.Int(1), b.Int(2)), b.FrozenSet(b.Int(2), b.Int(1)))
		v := document(t, b, s)
		if v.Len() != n+2 {
			t.Errorf("%d items, want %d", v.Len(), n+2)
		}
		if x, ok := v.Lookup(v.Index(n + 1)); !ok || x.Kind() != py.FrozenSet {
			t.Error("frozenset not found")
		}
	}
	b := py.NewBuilder()
	b.Add(b.Set(), b.Set())
	if !errors.Is(b.Err(), py.ErrUnhashable) {
		t.Errorf("set in a set: %v", b.Err())
	}
}

// TestEqualCycles: equal and unequal cyclic graphs of two documents.
func TestEqualCycles(t *testing.T) {
	cyclic := func(last int64) py.Value {
		b := py.NewBuilder()
		list, d := b.List(), b.Dict()
		obj := b.NewObj(b.Global("m", "C"))
		b.Build(obj, b.Dict(b.Str("self"), obj, b.Str("list"), list))
		b.Append(list, list, d, b.Tuple(list, obj))
		b.SetItem(d, b.Str("d"), d)
		b.SetItem(d, b.Str("n"), b.Int(last))
		return document(t, b, list)
	}
	if !py.Equal(cyclic(1), cyclic(1)) {
		t.Error("equal cycles are unequal")
	}
	if py.Equal(cyclic(1), cyclic(2)) {
		t.Error("unequal cycles are equal")
	}
	v := cyclic(1)
	if v.Index(0) != v {
		t.Error("the list does not contain itself")
	}
	if v.Index(2).Index(1).Attr("self") != v.Index(2).Index(1) {
		t.Error("the object does not refer to itself")
	}
}

// TestDoubling: t = (t', t') fifty levels deep has 2^50 paths; comparing and hashing take every tuple once.
func TestDoubling(t *testing.T) {
	make50 := func() py.Value {
		b := py.NewBuilder()
		v := b.Tuple(b.Int(1))
		for range 50 {
			v = b.Tuple(v, v)
		}
		return document(t, b, v)
	}
	x, y := make50(), make50()
	if !py.Equal(x, y) {
		t.Error("unequal")
	}
	hx, _ := py.Hash(x)
	hy, _ := py.Hash(y)
	if hx != hy {
		t.Error("hashes differ")
	}
	b := py.NewBuilder()
	d := document(t, b, b.Dict(x, b.Str("found")))
	if got, _ := d.Lookup(y); got.Kind() != py.Str {
		t.Error("not found as a key")
	}
}

// TestImport: values of another document are copied with what they share, once.
func TestImport(t *testing.T) {
	b := py.NewBuilder()
	shared := b.List(b.Int(1))
	obj := b.Call(b.Global("collections", "deque"), b.Tuple(shared))
	b.Append(obj, shared, obj)
	b.Build(obj, b.Dict(b.Str("x"), b.PersistentID(b.Str("id"))))
	from := document(t, b, b.Tuple(shared, obj, b.Float(math.NaN()), b.Set(b.Int(1))))

	c := py.NewBuilder()
	first, second := c.Import(from.Index(0)), c.Import(from.Index(1))
	to := document(t, c, c.Tuple(first, second, c.Import(from)))
	if to.Index(2).Index(0) != to.Index(0) || to.Index(2).Index(1) != to.Index(1) {
		t.Error("what two imports share is there twice")
	}
	o, ok := to.Index(1).Object()
	if !ok || o.Args.Index(0).Index(0) != to.Index(0) {
		t.Error("the object's arguments are not the shared list")
	}
	effects := slices.Collect(o.Effects())
	if len(effects) != 2 || effects[0].Kind != py.EffectAppend || effects[0].Items.Index(1) != to.Index(1) || effects[1].Kind != py.EffectBuild {
		t.Errorf("effects %v", effects)
	}
	if !py.Equal(from.Index(1), to.Index(1)) {
		t.Error("the copy is not equal")
	}
}

func TestAccessors(t *testing.T) {
	b := py.NewBuilder()
	v := document(t, b, b.Tuple(b.None(), b.Bool(true), b.Int(-5), b.Int(math.MinInt64), b.Float(-0.5), b.Str("é"), b.Bytes([]byte{0}), b.Global("m", "A.B")))
	if x, ok := v.Index(2).Int(); !ok || x != -5 {
		t.Errorf("Int: %d", x)
	}
	if x, ok := v.Index(3).Int(); !ok || x != math.MinInt64 {
		t.Errorf("Int: %d", x)
	}
	if _, ok := v.Index(1).Int(); ok {
		t.Error("a bool is an Int")
	}
	if f, ok := v.Index(1).Number(); !ok || f != 1 {
		t.Errorf("Number of True: %v", f)
	}
	if s, ok := v.Index(5).Str(); !ok || s != "é" {
		t.Errorf("Str: %q", s)
	}
	if _, ok := v.Index(5).Bytes(); ok {
		t.Error("a str is Bytes")
	}
	for _, x := range []py.Value{b.Str("é"), b.ByteString([]byte("é"))} {
		if s, ok := x.Text(); !ok || s != "é" {
			t.Errorf("Text of %v: %q", x.Kind(), s)
		}
	}
	if _, ok := v.Index(6).Text(); ok {
		t.Error("bytes are Text")
	}
	if m, n, ok := v.Index(7).Global(); !ok || m != "m" || n != "A.B" {
		t.Errorf("Global: %s %s", m, n)
	}
	var zero py.Value
	if zero.IsValid() || zero.Kind() != py.Invalid || zero.Len() != 0 || zero.Get("x").IsValid() || zero.Index(0).IsValid() {
		t.Error("the zero Value is something")
	}
	if v.Index(99).IsValid() || v.Get("x").IsValid() || v.Index(0).Index(0).IsValid() {
		t.Error("what is not there is valid")
	}
}
