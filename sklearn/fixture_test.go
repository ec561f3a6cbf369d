package sklearn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/fixturetest"
)

// The answers of scikit-learn itself, as gen_models.py of ../testdata/generate and generate.py of testdata
// write them.

// tensor is an array: numbers, texts, bools in C order, or the message of a refusal.
type tensor struct {
	Shape []int  `json:"shape"`
	Data  []any  `json:"data"`
	Error string `json:"error"`
	names []string
	parts []tensor // of several outputs
}

// UnmarshalJSON also reads a plain list of names.
func (t *tensor) UnmarshalJSON(data []byte) error {
	switch {
	case data[0] == '[' && bytes.HasPrefix(bytes.TrimLeft(data[1:], " \n"), []byte("{")):
		return fixturetest.Unmarshal(data, &t.parts)
	case data[0] == '[':
		return json.Unmarshal(data, &t.names)
	}
	type plain tensor
	return fixturetest.Unmarshal(data, (*plain)(t))
}

// A question is an X and what each method answered.
type question struct {
	X       input             `json:"X"`
	Outputs map[string]tensor `json:"outputs"`
}

// An input is an X in any form: an array, a DataFrame by its columns, documents, labels, or dicts.
type input struct {
	tensor
	File   string           `json:"file"`
	Inline *tensor          `json:"inline"`
	Line   []any            `json:"inline1d"`
	Frame  frame            `json:"frame"`
	Docs   []string         `json:"docs"`
	List   []any            `json:"list"`
	Dicts  []map[string]any `json:"dicts"`
}

// UnmarshalJSON goes around tensor's.
func (in *input) UnmarshalJSON(data []byte) error {
	var plain struct {
		Shape  []int            `json:"shape"`
		Data   []any            `json:"data"`
		File   string           `json:"file"`
		Inline *tensor          `json:"inline"`
		Line   []any            `json:"inline1d"`
		Frame  frame            `json:"frame"`
		Docs   []string         `json:"docs"`
		List   []any            `json:"list"`
		Dicts  []map[string]any `json:"dicts"`
	}
	err := fixturetest.Unmarshal(data, &plain)
	*in = input{tensor{Shape: plain.Shape, Data: plain.Data}, plain.File, plain.Inline, plain.Line, plain.Frame, plain.Docs, plain.List, plain.Dicts}
	return err
}

// A frame is columns in their order.
type frame []struct {
	name  string
	cells []any
}

func (f *frame) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var cells []any
		if err := d.Decode(&cells); err != nil {
			return err
		}
		*f = append(*f, struct {
			name  string
			cells []any
		}{name.(string), cells})
	}
	return nil
}

// cell returns a value of a JSON file as a cell of a table.
func cell(tb testing.TB, v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		return fixturetest.Float(tb, v)
	case map[string]any:
		return fixturetest.Float(tb, v)
	case []any:
		return cells(tb, v)
	}
	return v
}

func cells(tb testing.TB, values []any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = cell(tb, v)
	}
	return out
}

func valueColumn(tb testing.TB, name string, values []any) Column {
	tb.Helper()
	c, err := ValueColumn(name, cells(tb, values))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// x returns the input as the model gets it.
func (in input) x(tb testing.TB) X {
	tb.Helper()
	var columns []Column
	switch {
	case in.Docs != nil:
		return Texts(in.Docs...)
	case in.Line != nil: // one dimension, as IsotonicRegression takes it
		return tensor{Data: in.Line, Shape: []int{len(in.Line), 1}}.matrix(tb)
	case in.List != nil:
		columns = append(columns, valueColumn(tb, "", in.List))
	case in.Frame != nil:
		for _, c := range in.Frame {
			columns = append(columns, valueColumn(tb, c.name, c.cells))
		}
	case in.Dicts != nil:
		var names []string
		for _, row := range in.Dicts {
			for name := range row {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
		for _, name := range names {
			values := make([]any, len(in.Dicts))
			for i, row := range in.Dicts {
				values[i] = row[name]
			}
			columns = append(columns, valueColumn(tb, name, values))
		}
	case slices.ContainsFunc(in.Data, func(v any) bool { _, ok := v.(string); return ok || v == nil }):
		for j := range in.Shape[1] {
			values := make([]any, in.Shape[0])
			for i := range values {
				values[i] = in.Data[i*in.Shape[1]+j]
			}
			columns = append(columns, valueColumn(tb, "", values))
		}
	default:
		return in.matrix(tb)
	}
	t, err := NewTable(columns...)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// floats returns the numbers of a tensor.
func (t tensor) floats(tb testing.TB) []float64 { return fixturetest.Floats(tb, t.Data) }

func (t tensor) matrix(tb testing.TB) Matrix {
	tb.Helper()
	if len(t.Shape) != 2 {
		tb.Fatalf("X of shape %v", t.Shape)
	}
	return Matrix{Data: t.floats(tb), Rows: t.Shape[0], Cols: t.Shape[1]}
}

// sharedQuestion reads a file of ../testdata/fixtures/*/estimators, whose X is the test part of a data set, or
// stands in the file itself.
func sharedQuestion(tb testing.TB, path string) question {
	tb.Helper()
	var q question
	fixturetest.ReadJSON(tb, path, &q)
	if q.X.Inline != nil {
		q.X.tensor = *q.X.Inline
	}
	if q.X.File == "" {
		return q
	}
	var set struct {
		Test  []any `json:"X_test"`
		Shape []int `json:"shape"` // of the sets with gaps, which are flat
	}
	fixturetest.ReadJSON(tb, filepath.Join(filepath.Dir(filepath.Dir(path)), q.X.File), &set)
	if q.X.Shape = set.Shape; set.Shape != nil {
		q.X.Data = set.Test
		return q
	}
	for _, row := range set.Test {
		q.X.Data = append(q.X.Data, row.([]any)...)
	}
	q.X.Shape = []int{len(set.Test), len(q.X.Data) / len(set.Test)}
	return q
}

// anyCount is what examine takes for a folder of any number of models.
const anyCount = -1

// examine loads the models of a folder and hands each to ask, with what scikit-learn answered; ask returns how many answers it
// compared.
func examine(t *testing.T, folder string, count int, ask func(t *testing.T, name string, m *Model, cases []question) int) {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.json")
	if err != nil || len(files) == 0 || count != anyCount && len(files) != count {
		t.Fatalf("%d models in %s, want %d: %v", len(files), folder, count, err)
	}
	compared := 0
	for _, file := range files {
		path := strings.TrimSuffix(file, ".json")
		name := filepath.Base(path)
		t.Run(filepath.Base(filepath.Dir(file))+"/"+name, func(t *testing.T) {
			m, err := Load(path + ".pkl")
			if err != nil {
				t.Fatal(err)
			}
			var want struct {
				Estimator string     `json:"estimator"`
				Release   string     `json:"sklearn"`
				Cases     []question `json:"cases"`
			}
			fixturetest.ReadJSON(t, file, &want)
			if m.ClassName != want.Estimator || m.Version != want.Release {
				t.Errorf("%s of %s, want %s of %s", m.ClassName, m.Version, want.Estimator, want.Release)
			}
			for i, q := range want.Cases {
				if len(q.Outputs) == 0 && len(m.Methods()) > 0 {
					t.Errorf("case %d: nothing to compare", i)
				}
			}
			compared += ask(t, name, m, want.Cases)
		})
	}
	t.Logf("%s: %d models, %d values", folder, len(files), compared)
}

// onlyAnswered wants a model to have no methods but those that scikit-learn answered, and some that were not asked.
func onlyAnswered(t *testing.T, m *Model, cases []question, unasked ...Method) {
	t.Helper()
	for _, method := range m.Methods() {
		if slices.Contains(unasked, method) {
			continue
		}
		if method == MethodPredictProbas {
			method = MethodPredictProba
		}
		if !slices.ContainsFunc(cases, func(q question) bool { _, ok := q.Outputs[string(method)]; return ok }) {
			t.Errorf("it has %s, which scikit-learn's has not", method)
		}
	}
}

// answer calls a method by its name. Numbers are in got; labels and names in words, as Python prints them.
func answer(m *Model, method string, x X) (shape []int, got []float64, words []string, err error) {
	fromMatrix := func(out Matrix, err error) ([]int, []float64, []string, error) {
		return []int{out.Rows, out.Cols}, out.Data, nil, err
	}
	switch Method(method) {
	case MethodPredict:
		y, err := m.Predict(x)
		if y.Floats() != nil {
			return y.Shape(), y.Floats(), nil, err
		}
		for i := range y.Len() {
			words = append(words, y.Text(i))
		}
		return y.Shape(), nil, words, err
	case MethodPredictProba:
		return fromMatrix(m.PredictProba(x))
	case MethodPredictLogProba:
		return fromMatrix(m.PredictLogProba(x))
	case MethodDecisionFunction:
		return fromMatrix(m.DecisionFunction(x))
	case MethodTransform:
		return fromMatrix(m.Transform(x))
	case MethodPredictStd:
		got, err = m.PredictStd(x)
		return []int{len(got)}, got, nil, err
	case MethodScoreSamples:
		got, err = m.ScoreSamples(x)
		return []int{len(got)}, got, nil, err
	case MethodPredictProbas:
		parts, err := m.PredictProbas(x)
		for _, p := range parts {
			got = append(got, p.Data...)
		}
		return []int{len(got)}, got, nil, err
	case MethodGetFeatureNamesOut:
		words, err = m.FeatureNamesOut()
		return []int{len(words)}, nil, words, err
	}
	return nil, nil, nil, fmt.Errorf("no method %s", method)
}

// exact is how nearly numbers agree with scikit-learn's, but for those of the models that are listed with a tolerance of their own.
const exact = 1e-12

// near reports whether a number is scikit-learn's: |d| ≤ 1e-12·max(0.01, |y|), or tolerance·max(1, |y|) where that is looser; NaN and
// infinity the same.
func near(got, want, tolerance float64) bool {
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return true
	}
	d, y := math.Abs(got-want), math.Abs(want)
	return d <= exact*max(0.01, y) || tolerance > exact && d <= tolerance*max(1, y)
}

// ask compares all answers of a model to one question, and returns how many numbers and labels agreed.
func ask(t *testing.T, m *Model, q question) (compared int) {
	t.Helper()
	return askWithin(t, exact, m, q)
}

func askWithin(t *testing.T, tolerance float64, m *Model, q question) (compared int) {
	t.Helper()
	x := q.X.x(t)
	var before []float64
	if m, ok := x.(Matrix); ok {
		before = slices.Clone(m.Data)
	}
	for method, want := range q.Outputs {
		if want.names != nil {
			want.Shape = []int{len(want.names)}
			for _, name := range want.names {
				want.Data = append(want.Data, name)
			}
		}
		if want.parts != nil { // predict_proba of several outputs
			if method == "predict_log_proba" {
				continue // the logarithms of the same numbers
			}
			method = string(MethodPredictProbas)
			for _, p := range want.parts {
				want.Data = append(want.Data, p.Data...)
			}
			want.Shape = []int{len(want.Data)}
		}
		shape, got, words, err := answer(m, method, x)
		if strings.HasPrefix(want.Error, "NotImplementedError") || strings.Contains(want.Error, "has no attribute") { // a method that is there to say that it is not
			if !errors.Is(err, ErrNoMethod) {
				t.Errorf("%s: got error %v, want none such", method, err)
			}
			compared++
			continue
		}
		if want.Error != "" {
			text, _, _ := strings.Cut(strings.ReplaceAll(want.Error, "\n", " "), " For supervised learning")
			if err == nil || !strings.Contains(err.Error(), text) {
				t.Errorf("%s: got error %v, want %s", method, err, want.Error)
			}
			compared++
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", method, err)
			continue
		}
		if (method == "decision_function" || method == "transform") && len(want.Shape) == 1 {
			want.Shape = append(want.Shape, 1) // scikit-learn flattens a single column of scores, and of labels
		}
		if !slices.Equal(shape, want.Shape) || len(want.Data) != len(got)+len(words) {
			t.Errorf("%s: got shape %v with %d values, want %v with %d", method, shape, len(got)+len(words), want.Shape, len(want.Data))
			continue
		}
		for i, w := range want.Data {
			switch {
			case got != nil:
				if w := fixturetest.Float(t, w); !near(got[i], w, tolerance) {
					t.Errorf("%s: value %d is %v, want %v (off by %.3g)", method, i, got[i], w, got[i]-w)
				}
			case words[i] != pythonText(w):
				t.Errorf("%s: label %d is %s, want %v", method, i, words[i], w)
			}
			compared++
		}
	}
	if m, ok := x.(Matrix); ok && !slices.EqualFunc(before, m.Data, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }) {
		t.Error("X was changed")
	}
	return compared
}

func pythonText(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "True"
		}
		return "False"
	case json.Number:
		return v.String()
	}
	return fmt.Sprint(v)
}
