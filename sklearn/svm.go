package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
)

// svm reads what SVC, NuSVC, SVR, NuSVR and OneClassSVM have in common: libsvm's model, of classes with Count.
func (s *state) svm(classes int) (*predict.SVM, error) {
	m := &predict.SVM{Kernel: predict.Kernel{Name: s.text("kernel")}}
	ready := m.Name == "precomputed"
	if err := m.Check(); err != nil && !ready {
		return nil, s.fail("kernel", ErrUnsupported, err.Error())
	}
	for _, p := range []struct {
		name string
		into *float64
	}{{"_gamma", &m.Gamma}, {"coef0", &m.Coef0}} {
		v, err := s.vector(p.name, 1, false)
		if err != nil {
			return nil, err
		}
		*p.into = v[0]
	}
	degree, ok := countOf(s.value.Attr("degree"))
	if m.Degree = degree; !ok {
		return nil, s.fail("degree", ErrUnsupported, "it is no count")
	}
	vectors, err := s.supportVectors(m, ready)
	if err != nil {
		return nil, err
	}
	if m.Dual, err = s.matrixOf("_dual_coef_", vectors); err != nil {
		return nil, err
	}
	pairs := 1
	if classes > 0 {
		n, err := s.numbers("_n_support")
		if err != nil {
			return nil, err
		}
		// libsvm leaves out classes of which all rows weigh nothing, and scikit-learn takes its numbers of the rest as they are.
		if len(n.shape) == 1 && len(n.data) > 1 {
			classes = min(classes, len(n.data))
		}
		pairs = classes * (classes - 1) / 2
		counts, err := s.vector("_n_support", classes, false)
		if err != nil {
			return nil, err
		}
		left := vectors
		for _, n := range counts {
			if n < 0 || n > float64(left) || n != float64(int(n)) {
				return nil, s.fail("_n_support", nil, fmt.Sprintf("got %v of %d support vectors", counts, vectors))
			}
			left -= int(n)
			m.Count = append(m.Count, int(n))
		}
		if left != 0 || m.Dual.Rows != classes-1 {
			return nil, s.fail("_dual_coef_", nil, fmt.Sprintf("%d rows and %d support vectors over for %d classes", m.Dual.Rows, left, classes))
		}
	}
	if m.Intercept, err = s.vector("_intercept_", pairs, false); err != nil {
		return nil, err
	}
	return m, nil
}

// supportVectors reads the support vectors, or which columns of X are theirs if kernels are computed before, and returns how
// many there are.
func (s *state) supportVectors(m *predict.SVM, ready bool) (int, error) {
	var err error
	if !ready {
		if m.Vectors, err = s.matrixOf("support_vectors_", 0); err != nil {
			return 0, err
		}
		return m.Vectors.Rows, s.features("support_vectors_", m.Vectors.Cols)
	}
	shape := s.value.Attr("shape_fit_")
	rows, ok := countOf(shape.Index(0))
	if !ok {
		return 0, s.fail("shape_fit_", ErrNotFitted, "it tells no number of rows")
	}
	if err := s.features("shape_fit_", rows); err != nil {
		return 0, err
	}
	v, err := s.attr("support_")
	if err != nil {
		return 0, err
	}
	m.Support, err = s.indexList("support_", v, rows)
	if err == nil && len(m.Support) == 0 {
		err = s.fail("support_", nil, "it is empty")
	}
	return len(m.Support), err
}

// svmRegressor is an SVR or NuSVR.
type svmRegressor struct{ *predict.SVM }

func readSVMRegressor(s *state) (any, error) {
	m, err := s.svm(0)
	if err != nil {
		return nil, err
	}
	return &svmRegressor{m}, nil
}

// Predict returns the value of the function.
func (r *svmRegressor) Predict(x Matrix) (Target, error) { return column(r.Decide(x)), nil }

// oneClassSVM tells outliers: the function is below 0 for them.
type oneClassSVM struct {
	*predict.SVM
	offset float64
}

func readOneClassSVM(s *state) (any, error) {
	m, err := s.svm(0)
	if err != nil {
		return nil, err
	}
	offset, err := s.vector("offset_", 1, false)
	if err != nil {
		return nil, err
	}
	return &oneClassSVM{m, offset[0]}, nil
}

// DecisionFunction returns the value of the function.
func (o *oneClassSVM) DecisionFunction(x Matrix) (Matrix, error) {
	return Matrix{Data: o.Decide(x), Rows: x.Rows, Cols: 1}, nil
}

// ScoreSamples returns the decision function and the offset.
func (o *oneClassSVM) ScoreSamples(x Matrix) ([]float64, error) {
	scores := o.Decide(x)
	for i := range scores {
		scores[i] += o.offset
	}
	return scores, nil
}

// Predict returns -1 for outliers and 1 for the rest.
func (o *oneClassSVM) Predict(x Matrix) (Target, error) {
	scores := o.Decide(x)
	out := make([]int64, len(scores))
	for i, v := range scores {
		out[i] = -1
		if v > 0 {
			out[i] = 1
		}
	}
	return column(out), nil
}

// svmClassifier is an SVC or NuSVC.
type svmClassifier struct {
	*predict.SVM
	pairs     bool // decision_function_shape="ovo"
	breakTies bool
	probA     []float64 // nil without probabilities
	probB     []float64
	classes   Target
}

func readSVMClassifier(s *state) (any, error) {
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	n := s.model.Classes.Len()
	if n < 2 {
		return nil, s.fail("classes_", nil, "there is but one")
	}
	m, err := s.svm(n)
	if err != nil {
		return nil, err
	}
	c := &svmClassifier{SVM: m, pairs: s.text("decision_function_shape") == "ovo", classes: s.model.Classes}
	if !s.value.Attr("decision_function_shape").IsValid() {
		c.pairs = true // before 0.17
	}
	if c.breakTies, err = s.flag("break_ties", false); err != nil {
		return nil, err
	}
	a, err := s.numbers("_probA")
	if err != nil {
		return nil, err
	}
	if len(a.data) > 0 {
		if c.probA, err = s.vector("_probA", len(m.Intercept), false); err != nil {
			return nil, err
		}
		if c.probB, err = s.vector("_probB", len(m.Intercept), false); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *svmClassifier) has(method Method) bool {
	whole := len(c.Count) == c.classes.Len() // libsvm has left out no class
	switch method {
	case MethodPredictProba, MethodPredictLogProba:
		return c.probA != nil && whole
	case MethodDecisionFunction:
		return whole
	}
	return true
}

// Predict returns the class that wins most pairs.
func (c *svmClassifier) Predict(x Matrix) (Target, error) {
	pairs := c.Pairs(x)
	n := len(c.Count)
	if c.breakTies && !c.pairs && n > 2 {
		return c.classes.take(predict.OneVsRestOfPairs(pairs, n).ArgMax()), nil
	}
	return c.classes.take(predict.Votes(pairs, n).ArgMax()), nil
}

// DecisionFunction returns for two classes the function, above 0 for the second; for more those of all pairs, or votes and
// values made one score a class.
func (c *svmClassifier) DecisionFunction(x Matrix) (Matrix, error) {
	pairs := c.Pairs(x)
	switch {
	case c.classes.Len() == 2:
		for i := range pairs.Data {
			pairs.Data[i] = -pairs.Data[i]
		}
		return pairs, nil
	case c.pairs:
		return pairs, nil
	}
	return predict.OneVsRestOfPairs(pairs, c.classes.Len()), nil
}

// PredictProba returns probabilities that fit those of all pairs.
func (c *svmClassifier) PredictProba(x Matrix) (Matrix, error) {
	return predict.PairProbabilities(c.Pairs(x), c.probA, c.probB, c.classes.Len()), nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *svmClassifier) PredictLogProba(x Matrix) (Matrix, error) { return logOf(c.PredictProba(x)) }

func (r *svmRegressor) cost() int { return costOf(r.SVM) }

func (o *oneClassSVM) cost() int { return costOf(o.SVM) }

func (c *svmClassifier) cost() int { return costOf(c.SVM) }

// costOf is a product of vectors for each support vector.
func costOf(s *predict.SVM) int { return len(s.Vectors.Data) }
