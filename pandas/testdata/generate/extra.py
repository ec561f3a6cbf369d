"""Writes pickles of pandas objects that testdata/fixtures has not, with pandas' own account of each beside it.

    python3 extra.py ../pandas-1.5.3      # with the pandas of that name; pyarrow is used if it is there

The account is enc() of testdata/generate/common.py, with the text of offsets and dtypes.
"""
import os, sys, json, pickle, warnings, datetime, decimal
sys.path.insert(0, os.environ.get('COMMON') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'testdata', 'generate'))
os.environ.setdefault('OUT', '/nonexistent')
from common import enc
import numpy as np, pandas as pd, zoneinfo
import dateutil.tz, pytz
warnings.simplefilter('ignore')
out = sys.argv[1]
os.makedirs(out, exist_ok=True)

old = pd.__version__ < '2.2'

def account(v):
    if isinstance(v, pd.offsets.BaseOffset): return repr(v)
    if isinstance(v, pd.Timestamp) and not old: # value of years that nanoseconds do not reach is an error
        return {"$timestamp": v.isoformat(), "ns": str(int(v.asm8.view('i8')) * {'s': 10**9, 'ms': 10**6, 'us': 1000, 'ns': 1}[v.unit]), "tz": str(v.tz) if v.tz else None, "unit": v.unit}
    if isinstance(v, dict): return {"$dict": [[k, account(x)] for k, x in v.items()]}
    if isinstance(v, list): return [account(x) for x in v]
    if isinstance(v, pd.api.extensions.ExtensionDtype): return str(v)
    return enc(v)

def put(name, v, protocols=(4,)):
    for p in protocols:
        with open(os.path.join(out, f'{name}-p{p}.pkl'), 'wb') as f: f.write(pickle.dumps(v, p))
        with open(os.path.join(out, f'{name}-p{p}.json'), 'w') as f: json.dump(account(v), f, separators=(',', ':'))

day = pd.date_range('2020-03-28', periods=4, freq='12h')
zones = [pytz.FixedOffset(90), pytz.timezone('Europe/Madrid'), pytz.utc, datetime.timezone.utc,
         datetime.timezone(datetime.timedelta(hours=-5, minutes=-30)), datetime.timezone(datetime.timedelta(hours=1), 'named'),
         zoneinfo.ZoneInfo('Europe/Madrid'), zoneinfo.ZoneInfo('UTC'), dateutil.tz.gettz('Europe/Madrid'), dateutil.tz.tzutc(),
         dateutil.tz.tzoffset('X', 3600), dateutil.tz.tzoffset(None, -3600)]
put('zones', [pd.Series(day.tz_localize('UTC').tz_convert(z)) for z in zones], (2, 4))
put('zone_stamps', [pd.Timestamp('2020-01-02 03:04:05.5', tz=z) for z in zones])

freqs = ['A', 'A-FEB', 'Q', 'Q-FEB', 'M', 'W', 'W-TUE', 'B', 'D', 'H', 'T', 'S', 'L', 'U', 'N', '2H', '3D'] if old else \
        ['Y', 'Y-FEB', 'Q', 'Q-FEB', 'M', 'W', 'W-TUE', 'B', 'D', 'h', 'min', 's', 'ms', 'us', 'ns', '2h', '3D']
stamp, early = pd.Timestamp('2020-02-03 04:05:06.789012345'), pd.Timestamp('1969-11-30 23:59:59.999999999')
put('periods', [pd.Period(t, freq=f) for f in freqs for t in (stamp, early)])
put('period_series', [pd.Series(pd.PeriodIndex([stamp, pd.NaT, early], freq=f)) for f in freqs])
put('period_index', [pd.PeriodIndex([stamp, pd.NaT, early], freq=f, name='when') for f in freqs], (2, 4))

o = pd.offsets
put('offsets', [o.Day(), o.Hour(-2), o.Minute(), o.Second(), o.Milli(), o.Micro(), o.Nano(), o.BusinessDay(2), o.MonthBegin(),
    o.BusinessMonthEnd(), o.BusinessMonthBegin(), o.QuarterEnd(3, startingMonth=2), o.QuarterBegin(), o.BQuarterEnd(), o.BQuarterBegin(),
    o.YearEnd(), o.YearBegin(month=4), o.BYearEnd(), o.BYearBegin(), o.Week(), o.Week(2, weekday=1), o.SemiMonthEnd(), o.SemiMonthBegin(),
    o.WeekOfMonth(week=1, weekday=2), o.LastWeekOfMonth(weekday=2), o.CustomBusinessDay(), o.FY5253(weekday=4, startingMonth=12),
    o.FY5253Quarter(weekday=4, startingMonth=12, qtr_with_extra_week=1), o.Easter(), o.DateOffset(months=1, days=2), o.DateOffset(3),
    o.MonthEnd(normalize=True)], (2, 4))
put('freq_index', [pd.date_range('2020-01-01', periods=3, freq=f) for f in (['D', '2H', 'M', 'MS', 'Q', 'QS-FEB', 'A', 'AS', 'W', 'B', 'BM', 'T', '10L'] if old else
    ['D', '2h', 'ME', 'MS', 'QE', 'QS-FEB', 'YE', 'YS', 'W', 'B', 'BME', 'min', '10ms'])] + [pd.timedelta_range('1h', periods=3, freq='90min')])

put('numbers', [pd.Series(np.array([0, 1, 2], dtype=t)) for t in ('i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'f4', 'f8', 'c8', 'c16', '?')], (0, 2, 4, 5))
put('extremes', pd.DataFrame({'u': np.array([0, 2**64 - 1], dtype='u8'), 'i': [-2**63, 2**63 - 1], 'f': [np.inf, -0.0], 'o': [10**30, -1]}))
put('nullable', [pd.Series([1, None, 2], dtype=t) for t in ('Int8', 'Int16', 'Int32', 'Int64', 'UInt8', 'UInt16', 'UInt32', 'UInt64', 'Float32', 'Float64')] + [pd.Series([True, False, None], dtype='boolean')], (2, 4, 5))
put('missing', pd.Series([None, np.nan, pd.NaT, pd.NA, 0, '', np.float64('nan'), decimal.Decimal('1') and 1.5]))
put('objects', pd.Series([1, 'a', 2.5, True, None, (1, 'x'), [1, 2], {'k': [None]}, pd.Timestamp('2020', tz='UTC'), pd.Timedelta('1s'), pd.Period('2020', 'D'), pd.Interval(0.5, 1.5, 'both'), np.float64(0.5), np.int8(3), np.datetime64('2020-01-01', 's'), 1 + 2j], dtype=object))
put('texts', pd.DataFrame({'s': ['', 'é日本\U0001F600', 'x' * 300, None], 't': pd.array(['a', None, '', 'b'], dtype='string')}, index=['a', 'a', 'b', 'ü']), (2, 4))

cats = [pd.Categorical(['b', 'a', None, 'b'], categories=['b', 'a', 'z'], ordered=True), pd.Categorical([3, 1, None]), pd.Categorical([1.5, 2.5]),
        pd.Categorical(pd.to_datetime(['2020', None, '2021'])), pd.Categorical(pd.to_datetime(['2020', '2021']).tz_localize('UTC')), pd.Categorical([True, False]),
        pd.Categorical(pd.to_timedelta(['1s', '2s'])), pd.Categorical(pd.PeriodIndex(['2020', '2021'], freq='M')), pd.Categorical([]), pd.Categorical(list(range(200))), pd.cut([1, 5, 9], [0, 4, 10])]
put('categoricals', cats, (2, 4))
put('cut', pd.Series(pd.cut([1.0, 5.0, np.nan], [0, 4, 10])))
put('intervals', [pd.Series(pd.IntervalIndex.from_breaks(b, closed=c)) for b, c in (([0.5, 1, 2], 'left'), (pd.date_range('2020', periods=3), 'both'),
    (pd.date_range('2020', periods=3, tz='Europe/Madrid'), 'right'), (pd.timedelta_range('1D', periods=3), 'neither'))] + [pd.Series(pd.arrays.IntervalArray.from_tuples([(0, 1), None, (2, 3)]))])
put('interval_index', [pd.IntervalIndex.from_breaks(b, closed=c, name='iv') for b, c in (([0.5, 1, 2], 'left'), (pd.date_range('2020', periods=3), 'both'))])
put('sparse', [pd.Series(pd.arrays.SparseArray(v, kind=k, **kw)) for k in ('integer', 'block') for v, kw in (([0, 0, 1, 2, 0], {}), ([np.nan, 1.5, np.nan], {}), ([True, False, False], {}), ([1.0, 0, 0], {'fill_value': 0.0}), ([], {}))])
put('sparse_frame', pd.DataFrame.sparse.from_spmatrix(__import__('scipy.sparse').sparse.eye(3, format='csr')))

mi = pd.MultiIndex.from_arrays([pd.to_datetime(['2020', '2021', None]), ['x', None, 'y'], [1.5, 2.5, 1.5], pd.Categorical(['p', 'q', 'p'])], names=['d', None, ('t', 1), 4])
put('multi', [mi, pd.MultiIndex.from_product([[1, 2], ['a']]), pd.MultiIndex.from_arrays([[], []], names=['a', 'b']), pd.MultiIndex.from_arrays([range(300), ['x'] * 300])], (2, 4))
put('multi_frame', pd.DataFrame(np.arange(9.).reshape(3, 3), index=mi, columns=pd.MultiIndex.from_tuples([('a', 1), ('a', 2), ('b', 1)], names=['u', 'v'])), (2, 4, 5))
put('labels', [pd.DataFrame([[1, 2, 3]], columns=c) for c in (pd.date_range('2020', periods=3), pd.RangeIndex(3), [1.5, 2.5, 3.5], pd.CategoricalIndex(['a', 'b', 'c']), ['a', 1, None], [('a', 1), 'b', 2.5], pd.period_range('2020', periods=3, freq='M'), [True, False, True])])
put('names', [pd.Series([1], name=n, index=pd.Index([1], name=n)) for n in (None, 's', 1, 2.5, ('a', 1), pd.Timestamp('2020'), True)])
put('ranges', [pd.RangeIndex(0), pd.RangeIndex(5, 0, -2), pd.RangeIndex(-3, 9, 4, name='r'), pd.RangeIndex(0, 10**6, 10**5)])
put('blocks', pd.concat([pd.DataFrame(np.arange(12).reshape(3, 4), columns=list('abcd')), pd.DataFrame({'e': ['x', 'y', 'z'], 'f': [True] * 3, 'g': [1.5] * 3}), pd.DataFrame({'h': [7, 8, 9]})], axis=1)[['h', 'a', 'e', 'c', 'g', 'b', 'f', 'd']], (0, 2, 4, 5))
put('dates', pd.DataFrame({'a': pd.to_datetime(['2020', None]), 'b': [pd.Timestamp('1700-01-01'), pd.Timestamp('2262-04-11 23:47:16.854775807')], 'c': pd.to_timedelta(['-1ns', None]), 'z': pd.to_datetime(['2020', None]).tz_localize('Asia/Tokyo'), 'z2': pd.to_datetime(['2021', '2022']).tz_localize('Asia/Tokyo')}), (2, 4, 5))
put('views', [pd.DataFrame(np.arange(12.).reshape(3, 4)).T, pd.DataFrame(np.arange(12.).reshape(3, 4)).iloc[::-1, ::2], pd.DataFrame(np.asfortranarray(np.arange(12.).reshape(3, 4)))], (2, 4, 5))
flagged = pd.DataFrame({'a': [1]}).set_flags(allows_duplicate_labels=False); flagged.attrs['source'] = {'k': [1]}
put('flags', flagged)
put('empty', [pd.DataFrame(), pd.DataFrame(columns=['a', 'b']), pd.DataFrame(index=range(3)), pd.DataFrame({'a': pd.Series([], dtype='Int64'), 'b': pd.Series([], dtype='datetime64[ns]')}), pd.Series([], dtype=object), pd.Index([]), pd.DatetimeIndex([]), pd.CategoricalIndex([])])
put('dtypes', [pd.CategoricalDtype(), pd.CategoricalDtype([1, 2], ordered=True), pd.DatetimeTZDtype(tz='Europe/Madrid'), pd.PeriodDtype('Q-FEB'), pd.IntervalDtype(), pd.IntervalDtype('datetime64[ns]', 'left'), pd.SparseDtype('int64', 3), pd.SparseDtype(bool), pd.UInt16Dtype(), pd.Float32Dtype()])
shared = pd.Index(['x', 'y']); put('nested', {'f': pd.DataFrame({'a': [1, 2]}, index=shared), 's': pd.Series([1, 2], index=shared), 'i': shared})
buffers = []
apart = pd.DataFrame({'i': [1, 2, 3], 'f': [0.5, np.nan, 1], 'g': [1.5, 2.5, 3.5], 's': ['a', 'b', None], 'd': day[:3]}, index=pd.Index([7, 8, 9], name='k'))
with open(os.path.join(out, 'apart-p5.pkl'), 'wb') as f: f.write(pickle.dumps(apart, 5, buffer_callback=buffers.append))
for i, b in enumerate(buffers):
    with open(os.path.join(out, f'apart-p5.buf{i}'), 'wb') as f: f.write(b.raw())
with open(os.path.join(out, 'apart-p5.json'), 'w') as f: json.dump(account(apart), f, separators=(',', ':'))
if not old:
    units = pd.date_range('2020', periods=2)
    put('units', [pd.Series(units.as_unit(u)) for u in ('s', 'ms', 'us')] + [pd.Series(units.as_unit(u).tz_localize('Europe/Madrid')) for u in ('s', 'ms', 'us')] + [pd.Series(pd.to_timedelta(['1s', None]).as_unit(u)) for u in ('s', 'ms', 'us')])
    put('unit_scalars', [pd.Timedelta('1D').as_unit(u) for u in ('s', 'ms', 'us', 'ns')] + [pd.Timestamp('1500-01-01'), pd.Timestamp('9999-12-31 23:59:59').as_unit('us')])
try:
    import pyarrow as pa
except ImportError:
    sys.exit()
D, d = decimal.Decimal, datetime
arrow = [(pa.null(), [None, None]), (pa.bool_(), [True, None, False] * 5), (pa.int8(), [1, None]), (pa.uint64(), [2**63, None]), (pa.float16(), [np.float16(1.5), None]), (pa.float32(), [1.5]),
    (pa.float64(), [1.5, None]), (pa.string(), ['a', None, 'é']), (pa.large_string(), ['a', None]), (pa.binary(), [b'a', None]), (pa.large_binary(), [b'a']), (pa.binary(2), [b'ab', None]),
    (pa.timestamp('us'), [d.datetime(2020, 1, 2), None]), (pa.timestamp('ns', 'Europe/Madrid'), [d.datetime(2020, 1, 2)]), (pa.duration('ms'), [d.timedelta(1)]), (pa.decimal128(10, 2), [D('1.10'), None, D('-0.05')]), (pa.decimal256(50, 2), [D('-1.10'), None]),
    (pa.date32(), [d.date(2020, 1, 2), None]), (pa.date64(), [d.date(1920, 1, 2)]), (pa.time32('s'), [d.time(1, 2, 3), None]), (pa.time64('us'), [d.time(1, 2, 3, 4)]),
    (pa.list_(pa.int64()), [[1, 2], None, []]), (pa.large_list(pa.string()), [['a', None], None, []]), (pa.list_(pa.int64(), 2), [[1, 2], [3, None]]), (pa.struct([('a', pa.int64()), ('b', pa.string())]), [{'a': 1, 'b': 'x'}, None, {'a': None, 'b': 'y'}]),
    (pa.dictionary(pa.int32(), pa.string()), ['a', 'b', 'a', None]), (pa.map_(pa.string(), pa.int64()), [[('a', 1)], None]), (pa.list_(pa.list_(pa.int8())), [[[1], None], []])]
def arrowAccount(x, t=None):
    if x is pd.NA or x is None: return {"$NA": 1}
    if isinstance(x, D): return {"$decimal": str(x)}
    if isinstance(x, (d.datetime, pd.Timestamp)): return enc(pd.Timestamp(x))
    if isinstance(x, d.timedelta): return {"$pdtimedelta_ns": str(pd.Timedelta(x).value), "unit": t.unit}
    if isinstance(x, d.date): return enc(pd.Timestamp(x).as_unit('s' if t == pa.date32() else 'ms'))
    if isinstance(x, d.time): return {"$pdtimedelta_ns": str((x.hour * 3600 + x.minute * 60 + x.second) * 10**9 + x.microsecond * 1000), "unit": t.unit}
    if isinstance(x, list): return [{"$tuple": [arrowAccount(y) for y in z]} if isinstance(z, tuple) else arrowAccount(z) for z in x]
    if isinstance(x, dict): return {"$struct": {k: arrowAccount(y) for k, y in x.items()}}
    return enc(x)
for name, take in (('arrow', slice(None)), ('arrow_slice', slice(1, None))):
    series = [pd.Series(pd.array(pa.array(v, type=t), dtype=pd.ArrowDtype(t))).iloc[take].reset_index(drop=True) for t, v in arrow]
    for p in (2, 4, 5):
        with open(os.path.join(out, f'{name}-p{p}.pkl'), 'wb') as f: f.write(pickle.dumps(series, p))
        with open(os.path.join(out, f'{name}-p{p}.json'), 'w') as f:
            json.dump([{"$series": [arrowAccount(x, s.dtype.pyarrow_dtype) for x in s.array._pa_array.to_pylist()], "dtype": str(s.dtype), "name": None, "index": enc(s.index)} for s in series], f, separators=(',', ':'))
put('arrow_strings', [pd.Series(['a', None, 'b'], dtype='string[pyarrow]'), pd.Series(['a', None], dtype='string[pyarrow_numpy]'), pd.Index(['a', 'b'], dtype='string[pyarrow]')])

class Chunked:
    "an array that pickles in chunks, as pandas did before 2.1"
    def __init__(self, array, chunks): self.array, self.chunks = array, chunks
    def __reduce__(self):
        import copyreg
        return copyreg._reconstructor, (type(self.array), object, None), {'_data': pa.chunked_array(self.chunks, self.array.dtype.pyarrow_dtype if hasattr(self.array.dtype, 'pyarrow_dtype') else pa.string()), '_dtype': self.array.dtype}

chunked = [Chunked(pd.array([1], dtype='int64[pyarrow]'), [[1, None], [], [3], [4, 5, 6]]), Chunked(pd.array(['a'], dtype='string[pyarrow]'), [['a'], [None, 'b']])]
with open(os.path.join(out, 'arrow_chunks-p4.pkl'), 'wb') as f: f.write(pickle.dumps(chunked, 4))
with open(os.path.join(out, 'arrow_chunks-p4.json'), 'w') as f: json.dump(account(pickle.loads(pickle.dumps(chunked, 4))), f, separators=(',', ':'))
