package sklearn

import (
	"fmt"
	"strings"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// stacking is what StackingClassifier and StackingRegressor have in common: what the parts answer is the X of the final
// estimator.
type stacking struct {
	names       []string
	parts       []*Model
	methods     []Method
	passthrough bool // X itself follows the answers
	final       *Model
	classes     int // as scikit-learn counts them: outputs, if there are several
	prefix      string
	widths      []int // columns of each part's answer; nil if the model does not tell
}

// stacking reads estimators_, stack_method_ and final_estimator_.
func (s *state) stacking() (*stacking, error) {
	k := &stacking{prefix: strings.ToLower(s.model.ClassName) + "_"}
	var err error
	if k.parts, err = s.parts("estimators_"); err != nil {
		return nil, err
	}
	s.inputOf(k.parts[0])
	if k.names, _, err = s.named("estimators"); err != nil {
		return nil, err
	}
	v, err := s.attr("stack_method_")
	if err != nil {
		return nil, err
	}
	items, err := s.items("stack_method_", v)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		if item.IsNone() { // of a dropped estimator
			continue
		}
		text, _ := item.Text()
		switch method := Method(text); method {
		case MethodPredict, MethodPredictProba, MethodDecisionFunction:
			k.methods = append(k.methods, method)
		default:
			return nil, s.fail("stack_method_", ErrUnsupported, fmt.Sprintf("%s is not known", py.Repr(item)))
		}
	}
	if len(k.methods) != len(k.parts) || len(k.names) != len(k.parts) {
		return nil, s.fail("stack_method_", nil, fmt.Sprintf("%d methods and %d names for %d estimators", len(k.methods), len(k.names), len(k.parts)))
	}
	if k.passthrough, err = s.flag("passthrough", false); err != nil {
		return nil, err
	}
	if widths := s.value.Attr("_n_feature_outs"); widths.IsValid() {
		if k.widths, err = s.indexList("_n_feature_outs", widths, maxNames); err != nil {
			return nil, err
		}
	}
	k.final, err = s.part("final_estimator_")
	return k, err
}

// answer returns what part i makes of x; probabilities of two classes are those of the second.
func (k *stacking) answer(i int, x X) ([]Matrix, error) {
	part := k.parts[i]
	switch k.methods[i] {
	case MethodDecisionFunction:
		d, err := part.DecisionFunction(x)
		return []Matrix{d}, err
	case MethodPredict:
		y, err := part.Predict(x)
		if err != nil {
			return nil, err
		}
		values, ok := y.numbers()
		if !ok {
			return nil, part.fail(ErrUnsupported, "it does not forecast numbers")
		}
		return []Matrix{{Data: values, Rows: y.Rows(), Cols: y.Outputs()}}, nil
	}
	if part.Has(MethodPredictProbas) {
		outputs, err := part.PredictProbas(x)
		for j, p := range outputs {
			outputs[j] = butFirst(p)
		}
		return outputs, err
	}
	p, err := part.PredictProba(x)
	if err == nil && k.classes == 2 {
		p = butFirst(p)
	}
	return []Matrix{p}, err
}

// butFirst copies all columns but the first.
func butFirst(p Matrix) Matrix {
	at := make([]int, p.Cols-1)
	for j := range at {
		at[j] = j + 1
	}
	return columnsOf(p, at)
}

// TransformX returns the parts' answers side by side, and X behind them if passthrough is set: sparse if X is.
func (k *stacking) TransformX(x X) (X, error) {
	var all []X
	for i := range k.parts {
		answers, err := k.answer(i, x)
		if err != nil {
			return nil, within(partName(i), err)
		}
		for _, a := range answers {
			all = append(all, a)
		}
	}
	sparse := false
	if k.passthrough {
		_, sparse = x.(*Sparse)
		all = append(all, x)
	}
	return sideways(all, rowsOf(x), sparse)
}

// finally hands the answers of the parts to the final estimator.
func finally[T any](k *stacking, x X, call func(*Model, X) (T, error)) (T, error) {
	x, err := k.TransformX(x)
	if err != nil {
		var none T
		return none, err
	}
	y, err := call(k.final, x)
	return y, within("final_estimator_", err)
}

func (k *stacking) featureNamesOut(in []string) ([]string, error) {
	var out []string
	for i, name := range k.names[:min(len(k.names), len(k.widths))] {
		if k.widths[i] == 1 {
			out = append(out, k.prefix+name)
			continue
		}
		for j := range k.widths[i] {
			if len(out) == maxNames {
				return nil, &Error{Text: fmt.Sprintf("more than %d names", maxNames), Err: ErrFeatures}
			}
			out = append(out, fmt.Sprint(k.prefix, name, j))
		}
	}
	if k.passthrough {
		out = append(out, in...)
	}
	return out, nil
}

// has tells what the final estimator has, and transform.
func (k *stacking) has(method Method) bool {
	switch method {
	case MethodTransform:
		return true
	case MethodGetFeatureNamesOut:
		return k.widths != nil
	}
	return k.final.Has(method)
}

// stackingRegressor is a StackingRegressor.
type stackingRegressor struct{ *stacking }

func readStackingRegressor(s *state) (any, error) {
	k, err := s.stacking()
	if err != nil {
		return nil, err
	}
	return &stackingRegressor{k}, nil
}

// Predict returns what the final estimator forecasts.
func (r *stackingRegressor) Predict(x X) (Target, error) {
	return finally(r.stacking, x, (*Model).Predict)
}

// PredictStd returns how uncertain the final estimator is.
func (r *stackingRegressor) PredictStd(x X) ([]float64, error) {
	return finally(r.stacking, x, (*Model).PredictStd)
}

// stackingClassifier is a StackingClassifier, whose final estimator knows the classes by their numbers.
type stackingClassifier struct {
	*stacking
	classes []Target // of each output
}

func readStackingClassifier(s *state) (any, error) {
	k, err := s.stacking()
	if err != nil {
		return nil, err
	}
	classes, several, err := s.classLists()
	if err != nil {
		return nil, err
	}
	c := &stackingClassifier{k, classes}
	k.classes = classes[0].Len()
	if several {
		k.classes = len(classes)
		if !k.final.Has(MethodPredict) {
			return nil, s.fail("final_estimator_", ErrNoMethod, "it has no predict")
		}
	} else {
		s.model.Classes = classes[0]
	}
	return c, nil
}

func (c *stackingClassifier) has(method Method) bool {
	switch method {
	case MethodPredictProbas:
		return false
	case MethodPredictProba:
		return c.final.Has(MethodPredictProba) || c.final.Has(MethodPredictProbas)
	case MethodPredictLogProba:
		return false
	}
	return c.stacking.has(method)
}

// Predict returns the classes that the final estimator forecasts.
func (c *stackingClassifier) Predict(x X) (Target, error) {
	y, err := finally(c.stacking, x, (*Model).Predict)
	if err != nil {
		return Target{}, err
	}
	if y.Outputs() != len(c.classes) {
		return Target{}, c.final.fail(ErrUnsupported, fmt.Sprintf("it forecasts %d outputs, want %d", y.Outputs(), len(c.classes)))
	}
	columns := make([]Target, len(c.classes))
	values, ok := y.numbers()
	for k, classes := range c.classes {
		at := make([]int, y.Rows())
		for i := range at {
			if ok {
				at[i] = int(values[i*len(c.classes)+k])
			}
			if !ok || at[i] < 0 || at[i] >= classes.Len() {
				return Target{}, c.final.fail(ErrUnsupported, "it does not forecast the numbers of classes")
			}
		}
		columns[k] = classes.take(at)
	}
	if len(columns) == 1 {
		return columns[0], nil
	}
	return sideBySide(columns), nil
}

// PredictProba returns the probabilities of the final estimator; of several outputs, those of the first class of each, as
// scikit-learn does.
func (c *stackingClassifier) PredictProba(x X) (Matrix, error) {
	if !c.final.Has(MethodPredictProbas) {
		return finally(c.stacking, x, (*Model).PredictProba)
	}
	outputs, err := finally(c.stacking, x, (*Model).PredictProbas)
	if err != nil {
		return Matrix{}, err
	}
	out := predict.NewMatrix(rowsOf(x), len(outputs))
	for k, p := range outputs {
		for i := range rowsOf(x) {
			out.Data[i*out.Cols+k] = p.Data[i*p.Cols]
		}
	}
	return out, nil
}

// PredictLogProba is not there, as in scikit-learn; has says so.
func (c *stackingClassifier) PredictLogProba(x X) (Matrix, error) {
	return logOf(c.PredictProba(x))
}

// DecisionFunction returns the scores of the final estimator.
func (c *stackingClassifier) DecisionFunction(x X) (Matrix, error) {
	return finally(c.stacking, x, (*Model).DecisionFunction)
}
