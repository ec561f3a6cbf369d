package show

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// fixtureRoot holds what real Python pickled, with its values as JSON beside it.
const fixtureRoot = "../../testdata/fixtures"

// loads reads a pickle.
func loads(t testing.TB, data []byte) *py.Document {
	t.Helper()
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// fixture reads one committed pickle.
func fixture(t testing.TB, name string) *py.Document {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtureRoot, name+".pkl"))
	if err != nil {
		t.Fatal(err)
	}
	return loads(t, data)
}

// fixtures calls f with every committed pickle.
func fixtures(t *testing.T, f func(name string, doc *py.Document)) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(fixtureRoot, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".pkl") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		f(path, loads(t, data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 300 {
		t.Fatalf("%d fixtures, want at least 300", n)
	}
}

// tree returns the tree of a value.
func tree(t testing.TB, v py.Value, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Tree(&b, Of(v), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// jsonOf returns the JSON of a value.
func jsonOf(t testing.TB, v py.Value) string {
	t.Helper()
	var b strings.Builder
	if err := JSON(&b, Of(v), All()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// build makes a document by a builder.
func build(t testing.TB, make func(b *py.Builder) py.Value) py.Value {
	t.Helper()
	b := py.NewBuilder()
	doc, err := b.Document(make(b))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}
