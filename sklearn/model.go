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
	Version      string   // of the scikit-learn that wrote it: "1.2.1"; empty before 0.18, which did not tell. Of an estimator of XGBoost, its release
	NFeatures    int      // columns that X must have; 0 if the model does not know
	FeatureNames []string // of the columns, if the model was fitted on a DataFrame
	Classes      Target   // of a classifier; empty else
	Steps        []Step   // of a Pipeline
	Parts        []Step   // of a ColumnTransformer: the transformers that work side by side
	Warnings     []string // what a caller should know: that a later release wrote the model than the last checked

	state     py.Value
	unused    []bool // which features a ColumnTransformer drops; nil if none
	estimator any    // what does the work: a Predictor, Transformer, …
	traits    traits // of the estimator

	nameInModel func(string) string // what FeatureNames has for a column's name; nil if it has that
}

// A Step is one step of a Pipeline.
type Step struct {
	Name  string
	Model *Model // nil for "passthrough", which changes nothing
}

// A Predictor makes forecasts: rows × outputs. [*Model] has this interface and those below; [Model.Has] tells which a model
// fulfils.
type Predictor interface {
	Predict(x X) (Target, error)
}

// A ProbabilityPredictor tells for each row how probable each class is: rows × classes, in the order of
// Classes.
type ProbabilityPredictor interface {
	PredictProba(x X) (Matrix, error)
	PredictLogProba(x X) (Matrix, error)
}

// A MultiOutputPredictor tells it for each of several outputs (where scikit-learn's predict_proba is a list).
type MultiOutputPredictor interface {
	PredictProbas(x X) ([]Matrix, error)
}

// A ScoreSampler tells how normal each row is: the higher, the more so.
type ScoreSampler interface {
	ScoreSamples(x X) ([]float64, error)
}

// A DecisionFunction tells on which side of each boundary a row lies, and how far: rows × classes, or a single
// column for two classes, where above 0 is the second.
type DecisionFunction interface {
	DecisionFunction(x X) (Matrix, error)
}

// A Transformer turns X into another X.
type Transformer interface {
	Transform(x X) (Matrix, error)
	TransformX(x X) (X, error)
}

// A StdPredictor tells how uncertain a forecast is: the standard deviation of each row's
// (scikit-learn's predict with return_std=True).
type StdPredictor interface {
	PredictStd(x X) ([]float64, error)
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
	MethodInverseTransform   Method = "inverse_transform"
	MethodGetFeatureNamesOut Method = "get_feature_names_out"
)

// A selective estimator has methods or not by how it was made: a Pipeline has those of its last step.
type selective interface {
	has(method Method) bool
}

// Has reports whether the model has a method; calling one that it has not is [ErrNoMethod].
func (m *Model) Has(method Method) bool {
	i := slices.Index(allMethods, method)
	return i >= 0 && m.traits.methods>>i&1 == 1
}

// Methods returns the methods that the model has.
func (m *Model) Methods() []Method {
	return slices.DeleteFunc(slices.Clone(allMethods), func(method Method) bool { return !m.Has(method) })
}

// A tabular estimator may look at columns of text, or hand them on to one that does.
type tabular interface{ tabular() bool }

// RowWise reports whether the answer for a row depends on that row alone, so that rows may be asked in parts of any size. It does
// not with NMF, IterativeImputer, KNNImputer's indicator before 1.3, some SplineTransformers that take NaN, and what is made of
// them: there all rows belong into one call.
func (m *Model) RowWise() bool { return !m.traits.joint }

// Numeric reports whether X must be numbers. Other models, those that begin with a ColumnTransformer, an encoder or a text
// vectorizer, may take columns of text.
func (m *Model) Numeric() bool {
	if t, ok := m.estimator.(tabular); ok {
		return !t.tabular()
	}
	for _, method := range m.Methods() {
		if !computes(m.estimator, method) {
			return false
		}
	}
	return true
}

// Predict returns the forecast for each row of x.
func (m *Model) Predict(x X) (Target, error) {
	return call(m, MethodPredict, x, stackTargets, predictor[Matrix].Predict, predictor[X].Predict)
}

// PredictProba returns how probable each class is: rows × classes.
func (m *Model) PredictProba(x X) (Matrix, error) {
	return call(m, MethodPredictProba, x, stack, probabilityPredictor[Matrix].PredictProba, probabilityPredictor[X].PredictProba)
}

// PredictLogProba returns the natural logarithm of how probable each class is: rows × classes.
func (m *Model) PredictLogProba(x X) (Matrix, error) {
	return call(m, MethodPredictLogProba, x, stack, probabilityPredictor[Matrix].PredictLogProba, probabilityPredictor[X].PredictLogProba)
}

// PredictProbas returns how probable each class of each output is: rows × classes for each.
func (m *Model) PredictProbas(x X) ([]Matrix, error) {
	return call(m, MethodPredictProbas, x, stackAll, multiOutputPredictor[Matrix].PredictProbas, multiOutputPredictor[X].PredictProbas)
}

// ScoreSamples returns how normal each row is.
func (m *Model) ScoreSamples(x X) ([]float64, error) {
	return call(m, MethodScoreSamples, x, stackVectors, scoreSampler[Matrix].ScoreSamples, scoreSampler[X].ScoreSamples)
}

// PredictStd returns the standard deviation of each row's forecast.
func (m *Model) PredictStd(x X) ([]float64, error) {
	return call(m, MethodPredictStd, x, stackVectors, stdPredictor[Matrix].PredictStd, stdPredictor[X].PredictStd)
}

// DecisionFunction returns the scores of each row: rows × classes, or one column for two classes.
func (m *Model) DecisionFunction(x X) (Matrix, error) {
	return call(m, MethodDecisionFunction, x, stack, decisionFunction[Matrix].DecisionFunction, decisionFunction[X].DecisionFunction)
}

// Transform returns what a transformer makes of x, which stays as it is, as numbers. A sparse result of more than 2^27 values and
// one of texts are errors: see [Model.TransformX].
func (m *Model) Transform(x X) (Matrix, error) {
	out, err := m.TransformX(x)
	if err != nil {
		return Matrix{}, err
	}
	return Dense(out)
}

// TransformX returns what a transformer makes of x, as it makes it: a [Matrix], a [*Sparse] or, if there are texts, a [*Table].
func (m *Model) TransformX(x X) (X, error) {
	return call(m, MethodTransform, x, stackX, transformAny, xTransformer.TransformX)
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
		for name, value := range m.Attrs() {
			if !strings.HasPrefix(name, "_") && !strings.HasSuffix(name, "_") && !yield(name, value) {
				return
			}
		}
	}
}

// Attrs iterates over all attributes of the estimator, in the order of the pickle.
func (m *Model) Attrs() iter.Seq2[string, py.Value] {
	return func(yield func(string, py.Value) bool) {
		o, ok := m.state.Object()
		if !ok {
			return
		}
		for key, value := range o.State().Entries() {
			if name, ok := key.Text(); ok && !yield(name, value) {
				return
			}
		}
	}
}

// Attr returns an attribute of the estimator as it is in the pickle; the zero Value if there is none.
func (m *Model) Attr(name string) py.Value { return m.state.Attr(name) }

// Py returns the estimator as the pickle has it. pickle.Dumps of it, at the pickle's own protocol, gives the bytes that Python
// wrote.
func (m *Model) Py() py.Value { return m.state }

// MarshalPickle returns the estimator as it was read, so that a Model, or what holds one, may be marshalled: the same object in
// Python, if not always the same bytes, which [Model.Py] gives.
func (m *Model) MarshalPickle(b *py.Builder) (py.Value, error) {
	if !m.state.IsValid() {
		return py.Value{}, m.fail(ErrUnsupported, "a Model that was not read from a pickle cannot be written")
	}
	return b.Import(m.state), b.Err()
}

// fail returns an error about the model itself.
func (m *Model) fail(cause error, text string) error {
	return &Error{Class: m.ClassName, Version: m.Version, Text: text, Err: cause}
}
