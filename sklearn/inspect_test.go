package sklearn_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/brine-go/brine/sklearn"
)

// TestInspect compares coefficients, importances and the size of trees with what scikit-learn says of the same models
// (testdata/look.py).
func TestInspect(t *testing.T) {
	for _, stack := range []string{"bookworm", "forky"} {
		data, err := os.ReadFile("testdata/inspect-" + stack + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]struct {
			Importances []float64 `json:"feature_importances_"`
			Coef        []float64 `json:"coef_"`
			Intercept   []float64 `json:"intercept_"`
			Trees       []int
		}
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
		if len(all) != 17 {
			t.Errorf("%s: %d models", stack, len(all))
		}
		for name, want := range all {
			m, err := sklearn.Load("../testdata/fixtures/" + stack + "/estimators/" + name + ".pkl")
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if got, ok := m.Importances(); ok != (want.Importances != nil) || !near(got, want.Importances) {
				t.Errorf("%s/%s: importances %v, %v, want %v", stack, name, got, ok, want.Importances)
			}
			c, ok := m.Coefficients()
			if ok != (want.Coef != nil) || !near(c.Values.Data, want.Coef) || ok && !near(c.Intercept, want.Intercept) {
				t.Errorf("%s/%s: coefficients %v, %v, want %v and %v", stack, name, c, ok, want.Coef, want.Intercept)
			}
			n, ok := m.TreeCounts()
			if ok != (want.Trees != nil) || ok && [4]int{n.Trees, n.Nodes, n.Leaves, n.Depth} != [4]int(want.Trees) {
				t.Errorf("%s/%s: %+v, want %v", stack, name, n, want.Trees)
			}
		}
	}
}

func near(got, want []float64) bool {
	if len(got) != len(want) {
		return false
	}
	for i, x := range got {
		if math.Abs(x-want[i]) > 1e-12*max(1, math.Abs(want[i])) {
			return false
		}
	}
	return true
}
