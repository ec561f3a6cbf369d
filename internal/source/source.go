// Package source reads pickles from streams and takes not a byte more than each needs, so that whatever
// follows in the stream is still there.
package source

import "io"

// A Source brings bytes and takes back those that were not needed (internal/vm.Source).
type Source interface {
	More(buf []byte, need int) ([]byte, error)
	Unread(n int) error
}

// peeker is *bufio.Reader, or what looks like it.
type peeker interface {
	Peek(n int) ([]byte, error)
	Discard(n int) (int, error)
	Buffered() int
}

const chunk = 64 << 10

// New returns the source for r: one that looks ahead if r is a *bufio.Reader or can seek, else one that
// reads exactly what is needed, byte by byte where a pickle has no frames.
func New(r io.Reader) Source {
	if p, ok := r.(peeker); ok {
		return &peeking{r: p}
	}
	if s, ok := r.(io.ReadSeeker); ok {
		if _, err := s.Seek(0, io.SeekCurrent); err == nil { // a pipe is an *os.File but cannot
			return &seeking{r: s}
		}
	}
	return exact{r}
}

// exact reads no byte that is not needed.
type exact struct{ r io.Reader }

// More grows buf by bytes that came, not by what a pickle claims: a chunk, then as much again as there is.
func (s exact) More(buf []byte, need int) ([]byte, error) {
	start := len(buf)
	for got := 0; got < need; got = len(buf) - start {
		n := min(need-got, max(chunk, len(buf)))
		buf = grow(buf, n)
		k, err := io.ReadFull(s.r, buf[len(buf):len(buf)+n])
		buf = buf[:len(buf)+k]
		switch {
		case err == nil:
		case err != io.EOF && err != io.ErrUnexpectedEOF:
			return buf, err
		case len(buf) == start:
			return buf, io.EOF
		default:
			return buf, nil
		}
	}
	return buf, nil
}

func (s exact) Unread(int) error { return nil }

// grow makes room for n more bytes.
func grow(buf []byte, n int) []byte {
	if cap(buf)-len(buf) >= n {
		return buf
	}
	grown := make([]byte, len(buf), max(2*len(buf), len(buf)+n))
	copy(grown, buf)
	return grown
}

// seeking reads ahead by chunks and seeks back.
type seeking struct{ r io.ReadSeeker }

func (s *seeking) More(buf []byte, need int) ([]byte, error) {
	start := len(buf)
	for got := 0; got < need; got = len(buf) - start {
		buf = grow(buf, max(chunk, min(need-got, len(buf))))
		k, err := s.r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+k]
		switch {
		case err == nil || k > 0:
		case err != io.EOF:
			return buf, err
		case len(buf) == start:
			return buf, io.EOF
		default:
			return buf, nil
		}
	}
	return buf, nil
}

func (s *seeking) Unread(n int) error {
	if n == 0 {
		return nil
	}
	_, err := s.r.Seek(-int64(n), io.SeekCurrent)
	return err
}

// peeking looks into the reader's buffer and discards only what is used.
type peeking struct {
	r       peeker
	pending int // bytes that were seen but not discarded
}

func (s *peeking) More(buf []byte, need int) ([]byte, error) {
	start := len(buf)
	for got := 0; got < need; got = len(buf) - start {
		if err := s.Unread(0); err != nil {
			return buf, err
		}
		if s.r.Buffered() == 0 {
			if _, err := s.r.Peek(1); err != nil {
				if err == io.EOF && len(buf) > start {
					return buf, nil
				}
				return buf, err
			}
		}
		b, err := s.r.Peek(s.r.Buffered())
		if err != nil {
			return buf, err
		}
		buf = append(buf, b...)
		s.pending = len(b)
	}
	return buf, nil
}

func (s *peeking) Unread(n int) error {
	_, err := s.r.Discard(s.pending - n)
	s.pending = 0
	return err
}
