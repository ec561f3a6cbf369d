package emit

import "github.com/brine-go/brine/internal/graph"

// tail writes what Config.Tail wants behind an object, on the stack, of which all is written: bytes that are no
// opcodes, so they stand out of frames. internal/vm's Tail takes them.
func (e *Encoder) tail(w graph.Word) error {
	write, again := e.cfg.Tail(e.g, w)
	if write == nil {
		return nil
	}
	e.closeFrame()
	out := tailWriter{e}
	if err := write(&out, e.written+int64(len(e.Out)-e.start)); err != nil {
		return err
	}
	e.openFrame()
	if again {
		e.memoize(w)
	}
	return nil
}

// tailWriter appends to a pickle, or writes through to where the pickle goes.
type tailWriter struct{ e *Encoder }

func (t *tailWriter) Write(b []byte) (int, error) {
	e := t.e
	if len(b) < frameTarget || e.w == nil {
		e.Out = append(e.Out, b...)
		return len(b), nil
	}
	if err := e.flush(); err != nil {
		return 0, err
	}
	n, err := e.w.Write(b)
	e.written += int64(n)
	return n, err
}
