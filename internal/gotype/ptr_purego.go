//go:build purego

package gotype

import "reflect"

// A ptr is a Go value: see ptr.go.
type ptr struct{ v reflect.Value }

type pointerBox = struct{}

func (e *Encoder) ptrTo(c *codec, x any) ptr { return ptr{reflect.ValueOf(x)} }

func (e *Encoder) topOf(c *codec, x any) ptr { return e.ptrTo(c, x) }

type typeWord = reflect.Type

func typeID(x any) typeWord { return reflect.TypeOf(x) }

func ptrOf(v reflect.Value) ptr { return ptr{v} }

func (p ptr) value(c *codec) reflect.Value { return p.v }

func at[T any](p ptr) *T { return pointerTo[T](p.v) }

func (p ptr) isNil() bool { return p.v.IsNil() }

func (p ptr) address() uintptr { return p.v.Pointer() }

func (p ptr) elem() ptr { return ptr{p.v.Elem()} }

func (p ptr) sliceLen() int { return p.v.Len() }

func (p ptr) ints() []int64 {
	s := make([]int64, p.v.Len())
	for i := range s {
		s[i] = p.v.Index(i).Int()
	}
	return s
}

func (p ptr) items() ptr { return p }

func (p ptr) index(c *codec, i int) ptr { return ptr{p.v.Index(i)} }

func (f *field) of(p ptr) (x ptr, ok bool) {
	v, ok := f.get(p.v)
	return ptr{v}, ok
}

func (f *field) in(p ptr) ptr {
	x, _ := f.of(p)
	return x
}
