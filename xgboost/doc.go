// Package xgboost makes forecasts with the models of XGBoost, without it and without Python.
//
//	m, err := xgboost.Load("model.ubj")
//	margins, err := m.Margin(xgboost.Matrix{Data: row, Rows: 1, Cols: len(row)})
//
// [Load] reads pickled estimators (XGBClassifier, XGBRegressor, XGBRanker, XGBRFClassifier, XGBRFRegressor), pickled Boosters, and
// what save_model writes: JSON, UBJSON, and the binary format of early releases. Pipelines that have such estimators in them are
// read by package sklearn, which also takes tables: it knows features and categories by their names.
//
// All boosters (gbtree, dart, gblinear), all objectives, and trees of every kind are read: splits by categories, leaves that are
// vectors, forests that grow at once. Estimators forecast with the trees up to the best iteration, and know which number is a
// missing value besides NaN. Margins, which are sums of float32, are XGBoost's bit for bit; what an objective makes of them by an
// exponential is within 5e-7 of the value, since Go's exponential is rounded better than C's.
//
// What is read, and where releases differ, was compared with XGBoost 1.7.4 and 3.3.0, of all objectives, boosters and file formats.
// A model or X that is not supported is an [*Error] that names class, release and place.
package xgboost
