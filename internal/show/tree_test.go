package show

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/brine-go/brine/py"
)

// trees are values with their trees, written by hand.
var trees = []struct {
	name  string
	make  func(b *py.Builder) py.Value
	lines string
}{
	{"scalars", func(b *py.Builder) py.Value {
		return b.List(b.None(), b.Bool(true), b.Int(-7), b.Float(1), b.Float(1e16), b.Float(1e-5), b.Float(math.Copysign(0, -1)), b.Float(math.NaN()))
	}, `[None, True, -7, 1.0, 1e+16, 1e-05, -0.0, nan]`},
	{"texts", func(b *py.Builder) py.Value {
		return b.Tuple(b.Str("a\"\\\n\x1b[31mü\u202e\xed\xa0\x80"), b.Bytes([]byte("a\xff'\"")), b.ByteString([]byte("caf\xe9'")), b.ByteArray([]byte{0}))
	}, `("a\"\\\n\x1b[31mü\u202e\ud800", b"a\xff'\"", 'caf\xe9\'', bytearray(b"\x00"))`},
	{"long text", func(b *py.Builder) py.Value { return b.Str(strings.Repeat("é", 100)) },
		`"` + strings.Repeat("é", 80) + `"… (100 characters)`},
	{"long bytes", func(b *py.Builder) py.Value { return b.Bytes([]byte(strings.Repeat("x", 100))) },
		`b"` + strings.Repeat("x", 32) + `"… (100 bytes)`},
	{"big ints", func(b *py.Builder) py.Value {
		return b.List(b.BigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil)), b.BigInt(new(big.Int).Lsh(big.NewInt(-3), 8000)))
	}, `[1000000000000000000000000000000, -0x3000000000000000… (8002 bits)]`},
	{"empty", func(b *py.Builder) py.Value {
		return b.List(b.List(), b.Tuple(), b.Dict(), b.Set(), b.FrozenSet())
	}, `[[], (), {}, set(), frozenset()]`},
	{"sets", func(b *py.Builder) py.Value {
		return b.List(b.Set(b.Int(2), b.Int(1)), b.FrozenSet(b.Str("a")), b.Tuple(b.Int(1)))
	}, `list of 3
  [0]: {2, 1}
  [1]: frozenset({"a"})
  [2]: (1,)`},
	{"numbers are folded on the line", func(b *py.Builder) py.Value {
		items := make([]py.Value, 1000)
		for i := range items {
			items[i] = b.Int(int64(i))
		}
		return b.List(items...)
	}, `list of 1000 [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, … 979 more]`},
	{"others below one another", func(b *py.Builder) py.Value {
		items := make([]py.Value, 30)
		for i := range items {
			items[i] = b.Str("item " + string(rune('A'+i)))
		}
		return b.List(items...)
	}, "list of 30\n" + lettered(20) + "  … 10 more"},
	{"keys", func(b *py.Builder) py.Value {
		return b.Dict(b.Str("a b"), b.Int(1), b.Int(2), b.List(b.List(b.Int(3))), b.Tuple(b.Int(1), b.Str("x")), b.None(),
			b.None(), b.Float(0.5), b.ByteString([]byte("old")), b.Int(4), b.Bytes([]byte{1}), b.Int(5),
			b.FrozenSet(b.Int(6)), b.Str("v"))
	}, `dict of 7
  ["a b"]: 1
  [2]: list of 1
    [0]: [3]
  [(1, "x")]: None
  [None]: 0.5
  ['old']: 4
  [b"\x01"]: 5
  {6}: entry
    @key: frozenset({6})
    @value: "v"`},
	{"sharing", func(b *py.Builder) py.Value {
		shared, empty := b.List(b.Int(1)), b.List()
		return b.List(shared, shared, empty, empty, b.Dict(b.Str("k"), shared))
	}, `list of 5
  [0]: &1 [1]
  [1]: *1 list of 1
  [2]: &2 []
  [3]: *2
  [4]: dict of 1
    ["k"]: *1 list of 1`},
	{"a cycle", func(b *py.Builder) py.Value {
		l := b.List()
		b.Append(l, b.Dict(b.Str("up"), l))
		return l
	}, `&1 list of 1
  [0]: dict of 1
    ["up"]: *1 list of 1`},
	{"an object", func(b *py.Builder) py.Value {
		o := b.NewObj(b.Global("shop", "Cart"))
		b.Build(o, b.Dict(b.Str("items"), b.List(b.Str("pear")), b.Str("weird name"), b.Int(1), b.Str("owner"), o))
		return o
	}, `&1 shop.Cart
  .items: ["pear"]
  ."weird name": 1
  .owner: *1 shop.Cart`},
	{"slots", func(b *py.Builder) py.Value {
		o := b.NewObj(b.Global("m", "S"), b.Int(3))
		b.Build(o, b.Tuple(b.Dict(b.Str("a"), b.Int(1)), b.Dict(b.Str("b"), b.Int(2))))
		return o
	}, `m.S(3)
  .a: 1
  .b: 2`},
	{"a state that is no dict", func(b *py.Builder) py.Value {
		o := b.NewObj(b.Global("m", "S"))
		b.Build(o, b.List(b.List(b.Int(1))))
		return o
	}, `m.S
  @state: list of 1
    [0]: [1]`},
	{"calls", func(b *py.Builder) py.Value {
		return b.List(b.Call(b.Global("decimal", "Decimal"), b.Str("1.5")), b.Call(b.Global("m", "f"), b.List(b.Int(1)), b.Int(2)),
			b.NewObjEx(b.Global("m", "K"), b.Dict(b.Str("size"), b.Int(9)), b.Int(1)),
			b.Call(b.Call(b.Global("builtins", "getattr"), b.Global("m", "K"), b.Str("make")), b.Int(1)),
			b.Global("m", "K"))
	}, `list of 5
  [0]: decimal.Decimal("1.5")
  [1]: m.f(…)
    (0): [1]
    (1): 2
  [2]: m.K(1)
    (size): 9
  [3]: builtins.getattr(m.K, "make")(1)
  [4]: m.K`},
	{"appended, set and added", func(b *py.Builder) py.Value {
		o := b.Call(b.Global("m", "Bag"))
		b.Append(o, b.Int(7), b.Int(8))
		b.SetItem(o, b.Str("k"), b.Int(9))
		b.Add(o, b.Int(10))
		return o
	}, `m.Bag()
  [0]: 7
  [1]: 8
  ["k"]: 9
  {0}: 10`},
	{"a state that two objects share", func(b *py.Builder) py.Value {
		state := b.Dict(b.Str("x"), b.Int(1))
		p, q := b.NewObj(b.Global("m", "P")), b.NewObj(b.Global("m", "Q"))
		b.Build(p, state)
		b.Build(q, state)
		return b.List(p, q)
	}, `list of 2
  [0]: m.P
    @state: &1 {"x": 1}
  [1]: m.Q
    @state: *1 dict of 1`},
	{"outside of the pickle", func(b *py.Builder) py.Value {
		return b.List(b.PersistentID(b.Tuple(b.Str("storage"), b.Int(3))), b.Buffer([]byte("abc"), true))
	}, `[persistent id ("storage", 3), buffer of 3 bytes]`},
	{"names with escape sequences", func(b *py.Builder) py.Value {
		return b.Call(b.Global("os\x1b[0m", "system"))
	}, `"os\x1b[0m".system()`},
	{"dates", func(b *py.Builder) py.Value {
		return b.List(b.Call(b.Global("datetime", "date"), b.Bytes([]byte{7, 207, 12, 31})),
			b.Call(b.Global("datetime", "time"), b.Bytes([]byte{23, 59, 58, 0, 0, 7})),
			b.Call(b.Global("datetime", "datetime"), b.Str("\x07\u00e4\x02\x1d\x01\x02\x03\x00\x00\x00")),
			b.Call(b.Global("datetime", "date"), b.Bytes([]byte{7, 207, 13, 31})))
	}, `list of 4
  [0]: datetime.date(1999-12-31)
  [1]: datetime.time(23:59:58.000007)
  [2]: datetime.datetime(2020-02-29T01:02:03)
  [3]: datetime.date(b"\x07\xcf\r\x1f")`},
}

// lettered is the lines of n items.
func lettered(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("  [" + big.NewInt(int64(i)).String() + "]: \"item " + string(rune('A'+i)) + "\"\n")
	}
	return b.String()
}

func TestTree(t *testing.T) {
	for _, test := range trees {
		t.Run(test.name, func(t *testing.T) {
			got := tree(t, build(t, test.make), Defaults())
			if want := test.lines + "\n"; got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func TestDepth(t *testing.T) {
	v := build(t, func(b *py.Builder) py.Value {
		inner := b.List(b.List(b.Str("deep")))
		return b.Dict(b.Str("a"), b.List(inner), b.Str("b"), inner)
	})
	for depth, want := range []string{
		"dict of 2 …\n",
		"dict of 2\n  [\"a\"]: list of 1 …\n  [\"b\"]: list of 1 …\n",
		// What is too deep at its first place is unfolded at the second, and labelled at both.
		"dict of 2\n  [\"a\"]: list of 1\n    [0]: *1 list of 1\n  [\"b\"]: &1 list of 1\n    [0]: [\"deep\"]\n",
	} {
		o := Defaults()
		o.Depth = depth
		if got := tree(t, v, o); got != want {
			t.Errorf("depth %d: got\n%swant\n%s", depth, got, want)
		}
	}
}

func TestAllShowsEverything(t *testing.T) {
	v := build(t, func(b *py.Builder) py.Value {
		items := make([]py.Value, 500)
		for i := range items {
			items[i] = b.Str(strings.Repeat("y", i))
		}
		return b.List(items...)
	})
	got := tree(t, v, All())
	if lines := strings.Count(got, "\n"); lines != 501 {
		t.Errorf("%d lines, want 501", lines)
	}
	if !strings.HasSuffix(got, strings.Repeat("y", 499)+"\"\n") || strings.Contains(got, "…") {
		t.Errorf("something is cut")
	}
}

func TestColor(t *testing.T) {
	v := build(t, func(b *py.Builder) py.Value { return b.Dict(b.Str("k"), b.List(b.Int(1))) })
	o := Defaults()
	o.Color = true
	want := "\x1b[1mdict\x1b[0m\x1b[2m of 1\x1b[0m\n  \x1b[36m[\"k\"]\x1b[0m: [\x1b[33m1\x1b[0m]\n"
	if got := tree(t, v, o); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// full is a writer that fails after some bytes.
type full struct{ left int }

var errFull = errors.New("full")

func (w *full) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWriteErrors(t *testing.T) {
	v := fixture(t, "forky/estimators/DecisionTreeClassifier-p4").Root()
	for name, write := range map[string]func(w *full) error{
		"Tree": func(w *full) error { return Tree(w, Of(v), All()) },
		"JSON": func(w *full) error { return JSON(w, Of(v), All()) },
	} {
		if err := write(&full{left: 100}); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v, want the writer's error", name, err)
		}
	}
}
