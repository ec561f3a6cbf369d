package train_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/sklearn"
)

// A tensor is an array of generate.py: numbers, texts or bools in C order.
type tensor struct {
	Shape []int `json:"shape"`
	Data  []any `json:"data"`
}

// floats returns the numbers of a tensor; bools are 0 and 1.
func (t tensor) floats(tb testing.TB) []float64 {
	tb.Helper()
	out := make([]float64, len(t.Data))
	for i, v := range t.Data {
		switch v := v.(type) {
		case float64:
			out[i] = v
		case bool:
			if v {
				out[i] = 1
			}
		default:
			tb.Fatalf("got %v, want a number", v)
		}
	}
	return out
}

// A dataset is an X and y of data.json.
type dataset struct {
	x sklearn.Matrix
	y sklearn.Target
}

func readJSON(tb testing.TB, file string, into any) {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		tb.Fatalf("%s: %v", file, err)
	}
}

// datasets reads data.json. Labels, which are whole numbers, are ints.
func datasets(tb testing.TB) map[string]dataset {
	tb.Helper()
	var raw map[string]struct{ X, Y tensor }
	readJSON(tb, "data.json", &raw)
	out := map[string]dataset{}
	for name, set := range raw {
		d := dataset{x: sklearn.Matrix{Data: set.X.floats(tb), Rows: set.X.Shape[0], Cols: set.X.Shape[1]}}
		switch set.Y.Data[0].(type) {
		case string:
			d.y = sklearn.NewTarget(labels[string](set.Y))
		case bool:
			d.y = sklearn.NewTarget(labels[bool](set.Y))
		default:
			d.y = numbers(set.Y.floats(tb), set.Y.Shape)
		}
		out[name] = d
	}
	return out
}

func labels[T any](t tensor) []T {
	out := make([]T, len(t.Data))
	for i, v := range t.Data {
		out[i] = v.(T)
	}
	return out
}

func numbers(y []float64, shape []int) sklearn.Target {
	if len(shape) == 2 {
		return sklearn.NewTargetMatrix(sklearn.Matrix{Data: y, Rows: shape[0], Cols: shape[1]})
	}
	ints := make([]int64, len(y))
	for i, v := range y {
		if ints[i] = int64(v); float64(ints[i]) != v {
			return sklearn.NewTarget(y)
		}
	}
	return sklearn.NewTarget(ints)
}

// answers reads what scikit-learn makes of the cases: by case and attribute, method or part of a tree.
func answers(tb testing.TB, release string) map[string]map[string]tensor {
	tb.Helper()
	var out map[string]map[string]tensor
	readJSON(tb, "answers-"+release+".json", &out)
	return out
}

// tested are the releases whose answers are committed.
var tested = []string{"1.2.1", "1.9.0"}

// tolerances, relative to the largest number of an array: of what is computed in the same way, of least squares on columns that
// nearly depend on each other, of what scikit-learn's solver approaches only, and of where 1.2.1's stops early.
const (
	exact    = 1e-13
	solved   = 1e-11
	approach = 1e-8
	early    = 1e-6
)

func tolerance(name string) float64 {
	switch {
	case name == "logistic-c":
		return early
	case strings.HasPrefix(name, "logistic"), name == "pipeline", name == "names":
		return approach
	case strings.HasPrefix(name, "linear"), strings.HasPrefix(name, "ridge"):
		return solved
	}
	return exact
}

// TestAnswers compares what Go makes of the cases with what scikit-learn makes of them.
func TestAnswers(t *testing.T) {
	sets := datasets(t)
	for _, release := range tested {
		want := answers(t, release)
		if all := cases(); len(all) != len(want) {
			t.Errorf("%s: %d cases, answers of %d", release, len(all), len(want))
		}
		for _, c := range cases() {
			t.Run(release+"/"+c.name, func(t *testing.T) {
				set := sets[c.data]
				model, err := c.fit(set, release)
				if err != nil {
					t.Fatal(err)
				}
				if model.Version != release {
					t.Errorf("the model is of %s", model.Version)
				}
				if len(want[c.name]) < 2 {
					t.Fatalf("only %d answers", len(want[c.name]))
				}
				for name, answer := range want[c.name] {
					check(t, model, set, name, answer, tolerance(c.name))
				}
			})
		}
	}
}

// check compares one answer.
func check(t *testing.T, model *sklearn.Model, set dataset, name string, want tensor, tol float64) {
	t.Helper()
	head := sklearn.Matrix{Data: set.x.Data[:min(40, set.x.Rows)*set.x.Cols], Rows: min(40, set.x.Rows), Cols: set.x.Cols}
	var got tensor
	switch name {
	case "predict":
		y, err := model.Predict(head)
		if err != nil {
			t.Fatal(err)
		}
		got.Shape = y.Shape()
		for i := range y.Len() {
			got.Data = append(got.Data, plain(y.Value(i)))
		}
	case "predict_proba":
		got = matrix(model.PredictProba(head))(t)
	case "transform":
		got = matrix(model.Transform(head))(t)
	default:
		got = attribute(t, model, name)
	}
	compare(t, name, got, want, tol)
}

func plain(v any) any {
	if n, ok := v.(int64); ok {
		return float64(n)
	}
	return v
}

func matrix(m sklearn.Matrix, err error) func(t *testing.T) tensor {
	return func(t *testing.T) tensor {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return fromFloats([]int{m.Rows, m.Cols}, m.Data)
	}
}

func fromFloats(shape []int, data []float64) tensor {
	out := tensor{Shape: shape, Data: make([]any, len(data))}
	for i, v := range data {
		out.Data[i] = v
	}
	return out
}

// attribute reads "coef_", "step.coef_" or "tree_.threshold" out of the object that Python gets.
func attribute(t *testing.T, model *sklearn.Model, path string) tensor {
	t.Helper()
	v := model.Py()
	names := strings.Split(path, ".")
	if len(model.Steps) > 0 {
		i := slices.IndexFunc(model.Steps, func(s sklearn.Step) bool { return s.Name == names[0] })
		if i < 0 {
			t.Fatalf("no step %s", names[0])
		}
		v, names = model.Steps[i].Model.Py(), names[1:]
	}
	if names[0] != "tree_" {
		return array(t, path, entry(t, v, names[0]))
	}
	v = entry(t, v, "tree_")
	if names[1] == "values" || names[1] == "max_depth" {
		return array(t, path, entry(t, v, names[1]))
	}
	nodes, err := numpy.FromPy(entry(t, v, "nodes"))
	if err != nil {
		t.Fatal(err)
	}
	field, err := nodes.Field(names[1])
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return elements(t, path, field)
}

// entry returns an attribute of an object.
func entry(t *testing.T, v py.Value, name string) py.Value {
	t.Helper()
	o, ok := v.Object()
	if !ok {
		t.Fatalf("%v has no attributes", v.Kind())
	}
	for key, value := range o.State().Entries() {
		if s, _ := key.Str(); s == name {
			return value
		}
	}
	t.Fatalf("there is no %s", name)
	return py.Value{}
}

// array reads an attribute that is an array or a number.
func array(t *testing.T, name string, v py.Value) tensor {
	t.Helper()
	switch v.Kind() {
	case py.Int:
		n, _ := v.Int()
		return tensor{Shape: []int{}, Data: []any{float64(n)}}
	case py.Float:
		x, _ := v.Float()
		return tensor{Shape: []int{}, Data: []any{x}}
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return elements(t, name, a)
}

func elements(t *testing.T, name string, a *ndarray.Array) tensor {
	t.Helper()
	out := tensor{Shape: a.Shape}
	var err error
	switch a.DType.Kind {
	case ndarray.Str:
		var texts []string
		texts, err = a.Strings()
		for _, s := range texts {
			out.Data = append(out.Data, s)
		}
	case ndarray.Object:
		var objects []py.Value
		objects, err = numpy.Objects(a)
		for _, v := range objects {
			s, _ := v.Str()
			out.Data = append(out.Data, s)
		}
	case ndarray.Bool:
		var bools []bool
		bools, err = a.Bools()
		for _, b := range bools {
			out.Data = append(out.Data, b)
		}
	default:
		var floats []float64
		floats, err = a.Float64s()
		out = fromFloats(a.Shape, floats)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

// compare wants the shape, the same texts, and numbers within tol of the largest.
func compare(t *testing.T, name string, got, want tensor, tol float64) {
	t.Helper()
	if !slices.Equal(got.Shape, want.Shape) || len(got.Data) != len(want.Data) {
		t.Errorf("%s has shape %v, scikit-learn's %v", name, got.Shape, want.Shape)
		return
	}
	var largest float64
	for _, v := range want.Data {
		if x, ok := v.(float64); ok {
			largest = math.Max(largest, math.Abs(x))
		}
	}
	wrong, worst, first := 0, 0.0, ""
	for i, v := range want.Data {
		x, number := v.(float64)
		y, ok := got.Data[i].(float64)
		if number && ok && math.Abs(x-y) <= tol*largest || !number && v == got.Data[i] {
			continue
		}
		if wrong++; wrong == 1 {
			first = fmt.Sprintf("value %d is %v, scikit-learn's %v", i, got.Data[i], v)
		}
		worst = math.Max(worst, math.Abs(x-y)/largest)
	}
	if wrong > 0 {
		t.Errorf("%s: %d of %d values differ, by up to %.3g of the largest: %s", name, wrong, len(want.Data), worst, first)
	}
}
