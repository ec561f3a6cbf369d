package pickle_test

import (
	"fmt"
	"reflect"
	"runtime"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// shy writes itself, and changes doing so.
type shy struct{ Asked int }

func (s *shy) MarshalText() ([]byte, error) {
	s.Asked++
	return fmt.Append(nil, "asked ", s.Asked), nil
}

// shyMap is held by an interface as a pointer is.
type shyMap map[string]int

func (m *shyMap) MarshalText() ([]byte, error) {
	*m = nil
	return []byte("a map"), nil
}

type holder struct{ S shy }

type onePointer struct{ P *int64 }

type oneMap struct{ M map[string]int64 }

type nothing struct{}

// TestInterfaces: a value is written from within an interface as it is outside of one, however the interface
// holds it, and is not changed: only what a pointer leads to may be.
func TestInterfaces(t *testing.T) {
	n := int64(7)
	p := &n
	in := []any{
		onePointer{p}, [1]*int64{p}, oneMap{map[string]int64{"k": 1}}, [1]oneMap{{nil}}, [1][1]onePointer{{{p}}}, p, &p,
		map[string]*int64{"p": p, "q": nil}, nothing{}, [0]int{}, [2]nothing{}, shy{}, holder{}, [1]shy{}, shyMap{"k": 1},
		map[int]shy{3: {}}, []shy(nil), int8(-3), float32(.5), "text", []any{p, onePointer{p}}, struct{ A any }{shy{}},
		map[int64]string{0: "a", 1: "b"}, map[int]any{1: nil, 2: p}, map[string][]int{"x": {1}}, map[int64]bool{5: true},
	}
	want := []any{
		map[string]any{"P": 7}, pickle.Tuple{7}, map[string]any{"M": map[string]int{"k": 1}}, pickle.Tuple{map[string]any{"M": nil}},
		pickle.Tuple{pickle.Tuple{map[string]any{"P": 7}}}, 7, 7, map[string]any{"p": 7, "q": nil}, map[string]any{}, pickle.Tuple{},
		pickle.Tuple{map[string]any{}, map[string]any{}}, "asked 1", map[string]any{"S": "asked 1"}, pickle.Tuple{"asked 1"}, "a map",
		map[int]any{3: "asked 1"}, nil, -3, .5, "text", []any{7, map[string]any{"P": 7}}, map[string]any{"A": "asked 1"},
		map[int]string{0: "a", 1: "b"}, map[int]any{1: nil, 2: 7}, map[string]any{"x": []int{1}}, map[int]bool{5: true},
	}
	for i := range in {
		for range 2 { // the second time finds all as it was
			for proto := range pickle.HighestProtocol + 1 {
				got, err := pickle.Marshal(in[i], pickle.WithProtocol(proto))
				if err != nil {
					t.Fatalf("%T: %v", in[i], err)
				}
				same, err := pickle.Marshal(want[i], pickle.WithProtocol(proto))
				if err != nil || !py.Equal(loads(t, string(got)), loads(t, string(same))) {
					t.Errorf("%T at protocol %d: %q, want %q (%v)", in[i], proto, got, same, err)
				}
			}
		}
	}
	s := &shy{} // one that its owner can change
	for i := range 3 {
		if got, err := pickle.Marshal(s); err != nil || s.Asked != i+1 {
			t.Errorf("%q, %v: asked %d times, want %d", got, err, s.Asked, i+1)
		}
	}
}

// TestBoxes: pointers in interfaces in pointers in interfaces, while the garbage collector runs.
func TestBoxes(t *testing.T) {
	var x any
	for i := range 500 {
		x = []any{i, &x2{x}, map[string]any{"k": x}}[1+i%2]
	}
	want, err := pickle.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	go func() {
		for range 20 {
			runtime.GC()
		}
		close(done)
	}()
	for {
		if got, err := pickle.Marshal(x); err != nil || string(got) != string(want) {
			t.Fatalf("%v: other bytes", err)
		}
		select {
		case <-done:
			var back any
			if err := pickle.Unmarshal(want, &back); err != nil || reflect.ValueOf(back).Kind() != reflect.Map {
				t.Errorf("%T, %v", back, err)
			}
			return
		default:
		}
	}
}

type x2 struct{ X any }

// TestMarshalSizes: dumps of one type in all sizes, each in memory of its own.
func TestMarshalSizes(t *testing.T) {
	var all [][]byte
	var lists [][]int
	for i := range 24 {
		n := []int{0, 1, 10, 1e6, 100, 3e5, 2e5, 70_000}[i%8]
		list := make([]int, n)
		for j := range list {
			list[j] = j * i
		}
		out, err := pickle.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		if cap(out)-len(out) > len(out)/4+64 {
			t.Errorf("%d items: %d of %d bytes wasted", n, cap(out)-len(out), len(out))
		}
		all, lists = append(all, out), append(lists, list)
	}
	for i, data := range all {
		var got []int
		if err := pickle.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, lists[i]) {
			t.Fatalf("dump %d: %v", i, err)
		}
	}
}
