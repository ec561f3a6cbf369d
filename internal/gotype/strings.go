package gotype

import (
	"math"
	"math/bits"
)

// A stringCache remembers strings written lately with their memo indexes: bounded, in pairs by their hash, and one
// that was found again gets a second chance before another takes its place. It begins small, as most dumps
// are, and rests while strings do not repeat. What it finds depends on the strings and their order alone, so
// equal values give equal pickles.
type stringCache struct {
	marks  []uint64       // a pair of slots each, one in the lower half: the hash of its string; 0: none
	index  []uint16       // of each slot: its string's place in strs
	strs   []cachedString // as they came, so that what is found lies close together
	shift  uint           // of the hash, for the place in marks
	added  int            // strings, those that were not kept included
	hits   int            // of this window
	misses int
	rest   int // strings to let pass
	pause  int // how many the next rest lets pass

	// What is allocated: marks is allMarks[n:2*n], and index is cut so, too. A table that grows finds the next one behind it.
	allMarks []uint64
	allIndex []uint16

	recents [recentStrings]uint16 // places in strs, by where the string is in memory: see recent
}

type cachedString struct {
	s     string
	memo  uint32
	found bool // again
}

const (
	stringsSmall = 256 // slots: so many are no trouble to clear
	stringsLarge = 1 << 12
	// Of a window of strings that are not found, fewer than one in sixteen others were: the next ones are not
	// looked for, four times as many at first and then twice as many each time.
	window   = 1 << 10
	fewHits  = window / 16
	minPause = 4 * window
	maxPause = 64 * window
	usedBit  = 1 // of every hash, so that no mark is 0

	// Of 1000 strings with places of their own in so many, 110 share one; in a quarter as many it were 390, and a list of
	// them took a quarter longer.
	recentBits    = 13
	recentStrings = 1 << recentBits
)

// reset forgets all strings.
func (t *stringCache) reset() {
	if len(t.strs) > 0 || len(t.index) != stringsSmall {
		clear(t.strs)
		t.strs = t.strs[:0]
		clear(t.marks)
		t.resize(stringsSmall)
	}
	t.added, t.hits, t.misses, t.rest, t.pause = 0, 0, 0, 0, minPause
}

// resize makes n slots.
func (t *stringCache) resize(n int) {
	if 2*n > len(t.allIndex) {
		t.allMarks, t.allIndex = make([]uint64, n), make([]uint16, 2*n)
	}
	t.marks, t.index = t.allMarks[n/2:n], t.allIndex[n:2*n]
	t.shift = uint(32 - bits.TrailingZeros(uint(n/2)))
}

// resting reports whether the next string is not to be looked for, or added.
func (t *stringCache) resting() bool {
	if t.rest > 0 {
		t.rest--
		return true
	}
	return false
}

// recent returns the memo index of s if the same memory was found not long ago. It finds nothing that find would not, in
// half the time: the text is not looked at.
func (t *stringCache) recent(s string) (int, bool) {
	i := int(t.recents[hashMemory(s)])
	if i >= len(t.strs) || !sameMemory(t.strs[i].s, s) || s == "" {
		return 0, false
	}
	t.strs[i].found = true
	t.hits++
	return int(t.strs[i].memo), true
}

// find returns the memo index of s, whose hash is h.
func (t *stringCache) find(s string, h uint32) (int, bool) {
	pair := h >> (t.shift & 31)
	mark := t.marks[pair]
	if uint32(mark) != h && uint32(mark>>32) != h {
		return 0, false
	}
	slot := 2 * int(pair)
	if uint32(mark) != h || t.strs[t.index[slot]].s != s {
		if slot++; uint32(mark>>32) != h || t.strs[t.index[slot]].s != s {
			return 0, false
		}
	}
	i := t.index[slot]
	c := &t.strs[i]
	c.s, c.found = s, true // s for recent
	t.recents[hashMemory(s)] = i
	t.hits++
	return int(c.memo), true
}

// add notes the memo index of s, which was not found.
func (t *stringCache) add(s string, h uint32, memo int) {
	if t.misses++; t.misses == window {
		if t.hits < fewHits {
			t.rest, t.pause = t.pause, min(2*t.pause, maxPause)
		}
		t.hits, t.misses = 0, 0
	}
	if t.added++; 2*t.added > len(t.index) && len(t.index) < stringsLarge {
		t.grow()
	}
	c := cachedString{s: s, memo: uint32(memo)}
	pair := h >> (t.shift & 31)
	mark, half := &t.marks[pair], uint(0)
	if uint32(*mark) != 0 {
		half = 1
	}
	if *mark>>32 == 0 {
		*mark |= uint64(h) << (32 * half)
		t.index[2*uint(pair)+half] = uint16(len(t.strs))
		t.strs = append(t.strs, c)
		return
	}
	if half, ok := t.choose(pair); ok {
		*mark = *mark&^(math.MaxUint32<<(32*half)) | uint64(h)<<(32*half)
		t.strs[t.index[2*uint(pair)+half]] = c
	}
}

// choose returns which of a pair gives way to another string: the later one of those that were not found again.
// If both were, neither does, the next time one will.
func (t *stringCache) choose(pair uint32) (half uint, ok bool) {
	first, second := &t.strs[t.index[2*pair]], &t.strs[t.index[2*pair+1]]
	switch {
	case first.found && second.found:
		first.found, second.found = false, false
		return 0, false
	case first.found || !second.found && second.memo < first.memo:
		return 1, true
	}
	return 0, true
}

// grow makes four times as many slots. All strings keep a slot: those of a pair were of one pair before.
func (t *stringCache) grow() {
	marks, index := t.marks, t.index
	t.resize(4 * len(index))
	for slot, i := range index {
		h := uint32(marks[slot/2] >> (32 * (slot & 1)))
		if h == 0 {
			continue
		}
		pair, half := h>>(t.shift&31), 0
		if t.marks[pair] != 0 {
			half = 1
		}
		t.marks[pair] |= uint64(h) << (32 * half)
		t.index[2*int(pair)+half] = i
	}
	clear(marks)
}
