"""Judges what Go writes: for each line of stdin (JSON: name, format, data and pickle in base64) reads the data as its format and
compares it with the pickled object it was made of. Needs pandas 2 and pyarrow."""
import base64, io, json, os, sqlite3, sys, tempfile
import pandas as pd
import pyarrow as pa
from pandas.testing import assert_frame_equal


def frame(x):
    return x if isinstance(x, pd.DataFrame) else x.to_frame()


def default(df):
    x = df.index
    return isinstance(x, pd.RangeIndex) and x.start == 0 and x.step == 1 and x.name is None


def judge(format, data, want):
    if format == "pickle":
        got = pd.read_pickle(io.BytesIO(data))
        for c in want.columns:
            if not isinstance(want.columns, pd.MultiIndex) and ("[pyarrow]" in repr(want[c].dtype) or getattr(want[c].dtype, "storage", "") == "pyarrow"):  # comes back in pandas' own dtype
                assert got[c].dtype in ("Int64", "string"), got[c].dtype
                want[c], got[c] = (x[c].astype(object).where(x[c].notna(), None) for x in (want, got))
            elif "FixedOffset" in str(want.dtypes.iloc[0] if isinstance(want.columns, pd.MultiIndex) else want[c].dtype):  # Arrow knows the offset alone
                want[c] = want[c].dt.tz_convert(got[c].dt.tz)
        assert_frame_equal(got, want, check_freq=False, check_column_type=False)
        return
    # What pyarrow itself makes of the frame is what pandas can have back.
    table = pa.Table.from_pandas(want) if format != "csv" else None
    if format == "parquet":
        own = io.BytesIO()
        pa.parquet.write_table(table, own)
        assert_frame_equal(pd.read_parquet(io.BytesIO(data)), pd.read_parquet(own), check_freq=False, check_categorical=False)
    elif format == "arrow":
        assert_frame_equal(pa.ipc.open_file(io.BytesIO(data)).read_all().to_pandas(), table.to_pandas(), check_freq=False)
    elif format == "csv":
        if isinstance(want.columns, pd.MultiIndex):
            want = want.set_axis([str(tuple(map(str, c))) for c in want.columns], axis=1)  # one line of names, where pandas writes one a level
        own = pd.read_csv(io.StringIO(want.to_csv(index=not default(want))))
        got = pd.read_csv(io.BytesIO(data))
        for c in own.columns:  # pandas leaves midnight out where a column has nothing else
            if own[c].dtype == object and not own[c].equals(got[c]):
                own[c], got[c] = pd.to_datetime(own[c], utc=True), pd.to_datetime(got[c], utc=True)
        assert_frame_equal(got, own)
    elif format == "sqlite":
        with tempfile.TemporaryDirectory() as d:
            path = os.path.join(d, "x.sqlite")
            open(path, "wb").write(data)
            db = sqlite3.connect(path)
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            n = db.execute("select count(*) from data").fetchone()[0]
            assert n == len(want), (n, len(want))
            got = pd.read_sql("select * from data", db)
            for c in want.columns:
                if want[c].dtype.kind in "iufb" and str(c) in got:
                    assert got[str(c)].astype(float).equals(want[c].astype(float).reset_index(drop=True).rename(str(c))), c


import pyarrow.parquet  # noqa

ok, failed, skipped = {}, 0, 0
for line in sys.stdin:
    t = json.loads(line)
    try:
        want = frame(pd.read_pickle(io.BytesIO(base64.b64decode(t["pickle"]))))
        if t["format"] != "csv":
            pa.Table.from_pandas(want)
    except Exception as e:
        skipped += 1
        print("skipped:", t["name"], t["format"], repr(e)[:150])
        continue
    try:
        judge(t["format"], base64.b64decode(t["data"]), want)
        ok[t["format"]] = ok.get(t["format"], 0) + 1
    except Exception as e:
        failed += 1
        print("FAILED:", t["name"], t["format"], repr(e)[:400])
print("pandas", pd.__version__, "pyarrow", pa.__version__, "ok:", ok, "failed:", failed, "skipped:", skipped)
sys.exit(failed > 0)
