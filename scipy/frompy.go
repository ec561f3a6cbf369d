package scipy

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// IsSparse reports whether v is a sparse matrix or array of SciPy.
func IsSparse(v py.Value) bool {
	_, _, ok := classOf(v)
	return ok
}

// classOf returns the format of a sparse matrix or array.
func classOf(v py.Value) (f Format, isArray, ok bool) {
	module, name, ok := v.Class()
	if !ok || module != "scipy.sparse" && !strings.HasPrefix(module, "scipy.sparse.") {
		return "", false, false
	}
	prefix, kind, found := strings.Cut(name, "_")
	f = Format(prefix)
	if !found || kind != "matrix" && kind != "array" || !slices.Contains(formats, f) {
		return "", false, false
	}
	return f, kind == "array", true
}

var formats = []Format{CSR, CSC, BSR, COO, DIA, LIL, DOK}

// FromPy reads a sparse matrix or array. Its elements share the document's memory, but for those of LIL and DOK.
func FromPy(v py.Value) (*Matrix, error) {
	f, isArray, ok := classOf(v)
	if !ok {
		return nil, mismatch("matrix", v, "a sparse matrix of SciPy")
	}
	m := &Matrix{Format: f, IsArray: isArray}
	r := &reader{Matrix: m, v: v}
	var err error
	if m.Shape, err = r.shape(); err != nil {
		return nil, err
	}
	switch f {
	case CSR, CSC, BSR:
		err = r.compressed()
	case COO:
		err = r.coo()
	case DIA:
		err = r.dia()
	case LIL:
		err = r.lil()
	case DOK:
		err = r.dok()
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// UnmarshalPickle reads v as [FromPy] does. None leaves the matrix as it was.
func (m *Matrix) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := FromPy(v)
	if err != nil {
		return err
	}
	*m = *read
	return nil
}

// A reader fills a matrix from the attributes of v.
type reader struct {
	*Matrix
	v py.Value
}

func (r *reader) path(attr string) string { return r.class() + "." + attr }

// shape reads the attribute _shape; counts may be NumPy's integers.
func (r *reader) shape() ([]int, error) {
	v := r.v.Attr("_shape")
	path := r.path("_shape")
	most := 2
	if r.IsArray && r.Format == COO {
		most = ndarray.MaxDims
	}
	least := 2
	if r.IsArray {
		least = 1
	}
	if v.Kind() != py.Tuple || v.Len() < least || v.Len() > most {
		return nil, mismatch(path, v, fmt.Sprintf("tuple of %d to %d ints", least, most))
	}
	shape := make([]int, v.Len())
	for i := range shape {
		n, ok := integer(v.Index(i))
		if !ok || n < 0 || n > maxCount {
			return nil, mismatch(path+"["+strconv.Itoa(i)+"]", v.Index(i), "int, 0 or more")
		}
		shape[i] = n
	}
	return shape, nil
}

// maxCount bounds counts and offsets, so that no sum of three of them overflows.
const maxCount = math.MaxInt / 4

// integer returns an int of Python or NumPy.
func integer(v py.Value) (int, bool) {
	if x, ok := v.Int(); ok {
		return int(x), int64(int(x)) == x
	}
	if !numpy.IsScalar(v) {
		return 0, false
	}
	a, err := numpy.FromPy(v)
	if err != nil || a.DType.Kind == ndarray.Bool {
		return 0, false
	}
	x, err := a.Int64s()
	return first(x), err == nil && int64(int(x[0])) == x[0]
}

func first(x []int64) int {
	if len(x) == 0 {
		return 0
	}
	return int(x[0])
}

func (r *reader) array(attr string, dims int) (*ndarray.Array, error) {
	a, err := numpy.FromPy(r.v.Attr(attr))
	if err != nil {
		return nil, &Error{Path: r.path(attr), Err: err}
	}
	if len(a.Shape) != dims {
		return nil, &Error{Path: r.path(attr), Want: strconv.Itoa(dims) + " dimensions", Got: strconv.Itoa(len(a.Shape))}
	}
	return a, nil
}

// data reads the elements.
func (r *reader) data(dims int) error {
	a, err := r.array("data", dims)
	if err != nil {
		return err
	}
	switch a.DType.Kind {
	case ndarray.Bool, ndarray.Int, ndarray.Uint, ndarray.Float, ndarray.Complex:
	default:
		return &Error{Path: r.path("data"), Want: "numbers", Got: a.DType.String()}
	}
	r.Data = a
	return nil
}

// ints reads an array of indices from 0 on, each below limit; negative ones are allowed if limit is negative.
func (r *reader) ints(v py.Value, path string, limit int) ([]int, error) {
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, &Error{Path: path, Err: err}
	}
	if len(a.Shape) != 1 {
		return nil, &Error{Path: path, Want: "1 dimension", Got: strconv.Itoa(len(a.Shape))}
	}
	wide, err := a.Int64s()
	if err != nil {
		return nil, &Error{Path: path, Err: err}
	}
	out := make([]int, len(wide))
	for i, x := range wide {
		if limit >= 0 && (x < 0 || x >= int64(limit)) || int64(int(x)) != x {
			return nil, &Error{Path: path + "[" + strconv.Itoa(i) + "]", Want: fmt.Sprintf("an index from 0 to %d", limit-1), Got: strconv.FormatInt(x, 10)}
		}
		out[i] = int(x)
	}
	return out, nil
}

// compressed reads CSR, CSC and BSR.
func (r *reader) compressed() error {
	dims, h, w := 1, 1, 1
	if r.Format == BSR {
		dims = 3
	}
	if err := r.data(dims); err != nil {
		return err
	}
	if r.Format == BSR {
		if h, w = r.Data.Shape[1], r.Data.Shape[2]; h == 0 || w == 0 {
			return &Error{Path: r.path("data"), Want: "blocks that hold something", Got: fmt.Sprint(r.Data.Shape)}
		}
	}
	lines, width := r.lines()
	if r.Format == CSC {
		lines, width = width, lines
	}
	if lines%h != 0 || width%w != 0 {
		return &Error{Path: r.path("data"), Want: fmt.Sprintf("blocks that fill %v", r.Shape), Got: fmt.Sprintf("%d × %d", h, w)}
	}
	var err error
	if r.Indices, err = r.ints(r.v.Attr("indices"), r.path("indices"), width/w); err != nil {
		return err
	}
	if len(r.Indices) != r.Data.Shape[0] {
		return &Error{Path: r.path("indices"), Want: fmt.Sprintf("%d, one an element", r.Data.Shape[0]), Got: strconv.Itoa(len(r.Indices))}
	}
	if r.IndPtr, err = r.ints(r.v.Attr("indptr"), r.path("indptr"), len(r.Indices)+1); err != nil {
		return err
	}
	if len(r.IndPtr)-1 != lines/h || r.IndPtr[0] != 0 {
		return &Error{Path: r.path("indptr"), Want: fmt.Sprintf("%d, from 0 on", lines/h+1), Got: strconv.Itoa(len(r.IndPtr))}
	}
	for i := range len(r.IndPtr) - 1 {
		if r.IndPtr[i] > r.IndPtr[i+1] {
			return &Error{Path: r.path("indptr") + "[" + strconv.Itoa(i+1) + "]", Want: fmt.Sprintf("%d or more", r.IndPtr[i]), Got: strconv.Itoa(r.IndPtr[i+1])}
		}
	}
	return nil
}

// coo reads row and col, or coords.
func (r *reader) coo() error {
	if err := r.data(1); err != nil {
		return err
	}
	coords := r.v.Attr("coords")
	if coords.IsValid() && (coords.Kind() != py.Tuple || coords.Len() != len(r.Shape)) {
		return mismatch(r.path("coords"), coords, fmt.Sprintf("tuple of %d arrays", len(r.Shape)))
	}
	if !coords.IsValid() && len(r.Shape) != 2 {
		return mismatch(r.path("coords"), coords, fmt.Sprintf("tuple of %d arrays", len(r.Shape)))
	}
	for axis, n := range r.Shape {
		v, path := coords.Index(axis), r.path("coords")+"["+strconv.Itoa(axis)+"]"
		if !coords.IsValid() {
			attr := [2]string{"row", "col"}[axis]
			v, path = r.v.Attr(attr), r.path(attr)
		}
		index, err := r.ints(v, path, n)
		if err != nil {
			return err
		}
		if len(index) != r.Data.Shape[0] {
			return &Error{Path: path, Want: fmt.Sprintf("%d, one an element", r.Data.Shape[0]), Got: strconv.Itoa(len(index))}
		}
		r.Coords = append(r.Coords, index)
	}
	return nil
}

// dia reads diagonals.
func (r *reader) dia() error {
	if len(r.Shape) != 2 {
		return &Error{Path: r.path("_shape"), Want: "rows and columns", Got: fmt.Sprint(r.Shape)}
	}
	err := r.data(2)
	if err != nil {
		return err
	}
	if r.Offsets, err = r.ints(r.v.Attr("offsets"), r.path("offsets"), -1); err != nil {
		return err
	}
	if len(r.Offsets) != r.Data.Shape[0] {
		return &Error{Path: r.path("offsets"), Want: fmt.Sprintf("%d, one a diagonal", r.Data.Shape[0]), Got: strconv.Itoa(len(r.Offsets))}
	}
	for i, x := range r.Offsets {
		if x < -maxCount || x > maxCount {
			return &Error{Path: r.path("offsets") + "[" + strconv.Itoa(i) + "]", Want: fmt.Sprintf("a diagonal of %v", r.Shape), Got: strconv.Itoa(x)}
		}
	}
	return nil
}
