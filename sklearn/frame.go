package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pandas"
)

// TableOf returns the columns of a DataFrame whose values are numbers, bools, texts or categories of these. Missing values, of any
// kind, are missing. Names that are no texts are written as Python's str does numbers. Other columns (dates, periods, intervals, lists)
// are errors that name them.
func TableOf(d *pandas.DataFrame) (*Table, error) {
	rows, cols := d.Shape()
	t := &Table{rows: rows, columns: make([]Column, 0, cols)}
	for _, s := range d.Series() {
		name := fmt.Sprint(s.Name())
		c, err := columnFrom(name, s.Array())
		if err != nil {
			return nil, err
		}
		t.columns = append(t.columns, c)
	}
	return t, nil
}

func columnFrom(name string, a pandas.Array) (Column, error) {
	switch a := a.(type) {
	case *pandas.NumpyArray:
		if c, ok := plainColumn(name, a.Array()); ok {
			return c, nil
		}
	case *pandas.NullableArray:
		if c, ok := plainColumn(name, a.Data()); ok {
			c.missing = a.Mask()
			return c, nil
		}
	case *pandas.Categorical:
		return categoryColumn(name, a)
	}
	values := make([]any, a.Len())
	for i := range values {
		if a.Missing(i) == pandas.Present {
			values[i] = plainValue(a.At(i))
		}
	}
	return ValueColumn(name, values)
}

// plainColumn is a column of an array of numbers or bools.
func plainColumn(name string, a *ndarray.Array) (Column, bool) {
	switch a.DType.Kind {
	case ndarray.Float:
		values, err := a.Float64s()
		return FloatColumn(name, values), err == nil
	case ndarray.Int, ndarray.Uint:
		values, err := a.Int64s()
		return IntColumn(name, values), err == nil
	case ndarray.Bool:
		values, err := a.Bools()
		return BoolColumn(name, values), err == nil
	}
	return Column{}, false
}

// categoryColumn is a column of the values that the codes stand for.
func categoryColumn(name string, a *pandas.Categorical) (Column, error) {
	c := Column{Name: name, codes: a.Codes()}
	values := make([]any, a.Len())
	for i := range values {
		if a.Missing(i) == pandas.Present {
			values[i] = plainValue(a.At(i))
		}
	}
	err := c.setValues(values)
	return c, err
}

// plainValue returns a value of an array as a column has it.
func plainValue(v any) any {
	switch x := v.(type) {
	case int:
		return int64(x)
	case float32:
		return float64(x)
	}
	return v
}
