package source

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestBrokenReader reads streams that end in an error, as a cut-off compressed one does: it must come out.
func TestBrokenReader(t *testing.T) {
	for _, want := range []error{io.EOF, io.ErrUnexpectedEOF, errors.New("broken")} {
		for _, text := range []string{"", "abc"} {
			s := New(io.MultiReader(strings.NewReader(text), iotest.ErrReader(want)))
			var buf []byte
			var err error
			for range 10 { // a caller asks again until it has what it needs
				if buf, err = s.More(append(make([]byte, 0, 64), buf...), 5-len(buf)); err != nil {
					break
				}
			}
			if !errors.Is(err, want) || string(buf) != text {
				t.Errorf("%q and then %v: got %q, %v", text, want, buf, err)
			}
		}
	}
}
