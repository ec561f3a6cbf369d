package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// unusedCode is registered in every request, so that a code which Python has not registered is an error
// as in Python; without any registration, Go keeps codes as they are.
const unusedCode = 1<<31 - 2

// loadAndDump is the codec under test: a stream's first pickle to a Document, and that to a pickle.
func loadAndDump(req *request, blobs [][]byte) (answer reply, out [][]byte) {
	defer func() {
		// A bug in the codec: told with its pickle, and the run goes on to find the next.
		if p := recover(); p != nil {
			answer, out = reply{Error: fmt.Sprintf("panic: %v\n%s", p, debug.Stack())}, nil
		}
	}()
	opts := []pickle.Option{
		pickle.WithFixImports(req.FixImports),
		pickle.WithEncoding(req.Encoding),
		pickle.WithErrors(req.Errors),
		pickle.WithBuffers(blobs[1:]),
		pickle.WithExtension(unusedCode, "conformance", "unused"),
	}
	for _, e := range req.Extensions {
		opts = append(opts, pickle.WithExtension(uint32(e.Code), e.Module, e.Name))
	}

	doc, used, err := loadFirst(blobs[0], opts)
	if err != nil {
		end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		return reply{Error: err.Error(), End: end}, nil
	}

	protocol := doc.Proto()
	if req.Protocol != nil {
		protocol = *req.Protocol
	}
	opts = append(opts, pickle.WithProtocol(protocol))
	out = [][]byte{nil}
	if protocol >= 5 {
		opts = append(opts, pickle.WithBufferCallback(func(buffer py.Value) (inBand bool, err error) {
			content, ok := buffer.Bytes()
			if !ok {
				return false, fmt.Errorf("buffer %d has no bytes", len(out)-1)
			}
			out = append(out, content)
			return false, nil
		}))
	}
	if out[0], err = pickle.Dumps(doc.Root(), opts...); err != nil {
		return reply{Error: "dump: " + err.Error()}, nil
	}
	return reply{Used: used}, out
}

// streamed is up to what size pickles are read from a stream that cannot seek.
const streamed = 32 << 10

// loadFirst loads the first pickle of data by the way of streams, and holds the Unpickler to its promise
// that it takes as many bytes as the pickle has.
func loadFirst(data []byte, opts []pickle.Option) (*py.Document, int, error) {
	source := bytes.NewReader(data)
	var r io.Reader = source
	if len(data) <= streamed {
		r = struct{ io.Reader }{source}
	}
	u := pickle.NewUnpickler(r, opts...)
	doc, err := u.Load()
	if err != nil {
		return nil, 0, err
	}
	used := len(data) - source.Len()
	if int64(used) != u.InputOffset() {
		return nil, 0, fmt.Errorf("the Unpickler took %d bytes of a pickle of %d", used, u.InputOffset())
	}
	return doc, used, nil
}
