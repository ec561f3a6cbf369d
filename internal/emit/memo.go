package emit

import (
	"math/bits"

	"github.com/brine-go/brine/internal/graph"
)

// A memo maps words to memo indexes: open addressing, at most half full.
type memo struct {
	keys  []graph.Word
	vals  []uint32
	n     int
	shift uint
}

const memoSmall = 64

func (m *memo) reset() {
	if len(m.keys) == 0 || len(m.keys) > 1<<16 || m.n*8 < len(m.keys) && len(m.keys) > memoSmall {
		m.init(memoSmall)
		return
	}
	clear(m.keys)
	m.n = 0
}

func (m *memo) init(size int) {
	m.keys, m.vals, m.n = make([]graph.Word, size), make([]uint32, size), 0
	m.shift = uint(64 - bits.TrailingZeros(uint(size)))
}

// slot is where w is or would be. Word 0 is the float 0, which is never memoized.
func (m *memo) slot(w graph.Word) int {
	mask := len(m.keys) - 1
	for p := int(uint64(w^w>>12) * 0x9E3779B97F4A7C15 >> m.shift); ; p = (p + 1) & mask {
		if k := m.keys[p]; k == w || k == 0 {
			return p
		}
	}
}

func (m *memo) find(w graph.Word) (int, bool) {
	p := m.slot(w)
	return int(m.vals[p]), m.keys[p] != 0
}

func (m *memo) set(w graph.Word, n int) {
	p := m.slot(w)
	if m.keys[p] == 0 {
		if m.n++; m.n*2 > len(m.keys) {
			keys, vals := m.keys, m.vals
			m.init(4 * len(keys))
			for i, k := range keys {
				if k != 0 {
					m.set(k, int(vals[i]))
				}
			}
			m.set(w, n)
			return
		}
	}
	m.keys[p], m.vals[p] = w, uint32(n)
}
