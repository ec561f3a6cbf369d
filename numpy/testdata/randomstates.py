"""Writes random generators, each with the state that NumPy itself says it is in.

    python3 randomstates.py        # into random/NAME-1.pkl with NumPy 1, random/NAME-2.pkl with NumPy 2
"""
import json, os, pickle
import numpy as np

out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "random")
os.makedirs(out, exist_ok=True)
major = np.__version__.split(".")[0]

def plain(x):
    if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}
    if isinstance(x, np.ndarray): return [str(v) for v in x.tolist()]
    if isinstance(x, (list, tuple)): return [plain(v) for v in x]
    return x if isinstance(x, (str, float)) or x is None else str(int(x))

def seed(s): return None if s is None else {"entropy": plain(s.entropy), "spawn_key": plain(s.spawn_key), "spawned": str(s.n_children_spawned), "pool": plain(s.pool)}

def save(name, v, protocol=4, blob=None):
    blob = blob or pickle.dumps(v, protocol)
    v = pickle.loads(blob, encoding="latin1")
    bits = getattr(v, "bit_generator", getattr(v, "_bit_generator", v))
    if isinstance(v, np.random.SeedSequence): state = {"seed": seed(v)}
    else:
        state = v.get_state(legacy=False) if isinstance(v, np.random.RandomState) else bits.state
        state = {"class": type(v).__name__, "state": plain(state), "seed": seed(getattr(bits, "seed_seq", None)) if major == "2" else None}
    with open(f"{out}/{name}-{major}.pkl", "wb") as f: f.write(blob)
    with open(f"{out}/{name}-{major}.json", "w") as f: json.dump(state, f)

r = np.random.RandomState(3); save("fresh", r, 2); r.normal(size=7); save("gauss", r); r.bytes(9); save("used", r, 0)
for name in "MT19937 PCG64 PCG64DXSM Philox SFC64".split():
    g = np.random.Generator(getattr(np.random, name)(5)); g.random(3); g.integers(9, size=3, dtype="i4")
    save(f"generator-{name}", g); save(f"bits-{name}", g.bit_generator, 2)
save("state-PCG64", np.random.RandomState(np.random.PCG64(1)))
s = np.random.SeedSequence(2**200 + 7); s.spawn(3); save("seed", s); save("seed-list", np.random.SeedSequence([1, 2**40, 3], spawn_key=(4, 5), pool_size=8))
save("spawned", np.random.Generator(np.random.PCG64(np.random.SeedSequence(9).spawn(2)[1])))
# What releases before 1.17 wrote: numpy.random.__RandomState_ctor and a tuple.
class Old:
    def __init__(s, state): s.state = state
    def __reduce__(s): return getattr(np.random, "__RandomState_ctor"), (), s.state
save("legacy", None, blob=pickle.dumps(Old(r.get_state()), 2))
print(len(os.listdir(out)), "files")
