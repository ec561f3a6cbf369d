package convert

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
)

// FrameValue reads a whole table as a DataFrame.
func FrameValue(t *Table, o *Options) (py.Value, error) {
	df, err := t.Frame(o)
	if err != nil {
		return py.Value{}, err
	}
	b := py.NewBuilder()
	v, err := df.MarshalPickle(b)
	if err != nil {
		return v, err
	}
	doc, err := b.Document(v)
	if err != nil {
		return v, err
	}
	return doc.Root(), nil
}

// Frame reads the whole table, with the index and the dtypes that pandas' description tells.
func (t *Table) Frame(o *Options) (*pandas.DataFrame, error) {
	m := readMetadata(t.Schema)
	columns := make([]*column, t.Schema.NumFields())
	for i, f := range t.Schema.Fields() {
		columns[i] = newColumn(f, m.column(f.Name), t.Loose)
	}
	rows := 0
	err := t.each(o, func(batch arrow.RecordBatch) error {
		for i, c := range columns {
			if err := c.add(batch.Column(i)); err != nil {
				return err
			}
		}
		rows += int(batch.NumRows())
		return nil
	})
	if err != nil {
		return nil, err
	}
	index, labels := m.index()
	if m == nil {
		index = o.Index
	}
	var series, levels []*pandas.Series
	for _, name := range index {
		i := slices.IndexFunc(t.Schema.Fields(), func(f arrow.Field) bool { return f.Name == name })
		if i < 0 {
			return nil, &Error{Path: columnPath(name), Problem: "there is no such column, and it is said to be the index", Advice: "--index names others"}
		}
		label := any(name)
		if c := m.column(name); c != nil {
			label = c.Name
		}
		s, err := columns[i].series(label)
		if err != nil {
			return nil, err
		}
		levels = append(levels, s)
	}
	for i, f := range t.Schema.Fields() {
		if slices.Contains(index, f.Name) {
			continue
		}
		s, err := columns[i].series(f.Name)
		if err != nil {
			return nil, err
		}
		series = append(series, s)
	}
	return assemble(m, series, levels, labels, rows)
}

// assemble makes a frame of its parts.
func assemble(m *metadata, series, levels []*pandas.Series, labels *rangeIndex, rows int) (*pandas.DataFrame, error) {
	df, err := pandas.NewDataFrame(series...)
	if err != nil {
		return nil, err
	}
	var x *pandas.Index
	switch {
	case len(levels) == 1:
		x, err = pandas.NewIndex(levels[0].Name(), levels[0].Array())
	case len(levels) > 1:
		x, err = pandas.NewMultiIndex(levels...)
	case labels != nil && labels.Step != 0 && (labels.Stop-labels.Start)/labels.Step == int64(rows):
		x = pandas.NewRangeIndex(labels.Name, labels.Start, labels.Stop, labels.Step)
	default:
		x = pandas.NewRangeIndex(nil, 0, int64(rows), 1)
	}
	if err != nil {
		return nil, err
	}
	if len(series) > 0 || rows == 0 {
		if df, err = df.WithIndex(x); err != nil {
			return nil, err
		}
	}
	if m == nil || len(m.ColumnIndexes) == 0 {
		return df, nil
	}
	columns, err := columnLabels(m, series)
	if err != nil || columns == nil {
		return df, err
	}
	return df.WithColumns(columns)
}

// columnLabels returns the labels of the columns as they were before they became texts; nil if they were texts.
func columnLabels(m *metadata, series []*pandas.Series) (*pandas.Index, error) {
	texts := make([]string, len(series))
	for i, s := range series {
		texts[i], _ = s.Name().(string)
	}
	if n := len(m.ColumnIndexes); n > 1 {
		levels := make([][]any, n)
		for _, text := range texts {
			parts, ok := parseTuple(text)
			if !ok || len(parts) != n {
				return nil, nil
			}
			for i, p := range parts {
				levels[i] = append(levels[i], relabel(p, &m.ColumnIndexes[i]))
			}
		}
		var parts []*pandas.Series
		for i, l := range levels {
			s, err := pandas.NewSeries(m.ColumnIndexes[i].Name, alike(l))
			if err != nil {
				return nil, err
			}
			parts = append(parts, s)
		}
		return pandas.NewMultiIndex(parts...)
	}
	c := &m.ColumnIndexes[0]
	if c.PandasType == "unicode" && c.Name == nil {
		return nil, nil
	}
	labels := make([]any, len(texts))
	for i, text := range texts {
		labels[i] = relabel(text, c)
	}
	return pandas.NewIndex(c.Name, labels)
}

// alike returns labels that are all ints or all floats as such.
func alike(labels []any) any {
	ints, floats := make([]int64, 0, len(labels)), make([]float64, 0, len(labels))
	for _, x := range labels {
		switch x := x.(type) {
		case int64:
			ints = append(ints, x)
		case float64:
			floats = append(floats, x)
		}
	}
	switch len(labels) {
	case 0:
	case len(ints):
		return ints
	case len(floats):
		return floats
	}
	return labels
}
