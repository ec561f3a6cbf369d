package lightgbm

import (
	"fmt"
	"os"
	"strings"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// A Model is what a pickle holds: an estimator of lightgbm.sklearn, or a Booster of lightgbm.basic. Its fields are not to be
// changed; any number of goroutines may forecast with it.
type Model struct {
	ClassName string // "LGBMClassifier", "LGBMRegressor", "LGBMRanker", "LGBMModel" or "Booster"
	Module    string // "lightgbm.sklearn"; "lightgbm.basic" for a text file
	Booster   *Booster
	Text      py.Value // what the pickle has of the Booster; the zero Value for a text file
	NClasses  int      // of a classifier; 0 else
	Classes   py.Value // of a classifier: the array of its labels

	custom bool // the classifier's objective is a user's own: forecasts are raw scores
}

// estimators are the classes of lightgbm.sklearn and lightgbm.dask, and whether each is a classifier.
var estimators = map[string]bool{
	"LGBMClassifier": true, "DaskLGBMClassifier": true,
	"LGBMRegressor": false, "LGBMRanker": false, "LGBMModel": false, "DaskLGBMRegressor": false, "DaskLGBMRanker": false,
}

// Load reads a model from a file: one pickle, or text as save_model and the command line write it. The content tells, not the
// name.
func Load(path string) (*Model, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if IsText(data) {
		b, err := Parse(string(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return &Model{ClassName: "Booster", Module: "lightgbm.basic", Booster: b}, nil
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		return nil, fmt.Errorf("lightgbm: %s: %w", path, err)
	}
	m, err := FromPy(doc.Root())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// FromPy reads an estimator of lightgbm.sklearn, or a Booster of lightgbm.basic, from the object that it was pickled as.
func FromPy(v py.Value) (*Model, error) {
	module, name, ok := v.Class()
	classifier, known := estimators[name]
	if root, _, _ := strings.Cut(module, "."); !ok || root != "lightgbm" || !known && name != "Booster" {
		text := fmt.Sprintf("got %v, want an estimator of lightgbm", v.Kind())
		if ok {
			text = module + "." + name + " is not supported"
		}
		return nil, &Error{Class: name, Text: text, Err: ErrUnsupported}
	}
	m := &Model{ClassName: name, Module: module}
	inner := v
	if name != "Booster" {
		if inner = v.Attr("_Booster"); !inner.IsValid() || inner.IsNone() {
			return nil, m.fail("_Booster", ErrNotFitted, "estimator not fitted, call fit before exploiting the model")
		}
	}
	if err := m.readBooster(inner); err != nil {
		return nil, err
	}
	if classifier {
		return m, m.readClasses(v)
	}
	return m, nil
}

// readBooster reads a Booster: its state has the model as text where the object had a pointer.
func (m *Model) readBooster(v py.Value) error {
	attr := "_handle"
	handle := v.Attr(attr)
	if !handle.IsValid() { // before 4.0
		attr = "handle"
		handle = v.Attr(attr)
	}
	if !handle.IsValid() || handle.IsNone() {
		return m.fail(attr, ErrNotFitted, "the Booster is empty")
	}
	text, ok := handle.Str()
	if !ok {
		b, isBytes := handle.Bytes() // the str of Python 2
		if !isBytes {
			return m.fail(attr, nil, fmt.Sprintf("got %v, want the text of a model", handle.Kind()))
		}
		text = string(b)
	}
	b, err := Parse(text)
	if err != nil {
		return err
	}
	m.Booster, m.Text = b, handle
	if best := v.Attr("best_iteration"); best.IsValid() && !best.IsNone() {
		n, ok := countOf(best)
		if !ok {
			return m.fail("best_iteration", nil, fmt.Sprintf("got %v, want an int", best.Kind()))
		}
		b.BestIteration = max(0, n)
	}
	if b.PandasCategorical == nil { // before 2.2 the text does not have them
		if b.PandasCategorical, err = categoriesOf(v.Attr("pandas_categorical")); err != nil {
			return m.fail("pandas_categorical", nil, err.Error())
		}
	}
	return nil
}

// countOf reads an int of Python or a scalar of NumPy.
func countOf(v py.Value) (int, bool) {
	x, ok := v.Int()
	if !ok && numpy.IsScalar(v) {
		a, err := numpy.FromPy(v)
		if err != nil {
			return 0, false
		}
		ints, err := a.Int64s()
		if err != nil || len(ints) != 1 {
			return 0, false
		}
		x, ok = ints[0], true
	}
	return int(x), ok && int64(int(x)) == x
}

// readClasses finds the labels of a classifier: its own, or those of its encoder.
func (m *Model) readClasses(v py.Value) error {
	for _, classes := range []py.Value{v.Attr("_classes"), v.Attr("classes_"), v.Attr("_le").Attr("classes_")} {
		if classes.IsValid() && !classes.IsNone() {
			m.Classes = classes
			break
		}
	}
	a, err := numpy.FromPy(m.Classes)
	if err != nil || len(a.Shape) != 1 || a.Shape[0] == 0 {
		return m.fail("_classes", nil, "it is no array of labels")
	}
	m.NClasses = a.Shape[0]
	switch kind := v.Attr("_objective").Kind(); kind { // what a user's own function is pickled as
	case py.Global, py.Object:
		m.custom = true
	}
	if want := max(2, m.NClasses); m.Booster.Outputs != want && (m.Booster.Outputs != 1 || want != 2) || m.Booster.Outputs == 2 && !m.custom {
		return m.fail("_Booster", ErrUnsupported, fmt.Sprintf("%d forecasts a row for %d classes", m.Booster.Outputs, m.NClasses))
	}
	return nil
}

func (m *Model) fail(place string, cause error, text string) error {
	e := &Error{Class: m.ClassName, Place: place, Text: text, Err: cause}
	if m.Booster != nil {
		e.Version = m.Booster.Version
	}
	return e
}

// IsClassifier reports whether the model forecasts classes. One that was trained with an objective of a user's own does not: its
// forecasts are raw scores.
func (m *Model) IsClassifier() bool { return m.NClasses > 0 && !m.custom }

// Forecast returns what the objective makes of the trees' sums: rows × Outputs of the Booster. Of a regressor, a ranker and a
// Booster, these are the forecasts.
func (m *Model) Forecast(x Matrix) (Matrix, error) { return m.Booster.Predict(x, Range{}) }

// PredictProba returns how probable each class is: rows × classes. A classifier that saw one class only has two columns all the
// same, as LightGBM's.
func (m *Model) PredictProba(x Matrix) (Matrix, error) {
	if !m.IsClassifier() {
		return Matrix{}, m.fail("", ErrUnsupported, "it has no classes, or an objective of a user's own")
	}
	p, err := m.Forecast(x)
	if err != nil || p.Cols > 1 {
		return p, err
	}
	out := predict.NewMatrix(p.Rows, 2)
	for i, v := range p.Data {
		out.Data[2*i], out.Data[2*i+1] = 1-v, v
	}
	return out, nil
}

// PredictClass returns of each row the index in Classes of its most probable class.
func (m *Model) PredictClass(x Matrix) ([]int, error) {
	p, err := m.PredictProba(x)
	if err != nil {
		return nil, err
	}
	indices := p.ArgMax()
	for i, at := range indices {
		if at >= m.NClasses {
			return nil, m.fail("", nil, fmt.Sprintf("row %d is of class %d of %d", i, at, m.NClasses))
		}
	}
	return indices, nil
}
