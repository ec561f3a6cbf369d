package lightgbm

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/fixturetest"
)

// An array is a result of LightGBM's, as testdata/generate.py writes it.
type array struct {
	Shape []int
	Data  []any
}

// A fixture is a model's answers about an X.
type fixture struct {
	Class   string `json:"class"`
	Release string `json:"lightgbm"`
	Cases   []struct {
		X struct {
			array
			Frame json.RawMessage
		}
		Outputs map[string]array
	} `json:"cases"`
}

func readFixture(tb testing.TB, path string) (f fixture) {
	tb.Helper()
	fixturetest.ReadJSON(tb, path, &f)
	return f
}

func (a array) floats(tb testing.TB) []float64 { return fixturetest.Floats(tb, a.Data) }

func (a array) matrix(tb testing.TB) Matrix {
	return Matrix{Data: a.floats(tb), Rows: a.Shape[0], Cols: a.Shape[1]}
}

// TestFixtures compares models of three releases with LightGBM's own answers: raw scores, leaves and importances are the same
// bits, what an objective makes of them agrees to 1e-15 of the value.
func TestFixtures(t *testing.T) {
	for release, count := range releases {
		paths, err := filepath.Glob("testdata/lightgbm-" + release + "/*.json")
		if err != nil {
			t.Fatal(err)
		}
		models, values := 0, 0
		for _, path := range paths {
			base := strings.TrimSuffix(path, ".json")
			t.Run(release+"/"+filepath.Base(base), func(t *testing.T) {
				f := readFixture(t, path)
				file := base + ".pkl"
				if _, err := os.Stat(file); err != nil {
					file = base + ".txt"
				}
				m, err := Load(file)
				if f.Class != "Booster" && !strings.HasPrefix(f.Class, "LGBM") {
					if err == nil {
						t.Errorf("a %s loads", f.Class)
					}
					return // package sklearn compares them
				}
				if err != nil {
					t.Fatal(err)
				}
				if m.ClassName != f.Class {
					t.Errorf("class %s, want %s", m.ClassName, f.Class)
				}
				for _, c := range f.Cases {
					if c.X.Frame != nil {
						continue // as above
					}
					models++
					values += compare(t, m, c.X.matrix(t), c.Outputs)
				}
			})
		}
		if models != count {
			t.Errorf("%s: %d models compared, want %d", release, models, count)
		}
		t.Logf("%s: %d models, %d values", release, models, values)
	}
}

// releases are the LightGBMs whose models are in testdata, with how many of them are asked about matrices.
var releases = map[string]int{"2.3.1": 32, "3.3.5": 38, "4.6.0.99": 63, "4.6.0.99-numpy2": 3}

func compare(t *testing.T, m *Model, x Matrix, outputs map[string]array) (values int) {
	t.Helper()
	for method, want := range outputs {
		var got []float64
		var err error
		tolerance := 0.
		switch method {
		case "raw":
			got, err = data(m.Booster.Raw(x, Range{}))
		case "leaf":
			var leaves []int32
			leaves, _, err = m.Booster.Leaves(x, Range{})
			for _, leaf := range leaves {
				got = append(got, float64(leaf))
			}
		case "split", "gain":
			got, err = m.Booster.FeatureImportance(Importance(method))
		case "predict":
			if m.NClasses > 0 {
				continue // labels, which package sklearn compares
			}
			tolerance = 1e-15
			got, err = data(m.Forecast(x))
		case "predict_proba":
			tolerance = 1e-15
			got, err = data(m.PredictProba(x))
		default:
			t.Errorf("no method %s", method)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", method, err)
			continue
		}
		w := want.floats(t)
		if len(got) != len(w) {
			t.Errorf("%s: %d values, want %d", method, len(got), len(w))
			continue
		}
		for i := range w {
			if got[i] != w[i] && !(math.Abs(got[i]-w[i]) <= tolerance*math.Abs(w[i])) && !(math.IsNaN(got[i]) && math.IsNaN(w[i])) {
				t.Errorf("%s: value %d is %v, want %v (off by %.3g)", method, i, got[i], w[i], got[i]-w[i])
			}
		}
		values += len(w)
	}
	return values
}

func data(m Matrix, err error) ([]float64, error) { return m.Data, err }
