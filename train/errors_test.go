package train_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/sklearn"
	"github.com/brine-go/brine/train"
)

// TestErrors wants errors that name the class and what is wrong.
func TestErrors(t *testing.T) {
	x := sklearn.Matrix{Data: []float64{1, 2, 3, 4, 5, 6}, Rows: 3, Cols: 2}
	y := sklearn.NewTarget([]int64{1, 0, 1})
	at := func(v float64) sklearn.Matrix {
		data := slices.Clone(x.Data)
		data[3] = v
		return sklearn.Matrix{Data: data, Rows: 3, Cols: 2}
	}
	linear, classes, means := train.NewLinearRegression(), train.NewDecisionTreeClassifier(), train.NewDecisionTreeRegressor()
	classify := train.NewLogisticRegression()
	for _, c := range []struct {
		name    string
		trainer train.Trainer
		x       sklearn.Matrix
		y       sklearn.Target
		opts    []train.Option
		want    string
		is      error
	}{
		{"no rows", linear, sklearn.Matrix{Cols: 2}, y, nil, "LinearRegression: X has 0 values for 0 rows", sklearn.ErrShape},
		{"a shape that is too large", linear, sklearn.Matrix{Data: x.Data, Rows: 1 << 62, Cols: 4}, y, nil, "X has 6 values", sklearn.ErrShape},
		{"NaN", linear, at(math.NaN()), y, nil, "Input X contains NaN (row 1, column 1)", sklearn.ErrNaN},
		{"infinity", linear, at(math.Inf(1)), y, nil, "Input X contains infinity or a value too large (row 1", sklearn.ErrInfinite},
		{"no float32", means, at(1e39), y, nil, "DecisionTreeRegressor: Input X contains infinity", sklearn.ErrInfinite},
		{"no square", train.NewStandardScaler(), at(1e200), y, nil, "StandardScaler: column 1 has values too large for their squares", sklearn.ErrInfinite},
		{"no squares", train.NewKMeans(2), at(1e200), y, nil, "KMeans: X has values too large for the squares of distances", sklearn.ErrInfinite},
		{"too few y", linear, x, sklearn.NewTarget([]float64{1, 2}), nil, "y has 2 rows of 1 outputs, X 3 rows", sklearn.ErrShape},
		{"no y", linear, x, sklearn.Target{}, nil, "y is not of numbers", nil},
		{"y of texts", linear, x, sklearn.NewTarget([]string{"a", "b", "c"}), nil, "y is not of numbers", nil},
		{"NaN in y", linear, x, sklearn.NewTarget([]float64{1, 2, math.NaN()}), nil, "Input y contains NaN or infinity (row 2)", nil},
		{"no labels", classes, x, sklearn.Target{}, nil, "y has shape [0]", sklearn.ErrShape},
		{"labels of two outputs", classes, x, sklearn.NewTargetMatrix(x), nil, "y has shape [3 2]", sklearn.ErrShape},
		{"continuous labels", classes, x, sklearn.NewTarget([]float64{1, 2, 2.5}), nil, "Unknown label type: y is continuous (2.5 in row 2)", nil},
		{"a label that NumPy cuts", classes, x, sklearn.NewTarget([]string{"a", "b\x00", "c"}), nil, `the label "b\x00" is no text`, nil},
		{"a label in another encoding", classes, x, sklearn.NewTarget([]string{"a", "\xff", "c"}), nil, `the label "\xff" is no text`, nil},
		{"one class", classify, x, sklearn.NewTarget([]int64{1, 1, 1}), nil, "the data contains only one class: 1", nil},
		{"too few weights", linear, x, y, []train.Option{train.SampleWeight([]float64{1})}, "1 sample weights for 3 rows", sklearn.ErrShape},
		{"a negative weight", linear, x, y, []train.Option{train.SampleWeight([]float64{1, 1, -1})}, "sample weight 2 is -1", nil},
		{"NaN as weight", linear, x, y, []train.Option{train.SampleWeight([]float64{1, 1, math.NaN()})}, "sample weight 2 is NaN", nil},
		{"no weight", linear, x, y, []train.Option{train.SampleWeight([]float64{0, 0, 0})}, "the sample weights sum to 0", nil},
		{"too few names", linear, x, y, []train.Option{train.FeatureNames("a")}, "1 feature names for 2 columns", sklearn.ErrFeatures},
		{"a name twice", linear, x, y, []train.Option{train.FeatureNames("a", "a")}, `column "a" is there twice`, sklearn.ErrFeatures},
		{"an old release", linear, x, y, []train.Option{train.ForRelease("1.1.3")}, `scikit-learn "1.1.3" is not supported, want a release from 1.2 to 1.9`, nil},
		{"a release to come", linear, x, y, []train.Option{train.ForRelease("1.10.0")}, "is not supported", nil},
		{"no release", linear, x, y, []train.Option{train.ForRelease("newest")}, "is not supported", nil},
		{"tol before 1.7", with(train.NewLinearRegression(), func(l *train.LinearRegression) { l.Tol = .1 }), x, y,
			[]train.Option{train.ForRelease("1.2.1")}, "scikit-learn 1.2.1 has no such parameter", nil},
		{"alpha", ridge(-1), x, y, nil, "Ridge: alpha is -1", nil},
		{"alphas", with(ridge(1), func(r *train.Ridge) { r.Alphas = []float64{1, 2} }), x, y, nil, "number of penalties do not correspond: 2 != 1", sklearn.ErrShape},
		{"C", logistic(func(l *train.LogisticRegression) { l.C = 0 }), x, y, nil, "LogisticRegression: C is 0", nil},
		{"max_iter", logistic(func(l *train.LogisticRegression) { l.MaxIter = 1 }), x, y, nil, "failed to converge after 1 steps", train.ErrNotConverged},
		{"weights of classes that y has not", logistic(func(l *train.LogisticRegression) { l.ClassWeight = told }), x, y, nil, "class_weight is of 2 classes, 1 of which y has", nil},
		{"clusters", train.NewKMeans(4), x, y, nil, "KMeans: n_samples=3 should be >= n_clusters=4.", nil},
		{"criterion", tree(func(d *train.DecisionTreeClassifier) { d.Criterion = "poisson" }), x, y, nil, `criterion is "poisson", want gini, entropy or log_loss`, nil},
		{"max_features", tree(func(d *train.DecisionTreeClassifier) { d.MaxFeatures = 3 }), x, y, nil, "max_features 3", nil},
		{"the zero value", &train.DecisionTreeRegressor{}, x, y, nil, `criterion is ""`, nil},
		{"an empty pipeline", train.NewPipeline(), x, y, nil, "The pipeline is empty", nil},
		{"a step without a name", train.NewPipeline(train.Step{Trainer: linear}), x, y, nil, "step 1: Estimator names must not be empty", nil},
		{"a name with __", train.NewPipeline(train.Step{Name: "a__b", Trainer: linear}), x, y, nil, "or contain __", nil},
		{"a name that is taken", train.NewPipeline(train.Step{Name: "memory", Trainer: linear}), x, y, nil, `the name "memory" is taken`, nil},
		{"no trainer", train.NewPipeline(train.Step{Name: "a"}), x, y, nil, "step 1 (a): no Trainer", nil},
		{"a step that transforms nothing", train.NewPipeline(train.Step{Name: "a", Trainer: linear}, train.Step{Name: "b", Trainer: linear}), x, y, nil, "step 1 (a): ", sklearn.ErrNoMethod},
	} {
		t.Run(c.name, func(t *testing.T) {
			model, err := c.trainer.Fit(c.x, c.y, c.opts...)
			var e *train.Error
			if model != nil || !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("got %v, %v; want an error with %q that is %v", model, err, c.want, c.is)
			}
		})
	}
}

// TestSeparable fits classes that a line parts, whose coefficients only the penalty bounds, on columns that are all the same.
func TestSeparable(t *testing.T) {
	const rows = 20
	x := sklearn.Matrix{Rows: rows, Cols: 3}
	y := make([]int64, rows)
	for i := range rows {
		x.Data = append(x.Data, float64(i), float64(i), float64(i))
		y[i] = int64(i / 7)
	}
	for _, c := range []float64{1e-12, 1, 1e4, 1e8, 1e12} {
		for _, classes := range []int64{2, 3} {
			labels := slices.Clone(y)
			for i := range labels {
				labels[i] = min(labels[i], classes-1)
			}
			model, err := logistic(func(l *train.LogisticRegression) { l.C = c }).Fit(x, sklearn.NewTarget(labels))
			if err != nil {
				t.Errorf("C=%v, %d classes: %v", c, classes, err)
				continue
			}
			got, err := model.Predict(x)
			if err != nil || c > 1 && !slices.Equal(got.Ints(), labels) {
				t.Errorf("C=%v, %d classes: got %v, %v; want %v", c, classes, got.Ints(), err, labels)
			}
			coef := attribute(t, model, "coef_").floats(t)
			for k := range coef {
				if math.Abs(coef[k]-coef[k/3*3]) > 1e-3*math.Abs(coef[k]) {
					t.Errorf("C=%v, %d classes: coefficients of equal columns are %v", c, classes, coef)
					break
				}
			}
		}
	}
}

// TestInputsStay wants that Fit changes nothing that it was given, and keeps none of it.
func TestInputsStay(t *testing.T) {
	sets := datasets(t)
	for _, c := range cases() {
		set := sets[c.data]
		x, y := slices.Clone(set.x.Data), valuesOf(set.y)
		model, err := c.fit(set, train.Newest)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(x, set.x.Data) || !slices.Equal(y, valuesOf(set.y)) {
			t.Fatalf("%s: X or y is changed", c.name)
		}
		before := forecasts(t, model, sklearn.Matrix{Data: x, Rows: set.x.Rows, Cols: set.x.Cols})
		saved := slices.Clone(set.x.Data)
		clear(set.x.Data)
		after := forecasts(t, model, sklearn.Matrix{Data: x, Rows: set.x.Rows, Cols: set.x.Cols})
		copy(set.x.Data, saved)
		if !reflect.DeepEqual(before, after) {
			t.Errorf("%s: the forecasts depend on X of Fit", c.name)
		}
	}
}
