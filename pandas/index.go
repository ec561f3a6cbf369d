package pandas

import (
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// A Tuple is a label of several parts: one of a MultiIndex, or a Python tuple.
type Tuple = pickle.Tuple

// An IndexKind tells what class an index is of. Int64Index, Float64Index and UInt64Index, which pandas had until 2.0, are
// an Index of numbers.
type IndexKind uint8

const (
	PlainIndex       IndexKind = iota // Index
	RangeIndex                        // start, stop and step
	MultiIndex                        // labels of several levels
	DatetimeIndex                     //
	TimedeltaIndex                    //
	PeriodIndex                       //
	IntervalIndex                     //
	CategoricalIndex                  //
)

var indexNames = [...]string{"Index", "RangeIndex", "MultiIndex", "DatetimeIndex", "TimedeltaIndex", "PeriodIndex", "IntervalIndex", "CategoricalIndex"}

// String returns the name of the class.
func (k IndexKind) String() string {
	if int(k) < len(indexNames) {
		return indexNames[k]
	}
	return "no index"
}

// An Index is the labels of rows or of columns. It does not change once it is made.
type Index struct {
	kind  IndexKind
	names []any // one, of a MultiIndex one a level
	array Array // nil of a MultiIndex

	levels    []*Index         // of a MultiIndex: the labels that there are at each level
	codes     []*ndarray.Array // and which of them the rows have, -1 for missing; checked
	sortorder py.Value
}

// A Range is the labels of a RangeIndex: Start, Start+Step, … before Stop.
type Range struct {
	Start, Stop, Step int64

	paid int // how many labels the input has values for
}

// Len returns the number of labels.
func (g Range) Len() int {
	n := uint64(0)
	switch {
	case g.Step > 0 && g.Stop > g.Start:
		n = (uint64(g.Stop)-uint64(g.Start)-1)/uint64(g.Step) + 1
	case g.Step < 0 && g.Stop < g.Start:
		n = (uint64(g.Start)-uint64(g.Stop)-1)/-uint64(g.Step) + 1
	}
	return int(min(n, 1<<62))
}

// DType returns int64's.
func (g Range) DType() DType { return NumpyDType{int64DType} }

var int64DType = ndarray.DType{Kind: ndarray.Int, ItemSize: 8, Order: ndarray.Little}

// At returns an int64.
func (g Range) At(i int) any {
	if i < 0 || i >= g.Len() {
		panic("pandas: index " + strconv.Itoa(i) + " of a range of " + strconv.Itoa(g.Len()))
	}
	return g.Start + int64(i)*g.Step
}

// Missing returns [Present].
func (g Range) Missing(int) Missing { return Present }

// Kind returns the class.
func (x *Index) Kind() IndexKind { return x.kind }

// Len returns the number of labels.
func (x *Index) Len() int {
	if x.kind == MultiIndex {
		if len(x.codes) == 0 {
			return 0
		}
		return x.codes[0].Shape[0]
	}
	return x.array.Len()
}

// At returns a label, as the package's documentation tells of values; of a MultiIndex a [Tuple].
func (x *Index) At(i int) any {
	if x.kind != MultiIndex {
		return x.array.At(i)
	}
	t := make(Tuple, len(x.levels))
	for l := range x.levels {
		t[l] = x.levelAt(l, i)
	}
	return t
}

// levelAt returns the part of a MultiIndex's label at a level, NaN or NaT if it is missing.
func (x *Index) levelAt(level, i int) any {
	labels := x.levels[level]
	if c := integer(x.codes[level])(i); c >= 0 {
		return labels.At(int(c))
	}
	switch labels.array.(type) {
	case *DatetimeArray, *TimedeltaArray, *PeriodArray:
		return NaT
	case *NullableArray:
		return NA
	}
	return nan
}

// Name returns the index's name: nil if it has none, and of a MultiIndex.
func (x *Index) Name() any {
	if len(x.names) != 1 || x.kind == MultiIndex {
		return nil
	}
	return x.names[0]
}

// Names returns the names of the levels, nil where a level has none; an index that is no MultiIndex has one.
func (x *Index) Names() []any { return x.names }

// Array returns the labels, of a RangeIndex a [Range]; nil of a MultiIndex.
func (x *Index) Array() Array { return x.array }

// DType returns the labels' dtype: object of a MultiIndex.
func (x *Index) DType() DType {
	if x.kind == MultiIndex {
		return NumpyDType{objectDType}
	}
	return x.array.DType()
}

var objectDType = ndarray.DType{Kind: ndarray.Object, ItemSize: 8, Order: ndarray.None}

// Freq returns the step of a DatetimeIndex or TimedeltaIndex and the length of a PeriodIndex's periods; nil if there is
// none.
func (x *Index) Freq() *Offset {
	switch a := x.array.(type) {
	case *DatetimeArray:
		return a.Freq
	case *TimedeltaArray:
		return a.Freq
	case *PeriodArray:
		return a.Freq
	}
	return nil
}

// Levels returns the number of levels: 1 of all but a MultiIndex.
func (x *Index) Levels() int {
	if x.kind == MultiIndex {
		return len(x.levels)
	}
	return 1
}

// Level returns the labels that there are at a level of a MultiIndex, in order, and for each row which of them it has, -1
// if it is missing. The slice is fresh.
func (x *Index) Level(level int) (labels *Index, codes []int) {
	return x.levels[level], intsOf(x.codes[level])
}

// Find returns where a label first stands. Numbers are compared as Go compares them: int64 labels are found by an int or
// int64.
func (x *Index) Find(label any) (i int, ok bool) {
	if n, isInt := label.(int); isInt {
		label = int64(n)
	}
	if g, isRange := x.array.(Range); isRange {
		n, isInt := label.(int64)
		if !isInt || g.Step == 0 || (n-g.Start)%g.Step != 0 {
			return 0, false
		}
		i := int((n - g.Start) / g.Step)
		return i, i >= 0 && i < g.Len()
	}
	for i := range x.Len() {
		if sameLabel(x.At(i), label) {
			return i, true
		}
	}
	return 0, false
}

// sameLabel compares labels. Those that Go cannot compare (bytes, Python objects) are never the same.
func sameLabel(a, b any) bool {
	switch a := a.(type) {
	case Tuple:
		b, ok := b.(Tuple)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !sameLabel(a[i], b[i]) {
				return false
			}
		}
		return true
	case string, int64, uint64, float64, bool, nil, Missing, Timestamp, Timedelta, Period:
		switch b.(type) {
		case string, int64, uint64, float64, bool, nil, Missing, Timestamp, Timedelta, Period:
			return a == b
		}
	case Interval:
		b, ok := b.(Interval)
		return ok && a.Closed == b.Closed && sameLabel(a.Left, b.Left) && sameLabel(a.Right, b.Right)
	}
	return false
}
