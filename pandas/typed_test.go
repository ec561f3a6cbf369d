package pandas_test

import (
	"fmt"
	"math"
	"math/big"
	"os"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestStruct unmarshals a struct whose fields are of pandas' types, and marshals it again.
func TestStruct(t *testing.T) {
	type report struct {
		DF     *pandas.DataFrame
		Value  pandas.Series
		Labels *pandas.Index
		When   pandas.Timestamp
		Took   pandas.Timedelta
		Month  pandas.Period
		Range  pandas.Interval
		Step   *pandas.Offset
		Gone   pandas.Missing
		None   *pandas.DataFrame
	}
	m := &must{t}
	f := ok[*pandas.Offset](m)(pandas.ParseOffset("M"))
	in := report{
		DF: m.frame(m.series("a", []int{1, 2})), Value: *m.series("v", []float64{0.5}), Labels: m.index("l", []string{"x"}),
		When: ok[pandas.Timestamp](m)(pandas.TimestampOf(noon)), Took: pandas.Timedelta{Ticks: 3, Unit: "ns"}, Month: pandas.Period{Ordinal: 5, Freq: f},
		Range: pandas.Interval{Left: int64(1), Right: int64(2), Closed: "both"}, Step: f, Gone: pandas.NaT,
	}
	data, err := pickle.Marshal(in)
	m.check(err)
	var out report
	m.check(pickle.Unmarshal(data, &out))
	if out.None != nil {
		t.Error("None became a frame")
	}
	for name, pair := range map[string][2]any{
		"DF": {out.DF, in.DF}, "Value": {&out.Value, &in.Value}, "Labels": {out.Labels, in.Labels}, "When": {out.When, in.When}, "Took": {out.Took, in.Took},
		"Month": {out.Month, in.Month}, "Range": {out.Range, in.Range}, "Gone": {out.Gone, in.Gone},
	} {
		if got, want := text(pair[0]), text(pair[1]); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	if out.Step.Freq() != "ME" {
		t.Errorf("Step is %v", out.Step)
	}
	var wrong struct{ DF *pandas.Series }
	if err := pickle.Unmarshal(data, &wrong); err == nil {
		t.Error("a frame became a series")
	}
}

// TestTyped asks the columns of real files for typed values.
func TestTyped(t *testing.T) {
	column := func(file string, name any) *pandas.Series {
		t.Helper()
		v := load(t, fixtures+file)
		if s, err := pandas.SeriesFromPy(v); err == nil {
			return s
		}
		d, err := pandas.FrameFromPy(v)
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	none := []bool(nil)
	second := []bool{false, true}
	day := func(n int) time.Time { return time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC) }
	const mixed = "bookworm/pandas/df_mixed-p4.pkl"
	for _, test := range []struct {
		name string
		call func() (any, []bool, error)
		want any
		mask []bool
	}{
		{"ints as floats", func() (any, []bool, error) { return wide(column(mixed, "i").Float64s()) }, []float64{1, 2, 3}, none},
		{"ints", func() (any, []bool, error) { return wide(column(mixed, "i").Int64s()) }, []int64{1, 2, 3}, none},
		{"bools", func() (any, []bool, error) { return wide(column(mixed, "b").Bools()) }, []bool{true, false, true}, none},
		{"bools as ints", func() (any, []bool, error) { return wide(column(mixed, "b").Int64s()) }, []int64{1, 0, 1}, none},
		{"objects", func() (any, []bool, error) { return wide(column(mixed, "s").Strings()) }, []string{"a", "b", ""}, []bool{false, false, true}},
		{"categories", func() (any, []bool, error) { return wide(column(mixed, "c").Strings()) }, []string{"x", "y", "x"}, none},
		{"nullable", func() (any, []bool, error) { return wide(column(mixed, "I").Int64s()) }, []int64{1, 0, 3}, []bool{false, true, false}},
		{"dates", func() (any, []bool, error) { return wide(column(mixed, "d").Times()) }, []time.Time{day(1), day(2), day(3)}, none},
		{"nullable bools", func() (any, []bool, error) { return wide(column("bookworm/pandas/series_boolean-p4.pkl", nil).Bools()) }, []bool{true, false}, second},
		{"strings", func() (any, []bool, error) {
			return wide(column("bookworm/pandas/series_string-p4.pkl", nil).Strings())
		}, []string{"a", ""}, second},
		{"Arrow's texts", func() (any, []bool, error) {
			return wide(column("forky/pandas/series_pa_string-p4.pkl", nil).Strings())
		}, []string{"a", ""}, second},
		{"Arrow's ints", func() (any, []bool, error) { return wide(column("forky/pandas/series_pa_int-p4.pkl", nil).Int64s()) }, []int64{1, 0}, second},
		{"durations", func() (any, []bool, error) { return wide(column("forky/pandas/series_td-p4.pkl", nil).Durations()) }, []time.Duration{time.Second, 2 * time.Second, 0}, []bool{false, false, true}},
		{"sparse", func() (any, []bool, error) { return wide(column("forky/pandas/series_sparse-p4.pkl", nil).Float64s()) }, []float64{0, 0, 1, 0}, none},
		{"missing categories", func() (any, []bool, error) { return wide(column("forky/pandas/series_cat-p4.pkl", nil).Strings()) }, []string{"a", "b", "a", ""}, []bool{false, false, false, true}},
		{"seconds", func() (any, []bool, error) { return wide(column("forky/pandas/series_dt_s-p4.pkl", nil).Times()) }, []time.Time{day(1), day(2), day(3), day(4)}, none},
	} {
		got, mask, err := test.call()
		if err != nil || !reflect.DeepEqual(got, test.want) || !reflect.DeepEqual(mask, test.mask) {
			t.Errorf("%s: got %v, %v, %v, want %v, %v", test.name, got, mask, err, test.want, test.mask)
		}
	}
	x, mask, err := column("bookworm/pandas/series_Float64-p4.pkl", nil).Float64s()
	if err != nil || x[0] != 1.5 || !math.IsNaN(x[1]) || !reflect.DeepEqual(mask, second) {
		t.Errorf("nullable floats: %v, %v, %v", x, mask, err)
	}
}

func wide[T any](values []T, missing []bool, err error) (any, []bool, error) {
	return values, missing, err
}

// TestNoCopy checks that floats are a view of the pickle where they lie in memory as Go would have them.
func TestNoCopy(t *testing.T) {
	s, err := pandas.NewSeries("x", []float64{1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	a, _, err1 := s.Float64s()
	b, _, err2 := s.Float64s()
	if err1 != nil || err2 != nil || len(a) != 3 {
		t.Fatal(a, err1, err2)
	}
	if _, ok := s.Array().(*pandas.NumpyArray).Array().Float64View(); ok && &a[0] != &b[0] {
		t.Error("floats were copied though they need not be")
	}
}

// TestSharing checks that what is one index in Python is one in Go, and the other way, in frames apart, too.
func TestSharing(t *testing.T) {
	m := maker{py.NewBuilder(), t}
	x := m.rangeIndex(0, 2, 1)
	d, err := pandas.FrameFromPy(m.frame(x, x, m.block(m.array("|i1", []int{2, 2}, make([]byte, 4)), m.slice(0, 2, 1))))
	if err != nil {
		t.Fatal(err)
	}
	if d.Columns() != d.Index() {
		t.Error("one index became two")
	}
	s := d.ColumnAt(0)
	data, err := pickle.Marshal(map[string]any{"d": d, "s": s, "x": d.Index()})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	one := doc.Root().Get("x")
	o, _ := doc.Root().Get("d").Attr("_mgr").Object()
	axes := o.Args.Index(1)
	if axes.Index(0) != one || axes.Index(1) != one || doc.Root().Get("s").Attr("_mgr") == one {
		t.Errorf("one index was written more than once: %v", axes)
	}
}

// TestParts looks at what the arrays of a real frame are made of.
func TestParts(t *testing.T) {
	d, err := pandas.FrameFromPy(load(t, fixtures+"forky/pandas/df_mixed-p4.pkl"))
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) *pandas.Series {
		s, err := d.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if a := column("I").Array().(*pandas.NullableArray); a.Data().DType.String() != "<i8" || a.Data().Shape[0] != 3 {
		t.Errorf("data of Int64 is %v", a.Data())
	}
	if v := column("s").Array().(*pandas.NumpyArray).Object(0); v.Kind() != py.Str {
		t.Errorf("an object is %v", v)
	}
	if v := column("i").Array().(*pandas.NumpyArray).Object(0); v.IsValid() {
		t.Errorf("a number is the object %v", v)
	}
	for label, x := range column("i").All() {
		if label != x.(int64)-1 {
			t.Errorf("label %v of %v", label, x)
		}
	}
	for i, row := range d.Rows() {
		if row.Label() != int64(i) || row.Len() != 7 || (row.Missing(6) == pandas.NA) != (i == 1) {
			t.Errorf("row %d: label %v, %d values, the last is missing: %v", i, row.Label(), row.Len(), row.Missing(6))
		}
	}
	if d.Attrs().IsValid() || column("i").Attrs().IsValid() {
		t.Error("notes that nobody made")
	}
	a, err := pandas.ArrayFromPy(load(t, fixtures+"forky/pandas/arrays-p4.pkl").Index(4))
	if err != nil {
		t.Fatal(err)
	}
	if rows, values := a.(*pandas.SparseArray).Kept(); len(rows) != 2 || values.At(1) != 1.5 || !math.IsNaN(a.(*pandas.SparseArray).Fill().(float64)) {
		t.Errorf("sparse: %v", rows)
	}
	a, err = pandas.ArrayFromPy(load(t, fixtures+"forky/pandas/arrays-p4.pkl").Index(6))
	if err != nil {
		t.Fatal(err)
	}
	if x := a.(*pandas.IntervalArray); x.Left().At(1) != int64(1) || x.Right().At(1) != int64(2) || x.Closed() != "right" {
		t.Errorf("intervals: %v", x.At(1))
	}
	dtype, err := pandas.DTypeFromPy(load(t, fixtures+"forky/pandas/dtypes-p4.pkl").Index(0))
	if err != nil || dtype.(*pandas.CategoricalDType).Categories.Len() != 2 {
		t.Errorf("%v, %v", dtype, err)
	}
}

// TestLabels finds columns and rows by labels of all kinds.
func TestLabels(t *testing.T) {
	m := &must{t}
	d := m.frame(m.series("a", []int{1}), m.series(1, []int{2}), m.series(pandas.Tuple{"t", 1}, []int{3}), m.series(nil, []int{4}), m.series(2.5, []int{5}), m.series(jan1, []int{6}))
	for i, label := range []any{"a", 1, pandas.Tuple{"t", int64(1)}, nil, 2.5, pandas.Timestamp{Ticks: jan1.UnixNano(), Unit: "ns", Zone: pandas.UTC}} {
		s, err := d.Column(label)
		if err != nil {
			t.Error(err)
			continue
		}
		if x, _, err := s.Int64s(); err != nil || x[0] != int64(i+1) {
			t.Errorf("%v: column %v, %v", label, x, err)
		}
		if k, ok := d.Columns().Find(label); !ok || k != i {
			t.Errorf("%v found at %d", label, k)
		}
	}
	r := pandas.NewRangeIndex(nil, 10, 0, -3)
	for label, want := range map[int]int{10: 0, 4: 2, 1: 3} {
		if i, ok := r.Find(label); !ok || i != want {
			t.Errorf("%d found at %d, %t", label, i, ok)
		}
	}
	for _, label := range []any{0, 5, 13, "a", 10.5} {
		if i, ok := r.Find(label); ok {
			t.Errorf("%v found at %d", label, i)
		}
	}
}

// TestConcurrent reads one frame from many goroutines, for the race detector.
func TestConcurrent(t *testing.T) {
	data, err := os.ReadFile("testdata/pandas-2.3.3/objects-p4.pkl")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	s, err := pandas.SeriesFromPy(doc.Root())
	if err != nil {
		t.Fatal(err)
	}
	want := text(s)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if got := text(s); got != want {
				t.Error(got)
			}
			b := py.NewBuilder()
			if _, err := pandas.ToPy(b, s); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// TestText checks the texts of scalars against Python's str and isoformat.
func TestText(t *testing.T) {
	for _, test := range []struct {
		x    fmt.Stringer
		want string
	}{
		{pandas.Timedelta{Ticks: -1, Unit: "ns"}, "-1 days +23:59:59.999999999"},
		{pandas.Timedelta{Ticks: 90061, Unit: "s"}, "1 days 01:01:01"},
		{pandas.Timedelta{Ticks: 1500, Unit: "us"}, "0 days 00:00:00.001500"},
		{pandas.Timestamp{Ticks: -1, Unit: "ms"}, "1969-12-31T23:59:59.999000"},
		{pandas.Timestamp{Ticks: 0, Unit: "s", Zone: pandas.FixedZone(-5400)}, "1969-12-31T22:30:00-01:30"},
		{pandas.FixedZone(-19800), "UTC-05:30"},
		{pandas.NewZone("UTC"), "UTC"},
		{pandas.Decimal{Unscaled: big.NewInt(-5), Scale: 2}, "-0.05"},
	} {
		if got := test.x.String(); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

// TestSparseName: the name of a sparse dtype has its fill as pandas writes it (str of pandas.SparseDtype, 1.5.3).
func TestSparseName(t *testing.T) {
	for fill, want := range map[any]string{
		1e16: "1e+16", 1e15: "1000000000000000.0", 1e20: "1e+20", 1e-5: "1e-05", math.Inf(1): "inf", 0.5: "0.5", 3.0: "3.0",
	} {
		d, err := ndarray.ParseDType("<f8")
		if err != nil {
			t.Fatal(err)
		}
		if got := (&pandas.SparseDType{Subtype: pandas.NumpyDType{DType: d}, Fill: fill}).String(); got != "Sparse[float64, "+want+"]" {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
