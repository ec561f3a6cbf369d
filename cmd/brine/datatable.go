package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/brine-go/brine/internal/convert"
	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/sklearn"
)

// arrowRows reads what package convert gives as a table: Parquet, Arrow, SQLite.
type arrowRows struct {
	t     *convert.Table
	at    []int // of the schema's columns, those that are no index
	names []string
	fail  func(error) error
	batch *sklearn.Table
	used  int // rows of batch
	from  int // row of the file with which the last rows begin
	next  int
}

func newArrowRows(t *convert.Table, fail func(error) error) *arrowRows {
	r := &arrowRows{t: t, fail: fail}
	r.at, r.names = t.Columns()
	return r
}

func (r *arrowRows) columns() []string { return r.names }

func (r *arrowRows) read(take []int, n int) (sklearn.X, error) {
	if n == allRows {
		return r.rest(take)
	}
	x, err := r.some(n)
	if err != nil {
		return nil, err
	}
	return chosen(x, take)
}

// rest reads all rows that are left and joins their batches.
func (r *arrowRows) rest(take []int) (sklearn.X, error) {
	from := r.next
	values := make([][]any, len(r.names))
	for {
		x, err := r.some(allRows)
		if err != nil {
			return nil, err
		}
		n, _ := x.Shape()
		if n == 0 {
			break
		}
		for j := range values {
			c := x.Column(j)
			for i := range n {
				values[j] = append(values[j], c.At(i))
			}
		}
	}
	r.from = from
	columns := make([]sklearn.Column, len(values))
	for j, name := range r.names {
		var err error
		if columns[j], err = rows.Column(name, values[j]); err != nil {
			return nil, r.fail(err)
		}
	}
	t, err := sklearn.NewTable(columns...)
	if err != nil {
		return nil, err
	}
	return chosen(t, take)
}

// some reads up to n rows, of one batch.
func (r *arrowRows) some(n int) (*sklearn.Table, error) {
	left := 0
	if r.batch != nil {
		left, _ = r.batch.Shape()
		left -= r.used
	}
	for left == 0 {
		batch, err := r.t.Next()
		if err == io.EOF {
			r.batch, r.used = &sklearn.Table{}, 0
			break
		}
		if err != nil {
			return nil, r.fail(err)
		}
		if r.batch, err = r.table(batch); err != nil {
			return nil, r.fail(err)
		}
		r.used = 0
		left, _ = r.batch.Shape()
	}
	n = min(n, left)
	r.from, r.next = r.next, r.next+n
	if n == 0 {
		return r.batch, nil
	}
	x := r.batch.Slice(r.used, r.used+n)
	r.used += n
	return x, nil
}

// table copies a batch, whose memory ends with the next one.
func (r *arrowRows) table(batch arrow.RecordBatch) (*sklearn.Table, error) {
	columns := make([]sklearn.Column, len(r.at))
	for k, i := range r.at {
		var err error
		if columns[k], err = arrowColumn(r.names[k], batch.Column(i), r.t.Schema.Field(i)); err != nil {
			return nil, err
		}
	}
	return sklearn.NewTable(columns...)
}

func arrowColumn(name string, a arrow.Array, field arrow.Field) (sklearn.Column, error) {
	if a.NullN() == 0 {
		switch a := a.(type) {
		case *array.Float64:
			return sklearn.FloatColumn(name, append([]float64(nil), a.Float64Values()...)), nil
		case *array.Int64:
			return sklearn.IntColumn(name, append([]int64(nil), a.Int64Values()...)), nil
		}
	}
	cell := convert.Cells(a, field)
	values := make([]any, a.Len())
	for i := range values {
		switch v := cell(i).(type) {
		case uint64:
			values[i] = float64(v)
		case nil, bool, int64, float64, string:
			values[i] = v
		default:
			return sklearn.Column{}, &convert.Error{Path: fmt.Sprintf("column %q, row %d", name, i), Problem: fmt.Sprintf("a %v, which no model takes", a.DataType()), Advice: "leave the column out by --columns"}
		}
	}
	return rows.Column(name, values)
}

func (r *arrowRows) place(row int) string { return fmt.Sprintf("row %d", r.from+row) }

func (r *arrowRows) done() int64 { return int64(r.next) }

// npyRows reads a .npy file of two dimensions, some rows at a time.
type npyRows struct {
	f    *numpy.NPY
	fail func(error) error
	from int
	next int
}

// beginNPY opens a .npy file: of two dimensions, of one for a single column, or of records.
func (d *dataFile) beginNPY(src *source, name string, c *command) error {
	if !isRegular(name) {
		r, err := src.stream(name, c)
		if err != nil {
			return err
		}
		a, err := numpy.ReadNPY(r)
		if err != nil {
			return src.fail(err)
		}
		return d.beginArray(a)
	}
	file, err := os.Open(name)
	if err != nil {
		return fileFailure(name, err)
	}
	src.closers = append(src.closers, file.Close)
	f, err := numpy.OpenNPY(file, src.info.Size())
	if err != nil {
		return src.fail(err)
	}
	if len(f.Shape) != 2 || f.Fortran || !isNumber(f.DType) {
		a, err := f.Array()
		if err != nil {
			return src.fail(err)
		}
		return d.beginArray(a)
	}
	d.total = int64(f.Shape[0])
	d.rows = &npyRows{f: f, fail: src.fail}
	return nil
}

func isNumber(t ndarray.DType) bool {
	switch t.Kind {
	case ndarray.Bool, ndarray.Int, ndarray.Uint, ndarray.Float:
		return true
	}
	return false
}

func (r *npyRows) columns() []string { return nil }

func (r *npyRows) read(_ []int, n int) (sklearn.X, error) {
	r.from, r.next = r.next, min(r.next+n, r.f.Shape[0])
	if r.from == r.next {
		return sklearn.Matrix{}, nil
	}
	a, err := r.f.Rows(r.from, r.next)
	if err != nil {
		return nil, r.fail(err)
	}
	return matrixOf(a)
}

func (r *npyRows) place(row int) string { return fmt.Sprintf("row %d", r.from+row) }

func (r *npyRows) done() int64 { return int64(r.next) }

// matrixOf returns an array of numbers of two dimensions as a matrix.
func matrixOf(a *ndarray.Array) (sklearn.Matrix, error) {
	values, err := a.Float64s()
	return sklearn.Matrix{Data: values, Rows: a.Shape[0], Cols: a.Shape[1]}, err
}

// beginArray reads rows of an array.
func (d *dataFile) beginArray(a *ndarray.Array) error {
	switch {
	case len(a.Shape) == 2 && isNumber(a.DType):
		m, err := matrixOf(a)
		if err != nil {
			return d.fail(err, "")
		}
		columns := make([]sklearn.Column, m.Cols)
		for j := range columns {
			columns[j] = sklearn.FloatColumn("", m.Column(j))
		}
		return d.beginColumns(columns, nil)
	case len(a.Shape) == 1 && len(a.DType.Fields) > 0:
		var names []string
		var columns []sklearn.Column
		for _, f := range a.DType.Fields {
			part, err := a.Field(f.Name)
			if err != nil {
				return d.fail(err, "")
			}
			c, err := elementsColumn(f.Name, part)
			if err != nil {
				return d.fail(fmt.Errorf("field %q: %w", f.Name, err), "")
			}
			names, columns = append(names, f.Name), append(columns, c)
		}
		return d.beginColumns(columns, names)
	case len(a.Shape) == 1:
		c, err := elementsColumn("", a)
		if err != nil {
			return d.fail(err, "")
		}
		return d.beginColumns([]sklearn.Column{c}, nil)
	}
	return d.fail(fmt.Errorf("an array of %d dimensions and dtype %v", len(a.Shape), a.DType), "a model takes rows × columns of numbers, or records")
}

// elementsColumn returns an array of one dimension as a column.
func elementsColumn(name string, a *ndarray.Array) (sklearn.Column, error) {
	if len(a.Shape) != 1 {
		return sklearn.Column{}, fmt.Errorf("an array of %d dimensions", len(a.Shape))
	}
	if isNumber(a.DType) {
		values, err := a.Float64s()
		return sklearn.FloatColumn(name, values), err
	}
	texts, err := a.Strings()
	return sklearn.StringColumn(name, texts), err
}

func (d *dataFile) beginColumns(columns []sklearn.Column, names []string) error {
	t, err := sklearn.NewTable(columns...)
	if err != nil {
		return d.fail(err, "")
	}
	return d.beginTable(t, names)
}

func (d *dataFile) beginTable(t *sklearn.Table, names []string) error {
	rows, _ := t.Shape()
	d.total = int64(rows)
	d.rows = &wholeX{x: t, names: names}
	return nil
}

// beginValue reads the rows of a DataFrame, Series or array in a pickle.
func (d *dataFile) beginValue(src *source) error {
	doc, err := src.next()
	if err == io.EOF {
		return d.fail(errors.New("there is no value in it"), damaged)
	}
	if err != nil {
		return src.fail(err)
	}
	v := doc.Root()
	if v.Kind() == py.Object && numpy.IsArray(v) {
		a, err := numpy.FromPy(v)
		if err != nil {
			return src.fail(err)
		}
		return d.beginArray(a)
	}
	var df *pandas.DataFrame
	if module, class, ok := v.Class(); ok && v.Kind() == py.Object && class == "DataFrame" && len(module) >= 6 && module[:6] == "pandas" {
		x, err := pandas.FromPy(v)
		if err != nil {
			return src.fail(err)
		}
		df = x.(*pandas.DataFrame)
		t, err := sklearn.TableOf(df)
		if err != nil {
			return d.fail(err, "leave the column out")
		}
		return d.beginTable(t, t.Names())
	}
	t, err := convert.TableOf(v, &convert.Options{NoIndex: true})
	if err != nil {
		return src.fail(err)
	}
	d.total = t.Rows
	d.closers = append(d.closers, t.Close)
	d.rows = newArrowRows(t, src.fail)
	return nil
}
