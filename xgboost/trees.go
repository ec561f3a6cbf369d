package xgboost

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
)

// trees reads the trees of gbtree and dart; the weights are with the model since 3.4, before beside it.
func (l *learner) trees(place string, o, beside object) error {
	model, err := o.object("model")
	if err != nil {
		return l.fail(place, err)
	}
	place += ".model"
	list, err := items(model["trees"])
	if err != nil {
		return l.fail(place+".trees", err)
	}
	groups, err := ints(model["tree_info"])
	if err != nil {
		return l.fail(place+".tree_info", err)
	}
	weights := beside["weight_drop"]
	if weights == nil {
		weights = model["weight_drop"]
	}
	var drop []float32
	if weights != nil {
		if drop, err = floats(weights); err != nil {
			return l.fail(place+".weight_drop", err)
		}
	}
	if l.b.Categories, err = categoryNames(model["cats"], l.b.Features); err != nil {
		return l.fail(place+".cats", err)
	}
	trees := make([]tree, len(list))
	for i, v := range list {
		if trees[i], err = l.tree(v); err != nil {
			return l.fail(fmt.Sprintf("%s.trees[%d]", place, i), err)
		}
	}
	if err := l.grow(place, trees, groups, drop); err != nil {
		return err
	}
	if model["iteration_indptr"] != nil { // since 2.0
		ends, err := ints(model["iteration_indptr"])
		if err != nil {
			return l.fail(place+".iteration_indptr", err)
		}
		return l.rounds(place+".iteration_indptr", ends)
	}
	param, err := model.object("gbtree_model_param")
	if err != nil {
		return l.fail(place, err)
	}
	parallel := int64(1)
	if param["num_parallel_tree"] != nil {
		if parallel, err = integer(param["num_parallel_tree"]); err != nil {
			return l.fail(place+".gbtree_model_param.num_parallel_tree", err)
		}
	}
	return l.evenRounds(place, parallel)
}

// A tree is one of a file: how a forest has it, and what importances are made of.
type tree struct {
	predict.XGBNodes
	gain, cover []float32
}

// grow makes the forest of trees, each of a group, with weights where it is dart.
func (l *learner) grow(place string, trees []tree, groups []int64, drop []float32) error {
	b := l.b
	if len(groups) != len(trees) {
		return l.fail(place+".tree_info", fmt.Errorf("%d items for %d trees", len(groups), len(trees)))
	}
	if len(drop) > len(trees) {
		return l.fail(place+".weight_drop", fmt.Errorf("%d weights for %d trees", len(drop), len(trees)))
	}
	forest, err := predict.NewXGBForest(b.Features, b.Outputs)
	if err != nil {
		return l.fail(place, err)
	}
	for i := range trees {
		var adjust func(float32) float32
		group := groups[i]
		if group < 0 || group >= int64(b.Outputs) {
			return l.fail(place+".tree_info", fmt.Errorf("tree %d is of forecast %d of %d", i, group, b.Outputs))
		}
		if i < len(drop) {
			adjust = l.weighted(drop[i], b.base[group])
		}
		if err := forest.Add(trees[i].XGBNodes, int(group), adjust); err != nil {
			return l.fail(fmt.Sprintf("%s.trees[%d]", place, i), err)
		}
	}
	b.forest, b.trees = forest, trees
	return nil
}

// weighted returns what a leaf of a tree of dart adds. From 1.4 to 3.2 inplace_predict, by which estimators forecast, gets
// each tree's with the base score and takes that off again, which rounds (Dart::InplacePredict of src/gbm/gbtree.cc).
func (l *learner) weighted(weight, base float32) func(float32) float32 {
	if l.inplace && l.b.Booster == "dart" && !l.b.before(1, 4) && l.b.before(3, 3) {
		return func(leaf float32) float32 { return float32(float32(base+leaf)-base) * weight }
	}
	return func(leaf float32) float32 { return leaf * weight }
}

// rounds sets where the trees of each iteration end.
func (l *learner) rounds(place string, ends []int64) error {
	last := int64(0)
	for i, end := range ends {
		if end < last || end > int64(len(l.b.trees)) || i == 0 && end != 0 {
			return l.fail(place, fmt.Errorf("item %d is %d", i, end))
		}
		last = end
		l.b.ends = append(l.b.ends, int(end))
	}
	if last != int64(len(l.b.trees)) {
		return l.fail(place, fmt.Errorf("it ends at %d of %d trees", last, len(l.b.trees)))
	}
	return nil
}

// evenRounds sets it for models that only tell how many trees an iteration has for each group.
func (l *learner) evenRounds(place string, parallel int64) error {
	n, each := int64(len(l.b.trees)), parallel*int64(l.b.Outputs)
	if parallel <= 0 || parallel > math.MaxInt32 || n%each != 0 {
		return l.fail(place, fmt.Errorf("%d trees, %d parallel ones of %d groups", n, parallel, l.b.Outputs))
	}
	for end := int64(0); end <= n; end += each {
		l.b.ends = append(l.b.ends, int(end))
	}
	return nil
}

// tree reads a tree (RegTree::LoadModel of src/tree/tree_model.cc).
func (l *learner) tree(v any) (tree, error) {
	o, ok := v.(object)
	if !ok {
		return tree{}, fmt.Errorf("got %s, want an object", kindOf(v))
	}
	var t tree
	var defaultLeft []int64
	for _, column := range []struct {
		key    string
		ints   *[]int64
		floats *[]float32
	}{
		{"left_children", &t.Left, nil}, {"right_children", &t.Right, nil}, {"split_indices", &t.Feature, nil},
		{"default_left", &defaultLeft, nil}, {"split_conditions", nil, &t.Threshold},
		{"loss_changes", nil, &t.gain}, {"sum_hessian", nil, &t.cover},
	} {
		var err error
		switch {
		case column.ints != nil:
			*column.ints, err = ints(o[column.key])
		case o[column.key] != nil || column.floats == &t.Threshold: // trees of vectors have no statistics before 3.1
			*column.floats, err = floats(o[column.key])
		}
		if err != nil {
			return t, fmt.Errorf("%s: %w", column.key, err)
		}
	}
	n := len(t.Left)
	if len(defaultLeft) != n || len(t.Threshold) != n || len(t.Right) != n || len(t.Feature) != n {
		return t, fmt.Errorf("columns of different lengths")
	}
	t.DefaultLeft = make([]bool, n)
	for i, x := range defaultLeft {
		t.DefaultLeft[i] = x == 1
	}
	if err := t.vectors(o, l.b.Outputs); err != nil {
		return t, err
	}
	return t, t.categories(o, &l.setWords)
}

// vectors reads the leaves of a tree for all targets at once, which multi_strategy="multi_output_tree" grows: the weights of
// all nodes until 3.1, since 3.2 those of leaves by their number, which stands where their right child would be.
func (t *tree) vectors(o object, outputs int) error {
	param, err := o.object("tree_param")
	if err != nil {
		return err
	}
	size := int64(0)
	if param["size_leaf_vector"] != nil {
		if size, err = integer(param["size_leaf_vector"]); err != nil {
			return fmt.Errorf("size_leaf_vector: %w", err)
		}
	}
	if size <= 1 {
		return nil
	}
	if size != int64(outputs) {
		return fmt.Errorf("leaves of %d values, the model has %d", size, outputs)
	}
	n := len(t.Left)
	if o["leaf_weights"] == nil {
		if t.Leaves, err = floats(o["base_weights"]); err != nil {
			return fmt.Errorf("base_weights: %w", err)
		}
		if len(t.Leaves)/outputs != n {
			return fmt.Errorf("%d base_weights for %d nodes of %d", len(t.Leaves), n, outputs)
		}
		return nil
	}
	leaves, err := floats(o["leaf_weights"])
	if err != nil {
		return fmt.Errorf("leaf_weights: %w", err)
	}
	if len(leaves)/outputs > n || len(leaves)/outputs < (n+1)/2 {
		return fmt.Errorf("%d leaf_weights for %d nodes of %d", len(leaves), n, outputs)
	}
	t.Leaves = make([]float32, n*outputs)
	for i, left := range t.Left {
		if left >= 0 {
			continue
		}
		at := t.Right[i]
		if n == 1 && at < 0 {
			at = 0
		}
		if at < 0 || at >= int64(len(leaves)/outputs) {
			return fmt.Errorf("leaf %d has values %d of %d", i, at, len(leaves)/outputs)
		}
		copy(t.Leaves[i*outputs:][:outputs], leaves[int(at)*outputs:])
	}
	return nil
}
