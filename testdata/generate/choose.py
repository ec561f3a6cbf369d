"""Choose the committed fixtures from a full set.

    python3 choose.py FULL CHOSEN

FULL holds one folder a stack (bookworm, forky, py27), as the gen_*.py programs write them; CHOSEN
receives the files that RULES keep, in the same layout, each with the .json of expected values beside
it, and manifests cut down to the chosen files. The full set has 16 MB; the choice has about 5.
"""
import fnmatch
import json
import os
import shutil
import sys

KB = 1024

# (pattern below a stack's folder, largest file kept, reason); the first pattern that matches decides.
RULES = [
    ("datasets/*.json", None, "the rows that the models forecast for"),
    ("stdlib/*.pkl", None, "every family at every protocol: the codec's main material"),
    ("numpy/*", None, "every dtype, order and protocol"),
    ("pandas/*", None, "frames, series, indexes; to_pickle's compressions"),
    ("scipy/*.pkl", None, "sparse formats"),
    ("cloudpickle/*.pkl", None, "functions by value"),
    ("dill/*.pkl", None, "functions by value"),
    # Containers around a pickle: small ones only, arrays of any size look the same.
    ("joblib/*.joblib", 8 * KB, "pickles with raw arrays between the opcodes, compressed and not"),
    # scikit-learn: linear models, scalers and pipelines in full, the rest where small.
    ("estimators/Linear*", None, "linear models"),
    ("estimators/Ridge*", None, "linear models"),
    ("estimators/Lasso*", None, "linear models"),
    ("estimators/Logistic*", None, "linear classifiers"),
    ("estimators/*Scaler*", None, "scalers"),
    ("estimators/Pipeline*", None, "pipelines"),
    ("estimators/*.joblib", 4 * KB, "joblib containers of models"),
    ("estimators/*", 16 * KB, "one small file of every other estimator"),
    ("torch/*", 0, "belongs to the torch package's own fixtures"),
    ("statsmodels/*", 0, "large, and nothing but numpy and pandas inside"),
]


def limit(path):
    """The largest size kept for path, None for any; 0 if no rule names it."""
    for pattern, largest, _ in RULES:
        if fnmatch.fnmatchcase(path, pattern):
            return largest
    return 0


def keep(full, path):
    if path.endswith(".json") and not path.startswith("datasets/"):
        return False  # comes along with its pickle
    largest = limit(path)
    return largest is None or os.path.getsize(os.path.join(full, path)) <= largest


def choose(full, chosen):
    """Copy what RULES keep of one stack's folder; return the chosen paths."""
    paths = set()
    for folder, _, names in os.walk(full):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), full)
            if os.sep in path and keep(full, path):
                paths.add(path)
                expected = os.path.splitext(path)[0] + ".json"
                if os.path.exists(os.path.join(full, expected)):
                    paths.add(expected)
    for path in sorted(paths):
        target = os.path.join(chosen, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(os.path.join(full, path), target)
    return paths


def cut_manifests(full, chosen, paths):
    for name in sorted(os.listdir(full)):
        if not name.startswith("manifest-"):
            continue
        with open(os.path.join(full, name)) as f:
            rows = [row for row in json.load(f) if row["file"] in paths]
        with open(os.path.join(chosen, name), "w") as f:
            json.dump(rows, f, indent=0, separators=(",", ":"))


def main():
    full, chosen = sys.argv[1:]
    for stack in ("bookworm", "forky"):
        source, target = os.path.join(full, stack), os.path.join(chosen, stack)
        paths = choose(source, target)
        cut_manifests(source, target, paths)
        print(stack, len(paths), "files")
    # Python 2.7's pickles are small: all of them.
    shutil.copytree(os.path.join(full, "py27"), os.path.join(chosen, "py27"), dirs_exist_ok=True)
    size = sum(os.path.getsize(os.path.join(d, n)) for d, _, names in os.walk(chosen) for n in names)
    print(size, "bytes")


if __name__ == "__main__":
    main()
