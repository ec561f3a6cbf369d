package torch

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

var update = flag.Bool("update", false, "write testdata/saved.pt anew; then run testdata/saved.py")

func tensor(t *testing.T, shape []int, data any) *Tensor {
	t.Helper()
	x, err := NewTensor(shape, data)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func sample(t *testing.T) StateDict {
	w := tensor(t, []int{2, 3}, []float32{1, 2, 3, 4, 5, 6})
	transposed := *w
	transposed.Shape, transposed.Strides = []int{3, 2}, []int{1, 3}
	p := tensor(t, []int{2}, []float64{.5, -1})
	p.Parameter, p.RequiresGrad = true, true
	return StateDict{
		{"w", w}, {"t", &transposed}, {"p", p}, {"i", tensor(t, []int{3}, []int64{1, -2, 1 << 40})},
		{"i4", tensor(t, []int{1}, []int32{-5})}, {"i2", tensor(t, []int{1}, []int16{-300})}, {"i1", tensor(t, []int{1}, []int8{-128})},
		{"b", tensor(t, []int{2}, []bool{true, false})}, {"u", tensor(t, nil, []uint8{7})}, {"e", tensor(t, []int{0, 3}, []float32{})},
	}
}

// TestSave: the bytes that PyTorch 1.13 and 2.14 loaded with weights_only=True (testdata/saved.py wrote down what they
// read), and the same read again in Go.
func TestSave(t *testing.T) {
	var out bytes.Buffer
	if err := Save(&out, sample(t)); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/saved.pt", out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile("testdata/saved.pt")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(golden, out.Bytes()) {
		t.Error("other bytes than PyTorch was given: run with -update, then testdata/saved.py")
	}
	f, err := New(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var want [][2]any
	text, err := os.ReadFile("testdata/saved.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	got, err := f.StateDict()
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d tensors, %v; want %d", len(got), err, len(want))
	}
	c := checker{t: t, f: f}
	for i, w := range want {
		if got[i].Name != w[0] {
			t.Errorf("tensor %d is %s, want %v", i, got[i].Name, w[0])
		}
		c.tensor(got[i].Name, got[i].Tensor, w[1].(map[string]any))
	}
	if got[0].Tensor.Storage != got[1].Tensor.Storage {
		t.Error("w and t share no storage")
	}
	for key, e := range f.extents {
		if e.off%alignment != 0 {
			t.Errorf("storage %s at %d, want a multiple of %d", key, e.off, alignment)
		}
	}
}

// TestSaveAgain: what was read from a file of PyTorch, saved by Go and read again, is the same.
func TestSaveAgain(t *testing.T) {
	for _, name := range []string{"dtypes-zip.pt", "shared-zip.pt", "strides-legacy.pt", "float8_e5m2-zip.pt", "uint64-legacy.pt", "state_dict-zip-p4.pt"} {
		f, err := Open(filepath.Join(fixtures, "forky/torch", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		first, err := f.StateDict()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := Save(&out, first); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		g, err := New(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		second, err := g.StateDict()
		if err != nil || len(first) != len(second) {
			t.Fatalf("%s: %d tensors, %v", name, len(second), err)
		}
		for i := range first {
			a, b := first[i].Tensor, second[i].Tensor
			x, err1 := a.Storage.Bytes()
			y, err2 := b.Storage.Bytes()
			if err1 != nil || err2 != nil || !bytes.Equal(x[:len(y)], y) {
				t.Errorf("%s %s: other bytes (%v, %v)", name, first[i].Name, err1, err2)
			}
			if a.DType != b.DType || !reflect.DeepEqual(a.Shape, b.Shape) || !reflect.DeepEqual(a.Strides, b.Strides) || a.Offset != b.Offset {
				t.Errorf("%s: %+v, want %+v", name, b, a)
			}
		}
	}
}

// TestCheckpoint: numbers, texts and tensors within one another.
func TestCheckpoint(t *testing.T) {
	w := tensor(t, []int{2}, []float64{1, 2})
	var out bytes.Buffer
	if err := Save(&out, Dict{{"epoch", 3}, {"lr", .1}, {"model", StateDict{{"w", w}}}, {"rest", []any{"x", nil, true, w}}}); err != nil {
		t.Fatal(err)
	}
	f, err := New(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	root := f.Root()
	if n, _ := root.Get("epoch").Int(); n != 3 {
		t.Errorf("epoch %v", root.Get("epoch"))
	}
	if lr, _ := root.Get("lr").Float(); lr != .1 {
		t.Errorf("lr %v", root.Get("lr"))
	}
	s, err := f.StateDict()
	if err != nil || len(s) != 2 || s[0].Name != "model.w" || s[1].Name != "rest.3" || s[0].Tensor.Storage != s[1].Tensor.Storage {
		t.Errorf("%+v, %v", s, err)
	}
	var e *Error
	if err := Save(&out, Dict{{"a", []any{make(chan int)}}}); !errors.As(err, &e) || e.Path != "Save a.0" {
		t.Errorf("a channel: %v", err)
	}
	if err := Save(&out, &Tensor{Layout: SparseCOO}); err == nil {
		t.Error("a sparse tensor was saved")
	}
}

// TestTar: a file from before PyTorch 0.1.10, as PyTorch 1.13 reads it (testdata/tar.py).
func TestTar(t *testing.T) {
	f, err := Open("testdata/tar.pt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := os.ReadFile("testdata/tar.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]struct {
		DType         string
		Shape, Stride []int
		Data          []float64
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	got, err := f.StateDict()
	if err != nil || len(got) != len(want) || f.Format != "tar" {
		t.Fatalf("%s: %+v, %v", f.Format, got, err)
	}
	for _, x := range got {
		w := want[x.Name[len("state_dict."):]]
		data, err := x.Tensor.Float64s()
		if err != nil || fmt.Sprint(data) != fmt.Sprint(w.Data) || "torch."+string(x.Tensor.DType) != w.DType ||
			!reflect.DeepEqual(x.Tensor.Shape, w.Shape) || !reflect.DeepEqual(x.Tensor.Strides, w.Stride) {
			t.Errorf("%s: %+v %v, %v; want %+v", x.Name, x.Tensor, data, err, w)
		}
	}
	first, _ := got.Get("state_dict.w")
	if again, _ := got.Get("state_dict.again"); first != again {
		t.Error("the same tensor is another one the second time")
	}
}

// TestHostile: claims that a file does not keep are errors.
func TestHostile(t *testing.T) {
	b := py.NewBuilder()
	call := func(name string, args ...py.Value) py.Value { return b.Call(b.Global("torch._utils", name), args...) }
	ints := func(x ...int64) py.Value {
		var out []py.Value
		for _, n := range x {
			out = append(out, b.Int(n))
		}
		return b.Tuple(out...)
	}
	storage := func(key string, n int64) py.Value {
		return b.PersistentID(b.Tuple(b.Str("storage"), b.Global("torch", "FloatStorage"), b.Str(key), b.Str("cpu"), b.Int(n)))
	}
	s := storage("0", 4)
	nested := call("_rebuild_tensor_v2", s, b.Int(0), ints(4), ints(1), b.Bool(false), b.None())
	for range 100 {
		nested = call("_rebuild_parameter", nested, b.Bool(true), b.None())
	}
	for i, v := range []py.Value{
		b.Int(1), call("_rebuild_tensor_v2"), call("_rebuild_tensor_v2", s, b.Int(0), ints(5), ints(1)),
		call("_rebuild_tensor_v2", s, b.Int(1), ints(4), ints(1)), call("_rebuild_tensor_v2", s, b.Int(-1), ints(1), ints(1)),
		call("_rebuild_tensor_v2", s, b.Int(0), ints(-1), ints(1)), call("_rebuild_tensor_v2", s, b.Int(0), ints(1, 1), ints(1)),
		call("_rebuild_tensor_v2", s, b.Int(0), ints(1<<40, 1<<40), ints(0, 0)),
		call("_rebuild_tensor_v2", storage("1", 4), b.Int(0), ints(1), ints(1)), call("_rebuild_tensor_v2", storage("0", 1<<60), b.Int(0), ints(1), ints(1)),
		call("_rebuild_tensor_v2", storage("0", -1), b.Int(0), ints(1), ints(1)),
		call("_rebuild_tensor_v3", s, b.Int(0), ints(1), ints(1), b.Bool(false), b.None(), b.Str("float8")),
		call("_rebuild_sparse_tensor", b.Str("x"), ints()), call("_rebuild_qtensor", s, b.Int(0), ints(1), ints(1), ints()), nested,
	} {
		f := &File{root: v, source: &source{data: make([]byte, 16), size: 16, extents: map[string]extent{"0": {size: 16}}}}
		if x, err := f.Tensor(v); err == nil {
			t.Errorf("%d: %s became %+v", i, py.Repr(v), x)
		}
	}
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{"", "x", "PK\x03\x04", "\x80\x02K\x01.", "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."} {
		if f, err := New([]byte(data)); err == nil {
			t.Errorf("%q was opened as %s", data, f.Format)
		}
	}
}

// FuzzNew: any bytes give a file or an error, and its tensors values or errors.
func FuzzNew(f *testing.F) {
	for _, pattern := range []string{"testdata/*.pt", fixtures + "/bookworm/torch/*-legacy.pt", fixtures + "/forky/torch/s*-zip.pt"} {
		files, _ := filepath.Glob(pattern)
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := New(data)
		if err != nil {
			doc, err := pickle.Loads(data)
			if err != nil {
				return
			}
			file = FromPy(doc.Root())
		}
		s, err := file.StateDict()
		if err != nil {
			return
		}
		for i, x := range s {
			if i < 100 && x.Tensor.Len() < 1<<16 {
				x.Tensor.Float64s()
				x.Tensor.Int64s()
				x.Tensor.Complex128s()
			}
		}
		if IsModule(file.Root()) {
			file.Module(file.Root())
		}
	})
}
