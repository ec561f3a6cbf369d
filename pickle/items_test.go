package pickle_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestItems: APPENDS and SETITEMS do the same in the middle of the input, where they have a short way for what is common, as
// just before its end, where they have none; so they do for what the short way must leave alone.
func TestItems(t *testing.T) {
	ints := func(n int) string { return strings.Repeat("K\x01", n) }
	for _, tt := range []struct{ body, want string }{
		{"](e", "[]"},
		{"](K\x01e", "[1]"},
		{"](" + ints(17) + "e", "[" + strings.Repeat("1, ", 16) + "1]"},
		{"](K\x01e(K\x02K\x03e", "[1, 2, 3]"},
		{"](](K\x01ee", "[[1]]"},
		{"]h\x00(]e(K\x02e", "no value in the memo at 0"},
		{"]\x94(h\x00e", "[[...]]"},
		{"e", "no MARK on the stack"},
		{"(K\x01e", "stack underflow"},
		{"K\x01((K\x01e", "stack underflow"},
		{"}(K\x01e", "target is dict, want list or object"},
		{"K\x01(K\x01e", "target is int, want list or object"},
		{"G?\xf0\x00\x00\x00\x00\x00\x00(K\x01e", "target is float, want list or object"},
		{"}(u", "{}"},
		{"}(K\x01K\x02u", "{1: 2}"},
		{"](}(K\x01K\x02u}(K\x01K\x03ue", "[{1: 2}, {1: 3}]"},
		{"](}(K\x01K\x02K\x03K\x04u}(K\x03K\x05K\x01K\x06ue", "[{1: 2, 3: 4}, {3: 5, 1: 6}]"},
		{"](}(K\x01K\x02u}(K\x01K\x03K\x01K\x04ue", "[{1: 2}, {1: 4}]"},
		{"](}(K\x01K\x02u}(K\x01K\x03u(K\x01K\x04K\x05K\x06ue", "[{1: 2}, {1: 4, 5: 6}]"},
		{"](}(K\x01K\x02u}(ue", "[{1: 2}, {}]"},
		{"](}(K\x01K\x02u}(K\x01ue", "odd number of keys and values"},
		{"](}(K\x01K\x02u}(K\x01K\x02K\x01ue", "odd number of keys and values"},
		{"](}(K\x01K\x02u](K\x01K\x02ue", "target is list, want dict or object"},
		{"](}(K\x01K\x02u(K\x01K\x02ue", "[{1: 2}]"},
		{"](}(K\x01K\x02u((K\x01K\x02ue", "stack underflow"},
		{"}(K\x01K\x02u0}(]K\x02u", "unhashable type"},
	} {
		for _, behind := range []string{"", strings.Repeat("N", 16)} {
			doc, err := pickle.Loads([]byte("\x80\x04" + tt.body + "." + behind))
			got := fmt.Sprint(err)
			if err == nil {
				got = fmt.Sprint(doc.Root())
			}
			if got != tt.want && !strings.HasSuffix(got, ": "+tt.want) {
				t.Errorf("%q with %d bytes behind it: %s, want %s", tt.body, len(behind), got, tt.want)
			}
		}
	}
}

// TestKeys: dicts and sets of all sizes at which keys are told apart by another way, with keys that come again, have what a map
// has: the first of equal keys in its place, with the last value.
func TestKeys(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 2, 8, 9, 60, 127, 128, 129, 255, 256, 1000, 3000} {
		for _, repeat := range []int{0, 1, 2, n / 2} {
			for kind := range 4 {
				var body []byte
				var order []string
				values := make(map[string]int)
				for i := range n + repeat {
					k := i
					if i >= n {
						k = r.IntN(n)
					}
					name := fmt.Sprint(k)
					switch {
					case kind == 0 || kind == 2 && k%2 == 0:
						body = binary.LittleEndian.AppendUint32(append(body, 'J'), uint32(k))
					case kind == 3:
						name = strings.Repeat("x", k%40) + name + strings.Repeat("y", k%50)
						fallthrough
					default:
						body = append(append(body, '\x8c', byte(len(name))), name...)
						name = "'" + name + "'"
					}
					if _, ok := values[name]; !ok {
						order = append(order, name)
					}
					values[name] = i
					body = binary.LittleEndian.AppendUint16(append(body, 'M'), uint16(i))
				}
				for _, behind := range []string{"u.", "u." + strings.Repeat("N", 16), "d."} {
					start := "\x80\x04}("
					if behind == "d." {
						start = "\x80\x04("
					}
					doc, err := pickle.Loads([]byte(start + string(body) + behind))
					if err != nil {
						t.Fatal(err)
					}
					i := 0
					for k, v := range doc.Root().Entries() {
						if i >= len(order) || k.String() != order[i] || v.String() != fmt.Sprint(values[order[i]]) {
							t.Fatalf("%d keys of kind %d, %d again: entry %d is %v: %v", n, kind, repeat, i, k, v)
						}
						if at, ok := doc.Root().Lookup(k); !ok || !py.Equal(at, v) {
							t.Fatalf("%d keys of kind %d, %d again: %v is not found", n, kind, repeat, k)
						}
						i++
					}
					if i != len(order) {
						t.Fatalf("%d keys of kind %d, %d again: %d entries, want %d", n, kind, repeat, i, len(order))
					}
				}
			}
		}
	}
}
