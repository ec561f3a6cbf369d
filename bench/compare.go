package main

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// A comparison is a group of columns: one task of Brine's beside what does the same job elsewhere.
type comparison struct {
	title  string
	ours   task
	theirs []task   // the fastest counts
	rivals []string // all that are compared
	shown  int      // how many of them have a column
	timed  bool     // Brine's own time has one, too

	// What the ratios to CPython are to be, wall and processor time.
	mean, least float64
}

// comparisons are in the order of the table.
var comparisons = []comparison{
	{"load to a Document", load, []task{load}, loaders, 3, true, 3.0, 1.3},
	{"and read all", walk, []task{load}, loaders, 1, false, 0, 0},
	{"Unmarshal", unmarshal, []task{load}, loaders, 1, true, 3.5, 1.0},
	{"Dumps of a Document", dump, []task{dump}, dumpers, 2, true, 4.0, 1.5},
	{"Marshal", marshal, []task{dump, marshal}, dumpers, 2, true, 4.5, 1.4},
	{"MarshalAppend", appending, []task{dump, marshal}, dumpers, 1, true, 5.5, 1.4},
}

var (
	loaders = []string{cpython, ogorekGo, gopickle}
	dumpers = []string{cpython, ogorekGo}
)

// best returns the fastest of a library's series at the tasks. If none ran, err is why, or nil if the
// library has no such task.
func (r *result) best(library string, tasks []task) (best times, ok bool, err error) {
	for i, c := range r.contenders {
		if c.library != library {
			continue
		}
		for _, t := range tasks {
			s := r.series[i][t]
			switch {
			case s == nil:
			case s.err != nil && err == nil:
				err = s.err
			case s.err != nil:
			case !ok:
				best, ok = s.times(), true
			default:
				best = best.min(s.times())
			}
		}
	}
	if ok {
		err = nil
	}
	return best, ok, err
}

// times are what is told of a series: the shortest wall time (noise only adds to it), the median, and the
// median processor time of all threads, the garbage collector's too.
type times struct{ wall, median, cpu time.Duration }

func (s *series) times() times {
	t := times{wall: math.MaxInt64}
	for _, x := range s.samples {
		t.wall = min(t.wall, x.wall)
	}
	t.median = median(s.samples, func(x sample) time.Duration { return x.wall })
	t.cpu = median(s.samples, func(x sample) time.Duration { return x.cpu })
	return t
}

func (t times) min(u times) times {
	return times{min(t.wall, u.wall), min(t.median, u.median), min(t.cpu, u.cpu)}
}

func median(samples []sample, of func(sample) time.Duration) time.Duration {
	all := make([]time.Duration, len(samples))
	for i, s := range samples {
		all[i] = of(s)
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

// A ratio is a rival's times over Brine's.
type ratio struct{ wall, median, cpu float64 }

// ratio compares one rival; ok is false if it did not run, or Brine did not.
func (r *result) ratio(c comparison, rival string) (x ratio, ok bool, err error) {
	ours, ok, err := r.best(brine, []task{c.ours})
	if !ok {
		return x, false, err
	}
	theirs, ok, err := r.best(rival, c.theirs)
	if !ok {
		return x, false, err
	}
	over := func(a, b time.Duration) float64 {
		if a <= 0 || b <= 0 {
			return math.NaN() // processor time that is not known, or too short for its clock
		}
		return float64(a) / float64(b)
	}
	return ratio{over(theirs.wall, ours.wall), over(theirs.median, ours.median), over(theirs.cpu, ours.cpu)}, true, nil
}

// String writes wall and processor time as in "2.9/2.7".
func (x ratio) String() string { return digits(x.wall) + "/" + digits(x.cpu) }

// atLeast reports whether both times are as good as a bar; a processor time that is not known is.
func (x ratio) atLeast(bar float64) bool { return x.wall >= bar && !(x.cpu < bar) }

// digits writes two digits, or those before the point.
func digits(f float64) string {
	switch {
	case math.IsNaN(f):
		return "-"
	case f < 0.995:
		return fmt.Sprintf("%.2f", f)[1:]
	case f < 9.95:
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.0f", f)
}

// geomean returns the geometric mean of each.
func geomean(xs []ratio) ratio {
	mean := func(of func(ratio) float64) float64 {
		sum, n := 0.0, 0.0
		for _, x := range xs {
			if f := of(x); !math.IsNaN(f) {
				sum, n = sum+math.Log(f), n+1
			}
		}
		return math.Exp(sum / n)
	}
	return ratio{
		mean(func(x ratio) float64 { return x.wall }),
		mean(func(x ratio) float64 { return x.median }),
		mean(func(x ratio) float64 { return x.cpu }),
	}
}

// least returns the smallest of each.
func least(xs []ratio) ratio {
	m := xs[0]
	for _, x := range xs[1:] {
		m = ratio{min(m.wall, x.wall), min(m.median, x.median), min(m.cpu, x.cpu)}
	}
	return m
}
