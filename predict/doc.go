// Package predict computes what trained models compute: pure functions over plain slices, one file an algorithm
// family, mirroring the formulas of scikit-learn, XGBoost and LightGBM step by step. It knows no file format; packages sklearn, xgboost
// and lightgbm read models into it.
//
//	m := predict.Linear{Coef: []float64{2, -1}, Intercept: []float64{0.5}, Features: 2, Outputs: 1}
//	y := m.Decision(predict.Matrix{Data: []float64{1, 2, 3, 4}, Rows: 2, Cols: 2}) // [0.5 2.5]
//
// Sums run from the first term to the last and products are rounded before they are added (float64(x*y) + z keeps
// compilers from fusing the two, as the language specification allows), so results are the same bits on
// every machine. scikit-learn's own depend on the BLAS it runs with, which sums in blocks: they agree within
// a few units in the last place of the largest term.
//
// Functions here trust their arguments: shapes are checked by whoever builds a model and takes its input.
// Nothing is kept or changed but what a doc comment says, so any number of goroutines may share a model.
package predict
