package joblib_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// array makes an array of float64 as NumPy pickles it.
func array(b *py.Builder, n int) py.Value {
	dtype := b.Call(b.Global("numpy", "dtype"), b.Str("f8"), b.Bool(false), b.Bool(true))
	b.Build(dtype, b.Tuple(b.Int(3), b.Str("<"), b.None(), b.None(), b.None(), b.Int(-1), b.Int(-1), b.Int(0)))
	v := b.Call(b.Global("numpy.core.multiarray", "_reconstruct"), b.Global("numpy", "ndarray"), b.Tuple(b.Int(0)), b.Bytes([]byte("b")))
	b.Build(v, b.Tuple(b.Int(1), b.Tuple(b.Int(int64(n))), dtype, b.Bool(false), b.Bytes(make([]byte, 8*n))))
	return v
}

// TestSharing: an array that is referred to twice is one array again, and what refers to itself does so again.
func TestSharing(t *testing.T) {
	for protocol := range 6 {
		b := py.NewBuilder()
		a := array(b, 5)
		list := b.List(a, a, b.Tuple(a))
		b.Append(list, list)
		doc, err := b.Document(list)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := joblib.Dump(&out, doc.Root(), joblib.WithPickle(pickle.WithProtocol(protocol))); err != nil {
			t.Fatal(err)
		}
		back, err := pickle.Loads(out.Bytes(), joblib.Arrays(nil))
		if err != nil {
			t.Fatal(protocol, err)
		}
		root := back.Root()
		if x := root.Index(0); !numpy.IsArray(x) || x != root.Index(1) || x != root.Index(2).Index(0) || root.Index(3) != root {
			t.Errorf("protocol %d: %s", protocol, py.Repr(root))
		}
	}
}

// TestAligned: the bytes of arrays begin at multiples of 16, wherever they stand and whatever is before them.
func TestAligned(t *testing.T) {
	for before := range 40 {
		b := py.NewBuilder()
		doc, err := b.Document(b.List(b.Str(strings.Repeat("x", before)), array(b, 3), array(b, 70_000), array(b, 2)))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := joblib.Dump(&out, doc.Root()); err != nil {
			t.Fatal(err)
		}
		data := out.Bytes()
		back, err := pickle.Loads(data, joblib.Arrays(nil), pickle.WithAlias())
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < 4; i++ {
			a, err := numpy.FromPy(back.Root().Index(i))
			if err != nil {
				t.Fatal(err)
			}
			if at := offset(data, a.Data); at < 0 || at%16 != 0 {
				t.Errorf("array %d begins at offset %d", i, at)
			}
		}
	}
}

// offset returns where part begins in data, or -1 if it is a copy.
func offset(data, part []byte) int {
	for i := range data {
		if &data[i] == &part[0] {
			return i
		}
	}
	return -1
}

// change loads a joblib file of which one text is replaced by another.
func change(t *testing.T, file, from, to string) error {
	t.Helper()
	data, err := os.ReadFile("../testdata/fixtures/bookworm/joblib/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(from)) {
		t.Fatalf("%s has no %q", file, from)
	}
	_, err = pickle.Loads(bytes.Replace(data, []byte(from), []byte(to), 1), joblib.Arrays(nil))
	return err
}

// TestHostile: what a wrapper claims is checked, and told with its name and the offset of its BUILD.
func TestHostile(t *testing.T) {
	const file = "simple-p2.joblib" // without frames, so that bytes can be put in
	for _, c := range []struct{ from, to, want string }{
		{"K\n\x85", "K\x14\x85", "want 160 bytes at offset"},
		{"K\n\x85", "J\xff\xff\xff\x7f\x85", "want 17179869176 bytes at offset"},
		{"K\n\x85", "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x85", "shape: got tuple of 1, want less than 2^62 bytes"},
		{"K\n\x85", "K\nK\n\x86", "want 800 bytes at offset"},
		{"K\n\x85", "J\xff\xff\xff\xff\x85", "shape: got -1, want ints, 0 or more"},
		{"K\n\x85", "G?\xf0\x00\x00\x00\x00\x00\x00\x85", "shape: got 1.0, want ints, 0 or more"},
		{"K\n\x85", "]", "shape: got list of 0, want tuple"},
		{"X\x01\x00\x00\x00C", "X\x01\x00\x00\x00K", "order: got 'K', want C or F"},
		{"X\x01\x00\x00\x00C", "N", "order: got None, want C or F"},
		{"X\x05\x00\x00\x00dtype", "X\x05\x00\x00\x00dtypo", "NumpyArrayWrapper.dtype"},
		{"X\x05\x00\x00\x00shape", "X\x05\x00\x00\x00shapo", "shape: got nothing"},
		{"X\x08\x00\x00\x00subclass", "X\x08\x00\x00\x00subclasS", "subclass: got nothing"},
		{"X\x02\x00\x00\x00f8", "X\x02\x00\x00\x00O8", ""},
	} {
		err := change(t, file, c.from, c.to)
		var syntax *pickle.SyntaxError
		if err == nil || !strings.Contains(err.Error(), c.want) || !errors.As(err, &syntax) {
			t.Errorf("%q for %q: %v, want %q", c.to, c.from, err, c.want)
		}
	}
}

// TestSiblings: names of files beside are names and nothing else; a file that is not there, or is no array, is an error.
func TestSiblings(t *testing.T) {
	const old = "testdata/eras/joblib_0.9.2_pickle_py35_np19.pkl"
	data, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	const name = "joblib_0.9.2_pickle_py35_np19.pkl_01.npy"
	if _, err := pickle.Loads(data, joblib.Arrays(nil)); !errors.Is(err, joblib.ErrSibling) || !strings.Contains(err.Error(), name) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := pickle.Loads(data, joblib.Arrays(fstest.MapFS{})); !errors.Is(err, joblib.ErrSibling) {
		t.Errorf("an empty folder: %v", err)
	}
	for _, evil := range []string{"../../etc/passwd", "/etc/passwd", "..", "sub/file.npy", `c:\file.npy`, "a\x00b"} {
		at := bytes.Index(data, []byte(name))
		padded := evil + strings.Repeat("_", len(name)-len(evil))
		if evil == ".." {
			padded = "./" + strings.Repeat(".", len(name)-2)
		}
		wrong := append(append(bytes.Clone(data[:at]), padded...), data[at+len(name):]...)
		var own *joblib.Error
		if _, err := pickle.Loads(wrong, joblib.Arrays(os.DirFS("testdata/eras"))); !errors.As(err, &own) || errors.Is(err, joblib.ErrSibling) && !strings.HasPrefix(evil, "..") {
			t.Errorf("%q: %v", evil, err)
		}
	}
	whole, err := os.ReadFile("testdata/eras/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range whole {
		fsys := fstest.MapFS{name: {Data: whole[:cut]}}
		var own *joblib.Error
		if _, err := pickle.Loads(data, joblib.Arrays(fsys)); !errors.As(err, &own) || own.Path != name {
			t.Errorf("%d of %d bytes: %v", cut, len(whole), err)
		}
	}
}

// FuzzLoad: any bytes are a value or an error; the value is written and is the same again.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"simple-joblib", "several-joblib", "several-p2", "noarr-joblib", "masked-joblib", "sparse-joblib", "shared-joblib", "df-joblib"} {
		data, err := os.ReadFile("../testdata/fixtures/bookworm/joblib/" + name + ".joblib")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	old, err := os.ReadFile("testdata/eras/joblib_0.9.2_pickle_py35_np19.pkl")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(old)
	eras := os.DirFS("testdata/eras")
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data, joblib.Arrays(eras))
		stream, serr := pickle.NewUnpickler(onlyReader{bytes.NewReader(data)}, joblib.Arrays(eras)).Load()
		if (err == nil) != (serr == nil) && !errors.Is(serr, io.EOF) {
			t.Fatalf("in memory %v, from a stream %v", err, serr)
		}
		if err != nil {
			return
		}
		if !py.Equal(doc.Root(), stream.Root()) && py.Equal(doc.Root(), doc.Root()) {
			t.Fatal("other values from a stream")
		}
		var out bytes.Buffer
		var unsupported *pickle.UnsupportedError
		if err := joblib.Dump(&out, doc.Root()); errors.As(err, &unsupported) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		if _, err := pickle.Loads(out.Bytes(), joblib.Arrays(eras)); err != nil {
			t.Fatalf("what was dumped: %v", err)
		}
	})
}

type onlyReader struct{ r io.Reader }

func (r onlyReader) Read(p []byte) (int, error) { return r.r.Read(p) }
