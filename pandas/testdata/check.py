"""Loads pickles that Go wrote and compares them with what they were made of, in the Python that runs this.

Reads lines of JSON {"name", "go", "python", "account", "needs"} from standard input: two pickles in base64, "python" the one that
pandas wrote, if there is one; what its pandas said was in it, in the fixtures' form (enc() of testdata/generate/common.py);
and the major release that the objects need. With "assert" in place of "python" the expression is what Go's must be equal to.

Objects must be equal as pandas' own assert_*_equal see it. A pickle of another release that this pandas cannot load is
judged by its account. Prints a line for each pair that differs; at last how many there were. The argument is the folder of
common.py.
"""
import base64, datetime, io, json, os, pickle, sys, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[1])
os.environ["OUT"] = "/nonexistent"
import numpy as np, pandas as pd
import pandas.testing as pt
from common import enc

major = int(pd.__version__.split(".")[0])

def same(a, b):
    "raises an AssertionError where a and b differ"
    assert type(a) is type(b), f"{type(a)} and {type(b)}"
    if isinstance(a, (list, tuple)):
        assert len(a) == len(b), "lengths"
        for x, y in zip(a, b): same(x, y)
    elif isinstance(a, dict):
        assert list(a) == list(b), "keys"
        for k in a: same(a[k], b[k])
    elif isinstance(a, pd.DataFrame):
        pt.assert_frame_equal(a, b, check_exact=True, check_freq=True, check_flags=True, check_column_type=True, check_index_type=True)
        assert a.attrs == b.attrs and a.index.names == b.index.names and a.columns.names == b.columns.names
        same(a.index, b.index); same(a.columns, b.columns)
        a2, b2 = a.copy(), b.copy()  # what is loaded can be worked with
        if len(a2.columns) and a2.columns.is_unique: b2["new column"] = 1; a2["new column"] = 1; pt.assert_frame_equal(a2.iloc[::2], b2.iloc[::2])
    elif isinstance(a, pd.Series):
        pt.assert_series_equal(a, b, check_exact=True, check_freq=True, check_flags=True, check_index_type=True)
        assert a.attrs == b.attrs
        same(a.index, b.index)
        if isinstance(a.dtype, pd.CategoricalDtype): same(a.cat.categories, b.cat.categories); assert a.cat.ordered == b.cat.ordered
    elif isinstance(a, pd.Index):
        pt.assert_index_equal(a, b, exact=True, check_exact=True)
        assert getattr(a, "freq", None) == getattr(b, "freq", None), f"{a.freq} and {b.freq}"
        if isinstance(a, pd.MultiIndex):
            for x, y in zip(a.levels, b.levels): same(x, y)
        b.get_indexer(a[:1]) if a.is_unique and not isinstance(a, pd.IntervalIndex) else None
    elif isinstance(a, pd.api.extensions.ExtensionArray):
        same(pd.Series(a), pd.Series(b))
    elif isinstance(a, (pd.Timestamp, pd.Timedelta)):
        assert a == b and getattr(a, "unit", "ns") == getattr(b, "unit", "ns") and (not isinstance(a, pd.Timestamp) or repr(a.tz) == repr(b.tz)), f"{a!r} and {b!r}"
    else:
        assert a is b or a == b or a != a and b != b, f"{a!r} and {b!r}"
        assert repr(a) == repr(b), f"{a!r} and {b!r}"

def account(v):
    if isinstance(v, pd.offsets.BaseOffset): return repr(v)
    if isinstance(v, dict): return {"$dict": [[k, account(x)] for k, x in v.items()]}
    if isinstance(v, list): return [account(x) for x in v]
    if isinstance(v, pd.api.extensions.ExtensionDtype): return str(v)
    return json.loads(json.dumps(enc(v)))

old = {"h": "H", "min": "T", "s": "S", "ms": "L", "us": "U", "ns": "N", "ME": "M", "QE": "Q", "YE": "A", "Y": "A", "BME": "BM", "YS": "AS", "2h": "2H", "90min": "90T", "10ms": "10L"}
def older(x):
    "an account of pandas 2 in the words of 1.5"
    if isinstance(x, list): return [older(y) for y in x]
    if not isinstance(x, dict): return x
    if "$npscalar" in x: return older(x["v"])  # which values are NumPy's differs
    x = {k: older(y) for k, y in x.items()}
    for k in ("freq", "dtype"):
        if isinstance(x.get(k), str):
            head, dash, tail = x[k].removeprefix("period[").removesuffix("]").partition("-")
            if k == "freq" or x[k].startswith("period["):
                new = old.get(head, head) + dash + tail
                x[k] = new if k == "freq" else f"period[{new}]"
    if "$index" in x and x["class"] == "Index" and x["dtype"] in ("int64", "float64", "uint64"):
        x["class"] = {"int64": "Int64Index", "float64": "Float64Index", "uint64": "UInt64Index"}[x["dtype"]]
    if "$timestamp" in x or "$pdtimedelta_ns" in x: x["unit"] = "ns"  # 1.5 has no such attribute
    return x

class Judged(pickle.Unpickler):
    "finds what the other release calls differently"
    def find_class(self, module, name):
        if int(np.__version__[0]) < 2: module = module.replace("numpy._core", "numpy.core")
        if name == "SparseDtype": module = "pandas"
        return super().find_class(module, name)

def load(r):
    try: return True, Judged(io.BytesIO(base64.b64decode(r["python"]))).load()
    except Exception: pass
    try: return True, pd.read_pickle(io.BytesIO(base64.b64decode(r["python"])))
    except Exception: return False, None

counts, bad = {"equal": 0, "by account": 0, "asserted": 0}, 0
for line in sys.stdin:
    r = json.loads(line)
    if r["needs"] > major: continue
    try:
        got = pickle.loads(base64.b64decode(r["go"]))
        if "assert" in r:
            same(eval(r["assert"]), got)
            counts["asserted"] += 1
            continue
        loaded, want = load(r)
        if loaded:
            if r["name"].endswith("legacy/1.1.0.pkl") and major >= 2:
                del want["timestamp"], got["timestamp"]  # pandas 2 takes the old spelling of one with a zone for one without
            same(want, got)
            counts["equal"] += 1
        else:
            want, got = older(r["account"]), older(account(got))
            assert want == got, f"{json.dumps(got)[:1500]}\n   not {json.dumps(want)[:1500]}"
            counts["by account"] += 1
    except Exception as e:
        print(r["name"], repr(e)[:2500].replace("\\n", "\n")); bad += 1
print("pandas", pd.__version__ + ":", ", ".join(f"{n} {k}" for k, n in counts.items()) + ",", bad, "bad")
sys.exit(bad != 0 or not sum(counts.values()))
