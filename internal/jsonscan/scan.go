// Package jsonscan reads JSON, value by value, into what the caller wants, without a tree in between: what a server reads its
// requests with, and brine predict its data. A [Scanner] reads what lies in memory, a [Stream] cuts what is longer into values for it.
//
//	s := jsonscan.New(data)
//	for key := range s.Object() {
//		switch string(key) {
//		case "data":
//			for range s.Array() {
//				sum += s.Float()
//			}
//		default:
//			s.Skip()
//		}
//	}
//	err := s.End()
//
// The first error is kept, and everything after it reads as nothing, so that one look at the end does. Beyond RFC 8259, NaN,
// Infinity and -Infinity are numbers, as Python's json writes them.
package jsonscan

import (
	"fmt"
	"iter"
	"math"
)

// maxDepth is how deep values may nest.
const maxDepth = 1000

// An Error tells where the JSON is wrong.
type Error struct {
	Offset int // in bytes
	Text   string
}

func (e *Error) Error() string { return fmt.Sprintf("JSON, offset %d: %s", e.Offset, e.Text) }

// A Kind is the type of a value.
type Kind uint8

const (
	Invalid Kind = iota // none, or an error
	Null
	Bool
	Number
	String
	Array
	Object
)

func (k Kind) String() string {
	return [...]string{"nothing", "null", "a bool", "a number", "a string", "an array", "an object"}[k]
}

// A Scanner reads one text. It belongs to one goroutine.
type Scanner struct {
	data  []byte
	pos   int // 0 ≤ pos ≤ len(data)
	depth int
	err   error
	text  []byte // of the last string with escapes
}

// New returns a scanner of a text, which must not change while it is read.
func New(data []byte) *Scanner { return &Scanner{data: data} }

// Reset makes it a scanner of another text.
func (s *Scanner) Reset(data []byte) { *s = Scanner{data: data, text: s.text} }

// Offset returns where the next value begins.
func (s *Scanner) Offset() int {
	s.space()
	return s.pos
}

// Err returns the first error.
func (s *Scanner) Err() error { return s.err }

// End returns the first error; text behind the value is one.
func (s *Scanner) End() error {
	if s.space(); s.err == nil && s.pos < len(s.data) {
		s.Fail("something follows the value")
	}
	return s.err
}

// Fail makes an error of this place, unless there is one already.
func (s *Scanner) Fail(format string, args ...any) {
	s.Stop(&Error{Offset: s.pos, Text: fmt.Sprintf(format, args...)})
}

// Stop ends the reading by an error of the caller's, unless there is one already.
func (s *Scanner) Stop(err error) {
	if s.err == nil {
		s.err = err
	}
}

// space skips white space.
func (s *Scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// Kind returns the type of the next value, which it leaves unread.
func (s *Scanner) Kind() Kind {
	if s.space(); s.err != nil || s.pos == len(s.data) {
		return Invalid
	}
	switch c := s.data[s.pos]; {
	case c == 'n':
		return Null
	case c == 't' || c == 'f':
		return Bool
	case c == '-' || '0' <= c && c <= '9' || c == 'N' || c == 'I':
		return Number
	case c == '"':
		return String
	case c == '[':
		return Array
	case c == '{':
		return Object
	}
	return Invalid
}

// want makes an error unless the next value is of a kind.
func (s *Scanner) want(kind Kind) bool {
	got := s.Kind()
	switch {
	case s.err != nil:
	case got == kind:
		return true
	case got != Invalid:
		s.Fail("got %v, want %v", got, kind)
	case s.pos == len(s.data):
		s.Fail("the text ends early")
	default:
		s.Fail("%q begins no value", s.data[s.pos])
	}
	return false
}

// open begins an array or object and reports whether it has members.
func (s *Scanner) open(kind Kind, end byte) bool {
	if !s.want(kind) {
		return false
	}
	if s.depth++; s.depth > maxDepth {
		s.Fail("values nest more than %d deep", maxDepth)
		return false
	}
	s.pos++
	if s.space(); s.pos < len(s.data) && s.data[s.pos] == end {
		s.pos++
		s.depth--
		return false
	}
	return true
}

// next goes on behind a member and reports whether there is another.
func (s *Scanner) next(end byte) bool {
	if s.err != nil {
		return false
	}
	if s.space(); s.pos == len(s.data) {
		s.Fail("the text ends early")
		return false
	}
	switch s.data[s.pos] {
	case ',':
		s.pos++
		return true
	case end:
		s.pos++
		s.depth--
		return false
	}
	s.Fail("%q where a comma or %q belongs", s.data[s.pos], end)
	return false
}

// Array iterates over an array. The body must read one value each time; when it leaves the loop early, nothing more can be read.
func (s *Scanner) Array() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, more := 0, s.open(Array, ']'); more; i++ {
			if !yield(i) {
				return
			}
			more = s.next(']')
		}
	}
}

// Object iterates over the keys of an object, which are valid until the next string is read. The body must read the key's value.
func (s *Scanner) Object() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for more := s.open(Object, '}'); more; more = s.next('}') {
			key := s.Bytes()
			if s.space(); s.err == nil && (s.pos == len(s.data) || s.data[s.pos] != ':') {
				s.Fail("a key without a colon")
			}
			if s.err != nil {
				return
			}
			s.pos++
			if !yield(key) {
				return
			}
		}
	}
}

// word reads a literal.
func (s *Scanner) word(text string) bool {
	if len(s.data)-s.pos < len(text) || string(s.data[s.pos:s.pos+len(text)]) != text {
		return false
	}
	s.pos += len(text)
	return true
}

// Null reads null.
func (s *Scanner) Null() {
	if s.want(Null) && !s.word("null") {
		s.Fail("no value")
	}
}

// Bool reads true or false.
func (s *Scanner) Bool() bool {
	if !s.want(Bool) {
		return false
	}
	yes := s.word("true")
	if !yes && !s.word("false") {
		s.Fail("no value")
	}
	return yes
}

// Float reads a number. One too large for a float64 is an error.
func (s *Scanner) Float() float64 {
	f, _, _ := s.Number()
	return f
}

// Int reads an integer; 1.0 and 1e3 are none.
func (s *Scanner) Int() int64 {
	at := s.pos
	_, i, ok := s.Number()
	if s.err == nil && !ok {
		s.pos = at
		s.Fail("no integer of 64 bits")
	}
	return i
}

// Text reads a string.
func (s *Scanner) Text() string { return string(s.Bytes()) }

// Value reads null, a bool, number, string or array as nil, bool, float64 or, of a literal of digits only, int64, string or []any.
func (s *Scanner) Value() any {
	switch s.Kind() {
	case Null:
		s.Null()
	case Bool:
		return s.Bool()
	case Number:
		f, i, ok := s.Number()
		if ok {
			return i
		}
		return f
	case String:
		return s.Text()
	case Array:
		out := []any{}
		for range s.Array() {
			out = append(out, s.Value())
		}
		return out
	case Object:
		s.Fail("an object where a value belongs")
	default:
		s.want(Null)
	}
	return nil
}

// Skip reads a value of any kind.
func (s *Scanner) Skip() {
	switch s.Kind() {
	case Null:
		s.Null()
	case Bool:
		s.Bool()
	case Number:
		s.Number()
	case String:
		s.Bytes()
	case Array:
		for range s.Array() {
			s.Skip()
		}
	case Object:
		for range s.Object() {
			s.Skip()
		}
	default:
		s.want(Null)
	}
}

// Raw passes over a value and returns its text, a part of the scanner's, for another scanner. Of an array or object only brackets and
// strings are looked at here: what is wrong within them the other one finds.
func (s *Scanner) Raw() []byte {
	s.space()
	start := s.pos
	if kind := s.Kind(); kind != Array && kind != Object {
		s.Skip()
	} else if s.pos = s.closing(); s.pos > len(s.data) {
		s.pos = len(s.data)
		s.Fail("the text ends early")
	}
	if s.err != nil {
		return nil
	}
	return s.data[start:s.pos]
}

// closing returns the place behind the bracket that closes the one here; past the text if there is none.
func (s *Scanner) closing() int {
	depth := 0
	for i := s.pos; i < len(s.data); i++ {
		switch s.data[i] {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			for i++; i < len(s.data) && s.data[i] != '"'; i++ {
				if s.data[i] == '\\' {
					i++
				}
			}
		}
	}
	return len(s.data) + 1
}

// nonFinite reads NaN, Infinity or -Infinity.
func (s *Scanner) nonFinite() (float64, bool) {
	switch {
	case s.word("NaN"):
		return math.NaN(), true
	case s.word("Infinity"):
		return math.Inf(1), true
	case s.word("-Infinity"):
		return math.Inf(-1), true
	}
	return 0, false
}
