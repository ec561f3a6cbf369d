package gotype

import (
	"math/bits"
	"slices"
)

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

// An identTable maps identities to memo indexes. Most are looked for in vain, and one that is new has mostly been made
// beside the one before. So what is looked at first is a bit for each 16 bytes of memory, 1024 bytes to a word: of 1e6
// short slices these are in the processor's cache, and a table of the identities is not. That is made only when
// an address comes up again.
type identTable struct {
	pages   []identPage // open addressing, at most half full
	used    int         // of pages
	shift   uint        // of a page's hash
	entries []identEntry
	expect  int // entries in the end, if the last dump of the type is anything to go by

	slots     []uint64 // of the first entries: bits of the hash, and behind them 1 + the place in entries; 0: empty
	indexed   int      // how many entries slots has
	slotShift uint     // of an identity's hash
}

// An identPage is the memory from address (page-1)<<pageBits on; page 0 is an empty one.
type identPage struct{ page, bits uint64 }

type identEntry struct {
	identity
	memo uint32
}

const (
	pageBits    = 10
	granuleBits = pageBits - 6

	identSmall = 32      // pages, slots
	identLarge = 1 << 19 // pages, slots and entries; larger tables are not kept

	golden = 0x9E3779B97F4A7C15
)

// reset begins another dump. The table stays about as large as the last one needed it.
func (t *identTable) reset() {
	n := len(t.pages)
	if cap(t.entries) > identLarge || cap(t.slots) > identLarge || n > identLarge {
		*t = identTable{}
		n = 0
	}
	switch {
	case n == 0:
		t.pages = make([]identPage, identSmall)
		t.shift = 64 - 5
	case n > identSmall && 16*t.used < n:
		t.pages = t.pages[:n/4]
		t.shift += 2
		fallthrough
	default:
		clear(t.pages)
	}
	t.used = 0
	t.entries = t.entries[:0]
	t.slots, t.indexed = t.slots[:0], 0
}

// page returns the page of an address, or the empty one that is to become it, and the bit of the address.
func (t *identTable) page(addr uintptr) (p *identPage, page, bit uint64) {
	page, bit = uint64(addr)>>pageBits+1, 1<<(addr>>granuleBits&63)
	pages := t.pages
	for i := int(page * golden >> t.shift); ; i++ {
		p = &pages[i&(len(pages)-1)]
		if p.page == page || p.page == 0 {
			return p, page, bit
		}
	}
}

func (t *identTable) find(k identity) (memo int, ok bool) {
	if p, _, bit := t.page(k.addr); p.bits&bit == 0 {
		return 0, false
	}
	if s := t.slot(k); *s != 0 {
		return int(t.entries[uint32(*s)-1].memo), true
	}
	return 0, false
}

func (t *identTable) set(k identity, memo int) {
	if x := t.place(k, memo); x != nil {
		x.memo = uint32(memo)
	}
}

// add is find and, if k is not there, set.
func (t *identTable) add(k identity, memo int) (old int, found bool) {
	if x := t.place(k, memo); x != nil {
		return int(x.memo), true
	}
	return 0, false
}

// place returns the entry of k. If there is none it makes one, and returns nil.
func (t *identTable) place(k identity, memo int) *identEntry {
	p, page, bit := t.page(k.addr)
	if p.bits&bit != 0 {
		s := t.slot(k)
		if *s != 0 {
			return &t.entries[uint32(*s)-1]
		}
		t.append(k, memo)
		return nil
	}
	t.append(k, memo)
	p.bits |= bit
	if p.page == 0 {
		p.page = page
		if t.used++; 2*t.used > len(t.pages) {
			t.grow()
		}
	}
	return nil
}

func (t *identTable) append(k identity, memo int) {
	if n := len(t.entries); n == cap(t.entries) {
		t.entries = slices.Grow(t.entries, max(n, min(t.expect, growth*n)-n, identSmall/2))
	}
	t.entries = append(t.entries, identEntry{k, uint32(memo)})
}

// grow makes twice as many pages.
func (t *identTable) grow() {
	old := t.pages
	t.pages = make([]identPage, 2*len(old))
	t.shift--
	for _, x := range old {
		if x.page != 0 {
			p, _, _ := t.page(uintptr((x.page - 1) << pageBits))
			*p = x
		}
	}
}

func (k *identity) hash() uint64 {
	h := (uint64(k.addr)>>3 ^ uint64(k.n)<<40 ^ uint64(k.id)<<52) * golden
	return h ^ h>>32 // the low bits are those of the slot
}

// slot returns the one that k is in or belongs into.
func (t *identTable) slot(k identity) *uint64 {
	if t.indexed < len(t.entries) {
		t.index()
	}
	return t.slotOf(k)
}

// index puts the entries that are not yet in slots there, at most half of which they take.
func (t *identTable) index() {
	if n := len(t.slots); 2*len(t.entries) > n {
		for n = max(n, identSmall); 2*len(t.entries) > n; n *= 2 {
		}
		if t.slots, t.indexed = t.slots[:0], 0; n > cap(t.slots) {
			t.slots = make([]uint64, n)
		} else {
			t.slots = t.slots[:n]
			clear(t.slots)
		}
		t.slotShift = uint(64 - bits.TrailingZeros(uint(n)))
	}
	for ; t.indexed < len(t.entries); t.indexed++ {
		k := t.entries[t.indexed].identity
		*t.slotOf(k) = k.hash()<<32 | uint64(t.indexed+1)
	}
}

func (t *identTable) slotOf(k identity) *uint64 {
	slots, h := t.slots, k.hash()
	for p := int(h >> t.slotShift); ; p++ {
		s := &slots[p&(len(slots)-1)]
		if *s == 0 || (*s^h<<32)>>32 == 0 && t.entries[uint32(*s)-1].identity == k {
			return s
		}
	}
}
