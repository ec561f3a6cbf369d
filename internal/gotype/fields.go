package gotype

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/brine-go/brine/opcode"
)

// fields are what a struct has in Python.
type fields struct {
	list   []field // in Go's order
	byName map[string]int
	byFold map[string]int // names folded; of equal ones the first
	tuple  bool           // the struct is a tuple: it has a field _ with the tag ",tuple"
}

// A field is one of them, perhaps of an embedded struct.
type field struct {
	name      string
	lit       literal
	index     []int     // as reflect.Value.FieldByIndex takes it
	hops      []uintptr // offsets of the pointers to embedded structs on the way; nil if there are none
	offset    uintptr   // in the struct, or in the one behind the last of them
	codec     *codec
	typ       reflect.Type
	tagged    bool
	omitEmpty bool
	omitZero  bool
	omits     bool // either
	quick     bool // never left out, with no pointer on the way and with a short name
	isZero    bool // the type has a method IsZero
	date      bool // a time.Time that is a datetime.date
}

// A literal is a str that types bring along: field names, names of modules and classes. Its number is its
// place in the table of memo indexes that an Encoder has.
type literal struct {
	id    int
	text  string
	quick [2]quickLiteral // SHORT_BINUNICODE text MEMOIZE and BINUNICODE text
}

// short reports whether the literal is quick in both forms.
func (l *literal) short() bool { return l.quick[0].size != 0 && l.quick[1].size != 0 }

// A quickLiteral is a literal that is not too long to be stored whole, whatever its length.
type quickLiteral struct {
	bytes [quickRoom]byte
	size  int // 0 if it is too long
}

const quickRoom = 32

func makeQuick(s string) (q quickLiteral) {
	if len(s) <= quickRoom {
		q.size = copy(q.bytes[:], s)
	}
	return q
}

var literals = struct {
	sync.Mutex
	ids   map[string]int
	known atomic.Int64 // how many
}{ids: make(map[string]int)}

func makeLiteral(text string) literal {
	literals.Lock()
	defer literals.Unlock()
	id, ok := literals.ids[text]
	if !ok {
		id = len(literals.ids)
		literals.ids[text] = id
		literals.known.Store(int64(id + 1))
	}
	l := literal{id: id, text: text}
	if len(text) < 256 {
		short := "\x8c" + string([]byte{byte(len(text))}) + text + string([]byte{byte(opcode.Memoize)})
		l.quick = [2]quickLiteral{makeQuick(short), makeQuick("X" + string([]byte{byte(len(text)), 0, 0, 0}) + text)}
	}
	return l
}

// locate finds the way to the field in structs of type t.
func (f *field) locate(t reflect.Type) {
	for i, n := range f.index {
		if i > 0 && t.Kind() == reflect.Pointer {
			f.hops, f.offset, t = append(f.hops, f.offset), 0, t.Elem()
		}
		f.offset, t = f.offset+t.Field(n).Offset, t.Field(n).Type
	}
}

// get returns the field of the struct v; ok is false if a nil pointer to an embedded struct is in the way.
func (f *field) get(v reflect.Value) (reflect.Value, bool) {
	if len(f.index) == 1 {
		return v.Field(f.index[0]), true
	}
	for i, n := range f.index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}, false
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v, true
}

// set is get for decoding: it makes embedded structs behind nil pointers; ok is false if such a pointer
// cannot be set, because the struct's type is not exported.
func (f *field) set(v reflect.Value) (reflect.Value, bool) {
	if len(f.index) == 1 {
		return v.Field(f.index[0]), true
	}
	for i, n := range f.index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v, true
}

// omit reports whether the field is left out with this value.
func (f *field) omit(v reflect.Value) bool {
	if f.omitZero {
		if f.isZero && (v.Kind() != reflect.Pointer && v.Kind() != reflect.Interface || !v.IsNil()) {
			return v.Interface().(interface{ IsZero() bool }).IsZero()
		}
		return v.IsZero()
	}
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// lookup returns the field for a key, or -1; exact is false if only the case differs.
func (fs *fields) lookup(name []byte) (i int, exact bool) {
	if i, ok := fs.byName[string(name)]; ok {
		return i, true
	}
	if i, ok := fs.byFold[fold(name)]; ok {
		return i, false
	}
	return -1, false
}

// fold maps names that differ only in case to the same string.
func fold(name []byte) string {
	out := make([]byte, 0, len(name))
	for len(name) > 0 {
		r, n := utf8.DecodeRune(name)
		if r == utf8.RuneError && n == 1 {
			out = append(out, name[0])
		} else {
			least := r
			for x := unicode.SimpleFold(r); x != r; x = unicode.SimpleFold(x) {
				least = min(least, x)
			}
			out = utf8.AppendRune(out, least)
		}
		name = name[n:]
	}
	return string(out)
}

// level is an embedded struct whose fields are still to be looked at.
type level struct {
	typ   reflect.Type
	index []int
}

// structFields returns the fields of a struct by the rules of encoding/json: those of embedded structs
// are its own unless they are hidden by one less deep, or by one of the same depth with a tag; where two
// are left, neither counts. embeds reports whether an embedded struct is taken apart, which types with a
// form of their own, such as time.Time, are not.
func structFields(t reflect.Type, embeds func(reflect.Type) bool) *fields {
	fs := &fields{byName: make(map[string]int), byFold: make(map[string]int)}
	var all []field
	visited := make(map[reflect.Type]bool)
	next := []level{{typ: t}}
	nextCount := map[reflect.Type]int{}
	for len(next) > 0 {
		current, count := next, nextCount
		next, nextCount = nil, map[reflect.Type]int{}
		for _, l := range current {
			if visited[l.typ] {
				continue
			}
			visited[l.typ] = true
			for i := range l.typ.NumField() {
				sf := l.typ.Field(i)
				tag := sf.Tag.Get("pickle")
				name, opts, _ := strings.Cut(tag, ",")
				if sf.Name == "_" {
					fs.tuple = fs.tuple || len(l.index) == 0 && hasOption(opts, "tuple")
					continue
				}
				inner := sf.Type
				if inner.Name() == "" && inner.Kind() == reflect.Pointer {
					inner = inner.Elem()
				}
				embedded := sf.Anonymous && inner.Kind() == reflect.Struct && embeds(inner)
				if tag == "-" || !sf.IsExported() && (!embedded || name != "") {
					continue
				}
				index := append(slices.Clone(l.index), i)
				if embedded && name == "" {
					if nextCount[inner]++; nextCount[inner] == 1 {
						next = append(next, level{inner, index})
					}
					continue
				}
				f := field{
					name: name, index: index, typ: sf.Type, tagged: name != "",
					omitEmpty: hasOption(opts, "omitempty"), omitZero: hasOption(opts, "omitzero"),
					isZero: sf.Type.Implements(isZeroType), date: hasOption(opts, "date"),
				}
				if f.name == "" {
					f.name = sf.Name
				}
				all = append(all, f)
				if count[l.typ] > 1 { // embedded twice at this depth: they hide each other
					all = append(all, f)
				}
			}
		}
	}
	fs.list = dominant(all)
	for i := range fs.list {
		f := &fs.list[i]
		f.lit = makeLiteral(f.name)
		f.locate(t)
		f.omits = f.omitEmpty || f.omitZero
		f.quick = !f.omits && f.hops == nil && f.lit.short()
		fs.byName[f.name] = i
		if key := fold([]byte(f.name)); !hasKey(fs.byFold, key) {
			fs.byFold[key] = i
		}
	}
	return fs
}

// dominant drops the fields that others hide.
func dominant(all []field) []field {
	rank := func(a, b field) int {
		if c := cmp.Compare(len(a.index), len(b.index)); c != 0 {
			return c
		}
		switch {
		case a.tagged == b.tagged:
			return 0
		case a.tagged:
			return -1
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b field) int {
		return cmp.Or(strings.Compare(a.name, b.name), rank(a, b))
	})
	var out []field
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && all[j].name == all[i].name {
			j++
		}
		if j == i+1 || rank(all[i], all[i+1]) != 0 {
			out = append(out, all[i])
		}
		i = j
	}
	slices.SortFunc(out, func(a, b field) int { return slices.Compare(a.index, b.index) })
	return out
}

func hasOption(opts, want string) bool {
	for o := range strings.SplitSeq(opts, ",") {
		if o == want {
			return true
		}
	}
	return false
}

func hasKey[V any](m map[string]V, k string) bool {
	_, ok := m[k]
	return ok
}
