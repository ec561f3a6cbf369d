package sklearn

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/py"
)

const own = "testdata/sklearn-1.9.0/"

func mustLoad(t testing.TB, path string) *Model {
	t.Helper()
	m, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestModel checks what a model tells of itself.
func TestModel(t *testing.T) {
	m := mustLoad(t, "../testdata/fixtures/bookworm/estimators/LogisticRegression-strlabels.pkl")
	if m.ClassName != "LogisticRegression" || m.Module != "sklearn.linear_model._logistic" || m.Version != "1.2.1" || m.NFeatures != 4 {
		t.Errorf("got %s of %s, %s, %d features", m.ClassName, m.Module, m.Version, m.NFeatures)
	}
	if got := m.Classes.Strings(); !slices.Equal(got, []string{"setosa", "versicolor", "virginica"}) || m.Classes.Ints() != nil {
		t.Errorf("classes %q", got)
	}
	params := map[string]py.Value{}
	for name, value := range m.Params() {
		params[name] = value
	}
	if c, _ := params["C"].Float(); len(params) != 15 || c != 1 {
		t.Errorf("%d parameters, C is %v; want 15 and 1", len(params), c)
	}
	if _, ok := params["coef_"]; ok || !m.Attr("coef_").IsValid() || m.Attr("none_").IsValid() {
		t.Error("coef_ is an attribute and no parameter")
	}
	if got := m.Methods(); !slices.Equal(got, []Method{MethodPredict, MethodPredictProba, MethodPredictLogProba, MethodDecisionFunction}) {
		t.Errorf("methods %v", got)
	}
	frame := mustLoad(t, own+"LinearRegression-dataframe.pkl")
	if !slices.Equal(frame.FeatureNames, []string{"d", "c", "b", "a"}) || frame.Classes.Len() != 0 {
		t.Errorf("features %q, %d classes", frame.FeatureNames, frame.Classes.Len())
	}
	nested := mustLoad(t, own+"Pipeline-nested.pkl")
	if len(nested.Steps) != 2 || nested.Steps[1].Name != "model" || nested.Steps[1].Model.Steps[1].Model.ClassName != "LogisticRegression" {
		t.Errorf("steps %+v", nested.Steps)
	}
	if !slices.Equal(nested.FeatureNames, []string{"w", "x", "y", "z"}) || nested.NFeatures != 4 || nested.Classes.Len() != 3 {
		t.Errorf("a pipeline of features %q and %d classes", nested.FeatureNames, nested.Classes.Len())
	}
}

// TestMissingMethods calls what the estimators of scikit-learn do not have either.
func TestMissingMethods(t *testing.T) {
	x := Matrix{Data: make([]float64, 4), Rows: 1, Cols: 4}
	for file, methods := range map[string][]Method{
		"Ridge-outputs":            {MethodPredictProba, MethodPredictLogProba, MethodDecisionFunction, MethodTransform, MethodPredictStd, MethodGetFeatureNamesOut},
		"StandardScaler-nan":       {MethodPredict, MethodDecisionFunction},
		"SGDClassifier-hinge":      {MethodPredictProba, MethodPredictLogProba},
		"Pipeline-transformer":     {MethodPredict, MethodPredictStd},
		"Pipeline-passthrough":     {MethodTransform, MethodPredictProba},
		"Pipeline-end-passthrough": {MethodPredict},
		"OneVsRest-ridge":          {MethodPredictProba},
		"OneVsRest-far":            {MethodPredictLogProba},
		"OneVsRest-regressor":      {MethodDecisionFunction},
	} {
		m := mustLoad(t, own+file+".pkl")
		for _, method := range methods {
			if _, _, _, err := answer(m, string(method), x); m.Has(method) || !errors.Is(err, ErrNoMethod) {
				t.Errorf("%s.%s: has %v, error %v", file, method, m.Has(method), err)
			}
		}
	}
}

// TestRefused checks that the errors over X can be told apart, and name the step.
func TestRefused(t *testing.T) {
	m := mustLoad(t, own+"refused-Pipeline.pkl")
	nan, inf := math.NaN(), math.Inf(1)
	for _, test := range []struct {
		data       []float64
		rows, cols int
		want       error
		text       string
	}{
		{[]float64{1, 2, 3, 4, 5, nan, 7, 8}, 2, 4, ErrNaN, "sklearn: step 2 (ridge): Input X contains NaN. Ridge does not accept missing values encoded as NaN natively. (row 1, column 1)"},
		{[]float64{1, 2, inf, 4}, 1, 4, ErrInfinite, "sklearn: step 1 (standardscaler): Input X contains infinity or a value too large for dtype('float64'). (row 0, column 2)"},
		{[]float64{1, 2, 3}, 1, 3, ErrFeatures, "sklearn: step 1 (standardscaler): X has 3 features, but StandardScaler is expecting 4 features as input."},
		{nil, 0, 4, ErrShape, "0 sample(s)"},
		{[]float64{1, 2, 3}, 2, 4, ErrShape, "X has 3 values, not 2 rows of 4"},
		{nil, math.MaxInt, 4, ErrShape, "X has 0 values"},
		{[]float64{1}, -1, -1, ErrShape, "X has 1 values"},
	} {
		y, err := m.Predict(Matrix{Data: test.data, Rows: test.rows, Cols: test.cols})
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%v: got %v, %v; want %s", test.data, y, err, test.text)
		}
	}
}

// TestBroken reads pickles of estimators that cannot predict, in scikit-learn neither.
func TestBroken(t *testing.T) {
	for file, want := range map[string]string{
		"broken-unfitted": "Ridge of scikit-learn 1.9.0: coef_: missing: this Ridge instance is not fitted yet",
		"broken-step":     "step 1 (a), step 1 (standardscaler): StandardScaler of scikit-learn 1.9.0: mean_: missing",
	} {
		m, err := Load(own + file + ".pkl")
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v; want %q", file, m, err, want)
		}
	}
	if _, err := Load("testdata/sklearn-1.9.0/broken-foreign.pkl"); !errors.Is(err, ErrUnsupported) ||
		!strings.HasSuffix(err.Error(), ": sklearn: step 1 (clip): shop.Clip is not supported: it is not of scikit-learn") {
		t.Errorf("got %v", err)
	}
	if _, err := Load("../testdata/fixtures/bookworm/datasets/iris.json"); err == nil {
		t.Error("a file that is no pickle loads")
	}
	if _, err := Load("testdata/none.pkl"); err == nil {
		t.Error("a file that is not there loads")
	}
}

// TestColumns maps the header of a table to features.
func TestColumns(t *testing.T) {
	named, unnamed := mustLoad(t, own+"LinearRegression-dataframe.pkl"), mustLoad(t, own+"LinearRegression-p4.pkl")
	if got, err := named.Columns([]string{"a", "b", "c", "d"}); err != nil || !slices.Equal(got, []int{3, 2, 1, 0}) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := unnamed.Columns([]string{"p", "q", "r", "s"}); err != nil || !slices.Equal(got, []int{0, 1, 2, 3}) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, test := range []struct {
		m      *Model
		header string
		want   string
	}{
		{named, "a b c e", "The feature names should match those that were passed during fit. Feature names unseen at fit time: e. Feature names seen at fit time, yet now missing: d."},
		{named, "a b c d x y", "Feature names unseen at fit time: x, y."},
		{named, "a", "yet now missing: b, c, d."},
		{named, "a b c d 1 2 3 4 5 6", "unseen at fit time: 1, 2, 3, 4, 5, ..."},
		{named, "a b b c", `column "b" is there twice`},
		{unnamed, "a b c", "X has 3 features, but LinearRegression is expecting 4 features as input."},
	} {
		got, err := test.m.Columns(strings.Fields(test.header))
		if !errors.Is(err, ErrFeatures) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, %v; want %s", test.header, got, err, test.want)
		}
	}
}

// halves gives each row probabilities in steps of a quarter, and nothing else.
type halves struct{}

func (halves) PredictProba(x Matrix) (Matrix, error) {
	out := Matrix{Rows: x.Rows, Cols: 2}
	for i := range x.Rows {
		p := float64(i%5) / 4
		out.Data = append(out.Data, 1-p, p)
	}
	return out, nil
}

func (h halves) PredictLogProba(x Matrix) (Matrix, error) { return logOf(h.PredictProba(x)) }

// TestOneVsRestOfProbabilities asks parts that have probabilities alone: a class is above one half
// (sklearn.multiclass._threshold_for_binary_predict).
func TestOneVsRestOfProbabilities(t *testing.T) {
	part := &Model{ClassName: "Halves", NFeatures: 1, estimator: halves{}, traits: traitsOf(halves{})}
	o := &oneVsRest{parts: []*Model{part}, binarizer: binarizer{classes: column([]string{"no", "yes"})}}
	y, err := o.Predict(Matrix{Data: make([]float64, 5), Rows: 5, Cols: 1})
	if want := []string{"no", "no", "no", "yes", "yes"}; err != nil || !slices.Equal(y.Strings(), want) {
		t.Errorf("got %v, %v; want %v", y.Strings(), err, want)
	}
}

func TestTarget(t *testing.T) {
	for _, test := range []struct {
		y     Target
		texts string
	}{
		{column([]float64{0.1, 1e300, -2}), "0.1 1e+300 -2"},
		{column([]int64{-5, math.MaxInt64}), "-5 9223372036854775807"},
		{column([]bool{true, false}), "True False"},
		{column([]string{"a", "ç"}), "a ç"},
		{matrix([]int64{1, 0, 0, 1}, 2, 2), "1 0 0 1"},
	} {
		var texts []string
		for i := range test.y.Len() {
			texts = append(texts, test.y.Text(i))
		}
		if got := strings.Join(texts, " "); got != test.texts {
			t.Errorf("got %s, want %s", got, test.texts)
		}
	}
	y := matrix([]int64{1, 0, 0, 1, 1, 1}, 2, 3)
	if !slices.Equal(y.Shape(), []int{2, 3}) || y.Rows() != 2 || y.Outputs() != 3 || y.Floats() != nil || len(y.Ints()) != 6 || y.Value(3) != int64(1) {
		t.Errorf("got %v, %d rows, %d outputs", y.Shape(), y.Rows(), y.Outputs())
	}
	if zero := (Target{}); zero.Len() != 0 || zero.Value(0) != nil {
		t.Error("the zero target has values")
	}
}

func TestVersion(t *testing.T) {
	for text, want := range map[string]version{"1.2.1": {1, 2}, "0.24.dev0": {0, 24}, "1.9.0rc1": {1, 9}, "10.11": {10, 11}, "": {}, "x": {}, "1": {}, "1.x": {}, "-1.2": {}} {
		if got := parseVersion(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	if (version{0, 24}).since(version{1, 0}) || !(version{1, 10}).since(version{1, 9}) || (version{1, 9}).after(version{1, 9}) || !(version{2, 0}).after(version{1, 9}) {
		t.Error("releases compare wrongly")
	}
}

// TestMultinomial checks which releases take the softmax (LogisticRegression.predict_proba of each).
func TestMultinomial(t *testing.T) {
	for _, test := range []struct {
		release, rule, solver string
		two, more             bool
	}{
		{"", "", "", false, false},
		{"0.17", "ovr", "liblinear", false, false},
		{"0.19.1", "multinomial", "lbfgs", false, true},
		{"0.20.0", "warn", "warn", false, false},
		{"0.20.0", "multinomial", "lbfgs", true, true},
		{"0.22", "auto", "lbfgs", false, true},
		{"0.22", "auto", "liblinear", false, false},
		{"1.2.1", "auto", "newton-cholesky", false, false},
		{"1.5.0", "deprecated", "newton-cholesky", false, false},
		{"1.6.0", "deprecated", "newton-cholesky", false, true},
		{"1.6.0", "deprecated", "liblinear", false, false},
		{"1.7.0", "multinomial", "lbfgs", true, true},
		{"1.7.0", "ovr", "lbfgs", false, false},
		{"1.8.0", "", "lbfgs", false, true},
		{"2.0", "", "saga", false, true},
	} {
		b := py.NewBuilder()
		v := b.NewObj(b.Global("sklearn.linear_model._logistic", "LogisticRegression"))
		b.Build(v, b.Dict(b.Str("multi_class"), b.Str(test.rule), b.Str("solver"), b.Str(test.solver)))
		s := &state{value: v, version: parseVersion(test.release)}
		if two, more := s.isMultinomial(1), s.isMultinomial(3); two != test.two || more != test.more {
			t.Errorf("%s, %s, %s: softmax for two classes %v, for more %v; want %v, %v", test.release, test.rule, test.solver, two, more, test.two, test.more)
		}
	}
}
