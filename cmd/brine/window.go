package main

import "io"

// A window is a file in memory, of which a pickle sees as much as it turns out to need: a chunk, then sixteen times as
// much, and so on. It is what [pickle.NewUnpickler] asks of a *bufio.Reader. A large pickle is thus copied once, where
// a reader's own small buffer has it copied at each growth, and a file of many small ones is not copied for each.
type window struct {
	rest []byte
	open int // bytes that can be seen
}

const firstWindow = 1 << 16

// narrow begins a pickle.
func (w *window) narrow() { w.open = firstWindow }

func (w *window) Buffered() int { return min(w.open, len(w.rest)) }

// Peek returns the next n bytes, and opens the window further for when they do not do.
func (w *window) Peek(n int) ([]byte, error) {
	if n > len(w.rest) {
		return w.rest, io.EOF
	}
	w.open = min(16*w.open, max(len(w.rest), firstWindow))
	return w.rest[:n], nil
}

func (w *window) Discard(n int) (int, error) {
	n = min(n, len(w.rest))
	w.rest = w.rest[n:]
	return n, nil
}

func (w *window) Read(p []byte) (int, error) {
	if len(w.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}
