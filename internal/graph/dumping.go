package graph

// What internal/emit reads of a graph value by value, in functions small enough to be inlined.

// SignedTag is the Tag of a word, or negative for a float. That one float whose word is the Const of payload 0
// counts as such.
func (w Word) SignedTag() int { return int(w>>tagShift) - tagBase>>tagShift }

// IsAtom reports whether w is a number, a constant or a Str.
func (w Word) IsAtom() bool { return w < tagBase+(Word(Str)+1)<<tagShift }

// Zero is the word of the integer 0: those up to 2^31-1 follow it.
const Zero Word = tagBase | Word(Int)<<tagShift

// InText reports whether a text is in Text, not in Extra.
func (w Word) InText() bool { return int64(w<<(63-offBits-lenBits)) >= 0 }

// IsTextStr reports whether w is a Str in Text.
func (w Word) IsTextStr() bool { return w>>(tagShift-1) == (tagBase|Word(Str)<<tagShift)>>(tagShift-1) }

// TextAt returns where in Text or Extra a text of less than 4,095 bytes lies. For others n is 4,095.
func (w Word) TextAt() (off, n int) {
	return int(w << (64 - offBits - lenBits) >> (64 - offBits)), int(w & longLen)
}

// TextFrom returns Text from where TextAt told.
func (g *Graph) TextFrom(off int) []byte { return g.Text[uint64(off)-g.base:] }

// Window is the bytes that TextWindow gives.
const Window = 48

// TextWindow returns Text from where TextAt told, or nil if that has fewer bytes. Said like this the slice costs two comparisons.
func (g *Graph) TextWindow(off int) *[Window]byte {
	if i := off - int(g.base); i >= 0 && i <= len(g.Text)-Window {
		return (*[Window]byte)(g.Text[i:])
	}
	return nil
}

// TextRange returns the offsets of Text's ends, as TextAt tells them.
func (g *Graph) TextRange() (from, to int) { return int(g.base), int(g.base) + len(g.Text) }

// ExtraSize is the number of bytes in Extra.
func (g *Graph) ExtraSize() int {
	n := 0
	if g.rare != nil {
		for _, chunk := range g.rare.Extra {
			n += len(chunk)
		}
	}
	return n
}

// SharesAll reports whether any value may be referred to more than once. If not, these tell of one value.
func (g *Graph) SharesAll() bool { return g.allShared }

// SharesTextAt is IsShared for a text in Text; for one that is long it may be wrong.
func (g *Graph) SharesTextAt(off int) bool { return g.sharedText.has(uint64(off) >> 1) }

// SharesSpan is IsShared for a List, Dict or Set.
func (g *Graph) SharesSpan(w Word) bool { return g.sharedSpans.has(w.Payload()) }

// SharesTuple is IsShared for a Tuple.
func (g *Graph) SharesTuple(w Word) bool { return g.Pool[w.Payload()]&sharedTuple != 0 }

// SharesObject is IsShared for an Object.
func (g *Graph) SharesObject(w Word) bool { return g.Pool[w.Payload()+recInfo]&sharedObject != 0 }

// TupleRange returns the range of Pool that has the items of a Tuple.
func (g *Graph) TupleRange(w Word) (from, to int) {
	p := int(w.Payload())
	return p + 1, p + 1 + int(uint32(g.Pool[p]))
}

// PlainObject returns where in Pool the callable of an Object lies, behind it the arguments and behind those the
// state of its one BUILD, or No. ok is false unless the object is made by REDUCE or NEWOBJ, stands for nothing
// and nothing else has followed.
func (g *Graph) PlainObject(w Word) (at int, how How, ok bool) {
	at = int(w.Payload())
	info := g.Pool[at+recInfo] &^ sharedObject
	return at, How(info), info <= Word(ByNewObj)
}
