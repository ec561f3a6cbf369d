package show

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// counter counts lines and the longest of them.
type counter struct{ lines, bytes, longest, run int }

func (c *counter) Write(b []byte) (int, error) {
	c.bytes += len(b)
	for _, x := range b {
		if c.run++; x == '\n' {
			c.lines++
			c.longest, c.run = max(c.longest, c.run), 0
		}
	}
	return len(b), nil
}

// TestDeep: nesting of a million levels takes no Go stack, and lines stay short.
func TestDeep(t *testing.T) {
	depth := 1_000_000
	if testing.Short() {
		depth = 100_000
	}
	lists := append([]byte{0x80, 2}, bytes.Repeat([]byte{']'}, depth)...)
	lists = append(append(lists, bytes.Repeat([]byte{'a'}, depth-1)...), '.')
	tuples := append([]byte{0x80, 2, ')'}, bytes.Repeat([]byte{0x85}, depth/10)...)
	tuples = append(tuples, '.')
	for name, data := range map[string][]byte{"lists": lists, "tuples": tuples} {
		v := loads(t, data).Root()
		var c counter
		if err := Tree(&c, Of(v), All()); err != nil {
			t.Fatal(err)
		}
		if c.lines < depth/10-10 || c.longest > 200 {
			t.Errorf("%s: %d lines, the longest of %d bytes", name, c.lines, c.longest)
		}
		if err := JSON(io.Discard, Of(v), All()); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(tree(t, v, Defaults()), "\n"); lines != Defaults().Depth+1 {
			t.Errorf("%s: %d lines by default", name, lines)
		}
	}
}

// TestLongCategory: a category of a megabyte that a thousand values are of is written once in the tree, and JSON does not
// write gigabytes.
func TestLongCategory(t *testing.T) {
	const n = 1000
	b := py.NewBuilder()
	categories, err := pandas.NewIndex(nil, []string{strings.Repeat("x", 1<<20)})
	if err != nil {
		t.Fatal(err)
	}
	column, err := pandas.NewCategorical(make([]int, n), categories, false)
	if err != nil {
		t.Fatal(err)
	}
	v, err := pandas.ToPy(b, column)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := b.Document(v)
	if err != nil {
		t.Fatal(err)
	}
	w, _ := viewOf(doc.Root())
	node := Node{view: w}
	var c counter
	if err := Tree(&c, node, All()); err != nil || c.bytes < 1<<20 || c.bytes > 3<<20 {
		t.Errorf("tree of %d bytes: %v", c.bytes, err)
	}
	c = counter{}
	if err := JSON(&c, node, All()); err == nil || c.bytes > 2*maxRepeats {
		t.Errorf("JSON of %d bytes: %v", c.bytes, err)
	}
	long := Node{view: indexView{pandas.NewRangeIndex(nil, 0, 1<<60, 1)}}
	if err := JSON(&c, long, All()); err == nil {
		t.Error("a range of 1<<60 was written")
	}
	c = counter{}
	if err := Tree(&c, long, All()); err != nil || c.bytes > 1000 {
		t.Errorf("tree of %d bytes: %v", c.bytes, err)
	}
}

// TestExponential: a graph with 2^200 paths is written once.
func TestExponential(t *testing.T) {
	for name, make := range map[string]func(b *py.Builder, v py.Value) py.Value{
		"lists":  func(b *py.Builder, v py.Value) py.Value { return b.List(v, v) },
		"tuples": func(b *py.Builder, v py.Value) py.Value { return b.Tuple(v, v) },
		"dicts":  func(b *py.Builder, v py.Value) py.Value { return b.Dict(b.Str("a"), v, b.Str("b"), v) },
		"calls":  func(b *py.Builder, v py.Value) py.Value { return b.Call(b.Global("m", "f"), v, v) },
		"objects": func(b *py.Builder, v py.Value) py.Value {
			o := b.NewObj(b.Global("m", "K"))
			b.Build(o, b.Dict(b.Str("a"), v, b.Str("b"), v))
			return o
		},
		"states": func(b *py.Builder, v py.Value) py.Value {
			o, p, state := b.NewObj(b.Global("m", "K")), b.NewObj(b.Global("m", "K")), b.Dict(b.Str("a"), v, b.Str("b"), v)
			b.Build(o, state)
			b.Build(p, state)
			return b.List(o, p)
		},
	} {
		v := build(t, func(b *py.Builder) py.Value {
			v := b.List()
			for range 200 {
				v = make(b, v)
			}
			return v
		})
		for _, o := range []Options{Defaults(), All()} {
			var c counter
			if err := Tree(&c, Of(v), o); err != nil {
				t.Fatal(err)
			}
			if c.lines > 2000 {
				t.Errorf("%s: %d lines", name, c.lines)
			}
		}
		if n := len(jsonOf(t, v)); n > 50_000 {
			t.Errorf("%s: %d bytes of JSON", name, n)
		}
	}
}

// TestRepeated: what a pickle refers to many times in few bytes (a long text, a state, arguments, the data of an array)
// is not written as many times.
func TestRepeated(t *testing.T) {
	const times = 2000
	long := strings.Repeat("x", 100_000)
	for name, make := range map[string]func(b *py.Builder) func() py.Value{
		"str":   func(b *py.Builder) func() py.Value { s := b.Str(long); return func() py.Value { return s } },
		"bytes": func(b *py.Builder) func() py.Value { s := b.Bytes([]byte(long)); return func() py.Value { return s } },
		"key": func(b *py.Builder) func() py.Value {
			s := b.Str(long)
			return func() py.Value { return b.Dict(s, b.Int(1)) }
		},
		"global": func(b *py.Builder) func() py.Value {
			g := b.Global("m", long)
			return func() py.Value { return b.NewObj(g) }
		},
		"arguments": func(b *py.Builder) func() py.Value {
			items := []py.Value{b.Global("m", "f")}
			for i := range 1000 {
				items = append(items, b.Int(int64(i)))
			}
			shared := b.Tuple(items...)
			return func() py.Value { return b.NewObj(b.Global("m", "K"), shared) }
		},
		"array": func(b *py.Builder) func() py.Value {
			data := b.Bytes([]byte(long))
			dtype := b.Call(b.Global("numpy", "dtype"), b.Str("u1"), b.Bool(false), b.Bool(true))
			return func() py.Value {
				a := b.Call(b.Global("numpy.core.multiarray", "_reconstruct"), b.Global("numpy", "ndarray"), b.Tuple(b.Int(0)), b.Bytes([]byte("b")))
				b.Build(a, b.Tuple(b.Int(1), b.Tuple(b.Int(100_000)), dtype, b.Bool(false), data))
				return a
			}
		},
	} {
		v := build(t, func(b *py.Builder) py.Value {
			next := make(b)
			list := b.List()
			for range times {
				b.Append(list, next())
			}
			return list
		})
		var tree, text counter
		if err := Tree(&tree, Of(v), All()); err != nil {
			t.Fatal(err)
		}
		if err := JSON(&text, Of(v), All()); err != nil {
			t.Fatal(err)
		}
		if most := 4_000_000; tree.bytes > most || text.bytes > most {
			t.Errorf("%s: %d bytes of tree, %d of JSON", name, tree.bytes, text.bytes)
		}
	}
}

// TestLazy: of a large value only what is shown is looked at.
func TestLazy(t *testing.T) {
	v := build(t, func(b *py.Builder) py.Value {
		list := b.List()
		for i := range 200_000 {
			b.Append(list, b.List(b.Str(strconv.Itoa(i))))
		}
		return list
	})
	p := &printer{o: Defaults(), marks: new(marks), dry: true}
	if err := p.begins(Of(v), ""); err != nil {
		t.Fatal(err)
	}
	for len(p.stack) > 0 {
		if err := p.walk(1000); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.marks.all) > 2*Defaults().Items {
		t.Errorf("%d values were looked at to show %d", len(p.marks.all), Defaults().Items)
	}
}

// FuzzShow: whatever is loaded is shown, in bounded space, without control characters, and as valid JSON.
func FuzzShow(f *testing.F) {
	for _, seed := range []string{
		"]\x94h\x00a.", "}\x94(K\x01h\x00K\x02]u.", "cos\nsystem\n(S'x'\ntR0K\x01.", "cm\nK\n)\x81}\x94(X\x01\x00\x00\x00ah\x00ub.",
		"cnumpy\nndarray\n.", "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'f8'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbS'12345678'\ntR.",
		"cdatetime\ndatetime\n(C\n\x07\xe4\x01\x02\x03\x04\x05\x00\x00\x00tR.", "Pid\n.", "\x82\x07.", "\x97.", "(]]]l.",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<12 {
			return
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			return
		}
		most, start := 1<<16+4000*len(data), time.Now()
		for _, o := range []Options{{}, Defaults(), All()} {
			got := tree(t, doc.Root(), o)
			if i := strings.IndexFunc(got, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7F }); i >= 0 {
				t.Fatalf("control character at offset %d of %q", i, got)
			}
			if len(got) > most {
				t.Fatalf("%d bytes of tree for %d of pickle", len(got), len(data))
			}
		}
		text := jsonOf(t, doc.Root())
		if !json.Valid([]byte(text)) && len(text) < 10_000 { // encoding/json refuses deep nesting
			t.Fatalf("invalid JSON: %s", text)
		}
		if len(text) > most {
			t.Fatalf("%d bytes of JSON for %d of pickle", len(text), len(data))
		}
		if d := time.Since(start); d > time.Minute {
			t.Fatalf("%v for %d bytes of pickle", d, len(data))
		}
	})
}
