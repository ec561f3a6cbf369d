// Package train makes scikit-learn's models in Go, to forecast with here and to hand to Python.
//
//	pipe := train.NewPipeline(
//		train.Step{Name: "scale", Trainer: train.NewStandardScaler()},
//		train.Step{Name: "classify", Trainer: train.NewLogisticRegression()},
//	)
//	model, err := pipe.Fit(x, sklearn.NewTarget(labels), train.FeatureNames("length", "width"))
//	y, err := model.Predict(x)
//	err = brine.Dump("model.pkl", model.Py())
//
// Python's pickle.load then gives a real sklearn.pipeline.Pipeline, with every attribute that fit leaves: it predicts the same, can be
// cloned, printed and fitted on. Objects are of one release of scikit-learn, 1.9.0 or what [ForRelease] says, since Python warns of those
// of another.
//
// What is made is what scikit-learn makes of the same data: coefficients of [LinearRegression] and [Ridge] to rounding, those of
// [LogisticRegression] at the optimum that scikit-learn's solvers approach, trees node for node, the clusters of [KMeans] for the same
// random state, the numbers of [StandardScaler].
//
// Trainers are made by their New functions, with scikit-learn's defaults; the fields have scikit-learn's names.
package train
