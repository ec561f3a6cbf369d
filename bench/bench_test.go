package main

import (
	"flag"
	"fmt"
	"testing"
)

var divisor = flag.Int("divisor", 100, "divide the sizes of the workloads by this")

// benchmarkTask runs one task of one contender on every workload at protocols 2 and 4. It needs a python3
// once, to make the workloads.
func benchmarkTask(b *testing.B, c func(judge) contender, t task) {
	files, err := makeFolder(func() (*python, error) { return startPython("python3") }, *divisor)
	if err != nil {
		b.Skip(err)
	}
	for _, w := range workloads {
		for _, proto := range []int{2, 4} {
			b.Run(fmt.Sprintf("%s/protocol=%d", w.name, proto), func(b *testing.B) {
				in, err := files.open(w, proto)
				if err != nil {
					b.Fatal(err)
				}
				benchmarkOp(b, c(brineHolds), in, t)
			})
		}
	}
}

// benchmarkOp runs an op, after those whose values it takes.
func benchmarkOp(b *testing.B, c contender, in *input, t task) {
	fail := b.Skip // a rival may
	if c.library == brine {
		fail = b.Fatal
	}
	for _, o := range c.open(in) {
		if err := o.run(); err != nil {
			fail(err)
		}
		if o.task != t {
			continue
		}
		if err := o.check(); err != nil {
			fail(err)
		}
		b.SetBytes(int64(len(in.data)))
		b.ReportAllocs()
		for b.Loop() {
			if err := o.run(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkLoads(b *testing.B)         { benchmarkTask(b, documents, load) }
func BenchmarkLoadsWalk(b *testing.B)     { benchmarkTask(b, documents, walk) }
func BenchmarkUnmarshal(b *testing.B)     { benchmarkTask(b, goTypes, unmarshal) }
func BenchmarkDumps(b *testing.B)         { benchmarkTask(b, documents, dump) }
func BenchmarkMarshal(b *testing.B)       { benchmarkTask(b, goTypes, marshal) }
func BenchmarkMarshalAppend(b *testing.B) { benchmarkTask(b, goTypes, appending) }
func BenchmarkOgorekLoad(b *testing.B)    { benchmarkTask(b, ogorekValues, load) }
func BenchmarkOgorekDump(b *testing.B)    { benchmarkTask(b, ogorekValues, dump) }
func BenchmarkGopickleLoad(b *testing.B)  { benchmarkTask(b, gopickleValues, load) }
