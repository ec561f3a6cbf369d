package pandas_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// FuzzFromPy reads any pickle as an object of pandas, or the items of one that is a list. Whatever the bytes are, there is
// an object that can be looked at and written, or a typed error.
func FuzzFromPy(f *testing.F) {
	for folder := range folders {
		files, _ := filepath.Glob(folder + "/*.pkl")
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) < 4096 {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			return
		}
		root := doc.Root()
		look(t, root)
		for i := range min(root.Len(), 100) {
			if item := root.Index(i); item.IsValid() {
				look(t, item)
			}
		}
	})
}

// look reads a value and uses all that it gives.
func look(t *testing.T, v py.Value) {
	x, err := pandas.FromPy(v)
	if err != nil {
		var e *pandas.Error
		if !errors.As(err, &e) {
			t.Errorf("untyped error %v", err)
		}
		return
	}
	switch x := x.(type) {
	case *pandas.DataFrame:
		rows, columns := x.Shape()
		for i := range min(columns, 100) {
			lookArray(t, x.ColumnAt(i))
		}
		for i, row := range x.Rows() {
			if i == min(rows, 3) {
				break
			}
			row.Label()
			row.Values()
		}
		lookIndex(t, x.Index())
		lookIndex(t, x.Columns())
	case *pandas.Series:
		lookArray(t, x)
		lookIndex(t, x.Index())
	case *pandas.Index:
		lookIndex(t, x)
	case pandas.Array:
		if s, err := pandas.NewSeries(nil, x); err != nil {
			t.Error(err)
		} else {
			lookArray(t, s)
		}
	case pandas.DType:
		_ = x.String()
	}
	b := py.NewBuilder()
	out, err := pandas.ToPy(b, x)
	if err != nil {
		var e *pandas.Error
		var n *numpy.Error
		if !errors.As(err, &e) && !errors.As(err, &n) {
			t.Errorf("untyped error %v of writing", err)
		}
		return
	}
	if _, err := pandas.FromPy(out); err != nil {
		t.Errorf("what was written is not read: %v", err)
	}
}

func lookArray(t *testing.T, s *pandas.Series) {
	n := s.Len()
	_ = s.DType().String()
	for i := range min(n, 50) {
		s.Missing(i)
		_ = account(s.At(i))
	}
	if n > 1<<20 {
		return
	}
	if x, missing, err := s.Float64s(); err == nil && (len(x) != n || missing != nil && len(missing) != n) {
		t.Errorf("%d floats of %d", len(x), n)
	}
	if x, _, err := s.Strings(); err == nil && len(x) != n {
		t.Errorf("%d strings of %d", len(x), n)
	}
	if x, _, err := s.Int64s(); err == nil && len(x) != n {
		t.Errorf("%d ints of %d", len(x), n)
	}
	if x, _, err := s.Times(); err == nil && len(x) != n {
		t.Errorf("%d times of %d", len(x), n)
	}
	s.Bools()
	s.Durations()
}

func lookIndex(t *testing.T, x *pandas.Index) {
	x.Names()
	if f := x.Freq(); f != nil {
		f.Freq()
		f.PeriodFreq()
	}
	lookArray(t, x.ToSeries())
	x.Find("a")
	for l := range min(x.Levels(), 3) {
		if x.Kind() == pandas.MultiIndex {
			labels, codes := x.Level(l)
			if labels == nil || len(codes) != x.Len() {
				t.Errorf("level %d has %d codes", l, len(codes))
			}
		}
	}
}
