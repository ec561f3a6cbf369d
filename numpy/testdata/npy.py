"""Writes .npy and .npz files with NumPy, each with what is in it.

    python3 npy.py                 # into npy/NAME-1.npy with NumPy 1, npy/NAME-2.npy with NumPy 2

X.json holds the array as generate.py writes it; of an .npz file, a dict of such by name. Files of other
versions of the format and with headers of other writers are put together here, and read by NumPy before they are saved.
"""
import json, os, sys, io, struct, warnings
import numpy as np
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
source = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "generate.py")).read().split("def save(")[0].replace("os.makedirs(", "str(").replace(", exist_ok=True", "")
source = source.replace("if d.names:", "if d.names is not None:").replace("if a.dtype.names:", "if a.dtype.names is not None:")
exec(source)  # enc, data, dtype, num
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "npy")
os.makedirs(out, exist_ok=True)
major = np.__version__.split(".")[0]
warnings.simplefilter("ignore")

def objects(a): return {"$ndarray": dtype(a.dtype), "class": type(a).__name__, "shape": list(a.shape), "data": [x if not isinstance(x, np.generic) else x.item() for x in a.ravel().tolist()]}

def value(a): return objects(a) if a.dtype.hasobject and not a.dtype.names else enc(a)

def save(name, a):
    f = io.BytesIO(); np.save(f, a)
    write(name, f.getvalue())

def write(name, blob, suffix=".npy"):
    a = np.load(io.BytesIO(blob), allow_pickle=True)
    with open(f"{out}/{name}-{major}{suffix}", "wb") as f: f.write(blob)
    with open(f"{out}/{name}-{major}.json", "w") as f: json.dump({k: value(a[k]) for k in a} if suffix == ".npz" else value(a), f, separators=(",", ":"))

A = np.arange(12).reshape(3, 4)
for t in "b1 i1 i2 >i4 i8 u1 u2 u4 >u8 f2 >f4 f8 c8 >c16".split(): save("t" + t.replace(">", "be"), A.astype(t))
save("fortran", np.asfortranarray(A)); save("f3", A.reshape(2, 3, 2).T.astype("i2")); save("sliced", A[::2, 1::2]); save("reversed", A[::-1])
save("zerod", np.array(1.5)); save("empty", np.zeros((0, 3), "f4")); save("one", np.array([7], "i1")); save("row", A[:1]); save("long", np.zeros(1000, "u1"))
save("strings", np.array(["a", "é\U0001F600", ""])); save("bytes", np.array([b"a", b"bc\0d"])); save("be_strings", np.array(["ab"], ">U3"))
save("dates", np.array(["2020-01-01", "NaT"], "M8[ns]")); save("steps", np.array([1, -5], "m8[25s]")); save("generic", np.array([3], "m8"))
save("record", np.array([(1, 2.5, b"ab", "é")], dtype=[("a", "<i4"), ("b", ">f8"), ("c", "S3"), ("d", "U2")]))
save("nested", np.array([(1, [(2, [3, 4])] * 2)], dtype=[("a", "i1"), ("b", [("x", "i2"), ("y", "u1", (2,))], (2,))]))
save("aligned", np.array([(1, 2.5, 3)], dtype=np.dtype([("a", "i1"), ("b", "f8"), ("c", "i1")], align=True)))
save("titles", np.array([(1, 2)], dtype=[(("T", "a"), "i4"), (("it's", "b"), "i2")]))
save("names", np.array([(1, 2, 3)], dtype=[("it's", "i4"), ('"q"', "i2"), ("tab\t\\", "i2")]))
save("unicode_names", np.array([(1, 2)], dtype=[("日本", "i4"), ("é", "i2")])); save("latin1_names", np.array([(1,)], dtype=[("é", "i2")]))
save("void", np.array([b"abc", b"def"], "V3")); save("norecord", np.zeros(3, np.dtype([])))
save("object", np.array([1, "a", None, 2.5], dtype=object)); save("object_f", np.asfortranarray(np.array([[1, "a"], [None, 2.5]], dtype=object)))
if major == "2": save("stringdtype", np.array(["a", "日本", ""], dtype="T"))

def header(version, text, data=b"", align=16):
    b = text.encode("utf8" if version[0] == 3 else "latin1")
    size = 2 if version == (1, 0) else 4
    pad = align - (8 + size + len(b) + 1) % align
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H" if size == 2 else "<I", len(b) + pad + 1) + b + b" " * pad + b"\n" + data

D = np.arange(6, dtype="<i2").tobytes()
write("v1", header((1, 0), "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }", D))
write("v2", header((2, 0), "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }", D, 64))
write("v3", header((3, 0), "{'descr': [('é日', '<i2')], 'fortran_order': False, 'shape': (6,), }", D, 64))
write("python2", header((1, 0), "{'descr': '<i2', 'fortran_order': False, 'shape': (2L, 3L), }", D))
write("order", header((1, 0), '{"shape":(6,),"descr":"<i2","fortran_order":False}', D))
write("subarray", header((1, 0), "{'descr': [('a', ('<i2', (3,)))], 'fortran_order': False, 'shape': (2,), }", D))
for kind, f in (("stored", np.savez), ("deflated", np.savez_compressed)):
    b = io.BytesIO(); f(b, A.astype("f4"), x=np.asfortranarray(A), o=np.array([1, "a"], object), é=np.array("s")); write(kind, b.getvalue(), ".npz")
print(len(os.listdir(out)), "files")
