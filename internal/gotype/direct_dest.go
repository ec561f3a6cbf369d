//go:build !purego

package gotype

import (
	"encoding/binary"
	"reflect"
	"unsafe"
)

// A dest points to where a value goes.
//
// Why unsafe: with a reflect.Value for each field and item records took a tenth longer, short lists a quarter. Why it
// is right: a dest is made of an addressable reflect.Value (pointTo), of new memory of the plan's type, or of the
// dest of a struct, array or slice by the offset of a field or the size of an item, as package reflect does; it is
// written only as the type that its plan is for (to[T] is called with the type itself or its underlying type), and
// what is reached only by it stays reachable, for an unsafe.Pointer is a pointer to the collector.
type dest = unsafe.Pointer

// pointTo returns the dest to v, which is addressable.
func pointTo(v reflect.Value) dest { return v.Addr().UnsafePointer() }

// pointee returns the dest to what v, a pointer, points to. (pointTo of v.Elem() looks the pointer's type up, which took
// a tenth of a small pickle's time.)
func pointee(v reflect.Value) dest { return v.UnsafePointer() }

// value returns what p points to.
func (pl *plan) value(p dest) reflect.Value { return reflect.NewAt(pl.typ, p).Elem() }

// isZero reports whether all bytes at p are zero. (reflect.Value.IsZero took 15 % of a small pickle's time.)
func (pl *plan) isZero(p dest) bool {
	b := unsafe.Slice((*byte)(p), pl.size)
	for ; len(b) >= 32; b = b[32:] {
		if binary.NativeEndian.Uint64(b)|binary.NativeEndian.Uint64(b[8:])|binary.NativeEndian.Uint64(b[16:])|
			binary.NativeEndian.Uint64(b[24:]) != 0 {
			return false
		}
	}
	for ; len(b) >= 8; b = b[8:] {
		if binary.NativeEndian.Uint64(b) != 0 {
			return false
		}
	}
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// to returns p as a pointer to its type, or to the underlying one.
func to[T any](p dest) *T { return (*T)(p) }

// of returns the field of the struct at p.
func (f *planField) of(p dest) dest { return unsafe.Add(p, f.offset) }

// item returns item i of the array at p.
func (pl *plan) item(p dest, i int) dest { return unsafe.Add(p, i*pl.elem.size) }

// A sliceWords is a slice in memory.
type sliceWords struct {
	p        unsafe.Pointer
	len, cap int
}

// grow makes the slice at p a new one of room items, the first n as before, and returns its memory, for item. Slices
// of slices and of pointers are made as slices of words that the collector sees as the same, which saves short
// ones the calls of package reflect.
func (pl *plan) grow(p dest, n, room int) dest {
	switch pl.elem.shape {
	case reflect.Slice:
		return growAs[sliceWords](p, n, room)
	case reflect.Pointer, reflect.Map:
		return growAs[unsafe.Pointer](p, n, room)
	}
	v, out := pl.value(p), reflect.MakeSlice(pl.typ, room, room)
	if n > 0 {
		reflect.Copy(out, v)
	}
	v.Set(out)
	return v.UnsafePointer()
}

func growAs[E any](p dest, n, room int) dest {
	s, out := (*[]E)(p), make([]E, room)
	copy(out, (*s)[:min(n, room)])
	*s = out
	return dest(unsafe.SliceData(out))
}

// cut makes n the length and the capacity of the slice at p.
func (pl *plan) cut(p dest, n int) { s := (*sliceWords)(p); s.len, s.cap = n, n }

// newElem makes the pointer at p point to a new value, to which it returns the dest.
func (pl *plan) newElem(p dest) dest {
	x := reflect.New(pl.elem.typ).UnsafePointer()
	*(*unsafe.Pointer)(p) = x
	return x
}

// isNil reports whether the pointer at p is nil.
func isNil(p dest) bool { return *(*unsafe.Pointer)(p) == nil }

// setPointer makes the pointer at p one to x.
func setPointer(p, x dest) { *(*unsafe.Pointer)(p) = x }

// setInt stores an integer that fits pl.bits.
func (pl *plan) setInt(p dest, x int64) {
	switch pl.bits {
	case 8:
		*(*int8)(p) = int8(x)
	case 16:
		*(*int16)(p) = int16(x)
	case 32:
		*(*int32)(p) = int32(x)
	default:
		*(*int64)(p) = x
	}
}

func (pl *plan) setFloat32(p dest, f float32) { *(*float32)(p) = f }
func (pl *plan) setUint(p dest, x uint64)     { pl.setInt(p, int64(x)) }
func setInt64(p dest, x int64)                { *(*int64)(p) = x }
func setFloat64(p dest, f float64)            { *(*float64)(p) = f }
func setBool(p dest, b bool)                  { *(*bool)(p) = b }
func setString(p dest, s string)              { *(*string)(p) = s }

// mapOfPointers returns how a map[K]V is read whose V is a pointer or a map: as if V were unsafe.Pointer. In memory
// the two maps are the same, for pointers and maps are one word that the collector takes for a pointer, and
// how keys are hashed and compared depends on K alone. (With reflection maps of maps took twice as long.)
func mapOfPointers[K comparable](key func(*reader) (K, bool)) planFunc {
	return mapOf(key, func(d *reader, pl *plan) (unsafe.Pointer, bool) {
		if d.none() {
			return nil, true
		}
		st := &d.states[pl.id]
		at := st.word // where to read it into, unless a map of this type is under way
		if st.word = nil; at == nil {
			at = new(unsafe.Pointer)
		}
		ok := pl.elem.read(d, pl.elem, dest(at))
		x := *at
		*at, st.word = nil, at
		return x, ok
	})
}
