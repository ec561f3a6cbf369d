package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/brine-go/brine/sklearn"
)

// A dataFile is a CSV file of numbers with a header.
type dataFile struct {
	name   string
	header []string // of the columns that are taken
	take   []int    // these columns; nil for all
	width  int      // columns of the file
	all    []string // their names
	r      *csv.Reader
	file   *os.File // nil for stdin
	lines  []int    // of the rows that were read last
}

// openData opens a file and reads its header.
func (c *command) openData(name string, delimiter rune) (*dataFile, error) {
	d := &dataFile{name: name}
	r := c.stdin
	if name == stdinName {
		d.name = "stdin"
	} else {
		f, err := os.Open(name)
		if err != nil {
			return nil, fileFailure(name, err)
		}
		r, d.file = f, f
	}
	d.r = csv.NewReader(r)
	d.r.Comma = delimiter
	d.r.FieldsPerRecord = -1 // read checks, with better words
	d.r.ReuseRecord = true
	header, err := d.r.Read()
	if err != nil {
		d.close()
		if err == io.EOF {
			err = errors.New("the file is empty")
		}
		return nil, d.readFailure(err)
	}
	d.all = slices.Clone(header)
	d.all[0] = strings.TrimPrefix(d.all[0], "\uFEFF")
	for i, name := range d.all {
		d.all[i] = strings.TrimSpace(name)
	}
	d.header, d.width = d.all, len(d.all)
	if looksLikeData(d.all) {
		d.close()
		return nil, d.fail(errors.New("the first line is numbers, not a header"), "put the names of the columns into a first line")
	}
	return d, nil
}

// looksLikeData reports whether all names of columns are numbers and not all are whole, as the numbered columns of a
// DataFrame are.
func looksLikeData(header []string) bool {
	fractions := 0
	for _, name := range header {
		if _, err := strconv.ParseFloat(name, 64); err != nil {
			return false
		}
		if _, err := strconv.Atoi(name); err != nil {
			fractions++
		}
	}
	return fractions > 0
}

func (d *dataFile) close() {
	if d.file != nil {
		d.file.Close() // it was read only
	}
}

// fail returns an error of the data.
func (d *dataFile) fail(err error, hint string) error {
	return &failure{code: exitData, name: d.name, err: err, hint: hint}
}

// readFailure returns an error of reading: of the file, or of its form.
func (d *dataFile) readFailure(err error) error {
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad):
		return d.fail(fmt.Errorf("line %d, byte %d: %w", bad.Line, bad.Column, bad.Err), "a quote within a cell is written twice, and the cell between quotes")
	case errors.Is(err, os.ErrClosed) || d.file == nil:
		return d.fail(err, "the data must be CSV with a header")
	}
	var path *os.PathError
	if errors.As(err, &path) {
		return fileFailure(d.name, err)
	}
	return d.fail(err, "the data must be CSV with a header")
}

// choose takes some columns only.
func (d *dataFile) choose(names []string) error {
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		i := slices.Index(d.all, name)
		if i < 0 {
			return d.fail(fmt.Errorf("there is no column %q", name), "the columns are "+strings.Join(d.all, ","))
		}
		d.take = append(d.take, i)
	}
	d.header = names
	return nil
}

// read reads up to n rows of the columns that are taken.
func (d *dataFile) read(n int) (sklearn.Matrix, error) {
	x := sklearn.Matrix{Cols: len(d.header)}
	d.lines = d.lines[:0]
	for x.Rows < n {
		record, err := d.r.Read()
		if err == io.EOF {
			return x, nil
		}
		if err != nil {
			return x, d.readFailure(err)
		}
		line, _ := d.r.FieldPos(0)
		d.lines = append(d.lines, line)
		switch {
		case len(record) < d.width:
			return x, d.fail(fmt.Errorf("line %d: the cell of column %q is missing: it has %s, the header %d", line, d.all[len(record)], count(len(record), "cell"), d.width), "a missing value is an empty cell between its commas")
		case len(record) > d.width:
			return x, d.fail(fmt.Errorf("line %d: %q is a cell too many: it has %s, the header %d", line, record[d.width], count(len(record), "cell"), d.width), "a comma within a cell needs quotes around the cell")
		case d.take == nil:
			for i, cell := range record {
				if err := d.cell(&x, cell, i, line); err != nil {
					return x, err
				}
			}
		default:
			for _, i := range d.take {
				if err := d.cell(&x, record[i], i, line); err != nil {
					return x, err
				}
			}
		}
		x.Rows++
	}
	return x, nil
}

// refused returns the error of a model that does not take the rows that were read last. If it does not take NaN or
// infinity, the error names the first such cell.
func (d *dataFile) refused(err error, x sklearn.Matrix) error {
	var unwanted func(float64) bool
	what, hint := "", "brine show tells what the model was fitted on"
	switch {
	case errors.Is(err, sklearn.ErrNaN):
		unwanted, what = math.IsNaN, "no value"
		hint = "fill the missing values, or have the model fitted with an imputer before it"
	case errors.Is(err, sklearn.ErrInfinite):
		unwanted, what = func(f float64) bool { return math.IsInf(f, 0) }, "infinity"
		hint = "write a number, or have the model fitted with a step that takes infinity away"
	}
	if unwanted != nil {
		if i := slices.IndexFunc(x.Data, unwanted); i >= 0 {
			return d.fail(fmt.Errorf("line %d, column %q: %s: %w", d.lines[i/x.Cols], d.header[i%x.Cols], what, err), hint)
		}
	}
	return d.fail(fmt.Errorf("rows from line %d on: %w", d.lines[0], err), hint)
}

// cell appends the number of a cell.
func (d *dataFile) cell(x *sklearn.Matrix, cell string, column, line int) error {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		x.Data = append(x.Data, math.NaN())
		return nil
	}
	f, err := strconv.ParseFloat(cell, 64)
	if err != nil || strings.ContainsAny(cell, "xX_") {
		if len(cell) > 40 {
			cell = strings.ToValidUTF8(cell[:40], "") + "…"
		}
		text, hint := "is not a number", "a missing value is an empty cell; categories must be encoded as they were for fit"
		if errors.Is(err, strconv.ErrRange) {
			text, hint = "is too large for a float64", "write inf for infinity"
		}
		return d.fail(fmt.Errorf("line %d, column %q: %q %s", line, d.all[column], cell, text), hint)
	}
	x.Data = append(x.Data, f)
	return nil
}
