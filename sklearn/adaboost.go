package sklearn

import (
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/predict"
)

// adaBoost is what AdaBoostClassifier and AdaBoostRegressor have in common.
type adaBoost struct {
	model   *Model
	parts   []*Model
	weights []float64 // at least one for each part
	total   float64   // of all weights, those of estimators that were never fitted too
}

// adaBoost reads estimators_ and estimator_weights_.
func (s *state) adaBoost() (*adaBoost, error) {
	b := &adaBoost{model: s.model}
	var err error
	if b.parts, err = s.parts("estimators_"); err != nil {
		return nil, err
	}
	s.inputOf(b.parts[0])
	w, err := s.numbers("estimator_weights_")
	if err != nil {
		return nil, err
	}
	if b.weights = w.data; len(w.shape) != 1 || len(w.data) < len(b.parts) {
		return nil, s.fail("estimator_weights_", nil, fmt.Sprintf("got an array of shape %v for %d estimators", w.shape, len(b.parts)))
	}
	for _, x := range b.weights {
		b.total += x
	}
	return b, nil
}

// adaBoostClassifier is an AdaBoostClassifier.
type adaBoostClassifier struct {
	*adaBoost
	real      bool // algorithm="SAMME.R": probabilities count, not forecasts
	symmetric bool // a forecast counts against all other classes, too
	classes   Target
}

func readAdaBoostClassifier(s *state) (any, error) {
	b, err := s.adaBoost()
	if err != nil {
		return nil, err
	}
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	c := &adaBoostClassifier{adaBoost: b, symmetric: s.version.since(sammeSymmetricSince) && s.model.Version != sammeNotYet, classes: s.model.Classes}
	switch kind := s.text("algorithm"); {
	case s.version.since(sammeOnlySince):
	case kind == "SAMME.R":
		c.real = true
	case kind != "SAMME":
		return nil, s.fail("algorithm", ErrUnsupported, fmt.Sprintf("%q is not known", kind))
	}
	return c, nil
}

// votes returns what the parts together say for each class: rows × classes, weighted and divided by all weights.
func (c *adaBoostClassifier) votes(x X) (Matrix, error) {
	if err := c.model.checkAny(x, finite); err != nil {
		return Matrix{}, err
	}
	n := c.classes.Len()
	out := predict.NewMatrix(rowsOf(x), n)
	if n == 1 && c.symmetric {
		return out, nil
	}
	for k, part := range c.parts {
		if c.real {
			p, err := part.proba(x, n)
			if err != nil {
				return out, within(partName(k), err)
			}
			addReal(out, p)
			continue
		}
		y, err := part.Predict(x)
		if err != nil {
			return out, within(partName(k), err)
		}
		w, against := c.weights[k], 0.0
		if c.symmetric {
			against = -1 / float64(n-1) * w
		}
		for i, class := range c.classes.find(y) {
			for j := range n {
				if j == class {
					out.Data[i*n+j] += w
				} else {
					out.Data[i*n+j] += against
				}
			}
		}
	}
	for i := range out.Data {
		out.Data[i] /= c.total
	}
	return out, nil
}

// addReal adds (n-1)·(log p - mean of the row's log p), step 4 of algorithm SAMME.R
// (sklearn.ensemble._weight_boosting._samme_proba).
func addReal(out, p Matrix) {
	n := float64(p.Cols)
	for i := range p.Rows {
		row, to := p.Row(i), out.Row(i)
		var sum float64
		for j, v := range row {
			if v < 0x1p-52 {
				v = 0x1p-52
			}
			row[j] = math.Log(v)
			sum += row[j]
		}
		for j, v := range row {
			to[j] += (n - 1) * (v - float64((1/n)*sum))
		}
	}
}

// DecisionFunction returns what is for each class; of two, for the second.
func (c *adaBoostClassifier) DecisionFunction(x X) (Matrix, error) {
	votes, err := c.votes(x)
	if err != nil || c.classes.Len() != 2 {
		return votes, err
	}
	out := predict.NewMatrix(rowsOf(x), 1)
	for i := range out.Data {
		out.Data[i] = -votes.Data[2*i] + votes.Data[2*i+1]
	}
	return out, nil
}

// Predict returns the class that has most for it.
func (c *adaBoostClassifier) Predict(x X) (Target, error) {
	d, err := c.DecisionFunction(x)
	if err != nil {
		return Target{}, err
	}
	if c.classes.Len() == 2 {
		return c.classes.take(aboveOf(d.Data, 0)), nil
	}
	return c.classes.take(d.ArgMax()), nil
}

// PredictProba returns the softmax of the decision function.
func (c *adaBoostClassifier) PredictProba(x X) (Matrix, error) {
	d, err := c.DecisionFunction(x)
	if err != nil {
		return d, err
	}
	n := c.classes.Len()
	switch {
	case n == 1:
		d.Data = slices.Repeat([]float64{1}, rowsOf(x))
		return d, nil
	case n == 2:
		both := predict.NewMatrix(rowsOf(x), 2)
		for i, v := range d.Data {
			both.Data[2*i], both.Data[2*i+1] = -v/2, v/2
		}
		d = both
	default:
		for i := range d.Data {
			d.Data[i] /= float64(n - 1)
		}
	}
	predict.Softmax(d)
	return d, nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *adaBoostClassifier) PredictLogProba(x X) (Matrix, error) {
	return logOf(c.PredictProba(x))
}

// adaBoostRegressor forecasts the weighted median of its parts.
type adaBoostRegressor struct{ *adaBoost }

func readAdaBoostRegressor(s *state) (any, error) {
	b, err := s.adaBoost()
	if err != nil {
		return nil, err
	}
	return &adaBoostRegressor{b}, nil
}

// Predict returns for each row the forecast at which half of the weights is reached
// (AdaBoostRegressor._get_median_predict).
func (r *adaBoostRegressor) Predict(x X) (Target, error) {
	if err := r.model.checkAny(x, finite); err != nil {
		return Target{}, err
	}
	n := len(r.parts)
	answers := predict.NewMatrix(rowsOf(x), n)
	for k, part := range r.parts {
		y, err := part.predictNumbers(x)
		if err != nil {
			return Target{}, within(partName(k), err)
		}
		for i, v := range y {
			answers.Data[i*n+k] = v
		}
	}
	out := make([]float64, rowsOf(x))
	order, sums := make([]int, n), make([]float64, n)
	for i := range out {
		out[i] = r.median(answers.Row(i), order, sums)
	}
	return column(out), nil
}

func (r *adaBoostRegressor) median(row []float64, order []int, sums []float64) float64 {
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case row[a] < row[b]:
			return -1
		case row[a] > row[b]:
			return 1
		}
		return 0
	})
	var sum float64
	for i, k := range order {
		sum += r.weights[k]
		sums[i] = sum
	}
	at := 0 // the first, as argmax has it, if none is
	for i, v := range sums {
		if v >= .5*sum {
			at = i
			break
		}
	}
	return row[order[at]]
}
