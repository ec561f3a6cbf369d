package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// isolationForest tells outliers by how soon trees that split at random part them from the rest
// (sklearn.ensemble.IsolationForest).
type isolationForest struct {
	treeInput
	trees    []*grownTree
	columns  [][]int     // of X that each tree sees; nil if it sees all
	lengths  [][]float64 // of each tree and node: what it counts
	expected float64     // depth that a row has on average, times the number of trees
	offset   float64
}

func readIsolationForest(s *state) (any, error) {
	list, err := s.attr("estimators_")
	if err != nil {
		return nil, err
	}
	if list.Kind() != py.List || list.Len() == 0 {
		return nil, s.fail("estimators_", nil, fmt.Sprintf("got %v of %d, want a list of trees", list.Kind(), list.Len()))
	}
	f := &isolationForest{treeInput: treeInput{nan: s.version.since(isolationNaNSince)}}
	columns, err := s.attr("estimators_features_")
	if err != nil {
		return nil, err
	}
	features := s.model.NFeatures
	defer func() { s.model.NFeatures = features }()
	for item := range list.Items() {
		i := len(f.trees)
		a, err := numpy.FromPy(columns.Index(i))
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("estimators_features_[%d]", i), err)
		}
		ints, err := a.Int64s()
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("estimators_features_[%d]", i), err)
		}
		var use []int
		all := len(ints) == features
		for j, c := range ints {
			if c < 0 || features > 0 && c >= int64(features) {
				return nil, s.fail("estimators_features_", nil, fmt.Sprintf("tree %d sees column %d of %d", i, c, features))
			}
			use = append(use, int(c))
			all = all && c == int64(j)
		}
		if all {
			use = nil
		}
		s.model.NFeatures = len(ints)
		tree, err := s.grown(item, false)
		if err != nil {
			return nil, within(fmt.Sprintf("estimators_[%d]", i), err)
		}
		if tree.Features != len(ints) {
			return nil, s.fail("estimators_features_", nil, fmt.Sprintf("tree %d is of %d columns and sees %d", i, tree.Features, len(ints)))
		}
		lengths := make([]float64, len(tree.samples))
		for k, n := range tree.samples {
			lengths[k] = pathLength(float64(n))
		}
		f.trees, f.columns, f.lengths = append(f.trees, tree), append(f.columns, use), append(f.lengths, lengths)
	}
	if features == 0 {
		features = f.trees[0].Features
	}
	samples, err := s.vector("max_samples_", 1, false)
	if err != nil {
		return nil, err
	}
	f.expected = float64(len(f.trees)) * pathLength(samples[0])
	offset, err := s.vector("offset_", 1, false)
	if err != nil {
		return nil, err
	}
	f.offset = offset[0]
	return f, nil
}

// pathLength is the average depth of a row in a random tree of n rows (_average_path_length).
func pathLength(n float64) float64 {
	const gamma = 0.5772156649015329
	switch {
	case n <= 1:
		return 0
	case n == 2:
		return 1
	}
	return 2*(math.Log(n-1)+gamma) - 2*(n-1)/n
}

// ScoreSamples returns -2^(-depth/expected depth): near -1 for outliers.
func (f *isolationForest) ScoreSamples(x Matrix) ([]float64, error) {
	depths := make([]float64, x.Rows)
	all := predict.Float32s(x)
	for i, tree := range f.trees {
		seen := all
		if use := f.columns[i]; use != nil {
			seen = all.Columns(use)
		}
		lengths := f.lengths[i]
		tree.Apply(seen, func(row, leaf, depth int) {
			depths[row] += float64(depth) + lengths[leaf] - 1
		})
	}
	for i, d := range depths {
		ratio := 1.0
		if f.expected != 0 {
			ratio = d / f.expected
		}
		depths[i] = -math.Exp2(-ratio)
	}
	return depths, nil
}

// DecisionFunction returns the scores above the offset that tells outliers: below 0 are those.
func (f *isolationForest) DecisionFunction(x Matrix) (Matrix, error) {
	scores, err := f.ScoreSamples(x)
	return lessOffset(scores, f.offset), err
}

// lessOffset takes an offset from scores, of which outliers then are below 0.
func lessOffset(scores []float64, offset float64) Matrix {
	for i := range scores {
		scores[i] -= offset
	}
	return oneColumn(scores)
}

// Predict returns -1 for outliers and 1 for the rest.
func (f *isolationForest) Predict(x Matrix) (Target, error) {
	scores, err := f.DecisionFunction(x)
	return inliers(scores.Data), err
}

// inliers returns -1 for scores below 0, else 1.
func inliers(scores []float64) Target {
	out := make([]int64, len(scores))
	for i, v := range scores {
		out[i] = 1
		if v < 0 {
			out[i] = -1
		}
	}
	return column(out)
}

func (f *isolationForest) cost() int { return len(f.trees) * treeCost }
