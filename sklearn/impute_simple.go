package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
)

// simpleImputer puts one value a column in place of the gaps: a SimpleImputer, or an Imputer of before 0.22.
type simpleImputer struct {
	model *Model
	gap
	fill    []any     // of each column
	numbers []float64 // the same, if all columns were numbers
	kept    []int     // columns that had any value
	added   *indicator
}

func readSimpleImputer(s *state) (any, error) {
	t := &simpleImputer{model: s.model}
	var err error
	if t.gap, err = s.gap(); err != nil {
		return nil, err
	}
	if axis := s.value.Attr("axis"); axis.IsValid() { // of an Imputer
		if n, ok := axis.Int(); !ok || n != 0 {
			return nil, s.fail("axis", ErrUnsupported, "imputing along rows is not supported")
		}
	}
	v, err := s.attr("statistics_")
	if err != nil {
		return nil, err
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, s.wrap("statistics_", err)
	}
	if len(a.Shape) != 1 {
		return nil, s.fail("statistics_", nil, fmt.Sprintf("got an array of shape %v, want one value a feature", a.Shape))
	}
	if err := s.features("statistics_", a.Shape[0]); err != nil {
		return nil, err
	}
	object, err := s.objectsFitted()
	if err != nil {
		return nil, err
	}
	if err := t.readFill(s, a); err != nil {
		return nil, err
	}
	keep, err := s.flag("keep_empty_features", false)
	if err != nil {
		return nil, err
	}
	keep = keep || s.text("strategy") == "constant" && !s.version.since(constantDropsSince)
	for j, value := range t.fill {
		if x, ok := value.(float64); keep || !ok || !math.IsNaN(x) {
			t.kept = append(t.kept, j)
		}
		if _, text := value.(string); text || value == nil {
			object = true
		}
	}
	if !object {
		t.numbers = make([]float64, len(t.fill))
		for j, value := range t.fill {
			t.numbers[j], _ = number(value, false)
		}
		if err := s.castFill(t.numbers); err != nil {
			return nil, err
		}
	}
	t.added, err = s.addIndicator()
	return t, err
}

// objectsFitted reports whether the imputer was fitted on values that are not all numbers.
func (s *state) objectsFitted() (bool, error) {
	v := s.value.Attr("_fit_dtype")
	if !v.IsValid() {
		return false, nil
	}
	d, err := numpy.DTypeFromPy(v)
	if err != nil {
		return false, s.wrap("_fit_dtype", err)
	}
	return d.Kind == ndarray.Object, nil
}

// readFill reads the elements of statistics_.
func (t *simpleImputer) readFill(s *state, a *ndarray.Array) error {
	if a.DType.Kind != ndarray.Object {
		values, err := a.Float64s()
		if err != nil {
			return s.wrap("statistics_", err)
		}
		for _, x := range values {
			t.fill = append(t.fill, x)
		}
		return nil
	}
	objects, err := numpy.Objects(a)
	if err != nil {
		return s.wrap("statistics_", err)
	}
	for j, v := range objects {
		value, err := cellOf(v)
		if err != nil {
			return s.fail("statistics_", ErrUnsupported, fmt.Sprintf("of column %d: %v", j, err))
		}
		t.fill = append(t.fill, value)
	}
	return nil
}

// castFill rounds the values to the dtype of what the imputer was fitted on, where the release keeps it.
func (s *state) castFill(fill []float64) error {
	v := s.value.Attr("_fill_dtype")
	if !v.IsValid() {
		return nil
	}
	d, err := numpy.DTypeFromPy(v)
	if err != nil {
		return s.wrap("_fill_dtype", err)
	}
	for j, x := range fill {
		switch {
		case math.IsNaN(x):
		case d.Kind == ndarray.Float && d.ItemSize == 4:
			fill[j] = float64(float32(x))
		case d.Kind == ndarray.Int || d.Kind == ndarray.Uint:
			fill[j] = math.Trunc(x)
		}
	}
	return nil
}

func (t *simpleImputer) accepts() policy { return unchecked }

// TransformX returns the columns that are kept without gaps, and what the indicator tells: a Table if the imputer was fitted on other
// things than numbers. A sparse X stays sparse; its zeros are no gaps.
func (t *simpleImputer) TransformX(x X) (X, error) {
	if t.numbers == nil {
		return t.table(x)
	}
	if s, ok := x.(*Sparse); ok {
		if t.gap.number()(0) {
			return nil, t.model.fail(ErrUnsupported, "Imputation not possible when missing_values == 0 and input is sparse. Provide a dense array instead.")
		}
		if t.added == nil {
			return t.sparse(s)
		}
	}
	m, err := Dense(x)
	if err != nil {
		return nil, err
	}
	if err := t.model.checkAs(m, t.gap.accepts()); err != nil {
		return nil, err
	}
	mask := t.gap.mask(m)
	out := columnsOf(m, t.kept)
	for i := range m.Rows {
		row, gaps := out.Row(i), mask[i*m.Cols:]
		for k, j := range t.kept {
			if gaps[j] {
				row[k] = t.numbers[j]
			}
		}
	}
	return t.added.beside(out, mask, m.Cols), nil
}

func (t *simpleImputer) sparse(x *Sparse) (X, error) {
	if err := t.model.checkSparse(x, t.gap.accepts()); err != nil {
		return nil, err
	}
	is := t.gap.number()
	out := *x
	out.Data = make([]float64, len(x.Data))
	for k, v := range x.Data {
		if out.Data[k] = v; is(v) {
			out.Data[k] = t.numbers[x.Index[k]]
		}
	}
	if len(t.kept) == x.Cols {
		return &out, nil
	}
	return out.Columns(t.kept), nil
}

// table fills the gaps of columns of any type.
func (t *simpleImputer) table(x X) (X, error) {
	in, err := tableFrom(x)
	if err != nil {
		return nil, err
	}
	if err := t.model.checkShape(in); err != nil {
		return nil, err
	}
	out := &Table{rows: in.rows}
	for _, j := range t.kept {
		out.columns = append(out.columns, t.filled(&in.columns[j], t.fill[j]))
	}
	if t.added != nil {
		mask, n := t.gap.maskOf(in), len(in.columns)
		for _, j := range t.added.features {
			flags := make([]bool, in.rows)
			for i := range flags {
				flags[i] = mask[i*n+j]
			}
			out.columns = append(out.columns, BoolColumn("", flags))
		}
	}
	return out, nil
}

// filled returns a column without its gaps; the column itself if it has none.
func (t *simpleImputer) filled(c *Column, fill any) Column {
	n := c.Len()
	gaps := false
	for i := 0; i < n && !gaps; i++ {
		gaps = t.gap.cell(c, i)
	}
	if !gaps {
		return *c
	}
	if cells, ok := c.values.([]string); ok {
		text, ok := fill.(string)
		if c.raw && !ok {
			text, ok = pythonStr(fill), fill != nil
		}
		if ok {
			out := Column{Name: c.Name, raw: c.raw, values: make([]string, n), missing: make([]bool, n)}
			values := out.values.([]string)
			for i := range n {
				switch {
				case t.gap.cell(c, i):
					values[i] = text
				case c.At(i) == nil:
					out.missing[i] = true
				default:
					values[i] = cells[i]
				}
			}
			return out
		}
	}
	values := make([]any, n)
	for i := range n {
		if values[i] = c.At(i); t.gap.cell(c, i) {
			values[i] = fill
		}
	}
	return Column{Name: c.Name, values: values, raw: c.raw}
}

func (t *simpleImputer) featureNamesOut(in []string) ([]string, error) {
	var kept []int
	for j, value := range t.fill {
		if x, ok := value.(float64); !ok || !math.IsNaN(x) {
			kept = append(kept, j)
		}
	}
	return t.added.named(namesOf(in, kept), in)
}
