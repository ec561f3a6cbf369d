package gotype

import (
	"encoding/binary"
	"math"
	"math/bits"
	"reflect"
	"slices"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// sliceKernels takes the slices that need no reflection out of the general case.
func sliceKernels(c *codec) {
	if c.elem.reduce != nil {
		return
	}
	switch c.typ.Elem() {
	case anyType:
		if c.typ.Name() == "" {
			c.like = graph.List
		}
		c.enc = encSliceOf((*Encoder).any)
		c.dec = decSliceOf((*Decoder).any)
	case reflect.TypeFor[string]():
		c.enc = encSliceOf((*Encoder).string)
		c.dec = decSliceOf((*Decoder).string)
	case reflect.TypeFor[float64]():
		c.enc = encFloats
		c.dec = decSliceOf((*Decoder).float)
	case reflect.TypeFor[int64]():
		c.enc = encInts[int64]
		c.dec = decSliceOf((*Decoder).int64)
	case reflect.TypeFor[int]():
		c.enc = encInts[int]
		c.dec = decSliceOf(func(d *Decoder, w word) (int, error) {
			x, err := d.int64(w)
			if err == nil && int64(int(x)) != x {
				err = d.fail(w, reflect.TypeFor[int](), ErrRange)
			}
			return int(x), err
		})
	}
}

// encSliceOf writes a []T, each item by put, without reflection.
func encSliceOf[T any](put func(*Encoder, T) error) encodeFunc {
	return func(e *Encoder, c *codec, v reflect.Value) error {
		if v.IsNil() {
			e.None()
			return nil
		}
		s := *pointerTo[[]T](v)
		found, err := e.startList(c, v, len(s))
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

// encInts writes a []int or []int64, a batch at a time.
func encInts[T int | int64](e *Encoder, c *codec, v reflect.Value) error {
	if e.proto < 2 {
		return encSlice(e, c, v)
	}
	if v.IsNil() {
		e.None()
		return nil
	}
	s := *pointerTo[[]T](v)
	found, err := e.startList(c, v, len(s))
	if found || err != nil {
		return err
	}
	if len(s) == 1 {
		e.Int(int64(s[0]))
		e.Op(opcode.Append)
		return nil
	}
	for len(s) > 0 {
		if err := e.boundary(); err != nil {
			return err
		}
		n := min(batch, len(s))
		out := append(slices.Grow(e.Out, maxInt*n+2), byte(opcode.Mark))
		for _, x := range s[:n] {
			out = appendInt(out, int64(x))
		}
		e.Out = append(out, byte(opcode.Appends))
		s = s[n:]
	}
	return nil
}

// maxInt is the most bytes that appendInt appends.
const maxInt = 10

// appendInt appends an integer as protocols from 2 on have it.
func appendInt(out []byte, x int64) []byte {
	switch {
	case uint64(x) < 1<<8:
		return append(out, byte(opcode.BinInt1), byte(x))
	case uint64(x) < 1<<16:
		return append(out, byte(opcode.BinInt2), byte(x), byte(x>>8))
	case int64(int32(x)) == x:
		return append(out, byte(opcode.BinInt), byte(x), byte(x>>8), byte(x>>16), byte(x>>24))
	}
	n := (bits.Len64(uint64(x^x>>63)) + 8) / 8 // a bit for the sign
	out = append(out, byte(opcode.Long1), byte(n), byte(x), byte(x>>8), byte(x>>16), byte(x>>24), byte(x>>32),
		byte(x>>40), byte(x>>48), byte(x>>56))
	return out[:len(out)-8+n]
}

// encFloats writes a []float64: nine bytes each, a batch at a time.
func encFloats(e *Encoder, c *codec, v reflect.Value) error {
	if e.proto == 0 {
		return encSlice(e, c, v)
	}
	if v.IsNil() {
		e.None()
		return nil
	}
	s := *pointerTo[[]float64](v)
	found, err := e.startList(c, v, len(s))
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
		e.Op(opcode.Mark)
		k := len(e.Out)
		e.Out = slices.Grow(e.Out, 9*n+1)[:k+9*n]
		out := e.Out[k:]
		for _, f := range s[:n] {
			out[0] = byte(opcode.BinFloat)
			binary.BigEndian.PutUint64(out[1:9], math.Float64bits(f))
			out = out[9:]
		}
		e.Op(opcode.Appends)
		s = s[n:]
	}
	return nil
}

// decSliceOf decodes a list into a []T without reflection.
func decSliceOf[T any](get func(*Decoder, word) (T, error)) decodeFunc {
	size := int64(reflect.TypeFor[T]().Size())
	return func(d *Decoder, c *codec, w word, v reflect.Value) error {
		if w == none {
			v.SetZero()
			return nil
		}
		items, ok := d.items(w)
		if !ok {
			return d.mismatch(w, c.typ)
		}
		shared, found := d.found(c, w, v)
		if found {
			return nil
		}
		if err := d.spend(w, c.typ, int64(len(items.words))*size); err != nil {
			return err
		}
		s := make([]T, len(items.words))
		*pointerTo[[]T](v) = s
		if shared {
			d.refs.add(w, d.refID(c, w), v)
		}
		if err := d.enter(w, c.typ); err != nil {
			return err
		}
		for i, x := range items.words {
			var err error
			if s[i], err = get(d, x); err != nil {
				return d.in(err, indexStep(i), items.parent, i)
			}
		}
		d.leave()
		return nil
	}
}
