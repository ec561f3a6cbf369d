"""Writes sparse matrices, each with what SciPy itself finds in it.

    python3 generate.py            # into a folder named after the SciPy that runs: scipy-1.10.1

X.json holds class, shape, nnz, dtype and the dense matrix, element by element in C order. The files show what those of
../../testdata/fixtures do not: duplicates, blocks, other dtypes and shapes, one and three dimensions (SciPy 1.15), the
modules of releases before 1.8. Run with 1.10.1 (Debian bookworm) and 1.17.1 (Debian forky).
"""
import json, math, os, pickle, sys, warnings
import numpy as np, scipy, scipy.sparse as sp
warnings.simplefilter("ignore")

out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scipy-" + scipy.__version__)
os.makedirs(out, exist_ok=True)

def num(x):
    if isinstance(x, complex): return [num(x.real), num(x.imag)]
    if isinstance(x, float) and not math.isfinite(x): return str(x)
    if isinstance(x, int) and abs(x) >= 2**53: return str(x)
    return x

def save(name, m, protocols=(4,), blob=None):
    for p in protocols:
        data = blob or pickle.dumps(m, p)
        v = pickle.loads(data)
        a = v.toarray()
        with open(f"{out}/{name}-p{p}.pkl", "wb") as f: f.write(data)
        with open(f"{out}/{name}-p{p}.json", "w") as f:
            json.dump({"format": v.format, "class": type(v).__name__, "shape": list(v.shape), "nnz": int(v.nnz), "dtype": v.dtype.str, "dense": [num(x) for x in a.ravel().tolist()]}, f)

rng = np.random.RandomState(3)
D = np.where(rng.rand(6, 9) < .4, rng.randint(-100, 100, (6, 9)), 0)
for t in ("i1 i8 u2 f4 c8 c16 ?" + (" >f8" if scipy.__version__ < "1.17" else "")).split():
    for f in ("csr", "coo") + (("lil", "dok") if t not in (">f8",) else ()): save(f"{f}-{t.replace('>', 'be').replace('?', 'b1')}", getattr(sp, f + "_matrix")(D.astype(t)))
for f in "csr csc bsr coo dia lil dok".split():
    m = getattr(sp, f + "_matrix")(D.astype("f8") / 8)
    save(f, m, (0, 2, 5))
    save(f + "-wide", getattr(sp, f + "_matrix")(np.eye(2, 7, 3)))
    save(f + "-tall", getattr(sp, f + "_matrix")(np.eye(7, 2, -4)))
    save(f + "-empty", getattr(sp, f + "_matrix")((2, 3)))
    if f != "bsr": save(f + "-none", getattr(sp, f + "_matrix")(np.zeros((1, 1), "f4")))
save("bsr-blocks", sp.bsr_matrix(D, blocksize=(2, 3))); save("bsr-array", getattr(sp, "bsr_array")(D, blocksize=(3, 3)))
save("dia-array", sp.dia_array(D))
if scipy.__version__ >= "1.15": save("dia-beyond", sp.dia_matrix((np.arange(12.).reshape(3, 4), [0, 9, -2]), shape=(3, 5)))  # before, nnz was wrong
save("dia-long", sp.dia_matrix((np.arange(8).reshape(1, 8), [1]), shape=(3, 5)))
r, c = [0, 0, 0, 2, 2], [1, 1, 0, 3, 3]
for t in ("i1", "u1", "f4", "f8", "c8", "c16", "?"): save(f"coo-twice-{t.replace('?', 'b1')}", sp.coo_matrix((np.array([100, 100, .1, 3, -3]).astype(t), (r, c)), shape=(3, 4)))
save("csr-twice", sp.csr_matrix((np.array([.1, .2, .3, 4]), [1, 1, 0, 2], [0, 3, 3, 4]), shape=(3, 4))); save("csc-twice", sp.csc_matrix((np.array([.1, .2, .3, 4]), [1, 1, 0, 2], [0, 3, 3, 4]), shape=(4, 3)))
save("csr-zeros", sp.csr_matrix((np.array([0., 1]), [1, 2], [0, 2]), shape=(1, 3))); save("csr-long-index", sp.csr_matrix((np.array([1.]), np.array([2], "i8"), np.array([0, 1], "i8")), shape=(1, 3)))
save("csr-inf", sp.csr_matrix(np.array([[np.nan, np.inf, -np.inf, -0.]]))); save("csr-uint64", sp.csr_matrix(np.array([[2**64 - 1, 0, 2**53 + 1]], "u8"))); save("lil-int64", sp.lil_matrix(np.array([[2**63 - 1, 0, -2**63]])))
for f in "csr csc coo dia bsr".split():  # the modules before 1.8
    b = pickle.dumps(getattr(sp, f + "_matrix")(D), 0)
    if scipy.__version__ < "1.17": save(f + "-old", None, (0,), b.replace(f"scipy.sparse._{f}\n".encode(), f"scipy.sparse.{f}\n".encode()))
if scipy.__version__ >= "1.15":
    save("coo-1d", sp.coo_array(np.array([0, 5, 0, 7.]))); save("csr-1d", sp.csr_array(np.array([0, 5, 0, 7.]))); save("dok-1d", sp.dok_array(np.array([0, 5, 0, 7.])))
    save("coo-3d", sp.coo_array((np.array([1., 2, 4]), ([0, 1, 1], [2, 0, 0], [1, 1, 1])), shape=(2, 3, 2)))
for f in "csr csc bsr coo dia".split():
    for m in (getattr(sp, f + "_matrix")(D), getattr(sp, f + "_array")(D.astype("f4"))):
        name = type(m).__name__
        sp.save_npz(f"{out}/{name}.npz", m, compressed=f != "csr"); v = sp.load_npz(f"{out}/{name}.npz")
        with open(f"{out}/{name}.json", "w") as o: json.dump({"format": v.format, "class": type(v).__name__, "shape": list(v.shape), "nnz": int(v.nnz), "dtype": v.dtype.str, "dense": [num(x) for x in v.toarray().ravel().tolist()]}, o)
print(out, len(os.listdir(out)))
