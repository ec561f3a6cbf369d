package sklearn

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// Matrix is rows × columns of float64, row after row.
type Matrix = predict.Matrix

// FromRows copies rows of one length into a [Matrix].
func FromRows(rows [][]float64) (Matrix, error) { return predict.FromRows(rows) }

// A Model is one fitted estimator, or several that a Pipeline or another estimator is made of. Its fields are
// not to be changed.
type Model struct {
	ClassName    string   // "LogisticRegression"
	Module       string   // "sklearn.linear_model._logistic"
	Version      string   // of the scikit-learn that wrote it: "1.2.1"; empty before 0.18, which did not tell
	NFeatures    int      // columns that X must have; 0 if the model does not know
	FeatureNames []string // of the columns, if the model was fitted on a DataFrame
	Classes      Target   // of a classifier; empty else
	Steps        []Step   // of a Pipeline
	Warnings     []string // what a caller should know: that a later release wrote the model than the last checked

	state     py.Value
	estimator any // what does the work: a Predictor, Transformer, …
}

// A Step is one step of a Pipeline.
type Step struct {
	Name  string
	Model *Model // nil for "passthrough", which changes nothing
}

// A Predictor makes forecasts: rows × outputs.
type Predictor interface {
	Predict(x Matrix) (Target, error)
}

// A ProbabilityPredictor tells for each row how probable each class is: rows × classes, in the order of
// Classes.
type ProbabilityPredictor interface {
	PredictProba(x Matrix) (Matrix, error)
	PredictLogProba(x Matrix) (Matrix, error)
}

// A MultiOutputPredictor tells it for each of several outputs (where scikit-learn's predict_proba is a list).
type MultiOutputPredictor interface {
	PredictProbas(x Matrix) ([]Matrix, error)
}

// A ScoreSampler tells how normal each row is: the higher, the more so.
type ScoreSampler interface {
	ScoreSamples(x Matrix) ([]float64, error)
}

// A DecisionFunction tells on which side of each boundary a row lies, and how far: rows × classes, or a single
// column for two classes, where above 0 is the second.
type DecisionFunction interface {
	DecisionFunction(x Matrix) (Matrix, error)
}

// A Transformer turns X into another X.
type Transformer interface {
	Transform(x Matrix) (Matrix, error)
}

// A StdPredictor tells how uncertain a forecast is: the standard deviation of each row's
// (scikit-learn's predict with return_std=True).
type StdPredictor interface {
	PredictStd(x Matrix) ([]float64, error)
}

// A namer is a Transformer that knows the names of the columns that it makes of columns named in.
type namer interface {
	featureNamesOut(in []string) ([]string, error)
}

// A Method is a verb of an estimator, by scikit-learn's name.
type Method string

const (
	MethodPredict            Method = "predict"
	MethodPredictProba       Method = "predict_proba"
	MethodPredictLogProba    Method = "predict_log_proba"
	MethodPredictProbas      Method = "predict_probas" // predict_proba of several outputs
	MethodScoreSamples       Method = "score_samples"
	MethodPredictStd         Method = "predict_std"
	MethodDecisionFunction   Method = "decision_function"
	MethodTransform          Method = "transform"
	MethodGetFeatureNamesOut Method = "get_feature_names_out"
)

// A selective estimator has methods or not by how it was made: a Pipeline has those of its last step.
type selective interface {
	has(method Method) bool
}

// Has reports whether the model has a method; calling one that it has not is [ErrNoMethod].
func (m *Model) Has(method Method) bool {
	if s, ok := m.estimator.(selective); ok && !s.has(method) {
		return false
	}
	ok := false
	switch method {
	case MethodPredict:
		_, ok = m.estimator.(Predictor)
	case MethodPredictProba, MethodPredictLogProba:
		_, ok = m.estimator.(ProbabilityPredictor)
	case MethodPredictProbas:
		_, ok = m.estimator.(MultiOutputPredictor)
	case MethodScoreSamples:
		_, ok = m.estimator.(ScoreSampler)
	case MethodPredictStd:
		_, ok = m.estimator.(StdPredictor)
	case MethodDecisionFunction:
		_, ok = m.estimator.(DecisionFunction)
	case MethodTransform:
		_, ok = m.estimator.(Transformer)
	case MethodGetFeatureNamesOut:
		_, ok = m.estimator.(namer)
	}
	return ok
}

// Methods returns the methods that the model has.
func (m *Model) Methods() []Method {
	all := []Method{MethodPredict, MethodPredictProba, MethodPredictLogProba, MethodPredictProbas, MethodPredictStd,
		MethodDecisionFunction, MethodScoreSamples, MethodTransform, MethodGetFeatureNamesOut}
	return slices.DeleteFunc(all, func(method Method) bool { return !m.Has(method) })
}

// Predict returns the forecast for each row of x.
func (m *Model) Predict(x Matrix) (Target, error) {
	if err := m.ready(MethodPredict, x); err != nil {
		return Target{}, err
	}
	return m.estimator.(Predictor).Predict(x)
}

// PredictProba returns how probable each class is: rows × classes.
func (m *Model) PredictProba(x Matrix) (Matrix, error) {
	if err := m.ready(MethodPredictProba, x); err != nil {
		return Matrix{}, err
	}
	return m.estimator.(ProbabilityPredictor).PredictProba(x)
}

// PredictLogProba returns the natural logarithm of how probable each class is: rows × classes.
func (m *Model) PredictLogProba(x Matrix) (Matrix, error) {
	if err := m.ready(MethodPredictLogProba, x); err != nil {
		return Matrix{}, err
	}
	return m.estimator.(ProbabilityPredictor).PredictLogProba(x)
}

// PredictProbas returns how probable each class of each output is: rows × classes for each.
func (m *Model) PredictProbas(x Matrix) ([]Matrix, error) {
	if err := m.ready(MethodPredictProbas, x); err != nil {
		return nil, err
	}
	return m.estimator.(MultiOutputPredictor).PredictProbas(x)
}

// ScoreSamples returns how normal each row is.
func (m *Model) ScoreSamples(x Matrix) ([]float64, error) {
	if err := m.ready(MethodScoreSamples, x); err != nil {
		return nil, err
	}
	return m.estimator.(ScoreSampler).ScoreSamples(x)
}

// PredictStd returns the standard deviation of each row's forecast.
func (m *Model) PredictStd(x Matrix) ([]float64, error) {
	if err := m.ready(MethodPredictStd, x); err != nil {
		return nil, err
	}
	return m.estimator.(StdPredictor).PredictStd(x)
}

// DecisionFunction returns the scores of each row: rows × classes, or one column for two classes.
func (m *Model) DecisionFunction(x Matrix) (Matrix, error) {
	if err := m.ready(MethodDecisionFunction, x); err != nil {
		return Matrix{}, err
	}
	return m.estimator.(DecisionFunction).DecisionFunction(x)
}

// Transform returns what a transformer makes of x, which stays as it is.
func (m *Model) Transform(x Matrix) (Matrix, error) {
	if err := m.ready(MethodTransform, x); err != nil {
		return Matrix{}, err
	}
	return m.estimator.(Transformer).Transform(x)
}

// FeatureNamesOut returns the names of the columns that Transform makes.
func (m *Model) FeatureNamesOut() ([]string, error) { return m.featureNamesOut(nil) }

// maxNames bounds the names that are made up: the number of columns may be a bare claim of the file.
const maxNames = 1 << 20

// featureNamesOut names the outputs for inputs named in, or named by the model itself if in is nil.
func (m *Model) featureNamesOut(in []string) ([]string, error) {
	if !m.Has(MethodGetFeatureNamesOut) {
		return nil, m.fail(ErrNoMethod, "'"+m.ClassName+"' object has no attribute 'get_feature_names_out'")
	}
	if in == nil && m.FeatureNames == nil && m.NFeatures > maxNames {
		return nil, m.fail(ErrFeatures, fmt.Sprintf("more than %d columns without names", maxNames))
	}
	if in == nil {
		in = m.inputNames()
	}
	return m.estimator.(namer).featureNamesOut(in)
}

// Params iterates over the parameters that the estimator was made with, in the order of the pickle: the
// attributes that neither begin nor end with an underscore.
func (m *Model) Params() iter.Seq2[string, py.Value] {
	return func(yield func(string, py.Value) bool) {
		o, ok := m.state.Object()
		if !ok {
			return
		}
		for key, value := range o.State().Entries() {
			name, ok := textOf(key)
			if ok && !strings.HasPrefix(name, "_") && !strings.HasSuffix(name, "_") && !yield(name, value) {
				return
			}
		}
	}
}

// Attr returns an attribute of the estimator as it is in the pickle; the zero Value if there is none.
func (m *Model) Attr(name string) py.Value { return attrOf(m.state, name) }

// fail returns an error about the model itself.
func (m *Model) fail(cause error, text string) error {
	return &Error{Class: m.ClassName, Version: m.Version, Text: text, Err: cause}
}
