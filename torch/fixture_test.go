package torch

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

const fixtures = "../testdata/fixtures"

// TestFixtures: every tensor that PyTorch 1.13 and 2.14 saved, in zip and legacy files of protocols 2 and 4 and in plain
// pickles, has the type, shape, strides and elements that PyTorch said it has (testdata/generate/gen_extra.py).
func TestFixtures(t *testing.T) {
	tensors := 0
	for _, stack := range []string{"bookworm", "forky"} {
		dir := filepath.Join(fixtures, stack, "torch")
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			base, ok := strings.CutSuffix(e.Name(), ".json")
			if !ok {
				continue
			}
			t.Run(stack+"/"+base, func(t *testing.T) {
				text, err := os.ReadFile(filepath.Join(dir, e.Name()))
				if err != nil {
					t.Fatal(err)
				}
				var want any
				if err := json.Unmarshal(text, &want); err != nil {
					t.Fatal(err)
				}
				c := checker{t: t, f: open1(t, filepath.Join(dir, base))}
				defer c.f.Close()
				m, _ := want.(map[string]any)
				switch {
				case m["state"] != nil: // a module: its state_dict()
					c.module(m)
				case c.f.Script:
					c.script(m)
				case m["class"] != nil && m["$tensor"] == nil:
					if tree, err := c.f.Module(c.f.Root()); err != nil || !strings.HasSuffix(tree.Class, m["class"].(string)) {
						t.Errorf("module %+v, %v; want a %v", tree, err, m["class"])
					}
				default:
					c.value("", c.f.Root(), want)
					if c.n == 0 {
						t.Error("no tensor compared")
					}
				}
				tensors += c.n
			})
		}
	}
	if tensors < 600 {
		t.Errorf("only %d tensors compared", tensors)
	}
}

// open1 opens a fixture: .pt through a ReaderAt, .pkl as a plain pickle.
func open1(t *testing.T, base string) *File {
	t.Helper()
	if data, err := os.ReadFile(base + ".pkl"); err == nil {
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Fatal(err)
		}
		return FromPy(doc.Root())
	}
	f, err := Open(base + ".pt")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

type checker struct {
	t *testing.T
	f *File
	n int // tensors compared
}

func (c *checker) value(path string, v py.Value, want any) {
	switch w := want.(type) {
	case []any:
		for i, x := range w {
			c.value(fmt.Sprintf("%s[%d]", path, i), v.Index(i), x)
		}
		return
	case map[string]any:
		if w["$tensor"] != nil {
			tensor, err := c.f.Tensor(v)
			if err != nil {
				c.t.Errorf("%s: %v", path, err)
				return
			}
			c.tensor(path, tensor, w)
			return
		}
		for _, tag := range []string{"$dict", "$odict"} {
			pairs, ok := w[tag].([]any)
			if !ok {
				continue
			}
			got := map[string]py.Value{}
			for k, x := range v.Entries() {
				got[label(k)] = x
			}
			for k, x := range entries(v) {
				got[label(k)] = x
			}
			for _, p := range pairs {
				pair := p.([]any)
				key := fmt.Sprint(pair[0])
				c.value(path+"."+key, got[key], pair[1])
			}
		}
	}
}

func (c *checker) tensor(path string, got *Tensor, want map[string]any) {
	c.n++
	t := c.t
	if d := "torch." + string(got.DType); d != want["$tensor"] {
		t.Errorf("%s: %s, want %s", path, d, want["$tensor"])
	}
	compare := func(what string, got []int, want any) {
		w, ok := want.([]any)
		if ok && fmt.Sprint(got) != fmt.Sprint(w) {
			t.Errorf("%s: %s %v, want %v", path, what, got, w)
		}
	}
	compare("shape", got.Shape, want["shape"])
	compare("strides", got.Strides, want["stride"])
	if o, ok := want["storage_offset"].(float64); ok && got.Offset != int(o) {
		t.Errorf("%s: offset %d, want %v", path, got.Offset, o)
	}
	if got.RequiresGrad != want["requires_grad"] {
		t.Errorf("%s: requires_grad %v, want %v", path, got.RequiresGrad, want["requires_grad"])
	}
	if class := want["class"]; (class == "Parameter") != got.Parameter {
		t.Errorf("%s: parameter %v, want %v", path, got.Parameter, class)
	}
	if l, ok := want["layout"].(string); ok && l != "torch."+string(got.Layout) {
		t.Errorf("%s: layout %s, want %s", path, got.Layout, l)
	}
	if ints, ok := want["int_repr"].([]any); ok {
		x, err := got.Int64s()
		if err != nil || fmt.Sprint(x) != fmt.Sprint(ints) {
			t.Errorf("%s: integers %v, %v; want %v", path, x, err, ints)
		}
	}
	data := want["data"].([]any)
	if strings.HasPrefix(string(got.DType), "complex") {
		x, err := got.Complex128s()
		if err != nil || len(x) != len(data) {
			t.Errorf("%s: %v, %v", path, x, err)
			return
		}
		for i, w := range data {
			p := w.(map[string]any)["$complex"].([]any)
			if x[i] != complex(p[0].(float64), p[1].(float64)) {
				t.Errorf("%s[%d]: %v, want %v", path, i, x[i], p)
			}
		}
		return
	}
	x, err := got.Float64s()
	if err != nil || len(x) != len(data) {
		t.Errorf("%s: %d elements, %v; want %d", path, len(x), err, len(data))
		return
	}
	for i, w := range data {
		if b, ok := w.(bool); ok {
			w = map[bool]float64{true: 1}[b]
		}
		if x[i] != w.(float64) {
			t.Errorf("%s[%d]: %v, want %v", path, i, x[i], w)
		}
	}
}

// module checks that the tensors of a module are those of its state_dict().
func (c *checker) module(want map[string]any) {
	got, err := c.f.StateDict()
	if err != nil {
		c.t.Fatal(err)
	}
	states := want["state"].(map[string]any)
	for _, x := range got {
		w, ok := states[x.Name].(map[string]any)
		if !ok {
			c.t.Errorf("%s is none of state_dict()", x.Name)
			continue
		}
		detached := *x.Tensor
		detached.Parameter, detached.RequiresGrad = false, w["requires_grad"].(bool) // as state_dict() has them
		c.tensor(x.Name, &detached, w)
	}
	if len(got) != len(states) {
		c.t.Errorf("%d tensors, want %d", len(got), len(states))
	}
	tree, err := c.f.Module(c.f.Root())
	if err != nil || tree.Class != want["class"] {
		c.t.Errorf("tree %+v, %v", tree, err)
	}
}

// script checks the tensors of a TorchScript file.
func (c *checker) script(want map[string]any) {
	got, err := c.f.StateDict()
	if err != nil {
		c.t.Fatal(err)
	}
	for name, w := range want {
		x, ok := got.Get(name)
		if !ok {
			c.t.Fatalf("no tensor %s", name)
		}
		values, err := x.Float64s()
		if err != nil {
			c.t.Fatal(err)
		}
		var flat []float64
		var add func(any)
		add = func(v any) {
			if l, ok := v.([]any); ok {
				for _, x := range l {
					add(x)
				}
				return
			}
			flat = append(flat, v.(float64))
		}
		add(w)
		c.n++
		if fmt.Sprint(values) != fmt.Sprint(flat) {
			c.t.Errorf("%s: %v, want %v", name, values, flat)
		}
	}
}

// TestShared: tensors that share a storage in PyTorch do here, and a file in memory is not copied.
func TestShared(t *testing.T) {
	for _, stack := range []string{"bookworm", "forky"} {
		for _, name := range []string{"shared-zip.pt", "shared-legacy.pt"} {
			data, err := os.ReadFile(filepath.Join(fixtures, stack, "torch", name))
			if err != nil {
				t.Fatal(err)
			}
			f, err := New(data)
			if err != nil {
				t.Fatal(err)
			}
			s, err := f.StateDict()
			if err != nil {
				t.Fatal(err)
			}
			a, _ := s.Get("a")
			for _, x := range s {
				if x.Tensor.Storage != a.Storage {
					t.Errorf("%s: %s has a storage of its own", name, x.Name)
				}
			}
			b, err := a.Storage.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if &b[0] != &data[offsetOf(t, data, b)] {
				t.Errorf("%s: the storage is a copy", name)
			}
		}
	}
}

// offsetOf returns where part begins in data, by its bytes.
func offsetOf(t *testing.T, data, part []byte) int {
	t.Helper()
	i := strings.Index(string(data), string(part))
	if i < 0 {
		t.Fatal("the bytes of a storage are not in the file")
	}
	return i
}

// TestFloat8: every value of the 8-bit floats' corners, by their definition in OCP 8-bit floating point 1.0.
func TestFloat8(t *testing.T) {
	for _, tt := range []struct {
		d    DType
		bits uint16
		want float64
	}{
		{"float8_e4m3fn", 0x7e, 448}, {"float8_e4m3fn", 0x08, 1.0 / 64}, {"float8_e4m3fn", 0x01, 1.0 / 512}, {"float8_e4m3fn", 0x7f, math.NaN()},
		{"float8_e5m2", 0x7b, 57344}, {"float8_e5m2", 0x01, 1.0 / 65536}, {"float8_e5m2", 0xfc, math.Inf(-1)}, {"float8_e5m2", 0x7d, math.NaN()},
		{"float8_e4m3fnuz", 0x7f, 240}, {"float8_e4m3fnuz", 0x80, math.NaN()}, {"float8_e5m2fnuz", 0x7f, 57344},
		{"float8_e8m0fnu", 127, 1}, {"float8_e8m0fnu", 0xff, math.NaN()}, {"bfloat16", 0x3fc0, 1.5},
	} {
		got := dtypes[tt.d].float(tt.bits)
		if got != tt.want && !(math.IsNaN(got) && math.IsNaN(tt.want)) {
			t.Errorf("%s %#x: %v, want %v", tt.d, tt.bits, got, tt.want)
		}
	}
}
