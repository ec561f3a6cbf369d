package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/predict"
)

// An X is what a model is asked about, rows × features: a [Matrix], a [*Sparse] matrix, a [*Table] of named columns of any type,
// or a [*pandas.DataFrame].
type X interface{ Shape() (rows, cols int) }

// Sparse is a matrix most of whose values are zero.
type Sparse = predict.Sparse

// maxCells is how many values a matrix may have that a model makes of a sparse one, or out of bare claims of a file.
const maxCells = 1 << 27

// blockCells is how many values of a sparse matrix are made dense at a time for an estimator that takes nothing else.
const blockCells = 1 << 17

// Dense returns x as numbers. What is no number, and a sparse matrix of more than 2^27 values, is an error.
func Dense(x X) (Matrix, error) {
	switch x := x.(type) {
	case Matrix:
		return x, nil
	case *Sparse:
		if x.Cols != 0 && x.Rows > maxCells/x.Cols {
			return Matrix{}, &Error{Text: fmt.Sprintf("a sparse matrix of %d × %d is too large to be made dense", x.Rows, x.Cols), Err: ErrShape}
		}
		return x.Dense(), nil
	case *Table:
		return x.dense()
	case *pandas.DataFrame:
		t, err := TableOf(x)
		if err != nil {
			return Matrix{}, err
		}
		return t.dense()
	}
	return Matrix{}, unknownX(x)
}

func unknownX(x X) error {
	return &Error{Text: fmt.Sprintf("X is a %T, want a Matrix, *Sparse, *Table or *pandas.DataFrame", x), Err: ErrShape}
}

// tableFrom returns x as columns.
func tableFrom(x X) (*Table, error) {
	switch x := x.(type) {
	case *Table:
		return x, nil
	case *pandas.DataFrame:
		return TableOf(x)
	case *Sparse:
		m, err := Dense(x)
		if err != nil {
			return nil, err
		}
		return tableOfMatrix(m), nil
	case Matrix:
		return tableOfMatrix(x), nil
	}
	return nil, unknownX(x)
}

func tableOfMatrix(m Matrix) *Table {
	t := &Table{rows: m.Rows, columns: make([]Column, m.Cols)}
	for j := range t.columns {
		t.columns[j] = FloatColumn("", m.Column(j))
	}
	return t
}

// blocks calls an estimator that takes a Matrix only: once, or for a sparse X some rows at a time, whose results it joins.
func blocks[R any](m *Model, x X, call func(Matrix) (R, error), join func([]R) (R, error)) (R, error) {
	s, ok := x.(*Sparse)
	if !ok || m.traits.joint || s.Rows == 0 || s.Cols == 0 || s.Rows <= blockCells/s.Cols {
		dense, err := Dense(x)
		if err != nil {
			var none R
			return none, err
		}
		return call(dense)
	}
	var parts []R
	step := max(1, blockCells/s.Cols)
	for from := 0; from < s.Rows; from += step {
		part, err := call(s.Slice(from, min(from+step, s.Rows)).Dense())
		if err != nil {
			return part, err
		}
		parts = append(parts, part)
	}
	return join(parts)
}

// stack joins matrices of one width, one below the other.
func stack(parts []Matrix) (Matrix, error) {
	rows, cols := 0, parts[0].Cols
	for _, p := range parts {
		rows += p.Rows
	}
	if cols != 0 && rows > maxCells/cols {
		return Matrix{}, &Error{Text: fmt.Sprintf("a matrix of %d × %d is too large", rows, cols), Err: ErrShape}
	}
	out := Matrix{Data: make([]float64, 0, rows*cols), Rows: rows, Cols: cols}
	for _, p := range parts {
		out.Data = append(out.Data, p.Data...)
	}
	return out, nil
}

// stackTargets joins targets of one type and width, one below the other.
func stackTargets(parts []Target) (Target, error) {
	out := parts[0]
	for _, p := range parts[1:] {
		out.rows += p.rows
	}
	switch parts[0].values.(type) {
	case []int64:
		out.values = appended[int64](parts)
	case []string:
		out.values = appended[string](parts)
	case []bool:
		out.values = appended[bool](parts)
	default:
		out.values = appended[float64](parts)
	}
	return out, nil
}

func appended[T any](parts []Target) []T {
	var out []T
	for _, p := range parts {
		out = append(out, valuesOf[T](p)...)
	}
	return out
}

// stackVectors joins one number a row.
func stackVectors(parts [][]float64) ([]float64, error) {
	var out []float64
	for _, p := range parts {
		out = append(out, p...)
	}
	return out, nil
}

// stackAll joins the matrices of several outputs.
func stackAll(parts [][]Matrix) ([]Matrix, error) {
	out := make([]Matrix, len(parts[0]))
	column := make([]Matrix, len(parts))
	for k := range out {
		for i, p := range parts {
			column[i] = p[k]
		}
		var err error
		if out[k], err = stack(column); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sideways joins what several transformers make of the same rows, one beside the other: a sparse matrix if wanted, else a Matrix,
// or a Table if any column is of texts.
func sideways(parts []X, rows int, sparse bool) (X, error) {
	cols, tabular := 0, false
	for _, p := range parts {
		r, c := p.Shape()
		if r != rows {
			return nil, &Error{Text: fmt.Sprintf("a part has %d rows, want %d", r, rows), Err: ErrShape}
		}
		if t, ok := p.(*Table); ok && !t.numeric() {
			tabular = true
		}
		cols += c
	}
	switch {
	case cols > math.MaxInt32:
		return nil, &Error{Text: fmt.Sprintf("%d columns are too many", cols), Err: ErrShape}
	case tabular:
		out := &Table{rows: rows}
		for _, p := range parts {
			t, err := tableFrom(p)
			if err != nil {
				return nil, err
			}
			out.columns = append(out.columns, t.columns...)
		}
		return out, nil
	case sparse:
		return besideSparse(parts, rows, cols)
	case cols != 0 && rows > maxCells/cols:
		return nil, &Error{Text: fmt.Sprintf("a matrix of %d × %d is too large", rows, cols), Err: ErrShape}
	}
	out := predict.NewMatrix(rows, cols)
	at := 0
	for _, p := range parts {
		_, c := p.Shape()
		if s, ok := p.(*Sparse); ok {
			for i := range rows {
				index, data := s.Row(i)
				row := out.Row(i)[at : at+c]
				for k, j := range index {
					row[j] = data[k]
				}
			}
		} else {
			m, err := Dense(p)
			if err != nil {
				return nil, err
			}
			for i := range rows {
				copy(out.Row(i)[at:], m.Row(i))
			}
		}
		at += c
	}
	return out, nil
}

func besideSparse(parts []X, rows, cols int) (X, error) {
	each := make([]*Sparse, len(parts))
	for k, p := range parts {
		if s, ok := p.(*Sparse); ok {
			each[k] = s
			continue
		}
		m, err := Dense(p)
		if err != nil {
			return nil, err
		}
		each[k] = predict.SparseOf(m)
	}
	out := predict.NewSparse(cols)
	for i := range rows {
		at := int32(0)
		for _, s := range each {
			index, data := s.Row(i)
			for k, j := range index {
				out.Index, out.Data = append(out.Index, at+j), append(out.Data, data[k])
			}
			at += int32(s.Cols)
		}
		out.EndRow()
	}
	return out, nil
}
