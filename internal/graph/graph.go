package graph

import (
	"encoding/binary"
	"math"
	"math/big"
	"slices"
)

// A Graph is one pickle's values. While it is filled it belongs to one goroutine;
// after that nothing in it changes and any number of goroutines read it.
//
// What most pickles do without is behind rare, and what only the filling needs behind fill: a small
// pickle's cost is little more than that of its Graph and of one block for all that its slices hold.
type Graph struct {
	Root  Word
	Proto int // the PROTO of the pickle, -1 if it has none
	Size  int // bytes of the pickle, however many of them are in Text

	Text   []byte   // the input from offset base on: texts are ranges of it
	Pool   []Word   // tuples, list items, dict entries, records
	Wide   []uint64 // what does not fit a payload
	Spans  []Span   // lists, dicts, sets
	Shapes []Shape  // keys that several dicts share

	base        uint64
	sharedText  bitset // by offset/2
	sharedSpans bitset
	lastGlobal  Word // the Global made last; each record has the one before it
	rare        *rare
	fill        *Filling // nil once the graph is filled
	allShared   bool
}

// rare is the parts of a graph that most pickles do not have.
type rare struct {
	// Extra has texts that had to be decoded, were made by a Builder or came late in a long stream. They begin in the
	// first 2^chunkBits bytes of a chunk.
	Extra   [][]byte
	open    int // position+1 in Extra of the chunk that AddText fills
	Indexes []index
	Chains  []Chain         // what followed an object's creation, where that is more than one BUILD
	Effects []Effect        // the links of Chains
	Buffers [][]byte        // out-of-band buffers by position (PEP 574)
	Dropped []Word          // calls that were made and popped: nothing refers to them
	again   map[Word]Word   // see SetAgain
	exts    map[uint32]Word // by extension code, where no registry had names

	extra [1][]byte // the beginnings of Extra and of what AddText fills: the profile at protocol 2 takes 9 allocations without
	added [24]byte
}

// rest returns g.rare, which is made if there is none.
func (g *Graph) rest() *rare {
	if g.rare == nil {
		g.rare = new(rare)
	}
	return g.rare
}

// A Span is a list, dict or set: a range of the pool.
type Span struct {
	Off   uint64 // first word in the pool
	N     uint32 // items, or entries of a dict
	Cap   uint32 // words reserved
	Shape int32  // dict: the shape that has its keys, or -1 for key, value, key, value …; set: 1 if frozen
	Index int32  // dict without shape, set: position in Indexes, or -1
}

const (
	lenBits   = 12
	longLen   = 1<<lenBits - 1
	offBits   = 34
	offMask   = 1<<offBits - 1
	extraBit  = 1 << (lenBits + offBits)
	chunkBits = 24
)

// MaxShortText and MaxOffset are the longest text that a word alone can tell, and its highest offset.
const (
	MaxShortText = longLen - 1
	MaxOffset    = offMask
)

// ShortText returns the word of Text[off : off+n] for n ≤ MaxShortText and off ≤ MaxOffset.
func ShortText(t Tag, off, n int) Word { return Make(t, uint64(off)<<lenBits|uint64(n)) }

// TextBits is what makes the word of no text at 0 that of n bytes at off, for n ≤ MaxShortText and off ≤ MaxOffset.
func TextBits(off, n int) Word { return Word(off)<<lenBits + Word(n) }

// TextWord returns the word of Text[off : off+n].
func (g *Graph) TextWord(t Tag, off, n int) Word {
	if n <= MaxShortText && off <= MaxOffset {
		return ShortText(t, off, n)
	}
	return Make(t, g.widenPair(uint64(off), uint64(n))<<lenBits|longLen)
}

// AddText copies b to Extra and returns its word.
func (g *Graph) AddText(t Tag, b []byte) Word {
	r := g.rest()
	if r.open == 0 {
		r.open = g.NewChunk() + 1
		r.Extra[r.open-1] = r.added[:0]
	} else if len(r.Extra[r.open-1]) > MaxChunk {
		r.open = g.NewChunk() + 1
	}
	x := &r.Extra[r.open-1]
	off := len(*x)
	if *x = append(*x, b...); len(b) == 0 {
		*x = append(*x, 0) // an identity of its own
	}
	return g.ChunkText(t, r.open-1, off, len(b))
}

// NewChunk appends an empty chunk to Extra and returns its position; SetChunk gives it its texts.
func (g *Graph) NewChunk() int {
	r := g.rest()
	if r.Extra == nil {
		r.Extra = r.extra[:0]
	}
	r.Extra = append(r.Extra, nil)
	return len(r.Extra) - 1
}

// SetChunk makes text a chunk of Extra.
func (g *Graph) SetChunk(chunk int, text []byte) { g.rare.Extra[chunk] = text }

// MaxChunk is the highest offset in a chunk where a text may begin.
const MaxChunk = 1<<chunkBits - 1

// ChunkText returns the word of n bytes at offset off ≤ MaxChunk of a chunk.
func (g *Graph) ChunkText(t Tag, chunk, off, n int) Word {
	return g.TextWord(t, chunk<<chunkBits|off, n) | extraBit
}

// ChunkBits returns what is added to a ShortText to make it one of a chunk; false if a word alone cannot tell it.
func ChunkBits(chunk int) (bits Word, ok bool) {
	return Word(chunk)<<(chunkBits+lenBits) | extraBit, chunk < 1<<(offBits-chunkBits)
}

// TextOf returns the bytes of a text word. They must not be changed.
func (g *Graph) TextOf(w Word) []byte {
	n := uint64(w & longLen)
	off := uint64(w>>lenBits) & offMask
	if n == longLen {
		off, n = g.Wide[off], g.Wide[off+1]
	}
	text := g.Text
	if w&extraBit == 0 {
		off -= g.base
	} else {
		text = g.rare.Extra[off>>chunkBits]
		off &= MaxChunk
	}
	return text[off : off+n : off+n]
}

// IntWord returns the word of x.
func (g *Graph) IntWord(x int64) Word {
	if FitsSmall(x) {
		return Make(Int, uint64(x))
	}
	return Make(WideInt, g.widen(uint64(x)))
}

// FloatWord returns the word of f, payloads of NaN included.
func (g *Graph) FloatWord(f float64) Word {
	if w := Word(math.Float64bits(f)); w.IsFloat() {
		return w
	}
	return Make(WideFloat, g.widen(math.Float64bits(f)))
}

// Int64 returns the integer of an Int or WideInt word.
func (g *Graph) Int64(w Word) int64 {
	if w.Is(Int) {
		return w.SmallInt()
	}
	return int64(g.Wide[w.Payload()])
}

// Float64 returns the float of a float word of either form, and whether it is one.
func (g *Graph) Float64(w Word) (float64, bool) {
	if w.IsFloat() {
		return w.Float(), true
	}
	if w.Is(WideFloat) {
		return math.Float64frombits(g.Wide[w.Payload()]), true
	}
	return 0, false
}

// TrimLong cuts the sign bytes that a little-endian two's complement number does not need.
func TrimLong(b []byte) []byte {
	for n := len(b); n > 1 && (b[n-1] == 0 && b[n-2] < 0x80 || b[n-1] == 0xff && b[n-2] >= 0x80); n-- {
		b = b[:n-1]
	}
	return b
}

// Long64 returns the number of at most 8 bytes in little-endian two's complement.
func Long64(b []byte) int64 {
	if len(b) == 0 {
		return 0
	}
	var buf [8]byte
	copy(buf[:], b)
	shift := uint(64 - 8*len(b))
	return int64(binary.LittleEndian.Uint64(buf[:])<<shift) >> shift
}

// BigOf returns the value of a BigInt word.
func (g *Graph) BigOf(w Word) *big.Int { return BigFromLong(g.TextOf(w)) }

// BigFromLong decodes little-endian two's complement (CPython's _PyLong_FromByteArray).
func BigFromLong(b []byte) *big.Int {
	be := slices.Clone(b)
	slices.Reverse(be)
	x := new(big.Int).SetBytes(be)
	if len(b) > 0 && b[len(b)-1] >= 0x80 {
		x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return x
}

// AppendLong appends x in the shortest little-endian two's complement; zero is no bytes.
func AppendLong(dst []byte, x *big.Int) []byte {
	if x.Sign() == 0 {
		return dst
	}
	n := x.BitLen()/8 + 1
	y := x
	if x.Sign() < 0 {
		y = new(big.Int).Add(x, new(big.Int).Lsh(big.NewInt(1), uint(8*n)))
	}
	start := len(dst)
	dst = append(dst, make([]byte, n)...)
	y.FillBytes(dst[start:])
	slices.Reverse(dst[start:])
	return dst[:start+len(TrimLong(dst[start:]))]
}

// BigWord returns the word of x, a BigInt only if it does not fit an int64.
func (g *Graph) BigWord(x *big.Int) Word {
	if x.IsInt64() {
		return g.IntWord(x.Int64())
	}
	return g.AddText(BigInt, AppendLong(nil, x))
}

// NewTuple returns the word of a tuple of items.
func (g *Graph) NewTuple(items []Word) Word {
	if len(items) == 0 {
		return EmptyTuple
	}
	p := g.Alloc(1 + len(items))
	g.Pool[p] = Word(len(items))
	copy(g.Pool[p+1:], items)
	return Make(Tuple, uint64(p))
}

// TupleItems returns the items of a Tuple word.
func (g *Graph) TupleItems(w Word) []Word {
	p := w.Payload()
	return g.Pool[p+1 : p+1+uint64(uint32(g.Pool[p]))]
}

// SpanOf returns the span of a List, Dict or Set word.
func (g *Graph) SpanOf(w Word) *Span { return &g.Spans[w.Payload()] }

// Items returns the items of a List or Set word.
func (g *Graph) Items(w Word) []Word {
	s := g.SpanOf(w)
	return g.Pool[s.Off : s.Off+uint64(s.N)]
}

// reserve makes room in w, whose span is s, for n more words after the first used ones.
func (g *Graph) reserve(w Word, s *Span, used, n int) {
	if used+n <= int(s.Cap) {
		return
	}
	switch {
	case s.Cap == 0:
		s.Off = uint64(g.Alloc(n))
		s.Cap = uint32(n)
	case int(s.Off)+int(s.Cap) == len(g.Pool): // last in the pool: grow in place
		g.Alloc(used + n - int(s.Cap))
		s.Cap = uint32(used + n)
	default:
		c := max(2*int(s.Cap), used+n)
		if used >= long {
			c = g.fill.longRoom(w, used+n, c)
		}
		s.Cap = uint32(c) // idle counts it
		off := g.Alloc(c)
		copy(g.Pool[off:], g.Pool[s.Off:int(s.Off)+used])
		s.Off = uint64(off)
	}
}

// Append appends items to a List.
func (g *Graph) Append(w Word, items ...Word) error {
	s := g.SpanOf(w)
	if int(s.N)+len(items) > maxItems {
		return ErrTooLong
	}
	g.reserve(w, s, int(s.N), len(items))
	copy(g.Pool[int(s.Off)+int(s.N):], items)
	s.N += uint32(len(items))
	return nil
}

// FillList is Append to an empty List, if there is room for it.
func (g *Graph) FillList(w Word, items []Word) bool {
	s, p := g.SpanOf(w), len(g.Pool)
	if s.Cap != 0 || p+len(items) > cap(g.Pool) {
		return false
	}
	g.Pool = g.Pool[:p+len(items)]
	copy(g.Pool[p:], items)
	s.Off, s.N, s.Cap = uint64(p), uint32(len(items)), uint32(len(items))
	return true
}

// BufferOf returns the bytes of an out-of-band buffer.
func (g *Graph) BufferOf(w Word) []byte {
	_, arg := g.RareOf(w)
	if i := int(arg.SmallInt() >> 1); g.rare != nil && i < len(g.rare.Buffers) {
		return g.rare.Buffers[i]
	}
	return nil
}

// AddBuffer appends an out-of-band buffer and returns its position.
func (g *Graph) AddBuffer(b []byte) int {
	r := g.rest()
	r.Buffers = append(r.Buffers, b)
	return len(r.Buffers) - 1
}

// SetBuffers gives g the out-of-band buffers of its pickle.
func (g *Graph) SetBuffers(all [][]byte) {
	if all != nil {
		g.rest().Buffers = slices.Clip(all)
	}
}

// Drop notes a call that was made and popped: nothing refers to it.
func (g *Graph) Drop(w Word) {
	r := g.rest()
	r.Dropped = append(r.Dropped, w)
}

// Dropped returns what Drop noted.
func (g *Graph) Dropped() []Word {
	if g.rare == nil {
		return nil
	}
	return g.rare.Dropped
}
