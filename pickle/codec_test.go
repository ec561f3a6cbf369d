package pickle_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// fixtures calls f with every committed pickle of real Python.
func fixtures(t testing.TB, f func(name string, data []byte)) {
	t.Helper()
	root := filepath.Join("..", "testdata", "fixtures")
	n := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".pkl") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		n++
		f(filepath.ToSlash(name), data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 300 {
		t.Fatalf("%d fixtures in %s, want at least 300", n, root)
	}
}

// canonical reports whether CPython 3's C pickler wrote the fixture: Python 2's picklers and dill's, which is
// written in Python, choose other opcodes (docs in ARCHITECTURE.md).
func canonical(name string) bool {
	return !strings.HasPrefix(name, "py27/") && !strings.Contains(name, "/dill/")
}

// TestSameBytes: what the C pickler wrote, loaded and dumped at its own protocol, is the same bytes.
func TestSameBytes(t *testing.T) {
	fixtures(t, func(name string, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		out, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(doc.Proto()))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if canonical(name) && !bytes.Equal(out, data) {
			i := 0
			for i < min(len(out), len(data)) && out[i] == data[i] {
				i++
			}
			t.Errorf("%s: dump differs from offset %d of %d on", name, i, len(data))
		}
		again, err := pickle.Loads(out)
		if err != nil {
			t.Errorf("%s: our own dump: %v", name, err)
			return
		}
		if !same(doc.Root(), again.Root()) {
			t.Errorf("%s: our own dump loads as another value", name)
		}
	})
}

// TestEveryProtocol: a fixture dumped at each protocol loads as the same value.
func TestEveryProtocol(t *testing.T) {
	t.Parallel()
	fixtures(t, func(name string, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		dotted := false // a name with dots is a call of getattr below protocol 4
		py.Walk(doc.Root(), func(v py.Value) bool {
			_, global, _ := v.Global()
			dotted = dotted || strings.Contains(global, ".")
			return true
		})
		for proto := 0; proto <= pickle.HighestProtocol; proto++ {
			// Python 2's names are fewer than Python 3's, so the values are compared without them.
			for _, fix := range []bool{true, false} {
				out, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(proto), pickle.WithFixImports(fix))
				if err != nil {
					if strings.Contains(name, "oob") && proto < 5 {
						continue // out-of-band buffers need protocol 5
					}
					t.Errorf("%s at protocol %d: %v", name, proto, err)
					continue
				}
				again, err := pickle.Loads(out, pickle.WithFixImports(fix))
				if err != nil {
					t.Errorf("%s at protocol %d: %v", name, proto, err)
					continue
				}
				if got := again.Proto(); got > proto {
					t.Errorf("%s at protocol %d needs protocol %d", name, proto, got)
				}
				if !fix && !(dotted && proto < 4) && !same(doc.Root(), again.Root()) {
					t.Errorf("%s at protocol %d loads as another value", name, proto)
				}
			}
		}
	})
}

// same reports whether two values are alike in structure, kinds and sharing: every value of one stands
// for one of the other, everywhere. Objects that a protocol spells by copyreg are compared by their parts.
func same(a, b py.Value) bool {
	type pair struct{ a, b py.Value }
	twin := map[py.Value]py.Value{}
	stack := []pair{{a, b}}
	push := func(a, b py.Value) { stack = append(stack, pair{a, b}) }
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		a, b := p.a, p.b
		if a.Kind() != b.Kind() || a.Len() != b.Len() {
			return false
		}
		switch a.Kind() {
		case py.List, py.Dict, py.Set, py.FrozenSet, py.Object, py.ByteArray, py.Tuple:
			if t, ok := twin[a]; ok && a.Len() > 0 {
				if t != b {
					return false
				}
				continue
			}
			twin[a] = b
		}
		switch a.Kind() {
		case py.Invalid, py.None:
		case py.Float:
			x, _ := a.Float()
			y, _ := b.Float()
			if x != y && (x == x || y == y) {
				return false
			}
		case py.Tuple, py.List, py.Set, py.FrozenSet:
			for i := range a.Len() {
				push(a.Index(i), b.Index(i))
			}
		case py.Dict:
			var bs []py.Value
			for k, v := range b.Entries() {
				bs = append(bs, k, v)
			}
			i := 0
			for k, v := range a.Entries() {
				push(k, bs[i])
				push(v, bs[i+1])
				i += 2
			}
		case py.Object:
			x, _ := a.Object()
			y, _ := b.Object()
			push(x.Class(), y.Class())
			if x.How == y.How {
				push(x.Args, y.Args)
			}
			push(x.State(), y.State())
			var xs, ys []py.Effect
			for e := range x.Effects() {
				xs = append(xs, e)
			}
			for e := range y.Effects() {
				ys = append(ys, e)
			}
			if len(xs) != len(ys) {
				return false
			}
			for i := range xs {
				push(xs[i].State, ys[i].State)
				push(xs[i].Items, ys[i].Items)
				push(xs[i].Func, ys[i].Func)
				push(xs[i].Args, ys[i].Args)
			}
		case py.PersistentID:
			x, _ := a.PersistentID()
			y, _ := b.PersistentID()
			push(x, y)
		default:
			if !py.Equal(a, b) {
				return false
			}
		}
	}
	return true
}

// TestOddPickles: what no pickler writes but CPython loads, dumped and loaded again, is the same value.
func TestOddPickles(t *testing.T) {
	for _, data := range []string{
		le("\x80\x04\x95", 10) + le("N\x95", 0) + "N.", // the outer frame ends with the inner one's header
		le("\x80\x04\x95", 1) + "NN.",
		"I010\n.", "I 7\n.", "L1_000L\n.", "F-nan\n.",
		"\x80\x04\x8c\x00\x8c\x03log\x93.",
		"c__builtin__\ngetattr\n(Vabcd\nVindex\ntR.",
		"\x80\x03cbuiltins\ngetattr\nctest.pickletester\nPyMethodsTest\n)\x81X\x08\x00\x00\x00biscuits\x86R.",
		"c__builtin__\ngetattr\n(ccopy_reg\n_reconstructor\n(ctest.pickletester\nSubclass\nc__builtin__\ntuple\n(I1\nI2\nI2\nttRVcount\ntR.",
		"\x80\x03cbuiltins\ngetattr\ncm\nC\nX\x01\x00\x00\x00a\x86R}b.",                                                        // a dotted name with a state
		"\x80\x03cbuiltins\ngetattr\ncbuiltins\ngetattr\ncm\nC\nX\x01\x00\x00\x00a\x86Rq\x00X\x01\x00\x00\x00b\x86Rh\x00\x86.", // whose first part is memoized
		"c_codecs\nencode\nq\x00Q(X\x04\x00\x00\x00abc\nq\x01QX\x06\x00\x00\x00latin1q\x02Qtq\x03QRq\x04Q.",                    // persistent ids everywhere
		"\x80\x04\x8c\x01mQ\x8c\x01CQ\x93.",
		"cm\nC\n)R2cm\nf\nN\x86R0.",
	} {
		doc, err := pickle.Loads([]byte(data))
		if err != nil {
			t.Errorf("%q: %v", data, err)
			continue
		}
		for proto := 2; proto <= 5; proto++ {
			out, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(proto), pickle.WithFixImports(false))
			if err != nil {
				if _, _, named := doc.Root().Global(); !named || proto == 4 {
					t.Errorf("%q at protocol %d: %v", data, proto, err)
				}
				continue
			}
			again, err := pickle.Loads(out, pickle.WithFixImports(false))
			if err != nil || !same(doc.Root(), again.Root()) {
				t.Errorf("%q at protocol %d: %q is another value (%v)", data, proto, out, err)
			}
		}
	}
}
