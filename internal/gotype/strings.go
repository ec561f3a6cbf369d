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
	slots  []cachedString // all[:n], in pairs
	shift  uint
	added  int // since the last growth
	hits   int // of this window
	misses int
	rest   int // strings to let pass
}

type cachedString struct {
	s    string
	memo uint32
	tag  uint32 // of the hash; the lowest bit: it was found again
}

const (
	stringsSmall = 64
	stringsLarge = 1 << 12
	// Of a window of strings that are not found, fewer than one in sixteen others were: the next ones, four
	// times as many, are not looked for.
	window   = 1 << 10
	fewHits  = window / 16
	restFor  = 4 * window
	foundBit = 1
)

// reset forgets all strings.
func (t *stringCache) reset() {
	if t.added > 0 || len(t.slots) != stringsSmall {
		clear(t.slots)
		t.resize(stringsSmall)
	}
	t.hits, t.misses, t.rest = 0, 0, 0
}

func (t *stringCache) resize(n int) {
	if n > len(t.all) {
		t.all = make([]cachedString, n)
	}
	t.slots, t.added = t.all[:n], 0
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

// hashString hashes s, at least 3 bytes long, by its length, its ends and its middle. Strings that share those
// share a slot, which costs space and nothing else.
func hashString(s string) uint64 {
	const k1, k2, k3 = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
	h := uint64(len(s)) * k3
	switch b := stringBytes(s); {
	case len(b) >= 8:
		h ^= binary.LittleEndian.Uint64(b) * k1
		h ^= bits.RotateLeft64(binary.LittleEndian.Uint64(b[len(b)-8:])*k2, 31)
		if len(b) > 16 {
			h ^= bits.RotateLeft64(binary.LittleEndian.Uint64(b[len(b)/2-4:])*k1, 47)
		}
	case len(b) >= 4:
		h ^= uint64(binary.LittleEndian.Uint32(b))*k1 ^ uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))*k2
	default:
		h ^= (uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16) * k1
	}
	return (h ^ h>>29) * k3
}

func (t *stringCache) pair(hash uint64) *[2]cachedString {
	return (*[2]cachedString)(t.slots[hash>>t.shift&^1:])
}

// find returns the memo index of s, whose hash is h.
func (t *stringCache) find(s string, h uint64) (int, bool) {
	pair := t.pair(h)
	for i := range pair {
		if c := &pair[i]; c.tag|foundBit == uint32(h)|foundBit && c.s == s {
			c.tag |= foundBit
			t.hits++
			return int(c.memo), true
		}
	}
	return 0, false
}

// add notes the memo index of s, which was not found. A table that is full is begun anew, larger.
func (t *stringCache) add(s string, h uint64, memo int) {
	if t.misses++; t.misses == window {
		if t.hits < fewHits {
			t.rest = restFor
		}
		t.hits, t.misses = 0, 0
	}
	if t.added++; t.added > len(t.slots) && len(t.slots) < stringsLarge {
		clear(t.slots)
		t.resize(4 * len(t.slots))
	}
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
	c.s, c.memo, c.tag = s, uint32(memo), uint32(h)&^foundBit
}
