package gotype

import (
	"encoding/binary"
	"math"

	"github.com/brine-go/brine/opcode"
)

// encAnys writes a []any.
func encAnys(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	s := *at[[]any](p)
	found, err := e.startList(c, p, len(s))
	if found || err != nil {
		return err
	}
	if err := e.enter(c.typ); err != nil {
		return err
	}
	if e.alone(len(s), opcode.Append) {
		for i, x := range s {
			if err := e.any(x); err != nil {
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
				err = e.any(x)
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

// chunk is the number of items for which room is made at once: more could overshoot by much.
const chunk = 128

// encInts writes a []int64, or a []int where that is as wide.
func encInts(e *Encoder, c *codec, p ptr) error {
	if e.proto < 2 {
		return encSlice(e, c, p)
	}
	if p.isNil() {
		e.None()
		return nil
	}
	s := p.ints()
	found, err := e.startList(c, p, len(s))
	if found || err != nil {
		return err
	}
	k := len(e.Out)
	out := e.Out[k:cap(e.Out)]
	if len(s) < 2 || len(s) > batch || k >= e.full || len(out) < maxInt*len(s)+2 {
		return e.longInts(s)
	}
	out[0] = byte(opcode.Mark)
	n := 1 + putInts(out[1:], s)
	out[n] = byte(opcode.Appends)
	e.Out = e.Out[:k+n+1]
	return nil
}

// longInts adds integers to the list on the stack, a batch at a time.
func (e *Encoder) longInts(s []int64) error {
	if len(s) == 1 {
		e.int(s[0])
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
			e.room(maxInt*n + 1)
			k := len(e.Out)
			e.Out = e.Out[:k+putInts(e.Out[k:cap(e.Out)], items[:n])]
			items = items[n:]
		}
		e.Op(opcode.Appends)
	}
	return nil
}

// putInts writes integers to out, which has room for maxInt bytes each, and returns how many bytes they are. Lists
// mostly hold integers of one length, so four are looked at together (lists of ten: 1.37 to 0.89 µs).
func putInts(out []byte, items []int64) int {
	room, i := len(out), 0
	for ; i < len(items)-3; i += 4 {
		x, y, z, w := uint64(items[i]), uint64(items[i+1]), uint64(items[i+2]), uint64(items[i+3])
		b := (*[4 * maxInt]byte)(out)
		switch any := x | y | z | w; {
		case any < 256:
			const ops = uint64(opcode.BinInt1) * 0x0001_0001_0001_0001
			binary.LittleEndian.PutUint64(b[:], ops|x<<8|y<<24|z<<40|w<<56)
			out = out[8:]
		case any <= math.MaxInt32 && int64((x-1<<16)|(y-1<<16)|(z-1<<16)|(w-1<<16)) >= 0:
			binary.LittleEndian.PutUint64(b[:], uint64(opcode.BinInt)|x<<8)
			binary.LittleEndian.PutUint64(b[5:], uint64(opcode.BinInt)|y<<8)
			binary.LittleEndian.PutUint64(b[10:], uint64(opcode.BinInt)|z<<8)
			binary.LittleEndian.PutUint64(b[15:], uint64(opcode.BinInt)|w<<8)
			out = out[20:]
		default:
			n := putInt(b[:], x)
			n += putInt(b[n:], y)
			n += putInt(b[n:], z)
			out = out[n+putInt(b[n:], w):]
		}
	}
	for ; i < len(items); i++ {
		if x := uint64(items[i]); x < 256 {
			binary.LittleEndian.PutUint16(out, uint16(opcode.BinInt1)|uint16(x)<<8)
			out = out[2:]
		} else {
			out = out[putInt(out, x):]
		}
	}
	return room - len(out)
}

// putInt writes an integer, into maxInt bytes at least, and returns how many it is.
func putInt(b []byte, x uint64) int {
	y, size := formOf(int64(x))
	_ = b[maxInt-1]
	binary.LittleEndian.PutUint64(b, y)
	binary.LittleEndian.PutUint16(b[8:], uint16(x>>48))
	return size
}

// floatSize is what a float takes, from protocol 1 on.
const floatSize = 9

// putFloat writes a float, from protocol 1 on, and returns how many bytes it is.
func putFloat(b []byte, f float64) int {
	b[0] = byte(opcode.BinFloat)
	binary.BigEndian.PutUint64(b[1:], math.Float64bits(f))
	return floatSize
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
			out = out[putFloat(out, f):]
		}
		out[0] = byte(opcode.Appends)
		s = s[n:]
	}
	return nil
}
