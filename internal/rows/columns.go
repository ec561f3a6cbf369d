package rows

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/sklearn"
)

// besideData are the keys beside "columns" and "data" that pandas' to_dict writes, whose values are no rows.
var besideData = map[string]bool{"index": true, "index_names": true, "column_names": true}

// A part is a value within a text, and where it stands.
type part struct {
	text []byte
	at   int64
}

// partOf passes over a value.
func partOf(s *jsonscan.Scanner) part {
	at := s.Offset()
	return part{s.Raw(), int64(at)}
}

// moved returns an error about a part of a text as one about the whole, in which the part begins at a place.
func moved(err error, at int64) error {
	if e := (*jsonscan.Error)(nil); errors.As(err, &e) {
		return &jsonscan.Error{Offset: e.Offset + int(at), Text: e.Text}
	}
	return err
}

// object reads what is no array of rows: {"columns", "data"}, columns by name, or one row by name.
func (f *Frame) object(text []byte) error {
	var columns, data part
	keys := 0
	lists := false
	s := jsonscan.New(text)
	for key := range s.Object() {
		name := string(key)
		lists = lists || s.Kind() == jsonscan.Array
		switch {
		case name == "columns":
			columns = partOf(s)
			keys++
		case name == "data":
			data = partOf(s)
			keys++
		case besideData[name]:
			s.Skip()
		default:
			s.Raw()
			keys += 3
		}
	}
	if err := s.End(); err != nil {
		return err
	}
	switch {
	case keys == 2 && columns.text != nil && data.text != nil:
		return f.split(columns, data)
	case lists && f.dicts == nil:
		return f.byName(text)
	}
	return f.add(text)
}

// split reads rows whose columns are named once.
func (f *Frame) split(columns, data part) error {
	if f.dicts != nil {
		return errors.New("a model of dicts takes a list of objects")
	}
	if err := f.named(columns); err != nil {
		return err
	}
	s := jsonscan.New(data.text)
	for range s.Array() {
		f.row(s)
	}
	return moved(s.End(), data.at)
}

// named reads the names of the columns.
func (f *Frame) named(columns part) error {
	s := jsonscan.New(columns.text)
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
	f.width = len(f.names)
	return moved(s.End(), columns.at)
}

// byName reads columns by name.
func (f *Frame) byName(data []byte) error {
	s := jsonscan.New(data)
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
		f.columns = append(f.columns, column.column(0, name))
	}
	return s.End()
}

var (
	errNoRows    = &sklearn.Error{Text: "there are no rows", Err: sklearn.ErrShape}
	errNoColumns = &sklearn.Error{Text: "there are no columns", Err: sklearn.ErrShape} // and a table without any has no rows
)

// X returns the rows as the model takes them, with columns by name in the order of its features.
func (f *Frame) X(m *sklearn.Model) (sklearn.X, error) {
	switch {
	case f.columns != nil:
		return FromColumns(m, f.columns)
	case f.rows == 0:
		return nil, errNoRows
	case f.dicts != nil:
		return f.dicts.table(f.rows)
	case f.width == 0:
		return nil, errNoColumns
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
	if !f.mixed && f.rows > 0 {
		numbers := sklearn.Matrix{Data: f.data, Rows: f.rows, Cols: f.width}.Column(j)
		if f.floats[j] {
			return sklearn.FloatColumn(name, numbers)
		}
		ints := make([]int64, len(numbers))
		for i, x := range numbers {
			ints[i] = int64(x)
		}
		return sklearn.IntColumn(name, ints)
	}
	values := make([]any, f.rows)
	for i := range values {
		values[i] = f.cells[i*f.width+j]
	}
	c, err := Column(name, values)
	if err != nil {
		panic(err) // scalar makes no other values
	}
	return c
}

// Column returns a column of float64, int64, bool, string, []any or, for a missing value, nil: of one type, if all values are. Numbers are
// floats, as in pandas, where not all are int64; a missing one is NaN.
func Column(name string, values []any) (sklearn.Column, error) {
	var floats, ints, texts, bools, missing int
	for _, v := range values {
		switch v.(type) {
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
	switch n := len(values); {
	case n == 0:
	case texts == n:
		return sklearn.StringColumn(name, typed[string](values)), nil
	case bools == n:
		return sklearn.BoolColumn(name, typed[bool](values)), nil
	case ints == n:
		return sklearn.IntColumn(name, typed[int64](values)), nil
	case floats+ints > 0 && floats+ints+missing == n:
		out := make([]float64, n)
		for i, v := range values {
			switch v := v.(type) {
			case float64:
				out[i] = v
			case int64:
				out[i] = float64(v)
			default:
				out[i] = math.NaN()
			}
		}
		return sklearn.FloatColumn(name, out), nil
	}
	return sklearn.ValueColumn(name, values)
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
		return nil, errNoRows
	}
	if names := t.Names(); names != nil {
		if _, err := m.Columns(names); err != nil {
			return nil, err
		}
	}
	return t, nil
}
