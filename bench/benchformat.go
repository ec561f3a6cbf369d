package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

// The format of Go's benchmarks (https://go.dev/design/14313-benchmark-format), which benchstat reads.

// benchmarkNames are the benchmarks of bench_test.go.
var benchmarkNames = map[task]string{
	load: "Loads", walk: "LoadsWalk", unmarshal: "Unmarshal", dump: "Dumps", marshal: "Marshal", appending: "MarshalAppend",
}

// benchmarkName is the name of one task of Brine's on one workload.
func benchmarkName(t task, workload string, proto int) string {
	return fmt.Sprintf("Benchmark%s/%s/protocol=%d", benchmarkNames[t], workload, proto)
}

// benchHeader is the lines that say where benchmarks ran.
func benchHeader() string {
	return fmt.Sprintf("goos: %s\ngoarch: %s\npkg: github.com/brine-go/brine/bench\n", runtime.GOOS, runtime.GOARCH)
}

// writeBenchmarks writes a line for every sample of Brine's, under the names that the Go benchmarks have, and for
// every one of another's, which has its name behind.
func (rep *report) writeBenchmarks(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, benchHeader(), "cpu: ", processor(), "\n")
	for _, r := range rep.results {
		r.each(func(c contender, t task, s *series) {
			name := benchmarkName(t, r.in.name, r.in.proto)
			if c.library != brine {
				name += "/lib=" + c.library + c.version
			}
			for _, x := range s.samples {
				fmt.Fprintf(out, "%s-%d %d %d ns/op %.2f MB/s %d cpu-ns/op", name, runtime.GOMAXPROCS(0), s.n,
					x.wall.Nanoseconds(), float64(len(r.in.data))/1e6/x.wall.Seconds(), x.cpu.Nanoseconds())
				if x.heap != nil {
					fmt.Fprintf(out, " %.0f B/op %.0f allocs/op", x.heap.bytes, x.heap.allocs)
				}
				fmt.Fprintln(out)
			}
		})
	}
	return out.Flush()
}

// processor names the processor, if the system tells.
func processor() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	_, rest, ok := strings.Cut(string(info), "model name")
	if !ok {
		return runtime.GOARCH
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(strings.TrimLeft(line, "\t :"))
}
