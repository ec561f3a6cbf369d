package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// dummyClassifier answers the same for every row (sklearn.dummy.DummyClassifier).
type dummyClassifier struct {
	outputs []dummyOutput
	several bool
}

// A dummyOutput is what is answered about one output.
type dummyOutput struct {
	proba   []float64 // of each class
	answer  int       // the class that is forecast
	classes Target
}

// readDummyClassifier reads the strategies that have one answer; "stratified" and "uniform" draw lots.
func readDummyClassifier(s *state) (any, error) {
	lists, several, err := s.classLists()
	if err != nil {
		return nil, err
	}
	if !several {
		s.model.Classes = lists[0]
	}
	priors, err := s.priors(lists, several)
	if err != nil {
		return nil, err
	}
	strategy := s.text("_strategy")
	if strategy == "" {
		strategy = s.text("strategy")
	}
	d := &dummyClassifier{several: several}
	for k, classes := range lists {
		prior := priors[k]
		out := dummyOutput{proba: prior, answer: Matrix{Data: prior, Rows: 1, Cols: len(prior)}.ArgMax()[0], classes: classes}
		switch strategy {
		case "prior", "most_frequent":
		case "constant":
			v, err := s.attr("constant")
			if err != nil {
				return nil, err
			}
			if several {
				items, err := s.items("constant", v)
				if err != nil || len(items) != len(lists) {
					return nil, s.fail("constant", nil, fmt.Sprintf("want a value for each of %d outputs", len(lists)))
				}
				v = items[k]
			}
			if out.answer, err = s.classIndex("constant", v, classes); err != nil {
				return nil, err
			}
		default:
			return nil, s.fail("strategy", ErrUnsupported, fmt.Sprintf("%q draws lots: the strategies with one answer are supported", strategy))
		}
		if strategy != "prior" {
			out.proba = make([]float64, len(prior))
			out.proba[out.answer] = 1
		}
		d.outputs = append(d.outputs, out)
	}
	return d, nil
}

// priors reads class_prior_: one number a class, in a list of such if there are several outputs.
func (s *state) priors(lists []Target, several bool) ([][]float64, error) {
	const name = "class_prior_"
	if !several {
		prior, err := s.vector(name, lists[0].Len(), false)
		return [][]float64{prior}, err
	}
	arrays, err := s.matrices(name, len(lists))
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(lists))
	for k, a := range arrays {
		if out[k] = a.Data; len(a.Data) != lists[k].Len() {
			return nil, s.fail(name, nil, fmt.Sprintf("%d numbers for %d classes", len(a.Data), lists[k].Len()))
		}
	}
	return out, nil
}

// classIndex returns the index of a class as a parameter has it: a value, or a list or array of one.
func (s *state) classIndex(attr string, v py.Value, classes Target) (int, error) {
	want := v
	if v.Kind() == py.List && v.Len() == 1 {
		want = v.Index(0)
	}
	text, isText := want.Text()
	number, isNumber := numberOf(want)
	for i := range classes.Len() {
		switch c := classes.Value(i).(type) {
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

func (d *dummyClassifier) has(method Method) bool {
	switch method {
	case MethodPredictProba, MethodPredictLogProba:
		return !d.several
	case MethodPredictProbas:
		return d.several
	}
	return true
}

func (d *dummyClassifier) Predict(x Matrix) (Target, error) {
	columns := make([]Target, len(d.outputs))
	for k, o := range d.outputs {
		indices := make([]int, x.Rows)
		for i := range indices {
			indices[i] = o.answer
		}
		columns[k] = o.classes.take(indices)
	}
	if d.several {
		return sideBySide(columns), nil
	}
	return columns[0], nil
}

func (d *dummyClassifier) PredictProba(x Matrix) (Matrix, error) {
	return d.outputs[0].rows(x.Rows), nil
}

// PredictProbas returns the probabilities of each output.
func (d *dummyClassifier) PredictProbas(x Matrix) ([]Matrix, error) {
	out := make([]Matrix, len(d.outputs))
	for k := range out {
		out[k] = d.outputs[k].rows(x.Rows)
	}
	return out, nil
}

// rows repeats the probabilities.
func (o *dummyOutput) rows(n int) Matrix {
	out := predict.NewMatrix(n, len(o.proba))
	for i := range n {
		copy(out.Row(i), o.proba)
	}
	return out
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
