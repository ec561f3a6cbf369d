package main

import (
	"fmt"
	"strconv"

	"github.com/brine-go/brine/sklearn"
)

// compute asks the model and names what it answers: a column for each number or label of a row.
func (m *forecaster) compute(x sklearn.X) ([]sklearn.Column, error) {
	switch m.method {
	case sklearn.MethodPredict:
		t, err := m.model.Predict(x)
		if err != nil {
			return nil, err
		}
		return m.targets(t), nil
	case sklearn.MethodPredictStd:
		std, err := m.model.PredictStd(x)
		return []sklearn.Column{sklearn.FloatColumn(m.prefix+"std", std)}, err
	case sklearn.MethodScoreSamples:
		scores, err := m.model.ScoreSamples(x)
		return []sklearn.Column{sklearn.FloatColumn(m.prefix+"score", scores)}, err
	case sklearn.MethodPredictProbas:
		parts, err := m.model.PredictProbas(x)
		var out []sklearn.Column
		for k, y := range parts {
			for j := range y.Cols {
				out = append(out, sklearn.FloatColumn(fmt.Sprintf("%s%d_%d", m.prefix, k, j), y.Column(j)))
			}
		}
		return out, err
	case sklearn.MethodTransform:
		y, err := m.model.TransformX(x)
		if err != nil {
			return nil, err
		}
		if t, ok := y.(*sklearn.Table); ok {
			_, n := t.Shape()
			names := m.names(n)
			out := make([]sklearn.Column, n)
			for j := range out {
				out[j] = t.Column(j)
				out[j].Name = m.prefix + names[j]
			}
			return out, nil
		}
		dense, err := sklearn.Dense(y)
		return m.columns(dense), err
	}
	y, err := m.numbers(x)
	return m.columns(y), err
}

// numbers calls a method that gives a matrix.
func (m *forecaster) numbers(x sklearn.X) (sklearn.Matrix, error) {
	switch m.method {
	case sklearn.MethodPredictProba:
		return m.model.PredictProba(x)
	case sklearn.MethodPredictLogProba:
		return m.model.PredictLogProba(x)
	case sklearn.MethodDecisionFunction:
		return m.model.DecisionFunction(x)
	}
	return sklearn.Matrix{}, fmt.Errorf("%s makes no columns", m.method)
}

// columns returns the columns of a matrix.
func (m *forecaster) columns(y sklearn.Matrix) []sklearn.Column {
	names := m.names(y.Cols)
	out := make([]sklearn.Column, y.Cols)
	for j := range out {
		out[j] = sklearn.FloatColumn(m.prefix+names[j], y.Column(j))
	}
	return out
}

// targets returns the columns of what Predict gives.
func (m *forecaster) targets(t sklearn.Target) []sklearn.Column {
	out := make([]sklearn.Column, t.Outputs())
	for j := range out {
		name := m.prefix + "prediction"
		if len(out) > 1 {
			name += "_" + strconv.Itoa(j)
		}
		out[j] = t.Column(name, j)
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
