package vm

import (
	"bytes"
	"io"
	"math"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/unzeroed"
	"github.com/brine-go/brine/opcode"
)

// A Source brings the bytes of a stream. It may look ahead, as long as it can give back.
type Source interface {
	// More appends bytes to buf: need, or fewer at the end of the stream, or more if they are at hand
	// without waiting and there is room for them. With none left it returns io.EOF.
	More(buf []byte, need int) ([]byte, error)
	// Unread ends a pickle and gives back the last n bytes that More brought.
	Unread(n int) error
	// Rest returns how many bytes are left in the stream, or -1 if that is not known.
	Rest() int64
}

const (
	firstBuffer = 64 << 10
	// chunkSize is how long the buffer of a stream becomes: what is read after that goes to a new one, so that
	// no more than this is ever held twice.
	chunkSize  = graph.MaxChunk + 1
	keepBuffer = 256 << 10 // the longest that a machine keeps
	roomy      = 1 << 20   // from here on its memory is given back at once when it moves
	// trust is how many times as long as what has come a text may say to be, to get all its memory at once.
	trust = 32
)

// LoadFromInto reads the next pickle of a stream, which begins at offset base of it, into a zero Graph. With whole all
// its bytes are in the graph's Text, else only what has texts. At a clean end it returns io.EOF.
func (m *Machine) LoadFromInto(g *graph.Graph, src Source, base int64, whole bool, cfg *Config) (used int, err error) {
	m.reset(g, cfg, 0, base)
	m.fill.Total = math.MaxInt // unknown as yet: arrays double
	m.buf, m.kept, m.src = m.kept[:0], nil, src
	for m.need = 1; ; {
		if int64(m.off)+int64(len(m.buf))+int64(m.need) > cfg.Limits.MaxBytes {
			return m.off + m.fill.Pos, m.fail(&LimitError{"bytes of a pickle", cfg.Limits.MaxBytes})
		}
		m.makeRoom(src, whole)
		had := len(m.buf)
		m.buf, err = src.More(m.buf, min(m.need, cap(m.buf)-had))
		if err != nil {
			if err == io.EOF && m.off+len(m.buf) > 0 {
				err = m.fail(io.ErrUnexpectedEOF)
			}
			used := m.off + len(m.buf)
			m.keep()
			return used, err
		}
		m.showText()
		if !m.shown() {
			g.Ready(len(m.buf) - m.fill.Pos)
		}
		root, err := m.run()
		if err == errShort {
			continue
		}
		used := m.off + m.fill.Pos
		if uerr := src.Unread(len(m.buf) - m.fill.Pos); err == nil {
			err = uerr
		}
		if err == nil {
			m.finishStream(g, root, whole)
		} else {
			m.keep()
		}
		return used, err
	}
}

// keep keeps the memory of buf for the next stream, if it is little and no one has texts of it.
func (m *Machine) keep() {
	if m.chunk < 0 && cap(m.buf) <= keepBuffer && !m.shown() {
		m.kept = m.buf
	}
}

// showText gives the graph the texts of buf.
func (m *Machine) showText() {
	if m.chunk < 0 {
		m.g.Text = m.buf
	} else {
		m.g.SetChunk(m.chunk, m.buf)
	}
}

// finishStream ends the graph of a stream's pickle and moves it to at.
func (m *Machine) finishStream(at *graph.Graph, root graph.Word, whole bool) {
	g := m.g
	lo, hi := m.texts()
	small := 2*(hi-lo) <= cap(m.buf) && !m.shown() // who has seen it may have texts of buf
	switch {
	case whole:
		g.Text = m.buf[:m.fill.Pos:m.fill.Pos]
		if 2*len(g.Text) <= cap(m.buf) {
			g.Text = bytes.Clone(g.Text)
			m.keep()
		}
		m.finish(at, root, false)
		return
	case m.chunk < 0 && !small:
		g.KeepText(lo, hi)
	case m.chunk >= 0 && !small:
		g.SetChunk(m.chunk, m.buf[:hi:hi])
	case m.chunk >= 0:
		g.SetChunk(m.chunk, bytes.Clone(m.buf[:hi]))
	}
	m.finish(at, root, m.chunk < 0 && small)
	if small {
		m.keep()
	}
}

// makeRoom sees to it that buf has room for the bytes that are missing, or for many of them: what a pickle
// says about lengths is believed only so far.
func (m *Machine) makeRoom(src Source, whole bool) {
	if cap(m.buf)-len(m.buf) >= m.need {
		return
	}
	if !whole && m.proto >= 0 && m.fill.Pos > 0 && cap(m.buf) >= chunkSize {
		if m.retire(); cap(m.buf)-len(m.buf) >= m.need {
			return
		}
	}
	size := len(m.buf)
	n := max(firstBuffer, 2*size)
	if !whole {
		n = min(n, chunkSize)
	}
	most := max(firstBuffer, trust*size)
	if size >= firstBuffer && m.off == 0 {
		if rest := src.Rest(); rest > 0 {
			m.fill.Total = size + int(rest)
			n = max(n, min(m.fill.Total, most))
		}
	}
	if want := size + m.need; want > n {
		n = max(min(want, most), size+size/2)
	}
	old := m.buf
	m.buf = unzeroed.Bytes(n)[:size]
	if size < roomy || m.shown() {
		copy(m.buf, old)
	} else {
		unzeroed.Move(m.buf, old)
	}
}

// retire gives what is used of buf to the graph, as far as it has texts, and goes on with the rest.
func (m *Machine) retire() {
	pos := m.fill.Pos
	tail := m.buf[pos:]
	lo, hi := m.texts()
	spare := !m.shown() // who has seen it may have texts of buf
	switch {
	case m.chunk < 0:
		m.g.KeepText(lo, hi)
		if spare = spare && 2*(hi-lo) < cap(m.buf); spare {
			m.g.Text = bytes.Clone(m.g.Text)
		}
	case hi > 0:
		m.g.SetChunk(m.chunk, m.buf[:hi:hi])
		spare = false
	}
	if m.chunk < 0 || hi > 0 {
		m.chunk = m.g.NewChunk()
		bits, _ := graph.ChunkBits(m.chunk)
		m.strBits = graph.Make(graph.Str, 0) | bits
	}
	if i := m.lastReduce + 1; i >= 0 && i < pos {
		m.afterLast = opcode.Code(m.buf[i])
	}
	if spare && cap(m.buf) <= chunkSize {
		m.buf = m.buf[:copy(m.buf, tail)]
	} else {
		m.buf = append(unzeroed.Bytes(max(chunkSize, len(tail))), tail...)
	}
	m.off += pos
	m.lo, m.hi = 0, 0
	for _, at := range []*int{&m.frame, &m.lastTuple, &m.lastReduce} {
		if *at != noFrame && *at != nowhere {
			*at -= pos
		}
	}
	m.fill.Pos, m.fill.Total = 0, math.MaxInt
	m.packMemo()
}
