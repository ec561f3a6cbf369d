package vm

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"math/bits"
	"sync"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/unzeroed"
	"github.com/brine-go/brine/opcode"
)

// A Machine reads pickles, one at a time. Its stacks are kept from one to the next.
type Machine struct {
	cfg  *Config
	g    *graph.Graph
	fill *graph.Filling // of g
	own  graph.Filling  // fill of graphs that no one sees before they are finished
	buf  []byte         // the pickle from offset off on, so far
	off  int
	// Texts of buf are texts of a chunk of the graph's if chunk ≥ 0, else of its Text; strBits and graph.TextBits make their words.
	chunk   int
	strBits graph.Word
	kept    []byte // memory for the next stream

	stack []graph.Word
	sp    int
	fence int // height of the stack at the last MARK, 0 without one

	memo  []graph.Word // those put so far are memo[:puts]; No where nothing was put
	got   []byte       // 1 where memo has what came up again; all zero between pickles; a multiple of 8 long
	puts  int
	pace  graph.Pace
	room  int                   // how long memo[:puts] may become by just appending: see setRoom
	holes int                   // how many of memo[:puts] are No
	far   map[uint64]graph.Word // indexes beyond the number of opcodes
	pages []page                // of a long stream's memo: see packMemo
	gets  int                   // of what was put since anything is packed
	often bool                  // they were too many

	// The opcode under way, or where to go on, is at fill.Pos.
	frame  int // where the open frame ends, or noFrame
	limit  int // where it or buf ends
	wide   int // up to here nine bytes of it can be loaded
	slack  int // bytes behind buf that can be loaded, too
	need   int // bytes that are missing behind buf
	lo, hi int // buf[lo:hi] has all texts

	proto      int // declared, or -1
	buffers    int // NEXT_BUFFER opcodes so far
	lastTuple  int // offsets of the opcodes that last made a tuple and called: see popped
	lastReduce int
	afterLast  opcode.Code // what follows the opcode at lastReduce, where buf has it no longer
	copied     int         // words and bytes copied for builtins spelled as calls: see stand
	base       int64
	src        Source // of a stream, else nil
	small      [maxSmall + padding]byte
}

// Inputs of up to maxSmall bytes are copied, and have padding bytes behind them: so row reads their last opcodes, too, not run (a tuple of
// 20 ints: 3,060 to 2,740 instructions).
const (
	maxSmall = 2 << 10
	padding  = 9
)

const nowhere = math.MinInt / 2 // an offset

const (
	firstStack = 1 << 12 // words
	firstMemo  = 1 << 8
	keepStack  = 1 << 16 // the largest that a machine keeps
	keepMemo   = 1 << 17
)

var machines = sync.Pool{New: func() any { return &Machine{stack: make([]graph.Word, firstStack)} }}

// Get returns a machine; Put gives it back.
func Get() *Machine { return machines.Get().(*Machine) }

// Put gives a machine back, without what it has loaded.
func Put(m *Machine) {
	if cap(m.stack) > keepStack {
		m.stack = make([]graph.Word, firstStack)
	}
	if len(m.memo) > keepMemo {
		m.memo, m.got = nil, nil
	}
	clear(m.got[:min(m.puts, len(m.got))])
	m.puts = 0
	if m.pages != nil {
		m.pages = nil
	}
	m.own.Clear()
	m.cfg, m.buf = nil, nil
	if m.fill != &m.own {
		m.fill = nil
	}
	if m.src != nil {
		m.src = nil
	}
	if !m.own.Keeps(m.g) {
		m.g = nil
	}
	machines.Put(m)
}

// reset makes the machine ready to fill a graph, which finish moves to the zero Graph at.
func (m *Machine) reset(at *graph.Graph, cfg *Config, total int, base int64) {
	if m.pages != nil {
		m.memo, m.got, m.pages = nil, nil, nil
	}
	if m.far != nil {
		m.far = nil
	}
	clear(m.got[:min(m.puts, len(m.got))])
	m.cfg, m.base = cfg, base
	m.stack = m.stack[:min(cap(m.stack), cfg.Limits.MaxStack+2)]
	m.sp, m.fence, m.puts, m.holes = 0, 0, 0, 0
	m.pace, m.gets, m.often = graph.Pace{}, 0, false
	m.need, m.slack, m.frame, m.room = 0, 0, noFrame, min(len(m.memo), cfg.Limits.MaxMemo)
	m.lo, m.hi = math.MaxInt, 0
	m.proto, m.buffers = -1, 0
	m.lastTuple, m.lastReduce, m.copied = nowhere, nowhere, 0
	m.off, m.chunk, m.strBits = 0, -1, graph.Make(graph.Str, 0)
	if fill := &m.own; m.shown() { // they may keep handles to a graph that is never finished
		m.fill = new(graph.Filling)
	} else if m.fill != fill {
		m.fill = fill
	}
	if g := m.fill.Begin(at, total, m.fill == &m.own); m.g != g {
		m.g = g
	}
	m.g.SetBuffers(cfg.Buffers)
}

// shown reports whether others see the graph, and texts in it, before it is finished.
func (m *Machine) shown() bool { return m.cfg.Persistent != nil || m.cfg.Build != nil }

// Load reads the first pickle of data, which must not change while the graph is used, and tells its length.
func (m *Machine) Load(data []byte, cfg *Config) (g *graph.Graph, used int, err error) {
	g = new(graph.Graph)
	if used, err = m.LoadInto(g, data, 0, false, cfg); err != nil {
		return nil, used, err
	}
	return g, used, nil
}

// LoadInto is Load into a zero Graph, of data that stand at offset base of a stream. With own the graph has a private copy of what it needs of data in the
// end, which is nothing of a list of floats.
func (m *Machine) LoadInto(g *graph.Graph, data []byte, base int64, own bool, cfg *Config) (used int, err error) {
	if len(data) == 0 {
		return 0, io.EOF
	}
	if own && (cfg.Persistent != nil || cfg.Build != nil) { // they are given texts before the end
		data, own = bytes.Clone(data), false
	}
	m.reset(g, cfg, len(data), base)
	m.buf = data
	if own && len(data) <= maxSmall && cfg.FindClass == nil { // which is not to be asked twice
		n := copy(m.small[:], data)
		m.buf, m.slack = m.small[:n], padding-1
		clear(m.small[n:][:padding])
	}
	m.g.Text = m.buf
	m.header()
	root, err := m.run()
	if err != nil && m.slack > 0 { // row may have gone past the end: see what is wrong, and where, without
		m.own.Clear()
		m.reset(g, cfg, len(data), base)
		m.buf, m.g.Text = data, data
		root, err = m.run()
	}
	if err == errShort {
		err = m.fail(io.ErrUnexpectedEOF)
	}
	if err != nil {
		return m.fill.Pos, err
	}
	m.finish(g, root, own)
	return m.fill.Pos, nil
}

// header executes the PROTO and the FRAME that most pickles begin with, if nothing is wrong with them.
func (m *Machine) header() {
	b := m.buf
	if len(b) < 11 || opcode.Code(b[0]) != opcode.Proto || b[1] > 5 {
		return
	}
	m.proto, m.fill.Pos = int(b[1]), 2
	if n := binary.LittleEndian.Uint64(b[3:]); opcode.Code(b[2]) == opcode.Frame && n <= uint64(min(len(b)-11, int(m.cfg.Limits.MaxBytes))) {
		m.frame, m.fill.Pos = 11+int(n), 11
	}
}

// finish ends the graph and moves it to at; with own it gets a copy of the texts.
func (m *Machine) finish(at *graph.Graph, root graph.Word, own bool) {
	g := m.g
	g.Proto, g.Size = m.proto, m.off+m.fill.Pos
	for _, w := range m.stack[:m.sp] {
		m.drop(w)
	}
	m.share()
	if own {
		g.KeepText(m.texts())
	}
	m.fill.End(g, at, root, own)
}

// texts returns the range of buf that has all texts of it. Without a PROTO that is all of the pickle: its protocol
// is looked for in the opcodes if anyone asks (py.Document.Proto).
func (m *Machine) texts() (lo, hi int) {
	if m.proto < 0 {
		return 0, m.fill.Pos
	}
	return min(m.lo, m.hi), m.hi
}

// share tells the graph what came up again, the last of it first: so its sets are made once, at their size.
func (m *Machine) share() {
	got := m.got[:min((m.puts+7)&^7, len(m.got))]
	for k := len(got) - 8; k >= 0; k -= 8 {
		for u := binary.LittleEndian.Uint64(got[k:]); u != 0; {
			top := bits.Len64(u) - 1 // each byte is 0 or 1
			u ^= 1 << top
			m.g.MarkShared(m.memo[k+top/8])
		}
	}
}

// fail wraps err with the opcode under way.
func (m *Machine) fail(err error) error {
	if _, ok := err.(*opcode.SyntaxError); ok {
		return err
	}
	op := opcode.Stop
	if m.fill.Pos < len(m.buf) {
		op = opcode.Code(m.buf[m.fill.Pos])
	}
	return &opcode.SyntaxError{Offset: int(m.base) + m.off + m.fill.Pos, Op: op, Err: err}
}

// stop ends a run before STOP, for an error or because the input is short.
func (m *Machine) stop(sp int, err error) (graph.Word, error) {
	m.sp = sp
	if err != errShort {
		err = m.fail(err)
	}
	return graph.No, err
}

// growStack doubles the stack.
func (m *Machine) growStack() ([]graph.Word, error) {
	n, most := len(m.stack), m.cfg.Limits.MaxStack+2
	if n >= most {
		return nil, &LimitError{"values on the stack", int64(m.cfg.Limits.MaxStack)}
	}
	grown := make([]graph.Word, min(2*n, most))
	copy(grown, m.stack)
	m.stack = grown
	return grown, nil
}

// setLimit begins a frame that ends at frame, or noFrame.
func (m *Machine) setLimit(frame int) {
	m.frame, m.limit = frame, min(frame, len(m.buf))
	m.wide = min(m.limit-9+m.slack, graph.MaxOffset)
	if m.chunk >= 0 {
		m.wide = min(m.wide, graph.MaxChunk)
		if _, ok := graph.ChunkBits(m.chunk); !ok {
			m.wide = -1
		}
	}
}

// distinct is how many indexes were put: what MEMOIZE counts by.
func (m *Machine) distinct() uint64 { return uint64(m.puts - m.holes + len(m.far)) }

// setRoom lets the memo be appended to as long as what was put is what is in it, as in all but strange pickles.
func (m *Machine) setRoom() {
	if m.room = 0; m.holes == 0 && m.far == nil {
		m.room = min(len(m.memo), m.cfg.Limits.MaxMemo)
	}
}

// put stores w in the memo.
func (m *Machine) put(n uint64, w graph.Word) error {
	if n == uint64(m.puts) && m.puts < m.room {
		m.memo[n] = w
		m.puts++
		return nil
	}
	defer m.setRoom()
	switch {
	case n < uint64(m.puts):
		if n >= uint64(len(m.got)) {
			m.unpackAll()
		}
		if old := m.memo[n]; old == graph.No {
			m.holes--
		} else if m.got[n] != 0 {
			m.g.MarkShared(old)
			m.got[n] = 0
		}
		m.memo[n] = w
		return nil
	case n > uint64(m.cfg.Limits.MaxMemo):
		return &LimitError{"memo indexes", int64(m.cfg.Limits.MaxMemo)}
	case n > uint64(m.off+m.fill.Pos)+1024: // more than there were opcodes
		if m.far == nil {
			m.far = make(map[uint64]graph.Word)
		}
		m.far[n] = w
		return nil
	}
	for uint64(m.puts) <= n {
		x, ok := m.far[uint64(m.puts)]
		switch {
		case uint64(m.puts) == n:
			x = w
		case !ok:
			x = graph.No
			m.holes++
		}
		if ok {
			delete(m.far, uint64(m.puts))
		}
		if m.puts == len(m.memo) {
			m.growMemo()
		}
		m.memo[m.puts] = x
		m.puts++
	}
	return nil
}

func (m *Machine) growMemo() {
	n := (max(firstMemo, m.fill.Room(&m.pace, m.puts+1, len(m.memo))) + 7) &^ 7
	memo := unzeroed.Words[graph.Word](n)
	if m.puts <= keepMemo {
		copy(memo, m.memo[:m.puts])
	} else {
		m.moveMemo(memo)
	}
	m.memo = memo
	if m.pages == nil {
		got := make([]byte, n)
		copy(got, m.got[:m.puts])
		m.got = got
	}
}

func (m *Machine) get(n uint64) (w graph.Word, err error) {
	if n < uint64(m.puts) {
		if n >= uint64(len(m.got)) {
			w = m.getPacked(int(n))
		} else if w = m.memo[n]; w != graph.No {
			m.got[n] = 1
		}
		if w != graph.No {
			return w, nil
		}
	}
	if w, ok := m.far[n]; ok {
		m.g.MarkShared(w)
		return w, nil
	}
	return 0, &MemoError{n}
}
