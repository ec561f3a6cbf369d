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
	room   = 64      // bytes that an atom, and what stands before or behind a container's parts, take at most
	window = 48      // length up to which a text is copied by moves of 16 bytes, not a call (1e6 strings: 12.3 to 9.1 ms)
	most   = 32      // atoms that are written with one look at the buffer's end
	block  = 32 * 64 // bytes that they take at most
)

// Room is what the buffer that a graph is written to has unused in the end, if it has not grown.
const Room = 2 * (block + room)

// put writes v.
func (e *Encoder) put(v literal) {
	binary.LittleEndian.PutUint64(e.Out[e.n:], uint64(v))
	e.n += v.Len()
}

// atoms writes words up to the first that is none of its business or that meets the end of the buffer, and
// returns how many.
func (e *Encoder) atoms(words []graph.Word) int {
	done := 0
	for done < len(words) && e.n < e.full {
		size := 1
		if e.n < e.full-block {
			size = min(most, len(words)-done)
			if written := e.gets(words[done : done+size]); written > 0 {
				done += written
				continue
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
	out := (*[block + room]byte)(e.Out[e.n:])
	n := 0 // 0 ≤ n < block
	for i, w := range words {
		b := (*[room]byte)(out[n&(block-1):]) // the mask changes nothing and saves the check
		if x := w - graph.Zero; x <= math.MaxInt32 {
			v := intLiterals[bits.Len32(uint32(x))&31] | literal(x)<<8
			binary.LittleEndian.PutUint64(b[:], uint64(v))
			n += v.Len()
			continue
		}
		if w.IsFloat() {
			b[0] = byte(opcode.BinFloat)
			binary.BigEndian.PutUint64(b[1:], uint64(w))
			n += 9
			continue
		}
		size := 0
		switch w.Tag() {
		case graph.Const:
			v := e.literals[w.Payload()]
			binary.LittleEndian.PutUint64(b[:], uint64(v))
			size = v.Len()
		case graph.Str:
			size = e.text(b, w)
		case graph.Int:
			size = longInt(b, w.SmallInt())
		case graph.WideInt:
			size = longInt(b, int64(e.g.Wide[w.Payload()]))
		}
		if size == 0 {
			e.n += n
			return i
		}
		n += size
	}
	e.n += n
	return len(words)
}

// gets writes the GETs of the texts that words begin with, as far as they have places: without a hash and a branch for each
// (1e6 references to 1,000 texts: 9.5 to 3.5 ms). There are at most that many words.
func (e *Encoder) gets(words []graph.Word) int {
	places, from := e.memo.places, e.memo.from
	if len(places) == 0 {
		return 0
	}
	out := (*[block + room]byte)(e.Out[e.n:])
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

// text writes a short text into b and returns how many bytes it is, 0 for all others.
func (e *Encoder) text(b *[room]byte, w graph.Word) int {
	if !w.InText() {
		return 0
	}
	g := e.g
	off, size := w.TextAt()
	shared := e.exact || g.SharesTextAt(off)
	if shared {
		if get := e.memo.find(w); get != 0 {
			binary.LittleEndian.PutUint64(b[:], uint64(get))
			return get.Len()
		}
	}
	if size > window {
		return 0
	}
	if shared {
		e.memo.set(w, e.memoN)
	}
	n := 2
	if e.memoizes {
		b[0], b[1] = byte(opcode.ShortBinUnicode), byte(size)
	} else {
		b[0] = byte(opcode.BinUnicode)
		binary.LittleEndian.PutUint32(b[1:], uint32(size))
		n = 5
	}
	if text := g.TextFrom(off); len(text) >= window {
		t := *(*[window]byte)(text)
		*(*[window]byte)(b[n:]) = t
	} else {
		copy(b[n:], text)
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
