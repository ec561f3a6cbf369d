// Package escape decodes the texts of protocol 0 as CPython's codecs do: STRING's Python 2 literals and
// UNICODE's raw-unicode-escape.
package escape

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/wtf8"
)

var errTrailing = errors.New(`trailing \ in string`)

// AppendString undoes the escapes of a Python 2 string literal, as CPython's codecs.escape_decode does.
// There is no newline in s: it is a line.
func AppendString(dst, s []byte) ([]byte, error) {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			dst = append(dst, s[i])
			continue
		}
		if i++; i == len(s) {
			return dst, errTrailing
		}
		switch c := s[i]; c {
		case '\\', '\'', '"':
			dst = append(dst, c)
		case 'a', 'b', 'f', 'n', 'r', 't', 'v':
			dst = append(dst, "\a\b\f\n\r\t\v"[strings.IndexByte("abfnrtv", c)])
		case '0', '1', '2', '3', '4', '5', '6', '7':
			x := c - '0'
			for k := 0; k < 2 && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '7'; k++ {
				i++
				x = x<<3 | (s[i] - '0') // \400 is \0, as in CPython
			}
			dst = append(dst, x)
		case 'x':
			if i+2 >= len(s) {
				return dst, fmt.Errorf(`invalid \x escape at position %d`, i-1)
			}
			x, err := strconv.ParseUint(string(s[i+1:i+3]), 16, 8)
			if err != nil {
				return dst, fmt.Errorf(`invalid \x escape at position %d`, i-1)
			}
			dst = append(dst, byte(x))
			i += 2
		default:
			dst = append(dst, '\\', c)
		}
	}
	return dst, nil
}

// AppendLatin1 decodes s, one character a byte.
func AppendLatin1(dst, s []byte) []byte {
	for _, c := range s {
		dst = utf8.AppendRune(dst, rune(c))
	}
	return dst
}

// AppendRawUnicode decodes s, Python's raw-unicode-escape: latin-1 with \uXXXX and \UXXXXXXXX.
func AppendRawUnicode(dst, s []byte) ([]byte, error) {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			dst = utf8.AppendRune(dst, rune(s[i]))
			continue
		}
		digits := 0
		switch s[i+1] {
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		default: // an escaped backslash stays two, and the second one escapes nothing
			dst = utf8.AppendRune(append(dst, '\\'), rune(s[i+1]))
			i++
			continue
		}
		if i+2+digits > len(s) {
			return dst, fmt.Errorf(`truncated \%c escape at position %d`, s[i+1], i)
		}
		r, err := strconv.ParseUint(string(s[i+2:i+2+digits]), 16, 32)
		if err != nil {
			return dst, fmt.Errorf(`truncated \%c escape at position %d`, s[i+1], i)
		}
		if r > utf8.MaxRune {
			return dst, fmt.Errorf(`\U escape out of range at position %d`, i)
		}
		dst = wtf8.AppendRune(dst, rune(r))
		i += 1 + digits
	}
	return dst, nil
}
