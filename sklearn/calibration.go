package sklearn

import (
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// calibrated is a CalibratedClassifierCV: the mean of what its classifiers say after calibration.
type calibrated struct {
	parts   []calibratedPart
	classes Target
}

// A calibratedPart is a classifier and what turns its scores into probabilities (sklearn.calibration._CalibratedClassifier).
type calibratedPart struct {
	model       *Model
	place       string
	calibrators []func(float64) (float64, error) // of each class, or of the second one of two
	temperature float64                          // beta_, if one number calibrates all classes together; else 0
	classes     int
	known       []int // the classes that the classifier tells apart
	columns     int   // of its scores: one for each class, or that of the second of two
}

// readCalibrated reads calibrated_classifiers_.
func readCalibrated(s *state) (any, error) {
	v, err := s.attr("calibrated_classifiers_")
	if err != nil {
		return nil, err
	}
	items, err := s.items("calibrated_classifiers_", v)
	if err != nil {
		return nil, err
	}
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	c := &calibrated{classes: s.model.Classes}
	for i, item := range items {
		part, err := s.calibratedPart(item, fmt.Sprintf("calibrated_classifiers_[%d]", i))
		if err != nil {
			return nil, err
		}
		c.parts = append(c.parts, part)
	}
	if c.parts == nil {
		return nil, s.fail("calibrated_classifiers_", nil, "it is empty")
	}
	s.inputOf(c.parts[0].model)
	return c, nil
}

func (s *state) calibratedPart(v py.Value, place string) (p calibratedPart, err error) {
	estimator := v.Attr("estimator")
	if !estimator.IsValid() {
		estimator = v.Attr("base_estimator") // before 1.2
	}
	p.place, p.classes = place, s.model.Classes.Len()
	if p.model, err = s.child(estimator, place); err != nil {
		return p, err
	}
	method, _ := v.Attr("method").Text()
	p.known = s.model.Classes.find(p.model.Classes)
	n := len(p.known)
	some := method != "temperature" && p.classes > 2 && n >= 2 && !slices.Contains(p.known, -1) // a part of the rows may lack classes
	if n != p.classes && !some || n < 2 {
		return p, within(place, p.model.fail(ErrUnsupported, fmt.Sprintf("it tells %d classes apart, want %d", n, p.classes)))
	}
	list := v.Attr("calibrators")
	if !list.IsValid() {
		list = v.Attr("calibrators_") // before 0.24
	}
	items, err := s.items("calibrators", list)
	if err != nil {
		return p, err
	}
	if method == "temperature" {
		var beta float64
		ok := len(items) == 1
		if ok {
			beta, ok = numberOf(items[0].Attr("beta_"))
		}
		if !ok || beta == 0 {
			return p, s.fail("calibrators", ErrNotFitted, "want one with beta_")
		}
		if p.temperature, p.columns = beta, n; n == 2 {
			p.columns = 1
		}
		return p, nil
	}
	// Of two of more classes, releases differ in whether each has a probability.
	if p.columns = len(items); p.columns != n && (p.columns != 1 || n != 2) || n == 2 && p.classes == 2 && p.columns != 1 {
		return p, s.fail("calibrators", nil, fmt.Sprintf("got %d for %d classes", len(items), p.classes))
	}
	if slices.Contains(p.known, -1) {
		return p, within(place, p.model.fail(ErrUnsupported, "its classes are others"))
	}
	for _, item := range items {
		f, err := s.calibrator(item)
		if err != nil {
			return p, err
		}
		p.calibrators = append(p.calibrators, f)
	}
	return p, nil
}

// calibrator reads a _SigmoidCalibration or an IsotonicRegression.
func (s *state) calibrator(v py.Value) (func(float64) (float64, error), error) {
	_, class, _ := v.Class()
	switch class {
	case "_SigmoidCalibration":
		a, ok := numberOf(v.Attr("a_"))
		b, ok2 := numberOf(v.Attr("b_"))
		if !ok || !ok2 {
			return nil, s.fail("calibrators", ErrNotFitted, "a _SigmoidCalibration without a_ and b_")
		}
		return func(x float64) (float64, error) { return predict.Expit(-(float64(a*x) + b)), nil }, nil
	case "IsotonicRegression":
		m, err := s.child(v, "calibrators")
		if err != nil {
			return nil, err
		}
		return m.estimator.(*isotonic).at, nil
	}
	return nil, s.fail("calibrators", ErrUnsupported, fmt.Sprintf("%q is not known", class))
}

func (c *calibrated) has(method Method) bool { return method != MethodPredictLogProba }

// scores returns what is calibrated: the decision function, else the probabilities; of two classes those of the second.
func (p *calibratedPart) scores(x X) (scores Matrix, probabilities bool, err error) {
	if p.model.Has(MethodDecisionFunction) {
		scores, err = p.model.DecisionFunction(x)
	} else {
		probabilities = true
		if scores, err = p.model.PredictProba(x); err == nil && p.columns == 1 && scores.Cols == 2 {
			scores = oneColumn(scores.Column(1))
		}
	}
	if err == nil && scores.Cols != p.columns {
		err = p.model.fail(ErrUnsupported, fmt.Sprintf("it gives %d scores for %d classes", scores.Cols, p.classes))
	}
	return scores, probabilities, err
}

// proba returns calibrated probabilities (_CalibratedClassifier.predict_proba).
func (p *calibratedPart) proba(x X) (Matrix, error) {
	scores, probabilities, err := p.scores(x)
	if err != nil {
		return Matrix{}, err
	}
	if p.temperature != 0 {
		return p.tempered(scores, probabilities), nil
	}
	out := predict.NewMatrix(rowsOf(x), p.classes)
	for j, f := range p.calibrators {
		class := p.known[j] // of two of more classes scikit-learn takes the first for it, though the score is the second's
		if p.classes == 2 {
			class = 1
		}
		for i := range rowsOf(x) {
			if out.Data[i*out.Cols+class], err = f(scores.Data[i*scores.Cols+j]); err != nil {
				return out, err
			}
		}
	}
	if p.classes == 2 {
		for i := range rowsOf(x) {
			out.Data[2*i] = 1 - out.Data[2*i+1]
		}
	} else {
		out.NormalizeRows(predict.Uniform)
	}
	held(out)
	return out, nil
}

// held makes of probabilities a little above 1 ones.
func held(p Matrix) {
	for i, v := range p.Data {
		if v > 1 && v <= 1+1e-5 {
			p.Data[i] = 1
		}
	}
}

// tempered is the softmax of scores times beta_. Probabilities are turned into scores by the logarithm
// (sklearn.calibration._convert_to_logits).
func (p *calibratedPart) tempered(scores Matrix, probabilities bool) Matrix {
	single := scores.Cols == 1
	if single {
		both := predict.NewMatrix(scores.Rows, 2)
		for i, v := range scores.Data {
			if both.Data[2*i], both.Data[2*i+1] = -v, v; probabilities {
				both.Data[2*i] = 1 - v
			}
		}
		scores = both
	}
	logs := (!single || probabilities) && likeProbabilities(scores)
	out := predict.NewMatrix(scores.Rows, scores.Cols)
	for i, v := range scores.Data {
		if logs {
			v = math.Log(v + 1e-12)
		}
		out.Data[i] = p.temperature * v
	}
	predict.Softmax(out)
	held(out)
	return out
}

// likeProbabilities reports whether all values are from 0 to 1 and all rows sum to 1: scikit-learn looks at nothing else.
func likeProbabilities(m Matrix) bool {
	for i := range m.Rows {
		var sum float64
		for _, v := range m.Row(i) {
			if !(v >= 0 && v <= 1) {
				return false
			}
			sum += v
		}
		if !(math.Abs(sum-1) <= 1e-8+1e-5) {
			return false
		}
	}
	return true
}

// PredictProba returns the mean of the calibrated probabilities.
func (c *calibrated) PredictProba(x X) (Matrix, error) {
	out := predict.NewMatrix(rowsOf(x), c.classes.Len())
	for k := range c.parts {
		p, err := c.parts[k].proba(x)
		if err != nil {
			return out, within(c.parts[k].place, err)
		}
		for i, v := range p.Data {
			out.Data[i] += v
		}
	}
	for i := range out.Data {
		out.Data[i] /= float64(len(c.parts))
	}
	return out, nil
}

// PredictLogProba is not there, as in scikit-learn; has says so.
func (c *calibrated) PredictLogProba(x X) (Matrix, error) { return logOf(c.PredictProba(x)) }

// Predict returns the most probable class.
func (c *calibrated) Predict(x X) (Target, error) {
	p, err := c.PredictProba(x)
	if err != nil {
		return Target{}, err
	}
	return c.classes.take(p.ArgMax()), nil
}
