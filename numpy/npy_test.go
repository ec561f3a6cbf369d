package numpy_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// handmade are files that NumPy reads and does not write so.
var handmade = []string{"v1", "v2", "v3", "python2", "order", "subarray"}

// TestNPY reads what NumPy saved, from memory, from a file and from a stream, compares it with what NumPy says is in it,
// and writes it anew: byte for byte the same.
func TestNPY(t *testing.T) {
	files, _ := filepath.Glob("testdata/npy/*.npy")
	if len(files) < 90 {
		t.Fatalf("%d files, want 90", len(files))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".npy")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := &comparer{t: t}
			want := readJSON(t, strings.TrimSuffix(file, ".npy")+".json").(map[string]any)
			compare := func(a *ndarray.Array, err error, how string) {
				if err != nil {
					t.Fatalf("%s: %v", how, err)
				}
				c.array(a, want["$ndarray"], want["shape"], want["data"], how)
			}
			more := append(slices.Clone(data), "more"...)
			a, rest, err := numpy.LoadNPY(more)
			compare(a, err, "LoadNPY")
			if string(rest) != "more" {
				t.Errorf("rest is %q", rest)
			}
			if len(a.Data) > 0 && &a.Data[0] != &more[len(data)-len(a.Data)] {
				t.Error("the array is a copy")
			}
			r := bytes.NewReader(more)
			a, err = numpy.ReadNPY(iotest.OneByteReader(r))
			compare(a, err, "ReadNPY")
			if rest, _ := io.ReadAll(r); string(rest) != "more" {
				t.Errorf("%q is left", rest)
			}
			f, err := numpy.OpenNPY(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			a, err = f.Array()
			compare(a, err, "OpenNPY")
			if kind, release, _ := strings.Cut(name, "-"); !slices.Contains(handmade, kind) {
				var out bytes.Buffer
				if err := numpy.WriteNPY(&out, a, numpy.ForRelease(int(release[0]-'0'))); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(out.Bytes(), data) {
					t.Errorf("written as\n%q, want\n%q", out.Bytes(), data)
				}
			}
		})
	}
}

// TestNPZ does the same for archives, read and written.
func TestNPZ(t *testing.T) {
	files, _ := filepath.Glob("testdata/npy/*.npz")
	if len(files) != 4 {
		t.Fatalf("%d files, want 4", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := readJSON(t, strings.TrimSuffix(file, ".npz")+".json").(map[string]any)
			check := func(z *numpy.NPZ) {
				if names := slices.Clone(z.Names()); len(names) != len(want) {
					t.Errorf("names %q, want those of %v", names, want)
				}
				for name, w := range want {
					a, err := z.Array(name)
					if err != nil {
						t.Fatal(err)
					}
					w := w.(map[string]any)
					(&comparer{t: t}).array(a, w["$ndarray"], w["shape"], w["data"], name)
				}
				all, err := z.Arrays()
				if err != nil || len(all) != len(z.Names()) {
					t.Fatalf("%d arrays, %v", len(all), err)
				}
				for i, name := range z.Names() {
					w := want[name].(map[string]any)
					(&comparer{t: t}).array(all[i], w["$ndarray"], w["shape"], w["data"], name)
				}
			}
			z, err := numpy.OpenNPZ(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			check(z)
			if z, err = numpy.LoadNPZ(data); err != nil {
				t.Fatal(err)
			}
			check(z)
			for _, compressed := range []bool{false, true} {
				out := rewriteNPZ(t, data, compressed)
				again, err := numpy.LoadNPZ(out)
				if err != nil {
					t.Fatal(err)
				}
				check(again)
				if a, err := again.Array("x"); err != nil {
					t.Fatal(err)
				} else if at := bytes.Index(out, a.Data); !compressed && at%64 != 0 {
					t.Errorf("elements at offset %d", at)
				}
			}
			var e *numpy.NPYError
			if _, err := z.Open("nothing"); !errors.As(err, &e) || e.Member != "nothing" {
				t.Errorf("an array that is not there: %v", err)
			}
		})
	}
}

// rewriteNPZ returns an archive written anew.
func rewriteNPZ(t *testing.T, data []byte, compressed bool) []byte {
	t.Helper()
	z, err := numpy.LoadNPZ(data)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := numpy.NewNPZWriter(&out, compressed)
	for _, name := range z.Names() {
		a, err := z.Array(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(name, a); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Write(z.Names()[0], &ndarray.Array{}); err == nil {
		t.Error("a name is written twice")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestRows reads parts of files, in either order of axes, without reading the rest.
func TestRows(t *testing.T) {
	for _, name := range []string{"ti2-1", "fortran-1", "object-1", "object_f-1", "f3-1"} {
		data, err := os.ReadFile("testdata/npy/" + name + ".npy")
		if err != nil {
			t.Fatal(err)
		}
		f, err := numpy.OpenNPY(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		whole, err := f.Array()
		if err != nil {
			t.Fatal(err)
		}
		axis := 0
		if whole, err = whole.Transpose(); err == nil && !f.Fortran {
			whole, err = whole.Transpose()
		} else {
			axis = len(f.Shape) - 1
		}
		if err != nil {
			t.Fatal(err)
		}
		part, err := f.Rows(1, 2)
		if err != nil {
			t.Fatal(err)
		}
		want, err := whole.Index(1)
		if err != nil {
			t.Fatal(err)
		}
		if f.Fortran {
			if part, err = part.Transpose(); err != nil {
				t.Fatal(err)
			}
		}
		got, err := part.Index(0)
		if err != nil {
			t.Fatal(err)
		}
		x, err1 := got.Elements()
		y, err2 := want.Elements()
		if err1 != nil || err2 != nil || !equalAny(x, y) {
			t.Errorf("%s: rows %v, want %v (%v, %v)", name, x, y, err1, err2)
		}
		for _, bad := range [][2]int{{-1, 0}, {1, 0}, {0, f.Shape[axis] + 1}} {
			if _, err := f.Rows(bad[0], bad[1]); err == nil {
				t.Errorf("%s: rows %v", name, bad)
			}
		}
		if none, err := f.Rows(1, 1); err != nil || none.Len() != 0 {
			t.Errorf("%s: no rows: %v", name, err)
		}
	}
}

// TestHuge opens a file of 10 TB, of which only the header is there: nothing is read, and no memory taken.
func TestHuge(t *testing.T) {
	var b bytes.Buffer
	d := dtype(t, "<f8")
	if err := numpy.WriteNPY(&b, &ndarray.Array{DType: d, Shape: []int{0}, Strides: []int{8}}); err != nil {
		t.Fatal(err)
	}
	head := bytes.Replace(b.Bytes(), []byte("(0,), }            "), []byte("(1250000000000,), }"), 1)
	if len(head) != 128 {
		head = append(head[:127], '\n')
	}
	if _, err := numpy.OpenNPY(bytes.NewReader(head), int64(len(head))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file without elements: %v", err)
	}
	f, err := numpy.OpenNPY(sparse{head}, 128+10e12)
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Rows(1e12, 1e12+2)
	if err != nil {
		t.Fatal(err)
	}
	if x, err := a.Float64s(); err != nil || !slices.Equal(x, []float64{0, 0}) {
		t.Errorf("got %v, %v", x, err)
	}
	if _, err := numpy.ReadNPY(bytes.NewReader(head)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a stream without elements: %v", err)
	}
}

// sparse is a file of zeros behind its head.
type sparse struct{ head []byte }

func (s sparse) ReadAt(b []byte, off int64) (int, error) {
	clear(b)
	if off < int64(len(s.head)) {
		copy(b, s.head[off:])
	}
	return len(b), nil
}

// TestBadNPY reads what is no .npy file.
func TestBadNPY(t *testing.T) {
	v1 := func(text string) string {
		return "\x93NUMPY\x01\x00" + string([]byte{byte(len(text)), byte(len(text) >> 8)}) + text
	}
	head := func(descr, shape string) string {
		return v1("{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + "}")
	}
	deep := strings.Repeat("[('a', ", 40) + "'<i4'" + strings.Repeat(")]", 40)
	for _, test := range []struct{ name, data, want string }{
		{"empty", "", "at offset 0: the header is cut off: unexpected EOF"},
		{"magic", "PK\x03\x04 and so on, and on", "at offset 0: no .npy file"},
		{"version", "\x93NUMPY\x04\x00 and on and on", "at offset 6: version 4.0"},
		{"cut off", "\x93NUMPY\x01\x00\xff\x00{'descr", "at offset 17: the header takes 255 bytes: unexpected EOF"},
		{"large", "\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr'", "at offset 8: a header of 4294967295 bytes"},
		{"no dict", v1("7"), "at offset 10: want a dict"},
		{"code", v1("__import__('os')"), "at offset 10: want a string, an int"},
		{"expression", v1("{'a': 1+1}"), "want a comma or }"},
		{"trailing", head("'<i4'", "()") + "x", "unexpected EOF"},
		{"behind", v1("{'descr': '<i4', 'fortran_order': False, 'shape': ()} x"), "something follows"},
		{"a key too many", v1("{'descr': '<i4', 'fortran_order': False, 'shape': (), 'x': 1}"), "want a dict of descr"},
		{"a key twice", v1("{'descr': '<i4', 'fortran_order': False, 'fortran_order': False}"), "want a dict of descr"},
		{"order", v1("{'descr': '<i4', 'fortran_order': 0, 'shape': ()}"), "want a dict of descr"},
		{"shape", head("'<i4'", "3"), "want a dict of descr"},
		{"negative", head("'<i4'", "(-1,)"), "the shape is no tuple"},
		{"dimensions", head("'<i4'", "("+strings.Repeat("0, ", 65)+")"), "the shape is no tuple"},
		{"overflow", head("'<i4'", "(9223372036854775807, 2)"), "too large"},
		{"big int", head("'<i4'", "(99999999999999999999,)"), "more than 64 bits"},
		{"short", head("'<i4'", "(3,)") + "abc", "the elements take 12 bytes: unexpected EOF"},
		{"descr", head("'<q4'", "()"), `dtype "<q4"`},
		{"number as descr", head("7", "()"), "7 is no dtype"},
		{"field", head("['a']", "()"), "a field is no tuple"},
		{"name", head("[(1, 'i4')]", "()"), "no text"},
		{"twice", head("[('a', 'i4'), ('a', 'i4')]", "()"), "two fields"},
		{"deep", head(deep, "()"), "nested"},
		{"bomb", head("[('a', '<i4', (2147483647, 2147483647))]", "()"), "more than 2 GiB"},
		{"wide", head("[('a', '<i4', (500000000,)), ('b', 'V2147483647')]", "()"), "more than 2 GiB"},
		{"string", v1("{'descr"), "the string has no end"},
		{"escape", v1("{'\\N{x}'"), "no such escape"},
		{"objects", head("'|O'", "(1,)") + "\x80\x04", "the pickle of the elements"},
		{"no array", head("'|O'", "(1,)") + "N.", "array: got None"},
		{"subarray", head("('<i4', (2,))", "(1,)"), "a subarray"},
		{"nothing forever", head("'|S0'", "(9223372036854775807,)"), "without a byte"},
	} {
		for how, read := range map[string]func() error{
			"ReadNPY": func() error { _, err := numpy.ReadNPY(strings.NewReader(test.data)); return err },
			"LoadNPY": func() error { _, _, err := numpy.LoadNPY([]byte(test.data)); return err },
		} {
			err := read()
			var e *numpy.NPYError
			if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s, %s: %v, want %q", test.name, how, err, test.want)
			}
		}
	}
	var e *numpy.Error
	overlap := ndarray.DType{Kind: ndarray.Void, ItemSize: 4, Fields: []ndarray.Field{
		{Name: "a", Offset: 2, DType: dtype(t, "i2")}, {Name: "b", DType: dtype(t, "i2")}}}
	if err := numpy.WriteNPY(io.Discard, &ndarray.Array{DType: overlap, Data: make([]byte, 4)}); !errors.As(err, &e) {
		t.Errorf("fields out of order: %v", err)
	}
	if err := numpy.WriteNPY(io.Discard, &ndarray.Array{}); err == nil {
		t.Error("an array of nothing was written")
	}
}

// TestBadNPZ reads archives that are damaged.
func TestBadNPZ(t *testing.T) {
	for _, name := range []string{"stored-1", "deflated-1"} {
		data, err := os.ReadFile("testdata/npy/" + name + ".npz")
		if err != nil {
			t.Fatal(err)
		}
		var e *numpy.NPYError
		for i := range data {
			bad := slices.Clone(data)
			bad[i] ^= 0x11
			z, err := numpy.LoadNPZ(bad)
			if err != nil {
				if !errors.As(err, &e) {
					t.Fatalf("untyped error %v", err)
				}
				continue
			}
			good := true
			for _, name := range z.Names() {
				_, err := z.Array(name)
				if err != nil && !errors.As(err, &e) {
					t.Fatalf("untyped error %v", err)
				}
				good = good && err == nil
			}
			if _, err := z.Arrays(); (err == nil) != good || err != nil && !errors.As(err, &e) {
				t.Fatalf("byte %d: all arrays: %v, each: %v", i, err, good)
			}
		}
		if _, err := numpy.LoadNPZ(data[:len(data)-30]); !errors.As(err, &e) {
			t.Errorf("cut off: %v", err)
		}
	}
}

// TestDecompressor: what is registered inflates compressed members, and no others.
func TestDecompressor(t *testing.T) {
	for name, want := range map[string]bool{"stored-1": false, "deflated-1": true} {
		data, err := os.ReadFile("testdata/npy/" + name + ".npz")
		if err != nil {
			t.Fatal(err)
		}
		z, err := numpy.LoadNPZ(data)
		if err != nil {
			t.Fatal(err)
		}
		var asked atomic.Bool
		z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser {
			asked.Store(true)
			return flate.NewReader(r)
		})
		if _, err := z.Arrays(); err != nil || asked.Load() != want {
			t.Errorf("%s: asked %v, %v", name, asked.Load(), err)
		}
	}
}

// FuzzNPY reads any bytes as a .npy file; what is read can be written, and is then read as the same.
func FuzzNPY(f *testing.F) {
	files, _ := filepath.Glob("testdata/npy/*-1.npy")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a, rest, err := numpy.LoadNPY(data)
		streamed, err2 := numpy.ReadNPY(bytes.NewReader(data))
		if (err == nil) != (err2 == nil) {
			t.Fatalf("from memory %v, from a stream %v", err, err2)
		}
		var e *numpy.NPYError
		if err != nil {
			if !errors.As(err, &e) || !errors.As(err2, &e) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		if len(rest) > len(data) || streamed.Len() != a.Len() {
			t.Fatalf("%d elements and %d", a.Len(), streamed.Len())
		}
		var out bytes.Buffer
		if err := numpy.WriteNPY(&out, a); err != nil {
			var e *numpy.Error
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			return
		}
		b, _, err := numpy.LoadNPY(out.Bytes())
		if err != nil || b.DType.String() != a.DType.String() || !slices.Equal(a.Shape, b.Shape) {
			t.Fatalf("%v %v became %v %v, %v", a.DType, a.Shape, b.DType, b.Shape, err)
		}
		if !a.DType.HasObjects() {
			x, err1 := a.COrder()
			y, err2 := b.COrder()
			if err1 != nil || err2 != nil || !bytes.Equal(x, y) {
				t.Fatalf("%x became %x, %v, %v", x, y, err1, err2)
			}
		}
	})
}

// equalAny compares elements; those of objects by what they are.
func equalAny(x, y []any) bool {
	return slices.EqualFunc(x, y, func(a, b any) bool {
		v, ok := a.(py.Value)
		if !ok {
			return a == b
		}
		w, ok := b.(py.Value)
		return ok && py.Equal(v, w)
	})
}
