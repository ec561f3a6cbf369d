package sklearn

import (
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/predict"
)

// maxIterations bounds what a file may ask for.
const maxIterations = 1 << 20

// nmf is an NMF or MiniBatchNMF. The rows of X are solved for together: the answer for one depends a little on the others, as it
// does in scikit-learn.
type nmf struct {
	model *Model
	*predict.NMF
	refuse string
}

func readNMF(s *state) (any, error) {
	h, err := s.matrixOf("components_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("components_", h.Cols); err != nil {
		return nil, err
	}
	batch := s.model.ClassName == "MiniBatchNMF"
	n := &predict.NMF{H: h, Batch: batch, Multiply: batch, Floor: s.version.since(nmfFloorSince), Beta: 2}
	if !batch {
		solver, err := s.choice("solver", "cd", "cd", "mu")
		if err != nil {
			return nil, err
		}
		n.Multiply = solver == "mu"
		shuffle, err := s.flag("shuffle", false)
		if err != nil {
			return nil, err
		}
		if shuffle && !n.Multiply {
			return nil, s.fail("shuffle", ErrUnsupported, "an order at random is not supported")
		}
	}
	if loss := s.value.Attr("beta_loss"); loss.IsValid() && (n.Multiply || batch) {
		if text, ok := loss.Text(); ok {
			beta, ok := map[string]float64{"frobenius": 2, "kullback-leibler": 1, "itakura-saito": 0}[text]
			if n.Beta = beta; !ok {
				return nil, s.fail("beta_loss", ErrUnsupported, fmt.Sprintf("%q is not supported", text))
			}
		} else if n.Beta, err = s.number("beta_loss"); err != nil {
			return nil, err
		}
	}
	if n.Tol, err = s.number("tol"); err != nil {
		return nil, err
	}
	name := "max_iter"
	if batch && !s.isNone("transform_max_iter") {
		name = "transform_max_iter"
	}
	if n.MaxIter, err = s.count(name, 1, maxIterations); err != nil {
		return nil, err
	}
	if err := s.penalties(n); err != nil {
		return nil, err
	}
	t := &nmf{model: s.model, NMF: n, refuse: "Negative values in data passed to X in " + s.model.ClassName + "."}
	if !s.version.since(nonNegativeSince) {
		t.refuse = "Negative values in data passed to NMF (input X)"
	}
	return t, nil
}

// penalties reads alpha_W and l1_ratio, or before 1.2 alpha, which was not multiplied by the number of features.
func (s *state) penalties(n *predict.NMF) error {
	ratio := 0.
	var err error
	if s.value.Attr("l1_ratio").IsValid() {
		if ratio, err = s.number("l1_ratio"); err != nil {
			return err
		}
	}
	alpha := 0.
	if _, ok := s.value.Attr("alpha").Number(); ok {
		if regular, ok := s.value.Attr("regularization").Text(); !ok || regular != "components" {
			alpha, err = s.number("alpha")
		}
	} else if s.value.Attr("alpha_W").IsValid() {
		alpha, err = s.number("alpha_W")
		alpha *= float64(n.H.Cols)
	}
	n.L1, n.L2 = alpha*ratio, alpha*(1-ratio)
	return err
}

// jointly: the rows begin from their common mean, or end when all of them change little.
func (t *nmf) jointly() bool { return true }

// TransformX returns the weights of the components in each row.
func (t *nmf) TransformX(x X) (X, error) {
	if s, ok := x.(*Sparse); ok && !t.Multiply {
		if err := t.model.checkSparse(s, finite); err != nil {
			return nil, err
		}
		if err := t.check(s.Data); err != nil {
			return nil, err
		}
		return t.Descend(s.Times(t.H)), nil
	}
	m, err := Dense(x)
	if err != nil {
		return nil, err
	}
	if err := t.model.checkAs(m, finite); err != nil {
		return nil, err
	}
	if !t.Batch {
		if err := t.check(m.Data); err != nil {
			return nil, err
		}
	}
	if t.Beta <= 0 && !t.Batch {
		for _, v := range m.Data {
			if v == 0 {
				return nil, t.model.fail(ErrOutOfBounds, "When beta_loss <= 0 and X contains zeros, the solver may diverge. Please add small values to X, or use a positive beta_loss.")
			}
		}
	}
	return t.Transform(m), nil
}

func (t *nmf) check(data []float64) error {
	for _, v := range data {
		if v < 0 {
			return t.model.fail(ErrOutOfBounds, t.refuse)
		}
	}
	return nil
}

func (t *nmf) featureNamesOut([]string) ([]string, error) {
	return numbered(strings.ToLower(t.model.ClassName), t.H.Rows)
}

// topics is a LatentDirichletAllocation.
type topics struct {
	model *Model
	*predict.Topics
	refuse string
}

func readTopics(s *state) (any, error) {
	words, err := s.matrixOf("exp_dirichlet_component_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("exp_dirichlet_component_", words.Cols); err != nil {
		return nil, err
	}
	t := &topics{model: s.model, Topics: &predict.Topics{Words: words}, refuse: "Negative values in data passed to LatentDirichletAllocation.transform"}
	if t.Prior, err = s.number("doc_topic_prior_"); err != nil {
		return nil, err
	}
	if t.Tol, err = s.number("mean_change_tol"); err != nil {
		return nil, err
	}
	if t.MaxIter, err = s.count("max_doc_update_iter", 0, maxIterations); err != nil {
		return nil, err
	}
	if s.version.since(nonNegativeSince) {
		t.refuse += "."
	}
	if math.IsNaN(t.Prior) {
		return nil, s.fail("doc_topic_prior_", nil, "it is NaN")
	}
	return t, nil
}

// TransformX returns the share that each topic has in each row.
func (t *topics) TransformX(x X) (X, error) {
	s, ok := x.(*Sparse)
	if !ok {
		m, err := Dense(x)
		if err != nil {
			return nil, err
		}
		if err := t.model.checkAs(m, finite); err != nil {
			return nil, err
		}
		s = predict.SparseOf(m)
	}
	if err := t.model.checkSparse(s, finite); err != nil {
		return nil, err
	}
	for _, v := range s.Data {
		if v < 0 {
			return nil, t.model.fail(ErrOutOfBounds, t.refuse)
		}
	}
	return t.Transform(s), nil
}

func (t *topics) featureNamesOut([]string) ([]string, error) {
	return numbered("latentdirichletallocation", t.Words.Rows)
}
