package gotype

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/opcode"
)

// A reader reads one pickle along a route.
type reader struct {
	data   []byte // the pickle
	buf    []byte // data, up to where the frame ends; all of it outside of frames
	i      int    // 0 ≤ i ≤ len(buf) ≤ len(data)
	wide   int    // up to which a field may begin: cap(data)-room, below 0 if there is no such
	proto  int
	memo   []uint32 // by index: where the opcode is that made the value
	objs   []object // by index, ascending: what pointers point to
	states []planState
	before uint64 // bytes of the pickles before, more than their memos had entries: see keySeen

	owner  dest  // the pointer that the value now read is for, if owned is not nil
	owned  *plan // see claim
	depth  int
	most   int   // of depth
	budget int64 // see Decoder.spend
	waste  int   // bytes read more than once
	pace   pace
	lasts  bool // some state has a last dict

	floats slab[float64]
	int64s slab[int64]
	ints   slab[int]
	texts  slab[string]

	scratch []byte // a small pickle that nothing will point into, with room behind it

	cfg        *Config
	fixImports bool
	classes    []classAt
	known      []knownClass // kept from one pickle to the next
}

// planState is what a reader knows of a plan from values read before.
type planState struct {
	length int       // items of the last
	keys   []keySeen // of the last dict, in its order
	temps  mapTemps  // see Decoder.borrow
	word   *dest     // see mapOfPointers
	last   lastDict  // of this pickle
}

// A pace is how far what begins at offset from was when room was made for it: n items up to offset at.
type pace struct{ from, n, at int }

// An object is what a pointer points to whose value has the memo index.
type object struct {
	memo uint32
	plan int32 // its id
	p    dest
}

const (
	maxDirect   = math.MaxUint32 // bytes of a pickle that is read directly: memo holds 32 bits
	maxNested   = 10_000         // and how deep it may be
	firstMemo   = 64
	keptMemo    = 1 << 18 // entries that are kept from one pickle to the next
	keptObjects = 1 << 12
	maxScratch  = 1<<12 - room

	largeText = 1 << 16 // the length from which on a text is outside of frames

	noOp opcode.Code = 0xff // no opcode: the end, or a wrong frame
)

func (d *reader) start(data []byte, cfg *Config, load *vm.Config) {
	d.data, d.buf, d.i, d.wide, d.proto = data, data[:2], 2, cap(data)-room, int(data[1])
	d.cfg, d.fixImports = cfg, load.FixImports
	d.depth, d.most, d.waste, d.pace = 0, min(cfg.MaxDepth, maxNested), 0, pace{}
	d.budget = freeBudget + int64(len(data))*int64(cfg.MaxExpansion)
}

// release lets go of the pickle and of what was made of it.
func (d *reader) release() {
	d.before += uint64(len(d.data))
	d.data, d.buf, d.cfg, d.owned = nil, nil, nil, nil
	d.owner = *new(dest)
	if d.memo = d.memo[:0]; cap(d.memo) > keptMemo {
		d.memo = make([]uint32, 0, firstMemo)
	}
	if d.waste > 0 { // those taken back are behind the others
		d.objs = d.objs[:cap(d.objs)]
	}
	clear(d.objs)
	if d.objs = d.objs[:0]; cap(d.objs) > keptObjects {
		d.objs = nil
	}
	d.floats.release()
	d.int64s.release()
	d.ints.release()
	d.texts.release()
	clear(d.classes)
	d.classes = d.classes[:0]
	d.forget()
}

// forget lets go of the last dicts.
func (d *reader) forget() {
	if !d.lasts {
		return
	}
	for i := range d.states {
		d.states[i].last = lastDict{}
	}
	d.lasts = false
}

// op returns the next opcode, which is at i.
func (d *reader) op() opcode.Code {
	if i := d.i; i < len(d.buf) {
		return opcode.Code(d.buf[i])
	}
	return d.boundary()
}

// boundary is op at the end of a frame. What follows is the next one, or, as CPython writes them, one large text or
// bytes outside of any. FRAMEs elsewhere are not expected.
func (d *reader) boundary() opcode.Code {
	for d.i < len(d.data) {
		b := d.data[d.i:]
		switch c := opcode.Code(b[0]); c {
		case opcode.Frame:
			if len(b) < 9 || binary.LittleEndian.Uint64(b[1:]) > uint64(len(b)-9) {
				return noOp
			}
			d.i += 9
			d.buf = d.data[:d.i+int(binary.LittleEndian.Uint64(b[1:]))]
			if d.i < len(d.buf) {
				return opcode.Code(d.buf[d.i])
			}
		case opcode.BinUnicode, opcode.BinUnicode8, opcode.BinBytes, opcode.BinBytes8, opcode.ByteArray8:
			if d.buf = d.data; d.proto > 3 {
				head, size, ok := counted(b)
				if !ok {
					return noOp
				}
				d.buf = d.data[:d.i+head+size]
			}
			return c
		default:
			d.buf = d.data[:d.i+unframed(b)]
			return c
		}
	}
	return noOp
}

// unframed returns how much of b is not in a frame: CPython writes up to three bytes before a large text so.
func unframed(b []byte) int {
	for i := 1; i <= 3 && i < len(b); i++ {
		switch opcode.Code(b[i]) {
		case opcode.BinUnicode, opcode.BinUnicode8, opcode.BinBytes, opcode.BinBytes8, opcode.ByteArray8:
			if _, size, ok := counted(b[i:]); ok && size >= largeText {
				return i
			}
		}
	}
	return len(b)
}

// is consumes the opcode c.
func (d *reader) is(c opcode.Code) bool {
	if d.op() != c {
		return false
	}
	d.i++
	return true
}

// memoize consumes the opcode at i, n bytes long, that made a value, and the one that memoizes the value, if there is
// one. It returns the memo index, or -1. Indexes that are not in order are not expected, so they stay where they are.
func (d *reader) memoize(n int) int {
	at, i, next := d.i, d.i+n, len(d.memo)
	d.i = i
	if i > d.wide || i >= len(d.buf) || next == cap(d.memo) {
		return d.memoizeLast(at)
	}
	put := putLen(near(d.data, i)[:], next)
	if put == 0 || i+put > len(d.buf) {
		return -1
	}
	d.i = i + put
	d.memo = append(d.memo, uint32(at))
	return next
}

// putLen returns the length of the opcode that b, five bytes at least, begins with, if it memoizes what is next; else 0.
func putLen(b []byte, next int) int {
	b = b[:5]
	if b[0] == byte(opcode.Memoize) {
		return 1
	}
	switch opcode.Code(b[0]) {
	case opcode.BinPut:
		if int(b[1]) == next {
			return 2
		}
	case opcode.LongBinPut:
		if int(binary.LittleEndian.Uint32(b[1:])) == next {
			return 5
		}
	}
	return 0
}

// memoizeLast is memoize where a frame ends, or the memo is full.
func (d *reader) memoizeLast(at int) int {
	next := len(d.memo)
	switch op := d.op(); {
	case op == opcode.Memoize:
		d.i++
	case op == opcode.BinPut && len(d.buf)-d.i >= 2 && int(d.buf[d.i+1]) == next:
		d.i += 2
	case op == opcode.LongBinPut && len(d.buf)-d.i >= 5 && uint64(binary.LittleEndian.Uint32(d.buf[d.i+1:])) == uint64(next):
		d.i += 5
	default:
		return -1
	}
	if next == cap(d.memo) {
		grown := make([]uint32, next, max(d.expect(next, 2), 2*next))
		copy(grown, d.memo)
		d.memo = grown
	}
	d.memo = append(d.memo, uint32(at))
	return next
}

// expect returns how many items there will be of what has n since offset from, for large n: as many a byte as since the
// last time it was asked. (Since the beginning, the first of strings that repeat would count, which are longer.)
func (d *reader) expect(n, from int) int {
	if n < batch {
		return n
	}
	last := pace{from, 0, from}
	if d.pace.from == from && d.pace.n < n && d.pace.at < d.i { // not before it went back
		last = d.pace
	}
	d.pace = pace{from, n, d.i}
	more := float64(n-last.n) * float64(len(d.data)-d.i) / float64(d.i-last.at+1)
	return min(n+int(more*1.02)+16, 64*n)
}

// get consumes a GET and returns where the opcode is that made the value, and its memo index. If ok is false it has
// consumed nothing.
func (d *reader) get() (at, n int, ok bool) {
	width := 0
	switch b := d.buf[d.i:]; {
	case b[0] == byte(opcode.BinGet) && len(b) >= 2:
		n, width = int(b[1]), 2
	case b[0] == byte(opcode.LongBinGet) && len(b) >= 5:
		n, width = int(binary.LittleEndian.Uint32(b[1:])), 5
	default:
		return 0, 0, false
	}
	if n >= len(d.memo) {
		return 0, 0, false
	}
	d.i += width
	return int(d.memo[n]), n, true
}

// claim has the value that is read next, if it is memoized, be what the pointer p of plan pl points to.
func (d *reader) claim(pl *plan, p dest) { d.owned, d.owner = pl, p }

// claimed takes the claim back, for values that are memoized only at their end.
func (d *reader) claimed() (*plan, dest) {
	pl := d.owned
	d.owned = nil
	return pl, d.owner
}

// own notes that memo index n is what the pointer p points to.
func (d *reader) own(pl *plan, p dest, n int) {
	if pl == nil || n < 0 {
		return
	}
	if k := len(d.objs); k == cap(d.objs) { // append's quarter more would be copied four times as often
		d.objs = slices.Grow(d.objs, max(k, firstMemo))
	}
	d.objs = append(d.objs, object{uint32(n), int32(pl.id), p})
}

// object returns what memo index n is as a pointer of plan pl.
func (d *reader) object(pl *plan, n int) (dest, bool) {
	low, high := 0, len(d.objs)
	for low < high {
		if mid := int(uint(low+high) / 2); int(d.objs[mid].memo) < n {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(d.objs) && int(d.objs[low].memo) == n && int(d.objs[low].plan) == pl.id {
		return d.objs[low].p, true
	}
	return *new(dest), false
}

// enter counts a level of nesting; leave ends it.
func (d *reader) enter() bool { d.depth++; return d.depth <= d.most }
func (d *reader) leave()      { d.depth-- }

// spend takes n values of some bytes from the budget.
func (d *reader) spend(n, size int) bool {
	d.budget -= int64(n) * int64(size)
	return d.budget >= 0
}

// A place is where to go back to: what follows a list is its only item if there is an APPEND behind it, and
// else something else.
type place struct {
	i, end, memo, objs, classes, depth int
}

// here sets p to where d is. (Returned, it would be copied, which costs 20 ns a list.)
func (d *reader) here(p *place) {
	p.i, p.end, p.memo, p.objs, p.classes = d.i, len(d.buf), len(d.memo), len(d.objs), len(d.classes)
	p.depth = d.depth
}

// back goes back, unless as many bytes as there are have been read more than once.
func (d *reader) back(to *place) bool {
	d.waste += d.i - to.i
	d.i, d.buf, d.depth = to.i, d.data[:to.end], to.depth
	d.memo, d.objs, d.classes, d.owned = d.memo[:to.memo], d.objs[:to.objs], d.classes[:to.classes], nil
	d.forget() // they may hold what pointers that are taken back point to
	return d.waste <= len(d.data)
}

// ends reports whether no value begins with op: then a list or dict before it is empty, or has ended.
func ends(op opcode.Code) bool {
	switch op {
	case opcode.Appends, opcode.SetItems, opcode.Append, opcode.SetItem, opcode.Tuple, opcode.Tuple1, opcode.Tuple2,
		opcode.Tuple3, opcode.Build, opcode.Stop:
		return true
	}
	return false
}
