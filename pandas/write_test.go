package pandas_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestRewrite reads the objects of each fixture, writes them, and compares what is written with pandas' account of what
// was read.
func TestRewrite(t *testing.T) {
	for folder := range folders {
		files, err := filepath.Glob(folder + "/*.pkl")
		if err != nil || len(files) == 0 {
			t.Fatal(folder, err)
		}
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".pkl")
			t.Run(strings.TrimPrefix(strings.TrimPrefix(folder, fixtures), "testdata/")+"/"+name, func(t *testing.T) {
				doc, err := pickle.Loads(rewritten(t, load(t, file)))
				if err != nil {
					t.Fatal(err)
				}
				c := &comparer{t: t}
				c.compare(doc.Root(), readJSON(t, strings.TrimSuffix(file, ".pkl")+".json"), "")
				if c.objects == 0 {
					t.Error("nothing of pandas was compared")
				}
			})
		}
	}
}

// rewritten returns the pickle of a value whose objects of pandas, by themselves or in lists and dicts, have been read
// and written.
func rewritten(t testing.TB, v py.Value) []byte {
	t.Helper()
	b := py.NewBuilder()
	out := rewrite(t, b, v)
	if _, err := b.Document(out); err != nil {
		t.Fatal(err)
	}
	data, err := pickle.Dumps(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func rewrite(t testing.TB, b *py.Builder, v py.Value) py.Value {
	t.Helper()
	switch v.Kind() {
	case py.List:
		list := b.List()
		for x := range v.Items() {
			b.Append(list, rewrite(t, b, x))
		}
		return list
	case py.Dict:
		dict := b.Dict()
		for k, x := range v.Entries() {
			b.SetItem(dict, b.Import(k), rewrite(t, b, x))
		}
		return dict
	}
	x, err := pandas.FromPy(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pandas.ToPy(b, x)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
