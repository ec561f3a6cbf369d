package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/internal/compress"
	"github.com/brine-go/brine/internal/convert"
	"github.com/brine-go/brine/internal/show"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// A source is what is converted: values one after another, or a table.
type source struct {
	name    string
	format  convert.Format
	info    fs.FileInfo // nil of stdin
	head    []byte      // its first bytes, if they were needed to tell the format
	next    func() (*py.Document, error)
	table   func(o *convert.Options) (*convert.Table, error) // nil of values
	fail    func(err error) error                            // tells which file an error is of, with a hint
	closers []func() error
}

func (s *source) tabular() bool { return s.table != nil }

func (s *source) close() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]() // it was read only
	}
}

// damaged is what to do about a file that ends early or is none of its kind.
const damaged = "the file is damaged or cut off, or of another format than its name says: copy it again, or tell its format with --from"

// source opens a file, or stdin.
func (k *converter) source(name string) (*source, error) {
	s, inner, err := k.identify(name)
	if err != nil {
		return nil, err
	}
	if s.format == "" || s.format == convert.Torch || s.format == convert.NPZ {
		s.format = convert.Pickle // or what the opening finds
	}
	if err := k.begin(s, name, inner); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// identify finds out the format of a file; "" if neither its content nor its name tells. The command that it returns reads stdin from
// the start.
func (k *converter) identify(name string) (*source, *command, error) {
	s := &source{name: name, format: convert.Format(k.from)}
	s.fail = func(err error) error { return failureOf(s.name, err) }
	if name == stdinName {
		s.name = "stdin"
	} else {
		info, err := os.Stat(name)
		if err != nil {
			return nil, nil, fileFailure(name, err)
		}
		s.info = info
	}
	stdin := bufio.NewReaderSize(k.stdin, 1<<16)
	if s.format == "" {
		var err error
		if s.head, err = k.head(name, stdin); err != nil {
			return nil, nil, err
		}
		if s.format = convert.ByContent(s.head); s.format == "" {
			s.format = convert.ByExtension(extensionOf(name))
		}
		if reason := convert.Refused(extensionOf(name)); s.format == "" && reason != "" {
			return nil, nil, &failure{code: exitFile, name: name, err: errors.New("." + extensionOf(name) + " is not supported"), hint: reason}
		}
	}
	inner := k.command
	if name == stdinName {
		copied := *k.command
		copied.stdin = stdin
		inner = &copied
	}
	return s, inner, nil
}

func extensionOf(name string) string {
	if name == stdinName {
		return ""
	}
	ext, _ := convert.Extension(name)
	return ext
}

// head returns the first bytes of a file.
func (k *converter) head(name string, stdin *bufio.Reader) ([]byte, error) {
	if name == stdinName {
		head, err := stdin.Peek(16)
		if err != nil && err != io.EOF {
			return nil, fileFailure("stdin", err)
		}
		return head, nil
	}
	if !isRegular(name) {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fileFailure(name, err)
	}
	defer f.Close()
	head := make([]byte, 16)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fileFailure(name, err)
	}
	return head[:n], nil
}

// begin opens the source as its format.
func (k *converter) begin(s *source, name string, c *command) error {
	switch s.format {
	case convert.Pickle, convert.Joblib, convert.Torch, convert.NPY, convert.NPZ:
		return k.beginPickles(s, name, c)
	case convert.JSON:
		r, err := s.stream(name, c)
		if err != nil {
			return err
		}
		j := convert.NewJSONReader(r)
		j.Plain = k.plain
		s.next = j.Next
		return nil
	}
	f, err := s.file(name, c)
	if err != nil {
		return err
	}
	format := s.format
	s.table = func(o *convert.Options) (*convert.Table, error) { return convert.OpenTable(f, format, o) }
	return nil
}

// stream opens a file that is read once, without compression around it.
func (s *source) stream(name string, c *command) (io.Reader, error) {
	r := c.stdin
	if name != stdinName {
		f, err := os.Open(name)
		if err != nil {
			return nil, fileFailure(name, err)
		}
		s.closers = append(s.closers, f.Close)
		r = f
	}
	in, err := convert.Inflate(r)
	if err != nil {
		return nil, s.fail(err)
	}
	return in, nil
}

// counted is stream for a file of which is to be told how far it has been read; at is nil where that is not known.
func (s *source) counted(name string, c *command) (r io.Reader, at func() int64, err error) {
	if !isRegular(name) {
		r, err = s.stream(name, c)
		return r, nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fileFailure(name, err)
	}
	s.closers = append(s.closers, f.Close)
	if r, err = convert.Inflate(f); err != nil {
		return nil, nil, s.fail(err)
	}
	return r, func() int64 {
		n, err := f.Seek(0, io.SeekCurrent)
		if err != nil { // it is shown, not needed
			return 0
		}
		return n
	}, nil
}

// file opens a file that is read at any place. Stdin and pipes go into a temporary file first.
func (s *source) file(name string, c *command) (*os.File, error) {
	if isRegular(name) {
		f, err := os.Open(name)
		if err != nil {
			return nil, fileFailure(name, err)
		}
		s.closers = append(s.closers, f.Close)
		return f, nil
	}
	r := c.stdin
	if name != stdinName {
		f, err := os.Open(name)
		if err != nil {
			return nil, fileFailure(name, err)
		}
		defer f.Close()
		r = f
	}
	f, err := unfinished.create(os.TempDir() + "/brine")
	if err != nil {
		return nil, fileFailure(os.TempDir(), err)
	}
	s.closers = append(s.closers, func() error {
		unfinished.forget(f.Name())
		os.Remove(f.Name())
		return f.Close()
	})
	if _, err := io.Copy(f, r); err != nil {
		return nil, fileFailure(s.name, err)
	}
	_, err = f.Seek(0, io.SeekStart)
	return f, fileFailure(s.name, err)
}

// beginPickles opens what package brine reads.
func (k *converter) beginPickles(s *source, name string, c *command) error {
	in, err := c.open(name)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func() error { in.close(); return nil })
	if f := in.f.Torch(); f != nil {
		s.format = convert.Torch
		s.next = once(func() (*py.Document, error) { return convert.FromTorch(f) })
		s.fail = func(err error) error { return failureOf(s.name, err) }
		return nil
	}
	if f := in.f.Format(); f == brine.NPY || f == brine.NPZ {
		s.format = convert.Format(f.String())
	}
	number := 0
	s.fail = func(err error) error {
		var own *convert.Error
		if errors.As(err, &own) || in.f.Format() != brine.Pickle {
			return failureOf(s.name, unnamed(err))
		}
		return in.loadFailure(unnamed(err), 0, 0)
	}
	s.next = func() (*py.Document, error) {
		start := in.f.Offset()
		doc, err := in.f.Next()
		switch {
		case err == io.EOF && number > 0:
			return nil, err
		case err != nil:
			if in.f.Format() != brine.Pickle {
				return nil, failureOf(s.name, unnamed(err))
			}
			return nil, in.loadFailure(unnamed(err), number, start)
		}
		number++
		if n := len(doc.Dropped()); n > 0 {
			k.warn(in.name, count(n, "call")+" whose results the pickle throws away will not be in the output")
		}
		return doc, nil
	}
	return nil
}

// once returns a reader of one value.
func once(f func() (*py.Document, error)) func() (*py.Document, error) {
	done := false
	return func() (*py.Document, error) {
		if done {
			return nil, io.EOF
		}
		done = true
		return f()
	}
}

// failureOf returns the failure of a file that is no pickle, with what to do about it.
func failureOf(name string, err error) error {
	var (
		own     *convert.Error
		failed  *failure
		npy     *numpy.NPYError
		packed  *compress.Error
		tensors *torch.Error
		path    *show.PathError
	)
	switch {
	case errors.As(err, &failed), closedPipe(err):
		return err
	case errors.As(err, &own) && own.Advice != "":
		return &failure{code: exitFile, name: name, err: err, hint: own.Advice}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &npy), errors.As(err, &packed), errors.As(err, &tensors), errors.Is(err, torch.ErrFormat):
		return &failure{code: exitFile, name: name, err: err, hint: damaged}
	case errors.As(err, &path):
		return &failure{code: exitFile, name: name, err: err, hint: path.Hint()}
	case errors.As(err, &own):
		return &failure{code: exitFile, name: name, err: err, hint: "--to json takes any value, --path a part of it"}
	}
	var system *fs.PathError
	if errors.As(err, &system) {
		return fileFailure(name, err)
	}
	return &failure{code: exitFile, name: name, err: err, hint: damaged}
}

// root returns the part of a document that --path names.
func (k *converter) root(doc *py.Document) (py.Value, error) {
	if len(k.way) == 0 {
		return doc.Root(), nil
	}
	node, err := k.way.Find(show.Of(doc.Root()))
	if err != nil {
		return py.Value{}, err
	}
	v, ok := node.Value()
	if !ok {
		return v, &convert.Error{Path: k.path, Problem: "a part of an array or frame, which is no value of its own", Advice: "name the whole of it"}
	}
	return v, nil
}

// only returns the one value of a source, for a format that has place for no other.
func (k *converter) only(s *source, to convert.Format) (py.Value, error) {
	doc, err := s.next()
	if err == io.EOF {
		return py.Value{}, &failure{code: exitFile, name: s.name, err: errors.New("there is no value in it"), hint: damaged}
	}
	if err != nil {
		return py.Value{}, s.fail(err)
	}
	if _, err := s.next(); err == nil {
		return py.Value{}, &failure{code: exitFile, name: s.name, err: fmt.Errorf("several values in one file, and %s has place for one", to), hint: "--to json and --to pickle take all of them"}
	} else if err != io.EOF {
		return py.Value{}, s.fail(err)
	}
	v, err := k.root(doc)
	if err != nil {
		return v, s.fail(err)
	}
	return v, nil
}
