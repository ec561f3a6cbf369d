package gotype

import (
	"encoding/binary"
	"math"
	"reflect"

	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// Slices of the commonest types. Each has a loop for the run of opcodes that such a list mostly is; it stops at
// whatever else there is, such as a frame, for the general way to read one item.

// A kernel reads the items of a list into a []T.
type kernel[T any] struct {
	// run appends the items that come next, as far as it knows them; there are some since offset from, and
	// there were length of them the last time.
	run  func(d *reader, s []T, from, length int) ([]T, bool)
	item func(*reader) (T, bool) // reads one, whatever it is
}

var (
	floats = kernel[float64]{run: floatRun, item: orZero((*reader).float)}
	int64s = kernel[int64]{
		run: func(d *reader, s []int64, from, length int) ([]int64, bool) {
			return intRun(d, &d.int64s, s, from, length)
		},
		item: orZero((*reader).int64),
	}
	ints = kernel[int]{
		run: func(d *reader, s []int, from, length int) ([]int, bool) {
			return intRun(d, &d.ints, s, from, length)
		},
		item: orZero((*reader).int),
	}
	texts = kernel[string]{run: stringRun, item: orZero((*reader).string)}
)

// orZero has None read as zero.
func orZero[T any](read func(*reader) (T, bool)) func(*reader) (T, bool) {
	return func(d *reader) (T, bool) {
		x, ok := read(d)
		if !ok {
			return x, d.none()
		}
		return x, true
	}
}

// readList reads a list into a slice by a kernel.
func readList[T any](k *kernel[T]) planFunc {
	return func(d *reader, pl *plan, p dest) bool {
		if d.none() {
			*to[[]T](p) = nil
			return true
		}
		if !d.startList() || !d.enter() {
			return false
		}
		st, from := &d.states[pl.id], d.i
		var s []T
		var back place
		for whole := true; whole; {
			before, ok := len(s), true
			d.here(&back)
			switch d.more(before) {
			case over:
				whole = false
			case one:
				whole = false
				var x T
				if x, ok = k.item(d); ok && d.is(opcode.Append) {
					s = append(s, x)
				} else if !d.back(&back) {
					return false
				}
			case many:
				if s, ok = k.batch(d, s, from, st.length); s == nil {
					return false
				}
				if !ok {
					if s = s[:before]; !d.back(&back) {
						return false
					}
				}
				whole = ok && len(s)-before >= batch
			}
		}
		if s == nil {
			s = []T{}
		}
		st.length = len(s)
		*to[[]T](p) = fit(s)
		d.leave()
		return true
	}
}

// batch reads items up to APPENDS. ok is false if there is something else before; s is nil if that is all that
// may be taken.
func (k *kernel[T]) batch(d *reader, s []T, from, length int) (out []T, ok bool) {
	for {
		if s == nil || d.op() != opcode.Appends {
			if s, ok = k.run(d, s, from, length); !ok {
				return nil, false
			}
		}
		if d.op() == opcode.Appends {
			d.i++
			return s, true
		}
		x, ok := k.item(d)
		if !ok {
			return s, false
		}
		if len(s) == cap(s) {
			if s, ok = grow(d, s, d.capacity(len(s), from, length)); !ok {
				return nil, false
			}
		}
		s = append(s, x)
	}
}

// grow gives s room for n items, of which it has fewer.
func grow[T any](d *reader, s []T, n int) ([]T, bool) {
	if !d.spend(n-cap(s), int(reflect.TypeFor[T]().Size())) {
		return nil, false
	}
	out := make([]T, len(s), n)
	copy(out, s)
	return out, true
}

// A slab is memory for short slices of one pickle, as making one piece for many of them is cheaper. A piece has as
// many items as the last pickle still took, or as were in use before it, and slabItems at most, so little is kept when
// few of the slices are. A list is taken to be as long as the last of its plan.
type slab[T any] struct {
	free       []T
	used, last int // in this pickle, in the one before
}

const (
	slabItems = 128
	slabItem  = 32 // longer slices have memory of their own
)

// grow gives s room for n items, as grow does.
func (m *slab[T]) grow(d *reader, s []T, n int) ([]T, bool) {
	if cap(s) > 0 || n > slabItem || n == 0 {
		return grow(d, s, n)
	}
	if !m.room(d, n) {
		return nil, false
	}
	return m.take(n)[:0], true
}

// room sees to it that n items are free.
func (m *slab[T]) room(d *reader, n int) bool {
	if n <= len(m.free) {
		return true
	}
	size := m.used
	if m.used < m.last {
		size = m.last - m.used
	}
	size = max(n, min(size, slabItems, len(d.data)-d.i))
	if !d.spend(size, int(reflect.TypeFor[T]().Size())) {
		return false
	}
	m.free = make([]T, size)
	return true
}

// take returns the first n items that are free.
func (m *slab[T]) take(n int) []T {
	s := m.free[:n:n]
	m.free = m.free[n:]
	m.used += n
	return s
}

// release lets go of the memory.
func (m *slab[T]) release() { m.free, m.used, m.last = nil, 0, m.used }

// fit ends a slice: with nothing to spare, for two slices of one list must not grow into the same memory, and in
// memory of its own size if much was too much.
func fit[T any](s []T) []T {
	if cap(s) > 2*len(s)+batch {
		out := make([]T, len(s))
		copy(out, s)
		return out
	}
	return s[:len(s):len(s)]
}

// floatRun reads BINFLOATs: nine bytes each.
func floatRun(d *reader, s []float64, from, length int) ([]float64, bool) {
	d.op()
	b := d.buf[d.i:]
	if cap(s)-len(s) < batch { // mostly there is room, so only else they are counted
		n := 0
		for k := 0; k+9 <= len(b) && b[k] == byte(opcode.BinFloat); k += 9 {
			n++
		}
		if need := len(s) + n; need > cap(s) {
			room := max(need, d.expect(need, from-9*n))
			if n >= batch && d.depth <= 1 {
				room = max(room, min(length, len(b)))
			}
			var ok bool
			if s, ok = d.floats.grow(d, s, room); !ok {
				return nil, false
			}
		}
	}
	out := s[len(s):cap(s)]
	k := 0
	for ; k < len(out) && len(b) >= 9 && b[0] == byte(opcode.BinFloat); k++ {
		out[k] = math.Float64frombits(binary.BigEndian.Uint64(b[1:]))
		b = b[9:]
	}
	d.i += 9 * k
	return s[:len(s)+k], true
}

// readStrings reads a list of strings, a short one straight into the memory of such.
func readStrings(d *reader, pl *plan, p dest) bool {
	st, mem, at := &d.states[pl.id], &d.texts, d.i
	if i := d.startShort(st.length); i > 0 && mem.room(d, st.length) {
		m := len(d.memo)
		d.i, d.memo = i, append(d.memo, uint32(at))
		n := d.plainStrings(mem.free[:min(len(mem.free), slabItem)])
		if d.i < len(d.buf) && d.buf[d.i] == byte(opcode.Appends) && n > 0 {
			d.i++
			st.length = n
			*to[[]string](p) = mem.take(n)
			return true
		}
		d.i, d.memo = at, d.memo[:m]
	}
	return readTexts(d, pl, p)
}

var readTexts = readList(&texts)

// stringRun reads strings that are memoized, and those from the memo.
func stringRun(d *reader, s []string, from, length int) ([]string, bool) {
	for {
		if len(s) == cap(s) {
			var ok bool
			if s, ok = d.texts.grow(d, s, d.capacity(len(s), from, length)); !ok {
				return nil, false
			}
		}
		n := d.stringsInto(s[len(s):cap(s)])
		if s = s[:len(s)+n]; len(s) < cap(s) || d.op() == opcode.Appends {
			return s, true
		}
	}
}

// stringsInto is stringRun for a slice that is there; it returns how many it has read.
func (d *reader) stringsInto(out []string) (n int) {
	for {
		if n += d.plainStrings(out[n:]); n == len(out) {
			return n
		}
		text, ok := d.text()
		if !ok {
			return n
		}
		out[n] = textString(text)
		n++
	}
}

// plainStrings reads strings that are ASCII and memoized, and those from the memo, up to others and to the end of the frame.
func (d *reader) plainStrings(out []string) (n int) {
	buf, i, end, wide := d.data, d.i, len(d.buf), d.wide
	memo, m := d.memo[:cap(d.memo)], len(d.memo)
	for ; uint(n) < uint(len(out)) && i <= wide; n++ {
		b := near(buf, i)
		if b[0]&^2 == byte(opcode.BinGet) { // or LONG_BINGET, which is two more: no branch, for nobody can guess which
			long := int(b[0]) >> 1 & 1
			k := int(binary.LittleEndian.Uint32(b[1:])) & (0xff | -long)
			j := i + 2 + 3*long
			if k >= m || k >= len(memo) || j > end {
				break
			}
			from := int(memo[k])
			b = near(buf, from)
			size := int(b[1])
			from += 2
			if b[0] != byte(opcode.ShortBinUnicode) {
				if b[0] != byte(opcode.BinUnicode) {
					break
				}
				size = int(binary.LittleEndian.Uint32(b[1:]))
				from += 3
			}
			out[n] = textString(buf[from : from+size])
			i = j
			continue
		}
		if m >= len(memo) {
			break
		}
		size := int(b[1])
		from := i + 2
		if b[0] != byte(opcode.ShortBinUnicode) {
			if b[0] != byte(opcode.BinUnicode) {
				break
			}
			size = int(binary.LittleEndian.Uint32(b[1:]))
			from += 3
		}
		j := from + size
		plain := false
		if size <= inName {
			plain = ascii32(near(buf, from), uint(size))
		} else if j > wide {
			break
		} else {
			plain = ascii(buf[from:j])
		}
		text := buf[from:j]
		if !plain && !wtf8.ValidWide(text) {
			break
		}
		put := putLen(near(buf, j)[:], m)
		if j += put; put == 0 || j > end {
			break
		}
		out[n] = textString(text)
		memo[m] = uint32(i)
		m++
		i = j
	}
	d.i, d.memo = i, memo[:m]
	return n
}
