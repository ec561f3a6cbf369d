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

// nested is lists of 20 lists, some levels of them, around pairs of one list.
func nested(levels int, shared *[]any) any {
	if levels == 0 {
		if shared != nil {
			return []any{shared, shared}
		}
		return []any{1.5, "a"}
	}
	all := make([]any, 20)
	for i := range all {
		all[i] = nested(levels-1, shared)
	}
	return all
}

// TestFirstScreen: a reader of the first lines does not wait for the whole to be walked, unless what is shown there may
// come again; and what was written until then is there.
func TestFirstScreen(t *testing.T) {
	for _, tt := range []struct {
		name   string
		value  any
		walked bool
	}{
		{"tree", nested(4, nil), false},
		{"shared", nested(4, &[]any{map[string]any{"a": 1}}), true},
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
			if walked := allocs > 100_000; walked != tt.walked {
				t.Errorf("%s of %s: %.0f allocations, walked whole: want %v", form, tt.name, allocs, tt.walked)
			}
		}
	}
}
