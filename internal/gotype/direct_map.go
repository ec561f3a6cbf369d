package gotype

import (
	"bytes"
	"maps"
	"reflect"

	"github.com/brine-go/brine/opcode"
)

// Dicts are EMPTY_DICT, then MARK, keys and values in turn, SETITEMS for each thousand of them; or, of one entry,
// key value SETITEM. As with lists, what follows an EMPTY_DICT may be something else.

// startDict consumes an EMPTY_DICT.
func (d *reader) startDict() (memo int, ok bool) {
	if d.op() != opcode.EmptyDict {
		return -1, false
	}
	return d.memoize(1), true
}

// mapKernel returns how a map is read without reflection, or nil.
func mapKernel(t reflect.Type) planFunc {
	switch t.Key() {
	case reflect.TypeFor[string]():
		return valueKernel(t.Elem(), (*reader).string)
	case reflect.TypeFor[int64]():
		return valueKernel(t.Elem(), (*reader).int64)
	case reflect.TypeFor[int]():
		return valueKernel(t.Elem(), (*reader).int)
	}
	return nil
}

func valueKernel[K comparable](t reflect.Type, key func(*reader) (K, bool)) planFunc {
	switch t {
	case reflect.TypeFor[float64]():
		return mapOf(key, atomOf((*reader).float))
	case reflect.TypeFor[string]():
		return mapOf(key, atomOf((*reader).string))
	case reflect.TypeFor[int64]():
		return mapOf(key, atomOf((*reader).int64))
	case reflect.TypeFor[int]():
		return mapOf(key, atomOf((*reader).int))
	}
	if k := t.Kind(); k == reflect.Pointer || k == reflect.Map {
		return mapOfPointers(key)
	}
	return nil
}

// atomOf makes a reader of values of one of atoms: None is zero.
func atomOf[V any](read func(*reader) (V, bool)) func(*reader, *plan) (V, bool) {
	read = orZero(read)
	return func(d *reader, _ *plan) (V, bool) { return read(d) }
}

// int is int64 for ints.
func (d *reader) int() (int, bool) {
	x, ok := d.int64()
	return int(x), ok && int64(int(x)) == x
}

// lastDict is the last dict of a plan, if the same bytes would make the same values again: nothing in it was memoized,
// and nothing made that pointers point to. Dicts that repeat it are copies of its map: a hundred of ten entries took 37 µs,
// so 20.
type lastDict struct {
	from, end int // of its entries, in data
	n         int
	m         any
}

// mapOf returns how a map[K]V is read.
func mapOf[K comparable, V any](key func(*reader) (K, bool), value func(*reader, *plan) (V, bool)) planFunc {
	size := int(reflect.TypeFor[K]().Size() + reflect.TypeFor[V]().Size() + stepCost)
	return func(d *reader, pl *plan, p dest) bool {
		at := to[map[K]V](p)
		if d.none() {
			*at = nil
			return true
		}
		if _, ok := d.startDict(); !ok || *at != nil || !d.enter() {
			return false
		}
		st, from := &d.states[pl.id], d.i
		if last := &st.last; last.end > 0 && bytes.HasPrefix(d.buf[from:], d.data[last.from:last.end]) && d.spend(last.n, size) {
			d.i += last.end - last.from
			*at = maps.Clone(last.m.(map[K]V))
			d.leave()
			return true
		}
		var m map[K]V
		n := 0
		memo, budget, frame := len(d.memo), d.budget, len(d.buf)
		var back place
		for whole := true; whole; {
			before := n
			d.here(&back)
			how := d.more(n)
			if how == over {
				break
			}
			if m == nil {
				m = make(map[K]V, d.capacity(0, from, st.length))
			} else if room := d.capacity(n, from, 0); n == batch && st.length < room {
				larger := make(map[K]V, room)
				for k, x := range m {
					larger[k] = x
				}
				m = larger
			}
			for how == one || d.op() != opcode.SetItems {
				k, ok := key(d)
				if !ok {
					how = over
					break
				}
				x, ok := value(d, pl)
				if !ok || !d.spend(1, size) || how == one && !d.is(opcode.SetItem) {
					how = over
					break
				}
				m[k] = x
				if n++; how == one {
					break
				}
			}
			switch how {
			case one:
				whole = false
			case many:
				d.i++
				whole = n-before >= batch
			default:
				if n > before || !d.back(&back) { // the map has what is to be read again
					return false
				}
				whole = false
			}
		}
		if m == nil {
			m = map[K]V{}
		}
		st.length = n
		*at = m
		d.leave()
		if n > 0 && n < batch && memo == len(d.memo) && frame == len(d.buf) && budget-int64(n*size) == d.budget {
			st.last = lastDict{from, d.i, n, m}
			d.lasts = true
		}
		return len(m) == n // else some keys are equal
	}
}

// readMap reads a dict into a map of any type.
func readMap(d *reader, pl *plan, p dest) bool {
	v := pl.value(p)
	if d.none() {
		v.SetZero()
		return true
	}
	if _, ok := d.startDict(); !ok || !v.IsNil() || !d.enter() {
		return false
	}
	st, from := &d.states[pl.id], d.i
	temps := st.temps
	if st.temps = (mapTemps{}); !temps.key.IsValid() {
		temps = mapTemps{reflect.New(pl.typ.Key()).Elem(), reflect.New(pl.typ.Elem()).Elem()}
	}
	key, elem := pointTo(temps.key), pointTo(temps.elem)
	size := pl.key.size + pl.elem.size + stepCost
	var m reflect.Value
	n := 0
	var back place
	for whole := true; whole; {
		before := n
		d.here(&back)
		how := d.more(n)
		if how == over {
			break
		}
		if n == 0 {
			m = reflect.MakeMapWithSize(pl.typ, d.capacity(0, from, st.length))
		}
		for how == one || d.op() != opcode.SetItems {
			temps.key.SetZero()
			temps.elem.SetZero()
			if d.op() == opcode.None || !pl.key.read(d, pl.key, key) || !pl.elem.read(d, pl.elem, elem) ||
				!d.spend(1, size) || how == one && !d.is(opcode.SetItem) {
				how = over
				break
			}
			m.SetMapIndex(temps.key, temps.elem)
			if n++; how == one {
				break
			}
		}
		switch how {
		case one:
			whole = false
		case many:
			d.i++
			whole = n-before >= batch
		default:
			if n > before || !d.back(&back) {
				return false
			}
			whole = false
		}
	}
	if n == 0 {
		m = reflect.MakeMap(pl.typ)
	}
	v.Set(m)
	temps.key.SetZero()
	temps.elem.SetZero()
	st.length, st.temps = n, temps
	d.leave()
	return m.Len() == n
}
