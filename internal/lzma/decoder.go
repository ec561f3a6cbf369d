package lzma

import "errors"

// ErrData is a stream that no encoder writes.
var ErrData = errors.New("lzma: damaged data")

// A decoder is the state of LZMA (the LZMA SDK's lzma-specification.txt): a range decoder over in, the probabilities, and the
// window that it writes into.
//
// Bits of literals are as good as random in numbers' low bytes: they are decoded without a branch, which a processor would
// guess wrong every second time. Invariants: 0 ≤ floor ≤ out ≤ len(buf), and 0 ≤ pos ≤ len(in).
type decoder struct {
	in  []byte // with maxSymbol bytes behind the last one of the stream, or more to come
	pos int

	rng, code uint32

	buf    []byte // the window: what has been written
	out    int
	floor  int // where the dictionary begins in buf
	origin int // where position 0 is in buf, or would be
	size   int // of the dictionary: no distance is longer

	state      uint32
	rep        [4]uint32
	lc, lp, pb uint

	match, rep0Long   [states << 4]uint16
	isRep, g0, g1, g2 [states]uint16
	slots             [4][64]uint16
	special           [115]uint16
	align             [16]uint16
	lens, repLens     lengths
	literals          []uint16

	ended bool // by an end marker
}

// A lengths decodes the lengths of matches.
type lengths struct {
	choice, choice2 uint16
	low, mid        [16][8]uint16
	high            [256]uint16
}

const (
	states    = 12
	half      = 1 << 10 // a probability: of 2048
	maxSymbol = 32      // bytes of in that one literal or match takes at most, with some to spare
	maxMatch  = 273
)

// properties sets lc, lp and pb from the byte that they are kept in.
func (d *decoder) properties(b byte) error {
	if b >= 9*5*5 {
		return ErrData
	}
	d.lc, d.lp, d.pb = uint(b%9), uint(b/9%5), uint(b/45)
	return nil
}

// reset brings the probabilities to their start.
func (d *decoder) reset() {
	n := 0x300 << (d.lc + d.lp)
	if cap(d.literals) < n {
		d.literals = make([]uint16, n)
	}
	d.literals = d.literals[:n]
	d.state, d.rep = 0, [4]uint32{}
	for _, list := range [][]uint16{d.match[:], d.rep0Long[:], d.isRep[:], d.g0[:], d.g1[:], d.g2[:], d.special[:], d.align[:], d.literals} {
		halves(list)
	}
	for i := range d.slots {
		halves(d.slots[i][:])
	}
	for _, l := range []*lengths{&d.lens, &d.repLens} {
		l.choice, l.choice2 = half, half
		halves(l.high[:])
		for i := range l.low {
			halves(l.low[i][:])
			halves(l.mid[i][:])
		}
	}
}

func halves(list []uint16) {
	for i := range list {
		list[i] = half
	}
}

// begin reads the first five bytes of a range coder's.
func (d *decoder) begin() error {
	if d.pos+5 > len(d.in) || d.in[d.pos] != 0 {
		return ErrData
	}
	d.rng, d.code = 0xFFFFFFFF, 0
	for _, b := range d.in[d.pos+1 : d.pos+5] {
		d.code = d.code<<8 | uint32(b)
	}
	d.pos += 5
	return nil
}

// bit decodes one bit.
func (d *decoder) bit(p *uint16) uint32 {
	if d.rng < 1<<24 {
		d.rng, d.code = d.rng<<8, d.code<<8|uint32(d.in[d.pos])
		d.pos++
	}
	v := uint32(*p)
	bound := d.rng >> 11 * v
	if d.code < bound {
		d.rng = bound
		*p = uint16(v + (2048-v)>>5)
		return 0
	}
	d.rng -= bound
	d.code -= bound
	*p = uint16(v - v>>5)
	return 1
}

// tree decodes a number below the length of probs, which is a power of two, its highest bit first.
func (d *decoder) tree(probs []uint16) uint32 {
	rng, code, pos := d.rng, d.code, d.pos
	n := uint32(len(probs))
	symbol := uint32(1)
	for symbol < n {
		if rng < 1<<24 {
			rng, code = rng<<8, code<<8|uint32(d.in[pos])
			pos++
		}
		p := &probs[symbol]
		v := uint32(*p)
		bound := rng >> 11 * v
		zero := uint32((uint64(code) - uint64(bound)) >> 32) // all ones if the bit is 0, else 0
		rng = bound&zero | (rng-bound)&^zero
		code -= bound &^ zero
		*p = uint16(v + uint32(int32(2048&zero|31&^zero-v)>>5))
		symbol = symbol<<1 + 1 + zero
	}
	d.rng, d.code, d.pos = rng, code, pos
	return symbol - n
}

// reverse decodes a number of so many bits, its lowest bit first, by probs[1:].
func (d *decoder) reverse(probs []uint16, bits uint32) uint32 {
	symbol, out := uint32(1), uint32(0)
	for i := range bits {
		b := d.bit(&probs[symbol])
		symbol = symbol<<1 | b
		out |= b << i
	}
	return out
}

// direct decodes bits that are as likely 0 as 1.
func (d *decoder) direct(bits uint32) (out uint32) {
	for range bits {
		if d.rng < 1<<24 {
			d.rng, d.code = d.rng<<8, d.code<<8|uint32(d.in[d.pos])
			d.pos++
		}
		d.rng >>= 1
		d.code -= d.rng
		zero := -(d.code >> 31)
		d.code += d.rng & zero
		out = out<<1 + 1 + zero
	}
	return out
}

// length decodes the length of a match.
func (d *decoder) length(l *lengths, posState uint32) int {
	if d.bit(&l.choice) == 0 {
		return 2 + int(d.tree(l.low[posState][:]))
	}
	if d.bit(&l.choice2) == 0 {
		return 10 + int(d.tree(l.mid[posState][:]))
	}
	return 18 + int(d.tree(l.high[:]))
}

// run decodes until limit bytes of buf are written, at most maxMatch-1 more than that, for which there is room; until an
// end marker; or until fewer than maxSymbol bytes are left of in.
func (d *decoder) run(limit int) error {
	posMask := uint32(1)<<d.pb - 1
	literalMask := uint32(1)<<d.lp - 1
	last := len(d.in) - maxSymbol
	buf, in := d.buf, d.in
	out, pos, rng, code, state := d.out, d.pos, d.rng, d.code, d.state
	for out < limit && pos <= last {
		at := uint32(out - d.origin)
		posState := at & posMask

		// A literal or a match?
		if rng < 1<<24 {
			rng, code = rng<<8, code<<8|uint32(in[pos])
			pos++
		}
		p := &d.match[state<<4+posState]
		v := uint32(*p)
		bound := rng >> 11 * v
		if code < bound {
			rng = bound
			*p = uint16(v + (2048-v)>>5)
			previous := uint32(0)
			if out > d.floor {
				previous = uint32(buf[out-1])
			}
			index := 0x300 * ((at&literalMask)<<d.lc + previous>>(8-d.lc))
			probs := (*[0x300]uint16)(d.literals[index:])
			symbol := uint32(1)
			if state >= 7 { // behind a match: the byte that it would have gone on with tells which probabilities
				distance := int(d.rep[0]) + 1
				if distance > out-d.floor {
					return ErrData
				}
				matched, offset := uint32(buf[out-distance]), uint32(0x100)
				for symbol < 0x100 {
					matched <<= 1
					if rng < 1<<24 {
						rng, code = rng<<8, code<<8|uint32(in[pos])
						pos++
					}
					p := &probs[offset+offset&matched+symbol]
					v := uint32(*p)
					bound := rng >> 11 * v
					zero := uint32((uint64(code) - uint64(bound)) >> 32)
					rng = bound&zero | (rng-bound)&^zero
					code -= bound &^ zero
					*p = uint16(v + uint32(int32(2048&zero|31&^zero-v)>>5))
					symbol = symbol<<1 + 1 + zero
					offset = offset&matched ^ offset&zero
				}
			} else {
				for symbol < 0x100 {
					if rng < 1<<24 {
						rng, code = rng<<8, code<<8|uint32(in[pos])
						pos++
					}
					p := &probs[symbol]
					v := uint32(*p)
					bound := rng >> 11 * v
					zero := uint32((uint64(code) - uint64(bound)) >> 32)
					rng = bound&zero | (rng-bound)&^zero
					code -= bound &^ zero
					*p = uint16(v + uint32(int32(2048&zero|31&^zero-v)>>5))
					symbol = symbol<<1 + 1 + zero
				}
			}
			buf[out] = byte(symbol)
			out++
			state = afterLiteral[state]
			continue
		}
		rng -= bound
		code -= bound
		*p = uint16(v - v>>5)

		d.rng, d.code, d.pos, d.state = rng, code, pos, state
		n := d.matched(posState)
		rng, code, pos, state = d.rng, d.code, d.pos, d.state
		if d.ended {
			break
		}
		distance := int(d.rep[0]) + 1
		if distance > out-d.floor || distance > d.size {
			return ErrData
		}
		if from := out - distance; distance >= n {
			copy(buf[out:out+n], buf[from:from+n])
		} else {
			for i := range n {
				buf[out+i] = buf[from+i]
			}
		}
		out += n
	}
	d.out, d.pos, d.rng, d.code, d.state = out, pos, rng, code, state
	return nil
}

var afterLiteral = [states]uint32{0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5}

// matched decodes a match: its distance becomes rep[0].
func (d *decoder) matched(posState uint32) int {
	state := d.state
	after := func(match, behind uint32) {
		d.state = match
		if state >= 7 {
			d.state = behind
		}
	}
	if d.bit(&d.isRep[state]) == 0 {
		n := d.length(&d.lens, posState)
		d.rep = [4]uint32{d.distance(n), d.rep[0], d.rep[1], d.rep[2]}
		after(7, 10)
		d.ended = d.rep[0] == 0xFFFFFFFF
		return n
	}
	if d.bit(&d.g0[state]) == 0 {
		if d.bit(&d.rep0Long[state<<4+posState]) == 0 {
			after(9, 11)
			return 1
		}
	} else if d.bit(&d.g1[state]) == 0 {
		d.rep[0], d.rep[1] = d.rep[1], d.rep[0]
	} else if d.bit(&d.g2[state]) == 0 {
		d.rep = [4]uint32{d.rep[2], d.rep[0], d.rep[1], d.rep[3]}
	} else {
		d.rep = [4]uint32{d.rep[3], d.rep[0], d.rep[1], d.rep[2]}
	}
	after(8, 11)
	return d.length(&d.repLens, posState)
}

// distance decodes the distance of a match of length n, less one.
func (d *decoder) distance(n int) uint32 {
	slot := d.tree(d.slots[min(n-2, 3)][:])
	if slot < 4 {
		return slot
	}
	bits := slot>>1 - 1
	base := (2 | slot&1) << bits
	if slot < 14 {
		return base + d.reverse(d.special[base-slot:], bits)
	}
	return base + d.direct(bits-4)<<4 + d.reverse(d.align[:], 4)
}

// room makes room for n more bytes and a match behind d.out, and forgets what no match can reach and nobody has to read any
// more: that is all before read. It returns by how many bytes what is in buf moved down.
func (d *decoder) room(n, read int) (moved int) {
	if d.out+n+maxMatch <= len(d.buf) {
		return 0
	}
	keep := min(d.out-d.size, read)
	if keep > len(d.buf)/2 { // half of the buffer at least
		copy(d.buf, d.buf[keep:d.out])
		d.out -= keep
		d.origin -= keep
		d.floor = max(0, d.floor-keep)
		moved = keep
	}
	if want := d.out + n + maxMatch; want > len(d.buf) {
		grown := make([]byte, max(want, 2*len(d.buf)))
		copy(grown, d.buf[:d.out])
		d.buf = grown
	}
	return moved
}
