"""Writes the models of this folder, each with what scikit-learn itself makes of an X.

    python3 generate.py            # into a folder named after the scikit-learn that runs: sklearn-1.2.1

X.pkl is the pickled estimator, X.json beside it: {"estimator", "sklearn", "cases": [{"X", "outputs"}]}. An output
is {"shape", "dtype", "data"}, or {"error": message} where scikit-learn refuses. Numbers are written so that
they read back as the same bits; NaN and infinities as {"$f": "nan"}, {"$f": "inf"}, {"$f": "-inf"}.

They are what the files of ../../testdata/fixtures do not have: several outputs, labels of every type, models
inside of models, rows that scikit-learn refuses. Run with 1.2.1 (Debian bookworm) and 1.9.0 (Debian
forky, in a folder: stack.sh of ../../testdata/generate).
"""
import json, math, os, pickle, sys, types, warnings
import numpy as np, pandas as pd, sklearn
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import *
from sklearn.multiclass import OneVsRestClassifier
from sklearn.feature_extraction import FeatureHasher
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC, LinearSVR

warnings.simplefilter("ignore")
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sklearn-" + sklearn.__version__)
os.makedirs(out, exist_ok=True)
old = sklearn.__version__.startswith("1.2.")
rng = np.random.RandomState(7)

X = rng.randn(60, 4) * [1, 10, .1, 3] + [0, 5, -1, 100]
W = np.array([[1.5, -.2, 3, .1], [-.7, .05, 2, -.3], [.1, .3, -4, .02]])
Y = X @ W.T + rng.randn(60, 3) * .1
y = Y[:, 0]
k3 = np.argmax(Y - Y.mean(0), 1)
k2 = (y > y.mean()).astype(int)
Q = X[:5] + .25                      # rows to predict
Q1 = Q[:1]

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
    return {"shape": list(v.shape), "dtype": v.dtype.str, "data": [num(x) for x in v.ravel().tolist()]}

METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function", "transform")

def save(name, est, *queries, protocol=4, methods=METHODS, std=False):
    cases = []
    for q in queries or (Q, Q1):
        outputs = {}
        for m in methods:
            if hasattr(est, m):
                try: outputs[m] = array(getattr(est, m)(q))
                except Exception as e: outputs[m] = {"error": str(e)}
        if std: outputs["predict_std"] = array(est.predict(q, return_std=True)[1])
        if hasattr(est, "get_feature_names_out") and hasattr(est, "transform"):
            try: outputs["get_feature_names_out"] = array(est.get_feature_names_out())
            except Exception as e: outputs["get_feature_names_out"] = {"error": str(e)}
        x = array(q) if not isinstance(q, list) else {"dicts": q} if isinstance(q[0], dict) else {"list": q}
        cases.append({"X": x, "outputs": outputs})
    with open(f"{out}/{name}.pkl", "wb") as f: f.write(pickle.dumps(est, protocol))
    with open(f"{out}/{name}.json", "w") as f:
        json.dump({"estimator": type(est).__name__, "sklearn": sklearn.__version__, "cases": cases}, f, separators=(",", ":"))

class Python2(pickle._Pickler):
    """Writes as Python 2 did: every str is a byte string, and so are bytes."""
    dispatch = dict(pickle._Pickler.dispatch)
    def text(self, x):
        b = x if isinstance(x, bytes) else x.encode("ascii")
        self.write(pickle.SHORT_BINSTRING + bytes([len(b)]) + b if len(b) < 256 else pickle.BINSTRING + len(b).to_bytes(4, "little") + b)
        self.memoize(x)
    dispatch[str] = dispatch[bytes] = text

def save2(name, est, *queries):
    save(name, est, *queries)
    with open(f"{out}/{name}.pkl", "wb") as f: Python2(f, 2).dump(est)
    with open(f"{out}/{name}.pkl", "rb") as f: assert (pickle.load(f, encoding="latin1").predict(X) == est.predict(X)).all()

# Regressors.
save("Ridge-outputs", Ridge().fit(X, Y)); save("Ridge-output1", Ridge().fit(X, Y[:, :1]))
save("Ridge-outputs-nointercept", Ridge(fit_intercept=False).fit(X, Y))
save("LinearRegression-outputs", LinearRegression().fit(X, Y)); save("LinearRegression-positive", LinearRegression(positive=True).fit(X, y))
save("LinearRegression-feature1", LinearRegression().fit(X[:, :1], y), Q[:, :1])
save("LinearRegression-float32", LinearRegression().fit(X.astype("f4"), y.astype("f4")))
save("LinearRegression-int", LinearRegression().fit(X.astype(int), k2), Q)
save("LinearRegression-dataframe", LinearRegression().fit(pd.DataFrame(X, columns=list("dcba")), y), Q)
for p in range(6): save(f"LinearRegression-p{p}", LinearRegression().fit(X, y), protocol=p)
save("Lasso-outputs", Lasso(.01).fit(X, Y)); save("ElasticNet-positive", ElasticNet(.1, positive=True).fit(X, y))
save("MultiTaskLasso", MultiTaskLasso(.1).fit(X, Y)); save("MultiTaskElasticNetCV", MultiTaskElasticNetCV(cv=3).fit(X, Y))
save("MultiTaskLassoCV", MultiTaskLassoCV(cv=3).fit(X, Y)); save("MultiTaskElasticNet", MultiTaskElasticNet(.1).fit(X, Y))
save("LarsCV", LarsCV(cv=3).fit(X, y)); save("LassoLarsCV", LassoLarsCV(cv=3).fit(X, y)); save("LassoLarsIC", LassoLarsIC().fit(X, y))
save("Lars-outputs", Lars().fit(X, Y)); save("OMP-outputs", OrthogonalMatchingPursuit().fit(X, Y)); save("OMPCV", OrthogonalMatchingPursuitCV(cv=3).fit(X, y))
save("RidgeCV-outputs", RidgeCV().fit(X, Y)); save("TheilSen", TheilSenRegressor(random_state=0).fit(X, y))
save("SGDRegressor", SGDRegressor(random_state=0).fit((X - X.mean(0)) / X.std(0), y), (Q - X.mean(0)) / X.std(0))
save("SGDRegressor-average", SGDRegressor(random_state=0, average=True).fit((X - X.mean(0)) / X.std(0), y), (Q - X.mean(0)) / X.std(0))
save("PassiveAggressiveRegressor", PassiveAggressiveRegressor(random_state=0).fit(X, y))
save("LinearSVR-nointercept", LinearSVR(fit_intercept=False, dual=True, max_iter=20000).fit(X, y))
save("BayesianRidge", BayesianRidge().fit(X, y), Q, Q1, std=True); save("BayesianRidge-nointercept", BayesianRidge(fit_intercept=False).fit(X, y), Q, std=True)
save("ARDRegression", ARDRegression(threshold_lambda=500.).fit(np.c_[X, rng.randn(60, 3)], y), np.c_[Q, np.ones((5, 3))], std=True)

# Classifiers, labels of every type.
def lr(**k): return LogisticRegression(max_iter=2000, **k)
save("LogisticRegression-str", lr().fit(X, np.array(["no", "yes", "perhaps"])[k3]))
save("LogisticRegression-object", lr().fit(X, np.array(["no", "yes", "ça"], dtype=object)[k3]))
save("LogisticRegression-bool", lr().fit(X, k2.astype(bool))); save("LogisticRegression-float", lr().fit(X, np.array([-1., 2.])[k2]))
save("LogisticRegression-negative", lr().fit(X, np.array([-5, 3, 1000])[k3])); save("LogisticRegression-uint8", lr().fit(X, k3.astype("u1")))
save("LogisticRegression-bigendian", lr().fit(X, k3.astype(">i4"))); save("LogisticRegression-uint64", lr().fit(X, k2.astype("u8") + 2**60))
save("LogisticRegression-series", lr().fit(pd.DataFrame(X, columns=["a", "b", "c", "d"]), pd.Series(np.array(["x", "y"])[k2], dtype=object)))
save("LogisticRegression-nointercept", lr(fit_intercept=False).fit(X, k3)); save("LogisticRegression-float32", lr().fit(X.astype("f4"), k3))
save("LogisticRegression-newton-cholesky", lr(solver="newton-cholesky").fit(X, k3)); save("LogisticRegression-feature1", lr().fit(X[:, :1], k2), Q[:, :1])
save("LogisticRegressionCV-binary", LogisticRegressionCV(cv=3, max_iter=2000).fit(X, k2))
far = Q * 1e3                        # scores far out: probabilities of 0 and 1
save("LogisticRegression-far", lr().fit(X, k3), far, -far); save("LogisticRegression-binary-far", lr().fit(X, k2), far, -far)
if old:
    save("LogisticRegression-multinomial-binary", lr(multi_class="multinomial").fit(X, k2)); save("LogisticRegression-liblinear3", lr(solver="liblinear").fit(X, k3))
    save("LogisticRegression-ovr3", lr(multi_class="ovr").fit(X, k3), Q, far, -far); save("LogisticRegressionCV-ovr", LogisticRegressionCV(cv=3, max_iter=2000, multi_class="ovr").fit(X, k3))
    save("LogisticRegressionCV-multinomial", LogisticRegressionCV(cv=3, max_iter=2000, multi_class="multinomial").fit(X, k2))
save("RidgeClassifierCV", RidgeClassifierCV().fit(X, np.array(["u", "v", "w"])[k3])); save("RidgeClassifier-multilabel", RidgeClassifier().fit(X, (Y > Y.mean(0)).astype(int)))
save("Perceptron-binary", Perceptron(random_state=0).fit(X, k2)); save("PassiveAggressiveClassifier-binary", PassiveAggressiveClassifier(random_state=0).fit(X, k2))
zero = Perceptron(random_state=0).fit(X, k2); zero.coef_[:] = 0; zero.intercept_[:] = 0; save("Perceptron-zero", zero)  # a score of 0 is the first class
zero = LogisticRegression(max_iter=2000).fit(X, k3); zero.coef_[:] = 0; zero.intercept_[:] = 0; save("LogisticRegression-equal", zero)
save("LinearSVC-crammer", LinearSVC(multi_class="crammer_singer", max_iter=20000).fit(X, k3)); save("LinearSVC-nointercept", LinearSVC(fit_intercept=False, dual=False).fit(X, k2))
save("SGDClassifier-log3", SGDClassifier(loss="log_loss", random_state=0).fit(X, k3), Q, far, -far, Q * 0 - 1e6)
save("SGDClassifier-huber2", SGDClassifier(loss="modified_huber", random_state=0).fit(X, k2)); save("SGDClassifier-huber3", SGDClassifier(loss="modified_huber", random_state=0).fit(X, k3), Q, far)
save("SGDClassifier-hinge", SGDClassifier(random_state=0).fit(X, k2))

# Scalers.
N = Q.copy(); N[1, 2] = np.nan
S = X.copy(); S[:, 1] = 3.           # a column that never changes
save("StandardScaler-nan", StandardScaler().fit(X), Q, N); save("StandardScaler-constant", StandardScaler().fit(S), Q)
save("StandardScaler-nomean", StandardScaler(with_mean=False).fit(X)); save("StandardScaler-nostd", StandardScaler(with_std=False).fit(X))
save("StandardScaler-neither", StandardScaler(with_mean=False, with_std=False).fit(X)); save("StandardScaler-float32", StandardScaler().fit(X.astype("f4")))

# Models of models.
save("Pipeline-passthrough", Pipeline([("a", "passthrough"), ("b", StandardScaler()), ("c", None if old else "passthrough"), ("d", Ridge())]).fit(X, y), Q, N)
save("Pipeline-transformer", make_pipeline(StandardScaler(), StandardScaler(with_mean=False)).fit(X)); save("Pipeline-end-passthrough", Pipeline([("s", StandardScaler()), ("end", "passthrough")]).fit(X))
save("Pipeline-nested", Pipeline([("prepare", make_pipeline(StandardScaler(), StandardScaler())), ("model", make_pipeline(StandardScaler(with_std=False), lr()))]).fit(pd.DataFrame(X, columns=list("wxyz")), np.array(["a", "b", "c"])[k3]), Q)
save("Pipeline-bayes", make_pipeline(StandardScaler(), BayesianRidge()).fit(X, y), Q, std=True)
save("OneVsRest-binary", OneVsRestClassifier(lr()).fit(X, np.array(["n", "y"])[k2])); save("OneVsRest-multilabel", OneVsRestClassifier(lr()).fit(X, (Y > Y.mean(0)).astype(int)))
save("OneVsRest-ridge", OneVsRestClassifier(RidgeClassifier()).fit(X, k3)); save("OneVsRest-regressor", OneVsRestClassifier(LinearRegression()).fit(X, k3), methods=("predict",))
save("OneVsRest-regressor-binary", OneVsRestClassifier(LinearRegression()).fit(X, k2), methods=("predict",))
save("OneVsRest-pipeline", OneVsRestClassifier(make_pipeline(StandardScaler(), lr())).fit(X, k3), Q, far)
M = (Y > Y.mean(0)).astype(int); M[:, 1] = 1
save("OneVsRest-constant", OneVsRestClassifier(lr()).fit(X, M)); save("OneVsRest-far", OneVsRestClassifier(lr()).fit(X, k3), far, -far, Q * 0 - 1e6)
tie = OneVsRestClassifier(lr()).fit(X, k3)
for e in tie.estimators_: e.coef_[:] = 0; e.intercept_[:] = -.5
save("OneVsRest-tie", tie); tie.estimators_[1].intercept_[:] = -.75; save("OneVsRest-tie-outer", tie)
for e in tie.estimators_: e.intercept_[:] = -1000.
save("OneVsRest-zero", tie)

# Keys by their hashes.
dicts = [{"a": 1, "b": "x", "c": 2.5}, {"a": -3, "z": True, "b": "äh"}, {"zero": 0, "b": "y", "long key": 1e-3}]
for name, p in {"": dict(n_features=8), "-unsigned": dict(n_features=5, alternate_sign=False), "-one": dict(n_features=1)}.items(): save("FeatureHasher" + name, FeatureHasher(**p).fit(dicts), dicts, dicts[:1])
save("FeatureHasher-string", FeatureHasher(n_features=16, input_type="string").fit([]), [["a", "b", "a"], ["äh"], []]); save("FeatureHasher-pipeline", make_pipeline(FeatureHasher(n_features=12), Ridge()).fit(dicts, [1., 2, 3]), dicts)

# As Python 2 wrote them.
save2("python2-LogisticRegression", make_pipeline(StandardScaler(), lr()).fit(X, np.array(["no", "yes", "perhaps"], dtype=object)[k3]))
save2("python2-Ridge", Ridge().fit(pd.DataFrame(X, columns=list("abcd")), y), Q)

# What is refused.
I = Q.copy(); I[3, 0] = np.inf; I[4, 1] = -np.inf
B = N.copy(); B[0, 0] = np.inf
refused = (N, I, B, Q[:, :3], np.c_[Q, Q], np.empty((0, 4)), np.empty((3, 0)))
save("refused-Ridge", Ridge().fit(X, y), *refused); save("refused-LogisticRegression", lr().fit(X, k3), *refused); save("refused-StandardScaler", StandardScaler().fit(X), I, B, *refused[3:])
save("refused-Pipeline", make_pipeline(StandardScaler(), Ridge()).fit(X, y), *refused); save("refused-OneVsRest", OneVsRestClassifier(lr()).fit(X, k3), *refused)
save("huge", Ridge().fit(X, y), np.full((2, 4), 1e308))

# What cannot be read.
save("LogisticRegression-sparse", lr().fit(X, k3).sparsify())
with open(f"{out}/broken-unfitted.pkl", "wb") as f: f.write(pickle.dumps(Ridge(), 4))
with open(f"{out}/broken-step.pkl", "wb") as f: f.write(pickle.dumps(Pipeline([("a", make_pipeline(StandardScaler(), Ridge())), ("b", Ridge())]), 4))
shop = sys.modules["shop"] = types.ModuleType("shop")
shop.Clip = type("Clip", (TransformerMixin, BaseEstimator), {"__module__": "shop", "fit": lambda self, X, y=None: self})
with open(f"{out}/broken-foreign.pkl", "wb") as f: f.write(pickle.dumps(make_pipeline(shop.Clip(), Ridge()), 4))
print(out, len(os.listdir(out)))
