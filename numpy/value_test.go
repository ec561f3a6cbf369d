package numpy_test

import (
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

func dtype(t *testing.T, text string) ndarray.DType {
	t.Helper()
	d, err := ndarray.ParseDType(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func array(t *testing.T, text string, shape []int, data []byte) *numpy.Array {
	t.Helper()
	a, err := ndarray.New(dtype(t, text), shape, data)
	if err != nil {
		t.Fatal(err)
	}
	return &numpy.Array{Array: *a}
}

// TestFields sends arrays through Marshal and Unmarshal as fields of a struct.
func TestFields(t *testing.T) {
	type model struct {
		X, Y  *numpy.Array
		Named map[string]numpy.Array
		None  *numpy.Array
		List  []*numpy.Array
		Other string
	}
	x := array(t, "<i2", []int{2, 2}, []byte{1, 0, 2, 0, 3, 0, 0xff, 0xff})
	in := model{X: x, Y: x, Named: map[string]numpy.Array{"a": *array(t, "|b1", nil, []byte{1})}, List: []*numpy.Array{nil, x}, Other: "é"}
	data, err := pickle.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out model
	if err := pickle.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if out.X != out.Y || out.List[1] != out.X || out.List[0] != nil || out.None != nil || out.Other != "é" {
		t.Errorf("one array became several, or none became some: %+v", out)
	}
	if got, err := out.X.Int64s(); err != nil || !slices.Equal(got, []int64{1, 2, 3, -1}) || !slices.Equal(out.X.Shape, []int{2, 2}) {
		t.Errorf("got %v %v, %v", out.X.Shape, got, err)
	}
	named := out.Named["a"]
	if got, err := named.Bools(); err != nil || !slices.Equal(got, []bool{true}) || len(named.Shape) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
	var none struct{ X numpy.Array }
	none.X = *x
	if err := pickle.Unmarshal([]byte("\x80\x02}X\x01\x00\x00\x00XNs."), &none); err != nil || none.X.Len() != 4 {
		t.Errorf("None changed an array: %v", err)
	}
	var bad struct{ X *numpy.Array }
	err = pickle.Unmarshal([]byte("\x80\x02}X\x01\x00\x00\x00XK\x07s."), &bad)
	var u *pickle.UnmarshalError
	var e *numpy.Error
	if !errors.As(err, &u) || u.Path != "$.X" || !errors.As(err, &e) {
		t.Errorf("7 as an array: %v", err)
	}
}

// TestShareDType checks that dtypes which are one object in a pickle are one when read and again when written.
func TestShareDType(t *testing.T) {
	b := maker{py.NewBuilder()}
	fields := make([]py.Value, 0, 3*2000)
	for i := range 2000 {
		fields = append(fields, b.Str("f"+strings.Repeat("x", i%7)+string(rune('0'+i%10))+string(rune(0x4e00+i))), b.number("i1"), b.Int(int64(i)))
	}
	d := b.record(2000, fields...)
	root := b.List()
	for range 5000 {
		b.Append(root, b.array(b.state(b.ints(1), d, b.Bytes(make([]byte, 2000)))))
	}
	doc, err := b.Document(root)
	if err != nil {
		t.Fatal(err)
	}
	out := py.NewBuilder()
	list := out.List()
	var first *ndarray.Field
	for v := range doc.Root().Items() { // 10 million fields, if each were read for itself
		a, err := numpy.ArrayFromPy(v)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = &a.DType.Fields[0]
		} else if first != &a.DType.Fields[0] {
			t.Fatal("a dtype is read anew for each array")
		}
		w, err := a.ToPy(out)
		if err != nil {
			t.Fatal(err)
		}
		out.Append(list, w)
	}
	again, err := out.Document(list)
	if err != nil {
		t.Fatal(err)
	}
	dtypes := map[py.Value]bool{}
	for v := range again.Root().Items() {
		o, _ := v.Object()
		dtypes[o.State().Index(2)] = true
	}
	if len(dtypes) != 1 {
		t.Errorf("%d dtypes, want 1", len(dtypes))
	}
}

// TestExtra sends what dtypes tell beside through Go.
func TestExtra(t *testing.T) {
	b := maker{py.NewBuilder()}
	meta := b.Dict(b.Str("vlen"), b.Global("builtins", "str"))
	v := b.Call(b.Global("numpy", "dtype"), b.Str("M8"), b.Bool(false), b.Bool(true))
	b.Build(v, b.Tuple(b.Int(4), b.Str(">"), b.None(), b.None(), b.None(), b.Int(-1), b.Int(-1), b.Int(0),
		b.Tuple(meta, b.Tuple(b.Bytes([]byte("us")), b.Int(10), b.Int(1), b.Int(1)))))
	d, err := numpy.DTypeFromPy(v)
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := d.Extra.(*numpy.Extra); !ok || !py.Equal(e.Metadata, meta) || d.String() != ">M8[10us]" {
		t.Errorf("got %v, %+v", d, d.Extra)
	}
	back, err := numpy.DTypeToPy(py.NewBuilder(), d)
	if err != nil || !py.Equal(v, back) {
		t.Errorf("written as %s, %v; want %s", py.Repr(back), err, py.Repr(v))
	}
	na := b.Call(b.Global("numpy._core._internal", "_convert_to_stringdtype_kwargs"), b.Int(0), b.None())
	d, err = numpy.DTypeFromPy(na)
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := d.Extra.(*numpy.Extra); !ok || !e.NoCoerce || !e.NA.IsNone() {
		t.Errorf("got %+v", d.Extra)
	}
	if back, err := numpy.DTypeToPy(py.NewBuilder(), d); err != nil || !py.Equal(na, back) {
		t.Errorf("written as %s, %v", py.Repr(back), err)
	}
	big := b.Dict(b.Str("k"), b.List(slices.Repeat([]py.Value{b.None()}, 5000)...))
	v = b.Call(b.Global("numpy", "dtype"), b.Str("f8"), b.Bool(false), b.Bool(true))
	b.Build(v, b.Tuple(b.Int(4), b.Str("<"), b.None(), b.None(), b.None(), b.Int(-1), b.Int(-1), b.Int(0), big))
	if _, err := numpy.DTypeFromPy(v); err == nil || !strings.Contains(err.Error(), "dtype.state[8]: got dict of 1, want at most 1024 values") {
		t.Errorf("large metadata: %v", err)
	}
}

type words []any

func (l words) Len() int                 { return len(l) }
func (l words) At(i int) any             { return l[i] }
func (l words) Str(i int) (string, bool) { s, ok := l[i].(string); return s, ok }

// TestObjectsOfGo writes an array of Go values.
func TestObjectsOfGo(t *testing.T) {
	list := words{nil, true, 1, int64(-1), uint64(math.MaxUint64), 1.5, "é", []byte{0}}
	a, err := ndarray.NewObjects(dtype(t, "O"), []int{2, 4}, list, true)
	if err != nil {
		t.Fatal(err)
	}
	v, err := numpy.ToPy(py.NewBuilder(), a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := numpy.FromPy(v)
	if err != nil {
		t.Fatal(err)
	}
	objects, err := numpy.Objects(back)
	if err != nil || py.Repr(objects[1]) != "1" || back.DType.Kind != ndarray.Object || !back.IsFortran() {
		t.Errorf("got %v, %v", objects, err)
	}
	data, err := pickle.Dumps(v)
	if err != nil {
		t.Fatal(err)
	}
	if want := `[None, 1, 18446744073709551615, 'é', True, -1, 1.5, b'\x00']`; !strings.Contains(py.Repr(mustLoad(t, data)), want) {
		t.Errorf("got %s, want %s in it", py.Repr(mustLoad(t, data)), want)
	}
	list[3] = struct{}{}
	var e *numpy.Error
	if _, err := numpy.ToPy(py.NewBuilder(), a); !errors.As(err, &e) || e.Path != "ndarray.state[4][5]" {
		t.Errorf("a struct as a Python value: %v", err)
	}
}

func mustLoad(t *testing.T, data []byte) py.Value {
	t.Helper()
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// TestRefuseToWrite writes what NumPy has nothing for.
func TestRefuseToWrite(t *testing.T) {
	i4 := dtype(t, "<i4")
	record := func(size int, fields ...ndarray.Field) ndarray.DType {
		return ndarray.DType{Kind: ndarray.Void, ItemSize: size, Order: ndarray.None, Fields: fields}
	}
	deep := record(4, ndarray.Field{Name: "a", DType: i4})
	for range 40 {
		deep = record(4, ndarray.Field{Name: "a", DType: deep})
	}
	for _, test := range []struct {
		name string
		d    ndarray.DType
		want string
	}{
		{"no dtype", ndarray.DType{}, "dtype"},
		{"size", ndarray.DType{Kind: ndarray.Float, ItemSize: 3}, "no such dtype"},
		{"unit", ndarray.DType{Kind: ndarray.Datetime, ItemSize: 8, Unit: "year"}, "no such dtype"},
		{"outside", record(4, ndarray.Field{Name: "a", Offset: 1, DType: i4}), "fields inside of the record"},
		{"twice", record(4, ndarray.Field{Name: "a", DType: i4}, ndarray.Field{Name: "a", DType: i4}), "different names"},
		{"title", record(4, ndarray.Field{Name: "a", Title: "a", DType: i4}), "different names"},
		{"number with fields", ndarray.DType{Kind: ndarray.Int, ItemSize: 4, Fields: []ndarray.Field{{Name: "a", DType: i4}}}, "a void"},
		{"subarray", ndarray.DType{Kind: ndarray.Void, ItemSize: 9, Base: &i4, Shape: []int{2}}, "as large as its elements"},
		{"nested", deep, "nested at most 32 deep"},
		{"in a field", record(8, ndarray.Field{Name: "a", DType: ndarray.DType{Kind: ndarray.Datetime, ItemSize: 8, Unit: "0s"}}), `dtype["a"]`},
	} {
		var e *numpy.Error
		if _, err := numpy.DTypeToPy(py.NewBuilder(), test.d); !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	a := array(t, "<i4", []int{2}, make([]byte, 8))
	if _, err := numpy.ScalarToPy(py.NewBuilder(), &a.Array); err == nil {
		t.Error("two elements became a scalar")
	}
	a.Shape = []int{3}
	if _, err := a.ToPy(py.NewBuilder()); err == nil {
		t.Error("an array that ends before its last element was written")
	}
	m := array(t, "<i4", []int{2}, make([]byte, 8))
	m.Masked, m.Mask = true, &array(t, "|b1", []int{3}, make([]byte, 3)).Array
	if _, err := m.ToPy(py.NewBuilder()); err == nil || !strings.Contains(err.Error(), "masked.state[5]") {
		t.Errorf("a mask of another shape was written: %v", err)
	}
	m.Mask, m.Fill = nil, &m.Array
	if _, err := m.ToPy(py.NewBuilder()); err == nil || !strings.Contains(err.Error(), "masked.state[6]") {
		t.Errorf("two fill values were written: %v", err)
	}
}

// TestMaskOrder checks that mask and data of a Fortran array lie in the same order.
func TestMaskOrder(t *testing.T) {
	a, err := ndarray.NewFortran(dtype(t, "|i1"), []int{2, 2}, []byte{1, 2, 3, 4})
	if err != nil {
		t.Fatal(err)
	}
	mask, err := ndarray.New(dtype(t, "|b1"), []int{2, 2}, []byte{0, 1, 0, 0})
	if err != nil {
		t.Fatal(err)
	}
	v, err := (&numpy.Array{Array: *a, Masked: true, Mask: mask}).ToPy(py.NewBuilder())
	if err != nil {
		t.Fatal(err)
	}
	o, _ := v.Object()
	if raw, _ := o.State().Index(5).Bytes(); !slices.Equal(raw, []byte{0, 0, 1, 0}) {
		t.Errorf("mask bytes %v", raw)
	}
	back, err := numpy.ArrayFromPy(v)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := back.Mask.Bools(); err != nil || !slices.Equal(got, []bool{false, true, false, false}) {
		t.Errorf("got %v, %v", got, err)
	}
}

// TestBuffer checks that for protocol 5 the bytes of an array go out of band uncopied.
func TestBuffer(t *testing.T) {
	a := array(t, "<i4", []int{2}, []byte{1, 0, 0, 0, 2, 0, 0, 0})
	for _, readOnly := range []bool{false, true} {
		a.ReadOnly = readOnly
		v, err := a.ToPy(py.NewBuilder(), numpy.ForProtocol(5), numpy.ForRelease(2))
		if err != nil {
			t.Fatal(err)
		}
		var buffers [][]byte
		data, err := pickle.Dumps(v, pickle.WithProtocol(5), pickle.WithBufferCallback(func(x py.Value) (bool, error) {
			b, _ := x.Bytes()
			buffers = append(buffers, b)
			return false, nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		if len(buffers) != 1 || &buffers[0][0] != &a.Data[0] {
			t.Fatalf("%d buffers, or a copy", len(buffers))
		}
		doc, err := pickle.Loads(data, pickle.WithBuffers(buffers))
		if err != nil {
			t.Fatal(err)
		}
		back, err := numpy.ArrayFromPy(doc.Root())
		if err != nil || !reflect.DeepEqual(back, a) {
			t.Errorf("got %+v, %v; want %+v", back, err, a)
		}
	}
	v, err := numpy.ToPy(py.NewBuilder(), &a.Array, numpy.ForProtocol(5))
	if err != nil {
		t.Fatal(err)
	}
	data, err := pickle.Dumps(v, pickle.WithProtocol(5), pickle.WithBufferCallback(func(py.Value) (bool, error) { return false, nil }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := numpy.FromPy(mustLoad(t, data)); err == nil || !strings.Contains(err.Error(), "ndarray.args[0]: got a buffer that is not in the pickle") {
		t.Errorf("without the buffer: %v", err)
	}
	empty := array(t, "<i4", []int{0}, nil)
	v, err = empty.ToPy(py.NewBuilder(), numpy.ForProtocol(5))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := pickle.Dumps(v, pickle.WithProtocol(5)); err != nil || mustLoad(t, data).Kind() != py.Object {
		t.Errorf("an empty array: %v", err)
	}
}

// TestMaskedConstant reads the masked constant.
func TestMaskedConstant(t *testing.T) {
	for _, data := range []string{"cnumpy.ma.core\nMaskedConstant\n(tR.", "\x80\x04\x8c\x0dnumpy.ma.core\x8c\x0eMaskedConstant\x93)R."} {
		v := mustLoad(t, []byte(data))
		a, err := numpy.ArrayFromPy(v)
		if err != nil || !a.Masked || !a.Scalar || a.Mask == nil {
			t.Fatalf("got %+v, %v", a, err)
		}
		back, err := a.ToPy(py.NewBuilder())
		if err != nil || !py.Equal(back, v) {
			t.Errorf("written as %s, %v", py.Repr(back), err)
		}
	}
}

// TestRealFile reads a file into a struct, by the path that the documentation shows.
func TestRealFile(t *testing.T) {
	data, err := os.ReadFile(fixtures + "forky/numpy/nparr_list-p5.pkl")
	if err != nil {
		t.Fatal(err)
	}
	var list []numpy.Array
	if err := pickle.Unmarshal(data, &list); err != nil || len(list) == 0 {
		t.Fatalf("%d arrays, %v", len(list), err)
	}
}

// TestManyStates gives one dtype many states, which all arrays that refer to it would go through.
func TestManyStates(t *testing.T) {
	b := maker{py.NewBuilder()}
	d := b.number("i1")
	o, _ := d.Object()
	state := o.State()
	v := b.array(b.state(b.ints(0), d, b.Bytes(nil)))
	if a, err := numpy.FromPy(v); err != nil || a.DType.String() != "|i1" {
		t.Fatalf("%v, %v", a, err)
	}
	for range 100 {
		b.Build(d, state)
	}
	var e *numpy.Error
	if _, err := numpy.FromPy(v); !errors.As(err, &e) || e.Path != "ndarray.state[2].state" {
		t.Errorf("got %v", err)
	}
}

// TestMaskedRecords reads many masked arrays of one record, whose mask is of one dtype, too.
func TestMaskedRecords(t *testing.T) {
	b := maker{py.NewBuilder()}
	inner := b.record(2, b.Str("x"), b.number("i1"), b.Int(0), b.Str("y"), b.number("i1"), b.Int(1))
	d := b.record(4, b.Str("a"), inner, b.Int(0), b.Str("b"), inner, b.Int(2))
	masked := func() py.Value {
		v := b.Call(b.Global("numpy.ma.core", "_mareconstruct"), b.Global("numpy.ma.core", "MaskedArray"), b.Global("numpy", "ndarray"), b.ints(0), b.Str("b"))
		b.Build(v, b.Tuple(b.Int(1), b.ints(1), d, b.Bool(false), b.Bytes([]byte{1, 2, 3, 4}), b.Bytes([]byte{0, 1, 0, 0}), b.None()))
		return v
	}
	first, err := numpy.ArrayFromPy(masked())
	if err != nil {
		t.Fatal(err)
	}
	second, err := numpy.ArrayFromPy(masked())
	if err != nil {
		t.Fatal(err)
	}
	if &first.Mask.DType.Fields[0] != &second.Mask.DType.Fields[0] || &first.Mask.DType.Fields[0].DType.Fields[0] != &first.Mask.DType.Fields[1].DType.Fields[0] {
		t.Error("the dtype of the mask is made more than once")
	}
	if got := first.Mask.DType.String(); got != "[a [x |b1, y |b1], b [x |b1, y |b1]]" {
		t.Errorf("mask of %s", got)
	}
	a, err := first.Mask.Field("a")
	if err != nil {
		t.Fatal(err)
	}
	y, err := a.Field("y")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := y.Bools(); err != nil || !slices.Equal(got, []bool{true}) {
		t.Errorf("got %v, %v", got, err)
	}
	out := py.NewBuilder()
	v, err := first.ToPy(out)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := numpy.ArrayFromPy(v); err != nil || again.Mask.DType.String() != first.Mask.DType.String() {
		t.Errorf("%v", err)
	}
}
