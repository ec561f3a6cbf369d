package sklearn

import (
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// A gap is what stands for a missing value: NaN as a rule, else a number, a text or None.
type gap struct {
	nan   bool
	value any // if not: nil for None
}

// gap reads missing_values.
func (s *state) gap() (gap, error) {
	v := s.value.Attr("missing_values")
	if !v.IsValid() {
		return gap{nan: true}, nil
	}
	if _, class, ok := v.Class(); ok && class == "NAType" { // pandas.NA
		return gap{nan: true}, nil
	}
	if _, name, ok := v.Global(); ok && name == "NA" {
		return gap{nan: true}, nil
	}
	value, err := cellOf(v)
	if err != nil {
		return gap{}, s.fail("missing_values", ErrUnsupported, err.Error())
	}
	if x, ok := value.(float64); ok && math.IsNaN(x) || value == "NaN" && s.model.ClassName == "Imputer" {
		return gap{nan: true}, nil
	}
	return gap{value: value}, nil
}

// number returns a function that tells the gaps among numbers.
func (g gap) number() func(float64) bool {
	if g.nan {
		return math.IsNaN
	}
	want, ok := number(g.value, false)
	if _, text := g.value.(string); !ok || text || g.value == nil {
		return func(float64) bool { return false }
	}
	return func(x float64) bool { return x == want }
}

// cell reports whether value i of a column is a gap. What a table knows to be missing is NaN or None to Python, which it does not
// tell apart.
func (g gap) cell(c *Column, i int) bool {
	v := c.At(i)
	if v == nil {
		return g.nan || g.value == nil
	}
	if x, ok := v.(float64); ok && math.IsNaN(x) {
		return g.nan
	}
	if g.nan || g.value == nil {
		return false
	}
	if text, ok := g.value.(string); ok {
		return v == text
	}
	want, _ := number(g.value, false)
	x, ok := number(v, c.raw)
	return ok && x == want
}

// accepts tells which numbers may come with these gaps.
func (g gap) accepts() policy {
	if g.nan {
		return allowNaN
	}
	return finite
}

// mask tells where the gaps are.
func (g gap) mask(x Matrix) []bool {
	is := g.number()
	out := make([]bool, len(x.Data))
	for i, v := range x.Data {
		out[i] = is(v)
	}
	return out
}

// maskOf tells where the gaps of a table are, row after row.
func (g gap) maskOf(t *Table) []bool {
	out := make([]bool, t.rows*len(t.columns))
	for j := range t.columns {
		for i := range t.rows {
			out[i*len(t.columns)+j] = g.cell(&t.columns[j], i)
		}
	}
	return out
}

// indicator tells for some columns where the gaps are.
type indicator struct {
	model    *Model
	gap      gap
	features []int
	all      bool
	strict   bool // gaps in other columns are an error
}

// readIndicator reads a MissingIndicator.
func readIndicator(s *state) (any, error) {
	t, err := s.indicator(s.value)
	if err != nil {
		return nil, err
	}
	return t, nil
}

// indicator reads a MissingIndicator out of v, s itself or a part of it.
func (s *state) indicator(v py.Value) (*indicator, error) {
	part := *s
	part.value = v
	t := &indicator{model: s.model}
	var err error
	if t.gap, err = part.gap(); err != nil {
		return nil, err
	}
	if n := v.Attr("_n_features"); n.IsValid() && s.model.NFeatures == 0 { // before 0.24
		s.model.NFeatures, _ = countOf(n)
	}
	n, err := s.known()
	if err != nil {
		return nil, err
	}
	if t.features, err = part.indices("features_", n); err != nil {
		return nil, err
	}
	t.all = part.text("features") == "all"
	if t.strict, err = part.flag("error_on_new", true); err != nil {
		return nil, err
	}
	return t, nil
}

// addIndicator reads the indicator_ of an imputer; nil if it adds none.
func (s *state) addIndicator() (*indicator, error) {
	v := s.value.Attr("indicator_")
	add, err := s.flag("add_indicator", false)
	if err != nil || !add {
		return nil, err
	}
	if !v.IsValid() || v.IsNone() {
		return nil, s.fail("indicator_", ErrNotFitted, "missing")
	}
	return s.indicator(v)
}

func (t *indicator) accepts() policy { return unchecked }

// TransformX returns 1 where there is a gap, else 0.
func (t *indicator) TransformX(x X) (X, error) {
	var mask []bool
	var rows, cols int
	if table, ok := x.(*Table); ok && !table.numeric() {
		if err := t.model.checkShape(table); err != nil {
			return nil, err
		}
		mask, rows, cols = t.gap.maskOf(table), table.rows, len(table.columns)
	} else {
		m, err := Dense(x)
		if err != nil {
			return nil, err
		}
		if err := t.model.checkAs(m, t.gap.accepts()); err != nil {
			return nil, err
		}
		mask, rows, cols = t.gap.mask(m), m.Rows, m.Cols
	}
	if t.strict && !t.all {
		var unseen []int
		for j := range cols {
			if slices.Contains(t.features, j) {
				continue
			}
			for i := range rows {
				if mask[i*cols+j] {
					unseen = append(unseen, j)
					break
				}
			}
		}
		if unseen != nil {
			return nil, t.model.fail(ErrFeatures, fmt.Sprintf("The features %d have missing values in transform but have no missing values in fit.", unseen))
		}
	}
	return t.of(mask, rows, cols), nil
}

// of returns the columns of a mask that are wanted.
func (t *indicator) of(mask []bool, rows, cols int) Matrix {
	out := predict.NewMatrix(rows, len(t.features))
	for i := range rows {
		row := out.Row(i)
		for k, j := range t.features {
			row[k] = truth(mask[i*cols+j])
		}
	}
	return out
}

func (t *indicator) featureNamesOut(in []string) ([]string, error) {
	out := make([]string, len(t.features))
	for k, j := range t.features {
		out[k] = "missingindicator_" + in[j]
	}
	return out, nil
}

// beside puts what an indicator tells of a mask beside a matrix; t may be nil.
func (t *indicator) beside(m Matrix, mask []bool, cols int) Matrix {
	if t == nil {
		return m
	}
	flags := t.of(mask, m.Rows, cols)
	out := predict.NewMatrix(m.Rows, m.Cols+flags.Cols)
	for i := range out.Rows {
		copy(out.Row(i)[copy(out.Row(i), m.Row(i)):], flags.Row(i))
	}
	return out
}

// named adds the indicator's names to those of an imputer.
func (t *indicator) named(names, in []string) ([]string, error) {
	if t == nil {
		return names, nil
	}
	more, err := t.featureNamesOut(in)
	return append(slices.Clone(names), more...), err
}

// namesOf returns some names.
func namesOf(in []string, kept []int) []string {
	out := make([]string, len(kept))
	for k, j := range kept {
		out[k] = in[j]
	}
	return out
}
