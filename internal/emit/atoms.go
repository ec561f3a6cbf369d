package emit

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// What is written here goes to Out[n:], which has room for it as long as n < full: see walk.

const (
	room   = 64           // bytes that an atom, and what stands before or behind a container's parts, take at most
	window = graph.Window // length up to which a text is copied by moves of 16 bytes, not a call (1e6 strings: 12.3 to 9.1 ms)
	most   = 32           // atoms that are written with one look at the buffer's end
	block  = 32 * 64      // bytes that they take at most
)

// Room is what the buffer that a graph is written to has unused in the end, if it has not grown.
const Room = 2 * (block + room)

// put writes v.
func (e *Encoder) put(v literal) {
	binary.LittleEndian.PutUint64(e.Out[e.n:], uint64(v))
	e.n += v.Len()
}

// out is where a block of atoms goes. Said like this the slice costs two comparisons, which never fail:
// e.n < e.full.
func (e *Encoder) out() *[block + room]byte {
	if n := e.n; n >= 0 && n <= len(e.Out)-block-room {
		return (*[block + room]byte)(e.Out[n:])
	}
	return nil
}

// atoms writes words up to the first that is none of its business or that meets the end of the buffer, and
// returns how many.
func (e *Encoder) atoms(words []graph.Word) int {
	done := 0
	for done < len(words) && e.n < e.full {
		size := 1
		if e.n < e.full-block {
			size = min(most, len(words)-done)
			if len(e.memo.places) != 0 {
				if written := e.gets(words[done : done+size]); written > 0 {
					done += written
					continue
				}
			}
		}
		written := e.run(words[done : done+size])
		if done += written; written < size {
			break
		}
	}
	return done
}

// run is atoms for at most that many words. It has nothing else to look after, so that what it needs for a number
// stays in registers (small ints: 4.4 ns each in one loop with the containers, 2.0 here).
func (e *Encoder) run(words []graph.Word) int {
	out := e.out()
	if out == nil {
		return 0
	}
	n := 0 // 0 ≤ n < block
	i := 0
	for i < len(words) {
		w := words[i]
		for x := w - graph.Zero; x <= math.MaxInt32; x = w - graph.Zero {
			v := intLiterals[bits.Len32(uint32(x))&31] | literal(x)<<8
			binary.LittleEndian.PutUint64(out[n&(block-1):][:8], uint64(v)) // the mask changes nothing and saves the check
			n += v.Len()
			if i++; i >= len(words) {
				e.n += n
				return i
			}
			w = words[i]
		}
		b := (*[room]byte)(out[n&(block-1):])
		if w.Is(graph.Const) {
			v := e.literals[w.Payload()]
			if v == 0 {
				break
			}
			binary.LittleEndian.PutUint64(b[:], uint64(v))
			n += v.Len()
			i++
			continue
		}
		if w.IsTextStr() {
			off, size := w.TextAt()
			if text := e.g.TextWindow(off); text != nil && size <= window && !e.exact && !e.g.SharesTextAt(off) { // most
				binary.LittleEndian.PutUint64(b[:], uint64(e.spells.text)|uint64(size)<<8)
				n += e.spells.text.Len()
				t := *text // or it would be a call
				*(*[window]byte)(out[n&(block-1):]) = t
				n += size
				v := e.memoized()
				binary.LittleEndian.PutUint64(out[n&(block-1):][:8], uint64(v))
				n += v.Len()
			} else if size = e.text(b, w); size > 0 {
				n += size
			} else {
				break
			}
			i++
			continue
		}
		if w.Is(graph.WideInt) {
			n += longInt(b, int64(e.g.Wide[w.Payload()]))
			i++
			continue
		}
		if w.Is(graph.Int) {
			n += longInt(b, w.SmallInt())
			i++
			continue
		}
		if w.IsFloat() {
			for {
				f := out[n&(block-1):][:9]
				f[0] = byte(opcode.BinFloat)
				binary.BigEndian.PutUint64(f[1:], uint64(w))
				n += 9
				if i++; i >= len(words) {
					break
				}
				if w = words[i]; !w.IsFloat() {
					break
				}
			}
			continue
		}
		break
	}
	e.n += n
	return i
}

// gets writes the GETs of the texts that words begin with, as far as they have places: without a hash and a branch for each
// (1e6 references to 1,000 texts: 9.5 to 3.5 ms). There are at most that many words.
func (e *Encoder) gets(words []graph.Word) int {
	places, from := e.memo.places, e.memo.from
	out := e.out()
	if out == nil {
		return 0
	}
	n := 0 // 0 ≤ n < block
	for i, w := range words {
		off, size := w.TextAt()
		at := uint(off-from) >> 1
		if !w.Is(graph.Str) || !w.InText() || size > window || at >= uint(len(places)) || places[at] == 0 {
			e.n += n
			return i
		}
		v := GetLiteral(int(places[at] - 1))
		binary.LittleEndian.PutUint64(out[n&(block-1):][:8], uint64(v))
		n += v.Len()
	}
	e.n += n
	return len(words)
}

// longInt writes an integer that is not among intLiterals.
func longInt(b *[room]byte, x int64) int {
	if x>>31 == -1 {
		b[0] = byte(opcode.BinInt)
		binary.LittleEndian.PutUint32(b[1:], uint32(x))
		return 5
	}
	size := bits.Len64(uint64(x^x>>63))/8 + 1
	b[0], b[1] = byte(opcode.Long1), byte(size)
	binary.LittleEndian.PutUint64(b[2:], uint64(x))
	return 2 + size
}

// text writes a short text of Text into b and returns how many bytes it is, 0 for all others.
func (e *Encoder) text(b *[room]byte, w graph.Word) int {
	g := e.g
	off, size := w.TextAt()
	if e.exact || g.SharesTextAt(off) {
		slot := e.memo.slot(w)
		if get := slot.get; get != 0 {
			binary.LittleEndian.PutUint64(b[:], uint64(get))
			return get.Len()
		}
		if size > window {
			return 0
		}
		e.memo.fill(slot, w, e.memoN)
	} else if size > window {
		return 0
	}
	binary.LittleEndian.PutUint64(b[:], uint64(e.spells.text)|uint64(size)<<8)
	n := e.spells.text.Len()
	if text := g.TextWindow(off); text != nil {
		t := *text
		*(*[window]byte)(b[n&7:]) = t
	} else {
		copy(b[n:], g.TextFrom(off))
	}
	n += size
	put := e.memoized()
	binary.LittleEndian.PutUint64(b[n:], uint64(put))
	return n + put.Len()
}

// memoizeTop memoizes what is written.
func (e *Encoder) memoizeTop() {
	if e.cfg.Proto > 0 {
		e.put(e.memoized())
		return
	}
	e.suspend()
	e.Memoize()
	e.n = len(e.Out)
	e.Out = e.Out[:cap(e.Out)]
}

// memoized is what memoizes what is written, from protocol 1 on.
func (e *Encoder) memoized() literal { return e.PutLiteral(e.NextMemo()) }
