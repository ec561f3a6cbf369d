package main

import (
	"strconv"

	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/sklearn"
)

// compute asks the model and names what it answers: a column for each number or label of a row.
func (m *forecaster) compute(x sklearn.X) ([]sklearn.Column, error) {
	answers, err := rows.Ask(m.model, m.method, x)
	if err != nil {
		return nil, err
	}
	var out []sklearn.Column
	for k, a := range answers {
		names := rows.Names(m.model, m.method, a.Cols)
		for j, name := range names {
			if len(answers) > 1 { // predict_proba of several outputs
				name = strconv.Itoa(k) + "_" + strconv.Itoa(j)
			}
			c, err := columnOfAnswer(m.prefix+name, a, j)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// columnOfAnswer returns column j of an answer, whose values stand row after row.
func columnOfAnswer(name string, a rows.Answer, j int) (sklearn.Column, error) {
	switch v := a.Values.(type) {
	case []int64:
		return sklearn.IntColumn(name, strided(v, j, a.Cols)), nil
	case []string:
		return sklearn.StringColumn(name, strided(v, j, a.Cols)), nil
	case []bool:
		return sklearn.BoolColumn(name, strided(v, j, a.Cols)), nil
	case []any:
		return sklearn.ValueColumn(name, strided(v, j, a.Cols))
	}
	return sklearn.FloatColumn(name, strided(a.Values.([]float64), j, a.Cols)), nil
}

// strided returns column j of values with cols columns.
func strided[T any](values []T, j, cols int) []T {
	if cols == 1 {
		return values
	}
	out := make([]T, 0, len(values)/cols)
	for i := j; i < len(values); i += cols {
		out = append(out, values[i])
	}
	return out
}
