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

// An identTable maps identities to memo indexes: open addressing, at most half full. It has no pointers
// for the garbage collector to follow.
type identTable struct {
	keys  []identity
	vals  []uint32
	n     int
	shift uint
}

const identSmall = 32

func (t *identTable) reset() {
	if len(t.keys) > 1<<12 || len(t.keys) == 0 {
		t.init(identSmall)
		return
	}
	if t.n > 0 {
		clear(t.keys)
		t.n = 0
	}
}

func (t *identTable) init(size int) {
	t.keys, t.vals, t.n = make([]identity, size), make([]uint32, size), 0
	t.shift = uint(64 - bits.TrailingZeros(uint(size)))
}

func (t *identTable) slot(k identity) int {
	mask := len(t.keys) - 1
	h := (uint64(k.addr)>>3 ^ uint64(k.n)<<40 ^ uint64(k.id)<<52) * 0x9E3779B97F4A7C15
	for p := int(h >> t.shift); ; p = (p + 1) & mask {
		if t.keys[p] == k || t.keys[p].id == 0 {
			return p
		}
	}
}

func (t *identTable) find(k identity) (int, bool) {
	p := t.slot(k)
	return int(t.vals[p]), t.keys[p].id != 0
}

func (t *identTable) set(k identity, memo int) {
	p := t.slot(k)
	if t.keys[p].id == 0 {
		if t.n++; t.n*2 > len(t.keys) {
			keys, vals := t.keys, t.vals
			t.init(4 * len(keys))
			for i, k := range keys {
				if k.id != 0 {
					t.set(k, int(vals[i]))
				}
			}
			t.set(k, memo)
			return
		}
	}
	t.keys[p], t.vals[p] = k, uint32(memo)
}

// sliceIdentity returns the identity of a slice of length n.
func sliceIdentity(c *codec, p ptr, n int) identity {
	return identity{addr: p.address(), n: n, id: c.id}
}
