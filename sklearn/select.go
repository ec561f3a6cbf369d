package sklearn

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/brine-go/brine/predict"
)

// A selector keeps some of the columns.
type selector struct {
	model *Model
	rule  policy
	kept  []int
}

// selector returns one that keeps the columns of a mask.
func (s *state) selector(rule policy, mask []bool, attr string) (*selector, error) {
	t := &selector{model: s.model, rule: rule}
	for j, keep := range mask {
		if keep {
			t.kept = append(t.kept, j)
		}
	}
	return t, s.features(attr, len(mask))
}

func (t *selector) accepts() policy { return t.rule }

// TransformX returns the columns that are kept; there may be none. Those of a sparse X stay sparse.
func (t *selector) TransformX(x X) (X, error) {
	if s, ok := x.(*Sparse); ok {
		if err := t.model.checkSparse(s, t.rule); err != nil {
			return nil, err
		}
		return s.Columns(t.kept), nil
	}
	m, err := Dense(x)
	if err != nil {
		return nil, err
	}
	if err := t.model.checkAs(m, t.rule); err != nil {
		return nil, err
	}
	out := predict.NewMatrix(m.Rows, len(t.kept))
	for i := range m.Rows {
		row, dst := m.Row(i), out.Row(i)
		for k, j := range t.kept {
			dst[k] = row[j]
		}
	}
	return out, nil
}

func (t *selector) featureNamesOut(in []string) ([]string, error) {
	out := make([]string, len(t.kept))
	for k, j := range t.kept {
		out[k] = in[j]
	}
	return out, nil
}

// readVarianceThreshold keeps columns that vary more than a threshold.
func readVarianceThreshold(s *state) (any, error) {
	variances, err := s.perFeature("variances_")
	if err != nil {
		return nil, err
	}
	threshold, err := s.number("threshold")
	if err != nil {
		return nil, err
	}
	mask := make([]bool, len(variances))
	for j, v := range variances {
		mask[j] = v > threshold
	}
	return s.selector(allowNaN, mask, "variances_")
}

// univariateModes names the parameter that each class of sklearn.feature_selection has, and that of GenericUnivariateSelect,
// which chooses the class by its mode.
var univariateModes = map[string]struct{ mode, param string }{
	"SelectKBest":      {"k_best", "k"},
	"SelectPercentile": {"percentile", "percentile"},
	"SelectFpr":        {"fpr", "alpha"},
	"SelectFdr":        {"fdr", "alpha"},
	"SelectFwe":        {"fwe", "alpha"},
}

// readUnivariate keeps columns by a score that each had by itself.
func readUnivariate(s *state) (any, error) {
	by, ok := univariateModes[s.model.ClassName]
	if !ok {
		by.mode, by.param = s.text("mode"), "param"
	}
	var mask []bool
	scored := "pvalues_"
	if by.mode == "k_best" || by.mode == "percentile" {
		scored = "scores_"
	}
	scores, err := s.perFeature(scored)
	if err != nil {
		return nil, err
	}
	if scores == nil { // the function of the scores gave no p-values
		return nil, s.fail(scored, ErrNotFitted, "it is None")
	}
	if by.mode == "k_best" && s.text(by.param) == "all" {
		mask = slices.Repeat([]bool{true}, len(scores))
		return s.selector(finite, mask, scored)
	}
	param, err := s.number(by.param)
	if err != nil {
		return nil, err
	}
	switch n := float64(len(scores)); by.mode {
	case "k_best":
		mask, err = best(scores, param)
		if err != nil {
			return nil, s.wrap(by.param, err)
		}
	case "percentile":
		mask = topPercent(scores, param)
	case "fpr":
		mask = below(scores, param, false)
	case "fwe":
		mask = below(scores, param/n, false)
	case "fdr":
		sorted := slices.Clone(scores)
		slices.Sort(sorted)
		most := math.NaN()
		for i, p := range sorted {
			if p <= param/n*float64(i+1) {
				most = p
			}
		}
		mask = below(scores, most, true)
	default:
		return nil, s.fail("mode", ErrUnsupported, fmt.Sprintf("%q is not supported", by.mode))
	}
	return s.selector(finite, mask, scored)
}

// below tells which numbers are less than a limit, or as large.
func below(x []float64, limit float64, orEqual bool) []bool {
	out := make([]bool, len(x))
	for i, v := range x {
		out[i] = v < limit || orEqual && v == limit
	}
	return out
}

// cleaned returns the scores with the least number there is for NaN.
func cleaned(scores []float64) []float64 {
	out := slices.Clone(scores)
	for i, v := range out {
		if math.IsNaN(v) {
			out[i] = -math.MaxFloat64
		}
	}
	return out
}

// best tells which are the k largest, of equal ones the last.
func best(scores []float64, k float64) ([]bool, error) {
	if k < 0 || k != math.Trunc(k) {
		return nil, fmt.Errorf("got %v, want a count", k)
	}
	scores = cleaned(scores)
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return scores[order[a]] < scores[order[b]] })
	mask := make([]bool, len(scores))
	for _, i := range order[len(order)-int(min(k, float64(len(order)))):] {
		mask[i] = true
	}
	return mask, nil
}

// topPercent tells which are above a percentile, with as many as fit of those that are equal to it, the first ones.
func topPercent(scores []float64, percent float64) []bool {
	mask := make([]bool, len(scores))
	if percent == 0 || percent == 100 {
		for i := range mask {
			mask[i] = percent == 100
		}
		return mask
	}
	scores = cleaned(scores)
	sorted := slices.Clone(scores)
	slices.Sort(sorted)
	threshold := predict.Percentile(sorted, 100-percent)
	kept := 0
	for i, v := range scores {
		if mask[i] = v > threshold; mask[i] {
			kept++
		}
	}
	var ties []int
	for i, v := range scores {
		if v == threshold {
			ties = append(ties, i)
		}
	}
	stop := int(float64(len(scores))*percent/100) - kept
	if stop < 0 { // ties[:stop] counts from the end
		stop = max(0, len(ties)+stop)
	}
	for _, i := range ties[:min(stop, len(ties))] {
		mask[i] = true
	}
	return mask
}
