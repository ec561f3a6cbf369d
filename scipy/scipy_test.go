package scipy_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/scipy"
)

// TestNPZ reads what scipy.sparse.save_npz wrote, and writes it for load_npz.
func TestNPZ(t *testing.T) {
	names, _ := filepath.Glob("testdata/*/*.npz")
	if len(names) != 20 {
		t.Fatalf("%d files, want 20", len(names))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			want, _ := readExpected(t, strings.TrimSuffix(name, ".npz")+".json")
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // SciPy's, then ours
				z, err := numpy.LoadNPZ(data)
				if err != nil {
					t.Fatal(err)
				}
				m, err := scipy.FromNPZ(z)
				if err != nil {
					t.Fatal(err)
				}
				dense, err := m.Dense()
				if err != nil {
					t.Fatal(err)
				}
				sameDense(t, dense, want)
				if m.NNZ() != *want.NNZ || m.IsArray != strings.HasSuffix(want.Class, "_array") {
					t.Errorf("%d elements, an array %t; want %+v", m.NNZ(), m.IsArray, want)
				}
				var out bytes.Buffer
				if err := m.WriteNPZ(&out, false); err != nil {
					t.Fatal(err)
				}
				data = out.Bytes()
			}
			for i := 0; i < len(data); i += 5 {
				bad := slices.Clone(data)
				bad[i] ^= 0x41
				if z, err := numpy.LoadNPZ(bad); err == nil {
					if m, err := scipy.FromNPZ(z); err == nil {
						m.Dense()
					}
				}
			}
		})
	}
}

// TestField sends a matrix through Marshal and Unmarshal as a field.
func TestField(t *testing.T) {
	data, err := ndarray.New(f8, []int{2}, bytesOf(1.5, -2))
	if err != nil {
		t.Fatal(err)
	}
	m, err := scipy.New(scipy.CSC, []int{3, 2}, data, []int{2, 0}, []int{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	type model struct{ A, B *scipy.Matrix }
	pickled, err := pickle.Marshal(model{m, m})
	if err != nil {
		t.Fatal(err)
	}
	var out model
	if err := pickle.Unmarshal(pickled, &out); err != nil {
		t.Fatal(err)
	}
	if out.A != out.B || out.A.Format != scipy.CSC {
		t.Errorf("got %+v", out)
	}
	dense, err := out.A.Dense()
	if err != nil {
		t.Fatal(err)
	}
	if x, err := dense.Float64s(); err != nil || !slices.Equal(x, []float64{0, -2, 0, 0, 1.5, 0}) {
		t.Errorf("got %v, %v", x, err)
	}
	var none struct{ A scipy.Matrix }
	if err := pickle.Unmarshal([]byte("\x80\x02}X\x01\x00\x00\x00ANs."), &none); err != nil {
		t.Errorf("None: %v", err)
	}
	if err := pickle.Unmarshal([]byte("\x80\x02}X\x01\x00\x00\x00AK\x01s."), &none); err == nil {
		t.Error("1 is a matrix")
	}
	for _, bad := range []struct {
		shape           []int
		indices, indptr []int
	}{
		{[]int{3}, []int{2, 0}, []int{0, 1, 2}}, {[]int{2, 2}, []int{2, 0}, []int{0, 1, 2}}, {[]int{3, 3}, []int{2, 0}, []int{0, 1, 2}},
		{[]int{3, 2}, []int{-1, 0}, []int{0, 1, 2}}, {[]int{3, 2}, []int{0}, []int{0, 1, 1}}, {[]int{3, 2}, []int{2, 0}, []int{0, 2, 1}},
		{[]int{3, 2}, []int{2, 0}, []int{0, 1, 3}}, {[]int{3, 2}, []int{2, 0}, nil}, {nil, nil, nil},
	} {
		var e *scipy.Error
		if _, err := scipy.New(scipy.CSC, bad.shape, data, bad.indices, bad.indptr); !errors.As(err, &e) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := scipy.New(scipy.DOK, []int{3, 2}, data, nil, nil); err == nil {
		t.Error("a dok of indptr")
	}
}

var f8 = ndarray.DType{Kind: ndarray.Float, ItemSize: 8, Order: ndarray.Little}

func bytesOf(x ...float64) []byte {
	var b []byte
	for _, x := range x {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

// sparse returns an object as SciPy pickles it.
func sparse(t *testing.T, b *py.Builder, class string, attrs map[string]any) py.Value {
	t.Helper()
	var value func(x any) py.Value
	value = func(x any) py.Value {
		switch x := x.(type) {
		case []float64:
			a, err := ndarray.New(f8, []int{len(x)}, bytesOf(x...))
			if err != nil {
				t.Fatal(err)
			}
			return value(a)
		case []int:
			var data []byte
			for _, n := range x {
				data = binary.LittleEndian.AppendUint64(data, uint64(n))
			}
			a, err := ndarray.New(ndarray.DType{Kind: ndarray.Int, ItemSize: 8, Order: ndarray.Little}, []int{len(x)}, data)
			if err != nil {
				t.Fatal(err)
			}
			return value(a)
		case *ndarray.Array:
			v, err := numpy.ToPy(b, x)
			if err != nil {
				t.Fatal(err)
			}
			return v
		case [2]int:
			return b.Tuple(b.Int(int64(x[0])), b.Int(int64(x[1])))
		case py.Value:
			return x
		}
		t.Fatalf("%T", x)
		return py.Value{}
	}
	d := b.Dict()
	for name, x := range attrs {
		b.SetItem(d, b.Str(name), value(x))
	}
	v := b.NewObj(b.Global("scipy.sparse._"+class[:3], class))
	b.Build(v, d)
	return v
}

// TestRefuse reads what SciPy would not write: each is an error that names the place.
func TestRefuse(t *testing.T) {
	b := py.NewBuilder()
	cube, err := ndarray.New(f8, []int{1, 0, 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	flat, err := ndarray.New(f8, []int{1, 1}, bytesOf(1))
	if err != nil {
		t.Fatal(err)
	}
	texts, err := ndarray.New(ndarray.DType{Kind: ndarray.Bytes, ItemSize: 1, Order: ndarray.None}, []int{1}, []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	objects := func(v ...py.Value) *ndarray.Array {
		a, err := ndarray.NewObjects(ndarray.DType{Kind: ndarray.Object, ItemSize: 8, Order: ndarray.None}, []int{len(v)}, numpy.ObjectList(v), false)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	dtype := b.Global("numpy", "int8")
	one, two := []float64{1}, [2]int{2, 2}
	for _, test := range []struct {
		class string
		attrs map[string]any
		want  string
	}{
		{"csr_matrix", nil, "csr_matrix._shape: got nothing"},
		{"csr_matrix", map[string]any{"_shape": [2]int{-1, 2}}, "csr_matrix._shape[0]: got -1"},
		{"csr_matrix", map[string]any{"_shape": [2]int{math.MaxInt, 2}}, "csr_matrix._shape[0]"},
		{"csr_matrix", map[string]any{"_shape": two}, "csr_matrix.data: numpy: array: got nothing"},
		{"csr_matrix", map[string]any{"_shape": two, "data": flat}, "csr_matrix.data: got 2, want 1 dimensions"},
		{"csr_matrix", map[string]any{"_shape": two, "data": texts}, "csr_matrix.data: got |S1, want numbers"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one}, "csr_matrix.indices: numpy: array: got nothing"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one, "indices": []int{2}}, "csr_matrix.indices[0]: got 2, want an index from 0 to 1"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one, "indices": []int{-1}}, "csr_matrix.indices[0]: got -1"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one, "indices": []int{0, 1}}, "csr_matrix.indices: got 2, want 1, one an element"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one, "indices": []int{0}, "indptr": []int{0, 1}}, "csr_matrix.indptr: got 2, want 3, from 0 on"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one, "indices": []int{0}, "indptr": []int{1, 1, 1}}, "csr_matrix.indptr: got 3, want 3, from 0 on"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one, "indices": []int{0}, "indptr": []int{0, 1, 0}}, "csr_matrix.indptr[2]: got 0, want 1 or more"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one, "indices": []int{0}, "indptr": []int{0, 1, 2}}, "csr_matrix.indptr[2]: got 2"},
		{"csr_matrix", map[string]any{"_shape": two, "data": one, "indices": []float64{0}}, "csr_matrix.indices: ndarray: dtype <f8"},
		{"bsr_matrix", map[string]any{"_shape": two, "data": cube}, "bsr_matrix.data: got [1 0 1], want blocks"},
		{"bsr_matrix", map[string]any{"_shape": two, "data": one}, "bsr_matrix.data: got 1, want 3 dimensions"},
		{"coo_matrix", map[string]any{"_shape": two, "data": one, "row": []int{0}}, "coo_matrix.col: numpy"},
		{"coo_matrix", map[string]any{"_shape": two, "data": one, "row": []int{0}, "col": []int{2}}, "coo_matrix.col[0]: got 2"},
		{"coo_matrix", map[string]any{"_shape": two, "data": one, "row": []int{}, "col": []int{2}}, "coo_matrix.row: got 0, want 1"},
		{"coo_matrix", map[string]any{"_shape": two, "data": one, "coords": b.Tuple()}, "coo_matrix.coords: got tuple of 0"},
		{"dia_matrix", map[string]any{"_shape": two, "data": flat, "offsets": []int{0, 1}}, "dia_matrix.offsets: got 2, want 1"},
		{"dia_matrix", map[string]any{"_shape": two, "data": flat, "offsets": []int{math.MinInt}}, "dia_matrix.offsets[0]"},
		{"lil_matrix", map[string]any{"_shape": two}, "lil_matrix.dtype: numpy"},
		{"lil_matrix", map[string]any{"_shape": two, "dtype": b.Global("numpy", "str_")}, "lil_matrix.dtype: got <U0, want numbers"},
		{"lil_matrix", map[string]any{"_shape": two, "dtype": dtype, "rows": objects(b.List())}, "lil_matrix.rows: got 1, want 2 rows"},
		{"lil_matrix", map[string]any{"_shape": two, "dtype": dtype, "rows": objects(b.List(), b.Int(1)), "data": objects(b.List(), b.List())}, "lil_matrix.rows[1]: got 1"},
		{"lil_matrix", map[string]any{"_shape": two, "dtype": dtype, "rows": objects(b.List(), b.List(b.Int(1))), "data": objects(b.List(), b.List())}, "lil_matrix.rows[1]: got list"},
		{"lil_matrix", map[string]any{"_shape": two, "dtype": dtype, "rows": objects(b.List(), b.List(b.Int(2))), "data": objects(b.List(), b.List(b.Int(1)))}, "lil_matrix.rows[1][0]: got 2"},
		{"lil_matrix", map[string]any{"_shape": two, "dtype": dtype, "rows": objects(b.List(), b.List(b.Int(1))), "data": objects(b.List(), b.List(b.Int(128)))}, "lil_matrix.data[1][0]: got 128, want a number of |i1"},
		{"lil_matrix", map[string]any{"_shape": two, "dtype": dtype, "rows": objects(b.List(), b.List(b.Int(1))), "data": objects(b.List(), b.List(b.Float(.5)))}, "lil_matrix.data[1][0]: got 0.5"},
		{"dok_matrix", map[string]any{"_shape": two, "dtype": dtype, "_dict": b.Dict(b.Int(1), b.Int(1))}, "dok_matrix.dict[0]: got 1, want tuple of 2"},
		{"dok_matrix", map[string]any{"_shape": two, "dtype": dtype, "_dict": b.Dict(b.Tuple(b.Int(1), b.Int(2)), b.Int(1))}, "dok_matrix.dict[0]: got 2, want an index"},
		{"dok_matrix", map[string]any{"_shape": two, "dtype": dtype, "_dict": b.Dict(b.Tuple(b.Int(1), b.Int(1)), b.Str("1"))}, "dok_matrix.dict[0]: got '1'"},
	} {
		v := sparse(t, b, test.class, test.attrs)
		if err := b.Err(); err != nil {
			t.Fatal(err)
		}
		var e *scipy.Error
		if _, err := scipy.FromPy(v); !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.class, err, test.want)
		}
	}
	for _, v := range []py.Value{b.Int(1), b.Call(b.Global("scipy.sparse", "csr")), b.NewObj(b.Global("os", "csr_matrix")), b.NewObj(b.Global("scipy.sparse", "xyz_matrix"))} {
		if _, err := scipy.FromPy(v); err == nil || scipy.IsSparse(v) {
			t.Errorf("%s is a matrix", py.Repr(v))
		}
	}
}

// TestBomb asks for more memory than a file is worth.
func TestBomb(t *testing.T) {
	b := py.NewBuilder()
	m, err := scipy.FromPy(sparse(t, b, "coo_matrix", map[string]any{"_shape": [2]int{1 << 60, 1 << 60}, "data": []float64{1}, "row": []int{1 << 59}, "col": []int{5}}))
	if err != nil {
		t.Fatal(err)
	}
	var e *scipy.Error
	if _, err := m.Dense(); !errors.As(err, &e) {
		t.Errorf("dense: %v", err)
	}
	if _, err := m.ToCSR(); !errors.As(err, &e) {
		t.Errorf("csr: %v", err)
	}
	for e := range m.Entries() {
		if e.Row != 1<<59 || e.Col != 5 || e.K != 0 {
			t.Errorf("got %+v", e)
		}
	}
	// A hundred thousand rows that are one list of a hundred thousand elements.
	row := b.List()
	data := b.List()
	for range 1000 {
		b.Append(row, b.Int(0))
		b.Append(data, b.Int(1))
	}
	rows := slices.Repeat([]py.Value{row}, 100000)
	elements := slices.Repeat([]py.Value{data}, 100000)
	o := ndarray.DType{Kind: ndarray.Object, ItemSize: 8, Order: ndarray.None}
	r, err := ndarray.NewObjects(o, []int{len(rows)}, numpy.ObjectList(rows), false)
	if err != nil {
		t.Fatal(err)
	}
	d, err := ndarray.NewObjects(o, []int{len(rows)}, numpy.ObjectList(elements), false)
	if err != nil {
		t.Fatal(err)
	}
	v := sparse(t, b, "lil_matrix", map[string]any{"_shape": [2]int{100000, 1}, "dtype": b.Global("numpy", "int8"), "rows": r, "data": d})
	if _, err := scipy.FromPy(v); !errors.As(err, &e) || !strings.Contains(err.Error(), "one that many rows share") {
		t.Errorf("rows that are one list: %v", err)
	}
}

// FuzzFromPy reads any pickle as a matrix: there is one whose elements can be read, or a typed error.
func FuzzFromPy(f *testing.F) {
	for _, pattern := range []string{fixtures + "*/scipy/*.pkl", "testdata/*/*.pkl"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			return
		}
		m, err := scipy.FromPy(doc.Root())
		var e *scipy.Error
		if err != nil {
			if !errors.As(err, &e) {
				t.Errorf("untyped error %v", err)
			}
			return
		}
		if _, err := m.DenseUpTo(1 << 20); err != nil && !errors.As(err, &e) {
			t.Errorf("untyped error %v", err)
		}
		if len(m.Shape) > 2 {
			return
		}
		n := 0
		rows, cols := 1, m.Shape[len(m.Shape)-1]
		if len(m.Shape) == 2 {
			rows = m.Shape[0]
		}
		for e := range m.Entries() {
			if n++; e.Row < 0 || e.Col < 0 || e.Row >= rows || e.Col >= cols || e.K < 0 || e.K >= m.Data.Len() {
				t.Fatalf("%+v in %v", e, m.Shape)
			}
		}
		if n != m.NNZ() {
			t.Fatalf("%d elements, NNZ %d", n, m.NNZ())
		}
		if rows > 1<<20 {
			return
		}
		csr, err := m.ToCSR()
		if err != nil {
			t.Fatal(err)
		}
		v, err := csr.ToPy(py.NewBuilder())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := scipy.FromPy(v); err != nil || again.NNZ() != n {
			t.Fatalf("%d elements became %d, %v", n, again.NNZ(), err)
		}
	})
}
