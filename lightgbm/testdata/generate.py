"""Writes the models of this folder, each with what LightGBM itself makes of an X.

    python3 generate.py            # into a folder named after the LightGBM that runs: lightgbm-3.3.5

X.txt is a model by save_model or X.pkl a pickle; X.json beside it: {"class", "lightgbm", "cases": [{"X", "outputs"}]}.
An output is {"shape", "dtype", "data"}. Of text models and Boosters: "predict", "raw", "leaf", "split" and "gain" (the
importances); of estimators: "predict" and "predict_proba". Numbers are written so that they read back as the same bits;
NaN and infinities as {"$f": "nan"}, {"$f": "inf"}, {"$f": "-inf"}.

Run with LightGBM 2.3.1, 3.3.5 and a build after 4.6.0, with scikit-learn 1.2.1, NumPy 1.24 and pandas 1.5.3 of Debian
bookworm. Their libraries were built from the sources at those tags (g++ -std=c++17 -O1 -fopenmp -fPIC of src/**/*.cpp but
those for CUDA, GPU, MPI and main.cpp), fast_double_parser replaced by strtod. Of the older two a choice is kept,
and of the newest with scikit-learn 1.9.0, NumPy 2.4 and pandas 2.3.3 of Debian forky.
"""
import json, math, os, pickle, re, sys, warnings
import numpy as np, pandas as pd
for name, t in (("bool", bool), ("int", int), ("float", float), ("object", object)):  # 2.3.1 wants them of NumPy
    if name not in np.__dict__: setattr(np, name, t)
import lightgbm as lgb
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.simplefilter("ignore")
version = tuple(int(x) for x in lgb.__version__.split(".")[:2])
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lightgbm-" + lgb.__version__ + ("-numpy2" if np.__version__ >= "2" else ""))
os.makedirs(out, exist_ok=True)
rng = np.random.RandomState(11)

def table(n):
    x = rng.randn(n, 6)
    x[:, 1] *= rng.rand(n) < .5                      # half zeros
    x[rng.rand(n) < .2, 2] = np.nan
    x[:, 3] = rng.randint(0, 70, n)                  # categories of three words of bits
    x[:, 4] = rng.randint(0, 3, n)
    x[:, 5] = np.exp(3 * x[:, 5])
    return x

X = table(400)
effect = 1.5 * rng.randn(70)
signal = X[:, 0] + 2 * (X[:, 1] > .3) + np.where(np.isnan(X[:, 2]), 1.5, X[:, 2]) + effect[X[:, 3].astype(int)] + .7 * (X[:, 4] == 1) + .1 * np.log(X[:, 5])
y = signal + .1 * rng.randn(400)
k2 = (y > 1).astype(int)
k3 = np.digitize(y, [.3, 2])
positive = np.exp(y / 3)
share = 1 / (1 + np.exp(-y))
Q = table(24)
Q[0] = 0; Q[1] = np.nan; Q[2] = -1; Q[3] = 1e9
Q[4, 3] = 1000; Q[5, 3] = -3; Q[6, 3] = 2.7; Q[7, 3] = np.inf; Q[8, :] = [np.inf, -np.inf, np.inf, -np.inf, np.inf, np.inf]
Q[9, 1] = 1e-36; Q[10, 1] = -1e-36; Q[11, 0] = 1e-35; Q[12, 4] = -.5; Q[13, 3] = 69; Q[14, 3] = 2147483648.

def num(x):
    if isinstance(x, (bool, np.bool_)): return bool(x)
    if isinstance(x, (int, np.integer)): return int(x)
    if x is None or isinstance(x, str): return x
    x = float(x)
    if math.isnan(x): return {"$f": "nan"}
    if math.isinf(x): return {"$f": "inf" if x > 0 else "-inf"}
    return x

def array(v):
    v = np.asarray(v)
    return {"shape": list(v.shape), "dtype": v.dtype.str, "data": [num(x) for x in v.ravel().tolist()]}

def query(q):
    if isinstance(q, pd.DataFrame):
        return {"frame": {c: [None if isinstance(x, float) and math.isnan(x) else num(x) for x in q[c].tolist()] for c in q}}
    return array(q)

def write(name, cls, cases):
    with open(f"{out}/{name}.json", "w") as f:
        json.dump({"class": cls, "lightgbm": lgb.__version__, "cases": cases}, f, separators=(",", ":"))

def booster_outputs(b, q):
    o = {"predict": array(b.predict(q)), "raw": array(b.predict(q, raw_score=True)), "leaf": array(b.predict(q, pred_leaf=True))}
    n = b.best_iteration if b.best_iteration > 0 else None
    for kind in ("split", "gain"): o[kind] = array(b.feature_importance(kind, iteration=n).astype(float))
    return o

def save_text(name, b, q=Q):
    b.save_model(f"{out}/{name}.txt")
    again = lgb.Booster(model_file=f"{out}/{name}.txt")
    write(name, "Booster", [{"X": query(q), "outputs": booster_outputs(again, q)}])

def save_pickle(name, model, q=Q, protocol=4):
    with open(f"{out}/{name}.pkl", "wb") as f: f.write(pickle.dumps(model, protocol))
    model = pickle.load(open(f"{out}/{name}.pkl", "rb"))
    if isinstance(model, lgb.Booster): outputs = booster_outputs(model, q)
    else: outputs = {m: array(getattr(model, m)(q)) for m in ("predict", "predict_proba") if hasattr(model, m)}
    write(name, type(model).__name__, [{"X": query(q), "outputs": outputs}])

quiet = {"verbose": -1, "num_leaves": 8, "min_data_in_leaf": 5, "num_threads": 2, "seed": 3, "deterministic": True, "feature_pre_filter": False}

def train(label, rounds=6, data=X, categorical=(), group=None, fobj=None, valid=None, early=None, **params):
    p = dict(quiet, **params)
    d = lgb.Dataset(data, label, categorical_feature=list(categorical), group=group, params=p, free_raw_data=False)
    kw = {}
    if fobj is not None:
        if version >= (4, 0): p["objective"] = fobj
        else: kw["fobj"] = fobj
    if valid is not None:
        kw["valid_sets"] = [lgb.Dataset(valid[0], valid[1], reference=d, params=p)]
        if version >= (3, 3): kw["callbacks"] = [lgb.early_stopping(early, verbose=False)]
        else: kw["early_stopping_rounds"] = early; kw["verbose_eval"] = False
    return lgb.train(p, d, rounds, **kw)

labels = {"regression": y, "regression_l1": y, "huber": y, "fair": y, "quantile": y, "mape": positive, "poisson": positive, "gamma": positive,
          "tweedie": positive, "binary": k2, "cross_entropy": share, "cross_entropy_lambda": share}
for objective, label in labels.items():
    save_text("objective-" + objective, train(label, objective=objective))
save_text("objective-regression-sqrt", train(y, objective="regression", reg_sqrt=True))
save_text("objective-fair-sqrt", train(y, objective="fair", reg_sqrt=True))
save_text("objective-binary-slope", train(k2, objective="binary", sigmoid=.7, is_unbalance=True))
save_text("objective-multiclass", train(k3, objective="multiclass", num_class=3))
save_text("objective-multiclassova", train(k3, objective="multiclassova", num_class=3, sigmoid=1.5))
groups = [20] * 20
save_text("objective-lambdarank", train(k3, objective="lambdarank", group=groups))
if version >= (3, 0): save_text("objective-rank_xendcg", train(k3, objective="rank_xendcg", group=groups))
def squares(pred, data): return pred - data.get_label(), np.ones(len(pred))
save_text("objective-custom", train(y, fobj=squares))

for boosting in ("dart", "goss", "rf"):
    more = {"bagging_freq": 1, "bagging_fraction": .6} if boosting == "rf" else {}
    save_text("boosting-" + boosting, train(y, boosting=boosting, **more))
save_text("boosting-rf-binary", train(k2, boosting="rf", objective="binary", bagging_freq=1, bagging_fraction=.6))
save_text("boosting-rf-multiclass", train(k3, boosting="rf", objective="multiclass", num_class=3, bagging_freq=1, bagging_fraction=.6))

save_text("missing-none", train(y, use_missing=False))
save_text("missing-zero", train(y, zero_as_missing=True))
save_text("missing-zero-binary", train(k2, zero_as_missing=True, objective="binary", num_leaves=15))
save_text("categorical", train(y, categorical=[3, 4], rounds=10, num_leaves=15, min_data_per_group=5, cat_smooth=1))
save_text("categorical-onehot", train(y, categorical=[3, 4], max_cat_to_onehot=100, min_data_per_group=1, cat_smooth=1))
save_text("categorical-none", train(y, categorical=[3], use_missing=False, min_data_per_group=5))
save_text("categorical-zero", train(y, categorical=[3], zero_as_missing=True, min_data_per_group=5))
many = X.copy(); many[:, 3] = (many[:, 3] * 37) % 1000
save_text("categorical-wide", train(y, data=many, categorical=[3], min_data_per_group=2, cat_smooth=.1, max_cat_threshold=64))

gaps = X.copy(); gaps[rng.rand(400) < .1, 3] = np.nan
save_text("categorical-missing", train(y, data=gaps, categorical=[3], min_data_per_group=5, cat_smooth=1))

save_text("constant", train(np.ones(400), rounds=3))
save_text("one-split", train(y, rounds=3, num_leaves=2))
save_text("deep", train(y, rounds=3, num_leaves=60, min_data_in_leaf=1))
save_text("monotone", train(y, monotone_constraints=[1, 0, 0, 0, 0, -1], num_leaves=12))
save_text("sample", train(y, bagging_fraction=.5, bagging_freq=2, feature_fraction=.5, lambda_l1=.1, lambda_l2=2, max_depth=3))
save_text("early", train(y, rounds=40, valid=(X[:100], y[100:200]), early=2, metric="l2"))
if version >= (3, 0): save_text("extra", train(y, extra_trees=True, path_smooth=1.))
if version >= (3, 2):
    plain = np.nan_to_num(X)
    save_text("linear", train(y, linear_tree=True, objective="regression"))
    save_text("linear-plain", train(y, data=plain, linear_tree=True, num_leaves=15))
    save_text("linear-binary", train(k2, linear_tree=True, objective="binary", linear_lambda=.1))
    save_text("linear-multiclass", train(k3, linear_tree=True, objective="multiclass", num_class=3, rounds=4))
    save_text("linear-categorical", train(y, categorical=[3], linear_tree=True, min_data_per_group=5))
    save_text("linear-constant", train(np.ones(400), linear_tree=True, rounds=2))
if version >= (4, 0): save_text("quantized", train(y, use_quantized_grad=True))

# Pickles.
booster = train(y, rounds=40, valid=(X[:100], y[100:200]), early=2, metric="l2")
save_pickle("Booster-early", booster)
save_pickle("Booster-protocol2", train(k3, objective="multiclass", num_class=3), protocol=2)
common = dict(n_estimators=6, num_leaves=7, min_child_samples=5, random_state=3, n_jobs=2, verbose=-1)
names = np.array(["low", "mid", "top"])
save_pickle("LGBMClassifier-binary", lgb.LGBMClassifier(**common).fit(X, k2))
save_pickle("LGBMClassifier-bool", lgb.LGBMClassifier(**common).fit(X, k2.astype(bool)))
save_pickle("LGBMClassifier-text", lgb.LGBMClassifier(**common).fit(X, names[k3]))
save_pickle("LGBMClassifier-objects", lgb.LGBMClassifier(**common).fit(X, names[k2].astype(object)))
save_pickle("LGBMClassifier-floats", lgb.LGBMClassifier(objective="multiclassova", **common).fit(X, k3 + 1.))
save_pickle("LGBMClassifier-weights", lgb.LGBMClassifier(class_weight="balanced", boosting_type="dart", **common).fit(X, k3 + 5))
save_pickle("LGBMRegressor", lgb.LGBMRegressor(**common).fit(X, y))
save_pickle("LGBMRegressor-poisson", lgb.LGBMRegressor(objective="poisson", **common).fit(X, positive))
save_pickle("LGBMRegressor-quantile", lgb.LGBMRegressor(objective="quantile", alpha=.9, **common).fit(X, y))
save_pickle("LGBMRegressor-rf", lgb.LGBMRegressor(boosting_type="rf", subsample=.5, subsample_freq=1, **common).fit(X, y))
save_pickle("LGBMRanker", lgb.LGBMRanker(**common).fit(X, k3, group=groups))
def stopped(model, label):
    kw = {"callbacks": [lgb.early_stopping(2, verbose=False)]} if version >= (3, 3) else {"early_stopping_rounds": 2, "verbose": False}
    return model.fit(X, label, eval_set=[(X[:100], label[100:200])], **kw)
save_pickle("LGBMClassifier-early", stopped(lgb.LGBMClassifier(**dict(common, n_estimators=50)), k3))
save_pickle("LGBMRegressor-early", stopped(lgb.LGBMRegressor(**dict(common, n_estimators=50)), y))

def frame(n):
    x = table(n)
    return pd.DataFrame({"size (cm)": x[:, 0], "colour": pd.Categorical(np.array(["red", "green", "blue", "grey"])[rng.randint(0, 4, n)]),
                         "missing": x[:, 2], "code": pd.Categorical(rng.randint(10, 17, n)), "flag": rng.rand(n) < .5,
                         "grade": pd.Categorical(np.array(["c", "b", "a"])[rng.randint(0, 3, n)], categories=["c", "b", "a"], ordered=True), "count": rng.randint(0, 9, n)})
F = frame(400)
fy = (F["size (cm)"] + 2 * (F["colour"] == "red") - (F["code"].astype(int) % 3) + F["grade"].cat.codes + F["flag"] * .5).values
FQ = frame(12)
FQ["colour"] = FQ["colour"].cat.add_categories(["pink"]); FQ.loc[0, "colour"] = "pink"; FQ.loc[1, "colour"] = None
FQ["code"] = FQ["code"].cat.add_categories([99]); FQ.loc[2, "code"] = 99
save_pickle("frame-LGBMRegressor", lgb.LGBMRegressor(**common).fit(F, fy), FQ)
save_pickle("frame-LGBMClassifier", lgb.LGBMClassifier(**common).fit(F, names[np.digitize(fy, [-.5, 1.5])]), FQ)
d = lgb.Dataset(F, fy, params=quiet, free_raw_data=False)
save_text("frame", lgb.train(quiet, d, 6), FQ)
flat = F.drop(columns=["colour", "code", "grade"])
save_pickle("frame-numbers", lgb.LGBMRegressor(**common).fit(flat, fy), FQ.drop(columns=["colour", "code", "grade"]))

plain, plainQ = np.nan_to_num(X), np.clip(np.nan_to_num(Q), -1e6, 1e6)
save_pickle("pipeline-scaler", make_pipeline(StandardScaler(), lgb.LGBMClassifier(**common)).fit(plain, names[k3]), plainQ)
colour = F.assign(colour=F["colour"].astype(str))[["size (cm)", "colour", "count"]]
colourQ = FQ.assign(colour=FQ["colour"].astype(object).where(FQ["colour"].notna(), "none").astype(str))[["size (cm)", "colour", "count"]]
encode = ColumnTransformer([("one", OneHotEncoder(handle_unknown="ignore"), ["colour"])], remainder="passthrough")
save_pickle("pipeline-columns", make_pipeline(encode, lgb.LGBMRegressor(**common)).fit(colour, fy), colourQ)
print(lgb.__version__, len(os.listdir(out)))
