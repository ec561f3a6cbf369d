package emit

import (
	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/internal/wtf8"
)

// appendRawUnicode is CPython's raw_unicode_escape: latin-1, with \u and \U for the rest and for what would
// end the line or the escape.
func appendRawUnicode(dst, s []byte) []byte {
	for len(s) > 0 {
		r, n := wtf8.DecodeRune(s)
		s = s[n:]
		switch {
		case r >= 0x10000:
			dst = pyrepr.AppendHex(append(dst, '\\', 'U'), r, 8)
		case r >= 256 || r == '\\' || r == 0 || r == '\n' || r == '\r' || r == 0x1a:
			dst = pyrepr.AppendHex(append(dst, '\\', 'u'), r, 4)
		default:
			dst = append(dst, byte(r))
		}
	}
	return dst
}

func appendLatin1(dst []byte, c byte) []byte { return wtf8.AppendRune(dst, rune(c)) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
