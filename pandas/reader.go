package pandas

import (
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// A reader reads the objects of one document. What is one object in Python is one in Go: indexes, dtypes and zones
// are kept by their handle.
type reader struct {
	depth   int
	parts   int // tuples and objects that have become values
	indexes map[py.Value]*Index
	zones   map[py.Value]*Zone
	offsets map[py.Value]*Offset
	dtypes  map[py.Value]DType
	arrays  map[py.Value][]Array

	arrows     map[py.Value]*arrowData
	arrowTypes map[py.Value]*ArrowType
}

const (
	// maxDepth bounds how deep indexes, categories and labels may lie in each other. pandas has no limit; more
	// than three is never seen.
	maxDepth = 32
	// maxUnpaid bounds what a few bytes may stand for many times: the labels of a RangeIndex that no column has values
	// for, the zeros of a sparse array. Past it they are given one by one only.
	maxUnpaid = 1 << 20
)

// keep remembers what an object was read as.
func keep[T any](m *map[py.Value]T, v py.Value, x T) {
	if *m == nil {
		*m = map[py.Value]T{}
	}
	(*m)[v] = x
}

// enter counts a level of nesting; the caller leaves it by r.depth--.
func (r *reader) enter(path string) error {
	if r.depth++; r.depth > maxDepth {
		r.depth--
		return &Error{Path: path, Want: "objects nested at most " + strconv.Itoa(maxDepth) + " deep", Got: "more"}
	}
	return nil
}

// numpyArray reads an array of NumPy's. Files of Python 2 have some of the class FrozenNDArray, which pandas
// had for the codes of a MultiIndex.
func (r *reader) numpyArray(v py.Value, path string) (*ndarray.Array, error) {
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, wrap(path, err)
	}
	return a, nil
}

// vector is numpyArray for one of one dimension.
func (r *reader) vector(v py.Value, path string) (*ndarray.Array, error) {
	a, err := r.numpyArray(v, path)
	if err == nil && len(a.Shape) != 1 {
		return nil, &Error{Path: path, Want: "an array of 1 dimension", Got: "one of " + strconv.Itoa(len(a.Shape))}
	}
	return a, err
}

// isClassName reports whether v is an instance of a pandas class of that name.
func isClassName(v py.Value, want string) bool {
	name, _, ok := instance(v)
	return ok && name == want
}
