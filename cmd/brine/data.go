package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/brine-go/brine/internal/convert"
	"github.com/brine-go/brine/sklearn"
)

// A dataFile gives the rows that forecasts are made for, batch after batch, so that it may be of any length.
type dataFile struct {
	name    string
	header  []string // names of the columns that are taken; nil if columns have none
	take    []int    // these columns; nil for all
	rows    rowReader
	total   int64 // of what rows.done counts; -1 if it is not known
	closers []func() error
}

// A rowReader reads one format of data.
type rowReader interface {
	// columns returns the names of all columns; nil if they have none.
	columns() []string
	// read returns up to n rows of some columns, nil for all, or the rest if n is allRows. Behind the last one it returns none.
	read(take []int, n int) (sklearn.X, error)
	// place names a row of those that were read last.
	place(row int) string
	// done tells how much has been read, of dataFile.total.
	done() int64
}

// dataFlags say how data is read.
type dataFlags struct {
	from      string // format
	delimiter string // of CSV
	table     string // of SQLite
	columns   []string
	numbers   bool           // the models take nothing else
	model     *sklearn.Model // the first of them
}

// openData opens data of any format.
func (c *command) openData(name string, f dataFlags) (*dataFile, error) {
	k, err := c.newConverter(convertFlags{from: f.from, delimiter: f.delimiter, table: f.table, protocol: -1, quiet: true})
	if err != nil {
		return nil, err
	}
	src, inner, err := k.identify(name)
	if err != nil {
		return nil, err
	}
	d := &dataFile{name: src.name, total: -1, closers: []func() error{func() error { src.close(); return nil }}}
	if src.format == "" {
		src.format = guess(src.head)
	}
	if err = d.begin(src, name, k, inner, f); err == nil {
		err = d.choose(f.columns)
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (d *dataFile) close() {
	for i := len(d.closers) - 1; i >= 0; i-- {
		d.closers[i]() // it was read only
	}
}

// fail returns an error of the data.
func (d *dataFile) fail(err error, hint string) error {
	return &failure{code: exitData, name: d.name, err: err, hint: hint}
}

// choose takes some columns only.
func (d *dataFile) choose(names []string) error {
	d.header = d.rows.columns()
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		i := slices.Index(d.header, name)
		if i < 0 {
			hint := "the columns have no names; leave --columns out"
			if d.header != nil {
				hint = "the columns are " + strings.Join(d.header, ",")
			}
			return d.fail(fmt.Errorf("there is no column %q", name), hint)
		}
		d.take = append(d.take, i)
	}
	d.header = names
	return nil
}

// unit is what rows.done counts.
func (d *dataFile) unit() string {
	switch d.rows.(type) {
	case *csvRows, *jsonRows:
		return "bytes"
	}
	return "rows"
}

// read reads up to n rows.
func (d *dataFile) read(n int) (sklearn.X, error) { return d.rows.read(d.take, n) }

// refused returns the error of a model that does not take the rows that were read last. If it does not take NaN or
// infinity, the error names the first such cell.
func (d *dataFile) refused(err error, x sklearn.X) error {
	var unwanted func(float64) bool
	what, hint := "", "brine model tells what the model was fitted on"
	switch {
	case errors.Is(err, sklearn.ErrNaN):
		unwanted, what = math.IsNaN, "no value"
		hint = "fill the missing values, or have the model fitted with an imputer before it"
	case errors.Is(err, sklearn.ErrInfinite):
		unwanted, what = func(f float64) bool { return math.IsInf(f, 0) }, "infinity"
		hint = "write a number, or have the model fitted with a step that takes infinity away"
	case errors.Is(err, sklearn.ErrType):
		hint = "the model takes numbers here; a missing value is an empty cell, and categories must be encoded as they were for fit"
	}
	if unwanted != nil {
		if m, dense := sklearn.Dense(x); dense == nil {
			if i := slices.IndexFunc(m.Data, unwanted); i >= 0 {
				column := fmt.Sprint(i % m.Cols)
				if d.header != nil {
					column = fmt.Sprintf("%q", d.header[i%m.Cols])
				}
				return d.fail(fmt.Errorf("%s, column %s: %s: %w", d.rows.place(i/m.Cols), column, what, err), hint)
			}
		}
	}
	return d.fail(fmt.Errorf("rows from %s on: %w", d.rows.place(0), err), hint)
}

// begin finds the reader of the source's format.
func (d *dataFile) begin(src *source, name string, k *converter, inner *command, f dataFlags) error {
	switch src.format {
	case convert.CSV, convert.TSV, convert.JSON, convert.JSONL:
		r, at, err := src.counted(name, inner)
		if err != nil {
			return err
		}
		if at != nil {
			d.total = src.info.Size()
		}
		if src.format == convert.JSON || src.format == convert.JSONL {
			d.rows, err = newJSONRows(d, r, at, f.model, src.format == convert.JSONL)
			return err
		}
		comma := k.o.Comma
		if comma == 0 && src.format == convert.TSV {
			comma = '\t'
		}
		d.rows, err = newCSVRows(d, r, at, comma, f.numbers)
		return err
	case convert.NPY:
		return d.beginNPY(src, name, inner)
	}
	if err := k.begin(src, name, inner); err != nil {
		return err
	}
	if !src.tabular() {
		return d.beginValue(src)
	}
	t, err := src.table(&k.o)
	if err != nil {
		return src.fail(err)
	}
	d.closers = append(d.closers, t.Close)
	d.total = t.Rows
	d.rows = newArrowRows(t, src.fail)
	return nil
}

// guess tells the format of data by how it begins.
func guess(head []byte) convert.Format {
	switch text := bytes.TrimLeft(head, " \t\r\n\uFEFF"); {
	case bytes.HasPrefix(text, []byte("\x80")):
		return convert.Pickle
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return convert.JSON
	}
	return convert.CSV
}

// A wholeX is data that lies in memory.
type wholeX struct {
	x     *sklearn.Table
	names []string
	from  int // of the rows that were read last
	next  int
}

func (w *wholeX) columns() []string { return w.names }

func (w *wholeX) read(take []int, n int) (sklearn.X, error) {
	rows, _ := w.x.Shape()
	w.from, w.next = w.next, min(w.next+n, rows)
	return chosen(w.x.Slice(w.from, w.next), take)
}

func (w *wholeX) place(row int) string { return fmt.Sprintf("row %d", w.from+row) }

func (w *wholeX) done() int64 { return int64(w.next) }

// chosen returns some columns of a table, nil for all.
func chosen(t *sklearn.Table, take []int) (sklearn.X, error) {
	if take == nil {
		return t, nil
	}
	columns := make([]sklearn.Column, len(take))
	for i, at := range take {
		columns[i] = t.Column(at)
	}
	return sklearn.NewTable(columns...)
}
