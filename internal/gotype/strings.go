package gotype

import (
	"encoding/binary"
	"math/bits"
)

// A stringCache remembers strings written lately with their memo indexes: bounded, two strings a slot, and one
// that was found again gets a second chance before another takes its place. It begins small, as most dumps
// are, and rests while strings do not repeat. What it finds depends on the strings and their order alone, so
// equal values give equal pickles.
type stringCache struct {
	all    []cachedString // what is allocated
	slots  []cachedString // all[n:2n], in pairs: a table that grows finds the next one behind it
	shift  uint
	added  int // at most so many of slots are filled
	hits   int // of this window
	misses int
	rest   int // strings to let pass
	pause  int // how many the next rest lets pass

	places [recentStrings]uint16 // of strings in slots, by where they are in memory: see recent
}

type cachedString struct {
	s    string
	memo uint32
	tag  uint32 // of the hash; the lowest bit: it was found again
}

const (
	stringsSmall = 64
	stringsLarge = 1 << 12
	// Of a window of strings that are not found, fewer than one in sixteen others were: the next ones are not
	// looked for, four times as many at first and then twice as many each time.
	window   = 1 << 10
	fewHits  = window / 16
	minPause = 4 * window
	maxPause = 64 * window
	foundBit = 1

	// Of 1000 strings with places of their own in so many, 110 share one; in a quarter as many it were 390, and a list of
	// them took a quarter longer.
	recentBits    = 13
	recentStrings = 1 << recentBits
)

// reset forgets all strings.
func (t *stringCache) reset() {
	if t.added > 0 || len(t.slots) != stringsSmall {
		clear(t.slots)
		t.resize(stringsSmall)
	}
	t.hits, t.misses, t.rest, t.pause = 0, 0, 0, minPause
}

func (t *stringCache) resize(n int) {
	if 2*n > len(t.all) {
		t.all = make([]cachedString, 2*n)
	}
	t.slots, t.added = t.all[n:2*n], 0
	t.shift = uint(64 - bits.TrailingZeros(uint(n)))
}

// resting reports whether the next string is not to be looked for, or added.
func (t *stringCache) resting() bool {
	if t.rest > 0 {
		t.rest--
		return true
	}
	return false
}

// hashString hashes s, at least 3 bytes long, by its length, its ends and its middle: one multiplication, as
// wyhash does it. Strings that share those share a slot, which costs space and nothing else.
func hashString(s string) uint64 {
	var x, y uint64
	switch b := stringBytes(s); {
	case len(b) >= 8:
		x, y = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[len(b)-8:])
		if len(b) > 16 {
			x ^= bits.RotateLeft64(binary.LittleEndian.Uint64(b[len(b)/2-4:]), 32)
		}
	case len(b) >= 4:
		x, y = uint64(binary.LittleEndian.Uint32(b)), uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))
	default:
		x, y = uint64(b[0])|uint64(b[1])<<8|uint64(b[2])<<16, uint64(b[len(b)-1])
	}
	high, low := bits.Mul64(x^0x9E3779B97F4A7C15, y^0xC2B2AE3D27D4EB4F^uint64(len(s)))
	return high ^ low
}

func (t *stringCache) pair(hash uint64) *[2]cachedString {
	return (*[2]cachedString)(t.slots[hash>>t.shift&^1:])
}

// recent returns the memo index of s if the same memory was found, or added, not long ago. It finds nothing that
// find would not, in half the time: the text is not looked at.
func (t *stringCache) recent(s string) (int, bool) {
	c := &t.slots[int(t.places[hashMemory(s)])&(len(t.slots)-1)]
	if !sameMemory(c.s, s) {
		return 0, false
	}
	c.tag |= foundBit
	t.hits++
	return int(c.memo), true
}

// find returns the memo index of s, whose hash is h.
func (t *stringCache) find(s string, h uint64) (int, bool) {
	pair := t.pair(h)
	i := 0
	if (pair[0].tag^uint32(h))&^foundBit != 0 || pair[0].s != s {
		if (pair[1].tag^uint32(h))&^foundBit != 0 || pair[1].s != s {
			return 0, false
		}
		i = 1
	}
	c := &pair[i]
	c.tag |= foundBit
	c.s = s // for recent
	t.places[hashMemory(s)] = uint16(h>>t.shift&^1) + uint16(i)
	t.hits++
	return int(c.memo), true
}

// add notes the memo index of s, which was not found.
func (t *stringCache) add(s string, h uint64, memo int) {
	if t.misses++; t.misses == window {
		if t.hits < fewHits {
			t.rest, t.pause = t.pause, min(2*t.pause, maxPause)
		}
		t.hits, t.misses = 0, 0
	}
	if t.added++; 2*t.added > len(t.slots) && len(t.slots) < stringsLarge {
		t.grow()
	}
	x := cachedString{s, uint32(memo), uint32(h) &^ foundBit}
	if c := &t.pair(h)[0]; c.s == "" {
		*c = x
	} else {
		t.put(x, h)
	}
}

// put gives x a place, if there is one for it.
func (t *stringCache) put(x cachedString, h uint64) {
	pair := t.pair(h)
	c := &pair[0]
	switch {
	case c.s == "":
	case pair[1].s == "":
		c = &pair[1]
	case c.tag&foundBit != 0 && pair[1].tag&foundBit != 0:
		c.tag &^= foundBit
		pair[1].tag &^= foundBit
		return
	case c.tag&foundBit != 0 || pair[1].tag&foundBit == 0 && pair[1].memo < c.memo:
		c = &pair[1]
	}
	*c = x
}

// grow makes the table four times as large. What was early in it keeps its memo index, which is short.
func (t *stringCache) grow() {
	old, added := t.slots, t.added
	t.resize(4 * len(old))
	t.added = added
	for _, x := range old {
		if x.s != "" {
			t.put(x, hashString(x.s))
		}
	}
	clear(old)
}
