package pickletools

import (
	"bufio"
	"bytes"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/wtf8"
)

// A line writes one line of text and counts its columns: code points, as Python's len does.
type line struct {
	w       *bufio.Writer // remembers the first error
	version Version
	col     int
	digits  [20]byte // scratch
}

func (l *line) ascii(s string) {
	l.w.WriteString(s)
	l.col += len(s)
}

func (l *line) byte(c byte) {
	l.w.WriteByte(c)
	l.col++
}

func (l *line) blanks(n int) {
	const many = "                                "
	for ; n > len(many); n -= len(many) {
		l.ascii(many)
	}
	if n > 0 {
		l.ascii(many[:n])
	}
}

// str writes Python's repr of a str, or its ascii; s is UTF-8 with lone surrogates encoded too.
func (l *line) str(s []byte, ascii bool) {
	quote := quoteFor(s)
	l.byte(quote)
	for len(s) > 0 {
		n := plain(s, quote)
		if n > 0 {
			l.w.Write(s[:n])
			l.col += n
			s = s[n:]
			continue
		}
		r, n := wtf8.DecodeRune(s)
		s = s[n:]
		switch {
		case r < utf8.RuneSelf:
			l.escape(byte(r), quote)
		case !ascii && l.version.printable(r):
			l.w.WriteRune(r)
			l.col++
		case r <= 0xff:
			l.hex('x', r, 2)
		case r <= 0xffff:
			l.hex('u', r, 4)
		default:
			l.hex('U', r, 8)
		}
	}
	l.byte(quote)
}

// bytes writes Python's repr of a bytes object.
func (l *line) bytes(b []byte) {
	quote := quoteFor(b)
	l.byteString(b, quote, quote)
}

// bytearray writes Python's repr of a bytearray, which escapes single quotes within double quotes as well.
func (l *line) bytearray(b []byte) {
	l.ascii("bytearray(")
	l.byteString(b, quoteFor(b), '\'')
	l.byte(')')
}

func (l *line) byteString(b []byte, quote, escaped byte) {
	l.byte('b')
	l.byte(quote)
	for len(b) > 0 {
		n := plain(b, escaped)
		if n > 0 {
			l.w.Write(b[:n])
			l.col += n
			b = b[n:]
			continue
		}
		l.escape(b[0], escaped)
		b = b[1:]
	}
	l.byte(quote)
}

// escape writes a byte that plain stops at, as it stands in a repr.
func (l *line) escape(c, quote byte) {
	switch c {
	case '\\', quote:
		l.byte('\\')
		l.byte(c)
	case '\t':
		l.ascii(`\t`)
	case '\n':
		l.ascii(`\n`)
	case '\r':
		l.ascii(`\r`)
	default:
		l.hex('x', rune(c), 2)
	}
}

func (l *line) hex(kind byte, r rune, digits int) {
	l.byte('\\')
	l.byte(kind)
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		l.byte("0123456789abcdef"[r>>shift&15])
	}
}

// quoteFor returns the quotes of a repr: double ones if there are single ones, and no double ones, inside.
func quoteFor(s []byte) byte {
	if bytes.IndexByte(s, '\'') >= 0 && bytes.IndexByte(s, '"') < 0 {
		return '"'
	}
	return '\''
}

// plain returns how many bytes at the start of s stand for themselves in a repr.
func plain(s []byte, quote byte) int {
	for i, c := range s {
		if c < ' ' || c >= 0x7f || c == '\\' || c == quote {
			return i
		}
	}
	return len(s)
}
