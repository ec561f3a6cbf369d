package sklearn

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/fixturetest"
	"github.com/brine-go/brine/predict"
)

// looserSupervised are the models of testdata/supervised whose numbers cannot agree to 1e-12, with the tolerance that they can.
var looserSupervised = map[string]float64{
	// Its kernel is 2767 times an RBF of 50, nearly singular: variances come out of a difference that cancels all but five digits.
	"GPR-default": 1e-10,
	// The initial estimator was fitted on float32 and computes in float32.
	"GBR-init-pipeline": 1e-6, "GBC-init2-lr": 1e-6, "GBC-init2-nb": 1e-5, "GBC-init3-lr": 1e-6, "GBC-init3-nb": 1e-6,
}

// TestSupervised compares the classifiers and regressors of testdata/supervised, and what is made of them, with
// scikit-learn's answers.
func TestSupervised(t *testing.T) {
	for release, count := range map[string]int{"1.2.1": 333, "1.9.0": 350} {
		examine(t, "testdata/supervised/"+release, count, func(t *testing.T, name string, m *Model, cases []question) (compared int) {
			if !strings.HasPrefix(name, "GBC-init") { // whose logarithms of what is float32 are not asked
				onlyAnswered(t, m, cases, MethodInverseTransform, MethodPredictStd)
			}
			for _, q := range cases {
				compared += askWithin(t, max(exact, looserSupervised[name]), m, q)
			}
			return compared
		})
	}
}

// TestForms asks the models of testdata/supervised with a sparse matrix and with a table, which answer as with the matrix that these
// stand for: composed estimators hand them on to their parts.
func TestForms(t *testing.T) {
	files, err := filepath.Glob("testdata/supervised/1.9.0/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	compared := 0
	for _, file := range files {
		m, err := Load(strings.TrimSuffix(file, ".json") + ".pkl")
		if errors.Is(err, ErrUnsupported) {
			continue // TestSupervised tells
		}
		if err != nil {
			t.Fatal(err)
		}
		var q struct {
			Cases []question `json:"cases"`
		}
		fixturetest.ReadJSON(t, file, &q)
		dense := q.Cases[0].X.matrix(t)
		for _, method := range m.Methods() {
			if method == MethodInverseTransform || method == MethodGetFeatureNamesOut {
				continue
			}
			shape, want, words, err := answer(m, string(method), dense)
			for _, x := range []X{predict.SparseOf(dense), tableOfMatrix(dense)} {
				shape2, got, words2, err2 := answer(m, string(method), x)
				if (err == nil) != (err2 == nil) {
					t.Errorf("%s: %s of a %T: %v, of a matrix: %v", file, method, x, err2, err)
					continue
				}
				same := slices.EqualFunc(got, want, func(a, b float64) bool { return near(a, b, exact) })
				if err == nil && (!slices.Equal(shape, shape2) || !slices.Equal(words, words2) || !same) {
					t.Errorf("%s: %s of a %T: %v %v, of a matrix: %v %v", file, method, x, got, words2, want, words)
				}
				compared++
			}
		}
	}
	if compared != 1398 {
		t.Errorf("%d answers compared", compared)
	}
}
