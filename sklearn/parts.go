package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// What estimators that are made of others share: reading the parts, and putting their answers together.

// parts reads an attribute that is a list of estimators, of which there is at least one.
func (s *state) parts(name string) ([]*Model, error) {
	v, err := s.attr(name)
	if err != nil {
		return nil, err
	}
	items, err := s.items(name, v)
	if err != nil {
		return nil, err
	}
	var out []*Model
	for i, item := range items {
		part, err := s.child(item, fmt.Sprintf("%s[%d]", name, i))
		if err != nil {
			return nil, err
		}
		out = append(out, part)
	}
	if out == nil {
		return nil, s.fail(name, nil, "got no estimator")
	}
	return out, nil
}

// items returns the items of a list, a tuple or an array of objects.
func (s *state) items(name string, v py.Value) ([]py.Value, error) {
	var out []py.Value
	switch v.Kind() {
	case py.List, py.Tuple:
		for item := range v.Items() {
			out = append(out, item)
		}
		return out, nil
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, s.wrap(name, err)
	}
	if a.DType.Kind != ndarray.Object {
		return nil, s.fail(name, nil, fmt.Sprintf("got an array of %v, want a list", a.DType))
	}
	if out, err = numpy.Objects(a); err != nil {
		return nil, s.wrap(name, err)
	}
	return out, nil
}

// part reads an attribute that is one estimator.
func (s *state) part(name string) (*Model, error) {
	v, err := s.attr(name)
	if err != nil {
		return nil, err
	}
	return s.child(v, name)
}

// inputOf takes what X must look like from a part that sees it unchanged.
func (s *state) inputOf(part *Model) {
	if s.model.NFeatures == 0 {
		s.model.NFeatures = part.NFeatures
	}
	if s.model.NFeatures == part.NFeatures {
		s.model.unused = part.unused
		if s.model.FeatureNames == nil {
			s.model.FeatureNames = part.FeatureNames
		}
	}
}

// classLists reads classes_: those of one output, or of each of several.
func (s *state) classLists() (lists []Target, several bool, err error) {
	v, err := s.attr("classes_")
	if err != nil {
		return nil, false, err
	}
	if v.Kind() != py.List {
		c, err := classesOf(v)
		if err != nil {
			return nil, false, s.wrap("classes_", err)
		}
		return []Target{c}, false, nil
	}
	for item := range v.Items() {
		c, err := classesOf(item)
		if err != nil {
			return nil, false, s.wrap(fmt.Sprintf("classes_[%d]", len(lists)), err)
		}
		lists = append(lists, c)
	}
	if lists == nil {
		return nil, false, s.fail("classes_", nil, "it is empty")
	}
	return lists, true, nil
}

// named returns the names of a list of (name, estimator), without those of estimators that were dropped; kept tells which
// those are.
func (s *state) named(attr string) (names []string, kept []bool, err error) {
	v, err := s.attr(attr)
	if err != nil {
		return nil, nil, err
	}
	items, err := s.items(attr, v)
	if err != nil {
		return nil, nil, err
	}
	for i, item := range items {
		name, ok := item.Index(0).Text()
		if !ok || item.Len() != 2 {
			return nil, nil, s.fail(attr, nil, fmt.Sprintf("item %d is no pair of a name and an estimator", i))
		}
		text, _ := item.Index(1).Text()
		dropped := text == "drop" || item.Index(1).IsNone()
		kept = append(kept, !dropped)
		if !dropped {
			names = append(names, name)
		}
	}
	return names, kept, nil
}

// indexList reads numbers of things, each less than n, out of an array or a list.
func (s *state) indexList(name string, v py.Value, n int) ([]int, error) {
	var ints []int64
	if v.Kind() == py.List || v.Kind() == py.Tuple {
		for item := range v.Items() {
			i, ok := countOf(item)
			if !ok {
				return nil, s.fail(name, nil, "want a list of counts")
			}
			ints = append(ints, int64(i))
		}
	} else {
		a, err := numpy.FromPy(v)
		if err != nil {
			return nil, s.wrap(name, err)
		}
		if len(a.Shape) != 1 {
			return nil, s.fail(name, nil, fmt.Sprintf("got an array of shape %v, want one dimension", a.Shape))
		}
		if ints, err = a.Int64s(); err != nil {
			return nil, s.wrap(name, err)
		}
	}
	out := make([]int, len(ints))
	for i, x := range ints {
		if x < 0 || x >= int64(n) {
			return nil, s.fail(name, nil, fmt.Sprintf("%d of %d", x, n))
		}
		out[i] = int(x)
	}
	return out, nil
}

// numberList reads a parameter that is a list of numbers, or an array; nil if it is None.
func (s *state) numberList(name string) ([]float64, error) {
	v := s.value.Attr(name)
	if !v.IsValid() || v.IsNone() {
		return nil, nil
	}
	if v.Kind() != py.List && v.Kind() != py.Tuple {
		a, err := s.numbers(name)
		return a.data, err
	}
	out := []float64{}
	for item := range v.Items() {
		x, ok := numberOf(item)
		if !ok {
			return nil, s.fail(name, nil, fmt.Sprintf("got %v among numbers", item.Kind()))
		}
		out = append(out, x)
	}
	return out, nil
}

// numberOf reads a number of Python, or one of NumPy.
func numberOf(v py.Value) (float64, bool) {
	if x, ok := v.Number(); ok {
		return x, true
	}
	a, err := numpy.FromPy(v)
	if err != nil || len(a.Shape) != 0 {
		return 0, false
	}
	x, err := a.Float64s()
	if err != nil || len(x) != 1 {
		return 0, false
	}
	return x[0], true
}

// numberOr reads a parameter that is a number; what it is by default where the pickle has none or None.
func (s *state) numberOr(name string, byDefault float64) (float64, error) {
	v := s.value.Attr(name)
	if !v.IsValid() || v.IsNone() {
		return byDefault, nil
	}
	x, ok := numberOf(v)
	if !ok {
		return 0, s.fail(name, nil, fmt.Sprintf("got %v, want a number", v.Kind()))
	}
	return x, nil
}

// all reports whether each of the parts has a method.
func all(parts []*Model, method Method) bool {
	for _, part := range parts {
		if !part.Has(method) {
			return false
		}
	}
	return true
}

// numbers returns the values as float64, as NumPy casts them; not ok for texts. They may be the target's own.
func (t Target) numbers() (out []float64, ok bool) {
	switch v := t.values.(type) {
	case []float64:
		return v, true
	case []int64:
		out = make([]float64, len(v))
		for i, x := range v {
			out[i] = float64(x)
		}
		return out, true
	case []bool:
		out = make([]float64, len(v))
		for i, x := range v {
			if x {
				out[i] = 1
			}
		}
		return out, true
	}
	return nil, false
}

// find returns for each value of y its index in t, or -1.
func (t Target) find(y Target) []int {
	out := make([]int, y.Len())
	if texts := y.Strings(); texts != nil || t.Strings() != nil {
		at := map[string]int{}
		for i, v := range t.Strings() {
			at[v] = i
		}
		for i := range out {
			out[i] = -1
			if texts != nil {
				out[i] = place(at, texts[i])
			}
		}
		return out
	}
	if ints := y.Ints(); ints != nil && t.Ints() != nil { // past 2^53, too
		at := map[int64]int{}
		for i, v := range t.Ints() {
			at[v] = i
		}
		for i, v := range ints {
			out[i] = place(at, v)
		}
		return out
	}
	at := map[float64]int{}
	mine, _ := t.numbers()
	for i, v := range mine {
		at[v] = i
	}
	theirs, _ := y.numbers()
	for i, v := range theirs {
		out[i] = place(at, v)
	}
	return out
}

func place[T comparable](at map[T]int, v T) int {
	if i, ok := at[v]; ok {
		return i
	}
	return -1
}

// predictNumbers returns one number a row.
func (m *Model) predictNumbers(x X) ([]float64, error) {
	y, err := m.Predict(x)
	if err != nil {
		return nil, err
	}
	out, ok := y.numbers()
	if !ok || len(out) != rowsOf(x) {
		return nil, m.fail(ErrUnsupported, "it does not forecast one number a row")
	}
	return out, nil
}

// predictIndices returns the forecasts of a part that was fitted on the numbers of n classes.
func (m *Model) predictIndices(x X, n int) ([]int, error) {
	y, err := m.predictNumbers(x)
	if err != nil {
		return nil, err
	}
	out := make([]int, len(y))
	for i, v := range y {
		if !(v >= 0 && v < float64(n)) || v != math.Trunc(v) {
			return nil, m.fail(ErrUnsupported, fmt.Sprintf("it forecasts %v, want the number of one of %d classes", v, n))
		}
		out[i] = int(v)
	}
	return out, nil
}

// proba returns the probabilities of n classes.
func (m *Model) proba(x X, n int) (Matrix, error) {
	p, err := m.PredictProba(x)
	if err == nil && p.Cols != n {
		err = m.fail(ErrUnsupported, fmt.Sprintf("it tells %d classes apart, want %d", p.Cols, n))
	}
	return p, err
}

// columnsOf copies columns of x.
func columnsOf(x Matrix, at []int) Matrix {
	out := predict.NewMatrix(x.Rows, len(at))
	for i := range x.Rows {
		from, to := x.Row(i), out.Row(i)
		for j, k := range at {
			to[j] = from[k]
		}
	}
	return out
}

// choose takes columns out of any X.
func choose(x X, at []int) (X, error) {
	switch x := x.(type) {
	case Matrix:
		return columnsOf(x, at), nil
	case *Table:
		return x.take(at), nil
	}
	m, err := Dense(x)
	if err != nil {
		return nil, err
	}
	return columnsOf(m, at), nil
}

// rowsOf returns the number of rows.
func rowsOf(x X) int {
	rows, _ := x.Shape()
	return rows
}

// checkAny checks an X that parts will see, as check does one that an estimator computes with.
func (m *Model) checkAny(x X, rule policy) error {
	if err := m.checkShape(x); err != nil || rule == anything {
		return err
	}
	switch x := x.(type) {
	case Matrix:
		return m.checkFinite(x, rule)
	case *Sparse:
		return m.checkFinite(Matrix{Data: x.Data, Rows: len(x.Data), Cols: 1}, rule)
	}
	return nil // the parts make numbers of texts, or refuse them
}

// beside returns matrices of the same rows side by side.
func beside(rows int, parts []Matrix) Matrix {
	width := 0
	for _, p := range parts {
		width += p.Cols
	}
	out := predict.NewMatrix(rows, width)
	at := 0
	for _, p := range parts {
		for i := range rows {
			copy(out.Row(i)[at:], p.Row(i))
		}
		at += p.Cols
	}
	return out
}

// oneColumn makes a matrix of one number a row.
func oneColumn(values []float64) Matrix { return Matrix{Data: values, Rows: len(values), Cols: 1} }

// partName is the place of part i of the list estimators_.
func partName(i int) string { return fmt.Sprintf("estimators_[%d]", i) }
