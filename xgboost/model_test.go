package xgboost

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/fixturetest"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/predict"
)

// The answers of XGBoost itself, as testdata/generate.py and gen_models.py of ../testdata/generate write them.

// A tensor is an array in C order; {"$f": "nan"} is how JSON has NaN.
type tensor struct {
	Shape []int `json:"shape"`
	Data  []any `json:"data"`
}

func (t tensor) floats(tb testing.TB) []float64 { return fixturetest.Floats(tb, t.Data) }

func (t tensor) matrix(tb testing.TB) Matrix {
	tb.Helper()
	if len(t.Shape) != 2 {
		tb.Fatalf("X of shape %v", t.Shape)
	}
	return Matrix{Data: t.floats(tb), Rows: t.Shape[0], Cols: t.Shape[1]}
}

// answers calls a method by its name and returns numbers, or classes as texts.
func answers(m *Model, method string, x Matrix) (got []float64, words []string, err error) {
	switch method {
	case "predict":
		y, err := m.Predict(x)
		switch y := y.(type) {
		case []float64:
			return y, nil, err
		case []int64:
			for _, v := range y {
				got = append(got, float64(v))
			}
		case []string:
			return nil, y, err
		default:
			return nil, nil, fmt.Errorf("classes are a %T, %w", y, err)
		}
		return got, nil, err
	case "predict_proba":
		p, err := m.PredictProba(x)
		return p.Data, nil, err
	case "margin":
		f, err := m.Margin(x)
		return widen(f, 1).Data, nil, err
	case "leaves":
		leaves, _, err := m.Leaves(x)
		for _, v := range leaves {
			got = append(got, float64(v))
		}
		return got, nil, err
	case "feature_importances_":
		got, err = m.Importances()
		return got, nil, err
	}
	return nil, nil, fmt.Errorf("no method %s", method)
}

// compare compares a model with one answer: margins must be the same to the bit, what comes of them by an exponential within
// 5e-7 of the value, which are four units in the last place.
func compare(t *testing.T, m *Model, method string, x Matrix, want tensor) (compared int) {
	t.Helper()
	got, words, err := answers(m, method, x)
	if err != nil {
		t.Errorf("%s: %v", method, err)
		return 0
	}
	if len(want.Data) != len(got)+len(words) {
		t.Errorf("%s: got %d values, want %d of shape %v", method, len(got)+len(words), len(want.Data), want.Shape)
		return 0
	}
	if words != nil {
		for i, w := range want.Data {
			if words[i] != w {
				t.Errorf("%s: class %d is %q, want %q", method, i, words[i], w)
			}
		}
		return len(words)
	}
	tolerance := 5e-7
	if method == "feature_importances_" {
		tolerance = 2e-6 // XGBoost sums them in an order that is not told
	}
	if method == "margin" || method == "leaves" || m.IsClassifier() && method == "predict" {
		tolerance = 0
	}
	wrong := 0
	for i, w := range want.floats(t) {
		if got[i] == w || math.IsNaN(got[i]) && math.IsNaN(w) || math.Abs(got[i]-w) <= tolerance*math.Abs(w) {
			continue
		}
		if wrong++; wrong < 4 {
			t.Errorf("%s: value %d is %v, want %v (off by %.3g)", method, i, got[i], w, got[i]-w)
		}
	}
	return len(got)
}

// TestOwnFixtures compares the models of testdata/generate.py with the answers of XGBoost 1.2.1, 1.7.4 and 3.3.0, and some of earlier
// releases (testdata/xgboost-0.x).
func TestOwnFixtures(t *testing.T) {
	for release, count := range map[string]int{"0.x": 3, "1.2.1": 68, "1.7.4": 120, "3.3.0": 117} {
		files, err := filepath.Glob("testdata/xgboost-" + release + "/*.json")
		if err != nil || len(files) != count {
			t.Fatalf("%d models of %s, want %d: %v", len(files), release, count, err)
		}
		compared := 0
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".json")
			t.Run(release+"/"+name, func(t *testing.T) {
				var want struct {
					Class   string
					XGBoost string
					X       tensor
					Outputs map[string]json.RawMessage
				}
				fixturetest.ReadJSON(t, file, &want)
				path := strings.TrimSuffix(file, ".json") + ".pkl"
				if _, err := os.Stat(path); err != nil {
					path = strings.TrimSuffix(file, ".json") + ".model"
				}
				m, err := Load(path)
				if err != nil {
					t.Fatal(err)
				}
				if release == "1.2.1" || strings.HasSuffix(name, "-deprecated") { // the binary format has two numbers
					want.XGBoost = release[:3]
				}
				if m.ClassName != want.Class || m.Booster.Version() != want.XGBoost {
					t.Errorf("got a %s of %s, want %s of %s", m.ClassName, m.Booster.Version(), want.Class, want.XGBoost)
				}
				x := want.X.matrix(t)
				before := slices.Clone(x.Data)
				for method, raw := range want.Outputs {
					if slices.Contains([]Importance{Weight, Gain, Cover, TotalGain, TotalCover}, Importance(method)) {
						compareScore(t, m.Booster, Importance(method), raw)
						continue
					}
					var want tensor
					if err := fixturetest.Unmarshal(raw, &want); err != nil {
						t.Fatal(err)
					}
					compared += compare(t, m, method, x, want)
				}
				if !slices.EqualFunc(before, x.Data, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }) {
					t.Error("X was changed")
				}
			})
		}
		t.Logf("%s: %d models, %d values", release, len(files), compared)
	}
}

// compareScore compares importances, which are sums of float32 in an order that is not told.
func compareScore(t *testing.T, b *Booster, kind Importance, raw json.RawMessage) {
	t.Helper()
	var want map[string]float64
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	got, err := b.Score(kind)
	if err != nil {
		t.Errorf("%s: %v", kind, err)
		return
	}
	if len(got) != len(want) {
		t.Errorf("%s: got %v, want %v", kind, got, want)
	}
	for i, v := range got {
		name := fmt.Sprintf("f%d", i)
		if b.FeatureNames != nil {
			name = b.FeatureNames[i]
		}
		if w, ok := want[name]; !ok || math.Abs(float64(v)-w) > 1e-6*math.Abs(w) {
			t.Errorf("%s: %s is %v, want %v", kind, name, v, w)
		}
	}
}

// TestSharedFixtures compares the models of ../testdata/fixtures.
func TestSharedFixtures(t *testing.T) {
	for _, stack := range []string{"bookworm", "forky"} {
		files, err := filepath.Glob("../testdata/fixtures/" + stack + "/estimators/XGB-*[lb]")
		if err != nil || len(files) != 17 {
			t.Fatalf("%d models of %s: %v", len(files), stack, err)
		}
		for _, file := range files {
			ext := filepath.Ext(file)
			name := strings.TrimSuffix(filepath.Base(file), ext)
			if name == "XGB-Pipeline" || strings.HasSuffix(name, "-jlz") { // is scikit-learn's, or compressed
				continue
			}
			t.Run(stack+"/"+name, func(t *testing.T) {
				m, err := Load(file)
				if err != nil {
					t.Fatal(err)
				}
				var want struct {
					X struct {
						File   string
						Inline *tensor
						Frame  map[string][]any
					}
					Outputs map[string]tensor
				}
				fixturetest.ReadJSON(t, strings.TrimSuffix(file, ext)+".json", &want)
				var x Matrix
				switch {
				case want.X.File != "":
					var set struct {
						Test  []any `json:"X_test"`
						Shape []int
					}
					fixturetest.ReadJSON(t, filepath.Join("../testdata/fixtures", stack, want.X.File), &set)
					data := tensor{set.Shape, set.Test}
					if set.Shape == nil {
						data = tensor{Shape: []int{len(set.Test), len(set.Test[0].([]any))}}
						for _, row := range set.Test {
							data.Data = append(data.Data, row.([]any)...)
						}
					}
					x = data.matrix(t)
				case want.X.Inline != nil:
					x = want.X.Inline.matrix(t)
				default: // column c has categories a, b, …
					n := tensor{Data: want.X.Frame["n"]}.floats(t)
					x = predict.NewMatrix(len(n), 2)
					for i, v := range want.X.Frame["c"] {
						x.Data[2*i], x.Data[2*i+1] = float64(v.(string)[0]-'a'), n[i]
					}
				}
				n := 0
				for method, answer := range want.Outputs {
					n += compare(t, m, method, x, answer)
				}
				if n == 0 {
					t.Error("nothing to compare")
				}
			})
		}
	}
}

// TestConfigOffset reads what pickles of 1.0 to 1.2 have: a binary model between a header and the configuration (LearnerImpl::Save
// of src/learner.cc of 1.2).
func TestConfigOffset(t *testing.T) {
	model, err := os.ReadFile("testdata/xgboost-1.7.4/softprob-deprecated.model")
	if err != nil {
		t.Fatal(err)
	}
	bare := bytes.TrimPrefix(model, []byte("binf")) // as files without the header are
	data := binary.LittleEndian.AppendUint64([]byte("CONFIG-offset:"), uint64(len(model)))
	data = append(append(data, model...), `{"learner":{}}`...)
	for _, file := range [][]byte{data, model, bare} {
		b, err := Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		if b.Objective != "multi:softprob" || b.Outputs != 3 || b.Trees() != 6 || b.Iterations() != 2 {
			t.Errorf("got %s of %d outputs, %d trees in %d rounds", b.Objective, b.Outputs, b.Trees(), b.Iterations())
		}
	}
	if b, err := Parse(data[:30]); err == nil {
		t.Errorf("cut off: got a model of %s", b.Objective)
	}
}

// TestPython2 reads an estimator as Python 2 pickled it: names are byte strings, and a bytearray is a call with Latin-1 text.
func TestPython2(t *testing.T) {
	model, err := os.ReadFile("testdata/xgboost-0.x/agaricus.model")
	if err != nil {
		t.Fatal(err)
	}
	var latin1 []byte
	for _, c := range model {
		latin1 = utf8.AppendRune(latin1, rune(c))
	}
	data := []byte("\x80\x02cxgboost.sklearn\nXGBRegressor\n)\x81}(U\x08_Boostercxgboost.core\nBooster\n)\x81}U\x06handlec__builtin__\nbytearray\nX")
	data = binary.LittleEndian.AppendUint32(data, uint32(len(latin1)))
	data = append(append(data, latin1...), "U\x07latin-1\x86RsbU\x07missingK\x00U\x10best_ntree_limitK\x02ub."...)
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	m, err := FromPy(doc.Root())
	if err != nil {
		t.Fatal(err)
	}
	if m.Booster.Trees() != 3 || m.missing != 0 || m.best != (Range{0, 2}) {
		t.Errorf("got %d trees, missing %v, iterations %v", m.Booster.Trees(), m.missing, m.best)
	}
}
