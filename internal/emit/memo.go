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

	places []uint32 // see place
	from   int      // the offset that places begin with
}

// A memoSlot is free if get is 0.
type memoSlot struct {
	w   graph.Word
	get literal
}

const memoSmall = 64

func (m *memo) reset() {
	m.places = m.places[:0]
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

// slot returns the slot of w, or the free one where it is to be.
func (m *memo) slot(w graph.Word) *memoSlot {
	for p := m.first(w); ; p++ {
		s := &m.slots[p&uint(len(m.slots)-1)]
		if s.w == w || s.get == 0 {
			return s
		}
	}
}

// find returns the GET of w, or 0.
func (m *memo) find(w graph.Word) literal { return m.slot(w).get }

// set notes the memo index of w.
func (m *memo) set(w graph.Word, n int) { m.fill(m.slot(w), w, n) }

// fill is set for a word whose slot is known.
func (m *memo) fill(s *memoSlot, w graph.Word, n int) {
	if s.get == 0 {
		m.n++
	}
	s.w, s.get = w, GetLiteral(n)
	if len(m.places) != 0 {
		m.setPlace(w, n)
	}
	if m.n*2 > len(m.slots) {
		m.grow()
	}
}

func (m *memo) grow() {
	old := m.slots
	m.init(4 * len(old))
	for _, s := range old {
		if s.get != 0 {
			*m.slot(s.w) = s
			m.n++
		}
	}
}

// maxPlaces is how many places there are at most: what lies in the first cache, or nearly.
const maxPlaces = 1 << 15

// place has short texts looked for by their offset (see gets), if g has so many values for its texts that they must come again and
// again. places are memo indexes+1 by half the offset: it is two bytes at least from one text to the next.
func (m *memo) place(g *graph.Graph) {
	from, to := g.TextRange()
	n := (to - from + 1) / 2
	if n > min(maxPlaces, len(g.Pool)/4) {
		return
	}
	m.from = from
	if n > cap(m.places) {
		m.places = make([]uint32, n)
	}
	m.places = m.places[:n]
	clear(m.places)
}

// setPlace notes the memo index of w if it is a short text.
func (m *memo) setPlace(w graph.Word, n int) {
	if off, size := w.TextAt(); w.Is(graph.Str) && w.InText() && size <= window {
		m.places[uint(off-m.from)>>1] = uint32(n + 1)
	}
}
