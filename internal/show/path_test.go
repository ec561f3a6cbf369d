package show

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/brine-go/brine/py"
)

func TestPath(t *testing.T) {
	v := build(t, func(b *py.Builder) py.Value {
		o := b.NewObjEx(b.Global("m", "K"), b.Dict(b.Str("size"), b.Int(1)), b.Int(2))
		b.Build(o, b.Dict(b.Str("a b"), b.Int(3), b.ByteString([]byte("old")), b.Int(4), b.Str("ünï"), b.Int(19)))
		b.Append(o, b.Int(5), b.Int(6))
		b.SetItem(o, b.Str("k"), b.Int(7))
		b.Add(o, b.Int(8))
		return b.Dict(b.Str("list"), b.List(b.Int(9), b.Tuple(b.Int(10), b.Int(11))), b.Int(3), b.Int(12), b.Tuple(b.Int(1), b.Str(")")), b.Int(13),
			b.None(), b.Int(14), b.Float(1.5), b.Int(15), b.Bytes([]byte("b\xff")), b.Int(16), b.ByteString([]byte("py2")), b.Int(17),
			b.Str("o"), o, b.Str("q\"'\n"), b.Int(18), b.FrozenSet(b.Int(20)), b.Int(21), b.Str("s"), b.Set(b.Int(22)), b.Bool(true), b.Int(23))
	})
	for path, want := range map[string]int64{
		`list[0]`: 9, `.list[1][1]`: 11, `["list"][-1][-2]`: 10, `[3]`: 12, `[(1, ")")]`: 13, `[None]`: 14, `[1.5]`: 15, `[b"b\xff"]`: 16,
		`["py2"]`: 17, `['py2']`: 17, `py2`: 17, `["q\"'\n"]`: 18, `['q"\'\n']`: 18, `o(size)`: 1, `o(0)`: 2, `o."a b"`: 3, `o.old`: 4, `o.ünï`: 19,
		`o[1]`: 6, `o[-2]`: 5, `o["k"]`: 7, `o{0}`: 0, `o@args[0]`: 2, `o@kwargs["size"]`: 1, `o@state["old"]`: 4, `{9}@value`: 21, `{9}@key{0}`: 20,
		`s{0}`: 22, `[True]`: 23, `[1]`: 23, `[ 3 ]`: 12,
	} {
		p, err := ParsePath(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		n, err := p.Find(Of(v))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if path == `o{0}` { // an entry that was set comes before an item that was added
			if n.entry == nil {
				t.Errorf("%s: want an entry", path)
			}
			continue
		}
		if got, _ := n.v.Int(); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	for path, want := range map[string]string{
		`x`:           `dict of 12 has no .x`,
		`list[2]`:     `.list: list of 2 has no [2]`,
		`list[-3]`:    `.list: list of 2 has no [-3]`,
		`list[0][0]`:  `.list[0]: int has no [0]`,
		`list{0}`:     `.list: list of 2 has no {0}`,
		`o.nope`:      `.o: m.K(2) has no .nope`,
		`o(1)`:        `.o: m.K(2) has no (1)`,
		`o@call0`:     `.o: m.K(2) has no @call0`,
		`{9}@nothing`: `{9}: the entry has no @nothing`,
		`[[1]]`:       `path at offset 1: want an index, or a key such as "name", b"bytes", 1.5, None or (1, 2)`,
		`a..b`:        `path at offset 2: want a name`,
		`a[`:          `path at offset 2: want an index or a key`,
		`a["x`:        `path at offset 4: unfinished text`,
		`a["\q"]`:     `path at offset 5: unknown escape \q`,
		`a["\x1"]`:    `path at offset 5: want 2 hexadecimal digits`,
		`a[1`:         `path at offset 3: want ,`,
		`a(x`:         `path at offset 3: want )`,
		`a{x}`:        `path at offset 2: want a number`,
		`a b`:         `path at offset 1: want .name, [index], ["key"], {entry}, (argument) or @part`,
		`a[b"ü€"]`:    `path at offset 10: bytes with a character past \xff`,
		`a[((1,),)]`:  `path at offset 3: want no tuple in a tuple`,
	} {
		p, err := ParsePath(path)
		if err == nil {
			_, err = p.Find(Of(v))
		}
		var e *PathError
		if !errors.As(err, &e) || err.Error() != want {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
}

func TestPathHint(t *testing.T) {
	v := fixture(t, "forky/estimators/StandardScaler").Root()
	p, err := ParsePath("mean")
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Find(Of(v))
	var e *PathError
	if !errors.As(err, &e) || !strings.Contains(e.Hint(), ".mean_ ") {
		t.Errorf("got %v, want a hint with .mean_", err)
	}
}

func TestArrayPath(t *testing.T) {
	v := fixture(t, "bookworm/estimators/DecisionTreeClassifier-p4").Root()
	for path, want := range map[string]string{
		`classes_[1]`:                            "int64 1\n",
		`classes_[-1]`:                           "int64 2\n",
		`tree_.values[0, 0, 2]`:                  "float64 44.0\n",
		`tree_.values[0][0]`:                     "ndarray float64 (3,) [42.0, 39.0, 44.0]\n",
		`tree_.nodes["threshold"][0]`:            "float64 0.8\n",
		`tree_.nodes.n_node_samples[0]`:          "int64 125\n",
		`tree_.nodes[0].weighted_n_node_samples`: "float64 125.0\n",
	} {
		p, err := ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		n, err := p.Find(Of(v))
		if err != nil {
			t.Error(err)
			continue
		}
		var b strings.Builder
		if err := Tree(&b, n, Defaults()); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%s: got %q, want %q", path, b.String(), want)
		}
	}
	for _, path := range []string{`classes_[3]`, `classes_[0, 0]`, `tree_.nodes["nope"]`, `classes_["x"]`} {
		p, err := ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := p.Find(Of(v)); err == nil {
			t.Errorf("%s: got %v, want an error", path, n)
		}
	}
}

// TestLabelsArePaths: the label of every line of every fixture, parsed as a path, leads to what the line shows.
func TestLabelsArePaths(t *testing.T) {
	steps := 0
	fixtures(t, func(name string, doc *py.Document) {
		for _, o := range []Options{All(), Defaults()} {
			p := &printer{o: o}
			seen := map[py.Value]bool{}
			todo := []Node{Of(doc.Root())}
			for len(todo) > 0 {
				n := todo[len(todo)-1]
				todo = todo[:len(todo)-1]
				if n.v.IsValid() {
					if seen[n.v] {
						continue
					}
					seen[n.v] = true
				}
				for _, g := range p.parts(n) {
					for i := range min(g.n, 200) {
						c := g.at(i)
						steps++
						text := Path{c.step}.String()
						path, err := ParsePath(text)
						if err != nil {
							t.Errorf("%s: label %s: %v", name, text, err)
							continue
						}
						to, err := path.Find(n)
						if err != nil {
							t.Errorf("%s: label %s: %v", name, text, err)
							continue
						}
						if !sameNode(to, c.node) {
							t.Errorf("%s: label %s leads elsewhere", name, text)
						}
						todo = append(todo, c.node)
					}
				}
			}
		}
	})
	if steps < 90_000 {
		t.Errorf("only %d labels were tried", steps)
	}
}

func sameNode(a, b Node) bool {
	switch {
	case a.entry != nil && b.entry != nil:
		return *a.entry == *b.entry
	case a.view != nil && b.view != nil:
		return sameView(a.view, b.view)
	case a.array != nil && b.array != nil:
		return a.array.Offset == b.array.Offset && a.array.DType.String() == b.array.DType.String() && len(a.array.Shape) == len(b.array.Shape)
	}
	return a.v == b.v && a.v.IsValid()
}

// sameView compares what views are of, by the elements: following a path reads anew.
func sameView(a, b view) bool {
	same := func(n, m int, x, y func(int) any) bool {
		if n != m {
			return false
		}
		for i := range min(n, 100) {
			if fmt.Sprint(x(i)) != fmt.Sprint(y(i)) {
				return false
			}
		}
		return true
	}
	switch a := a.(type) {
	case arrayView:
		b, ok := b.(arrayView)
		return ok && a.a.DType().String() == b.a.DType().String() && same(a.a.Len(), b.a.Len(), a.a.At, b.a.At)
	case indexView:
		b, ok := b.(indexView)
		return ok && a.Kind() == b.Kind() && same(a.Len(), b.Len(), a.At, b.At)
	}
	return false
}

func FuzzParsePath(f *testing.F) {
	for _, seed := range []string{`a.b[0]["k"]`, `.x{3}@key`, `[(1, "a")](0)(name)@func`, `['\x41é\ud800']`, `[1.5][None][b"x"]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePath(text)
		if err != nil {
			var e *PathError
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(text) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := ParsePath(p.String())
		if err == nil && len(text) <= textRunes && again.String() != p.String() {
			t.Fatalf("%q is %q, and that is %q", text, p.String(), again.String())
		}
	})
}
