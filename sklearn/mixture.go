package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// mixture is a GaussianMixture or BayesianGaussianMixture.
type mixture struct{ *predict.Mixture }

var mixtureKinds = map[string]predict.MixtureKind{
	"full": predict.FullMixture, "tied": predict.TiedMixture, "diag": predict.DiagonalMixture, "spherical": predict.SphericalMixture,
}

func readMixture(s *state) (any, error) {
	kind, err := s.choice("covariance_type", "full", "full", "tied", "diag", "spherical")
	if err != nil {
		return nil, err
	}
	m := &predict.Mixture{Kind: mixtureKinds[kind]}
	if m.Means, err = s.matrixOf("means_", 0); err != nil {
		return nil, err
	}
	if err := s.features("means_", m.Means.Cols); err != nil {
		return nil, err
	}
	factors, err := s.numbers("precisions_cholesky_")
	if err != nil {
		return nil, err
	}
	if m.Factors = factors.data; len(m.Factors) != m.Size() {
		return nil, s.fail("precisions_cholesky_", nil, fmt.Sprintf("got an array of shape %v for %d components of %d features, covariance_type %q", factors.shape, m.Means.Rows, m.Means.Cols, kind))
	}
	if s.model.ClassName == "GaussianMixture" {
		weights, err := s.vector("weights_", m.Means.Rows, false)
		if err != nil {
			return nil, err
		}
		m.LogWeight = make([]float64, len(weights))
		for i, w := range weights {
			m.LogWeight[i] = math.Log(w)
		}
	} else if err := s.variational(m); err != nil {
		return nil, err
	}
	m.Prepare()
	return &mixture{m}, nil
}

// variational reads what a BayesianGaussianMixture expects of the logarithms of its weights and determinants.
func (s *state) variational(m *predict.Mixture) error {
	k, n := m.Means.Rows, m.Means.Cols
	concentration, err := s.attr("weight_concentration_")
	if err != nil {
		return err
	}
	m.LogWeight = make([]float64, k)
	if concentration.Kind() == py.Tuple { // a Dirichlet process
		var sides [2][]float64
		for i := range sides {
			a, err := s.arrayOf(concentration.Index(i), "weight_concentration_")
			if err != nil {
				return err
			}
			if sides[i] = a.data; len(a.data) != k {
				return s.fail("weight_concentration_", nil, fmt.Sprintf("got %d numbers for %d components", len(a.data), k))
			}
		}
		var before float64
		for i := range k {
			a, b := sides[0][i], sides[1][i]
			both := predict.Digamma(a + b)
			m.LogWeight[i] = predict.Digamma(a) - both + before
			before += predict.Digamma(b) - both
		}
	} else {
		a, err := s.vector("weight_concentration_", k, false)
		if err != nil {
			return err
		}
		var sum float64
		for _, v := range a {
			sum += v
		}
		for i, v := range a {
			m.LogWeight[i] = predict.Digamma(v) - predict.Digamma(sum)
		}
	}
	freedom, err := s.vector("degrees_of_freedom_", k, true)
	if err != nil {
		return err
	}
	precision, err := s.vector("mean_precision_", k, true)
	if err != nil {
		return err
	}
	m.Shift = make([]float64, k)
	for i := range k {
		var lambda float64
		for j := range n {
			lambda += predict.Digamma(.5 * (freedom[i] - float64(j)))
		}
		lambda += float64(n) * math.Ln2
		m.Shift[i] = -.5*float64(n)*math.Log(freedom[i]) + .5*(lambda-float64(n)/precision[i])
	}
	return nil
}

// ScoreSamples returns the logarithm of each row's density.
func (m *mixture) ScoreSamples(x Matrix) ([]float64, error) {
	return m.LogDensities(x), nil
}

// Predict returns the number of the most probable component.
func (m *mixture) Predict(x Matrix) (Target, error) {
	return numbersOf(m.LogProbabilities(x).ArgMax()), nil
}

// PredictProba returns how probable each component is.
func (m *mixture) PredictProba(x Matrix) (Matrix, error) {
	p := m.LogProbabilities(x)
	predict.LogSumExp(p)
	p.Exp()
	return p, nil
}

func (m *mixture) cost() int {
	if m.Kind == predict.FullMixture || m.Kind == predict.TiedMixture {
		return m.Means.Rows * m.Means.Cols * m.Means.Cols
	}
	return m.Means.Rows * m.Means.Cols * 4
}

func (m *mixture) has(method Method) bool { return method != MethodPredictLogProba }

// PredictLogProba is there because who has PredictProba has it, too; a mixture of scikit-learn has it not.
func (m *mixture) PredictLogProba(x Matrix) (Matrix, error) { return logOf(m.PredictProba(x)) }

// numbersOf returns integers as a forecast.
func numbersOf(x []int) Target {
	out := make([]int64, len(x))
	for i, v := range x {
		out[i] = int64(v)
	}
	return column(out)
}
