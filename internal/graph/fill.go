package graph

import (
	"bytes"
	"slices"

	"github.com/brine-go/brine/internal/unzeroed"
)

// Filling is what a graph needs while it is filled and no longer. Most of it is memory in which small graphs
// are made, one after another: their size is known only in the end, and then one block takes all of it. Large inputs
// begin there, too, for they may be a single text.
//
// A loaded pickle costs page faults of fresh memory more than anything else, so the arrays of large graphs
// are made about once, at a size extrapolated from the share of the input that is consumed (pace.go), and not cleared: whoever
// takes elements of them writes them.
type Filling struct {
	Pos, Total int // the machine is at Pos of Total bytes

	recent  [4]int32           // the shapes used last, the last one first
	hashes  map[Word]uint64    // of nested tuples and frozensets met as keys
	work    int                // steps of deep key comparisons so far
	globals map[globalKey]Word // if there are many
	modules map[string]Word
	named   int // globals with names

	poolPace, widePace, spanPace Pace
	long                         Word // the list whose room is told by the pace, or No

	scratch bool // the graph is filled in these:
	pool    []Word
	wide    []uint64
	spans   []Span
	shapes  []Shape
	texts   bitset
	shared  bitset
}

// scratchKeep is up to how many elements of an array scratch keeps, and are copied out of it.
const scratchKeep = 16 << 10

// New returns an empty graph of no input.
func New() *Graph {
	g := new(Graph)
	g.Fill(new(Filling), 0, false)
	return g
}

// Fill makes g, the zero Graph, ready to be filled from an input of total bytes. With scratch a small graph is
// filled in memory that f keeps: nobody may use g then before it is frozen.
func (g *Graph) Fill(f *Filling, total int, scratch bool) {
	f.Pos, f.Total = 0, total
	f.poolPace, f.widePace, f.spanPace = Pace{}, Pace{}, Pace{}
	f.long = No
	f.recent = [4]int32{-1, -1, -1, -1}
	f.hashes, f.work = nil, 0
	f.globals, f.modules, f.named = nil, nil, 0
	g.fill, g.lastGlobal = f, No
	if f.scratch = scratch; scratch {
		if f.pool == nil {
			f.pool = make([]Word, 1, 1<<10)
			f.spans = make([]Span, 0, 1<<7)
		}
		g.Pool, g.Wide, g.Spans, g.Shapes = f.pool[:1], f.wide[:0], f.spans[:0], f.shapes[:0]
		g.sharedText, g.sharedSpans = f.texts[:0], f.shared[:0]
		return
	}
	// Small at first here as well.
	g.Pool = make([]Word, 1, min(total/32+8, 1<<10))
	g.Spans = make([]Span, 0, min(total/1024+4, 1<<7))
}

// Freeze ends the filling: from now on any number of goroutines may read.
func (g *Graph) Freeze(root Word) { g.freeze(root, false) }

// FreezeOwn is Freeze with a private copy of Text[lo:hi], which has all texts.
func (g *Graph) FreezeOwn(root Word, lo, hi int) {
	g.KeepText(lo, hi)
	g.freeze(root, true)
}

// KeepText cuts the text to Text[lo:hi], which has all texts.
func (g *Graph) KeepText(lo, hi int) { g.base, g.Text = uint64(lo), g.Text[lo:hi:hi] }

func (g *Graph) freeze(root Word, own bool) {
	f := g.fill
	g.Root, g.fill = root, nil
	f.hashes, f.globals, f.modules = nil, nil, nil
	if f.scratch && max(cap(g.Pool), cap(g.Spans), cap(g.Wide), cap(g.Shapes)) <= scratchKeep {
		f.pool, f.wide, f.spans, f.shapes = g.Pool, g.Wide, g.Spans, g.Shapes
		f.texts, f.shared = g.sharedText, g.sharedSpans
		inBlock := own && len(g.Text) <= scratchKeep
		if g.pack(inBlock); inBlock {
			return
		}
	} else if f.scratch {
		f.pool, g.Pool = settle(f.pool, g.Pool)
		f.wide, g.Wide = settle(f.wide, g.Wide)
		f.spans, g.Spans = settle(f.spans, g.Spans)
		f.shapes, g.Shapes = settle(f.shapes, g.Shapes)
		f.texts, g.sharedText = settle(f.texts, g.sharedText)
		f.shared, g.sharedSpans = settle(f.shared, g.sharedSpans)
	}
	if own {
		g.Text = bytes.Clone(g.Text)
	}
}

// settle returns what scratch an array of a graph leaves behind, and the array: a copy if it lies in scratch, or might.
func settle[S ~[]T, T flat](scratch, s S) (S, S) {
	if cap(s) > scratchKeep {
		return scratch, s
	}
	return s, slices.Clone(s)
}

// pack moves all that g has into one block; of the text a copy if it is to own it.
func (g *Graph) pack(own bool) {
	text := 0
	if own {
		text = len(g.Text)
	}
	b := newBlock(len(g.Pool) + len(g.Wide) + len(g.sharedText) + len(g.sharedSpans) +
		wordsOf[Span](len(g.Spans)) + wordsOf[Shape](len(g.Shapes)) + wordsOf[byte](text))
	g.Pool, b = carve(b, g.Pool)
	g.Wide, b = carve(b, g.Wide)
	g.Spans, b = carve(b, g.Spans)
	g.Shapes, b = carve(b, g.Shapes)
	g.sharedText, b = carve(b, g.sharedText)
	g.sharedSpans, b = carve(b, g.sharedSpans)
	if own {
		g.Text, _ = carve(b, g.Text)
	}
}

// Alloc appends n words to the pool and returns the offset of the first.
func (g *Graph) Alloc(n int) int {
	p := len(g.Pool)
	if p+n > cap(g.Pool) {
		g.growPool(n)
	}
	g.Pool = g.Pool[:p+n]
	return p
}

func (g *Graph) growPool(n int) {
	need, idle := len(g.Pool)+n, g.idle()
	grown := unzeroed.Words[Word](max(need, g.fill.Room(&g.fill.poolPace, need-idle, cap(g.Pool))))[:len(g.Pool)]
	copy(grown, g.Pool)
	g.Pool = grown
}

// widen keeps u beside the words and returns its position.
func (g *Graph) widen(u uint64) uint64 {
	n := len(g.Wide)
	if n == cap(g.Wide) {
		g.growWide()
	}
	g.Wide = g.Wide[:n+1]
	g.Wide[n] = u
	return uint64(n)
}

// WideAtHand returns the word of an integer that does not fit an Int, if there is room for it.
func (g *Graph) WideAtHand(x int64) (w Word, ok bool) {
	n := len(g.Wide)
	if n == cap(g.Wide) {
		return No, false
	}
	g.Wide = g.Wide[:n+1]
	g.Wide[n] = uint64(x)
	return Make(WideInt, uint64(n)), true
}

func (g *Graph) growWide() {
	n := len(g.Wide)
	grown := unzeroed.Words[uint64](g.fill.Room(&g.fill.widePace, n+1, n+4))[:n]
	copy(grown, g.Wide)
	g.Wide = grown
}

// widenPair keeps two numbers.
func (g *Graph) widenPair(a, b uint64) uint64 {
	n := g.widen(a)
	g.widen(b)
	return n
}

// NewSpan returns the word of an empty List, Dict or set that is not frozen.
func (g *Graph) NewSpan(t Tag) Word {
	n := len(g.Spans)
	if n == cap(g.Spans) {
		g.growSpans()
	}
	g.Spans = g.Spans[:n+1]
	g.Spans[n] = Span{Shape: -1, Index: -1}
	return Make(t, uint64(n))
}

// SpanAtHand is NewSpan if there is room for it.
func (g *Graph) SpanAtHand(t Tag) (w Word, ok bool) {
	n := len(g.Spans)
	if n == cap(g.Spans) {
		return No, false
	}
	g.Spans = g.Spans[:n+1]
	g.Spans[n] = Span{Shape: -1, Index: -1}
	return Make(t, uint64(n)), true
}

// NewSet returns the word of an empty Set.
func (g *Graph) NewSet(frozen bool) Word {
	w := g.NewSpan(Set)
	s := g.SpanOf(w)
	if s.Shape = 0; frozen {
		s.Shape = 1
	}
	return w
}

func (g *Graph) growSpans() {
	n := len(g.Spans)
	grown := make([]Span, n, g.fill.Room(&g.fill.spanPace, n+1, n+2))
	copy(grown, g.Spans)
	g.Spans = grown
}

// roomy is from how many elements on an array grows ahead of time.
const roomy = 1 << 19

// Ready makes room ahead of time for what n bytes of input may make, in arrays that are large: memory is given back of what has moved,
// so that an array is not held twice when it grows in the middle of a stream. Nobody may hold a slice of the arrays.
func (g *Graph) Ready(n int) {
	f := g.fill
	if c := cap(g.Pool); c >= roomy && c-len(g.Pool) < min(n, c/8) {
		grown := unzeroed.Words[Word](f.Room(&f.poolPace, c, c))[:len(g.Pool)]
		unzeroed.Move(grown, g.Pool)
		g.Pool = grown
	}
	if c := cap(g.Wide); c >= roomy && c-len(g.Wide) < min(n, c/8) {
		grown := unzeroed.Words[uint64](f.Room(&f.widePace, c, c))[:len(g.Wide)]
		unzeroed.Move(grown, g.Wide)
		g.Wide = grown
	}
	if c := cap(g.Spans); c >= roomy && c-len(g.Spans) < min(n, c/8) {
		grown := make([]Span, len(g.Spans), f.Room(&f.spanPace, c, c))
		unzeroed.Move(grown, g.Spans)
		g.Spans = grown
	}
}
