package sklearn_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/sklearn"
)

// TestScalersCheck: scalers look at some rows at a time, and find what they do not take in each; NaN passes where scikit-learn lets it.
func TestScalersCheck(t *testing.T) {
	for name, nan := range map[string]bool{"StandardScaler": true, "MinMaxScaler": true, "RobustScaler": true, "MaxAbsScaler": true, "Normalizer": false, "Binarizer": false} {
		m, err := sklearn.Load("../testdata/fixtures/bookworm/estimators/" + name + ".pkl")
		if err != nil {
			t.Fatal(err)
		}
		x := predict.NewMatrix(200, m.NFeatures)
		for i := range x.Data {
			x.Data[i] = math.NaN()
			if y, err := m.Transform(x); nan && (err != nil || !math.IsNaN(y.Data[i])) || !nan && !errors.Is(err, sklearn.ErrNaN) {
				t.Errorf("%s, NaN as value %d: %v", name, i, err)
			}
			x.Data[i] = math.Inf(-1)
			if _, err := m.Transform(x); !errors.Is(err, sklearn.ErrInfinite) {
				t.Errorf("%s, infinity as value %d: %v", name, i, err)
			}
			x.Data[i] = float64(i)
		}
	}
}

// TestFiniteLate: a linear regressor, which looks at X only if a forecast is no finite number, has the errors of one that looks first:
// NaN, infinity and a number of columns, wherever they are, coefficients of 0 included; large numbers are none of them.
func TestFiniteLate(t *testing.T) {
	for _, name := range []string{"LinearRegression-p4", "Lasso", "BayesianRidge", "Tweedie"} {
		m, err := sklearn.Load("../testdata/fixtures/bookworm/estimators/" + name + ".pkl")
		if err != nil {
			t.Fatal(err)
		}
		for _, rows := range []int{1, 7, 40} {
			x := predict.NewMatrix(rows, m.NFeatures)
			for i := range x.Data {
				old := x.Data[i]
				for bad, want := range map[float64]error{math.NaN(): sklearn.ErrNaN, math.Inf(1): sklearn.ErrInfinite, math.Inf(-1): sklearn.ErrInfinite} {
					x.Data[i] = bad
					_, err := m.Predict(x)
					if place := fmt.Sprintf("(row %d, column %d)", i/x.Cols, i%x.Cols); !errors.Is(err, want) || !strings.Contains(err.Error(), place) {
						t.Errorf("%s, %v %s: %v", name, bad, place, err)
					}
					if _, err := m.Predict(predict.SparseOf(x)); !errors.Is(err, want) {
						t.Errorf("%s, %v in a sparse X: %v", name, bad, err)
					}
				}
				x.Data[i] = old
			}
		}
		nan := sklearn.Matrix{Data: make([]float64, m.NFeatures+1), Rows: 1, Cols: m.NFeatures + 1}
		if _, err := m.Predict(nan); !errors.Is(err, sklearn.ErrFeatures) {
			t.Errorf("%s, a column too many: %v", name, err)
		}
		nan.Data[0] = math.NaN()
		if _, err := m.Predict(nan); !errors.Is(err, sklearn.ErrNaN) {
			t.Errorf("%s, NaN and a column too many: %v", name, err)
		}
		large := predict.NewMatrix(1, m.NFeatures)
		for i := range large.Data {
			large.Data[i] = math.MaxFloat64
		}
		if _, err := m.Predict(large); err != nil {
			t.Errorf("%s, large numbers: %v", name, err)
		}
	}
}
