package pandas

import (
	"slices"
	"strconv"

	"github.com/brine-go/brine/py"
)

// A SparseArray is a column that keeps only the values that differ from one fill value.
type SparseArray struct {
	n       int
	at      []int64 // the rows of values, ascending
	values  Array
	fill    any
	blocks  *sparseBlocks // where the rows are kept as runs; nil where each is named
	fillRaw py.Value
}

// sparseBlocks are the runs of rows of a BlockIndex, as the file has them.
type sparseBlocks struct{ starts, lengths []int64 }

// sparse reads a SparseArray: {_sparse_index, _sparse_values, _dtype}; before 0.24 an array of NumPy's class
// with other attributes, which is an error.
func (r *reader) sparse(o py.Instance, state py.Value, path string) (Array, error) {
	if state.Kind() != py.Dict {
		return nil, mismatch(path+".state", state, "dict of _sparse_index, _sparse_values and _dtype, as written since pandas 0.24")
	}
	values, err := r.array(state.Get("_sparse_values"), path+"._sparse_values")
	if err != nil {
		return nil, err
	}
	d, err := r.dtype(state.Get("_dtype"), path+"._dtype")
	if err != nil {
		return nil, err
	}
	sd, ok := d.(*SparseDType)
	if !ok {
		return nil, mismatch(path+"._dtype", state.Get("_dtype"), "a SparseDtype")
	}
	a := &SparseArray{values: values, fill: sd.Fill}
	if f := state.Get("_dtype").Attr("_fill_value"); f.IsValid() {
		a.fillRaw = f
	}
	return a, r.sparseIndex(a, state.Get("_sparse_index"), path+"._sparse_index")
}

// sparseIndex reads IntIndex(length, rows) and BlockIndex(length, starts, lengths) of pandas/_libs/sparse.pyx.
func (r *reader) sparseIndex(a *SparseArray, v py.Value, path string) error {
	name, o, _ := instance(v)
	length, ok := o.Args.Index(0).Int()
	if !ok || length < 0 || int64(int(length)) != length {
		return mismatch(path, v, "IntIndex or BlockIndex of a length and the rows that are kept")
	}
	a.n = int(length)
	ints := func(i int) ([]int64, error) {
		p := path + ".args[" + strconv.Itoa(i) + "]"
		x, err := r.vector(o.Args.Index(i), p)
		if err != nil {
			return nil, err
		}
		out, err := x.Int64s()
		return out, wrap(p, err)
	}
	rows, err := ints(1)
	if err != nil {
		return err
	}
	switch name {
	case "IntIndex":
		a.at = rows
	case "BlockIndex":
		lengths, err := ints(2)
		if err != nil {
			return err
		}
		if len(lengths) != len(rows) {
			return mismatch(path+".args[2]", o.Args.Index(2), "one length a block")
		}
		a.blocks = &sparseBlocks{rows, lengths}
		for i, start := range rows {
			if lengths[i] < 0 || start < 0 || start > length-lengths[i] || int64(len(a.at))+lengths[i] > int64(a.values.Len()) {
				return mismatch(path, v, "blocks of rows within the length, as many as there are values")
			}
			for k := range lengths[i] {
				a.at = append(a.at, start+k)
			}
		}
	default:
		return mismatch(path, v, "IntIndex or BlockIndex")
	}
	return a.check(path)
}

// check checks that there is one row for each value, in ascending order.
func (a *SparseArray) check(path string) error {
	if len(a.at) != a.values.Len() {
		return &Error{Path: path, Want: strconv.Itoa(a.values.Len()) + " rows, one a value", Got: strconv.Itoa(len(a.at))}
	}
	for i, row := range a.at {
		if row < 0 || row >= int64(a.n) || i > 0 && row <= a.at[i-1] {
			return &Error{Path: path, Want: "ascending rows below " + strconv.Itoa(a.n), Got: strconv.FormatInt(row, 10)}
		}
	}
	return nil
}

// DType returns a [SparseDType].
func (a *SparseArray) DType() DType { return &SparseDType{a.values.DType(), a.fill} }

// Len returns the number of values, those that are not kept among them.
func (a *SparseArray) Len() int { return a.n }

// Kept returns the values that are kept, and at which rows, ascending.
func (a *SparseArray) Kept() (rows []int64, values Array) { return a.at, a.values }

// Fill returns the value of all other rows.
func (a *SparseArray) Fill() any { return a.fill }

// At returns the value that is kept for a row, or the fill value.
func (a *SparseArray) At(i int) any {
	if i < 0 || i >= a.n {
		panic("pandas: index " + strconv.Itoa(i) + " of a SparseArray of length " + strconv.Itoa(a.n))
	}
	if k, ok := slices.BinarySearch(a.at, int64(i)); ok {
		return a.values.At(k)
	}
	return a.fill
}

// Missing tells whether the value is missing.
func (a *SparseArray) Missing(i int) Missing { return missingOf(a.At(i)) }

// checkUnpaid refuses to make n values where the input has only a few.
func checkUnpaid(n, paid int, path string) error {
	if n > maxUnpaid && n/256 > paid {
		return &Error{Path: path, Want: "at most " + strconv.Itoa(maxUnpaid) + " values that are not in the file", Got: strconv.Itoa(n)}
	}
	return nil
}
