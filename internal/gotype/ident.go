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

// An identTable maps identities to memo indexes: open addressing, at most half full. Most identities are looked
// for in vain, so what is looked at first is small: with the identities themselves in the table, looking for 1e5
// of them took twice as long.
type identTable struct {
	slots   []uint64 // bits of the hash, and behind them 1 + the place in entries; 0: empty
	entries []identEntry
	shift   uint
	expect  int // entries in the end, if the last dump of the type is anything to go by
}

type identEntry struct {
	identity
	memo uint32
}

const (
	identSmall = 32
	identLarge = 1 << 19 // slots, 4 MB; larger tables are not kept
)

// reset begins another dump. The table stays about as large as the last one needed it.
func (t *identTable) reset() {
	n := len(t.slots)
	switch {
	case n > identSmall && 16*len(t.entries) < n:
		t.slots = t.slots[:n/4]
		t.shift += 2
	case n > identLarge || n == 0:
		*t = identTable{}
		t.resize(identSmall)
		return
	}
	clear(t.slots)
	t.entries = t.entries[:0]
}

func (t *identTable) resize(n int) {
	if n > cap(t.slots) {
		t.slots = make([]uint64, n)
	} else {
		t.slots = t.slots[:n]
		clear(t.slots)
	}
	t.shift = uint(64 - bits.TrailingZeros(uint(n)))
	if cap(t.entries) < n/2+1 { // with room for one more than may be in it: it grows then
		t.entries = append(make([]identEntry, 0, n/2+1), t.entries...)
	}
}

func (k *identity) hash() uint64 {
	h := (uint64(k.addr)>>3 ^ uint64(k.n)<<40 ^ uint64(k.id)<<52) * 0x9E3779B97F4A7C15
	return h ^ h>>32 // the low bits are those of the slot
}

// slot returns the one that k, whose hash is h, is in or belongs into.
func (t *identTable) slot(k identity, h uint64) *uint64 {
	slots := t.slots
	for p := int(h >> t.shift); ; p++ {
		s := &slots[p&(len(slots)-1)]
		if *s == 0 || (*s^h<<32)>>32 == 0 && t.entries[uint32(*s)-1].identity == k {
			return s
		}
	}
}

func (t *identTable) find(k identity) (memo int, ok bool) {
	if s := *t.slot(k, k.hash()); s != 0 {
		return int(t.entries[uint32(s)-1].memo), true
	}
	return 0, false
}

func (t *identTable) set(k identity, memo int) {
	h := k.hash()
	if s := t.slot(k, h); *s == 0 {
		t.fill(s, k, h, memo)
	} else {
		t.entries[uint32(*s)-1].memo = uint32(memo)
	}
}

// add is find and, if k is not there, set.
func (t *identTable) add(k identity, memo int) (old int, found bool) {
	h := k.hash()
	s := t.slot(k, h)
	if *s != 0 {
		return int(t.entries[uint32(*s)-1].memo), true
	}
	t.fill(s, k, h, memo)
	return 0, false
}

// fill sets the empty slot of k.
func (t *identTable) fill(s *uint64, k identity, h uint64, memo int) {
	t.entries = append(t.entries, identEntry{k, uint32(memo)})
	*s = h<<32 | uint64(len(t.entries))
	if 2*len(t.entries) > len(t.slots) {
		t.grow()
	}
}

// grow makes the table at least twice as large, and as large as is expected, if that is not too far away.
func (t *identTable) grow() {
	n := 2 * len(t.slots)
	for n < 2*t.expect && n < growth*len(t.entries) {
		n *= 2
	}
	t.resize(n)
	for i := range t.entries {
		k := t.entries[i].identity
		h := k.hash()
		*t.slot(k, h) = h<<32 | uint64(i+1)
	}
}
