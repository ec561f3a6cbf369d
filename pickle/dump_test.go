package pickle_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// atoms are values at the edges of the short ways that a dump has for numbers and texts.
func atoms(b *py.Builder) []py.Value {
	vs := []py.Value{b.None(), b.Bool(true), b.Bool(false)}
	for _, x := range []int64{0, 1 << 8, 1 << 16, 1 << 31, 1 << 32, 1 << 46, 1 << 47, 1 << 55, math.MaxInt64} {
		vs = append(vs, b.Int(x), b.Int(x-1), b.Int(-x), b.Int(-x-1))
	}
	for _, bits := range []uint64{0, 1 << 63, 0x7FF0000000000000, 0x7FF8000000000000, 0xFFF8000000000000, 0xFFF8000000000001, 0xFFFFFFFFFFFFFFFF} {
		vs = append(vs, b.Float(math.Float64frombits(bits)))
	}
	for _, n := range []int{0, 1, 2, 15, 16, 17, 46, 47, 48, 49, 63, 64, 255, 256, 4094, 4095, 4096} {
		s := strings.Repeat("aé", n)[:n]
		vs = append(vs, b.Str(strings.Repeat("s", n)), b.Bytes([]byte(s)), b.ByteArray([]byte(s)))
	}
	return vs
}

// shapes are containers of sizes around those at which batches and the short ways end, sharing and cycles.
func shapes(b *py.Builder) []py.Value {
	all := atoms(b)
	fill := func(n, from int) (vs []py.Value) {
		for i := range n {
			vs = append(vs, all[(from+i)%len(all)])
		}
		return vs
	}
	var vs []py.Value
	for i, n := range []int{0, 1, 2, 3, 4, 15, 16, 17, 31, 32, 33, 999, 1000, 1001, 2000, 2001} {
		list, tuple, dict := b.List(fill(n, i)...), b.Tuple(fill(n, 2*i)...), b.Dict()
		var items []py.Value
		for j := range n {
			items = append(items, b.Int(int64(j*j)))
			b.SetItem(dict, items[j], all[j%len(all)])
		}
		vs = append(vs, list, tuple, dict, b.Set(items...), b.FrozenSet(items...), b.List(list, tuple), b.Tuple(dict, dict), b.List(list))
	}
	keys := []py.Value{b.Str("id"), b.Str(""), b.Int(7), b.Tuple(b.Int(1), b.Str("id")), b.None(), b.Str("next")}
	record := func(last py.Value) py.Value {
		var kv []py.Value
		for i, k := range keys {
			kv = append(kv, k, all[i])
		}
		kv[len(kv)-1] = last
		return b.Dict(kv...)
	}
	chain := b.None()
	for range 50 {
		chain = record(chain)
	}
	node := b.Global("nodes", "Node")
	cycle := b.List()
	around := b.Tuple(cycle, b.Int(1), b.Int(2), b.Int(3))
	pair := b.Tuple(cycle, b.Str("x"))
	b.Append(cycle, around, pair, cycle)
	object := b.NewObj(node)
	b.Build(object, b.Dict(b.Str("self"), object, b.Str("next"), b.Call(node, object)))
	return append(vs, chain, record(b.Int(1)), record(chain), around, pair, cycle, object, b.Call(node, b.Int(1)), b.NewObj(node, fill(5, 0)...))
}

// TestShortWays: a dump has short ways for common values and one that any value can take. What a Builder made takes the
// long one for texts, and a callback for persistent ids sends every value there: the bytes are the same.
func TestShortWays(t *testing.T) {
	b := py.NewBuilder()
	doc, err := b.Document(b.List(shapes(b)...))
	if err != nil {
		t.Fatal(err)
	}
	nothing := pickle.WithPersistentID(func(py.Value) (py.Value, bool) { return py.Value{}, false })
	for proto := range pickle.HighestProtocol + 1 {
		p := pickle.WithProtocol(proto)
		built, err := pickle.Dumps(doc.Root(), p)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := pickle.Loads(built)
		if err != nil {
			t.Fatal(err)
		}
		for name, dump := range map[string]func() ([]byte, error){
			"loaded":        func() ([]byte, error) { return pickle.Dumps(loaded.Root(), p) },
			"loaded, asked": func() ([]byte, error) { return pickle.Dumps(loaded.Root(), p, nothing) },
			"built, asked":  func() ([]byte, error) { return pickle.Dumps(doc.Root(), p, nothing) },
			"loaded, to a Writer": func() ([]byte, error) {
				var w bytes.Buffer
				err := pickle.NewPickler(&w, p).Dump(loaded.Root())
				return w.Bytes(), err
			},
		} {
			if again, err := dump(); err != nil || !bytes.Equal(again, built) {
				t.Errorf("protocol %d, %s: other bytes, %v", proto, name, err)
			}
		}
	}
}

// TestShortWaysFixtures: the same for what Python wrote.
func TestShortWaysFixtures(t *testing.T) {
	t.Parallel()
	nothing := pickle.WithPersistentID(func(py.Value) (py.Value, bool) { return py.Value{}, false })
	fixtures(t, func(name string, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			return
		}
		for proto := range pickle.HighestProtocol + 1 {
			got, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(proto))
			want, wantErr := pickle.Dumps(doc.Root(), pickle.WithProtocol(proto), nothing)
			if (err == nil) != (wantErr == nil) || !bytes.Equal(got, want) {
				t.Errorf("%s at protocol %d: other bytes if asked for persistent ids: %v, %v", name, proto, err, wantErr)
			}
		}
	})
}

// TestDumpAllocs: a small dump allocates what it returns and no more, options or none.
func TestDumpAllocs(t *testing.T) {
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	if testing.AllocsPerRun(10, func() {
		for range 100 {
			pool.Put(pool.Get())
		}
	}) > 0 {
		t.Skip("the race detector empties pools")
	}
	b := py.NewBuilder()
	doc, err := b.Document(b.Tuple(b.List(b.Int(1), b.Str("a text")), b.Dict(b.Str("k"), b.Float(1))))
	if err != nil {
		t.Fatal(err)
	}
	for _, opts := range [][]pickle.Option{nil, {pickle.WithProtocol(2)}} {
		n := testing.AllocsPerRun(200, func() {
			if _, err := pickle.Dumps(doc.Root(), opts...); err != nil {
				t.Fatal(err)
			}
		})
		if n > 1 {
			t.Errorf("%d options: %v allocations, want 1", len(opts), n)
		}
	}
}

// TestManyReferences: texts that come again and again are looked for by their offset when a loaded document is dumped, by hash
// when a built one is: the bytes are the same, whatever stands between the references.
func TestManyReferences(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	b := py.NewBuilder()
	vs := append(atoms(b), b.None(), b.Bool(true), b.Tuple(b.Int(1)), b.List())
	for i := range 300 {
		vs = append(vs, b.Str(fmt.Sprint("text ", i)), b.Str(""), b.Str(fmt.Sprint("é", i)))
	}
	list := b.List()
	for range 150_000 {
		b.Append(list, vs[r.IntN(len(vs))])
	}
	doc, err := b.Document(list)
	if err != nil {
		t.Fatal(err)
	}
	for proto := range pickle.HighestProtocol + 1 {
		p := pickle.WithProtocol(proto)
		built, err := pickle.Dumps(doc.Root(), p)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := pickle.Loads(built)
		if err != nil {
			t.Fatal(err)
		}
		again, err := pickle.Dumps(loaded.Root(), p)
		if err != nil || !bytes.Equal(built, again) {
			t.Errorf("protocol %d: other bytes (%v)", proto, err)
		}
	}
}
