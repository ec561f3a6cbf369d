package gotype

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/internal/emit"
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/opcode"
)

// TestSorter: the order is that of slices.Sort, for keys that share heads, that are short, that hold zeros.
func TestSorter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var s sorter
	for _, n := range []int{0, 1, 2, 10, radixMin - 1, radixMin, 5000} {
		for kind := range 6 {
			names := make([]string, n)
			for i := range names {
				switch kind {
				case 0:
					names[i] = fmt.Sprint("common prefix of all ", r.IntN(n+1), "\x00")
				case 1:
					names[i] = strings.Repeat("\x00", r.IntN(12))
				case 2:
					names[i] = fmt.Sprint(r.Uint64())
				case 3:
					names[i] = "same head, " + strings.Repeat("x", r.IntN(20)) + fmt.Sprint(r.IntN(3))
				case 4: // four bytes in common, in two groups
					names[i] = []string{"left", "right"}[r.IntN(2)] + fmt.Sprint(r.IntN(3*n))
				default:
					names[i] = string(rune(r.IntN(0x3000))) + "é"
				}
			}
			order := s.sort(names)
			got := make([]string, n)
			for i, k := range order {
				got[i] = names[k.at]
			}
			want := slices.Sorted(slices.Values(names))
			if !slices.Equal(got, want) {
				t.Fatalf("%d names of kind %d: not sorted", n, kind)
			}
			s.give(order)
		}
	}
}

// TestStringCache: what is found is right, few strings are all found, and many that repeat are mostly.
func TestStringCache(t *testing.T) {
	var c stringCache
	for _, tt := range []struct{ distinct, least, most int }{{10, 29_900, 30_000}, {500, 26_000, 30_000}, {2000, 8_000, 30_000}, {30_000, 0, 0}} {
		c.reset()
		memo := map[string]int{}
		found := 0
		for i := range 30_000 {
			s := fmt.Sprint("string ", i%tt.distinct)
			if c.resting() {
				continue
			}
			n, ok := c.find(s, hashOf([]byte(s)))
			if !ok {
				memo[s] = i
				c.add(s, hashOf([]byte(s)), i)
				continue
			}
			found++
			if n != memo[s] {
				t.Fatalf("%q: found %d, want %d", s, n, memo[s])
			}
		}
		if found < tt.least || found > tt.most {
			t.Errorf("%d distinct: %d of 30,000 found", tt.distinct, found)
		}
		if rested := c.rest > 0; rested && tt.distinct < 2000 {
			t.Errorf("%d distinct: resting", tt.distinct)
		}
	}
	c.reset()
	if _, ok := c.find("string 1", hashOf([]byte("string 1"))); ok {
		t.Error("a string of before the reset")
	}
	for _, s := range []string{"abc", "abcd", "abcdefg", "abcdefgh", "abcdefgh-abcdefgh"} {
		if hashOf([]byte(s)) == hashOf([]byte(s[:len(s)-1]+"x")) || hashOf([]byte(s)) == hashOf([]byte("x"+s[1:])) {
			t.Errorf("%q: hash of one like it", s)
		}
	}
}

// TestStringCacheRecent: what is found by where it is in memory is what is found by its text, also after the table has grown
// and forgotten some; else pickles would depend on where strings are.
func TestStringCacheRecent(t *testing.T) {
	var c stringCache
	c.reset()
	var all []string
	forgotten := 0
	for i := range 3000 {
		s := fmt.Sprint("a text ", i*i)
		c.add(s, hashOf([]byte(s)), i)
		c.find(s, hashOf([]byte(s))) // so that recent knows it
		if all = append(all, s); i%100 != 0 {
			continue
		}
		for k, s := range all {
			n, ok := c.recent(s)
			if !ok {
				forgotten++
				continue
			}
			if m, ok := c.find(s, hashOf([]byte(s))); !ok || m != n || n != k {
				t.Fatalf("after %d: %q is %d in memory, by its text %d, %v", i, s, n, m, ok)
			}
		}
	}
	if forgotten == 0 {
		t.Error("nothing was forgotten")
	}
}

// TestPutInts: four integers that are written together are what each is alone, about every length at which the opcode changes.
func TestPutInts(t *testing.T) {
	var edges []int64
	for _, bits := range []uint{0, 7, 8, 15, 16, 17, 31, 32, 39, 40, 47, 62, 63} {
		for d := int64(-1); d <= 1; d++ {
			edges = append(edges, 1<<bits+d, -(1<<bits + d))
		}
	}
	r := rand.New(rand.NewPCG(7, 8))
	check := func(items []int64) {
		t.Helper()
		out := make([]byte, maxInt*len(items))
		var e emit.Encoder
		e.Begin(&emit.Config{Proto: 2}, nil)
		start := len(e.Out)
		for _, x := range items {
			e.Int(x)
		}
		if got := out[:putInts(out, items)]; !bytes.Equal(got, e.Out[start:]) {
			t.Fatalf("%d: % x, want % x", items, got, e.Out[start:])
		}
	}
	for _, x := range edges {
		for _, y := range edges {
			for i := range 4 {
				items := []int64{y, y, y, y, y}
				items[i] = x
				check(items)
			}
		}
	}
	for range 1000 {
		items := make([]int64, r.IntN(12))
		for i := range items {
			items[i] = edges[r.IntN(len(edges))]
		}
		check(items)
	}
}

// TestIdentTable: identities of the same address differ by type and length, and all are found, be they close together
// or far apart.
func TestIdentTable(t *testing.T) {
	var tab identTable
	for i, stride := range []uintptr{8, 48, 1 << 13, 1 << 20, 8} {
		if i == 2 {
			tab.round = 1<<roundBits - 2 // the one after the next is the first again
		}
		tab.reset()
		made := func(i int) identity {
			return identity{addr: uintptr(1+i/4) * stride, n: i & 1, id: uint32(1 + i>>1&1)}
		}
		for i := range 5000 {
			k := made(i)
			if _, ok := tab.find(k); ok {
				t.Fatalf("%v is there already", k)
			}
			if i%3 == 0 {
				tab.set(k, i)
			} else if n, ok := tab.add(k, i); ok {
				t.Fatalf("%v is there already: %d", k, n)
			}
		}
		for i := range 5000 {
			k := made(i)
			if n, ok := tab.find(k); !ok || n != i {
				t.Fatalf("%v: %d, %v", k, n, ok)
			}
			if n, ok := tab.add(k, -1); !ok || n != i {
				t.Fatalf("%v: added again, %d, %v", k, n, ok)
			}
		}
	}
	for range 1<<roundBits + 10 { // a small dump knows nothing of those before, and its table becomes small again
		tab.reset()
		for i := range 3 {
			if n, ok := tab.add(identity{addr: uintptr(i) << 12, id: 1}, i); ok {
				t.Fatalf("%d is there already: %d", i, n)
			}
		}
	}
	if len(tab.pages) > pagesSmall {
		t.Errorf("%d pages for small dumps", len(tab.pages))
	}
}

// TestFold: names that differ only in case, as encoding/json folds them.
func TestFold(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"Name", "nAME", true}, {"STRASSE", "straße", false}, {"K", "\u212a", true}, {"ſ", "S", true}, {"Éa", "éA", true},
		{"a_b", "ab", false}, {"", "", true}, {"\xff", "\xfe", false}, {"\xff", "\ufffd", false},
	} {
		if got := fold([]byte(tt.a)) == fold([]byte(tt.b)); got != tt.same {
			t.Errorf("%q and %q: %v", tt.a, tt.b, got)
		}
	}
}

// TestPythonKey: keys that Python takes for equal, and such that it does not.
func TestPythonKey(t *testing.T) {
	nan, x, y := 0.0, 1, 1
	nan /= nan
	same := func(a, b any, want bool) {
		t.Helper()
		s, ok := PythonKey(a)
		r, ok2 := PythonKey(b)
		if got := ok && ok2 && s == r; got != want {
			t.Errorf("%#v and %#v: %v (%q, %q)", a, b, got, s, r)
		}
	}
	same(1, 1.0, true)
	same(true, uint8(1), true)
	same(1, "1", false)
	same(nan, nan, false)
	same([2]any{1, "a"}, [2]any{1.0, "a"}, true)
	same([2]any{"a", "b"}, [2]any{"a\";s\"b", ""}, false)
	same([1]byte{'a'}, "a", false)
	same(&x, &y, true)
	same(struct{ A, b int }{1, 2}, struct{ A, b int }{1, 3}, true) // b is not written
	same(struct{ A int }{1}, [1]int{1}, true)
	same(time.Unix(1, 0).UTC(), time.Unix(1, 0).In(time.FixedZone("x", 3600)), true)
	same(time.Second, time.Second+1, true)
	type loop *loop
	var l loop
	l = &l
	same(l, l, false)
}

// TestDate: wall clocks around the changes of a zone, by PEP 495.
func TestDate(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Skip(err)
	}
	for _, tt := range []struct {
		month, day, hour, minute int
		fold                     bool
		want                     string
	}{
		{10, 25, 1, 59, false, "2020-10-24T23:59:00Z"},
		{10, 25, 2, 30, false, "2020-10-25T00:30:00Z"},
		{10, 25, 2, 30, true, "2020-10-25T01:30:00Z"},
		{10, 25, 3, 0, false, "2020-10-25T02:00:00Z"},
		{10, 25, 3, 0, true, "2020-10-25T02:00:00Z"},
		{3, 29, 1, 59, false, "2020-03-29T00:59:00Z"},
		{3, 29, 2, 30, false, "2020-03-29T01:30:00Z"}, // the clock never shows it: the offset of before
		{3, 29, 2, 30, true, "2020-03-29T00:30:00Z"},  // … and of after
		{3, 29, 3, 0, false, "2020-03-29T01:00:00Z"},
		{7, 1, 12, 0, false, "2020-07-01T10:00:00Z"},
		{7, 1, 12, 0, true, "2020-07-01T10:00:00Z"},
	} {
		got, err := date(2020, tt.month, tt.day, &clock{hour: tt.hour, minute: tt.minute, fold: tt.fold}, madrid)
		if err != nil || got.UTC().Format(time.RFC3339) != tt.want {
			t.Errorf("%+v: got %v, %v", tt, got.UTC(), err)
		}
		if f := foldOf(got); f != (tt.fold && tt.month == 10 && tt.hour == 2) {
			t.Errorf("%+v: fold %v", tt, f)
		}
	}
}

// TestInt: integers are as short as CPython writes them, and mean what they are.
func TestInt(t *testing.T) {
	for shift := range 64 {
		for _, d := range []int64{-1, 0, 1} {
			for _, x := range []int64{1<<shift + d, -1<<shift + d} {
				e := Encoder{proto: 2}
				e.int(x)
				op, err := opcode.NewReader(e.Out).Next()
				if err != nil {
					t.Fatal(err)
				}
				var got int64
				if op.Code == opcode.Long1 {
					if got = graph.Long64(op.Arg); len(graph.TrimLong(op.Arg)) != len(op.Arg) {
						t.Errorf("%d: % x is longer than it must be", x, op.Arg)
					}
				} else {
					got = op.Int()
				}
				if got != x {
					t.Errorf("%d: got %d", x, got)
				}
			}
		}
	}
}

// TestNeedsText: which types need a private copy of the pickle.
func TestNeedsText(t *testing.T) {
	type rec struct {
		N    []float64
		Next *rec
	}
	type named struct {
		rec
		S map[int][]*string
	}
	cfg := &Config{}
	for _, tt := range []struct {
		v    any
		want bool
	}{
		{[]float64{}, false}, {[]byte{}, false}, {rec{}, false}, {map[int][]byte{}, false}, {named{}, true}, {"", true},
		{[]any{}, true}, {map[string]int{}, true}, {time.Time{}, false},
	} {
		if got := TargetOf(reflect.TypeOf(tt.v), cfg).Aliases(); got != tt.want {
			t.Errorf("%T: %v", tt.v, got)
		}
	}
}

// TestEpochs: encoders and decoders that have been in use for 2^32 values do not take what is old for new.
func TestEpochs(t *testing.T) {
	type pair struct{ A, B int }
	cfg := &Config{MaxDepth: 100, MaxExpansion: 100}
	dump := &emit.Config{Proto: 4}
	e := &Encoder{}
	var want []byte
	for i, epoch := range []uint32{0, 1, math.MaxUint32} {
		e.epoch = epoch
		e.Out = nil
		if err := e.Encode([]pair{{1, 2}, {3, 4}}, cfg, dump, nil); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want = e.Out
		} else if !bytes.Equal(e.Out, want) {
			t.Errorf("epoch %x: % x, want % x", epoch, e.Out, want)
		}
		e.Release()
	}
	d := &Decoder{}
	for i, data := range []string{"(}(\x8c\x01AK\x01\x8c\x01BK\x02ul.", "(}(\x8c\x01BK\x02\x8c\x01AK\x01ul."} {
		m := vm.Get()
		g, _, err := m.Load([]byte(data), &vm.Config{Limits: vm.DefaultLimits})
		if err != nil {
			t.Fatal(err)
		}
		vm.Put(m)
		if i == 1 {
			d.epoch = math.MaxUint32 // the next one is the first again
		}
		var got []pair
		if err := d.Decode(g, g.Root, 0, reflect.ValueOf(&got), cfg); err != nil || got[0] != (pair{1, 2}) || d.epoch != 1 {
			t.Errorf("pickle %d, epoch %d: %v, %v", i, d.epoch, got, err)
		}
		d.Release()
	}
}
