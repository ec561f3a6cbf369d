package sklearn

import (
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// oneVsRest has one estimator a class, each of which tells its class from all others.
type oneVsRest struct {
	parts     []*Model
	binarizer binarizer
	firstWins bool // of equal scores
	zero      predict.ZeroRow
}

// A binarizer is what a LabelBinarizer knows: the classes, and whether a row may have several of them.
type binarizer struct {
	classes    Target
	multilabel bool
}

// binarizer reads an attribute that is a LabelBinarizer.
func (s *state) binarizer(name string) (b binarizer, err error) {
	v, err := s.attr(name)
	if err != nil {
		return b, err
	}
	kind, ok := v.Attr("y_type_").Text()
	if _, class, _ := v.Class(); class != "LabelBinarizer" || !ok {
		if class == "" {
			class = v.Kind().String()
		}
		return b, s.fail(name, ErrNotFitted, fmt.Sprintf("got %s, want a fitted LabelBinarizer", class))
	}
	if b.classes, err = classesOf(v.Attr("classes_")); err != nil {
		return b, s.wrap(name+".classes_", err)
	}
	b.multilabel = strings.HasPrefix(kind, "multilabel")
	return b, nil
}

// readOneVsRest reads estimators_ and label_binarizer_.
func readOneVsRest(s *state) (any, error) {
	list, err := s.attr("estimators_")
	if err != nil {
		return nil, err
	}
	if list.Kind() != py.List || list.Len() == 0 {
		return nil, s.fail("estimators_", nil, fmt.Sprintf("got %v of %d, want a list of estimators", list.Kind(), list.Len()))
	}
	o := &oneVsRest{firstWins: s.version.since(firstOfEqualsSince), zero: predict.Divide}
	if s.version.since(zeroRowKeptSince) {
		o.zero = predict.Keep
	}
	if o.binarizer, err = s.binarizer("label_binarizer_"); err != nil {
		return nil, err
	}
	for item := range list.Items() {
		place := fmt.Sprintf("estimators_[%d]", len(o.parts))
		part, err := s.child(item, place)
		if err != nil {
			return nil, err
		}
		if !part.Has(MethodPredict) && !part.Has(MethodDecisionFunction) {
			return nil, within(place, part.fail(ErrNoMethod, part.ClassName+" has no predict"))
		}
		if classes := part.Classes.Len(); classes > 2 {
			return nil, within(place, part.fail(ErrUnsupported, fmt.Sprintf("it tells %d classes apart, want 2", classes)))
		}
		o.parts = append(o.parts, part)
	}
	classes := o.binarizer.classes
	if want := classes.Len(); len(o.parts) != want && !(len(o.parts) == 1 && want == 2) {
		return nil, s.fail("estimators_", nil, fmt.Sprintf("got %d estimators for %d classes", len(o.parts), want))
	}
	if s.model.NFeatures == 0 {
		s.model.NFeatures = o.parts[0].NFeatures
	}
	s.model.Classes = classes
	return o, nil
}

func (o *oneVsRest) accepts() policy { return unchecked }

func (o *oneVsRest) has(method Method) bool {
	switch method {
	case MethodPredictProba:
		return all(o.parts, method)
	case MethodPredictLogProba:
		return false
	case MethodDecisionFunction:
		return all(o.parts, method)
	}
	return true
}

// confidence returns how much each part is for its class, and the limit over which it is: the decision
// function, else the probability, or what a regressor predicts (sklearn.multiclass._predict_binary).
func (o *oneVsRest) confidence(x X) (scores Matrix, limit float64, err error) {
	rows, _ := x.Shape()
	for j, part := range o.parts {
		values, partLimit, err := part.binary(x)
		if err != nil {
			return scores, 0, within(partName(j), err)
		}
		if j == 0 { // whose limit scikit-learn takes for all
			limit, scores = partLimit, predict.NewMatrix(rows, len(o.parts))
		}
		for i, v := range values {
			scores.Data[i*scores.Cols+j] = v
		}
	}
	return scores, limit, nil
}

// Predict returns the class whose part is most for it; for several labels a row, which parts are for theirs.
func (o *oneVsRest) Predict(x X) (Target, error) {
	scores, limit, err := o.confidence(x)
	if err != nil {
		return Target{}, err
	}
	if o.binarizer.multilabel {
		return above(scores, limit), nil
	}
	indices := make([]int, scores.Rows)
	for i := range indices {
		row := scores.Row(i)
		if len(row) == 1 {
			if row[0] > limit && o.binarizer.classes.Len() == 2 {
				indices[i] = 1
			}
			continue
		}
		indices[i] = o.best(row)
	}
	return o.binarizer.classes.take(indices), nil
}

// best returns the index of the largest score in the order that the release compares them. As numpy.maximum,
// a NaN is larger than all that follow, and equal to nothing.
func (o *oneVsRest) best(row []float64) int {
	top, at := math.Inf(-1), 0
	for k := range row {
		j := k
		if o.firstWins {
			j = len(row) - 1 - k
		}
		if top = math.Max(top, row[j]); top == row[j] {
			at = j
		}
	}
	return at
}

// PredictProba returns the probability that each part gives its class, each row divided by its sum unless
// rows may have several labels.
func (o *oneVsRest) PredictProba(x X) (Matrix, error) {
	width := len(o.parts)
	if width == 1 {
		width = 2
	}
	var out Matrix
	for j, part := range o.parts {
		p, err := part.PredictProba(x)
		if err != nil {
			return Matrix{}, within(fmt.Sprintf("estimators_[%d]", j), err)
		}
		if j == 0 {
			out = predict.NewMatrix(p.Rows, width)
		}
		for i := range p.Rows {
			out.Data[i*width+width-len(o.parts)+j] = p.Data[i*p.Cols+1]
		}
	}
	if len(o.parts) == 1 {
		for i := range out.Rows {
			out.Data[2*i] = 1 - out.Data[2*i+1]
		}
	}
	if !o.binarizer.multilabel {
		out.NormalizeRows(o.zero)
	}
	return out, nil
}

// PredictLogProba is not there, as in scikit-learn; has says so.
func (o *oneVsRest) PredictLogProba(x X) (Matrix, error) { return logOf(o.PredictProba(x)) }

// DecisionFunction returns the scores of the parts; of a single part its own.
func (o *oneVsRest) DecisionFunction(x X) (Matrix, error) {
	scores, _, err := o.confidence(x)
	return scores, err
}

// constant stands in for a class that all or none of the training rows had
// (sklearn.multiclass._ConstantPredictor).
type constant struct{ y float64 }

func readConstant(s *state) (any, error) {
	y, err := s.vector("y_", 1, false)
	if err != nil {
		return nil, err
	}
	return constant{y[0]}, nil
}

func (c constant) accepts() policy { return unchecked }

func (c constant) column(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = c.y
	}
	return out
}

func (c constant) Predict(x X) (Target, error) {
	rows, _ := x.Shape()
	return column(c.column(rows)), nil
}

func (c constant) DecisionFunction(x X) (Matrix, error) {
	rows, _ := x.Shape()
	return Matrix{Data: c.column(rows), Rows: rows, Cols: 1}, nil
}

func (c constant) PredictProba(x X) (Matrix, error) {
	rows, _ := x.Shape()
	out := predict.NewMatrix(rows, 2)
	for i := range rows {
		out.Data[2*i], out.Data[2*i+1] = 1-c.y, c.y
	}
	return out, nil
}

func (c constant) PredictLogProba(x X) (Matrix, error) { return logOf(c.PredictProba(x)) }
