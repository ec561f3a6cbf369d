package brine_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/brine-go/brine"

// layers is the diagram of ARCHITECTURE.md: a package imports only packages of lower layers, or those that
// stand before it in its own. Packages outside of it are commands and tools on top.
var layers = [][]string{
	{"opcode", "internal/wtf8", "internal/unzeroed", "internal/spool", "internal/escape", "internal/pyrepr", "internal/compat", "internal/source", "internal/text", "internal/jsonscan", "internal/side", "internal/graph", "py", "internal/describe", "ndarray", "predict"},
	{"internal/vm", "internal/emit"},
	{"internal/gotype"},
	{"pickle"},
	{"pickletools"},
	{"stdlib", "numpy"},
	{"scipy", "pandas", "joblib", "torch", "internal/label", "xgboost", "lightgbm", "sklearn"},
	{"internal/compress", "internal/archive", "train"},
	{"."},
	{"internal/show", "internal/fixturetest"},
	{"internal/convert", "internal/rows", "internal/serve"},
}

// core packages import the standard library and each other, nothing else.
const coreLayers = 7

// outside are the packages that core packages may import all the same.
var outside = map[string]string{
	"internal/text": "golang.org/x/text/unicode/norm",
}

// imports returns the import paths of the non-test files of each package directory below the root.
func imports(t *testing.T) map[string]map[string]bool {
	t.Helper()
	out := map[string]map[string]bool{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && (name == "testdata" || name == "bench" || file != "." && strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := path.Dir(filepath.ToSlash(file))
		if out[dir] == nil {
			out[dir] = map[string]bool{}
		}
		for _, spec := range f.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			out[dir][p] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLayers(t *testing.T) {
	rank, layer := map[string]int{}, map[string]int{}
	for i, packages := range layers {
		for _, p := range packages {
			rank[p] = len(rank)
			layer[p] = i
		}
	}
	got := imports(t)
	for p := range rank {
		if got[p] == nil {
			t.Errorf("%s is in the diagram but not in the tree", p)
		}
	}
	for p, paths := range got {
		r, inDiagram := rank[p]
		for q := range paths {
			switch inner, ours := strings.CutPrefix(q, module+"/"); {
			case !inDiagram:
				if strings.HasPrefix(p, "internal/") && ours {
					t.Errorf("%s is not in the diagram", p)
				}
			case ours:
				if s, ok := rank[inner]; !ok || s >= r {
					t.Errorf("%s imports %s, which is not below it", p, inner)
				}
			case strings.HasPrefix(q, "gonum.org/") && p != "train":
				t.Errorf("%s imports %s, which train alone may", p, q)
			case layer[p] < coreLayers && outside[p] != q && strings.Contains(strings.Split(q, "/")[0], "."):
				t.Errorf("%s imports %s: core packages use the standard library only", p, q)
			}
		}
	}
}
