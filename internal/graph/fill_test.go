package graph

import (
	"math"
	"testing"
)

// TestReady: large arrays that are nearly full get room, and have in them what they had.
func TestReady(t *testing.T) {
	const n = 700_000
	g := new(Filling).Begin(new(Graph), math.MaxInt, true)
	var texts, lists []Word
	for i := range n {
		texts = append(texts, g.TextWord(Bytes, i, 1<<20))
		lists = append(lists, g.NewSpan(List))
		if err := g.Append(lists[i], Make(Int, uint64(i)), texts[i]); err != nil {
			t.Fatal(err)
		}
	}
	full := func() (n int) {
		for _, free := range []int{cap(g.Pool) - len(g.Pool), cap(g.Wide) - len(g.Wide), cap(g.Spans) - len(g.Spans)} {
			if free < 64<<10 {
				n++
			}
		}
		return n
	}
	for name, fill := range map[string]func(){
		"pool":  func() { g.Pool = g.Pool[:len(g.Pool):len(g.Pool)] },
		"wide":  func() { g.Wide = g.Wide[:len(g.Wide):len(g.Wide)] },
		"spans": func() { g.Spans = g.Spans[:len(g.Spans):len(g.Spans)] },
	} {
		if fill(); full() != 1 {
			t.Fatalf("%s: %d arrays are full", name, full())
		}
		if g.Ready(64 << 10); full() != 0 {
			t.Errorf("%s: no more room", name)
		}
	}
	for i, w := range lists {
		items := g.Items(w)
		if len(items) != 2 || items[0] != Make(Int, uint64(i)) || items[1] != texts[i] {
			t.Fatalf("list %d has %x", i, items)
		}
		if off := g.textOffset(texts[i]); off != uint64(i) {
			t.Fatalf("text %d is at %d", i, off)
		}
	}
}
