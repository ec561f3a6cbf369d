package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
)

// naiveBayes is a classifier by the joint log likelihood of each class (sklearn.naive_bayes._BaseNB).
type naiveBayes struct {
	joint   func(x Matrix) (Matrix, error) // rows × classes
	classes Target
}

func (s *state) naiveBayes(joint func(Matrix) (Matrix, error), features int) (*naiveBayes, error) {
	return &naiveBayes{joint, s.model.Classes}, s.features("n_features_in_", features)
}

// readGaussianNB reads theta_, var_ (sigma_ before 1.0) and class_prior_.
func readGaussianNB(s *state) (any, error) {
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	mean, err := s.matrixOf("theta_", 0)
	if err != nil {
		return nil, err
	}
	variance, err := s.matrixOf("var_", mean.Cols)
	if err != nil {
		return nil, err
	}
	prior, err := s.vector("class_prior_", mean.Rows, false)
	if err != nil {
		return nil, err
	}
	if variance.Rows != mean.Rows || s.model.Classes.Len() != mean.Rows {
		return nil, s.fail("theta_", nil, fmt.Sprintf("it is of %d classes, var_ of %d, classes_ of %d", mean.Rows, variance.Rows, s.model.Classes.Len()))
	}
	return s.naiveBayes(func(x Matrix) (Matrix, error) { return predict.GaussianNB(x, mean, variance, prior), nil }, mean.Cols)
}

// readDiscreteNB reads MultinomialNB, ComplementNB and BernoulliNB: linear in the features, or in whether they are there.
func readDiscreteNB(s *state) (any, error) {
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	log, err := s.matrixOf("feature_log_prob_", 0)
	if err != nil {
		return nil, err
	}
	prior, err := s.vector("class_log_prior_", log.Rows, false)
	if err != nil {
		return nil, err
	}
	n := s.model.Classes.Len()
	if n != log.Rows {
		return nil, s.fail("feature_log_prob_", nil, fmt.Sprintf("it is of %d classes, classes_ of %d", log.Rows, n))
	}
	lin := predict.Linear{Coef: log.Data, Intercept: prior, Features: log.Cols, Outputs: log.Rows}
	prepare := func(x Matrix) Matrix { return x }
	switch s.model.ClassName {
	case "ComplementNB":
		if n > 1 {
			lin.Intercept = make([]float64, n)
		}
	case "BernoulliNB":
		coef, intercept := make([]float64, len(log.Data)), make([]float64, n)
		for k := range n {
			var sum float64
			for j, v := range log.Row(k) {
				no := math.Log(1 - math.Exp(v))
				coef[k*log.Cols+j] = v - no
				sum += no
			}
			intercept[k] = prior[k] + sum
		}
		lin.Coef, lin.Intercept = coef, intercept
		if v := s.value.Attr("binarize"); !v.IsNone() {
			threshold, err := s.vector("binarize", 1, false)
			if err != nil {
				return nil, err
			}
			prepare = func(x Matrix) Matrix {
				if x.Sparse != nil {
					return binarized(x.Sparse, threshold[0])
				}
				out := predict.NewMatrix(x.Rows, x.Cols)
				for i, v := range x.Data {
					if v > threshold[0] {
						out.Data[i] = 1
					}
				}
				return out
			}
		}
	}
	nb, err := s.naiveBayes(func(x Matrix) (Matrix, error) {
		return Matrix{Data: lin.Decision(prepare(x)), Rows: x.Rows, Cols: n}, nil
	}, log.Cols)
	return &discreteNB{nb}, err
}

// discreteNB is a naiveBayes that is linear.
type discreteNB struct{ *naiveBayes }

func (*discreteNB) takesSparse() {}

// binarized returns 1 where a value is above the threshold.
func binarized(s *Sparse, threshold float64) Matrix {
	if threshold < 0 { // zeros are above it, too
		out := s.Dense()
		for i, v := range out.Data {
			out.Data[i] = 0
			if v > threshold {
				out.Data[i] = 1
			}
		}
		return out
	}
	ones := *s
	ones.Data = make([]float64, len(s.Data))
	for i, v := range s.Data {
		if v > threshold {
			ones.Data[i] = 1
		}
	}
	return Matrix{Rows: s.Rows, Cols: s.Cols, Sparse: &ones}
}

// readCategoricalNB reads feature_log_prob_, a matrix of classes × categories for each feature.
func readCategoricalNB(s *state) (any, error) {
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	n := s.model.Classes.Len()
	prior, err := s.vector("class_log_prior_", n, false)
	if err != nil {
		return nil, err
	}
	list, err := s.attr("feature_log_prob_")
	if err != nil {
		return nil, err
	}
	var tables []Matrix
	for item := range list.Items() {
		a, err := numpy.FromPy(item)
		if err != nil {
			return nil, s.wrap("feature_log_prob_", err)
		}
		data, err := a.Float64s()
		if err != nil || len(a.Shape) != 2 || a.Shape[0] != n {
			return nil, s.fail("feature_log_prob_", err, fmt.Sprintf("got an array of shape %v, want %d classes × categories", a.Shape, n))
		}
		tables = append(tables, Matrix{Data: data, Rows: n, Cols: a.Shape[1]})
	}
	m := s.model
	return s.naiveBayes(func(x Matrix) (Matrix, error) {
		out := predict.NewMatrix(x.Rows, n)
		for i := range x.Rows {
			row := out.Row(i)
			for j, v := range x.Row(i) {
				t := tables[j]
				if v < 0 || v >= float64(t.Cols) {
					return out, m.fail(ErrFeatures, fmt.Sprintf("index %v is out of bounds for feature %d with %d categories (row %d)", v, j, t.Cols, i))
				}
				for k := range row {
					row[k] += t.Data[k*t.Cols+int(v)]
				}
			}
			for k, p := range prior {
				row[k] += p
			}
		}
		return out, nil
	}, len(tables))
}

// Predict returns the most likely class.
func (c *naiveBayes) Predict(x Matrix) (Target, error) {
	joint, err := c.joint(x)
	if err != nil {
		return Target{}, err
	}
	return c.classes.take(joint.ArgMax()), nil
}

// PredictLogProba returns the joint log likelihoods less the logarithm of their sum.
func (c *naiveBayes) PredictLogProba(x Matrix) (Matrix, error) {
	joint, err := c.joint(x)
	if err == nil {
		predict.LogSumExp(joint)
	}
	return joint, err
}

// PredictProba returns the exponential of PredictLogProba.
func (c *naiveBayes) PredictProba(x Matrix) (Matrix, error) {
	p, err := c.PredictLogProba(x)
	p.Exp()
	return p, err
}
