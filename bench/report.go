package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"time"
)

// A report is the results of a run.
type report struct {
	results []*result
	notes   []string // what the marks in the tables stand for
}

// writeRatios writes the table of ratios, its footnotes, the bars, and where another Go library is faster.
func (rep *report) writeRatios(w io.Writer) error {
	fmt.Fprintf(w, `How many times faster Brine is than %s.
The other's time / Brine's: minimum of the wall times / median of the processor times. Above 1, Brine is faster.

`, strings.Join(rep.versions(), ", "))
	if err := rep.ratios().write(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	for i, text := range rep.notes {
		fmt.Fprintf(w, "[%d] %s\n", i+1, text)
	}
	if len(rep.notes) > 0 {
		fmt.Fprintln(w)
	}
	if err := rep.bars().write(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	slower := rep.slower()
	if len(slower) == 0 {
		_, err := fmt.Fprintln(w, "No other Go library is faster anywhere.")
		return err
	}
	_, err := fmt.Fprintf(w, "Another Go library is faster:\n  %s\n", strings.Join(slower, "\n  "))
	return err
}

// ratios is the table of the comparisons: a row an input, Brine's time, and the ratios.
func (rep *report) ratios() *table {
	tab := &table{}
	head := []string{"workload", "protocol", "bytes"}
	for _, c := range comparisons {
		from := len(head)
		if c.timed {
			head = append(head, brine)
		}
		head = append(head, c.rivals[:c.shown]...)
		tab.titles = append(tab.titles, span{c.title, from, len(head)})
	}
	tab.row(head...)

	for _, r := range rep.results {
		cells := []string{r.in.title, fmt.Sprint(r.in.proto), fmt.Sprint(len(r.in.data))}
		for _, c := range comparisons {
			if c.timed {
				ours, _, _ := r.best(brine, []task{c.ours}) // measure has no results in which Brine fails
				cells = append(cells, duration(ours.wall))
			}
			for _, rival := range c.rivals[:c.shown] {
				cell := "fails "
				if x, ok, err := r.ratio(c, rival); ok {
					cell = x.String()
				} else {
					cell += rep.note(rival + ": " + err.Error())
				}
				cells = append(cells, cell)
			}
		}
		tab.row(cells...)
	}
	summary := func(name string, proto int, of func([]ratio) string) {
		cells := []string{name, "", ""}
		if proto != 0 {
			cells[1] = fmt.Sprint(proto)
		}
		for _, c := range comparisons {
			if c.timed {
				cells = append(cells, "")
			}
			for _, rival := range c.rivals[:c.shown] {
				cell := "-"
				if xs := rep.of(c, rival, proto); len(xs) > 0 {
					cell = of(xs)
				}
				cells = append(cells, cell)
			}
		}
		tab.row(cells...)
	}
	protocols := rep.protocols()
	if len(protocols) > 1 {
		for _, p := range protocols {
			summary("geometric mean", p, func(xs []ratio) string { return geomean(xs).String() })
		}
	}
	summary("geometric mean", 0, func(xs []ratio) string { return geomean(xs).String() })
	summary("of the wall medians", 0, func(xs []ratio) string { return digits(geomean(xs).median) })
	summary("least", 0, func(xs []ratio) string { return least(xs).String() })
	return tab
}

// of returns the ratios of a comparison to a rival at one protocol, or at all of them.
func (rep *report) of(c comparison, rival string, proto int) []ratio {
	var xs []ratio
	for _, r := range rep.results {
		if x, ok, _ := r.ratio(c, rival); ok && (proto == 0 || proto == r.in.proto) {
			xs = append(xs, x)
		}
	}
	return xs
}

// protocols returns those that were measured, in order.
func (rep *report) protocols() []int {
	var all []int
	for _, r := range rep.results {
		if !slices.Contains(all, r.in.proto) {
			all = append(all, r.in.proto)
		}
	}
	slices.Sort(all)
	return all
}

// bars is the table of what the ratios to CPython are to be.
func (rep *report) bars() *table {
	tab := &table{}
	tab.row("against CPython", "geometric mean", "bar", "", "least", "bar", "", "at")
	for _, c := range comparisons {
		xs := rep.of(c, cpython, 0)
		if c.mean == 0 || len(xs) == 0 {
			continue
		}
		mean, low := geomean(xs), least(xs)
		tab.row(c.title, mean.String(), digits(c.mean), verdict(mean.atLeast(c.mean)),
			low.String(), digits(c.least), verdict(low.atLeast(c.least)), rep.lowest(c))
	}
	return tab
}

// lowest names the input with the least ratio to CPython, in wall or processor time.
func (rep *report) lowest(c comparison) string {
	name, low := "", math.Inf(1)
	for _, r := range rep.results {
		if x, ok, _ := r.ratio(c, cpython); ok && min(x.wall, x.cpu) < low {
			name, low = fmt.Sprintf("%s, %d", r.in.title, r.in.proto), min(x.wall, x.cpu)
		}
	}
	return name
}

// verdict says whether a bar is met.
func verdict(met bool) string {
	if met {
		return "yes"
	}
	return "NO"
}

// note returns the mark of a footnote.
func (rep *report) note(text string) string {
	i := slices.Index(rep.notes, text)
	if i < 0 {
		i = len(rep.notes)
		rep.notes = append(rep.notes, text)
	}
	return fmt.Sprintf("[%d]", i+1)
}

// slower says where a Go library beats Brine in wall time.
func (rep *report) slower() []string {
	var out []string
	for _, r := range rep.results {
		for _, c := range comparisons {
			for _, rival := range c.rivals {
				if x, ok, _ := r.ratio(c, rival); ok && rival != cpython && x.wall < 1 {
					out = append(out, fmt.Sprintf("%s, protocol %d: %s against %s, %.2f",
						r.in.title, r.in.proto, c.title, rival, x.wall))
				}
			}
		}
	}
	return out
}

// versions names what is compared with.
func (rep *report) versions() []string {
	var out []string
	for _, c := range rep.results[0].contenders {
		if name := c.library + " " + c.version; c.library != brine && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// duration writes a time with three digits or a few more: "5.12µs".
func duration(d time.Duration) string {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit).String()
}

// writeTimes writes every time behind the ratios.
func (rep *report) writeTimes(w io.Writer) error {
	tab := &table{}
	tab.row("workload", "protocol", "library", "task", "wall minimum", "wall median", "processor median", "MB/s")
	for _, r := range rep.results {
		r.each(func(c contender, t task, s *series) {
			x := s.times()
			tab.row(r.in.title, fmt.Sprint(r.in.proto), strings.TrimSpace(c.library+" "+c.version), string(t),
				duration(x.wall), duration(x.median), duration(x.cpu),
				fmt.Sprintf("%.0f", float64(len(r.in.data))/1e6/x.wall.Seconds()))
		})
	}
	fmt.Fprint(w, "\nTimes of one run\n\n")
	return tab.write(w)
}

// each calls f for every series that has samples.
func (r *result) each(f func(contender, task, *series)) {
	for i, c := range r.contenders {
		for _, t := range []task{load, walk, unmarshal, dump, marshal, appending} {
			if s := r.series[i][t]; s != nil && s.err == nil {
				f(c, t, s)
			}
		}
	}
}

// writeJSON writes every sample, in nanoseconds, to a file.
func (rep *report) writeJSON(file string) error {
	type row struct {
		Workload string  `json:"workload"`
		Protocol int     `json:"protocol"`
		Bytes    int     `json:"bytes"`
		Library  string  `json:"library"`
		Version  string  `json:"version"`
		Task     task    `json:"task"`
		Batch    int     `json:"batch"` // runs in each sample, which is of one
		Wall     []int64 `json:"wall_ns"`
		CPU      []int64 `json:"cpu_ns"`
	}
	var rows []row
	for _, r := range rep.results {
		r.each(func(c contender, t task, s *series) {
			one := row{Workload: r.in.title, Protocol: r.in.proto, Bytes: len(r.in.data),
				Library: c.library, Version: c.version, Task: t, Batch: s.n}
			for _, x := range s.samples {
				one.Wall, one.CPU = append(one.Wall, int64(x.wall)), append(one.CPU, int64(x.cpu))
			}
			rows = append(rows, one)
		})
	}
	text, err := json.MarshalIndent(rows, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o666)
}
