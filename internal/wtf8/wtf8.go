// Package wtf8 handles UTF-8 in which lone surrogates stand in three bytes each, as Python's
// surrogatepass error handler writes them: what a Python str is in a pickle.
package wtf8

import "unicode/utf8"

// Valid reports whether b is UTF-8, surrogates U+D800 to U+DFFF allowed.
func Valid(b []byte) bool {
	for !utf8.Valid(b) {
		for {
			r, n := DecodeRune(b)
			if r == utf8.RuneError && n == 1 {
				return false
			}
			b = b[n:]
			if r >= 0xD800 && r <= 0xDFFF {
				break
			}
		}
	}
	return true
}

// DecodeRune is utf8.DecodeRune that also decodes surrogates.
func DecodeRune(b []byte) (rune, int) {
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 && len(b) >= 3 && b[0] == 0xED && b[1]&0xE0 == 0xA0 && b[2]&0xC0 == 0x80 {
		return 0xD000 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F), 3
	}
	return r, n
}

// AppendRune is utf8.AppendRune that also encodes surrogates.
func AppendRune(dst []byte, r rune) []byte {
	if r >= 0xD800 && r <= 0xDFFF {
		return append(dst, 0xED, 0x80|byte(r>>6&0x3F), 0x80|byte(r&0x3F))
	}
	return utf8.AppendRune(dst, r)
}
