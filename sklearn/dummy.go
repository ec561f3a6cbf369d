package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// dummyClassifier answers the same for every row (sklearn.dummy.DummyClassifier).
type dummyClassifier struct {
	proba   []float64 // of each class
	answer  int       // the class that is forecast
	classes Target
}

// readDummyClassifier reads the strategies that have one answer; "stratified" and "uniform" draw lots.
func readDummyClassifier(s *state) (any, error) {
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	n := s.model.Classes.Len()
	prior, err := s.vector("class_prior_", n, false)
	if err != nil {
		return nil, err
	}
	strategy := s.text("_strategy")
	if strategy == "" {
		strategy = s.text("strategy")
	}
	top := Matrix{Data: prior, Rows: 1, Cols: n}.ArgMax()[0]
	d := &dummyClassifier{proba: prior, answer: top, classes: s.model.Classes}
	switch strategy {
	case "prior":
		return d, nil
	case "constant":
		v, err := s.attr("constant")
		if err != nil {
			return nil, err
		}
		if d.answer, err = s.classIndex("constant", v); err != nil {
			return nil, err
		}
	case "most_frequent":
	default:
		return nil, s.fail("strategy", ErrUnsupported, fmt.Sprintf("%q draws lots: the strategies with one answer are supported", strategy))
	}
	d.proba = make([]float64, n)
	d.proba[d.answer] = 1
	return d, nil
}

// classIndex returns the index of a class as a parameter has it: a value, or a list or array of one.
func (s *state) classIndex(attr string, v py.Value) (int, error) {
	want := v
	if v.Kind() == py.List && v.Len() == 1 {
		want = v.Index(0)
	}
	text, isText := textOf(want)
	number, isNumber := numberOf(want)
	for i := range s.model.Classes.Len() {
		switch c := s.model.Classes.Value(i).(type) {
		case string:
			if isText && c == text {
				return i, nil
			}
		case int64:
			if isNumber && float64(c) == number {
				return i, nil
			}
		case float64:
			if isNumber && c == number {
				return i, nil
			}
		case bool:
			if isNumber && number == float64(map[bool]int{true: 1}[c]) {
				return i, nil
			}
		}
	}
	return 0, s.fail(attr, ErrUnsupported, fmt.Sprintf("%s is none of the classes", py.Repr(v)))
}

func (d *dummyClassifier) accepts() policy { return unchecked }

func (d *dummyClassifier) Predict(x Matrix) (Target, error) {
	indices := make([]int, x.Rows)
	for i := range indices {
		indices[i] = d.answer
	}
	return d.classes.take(indices), nil
}

func (d *dummyClassifier) PredictProba(x Matrix) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, len(d.proba))
	for i := range x.Rows {
		copy(out.Row(i), d.proba)
	}
	return out, nil
}

func (d *dummyClassifier) PredictLogProba(x Matrix) (Matrix, error) { return logOf(d.PredictProba(x)) }

// dummyRegressor answers constant_, one number an output (sklearn.dummy.DummyRegressor).
type dummyRegressor struct{ constant []float64 }

func readDummyRegressor(s *state) (any, error) {
	a, err := s.numbers("constant_")
	if err != nil {
		return nil, err
	}
	if len(a.data) == 0 {
		return nil, s.fail("constant_", nil, "it is empty")
	}
	return &dummyRegressor{a.data}, nil
}

func (d *dummyRegressor) accepts() policy { return unchecked }

func (d *dummyRegressor) Predict(x Matrix) (Target, error) {
	n := len(d.constant)
	out := make([]float64, 0, x.Rows*n)
	for range x.Rows {
		out = append(out, d.constant...)
	}
	return regression(out, x.Rows, n), nil
}
