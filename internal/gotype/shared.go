package gotype

import (
	"math/bits"
	"reflect"

	"github.com/brine-go/brine/internal/graph"
)

// isShared reports whether the container w may come up again. Only such ones are remembered while they become
// Go values. Constants and small integers are none: equal ones are one word, wherever they come from.
func (d *Decoder) isShared(w word) bool {
	return w != graph.EmptyTuple && !w.IsFloat() && !w.Is(graph.Int) && !w.Is(graph.Const) && d.g.IsShared(w)
}

// refs are the Go values that shared containers have become, by word and codec.
type refs struct {
	keys  []refKey
	vals  []reflect.Value
	at    []uint32
	shift uint
}

type refKey struct {
	w  word
	id uint32 // of the codec; 0 for an empty slot
}

func (t *refs) reset() {
	if len(t.vals) == 0 {
		return
	}
	clear(t.vals)
	t.vals = t.vals[:0]
	if len(t.keys) > 1<<12 {
		*t = refs{}
		return
	}
	clear(t.keys)
}

func (t *refs) slot(k refKey) int {
	mask := len(t.keys) - 1
	for p := int((uint64(k.w) ^ uint64(k.id)<<50) * 0x9E3779B97F4A7C15 >> t.shift); ; p = (p + 1) & mask {
		if t.keys[p] == k || t.keys[p].id == 0 {
			return p
		}
	}
}

func (t *refs) find(w word, id uint32) (reflect.Value, bool) {
	if len(t.keys) == 0 {
		return reflect.Value{}, false
	}
	p := t.slot(refKey{w, id})
	if t.keys[p].id == 0 {
		return reflect.Value{}, false
	}
	return t.vals[t.at[p]], true
}

// add notes the value that v has now.
func (t *refs) add(w word, id uint32, v reflect.Value) {
	kept := v
	if v.CanAddr() {
		kept = reflect.New(v.Type()).Elem()
		kept.Set(v)
	}
	t.put(refKey{w, id}, uint32(len(t.vals)))
	t.vals = append(t.vals, kept)
}

func (t *refs) put(k refKey, at uint32) {
	if 2*len(t.vals) >= len(t.keys) {
		keys, old := t.keys, t.at
		size := max(32, 4*len(keys))
		t.keys, t.at = make([]refKey, size), make([]uint32, size)
		t.shift = uint(64 - bits.TrailingZeros(uint(size)))
		for i, k := range keys {
			if k.id != 0 {
				p := t.slot(k)
				t.keys[p], t.at[p] = k, old[i]
			}
		}
	}
	p := t.slot(k)
	t.keys[p], t.at[p] = k, at
}
