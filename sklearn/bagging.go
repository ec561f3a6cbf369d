package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// bagging is what BaggingClassifier and BaggingRegressor have in common: parts that each see some columns of X.
type bagging struct {
	model   *Model
	parts   []*Model
	columns [][]int // of each part; nil if it sees X as it is
	count   float64 // what sums are divided by
}

// bagging reads estimators_ and estimators_features_.
func (s *state) bagging() (*bagging, error) {
	b := &bagging{model: s.model}
	var err error
	if b.parts, err = s.parts("estimators_"); err != nil {
		return nil, err
	}
	if s.model.NFeatures == 0 { // before 0.24
		if n, ok := countOf(s.value.Attr("n_features_")); ok {
			s.model.NFeatures = n
		}
	}
	if b.count, err = s.numberOr("n_estimators", float64(len(b.parts))); err != nil {
		return nil, err
	}
	v, err := s.attr("estimators_features_")
	if err != nil {
		return nil, err
	}
	if v.Kind() != py.List || v.Len() != len(b.parts) {
		return nil, s.fail("estimators_features_", nil, fmt.Sprintf("got %v of %d, want a list of %d", v.Kind(), v.Len(), len(b.parts)))
	}
	for item := range v.Items() {
		at, err := s.indexList("estimators_features_", item, s.model.NFeatures)
		if err != nil {
			return nil, err
		}
		if same(at, s.model.NFeatures) {
			at = nil
		}
		b.columns = append(b.columns, at)
	}
	return b, nil
}

// same reports whether the indices are 0, 1, … n-1.
func same(at []int, n int) bool {
	for i, j := range at {
		if i != j {
			return false
		}
	}
	return len(at) == n
}

// each calls f with each part and the columns that it sees.
func (b *bagging) each(x X, f func(part *Model, x X) error) error {
	if err := b.model.checkAny(x, anything); err != nil {
		return err
	}
	for k, part := range b.parts {
		seen := x
		if b.columns[k] != nil {
			var err error
			if seen, err = choose(x, b.columns[k]); err != nil {
				return err
			}
		}
		if err := f(part, seen); err != nil {
			return within(partName(k), err)
		}
	}
	return nil
}

// sum adds up the parts' answers, which are of one shape.
func (b *bagging) sum(x X, answer func(part *Model, x X) (Matrix, error)) (out Matrix, err error) {
	err = b.each(x, func(part *Model, x X) error {
		y, err := answer(part, x)
		if err != nil {
			return err
		}
		if out.Data == nil {
			out = predict.NewMatrix(y.Rows, y.Cols)
		}
		if y.Cols != out.Cols || y.Rows != out.Rows {
			return part.fail(ErrUnsupported, fmt.Sprintf("it answers %d numbers a row, the first estimator %d", y.Cols, out.Cols))
		}
		for i, v := range y.Data {
			out.Data[i] += v
		}
		return nil
	})
	for i := range out.Data {
		out.Data[i] /= b.count
	}
	return out, err
}

// baggingRegressor forecasts the mean of its parts.
type baggingRegressor struct{ *bagging }

func readBaggingRegressor(s *state) (any, error) {
	b, err := s.bagging()
	if err != nil {
		return nil, err
	}
	return &baggingRegressor{b}, nil
}

// Predict returns the mean.
func (r *baggingRegressor) Predict(x X) (Target, error) {
	flat := true
	y, err := r.sum(x, func(part *Model, x X) (Matrix, error) {
		y, err := part.Predict(x)
		if err != nil {
			return Matrix{}, err
		}
		values, ok := y.numbers()
		if !ok {
			return Matrix{}, part.fail(ErrUnsupported, "it does not forecast numbers")
		}
		flat = !y.matrix
		return Matrix{Data: values, Rows: y.Rows(), Cols: y.Outputs()}, nil
	})
	if flat {
		return column(y.Data), err
	}
	return matrix(y.Data, y.Rows, y.Cols), err
}

// baggingClassifier forecasts the class that its parts find most probable together, or vote for.
type baggingClassifier struct {
	*bagging
	classes Target
	known   [][]int // the classes that each part knows; nil if all
	logs    bool    // the parts have predict_log_proba
}

func readBaggingClassifier(s *state) (any, error) {
	b, err := s.bagging()
	if err != nil {
		return nil, err
	}
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	c := &baggingClassifier{bagging: b, classes: s.model.Classes, logs: b.parts[0].Has(MethodPredictLogProba)}
	n := c.classes.Len()
	for k, part := range b.parts {
		if part.Classes.Len() == n || !part.Has(MethodPredictProba) {
			c.known = append(c.known, nil)
			continue
		}
		values, ok := part.Classes.numbers() // the parts know classes by their numbers
		at := make([]int, len(values))
		for i, v := range values {
			if at[i] = int(v); at[i] < 0 || at[i] >= n || float64(at[i]) != v {
				ok = false
			}
		}
		if !ok || len(at) == 0 {
			return nil, within(partName(k), part.fail(ErrUnsupported, fmt.Sprintf("its classes are no numbers of the %d classes", n)))
		}
		c.known = append(c.known, at)
	}
	return c, nil
}

func (c *baggingClassifier) has(method Method) bool {
	if method == MethodDecisionFunction {
		return all(c.parts, method)
	}
	return true
}

// spread gives each class its column; the parts' columns are of the classes that they know.
func (c *baggingClassifier) spread(p Matrix, known []int, empty float64) Matrix {
	if known == nil {
		return p
	}
	out := predict.NewMatrix(p.Rows, c.classes.Len())
	for i := range out.Data {
		out.Data[i] = empty
	}
	for i := range p.Rows {
		for j, k := range known {
			out.Data[i*out.Cols+k] = p.Data[i*p.Cols+j]
		}
	}
	return out
}

// PredictProba returns the mean of the parts' probabilities, or the share of those that vote for each class.
func (c *baggingClassifier) PredictProba(x X) (Matrix, error) {
	k := -1
	return c.sum(x, func(part *Model, x X) (Matrix, error) {
		if k++; !part.Has(MethodPredictProba) {
			y, err := part.predictIndices(x, c.classes.Len())
			if err != nil {
				return Matrix{}, err
			}
			out := predict.NewMatrix(rowsOf(x), c.classes.Len())
			for i, class := range y {
				out.Data[i*out.Cols+class] = 1
			}
			return out, nil
		}
		p, err := part.proba(x, part.Classes.Len())
		if err != nil {
			return p, err
		}
		return c.spread(p, c.known[k], 0), nil
	})
}

// Predict returns the most probable class.
func (c *baggingClassifier) Predict(x X) (Target, error) {
	p, err := c.PredictProba(x)
	if err != nil {
		return Target{}, err
	}
	return c.classes.take(p.ArgMax()), nil
}

// PredictLogProba returns the logarithm of the mean, summed in logarithms if the parts have such.
func (c *baggingClassifier) PredictLogProba(x X) (Matrix, error) {
	if !c.logs {
		return logOf(c.PredictProba(x))
	}
	out := predict.NewMatrix(rowsOf(x), c.classes.Len())
	for i := range out.Data {
		out.Data[i] = math.Inf(-1)
	}
	k := -1
	err := c.each(x, func(part *Model, x X) error {
		k++
		p, err := part.PredictLogProba(x)
		if err != nil {
			return err
		}
		if p.Cols != part.Classes.Len() {
			return part.fail(ErrUnsupported, fmt.Sprintf("it answers %d numbers for %d classes", p.Cols, part.Classes.Len()))
		}
		for i, v := range c.spread(p, c.known[k], math.Inf(-1)).Data {
			out.Data[i] = predict.LogAddExp(out.Data[i], v)
		}
		return nil
	})
	for i := range out.Data {
		out.Data[i] -= math.Log(c.count)
	}
	return out, err
}

// DecisionFunction returns the mean of the parts' scores.
func (c *baggingClassifier) DecisionFunction(x X) (Matrix, error) {
	return c.sum(x, (*Model).DecisionFunction)
}
