package gotype

import (
	"encoding/binary"
	"math"

	"github.com/brine-go/brine/opcode"
)

// encSliceOf writes a []T, each item by put.
func encSliceOf[T any](put func(*Encoder, T) error) encodeFunc {
	return func(e *Encoder, c *codec, p ptr) error {
		if p.isNil() {
			e.None()
			return nil
		}
		s := *at[[]T](p)
		found, err := e.startList(c, p, len(s))
		if found || err != nil {
			return err
		}
		if err := e.enter(c.typ); err != nil {
			return err
		}
		if e.alone(len(s), opcode.Append) {
			for i, x := range s {
				if err := put(e, x); err != nil {
					return inIndex(err, i)
				}
				e.Op(opcode.Append)
			}
			e.leave()
			return nil
		}
		for start := 0; start < len(s); start += batch {
			e.Op(opcode.Mark)
			for i, x := range s[start:min(start+batch, len(s))] {
				err := e.boundary()
				if err == nil {
					err = put(e, x)
				}
				if err != nil {
					return inIndex(err, start+i)
				}
			}
			e.Op(opcode.Appends)
		}
		e.leave()
		return nil
	}
}

// chunk is the number of items for which room is made at once: more could overshoot by much.
const chunk = 128

// encInts writes a []int or []int64, a batch at a time.
func encInts[T int | int64](e *Encoder, c *codec, p ptr) error {
	if e.proto < 2 {
		return encSlice(e, c, p)
	}
	if p.isNil() {
		e.None()
		return nil
	}
	s := *at[[]T](p)
	found, err := e.startList(c, p, len(s))
	if found || err != nil {
		return err
	}
	if len(s) == 1 {
		e.int(int64(s[0]))
		e.Op(opcode.Append)
		return nil
	}
	for len(s) > 0 {
		if err := e.boundary(); err != nil {
			return err
		}
		e.Op(opcode.Mark)
		items := s[:min(batch, len(s))]
		s = s[len(items):]
		for len(items) > 0 {
			n := min(chunk, len(items))
			e.room(maxInt * n)
			out := e.Out[len(e.Out):cap(e.Out)]
			for _, item := range items[:n] {
				x := int64(item)
				y, size := formOf(x)
				b := out[:maxInt]
				binary.LittleEndian.PutUint64(b, y)
				b[8], b[9] = byte(x>>48), byte(x>>56)
				out = out[size:]
			}
			e.Out, items = e.Out[:cap(e.Out)-len(out)], items[n:]
		}
		e.Op(opcode.Appends)
	}
	return nil
}

// encFloats writes a []float64: nine bytes each, a batch at a time.
func encFloats(e *Encoder, c *codec, p ptr) error {
	if e.proto == 0 {
		return encSlice(e, c, p)
	}
	if p.isNil() {
		e.None()
		return nil
	}
	s := *at[[]float64](p)
	found, err := e.startList(c, p, len(s))
	if found || err != nil {
		return err
	}
	if len(s) == 1 {
		e.Float(s[0])
		e.Op(opcode.Append)
		return nil
	}
	for len(s) > 0 {
		if err := e.boundary(); err != nil {
			return err
		}
		n := min(batch, len(s))
		e.room(9*n + 2)
		k := len(e.Out)
		e.Out = e.Out[:k+9*n+2]
		out := e.Out[k:]
		out[0] = byte(opcode.Mark)
		out = out[1:]
		for _, f := range s[:n] {
			out[0] = byte(opcode.BinFloat)
			binary.BigEndian.PutUint64(out[1:9], math.Float64bits(f))
			out = out[9:]
		}
		out[0] = byte(opcode.Appends)
		s = s[n:]
	}
	return nil
}
