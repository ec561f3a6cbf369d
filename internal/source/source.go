// Package source reads pickles from streams and takes not a byte more than each needs, so that whatever
// follows in the stream is still there.
package source

import "io"

// A Source brings bytes and takes back those that were not needed (internal/vm.Source). It reads into the room
// that buf has behind its length, which is for need bytes at least.
type Source interface {
	More(buf []byte, need int) ([]byte, error)
	Unread(n int) error
	Rest() int64
}

// peeker is *bufio.Reader, or what looks like it.
type peeker interface {
	io.Reader
	Peek(n int) ([]byte, error)
	Discard(n int) (int, error)
	Buffered() int
}

const chunk = 64 << 10

// direct is from how many missing bytes on they are read past the reader's buffer.
const direct = 64 << 10

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

func (s exact) More(buf []byte, need int) ([]byte, error) {
	k, err := io.ReadFull(s.r, buf[len(buf):len(buf)+need])
	if k > 0 && (err == io.ErrUnexpectedEOF || err == io.EOF) {
		err = nil // the next call tells, where k = 0: a reader may itself say that it ended unexpectedly
	}
	return buf[:len(buf)+k], err
}

func (s exact) Unread(int) error { return nil }

func (s exact) Rest() int64 { return -1 }

// seeking reads ahead by chunks and seeks back.
type seeking struct{ r io.ReadSeeker }

func (s *seeking) More(buf []byte, need int) ([]byte, error) {
	start := len(buf)
	for got := 0; got < need; got = len(buf) - start {
		k, err := s.r.Read(buf[len(buf):min(cap(buf), len(buf)+max(chunk, need-got))])
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

// Rest returns how far the end is.
func (s *seeking) Rest() int64 {
	here, err := s.r.Seek(0, io.SeekCurrent)
	if err != nil {
		return -1
	}
	end, err := s.r.Seek(0, io.SeekEnd)
	if _, back := s.r.Seek(here, io.SeekStart); back != nil || err != nil {
		return -1
	}
	return end - here
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
		if s.r.Buffered() == 0 && need-got >= direct {
			k, err := s.r.Read(buf[len(buf) : len(buf)+need-got])
			buf = buf[:len(buf)+k]
			if err != nil && (err != io.EOF || len(buf) == start) {
				return buf, err
			}
			if err != nil {
				return buf, nil
			}
			continue
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
		b = b[:min(len(b), cap(buf)-len(buf))]
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

func (s *peeking) Rest() int64 { return -1 }
