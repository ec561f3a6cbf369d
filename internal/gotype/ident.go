package gotype

import "math/bits"

// An identity tells pointers, maps and slices of one dump apart. What they refer to is reachable from the
// value that is dumped, or from Encoder.keep, and the Go heap does not move: so an address stands for one
// thing as long as the dump takes. Two things of different types may share an address.
type identity struct {
	addr uintptr
	n    int    // of a slice: its length
	id   uint32 // of the codec; 0 in the zero identity, which stands for none
}

// sliceIdentity returns the identity of a slice of length n.
func sliceIdentity(c *codec, p ptr, n int) identity {
	return identity{addr: p.address(), n: n, id: c.id}
}

// An identTable maps identities to memo indexes: open addressing, at most half full. It has no pointers
// for the garbage collector to follow, and what earlier dumps left in it is told by their epochs: clearing the
// table took longer than a small dump.
type identTable struct {
	all   []identSlot
	slots []identSlot // all[n:2n]: a table that grows finds the next larger one behind it
	used  int
	shift uint
	epoch uint32
}

type identSlot struct {
	identity
	epoch uint32 // of the dump that set it
	memo  uint32
}

const (
	identSmall = 32
	identLarge = 1 << 18 // slots, 8 MB: larger tables are not kept
)

// reset begins another dump. The table stays as large as the last one needed it.
func (t *identTable) reset() {
	if t.epoch++; t.epoch == 0 {
		clear(t.all)
		t.epoch = 1
	}
	switch n := len(t.slots); {
	case n == 0 || n > identLarge:
		t.all = nil
		t.resize(identSmall)
	case n > identSmall && 16*t.used < n:
		t.resize(n / 4)
	}
	t.used = 0
}

func (t *identTable) resize(n int) {
	n = max(n, identSmall)
	if 2*n > len(t.all) {
		t.all = make([]identSlot, 2*n)
	}
	t.slots = t.all[n : 2*n]
	t.shift = uint(64 - bits.TrailingZeros(uint(n)))
}

// slot returns the one that k is in or belongs into.
func (t *identTable) slot(k identity) *identSlot {
	slots := t.slots
	h := (uint64(k.addr)>>3 ^ uint64(k.n)<<40 ^ uint64(k.id)<<52) * 0x9E3779B97F4A7C15
	for p := int(h >> t.shift); ; p++ {
		s := &slots[p&(len(slots)-1)]
		if s.epoch != t.epoch || s.identity == k {
			return s
		}
	}
}

func (t *identTable) find(k identity) (memo int, ok bool) {
	s := t.slot(k)
	return int(s.memo), s.epoch == t.epoch
}

func (t *identTable) set(k identity, memo int) { t.fill(t.slot(k), k, memo) }

// add is find and, if k is not there, set.
func (t *identTable) add(k identity, memo int) (old int, found bool) {
	s := t.slot(k)
	if s.epoch == t.epoch {
		return int(s.memo), true
	}
	t.fill(s, k, memo)
	return 0, false
}

// fill sets the slot of k, which must be the table's as it is.
func (t *identTable) fill(s *identSlot, k identity, memo int) {
	if s.epoch != t.epoch {
		t.used++
	}
	*s = identSlot{k, t.epoch, uint32(memo)}
	if 2*t.used > len(t.slots) {
		t.grow()
	}
}

func (t *identTable) grow() {
	old := t.slots
	t.resize(2 * len(old))
	for i := range old {
		if s := &old[i]; s.epoch == t.epoch {
			*t.slot(s.identity) = *s
		}
	}
}
