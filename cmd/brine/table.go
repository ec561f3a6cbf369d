package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/brine-go/brine/internal/convert"
	"github.com/brine-go/brine/sklearn"
)

// A batch is columns of some rows of forecasts.
type batch struct {
	rows    int
	columns []sklearn.Column
}

// batches gives batches; io.EOF behind the last.
type batches func() (*batch, error)

// tableWriters write all batches in a format.
var tableWriters = map[string]func(io.Writer, batches) error{"csv": writeCSV, "json": writeJSON, "parquet": writeParquet}

func writeCSV(w io.Writer, next batches) error {
	out := csv.NewWriter(w)
	var record []string
	for {
		b, err := next()
		if err == io.EOF {
			out.Flush()
			return out.Error()
		}
		if err != nil {
			return err
		}
		if record == nil {
			record = make([]string, len(b.columns))
			for i, c := range b.columns {
				record[i] = c.Name
			}
			if err := out.Write(record); err != nil {
				return err
			}
		}
		for row := range b.rows {
			for i, c := range b.columns {
				record[i] = cellText(c.At(row))
			}
			if err := out.Write(record); err != nil {
				return err
			}
		}
		out.Flush()
		if err := out.Error(); err != nil {
			return err
		}
	}
}

// cellText writes a value with all its digits, True and False as Python does.
func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return floatText(v)
	case bool:
		if v {
			return "True"
		}
		return "False"
	case string:
		return v
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

// writeJSON writes {"columns": […], "data": [[…], …]}, a row a line, as pandas' to_json(orient="split") without the index.
func writeJSON(w io.Writer, next batches) error {
	var line []byte
	for rows := 0; ; {
		b, err := next()
		if err == io.EOF {
			end := "\n]}\n"
			if rows == 0 {
				end = `{"columns": [], "data": []}` + "\n"
			}
			_, err := io.WriteString(w, end)
			return err
		}
		if err != nil {
			return err
		}
		for row := range b.rows {
			line = append(line[:0], ',')
			if rows == 0 {
				names := make([]string, len(b.columns))
				for i, c := range b.columns {
					names[i] = c.Name
				}
				text, err := json.Marshal(names)
				if err != nil {
					return err
				}
				line = append(append(append(line[:0], `{"columns": `...), text...), `, "data": [`...)
			}
			line = append(line, "\n["...)
			for i, c := range b.columns {
				if i > 0 {
					line = append(line, ", "...)
				}
				if line, err = appendJSON(line, c.At(row)); err != nil {
					return err
				}
			}
			rows++
			if _, err := w.Write(append(line, ']')); err != nil {
				return err
			}
		}
	}
}

// appendJSON appends a value with all its digits; NaN and infinity are null.
func appendJSON(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return append(b, "null"...), nil
		}
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	}
	text, err := json.Marshal(v)
	return append(b, text...), err
}

// writeParquet writes columns of the types that the first batch has.
func writeParquet(w io.Writer, next batches) error {
	first, err := next()
	if err == io.EOF {
		first, err = &batch{}, nil
	}
	if err != nil {
		return err
	}
	fields := make([]arrow.Field, len(first.columns))
	for i, c := range first.columns {
		fields[i] = arrow.Field{Name: c.Name, Type: arrowType(c), Nullable: true}
	}
	schema := arrow.NewSchema(fields, nil)
	t := convert.NewTable(schema, func() (arrow.RecordBatch, error) {
		b := first
		if first = nil; b == nil {
			if b, err = next(); err != nil {
				return nil, err
			}
		}
		return record(schema, b)
	})
	return convert.WriteTable(w, t, convert.Parquet, &convert.Options{})
}

func arrowType(c sklearn.Column) arrow.DataType {
	for i := range c.Len() {
		switch c.At(i).(type) {
		case float64:
			return arrow.PrimitiveTypes.Float64
		case int64:
			return arrow.PrimitiveTypes.Int64
		case bool:
			return arrow.FixedWidthTypes.Boolean
		case string:
			return arrow.BinaryTypes.String
		}
	}
	return arrow.PrimitiveTypes.Float64
}

func record(schema *arrow.Schema, b *batch) (arrow.RecordBatch, error) {
	out := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer out.Release()
	for k, c := range b.columns {
		for i := range b.rows {
			if err := convert.AppendCell(out.Field(k), c.At(i)); err != nil {
				return nil, fmt.Errorf("column %q has values of several types, which Parquet has no place for: %w", c.Name, err)
			}
		}
	}
	return out.NewRecordBatch(), nil
}
