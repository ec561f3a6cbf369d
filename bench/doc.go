// Command bench measures Brine beside CPython's C pickle, [ogórek] and [gopickle], in one run:
//
//	go run ./bench              the table at the full sizes: twenty minutes, 200 MB of files in the cache
//	go run ./bench -bars        what is beside the table: copies, streams, memory, sizes, the command, …
//	go run ./bench -write       both, and docs/performance.md with its plot, written anew
//	go run ./bench -files       files of arrays and frames beside NumPy, joblib, PyTorch and pandas; -write puts them into the page
//	go run ./bench -quick       for CI: sizes divided by 100, and the guard; half a minute
//
// It needs a python3, which makes the workloads, judges what is dumped, and is itself measured; every python3
// on PATH takes part, unless -python names some: commands with commas between, as in
//
//	go run ./bench -python 'python3.11,chroot /srv/forky python3'
//
// A Python is reached by its stdin and stdout alone. The workloads are kept in the user's cache directory, in
// brine-bench, which may be deleted at any time.
//
// # What is measured
//
// The workloads, listed in workload.go and made by workloads.py, are those of pyperformance's bm_pickle (a
// profile dict, a tuple, three dicts, nested lists, dicts of ints) and larger ones: columns of numbers and of
// texts, records, Graphite's metrics, a tree of instances. Each is pickled by CPython at protocols 2, 4 and 5, or
// those of -protocols. On each, in turns:
//
//	Brine     load           pickle.Loads: bytes to a Document. What it keeps of the input is copied, as by default.
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
// stalecucumber (github.com/hydrogen18/stalecucumber) is not among them: where this was written, the module proxy refused it.
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
// Below stand the geometric means, for each protocol and for all, that of the median wall times, and the least ratio
// of each column; then, beside what they are to be, those to CPython. Trust differences above 15 %; with other work
// on the machine, more rounds (-rounds) help.
//
// -times prints the times themselves, -json FILE writes every sample, -benchfmt FILE writes them for benchstat, -run
// REGEXP chooses workloads (with -bars, bars), -check exits with status 1 if ogórek or gopickle is faster anywhere.
//
// # The bars
//
// bars.go lists them, each in a few words that docs/performance.md repeats: bulk, flat, collector, tiny, sizes, stream,
// memory, command. Where peak memory is told, the work is done in a child process and read from its /proc.
//
// # The guard
//
// Times on a shared machine prove nothing, but what a task takes from the heap is the same every time. -quick compares
// allocations and bytes of every task on every workload with testdata/allocations.txt, and exits with status 1 if any
// is worse. After a change that makes some worse for a reason, or better for good:
//
//	go run ./bench -update
//
// # Benchmarks
//
// The same tasks are Go benchmarks, for benchstat and profiles:
//
//	cd bench
//	go test -run '^$' -bench . -benchtime 20x -count 10
//	go test -run '^$' -bench 'Loads$/records' -count 10 -divisor=10
//	go test -run '^$' -bench 'Dumps$/^strings/protocol=4' -cpuprofile cpu.out
//
// [ogórek]: https://github.com/kisielk/og-rek
// [gopickle]: https://github.com/nlpodyssey/gopickle
package main
