//go:build !purego

package gotype

import (
	"reflect"
	"slices"
	"unsafe"
)

// Maps are read as maps of a few types: their memory is laid out by the sizes of keys and values, and the
// garbage collector finds pointers by the type that the map was made with, so a map[K]V with values that are one
// pointer is read as a map[K]unsafe.Pointer. Reading never writes to a map. Values go to memory that has
// their pointers where the garbage collector looks for them. reflect.MapIter takes three times as long.

// gatherer returns how to copy the entries of maps of c's type out, or nil if that needs reflection.
func gatherer(c *codec) gatherFunc {
	value := c.typ.Elem()
	switch c.key.atom {
	case atomString:
		switch {
		case isPointer(value):
			return gather[string, unsafe.Pointer]
		case value.Kind() == reflect.String:
			return gather[string, string]
		case value.Kind() == reflect.Slice:
			return gather[string, []byte]
		case value.Kind() == reflect.Interface:
			return gather[string, [2]unsafe.Pointer]
		case isWord(value):
			return gather[string, uint64]
		}
	case atomInt64, atomInt:
		switch {
		case c.key.size != 8:
		case isPointer(value):
			return gather[int64, unsafe.Pointer]
		case value.Kind() == reflect.String:
			return gather[int64, string]
		case value.Kind() == reflect.Slice:
			return gather[int64, []byte]
		case value.Kind() == reflect.Interface:
			return gather[int64, [2]unsafe.Pointer]
		case isWord(value):
			return gather[int64, uint64]
		}
	}
	return nil
}

func isPointer(t reflect.Type) bool { return t.Kind() == reflect.Pointer || t.Kind() == reflect.Map }

// isWord reports whether values of type t are eight bytes without pointers.
func isWord(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 && t.Size() == 8
}

// A buffer has the entries of a map.
type buffer[K, V any] struct {
	keys   []K
	values []V
}

func (b *buffer[K, V]) clear() {
	clear(b.keys)
	clear(b.values)
}

func gather[K string | int64, V any](s *entries, p ptr) {
	m := *at[map[K]V](p)
	b, ok := s.buffer.(*buffer[K, V])
	if !ok {
		b = new(buffer[K, V])
		s.buffer = b
	}
	b.keys, b.values = slices.Grow(b.keys[:0], len(m)), slices.Grow(b.values[:0], len(m))
	for k, x := range m {
		b.keys, b.values = append(b.keys, k), append(b.values, x)
	}
	s.n, s.values = len(b.keys), ptr{unsafe.Pointer(unsafe.SliceData(b.values))}
	switch keys := any(&b.keys).(type) {
	case *[]string:
		s.names = *keys
	case *[]int64:
		s.ints = *keys
	}
}
