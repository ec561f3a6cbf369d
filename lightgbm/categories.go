package lightgbm

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/brine-go/brine/py"
)

// parsePandasCategorical reads the categories of a DataFrame's columns, which Python writes behind a model as JSON in a line of
// their own (_dump_pandas_categorical); nil if there are none.
func parsePandasCategorical(text string) ([][]any, error) {
	const key = "pandas_categorical:"
	at := strings.LastIndex(text, "\n"+key)
	if at < 0 {
		return nil, nil
	}
	line, _, _ := strings.Cut(text[at+1+len(key):], "\n")
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	var columns [][]any
	if err := d.Decode(&columns); err != nil {
		return nil, err
	}
	for _, values := range columns {
		for i, v := range values {
			n, ok := v.(json.Number)
			if !ok {
				if _, list := v.([]any); list || v == nil {
					return nil, fmt.Errorf("a category is %v", v)
				}
				continue
			}
			if x, err := n.Int64(); err == nil {
				values[i] = x
			} else if values[i], err = n.Float64(); err != nil {
				return nil, err
			}
		}
	}
	return columns, nil
}

// categoriesOf reads the same out of a Booster's attribute, a list of lists or None.
func categoriesOf(v py.Value) ([][]any, error) {
	if !v.IsValid() || v.IsNone() {
		return nil, nil
	}
	if v.Kind() != py.List {
		return nil, fmt.Errorf("got %v, want a list", v.Kind())
	}
	var out [][]any
	for list := range v.Items() {
		if list.Kind() != py.List {
			return nil, fmt.Errorf("got a list of %v, want one of lists", list.Kind())
		}
		values := make([]any, 0, list.Len())
		for item := range list.Items() {
			x, err := cellOf(item)
			if err != nil {
				return nil, err
			}
			values = append(values, x)
		}
		out = append(out, values)
	}
	return out, nil
}

func cellOf(v py.Value) (any, error) {
	switch v.Kind() {
	case py.Str:
		x, _ := v.Str()
		return x, nil
	case py.Int:
		if x, ok := v.Int(); ok {
			return x, nil
		}
	case py.Float:
		x, _ := v.Float()
		return x, nil
	case py.Bool:
		x, _ := v.Bool()
		return x, nil
	}
	return nil, fmt.Errorf("a category of type %v is not supported", v.Kind())
}
