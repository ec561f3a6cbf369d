package pandas

import (
	"fmt"
	"iter"

	"github.com/brine-go/brine/py"
)

// A DataFrame is a table of labelled columns, each of a dtype of its own, and labelled rows.
//
// As a field of a struct, or by itself, it is read and written by
// [github.com/brine-go/brine/pickle.Unmarshal] and Marshal; the zero DataFrame is written as None. It does not change once it
// is made.
type DataFrame struct {
	columns, index *Index
	arrays         []Array
	attrs          py.Value // a dict, or the zero Value
	unique         bool     // whether labels must not come up twice: flags.allows_duplicate_labels is false
}

// FrameFromPy reads a DataFrame of any release since 0.14.1. The result shares the document's memory.
func FrameFromPy(v py.Value) (*DataFrame, error) { return (&reader{}).frame(v, "DataFrame") }

func (r *reader) frame(v py.Value, path string) (*DataFrame, error) {
	name, o, _ := instance(v)
	if name != "DataFrame" {
		return nil, mismatch(path, v, "a DataFrame")
	}
	mgr, state := v, stateDict(o)
	switch {
	case state.Kind() == py.Dict:
		mgr = first(state, "_mgr", "_data")
		path += "._mgr"
	default: // the oldest have the manager for their state
		mgr = o.State()
	}
	m, err := r.manager(mgr, 2, path)
	if err != nil {
		return nil, err
	}
	d := &DataFrame{columns: m.axes[0], index: m.axes[1], arrays: m.arrays}
	d.attrs, d.unique = commonState(state)
	return d, nil
}

// commonState returns what frames and series have beside their values.
func commonState(state py.Value) (attrs py.Value, unique bool) {
	if a := first(state, "attrs", "_attrs"); a.Kind() == py.Dict && a.Len() > 0 {
		attrs = a
	}
	allows, ok := state.Get("_flags").Get("allows_duplicate_labels").Bool()
	return attrs, ok && !allows
}

// UnmarshalPickle reads v as [FrameFromPy] does. None leaves the frame as it was.
func (d *DataFrame) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := FrameFromPy(v)
	if err != nil {
		return err
	}
	*d = *read
	return nil
}

// Shape returns the number of rows and of columns.
func (d *DataFrame) Shape() (rows, columns int) {
	if d.index != nil {
		rows = d.index.Len()
	}
	return rows, len(d.arrays)
}

// Columns returns the labels of the columns.
func (d *DataFrame) Columns() *Index { return d.columns }

// Index returns the labels of the rows.
func (d *DataFrame) Index() *Index { return d.index }

// Attrs returns the dict of what users have noted about the frame, the zero Value if there is none.
func (d *DataFrame) Attrs() py.Value { return d.attrs }

// Column returns the column of a label: a string, or of other labels the value that [Index.At] gives. A label that
// several columns have is an error: see [DataFrame.ColumnAt].
func (d *DataFrame) Column(label any) (*Series, error) {
	if n, ok := label.(int); ok {
		label = int64(n)
	}
	i, ok := -1, false
	for k := range d.arrays {
		if sameLabel(d.columns.At(k), label) {
			if ok {
				return nil, &Error{Path: "DataFrame", Err: fmt.Errorf("label %v is of several columns: %d, %d", label, i, k)}
			}
			i, ok = k, true
		}
	}
	if !ok {
		return nil, &Error{Path: "DataFrame", Err: fmt.Errorf("no column has label %v", label)}
	}
	return d.ColumnAt(i), nil
}

// ColumnAt returns column i, counted from 0.
func (d *DataFrame) ColumnAt(i int) *Series {
	return &Series{index: d.index, name: d.columns.At(i), array: d.arrays[i]}
}

// Series iterates over the columns in order.
func (d *DataFrame) Series() iter.Seq2[int, *Series] {
	return func(yield func(int, *Series) bool) {
		for i := range d.arrays {
			if !yield(i, d.ColumnAt(i)) {
				return
			}
		}
	}
}

// A Row is one row of a DataFrame.
type Row struct {
	d *DataFrame
	i int
}

// Rows iterates over the rows in order. A frame without columns has rows, too.
func (d *DataFrame) Rows() iter.Seq2[int, Row] {
	return func(yield func(int, Row) bool) {
		rows, _ := d.Shape()
		for i := range rows {
			if !yield(i, Row{d, i}) {
				return
			}
		}
	}
}

// Label returns the row's label.
func (r Row) Label() any { return r.d.index.At(r.i) }

// Len returns the number of columns.
func (r Row) Len() int { return len(r.d.arrays) }

// At returns the value of a column, as the package's documentation tells.
func (r Row) At(column int) any { return r.d.arrays[column].At(r.i) }

// Missing tells whether the value of a column is missing.
func (r Row) Missing(column int) Missing { return r.d.arrays[column].Missing(r.i) }

// Values returns the values of all columns.
func (r Row) Values() []any {
	out := make([]any, r.Len())
	for i := range out {
		out[i] = r.At(i)
	}
	return out
}
