package sklearn

// readers tells how each class is read: by its name alone, since modules move from release to release
// (sklearn.linear_model.logistic became sklearn.linear_model._logistic). It is set by init because readers of
// composed estimators look up those of their parts.
var readers map[string]func(*state) (estimator any, err error)

func init() {
	readers = map[string]func(*state) (any, error){
		"LinearRegression":            readLinearRegressor,
		"Ridge":                       readLinearRegressor,
		"RidgeCV":                     readLinearRegressor,
		"Lasso":                       readLinearRegressor,
		"LassoCV":                     readLinearRegressor,
		"ElasticNet":                  readLinearRegressor,
		"ElasticNetCV":                readLinearRegressor,
		"MultiTaskLasso":              readLinearRegressor,
		"MultiTaskLassoCV":            readLinearRegressor,
		"MultiTaskElasticNet":         readLinearRegressor,
		"MultiTaskElasticNetCV":       readLinearRegressor,
		"Lars":                        readLinearRegressor,
		"LarsCV":                      readLinearRegressor,
		"LassoLars":                   readLinearRegressor,
		"LassoLarsCV":                 readLinearRegressor,
		"LassoLarsIC":                 readLinearRegressor,
		"OrthogonalMatchingPursuit":   readLinearRegressor,
		"OrthogonalMatchingPursuitCV": readLinearRegressor,
		"HuberRegressor":              readLinearRegressor,
		"TheilSenRegressor":           readLinearRegressor,
		"QuantileRegressor":           readLinearRegressor,
		"LinearSVR":                   readLinearRegressor,
		"SGDRegressor":                readLinearRegressor,
		"PassiveAggressiveRegressor":  readLinearRegressor,
		"BayesianRidge":               readBayesian,
		"ARDRegression":               readBayesian,

		"LogisticRegression":          readLogistic,
		"LogisticRegressionCV":        readLogistic,
		"RidgeClassifier":             readRidgeClassifier,
		"RidgeClassifierCV":           readRidgeClassifier,
		"LinearSVC":                   readLinearClassifier,
		"Perceptron":                  readLinearClassifier,
		"PassiveAggressiveClassifier": readLinearClassifier,
		"SGDClassifier":               readSGDClassifier,

		"DecisionTreeRegressor":  readTreeRegressor,
		"ExtraTreeRegressor":     readTreeRegressor,
		"DecisionTreeClassifier": readTreeClassifier,
		"ExtraTreeClassifier":    readTreeClassifier,
		"RandomForestRegressor":  readForestRegressor,
		"ExtraTreesRegressor":    readForestRegressor,
		"RandomForestClassifier": readForestClassifier,
		"ExtraTreesClassifier":   readForestClassifier,

		"GradientBoostingRegressor":      readBoostingRegressor,
		"GradientBoostingClassifier":     readBoostingClassifier,
		"HistGradientBoostingRegressor":  readHistRegressor,
		"HistGradientBoostingClassifier": readHistClassifier,
		"IsolationForest":                readIsolationForest,
		"DummyClassifier":                readDummyClassifier,
		"DummyRegressor":                 readDummyRegressor,

		"StandardScaler": readStandardScaler,
		"MinMaxScaler":   readMinMaxScaler,
		"MaxAbsScaler":   readMaxAbsScaler,
		"RobustScaler":   readRobustScaler,
		"Normalizer":     readNormalizer,
		"Binarizer":      readBinarizer,

		"PCA":             readPCA,
		"IncrementalPCA":  readPCA,
		"TruncatedSVD":    readTruncatedSVD,
		"KMeans":          readKMeans,
		"MiniBatchKMeans": readKMeans,

		"GaussianNB":    readGaussianNB,
		"MultinomialNB": readDiscreteNB,
		"ComplementNB":  readDiscreteNB,
		"BernoulliNB":   readDiscreteNB,
		"CategoricalNB": readCategoricalNB,

		"MLPRegressor":  readMLPRegressor,
		"MLPClassifier": readMLPClassifier,

		"SVR":         readSVMRegressor,
		"NuSVR":       readSVMRegressor,
		"SVC":         readSVMClassifier,
		"NuSVC":       readSVMClassifier,
		"OneClassSVM": readOneClassSVM,

		"KNeighborsRegressor":  readNeighborsRegressor,
		"KNeighborsClassifier": readNeighborsClassifier,

		"GridSearchCV":          readSearch,
		"RandomizedSearchCV":    readSearch,
		"HalvingGridSearchCV":   readSearch,
		"HalvingRandomSearchCV": readSearch,

		"OneHotEncoder":       readOneHotEncoder,
		"OrdinalEncoder":      readOrdinalEncoder,
		"TargetEncoder":       readTargetEncoder,
		"LabelEncoder":        readLabelEncoder,
		"LabelBinarizer":      readLabelBinarizer,
		"MultiLabelBinarizer": readMultiLabelBinarizer,
		"ColumnTransformer":   readColumnTransformer,

		"CountVectorizer":   readCountVectorizer,
		"TfidfVectorizer":   readTfidfVectorizer,
		"TfidfTransformer":  readTfidfTransformer,
		"HashingVectorizer": readHashingVectorizer,
		"DictVectorizer":    readDictVectorizer,

		"Pipeline":            readPipeline,
		"OneVsRestClassifier": readOneVsRest,
		"_ConstantPredictor":  readConstant,
	}
}

// foreign tells how classes of other packages are read, by the package that pickles name.
var foreign = map[string]map[string]func(*state) (estimator any, err error){
	"lightgbm": {
		"LGBMClassifier":     readLightGBM,
		"LGBMRegressor":      readLightGBM,
		"LGBMRanker":         readLightGBM,
		"LGBMModel":          readLightGBM,
		"DaskLGBMClassifier": readLightGBM,
		"DaskLGBMRegressor":  readLightGBM,
		"DaskLGBMRanker":     readLightGBM,
		"Booster":            readLightGBM,
	},
}
