package show

import (
	"errors"
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
		name       string
		value      any
		tree, json bool // walked whole
	}{
		{"nothing shared", nested(4), false, false},
		{"shared at once", []any{twice, twice, nested(4)}, false, true},
		{"shared with what is folded", []any{folded, nested(4)}, true, true},
	} {
		data, err := pickle.Marshal(tt.value)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Fatal(err)
		}
		for form, write := range map[string]func() error{
			"tree": func() error { return Tree(&screen{8 << 10}, Of(doc.Root()), Defaults()) },
			"JSON": func() error { return JSON(&screen{8 << 10}, Of(doc.Root()), Defaults()) },
		} {
			allocs := testing.AllocsPerRun(2, func() {
				if err := write(); !errors.Is(err, errEnough) {
					t.Fatalf("%s of %s: %v", form, tt.name, err)
				}
			})
			// There are 160,000 of the innermost lists.
			want := map[string]bool{"tree": tt.tree, "JSON": tt.json}[form]
			if walked := allocs > 100_000; walked != want {
				t.Errorf("%s of %s: %.0f allocations, walked whole: want %v", form, tt.name, allocs, want)
			}
		}
	}
}
