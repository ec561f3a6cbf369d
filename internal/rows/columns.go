package rows

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/sklearn"
)

// object reads what is no array of rows: {"columns", "data"}, columns by name, or one row by name.
func (f *Frame) object(m *sklearn.Model, data []byte) (sklearn.X, error) {
	split := [2][]byte{} // what "columns" and "data" are
	keys := 0
	lists := false
	s := jsonscan.New(data)
	for key := range s.Object() {
		name := string(key)
		lists = lists || s.Kind() == jsonscan.Array
		switch name {
		case "columns":
			split[0] = s.Raw()
			keys++
		case "data":
			split[1] = s.Raw()
			keys++
		case "index":
			s.Skip()
		default:
			s.Raw()
			keys += 3
		}
	}
	if err := s.End(); err != nil {
		return nil, err
	}
	switch {
	case keys == 2 && split[0] != nil && split[1] != nil:
		return f.split(m, split[0], split[1])
	case lists && f.dicts == nil:
		return f.byName(m, data)
	}
	if err := f.Row(data); err != nil {
		return nil, err
	}
	return f.X(m)
}

// split reads rows whose columns are named once.
func (f *Frame) split(m *sklearn.Model, columns, data []byte) (sklearn.X, error) {
	s := jsonscan.New(columns)
	f.names = []string{}
	for range s.Array() {
		switch x, i, integer := 0.0, int64(0), false; s.Kind() {
		case jsonscan.Number: // pandas' numbered columns
			if x, i, integer = s.Number(); integer {
				f.names = append(f.names, fmt.Sprint(i))
			} else {
				f.names = append(f.names, fmt.Sprint(x))
			}
		default:
			f.names = append(f.names, s.Text())
		}
	}
	if err := s.End(); err != nil {
		return nil, fmt.Errorf("columns: %w", err)
	}
	f.width = len(f.names)
	if f.dicts != nil {
		return nil, errors.New("a model of dicts takes a list of objects")
	}
	s.Reset(data)
	for range s.Array() {
		if s.Kind() != jsonscan.Array {
			s.Fail("row %d is no array", f.rows)
		}
		f.row(s)
	}
	if err := s.End(); err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	return f.X(m)
}

// byName reads columns by name.
func (f *Frame) byName(m *sklearn.Model, data []byte) (sklearn.X, error) {
	s := jsonscan.New(data)
	var columns []sklearn.Column
	seen := map[string]bool{}
	for key := range s.Object() {
		name := string(key)
		if seen[name] {
			s.Fail("column %q is there twice", name)
			break
		}
		if seen[name] = true; len(seen) > maxNames {
			s.Stop(errNames)
			break
		}
		column := &Frame{MaxRows: f.MaxRows, width: 1}
		for range s.Array() {
			switch s.Kind() {
			case jsonscan.Object:
				s.Fail("column %q: row %d is an object", name, column.rows)
			default:
				column.row(s)
			}
		}
		if s.Err() != nil {
			break
		}
		columns = append(columns, column.column(0, name))
	}
	if err := s.End(); err != nil {
		return nil, err
	}
	return FromColumns(m, columns)
}

// X returns the rows as the model takes them, with columns by name in the order of its features.
func (f *Frame) X(m *sklearn.Model) (sklearn.X, error) {
	switch {
	case f.dicts != nil:
		return f.dicts.table(f.rows)
	case f.rows == 0:
		return nil, &sklearn.Error{Text: "there are no rows", Err: sklearn.ErrShape}
	case f.mixed || f.names != nil && m.FeatureNames == nil: // which only a table has names for
		columns := make([]sklearn.Column, f.width)
		for j := range columns {
			name := ""
			if f.names != nil {
				name = f.names[j]
			}
			columns[j] = f.column(j, name)
		}
		return FromColumns(m, columns)
	}
	x := sklearn.Matrix{Data: f.data, Rows: f.rows, Cols: f.width}
	if f.names == nil || slices.Equal(f.names, m.FeatureNames) {
		return x, nil
	}
	order, err := m.Columns(f.names)
	if err != nil {
		return nil, err
	}
	out := sklearn.Matrix{Data: make([]float64, 0, f.rows*len(order)), Rows: f.rows, Cols: len(order)}
	for i := range f.rows {
		for _, j := range order {
			if j < 0 { // the model drops it
				out.Data = append(out.Data, math.NaN())
			} else {
				out.Data = append(out.Data, x.Data[i*x.Cols+j])
			}
		}
	}
	return out, nil
}

// column returns a column by the type that all its values have.
func (f *Frame) column(j int, name string) sklearn.Column {
	if !f.mixed {
		return sklearn.FloatColumn(name, sklearn.Matrix{Data: f.data, Rows: f.rows, Cols: f.width}.Column(j))
	}
	values := make([]any, f.rows)
	var floats, ints, texts, bools, missing int
	for i := range values {
		values[i] = f.cells[i*f.width+j]
		switch values[i].(type) {
		case nil:
			missing++
		case float64:
			floats++
		case int64:
			ints++
		case string:
			texts++
		case bool:
			bools++
		}
	}
	switch n := f.rows; {
	case texts == n:
		return sklearn.StringColumn(name, typed[string](values))
	case bools == n:
		return sklearn.BoolColumn(name, typed[bool](values))
	case ints == n:
		return sklearn.IntColumn(name, typed[int64](values))
	case floats > 0 && floats+missing == n:
		out := make([]float64, n)
		for i, v := range values {
			var ok bool
			if out[i], ok = v.(float64); !ok {
				out[i] = math.NaN()
			}
		}
		return sklearn.FloatColumn(name, out)
	}
	c, err := sklearn.ValueColumn(name, values)
	if err != nil {
		panic(err) // scalar makes no other values
	}
	return c
}

func typed[T any](values []any) []T {
	out := make([]T, len(values))
	for i, v := range values {
		out[i] = v.(T)
	}
	return out
}

// FromColumns returns columns as the model takes them: a table, in which it finds them by name.
func FromColumns(m *sklearn.Model, columns []sklearn.Column) (sklearn.X, error) {
	t, err := sklearn.NewTable(columns...)
	if err != nil {
		return nil, err
	}
	if rows, _ := t.Shape(); rows == 0 {
		return nil, &sklearn.Error{Text: "there are no rows", Err: sklearn.ErrShape}
	}
	if names := t.Names(); names != nil {
		if _, err := m.Columns(names); err != nil {
			return nil, err
		}
	}
	return t, nil
}
