package pickle

import (
	"iter"
	"reflect"

	"github.com/brine-go/brine/internal/gotype"
)

// A Tuple is Python's tuple among values of type any.
type Tuple []any

// A Set is Python's set among values of type any: its items in the pickle's order. No two may be equal in
// Python. Where the type of the items is known, a map[T]struct{} is a set too.
type Set []any

// A FrozenSet is Python's frozenset, as a [Set].
type FrozenSet []any

// A Dict is Python's dict among values of type any: in order, with keys of any kind that Python hashes, and
// with Python's equality of keys: 1, 1.0 and true are one key, and so are equal Tuples. NaN is equal to no
// key, and neither are Tuples that come to 64 KiB or are nested 1000 deep. The zero Dict is empty and
// ready for use.
type Dict struct {
	keys, values []any
	index        map[string]int // by gotype.PythonKey; nil while there are few
}

var _ = gotype.Use(gotype.Shapes{
	Tuple: reflect.TypeFor[Tuple](), Set: reflect.TypeFor[Set](), FrozenSet: reflect.TypeFor[FrozenSet](),
	Dict: reflect.TypeFor[*Dict](),
})

// scanDict is the number of keys up to which a look-up compares them one by one.
const scanDict = 8

// Len returns the number of keys.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	return len(d.keys)
}

// At returns the key and the value at position i, 0 ≤ i < Len.
func (d *Dict) At(i int) (key, value any) { return d.keys[i], d.values[i] }

// All iterates over the keys and values in order.
func (d *Dict) All() iter.Seq2[any, any] {
	return func(yield func(any, any) bool) {
		for i := range d.Len() {
			if !yield(d.keys[i], d.values[i]) {
				return
			}
		}
	}
}

// Get returns the value of a key.
func (d *Dict) Get(key any) (value any, ok bool) {
	if i := d.find(key); i >= 0 {
		return d.values[i], true
	}
	return nil, false
}

// Set sets the value of a key. As in Python, a key that is there keeps its place and its first spelling.
func (d *Dict) Set(key, value any) {
	if i := d.find(key); i >= 0 {
		d.values[i] = value
		return
	}
	d.keys = append(d.keys, key)
	d.values = append(d.values, value)
	if d.index == nil {
		d.reindex()
	} else if s, ok := gotype.PythonKey(key); ok {
		d.index[s] = len(d.keys) - 1
	}
}

// Delete removes a key, and reports whether it was there.
func (d *Dict) Delete(key any) bool {
	i := d.find(key)
	if i < 0 {
		return false
	}
	d.keys = append(d.keys[:i], d.keys[i+1:]...)
	d.values = append(d.values[:i], d.values[i+1:]...)
	d.reindex()
	return true
}

// reindex makes the index anew, if there are keys enough for one.
func (d *Dict) reindex() {
	d.index = nil
	if len(d.keys) <= scanDict {
		return
	}
	d.index = make(map[string]int, 2*len(d.keys))
	for i, k := range d.keys {
		if s, ok := gotype.PythonKey(k); ok {
			d.index[s] = i
		}
	}
}

func (d *Dict) find(key any) int {
	if d.Len() == 0 {
		return -1
	}
	s, ok := gotype.PythonKey(key)
	if !ok {
		return -1
	}
	if d.index != nil {
		if i, ok := d.index[s]; ok {
			return i
		}
		return -1
	}
	for i, k := range d.keys {
		if c, ok := gotype.PythonKey(k); ok && c == s {
			return i
		}
	}
	return -1
}
