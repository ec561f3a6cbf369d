package emit

import (
	"math/bits"
	"math/rand/v2"

	"github.com/brine-go/brine/internal/graph"
)

// A memo maps words to their GETs: open addressing, at most half full.
type memo struct {
	slots []memoSlot
	n     int
	shift uint
}

// A memoSlot is free if get is 0.
type memoSlot struct {
	w   graph.Word
	get literal
}

const memoSmall = 64

func (m *memo) reset() {
	switch {
	case len(m.slots) == 0 || len(m.slots) > 1<<16 || m.n*8 < len(m.slots) && len(m.slots) > memoSmall:
		m.init(memoSmall)
	case m.n > 0:
		clear(m.slots)
		m.n = 0
	}
}

func (m *memo) init(size int) {
	m.slots, m.n = make([]memoSlot, size), 0
	m.shift = uint(64 - bits.TrailingZeros(uint(size)))
}

// mixer is odd and of this process alone, so that no pickle can be made of words that meet in the memo.
var mixer = rand.Uint64() | 1

// first is where the search for w begins.
func (m *memo) first(w graph.Word) uint { return uint(uint64(w^w>>12) * mixer >> (m.shift & 63)) }

// find returns the GET of w, or 0.
func (m *memo) find(w graph.Word) literal {
	for p := m.first(w); ; p++ {
		s := &m.slots[p&uint(len(m.slots)-1)]
		if s.w == w || s.get == 0 {
			return s.get
		}
	}
}

// set notes the memo index of w.
func (m *memo) set(w graph.Word, n int) {
	for p := m.first(w); ; p++ {
		s := &m.slots[p&uint(len(m.slots)-1)]
		if s.get != 0 && s.w != w {
			continue
		}
		if s.get == 0 {
			m.n++
		}
		s.w, s.get = w, getLiteral(n)
		break
	}
	if m.n*2 > len(m.slots) {
		old := m.slots
		m.init(4 * len(old))
		for _, s := range old {
			if s.get != 0 {
				m.set(s.w, s.get.index())
			}
		}
	}
}
