package sklearn_test

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/sklearn"
)

// TestParts: a batch that several processors share has the answers of its rows one by one, and the error of its first bad row.
func TestParts(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for _, name := range []string{"RandomForestClassifier", "GradientBoostingRegressor", "HistGradientBoostingClassifier", "SVC-proba", "KNeighborsClassifier-brute", "MLPClassifier", "LogisticRegression-p4", "Pipeline-Scaler-PCA-LR"} {
		m, err := sklearn.Load("../testdata/fixtures/forky/estimators/" + name + ".pkl")
		if err != nil {
			t.Fatal(err)
		}
		x := sklearn.Matrix{Rows: 3001, Cols: m.NFeatures}
		for i := range x.Rows * x.Cols {
			x.Data = append(x.Data, float64(i*i%97)/13)
		}
		all, err := m.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		var one []any
		for i := range x.Rows {
			y, err := m.Predict(sklearn.Matrix{Data: x.Row(i), Rows: 1, Cols: x.Cols})
			if err != nil {
				t.Fatal(err)
			}
			one = append(one, y.Value(0))
		}
		for i, want := range one {
			if got := all.Value(i); got != want {
				t.Errorf("%s: row %d is %v in a batch, %v alone", name, i, got, want)
			}
		}
		if m.Has(sklearn.MethodPredictProba) {
			p, err := m.PredictProba(x)
			if err != nil {
				t.Fatal(err)
			}
			q, err := m.PredictProba(sklearn.Matrix{Data: x.Row(3000), Rows: 1, Cols: x.Cols})
			if err != nil || !slices.Equal(p.Row(3000), q.Data) {
				t.Errorf("%s: the last row is %v in a batch, %v alone: %v", name, p.Row(3000), q.Data, err)
			}
		}
	}
}

// TestPartsOfBadRows: the place of a value that a model does not take is one in the whole of X.
func TestPartsOfBadRows(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	m, err := sklearn.Load("../testdata/fixtures/bookworm/estimators/RandomForestClassifier.pkl")
	if err != nil {
		t.Fatal(err)
	}
	x := sklearn.Matrix{Data: make([]float64, 4*9000), Rows: 9000, Cols: 4}
	x.Data[4*8000+2] = math.NaN()
	_, err = m.Predict(x)
	if want := "Input X contains NaN. RandomForestClassifier does not accept missing values encoded as NaN natively. (row 8000, column 2)"; !errors.Is(err, sklearn.ErrNaN) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
