package pandas_test

import (
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/py"
)

// A maker puts objects together as pandas pickles them, or nearly so.
type maker struct {
	*py.Builder
	t testing.TB
}

func (m maker) array(text string, shape []int, data []byte) py.Value {
	m.t.Helper()
	d, err := ndarray.ParseDType(text)
	if err != nil {
		m.t.Fatal(err)
	}
	a, err := ndarray.New(d, shape, data)
	if err != nil {
		m.t.Fatal(err)
	}
	v, err := numpy.ToPy(m.Builder, a)
	if err != nil {
		m.t.Fatal(err)
	}
	return v
}

func (m maker) bytes(n int) py.Value { return m.array("|i1", []int{n}, make([]byte, n)) }

func (m maker) index(class string, kv ...py.Value) py.Value {
	module := map[string]string{"RangeIndex": "range", "MultiIndex": "multi"}[class]
	if module == "" {
		module = "base"
	}
	return m.Call(m.Global("pandas.core.indexes.base", "_new_Index"), m.Global("pandas.core.indexes."+module, class), m.Dict(kv...))
}

func (m maker) rangeIndex(start, stop, step int64) py.Value {
	return m.index("RangeIndex", m.Str("name"), m.None(), m.Str("start"), m.Int(start), m.Str("stop"), m.Int(stop), m.Str("step"), m.Int(step))
}

func (m maker) block(values, placement py.Value) py.Value {
	return m.Call(m.Global("pandas._libs.internals", "_unpickle_block"), values, placement, m.Int(2))
}

func (m maker) slice(start, stop, step int64) py.Value {
	return m.Call(m.Global("builtins", "slice"), m.Int(start), m.Int(stop), m.Int(step))
}

func (m maker) frame(columns, rows py.Value, blocks ...py.Value) py.Value {
	mgr := m.Call(m.Global("pandas.core.internals.managers", "BlockManager"), m.Tuple(blocks...), m.List(columns, rows))
	return m.instance("pandas.core.frame", "DataFrame", m.Str("_mgr"), mgr)
}

func (m maker) instance(module, name string, kv ...py.Value) py.Value {
	v := m.NewObj(m.Global(module, name))
	m.Build(v, m.Dict(kv...))
	return v
}

func (m maker) backed(class string, state ...py.Value) py.Value {
	v := m.Call(m.Global("pandas._libs.arrays", "__pyx_unpickle_NDArrayBacked"), m.Global("pandas.core.arrays", class), m.Int(223698104), m.None())
	m.Build(v, m.Tuple(state...))
	return v
}

func (m maker) categories(n int) py.Value {
	return m.instance("pandas.core.dtypes.dtypes", "CategoricalDtype", m.Str("categories"), m.rangeIndex(0, int64(n), 1), m.Str("ordered"), m.Bool(false))
}

func (m maker) sparse(index py.Value, values int) py.Value {
	dtype := m.instance("pandas", "SparseDtype", m.Str("_dtype"), m.Call(m.Global("numpy", "dtype"), m.Str("i1")), m.Str("_fill_value"), m.Int(0))
	return m.instance("pandas.core.arrays.sparse.array", "SparseArray", m.Str("_sparse_index"), index, m.Str("_sparse_values"), m.bytes(values), m.Str("_dtype"), dtype)
}

func (m maker) arrow(alias string, n int64, buffers ...py.Value) py.Value {
	t := m.Call(m.Global("pyarrow.lib", "type_for_alias"), m.Str(alias))
	data := m.Call(m.Global("pyarrow.lib", "_restore_array"), m.Tuple(t, m.Int(n), m.Int(0), m.Int(0), m.List(buffers...), m.List(), m.None()))
	return m.instance("pandas.core.arrays.arrow.array", "ArrowExtensionArray", m.Str("_pa_array"), data)
}

// TestRefuse reads what pandas would not write. Each is an error that names the place and what belongs there.
func TestRefuse(t *testing.T) {
	ten := func(m maker) py.Value { return m.rangeIndex(0, 10, 1) }
	two := func(m maker) py.Value { return m.rangeIndex(0, 2, 1) }
	for _, test := range []struct {
		name string
		make func(m maker) py.Value
		want string
	}{
		{"no object", func(m maker) py.Value { return m.Int(1) }, "pandas: value: got 1, want an object of pandas"},
		{"another call", func(m maker) py.Value { return m.Call(m.Global("os", "system"), m.Str("true")) }, "value: got os.system"},
		{"a foreign frame", func(m maker) py.Value { return m.instance("geopandas.geodataframe", "GeoDataFrame") }, "got geopandas.geodataframe.GeoDataFrame"},
		{"no manager", func(m maker) py.Value { return m.instance("pandas.core.frame", "DataFrame") }, "DataFrame._mgr: got nothing, want a BlockManager"},
		{"few rows", func(m maker) py.Value {
			return m.frame(two(m), ten(m), m.block(m.array("|i1", []int{2, 9}, make([]byte, 18)), m.slice(0, 2, 1)))
		}, "DataFrame._mgr.args.blocks[0].values: got 9, want 10 rows, one a label"},
		{"few columns", func(m maker) py.Value {
			return m.frame(ten(m), two(m), m.block(m.array("|i1", []int{2, 2}, make([]byte, 4)), m.slice(0, 2, 1)))
		}, "blocks: got 2, want 10 columns, one a label"},
		{"many columns", func(m maker) py.Value {
			return m.frame(two(m), two(m), m.block(m.array("|i1", []int{3, 2}, make([]byte, 6)), m.slice(0, 3, 1)))
		}, "blocks[0].values: got 3 columns, want no more columns than labels"},
		{"a column twice", func(m maker) py.Value {
			b := func() py.Value { return m.block(m.array("|i1", []int{1, 2}, make([]byte, 2)), m.slice(0, 1, 1)) }
			return m.frame(two(m), two(m), b(), b())
		}, "blocks[1].placement: got 0, want columns that no other block has"},
		{"a column outside", func(m maker) py.Value {
			return m.frame(m.rangeIndex(0, 1, 1), two(m), m.block(m.array("|i1", []int{1, 2}, make([]byte, 2)), m.slice(5, 6, 1)))
		}, "placement: got 5, want columns from 0 to 0"},
		{"a slice too long", func(m maker) py.Value {
			return m.frame(two(m), two(m), m.block(m.array("|i1", []int{1, 2}, make([]byte, 2)), m.slice(0, 2, 1)))
		}, "want a slice of 1 columns"},
		{"columns of no rows", func(m maker) py.Value {
			return m.frame(m.rangeIndex(0, 1<<40, 1), m.rangeIndex(0, 0, 1), m.block(m.array("|i1", []int{1 << 40, 0}, nil), m.slice(0, 1<<40, 1)))
		}, "want at most 65536 columns where there are no rows"},
		{"three dimensions", func(m maker) py.Value {
			return m.frame(two(m), two(m), m.block(m.array("|i1", []int{2, 2, 1}, make([]byte, 4)), m.slice(0, 2, 1)))
		}, "want an array of 1 or 2 dimensions"},
		{"texts of NumPy", func(m maker) py.Value {
			return m.index("Index", m.Str("data"), m.array("<U1", []int{1}, make([]byte, 4)))
		}, "got <U1, want a dtype that pandas keeps"},
		{"step 0", func(m maker) py.Value { return m.rangeIndex(0, 5, 0) }, "Index.step: got 0, want int that is not 0"},
		{"a code too large", func(m maker) py.Value {
			return m.backed("Categorical", m.categories(2), m.array("|i1", []int{2}, []byte{0, 2}), m.Dict())
		}, "state[1]: got 2, want a code from -1 to 1"},
		{"a code too small", func(m maker) py.Value {
			return m.backed("Categorical", m.categories(2), m.array("|i1", []int{1}, []byte{0xFE}), m.Dict())
		}, "state[0]: got -2, want a code from -1 to 1"},
		{"codes of floats", func(m maker) py.Value {
			return m.backed("Categorical", m.categories(2), m.array("<f4", []int{1}, make([]byte, 4)), m.Dict())
		}, "want codes: an array of signed integers"},
		{"its own category", func(m maker) py.Value {
			dtype := m.NewObj(m.Global("pandas.core.dtypes.dtypes", "CategoricalDtype"))
			x := m.index("CategoricalIndex", m.Str("data"), m.backed("Categorical", dtype, m.bytes(1), m.Dict()))
			m.Build(dtype, m.Dict(m.Str("categories"), x, m.Str("ordered"), m.Bool(false)))
			return x
		}, "nested at most 32 deep"},
		{"levels without codes", func(m maker) py.Value {
			return m.index("MultiIndex", m.Str("levels"), m.List(two(m)), m.Str("codes"), m.List(), m.Str("names"), m.List(m.None()))
		}, "Index.levels: got list of 1, want list of 1 to 256 levels"},
		{"codes of two lengths", func(m maker) py.Value {
			return m.index("MultiIndex", m.Str("levels"), m.List(two(m), two(m)), m.Str("codes"), m.List(m.bytes(1), m.bytes(2)), m.Str("names"), m.List(m.None(), m.None()))
		}, "Index.codes[1]: got 2, want 1 codes"},
		{"a mask too short", func(m maker) py.Value {
			return m.instance("pandas.core.arrays.integer", "IntegerArray", m.Str("_data"), m.bytes(2), m.Str("_mask"), m.array("|b1", []int{1}, make([]byte, 1)))
		}, "IntegerArray._mask: got |b1, want as many bools as there are values"},
		{"rows past the end", func(m maker) py.Value {
			rows := m.array("<i4", []int{1}, []byte{5, 0, 0, 0})
			return m.sparse(m.Call(m.Global("pandas._libs.sparse", "IntIndex"), m.Int(5), rows), 1)
		}, "_sparse_index: got 5, want ascending rows below 5"},
		{"blocks past the end", func(m maker) py.Value {
			start, length := m.array("<i4", []int{1}, []byte{4, 0, 0, 0}), m.array("<i4", []int{1}, []byte{2, 0, 0, 0})
			return m.sparse(m.Call(m.Global("pandas._libs.sparse", "BlockIndex"), m.Int(5), start, length), 2)
		}, "want blocks of rows within the length"},
		{"no dtype", func(m maker) py.Value {
			return m.backed("DatetimeArray", m.None(), m.array("<M8[D]", []int{1}, make([]byte, 8)), m.Dict())
		}, "DatetimeArray.state.dtype: numpy: dtype: got None, want a dtype"},
		{"days", func(m maker) py.Value {
			return m.index("DatetimeIndex", m.Str("data"), m.array("<M8[D]", []int{1}, make([]byte, 8)))
		}, "got <M8[D], want a unit of s, ms, us or ns"},
		{"dates that are none", func(m maker) py.Value { return m.index("DatetimeIndex", m.Str("data"), m.bytes(1)) }, "got int8, want the labels of a DatetimeIndex"},
		{"a frequency that periods have not", func(m maker) py.Value {
			return m.Call(m.Global("pandas._libs.tslibs.period", "Period"), m.None(), m.Call(m.Global("pandas._libs.tslibs.offsets", "MonthBegin"), m.Int(1), m.Bool(false)), m.Int(0))
		}, "want a frequency that periods have"},
		{"a resolution", func(m maker) py.Value {
			return m.Call(m.Global("pandas._libs.tslibs.timestamps", "_unpickle_timestamp"), m.Int(1), m.None(), m.None(), m.Int(3))
		}, "args[3]: got 3, want a resolution from 7 (s) to 10 (ns)"},
		{"a zone", func(m maker) py.Value {
			return m.Call(m.Global("pandas._libs.tslibs.timestamps", "_unpickle_timestamp"), m.Int(1), m.None(), m.Int(9))
		}, "args[2]: got 9, want a time zone"},
		{"Arrow without data", func(m maker) py.Value { return m.arrow("int64", 3, m.None(), m.Bytes(make([]byte, 16))) }, "got int64 without, want 8 bytes for each value"},
		{"Arrow's offsets", func(m maker) py.Value {
			return m.arrow("string", 1, m.None(), m.Bytes([]byte{0, 0, 0, 0, 9, 0, 0, 0}), m.Bytes([]byte("abc")))
		}, "got 9, want ascending offsets up to 3"},
		{"Arrow's validity", func(m maker) py.Value { return m.arrow("int8", 9, m.Bytes([]byte{1}), m.Bytes(make([]byte, 9))) }, "want a bit for each value"},
		{"Arrow's type", func(m maker) py.Value { return m.arrow("run_end_encoded", 0) }, `got "run_end_encoded", want a type of Arrow that Brine reads`},
		{"a negative length", func(m maker) py.Value { return m.arrow("null", -1) }, "want length and offset, 0 or more"},
		{"before 0.14.1", func(m maker) py.Value {
			mgr := m.NewObj(m.Global("pandas.core.internals", "BlockManager"))
			m.Build(mgr, m.Tuple(m.List(), m.List(), m.List()))
			return m.instance("pandas.core.frame", "DataFrame", m.Str("_data"), mgr)
		}, "as written since pandas 0.14.1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := maker{py.NewBuilder(), t}
			v := test.make(m)
			if err := m.Err(); err != nil {
				t.Fatal(err)
			}
			x, err := pandas.FromPy(v)
			var e *pandas.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v; want an error with %q", x, err, test.want)
			}
		})
	}
}

// TestUnpaid reads a few bytes that stand for very many values: they are given one by one, and never all at once.
func TestUnpaid(t *testing.T) {
	const many = 1 << 40
	for name, make := range map[string]func(m maker) py.Value{
		"range": func(m maker) py.Value { return m.rangeIndex(0, many, 1) },
		"sparse": func(m maker) py.Value {
			return m.sparse(m.Call(m.Global("pandas._libs.sparse", "IntIndex"), m.Int(many), m.array("<i4", []int{0}, nil)), 0)
		},
		"nulls":           func(m maker) py.Value { return m.arrow("null", many, m.None()) },
		"rows, no column": func(m maker) py.Value { return m.frame(m.rangeIndex(0, 0, 1), m.rangeIndex(0, many, 1)) },
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			m := maker{py.NewBuilder(), t}
			x, err := pandas.FromPy(make(m))
			if err != nil {
				t.Fatal(err)
			}
			var s *pandas.Series
			switch x := x.(type) {
			case *pandas.Index:
				s = x.ToSeries()
			case pandas.Array:
				s, err = pandas.NewSeries(nil, x)
			case *pandas.DataFrame:
				s = x.Index().ToSeries()
			}
			if err != nil || s.Len() != many {
				t.Fatalf("%d values, %v", s.Len(), err)
			}
			s.At(many - 1)
			var e *pandas.Error
			if _, _, err := s.Float64s(); !errors.As(err, &e) || !strings.Contains(err.Error(), "values that are not in the file") {
				t.Errorf("Float64s: %v", err)
			}
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 1<<22 {
				t.Errorf("%d bytes allocated", n)
			}
		})
	}
}

// TestDoubling reads labels that hold themselves twice, thirty deep: some are read, the rest stay as they are.
func TestDoubling(t *testing.T) {
	m := maker{py.NewBuilder(), t}
	tuple, interval := m.Tuple(m.Int(1)), m.Int(1)
	for range 30 {
		tuple = m.Tuple(tuple, tuple)
		interval = m.Call(m.Global("pandas._libs.interval", "Interval"), interval, interval, m.Str("left"))
	}
	list := m.List(tuple, interval)
	objects := m.Call(m.Global("numpy.core.multiarray", "_reconstruct"), m.Global("numpy", "ndarray"), m.Tuple(m.Int(0)), m.Bytes([]byte("b")))
	m.Build(objects, m.Tuple(m.Int(1), m.Tuple(m.Int(2)), m.Call(m.Global("numpy", "dtype"), m.Str("O8")), m.Bool(false), list))
	x, err := pandas.FromPy(m.index("Index", m.Str("data"), objects, m.Str("name"), tuple))
	if err != nil {
		t.Fatal(err)
	}
	index := x.(*pandas.Index)
	if _, ok := index.At(0).(pandas.Tuple); !ok {
		t.Errorf("a tuple became %T", index.At(0))
	}
	if _, ok := index.At(1).(pandas.Interval); !ok {
		t.Errorf("an interval became %T", index.At(1))
	}
}

// TestRefuseToBuild gives the constructors what they cannot take.
func TestRefuseToBuild(t *testing.T) {
	m := &must{t}
	one, two := m.series("x", []int{1}), m.series("y", []int{1, 2})
	for name, f := range map[string]func() error{
		"lengths":       func() error { _, err := pandas.NewDataFrame(one, two); return err },
		"nil column":    func() error { _, err := pandas.NewDataFrame(nil); return err },
		"index":         func() error { _, err := two.WithIndex(one.Index()); return err },
		"frame's index": func() error { _, err := m.frame(one).WithIndex(two.Index()); return err },
		"columns":       func() error { _, err := m.frame(one).WithColumns(two.Index()); return err },
		"mask":          func() error { _, err := pandas.NewNullable([]int64{1}, []bool{}); return err },
		"code":          func() error { _, err := pandas.NewCategorical([]int{1}, one.Index(), false); return err },
		"categories":    func() error { _, err := pandas.NewCategorical(nil, nil, false); return err },
		"kind of slice": func() error { _, err := pandas.NewArray([]struct{}{}); return err },
		"closed":        func() error { _, err := pandas.NewIntervals(one.Array(), one.Array(), "up"); return err },
		"ends":          func() error { _, err := pandas.NewIntervals(one.Array(), two.Array(), "left"); return err },
		"unit":          func() error { _, err := pandas.NewDatetimes(nil, "D", nil); return err },
		"frequency":     func() error { _, err := pandas.NewPeriods(nil, &pandas.Offset{Class: "Easter"}); return err },
		"sparse rows":   func() error { _, err := pandas.NewSparse(2, []int64{1, 1}, two.Array(), 0); return err },
		"freq of ints":  func() error { _, err := one.Index().WithFreq(nil); return err },
		"names":         func() error { _, err := one.Index().WithNames("a", "b"); return err },
		"no levels":     func() error { _, err := pandas.NewMultiIndex(); return err },
		"text of freq":  func() error { _, err := pandas.ParseOffset("Q-FOO"); return err },
		"no freq":       func() error { _, err := pandas.ParseOffset(""); return err },
		"what Python has not": func() error {
			b := py.NewBuilder()
			_, err := m.series("x", []any{make(chan int)}).MarshalPickle(b)
			return err
		},
		"float of texts":   func() error { _, _, err := m.series("x", []string{"a"}).Float64s(); return err },
		"int of floats":    func() error { _, _, err := m.series("x", []float64{1.5}).Int64s(); return err },
		"int of a uint":    func() error { _, _, err := m.series("x", []uint64{math.MaxUint64}).Int64s(); return err },
		"string of ints":   func() error { _, _, err := one.Strings(); return err },
		"time of ints":     func() error { _, _, err := one.Times(); return err },
		"bool of ints":     func() error { _, _, err := one.Bools(); return err },
		"duration of ints": func() error { _, _, err := one.Durations(); return err },
		"no such column":   func() error { _, err := m.frame(one).Column("z"); return err },
		"two such columns": func() error { _, err := m.frame(one, one).Column("x"); return err },
	} {
		var e *pandas.Error
		if err := f(); !errors.As(err, &e) {
			t.Errorf("%s: got %v, want a *pandas.Error", name, err)
		}
	}
}
