package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
)

// oneVsOne has an estimator for each pair of classes: 0 and 1, 0 and 2, …, 1 and 2, …
type oneVsOne struct {
	model   *Model
	parts   []*Model
	columns [][]int // that each part sees, of kernels that were computed before; nil for all
	classes Target
	half    bool // what two classes' probabilities are compared with, else 0
}

func readOneVsOne(s *state) (any, error) {
	parts, err := s.parts("estimators_")
	if err != nil {
		return nil, err
	}
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	o := &oneVsOne{model: s.model, parts: parts, classes: s.model.Classes, half: s.version.since(oneVsOneHalfSince)}
	n := o.classes.Len()
	if len(parts) != n*(n-1)/2 {
		return nil, s.fail("estimators_", nil, fmt.Sprintf("got %d for %d classes", len(parts), n))
	}
	v := s.value.Attr("pairwise_indices_")
	if !v.IsValid() || v.IsNone() {
		s.inputOf(parts[0])
		return o, nil
	}
	items, err := s.items("pairwise_indices_", v)
	if err != nil {
		return nil, err
	}
	if len(items) != len(parts) {
		return nil, s.fail("pairwise_indices_", nil, fmt.Sprintf("got %d for %d estimators", len(items), len(parts)))
	}
	for _, item := range items {
		at, err := s.indexList("pairwise_indices_", item, s.model.NFeatures)
		if err != nil {
			return nil, err
		}
		o.columns = append(o.columns, at)
	}
	return o, nil
}

// DecisionFunction returns votes, and how sure they are to part equal ones, of each class; of two classes those of the second
// (sklearn.utils.multiclass._ovr_decision_function).
func (o *oneVsOne) DecisionFunction(x X) (Matrix, error) {
	if err := o.model.checkAny(x, anything); err != nil {
		return Matrix{}, err
	}
	n := o.classes.Len()
	votes, sums := predict.NewMatrix(rowsOf(x), n), predict.NewMatrix(rowsOf(x), n)
	k := 0
	for a := range n {
		for b := a + 1; b < n; b++ {
			seen := x
			var err error
			if o.columns != nil {
				if seen, err = choose(x, o.columns[k]); err != nil {
					return votes, err
				}
			}
			y, err := o.parts[k].predictNumbers(seen)
			var sure []float64
			if err == nil {
				sure, _, err = o.parts[k].binary(seen)
			}
			if err != nil {
				return votes, within(partName(k), err)
			}
			for i := range rowsOf(x) {
				sums.Data[i*n+a] -= sure[i]
				sums.Data[i*n+b] += sure[i]
				switch y[i] {
				case 0:
					votes.Data[i*n+a]++
				case 1:
					votes.Data[i*n+b]++
				}
			}
			k++
		}
	}
	for i, s := range sums.Data {
		votes.Data[i] += s / (3 * (math.Abs(s) + 1))
	}
	if n == 2 {
		return oneColumn(votes.Column(1)), nil
	}
	return votes, nil
}

// binary returns how much a part is for the second of its two classes, and the limit over which it is: the decision
// function, else the probability, or what a regressor predicts (sklearn.multiclass._predict_binary).
func (m *Model) binary(x X) (values []float64, limit float64, err error) {
	switch {
	case m.Has(MethodDecisionFunction):
		var d Matrix
		d, err = m.DecisionFunction(x)
		values = d.Data
	case m.Has(MethodPredictProba):
		var p Matrix
		if p, err = m.PredictProba(x); err == nil && p.Cols > 1 {
			values = p.Column(1)
		}
		limit = 0.5
	default:
		var y Target
		y, err = m.Predict(x)
		values, _ = y.numbers()
		limit = 0.5
	}
	if err == nil && len(values) != rowsOf(x) {
		err = m.fail(ErrUnsupported, "it does not give one number a row")
	}
	return values, limit, err
}

// Predict returns the class with most votes.
func (o *oneVsOne) Predict(x X) (Target, error) {
	d, err := o.DecisionFunction(x)
	if err != nil {
		return Target{}, err
	}
	if o.classes.Len() == 2 {
		limit := 0.0 // sklearn.multiclass._threshold_for_binary_predict
		if !o.parts[0].Has(MethodDecisionFunction) && o.half {
			limit = .5
		}
		return o.classes.take(aboveOf(d.Data, limit)), nil
	}
	return o.classes.take(d.ArgMax()), nil
}

// aboveOf returns 1 for values above the limit, else 0.
func aboveOf(values []float64, limit float64) []int {
	out := make([]int, len(values))
	for i, v := range values {
		if v > limit {
			out[i] = 1
		}
	}
	return out
}

// outputCode is an OutputCodeClassifier: each class has a code, of which each part forecasts a digit.
type outputCode struct {
	parts   []*Model
	codes   Matrix // classes × parts
	classes Target
}

func readOutputCode(s *state) (any, error) {
	parts, err := s.parts("estimators_")
	if err != nil {
		return nil, err
	}
	s.inputOf(parts[0])
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	o := &outputCode{parts: parts, classes: s.model.Classes}
	if o.codes, err = s.matrixOf("code_book_", len(parts)); err != nil {
		return nil, err
	}
	if o.codes.Rows != o.classes.Len() {
		return nil, s.fail("code_book_", nil, fmt.Sprintf("%d codes for %d classes", o.codes.Rows, o.classes.Len()))
	}
	return o, nil
}

// Predict returns the class whose code is nearest to what the parts say.
func (o *outputCode) Predict(x X) (Target, error) {
	said := predict.NewMatrix(rowsOf(x), len(o.parts))
	for k, part := range o.parts {
		values, _, err := part.binary(x)
		if err != nil {
			return Target{}, within(partName(k), err)
		}
		for i, v := range values {
			said.Data[i*said.Cols+k] = v
		}
	}
	return o.classes.take(predict.ArgMin(predict.Euclidean(said, o.codes))), nil
}
