package train

import (
	"math"

	"github.com/brine-go/brine/sklearn"
)

// A LogisticRegression fits logistic regression with a penalty on the squares of the coefficients, the intercept left out: a
// sigmoid for two classes, a softmax for more (scikit-learn's LogisticRegression with penalty l2).
//
// scikit-learn's default solver stops at gradients of 1e-4; this one goes on to the optimum, which scikit-learn gets at with a smaller tol.
type LogisticRegression struct {
	C            float64 // inverse of the penalty's strength, above 0
	FitIntercept bool
	ClassWeight  ClassWeights
	MaxIter      int // steps; more are an error
}

// NewLogisticRegression returns one with scikit-learn's defaults.
func NewLogisticRegression() *LogisticRegression {
	return &LogisticRegression{C: 1, FitIntercept: true, MaxIter: 100}
}

// Fit returns a LogisticRegression. y is of labels: ints, strings, bools or whole floats, of two classes or more.
func (l *LogisticRegression) Fit(x sklearn.Matrix, y sklearn.Target, opts ...Option) (*sklearn.Model, error) {
	t, err := newTask("LogisticRegression", x, y, anyFloat64, opts)
	if err != nil {
		return nil, err
	}
	switch {
	case !(l.C > 0) || math.IsInf(1/l.C, 0) || math.IsInf(l.C, 0):
		return nil, t.fail(nil, "C is %v, want a number above 0", l.C)
	case l.MaxIter <= 0:
		return nil, t.fail(nil, "max_iter is %d, want at least 1", l.MaxIter)
	}
	labels, err := t.labelled()
	if err != nil {
		return nil, err
	}
	if labels.classes.Len() < 2 {
		return nil, t.fail(nil, "This solver needs samples of at least 2 classes in the data, but the data contains only one class: %s", labels.classes.Text(0))
	}
	var rows []float64
	if t.release.since(balancedByWeightSince) {
		rows = t.weights
	}
	weights, err := l.ClassWeight.of(t, labels, rows)
	if err != nil {
		return nil, err
	}
	p := newLogistic(t, labels, t.rowWeights(labels, weights), 1/l.C, l.FitIntercept)
	solution, steps, err := newton(p, l.MaxIter)
	if err != nil {
		return nil, t.fail(ErrNotConverged, "%v", err)
	}
	coef, intercept := p.split(solution)
	o := newObject(t)
	l.params(o, labels.classes)
	o.features()
	o.set("classes_", o.labels(labels.classes))
	o.set("n_iter_", o.int32s([]int32{int32(steps)}))
	o.set("coef_", o.floats(coef, p.outputs, x.Cols))
	o.set("intercept_", o.floats(intercept, p.outputs))
	return o.model("sklearn.linear_model._logistic", "LogisticRegression")
}

func (l *LogisticRegression) params(o *object, classes sklearn.Target) {
	class := l.ClassWeight.param(o, classes)
	late := o.t.release.since(penaltyDeprecatedSince)
	if late {
		o.set("penalty", "deprecated")
		o.set("C", l.C)
		o.set("l1_ratio", 0.0)
		o.set("dual", false)
		o.set("tol", 1e-4)
	} else {
		o.set("penalty", "l2")
		o.set("dual", false)
		o.set("tol", 1e-4)
		o.set("C", l.C)
	}
	o.set("fit_intercept", l.FitIntercept)
	o.set("intercept_scaling", 1)
	o.set("class_weight", class)
	o.set("random_state", nil)
	o.set("solver", "lbfgs")
	o.set("max_iter", l.MaxIter)
	switch {
	case late:
	case o.t.release.since(multiClassDeprecatedSince):
		o.set("multi_class", "deprecated")
	default:
		o.set("multi_class", "auto")
	}
	o.set("verbose", 0)
	o.set("warm_start", false)
	o.set("n_jobs", nil)
	if !late {
		o.set("l1_ratio", nil)
	}
}
