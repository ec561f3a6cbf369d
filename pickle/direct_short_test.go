package pickle_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
)

// TestDirectShortLists: short lists of integers, of every length about that of the memory they share, with an integer of
// another width at each place, last in the pickle and not.
func TestDirectShortLists(t *testing.T) {
	for _, proto := range []int{2, 4} {
		for length := range 40 {
			for _, odd := range []int64{255, 256, 70_000, -1, 1 << 40, -1 << 63} {
				want := make([][]int64, 7)
				for i := range want {
					want[i] = make([]int64, length+i%2)
					for j := range want[i] {
						want[i][j] = int64(j)
					}
					if len(want[i]) > 0 {
						want[i][(i*length/5)%len(want[i])] = odd
					}
				}
				data, err := pickle.Marshal(want, pickle.WithProtocol(proto))
				if err != nil {
					t.Fatal(err)
				}
				for range 2 { // the second time their lengths are known
					var got [][]int64
					if err := pickle.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, want) {
						t.Fatalf("protocol %d, %d items, %d: %v, %v", proto, length, odd, err, got)
					}
					for i := range got { // none grows into the next
						got[i] = append(got[i], -7)
					}
					for i := range got {
						if !slices.Equal(got[i][:len(want[i])], want[i]) {
							t.Fatalf("list %d shares memory: %v", i, got)
						}
					}
				}
			}
		}
	}
	for _, empty := range []string{"\x80\x04]\x94(]\x94]\x94e.", "\x80\x04]\x94(]\x94(e]\x94(ee."} { // after lists without items
		var got [][]int64
		if err := pickle.Unmarshal([]byte(empty), &got); err != nil || !reflect.DeepEqual(got, [][]int64{{}, {}}) {
			t.Errorf("%q: %#v, %v", empty, got, err)
		}
	}
}

// TestDirectRepeated: dicts of the same bytes become maps of their own, and what their pointers point to is their own, too.
func TestDirectRepeated(t *testing.T) {
	var maps []map[int64]int64
	list := "\x80\x04](" + strings.Repeat("}\x94(K\x01K\x02K\x03K\x04u", 3) + "}\x94(K\x01K\x02K\x03K\x05u}\x94K\x01K\x02s}\x94K\x01K\x02se."
	if err := pickle.Unmarshal([]byte(list), &maps); err != nil {
		t.Fatal(err)
	}
	maps[0][9] = 9
	if want := []map[int64]int64{{1: 2, 3: 4, 9: 9}, {1: 2, 3: 4}, {1: 2, 3: 4}, {1: 2, 3: 5}, {1: 2}, {1: 2}}; !reflect.DeepEqual(maps, want) {
		t.Errorf("%v, want %v", maps, want)
	}

	var pointers map[int64]map[int64]*int64
	dicts := "\x80\x04}\x94(K\x01}\x94(K\x01K\x07K\x02NuK\x02}\x94(K\x01K\x07K\x02NuK\x03}\x94(K\x01K\x07K\x02Nuu."
	if err := pickle.Unmarshal([]byte(dicts), &pointers); err != nil {
		t.Fatal(err)
	}
	*pointers[1][1] = 8
	if *pointers[2][1] != 7 || *pointers[3][1] != 7 || len(pointers[3]) != 2 || pointers[3][2] != nil {
		t.Errorf("%v: pointers to ints are shared", pointers)
	}

	// Objects that are shared in Python are so in Go.
	var plain []map[string]*Plain
	shared := "\x80\x04](}\x94(\x8c\x01a\x94}\x94\x8c\x04Name\x94\x8c\x01x\x94su}(h\x01h\x02u}(h\x01h\x02ue."
	if err := pickle.Unmarshal([]byte(shared), &plain); err != nil {
		t.Fatal(err)
	}
	if p := plain[0]["a"]; p == nil || plain[1]["a"] != p || plain[2]["a"] != p || p.Name != "x" {
		t.Errorf("%v: the dict is shared in Python", plain)
	}
}

// TestDirectFields: fields of every kind, with None, numbers of other kinds and texts of every length about those that are
// read at once, keys in another order, unknown ones and doubled ones, memoized and not, up to the end of the pickle.
func TestDirectFields(t *testing.T) {
	type fields struct {
		A string
		B int64
		C float64
		D bool
		E *int64
	}
	values := []string{"N", "K\x05", "M\x05\x01", "J\x05\x01\x00\xff", "\x8a\x05\x01\x02\x03\x04\x05", "G\x3f\xf8\x00\x00\x00\x00\x00\x00", "\x88", "\x89", "\x87",
		"\x8c\x00", "\x8c\x00\x94", "]"}
	for n := range 42 {
		text := strings.Repeat("a", n)
		values = append(values, fmt.Sprintf("\x8c%c%s\x94", n, text), fmt.Sprintf("\x8c%c%s", n, text), fmt.Sprintf("\x8c%c\xc3\xa9%s\x94", n+2, text),
			fmt.Sprintf("X%c\x00\x00\x00%sé\x94", n+2, text), fmt.Sprintf("\x8c%c%s\xff\x94", n+1, text))
	}
	typ := reflect.TypeFor[[]fields]()
	for _, order := range []string{"ABCDE", "EDCBA", "AxByC", "ABa", "CA", "AA"} {
		for i, v := range values {
			for _, end := range []string{"", "\x94"} {
				one := "}\x94("
				for _, k := range order {
					one += fmt.Sprintf("\x8c\x01%c%s%s", k, end, v)
				}
				one += "u"
				data := "\x80\x04]\x94(" + strings.Repeat(one, 3) + "e."
				for range 2 { // the second time the order is known
					bothWays(t, fmt.Sprint(order, " of value ", i), []byte(data), typ)
				}
				for cut := len(data) - 1; cut > len(data)-30 && cut > 0; cut-- {
					bothWays(t, "cut off", []byte(data[:cut]), typ)
				}
			}
		}
	}
}

// TestDirectNames: names of every length about that of the words they are compared as, with another byte at each place.
func TestDirectNames(t *testing.T) {
	for n := 1; n < 40; n++ {
		name := "A" + strings.Repeat("b", n-1)
		typ := reflect.StructOf([]reflect.StructField{
			{Name: name, Type: reflect.TypeFor[int64]()},
			{Name: "Z", Type: reflect.TypeFor[string]()},
		})
		for _, format := range []string{"\x80\x04}\x94(\x8c%c%s\x94K\x07\x8c\x01Z\x94\x8c\x01z\x94u.", "\x80\x02}q\x00(X%c\x00\x00\x00%sq\x01K\x07X\x01\x00\x00\x00Zq\x02X\x01\x00\x00\x00zq\x03u."} {
			for i := range n {
				for _, c := range []byte{'b', 'c', 'B', 'b' | 0x80, 0} {
					other := []byte(name)
					other[i] = c
					for _, k := range []string{name, string(other), name[:i], name + name[:i]} { // the first makes the next one be expected
						bothWays(t, k, fmt.Appendf(nil, format, len(k), k), typ)
					}
				}
			}
		}
	}
}

// TestDirectLongestFields: names and texts as long as words hold them, with the longest opcodes, at each distance from the end, be
// there room behind it or not.
func TestDirectLongestFields(t *testing.T) {
	type fields struct {
		A string `pickle:"name_of_thirty_two_bytes_exactly"`
		B string `pickle:"name_of_thirty_two_bytes_exactlY"`
		C []byte `pickle:"tail"`
	}
	for _, proto := range []int{2, 4} {
		for tail := range 200 {
			for _, size := range []int{0, 2, 31, 32, 33} {
				text := strings.Repeat("text", 9)[:size]
				// Before them as many values as make the index of what is memoized take four bytes.
				want := struct {
					Before []string
					Fields []fields
				}{Fields: []fields{{text, text + "!", make([]byte, tail)}}}
				for i := range 260 {
					want.Before = append(want.Before, fmt.Sprint("memoized ", i))
				}
				data, err := pickle.Marshal(want, pickle.WithProtocol(proto))
				if err != nil {
					t.Fatal(err)
				}
				for _, opts := range [][]pickle.Option{nil, {pickle.WithAlias()}} {
					got := want
					got.Before, got.Fields = nil, nil
					if err := pickle.Unmarshal(slices.Clip(data), &got, opts...); err != nil || !reflect.DeepEqual(got, want) {
						t.Fatalf("protocol %d, text of %d, %d behind, %d options: %v\n%v", proto, size, tail, len(opts), err, got)
					}
				}
			}
		}
	}
}
