package scipy

import (
	"iter"

	"github.com/brine-go/brine/ndarray"
)

// A Format is how a matrix is stored.
type Format string

const (
	CSR Format = "csr" // rows one after another
	CSC Format = "csc" // columns one after another
	BSR Format = "bsr" // rows of blocks
	COO Format = "coo" // coordinates
	DIA Format = "dia" // diagonals
	LIL Format = "lil" // a list for each row
	DOK Format = "dok" // a dict of coordinates
)

// A Matrix is a sparse matrix or array. What [FromPy] returns shares the document's memory and must not be changed.
type Matrix struct {
	Format  Format
	IsArray bool  // csr_array and not csr_matrix
	Shape   []int // as a rule rows and columns; arrays may have 1, and coo_array more than 2
	Data    *ndarray.Array

	// Of CSR and CSC, element k of row (or column) i is Data[k] in column (row) Indices[k], for IndPtr[i] ≤ k <
	// IndPtr[i+1]. BSR has blocks instead of elements: Data[k] is one of shape Data.Shape[1:]. An array of one
	// dimension is a CSR of one row.
	Indices, IndPtr []int

	// Of COO, LIL and DOK, element Data[k] stands at Coords[0][k], Coords[1][k]. Those of LIL are row by row.
	Coords [][]int

	// Of DIA, element Data[k, j] stands at row j-Offsets[k], column j, if there is one.
	Offsets []int
}

// An Entry is one stored element. Entries of the same index are to be added up.
type Entry struct {
	Row, Col int
	K        int // its number among the elements of Matrix.Data, in C order
}

// lines returns how many rows and columns a matrix has. One dimension is a row.
func (m *Matrix) lines() (rows, cols int) {
	if len(m.Shape) == 1 {
		return 1, m.Shape[0]
	}
	return m.Shape[0], m.Shape[1]
}

// Entries iterates over the stored elements of a matrix of one or two dimensions, in the order of the format.
func (m *Matrix) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		switch m.Format {
		case CSR:
			m.compressed(1, 1, yield)
		case CSC:
			m.compressed(1, 1, func(e Entry) bool { return yield(Entry{e.Col, e.Row, e.K}) })
		case BSR:
			m.compressed(m.Data.Shape[1], m.Data.Shape[2], yield)
		case DIA:
			m.diagonals(yield)
		default:
			for k := range m.Coords[0] {
				e := Entry{Col: m.Coords[0][k], K: k}
				if len(m.Coords) > 1 {
					e.Row, e.Col = m.Coords[0][k], m.Coords[1][k]
				}
				if !yield(e) {
					return
				}
			}
		}
	}
}

// compressed iterates over blocks of h rows and w columns.
func (m *Matrix) compressed(h, w int, yield func(Entry) bool) {
	for i := range len(m.IndPtr) - 1 {
		for k := m.IndPtr[i]; k < m.IndPtr[i+1]; k++ {
			for r := range h {
				for c := range w {
					if !yield(Entry{i*h + r, m.Indices[k]*w + c, (k*h+r)*w + c}) {
						return
					}
				}
			}
		}
	}
}

func (m *Matrix) diagonals(yield func(Entry) bool) {
	rows, cols := m.lines()
	width := m.Data.Shape[1]
	for k, offset := range m.Offsets {
		for j := max(offset, 0); j < min(width, cols); j++ {
			if i := j - offset; i >= rows {
				break
			} else if !yield(Entry{i, j, k*width + j}) {
				return
			}
		}
	}
}

// NNZ returns the number of stored elements, zeros among them.
func (m *Matrix) NNZ() int {
	switch m.Format {
	case CSR, CSC:
		return m.IndPtr[len(m.IndPtr)-1]
	case BSR:
		return m.IndPtr[len(m.IndPtr)-1] * m.Data.Shape[1] * m.Data.Shape[2]
	case DIA:
		n := 0
		rows, cols := m.lines()
		for _, offset := range m.Offsets {
			n += max(min(m.Data.Shape[1], cols, rows+offset)-max(offset, 0), 0)
		}
		return n
	}
	return len(m.Coords[0])
}
