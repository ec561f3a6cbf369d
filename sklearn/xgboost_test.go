package sklearn

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/fixturetest"
)

// xgbTolerance is for exponentials of float32: four units in the last place. Margins are the same to the bit.
const xgbTolerance = 5e-7

// TestXGBoost compares models that have XGBoost's in them, or are XGBoost's, with the answers of releases 1.7.4 and 3.3.0
// (../xgboost/testdata/generate.py).
func TestXGBoost(t *testing.T) {
	for release, count := range map[string]int{"1.7.4": 8, "3.3.0": 9} {
		files, err := filepath.Glob("../xgboost/testdata/xgboost-" + release + "/sklearn/*.json")
		if err != nil || len(files) != count {
			t.Fatalf("%d files of %s, want %d: %v", len(files), release, count, err)
		}
		for _, file := range files {
			t.Run(release+"/"+strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
				m, err := Load(strings.TrimSuffix(file, ".json") + ".pkl")
				if err != nil {
					t.Fatal(err)
				}
				var q question
				fixturetest.ReadJSON(t, file, &q)
				if askWithin(t, xgbTolerance, m, q) == 0 {
					t.Error("nothing to compare")
				}
			})
		}
	}
}

// TestXGBoostCategories gives a model of 1.7.4, which has no names of categories, the codes of a categorical; texts it refuses.
func TestXGBoostCategories(t *testing.T) {
	const path = "../testdata/fixtures/bookworm/estimators/XGB-Classifier-cat"
	m, err := Load(path + ".pkl")
	if err != nil {
		t.Fatal(err)
	}
	var q question
	fixturetest.ReadJSON(t, path+".json", &q)
	table := q.X.x(t).(*Table)
	if _, err := m.Predict(table); !errors.Is(err, ErrType) || !strings.Contains(err.Error(), `column "c" is of categories, whose names XGBoost 1.7.4 did not keep`) {
		t.Errorf("texts: %v", err)
	}
	c := &table.columns[0]
	for i := range c.Len() {
		c.codes = append(c.codes, int(c.At(i).(string)[0]-'a'))
	}
	y, err := m.Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range q.Outputs["predict"].floats(t) {
		if got := y.Value(i); got != int64(want) {
			t.Errorf("row %d is %v, want %v", i, got, want)
		}
	}
}

// TestXGBoostNewCategory asks a model of 3.3.0 about a category that it has not seen.
func TestXGBoostNewCategory(t *testing.T) {
	m, err := Load("../testdata/fixtures/forky/estimators/XGB-Classifier-cat.pkl")
	if err != nil {
		t.Fatal(err)
	}
	table, err := NewTable(StringColumn("c", []string{"a", "mauve"}), FloatColumn("n", []float64{0, 1}))
	if err != nil {
		t.Fatal(err)
	}
	const want = "Found a category not in the training set for the 0th (0-based) column: `mauve`"
	if _, err := m.Predict(table); !errors.Is(err, ErrCategory) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
