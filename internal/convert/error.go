package convert

import (
	"fmt"
	"strconv"
)

// An Error tells which value a format cannot say, or what is wrong with a file.
type Error struct {
	Path    string // the place: `column "x", row 3`, `["a"][2]`; empty for the whole
	Problem string
	Advice  string // what to do about it; may be empty
	Err     error
}

func (e *Error) Error() string {
	s := e.Problem
	if e.Err != nil {
		if s != "" {
			s += ": "
		}
		s += e.Err.Error()
	}
	if e.Path == "" {
		return s
	}
	return e.Path + ": " + s
}

func (e *Error) Unwrap() error { return e.Err }

// Options say how to convert.
type Options struct {
	Lossy    func(path, problem string) // is told what is lost; nil makes it an error
	Texts    bool                       // what is written has texts alone: a column may have values of several types
	Table    string                     // of SQLite
	Index    []string                   // columns that become the index of a frame, where the file does not tell
	NoIndex  bool                       // leave the index of a frame out
	Rows     int                        // of a batch; 0 for a good number
	Comma    rune                       // of CSV that is read; 0 for the format's own
	OutComma rune                       // of CSV that is written
	Progress func(rows int)             // is told of rows that have been passed on
	Memory   int64                      // bytes of arrays that a Parquet row group may gather; 0 for a good number
}

func (o *Options) rows() int {
	if o.Rows > 0 {
		return o.Rows
	}
	return 1 << 16
}

// lose calls Lossy, or returns the error that there is none.
func (o *Options) lose(path, problem string) error {
	if o.Lossy == nil {
		return &Error{Path: path, Problem: problem, Advice: "--lossy writes a text in its place"}
	}
	o.Lossy(path, problem)
	return nil
}

// columnPath names a column.
func columnPath(name string) string { return "column " + strconv.Quote(name) }

// cellPath names a cell; rows count from 0, as Python's do.
func cellPath(name string, row int) string { return fmt.Sprintf("column %q, row %d", name, row) }

// at tells where an error is that a lexer found, unless it is the end of all.
func at(path string, err error) error {
	own, ok := err.(*Error)
	if !ok || path == "" || own.Path != "" {
		return err
	}
	placed := *own
	placed.Path = path
	return &placed
}
