package main

import (
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strings"
)

// The plot: a row a workload, a panel a task, and how many times as fast as CPython each library is there, on
// a logarithmic axis. Shapes differ as well as colours.

// A plotMark is one library, or one way of Brine's, in a panel.
type plotMark struct {
	library string
	task    task
	class   string // of the style sheet
	legend  string
}

// A panel is one column of the plot.
type panel struct {
	title  string
	theirs task // CPython's, the measure
	marks  []plotMark
}

var panels = []panel{
	{"load to a Document", load, []plotMark{
		{gopickle, load, "gopickle", "gopickle"}, {ogorekGo, load, "ogorek", "ogórek"},
		{brine, walk, "second", "Brine: every value read (load), into a used buffer (Marshal)"}, {brine, load, "brine", "Brine"}}},
	{"Unmarshal to Go types", load, []plotMark{{brine, unmarshal, "brine", ""}}},
	{"Dumps of a Document", dump, []plotMark{{ogorekGo, dump, "ogorek", ""}, {brine, dump, "brine", ""}}},
	{"Marshal of Go types", dump, []plotMark{
		{ogorekGo, marshal, "ogorek", ""}, {brine, appending, "second", ""}, {brine, marshal, "brine", ""}}},
}

const plotStyle = `
svg { font: 13px system-ui, sans-serif }
.back { fill: #ffffff } text { fill: #24292f } .faint { fill: #57606a; font-size: 11px } .title { font-weight: 600 }
.grid { stroke: #d0d7de; stroke-width: 1 } .one { stroke: #24292f; stroke-width: 1.5 } .stripe { fill: #f6f8fa }
.brine { fill: #0969da } .second { fill: #ffffff; stroke: #0969da; stroke-width: 1.5 }
.ogorek { fill: #bc4c00 } .gopickle { fill: #6e7781 }
@media (prefers-color-scheme: dark) {
.back { fill: #0d1117 } text { fill: #e6edf3 } .faint { fill: #9198a1 }
.grid { stroke: #30363d } .one { stroke: #e6edf3 } .stripe { fill: #161b22 }
.brine { fill: #58a6ff } .second { fill: #0d1117; stroke: #58a6ff } .ogorek { fill: #f0883e } .gopickle { fill: #9198a1 }
}
`

// Sizes in pixels.
const (
	plotLeft   = 205 // for the names of the workloads
	plotTop    = 96
	panelWidth = 205
	panelGap   = 16
	rowHeight  = 22
)

// speed returns how many times as fast as CPython a library did a task, by the shortest wall times.
func (r *result) speed(m plotMark, theirs task) (float64, bool) {
	base, ok, _ := r.best(cpython, []task{theirs})
	if !ok {
		return 0, false
	}
	x, ok, _ := r.best(m.library, []task{m.task})
	return float64(base.wall) / float64(x.wall), ok
}

// speeds returns the speeds at all inputs in which the library did not fail, their geometric mean behind.
func speeds(results []*result, m plotMark, theirs task) []float64 {
	out := make([]float64, 0, len(results)+1)
	sum, n := 0.0, 0.0
	for _, r := range results {
		x, ok := r.speed(m, theirs)
		if !ok {
			out = append(out, math.NaN())
			continue
		}
		out = append(out, x)
		sum, n = sum+math.Log(x), n+1
	}
	return append(out, math.Exp(sum/n))
}

// writePlot writes the plot of the results at one protocol.
func (rep *report) writePlot(w io.Writer) error {
	proto := rep.protocols()[0]
	if slices.Contains(rep.protocols(), 4) {
		proto = 4
	}
	var results []*result
	for _, r := range rep.results {
		if r.in.proto == proto {
			results = append(results, r)
		}
	}
	low, high := 0.5, 2.0
	for _, p := range panels {
		for _, m := range p.marks {
			for _, x := range speeds(results, m, p.theirs) {
				if !math.IsNaN(x) {
					low, high = min(low, x), max(high, x)
				}
			}
		}
	}
	low, high = low/1.15, high*1.15

	rows := len(results) + 1
	width := plotLeft + len(panels)*(panelWidth+panelGap) + 10
	bottom := plotTop + rows*rowHeight
	height := bottom + 62
	var out strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	text := func(class, anchor string, x, y float64, s string) {
		p(`<text class="%s" text-anchor="%s" x="%.1f" y="%.1f">%s</text>`, class, anchor, x, y, html.EscapeString(s))
	}
	p(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">`, width, height, width, height)
	p(`<title>Speed of pickling beside CPython's</title>`)
	p(`<style>%s</style>`, plotStyle)
	p(`<rect class="back" width="%d" height="%d"/>`, width, height)
	text("title", "start", 10, 24, fmt.Sprintf("How many times as fast as %s's pickle (protocol %d, wall time; further right is faster)", rep.base(), proto))
	x := 12.0
	for _, m := range slices.Backward(panels[0].marks) {
		shape(&out, m.class, x+4, 45)
		text("", "start", x+14, 49.5, m.legend)
		x += 40 + 6.6*float64(len([]rune(m.legend)))
	}
	p(`<line class="one" x1="%.1f" y1="38" x2="%.1f" y2="52"/>`, x+4, x+4)
	text("", "start", x+14, 49.5, cpython)

	for i := range rows {
		y := plotTop + float64(i)*rowHeight
		if i%2 == 0 {
			p(`<rect class="stripe" x="10" y="%.1f" width="%d" height="%d"/>`, y, width-20, rowHeight)
		}
		name, class := "geometric mean", "title"
		if i < len(results) {
			name, class = results[i].in.title, ""
		}
		text(class, "start", 16, y+15.5, name)
	}
	for k, pl := range panels {
		left := float64(plotLeft + k*(panelWidth+panelGap))
		at := func(v float64) float64 { return left + panelWidth*math.Log(v/low)/math.Log(high/low) }
		text("title", "middle", left+panelWidth/2, plotTop-12, pl.title)
		for _, v := range []float64{.01, .03, .1, .3, 1, 3, 10, 30, 100} {
			if v < low || v > high {
				continue
			}
			class := "grid"
			if v == 1 {
				class = "one"
			}
			p(`<line class="%s" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, class, at(v), plotTop, at(v), bottom)
			text("faint", "middle", at(v), float64(bottom)+16, fmt.Sprintf("%g×", v))
		}
		for _, m := range pl.marks {
			for i, v := range speeds(results, m, pl.theirs) {
				if !math.IsNaN(v) {
					shape(&out, m.class, at(v), plotTop+(float64(i)+0.5)*rowHeight)
				}
			}
		}
	}
	text("faint", "start", 16, float64(height)-18, "CPython is at 1×. Where a library has no mark it fails or has no such thing.")
	p(`</svg>`)
	_, err := io.WriteString(w, out.String())
	return err
}

// shape draws the mark of a class.
func shape(out *strings.Builder, class string, x, y float64) {
	switch class {
	case "ogorek": // a diamond
		fmt.Fprintf(out, `<path class="%s" d="M%.1f %.1fl5 5l-5 5l-5 -5z"/>`+"\n", class, x, y-5)
	case "gopickle": // a triangle
		fmt.Fprintf(out, `<path class="%s" d="M%.1f %.1fl5 9h-10z"/>`+"\n", class, x, y-5)
	default:
		fmt.Fprintf(out, `<circle class="%s" cx="%.1f" cy="%.1f" r="4.5"/>`+"\n", class, x, y)
	}
}

// base names the CPythons: "CPython 3.11.2", or "the fastest of CPython 3.11.2 and 3.14.8".
func (rep *report) base() string {
	var versions []string
	for _, c := range rep.results[0].contenders {
		if c.library == cpython {
			versions = append(versions, c.version)
		}
	}
	if len(versions) == 1 {
		return cpython + " " + versions[0]
	}
	return "the fastest of " + cpython + " " + strings.Join(versions, " and ")
}
