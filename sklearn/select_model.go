package sklearn

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// readSelectFromModel keeps the columns to which another model gives weight: coefficients or importances of at least a
// threshold.
func readSelectFromModel(s *state) (any, error) {
	estimator := s.value.Attr("estimator_")
	if !estimator.IsValid() {
		prefit, err := s.flag("prefit", false)
		if err != nil {
			return nil, err
		}
		if !prefit {
			_, err := s.attr("estimator_")
			return nil, err
		}
		estimator = s.value.Attr("estimator")
	}
	weights, err := s.importances(estimator)
	if err != nil {
		return nil, err
	}
	threshold, err := s.threshold(estimator, weights)
	if err != nil {
		return nil, err
	}
	mask := make([]bool, len(weights))
	for j, w := range weights {
		mask[j] = !(w < threshold)
	}
	if v := s.value.Attr("max_features"); v.IsValid() && !v.IsNone() {
		name := "max_features"
		if s.value.Attr("max_features_").IsValid() {
			name = "max_features_"
		}
		most, err := s.count(name, 0, math.MaxInt)
		if err != nil {
			return nil, err
		}
		order := make([]int, len(weights))
		for i := range order {
			order[i] = i
		}
		sort.SliceStable(order, func(a, b int) bool { return weights[order[a]] > weights[order[b]] })
		for _, j := range order[min(most, len(order)):] {
			mask[j] = false
		}
	}
	_, rule := s.inner(estimator)
	return s.selector(rule, mask, "estimator_")
}

// inner reads the estimator that a selector was made with. It may be of a class that is not supported, which matters only to
// who wants to predict with it: then its error is returned, and X is checked as strictly as can be.
func (s *state) inner(v py.Value) (*lateModel, policy) {
	m, err := s.child(v, "estimator_")
	if err != nil {
		return &lateModel{err: err}, finite
	}
	if a, ok := m.estimator.(accepter); ok {
		switch rule := a.accepts(); rule {
		case allowNaN, allowNaN32, anything:
			return &lateModel{model: m}, allowNaN
		}
	}
	return &lateModel{model: m}, finite
}

// A lateModel is a part that is read, or the error why not, for when it is needed.
type lateModel struct {
	model *Model
	err   error
}

// importances returns what the estimator gives each column: importance_getter says by which attribute.
func (s *state) importances(estimator py.Value) ([]float64, error) {
	getter := "auto"
	if v := s.value.Attr("importance_getter"); v.IsValid() {
		text, ok := v.Text()
		if !ok {
			return nil, s.fail("importance_getter", ErrUnsupported, "a function is not supported")
		}
		getter = text
	}
	order := 1.
	if v := s.value.Attr("norm_order"); v.IsValid() {
		var err error
		if order, err = s.number("norm_order"); err != nil {
			return nil, err
		}
	}
	if getter == "auto" {
		if getter = "feature_importances_"; estimator.Attr("coef_").IsValid() {
			getter = "coef_"
		}
	}
	path := strings.Split(getter, ".")
	v := estimator
	for _, name := range path[:len(path)-1] {
		if next := v.Attr(name); next.IsValid() {
			v = next
		} else if name == "named_steps" {
			continue
		} else {
			v = stepOf(v, name)
		}
	}
	last := path[len(path)-1]
	part := s.object(v)
	if last == "feature_importances_" && !v.Attr(last).IsValid() {
		out, err := part.treeImportances()
		if err != nil {
			return nil, s.wrap("estimator_."+getter, err)
		}
		return out, nil
	}
	a, err := part.numbers(last)
	if err != nil {
		return nil, s.wrap("estimator_."+getter, err)
	}
	switch len(a.shape) {
	case 1:
		out := make([]float64, len(a.data))
		for i, x := range a.data {
			out[i] = math.Abs(x)
		}
		return out, nil
	case 2:
		out := make([]float64, a.shape[1])
		m := Matrix{Data: a.data, Rows: a.shape[0], Cols: a.shape[1]}
		for j := range out {
			out[j] = predict.Norm(m.Column(j), order)
		}
		return out, nil
	}
	return nil, s.fail("estimator_."+getter, nil, fmt.Sprintf("got an array of shape %v", a.shape))
}

// stepOf returns a step of a Pipeline by its name.
func stepOf(v py.Value, name string) py.Value {
	for item := range v.Attr("steps").Items() {
		if text, _ := item.Index(0).Text(); text == name {
			return item.Index(1)
		}
	}
	return py.Value{}
}

// threshold reads the parameter threshold: a number, "mean", "median" or so many times either. Without one it is nearly 0
// for an estimator that was penalized by l1, else the mean.
func (s *state) threshold(estimator py.Value, weights []float64) (float64, error) {
	v := s.value.Attr("threshold")
	if x, ok := v.Number(); ok {
		return x, nil
	}
	text, ok := v.Text()
	if v.IsNone() || !v.IsValid() {
		if s.lasso(estimator) {
			return 1e-5, nil
		}
		text, ok = "mean", true
	}
	if !ok { // NumPy's
		return s.number("threshold")
	}
	scale, reference, times := strings.Cut(text, "*")
	factor := 1.
	if times {
		var err error
		if factor, err = strconv.ParseFloat(strings.TrimSpace(scale), 64); err != nil {
			return 0, s.wrap("threshold", err)
		}
	} else {
		reference = text
	}
	switch strings.TrimSpace(reference) {
	case "mean":
		return factor * predict.Mean(weights), nil
	case "median":
		sorted := slices.Clone(weights)
		slices.Sort(sorted)
		return factor * predict.Median(sorted), nil
	}
	return 0, s.fail("threshold", ErrUnsupported, fmt.Sprintf("%q is not supported", text))
}

// lasso reports whether an estimator was penalized by l1 (_calculate_threshold of sklearn.feature_selection._from_model).
func (s *state) lasso(estimator py.Value) bool {
	_, class, _ := estimator.Class()
	if penalty, _ := estimator.Attr("penalty").Text(); penalty == "l1" || strings.Contains(class, "Lasso") {
		return true
	}
	ratio := func(name string) bool { // all of them, where there are several
		v := estimator.Attr(name)
		if !v.IsValid() || v.IsNone() {
			return false
		}
		a, err := s.arrayOf(v, name)
		return err == nil && len(a.data) > 0 && !slices.ContainsFunc(a.data, func(x float64) bool { return math.Abs(x-1) > 1e-8+1e-5 })
	}
	if !s.version.since(l1RatioSelectsSince) {
		return strings.Contains(class, "ElasticNet") && (ratio("l1_ratio_") || ratio("l1_ratio"))
	}
	switch class {
	case "ElasticNet", "LogisticRegression":
		return ratio("l1_ratio")
	case "ElasticNetCV", "LogisticRegressionCV":
		return ratio("l1_ratio_")
	}
	return false
}

// readSequentialSelector keeps the columns of support_.
func readSequentialSelector(s *state) (any, error) {
	mask, err := s.support("support_")
	if err != nil {
		return nil, err
	}
	_, rule := s.inner(s.value.Attr("estimator"))
	return s.selector(rule, mask, "support_")
}

// rfe is an RFE or RFECV: it keeps some columns and predicts from those.
type rfe struct {
	*selector
	*lateModel
}

func readRFE(s *state) (any, error) {
	mask, err := s.support("support_")
	if err != nil {
		return nil, err
	}
	estimator, err := s.attr("estimator_")
	if err != nil {
		return nil, err
	}
	inner, rule := s.inner(estimator)
	if inner.err != nil && !errors.Is(inner.err, ErrUnsupported) {
		return nil, inner.err
	}
	t, err := s.selector(rule, mask, "support_")
	if err != nil {
		return nil, err
	}
	if inner.model != nil {
		s.model.Classes = inner.model.Classes
	}
	return &rfe{t, inner}, nil
}

func (r *rfe) has(method Method) bool {
	switch method {
	case MethodPredict:
		return r.lateModel.model == nil || r.lateModel.model.Has(method)
	case MethodPredictProba, MethodPredictLogProba, MethodDecisionFunction:
		return r.lateModel.model != nil && r.lateModel.model.Has(method)
	}
	return true
}

// after lets the inner model answer for the columns that are kept.
func after[T any](r *rfe, x X, call func(*Model, X) (T, error)) (T, error) {
	var none T
	if r.err != nil {
		return none, r.err
	}
	kept, err := r.TransformX(x)
	if err != nil {
		return none, err
	}
	y, err := call(r.lateModel.model, kept)
	return y, within("estimator_", err)
}

// Predict returns the inner model's forecast.
func (r *rfe) Predict(x X) (Target, error) { return after(r, x, (*Model).Predict) }

// PredictProba returns the inner model's probabilities.
func (r *rfe) PredictProba(x X) (Matrix, error) { return after(r, x, (*Model).PredictProba) }

// PredictLogProba returns their logarithms.
func (r *rfe) PredictLogProba(x X) (Matrix, error) { return after(r, x, (*Model).PredictLogProba) }

// DecisionFunction returns the inner model's scores.
func (r *rfe) DecisionFunction(x X) (Matrix, error) { return after(r, x, (*Model).DecisionFunction) }
