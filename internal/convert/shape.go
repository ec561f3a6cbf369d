package convert

import (
	"slices"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
)

// TableOf returns a value that is a table: a DataFrame, Series or Index; a dict of columns of one length; a list of dicts, or of lists or tuples
// of one length; an array of one or two dimensions, or of records; and what JSON has of a table, {"columns": […], "data": [[…], …]}.
func TableOf(v py.Value, o *Options) (*Table, error) {
	df, err := frameOf(v)
	if err != nil {
		return nil, err
	}
	if len(o.Index) > 0 {
		if df, err = setIndex(df, o.Index); err != nil {
			return nil, err
		}
	}
	return FrameTable(df, o)
}

// notTable is the error of a value that is no table.
func notTable(v py.Value) error {
	name := v.Kind().String()
	if module, class, ok := v.Class(); ok && v.Kind() == py.Object {
		name = module + "." + class
	}
	return &Error{Problem: "a " + name + ", which is no table", Advice: "tables are a DataFrame or Series, a dict of columns, a list of dicts or rows, and arrays; --path chooses a part of the value, --to json takes any"}
}

func frameOf(v py.Value) (*pandas.DataFrame, error) {
	switch v.Kind() {
	case py.Dict:
		return dictFrame(v)
	case py.List, py.Tuple:
		return listFrame(v)
	case py.Object:
	default:
		return nil, notTable(v)
	}
	if numpy.IsMasked(v) {
		return nil, &Error{Problem: "a masked array, which is no table", Advice: "--to json shows it"}
	}
	if numpy.IsArray(v) {
		a, err := numpy.FromPy(v)
		if err != nil {
			return nil, wrap("", err)
		}
		return arrayFrame(a)
	}
	x, err := pandas.FromPy(v)
	if err != nil {
		if module, _, ok := v.Class(); ok && len(module) >= 6 && module[:6] == "pandas" {
			return nil, &Error{Problem: "pandas", Err: err}
		}
		return nil, notTable(v)
	}
	switch x := x.(type) {
	case *pandas.DataFrame:
		return x, nil
	case *pandas.Series:
		return SeriesFrame(x)
	case *pandas.Index:
		return indexFrame(x)
	case pandas.Array:
		return frameOfColumns([]string{"0"}, []any{x})
	}
	return nil, notTable(v)
}

func indexFrame(x *pandas.Index) (*pandas.DataFrame, error) {
	if x.Kind() == pandas.MultiIndex {
		var columns []any
		var names []string
		for level, name := range x.Names() {
			labels, codes := x.Level(level)
			text := strconv.Itoa(level)
			if name != nil {
				text = labelText(name)
			}
			values := make([]any, len(codes))
			for i := range values {
				values[i] = taken{labels.Array(), codes}.At(i)
			}
			names, columns = append(names, text), append(columns, values)
		}
		return frameOfColumns(names, columns)
	}
	name := "0"
	if x.Name() != nil {
		name = labelText(x.Name())
	}
	return frameOfColumns([]string{name}, []any{x.Array()})
}

// frameOfColumns makes a frame of columns that package pandas takes.
func frameOfColumns(names []string, columns []any) (*pandas.DataFrame, error) {
	series := make([]*pandas.Series, len(columns))
	for i, c := range columns {
		if r, ok := c.(pandas.Range); ok {
			ints := make([]int64, r.Len())
			for k := range ints {
				ints[k] = r.Start + int64(k)*r.Step
			}
			c = ints
		}
		s, err := pandas.NewSeries(names[i], c)
		if err != nil {
			return nil, &Error{Path: columnPath(names[i]), Err: err}
		}
		series[i] = s
	}
	df, err := pandas.NewDataFrame(series...)
	return df, wrap("", err)
}

// arrayFrame makes a frame of an array: its fields, or its columns by their numbers.
func arrayFrame(a *ndarray.Array) (*pandas.DataFrame, error) {
	var names []string
	var columns []any
	switch {
	case len(a.DType.Fields) > 0 && len(a.Shape) == 1:
		for _, f := range a.DType.Fields {
			part, err := a.Field(f.Name)
			if err != nil {
				return nil, &Error{Path: columnPath(f.Name), Err: err}
			}
			column, err := columnOf(part)
			if err != nil {
				return nil, wrap(columnPath(f.Name), err)
			}
			names, columns = append(names, f.Name), append(columns, column)
		}
	case len(a.DType.Fields) > 0 || len(a.Shape) == 0 || len(a.Shape) > 2:
		return nil, &Error{Problem: "an array of " + strconv.Itoa(len(a.Shape)) + " dimensions, which is no table", Advice: "--to npy and --to json take it"}
	case len(a.Shape) == 1:
		column, err := columnOf(a)
		if err != nil {
			return nil, err
		}
		names, columns = []string{"0"}, []any{column}
	default:
		const most = 100_000
		if a.Shape[1] > most {
			return nil, &Error{Problem: "an array of " + strconv.Itoa(a.Shape[1]) + " columns", Advice: "--to npy takes it"}
		}
		turned, err := a.Transpose()
		if err != nil {
			return nil, wrap("", err)
		}
		for i := range a.Shape[1] {
			part, err := turned.Index(i)
			if err != nil {
				return nil, wrap("", err)
			}
			column, err := columnOf(part)
			if err != nil {
				return nil, wrap(columnPath(strconv.Itoa(i)), err)
			}
			names, columns = append(names, strconv.Itoa(i)), append(columns, column)
		}
	}
	return frameOfColumns(names, columns)
}

// columnOf returns an array of one dimension as package pandas takes it. What is no column of pandas' becomes objects.
func columnOf(a *ndarray.Array) (any, error) {
	switch a.DType.Kind {
	case ndarray.Bool, ndarray.Int, ndarray.Uint, ndarray.Float:
		if a.DType.IsNumber() || a.DType.Kind == ndarray.Bool {
			return a, nil
		}
	case ndarray.Datetime, ndarray.Timedelta, ndarray.Complex:
		if _, ok := numpyArrow(a.DType); ok || a.DType.Kind == ndarray.Complex {
			return a, nil
		}
	}
	items := arrayCell(a, 0)
	cells, ok := items.(list)
	if !ok {
		return nil, &Error{Problem: "an array of dtype " + a.DType.String() + ", whose elements cannot be read"}
	}
	out := make([]any, len(cells))
	b := py.NewBuilder()
	l := b.List()
	nested := false
	for i, x := range cells {
		out[i] = x
		switch x.(type) {
		case list, record:
			nested = true
		}
	}
	if !nested {
		return out, nil
	}
	for i, x := range cells {
		v, err := objectOf(b, x)
		if err != nil {
			return nil, &Error{Path: "[" + strconv.Itoa(i) + "]", Err: err}
		}
		b.Append(l, v)
	}
	doc, err := b.Document(l)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i] = doc.Root().Index(i)
	}
	return out, nil
}

// dictFrame makes a frame of a dict of columns.
func dictFrame(v py.Value) (*pandas.DataFrame, error) {
	if data := v.Get("data"); data.Kind() == py.List && v.Get("columns").Kind() == py.List {
		return splitFrame(v, v.Get("columns"), data)
	}
	if v.Len() == 0 {
		return nil, &Error{Problem: "an empty dict, which is no table"}
	}
	var names []string
	var columns []any
	rows := -1
	for k, x := range v.Entries() {
		name, ok := k.Str()
		if !ok {
			name = labelText(cellOf(k))
		}
		path := quoteLabel(name)
		column, n, err := pyColumn(x)
		if err != nil {
			return nil, &Error{Path: path, Err: err, Advice: "a table is a dict of columns; --path chooses a part of the value, --to json takes any"}
		}
		if rows >= 0 && n != rows {
			return nil, &Error{Path: path, Problem: strconv.Itoa(n) + " values, and the columns before it have " + strconv.Itoa(rows), Advice: "the columns of a table are of one length; --path chooses one of them, --to json takes any value"}
		}
		rows = n
		names, columns = append(names, name), append(columns, column)
	}
	return frameOfColumns(names, columns)
}

// pyColumn returns a list, array or Series as a column and its length.
func pyColumn(v py.Value) (any, int, error) {
	switch v.Kind() {
	case py.List, py.Tuple:
		out := make([]any, 0, v.Len())
		for x := range v.Items() {
			out = append(out, x)
		}
		return plainColumn(out), len(out), nil
	case py.Object:
		if numpy.IsArray(v) && !numpy.IsMasked(v) {
			a, err := numpy.FromPy(v)
			if err != nil {
				return nil, 0, err
			}
			if len(a.Shape) != 1 {
				return nil, 0, &Error{Problem: "an array of " + strconv.Itoa(len(a.Shape)) + " dimensions, which is no column"}
			}
			column, err := columnOf(a)
			return column, a.Shape[0], err
		}
		x, err := pandas.FromPy(v)
		if err != nil {
			return nil, 0, notTable(v)
		}
		switch x := x.(type) {
		case *pandas.Series:
			return x.Array(), x.Len(), nil
		case *pandas.Index:
			if x.Array() != nil {
				return x.Array(), x.Len(), nil
			}
		case pandas.Array:
			return x, x.Len(), nil
		}
	}
	return nil, 0, &Error{Problem: "a " + v.Kind().String() + ", which is no column"}
}

// plainColumn returns Python values as numbers or bools, if they are nothing else.
func plainColumn(values []any) any {
	kinds := [py.Buffer + 1]int{}
	for _, x := range values {
		kinds[x.(py.Value).Kind()]++
	}
	n := len(values)
	switch {
	case n == 0:
	case kinds[py.Bool] == n:
		out := make([]bool, n)
		for i, x := range values {
			out[i], _ = x.(py.Value).Bool()
		}
		return out
	case kinds[py.Int] == n:
		out := make([]int64, n)
		for i, x := range values {
			v, ok := x.(py.Value).Int()
			if !ok {
				return values
			}
			out[i] = v
		}
		return out
	case kinds[py.Int]+kinds[py.Float] == n:
		out := make([]float64, n)
		for i, x := range values {
			out[i], _ = x.(py.Value).Number()
		}
		return out
	}
	return values
}

// listFrame makes a frame of a list of dicts, of lists of one length, or of scalars.
func listFrame(v py.Value) (*pandas.DataFrame, error) {
	if v.Len() == 0 {
		return nil, &Error{Problem: "an empty list, which is no table"}
	}
	switch first := v.Index(0); first.Kind() {
	case py.Dict:
		return recordFrame(v)
	case py.List, py.Tuple:
		names := make([]string, first.Len())
		for i := range names {
			names[i] = strconv.Itoa(i)
		}
		return rowFrame(v, names, "")
	case py.Object:
		if numpy.IsArray(first) {
			return nil, &Error{Path: "[0]", Problem: "an array in a list, which is no table", Advice: "--path chooses one of them, --to json takes any value"}
		}
	}
	column, _, err := pyColumn(v)
	if err != nil {
		return nil, err
	}
	return frameOfColumns([]string{"0"}, []any{column})
}

// recordFrame makes a frame of dicts: a column of each key, with None where a dict has it not.
func recordFrame(v py.Value) (*pandas.DataFrame, error) {
	var names []string
	at := map[string]int{}
	var columns [][]any
	none := noneValue()
	row := 0
	const most = 100_000_000 // cells that are None because a dict has not the key
	empty := 0
	for item := range v.Items() {
		path := "[" + strconv.Itoa(row) + "]"
		if item.Kind() != py.Dict {
			return nil, &Error{Path: path, Problem: "a " + item.Kind().String() + " among dicts", Advice: "a table is a list of dicts; --to json takes any value"}
		}
		for k, x := range item.Entries() {
			name, ok := k.Str()
			if !ok {
				return nil, &Error{Path: path, Problem: "a key that is no str: " + k.String()}
			}
			i, known := at[name]
			if !known {
				i = len(names)
				at[name] = i
				names = append(names, name)
				columns = append(columns, nil)
			}
			for len(columns[i]) < row {
				columns[i] = append(columns[i], none)
				empty++
			}
			columns[i] = append(columns[i], x)
		}
		if row++; empty > most {
			return nil, &Error{Path: path, Problem: "dicts whose keys differ too much for a table"}
		}
	}
	out := make([]any, len(columns))
	for i, c := range columns {
		if empty += row - len(c); empty > most {
			return nil, &Error{Problem: "dicts whose keys differ too much for a table"}
		}
		for len(c) < row {
			c = append(c, none)
		}
		out[i] = plainColumn(c)
	}
	if len(out) == 0 {
		return nil, &Error{Problem: "a list of empty dicts, which is no table"}
	}
	return frameOfColumns(names, out)
}

func noneValue() py.Value {
	b := py.NewBuilder()
	doc, err := b.Document(b.None())
	if err != nil { // None is always a document
		panic(err)
	}
	return doc.Root()
}

// rowFrame makes a frame of a list of rows.
func rowFrame(v py.Value, names []string, path string) (*pandas.DataFrame, error) {
	columns := make([][]any, len(names))
	row := 0
	for item := range v.Items() {
		if k := item.Kind(); k != py.List && k != py.Tuple || item.Len() != len(names) {
			return nil, &Error{Path: path + "[" + strconv.Itoa(row) + "]", Problem: "not a row of " + strconv.Itoa(len(names)), Advice: "the rows of a table are of one length; --to json takes any value"}
		}
		i := 0
		for x := range item.Items() {
			columns[i] = append(columns[i], x)
			i++
		}
		row++
	}
	out := make([]any, len(columns))
	for i, c := range columns {
		out[i] = plainColumn(c)
	}
	return frameOfColumns(names, out)
}

// splitFrame makes a frame of what writeRows writes.
func splitFrame(v, columns, data py.Value) (*pandas.DataFrame, error) {
	var names []string
	for c := range columns.Items() {
		names = append(names, labelText(cellOf(c)))
	}
	df, err := rowFrame(data, names, `["data"]`)
	if err != nil {
		return nil, err
	}
	if n, ok := v.Get("index_columns").Int(); ok && n > 0 && n <= int64(len(names)) {
		return setIndex(df, names[:n])
	}
	if x := v.Get("index_range"); x.Kind() == py.List && x.Len() == 3 {
		start, _ := x.Index(0).Int()
		stop, _ := x.Index(1).Int()
		if step, _ := x.Index(2).Int(); step != 0 && (stop-start)/step == int64(data.Len()) {
			return df.WithIndex(pandas.NewRangeIndex(nil, start, stop, step))
		}
	}
	return df, nil
}

// setIndex makes columns the index.
func setIndex(df *pandas.DataFrame, names []string) (*pandas.DataFrame, error) {
	var levels, rest []*pandas.Series
	for _, name := range names {
		s, err := df.Column(name)
		if err != nil {
			return nil, &Error{Path: columnPath(name), Err: err, Advice: "--index names columns of the table"}
		}
		levels = append(levels, s)
	}
	for _, s := range df.Series() {
		if label, ok := s.Name().(string); !ok || !slices.Contains(names, label) {
			rest = append(rest, s)
		}
	}
	rows, _ := df.Shape()
	return assemble(nil, rest, levels, nil, rows)
}
