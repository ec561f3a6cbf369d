"""Writes transformers, decompositions, clusterers, mixtures and outlier detectors, each with what scikit-learn itself
makes of an X.

    python3 generate.py            # into a folder named after the scikit-learn that runs: 1.2.1

X.pkl is the pickled estimator, X.json beside it: {"estimator", "sklearn", "cases": [{"X", "outputs"}]}, as
../generate.py writes them. They have the parameters that ../../../testdata/fixtures does not, since hidden models differ
in those. Run with 1.2.1 (Debian bookworm) and 1.9.0 (Debian forky, in a folder: stack.sh of ../../../testdata/generate).
"""
import json, math, os, pickle, re, warnings
import numpy as np, pandas as pd, scipy.special, sklearn
from sklearn.cluster import *
from sklearn.covariance import *
from sklearn.decomposition import *
from sklearn.ensemble import RandomForestClassifier, RandomTreesEmbedding, ExtraTreesRegressor, GradientBoostingClassifier
from sklearn.experimental import enable_iterative_imputer
from sklearn.feature_selection import *
from sklearn.impute import *
from sklearn.kernel_approximation import *
from sklearn.linear_model import *
from sklearn.manifold import *
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.mixture import *
from sklearn.neighbors import *
from sklearn.pipeline import FeatureUnion, make_pipeline, make_union
from sklearn.preprocessing import *
from sklearn.random_projection import *
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

warnings.simplefilter("ignore")
release = tuple(int(n) for n in sklearn.__version__.split(".")[:2])
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), sklearn.__version__)
os.makedirs(out, exist_ok=True)
rng = np.random.RandomState(3)

X = rng.randn(60, 4) * [1, 5, .3, 2] + [0, 4, -1, 10]
X[20:40] += [3, 0, 1, -4]
y = np.repeat([0, 1, 2], 20)
r = X @ [1., -.5, 2, .1] + rng.randn(60) * .1
P = np.abs(X)                                    # positive
Q = np.r_[X[:4] + .25, [X.min(0) - 1, X.max(0) + 1], X[20:22]]
QP = np.abs(Q)
C = np.floor(P * 2)                              # counts, with zeros
QC = np.floor(QP * 2)
N = X.copy(); N[rng.rand(60, 4) < .15] = np.nan
QN = Q.copy(); QN[[0, 1, 1, 3, 4], [0, 1, 2, 3, 0]] = np.nan; QN[5] = np.nan
B = np.r_[X[rng.permutation(60)], X * [1, -1, 1, 1]][:, [0, 1, 2, 3]]

def num(x):
    if isinstance(x, (bool, np.bool_)): return bool(x)
    if isinstance(x, (int, np.integer)): return int(x)
    if isinstance(x, (float, np.floating)):
        x = float(x)
        if math.isnan(x): return {"$f": "nan"}
        if math.isinf(x): return {"$f": "inf" if x > 0 else "-inf"}
        return x
    return str(x)

def array(v):
    v = np.asarray(v.toarray() if hasattr(v, "toarray") else v)
    data = [num(x) for x in v.ravel().tolist()]
    return {"shape": list(v.shape), "dtype": v.dtype.str, "data": [int(x) if isinstance(x, bool) and v.ndim == 2 else x for x in data]}

METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function", "transform", "score_samples")
only = re.compile(os.environ.get("ONLY", ""))

def save(name, make, *queries, fit=None, protocol=4, methods=METHODS, neighbors=0):
    if not only.search(name): return
    est = make() if fit is None else make().fit(*fit)
    cases = []
    for q in queries or (Q, Q[:1]):
        outputs = {}
        for m in methods:
            if not hasattr(est, m): continue
            try: outputs[m] = array(getattr(est, m)(q.copy()))
            except Exception as e: outputs[m] = {"error": str(e).replace("`X` contains", "X contains")}
        if hasattr(est, "get_feature_names_out") and "transform" in outputs:
            try: outputs["get_feature_names_out"] = array(est.get_feature_names_out())
            except Exception: pass
        if neighbors:
            distance, index = est.kneighbors(q, neighbors)
            outputs["distances"], outputs["indices"] = array(distance), array(index)
        cases.append({"X": array(q), "outputs": outputs})
    with open(f"{out}/{name}.pkl", "wb") as f: f.write(pickle.dumps(est, protocol))
    with open(f"{out}/{name}.json", "w") as f:
        json.dump({"estimator": type(est).__name__, "sklearn": sklearn.__version__, "cases": cases}, f, separators=(",", ":"))

def each(cls, prefix, cases, *queries, fit=None, **k):
    for name, params in cases.items():
        save(f"{prefix}-{name}" if name else prefix, lambda: cls(**params), *queries, fit=(X,) if fit is None else fit, **k)

frame = pd.DataFrame(X, columns=["a", "b", "c", "d"])

# Expansions.
each(PolynomialFeatures, "Polynomial", {"": {}, "range": dict(degree=(2, 3)), "cubic": dict(degree=3, order="F"), "zero": dict(degree=0), "range0": dict(degree=(0, 2), include_bias=False),
    "interaction": dict(degree=3, interaction_only=True), "interaction-range": dict(degree=(2, 4), interaction_only=True, include_bias=False), "five": dict(degree=(5, 5)), "one": dict(degree=(1, 1))})
save("Polynomial-frame", lambda: PolynomialFeatures(2).fit(frame))
splines = {e: dict(extrapolation=e) for e in ("error", "constant", "linear", "continue", "periodic")}
splines |= {"quantile": dict(knots="quantile", degree=2), "nobias": dict(include_bias=False, order="F"), "degree0": dict(degree=0, extrapolation="constant"), "degree0-linear": dict(degree=0, extrapolation="linear"), "degree1": dict(degree=1, extrapolation="linear"),
    "nobias-periodic": dict(include_bias=False, extrapolation="periodic", degree=2), "knots": dict(knots=np.linspace(X.min(0) - .5, X.max(0) + .5, 4)), "degree5": dict(degree=5, n_knots=3, extrapolation="linear")}
if release >= (1, 4): splines |= {"sparse-" + e: dict(extrapolation=e, sparse_output=True) for e in ("constant", "linear", "continue", "periodic")}
if release >= (1, 8): splines |= {"missing": dict(handle_missing="zeros"), "missing-linear": dict(handle_missing="zeros", extrapolation="linear"), "missing-periodic": dict(handle_missing="zeros", extrapolation="periodic", sparse_output=True)}
for name, p in splines.items():
    save("Spline-" + name, lambda: SplineTransformer(**p), *((QN, Q) if "missing" in name else (X[:6],) if name == "degree0" else (X[:6], Q)), fit=(N if "missing" in name else X,))

# One column at a time.
each(PowerTransformer, "Power", {"yj": {}, "raw": dict(standardize=False)}, Q, QN)
each(PowerTransformer, "Power", {"boxcox": dict(method="box-cox"), "boxcox-raw": dict(method="box-cox", standardize=False)}, QP + .1, Q, fit=(P + .1,))
def lambdas(values, **k):
    e = PowerTransformer(standardize=False, **k).fit(P + .1); e.lambdas_ = np.array(values, float); return e
save("Power-lambdas", lambda: lambdas([0, 2, 1, -3])); save("Power-lambdas-boxcox", lambda: lambdas([0, 2, 1, -3], method="box-cox"), QP + .1)
D = np.c_[np.round(X), np.repeat(1., 60)]        # ties, and a column that never changes
DQ = np.r_[np.c_[np.round(Q), np.ones(8)], np.c_[Q, np.zeros(8)], np.c_[Q, np.full(8, 2.)]]
each(QuantileTransformer, "Quantile", {"uniform": dict(n_quantiles=20), "normal": dict(n_quantiles=20, output_distribution="normal"), "all": dict()}, Q, QN)
each(QuantileTransformer, "Quantile", {"ties": dict(n_quantiles=30), "ties-normal": dict(n_quantiles=30, output_distribution="normal")}, DQ, fit=(D,))
bins = {f"{e}-{s}": dict(n_bins=4, encode=e, strategy=s) for e in ("onehot", "onehot-dense", "ordinal") for s in ("uniform", "quantile", "kmeans")}
if release >= (1, 3): bins = {k: dict(v, subsample=None, **({"quantile_method": "linear"} if release >= (1, 7) else {})) for k, v in bins.items()}
bins["various"] = dict(n_bins=[2, 3, 4, 5], strategy="uniform", encode="onehot-dense"); bins["float32"] = dict(n_bins=4, strategy="uniform", encode="ordinal", dtype=np.float32)
each(KBinsDiscretizer, "KBins", bins)
save("KBins-edges", lambda: KBinsDiscretizer(n_bins=3, strategy="uniform", encode="ordinal").fit(np.arange(8.)[:, None]), np.array([[0], [7 / 3], [14 / 3], [7], [7 / 3 - 1e-10], [1e9], [-1]]))
save("KBins-constant", lambda: KBinsDiscretizer(n_bins=3, strategy="uniform", encode="onehot-dense").fit(np.c_[X[:, :2], np.ones(60)]), np.c_[Q[:, :2], np.ones(8)])
ufuncs = "log1p log log2 log10 exp expm1 exp2 sqrt cbrt square abs fabs negative positive sign reciprocal sin cos tan arcsinh arctan tanh sinh cosh floor ceil trunc rint deg2rad rad2deg radians degrees isnan isfinite signbit".split()
for f in ufuncs: save("Function-" + f, lambda: FunctionTransformer(getattr(np, f)).fit(X), Q, QN)
for f in "arcsin arccos arctanh arccosh".split(): save("Function-" + f, lambda: FunctionTransformer(getattr(np, f)).fit(X), Q / 20)
for f in "expit logit log1p expm1 exp2 cbrt erf erfc gammaln ndtr".split(): save("Function-scipy-" + f, lambda: FunctionTransformer(getattr(scipy.special, f)).fit(X), Q / 9)
save("Function-none", lambda: FunctionTransformer().fit(X), QN); save("Function-validate", lambda: FunctionTransformer(np.log1p, validate=True).fit(P), QP, QN)
save("Function-names", lambda: FunctionTransformer(np.log1p, feature_names_out="one-to-one").fit(X)); save("Function-inverse", lambda: FunctionTransformer(np.log1p, inverse_func=np.expm1, check_inverse=False).fit(P), QP)
save("Function-clip", lambda: FunctionTransformer(np.clip, kw_args={"a_min": 0, "a_max": 3.5}).fit(X), Q, QN); save("Function-power", lambda: FunctionTransformer(np.power, kw_args={"x2": 3}).fit(X), Q) if False else None
save("Function-nan_to_num", lambda: FunctionTransformer(np.nan_to_num, kw_args={"nan": -1.0}).fit(X), QN); save("Function-round", lambda: FunctionTransformer(np.round, kw_args={"decimals": 1}).fit(X), Q)
save("Function-frame", lambda: FunctionTransformer(np.sqrt, feature_names_out="one-to-one").fit(frame.abs()), QP)
save("KernelCenterer", lambda: KernelCenterer().fit(rbf_kernel(X)), rbf_kernel(Q, X))

# Gaps.
for strategy in ("mean", "median", "most_frequent", "constant"):
    save("SimpleImputer-" + strategy, lambda: SimpleImputer(strategy=strategy, add_indicator=True).fit(N), QN, Q)
E = N.copy(); E[:, 2] = np.nan
save("SimpleImputer-empty", lambda: SimpleImputer(add_indicator=True).fit(E), QN, Q); save("SimpleImputer-empty-constant", lambda: SimpleImputer(strategy="constant", fill_value=7).fit(E), QN)
save("SimpleImputer-keep", lambda: SimpleImputer(keep_empty_features=True).fit(E), QN); save("SimpleImputer-keep-constant", lambda: SimpleImputer(strategy="constant", fill_value=7., keep_empty_features=True).fit(E), QN)
Z = np.where(np.isnan(N), -1, N); ZQ = np.where(np.isnan(QN), -1, QN)
save("SimpleImputer-minus", lambda: SimpleImputer(missing_values=-1, add_indicator=True).fit(Z), ZQ, QN); save("SimpleImputer-float32", lambda: SimpleImputer().fit(N.astype("f4")), QN)
save("SimpleImputer-frame", lambda: SimpleImputer(add_indicator=True).fit(pd.DataFrame(N, columns=list("abcd"))), QN); save("SimpleImputer-int", lambda: SimpleImputer(missing_values=0, strategy="most_frequent").fit(C.astype(int)), QC)
if release >= (1, 5): save("SimpleImputer-callable", lambda: SimpleImputer(strategy=np.nanmax).fit(N), QN)
save("MissingIndicator", lambda: MissingIndicator().fit(N), QN); save("MissingIndicator-all", lambda: MissingIndicator(features="all").fit(N), QN)
save("MissingIndicator-some", lambda: MissingIndicator(error_on_new=False).fit(np.c_[X[:, :1], N[:, 1:]]), QN); save("MissingIndicator-error", lambda: MissingIndicator().fit(np.c_[X[:, :1], N[:, 1:]]), QN, QN[1:3])
save("MissingIndicator-minus", lambda: MissingIndicator(missing_values=-1, sparse=True).fit(Z), ZQ)
each(KNNImputer, "KNNImputer", {"": {}, "distance": dict(n_neighbors=3, weights="distance"), "one": dict(n_neighbors=1, add_indicator=True), "many": dict(n_neighbors=100)}, QN, np.r_[QN, N[:10]], Q, fit=(N,))
each(KNNImputer, "KNNImputer", {"empty": {}, "keep": dict(keep_empty_features=True, add_indicator=True)}, QN, Q, fit=(E,))
save("KNNImputer-minus", lambda: KNNImputer(missing_values=-1).fit(Z), ZQ)
def knn_gaps():                                  # donors that have nothing in common with a receiver
    G = N[:12].copy(); G[:6, :2] = np.nan; G[6:, 2:] = np.nan; return KNNImputer(n_neighbors=3).fit(G)
save("KNNImputer-disjoint", knn_gaps, QN, np.r_[np.full((2, 4), np.nan), [[1, np.nan, np.nan, np.nan], [np.nan, np.nan, -1, 8]]])
each(IterativeImputer, "Iterative", {"": dict(random_state=0), "indicator": dict(add_indicator=True, max_iter=3), "bounds": dict(min_value=-1, max_value=[2, 9, 1, 12], imputation_order="roman"), "nearest": dict(n_nearest_features=2, random_state=1, initial_strategy="median"),
    "zero": dict(max_iter=0), "random": dict(imputation_order="random", random_state=2), "ridge": dict(estimator=Ridge()), "trees": dict(estimator=ExtraTreesRegressor(5, random_state=0, max_depth=4), max_iter=2), "neighbors": dict(estimator=KNeighborsRegressor(3), max_iter=2)}, QN, Q, fit=(N,))
save("Iterative-empty", lambda: IterativeImputer().fit(E), QN); save("Iterative-keep", lambda: IterativeImputer(keep_empty_features=True).fit(E), QN)
save("Iterative-minus", lambda: IterativeImputer(missing_values=-1).fit(Z), ZQ)

# Choices of columns.
save("VarianceThreshold", lambda: VarianceThreshold(1.).fit(X), Q, QN); save("VarianceThreshold-zero", lambda: VarianceThreshold().fit(np.c_[X[:, :2], np.ones(60), X[:, 3]]), Q)
for cls, p in ((SelectKBest, dict(k=2)), (SelectKBest, dict(k="all")), (SelectKBest, dict(score_func=f_regression, k=1)), (SelectKBest, dict(k=0)), (SelectPercentile, dict(percentile=50)), (SelectPercentile, dict(percentile=100)), (SelectPercentile, dict(percentile=0)), (SelectFpr, dict(alpha=1e-3)), (SelectFdr, dict(alpha=1e-3)), (SelectFwe, dict(alpha=1e-3)),
        *((GenericUnivariateSelect, dict(mode=m, param=v)) for m, v in dict(percentile=50, k_best=3, fpr=1e-3, fdr=1e-3, fwe=1e-3).items())):
    save(cls.__name__ + "".join("-" + re.sub(r"\W", "", getattr(v, "__name__", str(v))) for v in p.values()), lambda: cls(**p).fit(X, y if "score_func" not in p else r))
save("SelectKBest-chi2", lambda: SelectKBest(chi2, k=2).fit(P, y), QP); save("SelectKBest-frame", lambda: SelectKBest(k=2).fit(frame, y)); save("SelectKBest-ties", lambda: SelectKBest(k=2).fit(X[:, [0, 0, 1, 0]], y))
save("SelectPercentile-ties", lambda: SelectPercentile(percentile=50).fit(X[:, [0, 0, 1, 0]], y))
def constant_score(X, y): return np.array([1., np.nan, 3, 2])
forest = lambda: RandomForestClassifier(5, max_depth=3, random_state=0)
for name, p in {"": {}, "median": dict(threshold="median"), "scaled": dict(threshold="1.25*mean"), "scaled-median": dict(threshold="0.5 * median"), "number": dict(threshold=.3), "max": dict(max_features=2), "max-only": dict(max_features=1, threshold=-np.inf)}.items():
    save("SelectFromModel-forest" + "-" * bool(name) + name, lambda: SelectFromModel(forest(), **p).fit(X, y))
save("SelectFromModel-lasso", lambda: SelectFromModel(Lasso(.3)).fit(X, r)); save("SelectFromModel-lassocv", lambda: SelectFromModel(LassoCV(cv=3)).fit(X, r)); save("SelectFromModel-l1", lambda: SelectFromModel(LogisticRegression(penalty="l1", solver="liblinear", C=.1)).fit(X, (y > 0).astype(int)))
save("SelectFromModel-ridge", lambda: SelectFromModel(Ridge(), norm_order=2).fit(X, np.c_[r, -r * X[:, 0]])); save("SelectFromModel-inf", lambda: SelectFromModel(LogisticRegression(max_iter=999), norm_order=np.inf).fit(X, y)); save("SelectFromModel-prefit", lambda: SelectFromModel(Ridge().fit(X, r), prefit=True).fit(X, r))
save("SelectFromModel-boosting", lambda: SelectFromModel(GradientBoostingClassifier(n_estimators=4, max_depth=2, random_state=0)).fit(X, y)); save("SelectFromModel-tree", lambda: SelectFromModel(DecisionTreeClassifier(max_depth=3, random_state=0)).fit(X, y)); save("SelectFromModel-svc", lambda: SelectFromModel(LinearSVC(dual=False, penalty="l1", C=.05)).fit(X, y))
save("SelectFromModel-getter", lambda: SelectFromModel(Ridge(), importance_getter="coef_").fit(X, r)); save("SelectFromModel-pipeline", lambda: SelectFromModel(make_pipeline(StandardScaler(), Ridge()), importance_getter="named_steps.ridge.coef_").fit(X, r)); save("SelectFromModel-elastic", lambda: SelectFromModel(ElasticNet(.5)).fit(X, r))
save("SelectFromModel-unfit-prefit", lambda: SelectFromModel(Ridge().fit(X, r), prefit=True))
save("Sequential", lambda: SequentialFeatureSelector(Ridge(), n_features_to_select=2, cv=3).fit(X, r)); save("RFE", lambda: RFE(LogisticRegression(max_iter=999), n_features_to_select=2).fit(X, y)); save("RFE-regressor", lambda: RFE(Ridge(), n_features_to_select=3).fit(frame, r))
save("RFECV", lambda: RFECV(LogisticRegression(max_iter=999), cv=3).fit(X, y)); save("RFE-forest", lambda: RFE(forest(), n_features_to_select=2).fit(X, y))
save("Union", lambda: FeatureUnion([("p", PCA(2)), ("s", StandardScaler())]).fit(X)); save("Union-weights", lambda: FeatureUnion([("p", PCA(2)), ("drop", "drop"), ("s", StandardScaler()), ("as", "passthrough")], transformer_weights={"p": 10, "as": .5}).fit(X))
save("Union-frame", lambda: make_union(StandardScaler(), PolynomialFeatures(2, include_bias=False)).fit(frame)); save("Union-bare", lambda: FeatureUnion([("a", StandardScaler()), ("b", MinMaxScaler())], **(dict(verbose_feature_names_out=False) if release >= (1, 5) else {})).fit(X[:, :2]), Q[:, :2])

# Kernel maps and projections.
each(AdditiveChi2Sampler, "AdditiveChi2", {"": {}, "one": dict(sample_steps=1), "three": dict(sample_steps=3), "interval": dict(sample_steps=4, sample_interval=.3)}, QC, -QC - 1, fit=(C,))
each(SkewedChi2Sampler, "SkewedChi2", {"": dict(random_state=0, n_components=5), "skew": dict(random_state=0, skewedness=.5, n_components=3)}, QP, -QP - 1, fit=(P,))
kernels = {k: dict(kernel=k, n_components=5, random_state=0) for k in ("rbf", "linear", "poly", "polynomial", "sigmoid", "laplacian", "cosine")}
kernels |= {"poly-params": dict(kernel="poly", degree=2, gamma=.1, coef0=2, n_components=4, random_state=1), "sigmoid-params": dict(kernel="sigmoid", gamma=.01, coef0=.5, n_components=4, random_state=1), "rbf-gamma": dict(gamma=.05, n_components=6, random_state=1), "many": dict(n_components=100, random_state=0, gamma=.3)}
each(Nystroem, "Nystroem", kernels)
each(Nystroem, "Nystroem", {k: dict(kernel=k, n_components=5, random_state=0) for k in ("chi2", "additive_chi2")}, QP, fit=(P,))
each(RBFSampler, "RBFSampler", {"": dict(n_components=6, random_state=0), "gamma": dict(gamma=.1, n_components=5, random_state=1)} | ({"scale": dict(gamma="scale", n_components=5, random_state=1)}))
each(PolynomialCountSketch, "CountSketch", {"": dict(n_components=8, random_state=0), "params": dict(n_components=10, degree=3, gamma=.5, coef0=2, random_state=1), "odd": dict(n_components=7, degree=4, random_state=2), "one": dict(n_components=5, degree=1, coef0=1, random_state=2)})
each(GaussianRandomProjection, "Gaussian", {"projection": dict(n_components=3, random_state=0), "inverse": dict(n_components=2, random_state=0, compute_inverse_components=True)})
each(SparseRandomProjection, "Sparse", {"projection": dict(n_components=3, random_state=0, density=.5), "dense": dict(n_components=3, random_state=0, density=1.0)})
each(RandomTreesEmbedding, "RandomTreesEmbedding", {"": dict(n_estimators=4, max_depth=3, random_state=0), "dense": dict(n_estimators=3, max_depth=2, sparse_output=False, random_state=0)})

# Decompositions.
each(NMF, "NMF", {"": dict(n_components=2, max_iter=500), "mu": dict(n_components=2, solver="mu", init="random", random_state=0, max_iter=60), "kl": dict(n_components=2, solver="mu", beta_loss="kullback-leibler", init="random", random_state=0, max_iter=70), "is": dict(n_components=2, solver="mu", beta_loss="itakura-saito", init="nndsvda", random_state=0, max_iter=50),
    "beta": dict(n_components=2, solver="mu", beta_loss=1.5, init="random", random_state=0), "beta3": dict(n_components=2, solver="mu", beta_loss=3, init="random", random_state=0), "regular": dict(n_components=3, alpha_W=.01, alpha_H=.02, l1_ratio=.3, random_state=0), "l1": dict(n_components=3, alpha_W=.05, l1_ratio=1., init="nndsvd"), "mu-regular": dict(n_components=2, solver="mu", init="random", alpha_W=.02, l1_ratio=.5, random_state=0), "tol": dict(n_components=2, tol=0, max_iter=30), "half": dict(n_components=2, solver="mu", beta_loss=.5, init="random", random_state=0)}, QP, P[:3], -QP - 1, fit=(P,))
save("NMF-zeros", lambda: NMF(2, solver="mu", beta_loss="kullback-leibler", init="random", random_state=0).fit(C), QC)
each(MiniBatchNMF, "MiniBatchNMF", {"": dict(n_components=2, init="random", random_state=0, batch_size=20), "kl": dict(n_components=2, init="random", random_state=0, batch_size=20, beta_loss="kullback-leibler"), "regular": dict(n_components=2, init="random", random_state=0, alpha_W=.01, l1_ratio=.5), "is": dict(n_components=2, init="random", random_state=0, beta_loss="itakura-saito", batch_size=30), "fresh": dict(n_components=2, init="random", random_state=0, fresh_restarts=True, transform_max_iter=30)}, QP, P[:3], fit=(P,))
each(LatentDirichletAllocation, "LDA", {"": dict(n_components=3, random_state=0), "priors": dict(n_components=2, random_state=0, doc_topic_prior=.5, topic_word_prior=.1, max_iter=3), "online": dict(n_components=3, random_state=0, learning_method="online", max_doc_update_iter=20, mean_change_tol=1e-5)}, QC, QP, QC * 0, -QC - 1, fit=(C,))
each(FactorAnalysis, "FactorAnalysis", {"": dict(n_components=2), "lapack": dict(n_components=2, svd_method="lapack"), "varimax": dict(n_components=2, rotation="varimax"), "all": {}})
each(FastICA, "FastICA", {k: dict(n_components=2, random_state=0, whiten=v) for k, v in {"unit": "unit-variance", "arbitrary": "arbitrary-variance"}.items()} | {"raw": dict(whiten=False, random_state=0), "eigh": dict(random_state=0, whiten_solver="eigh", whiten="unit-variance", algorithm="deflation", fun="exp")})
each(PCA, "PCA", {"all": {}, "whiten": dict(n_components=2, whiten=True), "mle": dict(n_components="mle"), "share": dict(n_components=.9), "randomized": dict(n_components=2, svd_solver="randomized", random_state=0), "arpack": dict(n_components=2, svd_solver="arpack", random_state=0)})
each(KernelPCA, "KernelPCA", {k: dict(kernel=k, n_components=3) for k in ("linear", "rbf", "poly", "sigmoid", "cosine")} | {"params": dict(kernel="poly", degree=2, gamma=.1, coef0=2, n_components=4), "all": dict(kernel="rbf", gamma=.05), "nozero": dict(kernel="rbf", gamma=.01, remove_zero_eig=True), "inverse": dict(kernel="rbf", n_components=2, fit_inverse_transform=True), "arpack": dict(kernel="rbf", n_components=2, eigen_solver="arpack", random_state=0)})
save("KernelPCA-precomputed", lambda: KernelPCA(2, kernel="precomputed").fit(rbf_kernel(X)), rbf_kernel(Q, X))
from sklearn.neural_network import BernoulliRBM
each(BernoulliRBM, "BernoulliRBM", {"": dict(n_components=3, random_state=0, n_iter=2)}, QP / 20, fit=(P / 20,), methods=("transform",))  # its scores are of bits flipped at random
def save_texts(name, **k):                       # an imputer of texts, whose output a OneHotEncoder makes numbers
    if not only.search(name): return
    f = pd.DataFrame({"a": np.where(X[:, 0] > 1, "x", "y").astype(object), "b": np.where(X[:, 1] > 0, "u", np.where(X[:, 1] > -3, "v", "w")).astype(object)})
    f.loc[::7, "a"] = np.nan; f.loc[::5, "b"] = np.nan
    e = make_pipeline(SimpleImputer(**k), OneHotEncoder(handle_unknown="ignore")).fit(f)
    with open(f"{out}/{name}.pkl", "wb") as p: p.write(pickle.dumps(e, 4))
    cells = {c: [None if v != v else v for v in f[c][:20]] for c in f}
    case = {"X": {"frame": cells}, "outputs": {"transform": array(e.transform(f[:20])), "get_feature_names_out": array(e.get_feature_names_out())}}
    with open(f"{out}/{name}.json", "w") as p: json.dump({"estimator": "Pipeline", "sklearn": sklearn.__version__, "cases": [case]}, p, separators=(",", ":"))
save_texts("Texts-frequent", strategy="most_frequent"); save_texts("Texts-constant", strategy="constant"); save_texts("Texts-fill", strategy="constant", fill_value="x"); save_texts("Texts-indicator", strategy="most_frequent", add_indicator=True)
S = (X - X.mean(0)) / X.std(0); SQ = (Q - X.mean(0)) / X.std(0)
each(SparsePCA, "SparsePCA", {"": dict(n_components=2, random_state=0), "ridge": dict(n_components=3, random_state=0, ridge_alpha=.5, alpha=2)}, Q)  # of one row 1.9 makes a column
each(MiniBatchSparsePCA, "MiniBatchSparsePCA", {"": dict(n_components=2, random_state=0)}, Q)
for a in ("omp", "lars", "lasso_lars", "lasso_cd", "threshold"):
    each(DictionaryLearning, "DictionaryLearning", {a: dict(n_components=5, max_iter=5, transform_algorithm=a, transform_alpha=None if a in ("omp", "lars") else .2, transform_n_nonzero_coefs=2 if a in ("omp", "lars") else None, random_state=0)}, SQ, fit=(S,))
each(DictionaryLearning, "DictionaryLearning", {"split": dict(n_components=5, max_iter=5, transform_algorithm="threshold", transform_alpha=.2, split_sign=True, random_state=0), "default": dict(n_components=5, max_iter=5, random_state=0), "omp-tol": dict(n_components=5, max_iter=5, transform_algorithm="omp", transform_alpha=.3, random_state=0), "positive": dict(n_components=5, max_iter=5, transform_algorithm="lasso_cd", transform_alpha=.2, positive_code=True, random_state=0, fit_algorithm="cd"), "threshold-positive": dict(n_components=5, max_iter=5, transform_algorithm="threshold", transform_alpha=.2, positive_code=True, random_state=0, fit_algorithm="cd"), "lasso_lars-alpha": dict(n_components=5, max_iter=5, alpha=.4, transform_algorithm="lasso_lars", random_state=0), "square": dict(n_components=4, max_iter=5, random_state=0, transform_algorithm="lars", transform_n_nonzero_coefs=4)}, SQ, fit=(S,))
each(MiniBatchDictionaryLearning, "MiniBatchDictionaryLearning", {"": dict(n_components=4, random_state=0), "cd": dict(n_components=4, random_state=0, transform_algorithm="lasso_cd", transform_alpha=.3)}, SQ, fit=(S,))
W = S[:6] / np.linalg.norm(S[:6], axis=1, keepdims=True)
for a in ("omp", "lars", "lasso_lars", "lasso_cd", "threshold"): save("SparseCoder-" + a, lambda: SparseCoder(W, transform_algorithm=a, transform_alpha=.1 if a not in ("omp", "lars") else None).fit(S), SQ)

# Clusters.
each(KMeans, "KMeans", {"": dict(n_clusters=3, n_init=2, random_state=0), "elkan": dict(n_clusters=3, n_init=1, algorithm="elkan", random_state=0)})
each(BisectingKMeans, "BisectingKMeans", {"": dict(n_clusters=5, random_state=0), "largest": dict(n_clusters=4, bisecting_strategy="largest_cluster", random_state=0), "two": dict(n_clusters=2, random_state=0), "one": dict(n_clusters=1, random_state=0)}, B)
each(MeanShift, "MeanShift", {"": {}, "some": dict(cluster_all=False, bandwidth=2.), "bins": dict(bin_seeding=True, bandwidth=4)})
each(Birch, "Birch", {"": dict(threshold=1.), "none": dict(n_clusters=None, threshold=2), "two": dict(n_clusters=2, threshold=.5), "estimator": dict(n_clusters=KMeans(2, n_init=1, random_state=0), threshold=1.)})
each(AffinityPropagation, "AffinityPropagation", {"": dict(random_state=0)}); save("AffinityPropagation-precomputed", lambda: AffinityPropagation(affinity="precomputed", random_state=0).fit(-rbf_kernel(X)), methods=())
each(FeatureAgglomeration, "FeatureAgglomeration", {"": {}, "median": dict(n_clusters=3, pooling_func=np.median), "max": dict(pooling_func=np.max), "min": dict(pooling_func=np.min, linkage="single"), "sum": dict(pooling_func=np.sum), "distance": dict(n_clusters=None, distance_threshold=30.)})
for name, make in dict(DBSCAN=lambda: DBSCAN(2.), OPTICS=lambda: OPTICS(), Agglomerative=lambda: AgglomerativeClustering(3), Spectral=lambda: SpectralClustering(3, random_state=0), **({"HDBSCAN": lambda: HDBSCAN(copy=True)} if release >= (1, 3) else {})).items(): save(name, lambda: make().fit(X))
save("MDS", lambda: MDS(2, random_state=0, **({"n_init": 1, "init": "random"} if release >= (1, 8) else {})).fit(X)); save("TSNE", lambda: TSNE(2, random_state=0, perplexity=5, init="random").fit(X)); save("SpectralEmbedding", lambda: SpectralEmbedding(2, random_state=0).fit(X))
def spectral_bi(): return SpectralCoclustering(2, random_state=0).fit(C + 1)
save("SpectralCoclustering", spectral_bi); save("SpectralBiclustering", lambda: SpectralBiclustering(2, random_state=0).fit(C + 1))

# Mixtures and densities.
for t in ("full", "tied", "diag", "spherical"):
    each(GaussianMixture, "GaussianMixture", {t: dict(n_components=3, covariance_type=t, random_state=0)}); each(BayesianGaussianMixture, "BayesianGaussianMixture", {t: dict(n_components=3, covariance_type=t, random_state=0, max_iter=20)})
each(BayesianGaussianMixture, "BayesianGaussianMixture", {"distribution": dict(n_components=3, weight_concentration_prior_type="dirichlet_distribution", random_state=0, max_iter=20), "precise": dict(n_components=2, mean_precision_prior=.5, degrees_of_freedom_prior=7, weight_concentration_prior=.01, random_state=0, max_iter=20)})
save("GaussianMixture-one", lambda: GaussianMixture().fit(X))
for k in ("gaussian", "tophat", "epanechnikov", "exponential", "linear", "cosine"): save("KernelDensity-" + k, lambda: KernelDensity(kernel=k, bandwidth=3.).fit(X))
each(KernelDensity, "KernelDensity", {"scott": dict(bandwidth="scott"), "silverman": dict(bandwidth="silverman"), "ball": dict(algorithm="ball_tree", metric="manhattan", bandwidth=2.), "chebyshev": dict(metric="chebyshev", bandwidth=2.), "minkowski": dict(metric="minkowski", metric_params={"p": 3}, bandwidth=2.), "loose": dict(atol=1e-3, rtol=1e-3, bandwidth=2.)} if True else {})
save("KernelDensity-weights", lambda: KernelDensity(bandwidth=2.).fit(X, sample_weight=np.arange(1., 61))); save("KernelDensity-haversine", lambda: KernelDensity(metric="haversine", bandwidth=.2).fit(X[:, :2] / 10), Q[:, :2] / 10)

# Outliers.
each(LocalOutlierFactor, "LOF", {"": dict(novelty=True, n_neighbors=10), "contaminated": dict(novelty=True, n_neighbors=5, contamination=.1), "manhattan": dict(novelty=True, metric="manhattan"), "brute": dict(novelty=True, algorithm="brute"), "cosine": dict(novelty=True, metric="cosine"), "few": dict(novelty=True, n_neighbors=200), "ball": dict(novelty=True, algorithm="ball_tree", metric="minkowski", p=3)})
save("LOF-fit", lambda: LocalOutlierFactor().fit(X)); save("LOF-ties", lambda: LocalOutlierFactor(novelty=True, n_neighbors=3).fit(np.repeat(X[:10], 5, 0)))
each(EllipticEnvelope, "EllipticEnvelope", {"": dict(random_state=0), "contaminated": dict(random_state=0, contamination=.2), "centred": dict(random_state=0, assume_centered=True), "noprecision": dict(random_state=0, store_precision=False)})
for cls in (EmpiricalCovariance, MinCovDet, LedoitWolf, OAS, ShrunkCovariance, GraphicalLasso): save(cls.__name__, lambda: (cls(random_state=0) if cls is MinCovDet else cls()).fit(X))
save("GraphicalLassoCV", lambda: GraphicalLassoCV(cv=3).fit(X)); save("EmpiricalCovariance-noprecision", lambda: EmpiricalCovariance(store_precision=False).fit(X))

# Neighbours and manifolds.
for name, p in {"": {}, "brute": dict(algorithm="brute"), "kd": dict(algorithm="kd_tree", metric="manhattan"), "ball": dict(algorithm="ball_tree", metric="chebyshev"), "cosine": dict(metric="cosine"), "minkowski": dict(p=3), "p1": dict(p=1), "canberra": dict(metric="canberra"), "braycurtis": dict(metric="braycurtis"), "hamming": dict(metric="hamming"), "correlation": dict(metric="correlation"), "sqeuclidean": dict(metric="sqeuclidean"), "seuclidean": dict(metric="seuclidean", metric_params={"V": np.array([1., 2, 3, 4])}), "mahalanobis": dict(metric="mahalanobis", metric_params={"VI": np.diag([1., 2, 3, 4]) + .1}, algorithm="brute"), "weighted": dict(metric="minkowski", p=3, metric_params={"w": np.array([1., 2, 3, 4])}) if release >= (1, 3) else dict(p=2)}.items():
    save("NearestNeighbors" + "-" * bool(name) + name, lambda: NearestNeighbors(**p).fit(X), Q + rng.randn(8, 4) * .01, neighbors=4)
each(KNeighborsTransformer, "KNeighborsTransformer", {"": dict(n_neighbors=3), "connectivity": dict(n_neighbors=3, mode="connectivity")}); each(RadiusNeighborsTransformer, "RadiusNeighborsTransformer", {"": dict(radius=4.), "connectivity": dict(radius=3., mode="connectivity")})
save("NCA", lambda: NeighborhoodComponentsAnalysis(2, random_state=0, max_iter=10).fit(X, y)); save("NCA-identity", lambda: NeighborhoodComponentsAnalysis(init="identity", max_iter=3).fit(X, y))
Q2 = Q[:4] + rng.randn(4, 4) * .05
each(Isomap, "Isomap", {"": {}, "six": dict(n_neighbors=6, n_components=3), "manhattan": dict(metric="manhattan"), "radius": dict(n_neighbors=None, radius=5.)}, Q2, Q)
each(LocallyLinearEmbedding, "LLE", {"": dict(random_state=0), "dense": dict(n_neighbors=8, eigen_solver="dense", n_components=3, reg=.01), "ltsa": dict(method="ltsa", eigen_solver="dense", n_neighbors=8), "modified": dict(method="modified", eigen_solver="dense", n_neighbors=8), "hessian": dict(method="hessian", eigen_solver="dense", n_neighbors=8)}, Q2, Q)
print(out, len(os.listdir(out)))
