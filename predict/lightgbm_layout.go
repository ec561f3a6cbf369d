package predict

import (
	"errors"
	"fmt"
	"math"
)

// An lgbLayout makes nodes in depth-first order of a tree as a file has it.
type lgbLayout struct {
	tree     *LightGBMTree
	features int

	nodes    []lgbNode
	leaves   []int32 // from left to right: their numbers in the file
	before   []int32 // of each node: how many leaves stand before it
	depth    int32   // splits on the way to the deepest leaf
	specials []lgbSplit
}

func (l *lgbLayout) layOut() error {
	t := l.tree
	leaves := len(t.LeafValue)
	splits := leaves - 1
	switch {
	case leaves == 0 || leaves > math.MaxInt32/2:
		return fmt.Errorf("%d leaves", leaves)
	case len(t.Left) != splits || len(t.Right) != splits || len(t.Feature) != splits || len(t.Threshold) != splits || t.DecisionType != nil && len(t.DecisionType) != splits:
		return errors.New("columns of different lengths")
	case t.LeafConst != nil && (len(t.LeafConst) != leaves || len(t.LeafFeatures) != leaves || len(t.LeafCoef) != leaves):
		return errors.New("linear models of other than the leaves")
	}
	// Depth-first: the right children that wait, with the node that has each.
	type waiting struct {
		child  int64
		parent int
		depth  int32
	}
	stack := []waiting{{0, -1, 0}}
	if splits == 0 {
		stack[0].child = -1
	}
	for len(stack) > 0 {
		w := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if w.parent >= 0 {
			l.nodes[w.parent].right = int32(len(l.nodes))
		}
		for i, depth := w.child, w.depth; ; depth++ {
			at := len(l.nodes)
			if at == leaves+splits {
				return errors.New("a node with two parents")
			}
			l.before = append(l.before, int32(len(l.leaves)))
			if i < 0 {
				if ^i >= int64(leaves) {
					return fmt.Errorf("leaf %d of %d", ^i, leaves)
				}
				l.nodes = append(l.nodes, lgbNode{threshold: math.MinInt64, right: int32(at)})
				l.leaves = append(l.leaves, int32(^i))
				l.depth = max(l.depth, depth)
				break
			}
			if i >= int64(splits) {
				return fmt.Errorf("split %d of %d", i, splits)
			}
			node, err := l.split(i)
			if err != nil {
				return fmt.Errorf("split %d: %w", i, err)
			}
			l.nodes = append(l.nodes, node)
			stack = append(stack, waiting{t.Right[i], at, depth + 1})
			i = t.Left[i]
		}
	}
	return nil
}

// split returns the node of split i.
func (l *lgbLayout) split(i int64) (lgbNode, error) {
	t := l.tree
	feature, threshold := t.Feature[i], t.Threshold[i]
	if feature < 0 || feature >= int64(l.features) {
		return lgbNode{}, fmt.Errorf("it is of feature %d of %d", feature, l.features)
	}
	node := lgbNode{threshold: lgbKey(threshold), feature: uint32(feature)}
	var decision int64
	if t.DecisionType != nil {
		decision = t.DecisionType[i]
	}
	missingLeft := decision&2 != 0
	switch {
	case decision&1 != 0 && t.CatBoundaries != nil:
		k := int(threshold)
		if !(threshold >= 0 && threshold < float64(len(t.CatBoundaries)-1)) {
			return node, fmt.Errorf("it is of the set %v of %d", threshold, len(t.CatBoundaries)-1)
		}
		from, to := t.CatBoundaries[k], t.CatBoundaries[k+1]
		if from < 0 || to < from || to > int64(len(t.CatThreshold)) {
			return node, fmt.Errorf("the set is items %d to %d of %d", from, to, len(t.CatThreshold))
		}
		l.special(&node, lgbSplit{categorical: true, set: t.CatThreshold[from:to]})
	case threshold != threshold:
		return node, errors.New("the threshold is NaN")
	case decision>>2&3 == 1 && (threshold >= lgbZero) == missingLeft && !(threshold >= -lgbZero && threshold < lgbZero):
		// Zero goes where it would go anyway.
		fallthrough
	case decision>>2&3 == 2:
		if missingLeft {
			node.feature |= lgbNaNLeft
		}
	case decision>>2&3 == 1:
		l.special(&node, lgbSplit{threshold: threshold, missingLeft: missingLeft})
	case 0 <= threshold: // NaN is 0
		node.feature |= lgbNaNLeft
	}
	return node, nil
}

func (l *lgbLayout) special(node *lgbNode, s lgbSplit) {
	node.threshold = int64(len(l.specials))
	node.feature |= lgbSpecial
	l.specials = append(l.specials, s)
}

// left reports whether x goes left.
func (s *lgbSplit) left(x float64) bool {
	switch {
	case s.categorical:
		if !(x > -1 && x < 1<<31) { // what is no int32 is no category, NaN among it
			return false
		}
		c := uint32(x)
		return int(c/32) < len(s.set) && s.set[c/32]>>(c%32)&1 == 1
	case x != x || x >= -lgbZero && x <= lgbZero:
		return s.missingLeft
	}
	return x <= s.threshold
}
