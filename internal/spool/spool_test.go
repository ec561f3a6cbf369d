package spool

import (
	"bytes"
	"errors"
	"io"
	"math/rand"
	"testing"
	"testing/iotest"
)

// TestReadAll: streams around the sizes of the pieces come out as they went in, however the reader cuts and ends them.
func TestReadAll(t *testing.T) {
	data := make([]byte, small+2*pieceSize+100)
	rand.New(rand.NewSource(1)).Read(data)
	broken := errors.New("broken")
	for _, n := range []int{0, 1, 511, 512, 513, small - 1, small, small + 1, small + pieceSize - 1, small + pieceSize, small + pieceSize + 1, small + 2*pieceSize, len(data)} {
		for name, r := range map[string]io.Reader{
			"whole": bytes.NewReader(data[:n]),
			"half":  iotest.HalfReader(bytes.NewReader(data[:n])),
			"last":  iotest.DataErrReader(bytes.NewReader(data[:n])),
		} {
			if got, err := ReadAll(r); err != nil || !bytes.Equal(got, data[:n]) {
				t.Errorf("%d bytes, %s: %d bytes, %v", n, name, len(got), err)
			}
		}
		for _, want := range []error{broken, io.ErrUnexpectedEOF} {
			got, err := ReadAll(io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(want)))
			if err != want || !bytes.Equal(got, data[:n]) {
				t.Errorf("%d bytes and %v: %d bytes, %v", n, want, len(got), err)
			}
		}
	}
}

// TestReadAllPanic: the panic of a reader comes out.
func TestReadAllPanic(t *testing.T) {
	defer func() {
		if r := recover(); r != "broken" {
			t.Errorf("recovered %v", r)
		}
	}()
	ReadAll(io.MultiReader(bytes.NewReader(make([]byte, small+1)), panicking{}))
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("broken") }
