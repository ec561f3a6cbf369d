package show

import (
	"strconv"
	"strings"

	"github.com/brine-go/brine/py"
)

// A step leads from a node to a part of it.
type step struct {
	kind stepKind
	i    int
	at   []int    // byIndex
	name string   // attr, keyword, special
	key  py.Value // byKey
}

type stepKind uint8

const (
	nowhere stepKind = iota
	attr             // .name
	byIndex          // [3], [3, 1] of an array
	byKey            // ["key"]
	entry            // {3}
	arg              // (3)
	keyword          // (name)
	special          // @name
)

func index(i int) step { return step{kind: byIndex, at: []int{i}} }

// write writes a step as it stands in a path.
func (s step) write(l *line) {
	switch s.kind {
	case attr:
		if len(s.name) <= maxKey && isName(s.name) {
			l.add(label, ".", s.name)
			return
		}
		quoted, _ := quote(s.name, maxKey)
		l.add(label, ".", quoted)
	case byIndex:
		parts := make([]string, len(s.at))
		for i, x := range s.at {
			parts[i] = strconv.Itoa(x)
		}
		l.add(label, "[", strings.Join(parts, ", "), "]")
	case byKey:
		l.add(label, "[", keyText(s.key), "]")
	case entry:
		l.add(label, "{", strconv.Itoa(s.i), "}")
	case arg:
		l.add(label, "(", strconv.Itoa(s.i), ")")
	case keyword:
		l.add(label, "(", name(s.name), ")")
	case special:
		l.add(label, "@", s.name)
	}
}

// isKey reports whether a dict's key can stand in a label, and so in a path.
func isKey(key py.Value) bool {
	switch key.Kind() {
	case py.Str, py.Bytes, py.ByteString:
		return key.Len() <= maxKey
	case py.Int:
		_, ok := key.Int()
		return ok
	case py.None, py.Bool, py.Float:
		return true
	case py.Tuple:
		if key.Len() > 4 {
			return false
		}
		for item := range key.Items() {
			if item.Kind() == py.Tuple || !isKey(item) {
				return false
			}
		}
		return true
	}
	return false
}

// maxKey is the bytes of a text that can stand in a label.
const maxKey = 200

// keyText writes a key that isKey as Python would.
func keyText(key py.Value) string {
	if key.Kind() == py.Tuple {
		parts := make([]string, 0, 4)
		for item := range key.Items() {
			parts = append(parts, keyText(item))
		}
		if len(parts) == 1 {
			return "(" + parts[0] + ",)"
		}
		return "(" + strings.Join(parts, ", ") + ")"
	}
	s, _ := scalarText(key, true)
	return s
}
