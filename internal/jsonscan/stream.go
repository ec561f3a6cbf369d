package jsonscan

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// A Stream cuts a stream of JSON into the texts of its values, which a [Scanner] reads: brackets and strings are all that it looks at.
type Stream struct {
	r      *bufio.Reader
	offset int64  // 0 ≤ offset: bytes that have been taken
	text   []byte // of a value that did not lie in the buffer as a whole
	kept   []byte // what has been taken since Keep
	keep   bool
}

// NewStream returns a stream of JSON.
func NewStream(r io.Reader) *Stream { return &Stream{r: bufio.NewReaderSize(r, 1<<16)} }

// Offset returns how many bytes have been taken. Behind Peek it is where the next value or delimiter begins.
func (s *Stream) Offset() int64 { return s.offset }

// Keep begins to keep what is taken, as it stands.
func (s *Stream) Keep() { s.kept, s.keep = nil, true }

// Kept returns what has been taken since Keep, and keeps no more.
func (s *Stream) Kept() []byte {
	s.keep = false
	return s.kept
}

// take passes over n bytes of the buffer.
func (s *Stream) take(buffer []byte, n int) {
	if s.keep {
		s.kept = append(s.kept, buffer[:n]...)
	}
	s.offset += int64(n)
	s.r.Discard(n) // they are buffered
}

// buffer returns what has been read and not taken, at least a byte.
func (s *Stream) buffer() ([]byte, error) {
	if _, err := s.r.Peek(1); err != nil {
		return nil, err
	}
	return s.r.Peek(s.r.Buffered())
}

// Fail returns an error of this place.
func (s *Stream) Fail(format string, args ...any) error {
	return &Error{Offset: int(s.offset), Text: fmt.Sprintf(format, args...)}
}

// cut returns the error of a stream that ends within a value.
func (s *Stream) cut(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("JSON, offset %d: %w", s.offset, io.ErrUnexpectedEOF)
	}
	return err
}

// Peek passes over white space and returns the byte behind it; at the end of the stream, io.EOF.
func (s *Stream) Peek() (byte, error) {
	for {
		b, err := s.buffer()
		if err != nil {
			return 0, err
		}
		n := 0
		for n < len(b) && (b[n] == ' ' || b[n] == '\n' || b[n] == '\t' || b[n] == '\r') {
			n++
		}
		if s.take(b, n); n < len(b) {
			return b[n], nil
		}
	}
}

// Next is Peek within a value, where the stream must not end.
func (s *Stream) Next() (byte, error) {
	c, err := s.Peek()
	if err != nil {
		err = s.cut(err)
	}
	return c, err
}

// Delimiter takes a bracket, comma or colon, which must be one of these, and returns it.
func (s *Stream) Delimiter(want ...byte) (byte, error) {
	c, err := s.Next()
	if err != nil {
		return 0, err
	}
	for _, w := range want {
		if c == w {
			s.take([]byte{c}, 1)
			return c, nil
		}
	}
	return 0, s.Fail("%q where %q belongs", c, want[0])
}

// Value takes a value and returns its text, valid until the next call.
func (s *Stream) Value() ([]byte, error) {
	if _, err := s.Next(); err != nil {
		return nil, err
	}
	var c cutter
	s.text = s.text[:0]
	for {
		b, err := s.buffer()
		if err == io.EOF && c.depth == 0 && !c.quoted { // a number ends here
			return s.text, nil
		}
		if err != nil {
			return nil, s.cut(err)
		}
		n, ended := c.cut(b)
		if ended && len(s.text) == 0 {
			if s.take(b, n); n == 0 {
				return nil, s.Fail("%q begins no value", b[0])
			}
			return b[:n], nil
		}
		s.text = append(s.text, b[:n]...)
		if s.take(b, n); ended {
			return s.text, nil
		}
	}
}

// A cutter finds the end of a value that comes in parts.
type cutter struct {
	depth   int
	quoted  bool // within a string
	escaped bool // behind a backslash
	scalar  bool // within a value that is neither string nor nested
}

// cut returns how many bytes of b belong to the value, and whether it ends with them.
func (c *cutter) cut(b []byte) (n int, ended bool) {
	for i, x := range b {
		switch {
		case c.escaped:
			c.escaped = false
		case c.quoted && x == '\\':
			c.escaped = true
		case c.quoted && x == '"':
			if c.quoted = false; c.depth == 0 {
				return i + 1, true
			}
		case c.quoted:
		case c.scalar:
			switch x {
			case ' ', '\n', '\t', '\r', ',', ':', ']', '}', '[', '{', '"':
				return i, true
			}
		case x == '"':
			c.quoted = true
		case x == '[' || x == '{':
			c.depth++
		case x == ']' || x == '}':
			if c.depth == 0 {
				return i, true
			}
			if c.depth--; c.depth == 0 {
				return i + 1, true
			}
		case c.depth == 0:
			if x == ',' || x == ':' {
				return i, true
			}
			c.scalar = true
		}
	}
	return len(b), false
}
