package sklearn

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Table is an X of columns that may have names and be of different types, as a DataFrame. The first step of a model that takes
// other things than numbers (a ColumnTransformer, an encoder, a text vectorizer) is given one.
type Table struct {
	columns []Column
	rows    int
}

// NewTable returns a table of columns of one length. If none has a name, they are taken by place.
func NewTable(columns ...Column) (*Table, error) {
	t := &Table{columns: columns}
	for i, c := range columns {
		if i == 0 {
			t.rows = c.Len()
		}
		if c.Len() != t.rows {
			return nil, &Error{Text: fmt.Sprintf("column %s has %d rows, column %s %d", c.place(i), c.Len(), columns[0].place(0), t.rows), Err: ErrShape}
		}
	}
	return t, nil
}

// Texts returns a table of one column: the documents that a text vectorizer is given, or the values that a LabelEncoder is.
func Texts(documents ...string) *Table {
	return &Table{columns: []Column{StringColumn("", documents)}, rows: len(documents)}
}

// Shape returns the number of rows and of columns.
func (t *Table) Shape() (rows, cols int) { return t.rows, len(t.columns) }

// Column returns column i, from 0.
func (t *Table) Column(i int) Column { return t.columns[i] }

// Names returns the names of the columns; nil if they have none.
func (t *Table) Names() []string {
	var out []string
	for i := range t.columns {
		if t.columns[i].Name != "" && out == nil {
			out = make([]string, len(t.columns))
		}
		if out != nil {
			out[i] = t.columns[i].Name
		}
	}
	return out
}

// Slice returns the rows from one to before another, which share their values with t.
func (t *Table) Slice(from, to int) *Table {
	out := &Table{rows: to - from, columns: make([]Column, len(t.columns))}
	for i, c := range t.columns {
		out.columns[i] = c.slice(from, to)
	}
	return out
}

// take returns some columns; -1 is one without values.
func (t *Table) take(indices []int) *Table {
	out := &Table{rows: t.rows, columns: make([]Column, len(indices))}
	for i, at := range indices {
		if at < 0 {
			out.columns[i] = Column{values: make([]any, t.rows)}
		} else {
			out.columns[i] = t.columns[at]
		}
	}
	return out
}

// numeric reports whether all columns are numbers by type.
func (t *Table) numeric() bool {
	return !slices.ContainsFunc(t.columns, func(c Column) bool { return !c.numeric() })
}

// dense returns the columns as a matrix.
func (t *Table) dense() (Matrix, error) {
	out := Matrix{Data: make([]float64, t.rows*len(t.columns)), Rows: t.rows, Cols: len(t.columns)}
	for j := range t.columns {
		values, err := t.columns[j].floats(j)
		if err != nil {
			return Matrix{}, err
		}
		for i, x := range values {
			out.Data[i*out.Cols+j] = x
		}
	}
	return out, nil
}

// A Column is one column of a [Table]. Its values are of one type, or anything.
type Column struct {
	Name    string
	values  any    // []float64, []int64, []bool, []string or []any
	missing []bool // nil if none is; a float64 is missing as NaN, of an []any as nil
	raw     bool   // texts as they stand in a file: numbers where numbers are wanted
	codes   []int  // of a categorical: the place of each value among the categories, -1 if it is missing; else nil
}

// FloatColumn is a column of numbers; NaN is a missing one.
func FloatColumn(name string, values []float64) Column { return Column{Name: name, values: values} }

// IntColumn is a column of integers.
func IntColumn(name string, values []int64) Column { return Column{Name: name, values: values} }

// BoolColumn is a column of bools.
func BoolColumn(name string, values []bool) Column { return Column{Name: name, values: values} }

// StringColumn is a column of texts.
func StringColumn(name string, values []string) Column { return Column{Name: name, values: values} }

// CellColumn is a column of texts as they stand in a CSV file: a cell is what the model's column was, a number or a text, and
// an empty one is missing.
func CellColumn(name string, cells []string) Column {
	c := Column{Name: name, values: cells, raw: true}
	for i, cell := range cells {
		if cell == "" {
			if c.missing == nil {
				c.missing = make([]bool, len(cells))
			}
			c.missing[i] = true
		}
	}
	return c
}

// ValueColumn is a column of values of several types: nil, which is missing, float64, int64, bool, string and, for a
// MultiLabelBinarizer, []any of these.
func ValueColumn(name string, values []any) (Column, error) {
	c := Column{Name: name}
	err := c.setValues(values)
	return c, err
}

func (c *Column) setValues(values []any) error {
	for i, v := range values {
		switch v.(type) {
		case nil, float64, int64, bool, string, []any:
		default:
			return &Error{Text: fmt.Sprintf("column %q, row %d: a %T is not supported", c.Name, i, v), Err: ErrType}
		}
	}
	c.values = values
	return nil
}

// WithMissing returns the column with some values missing.
func (c Column) WithMissing(missing []bool) (Column, error) {
	if len(missing) != c.Len() {
		return c, &Error{Text: fmt.Sprintf("column %q has %d values, the mask %d", c.Name, c.Len(), len(missing)), Err: ErrShape}
	}
	c.missing = missing
	return c, nil
}

// Len returns the number of rows.
func (c Column) Len() int {
	switch v := c.values.(type) {
	case []float64:
		return len(v)
	case []int64:
		return len(v)
	case []bool:
		return len(v)
	case []string:
		return len(v)
	case []any:
		return len(v)
	}
	return 0
}

func (c Column) slice(from, to int) Column {
	switch v := c.values.(type) {
	case []float64:
		c.values = v[from:to]
	case []int64:
		c.values = v[from:to]
	case []bool:
		c.values = v[from:to]
	case []string:
		c.values = v[from:to]
	case []any:
		c.values = v[from:to]
	}
	if c.missing != nil {
		c.missing = c.missing[from:to]
	}
	if c.codes != nil {
		c.codes = c.codes[from:to]
	}
	return c
}

// At returns value i: a float64, int64, bool, string or, if it is missing, nil.
func (c Column) At(i int) any {
	if c.missing != nil && c.missing[i] {
		return nil
	}
	switch v := c.values.(type) {
	case []float64:
		return v[i]
	case []int64:
		return v[i]
	case []bool:
		return v[i]
	case []string:
		return v[i]
	case []any:
		return v[i]
	}
	return nil
}

// place names the column for an error.
func (c Column) place(i int) string {
	if c.Name != "" {
		return strconv.Quote(c.Name)
	}
	return strconv.Itoa(i)
}

func (c Column) numeric() bool {
	switch c.values.(type) {
	case []float64, []int64, []bool:
		return true
	}
	return false
}

// floats returns the column as numbers, which must not be changed. Index is where it stands, for errors.
func (c Column) floats(index int) ([]float64, error) {
	if v, ok := c.values.([]float64); ok && c.missing == nil {
		return v, nil
	}
	out := make([]float64, c.Len())
	texts, _ := c.values.([]string)
	for i := range out {
		var x float64
		var ok bool
		switch {
		case c.missing != nil && c.missing[i]:
			x, ok = math.NaN(), true
		case texts != nil:
			x, ok = parseNumber(texts[i], c.raw)
		default:
			x, ok = number(c.At(i), c.raw)
		}
		if !ok {
			text := fmt.Sprintf("could not convert string to float: '%v' (column %s, row %d)", shorten(c.At(i)), c.place(index), i)
			return nil, &Error{Text: text, Err: ErrType}
		}
		out[i] = x
	}
	return out, nil
}

// number returns a value as NumPy makes a float64 of it; of nil it makes NaN.
func number(v any, raw bool) (float64, bool) {
	switch v := v.(type) {
	case nil:
		return math.NaN(), true
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case string:
		return parseNumber(v, raw)
	}
	return 0, false
}

// parseNumber reads a number; of a file's cell also True and False, which pandas would read as bools.
func parseNumber(text string, raw bool) (float64, bool) {
	text = strings.TrimSpace(text)
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err == nil && !strings.ContainsAny(text, "xXpP_"):
		return x, true
	case raw && (text == "True" || text == "true" || text == "TRUE"):
		return 1, true
	case raw && (text == "False" || text == "false" || text == "FALSE"):
		return 0, true
	}
	return 0, false
}

func shorten(v any) string {
	text := fmt.Sprint(v)
	if len(text) > 40 {
		text = strings.ToValidUTF8(text[:40], "") + "…"
	}
	return text
}
