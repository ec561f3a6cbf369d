"""What scikit-learn says of some of the fixtures' models: python3 look.py FIXTURES NAME... > inspect-STACK.json"""
import json
import pickle
import sys

import numpy as np

root, out = sys.argv[1], {}
for name in sys.argv[2:]:
    with open(f"{root}/{name}.pkl", "rb") as f:
        model = pickle.load(f)
    out[name] = {}
    for attr in "feature_importances_", "coef_", "intercept_":
        if hasattr(model, attr):
            out[name][attr] = np.atleast_1d(getattr(model, attr)).ravel().tolist()
    trees = []
    if hasattr(model, "tree_"):
        trees = [model]
    elif hasattr(model, "estimators_"):
        trees = [t for t in np.ravel(model.estimators_) if hasattr(t, "tree_")]
    elif hasattr(model, "_predictors"):
        parts = [t for stage in model._predictors for t in stage]
        out[name]["trees"] = [len(parts), sum(len(t.nodes) for t in parts), sum(t.get_n_leaf_nodes() for t in parts), max(t.get_max_depth() for t in parts)]
    if trees:
        out[name]["trees"] = [len(trees), sum(t.tree_.node_count for t in trees), sum(t.get_n_leaves() for t in trees), max(t.get_depth() for t in trees)]
json.dump(out, sys.stdout, default=int)
print()
