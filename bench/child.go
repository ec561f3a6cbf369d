package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"reflect"
	"runtime"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// childArg makes this program a child of the benchmark, whose memory the parent watches: it answers requests as
// workloads.py does.
const childArg = "answer-requests"

func startChild() (*process, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p, err := startProcess("child", exec.Command(exe, childArg))
	if err != nil {
		return nil, err
	}
	_, err = p.ask(request{Do: "nothing"}) // it has started when it answers
	return p, err
}

// A child is the other side.
type child struct {
	in   *bufio.Reader
	data []byte       // that was sent
	doc  *py.Document // that was loaded
	ptr  reflect.Value
}

func answerRequests() error {
	c := &child{in: bufio.NewReaderSize(os.Stdin, 64<<10)}
	for {
		line, err := c.in.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var q request
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		r, err := c.answer(q)
		if err != nil {
			r.Error = err.Error()
		}
		if line, err = json.Marshal(r); err != nil {
			return err
		}
		if _, err := os.Stdout.Write(append(line, '\n')); err != nil {
			return err
		}
	}
}

func (c *child) answer(q request) (r reply, err error) {
	switch q.Do {
	case "hold":
		c.data = make([]byte, q.Size)
		_, err = io.ReadFull(c.in, c.data)
	case "load":
		c.doc, err = pickle.Loads(c.data)
	case "unmarshal":
		for _, w := range workloads {
			if w.name == q.Workload {
				in := &input{workload: w, proto: q.Protocol, data: c.data}
				c.ptr, err = in.fill(options(in))
			}
		}
	case "stream": // a pickle follows; the reader is nothing but one
		c.doc, err = pickle.NewUnpickler(struct{ io.Reader }{c.in}).Load()
	case "buffered": // a pickle follows; the reader is a *bufio.Reader
		c.doc, err = pickle.NewUnpickler(c.in).Load()
	case "live": // the Document alone
		c.data = nil
		runtime.GC()
		runtime.GC() // what pools keep goes at the second time
		var with, without runtime.MemStats
		runtime.ReadMemStats(&with)
		runtime.KeepAlive(c.doc)
		c.doc = nil
		runtime.GC()
		runtime.ReadMemStats(&without)
		r.Live = int64(with.HeapAlloc) - int64(without.HeapAlloc)
	}
	return r, err
}
