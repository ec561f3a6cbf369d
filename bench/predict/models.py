"""The models of the prediction benchmark, and Python's side of it.

    models.py make FOLDER            trains them, and writes pickles, rows and answers into FOLDER
    models.py serve FOLDER           answers requests on stdin, a line of JSON each, with times
"""
import json
import os
import pickle
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
ROWS, TRAIN, FEATURES = 10_000, 4_000, 20


def numbers():
    """20 features of which 12 tell something of 3 classes, or of a sum."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=(TRAIN + ROWS, FEATURES))
    z = x[:, :12] @ rng.normal(size=12) / 3 + np.sin(2 * x[:, 0]) * x[:, 1]
    target = z + 0.3 * rng.normal(size=len(z))
    classes = np.digitize(target, np.quantile(target, [1 / 3, 2 / 3]))
    return x[:TRAIN], target[:TRAIN], classes[:TRAIN], x[TRAIN:]


def documents():
    rng = np.random.default_rng(8)
    words = np.array([f"word{i}" for i in range(3_000)])
    weights = 1 / np.arange(1, len(words) + 1)
    weights /= weights.sum()
    texts = [" ".join(rng.choice(words, size=rng.integers(20, 60), p=weights)) for _ in range(1_000 + 2_000)]
    labels = np.array([int("word1" in t.split()) + int("word2" in t.split()) for t in texts])
    return texts[:1_000], labels[:1_000], texts[1_000:]


def passengers():
    import pandas as pd

    rng = np.random.default_rng(9)
    n = TRAIN + ROWS
    frame = pd.DataFrame({
        "age": np.where(rng.random(n) < 0.2, np.nan, rng.integers(1, 80, n)),
        "fare": rng.gamma(2, 20, n).round(2),
        "sex": rng.choice(["female", "male"], n),
        "embarked": rng.choice(["C", "Q", "S"], n),
    })
    label = ((frame["sex"] == "female") ^ (rng.random(n) < 0.2)).astype(int).to_numpy()
    return frame[:TRAIN], label[:TRAIN], frame[TRAIN:].reset_index(drop=True)


def models():
    """Yields (name, model, method, kind of rows)."""
    from sklearn.cluster import KMeans
    from sklearn.compose import ColumnTransformer
    from sklearn.decomposition import PCA
    from sklearn.ensemble import (ExtraTreesClassifier, GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
                                  HistGradientBoostingRegressor, IsolationForest, RandomForestClassifier, RandomForestRegressor)
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import ElasticNet, LinearRegression, LogisticRegression, Ridge
    from sklearn.naive_bayes import GaussianNB, MultinomialNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler
    from sklearn.svm import SVC, SVR
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    x, target, classes, _ = numbers()
    few = slice(0, 2_000)
    yield "LinearRegression", LinearRegression().fit(x, target), "predict", "x"
    yield "Ridge", Ridge().fit(x, target), "predict", "x"
    yield "ElasticNet", ElasticNet(alpha=0.01).fit(x, target), "predict", "x"
    yield "LogisticRegression", LogisticRegression(max_iter=500).fit(x, classes), "predict_proba", "x"
    yield "logistic pipeline", make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(x, classes), "predict_proba", "x"
    yield "StandardScaler", StandardScaler().fit(x), "transform", "x"
    yield "MinMaxScaler", MinMaxScaler().fit(x), "transform", "x"
    yield "RobustScaler", RobustScaler().fit(x), "transform", "x"
    yield "DecisionTreeClassifier", DecisionTreeClassifier(random_state=0).fit(x, classes), "predict", "x"
    yield "DecisionTreeRegressor", DecisionTreeRegressor(random_state=0).fit(x, target), "predict", "x"
    yield "RandomForestClassifier", RandomForestClassifier(100, random_state=0).fit(x, classes), "predict_proba", "x"
    yield "RandomForestRegressor", RandomForestRegressor(100, random_state=0).fit(x, target), "predict", "x"
    yield "ExtraTreesClassifier", ExtraTreesClassifier(100, random_state=0).fit(x, classes), "predict_proba", "x"
    yield "GradientBoostingClassifier", GradientBoostingClassifier(random_state=0).fit(x, classes), "predict_proba", "x"
    yield "GradientBoostingRegressor", GradientBoostingRegressor(random_state=0).fit(x, target), "predict", "x"
    yield "HistGradientBoostingClassifier", HistGradientBoostingClassifier(random_state=0, early_stopping=False).fit(x, classes), "predict_proba", "x"
    yield "HistGradientBoostingRegressor", HistGradientBoostingRegressor(random_state=0, early_stopping=False).fit(x, target), "predict", "x"
    yield "IsolationForest", IsolationForest(random_state=0).fit(x), "score_samples", "x"
    yield "SVC", SVC().fit(x[few], classes[few]), "predict", "x"
    yield "SVR", SVR().fit(x[few], target[few]), "predict", "x"
    yield "KNeighborsClassifier", KNeighborsClassifier().fit(x[few], classes[few]), "predict", "x"
    yield "KNeighborsClassifier, brute", KNeighborsClassifier(algorithm="brute").fit(x[few], classes[few]), "predict", "x"
    yield "GaussianNB", GaussianNB().fit(x, classes), "predict_proba", "x"
    yield "MultinomialNB", MultinomialNB().fit(np.abs(x), classes), "predict_proba", "x"
    yield "MLPClassifier", MLPClassifier((100,), max_iter=30, random_state=0).fit(x, classes), "predict_proba", "x"
    yield "KMeans", KMeans(8, n_init=2, random_state=0).fit(x), "predict", "x"
    yield "PCA", PCA(8).fit(x), "transform", "x"
    texts, labels, _ = documents()
    yield "text pipeline", make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=500)).fit(texts, labels), "predict_proba", "documents"
    frame, label, _ = passengers()
    parts = [("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), ["age", "fare"]), ("categories", OneHotEncoder(), ["sex", "embarked"])]
    yield "columns pipeline", make_pipeline(ColumnTransformer(parts), LogisticRegression()).fit(frame, label), "predict_proba", "passengers"
    try:
        import xgboost
    except ImportError:
        return
    yield "XGBClassifier", xgboost.XGBClassifier(n_estimators=100, max_depth=6).fit(x, classes), "predict_proba", "x"
    yield "XGBRegressor", xgboost.XGBRegressor(n_estimators=100, max_depth=6).fit(x, target), "predict", "x"
    binary = xgboost.XGBClassifier(n_estimators=100, max_depth=6).fit(x, classes > 0)
    yield "XGBClassifier, binary", binary, "predict_proba", "x"


def lightgbm_text(model):
    """The trees of a GradientBoostingRegressor as LightGBM's text, which needs no LightGBM to be written."""
    names = [f"c{i}" for i in range(FEATURES)]
    head = ["tree", "version=v3", "num_class=1", "num_tree_per_iteration=1", "label_index=0", f"max_feature_idx={FEATURES - 1}", "objective=regression",
           "feature_names=" + " ".join(names), "feature_infos=" + " ".join(["[-9:9]"] * FEATURES)]
    trees = []
    for k, (estimator,) in enumerate(model.estimators_):
        t = estimator.tree_
        inner = [i for i in range(t.node_count) if t.children_left[i] >= 0]
        leaves = [i for i in range(t.node_count) if t.children_left[i] < 0]
        number = {n: i for i, n in enumerate(inner)} | {n: ~i for i, n in enumerate(leaves)}
        start = model.init_.constant_[0, 0] if k == 0 else 0
        fields = {
            "num_leaves": [len(leaves)], "num_cat": [0], "split_feature": t.feature[inner], "split_gain": [1] * len(inner), "threshold": map(float, t.threshold[inner]),
            "decision_type": [2] * len(inner), "left_child": [number[i] for i in t.children_left[inner]], "right_child": [number[i] for i in t.children_right[inner]],
            "leaf_value": [float(start + model.learning_rate * t.value[i, 0, 0]) for i in leaves], "leaf_weight": [1] * len(leaves), "leaf_count": [1] * len(leaves),
            "internal_value": [0] * len(inner), "internal_weight": [0] * len(inner), "internal_count": [1] * len(inner), "is_linear": [0], "shrinkage": [1],
        }
        lines = [f"Tree={k}"] + [name + "=" + " ".join(str(v) for v in values) for name, values in fields.items()]
        trees.append("\n".join(lines) + "\n\n\n")
    head.append("tree_sizes=" + " ".join(str(len(t)) for t in trees))
    return "\n".join(head) + "\n\n" + "".join(trees) + "\n".join(["end of trees", "", "feature_importances:", "", "parameters:", "end of parameters", "", "pandas_categorical:null", ""])


def rows(kind):
    if kind == "x":
        return numbers()[3]
    if kind == "documents":
        return documents()[2]
    return passengers()[2]


def make(folder):
    index = []
    for i, (name, model, method, kind) in enumerate(models()):
        with open(os.path.join(folder, f"{i}.pkl"), "wb") as f:
            pickle.dump(model, f, protocol=5)
        answer = np.asarray(getattr(model, method)(rows(kind)), dtype=float)
        np.save(os.path.join(folder, f"{i}.npy"), answer)
        if name.startswith("XGB"):
            import xgboost

            if int(xgboost.__version__[0]) < 3:  # its old binary format, which leaves reads without the magic
                with open(os.path.join(folder, f"{i}.bin"), "wb") as f:
                    f.write(bytes(model.get_booster().save_raw("deprecated")).removeprefix(b"binf"))
        index.append({"Name": name, "Method": method, "Rows": kind})
    from sklearn.ensemble import GradientBoostingRegressor

    x, target, _, test = numbers()
    model = GradientBoostingRegressor(n_estimators=100, max_leaf_nodes=31, max_depth=None, random_state=0).fit(x, target)
    with open(os.path.join(folder, f"{len(index)}.txt"), "w") as f:
        f.write(lightgbm_text(model))
    np.save(os.path.join(folder, f"{len(index)}.npy"), model.predict(test))
    index.append({"Name": "LightGBM's text, 100 trees of 31 leaves", "Method": "predict", "Rows": "x", "Text": True})
    np.save(os.path.join(folder, "x.npy"), rows("x"))
    with open(os.path.join(folder, "documents.json"), "w") as f:
        json.dump(rows("documents"), f)
    rows("passengers").to_csv(os.path.join(folder, "passengers.csv"), index=False)
    with open(os.path.join(folder, "index.json"), "w") as f:
        json.dump(index, f)


def serve(folder):
    loaded, data = {}, {}
    for line in sys.stdin:
        ask = json.loads(line)
        if ask.get("Do") == "versions":
            import sklearn

            out = {"Python": sys.version.split()[0], "scikit-learn": sklearn.__version__}
            try:
                import xgboost

                out["xgboost"] = xgboost.__version__
            except ImportError:
                pass
            print(json.dumps(out), flush=True)
            continue
        i, kind = ask["Model"], ask["Rows"]
        if i not in loaded:
            with open(os.path.join(folder, f"{i}.pkl"), "rb") as f:
                loaded.clear()
                loaded[i] = pickle.load(f)
        if kind not in data:
            x = rows(kind)
            data[kind] = x, x[:1]
        method = getattr(loaded[i], ask["Method"])
        x = data[kind][ask["One"]]
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        for _ in range(ask["N"]):
            method(x)
        print(json.dumps({"Wall": time.perf_counter_ns() - wall, "CPU": time.process_time_ns() - cpu}), flush=True)


if __name__ == "__main__":
    {"make": make, "serve": serve}[sys.argv[1]](sys.argv[2])
