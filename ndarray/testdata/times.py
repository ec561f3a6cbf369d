"""Writes times.json: counts of datetime64 and timedelta64, and what NumPy says they are.

    python3 times.py

Rows are [dtype, count, [year, month, day, hour, minute, second, nanosecond]] of dates, as numpy.datetime_as_string has
them, and [dtype, count, nanoseconds] of durations; null where NumPy says NaT.
"""
import json, os, random
import numpy as np

rng = random.Random(5)
rows = []
for unit in "Y M W D h m s ms us ns ps fs as 25s 7D 3M 10us 100ns 12h".split():
    base = unit.lstrip("0123456789")
    most = {"Y": 2000, "M": 24000, "W": 10**5, "D": 10**6, "h": 10**8, "m": 10**9, "s": 10**11, "ms": 10**14, "us": 10**16}.get(base, 2**59) // int(unit[:-len(base)] or 1)  # NumPy does not notice what overflows
    for tick in [0, 1, -1, 59, -60, 12, -13, most, -most, -2**63] + [rng.randint(-most, most) for _ in range(20)]:
        text = np.datetime_as_string(np.datetime64(tick, unit))
        if text == "NaT":
            rows.append(["<M8[%s]" % unit, str(tick), None]); continue
        sign, text = (-1, text[1:]) if text[0] == "-" else (1, text)
        date, _, clock = text.partition("T")
        d = (date.split("-") + ["1", "1"])[:3]
        clock, _, part = clock.partition(".")
        c = (clock.split(":") if clock else []) + ["0"] * 3
        rows.append([">M8[%s]" % unit if tick % 2 else "<M8[%s]" % unit, str(tick), [sign * int(d[0]), int(d[1]), int(d[2]), int(c[0]), int(c[1]), int(c[2]), int((part + "0" * 9)[:9])]])
for unit in "W D h m s ms us ns 25s 7D".split():
    for tick in [0, 1, -1, 77, -2**63] + [rng.randint(-10000, 10000) for _ in range(5)]:
        t = np.timedelta64(tick, unit)
        rows.append(["<m8[%s]" % unit, str(tick), None if np.isnat(t) else str(t.astype("m8[ns]").astype("i8"))])
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "times.json"), "w") as f: json.dump(rows, f, separators=(",", ":"))
print(len(rows))
