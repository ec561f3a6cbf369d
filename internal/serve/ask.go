package serve

import (
	"fmt"
	"net/http"
	"time"

	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/sklearn"
)

const (
	firstBlock = 256                   // rows that are computed at once at first, and
	maxBlock   = 1 << 14               // at most
	blockTime  = 50 * time.Millisecond // what a block is to take
	maxValues  = 1 << 24               // values of an answer, 128 MiB
)

// ask calls a method of a model in blocks of rows. Between them the request may end: it takes too long, or its client has gone.
func (e *exchange) ask(m *sklearn.Model, method sklearn.Method, x sklearn.X, r *http.Request) ([]rows.Answer, error) {
	n, _ := x.Shape()
	e.rows = n
	if n <= firstBlock || !m.RowWise() {
		return rows.Ask(m, method, x)
	}
	var out []rows.Answer
	size := firstBlock
	for from := 0; from < n; {
		if err := e.overdue(r); err != nil {
			return nil, err
		}
		start := time.Now()
		to := min(from+size, n)
		part, err := rows.Ask(m, method, slice(x, from, to))
		if err != nil {
			if from > 0 { // for the error to count rows from the first: those before these are in order
				_, err = rows.Ask(m, method, slice(x, 0, to))
			}
			return nil, err
		}
		if out == nil {
			out = part
			if err := reserve(out, n); err != nil {
				return nil, err
			}
		} else if err := join(out, part); err != nil {
			return nil, err
		}
		if took := time.Since(start); took < blockTime {
			size = min(2*size, maxBlock)
		} else if took > 2*blockTime {
			size = max(size/2, 16)
		}
		from = to
	}
	return out, nil
}

// overdue returns an error if nobody waits for the answer any more.
func (e *exchange) overdue(r *http.Request) error {
	if err := r.Context().Err(); err != nil {
		return err
	}
	if time.Now().After(e.deadline) {
		return failure(http.StatusServiceUnavailable, "the answer takes too long; ask for fewer rows at a time")
	}
	return nil
}

func slice(x sklearn.X, from, to int) sklearn.X {
	switch x := x.(type) {
	case sklearn.Matrix:
		return sklearn.Matrix{Data: x.Data[from*x.Cols : to*x.Cols], Rows: to - from, Cols: x.Cols}
	case *sklearn.Table:
		return x.Slice(from, to)
	}
	panic(fmt.Sprintf("serve: an X of type %T", x)) // requests make no other
}

// reserve makes room for the answers to all rows.
func reserve(out []rows.Answer, n int) error {
	for i := range out {
		a := &out[i]
		if a.Cols > 0 && n > maxValues/a.Cols {
			return rows.ErrLarge
		}
		switch v := a.Values.(type) {
		case []float64:
			a.Values = append(make([]float64, 0, n*a.Cols), v...)
		case []int64:
			a.Values = append(make([]int64, 0, n*a.Cols), v...)
		}
	}
	return nil
}

// join appends the answers of a block. What a transformer makes of texts may be numbers in one block and not in another.
func join(out, part []rows.Answer) error {
	for i := range out {
		a, b := &out[i], part[i]
		switch v := b.Values.(type) {
		case []float64:
			a.Values = appendTo(a.Values, v)
		case []int64:
			a.Values = appendTo(a.Values, v)
		case []string:
			a.Values = appendTo(a.Values, v)
		case []bool:
			a.Values = appendTo(a.Values, v)
		case []any:
			a.Values = appendTo(a.Values, v)
		}
		if a.Values == nil || a.Cols != b.Cols {
			return failure(http.StatusBadRequest, "the answers to these rows are of several types; ask for %d rows at a time", firstBlock)
		}
		a.Rows += b.Rows
	}
	return nil
}

// appendTo appends values of one type; nil if the others are of another.
func appendTo[T any](values any, more []T) any {
	v, ok := values.([]T)
	if !ok {
		return nil
	}
	return append(v, more...)
}
