package serve

import (
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/brine-go/brine/internal/rows"
)

// An exchange is what one request needs; its buffers are used again.
type exchange struct {
	body    []byte     // of the request
	out     []byte     // the answer
	frame   rows.Frame // the rows, while they are numbers
	infer   inferRequest
	numbers []float64 // of a tensor

	endpoint string
	style    style
	model    string // its name, once it is known to be one
	rows     int
	held     int64 // bytes counted in Server.held
	deadline time.Time
}

// style is how an endpoint words its errors.
type style uint8

const (
	openInference style = iota // {"error": "…"}
	mlflow                     // {"error_code": "…", "message": "…"}
)

var exchanges = sync.Pool{New: func() any { return new(exchange) }}

// free gives the buffers back, but for large ones.
func (e *exchange) free() {
	if cap(e.body) > keptBuffer || cap(e.out) > keptBuffer || e.rows > 1<<12 {
		return
	}
	e.infer.reset()
	*e = exchange{body: e.body[:0], out: e.out[:0], frame: e.frame, infer: e.infer, numbers: e.numbers[:0]}
	exchanges.Put(e)
}

// A handler answers a request by what it leaves in the exchange's out and the header. An error is the answer else.
type handler func(e *exchange, w http.Header, r *http.Request) error

// guard makes a handler of an endpoint one of net/http: it bounds the number of requests, counts them, and answers errors.
func (s *Server) guard(endpoint string, style style, method string, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		e := exchanges.Get().(*exchange)
		e.endpoint, e.style, e.deadline = endpoint, style, start.Add(s.config.Timeout)
		status := s.answer(e, method, h, w, r)
		s.held.Add(-e.held)
		took := time.Since(start)
		s.metrics.observe(e, status, took)
		switch {
		case status >= 500 && status != http.StatusServiceUnavailable:
			s.config.Log.Error("request failed", "endpoint", endpoint, "model", e.model, "status", status, "took", took, "answer", string(e.out))
		case s.config.LogRequests:
			s.config.Log.Info("request", "endpoint", endpoint, "model", e.model, "status", status, "rows", e.rows, "took", took, "remote", r.RemoteAddr)
		}
		e.free()
	})
}

// answer lets the handler answer and returns the status.
func (s *Server) answer(e *exchange, method string, h handler, w http.ResponseWriter, r *http.Request) (status int) {
	n := s.requests.Add(1)
	defer s.requests.Add(-1)
	status = http.StatusOK
	var err error
	switch {
	case n > int64(s.config.MaxRequests):
		err = failure(http.StatusServiceUnavailable, "the server has %d requests at a time already; try again", s.config.MaxRequests)
	case r.Method != method && !(r.Method == http.MethodHead && method == http.MethodGet):
		w.Header().Set("Allow", method)
		err = failure(http.StatusMethodNotAllowed, "%s is not for %s, want %s", r.URL.Path, r.Method, method)
	default:
		err = s.protect(e, h, w.Header(), r)
	}
	if err != nil {
		status = statusOf(err)
		e.fail(w.Header(), status, err)
	}
	header := w.Header()
	if status == http.StatusServiceUnavailable {
		header.Set("Retry-After", "1")
	}
	if status == http.StatusRequestTimeout || status == http.StatusRequestEntityTooLarge {
		header.Set("Connection", "close") // the rest of the body is not read
	}
	header.Set("Content-Length", strconv.Itoa(len(e.out)))
	w.WriteHeader(status)
	w.Write(e.out) // a client that has gone is nobody's error
	return status
}

// protect calls the handler. A panic is a mistake of ours, which other requests are not to suffer from.
func (s *Server) protect(e *exchange, h handler, w http.Header, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.config.Log.Error("panic", "endpoint", e.endpoint, "panic", p, "stack", string(debug.Stack()))
			err = failure(http.StatusInternalServerError, "the server made a mistake, which its log tells")
		}
	}()
	return h(e, w, r)
}

// fail makes an error the answer.
func (e *exchange) fail(w http.Header, status int, err error) {
	w.Set("Content-Type", jsonType)
	w.Del(headerLength)
	if e.style == mlflow {
		code := "BAD_REQUEST"
		if status >= 500 {
			code = "INTERNAL_ERROR"
		}
		e.out = append(e.out[:0], `{"error_code":"`+code+`","message":`...)
	} else {
		e.out = append(e.out[:0], `{"error":`...)
	}
	e.out = append(appendString(e.out, err.Error()), '}', '\n')
}
