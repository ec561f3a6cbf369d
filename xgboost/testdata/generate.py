"""Writes the models of this folder, each with what XGBoost itself makes of an X.

    python3 generate.py            # into a folder named after the XGBoost that runs: xgboost-1.7.4

X.pkl is a pickled estimator or Booster, X.model what save_model wrote (JSON, UBJSON or the old binary format), X.json beside it:
{"class", "xgboost", "X", "outputs"}. An array is {"shape", "data"}, a DataFrame {"frame"}; numbers are written so that they read back as the same bits,
NaN and infinities as {"$f": "nan"}, {"$f": "inf"}, {"$f": "-inf"}.

They are every objective, booster and form of tree and file, small. Run with 1.7.4 (Debian bookworm) and 3.3.0 (Debian forky, in a
folder: stack.sh of ../../testdata/generate). 1.2.1 (Debian bullseye) does not know all that is used: there by
../../testdata/generate/tolerant.py, without the bools, which its Go test does not compare, and no-splits, whose importances were NaN then.
"""
import json, math, os, pickle, warnings
import numpy as np, pandas as pd, xgboost as xgb
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, OneHotEncoder, StandardScaler

warnings.simplefilter("ignore")
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "xgboost-" + xgb.__version__)
os.makedirs(os.path.join(out, "sklearn"), exist_ok=True)
old = xgb.__version__.startswith("1.")
rng = np.random.RandomState(11)

N, F = 90, 4
X = np.round(rng.randn(N, F) * [1, 10, .1, 3] + [0, 5, -1, 100], 3)
W = np.array([[1.5, -.2, 3, .1], [-.7, .05, 2, -.3], [.1, .3, -4, .02]])
Y = X @ W.T + rng.randn(N, 3) * .3
y = Y[:, 0] - Y[:, 0].mean()
pos = np.exp(y / 4)
k3 = np.argmax(Y - Y.mean(0), 1)
k2 = (y > .3).astype(int)
bits = (Y > Y.mean(0)).astype(int)
group = np.repeat(np.arange(9), 10)
rank = np.clip(np.round(y), 0, 3).astype(int)
gaps = X.copy()
gaps[rng.rand(N, F) < .2] = np.nan
Q = np.vstack([X[:4], rng.randn(2, F) * [1, 10, .1, 3] + [0, 5, -1, 100], gaps[4:8], np.full((1, F), np.nan), [[1e30, -1e30, 0, -0.]]])
small = dict(max_depth=3, learning_rate=.4)

def num(x):
    if isinstance(x, float):
        if math.isnan(x): return {"$f": "nan"}
        if math.isinf(x): return {"$f": "inf" if x > 0 else "-inf"}
    return x

def array(v):
    v = np.asarray(v)
    return {"shape": list(v.shape), "data": [num(x) for x in v.ravel().tolist()]}

def write(path, cls, x, outputs):
    with open(path + ".json", "w") as f:
        json.dump({"class": cls, "xgboost": xgb.__version__, "X": x, "outputs": outputs}, f, separators=(",", ":"))

def frame(df):
    return {"frame": {c: [num(v) for v in df[c].tolist()] for c in df.columns}}

def query(x):
    return frame(x) if isinstance(x, pd.DataFrame) else array(x)

def save(name, est, x=Q, codes=None):
    """An estimator; codes is x as a matrix, if it is a DataFrame."""
    o = {"predict": array(est.predict(x)), "margin": array(est.predict(x, output_margin=True))}
    if hasattr(est, "predict_proba"):
        o["predict_proba"] = array(est.predict_proba(x))
    if est.get_params().get("booster") != "gblinear":
        o["feature_importances_"] = array(est.feature_importances_)
    whole = isinstance(x, pd.DataFrame) or not np.isinf(x).any()  # a DMatrix refuses infinity
    if est.get_params().get("booster") != "gblinear" and whole:
        try: o["leaves"] = array(est.apply(x))
        except ValueError: pass  # 1.7 cannot, of a DataFrame with categories
    with open(os.path.join(out, name + ".pkl"), "wb") as f:
        pickle.dump(est, f, protocol=4)
    write(os.path.join(out, name), type(est).__name__, array(x if codes is None else codes), o)

def booster_outputs(b, d):
    o = {"predict": array(b.predict(d)), "margin": array(b.predict(d, output_margin=True))}
    try: o["leaves"] = array(b.predict(d, pred_leaf=True))
    except xgb.core.XGBoostError: pass
    for kind in ("weight", "gain", "cover", "total_gain", "total_cover"):
        try: score = b.get_score(importance_type=kind)
        except (xgb.core.XGBoostError, ValueError): continue
        if not any(isinstance(v, list) for v in score.values()): o[kind] = score
    return o

def save_booster(name, b, x=Q, **kw):
    with open(os.path.join(out, name + ".pkl"), "wb") as f:
        pickle.dump(b, f, protocol=4)
    write(os.path.join(out, name), "Booster", array(x), booster_outputs(b, xgb.DMatrix(x, **kw)))

def native(name, b):
    """What save_model writes, in each format that the release has. (The 3.x line writes no binary.)"""
    for form in ("json", "ubj") + (("deprecated",) if old else ()):
        path = os.path.join(out, "%s-%s" % (name, form))
        with open(path + ".model", "wb") as f:
            f.write(b.save_raw(raw_format=form))
        back = xgb.Booster(model_file=b.save_raw(raw_format=form))  # the binary format has no names
        write(path, "Booster", array(Q), booster_outputs(back, xgb.DMatrix(Q, feature_names=back.feature_names)))

R, C = xgb.XGBRegressor, xgb.XGBClassifier

# objectives
for objective, target in (
    ("reg:squarederror", y), ("reg:squaredlogerror", pos), ("reg:logistic", k2), ("reg:pseudohubererror", y), ("reg:absoluteerror", y),
    ("reg:gamma", pos), ("reg:tweedie", pos), ("count:poisson", np.round(pos)), ("survival:cox", pos), ("binary:logitraw", k2),
):
    name = objective.replace(":", "-")
    save(name, R(objective=objective, n_estimators=3, **small).fit(X, target))
    if objective not in ("reg:absoluteerror", "survival:cox"):
        save(name + "-base", R(objective=objective, n_estimators=2, base_score=.7, **small).fit(X, target))
for objective in ("binary:logistic", "binary:hinge"):
    save(objective.replace(":", "-"), C(objective=objective, n_estimators=3, **small).fit(gaps, k2))
for objective in ("multi:softprob", "multi:softmax"):
    save(objective.replace(":", "-"), C(objective=objective, n_estimators=2, **small).fit(gaps, k3))
save("binary-logistic-base", C(n_estimators=2, base_score=.1, **small).fit(X, k2))
save("multi-base", C(n_estimators=2, base_score=.25, **small).fit(X, k3))
for objective in ("rank:pairwise", "rank:ndcg", "rank:map"):
    r = rank if objective != "rank:map" else (rank > 0).astype(int)
    save(objective.replace(":", "-"), xgb.XGBRanker(objective=objective, n_estimators=3, **small).fit(X, r, group=[10] * 9))
d = xgb.DMatrix(X)
d.set_float_info("label_lower_bound", pos)
d.set_float_info("label_upper_bound", np.where(k2, pos * 2, np.inf))
for dist in ("normal", "logistic", "extreme"):
    save_booster("survival-aft-" + dist, xgb.train({"objective": "survival:aft", "aft_loss_distribution": dist, **small}, d, 3))
if not old:
    save("quantile", R(objective="reg:quantileerror", quantile_alpha=.3, n_estimators=3, **small).fit(X, y))
    save("quantiles", R(objective="reg:quantileerror", quantile_alpha=[.1, .5, .9], n_estimators=2, **small).fit(X, y))
    for name, alpha in (("expectile", .3), ("expectiles", [.1, .5, .9])):
        try: save(name, R(objective="reg:expectileerror", expectile_alpha=alpha, n_estimators=2, **small).fit(X, y))
        except xgb.core.XGBoostError as e: print(name, str(e)[:200])

# boosters
for booster in ("dart", "gblinear"):
    more = dict(rate_drop=.5, **small) if booster == "dart" else {}
    for name, est, t in (("reg", R, y), ("logistic", C, k2), ("multi", C, k3)):
        save("%s-%s" % (booster, name), est(booster=booster, n_estimators=4, random_state=3, **more).fit(gaps, t))
        save("%s-%s-base" % (booster, name), est(booster=booster, n_estimators=4, random_state=3, base_score=.3, **more).fit(gaps, t))
        save_booster("%s-%s-booster" % (booster, name), est(booster=booster, n_estimators=4, random_state=3, **more).fit(gaps, t).get_booster())
save("dart-poisson", R(booster="dart", objective="count:poisson", n_estimators=4, rate_drop=.5, normalize_type="forest", random_state=1, **small).fit(X, np.round(pos)))
save("dart-parallel", C(booster="dart", n_estimators=3, rate_drop=.5, num_parallel_tree=2, random_state=1, subsample=.7, **small).fit(X, k3))
save("gblinear-shotgun", R(booster="gblinear", updater="shotgun", n_estimators=5, reg_alpha=.5).fit(X, y))

# trees
save("lossguide", R(tree_method="hist", grow_policy="lossguide", max_leaves=9, max_depth=0, n_estimators=3).fit(X, y))
save("exact", R(tree_method="exact", n_estimators=3, **small).fit(X, y))
save("approx", C(tree_method="approx", n_estimators=3, **small).fit(X, k2))
save("deep", R(max_depth=40, n_estimators=1, min_child_weight=0, reg_lambda=0).fit(X, y))
save("stump", C(max_depth=1, n_estimators=5).fit(X, k2))
save("no-splits", R(gamma=1e9, n_estimators=3).fit(X, y))
for kind in ("weight", "total_cover"):
    save("importances-" + kind, R(importance_type=kind, n_estimators=2, **small).fit(X, y))
save("monotone", R(monotone_constraints=(1, -1, 0, 0), n_estimators=3, **small).fit(X, y))
save("interaction", R(interaction_constraints="[[0, 1], [2, 3]]", n_estimators=3, **small).fit(X, y))
save("parallel", C(num_parallel_tree=3, n_estimators=2, subsample=.6, colsample_bynode=.7, random_state=2, **small).fit(X, k2))
save("parallel-multi", C(num_parallel_tree=2, n_estimators=2, subsample=.6, random_state=2, **small).fit(X, k3))
for name, est, t in (("reg", xgb.XGBRFRegressor, y), ("logistic", xgb.XGBRFClassifier, k2), ("multi", xgb.XGBRFClassifier, k3)):
    save("rf-" + name, est(n_estimators=4, max_depth=3, random_state=2).fit(X, t))
save("linear-leaves", R(tree_method="hist", n_estimators=2, max_delta_step=.7, **small).fit(X, y))

# several outputs
save("targets", R(n_estimators=2, tree_method="hist", **small).fit(X, Y))
save("targets-base", R(n_estimators=2, tree_method="hist", base_score=.3, **small).fit(X, Y))
save("labels", C(n_estimators=2, tree_method="hist", **small).fit(X, bits))
if not old:
    both = dict(tree_method="hist", multi_strategy="multi_output_tree", **small)
    save("vector-targets", R(n_estimators=3, **both).fit(gaps, Y))
    save("vector-labels", C(n_estimators=3, **both).fit(X, bits))
    save("vector-multi", C(n_estimators=3, **both).fit(X, k3))
    save("vector-parallel", R(n_estimators=2, num_parallel_tree=2, subsample=.7, **both).fit(X, Y))
    save_booster("vector-booster", R(n_estimators=2, **both).fit(X, Y).get_booster())

# missing values
save("missing-1", R(missing=-1, n_estimators=3, **small).fit(np.where(np.isnan(gaps), -1, gaps), y), np.where(np.isnan(Q), -1, Q))
save("missing0", C(missing=0, n_estimators=3, **small).fit(np.nan_to_num(gaps), k2), np.vstack([np.nan_to_num(Q), Q]))
save("missing-gblinear", R(missing=0, booster="gblinear", n_estimators=3).fit(np.nan_to_num(gaps), y), np.nan_to_num(Q))
inf = Q.copy(); inf[0, 0] = np.inf; inf[1, 1] = -np.inf; inf[2, 3] = 1e39
save("infinity", R(n_estimators=3, **small).fit(X, y), inf)

# early stopping
for name, est, t, more in (("reg", R, y, {}), ("multi", C, k3, {}), ("parallel", C, k2, dict(num_parallel_tree=2, subsample=.8)), ("dart", R, y, dict(booster="dart", rate_drop=.3)), ("gblinear", R, y, dict(booster="gblinear"))):
    noise = rng.permutation(t)
    m = est(n_estimators=12, early_stopping_rounds=2, max_depth=2, learning_rate=.8, **more)
    if name == "gblinear": m.set_params(max_depth=None)
    m.fit(X[:60], t[:60], eval_set=[(X[60:], noise[60:])], verbose=False)
    save("early-" + name, m)
    if name == "reg":
        save_booster("early-booster", m.get_booster())
        native("early", m.get_booster())

# categories: c has 3, of which one is not there in training, d 12
cats = np.column_stack([rng.randint(0, 3, N), rng.randint(0, 12, N) // 1.0, X[:, 0]])
t = np.array([2., -1, .5])[cats[:, 0].astype(int)] + np.sin(cats[:, 1]) + X[:, 0]
qc = np.vstack([cats[:8], [[np.nan, np.nan, 0], [40, 70, 1], [2, 3, np.nan], [1, 33, .5]]])
types = ["c", "c", "float"]
cat = dict(tree_method="hist", enable_categorical=True, **small)
for name, limit in (("one-hot", 20), ("sets", 1)):
    d = xgb.DMatrix(cats, t, feature_types=types, enable_categorical=True)
    b = xgb.train({"tree_method": "hist", "max_cat_to_onehot": limit, **small}, d, 3)
    save_booster("categories-" + name, b, qc, feature_types=types, enable_categorical=True)
    b.feature_names, b.feature_types = ["c", "d", "x"], types
    path = os.path.join(out, "categories-%s-names-json" % name)
    with open(path + ".model", "wb") as f:
        f.write(b.save_raw(raw_format="json"))
    write(path, "Booster", array(qc), booster_outputs(b, xgb.DMatrix(qc, feature_names=["c", "d", "x"], feature_types=types, enable_categorical=True)))
b = xgb.train({"tree_method": "hist", "max_cat_to_onehot": 1, **small}, xgb.DMatrix(cats, t, feature_types=types, enable_categorical=True), 2)
words = np.array(["red", "green", "blue"])
def table(c):
    return pd.DataFrame({"c": pd.Categorical(words[c[:, 0].astype(int)], categories=words), "d": pd.Categorical(c[:, 1].astype(int) * 3, categories=np.arange(12) * 3), "x": c[:, 2]})
save("frame-categories", R(n_estimators=3, max_cat_to_onehot=4, **cat).fit(table(cats), t), table(cats[:8]), cats[:8])

# names, kinds of estimators
df = pd.DataFrame(X, columns=["a", "b c", "é", "z"])
save("names", R(n_estimators=2, **small).fit(df, y), df[:5].reset_index(drop=True), X[:5])
save("no-rounds-reg", R(n_estimators=1, learning_rate=0, max_depth=1).fit(X, y))
save_booster("no-rounds", xgb.train({"objective": "reg:gamma"}, xgb.DMatrix(X, pos), 0))
save_booster("slice", xgb.train({"objective": "multi:softprob", "num_class": 3, **small}, xgb.DMatrix(X, k3), 5)[1:4])
save("bools", C(n_estimators=2, **small).fit(X, k2.astype(bool)))  # forecasts are 0 and 1 all the same
if old:  # what releases until 1.6 kept: the encoder of the labels
    m = C(n_estimators=2, **small).fit(X, k3)
    m._le = LabelEncoder().fit(["no", "perhaps", "yes"])
    save("encoder", m)
    m = C(n_estimators=2, **small).fit(X, k2)
    m._le = LabelEncoder().fit([-1, 4])
    save("encoder-2", m)
    save("predictor", C(n_estimators=3, booster="dart", predictor="cpu_predictor", rate_drop=.5, base_score=.3, **small).fit(X, k2))

# native files
for name, params, t in (
    ("logistic", {"objective": "binary:logistic"}, k2), ("softprob", {"objective": "multi:softprob", "num_class": 3}, k3),
    ("cox", {"objective": "survival:cox"}, pos), ("dart", {"booster": "dart", "rate_drop": .5}, y),
    ("gblinear", {"booster": "gblinear"}, y), ("parallel", {"num_parallel_tree": 2, "subsample": .7, "objective": "reg:logistic"}, k2),
    ("logitraw", {"objective": "binary:logitraw", "base_score": .6}, k2),
):
    more = {} if name == "gblinear" else small
    native(name, xgb.train({"seed": 1, **params, **more}, xgb.DMatrix(gaps, t), 2))
b = xgb.train(small, xgb.DMatrix(X, y, feature_names=list("pqrs")), 2)
b.set_attr(note="größe\n\"x\"", best="3")
native("attributes", b)

# inside of scikit-learn
def compose(name, model, x):
    o = {"predict": array(model.predict(x))}
    if hasattr(model, "predict_proba"): o["predict_proba"] = array(model.predict_proba(x))
    with open(os.path.join(out, "sklearn", name + ".pkl"), "wb") as f:
        pickle.dump(model, f, protocol=4)
    x = {"docs": x} if isinstance(x, list) else query(x)
    write(os.path.join(out, "sklearn", name), type(model).__name__, x, o)

compose("scaled", make_pipeline(StandardScaler(), C(n_estimators=3, **small)).fit(gaps, k2), Q[:10])
compose("searched", GridSearchCV(R(n_estimators=3, max_depth=2), {"learning_rate": [.1, .6]}, cv=2).fit(X, y), Q[:10])
docs = ["red apples and green pears", "green apples", "red red wine", "white wine and green pears", "pears and apples", "wine"] * 4
compose("texts", make_pipeline(TfidfVectorizer(), C(n_estimators=4, min_child_weight=0, **small)).fit(docs, [0, 0, 1, 1, 0, 1] * 4), docs[:6] + ["beer", "green wine"])
mixed = pd.DataFrame({"colour": np.array(["red", "green", "blue"])[cats[:, 0].astype(int)], "a": X[:, 0], "b": gaps[:, 1]})
for name, sparse in (("columns", 0), ("columns-sparse", 1)):
    # Sparse or not, the encoder's zeros are values; in a sparse matrix they are not stored, and XGBoost takes them for missing.
    ct = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["colour"]), (StandardScaler(), ["a", "b"]), sparse_threshold=sparse)
    compose(name, make_pipeline(ct, C(n_estimators=3, **small)).fit(mixed, k3), mixed[:9].reset_index(drop=True))
compose("one-vs-rest", OneVsRestClassifier(C(n_estimators=2, **small)).fit(X, k3), Q[:8])
compose("alone", C(n_estimators=2, **small).fit(df, k3), df[:5].reset_index(drop=True))
if not old:  # since 3.1 categories are looked up by name
    shuffled = table(cats[:8])
    shuffled["c"] = shuffled["c"].cat.reorder_categories(["blue", "green", "red"])
    compose("recoded", R(n_estimators=3, max_cat_to_onehot=1, **cat).fit(table(cats), t), shuffled)
compose("multilabel", C(n_estimators=2, tree_method="hist", **small).fit(X, bits), Q[:8])
