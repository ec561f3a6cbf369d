package rows

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/brine-go/brine/sklearn"
)

// shown writes an X row by row.
func shown(x sklearn.X) string {
	switch x := x.(type) {
	case sklearn.Matrix:
		var rows []string
		for i := range x.Rows {
			rows = append(rows, fmt.Sprint(x.Row(i)))
		}
		return strings.Join(rows, " ")
	case *sklearn.Table:
		_, cols := x.Shape()
		var out []string
		for j := range cols {
			c := x.Column(j)
			var values []any
			for i := range c.Len() {
				values = append(values, c.At(i))
			}
			out = append(out, fmt.Sprintf("%s%#v", c.Name, values))
		}
		return strings.ReplaceAll(strings.Join(out, " "), "interface {}", "any")
	}
	return fmt.Sprint(x)
}

// Models of columns by name, by place, of any, and of dicts.
var (
	byName  = &sklearn.Model{FeatureNames: []string{"b", "a"}, NFeatures: 2}
	byPlace = &sklearn.Model{NFeatures: 2}
	dictsOf = &sklearn.Model{Steps: []sklearn.Step{{Model: &sklearn.Model{ClassName: "DictVectorizer"}}}}
)

// A parseCase is a text, and what a model gets of it, or a part of the error.
type parseCase struct {
	model      *sklearn.Model
	text, want string
}

var parseCases = []parseCase{
	{byPlace, `[[1,2],[3,null],[NaN,-1e2]]`, "[1 2] [3 NaN] [NaN -100]"},
	{byName, `[[1,2]]`, "[1 2]"},
	{byName, `[{"a":1,"b":2},{"b":4,"a":3}]`, "[2 1] [4 3]"},
	{byName, `{"columns":["a","b"],"index":[7],"data":[[1,2]]}`, "[2 1]"},
	{byName, `{"data":[[1,2]],"columns":["b","a"]}`, "[1 2]"},
	{byName, `{"a":1,"b":2}`, "[2 1]"},
	{byName, `{"a":[1,2],"b":[3,4]}`, "a[]any{1, 2} b[]any{3, 4}"},
	{byPlace, `[{"u":1,"v":2}]`, "u[]any{1} v[]any{2}"},
	{byPlace, `{"columns":[0,1],"data":[[1,2]]}`, "0[]any{1} 1[]any{2}"},
	{free, `["x","y"]`, `[]any{"x", "y"}`},
	{free, `[1,null,3]`, "[1] [NaN] [3]"},
	{byName, `[{"a":null,"b":"x"},{"a":1.5,"b":null}]`, `a[]any{NaN, 1.5} b[]any{"x", any(nil)}`},
	{byName, `[{"a":1,"b":2},{"a":3,"b":"x"},{"a":null,"b":true}]`, `a[]any{1, 3, NaN} b[]any{2, "x", true}`},
	{byPlace, `[[9007199254740993, true],[1, false]]`, "[]any{9007199254740993, 1} []any{true, false}"},
	{dictsOf, `[{"x":1},{"y":"é","x":2}]`, `x[]any{1, 2} y[]any{any(nil), "é"}`},
	{dictsOf, `{"x":["a","b"]}`, `x[]any{[]any{"a", "b"}}`},
}

func TestParse(t *testing.T) {
	for _, c := range parseCases {

		x, err := Parse(c.model, []byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if got := shown(x); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}

var refusedCases = []parseCase{
	{byName, `[]`, "no rows"},
	{dictsOf, `[]`, "no rows"},
	{dictsOf, `[{},{}]`, "no columns"},
	{byPlace, `[[],[]]`, "no columns"},
	{byName, `[{}]`, "no columns"},
	{byName, `{"columns":["a","b"],"data":[]}`, "no rows"},
	{byName, `{"a":[],"b":[]}`, "no rows"},
	{byName, `3`, "a number where rows belong"},
	{byName, ``, "nothing where rows belong"},
	{byName, `[[1,2],[3]]`, "row 1 has 1 values, row 0 has 2"},
	{byName, `[[1],[3,4]]`, "row 1 has 2 values, row 0 has 1"},
	{byName, `[[1,2]`, "ends early"},
	{byName, `[[1,2]] x`, "something follows"},
	{byName, `[{"a":1}]`, "yet now missing: b."},
	{byName, `[{"a":1,"b":2,"c":3}]`, "unseen at fit time: c."},
	{byName, `[{"a":1,"b":2},{"a":1}]`, `row 1 has no column "b"`},
	{byName, `[{"a":1,"b":2},{"a":1,"b":2,"c":3}]`, `row 1 has a column "c"`},
	{byName, `[{"a":1,"a":2}]`, `column "a" twice`},
	{byName, `[{"a":1,"b":2},[1,2]]`, "row 1 is no object"},
	{byName, `[[1,2],{"a":1,"b":2}]`, "row 1 is an object"},
	{byName, `{"a":[1,2],"b":[1]}`, "rows"},
	{byName, `{"a":[1],"a":[2]}`, "twice"},
	{byName, `{"a":[{}],"b":[1]}`, "is an object"},
	{byName, `{"a":[1],"c":["x"]}`, "unseen at fit time: c."},
	{byName, `{"columns":["a","b"],"data":[[1]]}`, "offset 32: row 0 has 1 values for 2 columns"},
	{byName, `{"columns":["a","b"],"data":[{"a":1}]}`, "row 0 is no array"},
	{byName, `{"columns":"a","data":[[1]]}`, "offset 11: got a string, want an array"},
	{byName, `{"columns":["a",["b"]],"data":[[1,2]]}`, "want a string"},
	{byName, `[[1,{}]]`, "an object where a value belongs"},
	{dictsOf, `[1]`, "want an object"},
	{dictsOf, `{"columns":["a"],"data":[[1]]}`, "list of objects"},
}

func TestRefused(t *testing.T) {
	for _, c := range refusedCases {

		if x, err := Parse(c.model, []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v and error %v, want %q", c.text, x, err, c.want)
		}
	}
	var many []string
	for i := range maxNames + 1 {
		many = append(many, fmt.Sprintf(`"k%d":[1]`, i))
	}
	for _, text := range []string{"[{" + strings.Join(many, ",") + "}]", "{" + strings.Join(many, ",") + "}"} {
		for _, m := range []*sklearn.Model{byName, dictsOf} {
			if _, err := Parse(m, []byte(text)); err != errNames {
				t.Errorf("%d names: %v", len(many), err)
			}
		}
	}
	f := &Frame{MaxRows: 2}
	for _, text := range []string{`[[1],[2],[3]]`, `{"a":[1,2,3]}`, `[{"a":1},{"a":2},{"a":3}]`} {
		var limit *LimitError
		if _, err := f.Parse(&sklearn.Model{}, []byte(text)); !errors.As(err, &limit) {
			t.Errorf("%s: got %v, want a *LimitError", text, err)
		}
	}
	var wide []string
	for i := range 5000 {
		wide = append(wide, fmt.Sprintf(`{"k%d":1}`, i))
	}
	if _, err := Parse(dictsOf, []byte("["+strings.Join(wide, ",")+"]")); !errors.Is(err, sklearn.ErrShape) {
		t.Errorf("5000 rows of 5000 keys: %v", err)
	}
}

// TestFrameAgain: a frame is as new after Reset, whatever it held.
func TestFrameAgain(t *testing.T) {
	m := &sklearn.Model{NFeatures: 2}
	var f Frame
	for _, text := range []string{`[["a",2],["b",null]]`, `[[1,2]]`, `[{"a":1,"b":2}]`, `[[5,6],[7,8]]`, `[1`, `[[5,6],[7,8]]`} {
		got, err := f.Parse(m, []byte(text))
		want, wrong := Parse(m, []byte(text))
		if (err == nil) != (wrong == nil) || err == nil && !reflect.DeepEqual(shown(got), shown(want)) {
			t.Errorf("%s: got %v, %v, want %v, %v", text, got, err, want, wrong)
		}
	}
}

// TestAsk: the answers of fixtures, to their rows written as JSON.
func TestAsk(t *testing.T) {
	const folder = "../../testdata/fixtures/bookworm/"
	for _, name := range []string{"GaussianNB", "StandardScaler", "LogisticRegression-binary", "LinearRegression-p2", "IsolationForest"} {
		model, err := sklearn.Load(folder + "estimators/" + name + ".pkl")
		if err != nil {
			t.Fatal(err)
		}
		var question struct {
			X       struct{ File string }
			Outputs map[string]json.RawMessage
		}
		var set struct {
			X json.RawMessage `json:"X_test"`
		}
		readJSON(t, folder+"estimators/"+name+".json", &question)
		readJSON(t, folder+question.X.File, &set)
		x, err := Parse(model, set.X)
		if err != nil {
			t.Fatal(err)
		}
		for method, text := range question.Outputs {
			if !model.Has(sklearn.Method(method)) || method == string(sklearn.MethodGetFeatureNamesOut) {
				continue
			}
			var want struct {
				Shape []int
				Data  []float64
			}
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			got, err := Ask(model, sklearn.Method(method), x)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got[0].Shape(), want.Shape) {
				t.Errorf("%s.%s: shape %v, want %v", name, method, got[0].Shape(), want.Shape)
			}
			for i, w := range want.Data {
				v := reflect.ValueOf(got[0].Values).Index(i)
				if f := v.Convert(reflect.TypeFor[float64]()).Float(); math.Abs(f-w) > 1e-12*math.Abs(w) {
					t.Fatalf("%s.%s: value %d is %v, want %v", name, method, i, f, w)
				}
			}
		}
	}
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestNames(t *testing.T) {
	m := &sklearn.Model{}
	for _, c := range []struct {
		method sklearn.Method
		width  int
		want   string
	}{
		{sklearn.MethodPredict, 1, "[prediction]"},
		{sklearn.MethodPredict, 2, "[prediction_0 prediction_1]"},
		{sklearn.MethodPredictStd, 1, "[std]"},
		{sklearn.MethodTransform, 2, "[x0 x1]"},
		{sklearn.MethodDecisionFunction, 1, "[decision_function]"},
	} {
		if got := fmt.Sprint(Names(m, c.method, c.width)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.method, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{`[[1,2],["x",null]]`, `[{"a":1,"b":2},{"b":"x","a":3}]`, `{"columns":["a","b"],"data":[[1,2]]}`, `{"a":[1,null],"b":[3,true]}`, `["x",1]`} {
		f.Add(text)
	}
	models := []*sklearn.Model{{FeatureNames: []string{"b", "a"}, NFeatures: 2}, {NFeatures: 2}, {ClassName: "DictVectorizer"}}
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range models {
			x, err := Parse(m, []byte(text))
			if (x == nil) != (err != nil) {
				t.Fatalf("%v and %v", x, err)
			}
			if m, ok := x.(sklearn.Matrix); ok && len(m.Data) != m.Rows*m.Cols {
				t.Fatalf("%d values for %d × %d", len(m.Data), m.Rows, m.Cols)
			}
		}
	})
}
