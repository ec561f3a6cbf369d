package pickle_test

import (
	"bytes"
	"fmt"
	"math/big"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

type (
	inner1 struct{ A, B, X int }
	inner2 struct {
		B, C, X int
		D       int `pickle:"X"`
	}
	outer struct {
		inner1
		inner2
		A string
	}
	Deep  struct{ V int }
	level struct{ *Deep }
	both  struct {
		level
		Named Deep `pickle:"deep"`
	}
	unexported struct{ *inner1 }
	onlyTagged struct {
		First  int `pickle:"first"`
		Second int
		third  int
	}
)

// TestStructRules: which fields a struct has is decided as encoding/json decides it.
func TestStructRules(t *testing.T) {
	for _, tt := range []struct {
		v    any
		want string
	}{
		// B is of both at the same depth: neither counts. X is tagged in one of them, A is nearest in outer.
		{outer{inner1{1, 2, 3}, inner2{4, 5, 6, 7}, "a"}, "{'C': 5, 'X': 7, 'A': 'a'}"},
		{both{level{&Deep{1}}, Deep{2}}, "{'V': 1, 'deep': {'V': 2}}"},
		{both{}, "{'deep': {'V': 0}}"}, // nothing is behind a nil pointer
		{unexported{&inner1{1, 2, 3}}, "{'A': 1, 'B': 2, 'X': 3}"},
		{onlyTagged{1, 2, 3}, "{'first': 1, 'Second': 2}"},
		{struct {
			A int    `pickle:",omitempty"`
			B string `pickle:",omitempty"`
			C []int  `pickle:",omitempty"`
			D *int   `pickle:",omitempty"`
			E any    `pickle:",omitempty"`
			F Deep   `pickle:",omitempty"`
			G bool   `pickle:",omitempty"`
			H [0]int `pickle:",omitempty"`
		}{}, "{'F': {'V': 0}}"},
		{struct {
			A int       `pickle:",omitzero"`
			T time.Time `pickle:",omitzero"`
			D Deep      `pickle:",omitzero"`
			E []int     `pickle:",omitzero"`
		}{E: []int{}}, "{'E': []}"},
		{struct {
			Comma int `pickle:"a,b"`
			Dash  int `pickle:"-,"`
			Space int `pickle:"two words"`
		}{1, 2, 3}, "{'a': 1, '-': 2, 'two words': 3}"},
	} {
		data, err := pickle.Marshal(tt.v)
		if err != nil {
			t.Errorf("%T: %v", tt.v, err)
			continue
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Fatal(err)
		}
		if got := py.Repr(doc.Root()); got != tt.want {
			t.Errorf("%T: got %s, want %s", tt.v, got, tt.want)
		}
	}
	decoded(t, "embedded", "}(\x8c\x01VK\x05\x8c\x04deep}\x8c\x01vK\x06su.", both{level{&Deep{5}}, Deep{6}})
	decoded(t, "case", "}(\x8c\x01aK\x01\x8c\x01BK\x02\x8c\x01bK\x03\x8c\x01xK\x04u.", inner1{1, 2, 4}) // the exact name wins
	decoded(t, "case in any order", "}(\x8c\x01bK\x03\x8c\x01BK\x02u.", inner1{B: 2})
	decoded(t, "unknown keys", "}(\x8c\x02zzK\x01K\x05K\x02\x8c\x01AK\x07u.", inner1{A: 7})
	decoded(t, "bytes as keys", "}(U\x01AK\x07u.", inner1{A: 7})
	var u unexported
	if err := pickle.Unmarshal([]byte("}\x8c\x01AK\x01s."), &u); err == nil || !strings.Contains(err.Error(), "not exported") {
		t.Errorf("a nil pointer to an embedded struct that is not exported: %v", err)
	}
	u.inner1 = new(inner1)
	if err := pickle.Unmarshal([]byte("}\x8c\x01AK\x01s."), &u); err != nil || u.A != 1 {
		t.Errorf("%+v, %v", u.inner1, err)
	}
}

// TestKeepsAndFills: what decoding leaves alone, what it fills and what it makes new.
func TestKeepsAndFills(t *testing.T) {
	type T struct {
		A, B int
		P    *Deep
		M    map[string]int
		S    []int
		I    any
	}
	p, m, s := &Deep{1}, map[string]int{"old": 1}, []int{1, 2, 3}
	v := T{A: 1, B: 2, P: p, M: m, S: s, I: 5}
	err := pickle.Unmarshal([]byte("}(\x8c\x01AK\x07\x8c\x01BN\x8c\x01P}\x8c\x01VK\x08s\x8c\x01M}\x8c\x03newK\x09s\x8c\x01S](K\x05K\x06eu."), &v)
	if err != nil {
		t.Fatal(err)
	}
	want := T{7, 2, &Deep{8}, map[string]int{"old": 1, "new": 9}, []int{5, 6}, 5}
	if !reflect.DeepEqual(v, want) || v.P != p || m["new"] != 9 || s[0] != 1 {
		t.Errorf("got %+v, want %+v", v, want)
	}
	if err := pickle.Unmarshal([]byte("}(\x8c\x01PN\x8c\x01MN\x8c\x01SN\x8c\x01INu."), &v); err != nil || !reflect.DeepEqual(v, T{A: 7, B: 2}) {
		t.Errorf("None: got %+v, %v", v, err)
	}
	// Two Python objects never end in one Go object, even if the target had one in both places.
	twice := [2]*Deep{p, p}
	if err := pickle.Unmarshal([]byte("(}\x8c\x01VK\x01s}\x8c\x01VK\x02sl."), &twice); err != nil || twice[0].V != 1 || twice[1].V != 2 {
		t.Errorf("got %+v %+v, %v", twice[0], twice[1], err)
	}
	maps := [2]map[string]int{m, m}
	if err := pickle.Unmarshal([]byte("(}\x8c\x01VK\x01s}\x8c\x01VK\x02sl."), &maps); err != nil || maps[0]["V"] != 1 || maps[1]["V"] != 2 || len(maps[1]) != 1 {
		t.Errorf("got %v, %v", maps, err)
	}
	slices := [][]int{{1}, {2}}
	slices[1] = slices[0]
	if err := pickle.Unmarshal([]byte("(]K\x01a]K\x02al."), &slices); err != nil || !reflect.DeepEqual(slices, [][]int{{1}, {2}}) {
		t.Errorf("got %v, %v", slices, err)
	}
	// Slices of one list have no room to grow into each other.
	var same [2][]int
	if err := pickle.Unmarshal([]byte("(](K\x01K\x02eq\x00h\x00l."), &same); err != nil || &same[0][0] != &same[1][0] || cap(same[0]) != 2 {
		t.Errorf("got %v, cap %d, %v", same, cap(same[0]), err)
	}
	// Keys that become one.
	var strs map[string]int
	if err := pickle.Unmarshal([]byte("}(\x8c\x01aK\x01U\x01aK\x02u."), &strs); err == nil {
		t.Errorf("a str and a Python 2 str are one key: %v", strs)
	}
	var floats map[float32]int
	if err := pickle.Unmarshal([]byte("}(G?\xb9\x99\x99\x99\x99\x99\x9aK\x01G?\xb9\x99\x99\x99\x99\x99\x9bK\x02u."), &floats); err == nil {
		t.Errorf("two floats are one float32: %v", floats)
	}
}

// TestRecords: records whose keys differ in order and number, nested in each other.
func TestRecords(t *testing.T) {
	type rec struct {
		A, B, C int
		Sub     *rec
		Subs    []rec
	}
	var list []rec
	for i := range 200 {
		r := rec{A: i, B: -i, C: 2 * i}
		if i%3 == 0 {
			r.Sub = &rec{A: i, Subs: []rec{{B: i}, {C: i}}}
		}
		list = append(list, r)
	}
	var py2 []any
	for _, r := range list {
		d := dict("C", r.C, "A", r.A, "B", r.B)
		if r.Sub != nil {
			d = dict("Sub", dict("Subs", []any{dict("B", r.A), dict("x", 1, "C", r.A)}, "A", r.A), "B", r.B, "A", r.A, "C", r.C)
		}
		py2 = append(py2, d)
	}
	data, err := pickle.Marshal(py2)
	if err != nil {
		t.Fatal(err)
	}
	var got []rec
	if err := pickle.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, list) {
		t.Errorf("%v", err)
	}
}

type everything struct {
	Bool    bool
	Ints    []int64
	Small   [3]int8
	Uint    uint64
	Floats  []float64
	F32     float32
	C       complex128
	S       string
	Strs    []string
	B       []byte
	Arr     [4]byte
	M       map[string]float64
	MI      map[int64]map[int64]*int64
	MK      map[[2]int]string
	Set     map[string]struct{}
	P       *everything
	Next    []*everything
	Any     any
	T       time.Time
	D       time.Duration
	Big     *big.Int
	Rat     *big.Rat
	Float   *big.Float
	Addr    netip.Addr
	Tuple   pickle.Tuple
	Dict    *pickle.Dict
	Struct  struct{ X, Y int }
	Row     row
	Keys    map[base]bool
	Bools   []bool
	Uint8s  []uint8
	Runes   []rune
	Nested  [][][]int
	Pointer **int
}

func everythingFilled() *everything {
	x := int64(7)
	n := 5
	p := &n
	e := &everything{
		Bool: true, Ints: []int64{1, -1 << 62}, Small: [3]int8{1, 2, 3}, Uint: 1 << 63, Floats: []float64{1, 2}, F32: 0.5, C: complex(1, 2),
		S: "text", Strs: []string{"a", "text", "text"}, B: []byte("bytes"), Arr: [4]byte{1}, M: map[string]float64{"a": 1, "b": 2},
		MI: map[int64]map[int64]*int64{1: {2: &x}}, MK: map[[2]int]string{{1, 2}: "k"}, Set: map[string]struct{}{"x": {}},
		Any: []any{int64(1), "s", map[string]any{"k": nil}}, T: time.Date(2021, 2, 3, 4, 5, 6, 7000, time.UTC), D: time.Hour,
		Big: new(big.Int).Lsh(big.NewInt(1), 90), Rat: big.NewRat(2, 3), Float: new(big.Float).SetPrec(64).SetFloat64(0.5), Addr: netip.MustParseAddr("10.0.0.1"),
		Tuple: pickle.Tuple{int64(1)}, Dict: dict(int64(1), "one"), Row: row{Name: "r", Value: [2]float64{1, 2}},
		Keys: map[base]bool{{1, 2}: true}, Bools: []bool{true}, Uint8s: []byte{1}, Runes: []rune("é"), Nested: [][][]int{{{1}, {}}, {}}, Pointer: &p,
	}
	e.Struct.X = 1
	e.P = e
	e.Next = []*everything{e, {S: "other", Tuple: pickle.Tuple{}}}
	return e
}

// TestRoundTrip: a value of all kinds of fields comes back as it was, from every protocol, sharing and cycles too.
func TestRoundTrip(t *testing.T) {
	want := everythingFilled()
	for proto := range pickle.HighestProtocol + 1 {
		data, err := pickle.Marshal(want, pickle.WithProtocol(proto))
		if err != nil {
			t.Fatal(err)
		}
		var got *everything
		if err := pickle.Unmarshal(data, &got); err != nil {
			t.Errorf("protocol %d: %v", proto, err)
			continue
		}
		if got.P != got || got.Next[0] != got {
			t.Errorf("protocol %d: the cycle is open", proto)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("protocol %d: got %+v", proto, got)
		}
		// By a stream, in frames, and once more: the same bytes.
		var stream bytes.Buffer
		if err := pickle.NewPickler(&stream, pickle.WithProtocol(proto)).Encode(got); err != nil || !bytes.Equal(stream.Bytes(), data) {
			t.Errorf("protocol %d: other bytes from a stream: %v", proto, err)
		}
		appended, err := pickle.MarshalAppend([]byte("head"), want, pickle.WithProtocol(proto))
		if err != nil || string(appended) != "head"+string(data) {
			t.Errorf("protocol %d: other bytes appended: %v", proto, err)
		}
	}
}

// TestLargeStreams: values of more than one frame, written in pieces.
func TestLargeStreams(t *testing.T) {
	t.Parallel()
	type big struct {
		Floats []float64
		Ints   []int
		Strs   []string
		Blob   []byte
		M      map[string]any
	}
	v := big{Floats: make([]float64, 9_000), Ints: make([]int, 9_000), Blob: bytes.Repeat([]byte("b"), 200_000), M: map[string]any{}}
	for i := range v.Floats {
		v.Floats[i], v.Ints[i] = float64(i)/3, i*i*i
		v.Strs = append(v.Strs, fmt.Sprint("string ", i%9000))
	}
	for i := range 1500 {
		v.M[fmt.Sprint("key", i)] = []any{int64(i), strings.Repeat("v", i%50)}
	}
	v.M["text"] = strings.Repeat("é", 50_000)
	for proto := range pickle.HighestProtocol + 1 {
		var stream bytes.Buffer
		p := pickle.NewPickler(&stream, pickle.WithProtocol(proto))
		for range 2 {
			if err := p.Encode(v); err != nil {
				t.Fatal(err)
			}
		}
		u := pickle.NewUnpickler(&stream)
		for range 2 {
			var got big
			if err := u.Decode(&got); err != nil || !reflect.DeepEqual(got, v) {
				t.Fatalf("protocol %d: another value, %v", proto, err)
			}
		}
	}
}

// TestDeterministic: equal values give equal bytes, however their strings lie in memory and whatever was
// written before.
func TestDeterministic(t *testing.T) {
	make1 := func() map[string][]string {
		m := map[string][]string{}
		for i := range 3000 {
			k := fmt.Sprint("key ", i%700, " of some length")
			m[k] = append(m[k], strings.Clone(k), fmt.Sprint(i))
		}
		return m
	}
	first, err := pickle.Marshal(make1())
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := pickle.Marshal([]string{"other", "strings", fmt.Sprint(len(first))}); err != nil {
			t.Fatal(err)
		}
		again, err := pickle.Marshal(make1())
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("other bytes: %v", err)
		}
	}
	unsorted, err := pickle.Marshal(make1(), pickle.WithSortedMaps(false))
	if err != nil {
		t.Fatal(err)
	}
	var back map[string][]string
	if err := pickle.Unmarshal(unsorted, &back); err != nil || !reflect.DeepEqual(back, make1()) {
		t.Errorf("unsorted: %v", err)
	}
	keys := []string{}
	var ordered *pickle.Dict
	if err := pickle.Unmarshal(first, &ordered); err != nil {
		t.Fatal(err)
	}
	for k := range ordered.All() {
		keys = append(keys, k.(string))
	}
	if !slices.IsSorted(keys) || len(keys) != 700 {
		t.Errorf("%d keys, sorted %v", len(keys), slices.IsSorted(keys))
	}
}

// TestDict: Python's equality of keys, order and look-up, with few keys and with many.
func TestDict(t *testing.T) {
	for _, n := range []int{0, 100} {
		d := new(pickle.Dict)
		for i := range n {
			d.Set(fmt.Sprint("filler", i), i)
		}
		d.Set(1, "int")
		d.Set("1", "str")
		d.Set([]byte("1"), "bytes")
		d.Set(pickle.Tuple{1, "a"}, "tuple")
		d.Set(pickle.FrozenSet{1, 2}, "set")
		d.Set(2.5, "float")
		d.Set(nil, "none")
		d.Set(new(big.Int).Lsh(big.NewInt(1), 70), "big")
		for _, tt := range []struct {
			key  any
			want any
		}{
			{1, "int"}, {int8(1), "int"}, {uint64(1), "int"}, {1.0, "int"}, {true, "int"}, {complex(1, 0), "int"}, {big.NewInt(1), "int"},
			{"1", "str"}, {[]byte("1"), "bytes"}, {[1]byte{'1'}, "bytes"}, {pickle.Tuple{1.0, "a"}, "tuple"}, {pickle.FrozenSet{2, 1.0}, "set"},
			{float32(2.5), "float"}, {nil, "none"}, {float64(1 << 35 * 1 << 35), "big"},
		} {
			if got, ok := d.Get(tt.key); !ok || got != tt.want {
				t.Errorf("%d: %T %v: got %v", n, tt.key, tt.key, got)
			}
		}
		for _, missing := range []any{2, "2", false, pickle.Tuple{1}, []any{1}, 0.1} {
			if got, ok := d.Get(missing); ok {
				t.Errorf("%d: %v: got %v", n, missing, got)
			}
		}
		before := d.Len()
		d.Set(true, "again")
		if k, v := d.At(n); k != 1 || v != "again" || d.Len() != before {
			t.Errorf("%d: %v: %v, %d keys", n, k, v, d.Len())
		}
		if !d.Delete(1.0) || d.Delete(1) || d.Len() != before-1 {
			t.Errorf("%d: not deleted", n)
		}
		if got, ok := d.Get("1"); !ok || got != "str" {
			t.Errorf("%d: after a deletion: %v", n, got)
		}
	}
	var none *pickle.Dict
	if _, ok := none.Get(1); ok || none.Len() != 0 {
		t.Error("a nil Dict has keys")
	}
	cyclic := pickle.Tuple{nil}
	cyclic[0] = cyclic
	new(pickle.Dict).Set(cyclic, 1)
}

// TestUnmarshalValues: values of a document, whole or in part, in Go structs.
func TestUnmarshalValues(t *testing.T) {
	type T struct {
		V   py.Value
		Doc *py.Document
		U   picky
		P   *picky
	}
	var v T
	data := "}(\x8c\x01V]q\x00(K\x01h\x00e\x8c\x03Doch\x00\x8c\x01UK\x05\x8c\x01PK\x06u."
	if err := pickle.Unmarshal([]byte(data), &v); err != nil {
		t.Fatal(err)
	}
	if v.V.Kind() != py.List || v.V.Index(1) != v.V || v.Doc.Root().Index(1) != v.Doc.Root() || v.U.got != 5 || v.P.got != 6 {
		t.Errorf("%+v", v)
	}
	out, err := pickle.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var doc *py.Document
	if err := pickle.Unmarshal(out, &doc); err != nil || doc.Root().Get("V").Index(1) != doc.Root().Get("V") {
		t.Errorf("%v", err)
	}
	if err := pickle.Unmarshal([]byte("}\x8c\x01U\x8c\x01xs."), &v); err == nil || !strings.Contains(err.Error(), "$.U at offset 4: str into Go pickle_test.picky: want an int") {
		t.Errorf("%v", err)
	}
	var deep struct{ A struct{ B [2]int } }
	doc, err = pickle.Loads([]byte("}\x8c\x01X}\x8c\x01A}\x8c\x01B(K\x01\x8c\x01xlsss."))
	if err != nil {
		t.Fatal(err)
	}
	err = pickle.UnmarshalValue(doc.Root().Get("X"), &deep)
	if err == nil || !strings.Contains(err.Error(), "$.A.B[1] at offset 15: str") {
		t.Errorf("%v", err)
	}
}

type picky struct{ got int64 }

func (p *picky) UnmarshalPickle(v py.Value) error {
	var ok bool
	if p.got, ok = v.Int(); !ok {
		return fmt.Errorf("want an int")
	}
	return nil
}

func (p *picky) MarshalPickle(b *py.Builder) (py.Value, error) { return b.Int(p.got), nil }

// TestAliasing: what is decoded does not change with the bytes it came from, unless that is asked for.
func TestAliasing(t *testing.T) {
	data := []byte("(\x8c\x03abcC\x03defl.")
	var v struct {
		S string
		B []byte
	}
	if err := pickle.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	kept := bytes.Clone(data)
	clear(data)
	if v.S != "abc" || string(v.B) != "def" {
		t.Errorf("%+v", v)
	}
	var aliased [2]py.Value
	if err := pickle.Unmarshal(kept, &aliased, pickle.WithAlias()); err != nil {
		t.Fatal(err)
	}
	kept[3] = 'x'
	if s, _ := aliased[0].Str(); s != "xbc" {
		t.Errorf("not aliased: %q", s)
	}
	var b []byte
	raw := []byte("C\x03def.")
	if err := pickle.Unmarshal(raw, &b); err != nil {
		t.Fatal(err)
	}
	clear(raw)
	if string(b) != "def" {
		t.Errorf("%q", b)
	}
}

// TestMarshalAppendRoom: how much room there is behind dst does not show in the bytes, with lists and maps about the length of
// a batch and that of a frame.
func TestMarshalAppendRoom(t *testing.T) {
	for _, n := range []int{0, 1, 2, 127, 128, 129, 999, 1000, 1001, 2001, 13_105} {
		list := make([]int, n)
		apart, counted := make(map[int]*int), make(map[int64]float64) // one with keys in no order, one with keys from 0 on
		for i := range list {
			list[i] = i * i
			apart[i*7919%100_003<<(i%40)] = nil
			if i%5 == 0 {
				apart[-i] = &list[i]
			}
			counted[int64(i)] = float64(i)
		}
		for _, v := range []any{list, apart, counted, [][]int{list, list[:n/2], list}} {
			for proto := range pickle.HighestProtocol + 1 {
				want, err := pickle.MarshalAppend(nil, v, pickle.WithProtocol(proto))
				if err != nil {
					t.Fatal(err)
				}
				got, err := pickle.MarshalAppend(make([]byte, 0, 8<<20), v, pickle.WithProtocol(proto))
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("%d items, protocol %d: other bytes where there is room, %v", n, proto, err)
				}
				back := reflect.New(reflect.TypeOf(v))
				if err := pickle.Unmarshal(got, back.Interface()); err != nil || !reflect.DeepEqual(back.Elem().Interface(), v) {
					t.Fatalf("%d items, protocol %d: other values come back, %v", n, proto, err)
				}
			}
		}
	}
}
