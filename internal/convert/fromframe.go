package convert

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/brine-go/brine/pandas"
)

// FrameTable returns a frame as a table, its index as the last columns, as pyarrow does (Table.from_pandas). The index
// of a frame is left out if that is asked for.
func FrameTable(df *pandas.DataFrame, o *Options) (*Table, error) {
	rows, columns := df.Shape()
	m := &metadata{
		IndexColumns: []any{}, ColumnIndexes: columnIndexes(df.Columns()), Columns: []columnMeta{},
		Creator: creator{"brine", "1"}, PandasVersion: "2.3.3",
	}
	b := &tableBuilder{o: o, meta: m}
	for i := range columns {
		label := labelText(df.Columns().At(i))
		if slices.Contains(b.names, label) {
			return nil, &Error{Path: columnPath(label), Problem: "two columns of one name", Advice: "rename one of them"}
		}
		if err := b.add(label, label, df.ColumnAt(i).Array()); err != nil {
			return nil, err
		}
	}
	if !o.NoIndex {
		if err := b.index(df.Index()); err != nil {
			return nil, err
		}
	}
	if columns == 0 {
		return nil, &Error{Path: "columns", Problem: "a table without any", Advice: "--to json shows it"}
	}
	md := arrow.NewMetadata([]string{metadataKey}, []string{m.text()})
	t := &Table{Schema: arrow.NewSchema(b.fields, &md), Rows: int64(rows)}
	at := 0
	t.next = func() (arrow.RecordBatch, error) {
		if at >= rows {
			return nil, io.EOF
		}
		end := min(rows, at+o.rows())
		batch := make([]arrow.Array, len(b.columns))
		for i, c := range b.columns {
			var err error
			if batch[i], err = c.slice(at, end); err != nil {
				return nil, err
			}
		}
		n := end - at
		at = end
		return newBatch(t.Schema, batch, n), nil
	}
	return t, nil
}

// A tableBuilder gathers the columns of a table.
type tableBuilder struct {
	o       *Options
	meta    *metadata
	names   []string
	fields  []arrow.Field
	columns []*encoder
}

// add adds a column by the name of its field; name is what pandas calls it, or nil.
func (b *tableBuilder) add(field string, name any, a pandas.Array) error {
	e, err := newEncoder(field, a, b.o)
	if err != nil {
		return err
	}
	b.names = append(b.names, field)
	b.fields = append(b.fields, arrow.Field{Name: field, Type: e.typ, Nullable: true, Metadata: e.extension})
	b.columns = append(b.columns, e)
	b.meta.Columns = append(b.meta.Columns, columnMeta{
		Name: name, FieldName: &field, PandasType: pandasTypeOf(e, a.DType()), NumpyType: numpyType(e.typ, a.DType()), Metadata: typeMetadata(e.typ, a.DType()),
	})
	return nil
}

func pandasTypeOf(e *encoder, d pandas.DType) string {
	switch d.(type) {
	case *pandas.PeriodDType, *pandas.IntervalDType:
		return "object"
	}
	return pandasType(e.typ)
}

// index adds the columns of an index, or says that it is a range.
func (b *tableBuilder) index(x *pandas.Index) error {
	if g, ok := x.Array().(pandas.Range); ok && x.Kind() == pandas.RangeIndex {
		var name any
		if x.Name() != nil {
			name = labelText(x.Name())
		}
		b.meta.IndexColumns = append(b.meta.IndexColumns, &rangeIndex{"range", name, g.Start, g.Stop, g.Step})
		return nil
	}
	for level, label := range x.Names() {
		field, name := fmt.Sprintf("__index_level_%d__", level), any(nil)
		if label != nil {
			text := labelText(label)
			name = text
			if !slices.Contains(b.names, text) {
				field = text
			}
		}
		a := x.Array()
		if x.Kind() == pandas.MultiIndex {
			labels, codes := x.Level(level)
			a = taken{labels.Array(), codes}
		}
		if err := b.add(field, name, a); err != nil {
			return err
		}
		b.meta.IndexColumns = append(b.meta.IndexColumns, field)
	}
	return nil
}

// A taken is the labels of a level of a MultiIndex, row after row.
type taken struct {
	pandas.Array
	codes []int
}

func (t taken) Len() int { return len(t.codes) }

func (t taken) At(i int) any {
	if c := t.codes[i]; c >= 0 && c < t.Array.Len() {
		return t.Array.At(c)
	}
	return pandas.NA
}

func (t taken) Missing(i int) pandas.Missing {
	if c := t.codes[i]; c >= 0 && c < t.Array.Len() {
		return t.Array.Missing(c)
	}
	return pandas.NA
}

// isDefault reports whether an index is 0, 1, 2, … without a name, which no file needs to tell.
func isDefault(r *rangeIndex) bool { return r != nil && r.Start == 0 && r.Step == 1 && r.Name == nil }

// SeriesFrame returns a series as the only column of a frame.
func SeriesFrame(s *pandas.Series) (*pandas.DataFrame, error) {
	name := s.Name()
	if name == nil {
		name = int64(0) // as Series.to_frame does
	}
	named, err := pandas.NewSeries(name, s.Array())
	if err != nil {
		return nil, err
	}
	df, err := pandas.NewDataFrame(named)
	if err != nil {
		return nil, err
	}
	return df.WithIndex(s.Index())
}

// quoteLabel writes a label for a path.
func quoteLabel(s string) string { return "[" + strconv.Quote(s) + "]" }
