package jsonscan

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// powers are the powers of ten that a float64 has exactly.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// Number reads a number. If it is written as an integer that 64 bits hold, integer is true and i is it.
//
// Up to 15 digits and a power of ten up to 22, both exact in a float64, give the right float64 by one division (Clinger, 1990),
// which is most numbers; strconv reads the others.
func (s *Scanner) Number() (f float64, i int64, integer bool) {
	if !s.want(Number) {
		return 0, 0, false
	}
	data, start, pos := s.data, s.pos, s.pos
	negative := data[pos] == '-'
	if negative {
		pos++
	}
	first := pos
	var mantissa uint64
	digits := 0
	for pos < len(data) && data[pos]-'0' < 10 {
		mantissa = mantissa*10 + uint64(data[pos]-'0')
		pos++
	}
	digits = pos - first
	if digits == 0 {
		f, ok := s.nonFinite()
		if !ok {
			s.Fail("no number")
		}
		return f, 0, false
	}
	if digits > 1 && data[first] == '0' {
		s.Fail("a number that begins with 0")
		return 0, 0, false
	}
	integer = true
	fraction := 0
	if pos < len(data) && data[pos] == '.' {
		integer = false
		pos++
		point := pos
		for pos < len(data) && data[pos]-'0' < 10 {
			mantissa = mantissa*10 + uint64(data[pos]-'0')
			pos++
		}
		if fraction = pos - point; fraction == 0 {
			s.Fail("a number without digits behind its point")
			return 0, 0, false
		}
		digits += fraction
	}
	exponent := false
	if pos < len(data) && data[pos]|0x20 == 'e' {
		integer, exponent = false, true
		pos++
		if pos < len(data) && (data[pos] == '+' || data[pos] == '-') {
			pos++
		}
		from := pos
		for pos < len(data) && data[pos]-'0' < 10 {
			pos++
		}
		if pos == from {
			s.Fail("a number without digits in its exponent")
			return 0, 0, false
		}
	}
	s.pos = pos
	if digits <= 15 && !exponent {
		f = float64(mantissa) / powers[fraction]
		if negative {
			f = -f
		}
		return f, int64(f), integer
	}
	f, err := strconv.ParseFloat(string(data[start:pos]), 64)
	if err != nil && errors.Is(err, strconv.ErrRange) {
		s.pos = start
		s.Fail("a number too large for a float64")
		return 0, 0, false
	}
	if integer {
		i, err = strconv.ParseInt(string(data[start:pos]), 10, 64)
		integer = err == nil
	}
	return f, i, integer
}

// Bytes reads a string, valid until the next one is read. Bytes that are no UTF-8 and lone surrogates are U+FFFD, as encoding/json
// has them.
func (s *Scanner) Bytes() []byte {
	if !s.want(String) {
		return nil
	}
	s.pos++
	rest := s.data[s.pos:]
	for n, c := range rest {
		if c == '"' {
			s.pos += n + 1
			return rest[:n:n]
		}
		if c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			return s.slowBytes(n)
		}
	}
	s.pos = len(s.data)
	s.Fail("a string without an end")
	return nil
}

// slowBytes reads a string whose first n bytes are plain.
func (s *Scanner) slowBytes(n int) []byte {
	s.text = append(s.text[:0], s.data[s.pos:s.pos+n]...)
	s.pos += n
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return s.text
		case c < ' ':
			s.Fail("a control character in a string")
			return nil
		case c == '\\':
			if !s.escape() {
				s.Fail("no escape of JSON")
				return nil
			}
		case c < utf8.RuneSelf:
			s.text = append(s.text, c)
			s.pos++
		default:
			r, size := utf8.DecodeRune(s.data[s.pos:])
			s.text = utf8.AppendRune(s.text, r)
			s.pos += size
		}
	}
	s.Fail("a string without an end")
	return nil
}

// escape reads an escape.
func (s *Scanner) escape() bool {
	const plain, meant = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if s.pos+1 >= len(s.data) {
		return false
	}
	c := s.data[s.pos+1]
	if at := bytes.IndexByte([]byte(plain), c); at >= 0 {
		s.text = append(s.text, meant[at])
		s.pos += 2
		return true
	}
	r, ok := s.unicode(s.pos)
	if !ok {
		return false
	}
	s.pos += 6
	if utf16.IsSurrogate(r) {
		low, _ := s.unicode(s.pos)
		if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
			s.pos += 6
		}
	}
	s.text = utf8.AppendRune(s.text, r)
	return true
}

// unicode returns the code of an escape \uXXXX.
func (s *Scanner) unicode(at int) (rune, bool) {
	if at+6 > len(s.data) || s.data[at] != '\\' || s.data[at+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(s.data[at+2:at+6]), 16, 32)
	return rune(n), err == nil
}
