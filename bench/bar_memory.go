package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/brine-go/brine/opcode"
)

// frameSize is that of CPython's frames.
const frameSize = 64 << 10

// streamBar loads 1 GB that is made as it is sent. What is resident then, less what was before, is held against
// the size of the Document; the bar leaves 2 % for the allocator's rounding.
func streamBar(g *ground) ([]figure, error) {
	var figures []figure
	size := g.size(1e9)
	for _, s := range []struct {
		name, do string
		item     []byte
	}{
		{"bytes objects of 1 MB, an io.Reader", "stream", make([]byte, 1e6)},
		{"bytes objects of 1 MB, a bufio.Reader", "buffered", make([]byte, 1e6)},
		{"strings of 100 bytes in frames, an io.Reader", "stream", make([]byte, 100)},
		{"strings of 100 bytes in frames, a bufio.Reader", "buffered", make([]byte, 100)},
	} {
		f, err := streamOnce(s.name, s.do, s.item, size/len(s.item))
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	return figures, nil
}

func streamOnce(name, do string, item []byte, n int) (f figure, err error) {
	c, err := startChild()
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	before, err := c.peak()
	if err != nil {
		return f, err
	}
	if err := c.send(request{Do: do}); err != nil {
		return f, err
	}
	out := bufio.NewWriterSize(c.in, frameSize)
	if err := writeItems(out, item, n); err != nil {
		return f, err
	}
	if err := out.Flush(); err != nil {
		return f, err
	}
	if _, err := c.reply(); err != nil {
		return f, err
	}
	peak, err := c.peak()
	if err != nil {
		return f, err
	}
	r, err := c.ask(request{Do: "live"})
	if err != nil {
		return f, err
	}
	what := fmt.Sprintf("%s: peak %s, Document %s", name, megabytes(peak-before), megabytes(r.Live))
	limit := 1.02 + float64(frameSize)/float64(r.Live)
	return atMost(what, float64(peak-before)/float64(r.Live), limit, times1), nil
}

// writeItems writes the pickle of a list as CPython would: bytes of frameSize and more outside of frames,
// shorter strings in them.
func writeItems(w io.Writer, item []byte, n int) error {
	var frame []byte
	end := func(err error) error {
		if err != nil || len(frame) == 0 {
			return err
		}
		if _, err = w.Write(binary.LittleEndian.AppendUint64([]byte{byte(opcode.Frame)}, uint64(len(frame)))); err == nil {
			_, err = w.Write(frame)
		}
		frame = frame[:0]
		return err
	}
	if _, err := w.Write([]byte{byte(opcode.Proto), 4}); err != nil {
		return err
	}
	frame = append(frame, byte(opcode.EmptyList), byte(opcode.Memoize))
	const batch = 1000 // items an APPENDS
	for i := range n {
		if i%batch == 0 {
			frame = append(frame, byte(opcode.Mark))
		}
		var err error
		if len(item) < frameSize {
			frame = append(frame, byte(opcode.ShortBinUnicode), byte(len(item)))
			frame = append(frame, item...)
		} else {
			head := binary.LittleEndian.AppendUint32([]byte{byte(opcode.BinBytes)}, uint32(len(item)))
			if err = end(nil); err == nil {
				_, err = w.Write(append(head, item...))
			}
		}
		if err != nil {
			return err
		}
		frame = append(frame, byte(opcode.Memoize))
		if i%batch == batch-1 || i == n-1 {
			frame = append(frame, byte(opcode.Appends))
		}
		if len(frame) >= frameSize {
			if err := end(nil); err != nil {
				return err
			}
		}
	}
	frame = append(frame, byte(opcode.Stop))
	return end(nil)
}

// A grown is the most memory that was resident before and after something.
type grown struct{ start, peak int64 }

// String tells what was added, and the peak.
func (x grown) String() string {
	return fmt.Sprintf("+%s (peak %s)", megabytes(x.peak-x.start), megabytes(x.peak))
}

// under compares the peaks, and what was added where that is more than a few chunks of an allocator.
func (x grown) under(y grown) bool {
	return x.peak < y.peak && (x.peak-x.start < y.peak-y.start || y.peak-y.start < 1e6)
}

// memoryBar loads every workload in processes of their own, which get the pickle whole before. Told are what that
// added to the process at its start, and the peak.
func memoryBar(g *ground) ([]figure, error) {
	var figures []figure
	var starts []figure
	for _, w := range workloads {
		in, err := g.files.open(w, 4)
		if err != nil {
			return nil, err
		}
		one := func(p *process, q request) (x grown, err error) {
			defer func() { err = errors.Join(err, p.close()) }()
			if x.start, err = p.peak(); err != nil {
				return x, err
			}
			if _, err = p.askOf(in.data, q); err != nil {
				return x, err
			}
			x.peak, err = p.peak()
			return x, err
		}
		var theirs grown
		for i, p := range g.pythons {
			q, err := p.again()
			if err != nil {
				return nil, err
			}
			x, err := one(q.process, request{Do: "load", N: 1})
			if err != nil {
				return nil, err
			}
			if i == 0 || x.peak-x.start < theirs.peak-theirs.start {
				theirs = x
			}
		}
		for _, do := range []string{"load", "unmarshal"} {
			c, err := startChild()
			if err != nil {
				return nil, err
			}
			ours, err := one(c, request{Do: do, Workload: w.name, Protocol: 4})
			if err != nil {
				return nil, err
			}
			name := map[string]string{"load": "Loads", "unmarshal": "Unmarshal"}[do]
			if len(starts) < 1 {
				starts = append(starts, told("peak at the start: this program, CPython", "%s, %s",
					megabytes(ours.start), megabytes(theirs.start)))
			}
			f := figure{
				what: in.title + ", " + name,
				got:  ours.String(),
				bar:  "under CPython's " + theirs.String(),
				met:  ours.under(theirs),
			}
			if do != "load" {
				f.bar, f.met = "", true // the bar is of load
			}
			figures = append(figures, f)
		}
	}
	return append(starts, figures...), nil
}
