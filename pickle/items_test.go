package pickle_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
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
