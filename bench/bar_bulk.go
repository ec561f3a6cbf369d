package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/brine-go/brine/pickle"
)

// bulkBar is one bytes object of 200 MB. What has to make a copy is held against bytes.Clone, which makes one
// into fresh memory; what writes where something was before, against copy. Both are timed in the same rounds.
func bulkBar(g *ground) ([]figure, error) {
	payload := make([]byte, g.size(200e6))
	random := rand.NewChaCha8([32]byte{1})
	random.Read(payload)
	pickled, err := pickle.Marshal(payload)
	if err != nil {
		return nil, err
	}
	doc, err := pickle.Loads(pickled)
	if err != nil {
		return nil, err
	}
	used, buffer := slices.Clone(pickled), slices.Clone(pickled)
	names := []string{"bytes.Clone", "Loads", "Unmarshal to []byte", "Dumps", "Marshal", "copy into a used buffer", "MarshalAppend to one"}
	const clone, reused = 0, 5
	best, err := shortest(7,
		func() (any, error) { return bytes.Clone(pickled), nil },
		func() (any, error) { return pickle.Loads(pickled) },
		func() (any, error) { var b []byte; err := pickle.Unmarshal(pickled, &b); return b, err },
		func() (any, error) { return pickle.Dumps(doc.Root()) },
		func() (any, error) { return pickle.Marshal(payload) },
		func() (any, error) { return copy(used, pickled), nil },
		func() (_ any, err error) { buffer, err = pickle.MarshalAppend(buffer[:0], payload); return nil, err },
	)
	if err != nil {
		return nil, err
	}
	size := megabytes(int64(len(payload)))
	var figures []figure
	for i, name := range names {
		switch i {
		case clone, reused:
			figures = append(figures, told(name+" of "+size, "%s", milliseconds(best[i])))
		default:
			base := best[clone]
			if i > reused {
				base = best[reused]
			}
			f := atMost(fmt.Sprintf("%s, %s", name, milliseconds(best[i])), float64(best[i])/float64(base), 1.15, times1)
			figures = append(figures, f)
		}
	}
	for _, p := range g.pythons {
		for _, do := range []string{"load", "dump"} {
			r, err := p.askOf(pickled, request{Do: do, N: 5, Protocol: 4})
			if err != nil {
				return nil, err
			}
			figures = append(figures, told("CPython "+p.version+" "+do, "%s", milliseconds(time.Duration(r.Wall/5))))
		}
	}

	// Constant time: the same for a hundredth of the bytes.
	small, err := pickle.Marshal(payload[:len(payload)/100])
	if err != nil {
		return nil, err
	}
	alias := func(data []byte) func() (any, error) {
		return func() (doc any, err error) {
			for range 1000 {
				if doc, err = pickle.Loads(data, pickle.WithAlias()); err != nil {
					break
				}
			}
			return doc, err
		}
	}
	if best, err = shortest(7, alias(small), alias(pickled)); err != nil {
		return nil, err
	}
	return append(figures,
		told("Loads WithAlias of a hundredth", "%v", best[0]/1000),
		atMost(fmt.Sprintf("Loads WithAlias of all, %v", best[1]/1000), float64(best[1])/float64(best[0]), 1.15, times1)), nil
}

// madeRecords are n records as those of the workload of that name, made without Python.
func madeRecords(n int) []Record {
	r := rand.New(rand.NewPCG(6, 0))
	word := func(low, high int) string {
		b := make([]byte, low+r.IntN(high-low+1))
		for i := range b {
			b[i] = "abcdefghijklmnopqrstuvwxyz0123456789_"[r.IntN(37)]
		}
		return string(b)
	}
	tags := make([]string, 50)
	for i := range tags {
		tags[i] = word(3, 8)
	}
	all := make([]Record, n)
	for i := range all {
		all[i] = Record{
			ID: int64(i), Name: word(5, 14), Email: word(5, 10) + "@example.com", Score: r.Float64() * 100,
			Active: r.IntN(2) == 0, Tags: []string{tags[r.IntN(50)], tags[r.IntN(50)], tags[r.IntN(50)]},
			Created: 1600000000 + r.Int64N(1e8), Note: word(20, 40),
		}
	}
	return all
}

// valuesARecord is how many values load makes of a record: the dict, 8 keys, 8 values, 3 tags.
const valuesARecord = 20

// recordsOf returns the pickle of enough records to be some number of values.
func recordsOf(values int) ([]byte, error) {
	return pickle.Marshal(madeRecords(values / valuesARecord))
}

// flatBar is the cost of a value from 1e5 to 2e7 of them: how far the sizes lie from the middle of the
// cheapest and the dearest.
func flatBar(g *ground) ([]figure, error) {
	sizes := []int{1e5, 1e6, 2e7}
	names := []string{"Loads", "Dumps", "Unmarshal", "Marshal"}
	costs := make([][]float64, len(names)) // ns a value
	for _, n := range sizes {
		n = g.size(n)
		pickled, err := recordsOf(n)
		if err != nil {
			return nil, err
		}
		repeat := max(1, g.size(1e6)/n)
		times := func(f func() (any, error)) func() (any, error) {
			return func() (x any, err error) {
				for range repeat {
					x = nil // or two of them would be live at once
					if x, err = f(); err != nil {
						break
					}
				}
				return x, err
			}
		}
		loads := func() (any, error) { return pickle.Loads(pickled) }
		best, err := shortest(5, times(loads))
		if err != nil {
			return nil, err
		}
		doc, err := pickle.Loads(pickled)
		if err != nil {
			return nil, err
		}
		dumps, err := shortest(5, times(func() (any, error) { return pickle.Dumps(doc.Root()) }))
		if err != nil {
			return nil, err
		}
		// Loaded values are no burden on the collector while others are measured.
		unmarshals, err := shortest(5, times(func() (any, error) {
			var records []Record
			err := pickle.Unmarshal(pickled, &records)
			return records, err
		}))
		if err != nil {
			return nil, err
		}
		var records []Record
		if err := pickle.Unmarshal(pickled, &records); err != nil {
			return nil, err
		}
		marshals, err := shortest(5, times(func() (any, error) { return pickle.Marshal(records) }))
		if err != nil {
			return nil, err
		}
		best = slices.Concat(best, dumps, unmarshals, marshals)
		for i, d := range best {
			costs[i] = append(costs[i], float64(d)/float64(repeat*n))
		}
	}
	var figures []figure
	for i, name := range names {
		text := ""
		for k, c := range costs[i] {
			if k > 0 {
				text += ", "
			}
			text += strconv.FormatFloat(c, 'f', 1, 64)
		}
		low, high := slices.Min(costs[i]), slices.Max(costs[i])
		figures = append(figures, atMost(fmt.Sprintf("%s: %s ns a value", name, text), (high-low)/(high+low), 0.15,
			func(x float64) string { return "±" + percent(x) }))
	}
	return append(figures, told("of records, values", "%.0e, %.0e, %.0e", float64(g.size(sizes[0])), float64(g.size(sizes[1])), float64(g.size(sizes[2])))), nil
}

// collectorBar is what a collection costs while a large Document is there.
func collectorBar(g *ground) ([]figure, error) {
	n := g.size(2e7)
	pickled, err := recordsOf(n)
	if err != nil {
		return nil, err
	}
	doc, err := pickle.Loads(pickled)
	if err != nil {
		return nil, err
	}
	runtime.GC()
	var all []time.Duration
	for range 9 {
		start := time.Now()
		runtime.GC()
		all = append(all, time.Since(start))
	}
	slices.Sort(all)
	runtime.KeepAlive(doc)
	return []figure{
		atMost(fmt.Sprintf("median of 9, a Document of %.0e values live", float64(n)), all[len(all)/2], 20*time.Millisecond, milliseconds),
		told("the longest", "%s", milliseconds(all[len(all)-1])),
	}, nil
}
