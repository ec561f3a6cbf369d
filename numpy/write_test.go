package numpy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// rewrite returns v with every array and scalar in it made anew from what was read of it.
func rewrite(t *testing.T, b *py.Builder, v py.Value, opts []numpy.Option, made map[py.Value]py.Value) py.Value {
	t.Helper()
	if out, ok := made[v]; ok {
		return out
	}
	var out py.Value
	switch {
	case numpy.IsArray(v) || numpy.IsScalar(v) || numpy.IsMasked(v):
		a, err := numpy.ArrayFromPy(v)
		if err != nil {
			t.Fatal(err)
		}
		if a.DType.Kind == ndarray.Object {
			objects, err := numpy.Objects(&a.Array)
			if err != nil {
				t.Fatal(err)
			}
			for i, x := range objects {
				objects[i] = rewrite(t, b, x, opts, made)
			}
			whole, err := ndarray.NewObjects(a.DType, a.Shape, numpy.ObjectList(objects), false)
			if err != nil {
				t.Fatal(err)
			}
			a.Array = *whole
		}
		if out, err = a.ToPy(b, opts...); err != nil {
			t.Fatal(err)
		}
	case numpy.IsDType(v):
		d, err := numpy.DTypeFromPy(v)
		if err != nil {
			t.Fatal(err)
		}
		if out, err = numpy.DTypeToPy(b, d, opts...); err != nil {
			t.Fatal(err)
		}
	case v.Kind() == py.List:
		out = b.List()
		for x := range v.Items() {
			b.Append(out, rewrite(t, b, x, opts, made))
		}
	case v.Kind() == py.Dict:
		out = b.Dict()
		for k, x := range v.Entries() {
			b.SetItem(out, k, rewrite(t, b, x, opts, made))
		}
	default:
		out = b.Import(v)
	}
	made[v] = out
	return out
}

// otherBytes are fixtures whose arrays come back with other bytes, and why.
var otherBytes = map[string]string{
	"noncontig-p5":     "NumPy's array was not contiguous; what is read of it is",
	"broadcast-p5":     "the same",
	"reversed-p5":      "the same",
	"intc_longlong-p2": "NumPy has two dtypes for one: long and long long",
	"intc_longlong-p4": "the same",
	"intc_longlong-p5": "the same",
}

// sameLetter are fixtures of Python 3.14 where the text of the bytes b'b' is the same object as a name "b", in
// protocols that have no bytes.
var sameLetter = []string{"structured-p0", "structured-p1", "structured-p2", "structured_titles-p2", "masked_const-p2", "structured_align-p2",
	"object-record-p2", "object-void-p2"}

// TestSameBytes reads every fixture and writes the arrays in it anew, for the release and protocol of the file:
// the bytes are NumPy's own.
func TestSameBytes(t *testing.T) {
	for release, folder := range []string{1: "bookworm", 2: "forky"} {
		files, _ := filepath.Glob(fixtures + folder + "/numpy/*.pkl")
		more, _ := filepath.Glob("testdata/numpy-" + strconv.Itoa(release) + ".*/object-*.pkl")
		files = append(files, more...)
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".pkl")
			kind, proto, _ := strings.Cut(name, "-p")
			if kind != "dtypes" && slices.Contains(others, strings.Split(kind, "-")[0]) {
				continue
			}
			t.Run(folder+"/"+name, func(t *testing.T) {
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				p := int(proto[0] - '0')
				b := py.NewBuilder()
				opts := []numpy.Option{numpy.ForRelease(release), numpy.ForProtocol(p)}
				doc, err := b.Document(rewrite(t, b, load(t, file), opts, map[py.Value]py.Value{}))
				if err != nil {
					t.Fatal(err)
				}
				dump := []pickle.Option{pickle.WithProtocol(p)}
				if kind == "oob" {
					dump = append(dump, pickle.WithBufferCallback(func(py.Value) (bool, error) { return false, nil }))
				}
				got, err := pickle.Dumps(doc.Root(), dump...)
				if err != nil {
					t.Fatal(err)
				}
				why := otherBytes[name]
				if release == 2 && slices.Contains(sameLetter, name) {
					why = "one object"
				}
				if same := bytes.Equal(got, want); same && why != "" {
					t.Errorf("the same bytes, in spite of: %s", why)
				} else if !same && why == "" {
					t.Errorf("%d bytes, want %d", len(got), len(want))
				}
			})
		}
	}
}
