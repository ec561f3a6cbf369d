package ndarray

import (
	"errors"
	"math"
	"slices"
	"testing"
)

func dtype(t *testing.T, text string) DType {
	t.Helper()
	d, err := ParseDType(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// count is 24 bytes 0 to 23.
func count() []byte {
	b := make([]byte, 24)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

// TestParseDType compares with numpy.dtype(text): str, kind and itemsize of NumPy 2.4.6.
func TestParseDType(t *testing.T) {
	for _, test := range []struct {
		text, str string
		kind      Kind
		size      int
	}{
		{"f8", "<f8", Float, 8}, {"<f4", "<f4", Float, 4}, {">f2", ">f2", Float, 2}, {"=i8", "<i8", Int, 8}, {"|i1", "|i1", Int, 1},
		{">i1", "|i1", Int, 1}, {"u4", "<u4", Uint, 4}, {"b1", "|b1", Bool, 1}, {"?", "|b1", Bool, 1}, {"c16", "<c16", Complex, 16},
		{"U5", "<U5", Str, 20}, {">U3", ">U3", Str, 12}, {"S4", "|S4", Bytes, 4}, {"a4", "|S4", Bytes, 4}, {"S", "|S0", Bytes, 0},
		{"V7", "|V7", Void, 7}, {"O", "|O", Object, 8}, {"|O8", "|O", Object, 8}, {"M8[ns]", "<M8[ns]", Datetime, 8},
		{">m8[25s]", ">m8[25s]", Timedelta, 8}, {"M8", "<M8", Datetime, 8}, {"<f16", "<f16", Float, 16}, {"T", "|T16", VarStr, 16},
	} {
		d := dtype(t, test.text)
		if d.Kind != test.kind || d.ItemSize != test.size || test.kind != Datetime && test.kind != Timedelta && d.String() != test.str {
			t.Errorf("%q: got %v of kind %c, %d bytes; want %s, %c, %d", test.text, d, d.Kind, d.ItemSize, test.str, test.kind, test.size)
		}
	}
	for _, text := range []string{"", "<", "f", "f3", "i16", "b2", "x8", "f-8", "f99999999999", "U600000000", "i", "M4", "f8[ns]", "M8[ns"} {
		var e *SyntaxError
		if d, err := ParseDType(text); !errors.As(err, &e) || e.Text != text {
			t.Errorf("%q: got %v, %v; want a SyntaxError", text, d, err)
		}
	}
}

func TestReadOrders(t *testing.T) {
	c, err := New(dtype(t, "u1"), []int{2, 3, 4}, count())
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewFortran(dtype(t, "u1"), []int{2, 3, 4}, count())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		for j := range 3 {
			for k := range 4 {
				x, _ := c.At(i, j, k)
				y, _ := f.At(i, j, k)
				if x != uint64(12*i+4*j+k) || y != uint64(i+2*j+6*k) {
					t.Fatalf("[%d %d %d]: %v in C order, %v in Fortran order", i, j, k, x, y)
				}
			}
		}
	}
	got, err := f.Int64s()
	if err != nil || !slices.Equal(got[:6], []int64{0, 6, 12, 18, 2, 8}) {
		t.Errorf("Fortran order read in C order: %v, %v", got, err)
	}
	turned, err := f.Transpose()
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := turned.Int64s(); got[23] != 23 || got[1] != 1 || !turned.contiguous() {
		t.Errorf("the transpose of Fortran order is not C order: %v", got)
	}
	part, err := c.Index(1)
	if err != nil {
		t.Fatal(err)
	}
	if part, err = part.Index(2); err != nil {
		t.Fatal(err)
	}
	if got, _ := part.Int64s(); !slices.Equal(got, []int64{20, 21, 22, 23}) {
		t.Errorf("part [1, 2] is %v", got)
	}
}

// TestStrides reads views as NumPy's slices make them: a[::-1], a[:, ::2], broadcast_to.
func TestStrides(t *testing.T) {
	u1 := dtype(t, "u1")
	for _, test := range []struct {
		a    Array
		want []int64
	}{
		{Array{DType: u1, Shape: []int{3}, Strides: []int{-1}, Offset: 2, Data: count()}, []int64{2, 1, 0}},
		{Array{DType: u1, Shape: []int{2, 2}, Strides: []int{4, 2}, Data: count()}, []int64{0, 2, 4, 6}},
		{Array{DType: u1, Shape: []int{2, 2}, Strides: []int{0, 1}, Offset: 22, Data: count()}, []int64{22, 23, 22, 23}},
		{Array{DType: u1, Shape: nil, Strides: nil, Offset: 5, Data: count()}, []int64{5}},
		{Array{DType: u1, Shape: []int{0, 5}, Strides: []int{math.MaxInt, math.MaxInt}}, []int64{}},
	} {
		if got, err := test.a.Int64s(); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%v: got %v, %v; want %v", test.a, got, err, test.want)
		}
	}
}

// TestLayout makes arrays whose elements would lie outside of their data.
func TestLayout(t *testing.T) {
	u1, f8 := dtype(t, "u1"), dtype(t, "f8")
	for name, a := range map[string]*Array{
		"behind the end":     {DType: u1, Shape: []int{25}, Strides: []int{1}, Data: count()},
		"before the start":   {DType: u1, Shape: []int{3}, Strides: []int{-1}, Offset: 1, Data: count()},
		"half an element":    {DType: f8, Shape: []int{3}, Strides: []int{8}, Offset: 1, Data: count()},
		"negative offset":    {DType: u1, Shape: nil, Offset: -1, Data: count()},
		"huge offset":        {DType: u1, Shape: []int{2}, Strides: []int{1}, Offset: math.MaxInt, Data: count()},
		"huge stride":        {DType: u1, Shape: []int{3}, Strides: []int{math.MaxInt}, Data: count()},
		"smallest stride":    {DType: u1, Shape: []int{3}, Strides: []int{math.MinInt}, Data: count()},
		"sum of strides":     {DType: u1, Shape: []int{2, 2, 2}, Strides: []int{20, 20, -20}, Offset: 20, Data: count()},
		"no stride":          {DType: u1, Shape: []int{3}, Data: count()},
		"negative dimension": {DType: u1, Shape: []int{-1, 0}, Strides: []int{1, 1}, Data: count()},
		"overflow":           {DType: u1, Shape: []int{math.MaxInt, 2}, Strides: []int{0, 0}, Data: count()},
		"no dtype":           {Shape: []int{1}, Strides: []int{1}, Data: count()},
		"no objects":         {DType: dtype(t, "O"), Shape: []int{1}, Strides: []int{8}, Data: count()},
		"without a byte":     {DType: dtype(t, "S0"), Shape: []int{1 << 30}, Strides: []int{0}},
	} {
		var layout *LayoutError
		var kind *DTypeError
		for what, read := range map[string]func() error{
			"Float64s": func() error { _, err := a.Float64s(); return err },
			"Strings":  func() error { _, err := a.Strings(); return err },
			"Elements": func() error { _, err := a.Elements(); return err },
			"Index":    func() error { _, err := a.Index(0); return err },
			"At":       func() error { _, err := a.At(make([]int, len(a.Shape))...); return err },
		} {
			if err := read(); !errors.As(err, &layout) && !errors.As(err, &kind) {
				t.Errorf("%s: %s gives %v", name, what, err)
			}
		}
		if view, ok := a.Float64View(); ok {
			t.Errorf("%s: a view of %d", name, len(view))
		}
	}
}

func TestIndexErrors(t *testing.T) {
	a, err := New(dtype(t, "u1"), []int{4, 6}, count())
	if err != nil {
		t.Fatal(err)
	}
	for _, index := range [][]int{{}, {0}, {4, 0}, {0, 6}, {-1, 0}, {0, 0, 0}} {
		var e *IndexError
		if x, err := a.At(index...); !errors.As(err, &e) {
			t.Errorf("%v: got %v, %v", index, x, err)
		}
	}
	if _, err := a.Index(4); err == nil {
		t.Error("Index(4) of 4")
	}
	if _, err := a.Transpose(0, 0); err == nil {
		t.Error("one axis twice")
	}
}

// TestConvert checks numbers of each dtype against the bytes that NumPy writes for them.
func TestConvert(t *testing.T) {
	for _, test := range []struct {
		dtype string
		data  string
		float []float64
		ints  []int64 // nil if they cannot be had
	}{
		{"<f8", "\x9a\x99\x99\x99\x99\x99\xb9?", []float64{0.1}, nil},
		{">f8", "?\xb9\x99\x99\x99\x99\x99\x9a", []float64{0.1}, nil},
		{"<f4", "\x00\x00\xa0?\x00\x00\x80\xff", []float64{1.25, math.Inf(-1)}, nil},
		{"<f2", "\x00<\x00\xc1\x01\x00\xff\x7b\x00\x7c", []float64{1, -2.5, 0x1p-24, 65504, math.Inf(1)}, nil},
		{">f2", "\x3c\x00", []float64{1}, nil},
		{"|b1", "\x00\x01\x02", []float64{0, 1, 1}, []int64{0, 1, 1}},
		{"|i1", "\xff\x7f", []float64{-1, 127}, []int64{-1, 127}},
		{">i2", "\xff\xfe", []float64{-2}, []int64{-2}},
		{"<u4", "\xff\xff\xff\xff", []float64{4294967295}, []int64{4294967295}},
		{"<i8", "\x00\x00\x00\x00\x00\x00\x00\x80", []float64{-0x1p63}, []int64{math.MinInt64}},
		{"<u8", "\xff\xff\xff\xff\xff\xff\xff\xff", []float64{0x1p64}, nil},
		{">u8", "\x00\x00\x00\x00\x00\x00\x00\x07", []float64{7}, []int64{7}},
	} {
		d := dtype(t, test.dtype)
		a, err := New(d, []int{len(test.data) / d.ItemSize}, []byte(test.data))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := a.Float64s(); err != nil || !slices.Equal(got, test.float) {
			t.Errorf("%s: floats %v, %v; want %v", test.dtype, got, err, test.float)
		}
		got, err := a.Int64s()
		var e *DTypeError
		if test.ints == nil && !errors.As(err, &e) || test.ints != nil && (err != nil || !slices.Equal(got, test.ints)) {
			t.Errorf("%s: ints %v, %v; want %v", test.dtype, got, err, test.ints)
		}
	}
}

// TestFloat16 checks every half against its definition: sign × 2^exponent × fraction.
func TestFloat16(t *testing.T) {
	for h := range 1 << 16 {
		got := float16(uint16(h))
		exp, frac := h>>10&31, float64(h&1023)
		want := math.Ldexp(1024+frac, exp-25)
		switch {
		case exp == 0:
			want = math.Ldexp(frac, -24)
		case exp == 31 && frac == 0:
			want = math.Inf(1)
		case exp == 31:
			if !math.IsNaN(got) {
				t.Fatalf("%#x: %v, want NaN", h, got)
			}
			continue
		}
		if h>>15 == 1 {
			want = -want
		}
		if math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%#x: %v, want %v", h, got, want)
		}
	}
}

func TestField(t *testing.T) {
	f4 := dtype(t, "<f4")
	d := DType{Kind: Void, ItemSize: 12, Order: None, Fields: []Field{
		{Name: "n", DType: dtype(t, "<i2"), Offset: 0},
		{Name: "v", DType: DType{Kind: Void, ItemSize: 8, Order: None, Base: &f4, Shape: []int{2}}, Offset: 4},
	}}
	data := []byte("\x01\x00\xff\xff\x00\x00\x80?\x00\x00\x00@\x02\x00\xff\xff\x00\x00\x40@\x00\x00\x80@")
	a, err := New(d, []int{2}, data)
	if err != nil {
		t.Fatal(err)
	}
	if d.String() != "[n <i2, v <f4(2,)]" {
		t.Errorf("the dtype prints as %v", d)
	}
	n, err := a.Field("n")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := n.Int64s(); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("n is %v", got)
	}
	v, err := a.Field("v")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := v.Float64s(); !slices.Equal(got, []float64{1, 2, 3, 4}) || !slices.Equal(v.Shape, []int{2, 2}) {
		t.Errorf("v is %v of shape %v", got, v.Shape)
	}
	if _, err := a.Field("w"); err == nil {
		t.Error("a field that is not there")
	}
	for _, bad := range []Field{{Name: "x", DType: f4, Offset: 10}, {Name: "x", DType: f4, Offset: -1},
		{Name: "x", DType: DType{Kind: Void, ItemSize: 8, Base: &f4, Shape: []int{3}}}} {
		a.DType.Fields = []Field{bad}
		if x, err := a.Field("x"); err == nil {
			got, err := x.Float64s()
			t.Errorf("field %+v reads %v, %v", bad, got, err)
		}
	}
}

// TestFloat64View checks that a view shares memory, and that there is none where it cannot be.
func TestFloat64View(t *testing.T) {
	room := make([]float64, 4)
	for i := range room {
		room[i] = float64(i) + 0.5
	}
	a, err := New(dtype(t, "f8"), []int{2, 2}, bytesOf(room))
	if err != nil {
		t.Fatal(err)
	}
	view, ok := a.Float64View()
	if !ok {
		if littleEndianViews {
			t.Fatal("no view of aligned data")
		}
		t.Skip("this build has no views")
	}
	if !slices.Equal(view, room) {
		t.Fatalf("the view reads %v", view)
	}
	room[3] = 9
	if view[3] != 9 {
		t.Error("the view is a copy")
	}
	if copied, _ := a.Float64s(); &copied[0] == &view[0] {
		t.Error("Float64s gives the view")
	}
	turned, err := a.Transpose()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := turned.Float64View(); ok {
		t.Error("a view in another order")
	}
	shifted := &Array{DType: a.DType, Shape: []int{1}, Strides: []int{8}, Offset: 3, Data: a.Data}
	if _, ok := shifted.Float64View(); ok {
		t.Error("a view of unaligned data")
	}
	if x, err := shifted.Float64s(); err != nil || len(x) != 1 {
		t.Errorf("unaligned data reads %v, %v", x, err)
	}
}
