package predict

import (
	"fmt"
	"math"
)

// A Matrix is rows × columns of float64, row after row.
type Matrix struct {
	Data []float64 // Rows × Cols
	Rows int
	Cols int

	Sparse *Sparse // in place of Data, for those that say they take it: Linear
}

// NewMatrix returns a matrix of zeros.
func NewMatrix(rows, cols int) Matrix {
	return Matrix{Data: make([]float64, rows*cols), Rows: rows, Cols: cols}
}

// FromRows copies rows of one length into a matrix.
func FromRows(rows [][]float64) (Matrix, error) {
	if len(rows) == 0 {
		return Matrix{}, nil
	}
	m := Matrix{Data: make([]float64, 0, len(rows)*len(rows[0])), Rows: len(rows), Cols: len(rows[0])}
	for i, row := range rows {
		if len(row) != m.Cols {
			return Matrix{}, fmt.Errorf("predict: row %d has %d columns, row 0 has %d", i, len(row), m.Cols)
		}
		m.Data = append(m.Data, row...)
	}
	return m, nil
}

// Shape returns the number of rows and of columns.
func (m Matrix) Shape() (rows, cols int) { return m.Rows, m.Cols }

// Row returns row i, sharing the matrix's memory.
func (m Matrix) Row(i int) []float64 { return m.Data[i*m.Cols:][:m.Cols:m.Cols] }

// part returns the rows between two numbers, sharing the matrix's memory.
func (m Matrix) part(from, to int) Matrix {
	return Matrix{Data: m.Data[from*m.Cols : to*m.Cols], Rows: to - from, Cols: m.Cols}
}

// Column copies column j.
func (m Matrix) Column(j int) []float64 {
	out := make([]float64, m.Rows)
	for i := range out {
		out[i] = m.Data[i*m.Cols+j]
	}
	return out
}

// Transpose returns a copy, columns × rows.
func (m Matrix) Transpose() Matrix {
	out := NewMatrix(m.Cols, m.Rows)
	for i := range m.Rows {
		for j, v := range m.Row(i) {
			out.Data[j*m.Rows+i] = v
		}
	}
	return out
}

// ArgMax returns for each row the column of its largest value: the first of equal ones, and the first NaN if
// there is one, as numpy.argmax.
func (m Matrix) ArgMax() []int {
	out := make([]int, m.Rows)
	for i := range out {
		row := m.Row(i)
		best, top := 0, math.Inf(-1)
		for j, x := range row {
			if x > top {
				best, top = j, x
			} else if x != x {
				best = j
				break
			}
		}
		out[i] = best
	}
	return out
}

// Log replaces each value by its natural logarithm; that of 0 is -Inf.
func (m Matrix) Log() {
	for i, x := range m.Data {
		m.Data[i] = math.Log(x)
	}
}

// NormalizeRows divides each row by its sum. A row that sums to 0 becomes NaN, or is left as it is, or
// becomes uniform, as the rule says.
func (m Matrix) NormalizeRows(zero ZeroRow) {
	for i := range m.Rows {
		row := m.Row(i)
		var sum float64
		for _, x := range row {
			sum += x
		}
		if sum == 0 && zero == Keep {
			continue
		}
		if sum == 0 && zero == Uniform {
			for j := range row {
				row[j] = 1
			}
			sum = float64(len(row))
		}
		for j := range row {
			row[j] /= sum
		}
	}
}

// A ZeroRow says what becomes of a row of probabilities that are all zero; scikit-learn's answer has changed.
type ZeroRow uint8

const (
	Divide  ZeroRow = iota // 0/0 is NaN
	Keep                   // zeros stay
	Uniform                // every class gets the same
)
