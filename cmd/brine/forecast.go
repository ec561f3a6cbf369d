package main

import (
	"fmt"
	"strconv"

	"github.com/brine-go/brine/sklearn"
)

// A column is one column of forecasts.
type column struct {
	name string
	at   func(row int) any // a float64, int64, string or bool
}

// compute asks the model and names what it answers.
func (m *forecaster) compute(x sklearn.Matrix) ([]column, error) {
	var (
		y   sklearn.Matrix
		err error
	)
	switch m.method {
	case sklearn.MethodPredict:
		t, err := m.model.Predict(x)
		if err != nil {
			return nil, err
		}
		return m.targets(t), nil
	case sklearn.MethodPredictStd:
		std, err := m.model.PredictStd(x)
		if err != nil {
			return nil, err
		}
		return []column{{m.prefix + "std", func(row int) any { return std[row] }}}, nil
	case sklearn.MethodScoreSamples:
		scores, err := m.model.ScoreSamples(x)
		if err != nil {
			return nil, err
		}
		return []column{{m.prefix + "score", func(row int) any { return scores[row] }}}, nil
	case sklearn.MethodPredictProba:
		y, err = m.model.PredictProba(x)
	case sklearn.MethodPredictLogProba:
		y, err = m.model.PredictLogProba(x)
	case sklearn.MethodDecisionFunction:
		y, err = m.model.DecisionFunction(x)
	case sklearn.MethodTransform:
		y, err = m.model.Transform(x)
	default:
		return nil, fmt.Errorf("%s makes no columns", m.method)
	}
	if err != nil {
		return nil, err
	}
	names := m.names(y.Cols)
	out := make([]column, y.Cols)
	for j := range out {
		out[j] = column{m.prefix + names[j], func(row int) any { return y.Data[row*y.Cols+j] }}
	}
	return out, nil
}

// targets returns the columns of what Predict gives.
func (m *forecaster) targets(t sklearn.Target) []column {
	out := make([]column, t.Outputs())
	for j := range out {
		name := m.prefix + "prediction"
		if len(out) > 1 {
			name += "_" + strconv.Itoa(j)
		}
		out[j] = column{name, func(row int) any { return t.Value(row*len(out) + j) }}
	}
	return out
}

// names returns the names of n columns: those that transform makes, the classes, or else numbered ones.
func (m *forecaster) names(n int) []string {
	names := make([]string, n)
	stem := string(m.method)
	switch {
	case m.method == sklearn.MethodTransform:
		if known, err := m.model.FeatureNamesOut(); err == nil && len(known) == n {
			return known
		}
		stem = "x"
	case m.model.Classes.Len() == n:
		for i := range names {
			names[i] = m.model.Classes.Text(i)
		}
		return names
	case n == 1:
		return []string{stem}
	default:
		stem += "_"
	}
	for i := range names {
		names[i] = stem + strconv.Itoa(i)
	}
	return names
}
