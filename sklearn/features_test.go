package sklearn_test

import (
	"fmt"
	"testing"

	"github.com/brine-go/brine/sklearn"
)

func TestFeatures(t *testing.T) {
	const folder = "../testdata/fixtures/bookworm/estimators/"
	for name, want := range map[string]string{
		"GaussianNB":      "[{x0 0 []} {x1 0 []} {x2 0 []} {x3 0 []}]",
		"CountVectorizer": "[{text 2 []}]",
		"DictVectorizer":  "[]",
		"OneHotEncoder":   "[{x0 1 [blue green red]} {x1 1 [L M S]}]",
		"Titanic-HGB":     "[{age 0 []} {fare 0 []} {sex 1 [f m]} {emb 1 [C Q S NaN]}]",
	} {
		m, err := sklearn.Load(folder + name + ".pkl")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := fmt.Sprint(m.Features()); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
