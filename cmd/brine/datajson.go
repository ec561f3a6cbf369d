package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/sklearn"
)

// jsonRows reads rows of JSON.
type jsonRows struct {
	d    *dataFile
	r    *rows.Reader
	from int // row of the file with which the last batch begins
	next int
	at   func() int64 // how much of the file has been read; nil if that is not known
}

const jsonHint = `JSON data are rows, [[1, 2], …] or [{"a": 1, "b": 2}, …], or {"columns": ["a", "b"], "data": [[1, 2], …]}; a missing value is null`

func newJSONRows(d *dataFile, file io.Reader, at func() int64, m *sklearn.Model, lines bool) (*jsonRows, error) {
	r, err := rows.NewReader(file, m, lines)
	j := &jsonRows{d: d, r: r, at: at}
	if err != nil {
		return nil, j.failure(err)
	}
	return j, nil
}

func (r *jsonRows) columns() []string { return r.r.Columns() }

func (r *jsonRows) read(take []int, n int) (sklearn.X, error) {
	x, err := r.r.Read(n)
	if err != nil {
		return nil, r.failure(err)
	}
	read, _ := x.Shape()
	r.from, r.next = r.next, r.next+read
	if t, ok := x.(*sklearn.Table); ok {
		return chosen(t, take)
	}
	return x, nil
}

// failure returns an error of reading: of the file, or of its form.
func (r *jsonRows) failure(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return r.d.fail(err, "the file is cut off: copy it again")
	}
	return r.d.fail(err, jsonHint)
}

func (r *jsonRows) place(row int) string { return fmt.Sprintf("row %d", r.from+row) }

func (r *jsonRows) done() int64 {
	if r.at == nil {
		return 0
	}
	return r.at()
}
