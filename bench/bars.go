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
	run   func(*ground) ([]figure, error)
}

// bars are in the order in which they are printed.
var bars = []bar{
	{"bulk", "Bulk bytes: beside copying them", bulkBar},
	{"flat", "Cost a value, however many there are", flatBar},
	{"collector", "One full collection with loaded values live", collectorBar},
	{"tiny", "A pickle of 100 bytes", tinyBar},
	{"sizes", "Size of what Marshal writes, beside CPython's", sizesBar},
	{"stream", "From a stream: peak memory beside the Document's own", streamBar},
	{"memory", "Peak memory of loading, beside CPython's", memoryBar},
	{"command", "The command", commandBar},
}

// A figure is one thing measured for a bar.
type figure struct {
	what string
	got  string
	bar  string // what it is to be; "" if it is only told
	met  bool
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
			word := ""
			if f.bar != "" {
				word = verdict(f.met)
			}
			tab.row("  "+f.what, f.got, f.bar, word)
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
