package ndarray

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestStrings(t *testing.T) {
	for _, test := range []struct {
		dtype, data string
		want        []string
	}{
		{"<U2", "a\x00\x00\x00\x00\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00", []string{"a", "é\U0001F600"}},
		{">U2", "\x00\x00\x00a\x00\x00\x00b", []string{"ab"}},
		{"<U3", "a\x00\x00\x00\x00\x00\x00\x00b\x00\x00\x00", []string{"a\x00b"}},
		{"<U1", "\x00\xd8\x00\x00", []string{"\xed\xa0\x80"}},
		{"S3", "ab\x00\x00a\x00\xff\x00\x00", []string{"ab", "\x00a", "\xff"}},
		{"U0", "", []string{"", ""}},
	} {
		d := dtype(t, test.dtype)
		a, err := New(d, []int{len(test.want)}, []byte(test.data))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := a.Strings(); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, %v; want %q", test.dtype, got, err, test.want)
		}
	}
	a, err := New(dtype(t, "<U1"), []int{1}, []byte("\x00\x00\x11\x00"))
	if err != nil {
		t.Fatal(err)
	}
	if s, err := a.Strings(); err == nil || !strings.Contains(err.Error(), "0x10FFFF") {
		t.Errorf("past Unicode: %q, %v", s, err)
	}
}

// TestWrongKind asks arrays for what they do not hold.
func TestWrongKind(t *testing.T) {
	for text, want := range map[string]string{
		"<M8[ns]": "", "<m8[s]": "", "<f16": "", "V8": "elements", "S8": "elements strings", "<f8": "floats complex elements",
		"<c8": "complex elements", "<i4": "floats ints complex elements", "<u4": "floats ints complex uints elements",
		"|b1": "floats ints complex uints bools elements", "<U2": "elements strings",
	} {
		d := dtype(t, text)
		a, err := New(d, []int{2}, make([]byte, 2*d.ItemSize))
		if err != nil {
			t.Fatal(err)
		}
		for what, read := range map[string]func() error{
			"floats":   func() error { _, err := a.Float64s(); return err },
			"ints":     func() error { _, err := a.Int64s(); return err },
			"uints":    func() error { _, err := a.Uint64s(); return err },
			"bools":    func() error { _, err := a.Bools(); return err },
			"complex":  func() error { _, err := a.Complex128s(); return err },
			"strings":  func() error { _, err := a.Strings(); return err },
			"elements": func() error { _, err := a.Elements(); return err },
		} {
			err := read()
			var e *DTypeError
			if can := slices.Contains(strings.Fields(want), what); can != (err == nil) || !can && !errors.As(err, &e) {
				t.Errorf("%s as %s: %v", text, what, err)
			}
		}
	}
}

type texts []any

func (l texts) Len() int                 { return len(l) }
func (l texts) At(i int) any             { return l[i] }
func (l texts) Str(i int) (string, bool) { s, ok := l[i].(string); return s, ok }

func TestObjects(t *testing.T) {
	o := dtype(t, "O")
	a, err := NewObjects(o, []int{2, 2}, texts{"a", 1, "c", nil}, true)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := a.Elements(); err != nil || !reflect.DeepEqual(got, []any{"a", "c", 1, nil}) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := a.At(0, 1); err != nil || got != "c" {
		t.Errorf("got %v, %v", got, err)
	}
	if s, err := a.Strings(); err == nil {
		t.Errorf("1 and nil read as texts: %q", s)
	}
	row, err := a.Index(0)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := row.Strings(); err != nil || !slices.Equal(s, []string{"a", "c"}) {
		t.Errorf("got %q, %v", s, err)
	}
	if _, err := a.Float64s(); err == nil {
		t.Error("objects read as numbers")
	}
	for _, shape := range [][]int{{3}, {5}, {2, 3}, {-4}} {
		if _, err := NewObjects(o, shape, texts{1, 2, 3, 4}, false); err == nil {
			t.Errorf("4 objects in shape %v", shape)
		}
	}
	if _, err := New(o, []int{1}, make([]byte, 8)); err == nil {
		t.Error("objects made of bytes")
	}
	if _, err := NewObjects(dtype(t, "f8"), []int{1}, texts{1}, false); err == nil {
		t.Error("floats made of objects")
	}
}
