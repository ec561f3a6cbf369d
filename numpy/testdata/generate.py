"""Writes the arrays of this folder, each with what NumPy itself finds in it.

    python3 generate.py            # into a folder named after the NumPy that runs: numpy-1.24.2

X.json holds arrays as common.py of ../../testdata/generate writes them: dtype, shape and elements in C order. The
files show what those of ../../testdata/fixtures do not: axes in any order, the byte strings of Python 2, the
states of early releases, scalars without data, classes that stand for dtypes. Where a state is put together by
hand, the answer is still NumPy's, which loads it first. Run with 1.24.2 (Debian bookworm) and 2.4.6 (Debian forky).
"""
import json, math, os, pickle, pickletools, sys
import numpy as np

out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "numpy-" + np.__version__)
os.makedirs(out, exist_ok=True)

def num(x):
    if isinstance(x, bool): return x
    if isinstance(x, bytes): return {"$bytes": x.hex()}
    if isinstance(x, complex): return {"$complex": [num(x.real), num(x.imag)]}
    if isinstance(x, float):
        if math.isnan(x): return {"$f": "nan"}
        if math.isinf(x): return {"$f": "inf" if x > 0 else "-inf"}
        if x == 0 and math.copysign(1, x) < 0: return {"$f": "-0"}
    if isinstance(x, int) and abs(x) >= 2**53: return {"$int": str(x)}
    return x

def dtype(d):
    if d.names: return {"fields": [[n, dtype(d.fields[n][0]), d.fields[n][1]] for n in d.names], "itemsize": d.itemsize}
    if d.subdtype: return {"sub": dtype(d.subdtype[0]), "shape": list(d.subdtype[1])}
    return d.str

def enc(v):
    if isinstance(v, list): return [enc(x) for x in v]
    if isinstance(v, np.generic): return {"$npscalar": dtype(v.dtype), "v": data(np.asarray(v))[0]}
    return {"$ndarray": dtype(v.dtype), "class": type(v).__name__, "shape": list(v.shape), "data": data(v)}

def data(a):
    if a.dtype.names: return [{n: (lambda y: data(y) if y.ndim else data(y)[0])(np.asarray(x[n])) for n in a.dtype.names} for x in a.ravel()]
    if a.dtype.kind == "V": return [{"$bytes": bytes(x).hex()} for x in a.ravel()]
    if a.dtype.kind in "mM": return [str(x) for x in a.ravel()]
    return [num(x) for x in a.ravel().tolist()]

def save(name, blob, encoding="ASCII", value=None):
    """Without a value, it is what NumPy loads; but that swaps bytes to the order of the machine."""
    v = pickle.loads(blob, encoding=encoding)
    if value is not None:
        assert all(a.shape == b.shape and (np.array_equal(a, b) or np.isnan(a).any()) for a, b in zip(v, value)); v = value
    with open(f"{out}/{name}.pkl", "wb") as f: f.write(blob)
    with open(f"{out}/{name}.json", "w") as f: json.dump(enc(v), f, separators=(",", ":"))

class Python2(pickle._Pickler):
    """Writes as Python 2 did: every str is a byte string, and so are bytes."""
    dispatch = dict(pickle._Pickler.dispatch)
    def text(self, x):
        b = x if isinstance(x, bytes) else x.encode("latin1")
        if self.proto == 0: self.write(b"S'" + "".join(f"\\x{c:02x}" for c in b).encode() + b"'\n")
        else: self.write(pickle.SHORT_BINSTRING + bytes([len(b)]) + b if len(b) < 256 else pickle.BINSTRING + len(b).to_bytes(4, "little") + b)
        self.memoize(x)
    dispatch[str] = dispatch[bytes] = text

def dumps2(v, protocol):
    import io
    f = io.BytesIO(); Python2(f, protocol).dump(v); return f.getvalue()

A = np.arange(24, dtype="f8").reshape(2, 3, 4) / 8
for axes in ((0, 1, 2), (1, 0, 2), (2, 0, 1), (0, 2, 1), (2, 1, 0)):
    for p in (4, 5): save(f"axes{''.join(map(str, axes))}-p{p}", pickle.dumps(A.transpose(axes), p))
save("alldims-p5", pickle.dumps([np.ones((1,) * n + (2,), "i2") for n in (0, 1, 5, 31)], 5))
save("float16-p4", pickle.dumps(np.arange(65536, dtype="u2").view("f2")[::61].copy(), 4))
F = [np.array([0, -0., 1e-45, 1e38, np.inf, -np.inf, np.nan, 1/3], "f4"), np.array([1/3, 1e-45], ">f4")]
save("float32-p4", pickle.dumps(F, 4), value=F)
I = [np.array([2**63 - 1, -2**63], "i8"), np.array([2**64 - 1, 2**63], ">u8"), np.array([2**53 + 1], "i8")]
save("wide-p4", pickle.dumps(I, 4), value=I)
R = np.array([(1, 2.5, b"ab", "xé", [1, 2])], dtype=[("a", ">i4"), ("b", "<f8"), ("c", "S3"), ("d", "U2"), ("e", "i2", 2)])
L = [A, A.T, R, np.array([1, -1], ">i4"), np.array([1.5 + 2j]), np.array([True, False]), np.array("2020-01-01", "M8[s]"), np.float64(.1), np.bool_(True)]
for p in (0, 1, 2): save(f"python2-p{p}", dumps2(L, p), encoding="latin1", value=L)

def state(v, s):
    "v with another state"
    class P(pickle._Pickler):
        def reducer_override(self, obj):
            if obj is v:
                f, args, _ = obj.__reduce__()
                return f, args, s
            return NotImplemented
    import io
    f = io.BytesIO(); P(f, 4).dump(v); return f.getvalue()

B = np.array([[1., 2.], [3., 4.]])
save("version0-p4", state(B, ((2, 2), B.dtype, False, B.tobytes())))          # before versions were written
save("version0-fortran-p4", state(B, ((2, 2), B.dtype, True, B.tobytes())))
save("latin1-str-p4", state(B, (1, (2, 2), B.dtype, False, B.tobytes().decode("latin1"))))  # a Python 2 str, decoded
save("int-fortran-p4", state(B, (1, (2, 2), B.dtype, 1, B.tobytes())))
O = np.array([(1, "é", [2.5])], dtype=[("a", "i4"), ("b", "O"), ("c", "O")])
def enc_record(v): return {"$npscalar": dtype(v.dtype), "v": {n: num(v[n]) if not isinstance(v[n], np.generic) else num(v[n].item()) for n in v.dtype.names}}
for kind, x in (("void", O[0]), ("record", O.view(np.recarray)[0])):
    for p in (2, 4):
        with open(f"{out}/object-{kind}-p{p}.pkl", "wb") as f: f.write(pickle.dumps(x, p))
        with open(f"{out}/object-{kind}-p{p}.json", "w") as f: json.dump(enc_record(pickle.loads(pickle.dumps(x, p))), f)
scalar = np.float64(1).__reduce__()[0]
class Bare:
    def __init__(s, *a): s.a = a
    def __reduce__(s): return scalar, s.a
save("bare-scalar-p4", pickle.dumps([Bare(np.dtype("f8")), Bare(np.dtype("i2")), Bare(np.dtype("?"))], 4))
print(out, len(os.listdir(out)))
