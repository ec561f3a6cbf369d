package sklearn

import (
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/predict"
)

// voting is what VotingClassifier and VotingRegressor have in common: parts that all see X, and how much each counts.
type voting struct {
	names   []string // of the parts
	parts   []*Model
	weights []float64 // of each part; nil if they count the same
	prefix  string    // of the names of what transform gives
}

// voting reads estimators_, weights and the names of the parts.
func (s *state) voting() (*voting, error) {
	v := &voting{prefix: strings.ToLower(s.model.ClassName) + "_"}
	var err error
	if v.parts, err = s.parts("estimators_"); err != nil {
		return nil, err
	}
	s.inputOf(v.parts[0])
	names, kept, err := s.named("estimators")
	if err != nil {
		return nil, err
	}
	if v.names = names; len(names) != len(v.parts) {
		return nil, s.fail("estimators", nil, fmt.Sprintf("%d names for %d estimators", len(names), len(v.parts)))
	}
	weights, err := s.numberList("weights")
	if weights == nil || err != nil {
		return v, err
	}
	if len(weights) != len(kept) {
		return nil, s.fail("weights", nil, fmt.Sprintf("%d weights for %d estimators", len(weights), len(kept)))
	}
	var total float64
	for i, w := range weights {
		if kept[i] {
			v.weights = append(v.weights, w)
			total += w
		}
	}
	if total == 0 {
		return nil, s.fail("weights", nil, "they sum to zero")
	}
	return v, nil
}

// average is numpy.average over the parts' answers, which are of one shape.
func (v *voting) average(answers []Matrix) Matrix {
	out := predict.NewMatrix(answers[0].Rows, answers[0].Cols)
	total := 0.0
	for k, a := range answers {
		w := 1.0
		if v.weights != nil {
			w = v.weights[k]
		}
		total += w
		for i, x := range a.Data {
			out.Data[i] += float64(x * w)
		}
	}
	for i := range out.Data {
		out.Data[i] /= total
	}
	return out
}

// votingRegressor forecasts the mean of its parts.
type votingRegressor struct{ *voting }

func readVotingRegressor(s *state) (any, error) {
	v, err := s.voting()
	if err != nil {
		return nil, err
	}
	return &votingRegressor{v}, nil
}

func (r *votingRegressor) answers(x X) ([]Matrix, error) {
	out := make([]Matrix, len(r.parts))
	for k, part := range r.parts {
		y, err := part.predictNumbers(x)
		if err != nil {
			return nil, within(partName(k), err)
		}
		out[k] = oneColumn(y)
	}
	return out, nil
}

// Predict returns the weighted mean.
func (r *votingRegressor) Predict(x X) (Target, error) {
	answers, err := r.answers(x)
	if err != nil {
		return Target{}, err
	}
	return column(r.average(answers).Data), nil
}

// TransformX returns the forecasts of the parts: rows × parts.
func (r *votingRegressor) TransformX(x X) (X, error) {
	answers, err := r.answers(x)
	if err != nil {
		return nil, err
	}
	return beside(rowsOf(x), answers), nil
}

func (r *votingRegressor) featureNamesOut([]string) ([]string, error) {
	return prefixed(r.prefix, r.names), nil
}

func prefixed(prefix string, names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = prefix + name
	}
	return out
}

// votingClassifier forecasts the class that most of its parts do, or that they find most probable together.
type votingClassifier struct {
	*voting
	model   *Model
	soft    bool
	flatten bool
	classes Target
}

func readVotingClassifier(s *state) (any, error) {
	v, err := s.voting()
	if err != nil {
		return nil, err
	}
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	c := &votingClassifier{voting: v, model: s.model, classes: s.model.Classes}
	switch kind := s.text("voting"); kind {
	case "soft":
		c.soft = true
	case "hard":
	default:
		return nil, s.fail("voting", ErrUnsupported, fmt.Sprintf("%q is not known", kind))
	}
	// Before 0.19 there was no such parameter, and nothing was flattened.
	c.flatten, err = s.flag("flatten_transform", s.version.since(flattenTransformSince))
	return c, err
}

func (c *votingClassifier) has(method Method) bool {
	switch method {
	case MethodPredictProba:
		return c.soft
	case MethodPredictLogProba:
		return false
	case MethodGetFeatureNamesOut:
		return !c.soft || c.flatten
	}
	return true
}

func (c *votingClassifier) probas(x X) ([]Matrix, error) {
	out := make([]Matrix, len(c.parts))
	for k, part := range c.parts {
		var err error
		if out[k], err = part.proba(x, c.classes.Len()); err != nil {
			return nil, within(partName(k), err)
		}
	}
	return out, nil
}

// PredictProba returns the weighted mean of the parts' probabilities, for voting="soft".
func (c *votingClassifier) PredictProba(x X) (Matrix, error) {
	answers, err := c.probas(x)
	if err != nil {
		return Matrix{}, err
	}
	return c.average(answers), nil
}

// PredictLogProba is not there, as in scikit-learn; has says so.
func (c *votingClassifier) PredictLogProba(x X) (Matrix, error) { return logOf(c.PredictProba(x)) }

// labels returns the numbers of the classes that the parts forecast: rows × parts.
func (c *votingClassifier) labels(x X) ([][]int, error) {
	out := make([][]int, len(c.parts))
	for k, part := range c.parts {
		var err error
		if out[k], err = part.predictIndices(x, c.classes.Len()); err != nil {
			return nil, within(partName(k), err)
		}
	}
	return out, nil
}

// Predict returns the class with the largest mean probability or the most votes, the first of equal ones.
func (c *votingClassifier) Predict(x X) (Target, error) {
	if c.soft {
		p, err := c.PredictProba(x)
		if err != nil {
			return Target{}, err
		}
		return c.classes.take(p.ArgMax()), nil
	}
	labels, err := c.labels(x)
	if err != nil {
		return Target{}, err
	}
	votes := predict.NewMatrix(rowsOf(x), c.classes.Len())
	for k, part := range labels {
		w := 1.0
		if c.weights != nil {
			w = c.weights[k]
		}
		for i, class := range part {
			votes.Data[i*votes.Cols+class] += w
		}
	}
	if c.weights != nil { // bincount ends at the largest class that got a vote: matters if weights are negative
		for i := range rowsOf(x) {
			top := 0
			for _, part := range labels {
				top = max(top, part[i])
			}
			for j := top + 1; j < votes.Cols; j++ {
				votes.Data[i*votes.Cols+j] = math.Inf(-1)
			}
		}
	}
	return c.classes.take(votes.ArgMax()), nil
}

// TransformX returns the parts' probabilities side by side, or the numbers of the classes that they forecast.
func (c *votingClassifier) TransformX(x X) (X, error) {
	if c.soft {
		if !c.flatten {
			return Matrix{}, c.model.fail(ErrUnsupported, "transform: three dimensions, of flatten_transform=False, are not supported")
		}
		answers, err := c.probas(x)
		if err != nil {
			return Matrix{}, err
		}
		return beside(rowsOf(x), answers), nil
	}
	labels, err := c.labels(x)
	if err != nil {
		return Matrix{}, err
	}
	out := predict.NewMatrix(rowsOf(x), len(labels))
	for k, part := range labels {
		for i, class := range part {
			out.Data[i*out.Cols+k] = float64(class)
		}
	}
	return out, nil
}

func (c *votingClassifier) featureNamesOut([]string) ([]string, error) {
	if !c.soft {
		return prefixed(c.prefix, c.names), nil
	}
	var out []string
	for _, name := range c.names {
		for i := range c.classes.Len() {
			out = append(out, fmt.Sprint(c.prefix, name, i))
		}
	}
	return out, nil
}
