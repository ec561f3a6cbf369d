//go:build !purego

package py

import (
	"unsafe"

	"github.com/brine-go/brine/internal/graph"
)

// text is the bytes of a text word as a string, without a copy. This is sound: a graph's text is written
// before its document or builder hands out a Value of it, and never again after; Builder's Extra only grows,
// by append, which leaves what is there as it is. The string keeps the memory alive.
func text(g *graph.Graph, w graph.Word) string {
	b := g.TextOf(w)
	return unsafe.String(unsafe.SliceData(b), len(b))
}
