package pandas

import (
	"encoding/binary"
	"slices"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// MarshalPickle returns the frame as pandas 1.5 and 2 read it. Columns of one dtype become one block, without a copy where
// they lie together already.
func (d *DataFrame) MarshalPickle(b *py.Builder) (py.Value, error) {
	if d == nil || d.columns == nil || d.index == nil {
		return b.None(), nil
	}
	w := newWriter(b)
	columns, err := w.index(d.columns, "DataFrame.columns")
	if err != nil {
		return columns, err
	}
	index, err := w.index(d.index, "DataFrame.index")
	if err != nil {
		return index, err
	}
	var blocks []py.Value
	for _, group := range d.groups() {
		v, err := w.block(d.arrays, group)
		if err != nil {
			return v, err
		}
		blocks = append(blocks, v)
	}
	mgr := b.Call(b.Global("pandas.core.internals.managers", "BlockManager"), b.Tuple(blocks...), b.List(columns, index))
	attrs, flags := w.common(d.attrs, d.unique)
	state := w.dict("_mgr", mgr, "_typ", b.Str("dataframe"), "_metadata", b.List(), "attrs", attrs, "_flags", flags)
	return w.instance("pandas.core.frame", "DataFrame", state), b.Err()
}

// common writes what frames and series have beside their values.
func (w *writer) common(attrs py.Value, unique bool) (a, flags py.Value) {
	if a = w.Dict(); attrs.IsValid() {
		a = w.Import(attrs)
	}
	return a, w.dict("allows_duplicate_labels", w.Bool(!unique))
}

// groups returns the numbers of the columns that go into one block each, in order of their first.
func (d *DataFrame) groups() [][]int {
	var out [][]int
	at := map[string]int{}
	for i, a := range d.arrays {
		key := ""
		switch a := a.(type) {
		case *NumpyArray:
			key = a.data.DType.String()
		case *DatetimeArray:
			if a.Zone == nil {
				key = "M" + a.Unit
			}
		case *TimedeltaArray:
			key = "m" + a.Unit
		}
		if k, ok := at[key]; ok && key != "" {
			out[k] = append(out[k], i)
			continue
		}
		at[key] = len(out)
		out = append(out, []int{i})
	}
	return out
}

// block writes the columns of a group as _unpickle_block(values, placement, ndim). Arrays of pandas that have no two
// dimensions stand alone.
func (w *writer) block(arrays []Array, group []int) (py.Value, error) {
	path := item("DataFrame.columns", group[0])
	rows := make([]*ndarray.Array, len(group))
	for i, k := range group {
		switch a := arrays[k].(type) {
		case *NumpyArray:
			rows[i] = a.data
		case *DatetimeArray:
			rows[i] = a.counted(ndarray.Datetime, a.Unit)
		case *TimedeltaArray:
			rows[i] = a.counted(ndarray.Timedelta, a.Unit)
		case *PeriodArray:
			rows[i] = a.data
		}
	}
	var values py.Value
	var err error
	if rows[0] == nil {
		values, err = arrays[group[0]].toPy(w, path)
	} else {
		var data *ndarray.Array
		if data, err = stack(rows); err != nil {
			return values, wrap(path, err)
		}
		switch a := arrays[group[0]].(type) {
		case *NumpyArray:
			values, err = w.numpy(data, path)
		case *PeriodArray:
			values, err = w.periods(a, data, path)
		default:
			values, err = w.datetimes(a, data, path)
		}
	}
	if err != nil {
		return values, err
	}
	placement, err := w.placement(group)
	return w.Call(w.Global("pandas._libs.internals", "_unpickle_block"), values, placement, w.Int(2)), err
}

// placement writes which columns a block has: a slice where they follow one another, else an array.
func (w *writer) placement(group []int) (py.Value, error) {
	first, last := group[0], group[len(group)-1]
	if last-first == len(group)-1 {
		return w.slice(first, last+1), nil
	}
	data := make([]byte, 0, 8*len(group))
	for _, i := range group {
		data = binary.LittleEndian.AppendUint64(data, uint64(i))
	}
	a, err := ndarray.New(int64DType, []int{len(group)}, data)
	if err != nil {
		return py.Value{}, wrap("placement", err)
	}
	return w.numpy(a, "placement")
}

// stack returns rows of one dtype and length as an array of two dimensions: a view where they are parts of one array at
// even distances.
func stack(rows []*ndarray.Array) (*ndarray.Array, error) {
	first := rows[0]
	n, d := first.Shape[0], first.DType
	if n > 0 && together(rows) {
		out := *first
		step := n * first.Strides[0]
		if len(rows) > 1 {
			step = rows[1].Offset - first.Offset
		}
		out.Shape, out.Strides = []int{len(rows), n}, []int{step, first.Strides[0]}
		return &out, nil
	}
	if d.Kind == ndarray.Object {
		return ndarray.NewObjects(d, []int{len(rows), n}, &stacked{rows, n}, false)
	}
	data := make([]byte, 0, len(rows)*n*d.ItemSize)
	for _, row := range rows {
		b, err := row.COrder()
		if err != nil {
			return nil, err
		}
		data = append(data, b...)
	}
	return ndarray.New(d, []int{len(rows), n}, data)
}

// together reports whether rows are views of one array that lie at even distances in it.
func together(rows []*ndarray.Array) bool {
	first := rows[0]
	for i, row := range rows[1:] {
		if !slices.Equal(row.Strides, first.Strides) || row.Offset-rows[i].Offset != rows[1].Offset-first.Offset {
			return false
		}
		if first.Objects != nil || row.Objects != nil {
			if row.Objects != first.Objects {
				return false
			}
		} else if len(row.Data) == 0 || len(row.Data) != len(first.Data) || &row.Data[0] != &first.Data[0] {
			return false
		}
	}
	return true
}

// stacked are the objects of rows, one after another.
type stacked struct {
	rows []*ndarray.Array
	n    int
}

func (s *stacked) Len() int { return len(s.rows) * s.n }

// place returns the objects that element i is one of, and which: rows have been checked.
func (s *stacked) place(i int) (ndarray.Objects, int) {
	row := s.rows[i/s.n]
	return row.Objects, (row.Offset + i%s.n*row.Strides[0]) / row.DType.ItemSize
}

func (s *stacked) At(i int) any {
	from, k := s.place(i)
	return from.At(k)
}

func (s *stacked) Str(int) (string, bool) { return "", false }

// MarshalPickle returns the series as pandas 1.5 and 2 read it.
func (s *Series) MarshalPickle(b *py.Builder) (py.Value, error) {
	if s == nil || s.array == nil || s.index == nil {
		return b.None(), nil
	}
	w := newWriter(b)
	index, err := w.index(s.index, "Series.index")
	if err != nil {
		return index, err
	}
	name, err := w.value(s.name, "Series.name")
	if err != nil {
		return name, err
	}
	values, err := s.array.toPy(w, "Series")
	if err != nil {
		return values, err
	}
	mgr := b.NewObj(b.Global("pandas.core.internals.managers", "SingleBlockManager"))
	block := w.dict("values", values, "mgr_locs", w.slice(0, s.Len()))
	axes := b.List(index)
	now := w.dict("axes", axes, "blocks", b.List(block))
	items := index // which pandas reads no more; it writes a copy
	if s.index.kind == RangeIndex {
		again := *s.index
		if items, err = w.index(&again, "Series.index"); err != nil {
			return items, err
		}
	}
	b.Build(mgr, b.Tuple(axes, b.List(values), b.List(items), w.dict("0.14.1", now)))
	attrs, flags := w.common(s.attrs, s.unique)
	state := w.dict("_mgr", mgr, "_typ", b.Str("series"), "_metadata", b.List(b.Str("name")), "attrs", attrs, "_flags", flags, "name", name)
	return w.instance("pandas.core.series", "Series", state), b.Err()
}
