package xgboost

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/brine-go/brine/predict"
)

// A learner is a model in the making, from whichever file (LearnerIO of src/learner.cc).
type learner struct {
	b         *Booster
	baseScore []float32 // as the file has it: before the objective's link
	unfit     bool      // base_score was to be estimated when training began
	setWords  int       // that the sets of categories take
	inplace   bool      // forecasts are to be those of inplace_predict
}

// maxOutputs bounds forecasts a row and parts of a model, which are bare claims of the file.
const maxOutputs = 1 << 20

func (l *learner) fail(place string, cause error) error {
	return &Error{Class: "Booster", Version: l.b.Version(), Place: place, Text: cause.Error(), Err: cause}
}

func (l *learner) unsupported(place, text string) error {
	return &Error{Class: "Booster", Version: l.b.Version(), Place: place, Text: text + " is not supported", Err: ErrUnsupported}
}

// read reads a model out of JSON or UBJSON, where a pickle has it beside its configuration.
func (l *learner) read(v any) error {
	root, ok := v.(object)
	if inner, both := root["Model"].(object); both {
		root = inner
	}
	learner, err := root.object("learner")
	if !ok || err != nil {
		return &Error{Text: "no learner in the file", Err: ErrFormat}
	}
	if root["version"] != nil {
		version, err := ints(root["version"])
		if err != nil || len(version) != 3 {
			return l.fail("version", fmt.Errorf("got %v", root["version"]))
		}
		for i, n := range version {
			l.b.version[i] = int(n)
		}
	}
	param, err := learner.object("learner_model_param")
	if err != nil {
		return l.fail("learner", err)
	}
	if err := l.modelParam(param); err != nil {
		return l.fail("learner.learner_model_param", err)
	}
	objective, err := learner.object("objective")
	if err == nil {
		l.b.Objective, err = objective.text("name")
	}
	if err != nil {
		return l.fail("learner.objective", err)
	}
	if attributes, ok := learner["attributes"].(object); ok {
		for key := range attributes {
			if l.b.Attributes[key], err = attributes.text(key); err != nil {
				return l.fail("learner.attributes", err)
			}
		}
	}
	if l.b.FeatureNames, err = texts(learner["feature_names"]); err != nil {
		return l.fail("learner.feature_names", err)
	}
	if l.b.FeatureTypes, err = texts(learner["feature_types"]); err != nil {
		return l.fail("learner.feature_types", err)
	}
	if err := l.ready(); err != nil {
		return err
	}
	gradient, err := learner.object("gradient_booster")
	if err != nil {
		return l.fail("learner", err)
	}
	if err := l.booster(gradient); err != nil {
		return err
	}
	if l.unfit && !l.b.before(3, 1) && l.b.forest != nil && len(l.b.trees) == 0 {
		for i := range l.b.base { // where training did not begin, 0.5 stands for a margin (Intercept of src/learner.cc)
			l.b.base[i] = .5
		}
	}
	return nil
}

// modelParam reads how many features and forecasts there are, and where the latter start.
func (l *learner) modelParam(o object) error {
	for _, p := range []struct {
		key  string
		into *int
	}{{"num_feature", &l.b.Features}, {"num_class", &l.b.classes}, {"num_target", &l.b.targets}} {
		if o[p.key] == nil && p.key == "num_target" { // since 1.6
			continue
		}
		n, err := integer(o[p.key])
		if err != nil || n < 0 || n > math.MaxInt32 {
			return fmt.Errorf("%s: got %v", p.key, o[p.key])
		}
		*p.into = int(n)
	}
	average, _ := o["boost_from_average"].(string)
	l.unfit = average == "1"
	text, err := o.text("base_score")
	if err != nil {
		return err
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "["), "]") // one for each forecast since 3.1
	for part := range strings.SplitSeq(text, ",") {
		f, err := strconv.ParseFloat(strings.TrimSpace(part), 32)
		if err != nil {
			return fmt.Errorf("base_score: %q is no number", part)
		}
		l.baseScore = append(l.baseScore, float32(f))
	}
	return nil
}

// ready checks what the model says of itself and sets where its forecasts start.
func (l *learner) ready() error {
	b := l.b
	b.Outputs = max(b.classes, b.targets, 1)
	const place = "learner.learner_model_param"
	switch {
	case b.Features == 0:
		return l.fail(place, fmt.Errorf("no features: %w", ErrNotFitted))
	case b.Outputs > maxOutputs || b.classes > 1 && b.targets > 1:
		return l.fail(place, fmt.Errorf("%d classes and %d targets", b.classes, b.targets))
	case b.FeatureNames != nil && len(b.FeatureNames) != b.Features:
		return l.fail("learner.feature_names", fmt.Errorf("%d names for %d features", len(b.FeatureNames), b.Features))
	}
	var ok bool
	if b.objective, ok = objectives[b.Objective]; !ok {
		return l.unsupported("learner.objective", fmt.Sprintf("objective %q", b.Objective))
	}
	if len(l.baseScore) == 1 {
		for len(l.baseScore) < b.Outputs {
			l.baseScore = append(l.baseScore, l.baseScore[0])
		}
	}
	if len(l.baseScore) != b.Outputs {
		return l.fail(place, fmt.Errorf("%d values of base_score for %d forecasts", len(l.baseScore), b.Outputs))
	}
	b.base = make([]float32, b.Outputs)
	copy(b.base, l.baseScore)
	b.objective.toMargin(b.base)
	for i, v := range b.base {
		if v != v || math.IsInf(float64(v), 0) {
			return l.fail(place, fmt.Errorf("base_score %v is not allowed by %s", l.baseScore[i], b.Objective))
		}
	}
	return nil
}

// booster reads gradient_booster, whatever its kind.
func (l *learner) booster(o object) error {
	const place = "learner.gradient_booster"
	name, err := o.text("name")
	if err != nil {
		return l.fail(place, err)
	}
	l.b.Booster = name
	switch name {
	case "gbtree":
		return l.trees(place, o, o)
	case "dart": // until 3.2; later ones are gbtree with weights
		inner, err := o.object("gbtree")
		if err != nil {
			return l.fail(place, err)
		}
		return l.trees(place+".gbtree", inner, o)
	case "gblinear":
		model, err := o.object("model")
		if err != nil {
			return l.fail(place, err)
		}
		weights, err := floats(model["weights"])
		if err != nil {
			return l.fail(place+".model.weights", err)
		}
		return l.linear(place+".model.weights", weights)
	}
	return l.unsupported(place, fmt.Sprintf("booster %q", name))
}

// linear sets the weights of gblinear: those of the features, and behind them the biases.
func (l *learner) linear(place string, weights []float32) error {
	n, g := l.b.Features, l.b.Outputs
	if len(weights)%g != 0 || len(weights)/g != n+1 {
		return l.fail(place, fmt.Errorf("%d weights for %d features and %d forecasts", len(weights), n, g))
	}
	l.b.linear = &predict.XGBLinear{Weights: weights[:n*g], Bias: weights[n*g:], Features: n, Groups: g}
	return nil
}
