package scipy

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/brine-go/brine/ndarray"
)

// MaxDense is the most bytes that [Matrix.Dense] and [Matrix.ToCSR] take for what a matrix does not hold: a file of a
// hundred bytes may tell of a matrix of a billion rows.
const MaxDense = 1 << 30

// Dense returns the matrix with all its zeros, in C order. It is an error if that takes more than [MaxDense] bytes;
// [Matrix.DenseUpTo] has another limit.
func (m *Matrix) Dense() (*ndarray.Array, error) { return m.DenseUpTo(MaxDense) }

// DenseUpTo is [Matrix.Dense] with a limit in bytes.
func (m *Matrix) DenseUpTo(limit int) (*ndarray.Array, error) {
	d := m.Data.DType
	n, ok := ndarray.Size(m.Shape)
	hi, size := bits.Mul64(uint64(n), uint64(d.ItemSize))
	if !ok || hi != 0 || size > uint64(limit) {
		return nil, m.problem("%v of %v is more than %d bytes", m.Shape, d, limit)
	}
	data, err := m.Data.COrder()
	if err != nil {
		return nil, m.wrap(err)
	}
	out := make([]byte, size)
	filled := make([]bool, n)
	put := func(at, k int) error {
		to, from := out[at*d.ItemSize:][:d.ItemSize], data[k*d.ItemSize:][:d.ItemSize]
		if !filled[at] {
			filled[at] = true
			copy(to, from)
			return nil
		}
		return m.add(to, from)
	}
	if len(m.Shape) > 2 {
		err = m.deep(put)
	} else {
		_, cols := m.lines()
		for e := range m.Entries() {
			if err = put(e.Row*cols+e.Col, e.K); err != nil {
				break
			}
		}
	}
	if err != nil {
		return nil, err
	}
	a, err := ndarray.New(d, m.Shape, out)
	return a, m.wrap(err)
}

// deep puts the elements of a COO of more than two dimensions.
func (m *Matrix) deep(put func(at, k int) error) error {
	for k := range m.Coords[0] {
		at := 0
		for axis, n := range m.Shape {
			at = at*n + m.Coords[axis][k]
		}
		if err := put(at, k); err != nil {
			return err
		}
	}
	return nil
}

// add adds one element to another, in the arithmetic of their dtype.
func (m *Matrix) add(to, from []byte) error {
	d := m.Data.DType
	big := d.Order == ndarray.Big
	switch d.Kind {
	case ndarray.Bool:
		to[0] |= from[0]
	case ndarray.Int, ndarray.Uint:
		put(to, get(to, big)+get(from, big), big)
	case ndarray.Float:
		return m.addFloat(to, from, big)
	case ndarray.Complex:
		half := d.ItemSize / 2
		if err := m.addFloat(to[:half], from[:half], big); err != nil {
			return err
		}
		return m.addFloat(to[half:], from[half:], big)
	default:
		return m.problem("two elements of %v at one index, which cannot be added", d)
	}
	return nil
}

func (m *Matrix) addFloat(to, from []byte, big bool) error {
	switch len(to) {
	case 4:
		sum := math.Float32frombits(uint32(get(to, big))) + math.Float32frombits(uint32(get(from, big)))
		put(to, uint64(math.Float32bits(sum)), big)
	case 8:
		sum := math.Float64frombits(get(to, big)) + math.Float64frombits(get(from, big))
		put(to, math.Float64bits(sum), big)
	default:
		return m.problem("two elements of %v at one index, which cannot be added", m.Data.DType)
	}
	return nil
}

// get reads an unsigned integer of as many bytes as b has, and put writes it.
func get(b []byte, big bool) (x uint64) {
	for i := range b {
		if !big {
			i = len(b) - 1 - i
		}
		x = x<<8 | uint64(b[i])
	}
	return x
}

func put(b []byte, x uint64, big bool) {
	for i := range b {
		if big {
			i = len(b) - 1 - i
		}
		b[i] = byte(x)
		x >>= 8
	}
}

// ToCSR returns a matrix of one or two dimensions as CSR: its rows one after another, columns in order, elements of
// the same index in the order in which they were and not added up.
func (m *Matrix) ToCSR() (*Matrix, error) {
	if len(m.Shape) > 2 {
		return nil, m.problem("%d dimensions, want rows and columns", len(m.Shape))
	}
	rows, _ := m.lines()
	if rows > MaxDense/8 {
		return nil, m.problem("%d rows are too many", rows)
	}
	data, err := m.Data.COrder()
	if err != nil {
		return nil, m.wrap(err)
	}
	entries := make([]Entry, 0, m.NNZ())
	for e := range m.Entries() {
		entries = append(entries, e)
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		return a.Col - b.Col
	})
	d := m.Data.DType
	out := &Matrix{Format: CSR, IsArray: m.IsArray, Shape: m.Shape, Indices: make([]int, len(entries)), IndPtr: make([]int, rows+1)}
	raw := make([]byte, 0, len(entries)*d.ItemSize)
	for i, e := range entries {
		out.Indices[i] = e.Col
		out.IndPtr[e.Row+1]++
		raw = append(raw, data[e.K*d.ItemSize:][:d.ItemSize]...)
	}
	for i := range rows {
		out.IndPtr[i+1] += out.IndPtr[i]
	}
	if out.Data, err = ndarray.New(d, []int{len(entries)}, raw); err != nil {
		return nil, m.wrap(err)
	}
	return out, nil
}

func (m *Matrix) problem(format string, args ...any) error {
	return &Error{Path: m.class(), Err: fmt.Errorf(format, args...)}
}

func (m *Matrix) wrap(err error) error {
	if err == nil {
		return nil
	}
	return &Error{Path: m.class(), Err: err}
}

// class returns the name of the matrix's class: csr_matrix.
func (m *Matrix) class() string {
	if m.IsArray {
		return string(m.Format) + "_array"
	}
	return string(m.Format) + "_matrix"
}
