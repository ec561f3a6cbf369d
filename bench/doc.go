// Command bench measures Brine beside CPython's C pickle, [ogórek] and [gopickle], in one run:
//
//	go run ./bench              the full sizes: ten minutes, 200 MB of files in the cache
//	go run ./bench -quick       sizes divided by 100: half a minute
//
// It needs a python3, which makes the workloads, judges what is dumped, and is itself measured; every python3
// on PATH takes part, unless -python names some. The workloads are kept in the user's cache directory, in
// brine-bench, which may be deleted at any time.
//
// # What is measured
//
// The workloads, listed in workload.go and made by workloads.py, are those of pyperformance's bm_pickle (a
// profile dict, a tuple, three dicts, nested lists, dicts of ints) and larger ones: columns of numbers and of
// texts, records, Graphite's metrics, a tree of instances. Each is pickled by CPython at protocols 2 and 4, or
// those of -protocols. On each, in turns:
//
//	Brine     load           pickle.Loads: bytes to a Document. The input is copied once, as by default.
//	          load, walk     the same, then every value is read through its handle
//	          dump           pickle.Dumps of that Document, at its own protocol
//	          Unmarshal      pickle.Unmarshal: bytes to the Go types in types.go
//	          Marshal        pickle.Marshal of those, and MarshalAppend to a buffer that is kept
//	CPython   load, dump     pickle.loads and pickle.dumps, timed inside of a python3 that runs all the time,
//	                         its collector as it is by default
//	ogórek    load, dump     Decoder.Decode to its own values, in StrictUnicode mode, where a str stays a str,
//	                         and Encoder.Encode of them to a buffer that is kept
//	          Marshal        Encoder.Encode of the Go types, its maps in any order where Brine's are sorted
//	gopickle  load           Unpickler.Load, with a FindClass as its users must write it
//
// Limits and checks stay on, as by default. Nobody is timed at a wrong answer: before the rounds, everything
// that a library loads is walked, everything that it dumps is loaded by Python, and counts and sums (digest.go)
// must be those that Python took from its own objects. Brine's Dumps must give CPython's bytes. If a rival errs
// or returns something else, the table says "fails" and a footnote why; if Brine does, the run ends.
//
// # How
//
// A contender runs a task as often in a row as takes 50 ms (5 ms with -quick), a batch; the mean is one sample. The
// contenders alternate, each once a round, with another one first in each, so that what slows the machine
// down slows all of them. Between two batches the heap is collected, in Go and in Python; collections that a batch
// causes itself are in its time. A turn's values are garbage when it is over, so nobody's collector scans another's.
// CPython frees the last result of a batch outside of the wall time and inside of the processor time; Go's
// processor time counts all threads, the collector's too.
//
// # How to read it
//
// Each cell is the other's time divided by Brine's, so above 1 Brine is faster: before the slash by the shortest
// wall time of the rounds, for noise only adds to it, after the slash by the median of the processor times. Where
// a library has several times for one cell (two CPythons, ogórek's own values and Go types), the fastest counts.
// Below stand the geometric means, that of the median wall times, and the least ratio of each column.
// Trust differences above 15 %; with other work on the machine, more rounds (-rounds) help.
//
// -times prints the times themselves, -json FILE writes every sample, -run REGEXP chooses workloads, -check exits
// with status 1 if ogórek or gopickle is faster anywhere.
//
// # Benchmarks
//
// The same tasks are Go benchmarks, for benchstat and profiles:
//
//	go test -C bench -run '^$' -bench 'Loads$/records' -count 10 -divisor=10
//	go test -C bench -run '^$' -bench 'Dumps$/^strings/protocol=4' -cpuprofile cpu.out
//
// [ogórek]: https://github.com/kisielk/og-rek
// [gopickle]: https://github.com/nlpodyssey/gopickle
package main
