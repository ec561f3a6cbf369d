package predict

import "slices"

// A Sparse is a matrix of float64 most of which are zero, row by row: row i has the values Data[Ptr[i]:Ptr[i+1]] in the
// columns Index[Ptr[i]:Ptr[i+1]], which rise (SciPy's csr_matrix with sorted indices).
type Sparse struct {
	Ptr   []int // Rows + 1
	Index []int32
	Data  []float64
	Rows  int
	Cols  int
}

// NewSparse returns a matrix without rows, to which rows are appended.
func NewSparse(cols int) *Sparse { return &Sparse{Ptr: []int{0}, Cols: cols} }

// Shape returns the number of rows and of columns.
func (s *Sparse) Shape() (rows, cols int) { return s.Rows, s.Cols }

// AppendRow appends a row. The columns rise, and are those of the matrix.
func (s *Sparse) AppendRow(index []int32, data []float64) {
	s.Index = append(s.Index, index...)
	s.Data = append(s.Data, data...)
	s.EndRow()
}

// EndRow makes a row of what was appended to Index and Data since the row before.
func (s *Sparse) EndRow() {
	s.Ptr = append(s.Ptr, len(s.Index))
	s.Rows++
}

// Row returns the columns and values of row i, sharing the matrix's memory.
func (s *Sparse) Row(i int) ([]int32, []float64) {
	from, to := s.Ptr[i], s.Ptr[i+1]
	return s.Index[from:to:to], s.Data[from:to:to]
}

// Slice returns the rows from ≤ i < to, sharing the matrix's memory.
func (s *Sparse) Slice(from, to int) *Sparse {
	start, end := s.Ptr[from], s.Ptr[to]
	out := &Sparse{Ptr: slices.Clone(s.Ptr[from : to+1]), Index: s.Index[start:end], Data: s.Data[start:end], Rows: to - from, Cols: s.Cols}
	for i := range out.Ptr {
		out.Ptr[i] -= start
	}
	return out
}

// Dense returns the matrix in full.
func (s *Sparse) Dense() Matrix {
	out := NewMatrix(s.Rows, s.Cols)
	for i := range s.Rows {
		row := out.Row(i)
		index, data := s.Row(i)
		for k, j := range index {
			row[j] = data[k]
		}
	}
	return out
}

// SparseOf returns the matrix without its zeros.
func SparseOf(m Matrix) *Sparse {
	s := NewSparse(m.Cols)
	for i := range m.Rows {
		for j, x := range m.Row(i) {
			if x != 0 {
				s.Index, s.Data = append(s.Index, int32(j)), append(s.Data, x)
			}
		}
		s.EndRow()
	}
	return s
}

// Columns returns some of the columns, which rise.
func (s *Sparse) Columns(kept []int) *Sparse {
	at := make([]int32, s.Cols)
	for k, j := range kept {
		at[j] = int32(k) + 1
	}
	out := NewSparse(len(kept))
	for i := range s.Rows {
		index, data := s.Row(i)
		for k, j := range index {
			if to := at[j]; to > 0 {
				out.Index, out.Data = append(out.Index, to-1), append(out.Data, data[k])
			}
		}
		out.EndRow()
	}
	return out
}

// Times returns s·mᵀ.
func (s *Sparse) Times(m Matrix) Matrix {
	out := NewMatrix(s.Rows, m.Rows)
	for i := range s.Rows {
		index, data := s.Row(i)
		for k := range m.Rows {
			row := m.Row(k)
			var sum float64
			for at, j := range index {
				sum += float64(data[at] * row[j])
			}
			out.Data[i*out.Cols+k] = sum
		}
	}
	return out
}
