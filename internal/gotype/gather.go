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
			return gatherNames[unsafe.Pointer]
		case value.Kind() == reflect.String:
			return gatherNames[string]
		case value.Kind() == reflect.Slice:
			return gatherNames[[]byte]
		case value.Kind() == reflect.Interface:
			return gatherNames[[2]unsafe.Pointer]
		case isWord(value):
			return gatherNames[uint64]
		}
	case atomInt64, atomInt:
		switch {
		case c.key.size != 8:
		case isPointer(value):
			return gatherInts[unsafe.Pointer]
		case value.Kind() == reflect.String:
			return gatherInts[string]
		case value.Kind() == reflect.Slice:
			return gatherInts[[]byte]
		case value.Kind() == reflect.Interface:
			return gatherInts[[2]unsafe.Pointer]
		case isWord(value):
			return gatherInts[uint64]
		}
	}
	return nil
}

func isPointer(t reflect.Type) bool { return t.Kind() == reflect.Pointer || t.Kind() == reflect.Map }

// isWord reports whether values of type t are eight bytes without pointers.
func isWord(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 && t.Size() == 8
}

// A buffer has the values of a map.
type buffer[V any] struct{ values []V }

func (b *buffer[V]) clear(n int) { clear(b.values[:min(n, cap(b.values))]) }

// take returns the buffer of s, with room for n entries.
func take[V any](s *entries, n int) *buffer[V] {
	b, ok := s.buffer.(*buffer[V])
	if !ok {
		b = new(buffer[V])
		s.buffer = b
	}
	b.values = slices.Grow(b.values[:0], n)
	return b
}

// filled sets what is known when all values are in the buffer.
func (b *buffer[V]) filled(s *entries) {
	s.n, s.values = len(b.values), ptr{unsafe.Pointer(unsafe.SliceData(b.values))}
}

func gatherNames[V any](s *entries, p ptr) {
	m := *at[map[string]V](p)
	b := take[V](s, len(m))
	names, values := slices.Grow(s.names[:0], len(m)), b.values
	for k, x := range m {
		names, values = append(names, k), append(values, x)
	}
	s.names, b.values = names, values
	b.filled(s)
}

func gatherInts[V any](s *entries, p ptr) {
	m := *at[map[int64]V](p)
	b := take[V](s, len(m))
	ints, values := slices.Grow(s.ints[:0], len(m)), b.values
	if values, s.sorted = fromZero(m, values); s.sorted {
		ints = ints[:len(m)]
		for i := range ints {
			ints[i] = int64(i)
		}
	} else {
		for k, x := range m {
			ints, values = append(ints, k), append(values, x)
		}
	}
	s.ints, b.values = ints, values
	b.filled(s)
}

// fromZero appends the values of a map to values if its keys are counted from 0, as they often are. Going over a map takes as
// many instructions an entry as looking it up, 110, and 400 besides; and what look-ups give is in order.
func fromZero[V any](m map[int64]V, values []V) ([]V, bool) {
	last := len(m) - 1
	x, ok := m[int64(last)]
	if !ok {
		return values, false
	}
	all := values[:last+1]
	for i := range last {
		x, ok := m[int64(i)]
		if !ok {
			return values, false
		}
		all[i] = x
	}
	all[last] = x
	return all, true
}
