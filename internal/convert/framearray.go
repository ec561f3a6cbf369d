package convert

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
)

// pandasArray returns what an object of pandas' is as an array. A DataFrame of numbers becomes one of rows × columns, as
// DataFrame.to_numpy gives it, of a dtype that all of them fit into exactly; any other frame records, as DataFrame.to_records
// does. A missing number is NaN. It returns nil for what is none of pandas'.
func pandasArray(v py.Value, path string, o *Options) (*ndarray.Array, error) {
	if v.Kind() != py.Object {
		return nil, nil
	}
	x, err := pandas.FromPy(v)
	if err != nil {
		if module, _, ok := v.Class(); ok && len(module) >= 6 && module[:6] == "pandas" {
			return nil, &Error{Path: path, Problem: "pandas", Err: err}
		}
		return nil, nil
	}
	switch x := x.(type) {
	case *pandas.DataFrame:
		return frameArray(x, path, o)
	case *pandas.Series:
		if err := keepsIndex(x.Index(), path, o); err != nil {
			return nil, err
		}
		return vectorArray(x, path, o)
	case *pandas.Index:
		if x.Kind() == pandas.MultiIndex {
			return nil, &Error{Path: path, Problem: "a MultiIndex, whose labels have several parts", Advice: "npy and npz hold arrays"}
		}
		return vectorArray(x.ToSeries(), path, o)
	case pandas.Array:
		s, err := pandas.NewSeries(nil, x)
		if err != nil {
			return nil, wrap(path, err)
		}
		return vectorArray(s, path, o)
	}
	return nil, nil
}

// keepsIndex returns the error of an index that an array has no place for, unless it is to be left out.
func keepsIndex(x *pandas.Index, path string, o *Options) error {
	if o.NoIndex || isCount(x) {
		return nil
	}
	return &Error{Path: join(path, "index"), Problem: "labels of rows, for which an array of numbers has no place", Advice: "--no-index leaves them out; a pickle, Parquet and Arrow keep them"}
}

// isCount reports whether an index is 0, 1, 2, …, without a name.
func isCount(x *pandas.Index) bool {
	g, ok := x.Array().(pandas.Range)
	return x.Len() == 0 && x.Name() == nil || ok && g.Start == 0 && g.Step == 1 && x.Name() == nil
}

// frameArray returns the array of a frame.
func frameArray(df *pandas.DataFrame, path string, o *Options) (*ndarray.Array, error) {
	rows, n := df.Shape()
	columns := make([]arrayColumn, n)
	for i := range columns {
		label := labelText(df.Columns().At(i))
		c, err := arrayColumnOf(df.ColumnAt(i), join(path, columnPath(label)), o)
		if err != nil {
			return nil, err
		}
		c.name = label
		columns[i] = c
	}
	if n == 0 {
		return nil, &Error{Path: join(path, "columns"), Problem: "a table without any", Advice: "--to json shows it"}
	}
	if d, ok := commonType(columns); ok {
		if err := keepsIndex(df.Index(), path, o); err != nil {
			return nil, err
		}
		return fill(d, []int{rows, n}, columns)
	}
	if !o.NoIndex && !isCount(df.Index()) {
		levels, err := indexColumns(df.Index(), path, o)
		if err != nil {
			return nil, err
		}
		columns = append(levels, columns...)
	}
	record := ndarray.DType{Kind: ndarray.Void, Order: ndarray.None}
	for i, c := range columns {
		if slices.ContainsFunc(columns[:i], func(b arrayColumn) bool { return b.name == c.name }) {
			return nil, &Error{Path: join(path, columnPath(c.name)), Problem: "two columns of one name", Advice: "rename one of them"}
		}
		if c.name == "" {
			return nil, &Error{Path: join(path, columnPath(c.name)), Problem: "a column without a name, which the fields of records need"}
		}
		record.Fields = append(record.Fields, ndarray.Field{Name: c.name, Offset: record.ItemSize, DType: c.d})
		record.ItemSize += c.d.ItemSize
	}
	if err := checkSize(record.ItemSize, rows, path); err != nil {
		return nil, err
	}
	return fill(record, []int{rows}, columns)
}

// indexColumns returns the levels of an index as columns, under the names that DataFrame.to_records gives them.
func indexColumns(x *pandas.Index, path string, o *Options) ([]arrayColumn, error) {
	series := []*pandas.Series{}
	if x.Kind() == pandas.MultiIndex {
		for level := range x.Levels() {
			labels := make([]any, x.Len())
			for i := range labels {
				labels[i] = x.At(i).(pandas.Tuple)[level]
			}
			s, err := pandas.NewSeries(nil, labels)
			if err != nil {
				return nil, wrap(join(path, "index"), err)
			}
			series = append(series, s)
		}
	} else {
		series = append(series, x.ToSeries())
	}
	out := make([]arrayColumn, len(series))
	for i, s := range series {
		name := "index"
		if len(series) > 1 {
			name = "level_" + strconv.Itoa(i)
		}
		if given := x.Names()[i]; given != nil {
			name = labelText(given)
		}
		c, err := arrayColumnOf(s, join(path, "index"), o)
		if err != nil {
			return nil, err
		}
		c.name = name
		out[i] = c
	}
	return out, nil
}

// vectorArray returns a series as an array of one dimension.
func vectorArray(s *pandas.Series, path string, o *Options) (*ndarray.Array, error) {
	c, err := arrayColumnOf(s, path, o)
	if err != nil {
		return nil, err
	}
	if err := checkSize(c.d.ItemSize, s.Len(), path); err != nil {
		return nil, err
	}
	return fill(c.d, []int{s.Len()}, []arrayColumn{c})
}

// maxArray is how many bytes an array may take that repeats what takes less room in the file: a long text among short ones,
// the zeros of a sparse column.
const maxArray = 8 << 30

func checkSize(itemSize, n int, path string) error {
	if n > 0 && itemSize > maxArray/n {
		return &Error{Path: path, Problem: fmt.Sprintf("an array of %d elements of %d bytes, which is more than %d GiB", n, itemSize, maxArray>>30), Advice: "Parquet and Arrow keep texts by their length"}
	}
	return nil
}

// An arrayColumn is what an array's elements are taken from. One of these is set.
type arrayColumn struct {
	name   string
	d      ndarray.DType
	raw    *ndarray.Array // elements as they are
	floats []float64
	ints   []int64
	bools  []bool
	texts  []string
}

// arrayColumnOf returns a column with the dtype that it has by itself.
func arrayColumnOf(s *pandas.Series, path string, o *Options) (arrayColumn, error) {
	switch a := s.Array().(type) {
	case *pandas.NumpyArray:
		if d := a.Array().DType; d.Kind != ndarray.Object {
			return arrayColumn{d: d, raw: a.Array()}, nil
		}
	case *pandas.DatetimeArray:
		d, zoned := a.DType().(*pandas.DatetimeTZDType)
		if zoned {
			return arrayColumn{}, &Error{Path: path, Problem: "dates in the time zone " + d.Zone.Name + ", which an array has no place for", Advice: "Parquet and Arrow keep it"}
		}
		return tickColumn(ndarray.Datetime, s), nil
	case *pandas.TimedeltaArray:
		return tickColumn(ndarray.Timedelta, s), nil
	case *pandas.SparseArray:
		if err := checkSize(8, s.Len(), path); err != nil {
			return arrayColumn{}, err
		}
	}
	if x, missing, err := s.Bools(); err == nil && missing == nil && s.Len() > 0 {
		return arrayColumn{d: ndarray.DType{Kind: ndarray.Bool, ItemSize: 1, Order: ndarray.None}, bools: x}, nil
	}
	if x, missing, err := s.Int64s(); err == nil && missing == nil && !hasBools(s) {
		return arrayColumn{d: wide(ndarray.Int), ints: x}, nil
	}
	if x, err := floatsOf(s); err == nil && !hasBools(s) {
		return arrayColumn{d: wide(ndarray.Float), floats: x}, nil
	}
	x, missing, err := s.Strings()
	if err != nil {
		return arrayColumn{}, &Error{Path: path, Problem: whatIs(s) + ", which are no elements of an array", Advice: "npy and npz hold numbers, texts and dates; --to json, Parquet and Arrow take the table"}
	}
	width := 1
	for i, t := range x {
		if missing != nil && missing[i] {
			if err := o.lose(path+", row "+strconv.Itoa(i), "a missing text, for which an array has no place"); err != nil {
				return arrayColumn{}, err
			}
		}
		if !utf8.ValidString(t) {
			return arrayColumn{}, &Error{Path: path + ", row " + strconv.Itoa(i), Problem: "a text with a lone surrogate"}
		}
		width = max(width, utf8.RuneCountInString(t))
	}
	return arrayColumn{d: ndarray.DType{Kind: ndarray.Str, ItemSize: 4 * width, Order: ndarray.Little}, texts: x}, nil
}

// hasBools reports whether a series that is none of bools has one among its numbers, or is of missing bools: no array keeps
// them apart.
func hasBools(s *pandas.Series) bool {
	for i := range s.Len() {
		if _, ok := s.At(i).(bool); ok {
			return true
		}
	}
	return false
}

// floatsOf returns numbers as float64, missing ones as NaN; an error if one is rounded.
func floatsOf(s *pandas.Series) ([]float64, error) {
	x, missing, err := s.Float64s()
	if err != nil {
		return nil, err
	}
	for i, m := range missing {
		if m {
			x[i] = math.Float64frombits(0x7FF8 << 48) // NumPy's nan, which is not Go's
		}
	}
	for i, f := range x {
		switch n := s.At(i).(type) {
		case int64:
			if !exact(n) {
				return nil, fmt.Errorf("%d is no float64", n)
			}
		case uint64:
			if f >= 1<<64 || uint64(f) != n {
				return nil, fmt.Errorf("%d is no float64", n)
			}
		}
	}
	return x, nil
}

// exact reports whether float64 has an integer.
func exact(n int64) bool {
	f := float64(n)
	return f < 1<<63 && int64(f) == n
}

// tickColumn returns dates or durations as counts of their unit.
func tickColumn(kind ndarray.Kind, s *pandas.Series) arrayColumn {
	c := arrayColumn{d: ndarray.DType{Kind: kind, ItemSize: 8, Order: ndarray.Little, Unit: "ns"}, ints: make([]int64, s.Len())}
	for i := range c.ints {
		switch x := s.At(i).(type) {
		case pandas.Timestamp:
			c.ints[i] = x.Ticks
			if x.Unit != "" {
				c.d.Unit = x.Unit
			}
		case pandas.Timedelta:
			c.ints[i] = x.Ticks
			if x.Unit != "" {
				c.d.Unit = x.Unit
			}
		default:
			c.ints[i] = math.MinInt64
		}
	}
	return c
}

// whatIs names what a column holds.
func whatIs(s *pandas.Series) string {
	d := s.DType().String()
	if d != "object" {
		return "values of dtype " + d
	}
	for i := range s.Len() {
		if v, ok := s.At(i).(py.Value); ok {
			return "objects (row " + strconv.Itoa(i) + " is a " + v.Kind().String() + ")"
		}
	}
	return "objects of several types"
}

// wide returns the dtype of numbers of 64 bits.
func wide(kind ndarray.Kind) ndarray.DType {
	return ndarray.DType{Kind: kind, ItemSize: 8, Order: ndarray.Little}
}

// commonType returns the dtype of all columns, if they are numbers and one has all of them without loss. It brings the columns into it.
func commonType(columns []arrayColumn) (ndarray.DType, bool) {
	same := true
	kinds := map[ndarray.Kind]bool{}
	for _, c := range columns {
		same = same && c.d.String() == columns[0].d.String()
		kinds[c.d.Kind] = true
	}
	switch d := columns[0].d; {
	case same:
		return d, d.IsNumber() || d.Kind == ndarray.Complex
	case kinds[ndarray.Bool]:
		return d, false
	}
	want := ndarray.Float
	if !kinds[ndarray.Float] {
		want = ndarray.Int
	}
	out := slices.Clone(columns)
	for i, c := range columns {
		if !c.to(want) {
			return ndarray.DType{}, false
		}
		out[i] = c
	}
	copy(columns, out)
	return wide(want), true
}

// to brings a column of numbers into int64 or float64, and reports whether that is without loss.
func (c *arrayColumn) to(want ndarray.Kind) bool {
	if !c.d.IsNumber() {
		return false
	}
	ints, floats := c.ints, c.floats
	var err error
	if c.raw != nil {
		switch c.d.Kind {
		case ndarray.Float:
			if c.d.ItemSize > 8 {
				return false
			}
			floats, err = c.raw.Float64s()
		default:
			ints, err = c.raw.Int64s() // an error of a uint64 past it
		}
	}
	if err != nil || want == ndarray.Int && floats != nil {
		return false
	}
	if want == ndarray.Float && floats == nil {
		floats = make([]float64, len(ints))
		for i, n := range ints {
			if !exact(n) {
				return false
			}
			floats[i] = float64(n)
		}
	}
	*c = arrayColumn{name: c.name, d: wide(want), ints: ints, floats: floats}
	if want == ndarray.Float {
		c.ints = nil
	}
	return true
}

// fill writes the columns' elements row by row.
func fill(d ndarray.DType, shape []int, columns []arrayColumn) (*ndarray.Array, error) {
	stride := 0
	for _, c := range columns {
		stride += c.d.ItemSize
	}
	data := make([]byte, stride*shape[0])
	at := 0
	for _, c := range columns {
		size := c.d.ItemSize
		for i := range shape[0] {
			c.put(data[i*stride+at:][:size], i)
		}
		at += size
	}
	return ndarray.New(d, shape, data)
}

// put writes element i.
func (c *arrayColumn) put(dst []byte, i int) {
	switch {
	case c.raw != nil:
		copy(dst, c.raw.Data[c.raw.Offset+i*c.raw.Strides[0]:])
	case c.floats != nil:
		binary.LittleEndian.PutUint64(dst, math.Float64bits(c.floats[i]))
	case c.ints != nil:
		binary.LittleEndian.PutUint64(dst, uint64(c.ints[i]))
	case c.bools != nil:
		if c.bools[i] {
			dst[0] = 1
		}
	case c.texts != nil:
		at := 0
		for _, r := range c.texts[i] {
			binary.LittleEndian.PutUint32(dst[at:], uint32(r))
			at += 4
		}
	}
}

// join puts a place behind the path of what it is in.
func join(path, place string) string {
	if path == "" {
		return place
	}
	return path + ", " + place
}
