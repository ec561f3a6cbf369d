package source

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestDirect: a long part is read past the reader's buffer, and what follows it is still there.
func TestDirect(t *testing.T) {
	data := make([]byte, 5*direct)
	for i := range data {
		data[i] = byte(i * 7 >> 4)
	}
	for _, reader := range []io.Reader{bytes.NewReader(data), iotest.HalfReader(bytes.NewReader(data)), iotest.DataErrReader(bytes.NewReader(data))} {
		in := bufio.NewReaderSize(reader, 1000)
		s := New(in)
		buf, err := s.More(make([]byte, 0, 100), 10)
		if err != nil || len(buf) < 10 {
			t.Fatal(len(buf), err)
		}
		need := 3*direct - len(buf)
		if buf, err = s.More(append(make([]byte, 0, 3*direct), buf...), need); err != nil || !bytes.Equal(buf, data[:3*direct]) {
			t.Fatalf("%d bytes, %v", len(buf), err)
		}
		if err := s.Unread(0); err != nil {
			t.Fatal(err)
		}
		if left, err := io.ReadAll(in); err != nil || !bytes.Equal(left, data[3*direct:]) {
			t.Fatalf("%d bytes left, %v", len(left), err)
		}
		if _, err := s.More(make([]byte, 0, 2*direct), 2*direct); err != io.EOF {
			t.Fatal(err)
		}
	}
	s := New(bufio.NewReader(bytes.NewReader(data[:2*direct-5])))
	if buf, err := s.More(make([]byte, 0, 2*direct), 2*direct); err != nil || len(buf) != 2*direct-5 {
		t.Fatalf("cut off: %d bytes, %v", len(buf), err)
	}
}

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
