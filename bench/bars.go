package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"time"
)

// A bar is something beside the table's ratios that is to hold.
type bar struct {
	name  string // for -run
	title string
	how   string // it is measured
	run   func(*ground) ([]figure, error)
}

// bars are in the order in which they are printed.
var bars = []bar{
	{"bulk", "Bulk bytes: beside copying them",
		"One bytes object. What has to make a copy is held against bytes.Clone, what writes where something was before against copy; the shortest of seven rounds.", bulkBar},
	{"flat", "Cost a value, however many there are",
		"Records of 20 values each, made in Go; the shortest of five rounds. The spread is how far the cheapest and the dearest size lie from their middle.", flatBar},
	{"collector", "One full collection with loaded values live",
		"runtime.GC with a Document of records live.", collectorBar},
	{"tiny", "A pickle of 100 bytes",
		"The tuple of a list of 20 ints at protocol 4; times are the shortest, CPython's those of its load and dump.", tinyBar},
	{"sizes", "Size of what Marshal writes, beside CPython's",
		"Of the same values, read into the Go types and written again. Dumps of a Document is checked to be CPython's bytes in every run.", sizesBar},
	{"stream", "From a stream: peak memory beside the Document's own",
		"1 GB through a pipe to a process of its own: how far its peak resident memory rises, beside the heap that the loaded Document takes.", streamBar},
	{"memory", "Peak memory of loading, beside CPython's",
		"In a process of its own each, protocol 4: how far the peak resident memory (VmHWM) rises above that at the start while the pickle is received and loaded, and the peak itself. Both are to be lower than CPython's; rises of less than 1 MB are not compared.", memoryBar},
	{"command", "The command",
		"From outside, the file in the system's cache.", commandBar},
}

// A figure is one thing measured for a bar.
type figure struct {
	what string
	got  string
	bar  string // what it is to be; "" if it is only told
	met  bool
}

// cells are the figure as a row of a table.
func (f figure) cells() []string {
	word := ""
	if f.bar != "" {
		word = verdict(f.met)
	}
	return []string{f.what, f.got, f.bar, word}
}

// told is a figure without a bar.
func told(what, format string, args ...any) figure {
	return figure{what: what, got: fmt.Sprintf(format, args...), met: true}
}

// atMost is a figure that is not to pass a limit, both written by show.
func atMost[T int | int64 | float64 | time.Duration](what string, got, limit T, show func(T) string) figure {
	return figure{what, show(got), "at most " + show(limit), got <= limit}
}

// A ground is what the bars are measured on.
type ground struct {
	files   *folder
	pythons []*python
	quick   bool
	run     run
}

// size is n, or a hundredth with -quick.
func (g *ground) size(n int) int {
	if g.quick {
		return n / 100
	}
	return n
}

// A barResult is what came of one bar.
type barResult struct {
	bar
	figures []figure
}

// measureBars runs those bars whose names the filter finds.
func (g *ground) measureBars(filter *regexp.Regexp) ([]barResult, error) {
	var all []barResult
	for _, b := range bars {
		if !filter.MatchString(b.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "bench: bar %s\n", b.name)
		figures, err := b.run(g)
		if err != nil {
			return nil, fmt.Errorf("bar %s: %w", b.name, err)
		}
		all = append(all, barResult{b, figures})
		runtime.GC()
	}
	return all, nil
}

// writeBars writes a table for each bar.
func writeBars(w io.Writer, all []barResult) error {
	for i, b := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		tab := &table{}
		tab.row(b.title, "", "bar", "")
		for _, f := range b.figures {
			cells := f.cells()
			cells[0] = "  " + cells[0]
			tab.row(cells...)
		}
		if err := tab.write(w); err != nil {
			return err
		}
	}
	return nil
}

// How figures are written.

func times1(x float64) string { return fmt.Sprintf("%.2f×", x) }

func percent(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1e3) }

func number(n int) string { return fmt.Sprint(n) }

// shortest interleaves functions for some rounds and returns the shortest time of each. Before each the heap is
// collected, and what the one before returned is garbage, so that all begin with the same memory.
func shortest(rounds int, fs ...func() (any, error)) ([]time.Duration, error) {
	best := make([]time.Duration, len(fs))
	for round := range rounds {
		for i, f := range fs {
			runtime.GC()
			start := time.Now()
			x, err := f()
			d := time.Since(start)
			if err != nil {
				return nil, err
			}
			runtime.KeepAlive(x)
			if round == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	return best, nil
}
