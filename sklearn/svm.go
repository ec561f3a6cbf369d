package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
)

// svm reads what SVC, NuSVC, SVR, NuSVR and OneClassSVM have in common: libsvm's model, of classes with Count.
func (s *state) svm(classes int) (*predict.SVM, error) {
	m := &predict.SVM{Kernel: predict.Kernel{Name: s.text("kernel")}}
	if err := m.Check(); err != nil {
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
	degree, ok := countOf(attrOf(s.value, "degree"))
	if m.Degree = degree; !ok {
		return nil, s.fail("degree", ErrUnsupported, "it is no count")
	}
	var err error
	if m.Vectors, err = s.matrixOf("support_vectors_", 0); err != nil {
		return nil, err
	}
	if err := s.features("support_vectors_", m.Vectors.Cols); err != nil {
		return nil, err
	}
	if m.Dual, err = s.matrixOf("_dual_coef_", m.Vectors.Rows); err != nil {
		return nil, err
	}
	pairs := 1
	if classes > 0 {
		pairs = classes * (classes - 1) / 2
		counts, err := s.vector("_n_support", classes, false)
		if err != nil {
			return nil, err
		}
		left := m.Vectors.Rows
		for _, n := range counts {
			if n < 0 || n > float64(left) || n != float64(int(n)) {
				return nil, s.fail("_n_support", nil, fmt.Sprintf("got %v of %d support vectors", counts, m.Vectors.Rows))
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
	if !attrOf(s.value, "decision_function_shape").IsValid() {
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
	if method == MethodPredictProba || method == MethodPredictLogProba {
		return c.probA != nil
	}
	return true
}

// Predict returns the class that wins most pairs.
func (c *svmClassifier) Predict(x Matrix) (Target, error) {
	pairs := c.Pairs(x)
	if c.breakTies && !c.pairs && c.classes.Len() > 2 {
		return c.classes.take(predict.OneVsRestOfPairs(pairs, c.classes.Len()).ArgMax()), nil
	}
	return c.classes.take(predict.Votes(pairs, c.classes.Len()).ArgMax()), nil
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
