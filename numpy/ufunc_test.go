package numpy_test

import (
	"path/filepath"
	"testing"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// TestUFunc reads the universal functions of the fixtures, and refuses what only looks like one.
func TestUFunc(t *testing.T) {
	files, _ := filepath.Glob(fixtures + "*/numpy/ufunc-*.pkl")
	if len(files) != 6 {
		t.Fatalf("%d files, want 6", len(files))
	}
	for _, file := range files {
		root := load(t, file)
		for i, want := range []string{"add", "sin"} {
			if name, ok := numpy.UFunc(root.Index(i)); !ok || name != want {
				t.Errorf("%s: %q, %t; want %s", file, name, ok, want)
			}
		}
	}
	b := py.NewBuilder()
	old := b.Call(b.Global("numpy.core", "_ufunc_reconstruct"), b.Str("numpy.core.umath"), b.Str("log1p"))
	if name, ok := numpy.UFunc(old); !ok || name != "log1p" {
		t.Errorf("%q, %t", name, ok)
	}
	if name, ok := numpy.UFunc(b.Global("numpy.strings", "isdigit")); !ok || name != "isdigit" {
		t.Errorf("%q, %t", name, ok)
	}
	for _, v := range []py.Value{
		b.Global("numpy", "load"), b.Global("os", "sin"), b.Int(1), b.Global("numpy.strings", "sin"),
		b.Call(b.Global("numpy.core", "_ufunc_reconstruct"), b.Str("os"), b.Str("sin")), b.Call(b.Global("numpy", "sin"), b.Int(1)),
	} {
		if name, ok := numpy.UFunc(v); ok {
			t.Errorf("%s is %q", py.Repr(v), name)
		}
	}
}
