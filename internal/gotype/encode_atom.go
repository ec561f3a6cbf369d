package gotype

import (
	"math"
	"math/bits"
	"reflect"
	"slices"

	"github.com/brine-go/brine/opcode"
)

// An atom is the kind of value that a codec writes, if it needs no more than that to write it: structs write
// such fields without a call.
type atom uint8

const (
	noAtom atom = iota
	atomBool
	atomInt
	atomInt64
	atomFloat64
	atomString
	atomPointer // if it is nil
)

// encBasic returns how values of a basic kind are written.
func encBasic(k reflect.Kind) (encodeFunc, atom) {
	switch k {
	case reflect.Bool:
		return encBool, atomBool
	case reflect.Int:
		return encInt[int], atomInt
	case reflect.Int8:
		return encInt[int8], noAtom
	case reflect.Int16:
		return encInt[int16], noAtom
	case reflect.Int32:
		return encInt[int32], noAtom
	case reflect.Int64:
		return encInt[int64], atomInt64
	case reflect.Uint:
		return encUint[uint], noAtom
	case reflect.Uint8:
		return encUint[uint8], noAtom
	case reflect.Uint16:
		return encUint[uint16], noAtom
	case reflect.Uint32:
		return encUint[uint32], noAtom
	case reflect.Uint64:
		return encUint[uint64], noAtom
	case reflect.Uintptr:
		return encUint[uintptr], noAtom
	case reflect.Float32:
		return encFloat[float32], noAtom
	case reflect.Float64:
		return encFloat[float64], atomFloat64
	case reflect.Complex64, reflect.Complex128:
		return encComplex, noAtom
	case reflect.String:
		return encString, atomString
	}
	return nil, noAtom
}

// layout notes what addresses need to know of c's type.
func (c *codec) layout() {
	c.kind, c.size = c.typ.Kind(), c.typ.Size()
	c.copied = changeable(c.typ)
	switch c.kind {
	case reflect.Array:
		c.length = c.typ.Len()
		fallthrough
	case reflect.Struct: // what is one pointer may stand in an interface either way: that is the compiler's choice
		c.copied = c.copied || c.size == reflect.TypeFor[uintptr]().Size()
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		c.direct = true
	}
}

// changeable reports whether methods that are asked to write a value of type t, or a part of it, may change it.
func changeable(t reflect.Type) bool {
	for _, method := range []reflect.Type{marshalerType, textMarshalerType} {
		if reflect.PointerTo(t).Implements(method) && !t.Implements(method) {
			return true
		}
	}
	switch t.Kind() {
	case reflect.Array:
		return changeable(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if changeable(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

func encBool(e *Encoder, _ *codec, p ptr) error {
	e.Bool(*at[bool](p))
	return nil
}

func encInt[T int | int8 | int16 | int32 | int64](e *Encoder, _ *codec, p ptr) error {
	e.int(int64(*at[T](p)))
	return nil
}

func encUint[T uint | uint8 | uint16 | uint32 | uint64 | uintptr](e *Encoder, _ *codec, p ptr) error {
	e.uint(uint64(*at[T](p)))
	return nil
}

func encFloat[T float32 | float64](e *Encoder, _ *codec, p ptr) error {
	e.float(float64(*at[T](p)))
	return nil
}

// encComplex writes complex(real, imag), as copyreg.pickle_complex does.
func encComplex(e *Encoder, c *codec, p ptr) error {
	x := p.value(c).Complex()
	if err := e.global(classComplex); err != nil {
		return err
	}
	e.startTuple(2)
	e.Float(real(x))
	e.Float(imag(x))
	e.endTuple(2)
	e.Op(opcode.Reduce)
	return nil
}

func encString(e *Encoder, c *codec, p ptr) error {
	return e.fail(c.typ, e.string(*at[string](p)))
}

// An intForm is how integers of some length are written, from protocol 2 on: the number of bytes in all in the top byte,
// below it the number of bits of the prefix, and the prefix in the lowest 16.
type intForm uint32

func makeIntForm(prefix uint16, prefixBits, size int) intForm {
	return intForm(prefix) | intForm(prefixBits)<<16 | intForm(size)<<24
}

// maxInt is the most bytes that an integer takes.
const maxInt = 10

// intForms has the forms by the number of bits and, behind those, by that of negative integers. Looked up
// they cost no branches, which integers of mixed lengths would have mispredicted.
var intForms = func() (table [128]intForm) {
	for i := range table {
		long := i%64/8 + 1 // bytes, with a bit for the sign
		switch bits := i % 64; {
		case i < 64 && bits <= 8:
			table[i] = makeIntForm(uint16(opcode.BinInt1), 8, 2)
		case i < 64 && bits <= 16:
			table[i] = makeIntForm(uint16(opcode.BinInt2), 8, 3)
		case bits <= 31:
			table[i] = makeIntForm(uint16(opcode.BinInt), 8, 5)
		default:
			table[i] = makeIntForm(uint16(opcode.Long1)|uint16(long)<<8, 16, 2+long)
		}
	}
	return table
}()

// formOf returns how x is written, from protocol 2 on: the eight bytes of y, behind them the last two of x, and of
// those ten the first size count.
func formOf(x int64) (y uint64, size int) {
	f := intForms[(bits.Len64(uint64(x^x>>63))|int(uint64(x)>>63)<<6)&127]
	return uint64(f&math.MaxUint16) | uint64(x)<<(f>>16&63), int(f >> 24)
}

// int writes an integer.
func (e *Encoder) int(x int64) {
	if e.proto < 2 {
		e.Int(x)
		return
	}
	if uint64(x) < 256 {
		e.Out = append(e.Out, byte(opcode.BinInt1), byte(x))
		return
	}
	y, size := formOf(x)
	out := append(e.Out, byte(y), byte(y>>8), byte(y>>16), byte(y>>24), byte(y>>32), byte(y>>40), byte(y>>48),
		byte(y>>56), byte(x>>48), byte(x>>56))
	e.Out = out[:len(e.Out)+size]
}

// float writes a float.
func (e *Encoder) float(f float64) {
	if e.proto == 0 {
		e.Float(f)
		return
	}
	x := math.Float64bits(f)
	e.Out = append(e.Out, byte(opcode.BinFloat), byte(x>>56), byte(x>>48), byte(x>>40), byte(x>>32), byte(x>>24),
		byte(x>>16), byte(x>>8), byte(x))
}

// room makes room for n bytes behind e.Out.
func (e *Encoder) room(n int) {
	if cap(e.Out) < len(e.Out)+n {
		e.grow(n)
	}
}

// grow is room where there is none. It is no part of its callers, which would spill for it.
//
//go:noinline
func (e *Encoder) grow(n int) { e.Out = slices.Grow(e.Out, n) }
