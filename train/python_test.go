package train_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/sklearn"
)

// python is the judge of what Go trains:
//
//	go test ./train -run '^TestPython$' -python /usr/bin/python3
var python = flag.String("python", "", "`command` of a Python with scikit-learn, which then loads what Go trains")

// run runs a script.
func run(t *testing.T, script string, stdin []byte) (out []byte, err error) {
	t.Helper()
	args := append(strings.Fields(*python), "-c", script)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.Stderr = os.Stderr
	return cmd.Output()
}

// TestPython hands every case, trained for the release that Python has, to it: there it must be the object that fit makes.
func TestPython(t *testing.T) {
	if *python == "" {
		t.Skip("no -python given")
	}
	out, err := run(t, "import sklearn; print(sklearn.__version__)", nil)
	if err != nil {
		t.Fatal(err)
	}
	release := strings.TrimSpace(string(out))
	sets := datasets(t)
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for _, c := range cases() {
		set := sets[c.data]
		model, err := c.fit(set, release)
		if err != nil {
			t.Fatal(err)
		}
		data, err := pickle.Dumps(model.Py())
		if err != nil {
			t.Fatal(err)
		}
		if err := enc.Encode(map[string]any{"name": c.name, "pickle": data, "go": forecasts(t, model, set.x)}); err != nil {
			t.Fatal(err)
		}
	}
	var script []byte
	for _, name := range []string{"cases.py", "check.py"} {
		source, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		script = append(script, source...)
	}
	out, err = run(t, string(script), lines.Bytes())
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("%s: %v", *python, err)
	}
}

// forecasts is what the model's methods answer.
func forecasts(t *testing.T, model *sklearn.Model, x sklearn.Matrix) map[string]any {
	t.Helper()
	out := map[string]any{}
	add := func(method sklearn.Method, ask func() ([]float64, error)) {
		if !model.Has(method) {
			return
		}
		values, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		out[string(method)] = values
	}
	if model.Has(sklearn.MethodPredict) {
		y, err := model.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		out[string(sklearn.MethodPredict)] = valuesOf(y)
	}
	add(sklearn.MethodPredictProba, func() ([]float64, error) { m, err := model.PredictProba(x); return m.Data, err })
	add(sklearn.MethodDecisionFunction, func() ([]float64, error) { m, err := model.DecisionFunction(x); return m.Data, err })
	add(sklearn.MethodTransform, func() ([]float64, error) { m, err := model.Transform(x); return m.Data, err })
	return out
}

// valuesOf returns the values of a target, of whatever type.
func valuesOf(y sklearn.Target) []any {
	values := make([]any, y.Len())
	for i := range values {
		values[i] = y.Value(i)
	}
	return values
}
