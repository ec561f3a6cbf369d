package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fake is an op that takes no time but says that it does.
func fake(t task, runs *int, wall time.Duration, err error) op {
	return op{task: t, check: func() error { return err }, batch: func(n int) (sample, error) {
		*runs += n
		return sample{wall: wall, cpu: wall / 2}, nil
	}}
}

// TestMeasure: each contender is calibrated and has its turn in each round; a rival that fails is left out
// with what would build on it; Brine's failure ends all.
func TestMeasure(t *testing.T) {
	var ours, first, second int
	var order []string
	contenders := []contender{
		{library: brine, open: func(*input) []op {
			order = append(order, "B")
			return []op{fake(load, &ours, time.Millisecond, nil)}
		}},
		{library: ogorekGo, open: func(*input) []op {
			order = append(order, "o")
			return []op{fake(load, &first, time.Second, errors.New("broken")), fake(dump, &second, time.Second, nil)}
		}},
	}
	r := run{rounds: 3, batch: 10 * time.Millisecond}
	res, err := r.measure(&input{}, contenders)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(order, ""); got != "Bo"+"Bo"+"oB"+"Bo" {
		t.Errorf("turns %s", got)
	}
	// Calibrating runs once, then the 11 that take 10 ms and more; so do three rounds.
	if s := res.series[0][load]; ours != 1+11+3*11 || s.n != 11 || len(s.samples) != 3 || s.err != nil {
		t.Errorf("%d runs, %+v", ours, s)
	}
	if first != 1 || second != 0 {
		t.Errorf("%d and %d runs of what fails, want 1 and 0", first, second)
	}
	for _, task := range []task{load, dump} {
		if s := res.series[1][task]; s.err == nil || s.err.Error() != "broken" || s.samples != nil {
			t.Errorf("%s: %+v", task, s)
		}
	}

	broken := []contender{{library: brine, open: contenders[1].open}}
	if _, err := r.measure(&input{workload: workloads[0], proto: 4}, broken); err == nil ||
		err.Error() != "Brine: load of profile, protocol 4: broken" {
		t.Errorf("Brine fails: %v", err)
	}
}

// TestPanic: a rival's panic is its failure.
func TestPanic(t *testing.T) {
	o := inProcess(load, func() error { panic("index out of range") }, nil)
	if _, err := o.batch(1); err == nil || err.Error() != "panic: index out of range" {
		t.Error(err)
	}
}

// results of two inputs, in which Brine takes 10 ms and 20 ms of wall time, the processor half of it.
func results() []*result {
	ran := func(ms ...time.Duration) *series {
		s := &series{n: 1}
		for _, d := range ms {
			s.samples = append(s.samples, sample{wall: d * time.Millisecond, cpu: d * time.Millisecond / 2})
		}
		return s
	}
	ours := func(ms ...time.Duration) map[task]*series {
		return map[task]*series{load: ran(ms...), walk: ran(ms...), unmarshal: ran(ms...),
			dump: ran(ms...), marshal: ran(ms...), appending: ran(ms...)}
	}
	contenders := []contender{{library: brine}, {library: cpython, version: "3.11.2"}, {library: cpython, version: "3.13.5"},
		{library: ogorekGo, version: "1"}, {library: gopickle, version: "2"}}
	failed := func() *series { return &series{n: 1, err: errors.New("no such opcode")} }
	return []*result{
		{in: &input{title: "one", proto: 2, data: make([]byte, 1000)}, contenders: contenders, series: []map[task]*series{
			ours(14, 10, 12),
			{load: ran(40, 30, 36), dump: ran(20)},
			{load: ran(20, 24, 28), dump: ran(30)},
			{load: failed(), dump: failed()},
			{load: ran(1000, 1000, 9000)},
		}},
		{in: &input{title: "another", proto: 4, data: make([]byte, 20)}, contenders: contenders, series: []map[task]*series{
			ours(20),
			{load: ran(10), dump: ran(40)},
			{load: ran(20), dump: ran(40)},
			{load: ran(400), dump: ran(10)},
			{load: ran(500)},
		}},
	}
}

// TestRatios: the table of known times, worked out by hand.
func TestRatios(t *testing.T) {
	rep := &report{results: results()}
	var out strings.Builder
	if err := rep.writeRatios(&out); err != nil {
		t.Fatal(err)
	}
	const want = `How many times faster Brine is than CPython 3.11.2, CPython 3.13.5, ogórek 1, gopickle 2.
The other's time / Brine's: minimum of the wall times / median of the processor times. Above 1, Brine is faster.

                                      ------- load to a Document --------  and read all  - Unmarshal --  -- Dumps of a Document --  -------- Marshal --------   MarshalAppend
workload             protocol  bytes  Brine  CPython     ogórek  gopickle       CPython  Brine  CPython  Brine  CPython     ogórek  Brine  CPython     ogórek  Brine  CPython
one                         2   1000   10ms  2.0/2.0  fails [1]    100/83       2.0/2.0   10ms  2.0/2.0   10ms  2.0/1.7  fails [1]   10ms  2.0/1.7  fails [1]   10ms  2.0/1.7
another                     4     20   20ms  .50/.50      20/20     25/25       .50/.50   20ms  .50/.50   20ms  2.0/2.0    .50/.50   20ms  2.0/2.0    .50/.50   20ms  2.0/2.0
geometric mean              2                2.0/2.0          -    100/83       2.0/2.0         2.0/2.0         2.0/1.7          -         2.0/1.7          -         2.0/1.7
geometric mean              4                .50/.50      20/20     25/25       .50/.50         .50/.50         2.0/2.0    .50/.50         2.0/2.0    .50/.50         2.0/2.0
geometric mean                               1.0/1.0      20/20     50/46       1.0/1.0         1.0/1.0         2.0/1.8    .50/.50         2.0/1.8    .50/.50         2.0/1.8
of the wall medians                              1.0         20        46           1.0             1.0             1.8        .50             1.8        .50             1.8
least                                        .50/.50      20/20     25/25       .50/.50         .50/.50         2.0/1.7    .50/.50         2.0/1.7    .50/.50         2.0/1.7

[1] ogórek: no such opcode

against CPython      geometric mean  bar        least  bar               at
load to a Document          1.0/1.0  3.0  NO  .50/.50  1.3   NO  another, 4
Unmarshal                   1.0/1.0  3.5  NO  .50/.50  1.0   NO  another, 4
Dumps of a Document         2.0/1.8  4.0  NO  2.0/1.7  1.5  yes      one, 2
Marshal                     2.0/1.8  4.5  NO  2.0/1.7  1.4  yes      one, 2
MarshalAppend               2.0/1.8  5.5  NO  2.0/1.7  1.4  yes      one, 2

Another Go library is faster:
  another, protocol 4: Dumps of a Document against ogórek, 0.50
  another, protocol 4: Marshal against ogórek, 0.50
  another, protocol 4: MarshalAppend against ogórek, 0.50
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestWriteJSON: every sample is in the file.
func TestWriteJSON(t *testing.T) {
	file := filepath.Join(t.TempDir(), "samples.json")
	if err := (&report{results: results()}).writeJSON(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), `"workload"`); n != 24 {
		t.Errorf("%d series, want Brine's 12, the CPythons' 8, ogórek's 2 and gopickle's 2", n)
	}
	if !strings.Contains(string(text), "14000000,\n\t\t\t10000000,\n\t\t\t12000000\n") {
		t.Errorf("Brine's samples of the first input are not in\n%s", text)
	}
}

// TestDigits: short numbers.
func TestDigits(t *testing.T) {
	for f, want := range map[float64]string{0.456: ".46", 0.994: ".99", 0.996: "1.0", 1.25: "1.2", 9.94: "9.9", 9.96: "10", 83.4: "83"} {
		if got := digits(f); got != want {
			t.Errorf("%v: %s, want %s", f, got, want)
		}
	}
	for d, want := range map[time.Duration]string{935: "935ns", 12345: "12.3µs", 12345678: "12.3ms", 1999999999: "2s"} {
		if got := duration(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}
