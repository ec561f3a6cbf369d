package brine_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// eachWay loads a file in all the ways that there are: by name, mapped, not mapped, as a stream, at any place, from a file
// system, and compressed.
func eachWay[T any](t *testing.T, path string, check func(way string, v T)) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gz := filepath.Join(t.TempDir(), "compressed")
	if err := os.WriteFile(gz, gzipOf(t, data), 0o600); err != nil {
		t.Fatal(err)
	}
	decoded := func(f *brine.File, err error) (v T, _ error) {
		if err == nil {
			err = f.Decode(&v)
		}
		return v, err
	}
	for way, load := range map[string]func() (T, error){
		"Load":            func() (T, error) { return brine.Load[T](path) },
		"Load compressed": func() (T, error) { return brine.Load[T](gz) },
		"LoadFS":          func() (T, error) { return brine.LoadFS[T](os.DirFS(filepath.Dir(path)), filepath.Base(path)) },
		"LoadAt":          func() (T, error) { return brine.LoadAt[T](bytes.NewReader(data), int64(len(data))) },
		"LoadFrom":        func() (T, error) { return brine.LoadFrom[T](onlyReader{bytes.NewReader(data)}) },
		"Open":            func() (T, error) { return decoded(brine.Open(path)) },
		"not mapped":      func() (T, error) { return decoded(brine.Open(path, brine.WithoutMapping())) },
		"OpenReaderAt":    func() (T, error) { return decoded(brine.OpenReaderAt(bytes.NewReader(data), int64(len(data)))) },
	} {
		v, err := load()
		if err != nil {
			t.Errorf("%s: %s: %v", path, way, err)
			continue
		}
		check(way, v)
	}
}

// TestLoadTorch: files of torch.save in their three formats, as the types that tensors have.
func TestLoadTorch(t *testing.T) {
	type dict struct {
		Weight *torch.Tensor `pickle:"0.weight"`
		Count  torch.Tensor  `pickle:"2.num_batches_tracked"`
	}
	for file, want := range map[string][2]float64{ // the first and the last weight
		"bookworm/torch/state_dict-zip.pt":    {0.18073569238185883, 0.496479332447052},
		"forky/torch/state_dict-zip-p4.pt":    {0.18071238696575165, 0.49706655740737915},
		"bookworm/torch/state_dict-legacy.pt": {0.18073569238185883, 0.496479332447052},
	} {
		path := "testdata/fixtures/" + file
		weight := func(way string, x *torch.Tensor) {
			t.Helper()
			values, err := x.Float64s()
			if err != nil || !slices.Equal(x.Shape, []int{8, 4}) || values[0] != want[0] || values[31] != want[1] {
				t.Errorf("%s: %v, %v: %v", way, x.Shape, values, err)
			}
		}
		eachWay(t, path, func(way string, v map[string]*torch.Tensor) {
			if weight(way, v["0.weight"]); len(v) != 9 {
				t.Errorf("%s: %d tensors", way, len(v))
			}
		})
		eachWay(t, path, func(way string, v torch.StateDict) {
			if weight(way, v[0].Tensor); len(v) != 9 || v[0].Name != "0.weight" {
				t.Errorf("%s: %d tensors", way, len(v))
			}
		})
		eachWay(t, path, func(way string, v *torch.File) {
			named, err := v.StateDict()
			if err != nil {
				t.Fatal(err)
			}
			x, _ := named.Get("0.weight")
			weight(way, x)
		})
		eachWay(t, path, func(way string, v dict) {
			weight(way, v.Weight)
			if n, err := v.Count.Int64s(); err != nil || !slices.Equal(n, []int64{1}) {
				t.Errorf("%s: %v, %v", way, n, err)
			}
		})
	}
	eachWay(t, "torch/testdata/tar.pt", func(way string, v struct {
		Epoch int                      `pickle:"epoch"`
		State map[string]*torch.Tensor `pickle:"state_dict"`
	}) {
		if x, err := v.State["n"].Int64s(); v.Epoch != 3 || err != nil || !slices.Equal(x, []int64{7, -8, 9}) {
			t.Errorf("tar: %s: %v, %v", way, x, err)
		}
	})
	eachWay(t, "testdata/fixtures/bookworm/torch/module_seq-zip.pt", func(way string, m *torch.Module) {
		if m.Class != "torch.nn.modules.container.Sequential" {
			t.Errorf("%s: %s", way, m.Class)
		}
	})
}

// TestLoadNPY: .npy and .npz files.
func TestLoadNPY(t *testing.T) {
	want := []float64{0, 1.5, -2, 3, 1e300, 5}
	array, err := ndarray.New(ndarray.DType{Kind: ndarray.Float, ItemSize: 8, Order: ndarray.Little}, []int{2, 3}, float64Bytes(want))
	if err != nil {
		t.Fatal(err)
	}
	same := func(way string, a *ndarray.Array) {
		t.Helper()
		if got, err := a.Float64s(); err != nil || !slices.Equal(a.Shape, []int{2, 3}) || !slices.Equal(got, want) {
			t.Errorf("%s: %v %v, %v", way, a.Shape, got, err)
		}
	}
	dir := t.TempDir()
	write := func(name string, fill func(w io.Writer) error) string {
		var out bytes.Buffer
		if err := fill(&out); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	npy := write("x.npy", func(w io.Writer) error { return numpy.WriteNPY(w, array) })
	eachWay(t, npy, func(way string, a *numpy.Array) { same(way, &a.Array) })
	eachWay(t, npy, same)
	for _, compressed := range []bool{false, true} {
		npz := write("x.npz", func(w io.Writer) error {
			z := numpy.NewNPZWriter(w, compressed)
			for _, name := range []string{"a", "b"} {
				if err := z.Write(name, array); err != nil {
					return err
				}
			}
			return z.Close()
		})
		eachWay(t, npz, func(way string, v map[string]*numpy.Array) {
			if same(way, &v["b"].Array); len(v) != 2 {
				t.Errorf("%s: %d arrays", way, len(v))
			}
		})
		eachWay(t, npz, func(way string, v struct{ A *numpy.Array }) { same(way, &v.A.Array) })
	}
	var own *brine.Error
	if _, err := brine.Load[[]string](npy); !errors.As(err, &own) || own.Path != npy {
		t.Errorf("an array as texts: %v", err)
	}
}

func float64Bytes(values []float64) []byte {
	var out []byte
	for _, x := range values {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(x))
	}
	return out
}

// TestFormats: a file tells what it is, and its parts are to be had without reading the rest.
func TestFormats(t *testing.T) {
	for path, want := range map[string]brine.Format{
		"testdata/fixtures/bookworm/torch/shared-zip.pt":                brine.Torch,
		"testdata/fixtures/bookworm/torch/shared-legacy.pt":             brine.Torch,
		"torch/testdata/tar.pt":                                         brine.Torch,
		"numpy/testdata/npy/fortran-1.npy":                              brine.NPY,
		"numpy/testdata/npy/deflated-1.npz":                             brine.NPZ,
		"internal/archive/testdata/arrays.npz":                          brine.NPZ,
		"joblib/testdata/eras/joblib_0.9.2_pickle_py35_np19.pkl_01.npy": brine.NPY,
		simple: brine.Pickle,
	} {
		f, err := brine.Open(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := f.Format(); got != want || (f.Torch() != nil) != (want == brine.Torch) || (f.NPZ() != nil) != (want == brine.NPZ) {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
		if doc, err := f.Document(); err != nil || !doc.Root().IsValid() {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := f.Next(); err != io.EOF {
			t.Errorf("%s: after the document: %v", path, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if want != brine.Pickle && f.Offset() != info.Size() {
			t.Errorf("%s: %d bytes of %d", path, f.Offset(), info.Size())
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if _, err := f.Next(); err != brine.ErrClosed {
			t.Errorf("%s: closed: %v", path, err)
		}
	}
}

// TestDumpedAgain: what was in another file than a pickle is dumped as a pickle, its arrays included.
func TestDumpedAgain(t *testing.T) {
	doc, err := brine.Load[*py.Document]("internal/archive/testdata/arrays.npz")
	if err != nil {
		t.Fatal(err)
	}
	for _, proto := range []int{0, 2, 5} {
		path := filepath.Join(t.TempDir(), "x.pkl")
		if err := brine.Dump(path, doc, brine.WithProtocol(proto)); err != nil {
			t.Fatal(err)
		}
		got, err := brine.Load[map[string]*numpy.Array](path)
		if err != nil {
			t.Fatal(proto, err)
		}
		if b, err := got["b"].Int64s(); err != nil || !slices.Equal(b, []int64{0, 1, 2, 3}) {
			t.Errorf("protocol %d: %v, %v", proto, b, err)
		}
	}
}

// TestDumpOther: .npy, .npz and .pt files are written, and what cannot be is refused and leaves no file.
func TestDumpOther(t *testing.T) {
	dir := t.TempDir()
	want := []float64{1, 2.5, -3, 4}
	array, err := ndarray.New(ndarray.DType{Kind: ndarray.Float, ItemSize: 8, Order: ndarray.Little}, []int{2, 2}, float64Bytes(want))
	if err != nil {
		t.Fatal(err)
	}
	x := &numpy.Array{Array: *array}
	for format, v := range map[brine.Format]any{brine.NPY: x, brine.NPZ: map[string]*numpy.Array{"x": x}} {
		path := filepath.Join(dir, format.String())
		if err := brine.Dump(path, v, brine.WithFormat(format)); err != nil {
			t.Fatal(err)
		}
		doc, err := brine.Load[*py.Document](path)
		if err != nil {
			t.Fatal(err)
		}
		again := filepath.Join(dir, "again")
		if err := brine.Dump(again, doc, brine.WithFormat(format)); err != nil {
			t.Fatal(err)
		}
		a, err1 := os.ReadFile(path)
		b, err2 := os.ReadFile(again)
		if err := errors.Join(err1, err2); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%v: a document dumps as other bytes (%v)", format, err)
		}
	}
	if got, err := brine.Load[*numpy.Array](filepath.Join(dir, "npy")); err != nil || !slices.Equal(got.Shape, []int{2, 2}) {
		t.Errorf("%v, %v", got, err)
	}
	w, err := torch.NewTensor([]int{4}, want)
	if err != nil {
		t.Fatal(err)
	}
	pt := filepath.Join(dir, "pt")
	if err := brine.Dump(pt, map[string]*torch.Tensor{"w": w}, brine.WithFormat(brine.Torch)); err != nil {
		t.Fatal(err)
	}
	tensors, err := brine.Load[map[string]*torch.Tensor](pt)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tensors["w"].Float64s(); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	doc, err := brine.Load[*py.Document](pt)
	if err != nil {
		t.Fatal(err)
	}
	masked := &numpy.Array{Array: *array, Masked: true}
	for i, c := range []struct {
		v    any
		opts []brine.Option
	}{
		{doc, nil}, {doc, []brine.Option{brine.WithFormat(brine.Joblib)}}, {doc.Root(), []brine.Option{brine.WithFormat(brine.Torch)}},
		{map[string]any{"w": w}, nil}, {masked, []brine.Option{brine.WithFormat(brine.NPY)}}, {7, []brine.Option{brine.WithFormat(brine.NPY)}},
		{7, []brine.Option{brine.WithFormat(brine.NPZ)}}, {struct{}{}, []brine.Option{brine.WithFormat(brine.Torch)}},
		{x, []brine.Option{brine.WithFormat(brine.NPY), brine.WithCompression(brine.Gzip, 3)}}, {x, []brine.Option{brine.WithFormat(99)}},
	} {
		var own *brine.Error
		if err := brine.Dump(filepath.Join(dir, "refused"), c.v, c.opts...); !errors.As(err, &own) {
			t.Errorf("%d: %v", i, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "refused")); err == nil {
			t.Errorf("%d: there is a file", i)
		}
	}
}

// TestTensorsOfClosed: what is taken from a mapped file can be used when that is closed.
func TestTensorsOfClosed(t *testing.T) {
	f, err := brine.Open("testdata/fixtures/bookworm/torch/state_dict-zip.pt")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := f.Document()
	if err != nil {
		t.Fatal(err)
	}
	mapped := f.Mapped()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if !mapped {
		t.Skip("files cannot be mapped here")
	}
	named, err := torch.FromPy(doc.Root()).StateDict()
	if err != nil {
		t.Fatal(err)
	}
	if x, err := named[0].Tensor.Float64s(); err != nil || x[0] != 0.18073569238185883 {
		t.Errorf("%v, %v", x, err)
	}
}

// TestHuge: of a mapped file of 10 GB, which has no blocks on the disk, only what is looked at is read.
func TestHuge(t *testing.T) {
	const n = 10 << 30 / 8
	path := filepath.Join(t.TempDir(), "huge.npy")
	text := "{'descr': '<f8', 'fortran_order': False, 'shape': (1342177280,), }"
	header := append([]byte("\x93NUMPY\x01\x00\x76\x00"), text+strings.Repeat(" ", 0x75-len(text))+"\n"...)
	if err := os.WriteFile(path, header, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(len(header))+8*n); err != nil {
		t.Skip(err)
	}
	start := time.Now()
	f, err := brine.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Unmap()
	if !f.Mapped() {
		t.Skip("files cannot be mapped here")
	}
	var a *numpy.Array
	if err := f.Decode(&a); err != nil {
		t.Fatal(err)
	}
	if x, err := a.At(n - 1); err != nil || x != 0.0 || a.Shape[0] != n {
		t.Errorf("%v, %v", x, err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v", took)
	} else {
		t.Logf("it took %v", took)
	}
}
