package convert

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"
)

// A lexer reads JSON token by token (RFC 8259). Tokens are those of encoding/json: nil, bool, json.Number, string and json.Delim. Commas
// and colons are checked and left out. It differs from encoding/json in that a lone surrogate in an escape stays one, in three bytes
// as Python's surrogatepass has it, where that puts U+FFFD.
type lexer struct {
	r       *bufio.Reader
	at      int64  // bytes read
	open    []byte // '[' or '{' of what is open, and ':' where a value belongs to a key
	started bool   // a member of the innermost stands before this place
	buf     []byte
}

// lexDepth is how many arrays and objects may be nested. What a reader makes of them takes Go's stack.
const lexDepth = 100_000

func newLexer(r io.Reader) *lexer { return &lexer{r: bufio.NewReaderSize(r, 1<<16)} }

func (l *lexer) fail(problem string) error {
	return &Error{Problem: fmt.Sprintf("JSON, offset %d: %s", l.at, problem), Advice: "it may be cut off, or no JSON"}
}

func (l *lexer) byte() (byte, error) {
	c, err := l.r.ReadByte()
	if err != nil {
		return 0, err
	}
	l.at++
	return c, nil
}

func (l *lexer) unread() {
	if l.r.UnreadByte() == nil {
		l.at--
	}
}

// space skips white space and returns the byte behind it.
func (l *lexer) space() (byte, error) {
	for {
		c, err := l.byte()
		if err != nil || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c, err
		}
	}
}

// more reports whether another member follows in the innermost array or object, or, outside of any, another value.
func (l *lexer) more() bool {
	c, err := l.space()
	if err != nil {
		return false
	}
	l.unread()
	return c != ']' && c != '}'
}

// token returns the next token. At the end between values the error is io.EOF.
func (l *lexer) token() (json.Token, error) {
	c, err := l.space()
	if err == io.EOF && len(l.open) == 0 {
		return nil, err
	}
	if err != nil {
		return nil, l.cut(err)
	}
	var in byte
	if len(l.open) > 0 {
		in = l.open[len(l.open)-1]
	}
	if in != 0 && in != ':' {
		if c == ']' && in == '[' || c == '}' && in == '{' {
			l.open = l.open[:len(l.open)-1]
			l.ended()
			return json.Delim(c), nil
		}
		if l.started {
			if c != ',' {
				return nil, l.fail(fmt.Sprintf("%q where a comma or the end belongs", c))
			}
			if c, err = l.space(); err != nil {
				return nil, l.cut(err)
			}
		}
	}
	if in == '{' {
		if c != '"' {
			return nil, l.fail(fmt.Sprintf("%q where a key belongs", c))
		}
		key, err := l.text()
		if err != nil {
			return nil, err
		}
		if c, err = l.space(); err != nil {
			return nil, l.cut(err)
		}
		if c != ':' {
			return nil, l.fail(fmt.Sprintf("%q where a colon belongs", c))
		}
		l.open = append(l.open, ':')
		return key, nil
	}
	if c == '[' || c == '{' {
		if len(l.open) > lexDepth {
			return nil, l.fail("nested too deep")
		}
		l.open, l.started = append(l.open, c), false
		return json.Delim(c), nil
	}
	var t json.Token
	switch {
	case c == '"':
		t, err = l.text()
	case c == '-' || c >= '0' && c <= '9':
		t, err = l.number(c)
	default:
		t, err = l.word(c)
	}
	if err != nil {
		return nil, err
	}
	l.ended()
	return t, nil
}

// ended notes that a value is complete.
func (l *lexer) ended() {
	if n := len(l.open); n > 0 && l.open[n-1] == ':' {
		l.open = l.open[:n-1]
	}
	l.started = true
}

func (l *lexer) cut(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return &Error{Problem: fmt.Sprintf("JSON, offset %d", l.at), Advice: "it may be cut off", Err: err}
}

// word reads null, true, false, or what Python's json writes: NaN, Infinity.
func (l *lexer) word(c byte) (json.Token, error) {
	l.buf = append(l.buf[:0], c)
	for len(l.buf) < 10 {
		c, err := l.byte()
		if err != nil {
			break
		}
		if (c|0x20) < 'a' || (c|0x20) > 'z' {
			l.unread()
			break
		}
		l.buf = append(l.buf, c)
	}
	switch s := string(l.buf); s {
	case "null":
		return nil, nil
	case "true", "false":
		return s == "true", nil
	case "NaN", "Infinity":
		return json.Number(s), nil
	}
	return nil, l.fail(fmt.Sprintf("%q where a value belongs", l.buf))
}

// number reads a number; its form is checked where it is used. Python's json also writes -Infinity.
func (l *lexer) number(c byte) (json.Token, error) {
	l.buf = append(l.buf[:0], c)
	for {
		c, err := l.byte()
		if err != nil {
			break
		}
		if c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') && ((c|0x20) < 'a' || (c|0x20) > 'z') {
			l.unread()
			break
		}
		l.buf = append(l.buf, c)
	}
	s := string(l.buf)
	if s != "-Infinity" && !json.Valid(l.buf) {
		return nil, l.fail(fmt.Sprintf("%.40q where a number belongs", s))
	}
	return json.Number(s), nil
}

// text reads a string behind its first quote.
func (l *lexer) text() (string, error) {
	l.buf = l.buf[:0]
	for {
		c, err := l.byte()
		if err != nil {
			return "", l.cut(err)
		}
		switch {
		case c == '"':
			if !validText(l.buf) {
				return "", l.fail("a string that is no UTF-8")
			}
			return string(l.buf), nil
		case c < 0x20:
			return "", l.fail("a control character in a string")
		case c != '\\':
			l.buf = append(l.buf, c)
		default:
			if err := l.escape(); err != nil {
				return "", err
			}
		}
	}
}

// validText reports whether b is UTF-8 but for lone surrogates, which only escapes have put there.
func validText(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			if len(b) < 3 || b[0] != 0xED || b[1] < 0xA0 || b[1] > 0xBF || b[2] < 0x80 || b[2] > 0xBF {
				return false
			}
			n = 3
		}
		b = b[n:]
	}
	return true
}

func (l *lexer) escape() error {
	c, err := l.byte()
	if err != nil {
		return l.cut(err)
	}
	switch c {
	case '"', '\\', '/':
		l.buf = append(l.buf, c)
	case 'b':
		l.buf = append(l.buf, '\b')
	case 'f':
		l.buf = append(l.buf, '\f')
	case 'n':
		l.buf = append(l.buf, '\n')
	case 'r':
		l.buf = append(l.buf, '\r')
	case 't':
		l.buf = append(l.buf, '\t')
	case 'u':
		unit, err := l.unit()
		if err != nil {
			return err
		}
		l.appendUnit(unit)
	default:
		return l.fail(fmt.Sprintf("no escape: \\%c", c))
	}
	return nil
}

// unit reads the four digits of \u.
func (l *lexer) unit() (rune, error) {
	var digits [4]byte
	n, err := io.ReadFull(l.r, digits[:])
	l.at += int64(n)
	if err != nil {
		return 0, l.cut(io.EOF)
	}
	x, err := strconv.ParseUint(string(digits[:]), 16, 16)
	if err != nil {
		return 0, l.fail(fmt.Sprintf("no escape: \\u%s", digits[:]))
	}
	return rune(x), nil
}

// appendUnit appends a UTF-16 code unit; with the surrogate before it, if that was escaped too, it is one character.
func (l *lexer) appendUnit(unit rune) {
	if n := len(l.buf); unit >= 0xDC00 && unit < 0xE000 && n >= 3 && l.buf[n-3] == 0xED && l.buf[n-2] >= 0xA0 && l.buf[n-2] < 0xB0 {
		high := 0xD000 | rune(l.buf[n-2]&0x3F)<<6 | rune(l.buf[n-1]&0x3F)
		l.buf = utf8.AppendRune(l.buf[:n-3], 0x10000+(high-0xD800)<<10+(unit-0xDC00))
		return
	}
	if unit >= 0xD800 && unit < 0xE000 {
		l.buf = append(l.buf, 0xED, byte(0x80|unit>>6&0x3F), byte(0x80|unit&0x3F))
		return
	}
	l.buf = utf8.AppendRune(l.buf, unit)
}

// any reads a value as encoding/json would with UseNumber.
func (l *lexer) any(depth int) (any, error) {
	t, err := l.token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, l.fail("nested too deep")
	}
	switch t {
	case json.Delim('['):
		list := []any{}
		for l.more() {
			x, err := l.any(depth + 1)
			if err != nil {
				return nil, err
			}
			list = append(list, x)
		}
		_, err := l.token()
		return list, err
	case json.Delim('{'):
		object := map[string]any{}
		for l.more() {
			key, err := l.token()
			if err != nil {
				return nil, err
			}
			name, _ := key.(string)
			if object[name], err = l.any(depth + 1); err != nil {
				return nil, err
			}
		}
		_, err := l.token()
		return object, err
	}
	return t, nil
}

var errNoInts = errors.New("not a list of sizes")

// sizes reads a list of ints ≥ 0.
func (l *lexer) sizes() ([]int, error) {
	x, err := l.any(0)
	if err != nil {
		return nil, err
	}
	list, ok := x.([]any)
	if !ok {
		return nil, errNoInts
	}
	out := make([]int, len(list))
	for i, item := range list {
		n, ok := item.(json.Number)
		size, err := strconv.ParseInt(string(n), 10, 64)
		if !ok || err != nil || size < 0 || size > math.MaxInt32<<16 {
			return nil, errNoInts
		}
		out[i] = int(size)
	}
	return out, nil
}
