// Package sklearn makes forecasts with the models that scikit-learn pickled, without Python.
//
//	model, err := sklearn.Load("model.pkl")
//	x, err := sklearn.FromRows([][]float64{{5.8, 2.8, 5.1, 2.4}})
//	y, err := model.Predict(x)
//	fmt.Println(y.Text(0)) // virginica
//
// A [Model] is read from the state in the pickle; none of the file's code runs. Its verbs are scikit-learn's:
// [Model.Predict], [Model.PredictProba], [Model.PredictLogProba], [Model.DecisionFunction],
// [Model.Transform]. X is rows × features. What scikit-learn refuses (a wrong number of columns, NaN where
// a model cannot take it) is refused here with its words.
//
// Results agree with scikit-learn's own to 1e-12 of the larger of 1 and the value; labels are the same; those of trees
// and forests are the same to the bit. Looser are those which depend on how BLAS or the exponential function was built: gradient
// boosting whose initial estimator computes in float32, the likelihoods of a PCA that whitens, and Gaussian processes whose
// kernel is nearly singular. Where releases of scikit-learn compute differently, the release that wrote the model decides; 0.23.2, 1.2.1,
// 1.4.2 and 1.9.0 were asked themselves, of those between and before their sources and changelogs were read. What is
// refused, a class that is not known, say, is an [*Error] that names class, release and place; never a guess.
//
// # What is read
//
//   - linear regressors: LinearRegression, Ridge(CV), Lasso(CV), ElasticNet(CV) and their multi-task forms,
//     Lars(CV), LassoLars(CV, IC), OrthogonalMatchingPursuit(CV), BayesianRidge and ARDRegression (with
//     [Model.PredictStd]), HuberRegressor, TheilSenRegressor, QuantileRegressor, LinearSVR, SGDRegressor,
//     PassiveAggressiveRegressor, RANSACRegressor; PoissonRegressor, GammaRegressor, TweedieRegressor; PLSRegression,
//     PLSCanonical, CCA, PLSSVD; KernelRidge, IsotonicRegression
//   - linear classifiers: LogisticRegression(CV), RidgeClassifier(CV), LinearSVC, SGDClassifier, Perceptron,
//     PassiveAggressiveClassifier; LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis, NearestCentroid; SGDOneClassSVM
//   - trees: DecisionTree, ExtraTree, RandomForest, ExtraTrees, GradientBoosting and HistGradientBoosting, classifiers and
//     regressors of one output or several; IsolationForest
//   - SVC, NuSVC, SVR, NuSVR, OneClassSVM; KNeighbors and RadiusNeighbors, classifiers and regressors; GaussianProcessRegressor
//     (with [Model.PredictStd]) and GaussianProcessClassifier; LabelPropagation, LabelSpreading; GaussianNB, MultinomialNB,
//     ComplementNB, BernoulliNB, CategoricalNB; MLPClassifier, MLPRegressor; DummyClassifier, DummyRegressor
//   - transformers: StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler, Normalizer, Binarizer, PCA, IncrementalPCA,
//     TruncatedSVD; KMeans and MiniBatchKMeans, which predict, too
//   - LGBMClassifier, LGBMRegressor, LGBMRanker, LGBMModel, Dask's forms of these and the Booster of LightGBM: see package lightgbm
//   - encoders: OneHotEncoder, OrdinalEncoder, TargetEncoder, LabelEncoder, LabelBinarizer, MultiLabelBinarizer; CountVectorizer,
//     TfidfVectorizer, TfidfTransformer, HashingVectorizer, DictVectorizer, FeatureHasher; ColumnTransformer
//   - of columns: PolynomialFeatures, SplineTransformer, PowerTransformer, QuantileTransformer, KBinsDiscretizer,
//     FunctionTransformer of NumPy's and SciPy's functions; SimpleImputer (and its ancestor Imputer), KNNImputer,
//     IterativeImputer, MissingIndicator; VarianceThreshold, SelectKBest, SelectPercentile, SelectFpr, SelectFdr, SelectFwe,
//     GenericUnivariateSelect, SelectFromModel, SequentialFeatureSelector, RFE(CV); FeatureUnion
//   - of kernels: Nystroem, RBFSampler, SkewedChi2Sampler, AdditiveChi2Sampler, PolynomialCountSketch, KernelPCA,
//     KernelCenterer; GaussianRandomProjection, SparseRandomProjection, RandomTreesEmbedding, BernoulliRBM
//   - decompositions: NMF, MiniBatchNMF, LatentDirichletAllocation, FactorAnalysis, FastICA, SparsePCA and DictionaryLearning with
//     their MiniBatch forms, SparseCoder; Isomap, LocallyLinearEmbedding, NeighborhoodComponentsAnalysis
//   - clusterers that predict or transform: MeanShift, AffinityPropagation, Birch, BisectingKMeans, FeatureAgglomeration
//   - what only tells about what it was fitted on loads, and [Model.Attr] has its labels_, embedding_ or covariance_: DBSCAN, HDBSCAN,
//     OPTICS, AgglomerativeClustering, SpectralClustering, SpectralCoclustering, SpectralBiclustering; TSNE, MDS, SpectralEmbedding;
//     EmpiricalCovariance, ShrunkCovariance, LedoitWolf, OAS, MinCovDet, GraphicalLasso(CV)
//   - densities: GaussianMixture, BayesianGaussianMixture, KernelDensity; outlier detectors: LocalOutlierFactor (novelty=True),
//     EllipticEnvelope; NearestNeighbors ([Model.KNeighbors]), KNeighborsTransformer, RadiusNeighborsTransformer
//   - Pipeline, GridSearchCV, RandomizedSearchCV, HalvingGridSearchCV, HalvingRandomSearchCV; OneVsRestClassifier,
//     OneVsOneClassifier, OutputCodeClassifier; Voting, Stacking, Bagging, AdaBoost and MultiOutput, classifiers and regressors,
//     ClassifierChain, RegressorChain; CalibratedClassifierCV, FixedThresholdClassifier, TunedThresholdClassifierCV,
//     SelfTrainingClassifier, TransformedTargetRegressor, FrozenEstimator
//   - XGBClassifier, XGBRegressor, XGBRFClassifier, XGBRFRegressor, XGBRanker, XGBModel and the Booster of XGBoost: see package
//     xgboost. In a sparse X, what is not stored is missing to them
//
// Adding an estimator is a row in the table of registry.go and a reader beside the others of its family.
//
// A model may be used by any number of goroutines.
package sklearn
