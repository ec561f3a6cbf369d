// Package pyrepr writes atoms as Python's repr does: for protocol 0, disassemblies and people.
package pyrepr

import (
	"bytes"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/wtf8"
)

// Float returns repr(f).
func Float(f float64) string { return string(AppendFloat(nil, f, 64)) }

// AppendFloat appends repr(f), of a float of so many bits: the shortest digits that read back as f, with an exponent from 1e16 on and
// below 1e-4.
func AppendFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "nan"...)
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.AppendFloat(dst, f, 'e', -1, bits)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, bits)
	if bytes.IndexByte(dst[start:], '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}

// AppendStr appends repr of a str; s is UTF-8 with lone surrogates in three bytes. printable says which
// characters beyond ASCII stand for themselves: as a rule [unicode.IsPrint], whose Unicode may be newer or
// older than a given Python's; with nil it is Python's ascii().
func AppendStr(dst, s []byte, printable func(rune) bool) []byte {
	quote := quoteFor(s)
	dst = append(dst, quote)
	for len(s) > 0 {
		if n := plain(s, quote); n > 0 {
			dst, s = append(dst, s[:n]...), s[n:]
			continue
		}
		r, n := wtf8.DecodeRune(s)
		switch {
		case r < utf8.RuneSelf:
			dst = appendEscape(dst, byte(r), quote)
		case printable != nil && printable(r):
			dst = append(dst, s[:n]...)
		case r <= 0xff:
			dst = AppendHex(append(dst, '\\', 'x'), r, 2)
		case r <= 0xffff:
			dst = AppendHex(append(dst, '\\', 'u'), r, 4)
		default:
			dst = AppendHex(append(dst, '\\', 'U'), r, 8)
		}
		s = s[n:]
	}
	return append(dst, quote)
}

// AppendBytes appends repr of bytes.
func AppendBytes(dst, b []byte) []byte {
	quote := quoteFor(b)
	return appendQuoted(append(dst, 'b'), b, quote, quote)
}

// AppendByteString appends repr of Python 2's str.
func AppendByteString(dst, b []byte) []byte {
	quote := quoteFor(b)
	return appendQuoted(dst, b, quote, quote)
}

// AppendByteArray appends repr of a bytearray, which escapes single quotes within double quotes as well.
func AppendByteArray(dst, b []byte) []byte {
	return append(appendQuoted(append(dst, "bytearray(b"...), b, quoteFor(b), '\''), ')')
}

func appendQuoted(dst, b []byte, quote, escaped byte) []byte {
	dst = append(dst, quote)
	for len(b) > 0 {
		if n := plain(b, escaped); n > 0 {
			dst, b = append(dst, b[:n]...), b[n:]
			continue
		}
		dst = appendEscape(dst, b[0], escaped)
		b = b[1:]
	}
	return append(dst, quote)
}

func appendEscape(dst []byte, c, quote byte) []byte {
	switch c {
	case '\\', quote:
		return append(dst, '\\', c)
	case '\t':
		return append(dst, '\\', 't')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	}
	return AppendHex(append(dst, '\\', 'x'), rune(c), 2)
}

// AppendHex appends the last digits hexadecimal digits of r.
func AppendHex(dst []byte, r rune, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, "0123456789abcdef"[r>>shift&15])
	}
	return dst
}

// quoteFor returns the quotes of a repr: double ones if there are single ones, and no double ones, inside.
func quoteFor(s []byte) byte {
	if bytes.IndexByte(s, '\'') >= 0 && bytes.IndexByte(s, '"') < 0 {
		return '"'
	}
	return '\''
}

// plain returns how many bytes at the start of s stand for themselves.
func plain(s []byte, quote byte) int {
	for i, c := range s {
		if c < ' ' || c >= 0x7f || c == '\\' || c == quote {
			return i
		}
	}
	return len(s)
}
