package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// categories are the values that a column had when an encoder was fitted, and where each is among them.
type categories struct {
	values []any // float64, int64, bool, string; nil for None
	texts  map[string]int
	floats map[float64]int // ints and bools too, as they are equal in Python
	big    map[int64]int   // ints past 2^53
	none   int             // where None is, -1 if it is no category
	nan    int             // where NaN is
}

// categoriesOf reads an array of categories.
func categoriesOf(v py.Value) (*categories, error) {
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, err
	}
	if len(a.Shape) != 1 {
		return nil, fmt.Errorf("got an array of shape %v, want one dimension of categories", a.Shape)
	}
	if a.Shape[0] == 0 {
		return newCategories(nil)
	}
	if a.DType.Kind != ndarray.Object {
		target, err := classesOf(v)
		if err != nil {
			return nil, err
		}
		values := make([]any, target.Len())
		for i := range values {
			values[i] = target.Value(i)
		}
		return newCategories(values)
	}
	objects, err := numpy.Objects(a)
	if err != nil {
		return nil, err
	}
	values := make([]any, len(objects))
	for i, o := range objects {
		if values[i], err = cellOf(o); err != nil {
			return nil, err
		}
	}
	return newCategories(values)
}

// cellOf returns a Python value as a cell of a table; None and pandas.NA are nil.
func cellOf(v py.Value) (any, error) {
	switch v.Kind() {
	case py.None:
		return nil, nil
	case py.Bool:
		x, _ := v.Bool()
		return x, nil
	case py.Int:
		if x, ok := v.Int(); ok {
			return x, nil
		}
		return nil, fmt.Errorf("an integer past 64 bits is not supported")
	case py.Float:
		x, _ := v.Float()
		return x, nil
	case py.Str, py.ByteString:
		x, _ := v.Text()
		return x, nil
	case py.Object:
		if numpy.IsScalar(v) {
			a, err := numpy.FromPy(v)
			if err != nil {
				return nil, err
			}
			switch a.DType.Kind {
			case ndarray.Float:
				return first(a.Float64s())
			case ndarray.Int, ndarray.Uint:
				return first(a.Int64s())
			case ndarray.Bool:
				return first(a.Bools())
			case ndarray.Str:
				return first(a.Strings())
			}
		}
	}
	return nil, fmt.Errorf("a value of type %v is not supported", v.Kind())
}

func first[T any](values []T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return values[0], nil
}

func newCategories(values []any) (*categories, error) {
	c := &categories{values: values, none: -1, nan: -1}
	for i, v := range values {
		switch v := v.(type) {
		case nil:
			c.none = i
		case string:
			if c.texts == nil {
				c.texts = make(map[string]int, len(values))
			}
			put(c.texts, v, i)
		case int64:
			if x := float64(v); int64(x) == v && math.Abs(x) <= 1<<53 {
				c.putFloat(x, i)
			} else {
				if c.big == nil {
					c.big = make(map[int64]int)
				}
				put(c.big, v, i)
			}
		case bool:
			x, _ := number(v, false)
			c.putFloat(x, i)
		case float64:
			if math.IsNaN(v) {
				c.nan = i
			} else {
				c.putFloat(v, i)
			}
		}
	}
	return c, nil
}

func (c *categories) putFloat(x float64, i int) {
	if c.floats == nil {
		c.floats = make(map[float64]int, len(c.values))
	}
	put(c.floats, x, i)
}

// put keeps the first of equal keys.
func put[K comparable](m map[K]int, key K, i int) {
	if _, twice := m[key]; !twice {
		m[key] = i
	}
}

// indexOf returns which category a value of a column is; -1 if none.
func (c *categories) indexOf(v any, raw bool) int {
	switch v := v.(type) {
	case nil:
		if c.nan >= 0 {
			return c.nan
		}
		return c.none
	case string:
		if i, ok := c.texts[v]; ok {
			return i
		}
		if raw && c.floats != nil {
			if x, ok := parseNumber(v, true); ok {
				return c.indexOf(x, false)
			}
		}
	case float64:
		if math.IsNaN(v) {
			if c.nan >= 0 {
				return c.nan
			}
			return c.none
		}
		if i, ok := c.floats[v]; ok {
			return i
		}
		if c.texts != nil && c.floats == nil {
			return -1
		}
	case int64:
		if x := float64(v); int64(x) == v && math.Abs(x) <= 1<<53 {
			return c.indexOf(x, false)
		}
		if i, ok := c.big[v]; ok {
			return i
		}
	case bool:
		x, _ := number(v, false)
		return c.indexOf(x, false)
	}
	return -1
}

// encode appends which category each value of a column is, -1 for those that are none.
func (c *categories) encode(dst []int, col *Column) []int {
	switch v := col.values.(type) {
	case []string:
		for i, text := range v {
			at, ok := c.texts[text]
			if !ok || col.missing != nil && col.missing[i] {
				at = c.indexOf(col.At(i), col.raw)
			}
			dst = append(dst, at)
		}
	case []float64:
		for i, x := range v {
			at, ok := c.floats[x]
			if !ok || col.missing != nil && col.missing[i] {
				at = c.indexOf(col.At(i), false)
			}
			dst = append(dst, at)
		}
	default:
		for i := range col.Len() {
			dst = append(dst, c.indexOf(col.At(i), col.raw))
		}
	}
	return dst
}

// text returns a category as Python's str prints it.
func (c *categories) text(i int) string { return pythonStr(c.values[i]) }

// pythonStr returns a cell as Python's str prints it.
func pythonStr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case float64:
		return pyrepr.Float(v)
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}

// unknown returns the error about a value of a column that is no category, in scikit-learn's words.
func (m *Model) unknown(t *Table, j, row int) error {
	c := &t.columns[j]
	v := c.At(row)
	shown := pythonStr(v)
	if text, ok := v.(string); ok {
		shown = "'" + shorten(text) + "'"
	} else if v == nil {
		shown = "nan"
	}
	return m.fail(ErrCategory, fmt.Sprintf("Found unknown categories [%s] in column %d during transform (column %s, row %d)", shown, j, c.place(j), row))
}
