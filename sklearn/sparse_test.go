package sklearn_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/sklearn"
)

// TestSparse: a sparse X has the answers of the same X in full, of linear models, which take it as it is, and of others.
func TestSparse(t *testing.T) {
	for _, name := range []string{"LinearRegression-p4", "Ridge", "LogisticRegression-p4", "LogisticRegression-binary", "SGDClassifier-log_loss", "LinearSVC", "RidgeClassifier",
		"MultinomialNB", "BernoulliNB", "ComplementNB", "GaussianNB", "RandomForestClassifier", "SVC-rbf"} {
		m, err := sklearn.Load("../testdata/fixtures/forky/estimators/" + name + ".pkl")
		if err != nil {
			t.Fatal(err)
		}
		x := predict.NewMatrix(700, m.NFeatures)
		for i := range x.Data {
			if i%3 == 0 || i*i%7 == 1 {
				x.Data[i] = float64(i%11) / 4
			}
		}
		s := predict.SparseOf(x)
		full, err := m.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		sparse, err := m.Predict(s)
		if err != nil || full.Rows() != sparse.Rows() {
			t.Fatalf("%s: %d rows, %v", name, sparse.Rows(), err)
		}
		for i := range full.Len() {
			if full.Value(i) != sparse.Value(i) {
				t.Errorf("%s: value %d is %v, want %v", name, i, sparse.Value(i), full.Value(i))
			}
		}
		if m.Has(sklearn.MethodPredictProba) {
			p, err1 := m.PredictProba(x)
			q, err2 := m.PredictProba(s)
			if err1 != nil || err2 != nil || !slices.Equal(p.Data, q.Data) {
				t.Errorf("%s: other probabilities: %v, %v", name, err1, err2)
			}
		}
		s.Data[len(s.Data)/2] = math.NaN()
		if _, err := m.Predict(s); errors.Is(err, sklearn.ErrNaN) != (name != "RandomForestClassifier") { // which takes NaN since 1.4
			t.Errorf("%s of NaN: %v", name, err)
		}
	}
}
