package pandas_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// A built object is made in Go; python is the expression that makes its like in Python.
type built struct {
	name   string
	make   func(m *must) any
	python string
}

// must ends a test at the first error.
type must struct{ t testing.TB }

func (m *must) check(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *must) series(name, data any) *pandas.Series {
	m.t.Helper()
	s, err := pandas.NewSeries(name, data)
	m.check(err)
	return s
}

func (m *must) index(name, data any) *pandas.Index {
	m.t.Helper()
	x, err := pandas.NewIndex(name, data)
	m.check(err)
	return x
}

func (m *must) frame(columns ...*pandas.Series) *pandas.DataFrame {
	m.t.Helper()
	d, err := pandas.NewDataFrame(columns...)
	m.check(err)
	return d
}

// ok returns x, of a call whose error must be nil.
func ok[T any](m *must) func(x T, err error) T {
	return func(x T, err error) T {
		m.t.Helper()
		m.check(err)
		return x
	}
}

func madrid(m *must) *time.Location {
	loc, err := time.LoadLocation("Europe/Madrid")
	m.check(err)
	return loc
}

var (
	noon  = time.Date(2020, 1, 2, 12, 0, 0, 5, time.UTC)
	jan1  = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	dates = []time.Time{jan1, jan1.AddDate(0, 0, 1), jan1.AddDate(0, 0, 2)}
)

// objects are what Go can make: every constructor, every kind of column and index.
var objects = []built{
	{"float64", func(m *must) any { return m.series("x", []float64{1.5, math.NaN(), math.Inf(1)}) }, `pd.Series([1.5, np.nan, np.inf], name="x")`},
	{"no name", func(m *must) any { return m.series(nil, []int{1, -2}) }, `pd.Series([1, -2])`},
	{"int8", func(m *must) any { return m.series("x", []int8{1, -2}) }, `pd.Series([1, -2], dtype="int8", name="x")`},
	{"uint8", func(m *must) any { return m.series("x", []uint8{1, 255}) }, `pd.Series([1, 255], dtype="uint8", name="x")`},
	{"int16", func(m *must) any { return m.series("x", []int16{1, -2}) }, `pd.Series([1, -2], dtype="int16", name="x")`},
	{"uint32", func(m *must) any { return m.series("x", []uint32{1, 1 << 31}) }, `pd.Series([1, 2**31], dtype="uint32", name="x")`},
	{"int64", func(m *must) any { return m.series("x", []int64{math.MinInt64, math.MaxInt64}) }, `pd.Series([-2**63, 2**63 - 1], name="x")`},
	{"uint64", func(m *must) any { return m.series("x", []uint64{0, math.MaxUint64}) }, `pd.Series([0, 2**64 - 1], dtype="uint64", name="x")`},
	{"float32", func(m *must) any { return m.series("x", []float32{0.5}) }, `pd.Series([0.5], dtype="float32", name="x")`},
	{"complex128", func(m *must) any { return m.series("x", []complex128{1 + 2i}) }, `pd.Series([1 + 2j], name="x")`},
	{"bool", func(m *must) any { return m.series("x", []bool{true, false}) }, `pd.Series([True, False], name="x")`},
	{"empty", func(m *must) any { return m.series("x", []float64{}) }, `pd.Series([], dtype="float64", name="x")`},
	{"strings", func(m *must) any { return m.series("x", []string{"a", "é", ""}) }, `pd.Series(["a", "é", ""], name="x", dtype=object)`},
	{"objects", func(m *must) any {
		return m.series("x", []any{1, "a", nil, 2.5, true, pandas.NA, pandas.NaT, noon, time.Second, pandas.Tuple{"t", 1}, []any{1}, new(big.Int).Lsh(big.NewInt(1), 70), []byte("b"), 1 + 2i, uint64(math.MaxUint64), pandas.Interval{Left: int64(1), Right: int64(2), Closed: "left"}})
	}, `pd.Series([1, "a", None, 2.5, True, pd.NA, pd.NaT, pd.Timestamp("2020-01-02 12:00:00.000000005", tz=datetime.timezone.utc), pd.Timedelta("1s"), ("t", 1), [1], 2**70, b"b", 1 + 2j, 2**64 - 1, pd.Interval(1, 2, "left")], name="x", dtype=object)`},
	{"nullable", func(m *must) any {
		return m.series("x", ok[*pandas.NullableArray](m)(pandas.NewNullable([]int64{1, 2}, []bool{false, true})))
	}, `pd.Series([1, None], dtype="Int64", name="x")`},
	{"nullable floats", func(m *must) any {
		return m.series("x", ok[*pandas.NullableArray](m)(pandas.NewNullable([]float32{1, 2}, []bool{false, true})))
	}, `pd.Series([1, None], dtype="Float32", name="x")`},
	{"nullable bools", func(m *must) any {
		return m.series("x", ok[*pandas.NullableArray](m)(pandas.NewNullable([]bool{true, true}, []bool{false, true})))
	}, `pd.Series([True, None], dtype="boolean", name="x")`},
	{"string", func(m *must) any {
		return m.series("x", ok[*pandas.StringArray](m)(pandas.NewStrings([]string{"a", ""}, []bool{false, true})))
	}, `pd.Series(["a", None], dtype="string", name="x")`},
	{"UTC", func(m *must) any { return m.series("x", dates) }, `pd.Series(pd.date_range("2020-01-01", periods=3, tz="UTC"), name="x")`},
	{"Madrid", func(m *must) any {
		return m.series("x", []time.Time{time.Date(2020, 7, 1, 0, 0, 0, 0, madrid(m))})
	}, `pd.Series(pd.to_datetime(["2020-07-01"]).tz_localize("Europe/Madrid"), name="x")`},
	{"offset", func(m *must) any {
		return m.series("x", []time.Time{time.Date(2020, 7, 1, 0, 0, 0, 0, time.FixedZone("", -5400))})
	}, `pd.Series(pd.to_datetime(["2020-07-01"]).tz_localize(datetime.timezone(datetime.timedelta(hours=-1, minutes=-30))), name="x")`},
	{"naive", func(m *must) any {
		return m.series("x", ok[*pandas.DatetimeArray](m)(pandas.NewNaiveTimes([]time.Time{noon, {}}, []bool{false, true})))
	}, `pd.Series(pd.to_datetime(["2020-01-02 12:00:00.000000005", None]), name="x")`},
	{"durations", func(m *must) any { return m.series("x", []time.Duration{time.Nanosecond, -time.Hour}) }, `pd.Series(pd.to_timedelta([1, -3600 * 10**9]), name="x")`},
	{"periods", func(m *must) any {
		f := ok[*pandas.Offset](m)(pandas.ParseOffset("Q-FEB"))
		return m.series("x", ok[*pandas.PeriodArray](m)(pandas.NewPeriods([]int64{200, math.MinInt64}, f)))
	}, `pd.Series(pd.PeriodIndex([pd.Period(ordinal=200, freq="Q-FEB"), pd.NaT]), name="x")`},
	{"intervals", func(m *must) any {
		left, right := m.series(nil, []float64{0, 1}).Array(), m.series(nil, []float64{1, 2}).Array()
		return m.series("x", ok[*pandas.IntervalArray](m)(pandas.NewIntervals(left, right, "both")))
	}, `pd.Series(pd.arrays.IntervalArray.from_breaks([0.0, 1, 2], closed="both"), name="x")`},
	{"sparse", func(m *must) any {
		return m.series("x", ok[*pandas.SparseArray](m)(pandas.NewSparse(5, []int64{1, 4}, m.series(nil, []int64{7, 8}).Array(), 0)))
	}, `pd.Series(pd.arrays.SparseArray([0, 7, 0, 0, 8], fill_value=0), name="x")`},
	{"categories", func(m *must) any {
		return m.series("x", ok[*pandas.Categorical](m)(pandas.Categorize([]string{"b", "a", "b", ""}, []bool{false, false, false, true})))
	}, `pd.Series(["b", "a", "b", None], name="x", dtype="category")`},
	{"ordered categories", func(m *must) any {
		return m.series("x", ok[*pandas.Categorical](m)(pandas.NewCategorical([]int{1, -1, 0}, m.index(nil, []int{3, 1}), true)))
	}, `pd.Series(pd.Categorical.from_codes([1, -1, 0], categories=[3, 1], ordered=True), name="x")`},
	{"labels", func(m *must) any {
		return ok[*pandas.Series](m)(m.series("x", []int{1, 2}).WithIndex(m.index("k", []string{"a", "b"})))
	}, `pd.Series([1, 2], name="x", index=pd.Index(["a", "b"], name="k", dtype=object))`},
	{"tuple name", func(m *must) any { return m.series(pandas.Tuple{"a", 1}, []int{1}) }, `pd.Series([1], name=("a", 1))`},

	{"index of ints", func(m *must) any { return m.index("n", []int{3, 1}) }, `pd.Index([3, 1], name="n")`},
	{"index of floats", func(m *must) any { return m.index(nil, []float64{3, 1.5}) }, `pd.Index([3, 1.5])`},
	{"index of uints", func(m *must) any { return m.index(nil, []uint64{3, 1}) }, `pd.Index(np.array([3, 1], dtype="uint64"))`},
	{"index of bools", func(m *must) any { return m.index(nil, []bool{true}) }, `pd.Index([True])`},
	{"index of any", func(m *must) any { return m.index(nil, []any{1, 2}) }, `pd.Index([1, 2])`},
	{"index of all sorts", func(m *must) any { return m.index(nil, []any{1, "a", nil}) }, `pd.Index([1, "a", None])`},
	{"range", func(m *must) any { return pandas.NewRangeIndex("r", 5, 0, -2) }, `pd.RangeIndex(5, 0, -2, name="r")`},
	{"index of dates", func(m *must) any {
		x := m.index("when", ok[*pandas.DatetimeArray](m)(pandas.NewNaiveTimes(dates, nil)))
		return ok[*pandas.Index](m)(x.WithFreq(ok[*pandas.Offset](m)(pandas.ParseOffset("D"))))
	}, `pd.date_range("2020-01-01", periods=3, name="when")`},
	{"index of moments", func(m *must) any { return m.index(nil, dates) }, `pd.DatetimeIndex(list(pd.date_range("2020-01-01", periods=3, tz="UTC")))`},
	{"index of durations", func(m *must) any { return m.index(nil, []time.Duration{time.Hour}) }, `pd.to_timedelta(["1h"])`},
	{"index of periods", func(m *must) any {
		f := ok[*pandas.Offset](m)(pandas.ParseOffset("M"))
		return m.index("p", ok[*pandas.PeriodArray](m)(pandas.NewPeriods([]int64{600, 601}, f)))
	}, `pd.period_range("2020-01", periods=2, freq="M", name="p")`},
	{"index of intervals", func(m *must) any {
		left, right := m.series(nil, []int{0, 1}).Array(), m.series(nil, []int{1, 2}).Array()
		return m.index("i", ok[*pandas.IntervalArray](m)(pandas.NewIntervals(left, right, "left")))
	}, `pd.IntervalIndex.from_breaks([0, 1, 2], closed="left", name="i")`},
	{"index of categories", func(m *must) any {
		return m.index("c", ok[*pandas.Categorical](m)(pandas.Categorize([]string{"b", "a"}, nil)))
	}, `pd.CategoricalIndex(["b", "a"], name="c")`},
	{"index of nullables", func(m *must) any {
		return m.index("c", ok[*pandas.NullableArray](m)(pandas.NewNullable([]int64{2, 1}, []bool{false, true})))
	}, `pd.Index(pd.array([2, None], dtype="Int64"), name="c")`},
	{"levels", func(m *must) any {
		return ok[*pandas.Index](m)(pandas.NewMultiIndex(m.series("a", []string{"y", "x", "y"}), m.series(nil, []int{2, 1, 1}), m.series("c", []float64{0.5, math.NaN(), 0.5}), m.series("d", dates)))
	}, `pd.MultiIndex.from_arrays([["y", "x", "y"], [2, 1, 1], [0.5, np.nan, 0.5], pd.DatetimeIndex(list(pd.date_range("2020-01-01", periods=3, tz="UTC")))], names=["a", None, "c", "d"])`},

	{"frame", func(m *must) any {
		return m.frame(m.series("i", []int{1, 2, 3}), m.series("s", []string{"a", "b", "c"}), m.series("f", []float64{0.5, math.NaN(), 1}), m.series("j", []int64{4, 5, 6}), m.series("t", dates),
			m.series("d", []time.Duration{1, 2, 3}), m.series("e", []time.Duration{4, 5, 6}), m.series("b", []bool{true, false, true}), m.series("u", []any{nil, "x", 1}),
			m.series("c", ok[*pandas.Categorical](m)(pandas.Categorize([]string{"q", "p", "q"}, nil))), m.series("n", ok[*pandas.NullableArray](m)(pandas.NewNullable([]int64{1, 2, 3}, []bool{true, false, false}))))
	}, `pd.DataFrame({"i": [1, 2, 3], "s": ["a", "b", "c"], "f": [0.5, np.nan, 1], "j": [4, 5, 6], "t": pd.date_range("2020-01-01", periods=3, tz="UTC"),
		"d": pd.to_timedelta([1, 2, 3]), "e": pd.to_timedelta([4, 5, 6]), "b": [True, False, True], "u": [None, "x", 1], "c": pd.Categorical(["q", "p", "q"]), "n": pd.array([None, 2, 3], dtype="Int64")})`},
	{"frame of one", func(m *must) any { return m.frame(m.series("x", []float64{1})) }, `pd.DataFrame({"x": [1.0]})`},
	{"frame of numbered columns", func(m *must) any { return m.frame(m.series(0, []int{1}), m.series(1, []int{2})) }, `pd.DataFrame([[1, 2]], columns=pd.Index([0, 1]))`},
	{"frame of levels", func(m *must) any {
		d := m.frame(m.series("a", []int{1, 2}), m.series("b", []int{3, 4}))
		x := ok[*pandas.Index](m)(pandas.NewMultiIndex(m.series("l", []string{"p", "p"}), m.series("n", []int{1, 2})))
		d = ok[*pandas.DataFrame](m)(d.WithColumns(x))
		return ok[*pandas.DataFrame](m)(d.WithIndex(m.index("when", ok[*pandas.DatetimeArray](m)(pandas.NewNaiveTimes(dates[:2], nil)))))
	}, `pd.DataFrame([[1, 3], [2, 4]], columns=pd.MultiIndex.from_arrays([["p", "p"], [1, 2]], names=["l", "n"]), index=pd.DatetimeIndex(["2020-01-01", "2020-01-02"], name="when"))`},
	{"frame of a period and strings", func(m *must) any {
		f := ok[*pandas.Offset](m)(pandas.ParseOffset("D"))
		return m.frame(m.series("p", ok[*pandas.PeriodArray](m)(pandas.NewPeriods([]int64{0, 1}, f))), m.series("s", ok[*pandas.StringArray](m)(pandas.NewStrings([]string{"a", "b"}, nil))))
	}, `pd.DataFrame({"p": pd.period_range("1970-01-01", periods=2, freq="D"), "s": pd.array(["a", "b"], dtype="string")})`},
	{"frame of rows only", func(m *must) any {
		return ok[*pandas.DataFrame](m)(m.frame().WithIndex(m.index(nil, []int{1, 2})))
	}, `pd.DataFrame(index=pd.Index([1, 2]), columns=pd.Index([], dtype=object))`},

	{"array of NumPy's", func(m *must) any {
		d := ok[ndarray.DType](m)(ndarray.ParseDType(">i2"))
		return m.series("x", ok[*ndarray.Array](m)(ndarray.New(d, []int{2}, []byte{1, 2, 0xFF, 0xFF})))
	}, `pd.Series([258, -1], dtype="int16", name="x")`}, // NumPy swaps bytes when it loads
	{"NumPy's dates", func(m *must) any {
		d := ok[ndarray.DType](m)(ndarray.ParseDType("<M8[ns]"))
		a := ok[*ndarray.Array](m)(ndarray.New(d, []int{1}, []byte{1, 0, 0, 0, 0, 0, 0, 0}))
		return m.series("x", &numpy.Array{Array: *a})
	}, `pd.Series(pd.to_datetime([1]), name="x")`},
	{"notes of a series", func(m *must) any {
		b := py.NewBuilder()
		return m.series(nil, []int{1}).WithAttrs(b.Dict(b.Str("k"), b.List(b.Int(1))))
	}, `(lambda s: (s.attrs.update(k=[1]), s)[1])(pd.Series([1]))`},
	{"notes of a frame", func(m *must) any {
		b := py.NewBuilder()
		return m.frame(m.series("a", []int{1})).WithAttrs(b.Dict(b.Str("k"), b.Float(1)))
	}, `(lambda d: (d.attrs.update(k=1.0), d)[1])(pd.DataFrame({"a": [1]}))`},
	{"a series again", func(m *must) any { return m.series("y", m.series("x", []int{1})) }, `pd.Series([1], name="y")`},
	{"nullables, none missing", func(m *must) any {
		return m.series("x", ok[*pandas.NullableArray](m)(pandas.NewNullable([]uint8{1, 2}, nil)))
	}, `pd.Series([1, 2], dtype="UInt8", name="x")`},
	{"sparse floats", func(m *must) any {
		return m.series("x", ok[*pandas.SparseArray](m)(pandas.NewSparse(3, []int64{1}, m.series(nil, []float64{1.5}).Array(), math.NaN())))
	}, `pd.Series(pd.arrays.SparseArray([np.nan, 1.5, np.nan]), name="x")`},
	{"another name", func(m *must) any { return m.index("a", []int{1}).WithName("b") }, `pd.Index([1], name="b")`},
	{"levels of all kinds", func(m *must) any {
		f := ok[*pandas.Offset](m)(pandas.ParseOffset("Y"))
		x := ok[*pandas.Index](m)(pandas.NewMultiIndex(
			m.series(nil, []uint64{2, 1, 2}), m.series(nil, []bool{true, false, true}), m.series(nil, []time.Duration{2, 1, 2}),
			m.series(nil, ok[*pandas.PeriodArray](m)(pandas.NewPeriods([]int64{51, 50, math.MinInt64}, f))),
			m.series(nil, ok[*pandas.NullableArray](m)(pandas.NewNullable([]int64{3, 1, 2}, nil))), pandas.NewRangeIndex(nil, 0, 3, 1).ToSeries(),
			m.series(nil, ok[*pandas.DatetimeArray](m)(pandas.NewNaiveTimes(dates, nil)))))
		return ok[*pandas.Index](m)(x.WithNames("u", "b", "d", "p", "n", "r", 7))
	}, `pd.MultiIndex.from_arrays([np.array([2, 1, 2], dtype="uint64"), [True, False, True], pd.to_timedelta([2, 1, 2]), pd.PeriodIndex([pd.Period("2021", "A"), pd.Period("2020", "A"), pd.NaT]),
		pd.array([3, 1, 2], dtype="Int64"), [0, 1, 2], pd.DatetimeIndex(list(pd.date_range("2020-01-01", periods=3)))], names=["u", "b", "d", "p", "n", "r", 7])`},
	{"frames of equal labels", func(m *must) any {
		a := ok[*pandas.Series](m)(m.series("a", []int{1, 2}).WithIndex(m.index(nil, []string{"x", "y"})))
		b := ok[*pandas.Series](m)(m.series("b", []int{3, 4}).WithIndex(m.index(nil, []string{"x", "y"})))
		return m.frame(a, b)
	}, `pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=pd.Index(["x", "y"], dtype=object))`},
	{"columns apart", func(m *must) any {
		return m.frame(m.series("a", []int{1}), m.series("b", []float64{2}), m.series("c", []int{3}), m.series("d", []any{4}), m.series("e", []float64{5}), m.series("f", []string{"6"}))
	}, `pd.DataFrame({"a": [1], "b": [2.0], "c": [3], "d": np.array([4], dtype=object), "e": [5.0], "f": ["6"]})`},

	{"timestamp", func(m *must) any { return ok[pandas.Timestamp](m)(pandas.TimestampOf(noon.In(madrid(m)))) }, `pd.Timestamp("2020-01-02 13:00:00.000000005", tz="Europe/Madrid")`},
	{"timedelta", func(m *must) any { return pandas.Timedelta{Ticks: 5, Unit: pandas.Nanosecond} }, `pd.Timedelta(5)`},
	{"period", func(m *must) any {
		return pandas.Period{Ordinal: 600, Freq: ok[*pandas.Offset](m)(pandas.ParseOffset("M"))}
	}, `pd.Period("2020-01", "M")`},
	{"NaT", func(m *must) any { return pandas.NaT }, `pd.NaT`},
	{"NA", func(m *must) any { return pandas.NA }, `pd.NA`},
}

func init() {
	freqs := map[string]string{ // as ParseOffset takes them, and what makes them in all releases
		"D": "Day()", "2h": "Hour(2)", "min": "Minute()", "s": "Second()", "10ms": "Milli(10)", "us": "Micro()", "ns": "Nano()", "B": "BusinessDay()", "ME": "MonthEnd()", "MS": "MonthBegin()",
		"QE-FEB": "QuarterEnd(startingMonth=2)", "QS-JAN": "QuarterBegin(startingMonth=1)", "YE-DEC": "YearEnd()", "YS-APR": "YearBegin(month=4)", "W-TUE": "Week(weekday=1)", "BME": "BusinessMonthEnd()",
		"BQE-DEC": "BQuarterEnd(startingMonth=12)", "SME-15": "SemiMonthEnd()", "BYS-JAN": "BYearBegin()", "A-FEB": "YearEnd(month=2)", "3T": "Minute(3)",
	}
	for text, python := range freqs {
		objects = append(objects, built{"offset " + text, func(m *must) any { return ok[*pandas.Offset](m)(pandas.ParseOffset(text)) }, "pd.offsets." + python})
	}
}

// TestBuild writes what Go has made, reads it, and compares it value by value with what was made.
func TestBuild(t *testing.T) {
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			made := o.make(&must{t})
			data, err := pickle.Marshal(made)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := pickle.Loads(data)
			if err != nil {
				t.Fatal(err)
			}
			got, err := pandas.FromPy(doc.Root())
			if err != nil {
				t.Fatal(err)
			}
			if g, w := text(got), text(made); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

// text writes all that an object holds.
func text(x any) string {
	switch x := x.(type) {
	case *pandas.DataFrame:
		s := "columns " + text(x.Columns()) + "\nindex " + text(x.Index())
		for _, column := range x.Series() {
			s += "\n" + text(column)
		}
		return s
	case *pandas.Series:
		return fmt.Sprintf("%v %v %s", x.Name(), text(x.Array()), text(x.Index()))
	case *pandas.Index:
		if x.Kind() == pandas.MultiIndex {
			return fmt.Sprintf("%v %v %v", x.Kind(), x.Names(), text(x.ToSeries().Array()))
		}
		return fmt.Sprintf("%v %v %v freq %v", x.Kind(), x.Name(), text(x.Array()), x.Freq())
	case pandas.Array:
		s := x.DType().String() + " ["
		for i := range x.Len() {
			s += fmt.Sprintf("%v %v, ", x.Missing(i), account(x.At(i)))
		}
		return s + "]"
	}
	return fmt.Sprint(account(x))
}
