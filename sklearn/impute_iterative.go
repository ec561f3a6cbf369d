package sklearn

import (
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// iterativeImputer fills the gaps by a simpleImputer, then column after column by models of the other columns, some rounds.
type iterativeImputer struct {
	gap
	initial   *Model
	kept      []int
	empty     []bool // which of them had no value: they keep the first value
	rounds    bool   // there is a sequence
	sequence  []imputation
	low, high []float64
	added     *indicator
}

// An imputation is one model of a column.
type imputation struct {
	column int
	from   []int
	model  *Model
}

func readIterativeImputer(s *state) (any, error) {
	t := &iterativeImputer{}
	var err error
	if t.gap, err = s.gap(); err != nil {
		return nil, err
	}
	if posterior, err := s.flag("sample_posterior", false); err != nil {
		return nil, err
	} else if posterior {
		return nil, s.fail("sample_posterior", ErrUnsupported, "samples at random, and is not supported")
	}
	v, err := s.attr("initial_imputer_")
	if err != nil {
		return nil, err
	}
	if t.initial, err = s.child(v, "initial_imputer_"); err != nil {
		return nil, err
	}
	simple, ok := t.initial.estimator.(*simpleImputer)
	if !ok || simple.numbers == nil {
		return nil, s.fail("initial_imputer_", ErrUnsupported, fmt.Sprintf("a %s is not supported", t.initial.ClassName))
	}
	if t.kept = simple.kept; len(t.kept) == 0 {
		return nil, s.fail("initial_imputer_", ErrUnsupported, "no column had any value")
	}
	if err := s.features("initial_imputer_", t.initial.NFeatures); err != nil {
		return nil, err
	}
	t.empty = make([]bool, len(t.kept))
	if s.value.Attr("_is_empty_feature").IsValid() {
		empty, err := s.mask("_is_empty_feature")
		if err != nil {
			return nil, err
		}
		for k, j := range t.kept {
			t.empty[k] = empty[j]
		}
	}
	if t.added, err = s.addIndicator(); err != nil {
		return nil, err
	}
	rounds, err := s.count("n_iter_", 0, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	if t.rounds = rounds > 0; !t.rounds {
		return t, nil
	}
	if t.low, err = s.vector("_min_value", len(t.kept), true); err != nil {
		return nil, err
	}
	if t.high, err = s.vector("_max_value", len(t.kept), true); err != nil {
		return nil, err
	}
	list, err := s.attr("imputation_sequence_")
	if err != nil {
		return nil, err
	}
	for item := range list.Items() {
		one, err := s.imputation(item, len(t.sequence), len(t.kept))
		if err != nil {
			return nil, err
		}
		t.sequence = append(t.sequence, one)
	}
	return t, nil
}

// imputation reads an _ImputerTriplet, a named tuple of feat_idx, neighbor_feat_idx and estimator.
func (s *state) imputation(v py.Value, i, columns int) (imputation, error) {
	place := fmt.Sprintf("imputation_sequence_[%d]", i)
	fields := v
	if o, ok := v.Object(); ok {
		if fields = o.Args; fields.Len() == 3 && fields.Index(2).Kind() == py.Tuple { // below protocol 2: class, tuple, the fields
			fields = fields.Index(2)
		}
	}
	if fields.Len() != 3 {
		return imputation{}, s.fail(place, nil, "want three fields")
	}
	var one imputation
	var ok bool
	if one.column, ok = countOf(fields.Index(0)); !ok || one.column >= columns {
		return one, s.fail(place, nil, fmt.Sprintf("want one of %d columns", columns))
	}
	var err error
	if one.from, err = s.indicesOf(fields.Index(1), place, columns); err != nil {
		return one, err
	}
	if one.model, err = s.child(fields.Index(2), place); err != nil {
		return one, err
	}
	if n := one.model.NFeatures; n != 0 && n != len(one.from) || len(one.from) == 0 {
		return one, s.fail(place, nil, fmt.Sprintf("the model takes %d features, of %d columns", n, len(one.from)))
	}
	return one, nil
}

func (t *iterativeImputer) accepts() policy { return t.gap.accepts() }

// jointly: if all that is to be imputed is missing, in all rows, the first values stay.
func (t *iterativeImputer) jointly() bool { return true }

// Transform returns the columns that are kept without gaps, and what the indicator tells.
func (t *iterativeImputer) Transform(x Matrix) (Matrix, error) {
	mask := t.gap.mask(x)
	out, err := t.initial.Transform(x)
	if err != nil {
		return Matrix{}, within("initial_imputer_", err)
	}
	out = Matrix{Data: slices.Clone(out.Data), Rows: out.Rows, Cols: len(t.kept)}
	all := true
	for i := range x.Rows {
		for k, j := range t.kept {
			all = all && (mask[i*x.Cols+j] && !t.empty[k])
		}
	}
	if !t.rounds || all {
		return t.added.beside(out, mask, x.Cols), nil
	}
	for i, one := range t.sequence {
		if t.empty[one.column] {
			continue
		}
		var rows []int
		for r := range x.Rows {
			if mask[r*x.Cols+t.kept[one.column]] {
				rows = append(rows, r)
			}
		}
		if rows == nil {
			continue
		}
		others := predict.NewMatrix(len(rows), len(one.from))
		for k, r := range rows {
			for c, j := range one.from {
				others.Data[k*others.Cols+c] = out.Data[r*out.Cols+j]
			}
		}
		y, err := one.model.Predict(others)
		if err != nil {
			return Matrix{}, within(fmt.Sprintf("imputation_sequence_[%d]", i), err)
		}
		values := y.Floats()
		if len(values) != len(rows) {
			return Matrix{}, within(fmt.Sprintf("imputation_sequence_[%d]", i), one.model.fail(ErrShape, "it forecasts no number a row"))
		}
		for k, r := range rows {
			out.Data[r*out.Cols+one.column] = math.Min(math.Max(values[k], t.low[one.column]), t.high[one.column])
		}
	}
	return t.added.beside(out, mask, x.Cols), nil
}

func (t *iterativeImputer) featureNamesOut(in []string) ([]string, error) {
	names, err := t.initial.featureNamesOut(in)
	if err != nil {
		return nil, err
	}
	return t.added.named(names, in)
}
