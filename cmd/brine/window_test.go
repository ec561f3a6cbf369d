package main

import (
	"bytes"
	"io"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestWindow: pickles of all sizes come out of a window one after another, each in its place.
func TestWindow(t *testing.T) {
	var file []byte
	sizes := []int{0, 1, 10, firstWindow - 20, firstWindow, firstWindow + 1, 3 * firstWindow, 40 * firstWindow, 5}
	for _, n := range sizes {
		p, err := pickle.Marshal(bytes.Repeat([]byte{'x'}, n))
		if err != nil {
			t.Fatal(err)
		}
		file = append(file, p...)
	}
	w := &window{rest: append(file, "rest"...)}
	u := pickle.NewUnpickler(w)
	for _, n := range sizes {
		w.narrow()
		doc, err := u.Load()
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if v := doc.Root(); v.Kind() != py.Bytes || v.Len() != n {
			t.Fatalf("%v of %d, want bytes of %d", v.Kind(), v.Len(), n)
		}
	}
	if u.InputOffset() != int64(len(file)) {
		t.Errorf("at offset %d, want %d", u.InputOffset(), len(file))
	}
	if rest, err := io.ReadAll(w); err != nil || string(rest) != "rest" {
		t.Errorf("%q is left (%v)", rest, err)
	}
	if _, err := w.Peek(1); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}
