package show

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/brine-go/brine/py"
)

// A Path is a way from a node to one of its parts, in the words of the tree's labels: steps[0][1].coef_, or
// ["key"]{3}@value. The point before the first name may be left out.
type Path []step

// A PathError tells where a path is malformed, or where it leads to nothing.
type PathError struct {
	Path   string // as far as it was followed
	Offset int    // of the malformed byte, or -1
	Text   string
	Have   []string // steps that are possible there, the first ones
}

func (e *PathError) Error() string {
	if e.Offset >= 0 {
		return fmt.Sprintf("path at offset %d: %s", e.Offset, e.Text)
	}
	if e.Path == "" {
		return e.Text
	}
	return e.Path + ": " + e.Text
}

// String returns the path as it is written.
func (p Path) String() string {
	var l line
	for _, s := range p {
		s.write(&l)
	}
	return string(l.buf)
}

// ParsePath reads a path.
func ParsePath(s string) (Path, error) {
	r := &pathReader{rest: s, size: len(s), values: py.NewBuilder()}
	if !utf8.ValidString(s) {
		i := strings.IndexFunc(s, func(c rune) bool { return c == utf8.RuneError }) // perhaps one that stands for itself
		r.rest = s[i:]
		return nil, r.fail("want UTF-8")
	}
	var p Path
	if c, _ := utf8.DecodeRuneInString(s); s != "" && !strings.ContainsRune(".[{(@", c) {
		text, err := r.name()
		if err != nil {
			return nil, err
		}
		p = append(p, step{kind: attr, name: text})
	}
	for r.rest != "" {
		next, err := r.step()
		if err != nil {
			return nil, err
		}
		p = append(p, next)
	}
	return p, nil
}

// A pathReader reads a path from left to right.
type pathReader struct {
	rest   string
	size   int // of the whole
	values *py.Builder
}

func (r *pathReader) fail(format string, args ...any) error {
	return &PathError{Offset: r.size - len(r.rest), Text: fmt.Sprintf(format, args...)}
}

// take takes a prefix and reports whether it was there.
func (r *pathReader) take(prefix string) (ok bool) {
	r.rest, ok = strings.CutPrefix(r.rest, prefix)
	return ok
}

// need takes what must come.
func (r *pathReader) need(what string) error {
	if !r.take(what) {
		return r.fail("want %s", what)
	}
	return nil
}

// name takes a name.
func (r *pathReader) name() (string, error) {
	n := 0
	for n < len(r.rest) {
		_, size := utf8.DecodeRuneInString(r.rest[n:])
		if !isName(r.rest[:n+size]) {
			break
		}
		n += size
	}
	if n == 0 {
		return "", r.fail("want a name")
	}
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text, nil
}

func (r *pathReader) step() (step, error) {
	switch {
	case r.take("."):
		if strings.HasPrefix(r.rest, `"`) || strings.HasPrefix(r.rest, "'") {
			text, err := r.quoted()
			return step{kind: attr, name: text}, err
		}
		text, err := r.name()
		return step{kind: attr, name: text}, err
	case r.take("@"):
		text, err := r.name()
		return step{kind: special, name: text}, err
	case r.take("{"):
		i, err := r.count()
		if err != nil {
			return step{}, err
		}
		return step{kind: entry, i: i}, r.need("}")
	case r.take("("):
		if r.rest != "" && r.rest[0] >= '0' && r.rest[0] <= '9' {
			i, err := r.count()
			if err != nil {
				return step{}, err
			}
			return step{kind: arg, i: i}, r.need(")")
		}
		text, err := r.name()
		if err != nil {
			return step{}, err
		}
		return step{kind: keyword, name: text}, r.need(")")
	case r.take("["):
		s := step{kind: byKey}
		items, err := r.literals("]")
		if err != nil {
			return step{}, err
		}
		s.key = items[0]
		for _, item := range items {
			i, ok := item.Int()
			if !ok && len(items) > 1 {
				return step{}, r.fail("want one key, or several indexes")
			}
			if ok && int64(int(i)) == i {
				s.at = append(s.at, int(i))
			}
		}
		if len(s.at) == len(items) {
			s.kind = byIndex
		}
		return s, nil
	}
	return step{}, r.fail(`want .name, [index], ["key"], {entry}, (argument) or @part`)
}

func (r *pathReader) count() (int, error) {
	digits := r.rest[:len(r.rest)-len(strings.TrimLeft(r.rest, "0123456789"))]
	i, err := strconv.Atoi(digits)
	if err != nil {
		return 0, r.fail("want a number")
	}
	r.rest = r.rest[len(digits):]
	return i, nil
}

// literals reads what stands between commas up to a closing bracket: at least one.
func (r *pathReader) literals(end string) ([]py.Value, error) {
	var out []py.Value
	for {
		r.rest = strings.TrimLeft(r.rest, " ")
		if len(out) > 0 && r.take(end) { // (1,)
			return out, nil
		}
		v, err := r.literal()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		r.rest = strings.TrimLeft(r.rest, " ")
		if r.take(end) {
			return out, nil
		}
		if err := r.need(","); err != nil {
			return nil, err
		}
	}
}

// literal reads a key as Python would write it.
func (r *pathReader) literal() (py.Value, error) {
	b := r.values
	switch {
	case r.rest == "":
		return py.Value{}, r.fail("want an index or a key")
	case r.rest[0] == '"' || r.rest[0] == '\'':
		s, err := r.quoted()
		return b.Str(s), err
	case strings.HasPrefix(r.rest, `b"`) || strings.HasPrefix(r.rest, "b'"):
		r.rest = r.rest[1:]
		s, err := r.quoted()
		data, ok := latin1(s)
		if err == nil && !ok {
			err = r.fail("bytes with a character past \\xff")
		}
		return b.Bytes(data), err
	case r.take("("):
		if strings.HasPrefix(r.rest, "(") {
			return py.Value{}, r.fail("want no tuple in a tuple")
		}
		items, err := r.literals(")")
		return b.Tuple(items...), err
	}
	word := r.rest
	if n := strings.IndexAny(word, ",])"); n >= 0 {
		word = word[:n]
	}
	word = strings.TrimRight(word, " ")
	var v py.Value
	switch word {
	case "None":
		v = b.None()
	case "True", "False":
		v = b.Bool(word == "True")
	default:
		if i, err := strconv.ParseInt(word, 10, 64); err == nil {
			v = b.Int(i)
		} else if f, err := strconv.ParseFloat(word, 64); err == nil {
			v = b.Float(f)
		} else {
			return v, r.fail(`want an index, or a key such as "name", b"bytes", 1.5, None or (1, 2)`)
		}
	}
	r.rest = r.rest[len(word):]
	return v, nil
}

// latin1 returns a byte for each character of a text.
func latin1(s string) ([]byte, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			return nil, false
		}
		b = append(b, byte(r))
	}
	return b, true
}

// quoted reads a text between quotes with Python's escapes.
func (r *pathReader) quoted() (string, error) {
	mark := r.rest[0]
	r.rest = r.rest[1:]
	var out []byte
	for r.rest != "" {
		c := r.rest[0]
		r.rest = r.rest[1:]
		switch {
		case c == mark:
			return string(out), nil
		case c != '\\':
			out = append(out, c)
			continue
		case r.rest == "":
			return "", r.fail("unfinished escape")
		}
		c = r.rest[0]
		r.rest = r.rest[1:]
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
		switch {
		case digits > 0:
			if len(r.rest) < digits {
				return "", r.fail("want %d hexadecimal digits", digits)
			}
			x, err := strconv.ParseUint(r.rest[:digits], 16, 32)
			if err != nil || x > utf8.MaxRune {
				return "", r.fail("want %d hexadecimal digits", digits)
			}
			r.rest = r.rest[digits:]
			if 0xD800 <= x && x < 0xE000 {
				out = append(out, 0xE0|byte(x>>12), 0x80|byte(x>>6&63), 0x80|byte(x&63))
			} else {
				out = utf8.AppendRune(out, rune(x))
			}
		case strings.IndexByte(`nrt\"'`, c) >= 0:
			out = append(out, map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', '\\': '\\', '"': '"', '\'': '\''}[c])
		default:
			return "", r.fail("unknown escape \\%c", c)
		}
	}
	return "", r.fail("unfinished text")
}
