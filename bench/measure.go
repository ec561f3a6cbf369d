package main

import (
	"fmt"
	"runtime"
	"time"
)

// A task is one thing that a library is timed at.
type task string

const (
	load      task = "load"          // bytes to the library's own values
	walk      task = "load, walk"    // the same, and every value read
	unmarshal task = "Unmarshal"     // bytes to Go types
	dump      task = "dump"          // the library's own values to bytes
	marshal   task = "Marshal"       // Go types to bytes
	appending task = "MarshalAppend" // Go types to bytes, the buffer of the last time used again
)

// A sample is the time of one run of a task, and what it took from the heap if that is Go's.
type sample struct {
	wall, cpu time.Duration
	heap      *cost
}

// A cost is what one run of something takes from the heap.
type cost struct{ allocs, bytes float64 }

// costOf is the difference of two countings.
func costOf(before, after *runtime.MemStats, runs int) *cost {
	return &cost{
		allocs: float64(after.Mallocs-before.Mallocs) / float64(runs),
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / float64(runs),
	}
}

// An op is a task on one input.
type op struct {
	task  task
	run   func() error                // runs it once; nil if that is not in this process
	batch func(n int) (sample, error) // runs it n times and returns the time of one
	check func() error                // reports whether the last run did what it is timed for
}

// A judge tells what a dump holds.
type judge func(pickled []byte) (digest, error)

// A contender is a library at work. What one of its ops leaves (a loaded value) the next one takes (to dump
// it); all of it is garbage when the turn is over, before the next contender's.
type contender struct {
	library string
	version string
	open    func(in *input) []op
}

// The libraries, and the versions that go.mod pins.
const (
	brine    = "Brine"
	cpython  = "CPython"
	ogorekGo = "ogórek"
	gopickle = "gopickle"

	ogorekVersion   = "1.3.0"
	gopickleVersion = "0.3.0"
)

// inProcess is the op of Go code. Each batch starts on a heap that has just been collected, and pays for the
// collections that it causes itself.
func inProcess(t task, run func() error, check func() error) op {
	return op{task: t, run: run, check: check, batch: func(n int) (s sample, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
			}
		}()
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		cpu, start := cpuTime(), time.Now()
		for range n {
			if err := run(); err != nil {
				return s, err
			}
		}
		s.wall = time.Since(start) / time.Duration(n)
		s.cpu = (cpuTime() - cpu) / time.Duration(n)
		runtime.ReadMemStats(&after)
		s.heap = costOf(&before, &after, n)
		return s, nil
	}}
}

// same is the error of a result whose digest is not the one that Python gave for the workload.
func (in *input) same(got digest, err error) error {
	if err == nil && got != in.want {
		err = fmt.Errorf("wrong result: %s", got.diff(in.want))
	}
	return err
}

// diff names the first count or sum that differs.
func (d digest) diff(want digest) string {
	for _, p := range []struct {
		name      string
		got, want uint64
	}{
		{"containers", d.Containers, want.Containers}, {"instances", d.Instances, want.Instances},
		{"empty values", d.Empty, want.Empty}, {"bools", d.Bools, want.Bools},
		{"ints", d.Ints, want.Ints}, {"sum of ints", d.IntSum, want.IntSum},
		{"floats", d.Floats, want.Floats}, {"sum of floats", d.FloatSum, want.FloatSum},
		{"texts", d.Texts, want.Texts}, {"sum of texts", d.TextSum, want.TextSum},
	} {
		if p.got != p.want {
			return fmt.Sprintf("%s %d, want %d", p.name, p.got, p.want)
		}
	}
	return "none"
}

// A series is the samples of one library at one task on one input, or why there are none.
type series struct {
	samples []sample
	err     error
	n       int // runs in a batch
}

// A run is how long and how often everything is measured.
type run struct {
	rounds int
	batch  time.Duration // that a batch should at least take
}

// A result is what all contenders did on one input.
type result struct {
	in         *input
	contenders []contender
	series     []map[task]*series // of each contender
}

// measure has every contender do its ops on in: once to check and to find the size of a batch, then in
// rounds, each contender once a round and another one first in each.
func (r run) measure(in *input, contenders []contender) (*result, error) {
	res := &result{in: in, contenders: contenders, series: make([]map[task]*series, len(contenders))}
	for i, c := range contenders {
		res.series[i] = make(map[task]*series)
		if err := r.calibrate(c, in, res.series[i]); err != nil {
			return nil, err
		}
	}
	for round := range r.rounds {
		for k := range contenders {
			i := (round + k) % len(contenders)
			for _, o := range contenders[i].open(in) {
				s := res.series[i][o.task]
				if s.err != nil {
					break // the next op would take what this one did not make
				}
				one, err := o.batch(s.n)
				if err != nil {
					return nil, fmt.Errorf("%s: %s of %s, protocol %d: %w",
						contenders[i].library, o.task, in.name, in.proto, err)
				}
				s.samples = append(s.samples, one)
			}
		}
	}
	return res, nil
}

// calibrate runs and checks each op of c and finds how many runs take a batch's time.
func (r run) calibrate(c contender, in *input, all map[task]*series) error {
	var failed error
	for _, o := range c.open(in) {
		s := &series{n: 1, err: failed}
		all[o.task] = s
		if failed != nil {
			continue
		}
		one, err := o.batch(1)
		if err == nil {
			err = o.check()
		}
		// The first run is a cold one, so its time is not trusted further than a hundredfold.
		for err == nil && one.wall*time.Duration(s.n) < r.batch/2 {
			s.n = min(s.n*100, 1+int(r.batch/max(one.wall, 1)))
			one, err = o.batch(s.n)
		}
		s.err, failed = err, err
		if c.library == brine && err != nil {
			return fmt.Errorf("%s: %s of %s, protocol %d: %w", c.library, o.task, in.name, in.proto, err)
		}
	}
	return nil
}
