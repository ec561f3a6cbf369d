package convert

import (
	"strings"
	"testing"

	"github.com/brine-go/brine/py"
)

// FuzzJSON: any text gives a value or an error, and what is written of a value is read back as the same.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`[1,2.0,"a",null,true,{"k":[]}]`, `{"$tuple":[1,{"$def":1,"value":[{"$ref":1}]}]}`, `{"$ndarray":"<f8","shape":[2],"data":[1.0,2.0]}`,
		`{"$object":"m.K","args":[1],"state":{"a":1}}`, `{"$dict":[[1,2]]}`, `"\ud800"`, `{"$scalar":"<M8[ns]","value":1}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := NewJSONReader(strings.NewReader(text)).Next()
		if err != nil {
			return
		}
		written := jsonOf(t, doc.Root())
		again, err := NewJSONReader(strings.NewReader(written)).Next()
		if err != nil {
			return // an object whose parts refer to itself
		}
		if got := jsonOf(t, again.Root()); got != written && py.Repr(again.Root()) != py.Repr(doc.Root()) {
			t.Errorf("%q: got %q, want %q", text, got, written)
		}
	})
}
