package xgboost

import (
	"errors"
	"fmt"
	"strings"

	"github.com/brine-go/brine/internal/label"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// estimators are the classes of xgboost.sklearn, and whether each is a classifier.
var estimators = map[string]bool{
	"XGBClassifier": true, "XGBRFClassifier": true,
	"XGBRegressor": false, "XGBRFRegressor": false, "XGBRanker": false, "XGBModel": false,
}

// FromPy reads an estimator of xgboost.sklearn, or a Booster of xgboost.core, from the object that it was pickled as.
func FromPy(v py.Value) (*Model, error) {
	module, name, ok := v.Class()
	classifier, known := estimators[name]
	if root, _, _ := strings.Cut(module, "."); !ok || root != "xgboost" || !known && name != "Booster" {
		text := fmt.Sprintf("got %v, want an estimator of xgboost", v.Kind())
		if ok {
			text = module + "." + name + " is not supported"
		}
		return nil, &Error{Class: name, Text: text, Err: ErrUnsupported}
	}
	m := &Model{ClassName: name, Module: module, missing: nan}
	fail := func(attr string, cause error, text string) error {
		e := &Error{Class: name, Place: attr, Text: text, Err: cause}
		if m.Booster != nil {
			e.Version = m.Booster.Version()
		}
		return e
	}
	inner := v
	if name != "Booster" {
		if inner = v.Attr("_Booster"); !inner.IsValid() || inner.IsNone() {
			return nil, fail("_Booster", ErrNotFitted, "need to call fit or load_model beforehand")
		}
	}
	data, ok := inner.Bytes() // before 0.7 estimators kept the bytes alone
	if !ok {
		handle := inner.Attr("handle")
		if !handle.IsValid() || handle.IsNone() {
			return nil, fail("handle", ErrNotFitted, "the Booster is empty")
		}
		if data, ok = handle.Bytes(); !ok {
			return nil, fail("handle", nil, fmt.Sprintf("got %v, want the bytes of a model", handle.Kind()))
		}
	}
	var err error
	m.inplace = m.estimator() && inplace(v)
	if m.Booster, err = parse(data, m.inplace); err != nil {
		var e *Error
		if errors.As(err, &e) {
			e.Class = name
		}
		return nil, err
	}
	if m.Booster.FeatureNames == nil { // before 1.4 the Booster's attributes alone had them
		if names, ok := listOf(inner.Attr("feature_names")); ok && len(names) == m.Booster.Features && !madeUp(names) {
			m.Booster.FeatureNames = names
		}
	}
	if !m.estimator() {
		return m, nil
	}
	if err := m.setRange(v, inner); err != nil {
		return nil, fail("best_iteration", nil, err.Error())
	}
	kind, _ := v.Attr("importance_type").Text()
	m.importance = Importance(kind)
	if x := v.Attr("missing"); x.IsValid() && !x.IsNone() {
		f, ok := numberOfPy(x)
		if !ok {
			return nil, fail("missing", nil, fmt.Sprintf("got %v, want a number", x.Kind()))
		}
		m.missing = float32(f)
	}
	if classifier {
		if m.Classes, err = m.classes(v); err != nil {
			return nil, fail("classes_", nil, err.Error())
		}
	}
	return m, nil
}

// inplace reports whether an estimator forecasts by inplace_predict (_can_use_inplace_predict of xgboost/sklearn.py), which takes
// infinity: not gblinear's, nor, until 1.7, one with a predictor of its own.
func inplace(v py.Value) bool {
	predictor, _ := v.Attr("predictor").Text()
	booster, _ := v.Attr("booster").Text()
	return (predictor == "" || predictor == "auto") && booster != "gblinear"
}

// madeUp reports whether names are f0, f1, …, as early releases called features that had none.
func madeUp(names []string) bool {
	for i, name := range names {
		if name != fmt.Sprintf("f%d", i) {
			return false
		}
	}
	return true
}

// listOf reads a list of str.
func listOf(v py.Value) ([]string, bool) {
	if v.Kind() != py.List || v.Len() == 0 {
		return nil, false
	}
	var out []string
	for item := range v.Items() {
		text, ok := item.Text()
		if !ok {
			return nil, false
		}
		out = append(out, text)
	}
	return out, true
}

// numberOfPy reads a number of Python or a scalar of NumPy.
func numberOfPy(v py.Value) (float64, bool) {
	if x, ok := v.Number(); ok || !numpy.IsScalar(v) {
		return x, ok
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return 0, false
	}
	x, err := a.Float64s()
	if err != nil || len(x) != 1 {
		return 0, false
	}
	return x[0], true
}

// setRange sets the iterations to forecast with: those up to the best one, if early stopping found one. Until 2.0 that is an
// attribute of the Booster's in Python; before 1.4, the estimator has a number of trees.
func (m *Model) setRange(v, booster py.Value) error {
	if m.Booster.forest == nil {
		return nil
	}
	end := 0
	switch limit := v.Attr("best_ntree_limit"); {
	case booster.Attr("best_iteration").IsValid() && !m.Booster.before(1, 4):
		n, ok := numberOfPy(booster.Attr("best_iteration"))
		if !ok || n < 0 || n != float64(int(n)) {
			return fmt.Errorf("got %v", booster.Attr("best_iteration"))
		}
		end = int(n) + 1
	case limit.IsValid() && !limit.IsNone() && m.Booster.before(1, 4):
		n, ok := numberOfPy(limit)
		if !ok || n < 0 || n != float64(int(n)) {
			return fmt.Errorf("best_ntree_limit: got %v", limit)
		}
		end = int(n)
		if each := m.Booster.treesEach(); each > 0 {
			end = end * m.Booster.Outputs / each
		}
		end = min(end, m.Booster.Iterations())
	default:
		if n, ok := m.Booster.BestIteration(); ok && !m.Booster.before(1, 4) {
			end = n + 1
		}
	}
	m.best = Range{0, end}
	_, _, err := m.Booster.treesIn(m.best)
	return err
}

// treesEach returns how many trees an iteration has.
func (b *Booster) treesEach() int {
	if len(b.ends) < 2 {
		return 0
	}
	return b.ends[1]
}

// classes returns the classes: those of the encoder that releases until 1.5 could have, else 0, 1, 2, …, which others forecast,
// even if their classes_ are bools or floats.
func (m *Model) classes(v py.Value) (any, error) {
	if array := v.Attr("_le").Attr("classes_"); array.IsValid() && !array.IsNone() {
		return label.FromPy(array)
	}
	n := m.Booster.Outputs
	if count := v.Attr("n_classes_"); count.IsValid() {
		x, ok := numberOfPy(count)
		if !ok || x < 1 || x > maxOutputs || x != float64(int(x)) {
			return nil, fmt.Errorf("n_classes_: got %v", count)
		}
		n = int(x)
	}
	if n < 2 || m.Booster.targets > 1 {
		n = 2
	}
	return label.Numbers(n), nil
}
