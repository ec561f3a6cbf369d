package serve

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
)

const (
	firstRead  = 16 << 10 // bytes of a buffer at first
	keptBuffer = 1 << 20  // bytes of a buffer that goes back to the pool
)

// readBody reads the body of a request into the exchange's buffer, inflated if it is compressed by gzip. Memory is taken as bytes
// arrive, out of what all requests together may hold.
func (s *Server) readBody(e *exchange, r *http.Request) error {
	if r.ContentLength > s.config.MaxBody {
		return s.tooLarge()
	}
	in := io.Reader(r.Body)
	switch encoding := strings.ToLower(r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			return bodyFailure(err)
		}
		in = z
	default:
		return failure(http.StatusUnsupportedMediaType, "Content-Encoding %q is not supported; gzip is", encoding)
	}
	body := e.body[:0]
	for {
		if len(body) == cap(body) {
			size := max(firstRead, 2*cap(body))
			if n := r.ContentLength + 1; n > int64(cap(body)) && n < int64(size) { // one more, to see the end
				size = int(n)
			}
			if !s.hold(e, int64(size)) {
				return failure(http.StatusServiceUnavailable, "the server holds as many bytes of requests as it may; try again")
			}
			larger := make([]byte, len(body), size)
			copy(larger, body)
			body = larger
			e.body = body
		}
		n, err := in.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if int64(len(body)) > s.config.MaxBody {
			return s.tooLarge()
		}
		if err == io.EOF {
			e.body = body
			return nil
		}
		if err != nil {
			return bodyFailure(err)
		}
	}
}

func (s *Server) tooLarge() error {
	return failure(http.StatusRequestEntityTooLarge, "the request has more than %d bytes", s.config.MaxBody)
}

// hold counts what an exchange holds, and reports whether all together may.
func (s *Server) hold(e *exchange, size int64) bool {
	more := size - e.held
	if s.held.Add(more) > s.config.MaxMemory {
		s.held.Add(-more)
		return false
	}
	e.held = size
	return true
}

// bodyFailure tells a slow client from a broken one.
func bodyFailure(err error) error {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return failure(http.StatusRequestTimeout, "the request did not arrive in time")
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return bad("the body is no gzip: %v", err)
	}
	return bad("the body cannot be read: %v", err)
}
