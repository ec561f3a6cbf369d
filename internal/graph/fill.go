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
	named   int    // globals with names
	touched uint32 // see insert

	poolPace, widePace, spanPace Pace
	long                         Word // the list whose room is told by the pace, or No

	small Graph // in whose arrays graphs are filled, one after another
}

// scratchKeep is up to how many elements of an array scratch keeps, and are copied out of it.
const scratchKeep = 16 << 10

// New returns an empty graph of no input.
func New() *Graph { return new(Filling).Begin(new(Graph), 0, false) }

// Begin returns the graph to be filled from an input of total bytes, which End moves to the zero Graph at. That is at itself or,
// with scratch, one in memory that f keeps: nobody may use it after End. Its pointers stay what they are from one input to the
// next: while the collector runs, writing one takes as long as reading ten integers.
func (f *Filling) Begin(at *Graph, total int, scratch bool) *Graph {
	g := &f.small
	if scratch {
		if cap(g.Pool) == 0 {
			g.Pool = make([]Word, 1, 1<<10)
		}
		if cap(g.Spans) == 0 {
			g.Spans = make([]Span, 0, 1<<7)
		}
	} else { // small at first here as well
		g = at
		g.Pool = make([]Word, 1, min(total/32+8, 1<<10))
		g.Spans = make([]Span, 0, min(total/1024+4, 1<<7))
	}
	f.Pos, f.Total = 0, total
	f.poolPace, f.widePace, f.spanPace = Pace{}, Pace{}, Pace{}
	f.long = No
	f.recent = [4]int32{-1, -1, -1, -1}
	f.work, f.named = 0, 0
	g.lastGlobal = No
	if g.fill != f {
		g.fill = f
	}
	return g
}

// Freeze ends the filling of a graph that New made: from now on any number of goroutines may read.
func (g *Graph) Freeze(root Word) { g.Root, g.fill = root, nil }

// End ends the filling of g, which Begin returned for at, and from now on any number of goroutines may read that. With own it
// gets a copy of the text.
func (f *Filling) End(g, at *Graph, root Word, own bool) {
	g.Root = root
	if g != &f.small {
		g.fill = nil
	} else if max(cap(g.Pool), cap(g.Spans), cap(g.Wide), cap(g.Shapes)) <= scratchKeep {
		inBlock := own && len(g.Text) <= scratchKeep
		if g.pack(at, inBlock); inBlock {
			return
		}
	} else {
		*at = *g
		at.fill = nil
		settle(&at.Pool, &g.Pool)
		settle(&at.Wide, &g.Wide)
		settle(&at.Spans, &g.Spans)
		settle(&at.Shapes, &g.Shapes)
		settle(&at.sharedText, &g.sharedText)
		settle(&at.sharedSpans, &g.sharedSpans)
	}
	if own {
		at.Text = bytes.Clone(at.Text)
	}
}

// settle has a large array leave scratch, and a graph have a copy of another.
func settle[S ~[]T, T flat](at, scratch *S) {
	if cap(*scratch) > scratchKeep {
		*scratch = nil
	} else {
		*at = slices.Clone(*at)
	}
}

// Keeps reports whether f keeps g for the next small graph.
func (f *Filling) Keeps(g *Graph) bool { return g == &f.small }

// Clear forgets what was filled last, but keeps the memory of small graphs.
func (f *Filling) Clear() {
	g := &f.small
	if max(cap(g.Pool), cap(g.Spans), cap(g.Wide), cap(g.Shapes)) > scratchKeep {
		*g = Graph{}
	}
	if g.rare != nil {
		g.rare = nil
	}
	if f.hashes != nil {
		f.hashes = nil
	}
	if f.modules != nil {
		f.globals, f.modules = nil, nil
	}
	g.Text = nil
	g.Pool = g.Pool[:min(1, len(g.Pool))]
	g.Wide = g.Wide[:0]
	g.Spans = g.Spans[:0]
	g.Shapes = g.Shapes[:0]
	g.sharedText = g.sharedText[:0]
	g.sharedSpans = g.sharedSpans[:0]
	g.base, g.allShared = 0, false
}

// KeepText cuts the text to Text[lo:hi], which has all texts.
func (g *Graph) KeepText(lo, hi int) { g.base, g.Text = uint64(lo), g.Text[lo:hi:hi] }

// pack copies all that g has into one block, of which at is the graph; the text only if it is to own it.
func (g *Graph) pack(at *Graph, own bool) {
	at.Root, at.Proto, at.Size = g.Root, g.Proto, g.Size
	at.base, at.lastGlobal, at.allShared = g.base, g.lastGlobal, g.allShared
	if g.rare != nil {
		at.rare = g.rare
	}
	text := 0
	if own {
		text = len(g.Text)
	} else {
		at.Text = g.Text
	}
	b := newBlock(len(g.Pool) + len(g.Wide) + len(g.sharedText) + len(g.sharedSpans) +
		wordsOf[Span](len(g.Spans)) + wordsOf[Shape](len(g.Shapes)) + wordsOf[byte](text))
	b = carve(&at.Pool, b, g.Pool)
	b = carve(&at.Wide, b, g.Wide)
	b = carve(&at.Spans, b, g.Spans)
	b = carve(&at.Shapes, b, g.Shapes)
	b = carve(&at.sharedText, b, g.sharedText)
	b = carve(&at.sharedSpans, b, g.sharedSpans)
	if own {
		carve(&at.Text, b, g.Text)
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
