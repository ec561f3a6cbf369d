package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
)

// knnImputer fills a gap with what the nearest training rows have there.
type knnImputer struct {
	model *Model
	gap
	predict.KNNImputer
	kept  []int // columns that had any value
	empty bool  // columns without any are kept, as zeros
	late  bool  // without a gap in X there is no indicator either
	added *indicator
}

func readKNNImputer(s *state) (any, error) {
	t := &knnImputer{model: s.model}
	var err error
	if t.gap, err = s.gap(); err != nil {
		return nil, err
	}
	if t.Train, err = s.matrixOf("_fit_X", 0); err != nil {
		return nil, err
	}
	if err := s.features("_fit_X", t.Train.Cols); err != nil {
		return nil, err
	}
	if metric := s.value.Attr("metric"); metric.IsValid() {
		if _, err = s.choice("metric", "", "nan_euclidean"); err != nil {
			return nil, err
		}
	}
	weights, err := s.choice("weights", "uniform", "uniform", "distance")
	if err != nil {
		return nil, err
	}
	t.Distance = weights == "distance"
	t.Exclude = s.version.since(nanNeighborsExcludedSince)
	if t.Neighbors, err = s.count("n_neighbors", 1, math.MaxInt32); err != nil {
		return nil, err
	}
	if t.empty, err = s.flag("keep_empty_features", false); err != nil {
		return nil, err
	}
	is := t.gap.number()
	t.Missing = make([]bool, len(t.Train.Data))
	seen := make([]bool, t.Train.Cols)
	for i, v := range t.Train.Data {
		t.Missing[i] = is(v)
		seen[i%t.Train.Cols] = seen[i%t.Train.Cols] || !t.Missing[i]
		if !t.Missing[i] && (math.IsNaN(v) || math.IsInf(v, 0)) {
			return nil, s.fail("_fit_X", nil, fmt.Sprintf("has %v", v))
		}
	}
	for j, ok := range seen {
		if ok {
			t.kept = append(t.kept, j)
		}
	}
	t.late = !s.version.since(knnIndicatorAlwaysSince)
	t.added, err = s.addIndicator()
	return t, err
}

func (t *knnImputer) accepts() policy { return t.gap.accepts() }

// Transform returns the columns that are kept without gaps, and what the indicator tells.
func (t *knnImputer) Transform(x Matrix) (Matrix, error) {
	mask := t.gap.mask(x)
	out := Matrix{Data: append([]float64(nil), x.Data...), Rows: x.Rows, Cols: x.Cols}
	anywhere, kept := false, false
	for i, m := range mask {
		anywhere = anywhere || m
		kept = kept || m && t.has(i%x.Cols)
	}
	if kept {
		t.Fill(out, mask, t.kept)
	}
	switch {
	case !t.empty:
		out = columnsOf(out, t.kept)
	default:
		for j := range x.Cols {
			if t.has(j) {
				continue
			}
			for i := range x.Rows {
				out.Data[i*x.Cols+j] = 0
			}
		}
	}
	if t.late && !anywhere {
		return out, nil
	}
	return t.added.beside(out, mask, x.Cols), nil
}

// jointly: before 1.3 whether any row has a gap tells how many columns come out.
func (t *knnImputer) jointly() bool { return t.late && t.added != nil }

// has reports whether a column had any value.
func (t *knnImputer) has(column int) bool {
	for _, j := range t.kept {
		if j == column {
			return true
		}
	}
	return false
}

func (t *knnImputer) featureNamesOut(in []string) ([]string, error) {
	return t.added.named(namesOf(in, t.kept), in)
}
