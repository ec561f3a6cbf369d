package scipy

import (
	"encoding/binary"
	"io"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
)

// FromNPZ reads a matrix out of an archive as scipy.sparse.save_npz writes it: arrays called format, shape, data,
// and those of the format.
func FromNPZ(z *numpy.NPZ) (*Matrix, error) {
	r := &npzReader{z: z}
	format := r.read("format")
	shape := r.read("shape")
	if r.err != nil {
		return nil, r.err
	}
	names, err := format.Strings()
	if err != nil || len(names) != 1 {
		return nil, &Error{Path: "npz.format", Want: "one text", Got: format.DType.String(), Err: err}
	}
	m := &Matrix{Format: Format(names[0])}
	counts, err := shape.Int64s()
	if err != nil {
		return nil, &Error{Path: "npz.shape", Err: err}
	}
	for _, n := range counts {
		if n < 0 || n > maxCount || len(counts) > ndarray.MaxDims {
			return nil, &Error{Path: "npz.shape", Want: "a shape", Got: "counts below 0, or too large"}
		}
		m.Shape = append(m.Shape, int(n))
	}
	for _, name := range z.Names() {
		m.IsArray = m.IsArray || name == "_is_array"
	}
	m.Data = r.read("data")
	switch m.Format {
	case CSR, CSC, BSR:
		m.Indices, m.IndPtr = r.ints("indices"), r.ints("indptr")
	case COO:
		m.Coords = [][]int{r.ints("row"), r.ints("col")}
	case DIA:
		m.Offsets = r.ints("offsets")
	default:
		return nil, &Error{Path: "npz.format", Want: "csr, csc, bsr, coo or dia", Got: names[0]}
	}
	if r.err != nil {
		return nil, r.err
	}
	return m, m.check()
}

// An npzReader reads arrays until one fails.
type npzReader struct {
	z   *numpy.NPZ
	err error
}

func (r *npzReader) read(name string) *ndarray.Array {
	if r.err != nil {
		return nil
	}
	a, err := r.z.Array(name)
	if err != nil {
		r.err = &Error{Path: "npz." + name, Err: err}
	}
	return a
}

func (r *npzReader) ints(name string) []int {
	a := r.read(name)
	if r.err != nil {
		return nil
	}
	wide, err := a.Int64s()
	if err != nil {
		r.err = &Error{Path: "npz." + name, Err: err}
		return nil
	}
	out := make([]int, len(wide))
	for i, x := range wide {
		out[i] = int(x)
	}
	return out
}

// WriteNPZ writes the matrix as scipy.sparse.save_npz does, for scipy.sparse.load_npz. The formats are those of
// [Matrix.ToPy].
func (m *Matrix) WriteNPZ(w io.Writer, compressed bool) error {
	if err := m.check(); err != nil {
		return err
	}
	z := numpy.NewNPZWriter(w, compressed)
	var err error
	put := func(name string, a *ndarray.Array) {
		if err == nil {
			err = z.Write(name, a)
		}
	}
	size := indexSize(m)
	for _, p := range m.parts() {
		put(p.name, indexArray(p.x, size))
	}
	put("format", &ndarray.Array{DType: ndarray.DType{Kind: ndarray.Bytes, ItemSize: len(m.Format), Order: ndarray.None}, Data: []byte(m.Format)})
	shape := make([]byte, 0, 8*len(m.Shape))
	for _, n := range m.Shape {
		shape = binary.LittleEndian.AppendUint64(shape, uint64(n))
	}
	put("shape", &ndarray.Array{DType: ndarray.DType{Kind: ndarray.Int, ItemSize: 8, Order: ndarray.Little}, Shape: []int{len(m.Shape)}, Strides: []int{8}, Data: shape})
	put("data", m.Data)
	if m.IsArray {
		put("_is_array", &ndarray.Array{DType: ndarray.DType{Kind: ndarray.Bool, ItemSize: 1, Order: ndarray.None}, Data: []byte{1}})
	}
	if err == nil {
		err = z.Close()
	}
	return m.wrap(err)
}
