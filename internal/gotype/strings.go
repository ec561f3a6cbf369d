package gotype

import (
	"encoding/binary"
	"math/bits"
)

// A stringCache remembers strings written lately with their memo indexes: bounded, two strings a slot, and one
// that was found again gets a second chance before another takes its place. It begins small, as most dumps
// are. What it finds depends on the strings and their order alone, so equal values give equal pickles.
type stringCache struct {
	all   []cachedString // what is allocated
	slots []cachedString // all[:n], in pairs
	added int            // since the last growth
	shift uint
}

type cachedString struct {
	s    string
	memo uint32
	hot  bool
}

const (
	stringsSmall = 64
	stringsLarge = 1 << 12
)

// reset forgets all strings.
func (t *stringCache) reset() {
	if t.added > 0 || len(t.slots) != stringsSmall {
		clear(t.slots)
		t.resize(stringsSmall)
	}
}

func (t *stringCache) resize(n int) {
	if n > len(t.all) {
		t.all = make([]cachedString, n)
	}
	t.slots, t.added = t.all[:n], 0
	t.shift = uint(64 - bits.TrailingZeros(uint(n)))
}

// slot returns the two places for s, at least 3 bytes long, by its ends and its middle. Strings that share
// those share a slot, which costs space and nothing else.
func (t *stringCache) slot(s string) *[2]cachedString {
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
	i := (h ^ h>>29) * k3 >> t.shift &^ 1
	return (*[2]cachedString)(t.slots[i:])
}

// find returns the memo index of s.
func (t *stringCache) find(s string) (int, bool) {
	pair := t.slot(s)
	for i := range pair {
		if c := &pair[i]; c.s == s {
			c.hot = true
			return int(c.memo), true
		}
	}
	return 0, false
}

// add notes the memo index of s.
func (t *stringCache) add(s string, memo int) {
	if t.added++; t.added > len(t.slots) && len(t.slots) < stringsLarge {
		old := make([]cachedString, len(t.slots))
		copy(old, t.slots)
		clear(t.slots)
		t.resize(4 * len(old))
		for _, c := range old {
			if c.s != "" {
				t.put(c)
			}
		}
	}
	t.put(cachedString{s: s, memo: uint32(memo)})
}

func (t *stringCache) put(c cachedString) {
	pair := t.slot(c.s)
	for i := range pair {
		if pair[i].s == "" || !pair[i].hot {
			pair[i] = c
			return
		}
	}
	pair[0].hot, pair[1].hot = false, false
}
