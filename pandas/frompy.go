package pandas

import (
	"strings"

	"github.com/brine-go/brine/py"
)

// FromPy reads any of pandas' objects: a *[DataFrame], *[Series], *[Index], an [Array], a [Timestamp], [Timedelta],
// [Period], [Interval], [NaT], [NA], *[Offset] or a [DType].
func FromPy(v py.Value) (any, error) {
	r := (&reader{})
	name, ok := pandasName(v)
	switch {
	case !ok:
	case name == "NA":
		return NA, nil
	case name == "NaT":
		return NaT, nil
	}
	name, o, ok := instance(v)
	if !ok {
		return nil, mismatch("value", v, "an object of pandas")
	}
	switch name {
	case "DataFrame":
		return r.frame(v, name)
	case "Series", "TimeSeries":
		return r.series(v, "Series")
	case "_new_Index", "_new_DatetimeIndex", "_new_PeriodIndex", "_new_IntervalIndex":
		return r.index(v, "Index")
	case "_unpickle_timestamp", "Timestamp", "_timedelta_unpickle", "Timedelta", "__nat_unpickle", "_nat_unpickle", "NaTType", "Period", "Interval":
		return r.scalar(v, name)
	}
	if _, ok := offsetClasses[name]; ok {
		return r.offset(v, name)
	}
	if strings.HasSuffix(name, "Dtype") {
		return r.dtype(v, name)
	}
	if class, ok := pandasName(o.Args.Index(0)); ok && strings.HasPrefix(name, "__pyx_unpickle_") {
		name = class
	}
	return r.array(v, name)
}

// IndexFromPy reads an index of any class.
func IndexFromPy(v py.Value) (*Index, error) { return (&reader{}).index(v, "Index") }

// ArrayFromPy reads an array of pandas', or one of NumPy's that pandas could keep as a column.
func ArrayFromPy(v py.Value) (Array, error) { return (&reader{}).array(v, "Array") }

// DTypeFromPy reads a dtype of pandas' or NumPy's.
func DTypeFromPy(v py.Value) (DType, error) { return (&reader{}).dtype(v, "dtype") }

// UnmarshalPickle reads v as [IndexFromPy] does. None leaves the index as it was.
func (x *Index) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := IndexFromPy(v)
	if err != nil {
		return err
	}
	*x = *read
	return nil
}
