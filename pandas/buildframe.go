package pandas

import (
	"fmt"
	"strconv"

	"github.com/brine-go/brine/py"
)

// NewSeries returns a series of values as [NewArray] takes them, with the labels 0, 1, 2, … The name is a string, as a
// rule, or nil, or another label.
func NewSeries(name any, data any) (*Series, error) {
	if s, ok := data.(*Series); ok {
		return &Series{index: s.index, name: normal(name), array: s.array}, nil
	}
	a, err := NewArray(data)
	if err != nil {
		return nil, err
	}
	return &Series{index: NewRangeIndex(nil, 0, int64(a.Len()), 1), name: normal(name), array: a}, nil
}

// WithIndex returns the series with other labels, as many as there are values.
func (s *Series) WithIndex(x *Index) (*Series, error) {
	if x == nil || x.Len() != s.Len() {
		return nil, &Error{Path: "Series.index", Want: strconv.Itoa(s.Len()) + " labels, one a value", Got: lenText(x)}
	}
	out := *s
	out.index = x
	return &out, nil
}

func lenText(x *Index) string {
	if x == nil {
		return "none"
	}
	return strconv.Itoa(x.Len())
}

// WithAttrs returns the series with a dict of notes, attrs.
func (s *Series) WithAttrs(dict py.Value) *Series {
	out := *s
	out.attrs = dict
	return &out
}

// NewDataFrame returns a frame of columns, labelled by their names. All must be of one length and have the same labels,
// which become those of the rows: Go does not align them, as Python does.
func NewDataFrame(columns ...*Series) (*DataFrame, error) {
	d := &DataFrame{index: NewRangeIndex(nil, 0, 0, 1)}
	names := make([]any, len(columns))
	for i, s := range columns {
		if s == nil || s.array == nil || s.index == nil {
			return nil, &Error{Path: item("DataFrame.columns", i), Want: "a series", Got: "nil"}
		}
		if i == 0 {
			d.index = s.index
		}
		if !sameLabels(d.index, s.index) {
			want := fmt.Sprintf("the %d labels of the first column", d.index.Len())
			return nil, &Error{Path: item("DataFrame.columns", i), Want: want, Got: fmt.Sprintf("%d others", s.index.Len())}
		}
		names[i] = s.name
		d.arrays = append(d.arrays, s.array)
	}
	var err error
	d.columns, err = NewIndex(nil, names)
	return d, err
}

// sameLabels compares indexes label by label.
func sameLabels(a, b *Index) bool {
	if a == b {
		return true
	}
	if g, ok := a.array.(Range); ok {
		if h, ok := b.array.(Range); ok {
			return g.Start == h.Start && g.Stop == h.Stop && g.Step == h.Step
		}
	}
	if a.Len() != b.Len() {
		return false
	}
	for i := range a.Len() {
		if !sameLabel(a.At(i), b.At(i)) {
			return false
		}
	}
	return true
}

// WithIndex returns the frame with other labels of its rows.
func (d *DataFrame) WithIndex(x *Index) (*DataFrame, error) {
	if rows, columns := d.Shape(); x == nil || x.Len() != rows && columns > 0 {
		return nil, &Error{Path: "DataFrame.index", Want: strconv.Itoa(rows) + " labels, one a row", Got: lenText(x)}
	}
	out := *d
	out.index = x
	return &out, nil
}

// WithColumns returns the frame with other labels of its columns, such as a MultiIndex.
func (d *DataFrame) WithColumns(x *Index) (*DataFrame, error) {
	if x == nil || x.Len() != len(d.arrays) {
		return nil, &Error{Path: "DataFrame.columns", Want: strconv.Itoa(len(d.arrays)) + " labels, one a column", Got: lenText(x)}
	}
	out := *d
	out.columns = x
	return &out, nil
}

// WithAttrs returns the frame with a dict of notes, attrs.
func (d *DataFrame) WithAttrs(dict py.Value) *DataFrame {
	out := *d
	out.attrs = dict
	return &out
}

// NewIndex returns an index of labels as [NewArray] takes values. Its class goes by what they are: dates give a
// DatetimeIndex, a [Categorical] a CategoricalIndex. Labels of type any that are all ints, or all floats, are numbers.
func NewIndex(name any, labels any) (*Index, error) {
	if list, ok := labels.([]any); ok && len(list) > 0 {
		if x, ok := all[int64](list); ok {
			labels = x
		} else if x, ok := all[float64](list); ok {
			labels = x
		}
	}
	a, err := NewArray(labels)
	if err != nil {
		return nil, err
	}
	x := indexOf(a)
	x.names[0] = normal(name)
	return x, nil
}

// all returns the items of a list if they are of one type.
func all[T any](list []any) ([]T, bool) {
	out := make([]T, len(list))
	for i, x := range list {
		v, ok := normal(x).(T)
		if !ok {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

// NewRangeIndex returns the labels start, start+step, … before stop. A step of 0 counts as 1.
func NewRangeIndex(name any, start, stop, step int64) *Index {
	if step == 0 {
		step = 1
	}
	g := Range{Start: start, Stop: stop, Step: step}
	g.paid = g.Len()
	return &Index{kind: RangeIndex, names: []any{normal(name)}, array: g}
}

// NewMultiIndex returns an index whose labels are those of several columns of one length side by side, as
// pandas.MultiIndex.from_arrays; the names are those of the series.
func NewMultiIndex(columns ...*Series) (*Index, error) {
	if len(columns) == 0 || len(columns) > maxLevels {
		return nil, &Error{Path: "MultiIndex", Want: "1 to 256 columns", Got: strconv.Itoa(len(columns))}
	}
	x := &Index{kind: MultiIndex}
	for i, s := range columns {
		if s == nil || s.Len() != columns[0].Len() || s.array == nil {
			return nil, &Error{Path: item("MultiIndex.columns", i), Want: "as many labels as the first column has", Got: "others"}
		}
		labels, codes, err := factorize(s.array, func(int) bool { return false })
		if err != nil {
			return nil, wrap(item("MultiIndex.columns", i), err)
		}
		a, err := codesOf(codes, labels.Len())
		if err != nil {
			return nil, err
		}
		level := indexOf(labels)
		level.names[0] = s.name
		x.levels, x.codes, x.names = append(x.levels, level), append(x.codes, a), append(x.names, s.name)
	}
	return x, nil
}

// WithName returns the index with another name; of a MultiIndex see [Index.WithNames].
func (x *Index) WithName(name any) *Index {
	out := *x
	if x.kind != MultiIndex {
		out.names = []any{normal(name)}
	}
	return &out
}

// WithNames returns the index with other names of its levels.
func (x *Index) WithNames(names ...any) (*Index, error) {
	if len(names) != x.Levels() {
		return nil, &Error{Path: "Index.names", Want: strconv.Itoa(x.Levels()) + " names, one a level", Got: strconv.Itoa(len(names))}
	}
	out := *x
	out.names = make([]any, len(names))
	for i, name := range names {
		out.names[i] = normal(name)
	}
	return &out, nil
}

// WithFreq returns a DatetimeIndex or TimedeltaIndex that is told its step, which Python does not check.
func (x *Index) WithFreq(freq *Offset) (*Index, error) {
	out := *x
	switch a := x.array.(type) {
	case *DatetimeArray:
		with := *a
		with.Freq = freq
		out.array = &with
	case *TimedeltaArray:
		with := *a
		with.Freq = freq
		out.array = &with
	default:
		return nil, &Error{Path: "Index.freq", Want: "an index of dates or durations", Got: x.kind.String()}
	}
	return &out, nil
}
