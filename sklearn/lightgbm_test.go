package sklearn

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/fixturetest"
	"github.com/brine-go/brine/lightgbm"
	"github.com/brine-go/brine/py"
)

// TestLightGBM compares the pickles of package lightgbm's testdata with LightGBM's own answers: estimators, alone and in pipelines,
// asked about matrices and DataFrames.
func TestLightGBM(t *testing.T) {
	files, err := filepath.Glob("../lightgbm/testdata/*/*.pkl")
	if err != nil || len(files) != 65 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file))+"/"+strings.TrimSuffix(filepath.Base(file), ".pkl"), func(t *testing.T) {
			var want struct {
				Class string     `json:"class"`
				Cases []question `json:"cases"`
			}
			fixturetest.ReadJSON(t, strings.TrimSuffix(file, ".pkl")+".json", &want)
			m, err := Load(file)
			if err != nil {
				t.Fatal(err)
			}
			if m.ClassName != want.Class {
				t.Errorf("class %s, want %s", m.ClassName, want.Class)
			}
			for _, q := range want.Cases {
				for method := range q.Outputs {
					if method != "predict" && method != "predict_proba" {
						delete(q.Outputs, method)
					}
				}
				if ask(t, m, q) == 0 {
					t.Error("nothing to compare")
				}
			}
		})
	}
}

// TestLightGBMColumns asks a model of a DataFrame with columns of categories about tables of other kinds.
func TestLightGBMColumns(t *testing.T) {
	m, err := Load("../lightgbm/testdata/lightgbm-4.6.0.99/frame-LGBMRegressor.pkl")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"size (cm)", "colour", "missing", "code", "flag", "grade", "count"}
	row := func(cells ...string) *Table {
		var columns []Column
		for i, cell := range cells {
			columns = append(columns, CellColumn(names[i], []string{cell}))
		}
		table, err := NewTable(columns...)
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	y, err := m.Predict(row("0.5", "red", "", "12", "True", "a", "3"))
	if err != nil {
		t.Fatal(err)
	}
	// Categories have their codes in sorted order, but for grade's, which has its own.
	codes, err := m.Predict(Matrix{Data: []float64{.5, 3, math.NaN(), 2, 1, 2, 3}, Rows: 1, Cols: 7})
	if err != nil {
		t.Fatal(err)
	}
	if y.Floats()[0] != codes.Floats()[0] {
		t.Errorf("cells give %v, codes %v", y.Floats(), codes.Floats())
	}
	if other, err := m.Predict(row("0.5", "blue", "", "15", "True", "c", "3")); err != nil || other.Floats()[0] == y.Floats()[0] {
		t.Errorf("other categories give %v, %v", other.Floats(), err)
	}
	// A text where training had a number could be taken for a category.
	if _, err := m.Predict(row("tall", "red", "", "12", "True", "a", "3")); !errors.Is(err, ErrFeatures) {
		t.Errorf("a text among numbers: %v", err)
	}
	for _, x := range []X{Matrix{Data: []float64{1}, Rows: 1, Cols: 1}, row("0.5", "red", "", "12", "True", "a")} {
		if _, err := m.Predict(x); !errors.Is(err, ErrFeatures) {
			t.Errorf("too few columns: %v", err)
		}
	}
	if _, err := m.PredictProba(codesOf(7)); !errors.Is(err, ErrNoMethod) {
		t.Errorf("predict_proba of a regressor: %v", err)
	}
}

func codesOf(n int) Matrix { return Matrix{Data: make([]float64, n), Rows: 1, Cols: n} }

// TestLightGBMErrors reads estimators that are not what LightGBM makes.
func TestLightGBMErrors(t *testing.T) {
	for class, want := range map[string]error{"LGBMClassifier": ErrNotFitted, "LGBMDancer": ErrUnsupported} {
		a := author{py.NewBuilder()}
		v := a.NewObj(a.Global("lightgbm.sklearn", class))
		a.Build(v, a.Dict(a.Str("_Booster"), a.None()))
		if _, err := FromPy(v); !errors.Is(err, want) {
			t.Errorf("%s: %v", class, err)
		}
	}

	// Two thousand Boosters of one text would take two thousand times its length to read.
	text, err := os.ReadFile("../lightgbm/testdata/lightgbm-4.6.0.99/one-split.txt")
	if err != nil {
		t.Fatal(err)
	}
	a := author{py.NewBuilder()}
	handle := a.Str(string(text))
	columns := a.List()
	for range 2 * maxAgain {
		v := a.NewObj(a.Global("lightgbm.basic", "Booster"))
		a.Build(v, a.Dict(a.Str("_handle"), handle))
		a.Append(columns, v)
	}
	l := loader{seen: map[py.Value]bool{}}
	for item := range columns.Items() {
		if _, err = l.read(item); err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "again more than 1000 times") {
		t.Errorf("two thousand Boosters: %v", err)
	}
}

// TestFromLightGBM makes a model of a text file.
func TestFromLightGBM(t *testing.T) {
	trees, err := lightgbm.Load("../lightgbm/testdata/lightgbm-4.6.0.99/one-split.txt")
	if err != nil {
		t.Fatal(err)
	}
	m, err := FromLightGBM(trees)
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Cases []question `json:"cases"`
	}
	fixturetest.ReadJSON(t, "../lightgbm/testdata/lightgbm-4.6.0.99/one-split.json", &want)
	q := want.Cases[0]
	for method := range q.Outputs {
		if method != "predict" {
			delete(q.Outputs, method)
		}
	}
	if ask(t, m, q) == 0 {
		t.Error("nothing to compare")
	}
	if c, ok := m.TreeCounts(); !ok || c != (TreeCounts{Trees: 3, Nodes: 9, Leaves: 6, Depth: 1}) {
		t.Errorf("trees %+v", c)
	}
	if x, ok := m.Importances(); !ok || len(x) != 6 || x[0]+x[1]+x[2]+x[3]+x[4]+x[5] != 3 {
		t.Errorf("importances %v", x)
	}
	if !m.Numeric() {
		t.Error("a model without categories wants a table")
	}
}
