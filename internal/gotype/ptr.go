//go:build !purego

package gotype

import (
	"reflect"
	"unsafe"
)

// Encoding follows addresses instead of reflect.Values: a codec knows the type of what it is given, so all that
// reflection would check again at every step is known. Measured over the workloads it is twice as fast.
//
// Why it is safe. A ptr is made of a value of the codec's type (ptrTo, ptrOf) or found in one: at an offset that
// reflect gave for that very type, at an index below the slice's length, behind a pointer that is not nil. The
// value is reachable as long as the dump takes, for an unsafe.Pointer keeps what it points into. Nothing is
// ever written through a ptr, but by methods that a type brings along for a value that its owner can change:
// others get a copy (see codec.copied).

// A ptr is where a Go value is. ptr_purego.go has it as a reflect.Value.
type ptr struct{ p unsafe.Pointer }

// ptrTo returns where the value of an interface is. box keeps the value where the interface holds it as
// such, not its address: pointers and maps.
func (e *Encoder) ptrTo(c *codec, x any) ptr {
	switch {
	case c.copied:
		v := reflect.New(c.typ)
		v.Elem().Set(reflect.ValueOf(x))
		return ptr{v.UnsafePointer()}
	case c.direct:
		if e.boxed == len(e.boxes) {
			e.boxes = make([]unsafe.Pointer, 2*len(e.boxes)+8) // those in use stay where they are
		}
		box := &e.boxes[e.boxed]
		e.boxed++
		e.boxing = true
		*box = (*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1]
		return ptr{unsafe.Pointer(box)}
	}
	// An interface is two words: the type and, for all other types, the address of the value.
	return ptr{(*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1]}
}

// topOf is ptrTo for the whole value of a dump, mostly a pointer.
func (e *Encoder) topOf(c *codec, x any) ptr {
	if !c.direct || c.copied {
		return e.ptrTo(c, x)
	}
	e.top = (*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1]
	return ptr{unsafe.Pointer(&e.top)}
}

type typeWord = unsafe.Pointer

// typeID returns what tells the type of an interface's value from others: its first word.
func typeID(x any) typeWord { return (*[2]unsafe.Pointer)(unsafe.Pointer(&x))[0] }

// A pointerBox is a place for a pointer or a map out of an interface.
type pointerBox = unsafe.Pointer

// ptrOf returns where v, or a copy of it, is.
func ptrOf(v reflect.Value) ptr { return ptr{addressable(v).Addr().UnsafePointer()} }

// value returns what p points to, of c's type.
func (p ptr) value(c *codec) reflect.Value { return reflect.NewAt(c.typ, p.p).Elem() }

// at returns the value, whose type has T's memory.
func at[T any](p ptr) *T { return (*T)(p.p) }

// isNil reports whether a pointer, map, slice or interface is nil: then, and only then, its first word is.
func (p ptr) isNil() bool { return *(*unsafe.Pointer)(p.p) == nil }

// address returns that of what a pointer, map or slice refers to.
func (p ptr) address() uintptr { return uintptr(*(*unsafe.Pointer)(p.p)) }

// elem returns what a pointer points to.
func (p ptr) elem() ptr { return ptr{*(*unsafe.Pointer)(p.p)} }

// sliceLen returns the length of a slice of any type.
func (p ptr) sliceLen() int { return len(*(*[]struct{})(p.p)) }

// ints returns a slice of int64, or of int where that is as wide.
func (p ptr) ints() []int64 { return *at[[]int64](p) }

// items returns a slice's items for index.
func (p ptr) items() ptr { return ptr{*(*unsafe.Pointer)(p.p)} }

// index returns item i of an array or of a slice's items, whose codec is c.
func (p ptr) index(c *codec, i int) ptr { return ptr{unsafe.Add(p.p, uintptr(i)*c.size)} }

// of returns the field of a struct; ok is false if a nil pointer to an embedded struct is in the way.
func (f *field) of(p ptr) (x ptr, ok bool) {
	if f.hops == nil {
		return ptr{unsafe.Add(p.p, f.offset)}, true
	}
	for _, offset := range f.hops {
		if p.p = *(*unsafe.Pointer)(unsafe.Add(p.p, offset)); p.p == nil {
			return p, false
		}
	}
	return ptr{unsafe.Add(p.p, f.offset)}, true
}

// in is of where no pointer is in the way.
func (f *field) in(p ptr) ptr { return ptr{unsafe.Add(p.p, f.offset)} }
