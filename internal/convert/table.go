package convert

import (
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// A Table is columns of rows, in Arrow's types, that are read in batches. Its schema's metadata may have pandas' description of them.
type Table struct {
	Schema *arrow.Schema
	Rows   int64 // -1 if that is not known yet

	// Loose is set where the types are guessed from text, so that what is missing becomes NaN in a frame, as pandas has it.
	Loose bool

	next   func() (arrow.RecordBatch, error)
	closer func() error
}

// Next returns the next rows; after the last ones it returns io.EOF. The batch holds until the next call.
func (t *Table) Next() (arrow.RecordBatch, error) { return t.next() }

// Close closes what the table is read from.
func (t *Table) Close() error {
	if t.closer == nil {
		return nil
	}
	return t.closer()
}

var pool = memory.NewGoAllocator()

// OpenTable opens a file of a format that holds tables. The file is not closed with the table.
func OpenTable(f *os.File, format Format, o *Options) (t *Table, err error) {
	defer guard(&err)
	switch format {
	case Parquet:
		t, err = openParquet(f)
	case Arrow:
		t, err = openArrow(f)
	case Arrows:
		t, err = openArrowStream(f)
	case CSV, TSV:
		t, err = openCSV(f, format, o)
	case SQLite:
		t, err = openSQLite(f.Name(), o)
	case JSONL:
		t, err = openJSONL(f, o)
	default:
		return nil, &Error{Problem: string(format) + " holds no tables"}
	}
	if err != nil {
		return nil, err
	}
	next := t.next
	t.next = func() (batch arrow.RecordBatch, err error) {
		defer guard(&err)
		return next()
	}
	return t, nil
}

// WriteTable writes a table, batch after batch. SQLite is written by [WriteSQLite].
func WriteTable(w io.Writer, t *Table, format Format, o *Options) (err error) {
	defer guard(&err)
	switch format {
	case Parquet:
		return writeParquet(w, t, o)
	case Arrow:
		return writeArrow(w, t, o, false)
	case Arrows:
		return writeArrow(w, t, o, true)
	case CSV, TSV:
		return writeCSV(w, t, format, o)
	case JSON:
		return writeRows(w, t, o)
	case JSONL:
		return writeLines(w, t, o)
	}
	return &Error{Problem: string(format) + " holds no tables"}
}

// guard turns a panic of a decoder, which hostile files may cause in code that is not ours, into an error.
func guard(err *error) {
	if r := recover(); r != nil {
		*err = &Error{Problem: fmt.Sprintf("the file is damaged: %v", r), Advice: "copy it again"}
	}
}

// each calls f with every batch and tells of progress.
func (t *Table) each(o *Options, f func(batch arrow.RecordBatch) error) error {
	for {
		batch, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(batch); err != nil {
			return err
		}
		if o.Progress != nil {
			o.Progress(int(batch.NumRows()))
		}
	}
}

// builders makes one batch of a schema.
func newBatch(schema *arrow.Schema, columns []arrow.Array, rows int) arrow.RecordBatch {
	return array.NewRecordBatch(schema, columns, int64(rows))
}

// NewTable returns a table whose batches next gives, and io.EOF behind the last.
func NewTable(schema *arrow.Schema, next func() (arrow.RecordBatch, error)) *Table {
	return &Table{Schema: schema, Rows: -1, next: next}
}

// Columns returns which columns of the schema are no index of a DataFrame, and their names.
func (t *Table) Columns() (at []int, names []string) {
	index, _ := readMetadata(t.Schema).index()
	for i, f := range t.Schema.Fields() {
		if !slices.Contains(index, f.Name) {
			at, names = append(at, i), append(names, f.Name)
		}
	}
	return at, names
}
