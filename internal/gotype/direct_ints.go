package gotype

import (
	"encoding/binary"

	"github.com/brine-go/brine/opcode"
)

// Slices of integers.

// readInt64s reads a list of int64.
func readInt64s(d *reader, pl *plan, p dest) bool {
	st := &d.states[pl.id]
	s := shortInts(d, &d.int64s, st.length)
	if s == nil {
		return readLongInt64s(d, pl, p)
	}
	st.length = len(s)
	*to[[]int64](p) = s
	return true
}

// readInts is readInt64s of int, where that has 64 bits.
func readInts(d *reader, pl *plan, p dest) bool {
	st := &d.states[pl.id]
	s := shortInts(d, &d.ints, st.length)
	if s == nil {
		return readLongInts(d, pl, p)
	}
	st.length = len(s)
	*to[[]int](p) = s
	return true
}

var readLongInt64s, readLongInts = readList(&int64s), readList(&ints)

// shortInts reads a list of up to slabItem integers that is whole in its frame, straight into the memory of short ones: ten
// lists of two lists of ten took 2.3 µs with the parts of each apart, so 1.5. It returns nil if it has read nothing.
func shortInts[T int | int64](d *reader, mem *slab[T], length int) []T {
	i := d.startShort(length)
	if i == 0 || !mem.room(d, length) {
		return nil
	}
	free := mem.free[:min(len(mem.free), slabItem)]
	buf, wide, out := d.data, d.wide, free
	for len(out) >= 4 && i <= wide { // by fours, as most are alike in length
		b := near(buf, i)
		if binary.LittleEndian.Uint64(b[:])&0x00ff00ff00ff00ff == 0x004b004b004b004b {
			out[0], out[1], out[2], out[3] = T(b[1]), T(b[3]), T(b[5]), T(b[7])
			i += 8
		} else if b[0] == byte(opcode.BinInt) && b[5] == byte(opcode.BinInt) && b[10] == byte(opcode.BinInt) && b[15] == byte(opcode.BinInt) {
			out[0], out[1] = T(int32(binary.LittleEndian.Uint32(b[1:]))), T(int32(binary.LittleEndian.Uint32(b[6:])))
			out[2], out[3] = T(int32(binary.LittleEndian.Uint32(b[11:]))), T(int32(binary.LittleEndian.Uint32(b[16:])))
			i += 20
		} else {
			break
		}
		out = out[4:]
	}
	for len(out) > 0 && i <= wide {
		b := near(buf, i)
		if b[0] == byte(opcode.BinInt1) {
			out[0] = T(b[1])
			i += 2
		} else if b[0] == byte(opcode.BinInt) {
			out[0] = T(int32(binary.LittleEndian.Uint32(b[1:])))
			i += 5
		} else {
			break
		}
		out = out[1:]
	}
	n := len(free) - len(out)
	if i < len(d.buf) && d.buf[i] != byte(opcode.Appends) {
		k, size := intsInto(d.buf[i:], out)
		n += k
		i += size
	}
	if i >= len(d.buf) || d.buf[i] != byte(opcode.Appends) || n == 0 {
		return nil
	}
	d.memo = append(d.memo, uint32(d.i))
	d.i = i + 1
	return mem.take(n)
}

// intRun reads integers as long as whole ones are sure to be there. Short lists go by way of a buffer, so that the
// slice is made when their number is known.
func intRun[T int | int64](d *reader, mem *slab[T], s []T, from, length int) (out []T, ok bool) {
	if cap(s) == 0 {
		var near [64]T
		n, size := intsInto(d.buf[d.i:], near[:])
		d.i += size
		room := n
		if n == len(near) {
			room = d.capacity(n, from, length)
		}
		if s, ok = mem.grow(d, s, room); !ok {
			return nil, false
		}
		if s = append(s, near[:n]...); n < len(near) {
			return s, true
		}
	}
	for {
		if len(s) == cap(s) {
			if s, ok = mem.grow(d, s, d.capacity(len(s), from, length)); !ok {
				return nil, false
			}
		}
		n, size := intsInto(d.buf[d.i:], s[len(s):cap(s)])
		d.i += size
		if s = s[:len(s)+n]; len(s) < cap(s) || d.op() == opcode.Appends {
			return s, true
		}
	}
}

// intsInto reads integers from the beginning of b up to something else, or until out is full. It returns how many, and
// how many bytes they are.
func intsInto[T int | int64](b []byte, out []T) (n, size int) {
	all := len(b)
loop:
	for n < len(out) && len(b) >= longest {
		switch opcode.Code(b[0]) {
		case opcode.BinInt1:
			out[n] = T(b[1])
			b = b[2:]
		case opcode.BinInt2:
			out[n] = T(binary.LittleEndian.Uint16(b[1:]))
			b = b[3:]
		case opcode.BinInt:
			out[n] = T(int32(binary.LittleEndian.Uint32(b[1:])))
			b = b[5:]
		case opcode.Long1:
			size := uint(b[1])
			if size-1 >= 8 {
				break loop
			}
			shift := (64 - 8*size) & 63
			out[n] = T(int64(binary.LittleEndian.Uint64(b[2:])<<shift) >> shift)
			b = b[2+size:]
		default:
			break loop
		}
		n++
	}
	for n < len(out) && len(b) >= 2 && len(b) < longest {
		var near [longest]byte
		copy(near[:], b)
		x, k := intAt(near[:])
		if k == 0 || k > len(b) {
			break
		}
		out[n] = T(x)
		b = b[k:]
		n++
	}
	return n, all - len(b)
}
