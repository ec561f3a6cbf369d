package numpy

import (
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A literal is a parser of the Python literals that headers of .npy files are written in: strings, integers, True,
// False, None, tuples, lists and dicts of strings. It is as strict as the writers of such files are uniform.
//
// Values are string, int, bool, nil, tuple, []any and literalDict.
type literal struct {
	s   string
	pos int
}

type tuple []any

type literalDict struct {
	keys   []string
	values []any
}

const maxLiteralNest = 2*maxDTypeNest + 4

func (l *literal) fail(problem string) error {
	return &NPYError{Offset: int64(l.pos), Problem: problem}
}

func (l *literal) space() {
	for l.pos < len(l.s) && (l.s[l.pos] == ' ' || l.s[l.pos] == '\n') {
		l.pos++
	}
}

// next reports whether b comes next, and passes it.
func (l *literal) next(b byte) bool {
	if l.space(); l.pos < len(l.s) && l.s[l.pos] == b {
		l.pos++
		return true
	}
	return false
}

// parse reads a whole text.
func (l *literal) parse() (any, error) {
	v, err := l.value(0)
	if err != nil {
		return nil, err
	}
	if l.space(); l.pos < len(l.s) {
		return nil, l.fail("something follows the dict")
	}
	return v, nil
}

func (l *literal) value(depth int) (any, error) {
	l.space()
	if depth > maxLiteralNest {
		return nil, l.fail("nested too deep")
	}
	if l.pos == len(l.s) {
		return nil, l.fail("the header ends in the middle of the dict")
	}
	for word, v := range map[string]any{"True": true, "False": false, "None": nil} {
		if strings.HasPrefix(l.s[l.pos:], word) {
			l.pos += len(word)
			return v, nil
		}
	}
	switch c := l.s[l.pos]; {
	case c == '\'' || c == '"':
		return l.str()
	case c == 'u' || c == 'b': // Python 2's unicode; bytes where Python 2 files met Python 3
		if l.pos+1 < len(l.s) && (l.s[l.pos+1] == '\'' || l.s[l.pos+1] == '"') {
			l.pos++
			return l.str()
		}
	case c == '-' || '0' <= c && c <= '9':
		return l.int()
	case c == '(':
		l.pos++
		items, commas, err := l.items(')', depth)
		if err == nil && len(items) == 1 && commas == 0 {
			return items[0], nil // only parentheses
		}
		return tuple(items), err
	case c == '[':
		l.pos++
		items, _, err := l.items(']', depth)
		return items, err
	case c == '{':
		l.pos++
		return l.dict(depth)
	}
	return nil, l.fail("want a string, an int, True, False, a tuple, a list or a dict")
}

// items reads values up to the closing mark.
func (l *literal) items(end byte, depth int) (items []any, commas int, err error) {
	items = []any{}
	for !l.next(end) {
		if len(items) != commas {
			return nil, 0, l.fail("want a comma or " + string(rune(end)))
		}
		v, err := l.value(depth + 1)
		if err != nil {
			return nil, 0, err
		}
		items = append(items, v)
		if l.next(',') {
			commas++
		}
	}
	return items, commas, nil
}

func (l *literal) dict(depth int) (d literalDict, err error) {
	for comma := true; !l.next('}'); comma = l.next(',') {
		if !comma {
			return d, l.fail("want a comma or }")
		}
		key, err := l.value(depth + 1)
		if err != nil {
			return d, err
		}
		name, ok := key.(string)
		if !ok || !l.next(':') {
			return d, l.fail("want a string and a colon")
		}
		v, err := l.value(depth + 1)
		if err != nil {
			return d, err
		}
		d.keys, d.values = append(d.keys, name), append(d.values, v)
	}
	return d, nil
}

// int reads a decimal integer. Python 2 wrote an L behind long ones.
func (l *literal) int() (int, error) {
	start := l.pos
	if l.s[l.pos] == '-' {
		l.pos++
	}
	for l.pos < len(l.s) && '0' <= l.s[l.pos] && l.s[l.pos] <= '9' {
		l.pos++
	}
	n, err := strconv.ParseInt(l.s[start:l.pos], 10, bits.UintSize)
	if err != nil {
		l.pos = start
		return 0, l.fail("the integer has more than " + strconv.Itoa(bits.UintSize) + " bits")
	}
	if l.pos < len(l.s) && l.s[l.pos] == 'L' {
		l.pos++
	}
	return int(n), nil
}

// str reads a string as repr writes it.
func (l *literal) str() (string, error) {
	start := l.pos
	quote := l.s[l.pos]
	var out []byte
	for l.pos++; l.pos < len(l.s); {
		switch c := l.s[l.pos]; {
		case c == quote:
			l.pos++
			return string(out), nil
		case c == '\n':
			return "", l.fail("a string reaches over the end of the line")
		case c == '\\':
			var err error
			if out, err = l.escape(out); err != nil {
				return "", err
			}
		default:
			out = append(out, c)
			l.pos++
		}
	}
	l.pos = start
	return "", l.fail("the string has no end")
}

// escape reads one of the escapes that repr writes.
func (l *literal) escape(out []byte) ([]byte, error) {
	const simple, meaning = `\'"nrt`, "\\'\"\n\r\t"
	if l.pos+1 == len(l.s) {
		return nil, l.fail("the string has no end")
	}
	c := l.s[l.pos+1]
	if i := strings.IndexByte(simple, c); i >= 0 {
		l.pos += 2
		return append(out, meaning[i]), nil
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	if digits == 0 || len(l.s)-l.pos-2 < digits {
		return nil, l.fail("no such escape")
	}
	n, err := strconv.ParseUint(l.s[l.pos+2:][:digits], 16, 32)
	if err != nil || n > utf8.MaxRune {
		return nil, l.fail("no such escape")
	}
	l.pos += 2 + digits
	if 0xD800 <= n && n < 0xE000 { // a lone surrogate, as everywhere in three bytes
		return append(out, 0xE0|byte(n>>12), 0x80|byte(n>>6&63), 0x80|byte(n&63)), nil
	}
	return utf8.AppendRune(out, rune(n)), nil
}
