package numpy_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// FuzzFromPy reads any pickle as an array, or the items of one that is a list. Whatever the bytes are, there is
// an array whose elements can be read, or a typed error.
func FuzzFromPy(f *testing.F) {
	for _, pattern := range []string{fixtures + "*/numpy/*.pkl", "testdata/*/*.pkl"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) < 4096 {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			return
		}
		root := doc.Root()
		read(t, root, len(data))
		for i := range min(root.Len(), 100) {
			if item := root.Index(i); item.IsValid() {
				read(t, item, len(data))
			}
		}
	})
}

func read(t *testing.T, v py.Value, size int) {
	if d, err := numpy.DTypeFromPy(v); err == nil {
		numpy.DTypeToPy(py.NewBuilder(), d)
	}
	rewritten(t, v)
	a, err := numpy.FromPy(v)
	var e *numpy.Error
	if err != nil {
		if !errors.As(err, &e) {
			t.Errorf("untyped error %v", err)
		}
		return
	}
	n := a.Len()
	if n > size && n > 1<<16 {
		t.Fatalf("%d elements of %d bytes", n, size)
	}
	if x, err := a.Float64s(); err == nil && len(x) != n {
		t.Errorf("%d floats of %d elements", len(x), n)
	}
	if x, err := a.Elements(); err == nil && len(x) != n {
		t.Errorf("%d values of %d elements", len(x), n)
	}
	var d *ndarray.DTypeError
	if x, err := a.Strings(); err == nil && len(x) != n || err != nil && !errors.As(err, &d) {
		t.Errorf("%d strings of %d elements, %v", len(x), n, err)
	}
	if _, err := a.Int64s(); err != nil && !errors.As(err, &d) {
		t.Errorf("untyped error %v", err)
	}
	for _, field := range a.DType.Fields {
		if part, err := a.Field(field.Name); err == nil {
			part.Elements()
		}
	}
}

// rewritten writes what is read of v, and reads it again.
func rewritten(t *testing.T, v py.Value) {
	a, err := numpy.ArrayFromPy(v)
	var e *numpy.Error
	if err != nil {
		if !errors.As(err, &e) {
			t.Errorf("untyped error %v", err)
		}
		return
	}
	w, err := a.ToPy(py.NewBuilder())
	if err != nil {
		if !errors.As(err, &e) {
			t.Errorf("untyped error %v", err)
		}
		return
	}
	b, err := numpy.ArrayFromPy(w)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v", err)
	}
	if b.DType.String() != a.DType.String() || !slices.Equal(b.Shape, a.Shape) || b.Class != a.Class || b.Masked != a.Masked ||
		(b.Mask == nil) != (a.Mask == nil) || (b.Fill == nil) != (a.Fill == nil) || b.Scalar != a.Scalar {
		t.Fatalf("%+v became %+v", a, b)
	}
	if a.DType.HasObjects() {
		return
	}
	x, err1 := a.COrder()
	y, err2 := b.COrder()
	if err1 != nil || err2 != nil || !bytes.Equal(x, y) {
		t.Fatalf("%x became %x, %v, %v", x, y, err1, err2)
	}
}
