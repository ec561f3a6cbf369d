"""Writes classifiers, regressors and what is made of them, each with what scikit-learn itself makes of an X.

    python3 generate.py            # into a folder named after the scikit-learn that runs: 1.2.1

X.pkl is the pickled estimator, X.json beside it: {"estimator", "sklearn", "cases": [{"X", "outputs"}]}, as
../generate.py writes them. They have the parameters that ../../../testdata/fixtures does not, since hidden models differ
in those. Run with 1.2.1 (Debian bookworm) and 1.9.0 (Debian forky, in a folder: stack.sh of ../../../testdata/generate).
"""
import json, math, os, pickle, warnings
import numpy as np, pandas as pd, sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.cross_decomposition import CCA, PLSCanonical, PLSRegression, PLSSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis as LDA, QuadraticDiscriminantAnalysis as QDA
from sklearn.ensemble import *
from sklearn.gaussian_process import GaussianProcessClassifier as GPC, GaussianProcessRegressor as GPR
from sklearn.gaussian_process.kernels import *
from sklearn.isotonic import IsotonicRegression
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import *
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import *
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import *
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import *
from sklearn.semi_supervised import LabelPropagation, LabelSpreading, SelfTrainingClassifier
from sklearn.svm import SVC, SVR, LinearSVC, NuSVC, OneClassSVM
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.simplefilter("ignore")
release = tuple(int(n) for n in sklearn.__version__.split(".")[:2])
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), sklearn.__version__)
os.makedirs(out, exist_ok=True)
rng = np.random.RandomState(5)

X = rng.randn(60, 4) * [1, 2, .5, 1] + [0, 1, -1, 2]
X[20:40] += [2, 0, .5, -1]
X[40:] += [-1, 2, 0, 1]
k3 = np.repeat([0, 1, 2], 20)
k2 = (X[:, 0] + X[:, 3] + rng.randn(60) > 2).astype(int)
names = np.array(["no", "yes", "äh"])
s3, s2 = names[k3], names[k2]
Y = X @ rng.randn(4, 3) + rng.randn(60, 3) * .1
y = Y[:, 0]
p = np.exp(y / 4)                                 # positive
ML = (Y > Y.mean(0)).astype(int)
M3 = np.c_[s3, s2, names[1 - k2]]                 # several outputs of texts
Q = np.r_[X[:4] + .1, [X.min(0) - 1, X.max(0) + 1], X[30:32] - .2]
Z = np.round(X)                                   # rows that are equally far, and equal ones
QZ = np.r_[np.round(Q), Z[:6], Z[40:43] + .5]

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
    if isinstance(v, list) and len(v) and isinstance(v[0], np.ndarray) and v[0].ndim == 2: return [array(x) for x in v]
    v = np.asarray(v.toarray() if hasattr(v, "toarray") else v)
    return {"shape": list(v.shape), "dtype": v.dtype.str, "data": [num(x) for x in v.ravel().tolist()]}

METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "transform")

def save(name, est, *queries, protocol=4, methods=METHODS, std=False):
    cases = []
    for q in queries or (Q, Q[:1]):
        outputs = {}
        for m in methods:
            if hasattr(est, m):
                try: outputs[m] = array(getattr(est, m)(q))
                except NotImplementedError: continue
                except Exception as e: outputs[m] = {"error": str(e)}
        if std: outputs["predict_std"] = array(est.predict(q, return_std=True)[1])
        if hasattr(est, "get_feature_names_out") and hasattr(est, "transform") and "transform" in methods:
            try: outputs["get_feature_names_out"] = array(est.get_feature_names_out())
            except Exception as e: outputs["get_feature_names_out"] = {"error": str(e)}
        x = array(q if np.ndim(q) == 2 else np.reshape(q, (-1, 1)))
        cases.append({"X": x, "outputs": outputs})
    with open(f"{out}/{name}.pkl", "wb") as f: f.write(pickle.dumps(est, protocol))
    with open(f"{out}/{name}.json", "w") as f:
        json.dump({"estimator": type(est).__name__, "sklearn": sklearn.__version__, "cases": cases}, f, separators=(",", ":"))

def DT(**k): return DecisionTreeClassifier(max_depth=2, random_state=0, **k)
def DR(**k): return DecisionTreeRegressor(max_depth=2, random_state=0, **k)
def LR(**k): return LogisticRegression(max_iter=1000, **k)
def SV(**k): return LinearSVC(dual=False, **k)
far = Q * 50

# Generalized linear models.
save("Poisson", PoissonRegressor(alpha=.1, max_iter=500).fit(X, p)); save("Gamma-nointercept", GammaRegressor(fit_intercept=False, max_iter=500).fit(X, p))
for link in ("auto", "log", "identity"):
    for power in (0, 1.5): save(f"Tweedie-{link}-{power}", TweedieRegressor(power=power, link=link, alpha=.5, max_iter=1000).fit(X, p + 2))
save("RANSAC", RANSACRegressor(random_state=0).fit(X, y)); save("RANSAC-tree", RANSACRegressor(DR(), min_samples=20, random_state=0).fit(X, y))
save("RANSAC-outputs", RANSACRegressor(random_state=0).fit(X, Y))
iso = np.linspace(-3, 5, 30)
for bounds in ("nan", "clip", "raise"): save("Isotonic-" + bounds, IsotonicRegression(out_of_bounds=bounds).fit(X[:, 0], y), iso, np.array([0., .5]))
save("Isotonic-falling", IsotonicRegression(increasing=False, out_of_bounds="clip", y_min=-1, y_max=2).fit(X[:, 0], y), iso)
save("Isotonic-auto", IsotonicRegression(increasing="auto", out_of_bounds="nan").fit(Z[:, :1], y), iso)
save("Isotonic-float32", IsotonicRegression(out_of_bounds="clip").fit(X[:, 0].astype("f4"), y.astype("f4")), iso.astype("f4"))
save("Isotonic-one", IsotonicRegression(out_of_bounds="clip").fit([1., 1.], [2., 3.]), iso)
save("SGDOneClassSVM", SGDOneClassSVM(random_state=0).fit(X)); save("SGDOneClassSVM-average", SGDOneClassSVM(nu=.2, average=True, random_state=0).fit(X))
save("SGDOneClassSVM-nointercept", SGDOneClassSVM(fit_intercept=False, random_state=0).fit(X))
save("RidgeClassifier-multilabel1", RidgeClassifier().fit(X, ML[:, :1])); save("RidgeClassifierCV-multilabel", RidgeClassifierCV().fit(X, ML))

# Cross decomposition.
for name, est in dict(PLSRegression=PLSRegression, PLSCanonical=PLSCanonical, CCA=CCA).items():
    save(name, est(n_components=2).fit(X, Y)); save(name + "-noscale", est(n_components=2, scale=False).fit(X, Y))
    save(name + "-line", est(n_components=1).fit(X, y)); save(name + "-column", est(n_components=1).fit(X, Y[:, :1]))
save("PLSSVD", PLSSVD(n_components=2).fit(X, Y)); save("PLSSVD-noscale", PLSSVD(n_components=2, scale=False).fit(X, Y))

# Kernels.
PX = np.abs(X); PQ = np.abs(Q)
for kernel in ("linear", "poly", "polynomial", "rbf", "laplacian", "sigmoid", "cosine"):
    save("KernelRidge-" + kernel, KernelRidge(kernel=kernel, alpha=.5).fit(X, y)); save(f"KernelRidge-{kernel}-params", KernelRidge(kernel=kernel, gamma=.07, degree=2, coef0=.3).fit(X, Y))
save("KernelRidge-chi2", KernelRidge(kernel="chi2", gamma=1.).fit(PX, y), PQ, Q); save("KernelRidge-additive_chi2", KernelRidge(kernel="additive_chi2", alpha=5.).fit(PX, y), PQ)
save("KernelRidge-chi2-gamma", KernelRidge(kernel="chi2", gamma=.2).fit(PX, y), PQ); save("KernelRidge-precomputed", KernelRidge(kernel="precomputed").fit(X @ X.T, y), Q @ X.T)

# Discriminant analyses.
for solver in ("svd", "lsqr", "eigen"):
    save(f"LDA-{solver}-2", LDA(solver=solver).fit(X, s2), Q, far); save(f"LDA-{solver}-3", LDA(solver=solver, priors=[.2, .3, .5]).fit(X, k3), Q, far)
    if solver != "svd": save(f"LDA-{solver}-shrink", LDA(solver=solver, shrinkage="auto", n_components=1).fit(X, s3))
save("LDA-components", LDA(n_components=1).fit(X, k3)); save("LDA-float32", LDA().fit(X.astype("f4"), k3))
save("QDA-2", QDA().fit(X, s2), Q, far); save("QDA-3", QDA(priors=[.2, .3, .5]).fit(X, k3), Q, far); save("QDA-reg", QDA(reg_param=.3, store_covariance=True).fit(X, s3))
if release >= (1, 8): save("QDA-eigen", QDA(solver="eigen", shrinkage=.1).fit(X, k3)); save("QDA-eigen2", QDA(solver="eigen", shrinkage="auto").fit(X, s2), Q, far)
for metric in ("euclidean", "manhattan"): save("NearestCentroid-" + metric, NearestCentroid(metric=metric).fit(X, s3)); save(f"NearestCentroid-{metric}-shrink", NearestCentroid(metric=metric, shrink_threshold=.4).fit(X, k2))
if release < (1, 3): save("NearestCentroid-cosine", NearestCentroid(metric="cosine").fit(X, s3)); save("NearestCentroid-chebyshev", NearestCentroid(metric="chebyshev").fit(X, s3))
if release >= (1, 6): save("NearestCentroid-priors", NearestCentroid(priors=[.2, .3, .5]).fit(X, s3)); save("NearestCentroid-empirical", NearestCentroid(priors="empirical").fit(X, s2))

# Neighbours.
for algorithm in ("kd_tree", "ball_tree", "brute"):
    a = dict(algorithm=algorithm, leaf_size=3)
    for metric in ("euclidean", "manhattan", "chebyshev"):
        save(f"KNC-{algorithm}-{metric}", KNeighborsClassifier(4, metric=metric, **a).fit(Z, s3), QZ); save(f"KNR-{algorithm}-{metric}", KNeighborsRegressor(4, metric=metric, **a).fit(Z, y), QZ)
        save(f"RNC-{algorithm}-{metric}", RadiusNeighborsClassifier(2.5, metric=metric, outlier_label="most_frequent", **a).fit(Z, s3), QZ)
        save(f"RNR-{algorithm}-{metric}", RadiusNeighborsRegressor(2.5, metric=metric, **a).fit(Z, Y), QZ)
    save(f"KNC-{algorithm}-minkowski3", KNeighborsClassifier(5, p=3, weights="distance", **a).fit(X, k3)); save(f"RNR-{algorithm}-minkowski3", RadiusNeighborsRegressor(2., p=3, weights="distance", **a).fit(X, y))
    save(f"KNC-{algorithm}-outputs", KNeighborsClassifier(5, **a).fit(X, M3)); save(f"KNC-{algorithm}-multilabel", KNeighborsClassifier(5, weights="distance", **a).fit(X, ML), Q, X[:3])
    save(f"KNR-{algorithm}-outputs", KNeighborsRegressor(5, weights="distance", **a).fit(X, Y), Q, X[:3]); save(f"KNR-{algorithm}-column", KNeighborsRegressor(5, **a).fit(X, Y[:, :1]))
save("KNC-column", KNeighborsClassifier(3).fit(X, k3.reshape(-1, 1))); save("KNC-one", KNeighborsClassifier(1).fit(X, np.zeros(60, int))); save("KNC-none", KNeighborsClassifier(3, weights=None).fit(X, k2))
for metric in ("seuclidean", "mahalanobis"):
    mp = dict(V=np.var(X, 0)) if metric == "seuclidean" else dict(VI=np.linalg.inv(np.cov(X.T)))
    for a in ("ball_tree", "brute"): save(f"KNR-{metric}-{a}", KNeighborsRegressor(4, metric=metric, metric_params=mp, algorithm=a).fit(X, y))
save("KNR-minkowski-w", KNeighborsRegressor(4, p=3, metric_params=dict(w=np.array([1, .5, 2, 3.])), algorithm="brute").fit(X, y)); save("KNR-minkowski-w2", KNeighborsRegressor(4, p=2, metric_params=dict(w=np.array([1, .5, 2, 3.])), algorithm="brute").fit(X, y))
for metric in ("canberra", "braycurtis", "cosine", "correlation", "sqeuclidean", "l1", "l2"): save("KNR-" + metric, KNeighborsRegressor(4, metric=metric, algorithm="brute").fit(PX, y), PQ)
B = Z > 0; QB = QZ[:8] > 0
for metric in ("hamming", "jaccard", "dice", "rogerstanimoto", "russellrao", "sokalsneath") + (("sokalmichener", "kulsinski", "matching") if release < (1, 3) else ()):
    try: save("KNR-" + metric, KNeighborsRegressor(60, metric=metric, algorithm="ball_tree", weights="distance").fit(B * 1., y), QB * 1.)
    except ValueError: pass
save("KNR-haversine", KNeighborsRegressor(4, metric="haversine", algorithm="ball_tree").fit(X[:, :2] / 4, y), Q[:, :2] / 4); save("RNR-haversine", RadiusNeighborsRegressor(.3, metric="haversine", algorithm="ball_tree").fit(X[:, :2] / 4, y), Q[:, :2] / 4)
D = np.abs(X[:, None] - X).sum(2); DQ = np.abs(Q[:, None] - X).sum(2)
save("KNC-precomputed", KNeighborsClassifier(4, metric="precomputed").fit(D, s3), DQ); save("RNR-precomputed", RadiusNeighborsRegressor(4, metric="precomputed").fit(D, y), DQ)
import scipy.sparse
save("KNC-sparse", KNeighborsClassifier(4).fit(scipy.sparse.csr_matrix(Z), s3), Q)
if release >= (1, 3):
    N = X.copy(); N[rng.rand(60, 4) < .15] = np.nan; QN = Q.copy(); QN[1, 2] = np.nan; QN[3, :3] = np.nan
    save("KNR-nan", KNeighborsRegressor(4, metric="nan_euclidean").fit(N, y), Q, QN)
for outlier in (None, "most_frequent", "no", "nob"): save(f"RNC-outlier-{outlier}", RadiusNeighborsClassifier(.8, outlier_label=outlier).fit(X, s3), Q, X[:2])
save("RNC-outlier-int", RadiusNeighborsClassifier(.8, outlier_label=-9, weights="distance").fit(X, k3), Q, X[:2]); save("RNC-outlier-list", RadiusNeighborsClassifier(.8, outlier_label=["no", "yes", "aha"]).fit(X, M3))
save("RNC-default", RadiusNeighborsClassifier().fit(X, k2), X[:3])

# Gaussian processes.
kernels = dict(rbf=RBF(1.5), rbfs=RBF([1., 2., 3., 4.]), constant=ConstantKernel(2.) * RBF(2.) + ConstantKernel(.5), white=RBF() + WhiteKernel(.3), rational=RationalQuadratic(1.5, .7),
    periodic=ExpSineSquared(2., 3.) + WhiteKernel(2.), dot=DotProduct(.5) + WhiteKernel(.1), power=Exponentiation(RationalQuadratic(), 2.) + WhiteKernel(.1), powers=DotProduct() ** 2 * RBF(3.) + WhiteKernel(),
    pairwise=PairwiseKernel(gamma=.3, metric="laplacian"), pairpoly=PairwiseKernel(gamma=.1, metric="poly", pairwise_kernels_kwargs=dict(degree=2)) + WhiteKernel())
for nu in (.5, 1.5, 2.5, np.inf, .3, .8, 2., 3.5, 7.25): kernels[f"matern{nu}"] = Matern(length_scale=1.7, nu=nu)
for name, kernel in kernels.items(): save("GPR-" + name, GPR(kernel, alpha=.1, optimizer=None).fit(X[::3], y[::3]), std=True)
save("GPR-normalized", GPR(RBF(2.) + WhiteKernel(.1), normalize_y=True, random_state=0).fit(X[::2], y[::2] + 50), std=True)
save("GPR-outputs", GPR(RBF(2.), alpha=.1, normalize_y=True, optimizer=None).fit(X[::3], Y[::3])); save("GPR-column", GPR(RBF(2.), alpha=.1, optimizer=None).fit(X[::3], Y[::3, :1]))
save("GPR-default", GPR(alpha=.1).fit(X[::3], y[::3]), std=True); save("GPR-alphas", GPR(RBF(2.), alpha=np.linspace(.1, .5, 20), optimizer=None).fit(X[::3], y[::3]), std=True)
save("GPC-2", GPC(1. * RBF(2.)).fit(X[::2], s2[::2]), Q, far); save("GPC-3", GPC(Matern(nu=1.5) + WhiteKernel(.1)).fit(X[::3], s3[::3])); save("GPC-ovo", GPC(RBF(2.), multi_class="one_vs_one").fit(X[::3], s3[::3]), methods=("predict",))
save("GPC-default", GPC().fit(X[::2], k2[::2]))

# Votes.
parts = lambda: [("lr", LR()), ("nb", GaussianNB()), ("dt", DT())]
for voting in ("hard", "soft"):
    save("VotingClassifier-" + voting, VotingClassifier(parts(), voting=voting).fit(X, s3)); save(f"VotingClassifier-{voting}-weights", VotingClassifier(parts(), voting=voting, weights=[2, .5, 1]).fit(X, k3))
    save(f"VotingClassifier-{voting}-drop", VotingClassifier(parts() + [("x", "drop")], voting=voting, weights=[2, .5, 1, 9]).fit(X, s2))
save("VotingRegressor", VotingRegressor([("a", Ridge()), ("b", DR())]).fit(X, y)); save("VotingRegressor-weights", VotingRegressor([("a", Ridge()), ("x", "drop"), ("b", DR())], weights=[.3, 5, 1.2]).fit(X, y))
save("VotingClassifier-frame", VotingClassifier(parts()).fit(pd.DataFrame(X, columns=list("dcba")), s3), Q)

# Stacks.
save("StackingClassifier", StackingClassifier(parts(), cv=2).fit(X, s3)); save("StackingClassifier-2", StackingClassifier(parts(), cv=2).fit(X, s2))
save("StackingClassifier-passthrough", StackingClassifier([("s", SV()), ("dt", DT())], DT(), passthrough=True, cv=2).fit(X, s3)); save("StackingClassifier-predict", StackingClassifier(parts(), stack_method="predict", cv=2).fit(X, k3))
save("StackingClassifier-decision", StackingClassifier([("s", SV()), ("l", LR()), ("x", "drop")], SV(), stack_method="decision_function", cv=2).fit(X, s3))
save("StackingClassifier-prefit", StackingClassifier([("lr", LR().fit(X, s3)), ("nb", GaussianNB().fit(X, s3))], cv="prefit").fit(X, s3))
save("StackingClassifier-multilabel", StackingClassifier([("dt", DT()), ("mlp", MLPClassifier((3,), max_iter=20, random_state=0))], DT(), cv=2).fit(X, ML))
save("StackingRegressor", StackingRegressor([("a", Ridge()), ("b", DR())], cv=2).fit(X, y)); save("StackingRegressor-passthrough", StackingRegressor([("a", Ridge()), ("b", DR()), ("x", "drop")], BayesianRidge(), passthrough=True, cv=2).fit(X, y))

# Bags and boosts.
few = np.where(np.arange(60) < 2, 7, k3 + 10)     # a class that some parts never see
def bag(est, **k): return {"estimator" if release >= (1, 2) else "base_estimator": est, "n_estimators": 4, "random_state": 0, **k}
save("BaggingClassifier", BaggingClassifier(**bag(DT(), max_features=.5)).fit(X, s3)); save("BaggingClassifier-svm", BaggingClassifier(**bag(SV(), bootstrap_features=True)).fit(X, s3))
save("BaggingClassifier-lr", BaggingClassifier(**bag(LR(), max_samples=.5)).fit(X, s2)); save("BaggingClassifier-few", BaggingClassifier(**bag(DT(), max_samples=.3)).fit(X, few)); save("BaggingClassifier-few-svc", BaggingClassifier(**bag(SVC(), max_samples=.3)).fit(X, few), methods=("predict", "predict_proba", "predict_log_proba"))
save("BaggingClassifier-svm2", BaggingClassifier(**bag(SV())).fit(X, s2)); save("BaggingClassifier-pipeline", BaggingClassifier(**bag(make_pipeline(StandardScaler(), LR()), max_features=2)).fit(X, k3))
save("BaggingRegressor", BaggingRegressor(**bag(DR(), max_features=2)).fit(X, y)); save("BaggingRegressor-ridge", BaggingRegressor(**bag(Ridge(), bootstrap=False)).fit(X, y)); save("BaggingRegressor-outputs", BaggingRegressor(**bag(Ridge())).fit(X, Y))
for algorithm in ("SAMME", "SAMME.R") if release < (1, 6) else (None,):
    k = dict(algorithm=algorithm) if algorithm else {}; name = f"AdaBoostClassifier-{algorithm}"
    save(name + "-2", AdaBoostClassifier(n_estimators=5, random_state=0, **k).fit(X, s2)); save(name + "-3", AdaBoostClassifier(n_estimators=5, learning_rate=.5, random_state=0, **k).fit(X, s3)); save(name + "-depth", AdaBoostClassifier(DT(), n_estimators=5, random_state=0, **k).fit(X, k3))
    save(name + "-lr", AdaBoostClassifier(LR(), n_estimators=3, random_state=0, **k).fit(X, s3)); save(name + "-perfect", AdaBoostClassifier(DecisionTreeClassifier(random_state=0), n_estimators=3, random_state=0, **k).fit(X, s3))
for loss in ("linear", "square", "exponential"): save("AdaBoostRegressor-" + loss, AdaBoostRegressor(n_estimators=6, loss=loss, random_state=0).fit(X, y), Q, X[:20])
save("AdaBoostRegressor-ridge", AdaBoostRegressor(Ridge(), n_estimators=4, random_state=0).fit(X, y))

# Calibration.
for method in ("sigmoid", "isotonic") + (("temperature",) if release >= (1, 8) else ()):
    for name, est in dict(svm=SV(), nb=GaussianNB(), svc=SVC()).items():
        save(f"Calibrated-{method}-{name}-3", CalibratedClassifierCV(est, method=method, cv=2).fit(X, s3), Q, far); save(f"Calibrated-{method}-{name}-2", CalibratedClassifierCV(est, method=method, cv=2, ensemble=False).fit(X, k2), Q, far)
    save(f"Calibrated-{method}-tree-3", CalibratedClassifierCV(DT(), method=method, cv=3, ensemble=False).fit(X, s3))
if release < (1, 6): save("Calibrated-prefit", CalibratedClassifierCV(SV().fit(X, s3), cv="prefit").fit(X, s3))
else:
    from sklearn.frozen import FrozenEstimator
    save("Calibrated-frozen", CalibratedClassifierCV(FrozenEstimator(SV().fit(X, s3))).fit(X, s3)); save("Frozen", FrozenEstimator(LR().fit(X, s3))); save("Frozen-pipeline", FrozenEstimator(make_pipeline(StandardScaler(), Ridge()).fit(X, y)))

# One class against another, codes, several outputs.
for name, est in dict(svm=SV(), tree=DT(), nb=GaussianNB(), ridge=Ridge()).items():
    for n, t in (("2", s2), ("3", s3), ("4", few)): save(f"OvO-{name}-{n}", OneVsOneClassifier(est).fit(X, t)); name == "ridge" or save(f"OutputCode-{name}-{n}", OutputCodeClassifier(est, code_size=2, random_state=0).fit(X, t))
save("OvO-precomputed", OneVsOneClassifier(SVC(kernel="precomputed")).fit(X @ X.T, s3), Q @ X.T)
save("OvR-ridge", OneVsRestClassifier(Ridge()).fit(X, s3)); save("OvR-tree2", OneVsRestClassifier(DT()).fit(X, s2)); save("OvR-multilabel", OneVsRestClassifier(LR()).fit(X, ML))
save("MultiOutputClassifier", MultiOutputClassifier(DT()).fit(X, M3)); save("MultiOutputClassifier-ints", MultiOutputClassifier(LR()).fit(X, ML)); save("MultiOutputClassifier-svm", MultiOutputClassifier(SV()).fit(X, M3)); save("MultiOutputRegressor", MultiOutputRegressor(DR()).fit(X, Y))
for name, est in dict(lr=LR(), svm=SV(), tree=DT()).items():
    save("ClassifierChain-" + name, ClassifierChain(est, order=[2, 0, 1]).fit(X, ML)); save(f"ClassifierChain-{name}-cv", ClassifierChain(est, cv=2, order="random", random_state=3).fit(X, ML))
if release >= (1, 5):
    for method in ("predict_proba", "predict_log_proba", "decision_function", ["decision_function", "predict_proba", "predict"]): save(f"ClassifierChain-{method if isinstance(method, str) else 'list'}", ClassifierChain(LR(), chain_method=method).fit(X, ML))
save("RegressorChain", RegressorChain(Ridge()).fit(X, Y)); save("RegressorChain-order", RegressorChain(DR(), order=[1, 2, 0], cv=2).fit(X, Y))

# What forecasts through another.
for name, t in dict(standard=StandardScaler(), minmax=MinMaxScaler(), maxabs=MaxAbsScaler(), robust=RobustScaler(), power=PowerTransformer(), uniform=QuantileTransformer(n_quantiles=20), normal=QuantileTransformer(n_quantiles=20, output_distribution="normal")).items():
    save("TransformedTarget-" + name, TransformedTargetRegressor(Ridge(), transformer=t).fit(X, y)); save(f"TransformedTarget-{name}-outputs", TransformedTargetRegressor(Ridge(), transformer=t).fit(X, Y))
save("TransformedTarget-boxcox", TransformedTargetRegressor(Ridge(), transformer=PowerTransformer(method="box-cox")).fit(X, p), Q)
for name, (f, g) in dict(log=(np.log, np.exp), log1p=(np.log1p, np.expm1), sqrt=(np.sqrt, np.square), none=(None, None)).items(): save("TransformedTarget-" + name, TransformedTargetRegressor(Ridge(), func=f, inverse_func=g).fit(X, p))
save("TransformedTarget-column", TransformedTargetRegressor(Ridge(), transformer=StandardScaler()).fit(X, Y[:, :1]))
some = np.where(np.arange(60) % 3, -1, k3)
save("SelfTraining", SelfTrainingClassifier(LR()).fit(X, some)); save("SelfTraining-kbest", SelfTrainingClassifier(DT(), criterion="k_best", k_best=5).fit(X, some))
for est in (LabelPropagation, LabelSpreading):
    save(est.__name__ + "-rbf", est(gamma=.5).fit(X, some), Q, far); save(est.__name__ + "-knn", est(kernel="knn", n_neighbors=4, max_iter=2000).fit(X, some), Q)
if release >= (1, 5):
    from sklearn.metrics import make_scorer, f1_score
    from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
    for t in ("auto", .3): save(f"FixedThreshold-{t}", FixedThresholdClassifier(LR(), threshold=t).fit(X, s2)); save(f"FixedThreshold-{t}-label", FixedThresholdClassifier(LR(), threshold=t, pos_label="no").fit(X, s2)); save(f"FixedThreshold-{t}-decision", FixedThresholdClassifier(SV(), threshold=t, pos_label=0, response_method="decision_function").fit(X, k2))
    save("TunedThreshold", TunedThresholdClassifierCV(LR(), cv=3).fit(X, s2)); save("TunedThreshold-f1", TunedThresholdClassifierCV(LR(), scoring="f1", cv=3).fit(X, k2)); save("TunedThreshold-label", TunedThresholdClassifierCV(GaussianNB(), scoring=make_scorer(f1_score, pos_label="no"), cv=3, thresholds=20).fit(X, s2))

# Answers that are always the same, and classes that a part of the rows lacks.
from sklearn.dummy import DummyClassifier
for strategy in ("prior", "most_frequent", "constant"):
    save(f"Dummy-{strategy}-outputs", DummyClassifier(strategy=strategy, constant=["no", "yes", "yes"] if strategy == "constant" else None).fit(X, M3)); save(f"Dummy-{strategy}-ints", DummyClassifier(strategy=strategy, constant=[1, 0, 1] if strategy == "constant" else None).fit(X, ML))
from sklearn.model_selection import KFold
for name, est in dict(svm=SV(), nb=GaussianNB()).items(): save("Calibrated-part-" + name, CalibratedClassifierCV(est, cv=KFold(3)).fit(X, s3)); save(f"Calibrated-part4-{name}", CalibratedClassifierCV(est, cv=KFold(4)).fit(X, np.repeat([3, 4, 5, 6], 15)))

# Boosting on an estimator.
for name, init in dict(ridge=Ridge(), tree=DR(), pipeline=make_pipeline(StandardScaler(), Ridge())).items(): save("GBR-init-" + name, GradientBoostingRegressor(n_estimators=3, init=init, random_state=0).fit(X, y))
for name, init in dict(lr=LR(), tree=DT(), nb=GaussianNB()).items():
    save("GBC-init2-" + name, GradientBoostingClassifier(n_estimators=3, init=init, random_state=0).fit(X, s2), methods=("predict", "predict_proba")); # before 1.4, stages add to the wrong rows if the initial probabilities are in Fortran order, as those of GaussianNB are
    save("GBC-init3-" + name, GradientBoostingClassifier(n_estimators=3, init=init, random_state=0).fit(X, s3), *[Q[i:i+1] for i in range(4)], methods=("predict", "predict_proba"))
