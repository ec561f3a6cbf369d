package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/py"
)

// An input is a file, or stdin, from which pickles are read one after another. Compression and archives around them
// are taken off.
type input struct {
	name string
	f    *brine.File
	info fs.FileInfo // nil for stdin
	head []byte      // its first bytes, without what is around them
}

const stdinName = "-"

// open opens a file that should hold pickles. What is known to be another format is an error that says so.
func (c *command) open(name string) (*input, error) {
	in := &input{name: name}
	var err error
	if name == stdinName {
		in.name = "stdin"
		in.f, err = brine.OpenReader(c.stdin)
	} else {
		if in.info, err = os.Stat(name); err != nil {
			return nil, fileFailure(name, err)
		}
		in.f, err = brine.Open(name)
	}
	if err != nil {
		return nil, in.openFailure(err)
	}
	if in.head, err = in.f.Head(); err != nil {
		in.close()
		return nil, in.openFailure(err)
	}
	if f := formatOf(in.head); f != nil {
		in.close()
		err := in.within(fmt.Errorf("it is %s, not a pickle", f.name))
		return nil, &failure{code: exitFile, name: in.name, err: err, hint: strings.ReplaceAll(f.hint, "FILE", name)}
	}
	return in, nil
}

// openFailure says why a file could not be opened.
func (in *input) openFailure(err error) error {
	var other *brine.FormatError
	f := &failure{code: exitFile, name: in.name, err: unnamed(err)}
	switch {
	case errors.Is(err, brine.ErrEmpty):
		f.hint = "whatever should have written it did not finish, or wrote elsewhere"
	case errors.As(err, &other):
		f.hint = "take the outer containers off first"
	default:
		f.hint = hintFor(err)
	}
	return f
}

// unnamed returns an error of package brine without the name of the file, which a failure has.
func unnamed(err error) error {
	own, ok := err.(*brine.Error)
	if !ok {
		return err
	}
	bare := *own
	bare.Path = ""
	if len(bare.Containers) == 0 {
		return bare.Err
	}
	return &bare
}

// within tells in which containers an error is.
func (in *input) within(err error) error {
	if in.f == nil || len(in.f.Containers()) == 0 {
		return err
	}
	return &brine.Error{Containers: in.f.Containers(), Err: err}
}

func (in *input) close() {
	in.f.Close() // it was read only
}

// A pickled is one pickle of an input.
type pickled struct {
	doc        *py.Document
	number     int   // from 1
	start, end int64 // in the input, or in what was in its containers
}

// pickles calls f with each pickle of a file. An error of f stops it.
func (c *command) pickles(name string, f func(in *input, p pickled) error) error {
	in, err := c.open(name)
	if err != nil {
		return err
	}
	defer in.close()
	for number := 1; ; number++ {
		start := in.f.Offset()
		doc, err := in.f.Next()
		if err == io.EOF && number > 1 {
			return nil
		}
		if err != nil {
			return in.loadFailure(unnamed(err), number-1, start)
		}
		if err := f(in, pickled{doc, number, start, in.f.Offset()}); err != nil {
			return err
		}
	}
}

// loadFailure says why the pickle after `before` others could not be read.
func (in *input) loadFailure(err error, before int, start int64) error {
	f := &failure{code: exitFile, name: in.name, err: err, hint: hintFor(err)}
	if before > 0 {
		f.err = fmt.Errorf("after %s, at offset %d: %w", count(before, "pickle"), start, err)
		f.hint = "Python's pickle.load would read the first pickle and ignore what follows it"
	}
	return f
}

// disFailure is loadFailure of opcodes that are not read by brine.File.
func (in *input) disFailure(err error, before int, start int64) error {
	failed := in.loadFailure(in.within(err), before, start)
	if f := (*failure)(nil); errors.As(failed, &f) && bytes.Contains(in.head, []byte("ArrayWrapper")) {
		f.hint = "this is a file of joblib.dump, with the bytes of arrays between its opcodes; brine show reads it, and brine repickle makes a plain pickle of it"
	}
	return failed
}

// count writes a number with what is counted.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
