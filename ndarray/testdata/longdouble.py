"""Writes longdouble.json: bytes of x86's long doubles, and the float64 that NumPy makes of each.

    python3 longdouble.py          # on x86
"""
import json, os, random
import numpy as np

rng = random.Random(8)
texts = "0 -0 1 -1.25 inf -inf nan 1e-4940 1e4931 1.7976931348623157e308 1.7976931348623159e308 4.9e-324 2.4e-324 2.5e-324 -1e-310 1.00000000000000011102230246251565404 1.00000000000000011102230246251565405 9007199254740993".split()
rows = []
with np.errstate(all="ignore"):
    for x in [np.longdouble(t) for t in texts] + [np.longdouble(rng.uniform(-1, 1)) / 3 * np.longdouble(2) ** rng.randint(-1100, 1100) for _ in range(300)]:
        a = np.array([x])
        rows.append([a.tobytes()[:10].hex(), str(a.astype("f8").view("u8")[0]) if x == x else "nan"])
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "longdouble.json"), "w") as f: json.dump(rows, f, separators=(",", ":"))
print(len(rows))
