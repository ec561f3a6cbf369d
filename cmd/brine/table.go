package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
)

// A table writes columns as CSV or JSON, batch after batch.
type table struct {
	w       io.Writer
	csv     *csv.Writer // nil for JSON
	named   bool        // the first column is the file
	started bool
	file    string // of the batch
	rows    int
	columns []column
}

func newTable(w io.Writer, asJSON, named bool) *table {
	t := &table{w: w, named: named}
	if !asJSON {
		t.csv = csv.NewWriter(w)
	}
	return t
}

// begin starts a batch of rows of a file.
func (t *table) begin(file string, rows int) {
	t.file, t.rows, t.columns = file, rows, t.columns[:0]
	if t.named {
		t.columns = append(t.columns, column{"file", func(int) any { return file }})
	}
}

// add adds columns to the batch.
func (t *table) add(columns []column) { t.columns = append(t.columns, columns...) }

// write writes the batch.
func (t *table) write() error {
	if t.csv == nil {
		return t.writeJSON()
	}
	record := make([]string, len(t.columns))
	if !t.started {
		t.started = true
		for i, c := range t.columns {
			record[i] = c.name
		}
		if err := t.csv.Write(record); err != nil {
			return err
		}
	}
	for row := range t.rows {
		for i, c := range t.columns {
			record[i] = cellText(c.at(row))
		}
		if err := t.csv.Write(record); err != nil {
			return err
		}
	}
	t.csv.Flush()
	return t.csv.Error()
}

// cellText writes a value with all its digits, True and False as Python does.
func cellText(v any) string {
	switch v := v.(type) {
	case float64:
		return floatText(v)
	case bool:
		if v {
			return "True"
		}
		return "False"
	}
	return fmt.Sprint(v)
}

func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// writeJSON writes the batch as objects of one array, a line each.
func (t *table) writeJSON() error {
	names := make([][]byte, len(t.columns))
	for i, c := range t.columns {
		var err error
		if names[i], err = json.Marshal(c.name); err != nil {
			return err
		}
	}
	var line []byte
	for row := range t.rows {
		line = append(line[:0], ",\n"...)
		if !t.started {
			t.started = true
			line = append(line[:0], "[\n"...)
		}
		for i, c := range t.columns {
			line = append(line, "{,"[min(i, 1)])
			line = append(append(line, names[i]...), ": "...)
			v := c.at(row)
			if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
				v = nil
			}
			cell, err := json.Marshal(v)
			if err != nil {
				return err
			}
			line = append(line, cell...)
		}
		if _, err := t.w.Write(append(line, '}')); err != nil {
			return err
		}
	}
	return nil
}

// end writes what closes the table.
func (t *table) end() error {
	if t.csv != nil {
		return nil
	}
	end := "\n]\n"
	if !t.started {
		end = "[]\n"
	}
	_, err := io.WriteString(t.w, end)
	return err
}
