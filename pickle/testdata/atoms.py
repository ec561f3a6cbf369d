"""Writes atoms.json: what CPython's C pickler writes for the values that atoms_test.go builds, at each protocol.
Long pickles stand as their SHA-256. python3 atoms.py > atoms.json"""
import fractions
import hashlib
import json
import pickle
import struct

ints = [0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**47, -2**47, 2**63 - 1, 2**63,
        -2**63, -2**63 - 1, 2**64, 10**40, -10**40, 2**2039 - 1, 2**2039, -2**2040]
floats = [0.0, -0.0, 1.5, 1e16, 1e-5, 123456789.125, float("inf"), float("-inf"),
          struct.unpack(">d", b"\xff\xff\x00\x00\x00\x00\x00\x01")[0]]
strs = ["", "a", "é", "\n\r\x00\x1a\\", "日本", "😀", "\ud800", "x" * 255, "x" * 256, "y" * 70000]
raws = [b"", b"a", b"\xff\x00", b"x" * 255, b"x" * 256, b"z" * 70000]
twice = ["shared"]

cases = {
    "constants": [None, True, False],
    "ints": ints,
    "floats": floats,
    "strs": strs,
    "bytes": raws,
    "bytearrays": [bytearray(b) for b in raws],
    "tuples": [tuple(range(n)) for n in (0, 1, 2, 3, 4, 1001)],
    "lists": [list(range(n)) for n in (0, 1, 2, 999, 1000, 1001, 2000, 2001)],
    "dicts": [{i: None for i in range(n)} for n in (0, 1, 2, 1000, 1001, 2000)],
    "sets": [set(range(n)) for n in (0, 1, 2, 1000, 1001)],
    "frozensets": [frozenset(range(n)) for n in (0, 1, 2, 1001)],
    "shared": [twice, twice, (twice, {"k": twice})],
    "frames": [["item %d" % i for i in range(9000)], b"q" * 65536, "w" * 65535, [1.5] * 20000],
    "globals": [dict, list, fractions.Fraction, struct.Struct],
}
cycle = []
cycle.append(cycle)
cycle.append((cycle,))
cycle.append({"self": cycle})
cases["cycle"] = cycle


def short(data):
    return data.hex() if len(data) <= 300 else hashlib.sha256(data).hexdigest()


print(json.dumps({name: [short(pickle.dumps(value, proto)) for proto in range(6)]
                  for name, value in cases.items()}, indent=1))
