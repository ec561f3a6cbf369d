package gotype

import (
	"encoding"
	"errors"
	"math/big"
	"reflect"
	"time"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/py"
)

type (
	// marshaler and unmarshaler are pickle.Marshaler and pickle.Unmarshaler.
	marshaler interface {
		MarshalPickle(*py.Builder) (py.Value, error)
	}
	unmarshaler interface{ UnmarshalPickle(py.Value) error }
)

var (
	marshalerType       = reflect.TypeFor[marshaler]()
	unmarshalerType     = reflect.TypeFor[unmarshaler]()
	textMarshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
	isZeroType          = reflect.TypeFor[interface{ IsZero() bool }]()
	valueType           = reflect.TypeFor[py.Value]()
	documentType        = reflect.TypeFor[*py.Document]()
	timeType            = reflect.TypeFor[time.Time]()
	durationType        = reflect.TypeFor[time.Duration]()
	bigIntType          = reflect.TypeFor[big.Int]()
	bigRatType          = reflect.TypeFor[big.Rat]()
	bigFloatType        = reflect.TypeFor[big.Float]()
	anyType             = reflect.TypeFor[any]()
)

var errNoPython = errors.New("the type has no counterpart in Python")

// A compiler makes the codecs of a type and of what it is made of. Codecs under way are in made, so that
// types may contain themselves.
type compiler struct {
	cache *Cache
	made  map[reflect.Type]*codec
}

func (b *compiler) codec(t reflect.Type) *codec {
	if c, ok := b.cache.types.Load(t); ok {
		return c.(*codec)
	}
	if c, ok := b.made[t]; ok {
		return c
	}
	c := &codec{typ: t, id: codecIDs.Add(1), mixed: t.Comparable() && mixed(t)}
	c.layout()
	b.made[t] = c
	if r := b.cache.classes; r != nil {
		c.class = r.classOf(t)
	}
	switch {
	case b.special(c):
	case t == shapes.Tuple || t == shapes.Set || t == shapes.FrozenSet:
		b.shape(c)
	default:
		b.kind(c)
		b.methods(c)
	}
	b.registered(c)
	if f := b.cache.reducers[t]; f != nil {
		c.reduce = f
		c.enc, c.object, c.plainKey, c.isInt, c.atom = encReduction, reductionObject, false, false, noAtom
	}
	return c
}

// special fills the codecs of types that are known by name.
func (b *compiler) special(c *codec) bool {
	switch c.typ {
	case valueType:
		c.enc, c.dec = encValue, decValue
	case documentType:
		c.enc, c.dec = encDocument, decDocument
	case timeType:
		c.enc, c.dec = encTime, decTime
	case durationType:
		c.enc, c.dec = encDuration, decDuration
	case bigIntType:
		c.enc, c.dec = encBigInt, decBigInt
	case bigRatType:
		c.enc, c.dec = encBigRat, decBigRat
	case bigFloatType:
		c.enc, c.dec = encBigFloat, decBigFloat
	case shapes.Dict:
		c.enc, c.dec, c.object = encMapping, decMapping, mappingObject
	default:
		return false
	}
	return true
}

// ownForm reports whether a struct is more than its fields.
func (b *compiler) ownForm(t reflect.Type) bool {
	switch t {
	case valueType, timeType, bigIntType, bigRatType, bigFloatType:
		return true
	}
	p := reflect.PointerTo(t)
	return p.Implements(marshalerType) || p.Implements(unmarshalerType) || p.Implements(textMarshalerType) ||
		p.Implements(textUnmarshalerType) || b.cache.reducers[t] != nil
}

// shape fills the codecs of pickle.Tuple, pickle.Set and pickle.FrozenSet.
func (b *compiler) shape(c *codec) {
	c.elem = b.codec(anyType)
	c.dec = decSlice
	switch c.typ {
	case shapes.Tuple:
		c.enc, c.like = encTupleSlice, graph.Tuple
	default:
		c.enc, c.like = encSetSlice, graph.Set
	}
}

// kind fills a codec by the kind of its type.
func (b *compiler) kind(c *codec) {
	t := c.typ
	c.enc, c.atom = encBasic(t.Kind())
	switch t.Kind() {
	case reflect.Bool:
		c.dec, c.plainKey = decBool, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		c.dec, c.plainKey, c.isInt = decInt, true, true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		c.dec, c.plainKey = decUint, true
	case reflect.Float32, reflect.Float64:
		c.dec, c.plainKey = decFloat, true
	case reflect.Complex64, reflect.Complex128:
		c.dec, c.plainKey = decComplex, true
	case reflect.String:
		c.dec, c.plainKey = decString, true
	case reflect.Slice:
		c.elem = b.codec(t.Elem())
		if isByte(t.Elem()) {
			c.enc, c.dec = encBytes, decBytes
			return
		}
		c.enc, c.dec = encSlice, decSlice
		sliceKernels(c)
	case reflect.Array:
		c.elem = b.codec(t.Elem())
		c.plainKey = c.elem.plainKey
		if isByte(t.Elem()) {
			c.enc, c.dec = encByteArray, decByteArray
			return
		}
		c.enc, c.dec, c.object = encArray, decArray, arrayObject
	case reflect.Map:
		c.key, c.elem = b.codec(t.Key()), b.codec(t.Elem())
		if e := t.Elem(); e.Kind() == reflect.Struct && e.NumField() == 0 {
			c.enc, c.dec = encMapSet, decMapSet
			return
		}
		c.enc, c.dec, c.gather = encMap, decMap, gatherer(c)
		mapKernels(c)
	case reflect.Struct:
		b.structure(c)
	case reflect.Pointer:
		c.elem = b.codec(t.Elem())
		c.enc, c.dec, c.atom = encPointer, decPointer, atomPointer
	case reflect.Interface:
		c.enc, c.dec = encInterface, decInterface
		if t == anyType {
			c.dec = decAny
		}
	default:
		c.enc = func(e *Encoder, c *codec, _ ptr) error { return e.fail(c.typ, errNoPython) }
		c.dec = func(d *Decoder, c *codec, w graph.Word, v reflect.Value) error { return d.fail(w, c.typ, errNoPython) }
	}
}

// mixed reports whether values of a comparable type hold interfaces.
func mixed(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Array:
		return mixed(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if mixed(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// isByte reports whether slices and arrays of t are bytes in Python.
func isByte(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t.Kind() == reflect.Uint8 && !p.Implements(marshalerType) && !p.Implements(unmarshalerType) &&
		!p.Implements(textMarshalerType) && !p.Implements(textUnmarshalerType)
}

func (b *compiler) structure(c *codec) {
	c.fields = structFields(c.typ, func(t reflect.Type) bool { return !b.ownForm(t) })
	c.plainKey = len(c.fields.list) == c.typ.NumField()
	for i := range c.fields.list {
		f := &c.fields.list[i]
		f.codec = b.field(f)
		c.plainKey = c.plainKey && f.codec.plainKey && !f.omitEmpty && !f.omitZero
	}
	c.enc, c.dec, c.object = encFieldDict, decStruct, structObject
	if c.fields.tuple {
		c.enc = encFieldTuple
	}
}

// field returns the codec of a field, which its option date makes one of datetime.date.
func (b *compiler) field(f *field) *codec {
	if !f.date {
		return b.codec(f.typ)
	}
	c := &codec{typ: f.typ, id: codecIDs.Add(1)}
	c.layout()
	switch f.typ {
	case timeType:
		c.enc, c.dec = encDate, decTime
	case reflect.PointerTo(timeType):
		c.elem = b.field(&field{typ: timeType, date: true})
		c.enc, c.dec, c.atom = encPointer, decPointer, atomPointer
	default:
		c.enc = func(e *Encoder, c *codec, _ ptr) error { return e.fail(c.typ, errDateOption) }
		c.dec = func(d *Decoder, c *codec, w graph.Word, _ reflect.Value) error {
			return d.fail(w, c.typ, errDateOption)
		}
	}
	return c
}

// methods puts the methods that a type has for the purpose before its kind.
func (b *compiler) methods(c *codec) {
	t := c.typ
	if t.Kind() == reflect.Interface || t.Kind() == reflect.Pointer {
		return // the dynamic type and what is pointed to are asked
	}
	p := reflect.PointerTo(t)
	switch {
	case p.Implements(marshalerType):
		c.enc, c.object, c.marshaler, c.plainKey = encMarshaler, nil, true, false
		c.isInt, c.atom = false, noAtom
	case p.Implements(textMarshalerType):
		c.enc, c.object, c.plainKey, c.isInt, c.atom = encText, nil, false, false, noAtom
	}
	switch {
	case p.Implements(unmarshalerType):
		c.dec = decUnmarshaler
	case p.Implements(textUnmarshalerType):
		c.dec = decText(c.dec)
	}
}
