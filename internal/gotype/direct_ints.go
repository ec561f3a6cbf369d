package gotype

import (
	"encoding/binary"

	"github.com/brine-go/brine/opcode"
)

// Slices of integers.

// shortInts reads a list of up to slabItem integers that is whole in its frame, straight into the memory of short ones: ten
// lists of two lists of ten took 2.3 µs with the parts of each apart, so 1.5.
func shortInts[T int | int64](d *reader, mem *slab[T], length int) (s []T, ok bool) {
	buf, at, m := d.buf, d.i, len(d.memo)
	if len(buf)-at < longest || buf[at] != byte(opcode.EmptyList) || m == cap(d.memo) || d.depth >= d.most || length > slabItem {
		return nil, false
	}
	put := putLen(buf[at+1:], m)
	i := at + 1 + put
	if put == 0 || buf[i] != byte(opcode.Mark) || !mem.room(d, length) {
		return nil, false
	}
	i++
	out := mem.free
	n := smallInts(buf[i:], out)
	i += 2 * n
	k, size := intsInto(buf[i:], out[n:])
	n += k
	i += size
	if i >= len(buf) || buf[i] != byte(opcode.Appends) || n == 0 || n > slabItem {
		return nil, false
	}
	d.i, d.memo = i+1, append(d.memo, uint32(at))
	mem.free = out[n:]
	mem.used += n
	return out[:n:n], true
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

// smallInts reads BININT1s from the beginning of b, four at once, and returns how many: short lists mostly begin with some.
// (In the loop of intsInto they cost mixed integers a third.)
func smallInts[T int | int64](b []byte, out []T) (n int) {
	for len(out) >= 4 && len(b) >= longest {
		w := binary.LittleEndian.Uint64(b)
		if w&0x00ff00ff00ff00ff != 0x004b004b004b004b {
			break
		}
		out[0], out[1], out[2], out[3] = T(byte(w>>8)), T(byte(w>>24)), T(byte(w>>40)), T(w>>56)
		b, out = b[8:], out[4:]
		n += 4
	}
	return n
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
