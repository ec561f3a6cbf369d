package graph

// Which values are referred to twice? Those that a pickle gets from its memo, and no others: the rest
// needs no look-up when the graph is dumped. What a Builder makes, and texts in Extra, count as shared.

const (
	sharedTuple  = 1 << 32 // in a tuple's length
	sharedObject = 1 << 6  // in an object's info
)

// MarkShared notes that w may be referred to more than once.
func (g *Graph) MarkShared(w Word) {
	if w.IsFloat() {
		return
	}
	switch w.Tag() {
	case Str, Bytes, ByteString, ByteArray:
		if w&extraBit != 0 {
			return
		}
		i := g.textOffset(w) >> 1 // texts lie two bytes apart, an opcode and a length at least
		if i>>6 >= uint64(len(g.sharedText)) {
			grown := make([]uint64, max(len(g.Text)>>7+1, int(i>>6)+1))
			copy(grown, g.sharedText)
			g.sharedText = grown
		}
		g.sharedText[i>>6] |= 1 << (i & 63)
	case List, Dict, Set:
		g.Spans[w.Payload()].Shared = true
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
		i := g.textOffset(w) >> 1
		return i>>6 < uint64(len(g.sharedText)) && g.sharedText[i>>6]>>(i&63)&1 == 1
	case List, Dict, Set:
		return g.Spans[w.Payload()].Shared
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
