package main

import (
	"strings"
	"testing"
)

// TestGuard: what is committed covers every task, comes back as written, and is told from worse and better.
func TestGuard(t *testing.T) {
	want, err := parseCosts(committed)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(workloads) * 2 * 5; len(want) != n {
		t.Errorf("%d committed, want %d", len(want), n)
	}
	names := []string{"BenchmarkA", "BenchmarkB"}
	costs := map[string]cost{"BenchmarkA": {allocs: 100, bytes: 10000}, "BenchmarkB": {allocs: 2, bytes: 30}}
	again, err := parseCosts(string(formatCosts(names, costs)))
	if err != nil || again["BenchmarkA"] != costs["BenchmarkA"] || again["BenchmarkB"] != costs["BenchmarkB"] {
		t.Errorf("%v came back as %v (%v)", costs, again, err)
	}
	for _, tt := range []struct {
		got  cost
		word string
		err  string
	}{
		{cost{100, 10000}, "guard: all 2 take", ""},
		{cost{101, 10300}, "guard: all 2 take", ""},
		{cost{104, 10000}, "worse   BenchmarkA: 10000 B and 104.0", "guard: 1 of 2"},
		{cost{100, 10600}, "worse   BenchmarkA: 10600 B and 100.0", "guard: 1 of 2"},
		{cost{90, 10000}, "better  BenchmarkA: 10000 B and 90.0", ""},
	} {
		var out strings.Builder
		got := ""
		if err := compareCosts(&out, names, map[string]cost{"BenchmarkA": tt.got, "BenchmarkB": costs["BenchmarkB"]}, costs); err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(out.String(), tt.word) || !strings.HasPrefix(got, tt.err) || (got == "") != (tt.err == "") {
			t.Errorf("%v: %q, %q", tt.got, out.String(), got)
		}
	}
}

// TestMeasureCost: allocations are counted one by one.
func TestMeasureCost(t *testing.T) {
	var keep []*[64]byte
	c, err := measureCost(func() error {
		keep = append(keep[:0], new([64]byte), new([64]byte))
		return nil
	})
	if err != nil || c != (cost{2, 128}) {
		t.Errorf("%v, %v", c, err)
	}
}

// TestBenchmarks: the lines that benchstat reads.
func TestBenchmarks(t *testing.T) {
	rep := &report{results: results()[:1]}
	rep.results[0].in.name = "records"
	rep.results[0].series[0][load].samples[0].heap = &cost{3, 400}
	var out strings.Builder
	if err := rep.writeBenchmarks(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"goos: ",
		"\nBenchmarkLoads/records/protocol=2-",
		" 1 14000000 ns/op 0.07 MB/s 7000000 cpu-ns/op 400 B/op 3 allocs/op\n",
		"\nBenchmarkDumps/records/protocol=2/lib=CPython3.13.5-",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}
