package vm

import (
	"bytes"
	"errors"
	"io"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/spool"
	"github.com/brine-go/brine/internal/unzeroed"
)

// A Tail is what stands behind a BUILD in the input and is no opcode: joblib puts the bytes of an array there.
// [Config].Build gets it and takes what belongs to the object; the machine goes on behind that.
type Tail struct{ m *Machine }

// trusted is how much memory is taken for bytes of a stream that are claimed and have not arrived yet, unless
// [Config].Trust is more.
const trusted = 64 << 20

var errInFrame = errors.New("bytes that are no opcodes within a frame")

// built asks Config.Build about the object w, whose BUILD ends at i, with sp values on the stack.
func (m *Machine) built(w graph.Word, i, sp int) (graph.Word, error) {
	at, off := m.fill.Pos, m.off
	m.fill.Pos, m.sp = i, sp
	to, ok, err := m.cfg.Build(Tail{m}, m.g, w)
	if err != nil {
		m.fill.Pos, m.off = at, off // the error is told with the offset of the BUILD
		return w, err
	}
	if !ok {
		return w, nil
	}
	m.g.ShareAll() // the caller may give one value twice
	return to, nil
}

// Offset returns where in the stream the next byte stands.
func (t Tail) Offset() int64 { return t.m.base + int64(t.m.off) + int64(t.m.fill.Pos) }

// Next takes n bytes. Of an input in memory they are a part; of a stream, a copy.
func (t Tail) Next(n int64) ([]byte, error) {
	m := t.m
	if err := m.leaveFrame(); err != nil {
		return nil, err
	}
	have := m.buf[m.fill.Pos:]
	switch {
	case n < 0 || n > m.cfg.Limits.MaxBytes-int64(m.off):
		return nil, &LimitError{"bytes of a pickle", m.cfg.Limits.MaxBytes}
	case m.src == nil && n > int64(len(have)):
		return nil, io.ErrUnexpectedEOF
	case m.src == nil:
		m.fill.Pos += int(n)
		return have[:n:n], nil
	}
	return m.takeFrom(have, int(n))
}

// takeFrom copies n bytes out of a stream: first what was read ahead, which leaves the buffer, then straight from the
// source, which reads into the room there is and no further.
func (m *Machine) takeFrom(have []byte, n int) ([]byte, error) {
	k := min(n, len(have))
	out, rest := have[:k], &rest{m.src, n - k}
	var err error
	if n <= max(trusted, int(m.cfg.Trust), k) {
		out = append(unzeroed.Bytes(n), out...)[:n]
		_, err = io.ReadFull(rest, out[k:])
	} else {
		out, err = spool.ReadAll(io.MultiReader(bytes.NewReader(out), rest))
	}
	switch {
	case err == io.EOF, err == nil && rest.n > 0:
		return nil, io.ErrUnexpectedEOF
	case err != nil:
		return nil, err
	}
	m.buf = m.buf[:m.fill.Pos+copy(have, have[k:])]
	m.showText()
	m.off += n // what stands before in buf has been read
	return out, nil
}

// rest reads the next n bytes of a source.
type rest struct {
	src Source
	n   int
}

func (r *rest) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	p = p[:min(len(p), r.n)]
	got, err := r.src.More(p[:0:len(p)], len(p))
	r.n -= len(got)
	if len(got) == 0 && err == nil {
		err = io.EOF
	}
	return len(got), err
}

// Load takes a pickle, which has a memo of its own; its values are made in the graph of the one around it. Its
// objects have no tails.
func (t Tail) Load() (graph.Word, error) {
	m := t.m
	if err := m.leaveFrame(); err != nil {
		return graph.No, err
	}
	outer, pos := *m, m.fill.Pos
	cfg := *m.cfg
	cfg.Build = nil
	m.cfg = &cfg
	m.stack, m.sp, m.fence = make([]graph.Word, 64), 0, 0
	m.memo, m.got, m.puts, m.room, m.holes, m.far = nil, nil, 0, 0, 0, nil
	m.proto, m.lastTuple, m.lastReduce = -1, nowhere, nowhere
	root, err := m.run()
	for err == errShort {
		if err = m.more(); err == nil {
			root, err = m.run()
		}
	}
	m.cfg = outer.cfg
	m.stack, m.sp, m.fence = outer.stack, outer.sp, outer.fence
	m.memo, m.got, m.puts, m.room, m.holes, m.far = outer.memo, outer.got, outer.puts, outer.room, outer.holes, outer.far
	m.proto, m.lastTuple, m.lastReduce, m.frame = outer.proto, outer.lastTuple, outer.lastReduce, noFrame
	if err != nil {
		m.fill.Pos = pos
		return graph.No, err
	}
	return root, nil
}

// more brings what an opcode lacks.
func (m *Machine) more() (err error) {
	if m.src == nil {
		return m.fail(io.ErrUnexpectedEOF)
	}
	if int64(m.off)+int64(len(m.buf))+int64(m.need) > m.cfg.Limits.MaxBytes {
		return m.fail(&LimitError{"bytes of a pickle", m.cfg.Limits.MaxBytes})
	}
	m.makeRoom(m.src, true)
	m.buf, err = m.src.More(m.buf, min(m.need, cap(m.buf)-len(m.buf)))
	if err == io.EOF {
		err = m.fail(io.ErrUnexpectedEOF)
	}
	m.showText()
	return err
}

// leaveFrame ends the frame, which must be read to its end.
func (m *Machine) leaveFrame() error {
	if m.frame != noFrame && m.fill.Pos != m.frame {
		return errInFrame
	}
	m.frame = noFrame
	return nil
}
