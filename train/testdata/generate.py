"""Writes data.json and answers-RELEASE.json: the data of cases.py and what this release of scikit-learn makes of it.

    python3 generate.py DIRECTORY
"""
import json
import os
import sys
import warnings

import numpy as np
import sklearn

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cases import cases, data

ATTRIBUTES = ["coef_", "intercept_", "rank_", "singular_", "classes_", "cluster_centers_", "labels_", "inertia_", "mean_", "var_", "scale_", "n_samples_seen_", "max_features_", "n_features_in_", "feature_names_in_"]
NODES = ["left_child", "right_child", "feature", "threshold", "impurity", "n_node_samples", "weighted_n_node_samples", "missing_go_to_left"]


def tensor(a):
    a = np.asarray(a)
    return {"shape": list(a.shape), "data": a.ravel().tolist()}


def answer(model, X):
    out = {}
    steps = [("", model)]
    if hasattr(model, "steps"):
        steps = [(name + ".", step) for name, step in model.steps]
    for prefix, step in steps:
        for name in ATTRIBUTES:
            if getattr(step, name, None) is not None:
                out[prefix + name] = tensor(getattr(step, name))
        if hasattr(step, "tree_"):
            state = step.tree_.__getstate__()
            for name in NODES:
                if name in state["nodes"].dtype.names:
                    out[prefix + "tree_." + name] = tensor(state["nodes"][name])
            out[prefix + "tree_.values"] = tensor(state["values"])
            out[prefix + "tree_.max_depth"] = tensor(state["max_depth"])
    for method in ["predict", "predict_proba", "transform"]:
        if hasattr(model, method):
            out[method] = tensor(getattr(model, method)(X[:40]))
    return out


def main():
    warnings.simplefilter("error")
    release = tuple(int(x) for x in sklearn.__version__.split(".")[:2])
    sets, out = data(), {}
    for name, key, model, fit, exact in cases(release):
        X, y = sets[key]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of solvers that go on until nothing changes
            exact = (exact or model).fit(X, y, **{k: f(len(X)) for k, f in fit.items()})
        out[name] = answer(exact, X)
    with open(os.path.join(sys.argv[1], "data.json"), "w") as f:
        json.dump({k: {"x": tensor(X), "y": tensor(y)} for k, (X, y) in sets.items()}, f, separators=(",", ":"))
    with open(os.path.join(sys.argv[1], "answers-%s.json" % sklearn.__version__), "w") as f:
        json.dump(out, f, separators=(",", ":"))


main()
