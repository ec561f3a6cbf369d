//go:build purego

package py

import "github.com/brine-go/brine/internal/graph"

// text is the bytes of a text word as a string.
func text(g *graph.Graph, w graph.Word) string { return string(g.TextOf(w)) }
