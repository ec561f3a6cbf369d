package pickletools

import (
	"strconv"

	"github.com/brine-go/brine/opcode"
)

// A Memo is the memo of one Pickler as far as a disassembly needs it, for [WithMemo]. The zero Memo is empty.
type Memo struct {
	keys    keys
	entries table[opcode.StackObject]
}

// Len returns the number of entries.
func (m *Memo) Len() int { return m.entries.n }

// keys turns memo indexes into numbers of 64 bits. PUT and GET may name any integer: the rare ones that are
// negative or too large get numbers of their own from 1<<63 on.
type keys struct {
	odd map[string]uint64 // by canonical decimal text
}

func (k *keys) of(decimal []byte) uint64 {
	switch string(decimal) { // PUT 00 and 01 are bools to Python, which are equal to integers
	case "False":
		return 0
	case "True":
		return 1
	}
	if n, err := strconv.ParseUint(string(decimal), 10, 63); err == nil {
		return n
	}
	n, ok := k.odd[string(decimal)]
	if !ok {
		if k.odd == nil {
			k.odd = map[string]uint64{}
		}
		n = 1<<63 + uint64(len(k.odd))
		k.odd[string(decimal)] = n
	}
	return n
}

// A table is a map from memo keys to values, dense where they are. Its size is bounded by the number of
// entries, whatever the keys. The zero V means that there is no entry.
type table[V comparable] struct {
	dense  []V
	sparse map[uint64]V
	n      int
}

func (t *table[V]) get(key uint64) V {
	if key < uint64(len(t.dense)) {
		return t.dense[key]
	}
	return t.sparse[key]
}

func (t *table[V]) put(key uint64, v V) {
	var none V
	if t.get(key) == none {
		t.n++
	}
	if key < uint64(len(t.dense)) {
		t.dense[key] = v
		return
	}
	if key < uint64(2*t.n+64) {
		for uint64(len(t.dense)) <= key {
			n := uint64(len(t.dense))
			t.dense = append(t.dense, t.sparse[n])
			delete(t.sparse, n)
		}
		t.dense[key] = v
		return
	}
	if t.sparse == nil {
		t.sparse = map[uint64]V{}
	}
	t.sparse[key] = v
}
