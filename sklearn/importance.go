package sklearn

import (
	"errors"
	"fmt"

	"github.com/brine-go/brine/py"
)

// treeImportances computes what scikit-learn's property feature_importances_ does, of trees, forests, gradient boosting and AdaBoost:
// how much the splits by each feature reduced impurity.
func (s *state) treeImportances() ([]float64, error) {
	if tree := s.value.Attr("tree_"); tree.IsValid() {
		out, _, err := impurityReductions(tree)
		if err == nil {
			shares(out)
		}
		return out, err
	}
	list := s.value.Attr("estimators_")
	if !list.IsValid() {
		return nil, errors.New("missing: it is no attribute, and the estimator is no tree")
	}
	if weights := s.value.Attr("estimator_weights_"); weights.IsValid() {
		return s.weighted(list, weights)
	}
	parts, err := objectsOf(list)
	if err != nil {
		return nil, err
	}
	boosted := list.Kind() != py.List
	var sum []float64
	count := 0.
	for _, part := range parts {
		tree, nodes, err := impurityReductions(part.Attr("tree_"))
		if err != nil {
			return nil, err
		}
		if sum == nil {
			sum = make([]float64, len(tree))
		}
		if len(sum) != len(tree) {
			return nil, fmt.Errorf("trees of %d and %d features", len(sum), len(tree))
		}
		if nodes <= 1 {
			continue
		}
		if !boosted {
			shares(tree)
		}
		for j, v := range tree {
			sum[j] += v
		}
		count++
	}
	if count > 0 {
		for j := range sum {
			sum[j] /= count
		}
		shares(sum)
	}
	return sum, nil
}

// weighted returns the weighted mean of the importances of AdaBoost's estimators.
func (s *state) weighted(list, weights py.Value) ([]float64, error) {
	w, err := s.arrayOf(weights, "estimator_weights_")
	if err != nil {
		return nil, err
	}
	var out []float64
	total, i := 0., 0
	for _, x := range w.data {
		total += x
	}
	for part := range list.Items() {
		one, err := s.object(part).treeImportances()
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = make([]float64, len(one))
		}
		if i >= len(w.data) || len(out) != len(one) {
			return nil, errors.New("estimators and their weights do not go together")
		}
		for j, v := range one {
			out[j] += float64(w.data[i] * v)
		}
		i++
	}
	for j := range out {
		out[j] /= total
	}
	return out, nil
}

// impurityReductions returns for each feature how much its splits reduce the impurity of a sklearn.tree._tree.Tree, in shares of its
// rows (compute_feature_importances), and how many nodes there are.
func impurityReductions(tree py.Value) (out []float64, nodes int, err error) {
	o, ok := tree.Object()
	if !ok {
		return nil, 0, errors.New("want a tree")
	}
	features, ok := countOf(o.Args.Index(0))
	if !ok || features > 1<<24 {
		return nil, 0, errors.New("a tree does not say of how many features it is")
	}
	f := fieldsOf(tree.Attr("nodes"))
	left, right, feature := f.ints("left_child"), f.ints("right_child"), f.ints("feature")
	impurity, rows := f.floats("impurity"), f.floats("weighted_n_node_samples")
	if f.err != nil {
		return nil, 0, f.err
	}
	if len(left) == 0 {
		return nil, 0, errors.New("a tree without nodes")
	}
	out = make([]float64, features)
	n := int64(len(left))
	for i := range left {
		if left[i] == -1 {
			continue
		}
		if l, r := left[i], right[i]; l < 0 || l >= n || r < 0 || r >= n || feature[i] < 0 || feature[i] >= int64(features) {
			return nil, 0, fmt.Errorf("node %d of a tree has children or a feature that are not there", i)
		}
		out[feature[i]] += float64(rows[i]*impurity[i]) - float64(rows[left[i]]*impurity[left[i]]) - float64(rows[right[i]]*impurity[right[i]])
	}
	for j := range out {
		out[j] /= rows[0]
	}
	return out, len(left), nil
}

// shares divides numbers by their sum, unless that is 0.
func shares(x []float64) {
	var sum float64
	for _, v := range x {
		sum += v
	}
	if sum == 0 {
		return
	}
	for i := range x {
		x[i] /= sum
	}
}
