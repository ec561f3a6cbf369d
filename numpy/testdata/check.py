"""Loads pickles that Go wrote and compares them with what they were made of, in the Python that runs this.

Reads lines of JSON {"name", "go", "python", "release", "needs"} from standard input: pickles in base64, "python" the
one that NumPy wrote, or .npz files; the release of NumPy that Go wrote for, or 0 for any, and the one that the objects need. Prints a
line for each pair that differs, or is loaded with a warning though it is for any release; at last how many there were.
"""
import base64, io, json, pickle, sys, warnings
import numpy as np

major = int(np.__version__.split(".")[0])

class Judged(pickle.Unpickler):
    "finds what the other release calls differently"
    def find_class(self, module, name):
        if major < 2:
            module = module.replace("numpy._core", "numpy.core")
            module = {"numpy.rec": "numpy", "numpy.char": "numpy"}.get(module, module)
        return super().find_class(module, name)

def metadata(d):
    try: return d.metadata or None
    except TypeError: return None  # NumPy 1 cannot read what NumPy 2 writes for none
def native(a): return a.astype(a.dtype.newbyteorder("="))

def same(a, b, path=""):
    "where a and b differ, or None"
    if type(a) is not type(b): return f"{path}: {type(a)} and {type(b)}"
    if isinstance(a, (list, tuple)):
        if len(a) != len(b): return f"{path}: lengths"
        return next(filter(None, (same(x, y, f"{path}[{i}]") for i, (x, y) in enumerate(zip(a, b)))), None)
    if isinstance(a, dict):
        if list(a) != list(b): return f"{path}: keys"
        return next(filter(None, (same(a[k], b[k], f"{path}[{k!r}]") for k in a)), None)
    if a is np.ma.masked: return None
    if isinstance(a, np.dtype) and a.kind == "T": return None if repr(a) == repr(b) else f"{path}: {a!r} and {b!r}"
    if isinstance(a, np.dtype):
        a, b = a.newbyteorder("="), b.newbyteorder("=")  # NumPy swaps bytes when it loads, but not from buffers
        if (a, a.type, a.itemsize, a.alignment, metadata(a)) != (b, b.type, b.itemsize, b.alignment, metadata(b)):
            return f"{path}: {a!r} and {b!r}"
        return None
    if isinstance(a, np.ma.MaskedArray):
        return same(np.ma.getmaskarray(a), np.ma.getmaskarray(b), path + ".mask") or same(a._fill_value, b._fill_value, path + ".fill") \
            or same(a._baseclass, b._baseclass, path + ".base") or same(a.data, b.data, path + ".data")
    if isinstance(a, (np.ndarray, np.generic)):
        if a.shape != b.shape: return f"{path}: shapes {a.shape} and {b.shape}"
        if a.dtype.kind == "O" and isinstance(a, np.generic): return None if a == b else f"{path}: {a!r} and {b!r}"
        if isinstance(a, np.ndarray) and (a.flags.f_contiguous, a.flags.c_contiguous) != (b.flags.f_contiguous, b.flags.c_contiguous):
            return f"{path}: flags {a.flags} and {b.flags}"
        if a.dtype.hasobject: return same(a.dtype, b.dtype, path) or same(a.tolist(), b.tolist(), path)
        return same(a.dtype, b.dtype, path + ".dtype") or (None if native(a).tobytes() == native(b).tobytes() else f"{path}: {a!r} and {b!r}")
    if a != a: return None if b != b else f"{path}: {a!r} and {b!r}"
    return None if a == b else f"{path}: {a!r} and {b!r}"

def load(blob, release):
    with warnings.catch_warnings():
        warnings.simplefilter("error" if release == 0 else "ignore")
        warnings.filterwarnings("ignore", category=PendingDeprecationWarning)  # of numpy.matrix itself
        warnings.filterwarnings("ignore", message=".*np.chararray")  # which has no name that both releases like
        data = base64.b64decode(blob)
        if data[:2] == b"PK":
            z = np.load(io.BytesIO(data), allow_pickle=True)
            return {k: z[k] for k in z.files}
        return Judged(io.BytesIO(data)).load() if release is None else pickle.loads(data)

count = bad = 0
for line in sys.stdin:
    r = json.loads(line)
    if r["release"] not in (0, major) or r["needs"] > major: continue
    count += 1
    try:
        problem = same(load(r["python"], None), load(r["go"], r["release"]))
    except Exception as e:
        problem = repr(e)
    if problem:
        print(r["name"], problem); bad += 1
print("NumPy", np.__version__ + ":", count, "pickles,", bad, "bad")
sys.exit(bad != 0 or not count)
