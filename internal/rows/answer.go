package rows

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/brine-go/brine/sklearn"
)

// An Answer is what one method says of some rows.
type Answer struct {
	Name   string // "predict"; of several outputs "predict_proba_0", …
	Rows   int
	Cols   int
	Vector bool // one value a row, in one dimension
	Values any  // []float64, []int64, []string, []bool or, of a transformer whose columns differ, []any: row after row
}

// Shape returns the shape that scikit-learn's array has.
func (a Answer) Shape() []int {
	if a.Vector {
		return []int{a.Rows}
	}
	return []int{a.Rows, a.Cols}
}

// maxValues is how many values an answer may have: what a transformer makes of a few rows may be very wide.
const maxValues = 1 << 26

// ErrLarge is the error of an answer with more values than that.
var ErrLarge = errors.New("the answer is too large: ask for fewer rows at a time")

// Ask calls a method of a model. [sklearn.MethodPredictProbas] has an answer for each output, all others have one.
func Ask(m *sklearn.Model, method sklearn.Method, x sklearn.X) ([]Answer, error) {
	var y sklearn.Matrix
	var err error
	switch method {
	case sklearn.MethodPredict:
		t, err := m.Predict(x)
		if err != nil {
			return nil, err
		}
		return []Answer{fromTarget(string(method), t)}, nil
	case sklearn.MethodPredictStd:
		values, err := m.PredictStd(x)
		return fromVector(method, values, err)
	case sklearn.MethodScoreSamples:
		values, err := m.ScoreSamples(x)
		return fromVector(method, values, err)
	case sklearn.MethodPredictProbas:
		each, err := m.PredictProbas(x)
		if err != nil {
			return nil, err
		}
		out := make([]Answer, len(each))
		for k, y := range each {
			out[k] = fromMatrix(sklearn.MethodPredictProba, y)
			out[k].Name += "_" + strconv.Itoa(k)
		}
		return out, nil
	case sklearn.MethodTransform:
		return transform(m, x)
	case sklearn.MethodPredictProba:
		y, err = m.PredictProba(x)
	case sklearn.MethodPredictLogProba:
		y, err = m.PredictLogProba(x)
	case sklearn.MethodDecisionFunction:
		if y, err = m.DecisionFunction(x); err == nil && y.Cols == 1 { // of two classes scikit-learn's has one dimension
			return fromVector(method, y.Data, nil)
		}
	default:
		return nil, fmt.Errorf("%s makes no columns: %w", method, sklearn.ErrNoMethod)
	}
	if err != nil {
		return nil, err
	}
	return []Answer{fromMatrix(method, y)}, nil
}

func fromMatrix(method sklearn.Method, y sklearn.Matrix) Answer {
	return Answer{Name: string(method), Rows: y.Rows, Cols: y.Cols, Values: y.Data}
}

func fromVector(method sklearn.Method, values []float64, err error) ([]Answer, error) {
	if err != nil {
		return nil, err
	}
	return []Answer{{Name: string(method), Rows: len(values), Cols: 1, Vector: true, Values: values}}, nil
}

func fromTarget(name string, t sklearn.Target) Answer {
	a := Answer{Name: name, Rows: t.Rows(), Cols: t.Outputs(), Vector: len(t.Shape()) == 1}
	switch {
	case t.Ints() != nil:
		a.Values = t.Ints()
	case t.Strings() != nil:
		a.Values = t.Strings()
	case t.Bools() != nil:
		a.Values = t.Bools()
	default:
		a.Values = t.Floats()
	}
	return a
}

// transform returns what a transformer makes of x: of texts they stay what they are.
func transform(m *sklearn.Model, x sklearn.X) ([]Answer, error) {
	y, err := m.TransformX(x)
	if err != nil {
		return nil, err
	}
	rows, cols := y.Shape()
	if cols > 0 && rows > maxValues/cols {
		return nil, ErrLarge
	}
	if t, ok := y.(*sklearn.Table); ok && hasTexts(t) {
		return []Answer{fromTable(t)}, nil
	}
	dense, err := sklearn.Dense(y)
	if err != nil {
		return nil, err
	}
	return []Answer{fromMatrix(sklearn.MethodTransform, dense)}, nil
}

func hasTexts(t *sklearn.Table) bool {
	rows, cols := t.Shape()
	for j := range cols {
		c := t.Column(j)
		for i := range rows {
			if _, text := c.At(i).(string); text {
				return true
			}
		}
	}
	return false
}

// fromTable keeps texts texts, also those that look like numbers.
func fromTable(t *sklearn.Table) Answer {
	rows, cols := t.Shape()
	texts, all := 0, make([]any, rows*cols)
	for j := range cols {
		c := t.Column(j)
		for i := range rows {
			v := c.At(i)
			if _, text := v.(string); text {
				texts++
			}
			all[i*cols+j] = v
		}
	}
	a := Answer{Name: string(sklearn.MethodTransform), Rows: rows, Cols: cols, Values: all}
	if texts == len(all) {
		a.Values = typed[string](all)
	}
	return a
}

// Names returns the names of the columns of an answer: those that transform makes, the classes, or else numbered ones.
func Names(m *sklearn.Model, method sklearn.Method, width int) []string {
	stem := string(method)
	switch method {
	case sklearn.MethodPredict:
		stem = "prediction"
	case sklearn.MethodPredictStd:
		stem = "std"
	case sklearn.MethodScoreSamples:
		stem = "score"
	case sklearn.MethodTransform:
		if known, err := m.FeatureNamesOut(); err == nil && len(known) == width {
			return known
		}
		return numbered("x", width)
	case sklearn.MethodPredictProba, sklearn.MethodPredictLogProba, sklearn.MethodDecisionFunction:
		if m.Classes.Len() == width {
			out := make([]string, width)
			for i := range out {
				out[i] = m.Classes.Text(i)
			}
			return out
		}
	}
	if width == 1 {
		return []string{stem}
	}
	return numbered(stem+"_", width)
}

func numbered(stem string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = stem + strconv.Itoa(i)
	}
	return out
}
