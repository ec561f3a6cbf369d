package graph

// Which values are referred to twice? Those that a pickle gets from its memo, and no others: the rest
// needs no look-up when the graph is dumped. What a Builder makes, and texts in Extra, count as shared.

const (
	sharedTuple  = 1 << 32 // in a tuple's length
	sharedObject = 1 << 6  // in an object's info
)

// MarkShared notes that w may be referred to more than once.
func (g *Graph) MarkShared(w Word) {
	if off, n := w.TextAt(); w.Is(Str) && w.InText() && n != longLen { // nearly all
		g.sharedText.set(uint64(off) >> 1)
		return
	}
	if w.IsFloat() {
		return
	}
	switch w.Tag() {
	case Str, Bytes, ByteString, ByteArray:
		if w&extraBit != 0 {
			return
		}
		// Texts lie two bytes apart, an opcode and a length at least.
		g.sharedText.set(g.textOffset(w) >> 1)
	case List, Dict, Set:
		g.sharedSpans.set(w.Payload())
	case Tuple:
		if w != EmptyTuple {
			g.Pool[w.Payload()] |= sharedTuple
		}
	case Object:
		g.Pool[w.Payload()+recInfo] |= sharedObject
	}
}

// ShareAll notes that any value may be referred to more than once.
func (g *Graph) ShareAll() { g.allShared = true }

// IsShared reports whether w may be referred to more than once.
func (g *Graph) IsShared(w Word) bool {
	if g.allShared {
		return true
	}
	switch w.Tag() {
	case Str, Bytes, ByteString, ByteArray:
		if w&extraBit != 0 {
			return true
		}
		return g.sharedText.has(g.textOffset(w) >> 1)
	case List, Dict, Set:
		return g.sharedSpans.has(w.Payload())
	case Tuple:
		return g.Pool[w.Payload()]&sharedTuple != 0
	case Object:
		return g.Pool[w.Payload()+recInfo]&sharedObject != 0
	}
	return true
}

// textOffset returns where in Text or Extra a text begins.
func (g *Graph) textOffset(w Word) uint64 {
	off := uint64(w>>lenBits) & offMask
	if w&longLen == longLen {
		off = g.Wide[off]
	}
	return off
}

// A bitset is a set of small numbers.
type bitset []uint64

// set adds i.
func (b *bitset) set(i uint64) {
	if i>>6 >= uint64(len(*b)) {
		b.grow(max(int(i>>6)+1, 2*len(*b)))
	}
	(*b)[i>>6] |= 1 << (i & 63)
}

func (b *bitset) grow(n int) {
	old := *b
	if n <= cap(old) {
		*b = old[:n]
		clear((*b)[len(old):])
		return
	}
	*b = make(bitset, n)
	copy(*b, old)
}

func (b bitset) has(i uint64) bool { return i>>6 < uint64(len(b)) && b[i>>6]>>(i&63)&1 == 1 }
