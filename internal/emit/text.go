package emit

import (
	"github.com/brine-go/brine/internal/wtf8"
)

const hexDigits = "0123456789abcdef"

// appendRawUnicode is CPython's raw_unicode_escape: latin-1, with \u and \U for the rest and for what would
// end the line or the escape.
func appendRawUnicode(dst, s []byte) []byte {
	for len(s) > 0 {
		r, n := wtf8.DecodeRune(s)
		s = s[n:]
		switch {
		case r >= 0x10000:
			dst = append(dst, '\\', 'U')
			for shift := 28; shift >= 0; shift -= 4 {
				dst = append(dst, hexDigits[r>>shift&15])
			}
		case r >= 256 || r == '\\' || r == 0 || r == '\n' || r == '\r' || r == 0x1a:
			dst = append(dst, '\\', 'u')
			for shift := 12; shift >= 0; shift -= 4 {
				dst = append(dst, hexDigits[r>>shift&15])
			}
		default:
			dst = append(dst, byte(r))
		}
	}
	return dst
}

func appendLatin1(dst []byte, c byte) []byte { return wtf8.AppendRune(dst, rune(c)) }

// appendPython2Repr is repr() of Python 2's str.
func appendPython2Repr(dst, s []byte) []byte {
	quote := byte('\'')
	single, double := false, false
	for _, c := range s {
		single = single || c == '\''
		double = double || c == '"'
	}
	if single && !double {
		quote = '"'
	}
	dst = append(dst, quote)
	for _, c := range s {
		switch {
		case c == quote || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c < ' ' || c >= 0x7f:
			dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, quote)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
