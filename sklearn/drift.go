package sklearn

import (
	"fmt"
	"strconv"
	"strings"
)

// What changed from one release of scikit-learn to the next, in one place. Readers ask here and compare
// releases nowhere else.

// formerly lists the names that attributes had before.
var formerly = map[string][]string{
	"scale_":                   {"std_"},                // StandardScaler before 0.17
	"var_":                     {"sigma_"},              // GaussianNB before 1.0
	"_drop_idx_after_grouping": {"drop_idx_"},           // OneHotEncoder before 1.3
	"sparse_output":            {"sparse"},              // OneHotEncoder before 1.2
	"X_thresholds_":            {"_necessary_X_", "X_"}, // IsotonicRegression before 0.24, and before 0.18
	"y_thresholds_":            {"_necessary_y_", "y_"},
	"_x_mean":                  {"x_mean_"}, // PLSRegression and its kin before 0.24
	"_x_std":                   {"x_std_"},
	"_y_mean":                  {"y_mean_"},
	"eigenvalues_":             {"lambdas_"}, // KernelPCA before 1.0, and the next
	"eigenvectors_":            {"alphas_"},
	"_n_support":               {"n_support_"}, // SVC before 0.22, and the next two
	"_probA":                   {"probA_"},
	"_probB":                   {"probB_"},
}

// Releases in which a formula changed.
var (
	// Tree.values of a classifier are fractions, before counts.
	treeFractionsSince = version{1, 3}
	// Trees, forests and trees that split at random take NaN.
	treeNaNSince      = version{1, 3}
	forestNaNSince    = version{1, 4}
	extraTreeNaNSince = version{1, 6}
	// Gradient boosting: the losses of sklearn._loss, whose multinomial link is symmetric, before those of
	// sklearn.ensemble._gb_losses.
	commonLossSince = version{1, 4}
	// Gradient boosting: initial probabilities are kept from 0 and 1 by the epsilon of float64, before of float32.
	initEpsilon64Since = version{1, 9}
	// scipy.special.logit has a form of its own around one half; SciPy's release is not in the pickle.
	logitSplitSince = version{1, 6}
	// VotingClassifier has flatten_transform.
	flattenTransformSince = version{0, 19}
	// AdaBoostClassifier of SAMME: what an estimator forecasts counts against the other classes, too (pull request 26521);
	// that is since 1.3.1, and not in 1.3.0.
	sammeSymmetricSince = version{1, 3}
	sammeNotYet         = "1.3.0"
	// AdaBoostClassifier has no SAMME.R any more, nor a parameter that counts.
	sammeOnlySince = version{1, 8}
	// LinearDiscriminantAnalysis: more than two classes are a softmax, before normalised sigmoids.
	discriminantSoftmaxSince = version{0, 22}
	// LinearDiscriminantAnalysis.predict_log_proba: a probability of 0 becomes the smallest normal number, before -Inf.
	discriminantTinySince = version{0, 24}
	// QuadraticDiscriminantAnalysis computes logarithms first.
	quadraticLogsFirstSince = version{1, 7}
	// PLSRegression and its kin: what coef_ is multiplied with is scaled, before 1.5; it is features × targets before 1.2.
	plsUnscaledSince   = version{1, 5}
	plsTransposedSince = version{1, 2}
	// Brute-force neighbours: by metrics of sklearn.metrics._pairwise_distances_reduction, of which l2 is no product.
	distanceReductionsSince = version{1, 1}
	// RadiusNeighborsClassifier: neighbours are counted by RadiusNeighborsClassMode.
	radiusClassModeSince = version{1, 4}
	// ClassifierChain has predict_log_proba.
	chainLogProbaSince = version{1, 4}
	// PCA takes the mean off the projection, before off X.
	pcaCentredLastSince = version{1, 5}
	// PCA keeps what whitening divides by from 0.
	pcaScaleKeptSince = version{1, 5}
	// IsolationForest takes NaN.
	isolationNaNSince = version{1, 9}
	// LogisticRegression: two classes and multi_class="multinomial" are a softmax over ±d, before a sigmoid of d.
	multinomialBinarySince = version{0, 20}
	// LogisticRegression: the solver newton-cholesky fits a multinomial model, before one against the rest.
	newtonMultinomialSince = version{1, 6}
	// LogisticRegression: multi_class is gone; three or more classes are always multinomial.
	multiClassGone = version{1, 8}
	// OneVsRestClassifier.predict: of equal scores the first wins, before the last.
	firstOfEqualsSince = version{1, 8}
	// OneVsRestClassifier.predict_proba: a row of zeros stays, before it became NaN.
	zeroRowKeptSince = version{1, 7}
	// LinearClassifierMixin._predict_proba_lr: a row of zeros becomes uniform, before NaN.
	zeroRowUniformSince = version{1, 9}
	// KBinsDiscretizer compares numbers as they are, before it moved them up by about 1e-5 of themselves.
	binsExactSince = version{1, 1}
	// PowerTransformer: Yeo and Johnson's power by expm1 and log1p, before by pow.
	stableYeoJohnsonSince = version{1, 9}
	// SelectFromModel: LogisticRegression with an l1_ratio of 1 is penalized by l1, and of elastic nets those of one output alone.
	l1RatioSelectsSince = version{1, 8}
	// BayesianRidge and ARDRegression, predict with return_std: X is centred first.
	stdCentredSince = version{1, 9}
	// SimpleImputer, strategy="constant": columns that had no value are dropped, before they were filled.
	constantDropsSince = version{1, 8}
	// KNNImputer, weights="uniform": rows without a column in common with X do not count.
	nanNeighborsExcludedSince = version{1, 6}
	// The lasso by coordinate descent leaves out columns that cannot be used.
	gapScreeningSince = version{1, 8}
	// sparse_encode: the lasso by coordinate descent has a tolerance of 1e-8, before 1e-4.
	codingTolSince = version{1, 5}
	// DictionaryLearning: alpha is transform_alpha by default, before 1.
	codingAlphaSince = version{1, 1}
	// NMF raises all that is below the epsilon of float32 before a negative power, before zeros only.
	nmfFloorSince = version{1, 5}
	// GaussianProcessRegressor: one output that was a column of y is forecast in one dimension, before as a column.
	processFlatSince = version{1, 1}
	// OneVsOneClassifier: of two classes by an estimator that has probabilities only, the limit is a half, before 0.
	oneVsOneHalfSince = version{1, 1}
	// RidgeClassifier forecasts several labels, before RidgeClassifierCV took them and forecast the column with the highest score.
	ridgeLabelsSince = version{1, 0}
	// Negative numbers are refused by one function for all, with one text.
	nonNegativeSince = version{1, 6}
	// KNNImputer adds the columns of its indicator to an X without gaps, too.
	knnIndicatorAlwaysSince = version{1, 3}
)

// A version is the release of scikit-learn that wrote an estimator: {1, 2} for 1.2.1. The zero version is a
// release before 0.18, which did not write its number.
type version struct{ major, minor int }

// parseVersion reads "1.2.1", "0.24.dev0", "1.9.0rc1".
func parseVersion(text string) version {
	parts := strings.SplitN(text, ".", 3)
	if len(parts) < 2 {
		return version{}
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil || major < 0 || minor < 0 {
		return version{}
	}
	return version{major, minor}
}

func (v version) String() string { return fmt.Sprintf("%d.%d", v.major, v.minor) }

// after reports whether v is later than w.
func (v version) after(w version) bool {
	return v.major > w.major || v.major == w.major && v.minor > w.minor
}

// since reports whether v is w or later.
func (v version) since(w version) bool { return !w.after(v) }
