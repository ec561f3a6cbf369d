package sklearn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/brine-go/brine/py"
)

// wrapper is an estimator that only hands X on to another one, with some of its methods.
type wrapper struct {
	*search
	methods []Method // nil for all
}

func (w *wrapper) has(method Method) bool {
	return (w.methods == nil || slices.Contains(w.methods, method)) && w.best.Has(method)
}

// wrapper reads the estimator in an attribute.
func (s *state) wrapper(attr string, methods ...Method) (*wrapper, error) {
	part, err := s.part(attr)
	if err != nil {
		return nil, err
	}
	s.inputOf(part)
	s.model.Classes = part.Classes
	return &wrapper{&search{best: part, place: attr}, methods}, nil
}

// readRANSAC reads a RANSACRegressor: estimator_ forecasts.
func readRANSAC(s *state) (any, error) { return s.wrapper("estimator_", MethodPredict) }

// readSelfTraining reads a SelfTrainingClassifier: base_estimator_, estimator_ since 1.8.
func readSelfTraining(s *state) (any, error) {
	attr := "estimator_"
	if _, err := s.attr(attr); err != nil {
		attr = "base_estimator_" // before 1.6
	}
	return s.wrapper(attr, MethodPredict, MethodPredictProba, MethodPredictLogProba, MethodDecisionFunction)
}

// readFrozen reads a FrozenEstimator, which is in all what it wraps.
func readFrozen(s *state) (any, error) {
	w, err := s.wrapper("estimator")
	if err == nil {
		s.model.Steps = w.best.Steps
	}
	return w, err
}

// threshold is a FixedThresholdClassifier or TunedThresholdClassifierCV: it forecasts the positive class from a score on.
type threshold struct {
	*wrapper
	model    *Model
	proba    bool // the score is a probability, else the decision function
	positive int
	limit    float64
}

// readThreshold reads the estimator, the threshold and the positive class.
func readThreshold(s *state) (any, error) {
	attr := "estimator_"
	if _, err := s.attr(attr); err != nil {
		attr = "estimator" // FixedThresholdClassifier of a fitted one
	}
	w, err := s.wrapper(attr, MethodPredict, MethodPredictProba, MethodPredictLogProba, MethodDecisionFunction)
	if err != nil {
		return nil, err
	}
	t := &threshold{wrapper: w, model: s.model, positive: 1}
	if s.model.Classes.Len() != 2 {
		return nil, s.fail("classes_", ErrUnsupported, fmt.Sprintf("got %d, want 2", s.model.Classes.Len()))
	}
	switch method := s.text("response_method"); method {
	case "auto":
		t.proba = w.best.Has(MethodPredictProba)
	case "predict_proba":
		t.proba = true
	case "decision_function":
	default:
		return nil, s.fail("response_method", ErrUnsupported, fmt.Sprintf("%q is not known", method))
	}
	if s.model.ClassName == "FixedThresholdClassifier" {
		if text, ok := s.value.Attr("threshold").Text(); ok && text == "auto" {
			if t.proba {
				t.limit = .5
			}
		} else if t.limit, err = s.numberOr("threshold", 0); err != nil {
			return nil, err
		}
	} else {
		limit, err := s.vector("best_threshold_", 1, false)
		if err != nil {
			return nil, err
		}
		t.limit = limit[0]
	}
	t.positive, err = s.positiveClass()
	return t, err
}

// positiveClass returns the index of pos_label: the estimator's parameter, or that of the metric by which a threshold was
// tuned. None is the second class.
func (s *state) positiveClass() (int, error) {
	label := s.value.Attr("pos_label")
	if s.model.ClassName == "TunedThresholdClassifierCV" {
		scorer, err := s.attr("_curve_scorer")
		if err != nil {
			return 0, err
		}
		if label = scorer.Attr("_kwargs").Get("pos_label"); !label.IsValid() {
			return s.positiveOf(scorer.Attr("_score_func"))
		}
	}
	if !label.IsValid() || label.IsNone() {
		return 1, nil
	}
	return s.classIndex("pos_label", label, s.model.Classes)
}

// positiveOf returns the class that a metric takes for the positive one by default: that of label 1 for some, else the second.
func (s *state) positiveOf(metric py.Value) (int, error) {
	module, name, ok := metric.Global()
	if root, _, _ := strings.Cut(module, "."); !ok || root != "sklearn" {
		return 0, s.fail("_curve_scorer", ErrUnsupported, "its metric is not of scikit-learn: what is positive for it is not known")
	}
	switch name {
	case "f1_score", "fbeta_score", "precision_score", "recall_score", "jaccard_score", "average_precision_score",
		"precision_recall_fscore_support":
	default:
		return 1, nil
	}
	for i := range 2 {
		switch v := s.model.Classes.Value(i).(type) {
		case int64:
			if v == 1 {
				return i, nil
			}
		case float64:
			if v == 1 {
				return i, nil
			}
		case bool:
			if v {
				return i, nil
			}
		}
	}
	return 0, s.fail("_curve_scorer", ErrUnsupported, "pos_label=1 is none of the classes")
}

// Predict returns the positive class where the score reaches the threshold.
func (t *threshold) Predict(x X) (Target, error) {
	var scores []float64
	if t.proba {
		p, err := t.best.proba(x, 2)
		if err != nil {
			return Target{}, within(t.place, err)
		}
		scores = p.Column(t.positive)
	} else {
		d, err := t.best.DecisionFunction(x)
		if err == nil && d.Cols != 1 {
			err = t.best.fail(ErrUnsupported, "it gives several scores for two classes")
		}
		if err != nil {
			return Target{}, within(t.place, err)
		}
		if scores = d.Data; t.positive == 0 {
			for i, v := range scores {
				scores[i] = -v
			}
		}
	}
	at := make([]int, rowsOf(x))
	for i, v := range scores {
		if at[i] = 1 - t.positive; v >= t.limit {
			at[i] = t.positive
		}
	}
	return t.model.Classes.take(at), nil
}
