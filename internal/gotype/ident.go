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
	pages   []identPage // open addressing, at most a quarter full
	used    int         // of pages
	shift   uint        // of a page's hash
	round   uint64      // tells this dump's pages from those of the 2^roundBits-1 before, which count as empty
	entries []identEntry
	expect  int // entries in the end, if the last dump of the type is anything to go by

	slots     []uint64 // of the first entries: bits of the hash, and behind them 1 + the place in entries; 0: empty
	indexed   int      // how many entries slots has
	slotShift uint     // of an identity's hash
}

// An identPage is memory of 1 << pageBits bytes. Two pages could have the same tag if addresses had more than 58 bits:
// a bit that is set for nothing costs a look at the entries.
type identPage struct {
	tag  uint64 // number of the page and, in the lowest bits, round
	bits uint64
}

type identEntry struct {
	identity
	memo uint32
}

const (
	pageBits    = 10
	granuleBits = pageBits - 6
	roundBits   = 16

	pagesSmall = 256     // so many that a small dump's mostly are where they are looked for first
	identSmall = 32      // slots
	identLarge = 1 << 19 // pages, slots and entries; larger tables are not kept

	golden = 0x9E3779B97F4A7C15
)

// reset begins another dump. The table stays about as large as the last one needed it. Small dumps have fewer pages than
// there are, so the old ones are not cleared.
func (t *identTable) reset() {
	n := len(t.pages)
	t.round++
	if n == 0 || n > pagesSmall || t.round == 1<<roundBits {
		t.resize()
	}
	t.used = 0
	t.entries = t.entries[:0]
	t.slots, t.indexed = t.slots[:0], 0
}

// resize is what reset has to do now and then.
func (t *identTable) resize() {
	n := len(t.pages)
	if cap(t.entries) > identLarge || cap(t.slots) > identLarge || n > identLarge {
		*t = identTable{}
		n = 0
	}
	switch {
	case n == 0:
		t.pages = make([]identPage, pagesSmall)
		t.shift = 64 - 8
		t.round = 1
	case n > pagesSmall && 32*t.used < n:
		t.pages = t.pages[:n/4]
		t.shift += 2
	}
	if t.round == 1<<roundBits {
		clear(t.pages[:cap(t.pages)])
		t.round = 1
	}
}

// tag is the tag of an address's page in this dump.
func (t *identTable) tag(addr uintptr) uint64 { return uint64(addr)>>pageBits<<roundBits | t.round }

// first is where the page of a tag is, unless another is there.
func (t *identTable) first(tag uint64) *identPage {
	return &t.pages[tag>>roundBits*golden>>(t.shift&63)]
}

// isFree reports whether p has no page of this dump.
func (t *identTable) isFree(p *identPage) bool { return (p.tag^t.round)<<(64-roundBits) != 0 }

// granule is the bit of an address in its page.
func granule(addr uintptr) uint64 { return 1 << (addr >> granuleBits & 63) }

func (t *identTable) find(k identity) (memo int, ok bool) {
	tag := t.tag(k.addr)
	p := t.first(tag)
	if t.isFree(p) || p.tag == tag && p.bits&granule(k.addr) == 0 {
		return 0, false
	}
	return t.look(k)
}

// look is find for what may well be there.
func (t *identTable) look(k identity) (memo int, ok bool) {
	if t.probe(t.tag(k.addr)).bits&granule(k.addr) == 0 {
		return 0, false
	}
	if s := t.slot(k); *s != 0 {
		return int(t.entries[uint32(*s)-1].memo), true
	}
	return 0, false
}

// set notes the memo index of k, which replaces one noted before.
func (t *identTable) set(k identity, memo int) {
	if old, found := t.add(k, memo); found && old != memo {
		t.entries[uint32(*t.slot(k))-1].memo = uint32(memo)
	}
}

// add is find and, if k is not there, set.
func (t *identTable) add(k identity, memo int) (old int, found bool) {
	tag := t.tag(k.addr)
	p := t.first(tag)
	if p.tag != tag {
		if !t.isFree(p) || 4*t.used >= len(t.pages) {
			return t.addSlow(k, memo)
		}
		t.used++
		*p = identPage{tag: tag}
	}
	n, bit := len(t.entries), granule(k.addr)
	if p.bits&bit != 0 || n == cap(t.entries) {
		return t.addSlow(k, memo)
	}
	p.bits |= bit
	t.entries = t.entries[:n+1]
	t.entries[n] = identEntry{k, uint32(memo)}
	return 0, false
}

// addSlow is add in all cases.
func (t *identTable) addSlow(k identity, memo int) (old int, found bool) {
	p, bit := t.probe(t.tag(k.addr)), granule(k.addr)
	if p.bits&bit != 0 {
		if s := t.slot(k); *s != 0 {
			return int(t.entries[uint32(*s)-1].memo), true
		}
	}
	p.bits |= bit
	if n := len(t.entries); n == cap(t.entries) {
		t.entries = slices.Grow(t.entries, max(n, min(t.expect, growth*n)-n, identSmall/2))
	}
	t.entries = append(t.entries, identEntry{k, uint32(memo)})
	return 0, false
}

// probe returns the page of a tag. If there is none it makes one.
func (t *identTable) probe(tag uint64) *identPage {
	for i := tag >> roundBits * golden >> (t.shift & 63); ; i++ {
		p := &t.pages[i&uint64(len(t.pages)-1)]
		if p.tag == tag {
			return p
		}
		if t.isFree(p) {
			if t.used++; 4*t.used > len(t.pages) {
				t.grow()
				return t.probe(tag)
			}
			*p = identPage{tag: tag}
			return p
		}
	}
}

// grow makes twice as many pages.
func (t *identTable) grow() {
	old := t.pages
	t.pages = make([]identPage, 2*len(old))
	t.shift--
	t.used = 0
	for i := range old {
		if p := &old[i]; !t.isFree(p) {
			*t.probe(p.tag) = *p
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
