package gotype

import (
	"reflect"
	"slices"

	"github.com/brine-go/brine/opcode"
)

// A planFunc reads one value into p, which is of the plan's type and zero, or what the caller had there. It
// returns false if the next opcodes do not push such a value; what it has changed by then is to be thrown away.
type planFunc func(d *reader, pl *plan, p dest) bool

// A plan is how values of a type are read.
type plan struct {
	codec     *codec
	typ       reflect.Type
	read      planFunc
	id        int // from 0 on, within a route
	size      int // of a value, in bytes
	bits      int // of a number
	kind      kind
	shape     reflect.Kind // of typ
	elem, key *plan
	fields    []planField
	items     int       // of a tuple: the fields or the length of an array
	tuple     bool      // a struct that is marked as one
	flat      []keySeen // of a tuple, if it has nothing but atoms and such tuples: all fields, and where tuples begin and end
	levels    int       // of tuples in flat
}

// A kind is what kind of value a plan is for, if there is a short way to read it.
type kind uint8

const (
	anyKind kind = iota
	boolKind
	int64Kind
	float64Kind
	textKind
	tupleKind // no field, but where a tuple of more than three items begins
	endKind   // and where one ends
)

// A planField is a field of a struct.
type planField struct {
	plan   *plan
	kind   kind  // of the plan
	word   uint8 // its place in a fieldSet
	bit    uint64
	offset uintptr
	name   name
	end    opcode.Code // of an endKind
	index  []int
}

// maxFields is the number of fields up to which a struct has a plan: fieldSet holds as many.
const maxFields = 256

// A planner makes the plans of one route.
type planner struct {
	made map[*codec]*plan
	none bool // some type has no plan
}

func newRoute(c *codec) *route {
	b := planner{made: make(map[*codec]*plan)}
	root := b.plan(c)
	if b.none {
		return nil
	}
	return &route{root: root, plans: len(b.made)}
}

func (b *planner) plan(c *codec) *plan {
	if pl, ok := b.made[c]; ok {
		return pl
	}
	pl := &plan{codec: c, typ: c.typ, shape: c.typ.Kind(), id: len(b.made), size: int(c.typ.Size())}
	b.made[c] = pl
	if !b.none {
		pl.read = b.reader(pl)
		b.none = b.none || pl.read == nil
	}
	return pl
}

// reader returns how a type is read, or nil: types that read themselves, that hold anything, and rare ones are
// left to the Document.
func (b *planner) reader(pl *plan) planFunc {
	c, t := pl.codec, pl.typ
	switch p := reflect.PointerTo(t); {
	case t == timeType && c.class == nil:
		return readTime
	case t == valueType, t == documentType, t == durationType, t == bigIntType, t == bigRatType, t == bigFloatType,
		t == shapes.Tuple, t == shapes.Set, t == shapes.FrozenSet, t == shapes.Dict,
		p.Implements(unmarshalerType), p.Implements(textUnmarshalerType), c.class != nil && c.class.kind == Enum:
		return nil
	}
	switch t.Kind() {
	case reflect.Bool:
		pl.kind = boolKind
		return readBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if pl.bits = t.Bits(); pl.bits == 64 {
			pl.kind = int64Kind
			return readInt64
		}
		return readInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		pl.bits = t.Bits()
		return readUint
	case reflect.Float32, reflect.Float64:
		if pl.bits = t.Bits(); pl.bits == 64 {
			pl.kind = float64Kind
			return readFloat64
		}
		return readFloat32
	case reflect.String:
		pl.kind = textKind
		return readString
	case reflect.Slice:
		return b.slice(pl)
	case reflect.Array:
		if isByte(t.Elem()) {
			return nil
		}
		pl.elem, pl.items = b.plan(c.elem), t.Len()
		return readArray
	case reflect.Map:
		return b.mapping(pl)
	case reflect.Struct:
		return b.structure(pl)
	case reflect.Pointer:
		switch t.Elem().Kind() {
		case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
			reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64, reflect.String, reflect.Struct:
			pl.elem = b.plan(c.elem)
			return readPointer
		}
	}
	return nil
}

func (b *planner) slice(pl *plan) planFunc {
	if isByte(pl.typ.Elem()) {
		return readBytes
	}
	switch pl.typ.Elem() {
	case reflect.TypeFor[float64]():
		return readList(&floats)
	case reflect.TypeFor[int64]():
		return readInt64s
	case reflect.TypeFor[int]():
		if reflect.TypeFor[int]().Bits() == 64 {
			return readInts
		}
	case reflect.TypeFor[string]():
		return readStrings
	}
	pl.elem = b.plan(pl.codec.elem)
	return readSlice
}

func (b *planner) mapping(pl *plan) planFunc {
	c := pl.codec
	switch k := pl.typ.Key().Kind(); k {
	case reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
	default:
		return nil
	}
	if e := pl.typ.Elem(); e.Kind() == reflect.Struct && e.NumField() == 0 {
		return nil // a set
	}
	pl.key, pl.elem = b.plan(c.key), b.plan(c.elem)
	if f := mapKernel(pl.typ); f != nil {
		return f
	}
	return readMap
}

func (b *planner) structure(pl *plan) planFunc {
	fs := pl.codec.fields
	if fs == nil || len(fs.list) > maxFields {
		return nil
	}
	pl.items, pl.tuple = len(fs.list), fs.tuple
	for i := range fs.list {
		f := &fs.list[i]
		if f.date && f.typ != timeType && f.typ != reflect.PointerTo(timeType) {
			return nil // an error, which the Document's way words
		}
		pf := planField{plan: b.plan(f.codec), index: f.index}
		for t := pl.typ; ; {
			sf := t.Field(f.index[len(f.index)-len(pf.index)])
			pf.offset += sf.Offset
			pf.index = pf.index[1:]
			if t = sf.Type; len(pf.index) == 0 {
				break
			}
			if t.Kind() != reflect.Struct {
				return nil // embedded by a pointer
			}
		}
		pf.index, pf.kind = f.index, pf.plan.kind
		pf.word, pf.bit, pf.name = uint8(i/64), 1<<(i%64), makeName(f.name)
		pl.fields = append(pl.fields, pf)
	}
	if pl.tuple {
		pl.flatten()
		return readTuple
	}
	return readStruct
}

// flatten sets pl.flat, if the tuple is such a one.
func (pl *plan) flatten() {
	var flat []keySeen
	levels := 1
	if pl.items > 3 {
		flat = append(flat, keySeen{field: &planField{kind: tupleKind}})
	}
	for i := range pl.fields {
		f := &pl.fields[i]
		if f.kind != anyKind {
			flat = append(flat, keySeen{field: f})
			continue
		}
		if f.plan.flat == nil {
			return
		}
		levels = max(levels, 1+f.plan.levels)
		for _, k := range f.plan.flat {
			inner := *k.field
			inner.offset += f.offset
			inner.index = slices.Concat(f.index, inner.index)
			flat = append(flat, keySeen{field: &inner})
		}
	}
	pl.flat, pl.levels = append(flat, keySeen{field: &planField{kind: endKind, end: tupleOf(pl.items)}}), levels
}
