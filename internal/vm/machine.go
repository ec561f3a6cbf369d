package vm

import (
	"io"
	"sync"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// A Machine reads pickles, one at a time. Its stacks are kept from one to the next.
type Machine struct {
	cfg *Config
	g   *graph.Graph
	buf []byte // the pickle so far; g.Text in the end

	stack []graph.Word
	sp    int
	marks []int
	memo  []graph.Word          // No where nothing was put
	far   map[uint64]graph.Word // indexes beyond the number of opcodes
	puts  int                   // distinct indexes put: what MEMOIZE counts by

	i     int // where to go on
	frame int // where the open frame ends, or noFrame
	need  int // bytes that are missing behind buf
	op    opcode.Code

	proto      int // declared, or -1
	buffers    int // NEXT_BUFFER opcodes so far
	lastTuple  int // offsets of the opcodes that last made a tuple and called: see popped
	lastReduce int
	copied     int // words and bytes copied for builtins spelled as calls: see stand
	base       int64
	scratch    graph.Scratch
}

var machines = sync.Pool{New: func() any { return &Machine{stack: make([]graph.Word, 1024)} }}

// Get returns a machine; Put gives it back.
func Get() *Machine { return machines.Get().(*Machine) }

// Put gives a machine back, without what it has loaded.
func Put(m *Machine) {
	if len(m.stack) > 1<<16 {
		m.stack = make([]graph.Word, 1024)
	}
	if cap(m.memo) > 1<<17 {
		m.memo = nil
	}
	m.cfg, m.g, m.buf, m.far = nil, nil, nil, nil
	machines.Put(m)
}

func (m *Machine) reset(cfg *Config, total int, base int64) {
	m.cfg, m.g, m.base = cfg, graph.New(total, &m.scratch), base
	m.sp, m.marks, m.memo, m.far, m.puts = 0, m.marks[:0], m.memo[:0], nil, 0
	m.i, m.need, m.op, m.frame = 0, 0, 0, noFrame
	m.proto, m.buffers = -1, 0
	m.lastTuple, m.lastReduce, m.copied = -1, -1, 0
	m.g.Buffers = cfg.Buffers
}

// Load reads the first pickle of data, which must not change while the graph is used, and tells its length.
func (m *Machine) Load(data []byte, cfg *Config) (g *graph.Graph, used int, err error) {
	m.reset(cfg, len(data), 0)
	if len(data) == 0 {
		return nil, 0, io.EOF
	}
	m.buf = data
	m.g.Text = data
	root, err := m.run()
	if err == errShort {
		err = m.fail(io.ErrUnexpectedEOF)
	}
	if err != nil {
		return nil, m.i, err
	}
	return m.finish(root), m.i, nil
}

// A Source brings the bytes of a stream. It may look ahead, as long as it can give back.
type Source interface {
	// More appends bytes to buf: need, or fewer at the end of the stream, or more if they are at hand
	// without waiting. With none left it returns io.EOF.
	More(buf []byte, need int) ([]byte, error)
	// Unread ends a pickle and gives back the last n bytes that More brought.
	Unread(n int) error
}

// LoadFrom reads the next pickle of a stream, which begins at offset base of it. At a clean end it
// returns io.EOF.
func (m *Machine) LoadFrom(src Source, base int64, cfg *Config) (g *graph.Graph, used int, err error) {
	m.reset(cfg, 0, base)
	m.buf = nil
	m.need = 1
	for {
		if int64(len(m.buf))+int64(m.need) > cfg.Limits.MaxBytes {
			return nil, m.i, m.fail(&LimitError{"bytes of a pickle", cfg.Limits.MaxBytes})
		}
		if m.buf, err = src.More(m.buf, m.need); err != nil {
			if err == io.EOF && len(m.buf) > 0 {
				err = m.fail(io.ErrUnexpectedEOF)
			}
			return nil, len(m.buf), err
		}
		m.g.Text, m.g.Total = m.buf, len(m.buf)
		root, err := m.run()
		if err == errShort {
			continue
		}
		if uerr := src.Unread(len(m.buf) - m.i); err == nil {
			err = uerr
		}
		if err != nil {
			return nil, m.i, err
		}
		m.g.Text = m.buf[:m.i]
		return m.finish(root), m.i, nil
	}
}

func (m *Machine) finish(root graph.Word) *graph.Graph {
	g := m.g
	g.Proto = m.proto
	for _, w := range m.stack[:m.sp] {
		m.drop(w)
	}
	g.Freeze(root)
	m.g = nil
	return g
}

// fail wraps err with the opcode under way, which is at m.i.
func (m *Machine) fail(err error) error {
	if _, ok := err.(*opcode.SyntaxError); ok {
		return err
	}
	return &opcode.SyntaxError{Offset: int(m.base) + m.i, Op: m.op, Err: err}
}

// put stores w in the memo. memo[len(memo)] comes next in all but strange pickles.
func (m *Machine) put(n uint64, w graph.Word) error {
	switch {
	case n < uint64(len(m.memo)):
		if m.memo[n] == graph.No {
			m.puts++
		}
		m.memo[n] = w
		return nil
	case n > uint64(m.cfg.Limits.MaxMemo):
		return &LimitError{"memo indexes", int64(m.cfg.Limits.MaxMemo)}
	case n > uint64(m.g.Pos)+1024: // more than there were opcodes
		if m.far == nil {
			m.far = make(map[uint64]graph.Word)
		}
		if _, ok := m.far[n]; !ok {
			m.puts++
		}
		m.far[n] = w
		return nil
	}
	for uint64(len(m.memo)) < n {
		w, ok := m.far[uint64(len(m.memo))]
		if !ok {
			w = graph.No
		}
		m.memo = append(m.memo, w)
	}
	if _, ok := m.far[n]; !ok {
		m.puts++
	}
	m.memo = append(m.memo, w)
	return nil
}

func (m *Machine) get(n uint64) (graph.Word, error) {
	if n < uint64(len(m.memo)) && m.memo[n] != graph.No {
		m.g.MarkShared(m.memo[n])
		return m.memo[n], nil
	}
	if w, ok := m.far[n]; ok {
		m.g.MarkShared(w)
		return w, nil
	}
	return 0, &MemoError{n}
}
