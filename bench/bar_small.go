package main

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/brine-go/brine/pickle"
)

// tinyBar is load and dump of the tuple of a list of ints: allocations, and time against CPython's.
func tinyBar(g *ground) ([]figure, error) {
	in, err := g.files.named("int_tuple", 4)
	if err != nil {
		return nil, err
	}
	contenders := []contender{documents(brineHolds), goTypes(brineHolds)}
	for _, p := range g.pythons {
		contenders = append(contenders, p.contender())
	}
	r := g.run
	r.rounds = max(r.rounds, 5)
	res, err := r.measure(in, contenders)
	if err != nil {
		return nil, err
	}
	sum := func(library string, tasks ...task) (d time.Duration) {
		for _, t := range tasks {
			x, _, _ := res.best(library, []task{t})
			d += x.wall
		}
		return d
	}
	costs := make(map[task]cost)
	for _, c := range contenders[:2] {
		for _, o := range c.open(in) {
			if costs[o.task], err = measureCost(o.run); err != nil {
				return nil, err
			}
		}
	}
	total := func(a, b task) figure {
		return atMost(fmt.Sprintf("%s and %s: allocations, %.0f + %.0f", a, b, costs[a].allocs, costs[b].allocs),
			int(costs[a].allocs+costs[b].allocs), 3, number)
	}
	theirs := sum(cpython, load, dump)
	share := func(a, b task) figure {
		ours := sum(brine, a, b)
		return atMost(fmt.Sprintf("%s and %s: %v, CPython %v", a, b, ours, theirs), float64(ours)/float64(theirs), 1, times1)
	}
	return []figure{
		told("bytes", "%d", len(in.data)),
		total(load, dump), share(load, dump),
		total(unmarshal, marshal), share(unmarshal, marshal), share(unmarshal, appending),
	}, nil
}

// measureCost counts while the collector is off: it would empty the pools, at any time.
func measureCost(run func() error) (cost, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // pools are per processor
	least := cost{math.Inf(1), math.Inf(1)}
	for range 3 {
		const n = 10
		var before, after runtime.MemStats
		for i := range n + 2 {
			if i == 2 { // the first ones fill the pools
				runtime.ReadMemStats(&before)
			}
			if err := run(); err != nil {
				return cost{}, err
			}
		}
		runtime.ReadMemStats(&after)
		c := costOf(&before, &after, n)
		least = cost{min(least.allocs, c.allocs), min(least.bytes, c.bytes)}
	}
	return least, nil
}

// sizesBar compares the bytes that Marshal writes with those that CPython does.
func sizesBar(g *ground) ([]figure, error) {
	var figures []figure
	for _, proto := range []int{2, 4, 5} {
		worst, name := 0.0, ""
		for _, w := range workloads {
			in, err := g.files.open(w, proto)
			if err != nil {
				return nil, err
			}
			ptr := reflect.New(in.goType)
			opts := options(in)
			if err := pickle.Unmarshal(in.data, ptr.Interface(), opts...); err != nil {
				return nil, err
			}
			out, err := pickle.Marshal(ptr.Interface(), opts...)
			if err != nil {
				return nil, err
			}
			more := float64(len(out))/float64(len(in.data)) - 1
			if w.name == "shared_strings" {
				figures = append(figures, atMost(fmt.Sprintf("protocol %d, shared strings: more by", proto), more, 0.20, percent))
			} else if name == "" || more > worst {
				worst, name = more, in.title
			}
		}
		figures = append(figures, atMost(fmt.Sprintf("protocol %d, all others: at most more by (%s)", proto, name), worst, 0.02, percent))
	}
	return figures, nil
}
