package show

import "unicode/utf8"

// A style is what a part of a line is, which decides its colour.
type style uint8

const (
	plain style = iota
	label
	class
	text
	number
	reference
	faint
	warning
)

// colours are the SGR parameters of the styles: the eight basic colours, which every terminal's theme has.
var colours = [...]string{
	label: "36", class: "1", text: "32", number: "33", reference: "35", faint: "2", warning: "1;31",
}

// A line is a piece of output and how wide it is on a screen.
type line struct {
	buf   []byte
	width int // in characters, without escape sequences
	color bool
}

// add appends text, which must hold no control characters.
func (l *line) add(s style, parts ...string) {
	coloured := l.color && s != plain
	if coloured {
		l.buf = append(append(append(l.buf, "\x1b["...), colours[s]...), 'm')
	}
	for _, part := range parts {
		l.buf = append(l.buf, part...)
		l.width += utf8.RuneCountInString(part)
	}
	if coloured {
		l.buf = append(l.buf, "\x1b[0m"...)
	}
}

// sub returns an empty line of the same kind.
func (l *line) sub() *line { return &line{color: l.color} }
