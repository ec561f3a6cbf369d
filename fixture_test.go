package brine_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/internal/fixturetest"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// glob returns the files of a pattern, at least so many.
func glob(t *testing.T, least int, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) < least {
		t.Fatalf("%s: %d files, want at least %d (%v)", pattern, len(paths), least, err)
	}
	return paths
}

// compressions are the endings of the names of joblib's fixtures, and what is in them.
var compressions = map[string]string{
	"joblib": "", "p2": "", "p5": "", "jl": "",
	"z": "zlib", "jlz": "zlib", "gz": "gzip", "bz2": "bzip2", "xz": "xz", "lzma": "lzma", "lz4": "lz4",
}

// TestJoblib: the values of joblib's files, in every compression, are what Python had.
func TestJoblib(t *testing.T) {
	seen := map[string]int{}
	for _, path := range glob(t, 40, "testdata/fixtures/*/joblib/*.joblib") {
		name, ending, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".joblib"), "-")
		f, err := brine.Open(path)
		if err != nil {
			t.Error(err)
			continue
		}
		defer f.Close()
		want, got := compressions[ending], strings.Join(f.Containers(), " ")
		if got != want {
			t.Errorf("%s is in %q, want %q", path, got, want)
		}
		doc, err := f.Document()
		if err != nil {
			t.Error(err)
			continue
		}
		seen[want]++
		switch name {
		case "simple", "several", "noarr", "big", "shared":
			want, err := fixturetest.Read(strings.TrimSuffix(path, "joblib") + "json")
			if err != nil {
				t.Fatal(err)
			}
			if err := fixturetest.Match(doc.Root(), want); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
	for _, kind := range []string{"", "zlib", "gzip", "bzip2", "xz", "lzma", "lz4"} {
		if seen[kind] < 4 {
			t.Errorf("%q: only %d files", kind, seen[kind])
		}
	}
}

// arraysOf returns the text of all arrays in a value.
func arraysOf(t *testing.T, v py.Value) []string {
	t.Helper()
	var out []string
	py.Walk(v, func(v py.Value) bool {
		if numpy.IsArray(v) {
			a, err := numpy.FromPy(v)
			if err != nil {
				t.Fatal(err)
			}
			elements, err := fixturetest.Elements(a)
			if err != nil {
				t.Fatal(err)
			}
			for i, x := range elements {
				if v, ok := x.(py.Value); ok && v.Kind() != py.Object {
					elements[i] = py.Repr(v)
				} else if ok {
					elements[i] = "an object"
				}
			}
			out = append(out, fmt.Sprint(a.DType, a.Shape, elements))
		}
		return true
	})
	slices.Sort(out)
	return out
}

// TestJoblibModels: a model that joblib wrote is, array for array, the one that pickle wrote, and one that joblib
// compressed as well.
func TestJoblibModels(t *testing.T) {
	compared := 0
	for _, path := range glob(t, 30, "testdata/fixtures/*/estimators/*.joblib") {
		doc, err := brine.Load[*py.Document](path)
		if err != nil {
			t.Error(err)
			continue
		}
		base := path[:strings.LastIndex(path, "-")]
		same, err := filepath.Glob(base + "-p4.pkl")
		if err != nil || len(same) == 0 {
			same, _ = filepath.Glob(base + "-jl.joblib")
		}
		if len(same) == 0 || same[0] == path {
			continue
		}
		other, err := brine.Load[*py.Document](same[0])
		if err != nil {
			t.Error(err)
			continue
		}
		compared++
		if got, want := arraysOf(t, doc.Root()), arraysOf(t, other.Root()); !slices.Equal(got, want) {
			t.Errorf("%s: %d arrays, in %s %d", path, len(got), same[0], len(want))
		}
	}
	if compared < 15 {
		t.Errorf("only %d models compared", compared)
	}
}

// TestToPickle: what pandas' to_pickle compressed is the same frame as without.
func TestToPickle(t *testing.T) {
	for _, path := range glob(t, 6, "testdata/fixtures/*/pandas/to_pickle.pkl.*") {
		doc, err := brine.Load[*py.Document](path)
		if err != nil {
			t.Error(err)
			continue
		}
		if m, n, _ := doc.Root().Class(); m != "pandas.core.frame" || n != "DataFrame" {
			t.Errorf("%s: a %s.%s", path, m, n)
		}
		if got := arraysOf(t, doc.Root()); len(got) < 4 {
			t.Errorf("%s: %d arrays", path, len(got))
		}
	}
}
