package pandas

import (
	"github.com/brine-go/brine/py"
)

// MarshalPickle returns the index as pandas 1.5 and 2 read it.
func (x *Index) MarshalPickle(b *py.Builder) (py.Value, error) {
	if x == nil || x.array == nil && x.kind != MultiIndex {
		return b.None(), nil
	}
	v, err := newWriter(b).index(x, "Index")
	if err == nil {
		err = b.Err()
	}
	return v, err
}

// indexModules are where the classes of indexes are.
var indexModules = [...]string{"base", "range", "multi", "datetimes", "timedeltas", "period", "interval", "category"}

// index writes an index: _new_Index(class, dict), or the function that a class has of its own.
func (w *writer) index(x *Index, path string) (py.Value, error) {
	if v, ok := w.indexes[x]; ok {
		return v, nil
	}
	if w.depth++; w.depth > maxNesting {
		return py.Value{}, &Error{Path: path, Want: "indexes nested at most 1000 deep", Got: "more"}
	}
	defer func() { w.depth-- }()
	module := "pandas.core.indexes."
	class := w.Global(module+indexModules[x.kind], x.kind.String())
	maker := w.Global(module+"base", "_new_Index")
	var d py.Value
	var err error
	switch x.kind {
	case MultiIndex:
		d, err = w.multiIndex(x, path)
	default:
		var name py.Value
		if name, err = w.value(x.names[0], path+".name"); err != nil {
			return name, err
		}
		switch x.kind {
		case RangeIndex:
			g := x.array.(Range)
			d = w.dict("name", name, "start", w.Int(g.Start), "stop", w.Int(g.Stop), "step", w.Int(g.Step))
		case IntervalIndex:
			maker = w.Global(module+"interval", "_new_IntervalIndex")
			d, err = w.intervalIndex(x.array.(*IntervalArray), name, path)
		default:
			if x.kind == DatetimeIndex {
				maker = w.Global(module+"datetimes", "_new_DatetimeIndex")
			}
			var data py.Value
			data, err = x.array.toPy(w, path+".data")
			d = w.dict("data", data, "name", name)
		}
	}
	if err != nil {
		return d, err
	}
	return made(&w.indexes, x, w.Call(maker, class, d)), nil
}

// intervalIndex writes {left, right, closed, name}, the ends as indexes.
func (w *writer) intervalIndex(a *IntervalArray, name py.Value, path string) (py.Value, error) {
	left, err := w.index(indexOf(a.left), path+".left")
	if err != nil {
		return left, err
	}
	right, err := w.index(indexOf(a.right), path+".right")
	return w.dict("left", left, "right", right, "closed", w.Str(a.closed), "name", name), err
}

// indexOf returns the index without a name that has the labels of an array.
func indexOf(a Array) *Index {
	kind := PlainIndex
	switch a.(type) {
	case Range:
		kind = RangeIndex
	case *DatetimeArray:
		kind = DatetimeIndex
	case *TimedeltaArray:
		kind = TimedeltaIndex
	case *PeriodArray:
		kind = PeriodIndex
	case *IntervalArray:
		kind = IntervalIndex
	case *Categorical:
		kind = CategoricalIndex
	}
	return &Index{kind: kind, names: []any{nil}, array: a}
}

func (w *writer) multiIndex(x *Index, path string) (py.Value, error) {
	var levels, codes []py.Value
	for i := range x.levels {
		level, err := w.index(x.levels[i], item(path+".levels", i))
		if err != nil {
			return level, err
		}
		code, err := w.numpy(x.codes[i], item(path+".codes", i))
		if err != nil {
			return code, err
		}
		levels, codes = append(levels, level), append(codes, code)
	}
	names, err := w.values(x.names, path+".names")
	if err != nil {
		return py.Value{}, err
	}
	sortorder := w.None()
	if n, ok := x.sortorder.Int(); ok {
		sortorder = w.Int(n)
	}
	return w.dict("levels", w.List(levels...), "codes", w.List(codes...), "sortorder", sortorder, "names", w.List(names...)), nil
}
