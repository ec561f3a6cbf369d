"""Writes the files of testdata/files: tables as pandas and pyarrow write them, with the pickle of the frame that pandas
reads from each. Needs pandas 2 and pyarrow:

    python3 internal/convert/testdata/generate.py internal/convert/testdata/files
"""
import datetime, decimal, os, sqlite3, sys
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

out = sys.argv[1]
os.chdir(out)


def frames():
    yield "types", pd.DataFrame({
        "i8": np.array([1, -2, 3], "i1"), "u64": np.array([1, 2**63, 0], "u8"), "f16": np.array([1, .5, np.nan], "f2"), "f32": np.array([1, .1, np.nan], "f4"),
        "f64": [1.5, np.nan, np.inf], "flag": [True, False, True], "text": ["a", None, "é😀"], "cat": pd.Categorical(["x", None, "y"], categories=["y", "x", "z"], ordered=True),
        "numbers": pd.Categorical([3, 1, 3]), "naive": pd.to_datetime(["2020-01-01 12:34:56.123456789", None, "1969-12-31"], format="ISO8601"),
        "zoned": pd.to_datetime(["2020-01-01", "2020-07-01", None]).tz_localize("Europe/Madrid"), "utc": pd.to_datetime([1, 2, 3], unit="ms", utc=True),
        "fixed": pd.to_datetime(["2020-01-01 00:00+05:30"] * 3), "micro": np.array([1, 2, 3], "M8[us]"), "span": pd.to_timedelta([1, None, 3], unit="s"),
        "Int": pd.array([1, None, 3], dtype="Int64"), "UInt": pd.array([1, None, 3], dtype="UInt8"), "Float": pd.array([1, None, 3], dtype="Float64"),
        "boolean": pd.array([True, None, False], dtype="boolean"), "string": pd.array(["a", None, "c"], dtype="string[python]"),
        "period": pd.period_range("2020-01", periods=3, freq="M"), "interval": pd.interval_range(0, 3, closed="left"),
        "date": [datetime.date(2020, 2, 29), None, datetime.date(1900, 1, 1)], "time": [datetime.time(1, 2, 3, 4), None, datetime.time(23, 59, 59)],
        "decimal": [decimal.Decimal("1.10"), decimal.Decimal("-22.345"), None], "bytes": [b"a", None, b"\x00\xff"], "list": [[1, 2], [], None],
        "dict": [{"a": 1, "b": "x"}, {"a": 2, "b": None}, {"a": 3, "b": "z"}], "maybe": [True, None, False], "none": [None, None, None],
    })
    yield "multi", pd.DataFrame({"x": [1, 2, 3]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2), ("a", 3)], names=["k", None]))
    yield "dates", pd.DataFrame({"x": [1., 2, 3]}, index=pd.date_range("2020", periods=3, tz="UTC", name="when"))
    yield "range", pd.DataFrame({"x": [1., 2, 3]}, index=pd.RangeIndex(10, 16, 2, name="r"))
    yield "cats", pd.DataFrame({"x": [1., 2, 3]}, index=pd.CategoricalIndex(["a", "b", "a"], name="c"))
    yield "ints", pd.DataFrame([[1, 2]], columns=[3, 4], index=pd.Index([7], name="i"))
    yield "levels", pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", "y"]))
    yield "empty", pd.DataFrame({"x": pd.Series([], dtype="int64"), "s": pd.Series([], dtype="object")})


def keep(name, df):
    df.to_pickle(name + ".pkl", protocol=4)


for name, df in frames():
    table = pa.Table.from_pandas(df)
    pyarrow.parquet.write_table(table, name + ".parquet")
    with pa.ipc.new_file(name + ".arrow", table.schema) as w:
        w.write_table(table, max_chunksize=2)
    keep(name + ".parquet", pyarrow.parquet.read_table(name + ".parquet").to_pandas())
    keep(name + ".arrow", table.to_pandas())

CSV = {
    "plain.csv": "id,price,name,ok,when\n1,1.5,a,True,2020-01-01\n2,,\"b,\"\"c\"\"\",False,2020-01-02\n3,1e3,\"two\nlines\",true,x\n",
    "missing.csv": "a,b,c,d,e\n1,NA,True,,x\nNA,n/a,,,None\n3,2.5,False,,\n",
    "big.csv": "a,b,c\n18446744073709551615,9223372036854775807,99999999999999999999\n1,-5,2\n",
    "names.csv": "a,a,,b\n1,2,3,4\n5,6,7,8\n",
    "spaces.csv": "a,b\n 1, x\n2 ,y \n",
    "infinite.csv": "a,b\ninf,-inf\n1,nan\n",
}
for name, text in CSV.items():
    with open(name, "w", newline="") as f:
        f.write(text)
    keep(name, pd.read_csv(name, float_precision="round_trip"))

db = sqlite3.connect("tables.sqlite")
frame = pd.DataFrame({"i": [1, 2], "f": [.5, None], "s": ["a", None], "b": [b"x", b"\xff"]})
frame.to_sql("first", db)
pd.DataFrame({"x": [1]}).to_sql("second", db, index=False)
db.commit()
keep("tables.sqlite", pd.read_sql("select * from first", db))
