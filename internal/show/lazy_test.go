package show

import (
	"errors"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
)

// errEnough is of a reader who has seen the first screen.
var errEnough = errors.New("enough")

type screen struct{ size int }

func (s *screen) Write(p []byte) (int, error) {
	if s.size -= len(p); s.size < 0 {
		return 0, errEnough
	}
	return len(p), nil
}

// nested is lists of 20 lists, some levels of them, around pairs.
func nested(levels int) any {
	if levels == 0 {
		return []any{1.5, "a"}
	}
	all := make([]any, 20)
	for i := range all {
		all[i] = nested(levels - 1)
	}
	return all
}

// TestFirstScreen: a reader of the first lines does not wait for the whole to be walked, unless something there may come
// again, and does not.
func TestFirstScreen(t *testing.T) {
	twice := map[string]any{"a": 1}
	folded := make([]any, 1000) // of which 20 are shown
	folded[0], folded[999] = twice, twice
	for _, tt := range []struct {
		name   string
		value  any
		walked bool // whole
	}{
		{"nothing shared", nested(4), false},
		{"shared at once", []any{twice, twice, nested(4)}, false},
		{"shared with what is folded", []any{folded, nested(4)}, true},
	} {
		data, err := pickle.Marshal(tt.value)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Fatal(err)
		}
		allocs := testing.AllocsPerRun(2, func() {
			if err := Tree(&screen{8 << 10}, Of(doc.Root()), Defaults()); !errors.Is(err, errEnough) {
				t.Fatalf("%s: %v", tt.name, err)
			}
		})
		// There are 160,000 of the innermost lists.
		if walked := allocs > 100_000; walked != tt.walked {
			t.Errorf("%s: %.0f allocations, walked whole: want %v", tt.name, allocs, tt.walked)
		}
	}
}

// TestPassedThrough: what a pickle refers to once is met again where a shared tuple or list, which has no line of its own,
// leads to it.
func TestPassedThrough(t *testing.T) {
	const complexes = "cbuiltins\ncomplex\n(K\x01K\x02tR"
	const states = "cm\nC\n)\x81(N}(X\x01\x00\x00\x00z" + complexes + "utq\x00b" + "cm\nC\n)\x81h\x00b"
	for _, tt := range []struct{ name, pickled, want string }{
		{"arguments", "](cm\nf\n" + complexes + "\x85q\x00Rcm\nf\nh\x00Re.",
			"[m.f(&1 builtins.complex(1, 2)), m.f(*1)]\n"},
		{"arguments and state", "](cm\nf\n" + complexes + "\x85q\x00RK\x01bcm\nf\nh\x00RK\x02be.",
			"list of 2\n  [0]: m.f(&1 builtins.complex(1, 2))\n    @state: 1\n  [1]: m.f(*1)\n    @state: 2\n"},
		{"states", "](" + states + "e.",
			"list of 2\n  [0]: m.C\n    @state: tuple of 2\n      [0]: None\n      [1]: &1 {\"z\": builtins.complex(1, 2)}\n" +
				"  [1]: m.C\n    @state: tuple of 2\n      [0]: None\n      [1]: *1 dict of 1\n"},
	} {
		var out strings.Builder
		if err := Tree(&out, Of(loads(t, []byte(tt.pickled)).Root()), Defaults()); err != nil {
			t.Fatal(err)
		}
		if out.String() != tt.want {
			t.Errorf("%s: got\n%swant\n%s", tt.name, &out, tt.want)
		}
	}

	// Each level leads to the one below twice.
	calls, sets := "K\x01", "K\x01"
	for range 60 {
		calls += "\x85q\x000](cm\nf\nh\x00Rcm\nf\nh\x00Re"
		sets = "](" + sets + "eq\x000cm\nf\n(cbuiltins\nset\n(h\x00tRcbuiltins\nset\n(h\x00tRtR"
	}
	for _, pickled := range []string{calls, sets} {
		doc := loads(t, []byte(pickled+"."))
		for _, o := range []Options{Defaults(), All()} {
			if err := Tree(&screen{100 << 10}, Of(doc.Root()), o); err != nil {
				t.Errorf("%.20q…: %v", pickled, err)
			}
		}
	}
}
