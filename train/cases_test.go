package train_test

import (
	"github.com/brine-go/brine/sklearn"
	"github.com/brine-go/brine/train"
)

// A trained is a case of testdata/cases.py, by its name there.
type trained struct {
	name    string
	data    string
	trainer train.Trainer
	weights func(i int) float64 // of row i; nil if there are none
	names   []string            // of the columns; nil if there are none
}

// weights and zeroWeights are those of cases.py.
func weights(i int) float64     { return 1 + float64(i%3) }
func zeroWeights(i int) float64 { return float64(i%4) * .5 }

// with changes a trainer.
func with[T any](trainer T, change func(t T)) T {
	change(trainer)
	return trainer
}

func tree(change func(d *train.DecisionTreeClassifier)) train.Trainer {
	return with(train.NewDecisionTreeClassifier(), change)
}

func means(change func(d *train.DecisionTreeRegressor)) train.Trainer {
	return with(train.NewDecisionTreeRegressor(), change)
}

func logistic(change func(l *train.LogisticRegression)) train.Trainer {
	return with(train.NewLogisticRegression(), change)
}

func ridge(alpha float64) *train.Ridge {
	return with(train.NewRidge(), func(r *train.Ridge) { r.Alpha = alpha })
}

func scaler(mean, std bool) train.Trainer {
	return &train.StandardScaler{WithMean: mean, WithStd: std}
}

func kmeans(clusters, runs int, seed uint32) train.Trainer {
	return with(train.NewKMeans(clusters), func(k *train.KMeans) { k.NInit, k.RandomState = runs, seed })
}

// told are the class weights of cases.py.
var told = train.ClassWeights{Of: map[any]float64{0: 2, 3: .5}}

// columns are the NAMES of cases.py.
var columns = []string{"sepal length", "sepal width", "petal length", "πέταλο"}

var balanced = train.ClassWeights{Balanced: true}

func cases() []trained {
	return []trained{
		{name: "linear", data: "diabetes", trainer: train.NewLinearRegression()},
		{name: "linear-weights", data: "diabetes", trainer: train.NewLinearRegression(), weights: weights},
		{name: "linear-zero-weights", data: "diabetes", trainer: train.NewLinearRegression(), weights: zeroWeights},
		{name: "linear-origin", data: "diabetes", trainer: with(train.NewLinearRegression(), func(l *train.LinearRegression) { l.FitIntercept = false })},
		{name: "linear-outputs", data: "outputs", trainer: train.NewLinearRegression()},
		{name: "linear-dependent", data: "dependent", trainer: train.NewLinearRegression()},
		{name: "linear-wide", data: "wide", trainer: with(train.NewLinearRegression(), func(l *train.LinearRegression) { l.FitIntercept = false })},
		{name: "ridge", data: "diabetes", trainer: train.NewRidge()},
		{name: "ridge-weights", data: "diabetes", trainer: ridge(3.5), weights: weights},
		{name: "ridge-origin", data: "diabetes", trainer: with(ridge(.1), func(r *train.Ridge) { r.FitIntercept = false })},
		{name: "ridge-outputs", data: "outputs", trainer: with(train.NewRidge(), func(r *train.Ridge) { r.Alphas = []float64{.1, 1, 10} })},
		{name: "ridge-wide", data: "wide", trainer: ridge(.5)},

		{name: "logistic", data: "iris_text", trainer: train.NewLogisticRegression()},
		{name: "logistic-c", data: "iris", trainer: logistic(func(l *train.LogisticRegression) { l.C = 10 })},
		{name: "logistic-origin", data: "iris", trainer: logistic(func(l *train.LogisticRegression) { l.FitIntercept = false })},
		{name: "logistic-balanced", data: "normal_classes", trainer: logistic(func(l *train.LogisticRegression) { l.ClassWeight = balanced })},
		{name: "logistic-classes", data: "normal_classes", trainer: logistic(func(l *train.LogisticRegression) { l.ClassWeight = told }), weights: weights},
		{name: "logistic-both", data: "normal_classes", trainer: logistic(func(l *train.LogisticRegression) { l.ClassWeight = balanced }), weights: weights},
		{name: "logistic-unscaled", data: "cancer", trainer: train.NewLogisticRegression()},

		{name: "scaler", data: "wine", trainer: train.NewStandardScaler()},
		{name: "scaler-weights", data: "wine", trainer: train.NewStandardScaler(), weights: weights},
		{name: "scaler-constant", data: "dependent", trainer: train.NewStandardScaler()},
		{name: "scaler-mean", data: "wine", trainer: scaler(true, false)},
		{name: "scaler-std", data: "wine", trainer: scaler(false, true)},
		{name: "scaler-none", data: "wine", trainer: scaler(false, false)},

		{name: "kmeans", data: "iris", trainer: kmeans(3, 10, 0)},
		{name: "kmeans-weights", data: "normal", trainer: kmeans(8, 10, 3), weights: weights},
		{name: "kmeans-wine", data: "wine", trainer: kmeans(5, 20, 1)},

		{name: "tree", data: "iris", trainer: train.NewDecisionTreeClassifier()},
		{name: "tree-text", data: "iris_text", trainer: tree(func(d *train.DecisionTreeClassifier) { d.MaxDepth, d.RandomState = 3, 42 })},
		{name: "tree-bool", data: "cancer", trainer: tree(func(d *train.DecisionTreeClassifier) { d.MinSamplesLeaf, d.RandomState = 4, 1 })},
		{name: "tree-entropy", data: "wine", trainer: tree(func(d *train.DecisionTreeClassifier) { d.Criterion, d.RandomState = "entropy", 2 })},
		{name: "tree-log-loss", data: "wine", trainer: tree(func(d *train.DecisionTreeClassifier) { d.Criterion, d.MaxDepth = "log_loss", 4 })},
		{name: "tree-classes", data: "normal_classes", trainer: tree(func(d *train.DecisionTreeClassifier) { d.ClassWeight, d.MaxDepth = told, 6 })},
		{name: "tree-balanced", data: "normal_classes", trainer: tree(func(d *train.DecisionTreeClassifier) { d.ClassWeight, d.MaxDepth = balanced, 5 }), weights: weights},
		{name: "tree-zero-weights", data: "normal_classes", trainer: tree(func(d *train.DecisionTreeClassifier) { d.MaxDepth = 7 }), weights: zeroWeights},
		{name: "tree-leaves", data: "normal_classes", trainer: tree(func(d *train.DecisionTreeClassifier) { d.MaxLeafNodes, d.RandomState = 17, 5 })},
		{name: "tree-features", data: "normal_classes", trainer: tree(func(d *train.DecisionTreeClassifier) { d.MaxFeatures, d.RandomState = 2, 11 })},
		{name: "tree-limits", data: "normal_classes", trainer: tree(func(d *train.DecisionTreeClassifier) {
			d.MinSamplesSplit, d.MinWeightFractionLeaf, d.MinImpurityDecrease = 20, .02, .003
		})},
		{name: "means", data: "normal", trainer: means(func(d *train.DecisionTreeRegressor) { d.MaxDepth, d.MinSamplesLeaf = 6, 3 })},
		{name: "means-outputs", data: "normal_outputs", trainer: means(func(d *train.DecisionTreeRegressor) { d.MaxDepth, d.MinSamplesLeaf = 5, 4 })},
		{name: "means-weights", data: "normal", trainer: means(func(d *train.DecisionTreeRegressor) { d.MaxDepth, d.MinSamplesLeaf = 5, 4 }), weights: weights},
		{name: "means-leaves", data: "normal", trainer: means(func(d *train.DecisionTreeRegressor) { d.MaxLeafNodes, d.MinSamplesLeaf = 20, 3 })},
		{name: "means-diabetes", data: "diabetes", trainer: means(func(d *train.DecisionTreeRegressor) { d.MaxDepth, d.MinSamplesLeaf = 4, 5 })},

		{name: "pipeline", data: "wine", trainer: train.NewPipeline(
			train.Step{Name: "scale", Trainer: train.NewStandardScaler()},
			train.Step{Name: "classify", Trainer: logistic(func(l *train.LogisticRegression) { l.C = 2 })},
		)},
		{name: "names", data: "frame", names: columns, trainer: logistic(func(l *train.LogisticRegression) {
			l.ClassWeight.Of = map[any]float64{"setosa": 2, "virginica": 1.5}
		})},
		{name: "names-tree", data: "frame", names: columns, trainer: tree(func(d *train.DecisionTreeClassifier) { d.MaxDepth = 3 })},
		{name: "names-pipeline", data: "frame", names: columns, trainer: train.NewPipeline(
			train.Step{Name: "scale", Trainer: train.NewStandardScaler()},
			train.Step{Name: "cluster", Trainer: kmeans(3, 2, 5)},
		)},
		{name: "pipeline-tree", data: "normal", trainer: train.NewPipeline(
			train.Step{Name: "scale", Trainer: train.NewStandardScaler()},
			train.Step{Name: "tree", Trainer: means(func(d *train.DecisionTreeRegressor) { d.MaxDepth, d.MinSamplesLeaf = 3, 5 })},
		), weights: weights},
	}
}

// fit fits the case on its data, for a release of scikit-learn.
func (c trained) fit(set dataset, release string) (*sklearn.Model, error) {
	opts := []train.Option{train.ForRelease(release)}
	if c.weights != nil {
		w := make([]float64, set.x.Rows)
		for i := range w {
			w[i] = c.weights(i)
		}
		opts = append(opts, train.SampleWeight(w))
	}
	if c.names != nil {
		opts = append(opts, train.FeatureNames(c.names...))
	}
	return c.trainer.Fit(set.x, set.y, opts...)
}
