package gotype

import "math/bits"

// A stringCache remembers strings written lately with their memo indexes: bounded, in pairs by their hash, and one
// that was found again gets a second chance before another takes its place. It begins small, as most dumps
// are, and rests while strings do not repeat. What it finds depends on the strings and their order alone, so
// equal values give equal pickles.
type stringCache struct {
	pairs []uint64       // of slots, in either half: the hash of a string and, in its lowest bits, the place in strs; 0: none
	strs  []cachedString // as they came, so that what is found lies close together
	shift uint           // of the hash, for the place in pairs
	added int            // strings, those that were not kept included
	next  int            // added when it is time for a turn
	hits  int            // of this window
	rest  int            // strings to let pass
	pause int            // how many the next rest lets pass

	all []uint64 // what is allocated: pairs is all[n:2*n]. A table that grows finds the next one behind it.

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

	// Of 1000 strings with places of their own in so many, 110 share one; in a quarter as many it were 390, and a list of
	// them took a quarter longer.
	recentBits    = 13
	recentStrings = 1 << recentBits
)

// hashText returns the hash of a text of n bytes by words of its front and back. The lowest bits are free for a place in
// strs; the one above them is set, so that no slot in use is 0. Long texts that share these words share a pair, which
// costs space and nothing else.
func hashText(front, back uint64, n int) uint32 {
	high, low := bits.Mul64(front^0x9E3779B97F4A7C15, back^0xC2B2AE3D27D4EB4F^uint64(n))
	return uint32(high^low)&^(stringsLarge-1) | stringsLarge
}

// reset forgets all strings.
func (t *stringCache) reset() {
	if t.added == 0 && t.next != 0 {
		return // as it was begun
	}
	if len(t.strs) > 0 || len(t.pairs) != stringsSmall/2 {
		clear(t.strs)
		t.strs = t.strs[:0]
		clear(t.pairs)
		t.resize(stringsSmall)
	}
	t.added, t.next, t.hits, t.rest, t.pause = 0, stringsSmall/2+1, 0, 0, minPause
}

// resize makes n slots, and room for as many strings.
func (t *stringCache) resize(n int) {
	if n > cap(t.strs) {
		t.all = make([]uint64, n)
		t.strs = append(make([]cachedString, 0, n), t.strs...)
	}
	n /= 2
	t.pairs = t.all[n : 2*n]
	t.shift = uint(32 - bits.TrailingZeros(uint(n)))
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

// pair returns where a string of hash h is.
func (t *stringCache) pair(h uint32) *uint64 { return &t.pairs[h>>(t.shift&31)] }

// find returns the memo index of s, whose hash is h.
func (t *stringCache) find(s string, h uint32) (int, bool) {
	pair := *t.pair(h)
	i := int(uint32(pair) ^ h)
	if i >= len(t.strs) || t.strs[i].s != s {
		if i = int(uint32(pair>>32) ^ h); i >= len(t.strs) || t.strs[i].s != s {
			return 0, false
		}
	}
	c := &t.strs[i]
	c.s, c.found = s, true // s for recent
	t.recents[hashMemory(s)] = uint16(i)
	t.hits++
	return int(c.memo), true
}

// add notes the memo index of s, which was not found.
func (t *stringCache) add(s string, h uint32, memo int) {
	if t.added+1 == t.next {
		t.turn()
	}
	if pair := t.pair(h); *pair>>32 != 0 {
		t.replace(pair, s, h, memo)
	} else {
		t.push(pair, s, h, memo)
	}
}

// push is add where a slot of the pair is free, and no turn is due.
func (t *stringCache) push(pair *uint64, s string, h uint32, memo int) {
	i := len(t.strs)
	*pair = *pair<<32 | uint64(h) | uint64(i)
	t.strs = t.strs[:i+1]
	t.strs[i] = cachedString{s: s, memo: uint32(memo)}
	t.added++
}

// turn does what is to be done before a string is added: at the end of a window, and when half the slots are taken.
func (t *stringCache) turn() {
	if t.next%window == 0 {
		if t.hits < fewHits {
			t.rest, t.pause = t.pause, min(2*t.pause, maxPause)
		}
		t.hits = 0
	}
	if t.next > len(t.pairs) && 2*len(t.pairs) < stringsLarge {
		t.grow()
	}
	t.next += window - t.next%window
	if 2*len(t.pairs) < stringsLarge {
		t.next = min(t.next, len(t.pairs)+1)
	}
}

// replace has s take the place of one of a pair: the earlier one of those that were not found again. If both were, it takes
// neither, the next time one will.
func (t *stringCache) replace(pair *uint64, s string, h uint32, memo int) {
	t.added++
	const places = stringsLarge - 1
	i, k := *pair&places, *pair>>32&places
	switch first, second := &t.strs[i], &t.strs[k]; {
	case first.found && second.found:
		first.found, second.found = false, false
		return
	case first.found || !second.found && second.memo < first.memo:
		i, k = k, i
		*pair = *pair<<32 | *pair>>32
	}
	*pair = *pair>>32<<32 | uint64(h) | i
	t.strs[i] = cachedString{s: s, memo: uint32(memo)}
}

// grow makes four times as many slots. All strings keep a slot: those of a pair were of one pair before.
func (t *stringCache) grow() {
	pairs := t.pairs
	t.resize(8 * len(pairs))
	for _, pair := range pairs {
		for ; pair != 0; pair >>= 32 {
			slot := uint32(pair)
			to := &t.pairs[slot>>(t.shift&31)]
			*to = *to<<32 | uint64(slot)
		}
	}
	clear(pairs)
}
