package pandas

import (
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// indexClasses are the classes of indexes, those of earlier releases among them.
var indexClasses = map[string]IndexKind{
	"Index": PlainIndex, "Int64Index": PlainIndex, "Float64Index": PlainIndex, "UInt64Index": PlainIndex, "NumericIndex": PlainIndex,
	"RangeIndex": RangeIndex, "MultiIndex": MultiIndex, "DatetimeIndex": DatetimeIndex, "TimedeltaIndex": TimedeltaIndex,
	"PeriodIndex": PeriodIndex, "IntervalIndex": IntervalIndex, "CategoricalIndex": CategoricalIndex,
}

// index reads an index: _new_Index(class, dict) or one of the functions that classes have of their own.
func (r *reader) index(v py.Value, path string) (*Index, error) {
	if x := r.indexes[v]; x != nil {
		return x, nil
	}
	if err := r.enter(path); err != nil {
		return nil, err
	}
	defer func() { r.depth-- }()
	name, o, ok := instance(v)
	if !ok {
		return nil, mismatch(path, v, "an index of pandas")
	}
	switch name {
	case "_new_Index", "_new_DatetimeIndex", "_new_PeriodIndex", "_new_IntervalIndex":
	default:
		return nil, mismatch(path, v, "an index of pandas, as written since 0.15")
	}
	class, _ := pandasName(o.Args.Index(0))
	kind, known := indexClasses[class]
	if !known {
		return nil, mismatch(path+".args[0]", o.Args.Index(0), "a class of indexes")
	}
	d := o.Args.Index(1)
	if d.Kind() != py.Dict {
		return nil, mismatch(path+".args[1]", d, "dict of what the index is made of")
	}
	x, err := r.readIndex(kind, d, path)
	if err != nil {
		return nil, err
	}
	keep(&r.indexes, v, x)
	return x, nil
}

func (r *reader) readIndex(kind IndexKind, d py.Value, path string) (*Index, error) {
	x := &Index{kind: kind}
	if kind == MultiIndex {
		return x, r.multiIndex(x, d, path)
	}
	if name := d.Get("name"); name.IsValid() {
		x.names = []any{r.valueOf(name)}
	} else {
		x.names = []any{nil}
	}
	var err error
	switch kind {
	case RangeIndex:
		x.array, err = rangeOf(d, path)
		return x, err
	case IntervalIndex:
		if data := d.Get("data"); data.IsValid() {
			x.array, err = r.array(data, path+".data")
			break
		}
		x.array, err = r.intervalEnds(d, path)
	case PeriodIndex:
		data := d.Get("data")
		if !data.IsValid() { // 0.19 to 0.22
			data = d.Get("ordinal")
		}
		x.array, err = r.array(data, path+".data")
		if a, ok := x.array.(*NumpyArray); err == nil && ok { // the ordinals alone
			var f *Offset
			if f, err = r.freq(d.Get("freq"), path+".freq"); err == nil {
				x.array, err = newPeriodArray(a.data, f, path+".data")
			}
		}
	case DatetimeIndex, TimedeltaIndex:
		x.array, err = r.array(d.Get("data"), path+".data")
		if err == nil {
			x.array, err = r.datetimes(x.array, d, path)
		}
	case CategoricalIndex:
		x.array, err = r.array(d.Get("data"), path+".data")
		if _, ok := x.array.(*NumpyArray); err == nil && ok {
			c, cerr := r.categoricalDType(d, path)
			if cerr != nil {
				return nil, cerr
			}
			x.array, err = newCategorical(x.array.(*NumpyArray).data, c.(*CategoricalDType), path+".data")
		}
	default:
		x.array, err = r.array(d.Get("data"), path+".data")
	}
	if err != nil {
		return nil, err
	}
	return x, fits(kind, x.array, path)
}

// fits checks that an index's labels are of its class.
func fits(kind IndexKind, a Array, path string) error {
	ok := true
	switch kind {
	case DatetimeIndex:
		_, ok = a.(*DatetimeArray)
	case TimedeltaIndex:
		_, ok = a.(*TimedeltaArray)
	case PeriodIndex:
		_, ok = a.(*PeriodArray)
	case IntervalIndex:
		_, ok = a.(*IntervalArray)
	case CategoricalIndex:
		_, ok = a.(*Categorical)
	}
	if !ok {
		return &Error{Path: path + ".data", Want: "the labels of a " + kind.String(), Got: a.DType().String()}
	}
	return nil
}

// datetimes gives an array of dates or durations the freq and tz that the index has beside it, in files before 1.0.
func (r *reader) datetimes(a Array, d py.Value, path string) (Array, error) {
	freq, err := r.indexFreq(d.Get("freq"), path+".freq")
	if err != nil {
		return nil, err
	}
	zone, err := r.zone(d.Get("tz"), path+".tz")
	if err != nil {
		return nil, err
	}
	switch a := a.(type) {
	case *DatetimeArray:
		out := *a
		if out.Freq == nil {
			out.Freq = freq
		}
		if out.Zone == nil {
			out.Zone = zone
		}
		return &out, nil
	case *TimedeltaArray:
		out := *a
		if out.Freq == nil {
			out.Freq = freq
		}
		return &out, nil
	}
	return a, nil
}

// rangeOf reads {start, stop, step}.
func rangeOf(d py.Value, path string) (Array, error) {
	var parts [3]int64
	for i, key := range []string{"start", "stop", "step"} {
		v := d.Get(key)
		x, ok := v.Int()
		if !ok {
			return nil, mismatch(path+"."+key, v, "int")
		}
		parts[i] = x
	}
	if parts[2] == 0 {
		return nil, mismatch(path+".step", d.Get("step"), "int that is not 0")
	}
	return Range{Start: parts[0], Stop: parts[1], Step: parts[2]}, nil
}

// multiIndex reads {levels, codes, names, sortorder}; codes were labels before 0.24.
func (r *reader) multiIndex(x *Index, d py.Value, path string) error {
	levels, codes, names := d.Get("levels"), first(d, "codes", "labels"), d.Get("names")
	if n := levels.Len(); !isSequence(levels) || !isSequence(codes) || codes.Len() != n || names.Len() != n || !isSequence(names) || n == 0 || n > maxLevels {
		return mismatch(path+".levels", levels, "list of 1 to 256 levels, beside as many codes and names")
	}
	for i := range levels.Len() {
		level, err := r.index(levels.Index(i), item(path+".levels", i))
		if err != nil {
			return err
		}
		if level.kind == MultiIndex {
			return mismatch(item(path+".levels", i), levels.Index(i), "an index of one level")
		}
		at := item(path+".codes", i)
		a, err := r.vector(codes.Index(i), at)
		if err != nil {
			return err
		}
		if a.DType.Kind != ndarray.Int {
			return &Error{Path: at, Want: "an array of signed integers", Got: a.DType.String()}
		}
		if i > 0 && a.Shape[0] != x.codes[0].Shape[0] {
			return &Error{Path: at, Want: strconv.Itoa(x.codes[0].Shape[0]) + " codes", Got: strconv.Itoa(a.Shape[0])}
		}
		if err := checkCodes(a, level.Len(), at); err != nil {
			return err
		}
		x.levels, x.codes = append(x.levels, level), append(x.codes, a)
		x.names = append(x.names, r.valueOf(names.Index(i)))
	}
	x.sortorder = d.Get("sortorder")
	return nil
}

// isSequence reports whether v is a list, a tuple or pandas' FrozenList of one.
func isSequence(v py.Value) bool { return v.Kind() == py.List || v.Kind() == py.Tuple }

// maxLevels bounds the levels of a MultiIndex, each of which may refer to the same codes. pandas has no limit.
const maxLevels = 256
