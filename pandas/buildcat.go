package pandas

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/brine-go/brine/ndarray"
)

// NewCategorical returns a column of categories: for each value which of them it is, -1 if it is missing. Ordered tells
// whether the categories are from least to greatest.
func NewCategorical(codes []int, categories *Index, ordered bool) (*Categorical, error) {
	if categories == nil || categories.kind == MultiIndex {
		return nil, &Error{Path: "categories", Want: "an index of one level", Got: "none"}
	}
	a, err := codesOf(codes, categories.Len())
	if err != nil {
		return nil, err
	}
	c, err := newCategorical(a, &CategoricalDType{categories, ordered}, "codes")
	if err != nil {
		return nil, err
	}
	return c.(*Categorical), nil
}

// Categorize returns a column of texts as one of categories, which are the texts in order, as pandas' astype("category").
// Missing may be nil.
func Categorize(values []string, missing []bool) (*Categorical, error) {
	if _, err := maskBytes(missing, len(values)); err != nil {
		return nil, err
	}
	a, err := NewArray(values)
	if err != nil {
		return nil, err
	}
	labels, codes, err := factorize(a, func(i int) bool { return missing != nil && missing[i] })
	if err != nil {
		return nil, err
	}
	return NewCategorical(codes, indexOf(labels), false)
}

// codesOf encodes codes in as few bytes as pandas does for n categories: int8 up to 127, then int16 and int32.
func codesOf(codes []int, n int) (*ndarray.Array, error) {
	size := 8
	for _, s := range []int{4, 2, 1} {
		if n < 1<<(8*s-1) {
			size = s
		}
	}
	d := ndarray.DType{Kind: ndarray.Int, ItemSize: size, Order: ndarray.Little}.Normal()
	data := make([]byte, 0, size*len(codes))
	for i, code := range codes {
		if code < -1 || code >= n {
			return nil, &Error{Path: item("codes", i), Want: "a code from -1 to " + strconv.Itoa(n-1), Got: strconv.Itoa(code)}
		}
		for k := range size {
			data = append(data, byte(code>>(8*k)))
		}
	}
	a, err := ndarray.New(d, []int{len(codes)}, data)
	return a, wrap("codes", err)
}

// factorize returns the values that come up in an array, each once, in order if they have one that Go knows, and for each
// element which of them it is, -1 if it is missing.
func factorize(a Array, missing func(i int) bool) (labels Array, codes []int, err error) {
	codes = make([]int, a.Len())
	number := map[any]int{}
	var firsts []int // where each label first stands
	for i := range codes {
		if missing(i) || a.Missing(i) != Present {
			codes[i] = -1
			continue
		}
		x := a.At(i)
		switch x.(type) {
		case bool, int64, uint64, float64, string, Timestamp, Timedelta, Period:
		default:
			return nil, nil, &Error{Path: item("labels", i), Want: "a bool, number, text, moment, duration or period", Got: a.DType().String()}
		}
		n, ok := number[x]
		if !ok {
			n = len(firsts)
			number[x] = n
			firsts = append(firsts, i)
		}
		codes[i] = n
	}
	order := make([]int, len(firsts)) // label order[k] comes k-th
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(p, q int) int { return compare(a.At(firsts[p]), a.At(firsts[q])) })
	rank, sorted := make([]int, len(order)), make([]int, len(order))
	for k, label := range order {
		rank[label], sorted[k] = k, firsts[label]
	}
	for i, n := range codes {
		if n >= 0 {
			codes[i] = rank[n]
		}
	}
	labels, err = take(a, sorted)
	return labels, codes, err
}

// compare orders values of one kind; others stay as they are.
func compare(a, b any) int {
	switch a := a.(type) {
	case int64:
		if b, ok := b.(int64); ok {
			return cmp.Compare(a, b)
		}
	case uint64:
		if b, ok := b.(uint64); ok {
			return cmp.Compare(a, b)
		}
	case float64:
		if b, ok := b.(float64); ok {
			return cmp.Compare(a, b)
		}
	case string:
		if b, ok := b.(string); ok {
			return cmp.Compare(a, b)
		}
	case bool:
		if b, ok := b.(bool); ok && a != b {
			if b {
				return -1
			}
			return 1
		}
	case Timestamp:
		if b, ok := b.(Timestamp); ok {
			return cmp.Compare(a.Ticks, b.Ticks)
		}
	case Timedelta:
		if b, ok := b.(Timedelta); ok {
			return cmp.Compare(a.Ticks, b.Ticks)
		}
	case Period:
		if b, ok := b.(Period); ok {
			return cmp.Compare(a.Ordinal, b.Ordinal)
		}
	}
	return 0
}

// take returns the elements of an array at some places.
func take(a Array, at []int) (Array, error) {
	var rows, mask *ndarray.Array
	var err error
	switch a := a.(type) {
	case *NumpyArray:
		rows, err = takeRows(a.data, at)
	case *DatetimeArray:
		rows, err = takeRows(a.data, at)
	case *TimedeltaArray:
		rows, err = takeRows(a.data, at)
	case *PeriodArray:
		rows, err = takeRows(a.data, at)
	case *StringArray:
		rows, err = takeRows(a.data, at)
	case *Categorical:
		rows, err = takeRows(a.codes, at)
	case *NullableArray:
		if rows, err = takeRows(a.data, at); err == nil {
			mask, err = takeRows(a.mask, at)
		}
	}
	if err != nil {
		return nil, err
	}
	switch a := a.(type) {
	case *NumpyArray:
		return plain(rows), nil
	case *DatetimeArray:
		return &DatetimeArray{ticksOf(rows), a.Unit, a.Zone, nil}, nil
	case *TimedeltaArray:
		return &TimedeltaArray{ticksOf(rows), a.Unit, nil}, nil
	case *PeriodArray:
		return &PeriodArray{ticksOf(rows), a.Freq}, nil
	case *StringArray:
		return &StringArray{rows, a.dtype, element(rows)}, nil
	case *Categorical:
		return newCategorical(rows, a.dtype, "labels")
	case *NullableArray:
		return newNullable(rows, mask), nil
	}
	values := make([]any, len(at))
	for k, i := range at {
		values[k] = a.At(i)
	}
	if _, ok := a.(Range); ok {
		ints := make([]int64, len(at))
		for k, x := range values {
			ints[k] = x.(int64)
		}
		return NewArray(ints)
	}
	return nil, &Error{Path: "labels", Want: "an array whose elements can be taken one by one", Got: a.DType().String()}
}

// takeRows returns elements of an array of one dimension as an array of their own.
func takeRows(a *ndarray.Array, at []int) (*ndarray.Array, error) {
	if a.DType.Kind == ndarray.Object {
		items := make([]any, len(at))
		for k, i := range at {
			x, err := a.At(i)
			if err != nil {
				return nil, wrap("labels", err)
			}
			items[k] = x
		}
		out, err := ndarray.NewObjects(a.DType, []int{len(at)}, &elements{items}, false)
		return out, wrap("labels", err)
	}
	all, err := a.COrder()
	if err != nil {
		return nil, wrap("labels", err)
	}
	size := a.DType.ItemSize
	data := make([]byte, 0, size*len(at))
	for _, i := range at {
		data = append(data, all[i*size:][:size]...)
	}
	out, err := ndarray.New(a.DType, []int{len(at)}, data)
	return out, wrap("labels", err)
}
