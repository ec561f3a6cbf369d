package xgboost

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/predict"
)

// seeds adds the files of some models.
func seeds(f *testing.F, patterns ...string) {
	f.Helper()
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no files %s: %v", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
}

// forecast asks a model about two rows; there is an answer of the right size, or an error of this package.
func forecast(t *testing.T, m *Model, err error) {
	t.Helper()
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("untyped error %v", err)
		}
		return
	}
	b := m.Booster
	if b.Features > 1<<16 || b.Outputs > 1<<12 { // bare claims of the file
		return
	}
	x := predict.NewMatrix(2, b.Features)
	for i := range b.Features {
		x.Data[i], x.Data[b.Features+i] = float64(i), float64(nan)
	}
	margin, err := m.Margin(x)
	if err == nil && len(margin) != 2*b.Outputs {
		t.Errorf("%d margins of two rows, of %d outputs", len(margin), b.Outputs)
	}
	if _, n, err := m.Leaves(x); err == nil && n > b.Trees() {
		t.Errorf("leaves of %d trees, there are %d", n, b.Trees())
	}
	if _, err := m.Predict(x); m.IsClassifier() && err == nil {
		_, _ = m.PredictProba(x)
	}
	out := make([]float32, b.Outputs)
	row, err := b.PredictRow(out, x.Data[:b.Features])
	if err == nil && row > b.Outputs {
		t.Errorf("%d forecasts of %d outputs", row, b.Outputs)
	}
	for _, kind := range []Importance{Weight, TotalGain, Cover} {
		_, _ = b.Score(kind)
	}
}

// FuzzParse reads any bytes as a native model.
func FuzzParse(f *testing.F) {
	seeds(f, "testdata/xgboost-1.7.4/*.model", "testdata/xgboost-3.3.0/*.model", "testdata/xgboost-0.x/*.model")
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Parse(data)
		forecast(t, &Model{ClassName: "Booster", Booster: b, missing: nan}, err)
	})
}

// FuzzFromPy reads any pickle as an estimator.
func FuzzFromPy(f *testing.F) {
	seeds(f, "testdata/xgboost-1.7.4/e*.pkl", "testdata/xgboost-3.3.0/[er]*.pkl")
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			return
		}
		m, err := FromPy(doc.Root())
		forecast(t, m, err)
	})
}

// TestHostile changes a model so that it is none: there is an error that tells what is wrong, never a forecast.
func TestHostile(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile("testdata/xgboost-1.7.4/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	trees, sets, linear := read("softprob-json.model"), read("categories-sets-names-json.model"), read("gblinear-json.model")
	for _, test := range []struct{ name, model, old, new, want string }{
		{"nothing", "", "", "", "neither JSON, UBJSON nor the binary format"},
		{"cut off", trees, trees[len(trees)/2:], "", "unexpected EOF"},
		{"bytes behind the end", trees, trees[len(trees)-1:], "}}", "behind the end"},
		{"another objective", trees, `"name":"multi:softprob"`, `"name":"reg:magic"`, `objective "reg:magic" is not supported`},
		{"another booster", trees, `"name":"gbtree"`, `"name":"forest"`, `booster "forest" is not supported`},
		{"features", trees, `"num_class":"3","num_feature":"4"`, `"num_class":"3","num_feature":"2"`, "feature 3 of 2"},
		{"no features", trees, `"num_class":"3","num_feature":"4"`, `"num_class":"3","num_feature":"0"`, "no features"},
		{"negative features", trees, `"num_class":"3","num_feature":"4"`, `"num_class":"3","num_feature":"-4"`, "num_feature: got -4"},
		{"very many classes", trees, `"num_class":"3"`, `"num_class":"2000000000"`, "2000000000 classes"},
		{"a class too few", trees, `"num_class":"3"`, `"num_class":"2"`, "is of forecast 2 of 2"},
		{"base_score", trees, `"base_score":"5E-1"`, `"base_score":"NaN"`, "base_score NaN is not allowed"},
		{"a tree of another class", trees, `"tree_info":[0,`, `"tree_info":[7,`, "tree 0 is of forecast 7 of 3"},
		{"tree_info", trees, `"tree_info":[0,`, `"tree_info":[`, "5 items for 6 trees"},
		{"a cycle", trees, `"left_children":[1,`, `"left_children":[0,`, "a node with two parents"},
		{"a child that is not there", trees, `"left_children":[1,`, `"left_children":[100000,`, "node 100000 of"},
		{"columns", trees, `"split_indices":[`, `"split_indices":[1,`, "columns of different lengths"},
		{"texts for numbers", trees, `"split_conditions":[`, `"split_conditions":["a",`, "an array of numbers and others"},
		{"categories", sets, `"categories_sizes":[`, `"categories_sizes":[1,`, "categories_segments"},
		{"a category", sets, `"categories":[`, `"categories":[99999999,`, "category 99999999"},
		{"a node without its set", sets, `"categories_nodes":[0,`, `"categories_nodes":[1,`, "categories"},
		{"weights", linear, `"weights":[`, `"weights":[1,`, "weights for 4 features"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(test.model, test.old, test.new, 1)
			if text == test.model && test.model != "" {
				t.Fatalf("the model has no %s", test.old)
			}
			b, err := Parse([]byte(text))
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got a model: %v, error %v; want %q", b != nil, err, test.want)
			}
		})
	}
}

// TestRefusals asks models what they cannot answer.
func TestRefusals(t *testing.T) {
	m, err := Load("testdata/xgboost-1.7.4/reg-gamma.pkl")
	if err != nil {
		t.Fatal(err)
	}
	b := m.Booster
	inf := predict.NewMatrix(1, 4)
	inf.Data[2] = 1e39
	for name, test := range map[string]struct {
		err  error
		want string
		is   error
	}{
		"columns":     {second(m.Margin(predict.NewMatrix(2, 3))), "Feature shape mismatch, expected: 4, got 3", ErrFeatures},
		"no matrix":   {second(m.Margin(Matrix{Data: make([]float64, 7), Rows: 2, Cols: 4})), "X has 7 values, not 2 rows of 4", ErrShape},
		"infinity":    {second(b.Margin(inf, Range{})), "Input data contains `inf` or a value too large (row 0, column 2)", ErrInfinite},
		"iterations":  {second(b.Margin(predict.NewMatrix(1, 4), Range{0, 9})), "iterations 0 to 9 of 3", nil},
		"begin":       {second(b.Margin(predict.NewMatrix(1, 4), Range{-1, 2})), "iterations -1 to 2 of 3", nil},
		"no classes":  {second(m.PredictProba(predict.NewMatrix(1, 4))), "it has no classes", ErrUnsupported},
		"room":        {second(b.PredictRow(make([]float32, 2), make([]float64, 4))), "room for 2 forecasts, want 1", ErrShape},
		"importances": {second(b.Score("charm")), `importance "charm"`, ErrUnsupported},
	} {
		if test.err == nil || !strings.Contains(test.err.Error(), test.want) || test.is != nil && !errors.Is(test.err, test.is) {
			t.Errorf("%s: got %v, want %s", name, test.err, test.want)
		}
	}
	if _, err := m.Margin(inf); err != nil {
		t.Errorf("an estimator takes infinity: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestRowAllocations asks about single rows: nothing is allocated.
func TestRowAllocations(t *testing.T) {
	for _, name := range []string{"multi-softprob", "binary-logistic", "categories-sets", "gblinear-reg"} {
		m, err := Load("testdata/xgboost-1.7.4/" + name + ".pkl")
		if err != nil {
			t.Fatal(err)
		}
		row, out := make([]float64, m.Booster.Features), make([]float32, m.Booster.Outputs)
		if n := testing.AllocsPerRun(100, func() {
			if _, err := m.Booster.PredictRow(out, row); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations a row", name, n)
		}
	}
}
