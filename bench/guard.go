package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// The guard is for CI: what every task takes from the heap on every workload at a hundredth of its size, in
// allocations and bytes, which no load of the machine changes, held against figures that are committed. They are
// in the format of Go's benchmarks, so benchstat compares two versions of the file.
//
//go:embed testdata/allocations.txt
var committed string

const committedFile = "testdata/allocations.txt"

// guardDivisor is that of the workloads' sizes.
const guardDivisor = 100

// measured runs every task of Brine's and returns the names of all in order, and their costs.
func measured(files *folder) (names []string, costs map[string]cost, err error) {
	costs = make(map[string]cost)
	for _, w := range workloads {
		for _, proto := range []int{2, 4} {
			in, err := files.open(w, proto)
			if err != nil {
				return nil, nil, err
			}
			for _, c := range []contender{documents(brineHolds), goTypes(brineHolds)} {
				for _, o := range c.open(in) {
					if o.task == walk { // takes what load does
						continue
					}
					name := benchmarkName(o.task, w.name, proto)
					names = append(names, name)
					if costs[name], err = measureCost(o.run); err != nil {
						return nil, nil, fmt.Errorf("%s: %w", name, err)
					}
				}
			}
		}
	}
	return names, costs, nil
}

// guard measures and says what is worse than committed, which is an error, and what is better.
func guard(w io.Writer, files *folder) error {
	names, costs, err := measured(files)
	if err != nil {
		return err
	}
	want, err := parseCosts(committed)
	if err != nil {
		return err
	}
	return compareCosts(w, names, costs, want)
}

func compareCosts(w io.Writer, names []string, costs, want map[string]cost) error {
	worse, better := 0, 0
	for _, name := range names {
		got, old := costs[name], want[name]
		word := ""
		switch {
		case got.over(old):
			word = "worse"
			worse++
		case old.over(got):
			word = "better"
			better++
		default:
			continue
		}
		fmt.Fprintf(w, "%-6s  %s: %.0f B and %.1f allocations, committed %.0f and %.1f\n",
			word, name, got.bytes, got.allocs, old.bytes, old.allocs)
	}
	switch {
	case worse > 0:
		return fmt.Errorf("guard: %d of %d take more from the heap than committed; if that is meant, go run ./bench -update", worse, len(names))
	case better > 0 || len(want) != len(names):
		fmt.Fprintf(w, "guard: %d are better than committed; go run ./bench -update keeps them so\n", better)
	default:
		fmt.Fprintf(w, "guard: all %d take from the heap what is committed\n", len(names))
	}
	return nil
}

// over reports whether a cost is more than another, further than the layout of a map (its hashes are seeded) and
// the collector's own bookkeeping reach.
func (c cost) over(than cost) bool {
	return c.allocs > 1.02*than.allocs+0.5 || c.bytes > 1.04*than.bytes+64
}

// updateGuard writes the committed figures anew, into the source folder of this program.
func updateGuard(files *folder) error {
	names, costs, err := measured(files)
	if err != nil {
		return err
	}
	_, here, _, _ := runtime.Caller(0)
	return os.WriteFile(filepath.Join(filepath.Dir(here), filepath.FromSlash(committedFile)), formatCosts(names, costs), 0o666)
}

func formatCosts(names []string, costs map[string]cost) []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "note: go run ./bench -update\n%s", benchHeader())
	for _, name := range names {
		fmt.Fprintf(&out, "%s 1 %.0f B/op %.1f allocs/op\n", name, costs[name].bytes, costs[name].allocs)
	}
	return []byte(out.String())
}

// parseCosts reads what formatCosts wrote.
func parseCosts(text string) (map[string]cost, error) {
	costs := make(map[string]cost)
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "Benchmark") {
			continue
		}
		var name string
		var n int
		var c cost
		if _, err := fmt.Sscanf(line, "%s %d %f B/op %f allocs/op", &name, &n, &c.bytes, &c.allocs); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", committedFile, line, err)
		}
		costs[name] = c
	}
	return costs, nil
}
