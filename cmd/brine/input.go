package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// An input is a file, or stdin, from which pickles are read one after another.
type input struct {
	name string
	r    reader
	file *os.File // nil for stdin
	head []byte   // its first bytes
}

// A reader is a *bufio.Reader or a window.
type reader interface {
	io.Reader
	Peek(n int) ([]byte, error)
	Discard(n int) (int, error)
	Buffered() int
}

const stdinName = "-"

// maxWhole is the size to which a file is read whole; from a larger one pickles come one after another.
const maxWhole = 1 << 30

// headSize is how far into a file open looks to tell what it is.
const headSize = 4096

// open opens a file that should hold pickles. What is known to be another format is an error that says so.
func (c *command) open(name string) (*input, error) {
	in := &input{name: name}
	var r io.Reader = c.stdin
	if name == stdinName {
		in.name = "stdin"
	} else {
		f, err := os.Open(name)
		if err != nil {
			return nil, fileFailure(name, err)
		}
		r, in.file = f, f
	}
	var err error
	if in.r, err = newReader(r, in.file); err != nil {
		in.close()
		return nil, fileFailure(in.name, err)
	}
	head, err := in.r.Peek(headSize)
	if err != nil && err != io.EOF {
		in.close()
		return nil, fileFailure(in.name, err)
	}
	in.head = bytes.Clone(head)
	if len(head) == 0 {
		in.close()
		return nil, &failure{code: exitFile, name: in.name, err: errors.New("the file is empty"), hint: "whatever should have written it did not finish, or wrote elsewhere"}
	}
	if f := formatOf(head); f != nil {
		in.close()
		return nil, &failure{code: exitFile, name: in.name, err: fmt.Errorf("it is %s, not a pickle", f.name), hint: strings.ReplaceAll(f.hint, "FILE", name)}
	}
	return in, nil
}

// newReader reads a plain file whole, if it is not too large.
func newReader(r io.Reader, file *os.File) (reader, error) {
	if file != nil {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() && 0 < info.Size() && info.Size() <= maxWhole { // /proc says 0
			data := make([]byte, info.Size())
			n, err := io.ReadFull(file, data)
			if err == io.EOF || err == io.ErrUnexpectedEOF { // it has become shorter
				err = nil
			}
			w := &window{rest: data[:n]}
			w.narrow()
			return w, err
		}
	}
	return bufio.NewReaderSize(r, 1<<16), nil
}

func (in *input) close() {
	if in.file != nil {
		in.file.Close() // it was read only
	}
}

// A pickled is one pickle of an input.
type pickled struct {
	doc        *py.Document
	number     int   // from 1
	start, end int64 // in the input
}

// pickles calls f with each pickle of a file. An error of f stops it.
func (c *command) pickles(name string, f func(in *input, p pickled) error) error {
	in, err := c.open(name)
	if err != nil {
		return err
	}
	defer in.close()
	u := pickle.NewUnpickler(in.r)
	torch := false
	for number := 1; ; number++ {
		if w, ok := in.r.(*window); ok {
			w.narrow()
		}
		start := u.InputOffset()
		doc, err := u.Load()
		if err == io.EOF && number > 1 {
			return nil
		}
		if err != nil {
			return in.loadFailure(err, number-1, start, torch)
		}
		if number == 1 {
			torch = isTorchMagic(doc.Root())
		}
		if err := f(in, pickled{doc, number, start, u.InputOffset()}); err != nil {
			return err
		}
	}
}

// loadFailure says why the pickle after `before` others could not be read.
func (in *input) loadFailure(err error, before int, start int64, torch bool) error {
	f := &failure{code: exitFile, name: in.name, err: err, hint: hintFor(err)}
	switch {
	case torch:
		f.hint = "this is an old file of torch.save: after its pickles come the tensors, which brine does not read yet; save it again with a newer PyTorch to have them in a zip"
	case bytes.Contains(in.head, []byte("NumpyArrayWrapper")):
		f.hint = "this is a file of joblib.dump, with arrays between the opcodes, which brine does not read yet; in Python: pickle.dump(joblib.load(file), open(other, 'wb'))"
	case before > 0:
		f.err = fmt.Errorf("after %s, at offset %d: %w", count(before, "pickle"), start, err)
		f.hint = "Python's pickle.load would read the first pickle and ignore what follows it"
	}
	return f
}

// isTorchMagic reports whether a value is what files of torch.save before PyTorch 1.6 begin with
// (torch/serialization.py, MAGIC_NUMBER).
func isTorchMagic(v py.Value) bool {
	x, ok := v.BigInt()
	return ok && x.Text(16) == "1950a86a20f9469cfc6c"
}

// count writes a number with what is counted.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
