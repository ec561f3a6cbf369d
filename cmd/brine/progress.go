package main

import (
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// A progress shows on a terminal how far the work is. A nil one shows nothing.
type progress struct {
	all *mpb.Progress
	bar *mpb.Bar
}

// progress begins a bar of so many rows or bytes, or of an unknown number if that is negative.
func (c *command) progress(name string, total int64, unit string, quiet bool) *progress {
	if quiet || !isTerminal(c.stderr) {
		return nil
	}
	p := &progress{all: mpb.New(mpb.WithOutput(c.stderr), mpb.WithWidth(40))}
	counters := decor.CountersNoUnit("%d / %d " + unit + " ")
	if unit == "bytes" {
		counters = decor.CountersKibiByte("% .1f / % .1f ")
	}
	p.bar = p.all.AddBar(max(total, 0), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name(printable(name)+" ")),
		mpb.AppendDecorators(counters, decor.AverageETA(decor.ET_STYLE_GO)))
	return p
}

func (p *progress) add(rows int) {
	if p != nil {
		p.bar.IncrBy(rows)
	}
}

// done takes the bar away.
func (p *progress) done() {
	if p == nil || p.all == nil {
		return
	}
	p.bar.Abort(true)
	p.all.Wait()
	p.all = nil
}

// pause lets f write to the terminal without the bar in its way.
func (p *progress) pause(f func()) {
	p.done()
	f()
}
