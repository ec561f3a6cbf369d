package convert

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestFrameArrays: what becomes of frames, series, indexes and arrays is what to_numpy and to_records give, byte for byte.
func TestFrameArrays(t *testing.T) {
	names, err := filepath.Glob("testdata/arrays/*.pkl")
	if err != nil || len(names) < 20 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(strings.TrimSuffix(name, "pkl") + "npy")
		if err != nil {
			t.Fatal(err)
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := WriteNPY(&got, doc.Root(), &Options{}); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got.Bytes(), want)
		}
	}
}

// TestNoArray: what an array has no place for is an error that says where it is.
func TestNoArray(t *testing.T) {
	series := func(name string, data any) *pandas.Series {
		s, err := pandas.NewSeries(name, data)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	missing, err := pandas.NewStrings([]string{"a", ""}, []bool{false, true})
	if err != nil {
		t.Fatal(err)
	}
	zoned, err := pandas.NewDatetimes([]int64{1, 2}, "ns", pandas.UTC)
	if err != nil {
		t.Fatal(err)
	}
	flags, err := pandas.NewNullable([]bool{true, false}, []bool{false, true})
	if err != nil {
		t.Fatal(err)
	}
	sparse, err := pandas.NewSparse(1<<31-1, []int64{1}, mustArray(t, []float64{1.5}), 0.0)
	if err != nil {
		t.Fatal(err)
	}
	n := series("n", []int64{1, 2})
	for _, tt := range []struct {
		x    any
		want string
	}{
		{frameOfSeries(t, n, series("s", missing)), `column "s", row 1: a missing text`},
		{frameOfSeries(t, n, series("z", zoned)), `column "z": dates in the time zone UTC`},
		{frameOfSeries(t, n, series("f", flags)), `column "f": values of dtype boolean`},
		{frameOfSeries(t, n, series("x", []string{"a", "b"}), series("n", []string{"a", "b"})), `column "n": two columns of one name`},
		{frameOfSeries(t, n, series("x", []string{"\xed\xa0\x80", "b"})), `column "x", row 0: a text with a lone surrogate`},
		{sparse, "an array of 2147483647 elements"},
	} {
		b := py.NewBuilder()
		v, err := pandas.ToPy(b, tt.x)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := b.Document(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := WriteNPY(&bytes.Buffer{}, doc.Root(), &Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

func mustArray(t *testing.T, data any) pandas.Array {
	a, err := pandas.NewArray(data)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func frameOfSeries(t *testing.T, columns ...*pandas.Series) *pandas.DataFrame {
	df, err := pandas.NewDataFrame(columns...)
	if err != nil {
		t.Fatal(err)
	}
	return df
}
