"""Loads sparse matrices that Go wrote and compares them with what they were made of, in the Python that runs this.

Reads lines of JSON {"name", "go", "python"} from standard input: pickles in base64, "python" the one that SciPy wrote;
"go" may be an archive for scipy.sparse.load_npz.
Prints a line for each pair that differs, or is loaded with a warning; at last how many there were.
"""
import base64, io, json, pickle, sys, warnings
import numpy as np, scipy, scipy.sparse as sp

class Judged(pickle.Unpickler):
    "finds what other releases call differently"
    def find_class(self, module, name):
        if module.startswith("scipy.sparse"): module = "scipy.sparse"
        if np.__version__ < "2": module = module.replace("numpy._core", "numpy.core")
        return super().find_class(module, name)

count = bad = 0
for line in sys.stdin:
    r = json.loads(line)
    count += 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            data = base64.b64decode(r["go"])
            got = sp.load_npz(io.BytesIO(data)) if data[:2] == b"PK" else pickle.loads(data)
        if hasattr(got, "check_format"): got.check_format()
        want = Judged(io.BytesIO(base64.b64decode(r["python"]))).load()
        own = want.__dict__
        if scipy.__version__ < "1.15" and "coords" in own: want.row, want.col = own["coords"]
        if scipy.__version__ >= "1.15" and "row" in own: want.coords = (own.pop("row"), own.pop("col"))
        if want.format == "dok" and scipy.__version__ >= "1.15" and "_dict" not in own: want._dict = dict(dict.items(want))
        if data[:2] == b"PK" and scipy.__version__ < "1.15" and "_array" in type(want).__name__: want = getattr(sp, want.format + "_matrix")(want)  # archives then knew no arrays
        flawed = want.format != "dia" or scipy.__version__ >= "1.15"  # before, nnz counted diagonals outside as negative
        a, b = got.toarray(), want.toarray()
        problem = None if (got.shape, got.dtype, type(got).__name__[3:], got.nnz * flawed) == (want.shape, want.dtype, type(want).__name__[3:], want.nnz * flawed) \
            and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc") else f"{got!r} and {want!r}"
        (got @ np.ones(got.shape[-1]), got.tocsc().sum(), got.T.tocoo(), got.copy() * 2)  # it works
    except Exception as e:
        problem = repr(e)
    if problem:
        print(r["name"], problem); bad += 1
print("SciPy", scipy.__version__ + ":", count, "matrices,", bad, "bad")
sys.exit(bad != 0 or not count)
