package brine_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/sklearn"
)

//go:embed testdata/fixtures/bookworm/joblib/simple-joblib.joblib testdata/fixtures/bookworm/joblib/simple-xz.joblib
var embedded embed.FS

const simple = "testdata/fixtures/bookworm/joblib/simple-joblib.joblib"

// arrayFile writes an array of n float64 as joblib does, and returns the file's name.
func arrayFile(t *testing.T, n int) string {
	t.Helper()
	b := py.NewBuilder()
	dtype := b.Call(b.Global("numpy", "dtype"), b.Str("<f8"), b.Bool(false), b.Bool(true))
	v := b.Call(b.Global("numpy.core.multiarray", "_reconstruct"), b.Global("numpy", "ndarray"), b.Tuple(b.Int(0)), b.Bytes([]byte("b")))
	data := make([]byte, 0, 8*n)
	for i := range n {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(float64(i)))
	}
	b.Build(v, b.Tuple(b.Int(1), b.Tuple(b.Int(int64(n))), dtype, b.Bool(false), b.Buffer(data, true)))
	doc, err := b.Document(v)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "array.joblib")
	if err := brine.Dump(path, doc, brine.WithFormat(brine.Joblib)); err != nil {
		t.Fatal(err)
	}
	return path
}

// manyArrays writes a list of arrays of so many bytes each, all 1, and returns the file's name.
func manyArrays(t *testing.T, arrays, size int, opts ...brine.Option) string {
	t.Helper()
	b := py.NewBuilder()
	data := bytes.Repeat([]byte{1}, size)
	dtype := b.Call(b.Global("numpy", "dtype"), b.Str("<f8"), b.Bool(false), b.Bool(true))
	list := b.List()
	for range arrays {
		v := b.Call(b.Global("numpy.core.multiarray", "_reconstruct"), b.Global("numpy", "ndarray"), b.Tuple(b.Int(0)), b.Bytes([]byte("b")))
		b.Build(v, b.Tuple(b.Int(1), b.Tuple(b.Int(int64(size/8))), dtype, b.Bool(false), b.Buffer(data, true)))
		b.Append(list, v)
	}
	doc, err := b.Document(list)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "arrays.joblib")
	if err := brine.Dump(path, doc, append(opts, brine.WithFormat(brine.Joblib))...); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestLoadTypes: a file as any type that knows how.
func TestLoadTypes(t *testing.T) {
	type dict struct {
		A py.Value `pickle:"a"`
		L []any    `pickle:"l"`
	}
	d, err := brine.Load[dict](simple)
	if err != nil || !numpy.IsArray(d.A) || len(d.L) != 2 || d.L[0] != int64(1) {
		t.Errorf("a struct: %v, %v", d, err)
	}
	v, err := brine.LoadFS[py.Value](embedded, strings.Replace(simple, "-joblib.", "-xz.", 1))
	if err != nil || v.Len() != 2 {
		t.Errorf("a py.Value of an embed.FS: %v", err)
	}
	if _, err := brine.LoadFS[py.Value](embedded, simple); err != nil {
		t.Errorf("a py.Value of an embed.FS: %v", err)
	}
	a, err := brine.Load[*ndarray.Array](arrayFile(t, 20_000))
	if err != nil || a.Len() != 20_000 {
		t.Errorf("an array: %v", err)
	}
	const model = "testdata/fixtures/forky/estimators/LogisticRegression-jl.joblib"
	m, err := brine.Load[*sklearn.Model](model)
	if err != nil || m.ClassName != "LogisticRegression" {
		t.Fatalf("a model: %v", err)
	}
	x, err := sklearn.FromRows([][]float64{{5.1, 3.5, 1.4, 0.2}})
	if err != nil {
		t.Fatal(err)
	}
	if m, err := brine.Load[sklearn.Model](model); err != nil || !m.Has(sklearn.MethodPredict) {
		t.Fatalf("a model by value: %v", err)
	}
	p, err := brine.Load[sklearn.ProbabilityPredictor](model)
	if err != nil {
		t.Fatal(err)
	}
	if proba, err := p.PredictProba(x); err != nil || proba.Cols != 3 {
		t.Errorf("probabilities: %v", err)
	}
	if _, err := brine.Load[sklearn.Transformer](model); !errors.Is(err, sklearn.ErrNoMethod) {
		t.Errorf("a classifier as a Transformer: %v", err)
	}
	var wrong *pickle.UnmarshalError
	if _, err := brine.Load[[]string](simple); !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), simple+": ") {
		t.Errorf("a dict as a slice: %v", err)
	}
}

// TestMapped: a file that is mapped can be closed and its values used; Unmap ends that; an array is a part of the file.
func TestMapped(t *testing.T) {
	f, err := brine.Open(arrayFile(t, 20_000))
	if err != nil {
		t.Fatal(err)
	}
	if !f.Mapped() {
		t.Skip("files cannot be mapped here")
	}
	var a *ndarray.Array
	if err := f.Decode(&a); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	x, err := a.Float64s()
	if err != nil || x[19_999] != 19_999 {
		t.Errorf("after Close: %v", err)
	}
	if _, err := f.Document(); !errors.Is(err, brine.ErrClosed) {
		t.Errorf("Document after Close: %v", err)
	}
	if err := f.Unmap(); err != nil {
		t.Error(err)
	}
	if f.Mapped() || f.Close() != nil || f.Unmap() != nil {
		t.Error("still mapped")
	}
}

// canMap tells whether files are mapped in this build: not with the purego tag.
func canMap(t *testing.T, plain string) bool {
	t.Helper()
	f, err := brine.Open(plain)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Unmap()
	return f.Mapped()
}

// TestMappedArchives: what is stored in a zip or tar file is a part of the mapped file, as many arrays as there are; what
// is compressed is not.
func TestMappedArchives(t *testing.T) {
	plain := manyArrays(t, 300, 1<<10)
	mappable := canMap(t, plain)
	data, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, compressed := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "arrays.zip")
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, err := z.CreateHeader(&zip.FileHeader{Name: "arrays", Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		w.Write(data)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		content := out.Bytes()
		if compressed {
			content = gzipOf(t, content)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := brine.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if want := mappable && !compressed; f.Mapped() != want {
			t.Errorf("compressed %v: mapped %v, want %v", compressed, f.Mapped(), want)
		}
		doc, err := f.Document()
		if err != nil {
			t.Fatal(err)
		}
		for v := range doc.Root().Items() {
			a, err := numpy.FromPy(v)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a.Data, bytes.Repeat([]byte{1}, len(a.Data))) {
				t.Fatal("an array is lost")
			}
		}
		if err := f.Unmap(); err != nil {
			t.Error(err)
		}
	}
}

// TestShortened: a mapped file that becomes shorter before it is read is an error.
func TestShortened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := brine.Dump(path, version(1)); err != nil {
		t.Fatal(err)
	}
	f, err := brine.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Unmap()
	if !f.Mapped() {
		t.Skip("files cannot be mapped here")
	}
	if err := os.Truncate(path, 1<<14); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Document(); err == nil || !strings.Contains(err.Error(), "became shorter") {
		t.Errorf("got %v", err)
	}
}

// TestDocuments: several pickles in a file, compressed or not.
func TestDocuments(t *testing.T) {
	var out bytes.Buffer
	for i := range 3 {
		if err := brine.DumpTo(&out, i, brine.WithFormat(brine.Joblib)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "three")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	open := map[string]func() (*brine.File, error){
		"mapped": func() (*brine.File, error) { return brine.Open(path) },
		"read":   func() (*brine.File, error) { return brine.Open(path, brine.WithoutMapping()) },
		"stream": func() (*brine.File, error) { return brine.OpenReader(onlyReader{bytes.NewReader(out.Bytes())}) },
	}
	for name, open := range open {
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		n := int64(0)
		for doc, err := range f.Documents() {
			if err != nil {
				t.Fatal(name, err)
			}
			if x, _ := doc.Root().Int(); x != n {
				t.Errorf("%s: pickle %d is %d", name, n, x)
			}
			n++
		}
		if n != 3 || f.Offset() != int64(out.Len()) {
			t.Errorf("%s: %d pickles, %d bytes", name, n, f.Offset())
		}
		if doc, err := f.Document(); err != nil || !doc.Root().IsValid() {
			t.Errorf("%s: the first pickle is lost: %v", name, err)
		}
		f.Close()
	}
}

// TestErrors: errors tell the file, the containers, and the offset; what is no pickle is told.
func TestErrors(t *testing.T) {
	const archives = "internal/archive/testdata/"
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	gz, err := os.ReadFile("testdata/fixtures/bookworm/joblib/simple-gz.joblib")
	if err != nil {
		t.Fatal(err)
	}
	var nested bytes.Buffer
	if err := brine.DumpTo(&nested, 1, brine.WithCompression(brine.Gzip, 1)); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		inner := nested.Bytes()
		nested = *bytes.NewBuffer(gzipOf(t, inner))
	}
	bad := bytes.Clone(gz)
	bad[len(bad)-6] ^= 1 // the checksum
	for _, c := range []struct {
		path, want string
		is         error
	}{
		{filepath.Join(dir, "none"), "no such file", fs.ErrNotExist},
		{dir, "is a directory", nil},
		{write("empty", nil), "the file is empty", brine.ErrEmpty},
		{write("cut.gz", gz[:200]), "gzip: offset 200: unexpected EOF", io.ErrUnexpectedEOF},
		{write("checksum.gz", bad), "gzip: offset ", nil},
		{write("nested.gz", nested.Bytes()), "a file within gzip within gzip", nil},
		{write("text", []byte("hello\n")), "pickle: BINGET at offset 0", nil},
		{write("x.npy", []byte("\x93NUMPY\x01\x00")), "numpy: npy at offset 8: the header is cut off", io.ErrUnexpectedEOF},
		{archives + "two.zip", "zip: the zip file has more than one member: a.pkl, b.pkl", nil},
		{archives + "two.tar", "the tar file has more than one member: a.pkl, b.pkl", nil},
		{archives + "torch.tar", "torch: storages: pickle: 0x79 at offset 0: no such opcode", nil}, // what is in its members is none of PyTorch's
		{archives + "zeros.zip", "zip data.pkl: pickle: 0x00 at offset 0", nil},
	} {
		_, err := brine.Load[py.Value](c.path)
		var own *brine.Error
		if !errors.As(err, &own) || own.Path != c.path || !strings.HasPrefix(err.Error(), c.path+": ") || !strings.Contains(err.Error(), c.want) || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v, want %q", c.path, err, c.want)
		}
		f, err2 := brine.Open(c.path)
		if err2 == nil {
			_, err2 = f.Document()
			f.Close()
		}
		if err2 == nil || !strings.Contains(err2.Error(), c.want) {
			t.Errorf("%s: Load says %v, Open %v", c.path, err, err2)
		}
	}
}

func gzipOf(t *testing.T, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestMember: a member that is asked for, of archives plain and compressed.
func TestMember(t *testing.T) {
	tar, err := os.ReadFile("internal/archive/testdata/two.tar")
	if err != nil {
		t.Fatal(err)
	}
	gz := filepath.Join(t.TempDir(), "two.tgz")
	if err := os.WriteFile(gz, gzipOf(t, tar), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"internal/archive/testdata/two.zip", "internal/archive/testdata/two.tar", gz} {
		for _, member := range []string{"a.pkl", "b.pkl"} {
			got, err := brine.Load[map[string][]int](path, brine.WithMember(member))
			if err != nil || len(got["x"]) != 100 {
				t.Errorf("%s: %s: %v", path, member, err)
			}
		}
		var members *brine.MembersError
		if _, err := brine.Load[py.Value](path, brine.WithMember("c")); !errors.As(err, &members) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{"one.zip", "stored.zip", "bzip2.zip", "one.tar", "gnu.tar", "v7.tar", "frame.pkl.tar.gz", "frame.pkl.zip"} {
		f, err := brine.Open("internal/archive/testdata/" + path)
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := f.Document(); err != nil {
			t.Error(err)
		}
		if n := len(f.Containers()); n != 1+strings.Count(path, ".tar.gz") {
			t.Errorf("%s: in %v", path, f.Containers())
		}
		f.Close()
	}
}

// TestBomb: what is in an archive or compressed is limited.
func TestBomb(t *testing.T) {
	limits := brine.WithLimits(brine.Limits{MaxBytes: 1 << 20})
	for _, path := range []string{"internal/compress/testdata/bomb-xz", "internal/compress/testdata/bomb-zstd", "internal/compress/testdata/bomb-bzip2"} {
		f, err := brine.Open(path, limits)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, f.Reader())
		var bomb *brine.InflateError
		if !errors.As(err, &bomb) {
			t.Errorf("%s: %v", path, err)
		}
		f.Close()
	}
	f, err := brine.Open("internal/archive/testdata/zeros.zip", limits)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var bomb *brine.InflateError
	if _, err := io.Copy(io.Discard, f.Reader()); !errors.As(err, &bomb) {
		t.Errorf("zip: %v", err)
	}
}

// TestEras: joblib's files before 0.10 find their siblings beside them; in a stream there are none.
func TestEras(t *testing.T) {
	for _, path := range glob(t, 60, "joblib/testdata/eras/joblib_*") {
		if strings.Contains(path, ".npy") {
			continue
		}
		v, err := brine.Load[py.Value](path)
		if err != nil || v.Len() != 6 {
			t.Errorf("%s: %v", path, err)
			continue
		}
		for _, i := range []int{0, 1, 2, 4} {
			if !numpy.IsArray(v.Index(i)) {
				t.Errorf("%s: [%d] is no array", path, i)
			}
		}
	}
	file, err := os.Open("joblib/testdata/eras/joblib_0.9.2_pickle_py35_np19.pkl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := brine.LoadFrom[py.Value](file); !errors.Is(err, joblib.ErrSibling) {
		t.Errorf("a stream: %v", err)
	}
}

// FuzzLoad: any bytes are a value or an *Error.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/fixtures/bookworm/joblib/simple-*.joblib", "internal/archive/testdata/*", "internal/compress/testdata/*-9"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	limits := brine.WithLimits(brine.Limits{MaxBytes: 1 << 20})
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := brine.LoadAt[py.Value](bytes.NewReader(data), int64(len(data)), limits)
		_, err2 := brine.LoadFrom[py.Value](onlyReader{bytes.NewReader(data)}, limits)
		for _, err := range []error{err, err2} {
			var own *brine.Error
			if err != nil && !errors.As(err, &own) {
				t.Errorf("%T: %v", err, err)
			}
		}
		if (err == nil) != (err2 == nil) {
			t.Errorf("in memory %v, from a stream %v", err, err2)
		}
	})
}
