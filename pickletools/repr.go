package pickletools

import (
	"bufio"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/pyrepr"
)

// A line writes one line of text and counts its columns: code points, as Python's len does.
type line struct {
	w       *bufio.Writer // remembers the first error
	version Version
	col     int
	digits  [20]byte // scratch, as is buf
	buf     []byte
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
	printable := l.version.printable
	if ascii {
		printable = nil
	}
	l.buf = pyrepr.AppendStr(l.buf[:0], s, printable)
	l.w.Write(l.buf)
	l.col += utf8.RuneCount(l.buf)
}

// bytes writes Python's repr of a bytes object.
func (l *line) bytes(b []byte) {
	l.buf = pyrepr.AppendBytes(l.buf[:0], b)
	l.w.Write(l.buf)
	l.col += len(l.buf)
}

// bytearray writes Python's repr of a bytearray.
func (l *line) bytearray(b []byte) {
	l.buf = pyrepr.AppendByteArray(l.buf[:0], b)
	l.w.Write(l.buf)
	l.col += len(l.buf)
}
