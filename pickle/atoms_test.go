package pickle_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestAtoms: what a Builder makes is dumped as CPython dumps the same values (testdata/atoms.py).
func TestAtoms(t *testing.T) {
	text, err := os.ReadFile("testdata/atoms.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]string
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	rep := strings.Repeat
	pow := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }
	ten40 := new(big.Int).Exp(big.NewInt(10), big.NewInt(40), nil)
	for name, build := range map[string]func(b *py.Builder) py.Value{
		"constants": func(b *py.Builder) py.Value { return b.List(b.None(), b.Bool(true), b.Bool(false)) },
		"ints": func(b *py.Builder) py.Value {
			l := b.List()
			for _, x := range []int64{0, 1, -1, 255, 256, 65535, 65536, 1<<31 - 1, 1 << 31, -1 << 31, -1<<31 - 1, 1 << 47, -1 << 47, math.MaxInt64} {
				b.Append(l, b.Int(x))
			}
			for _, x := range []*big.Int{
				pow(63), new(big.Int).Neg(pow(63)), new(big.Int).Sub(big.NewInt(math.MinInt64), big.NewInt(1)), pow(64),
				ten40, new(big.Int).Neg(ten40), new(big.Int).Sub(pow(2039), big.NewInt(1)), pow(2039), new(big.Int).Neg(pow(2040)),
			} {
				b.Append(l, b.BigInt(x))
			}
			return l
		},
		"floats": func(b *py.Builder) py.Value {
			l := b.List()
			for _, f := range []float64{0, math.Copysign(0, -1), 1.5, 1e16, 1e-5, 123456789.125, math.Inf(1), math.Inf(-1), math.Float64frombits(0xffff000000000001)} {
				b.Append(l, b.Float(f))
			}
			return l
		},
		"strs": func(b *py.Builder) py.Value {
			l := b.List()
			for _, s := range []string{"", "a", "é", "\n\r\x00\x1a\\", "日本", "😀", "\xed\xa0\x80", rep("x", 255), rep("x", 256), rep("y", 70000)} {
				b.Append(l, b.Str(s))
			}
			return l
		},
		"bytes":      func(b *py.Builder) py.Value { return ofBytes(b, b.Bytes) },
		"bytearrays": func(b *py.Builder) py.Value { return ofBytes(b, b.ByteArray) },
		"tuples": func(b *py.Builder) py.Value {
			return sizes(b, func(items []py.Value) py.Value { return b.Tuple(items...) }, 0, 1, 2, 3, 4, 1001)
		},
		"lists": func(b *py.Builder) py.Value {
			return sizes(b, func(items []py.Value) py.Value { return b.List(items...) }, 0, 1, 2, 999, 1000, 1001, 2000, 2001)
		},
		"dicts": func(b *py.Builder) py.Value {
			return sizes(b, func(items []py.Value) py.Value {
				d := b.Dict()
				for _, k := range items {
					b.SetItem(d, k, b.None())
				}
				return d
			}, 0, 1, 2, 1000, 1001, 2000)
		},
		"sets": func(b *py.Builder) py.Value {
			return sizes(b, func(items []py.Value) py.Value { return b.Set(items...) }, 0, 1, 2, 1000, 1001)
		},
		"frozensets": func(b *py.Builder) py.Value {
			return sizes(b, func(items []py.Value) py.Value { return b.FrozenSet(items...) }, 0, 1, 2, 1001)
		},
		"shared": func(b *py.Builder) py.Value {
			twice := b.List(b.Str("shared"))
			return b.List(twice, twice, b.Tuple(twice, b.Dict(b.Str("k"), twice)))
		},
		"frames": func(b *py.Builder) py.Value {
			items, floats := b.List(), b.List()
			for i := range 9000 {
				b.Append(items, b.Str("item "+big.NewInt(int64(i)).String()))
			}
			b.Append(floats, slices.Repeat([]py.Value{b.Float(1.5)}, 20000)...)
			return b.List(items, b.Bytes([]byte(rep("q", 65536))), b.Str(rep("w", 65535)), floats)
		},
		"globals": func(b *py.Builder) py.Value {
			return b.List(b.Global("builtins", "dict"), b.Global("builtins", "list"), b.Global("fractions", "Fraction"), b.Global("_struct", "Struct"))
		},
		"cycle": func(b *py.Builder) py.Value {
			l := b.List()
			b.Append(l, l)
			b.Append(l, b.Tuple(l))
			b.Append(l, b.Dict(b.Str("self"), l))
			return l
		},
	} {
		b := py.NewBuilder()
		doc, err := b.Document(build(b))
		if err != nil {
			t.Fatal(err)
		}
		if len(want[name]) != 6 {
			t.Errorf("%s: no answers", name)
			continue
		}
		for proto, want := range want[name] {
			out, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(proto))
			if err != nil {
				t.Errorf("%s at protocol %d: %v", name, proto, err)
				continue
			}
			got := hex.EncodeToString(out)
			if sum := sha256.Sum256(out); len(out) > 300 {
				got = hex.EncodeToString(sum[:])
			}
			if got != want {
				t.Errorf("%s at protocol %d: got %s, want %s", name, proto, got, want)
			}
			if again, err := pickle.Loads(out); err != nil || !same(again.Root(), doc.Root()) {
				t.Errorf("%s at protocol %d loads as another value (%v)", name, proto, err)
			}
		}
	}
}

func ofBytes(b *py.Builder, make func([]byte) py.Value) py.Value {
	l := b.List()
	for _, s := range []string{"", "a", "\xff\x00", strings.Repeat("x", 255), strings.Repeat("x", 256), strings.Repeat("z", 70000)} {
		b.Append(l, make([]byte(s)))
	}
	return l
}

// sizes returns a list of containers of 0, 1, 2 … of the given sizes.
func sizes(b *py.Builder, make func([]py.Value) py.Value, ns ...int) py.Value {
	l := b.List()
	for _, n := range ns {
		var items []py.Value
		for i := range n {
			items = append(items, b.Int(int64(i)))
		}
		b.Append(l, make(items))
	}
	return l
}

// TestDropped: a call whose result is thrown away is not part of the value, yet can be seen.
func TestDropped(t *testing.T) {
	for data, want := range map[string][]string{
		"cos\nsystem\n(Vls\ntR0N.":          {"<os.system('ls')>"},
		"(cos\nsystem\n(Vls\ntR1N.":         {"<os.system('ls')>"},
		"cos\nsystem\n(Vls\ntRN.":           {"<os.system('ls')>"}, // left on the stack
		"cm\nC\n)R\x94cm\nf\nh\x00N\x86R0.": nil,                   // for its effect on an object that stays
		"]\x94(cm\nC\n)R\x941h\x01a.":       nil,                   // found elsewhere
	} {
		doc, err := pickle.Loads([]byte(data))
		if err != nil {
			t.Errorf("%q: %v", data, err)
			continue
		}
		var got []string
		for _, v := range doc.Dropped() {
			got = append(got, v.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: dropped %q, want %q", data, got, want)
		}
	}
}
