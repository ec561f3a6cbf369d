"""Write what joblib itself reads from its own old files.

    python3 generate.py          Debian bookworm's Python 3.11, NumPy 1.24, joblib 1.2

eras/ is joblib's own test data (joblib/test/data of joblib 1.2, BSD licence): files that joblib 0.8 to 0.11 wrote, with
create_numpy_pickle.py that made them. eras.json is what joblib loads from those of Python 3, in the form of
testdata/generate/common.py; those of Python 2 hold the same, which joblib refuses to read.
"""
import glob
import json
import os
import sys
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "testdata", "generate"))
os.environ.setdefault("OUT", HERE)

import common
import joblib
import numpy as np

warnings.simplefilter("ignore")


def eras():
    out = {}
    for path in sorted(glob.glob(os.path.join(HERE, "eras", "joblib_*_py3*"))):
        if path.endswith((".npy", ".npy.z")):
            continue
        out[os.path.basename(path)] = common.enc(joblib.load(path))
    with open(os.path.join(HERE, "eras.json"), "w") as f:
        json.dump(out, f, indent=0, sort_keys=True)
        f.write("\n")
    print("eras", len(out))


if __name__ == "__main__":
    print("numpy", np.__version__, "joblib", joblib.__version__)
    eras()
