"""Writes frames, series and indexes as pickles, and as the arrays that pandas and NumPy make of them: arrays/NAME.pkl, arrays/NAME.npy.

    python3 internal/convert/testdata/arrays.py internal/convert/testdata/arrays
"""
import pickle
import sys

import numpy as np
import pandas as pd

folder = sys.argv[1]


def write(name, value, array):
    with open(f"{folder}/{name}.pkl", "wb") as f:
        pickle.dump(value, f, 4)
    np.save(f"{folder}/{name}.npy", np.asarray(array))


def frame(name, df, **kwargs):
    write(name, df, df.to_numpy(**kwargs).copy(order="C"))


def records(name, df, **kwargs):
    write(name, df, df.to_records(**kwargs))


frame("floats", pd.DataFrame({"a": [1.5, np.nan, 3], "b": [0.1, 2, -np.inf]}))
frame("float32", pd.DataFrame({"a": np.float32([1.5, 2]), "b": np.float32([0.1, 3])}))
frame("ints", pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 2**62]}))
frame("int8", pd.DataFrame({"a": np.int8([1, -2]), "b": np.int8([4, 127])}))
frame("uint64", pd.DataFrame({"a": np.uint64([1, 2**64 - 1])}))
frame("bools", pd.DataFrame({"a": [True, False], "b": [True, True]}))
frame("complex", pd.DataFrame({"a": [1j, 2.0]}))
frame("int_and_float", pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan]}))
frame("int8_and_int64", pd.DataFrame({"a": np.int8([1, -2]), "b": [3, 2**60]}))
frame("nullable", pd.DataFrame({"a": pd.array([1, None], "Int64"), "b": pd.array([0.5, 2], "Float64")}), dtype="float64", na_value=np.nan)
frame("nullable_full", pd.DataFrame({"a": pd.array([1, 2], "Int64"), "b": pd.array([3, 4], "Int64")}), dtype="int64")
frame("objects", pd.DataFrame({"a": pd.Series([1, 2], dtype=object), "b": [3, 4]}), dtype="int64")
records("int_past_float", pd.DataFrame({"a": [1, 2**53 + 1], "b": [0.5, 1]}), index=False)
records("bool_and_int", pd.DataFrame({"a": [True, False], "b": [1, 2]}), index=False)
records("texts", pd.DataFrame({"s": ["ann", "bé"], "n": [1, 2], "c": pd.Categorical(["u", "vw"])}), index=False, column_dtypes={"s": "<U3", "c": "<U2"})
records("moments", pd.DataFrame({"t": pd.to_datetime(["2020-01-01", None]), "d": pd.to_timedelta([1, 2], "s"), "x": [1, 2]}), index=False)
records("labels", pd.DataFrame({"n": [1, 2], "b": [True, False]}, index=pd.Index(["p", "qr"], name="key")), index_dtypes="<U2")
records("levels", pd.DataFrame({"n": [1, 2], "b": [True, False]}, index=pd.MultiIndex.from_tuples([(1, "p"), (2, "q")])), index_dtypes={"level_0": "<i8", "level_1": "<U1"})
write("series", pd.Series([1.5, 2.5]), [1.5, 2.5])
write("series_texts", pd.Series(["a", "bcd"]), np.array(["a", "bcd"]))
write("sparse", pd.Series(pd.arrays.SparseArray([0.0, 0, 1.5])), [0, 0, 1.5])
write("index", pd.Index([3, 1, 2]), [3, 1, 2])
write("dates_index", pd.date_range("2020-01-01", periods=3), pd.date_range("2020-01-01", periods=3).values)
write("categories", pd.Categorical([3, 1, 3]), [3, 1, 3])
