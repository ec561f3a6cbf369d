// Package lightgbm makes forecasts with the models of LightGBM, without it: with Boosters and the estimators of lightgbm.sklearn
// out of pickles, and with the text files that save_model and the command line write.
//
//	model, err := lightgbm.Load("model.txt")
//	y, err := model.Forecast(x) // rows × 1, or rows × classes
//
// Read are files of the versions v2, v3 and v4 (LightGBM 2.0.12 to 4.6) and those of 2.0.5 to 2.0.10, which have no version:
// boosting by gbdt, dart, goss and rf; numerical and categorical splits with each kind of missing value; linear trees; every
// objective. Raw scores are LightGBM's to the bit: they are sums in its order. What an objective makes of them agrees to a few
// units in the last place, as far as C libraries agree about exp.
//
// NaN is a missing value. Where a training DataFrame had columns of categories, X has the numbers of those in
// [Booster.PandasCategorical]; package sklearn makes them of the columns of a table, and has these models as steps of its
// pipelines.
package lightgbm
