package show

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/pyrepr"
)

// quote returns a Python str between double quotes, its first `most` characters if that is not negative. What a
// terminal would not print as it is becomes an escape, lone surrogates (three bytes each) among them.
func quote(s string, most int) (quoted string, cut bool) {
	b := append(make([]byte, 0, min(len(s), 4*textRunes)+2), '"')
	for n := 0; len(s) > 0; n++ {
		if n == most {
			cut = true
			break
		}
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			if unit, ok := surrogate(s); ok {
				b, size = escapeRune(b, unit), 3
				break
			}
			b = escapeByte(b, s[0])
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		default:
			b = appendRune(b, r)
		}
		s = s[size:]
	}
	return string(append(b, '"')), cut
}

// surrogate reads a lone surrogate, which is three bytes that are no UTF-8.
func surrogate(s string) (unit rune, ok bool) {
	if len(s) < 3 || s[0] != 0xED || s[1] < 0xA0 || s[1] > 0xBF || s[2]&0xC0 != 0x80 {
		return 0, false
	}
	return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), true
}

// quoteBytes returns bytes between quotes of a kind, at most `most` of them.
func quoteBytes(data []byte, mark byte, most int) (quoted string, cut bool) {
	if most >= 0 && len(data) > most {
		data, cut = data[:most], true
	}
	b := append(make([]byte, 0, len(data)+2), mark)
	for _, c := range data {
		switch {
		case c == mark || c == '\\':
			b = append(b, '\\', c)
		case c == '\n' || c == '\t' || c == '\r':
			b = appendRune(b, rune(c))
		case c < ' ' || c > '~':
			b = escapeByte(b, c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, mark)), cut
}

func appendRune(b []byte, r rune) []byte {
	switch {
	case r == '\n':
		return append(b, `\n`...)
	case r == '\t':
		return append(b, `\t`...)
	case r == '\r':
		return append(b, `\r`...)
	case r == ' ' || unicode.IsPrint(r):
		return utf8.AppendRune(b, r)
	}
	return escapeRune(b, r)
}

const hexDigits = "0123456789abcdef"

func escapeByte(b []byte, c byte) []byte {
	return append(b, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
}

func escapeRune(b []byte, r rune) []byte {
	mark, digits := byte('u'), 4
	switch {
	case r < 0x100:
		return escapeByte(b, byte(r))
	case r > 0xFFFF:
		mark, digits = 'U', 8
	}
	b = append(b, '\\', mark)
	for i := digits - 1; i >= 0; i-- {
		b = append(b, hexDigits[r>>(4*i)&15])
	}
	return b
}

// isName reports whether s can stand as an attribute without quotes.
func isName(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

// name returns a module, class or attribute as it is, or quoted if it is not what Python's names look like. It is cut
// if it is longer than any of them.
func name(s string) string {
	if len(s) > maxKey {
		quoted, _ := quote(s, textRunes)
		return quoted + "…"
	}
	for part := range strings.SplitSeq(s, ".") {
		if !isName(part) && part != "<lambda>" && part != "<locals>" {
			quoted, _ := quote(s, textRunes)
			return quoted
		}
	}
	return s
}

// dotted returns a global's name with its module.
func dotted(module, global string) string {
	if module == "" {
		return name(global)
	}
	return name(module) + "." + name(global)
}

// roundText returns a float with six significant digits, as arrays show it.
func roundText(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return pyrepr.Float(f)
	}
	s := strconv.FormatFloat(f, 'g', 6, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// hugeBits is the size from which an int is written in hexadecimal: decimal digits take more than linear time.
const hugeBits = 4096

// bigText returns an int: all its digits, or if it is huge its first ones and its size.
func bigText(x *big.Int, full bool) string {
	if x.BitLen() <= hugeBits {
		s := x.String()
		if full || len(s) <= textRunes {
			return s
		}
		return s[:textRunes/2] + "… (" + strconv.Itoa(len(strings.TrimPrefix(s, "-"))) + " digits)"
	}
	sign := ""
	if x.Sign() < 0 {
		sign = "-"
	}
	if full {
		return sign + "0x" + new(big.Int).Abs(x).Text(16)
	}
	head := new(big.Int).Abs(x)
	head.Rsh(head, uint((x.BitLen()+3)/4*4-4*16)) // its first 16 hexadecimal digits
	return sign + "0x" + head.Text(16) + "… (" + strconv.Itoa(x.BitLen()) + " bits)"
}
