package scipy

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// New returns a CSR or CSC matrix of numbers, after it has checked that the indices lie inside of the shape.
func New(f Format, shape []int, data *ndarray.Array, indices, indptr []int) (*Matrix, error) {
	m := &Matrix{Format: f, Shape: slices.Clone(shape), Data: data, Indices: indices, IndPtr: indptr}
	if f != CSR && f != CSC {
		return nil, &Error{Path: "matrix", Want: "csr or csc", Got: string(f)}
	}
	return m, m.check()
}

// MarshalPickle returns the matrix as [Matrix.ToPy] does, for any release.
func (m *Matrix) MarshalPickle(b *py.Builder) (py.Value, error) { return m.ToPy(b) }

// ToPy returns a CSR, CSC, BSR, DIA, or COO of two dimensions, as an object that every release of SciPy loads; of
// LIL and DOK, [Matrix.ToCSR] makes one. The classes are named as in SciPy's documentation, scipy.sparse.csr_matrix,
// not by the modules that they have moved between.
func (m *Matrix) ToPy(b *py.Builder, opts ...numpy.Option) (py.Value, error) {
	if err := m.check(); err != nil {
		return py.Value{}, err
	}
	state := []py.Value{b.Str("_shape"), tuple(b, m.Shape), b.Str("maxprint"), b.Int(50)}
	put := func(name string, a *ndarray.Array) error {
		v, err := numpy.ToPy(b, a, opts...)
		state = append(state, b.Str(name), v)
		return m.wrap(err)
	}
	if err := put("data", m.Data); err != nil {
		return py.Value{}, err
	}
	size := indexSize(m)
	for _, p := range m.parts() {
		if err := put(p.name, indexArray(p.x, size)); err != nil {
			return py.Value{}, err
		}
	}
	if m.Format == COO { // row and col for releases before 1.15, coords for later ones; and the flag that none finds out
		n := len(state)
		state = append(state, b.Str("coords"), b.Tuple(state[n-3], state[n-1]), b.Str("has_canonical_format"), b.Bool(false))
	}
	v := b.NewObj(b.Global("scipy.sparse", m.class()))
	b.Build(v, b.Dict(state...))
	return v, nil
}

// A part is an array of indices, by the name that SciPy has for it.
type part struct {
	name string
	x    []int
}

func (m *Matrix) parts() []part {
	switch m.Format {
	case COO:
		return []part{{"row", m.Coords[0]}, {"col", m.Coords[1]}}
	case DIA:
		return []part{{"offsets", m.Offsets}}
	}
	return []part{{"indices", m.Indices}, {"indptr", m.IndPtr}}
}

// indexSize returns the bytes of an index: 4 where all of a matrix fit, as scipy.sparse.get_index_dtype has it.
func indexSize(m *Matrix) int {
	most := m.NNZ()
	for _, n := range m.Shape {
		most = max(most, n)
	}
	for _, n := range m.Offsets {
		most = max(most, n, -n)
	}
	if most > math.MaxInt32 {
		return 8
	}
	return 4
}

func indexArray(x []int, size int) *ndarray.Array {
	data := make([]byte, 0, len(x)*size)
	for _, n := range x {
		if size == 4 {
			data = binary.LittleEndian.AppendUint32(data, uint32(n))
		} else {
			data = binary.LittleEndian.AppendUint64(data, uint64(n))
		}
	}
	d := ndarray.DType{Kind: ndarray.Int, ItemSize: size, Order: ndarray.Little}
	return &ndarray.Array{DType: d, Shape: []int{len(x)}, Strides: []int{size}, Data: data}
}

func tuple(b *py.Builder, x []int) py.Value {
	out := make([]py.Value, len(x))
	for i, n := range x {
		out[i] = b.Int(int64(n))
	}
	return b.Tuple(out...)
}

// check refuses a matrix that SciPy would not take, or would read beyond its data.
func (m *Matrix) check() error {
	if m.Data == nil || len(m.Shape) == 0 || len(m.Shape) > 2 || !m.IsArray && len(m.Shape) != 2 {
		return m.problem("shape %v: want data, rows and columns", m.Shape)
	}
	switch m.Format {
	case CSR, CSC, BSR:
		return m.checkCompressed()
	case COO:
		if len(m.Shape) != 2 || len(m.Coords) != 2 || len(m.Data.Shape) != 1 {
			return m.problem("shape %v with %d axes of coordinates: want rows and columns", m.Shape, len(m.Coords))
		}
		for axis, index := range m.Coords {
			if err := m.inside(index, m.Shape[axis], m.Data.Shape[0]); err != nil {
				return err
			}
		}
		return nil
	case DIA:
		if len(m.Shape) != 2 || len(m.Data.Shape) != 2 || m.Data.Shape[0] != len(m.Offsets) {
			return m.problem("%d offsets for data of shape %v", len(m.Offsets), m.Data.Shape)
		}
		for _, x := range m.Offsets {
			if x < -maxCount || x > maxCount {
				return m.problem("offset %d", x)
			}
		}
		return nil
	}
	return m.problem("cannot be written: ToCSR makes a CSR of it")
}

func (m *Matrix) inside(index []int, limit, n int) error {
	if len(index) != n {
		return m.problem("%d indices for %d elements", len(index), n)
	}
	for _, x := range index {
		if x < 0 || x >= limit {
			return m.problem("index %d, want one from 0 to %d", x, limit-1)
		}
	}
	return nil
}

func (m *Matrix) checkCompressed() error {
	dims, h, w := 1, 1, 1
	if m.Format == BSR {
		dims = 3
	}
	if len(m.Data.Shape) != dims {
		return m.problem("data of shape %v, want %d dimensions", m.Data.Shape, dims)
	}
	if m.Format == BSR {
		h, w = m.Data.Shape[1], m.Data.Shape[2]
	}
	lines, width := m.lines()
	if m.Format == CSC {
		lines, width = width, lines
	}
	if h == 0 || w == 0 || lines%h != 0 || width%w != 0 {
		return m.problem("blocks of %d × %d do not fill %v", h, w, m.Shape)
	}
	if err := m.inside(m.Indices, width/w, m.Data.Shape[0]); err != nil {
		return err
	}
	n := len(m.IndPtr)
	if n-1 != lines/h || m.IndPtr[0] != 0 || m.IndPtr[n-1] > len(m.Indices) || !slices.IsSorted(m.IndPtr) {
		return m.problem("indptr of %d: want %s", n, fmt.Sprintf("%d, growing from 0 to at most %d", lines/h+1, len(m.Indices)))
	}
	return nil
}
