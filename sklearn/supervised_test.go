package sklearn

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
	for release, least := range map[string]int{"1.2.1": 300, "1.9.0": 300} {
		files, err := filepath.Glob("testdata/supervised/" + release + "/*.json")
		if err != nil || len(files) < least {
			t.Fatalf("%d files of %s: %v", len(files), release, err)
		}
		compared := 0
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".json")
			t.Run(release+"/"+name, func(t *testing.T) {
				m, err := Load(strings.TrimSuffix(file, ".json") + ".pkl")
				if strings.HasPrefix(name, "TransformedTarget-") && readers["FunctionTransformer"] == nil {
					t.Skip("transformers of functions, powers and quantiles are not read")
				}
				if err != nil {
					t.Fatal(err)
				}
				var want struct {
					Estimator string     `json:"estimator"`
					Release   string     `json:"sklearn"`
					Cases     []question `json:"cases"`
				}
				readJSON(t, file, &want)
				if m.ClassName != want.Estimator || m.Version != want.Release {
					t.Errorf("%s of %s, want %s of %s", m.ClassName, m.Version, want.Estimator, want.Release)
				}
				var methods []Method
				for _, q := range want.Cases {
					compared += askWithin(t, max(1e-12, looserSupervised[name]), m, q)
					for method := range q.Outputs {
						methods = append(methods, Method(method))
					}
				}
				for _, method := range m.Methods() {
					switch method {
					case MethodPredictProbas:
						method = MethodPredictProba
					case MethodInverseTransform, MethodPredictStd:
						continue // not asked
					}
					if !slices.Contains(methods, method) {
						if strings.HasPrefix(name, "GBC-init") {
							continue // logarithms of what is float32 are not asked
						}
						t.Errorf("it has %s, which scikit-learn's has not", method)
					}
				}
			})
		}
		t.Logf("%s: %d models, %d values", release, len(files), compared)
	}
}
