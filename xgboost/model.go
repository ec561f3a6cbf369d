package xgboost

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/internal/label"
	"github.com/brine-go/brine/predict"
)

var nan = float32(math.NaN())

// A Model is what a pickle holds: an estimator of xgboost.sklearn, or a Booster of xgboost.core. Its fields are not to be
// changed; any number of goroutines may forecast with it.
type Model struct {
	ClassName string // "XGBClassifier", "XGBRegressor", "XGBRanker", "XGBRFClassifier", "XGBRFRegressor" or "Booster"
	Module    string // "xgboost.sklearn"; empty for a native file
	Booster   *Booster
	Classes   any // of a classifier, in the order of PredictProba: a []int64, or what its label encoder had: also
	// []string, []float64 or []bool

	importance Importance // what Importances are of
	inplace    bool       // forecasts are those of inplace_predict
	missing    float32    // what else than NaN is a missing value
	best       Range      // the iterations that an estimator forecasts with
}

// estimator reports whether the model is one of xgboost.sklearn.
func (m *Model) estimator() bool { return m.ClassName != "Booster" }

// IsClassifier reports whether the model has classes.
func (m *Model) IsClassifier() bool { return m.Classes != nil }

func (m *Model) fail(cause error, text string) error {
	return &Error{Class: m.ClassName, Version: m.Booster.Version(), Text: text, Err: cause}
}

// Margin returns what the trees sum up to (predict with output_margin=True): rows × Booster.Outputs, row after row.
func (m *Model) Margin(x Matrix) ([]float32, error) {
	if err := m.Booster.check(x, m.inplace); err != nil {
		return nil, err
	}
	return m.Booster.margin(x, m.missing, m.best)
}

// Forecast returns what the objective makes of margins: rows × columns, of which there may be one. Of a regressor, a ranker
// and a Booster, these are the forecasts.
func (m *Model) Forecast(x Matrix) (Matrix, error) {
	f, n, err := m.forecast(x)
	return widen(f, n), err
}

func (m *Model) forecast(x Matrix) (forecasts []float32, outputs int, err error) {
	margin, err := m.Margin(x)
	if err != nil {
		return nil, 0, err
	}
	forecasts, outputs = m.Booster.objective.fromMargin(margin, m.Booster.Outputs)
	return forecasts, outputs, nil
}

// widen returns float32s as a matrix of n columns.
func widen(f []float32, n int) Matrix {
	if n == 0 {
		return Matrix{}
	}
	out := predict.NewMatrix(len(f)/n, n)
	for i, v := range f {
		out.Data[i] = float64(v)
	}
	return out
}

// PredictClass returns of each row the index in Classes of its class. If the classifier tells several things at once, it
// returns Outputs indices a row, 0 or 1: whether each of them is so.
func (m *Model) PredictClass(x Matrix) (indices []int, outputs int, err error) {
	if !m.IsClassifier() {
		return nil, 0, m.fail(ErrUnsupported, "it has no classes")
	}
	f, n, err := m.forecast(x)
	if err != nil {
		return nil, 0, err
	}
	classes := label.Len(m.Classes)
	switch {
	case n > 1 && classes != 2:
		if n != classes {
			return nil, 0, m.fail(ErrUnsupported, fmt.Sprintf("%d classes, forecasts of %d", classes, n))
		}
		return widen(f, n).ArgMax(), 1, nil
	case m.Booster.objective.transform == argmax:
		indices = make([]int, len(f))
		for i, v := range f {
			if indices[i] = int(v); indices[i] >= classes {
				return nil, 0, m.fail(ErrUnsupported, fmt.Sprintf("%d classes, a forecast of class %d", classes, indices[i]))
			}
		}
		return indices, 1, nil
	}
	if classes != 2 {
		return nil, 0, m.fail(ErrUnsupported, fmt.Sprintf("%d classes, one forecast a row", classes))
	}
	indices = make([]int, len(f))
	for i, v := range f {
		if v > .5 {
			indices[i] = 1
		}
	}
	return indices, n, nil
}

// Predict returns of each row its class: Classes at the indices of PredictClass, a slice of the same type.
func (m *Model) Predict(x Matrix) (any, error) {
	if !m.IsClassifier() {
		y, err := m.Forecast(x)
		return y.Data, err
	}
	indices, _, err := m.PredictClass(x)
	if err != nil {
		return nil, err
	}
	return label.Take(m.Classes, indices), nil
}

// PredictProba returns how probable each class is: rows × classes.
func (m *Model) PredictProba(x Matrix) (Matrix, error) {
	if !m.IsClassifier() {
		return Matrix{}, m.fail(ErrUnsupported, "it has no classes")
	}
	classes := label.Len(m.Classes)
	if m.Booster.objective.transform == argmax {
		margin, err := m.Margin(x)
		if err != nil {
			return Matrix{}, err
		}
		n := m.Booster.Outputs
		for i := 0; i < len(margin); i += n {
			softmaxOf(margin[i:][:n])
		}
		return widen(margin, n), nil
	}
	f, n, err := m.forecast(x)
	switch {
	case err != nil:
		return Matrix{}, err
	case n > 1 && (n == classes || classes == 2):
		return widen(f, n), nil
	case n > 1 || classes != 2:
		return Matrix{}, m.fail(ErrUnsupported, fmt.Sprintf("%d classes, %d forecasts a row", classes, n))
	}
	out := predict.NewMatrix(len(f), 2)
	for i, p := range f {
		out.Data[2*i], out.Data[2*i+1] = float64(1-p), float64(p)
	}
	return out, nil
}

// Leaves returns the number of the leaf that each row comes to in each tree (apply): rows × trees.
func (m *Model) Leaves(x Matrix) (leaves []int32, trees int, err error) {
	if err := m.Booster.check(x, false); err != nil {
		return nil, 0, err
	}
	return m.Booster.leaves(x, m.missing, m.best)
}

// Importances returns how much the model makes of each feature, 1 in all (feature_importances_): by the importance_type that the
// estimator was made with, else by Gain. All are 0 if there is no split.
func (m *Model) Importances() ([]float64, error) {
	kind := m.importance
	if kind == "" {
		kind = Gain
		if m.Booster.linear != nil {
			kind = Weight
		}
	}
	score, err := m.Booster.Score(kind)
	if err != nil {
		return nil, err
	}
	out, total := make([]float64, m.Booster.Features), float32(0)
	for i := range out {
		total += score[i]
	}
	for i, v := range score {
		if out[i] = float64(v); total != 0 {
			out[i] = float64(v / total)
		}
	}
	return out, nil
}
