package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/sklearn"
)

// csvRows reads CSV with a header.
type csvRows struct {
	d       *dataFile
	all     []string // the header
	r       *csv.Reader
	numbers bool         // cells are numbers; else what the model makes of them
	lines   []int        // of the rows that were read last
	at      func() int64 // how much of the file has been read; nil if that is not known
}

const csvHint = "the data must be CSV with a header, Parquet, JSON or .npy: --from tells which"

func newCSVRows(d *dataFile, file io.Reader, at func() int64, comma rune, numbers bool) (*csvRows, error) {
	r := &csvRows{d: d, r: csv.NewReader(file), numbers: numbers, at: at}
	if comma != 0 {
		r.r.Comma = comma
	}
	r.r.FieldsPerRecord = -1 // read checks, with better words
	r.r.ReuseRecord = true
	header, err := r.r.Read()
	if err != nil {
		if err == io.EOF {
			err = errors.New("the file is empty")
		}
		return nil, r.failure(err)
	}
	r.all = slices.Clone(header)
	r.all[0] = strings.TrimPrefix(r.all[0], "\uFEFF")
	for i, name := range r.all {
		r.all[i] = strings.TrimSpace(name)
	}
	if looksLikeData(r.all) {
		return nil, d.fail(errors.New("the first line is numbers, not a header"), "put the names of the columns into a first line")
	}
	return r, nil
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

// failure returns an error of reading: of the file, or of its form.
func (r *csvRows) failure(err error) error {
	var bad *csv.ParseError
	var system *fs.PathError
	switch {
	case errors.As(err, &bad):
		return r.d.fail(fmt.Errorf("line %d, byte %d: %w", bad.Line, bad.Column, bad.Err), "a quote within a cell is written twice, and the cell between quotes")
	case errors.As(err, &system):
		return fileFailure(r.d.name, err)
	}
	return r.d.fail(err, csvHint)
}

func (r *csvRows) columns() []string { return r.all }

func (r *csvRows) place(row int) string {
	if row >= len(r.lines) {
		return "the end"
	}
	return fmt.Sprintf("line %d", r.lines[row])
}

func (r *csvRows) done() int64 {
	if r.at == nil {
		return 0
	}
	return r.at()
}

func (r *csvRows) read(take []int, n int) (sklearn.X, error) {
	if take == nil {
		take = make([]int, len(r.all))
		for i := range take {
			take[i] = i
		}
	}
	if r.numbers {
		return r.readNumbers(take, n)
	}
	return r.readCells(take, n)
}

// next reads the next row; nil behind the last.
func (r *csvRows) next() ([]string, error) {
	record, err := r.r.Read()
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		return nil, r.failure(err)
	}
	line, _ := r.r.FieldPos(0)
	r.lines = append(r.lines, line)
	switch width := len(r.all); {
	case len(record) < width:
		return nil, r.d.fail(fmt.Errorf("line %d: the cell of column %q is missing: it has %s, the header %d", line, r.all[len(record)], count(len(record), "cell"), width), "a missing value is an empty cell between its commas")
	case len(record) > width:
		return nil, r.d.fail(fmt.Errorf("line %d: %q is a cell too many: it has %s, the header %d", line, record[width], count(len(record), "cell"), width), "a comma within a cell needs quotes around the cell")
	}
	return record, nil
}

// readNumbers reads rows for models that take nothing else.
func (r *csvRows) readNumbers(take []int, n int) (sklearn.X, error) {
	x := sklearn.Matrix{Cols: len(take)}
	r.lines = r.lines[:0]
	for ; x.Rows < n; x.Rows++ {
		record, err := r.next()
		if err != nil {
			return x, err
		}
		if record == nil {
			break
		}
		for _, i := range take {
			f, err := r.number(record[i], i)
			if err != nil {
				return x, err
			}
			x.Data = append(x.Data, f)
		}
	}
	return x, nil
}

// readCells reads rows as they stand.
func (r *csvRows) readCells(take []int, n int) (sklearn.X, error) {
	cells := make([][]string, len(take))
	r.lines = r.lines[:0]
	for range n {
		record, err := r.next()
		if err != nil {
			return nil, err
		}
		if record == nil {
			break
		}
		for k, i := range take {
			cells[k] = append(cells[k], record[i])
		}
	}
	columns := make([]sklearn.Column, len(take))
	for k, i := range take {
		columns[k] = sklearn.CellColumn(r.all[i], cells[k])
	}
	return sklearn.NewTable(columns...)
}

// number reads the number of a cell of the row that was read last.
func (r *csvRows) number(cell string, column int) (float64, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return math.NaN(), nil
	}
	f, err := strconv.ParseFloat(cell, 64)
	if err == nil && !strings.ContainsAny(cell, "xX_") {
		return f, nil
	}
	switch cell {
	case "True", "true", "TRUE":
		return 1, nil
	case "False", "false", "FALSE":
		return 0, nil
	}
	if len(cell) > 40 {
		cell = strings.ToValidUTF8(cell[:40], "") + "…"
	}
	text, hint := "is not a number", "a missing value is an empty cell; categories must be encoded as they were for fit"
	if errors.Is(err, strconv.ErrRange) {
		text, hint = "is too large for a float64", "write inf for infinity"
	}
	return 0, r.d.fail(fmt.Errorf("line %d, column %q: %q %s", r.lines[len(r.lines)-1], r.all[column], cell, text), hint)
}

// arrange returns the columns of numbers in another order; -1 is a column without values, which the model drops.
func arrange(x sklearn.Matrix, order []int) sklearn.Matrix {
	same := len(order) == x.Cols
	for i, at := range order {
		same = same && i == at
	}
	if same {
		return x
	}
	out := predict.NewMatrix(x.Rows, len(order))
	for i := range x.Rows {
		row := out.Row(i)
		for k, at := range order {
			row[k] = math.NaN()
			if at >= 0 {
				row[k] = x.Data[i*x.Cols+at]
			}
		}
	}
	return out
}
