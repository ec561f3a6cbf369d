package numpy

import (
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/py"
)

// TestSide checks that what is kept beside a document goes when the document goes, though it was read from it,
// metadata and all.
func TestSide(t *testing.T) {
	document := func() weak.Pointer[graph.Graph] {
		b := py.NewBuilder()
		field := b.Call(b.Global("numpy", "dtype"), b.Str("i1"), b.Bool(false), b.Bool(true))
		d := b.Call(b.Global("numpy", "dtype"), b.Str("V1"), b.Bool(false), b.Bool(true))
		b.Build(d, b.Tuple(b.Int(4), b.Str("|"), b.None(), b.Tuple(b.Str("a")), b.Dict(b.Str("a"), b.Tuple(field, b.Int(0))),
			b.Int(1), b.Int(1), b.Int(0), b.Dict(b.Str("k"), b.Str("v"))))
		doc, err := b.Document(d)
		if err != nil {
			t.Fatal(err)
		}
		read, err := DTypeFromPy(doc.Root())
		if err != nil || !extraOf(read).Metadata.IsValid() {
			t.Fatalf("%v, %v", read, err)
		}
		g, _ := doc.Root().Graph()
		if again, err := DTypeFromPy(doc.Root()); err != nil || &again.Fields[0] != &read.Fields[0] {
			t.Errorf("read twice, %v", err)
		}
		return weak.Make(g)
	}
	w := document()
	kept := documents.Holds(w)
	for i := 0; i < 200 && kept; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond) // clean-ups run in a goroutine of their own
		kept = documents.Holds(w)
	}
	if kept || w.Value() != nil {
		t.Error("a document, or what is kept beside it, is never freed")
	}
}
