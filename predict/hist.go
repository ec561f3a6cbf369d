package predict

import (
	"errors"
	"fmt"
	"math"
)

// A HistTree is a tree of scikit-learn's histogram gradient boosting (TreePredictor): thresholds are float64, NaN has a side
// of its own at each node, and a category goes left if its bit is set.
type HistTree struct {
	nodes    []histNode
	bitsets  [][8]uint32 // the categories that go left, of each split
	known    [][8]uint32 // the categories that were seen, of each feature
	Features int
}

// A histNode is one node in depth-first order: the left child is the next one.
type histNode struct {
	threshold float64 // of a leaf: its value
	feature   int32
	right     int32 // 0 in a leaf: the root is nobody's child
	bitset    int32 // of a categorical split; -1 else
	goLeft    bool  // NaN, and a category that was not seen
}

// HistNodes are the nodes as a file has them, an item each.
type HistNodes struct {
	Left, Right, Feature []int64
	Threshold, Value     []float64
	MissingLeft, IsLeaf  []bool
	IsCategorical        []bool  // nil before scikit-learn 0.24
	Bitset               []int64 // which of Bitsets; nil as well
	Bitsets              [][8]uint32
	Known                [][8]uint32 // of each feature, the categories that were seen; nil if no split is categorical
}

// Size returns the number of nodes and of those that are leaves, and the number of splits on the longest way to a leaf.
func (t *HistTree) Size() (nodes, leaves, depth int) {
	depths := make([]int32, len(t.nodes))
	for i, n := range t.nodes {
		depth = max(depth, int(depths[i]))
		if n.right == 0 {
			leaves++
			continue
		}
		depths[i+1], depths[n.right] = depths[i]+1, depths[i]+1
	}
	return len(t.nodes), leaves, depth
}

// NewHistTree returns a tree of nodes. Children must stand behind their parent.
func NewHistTree(n HistNodes, features int) (*HistTree, error) {
	count := len(n.Left)
	if count == 0 || count > math.MaxInt32 || features <= 0 {
		return nil, fmt.Errorf("%d nodes of %d features", count, features)
	}
	for _, c := range []int{len(n.Right), len(n.Feature), len(n.Threshold), len(n.Value), len(n.MissingLeft), len(n.IsLeaf)} {
		if c != count {
			return nil, errors.New("columns of different lengths")
		}
	}
	if n.IsCategorical != nil && (len(n.IsCategorical) != count || len(n.Bitset) != count) {
		return nil, errors.New("columns of different lengths")
	}
	t := &HistTree{nodes: make([]histNode, 0, count), bitsets: n.Bitsets, known: n.Known, Features: features}
	type waiting struct {
		node   int64
		parent int32
	}
	stack := []waiting{{0, -1}}
	for len(stack) > 0 {
		w := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if w.parent >= 0 {
			t.nodes[w.parent].right = int32(len(t.nodes))
		}
		for i := w.node; ; {
			at := int32(len(t.nodes))
			if int(at) == count {
				return nil, errors.New("a node with two parents")
			}
			if n.IsLeaf[i] {
				t.nodes = append(t.nodes, histNode{threshold: n.Value[i]})
				break
			}
			left, right, feature := n.Left[i], n.Right[i], n.Feature[i]
			if left <= i || right <= i || left >= int64(count) || right >= int64(count) {
				return nil, fmt.Errorf("node %d has children %d and %d of %d nodes", i, left, right, count)
			}
			if feature < 0 || feature >= int64(features) {
				return nil, fmt.Errorf("node %d is of feature %d of %d", i, feature, features)
			}
			node := histNode{threshold: n.Threshold[i], feature: int32(feature), bitset: -1, goLeft: n.MissingLeft[i]}
			if n.IsCategorical != nil && n.IsCategorical[i] {
				if n.Bitset[i] < 0 || n.Bitset[i] >= int64(len(n.Bitsets)) {
					return nil, fmt.Errorf("node %d is of bitset %d of %d", i, n.Bitset[i], len(n.Bitsets))
				}
				if len(n.Known) != features {
					return nil, fmt.Errorf("node %d is of categories, which are known of %d features of %d", i, len(n.Known), features)
				}
				node.bitset = int32(n.Bitset[i])
			}
			t.nodes = append(t.nodes, node)
			stack = append(stack, waiting{right, at})
			i = left
		}
	}
	return t, nil
}

// AddAt adds each row's value to column k of out, which has stride columns.
func (t *HistTree) AddAt(out []float64, stride, k int, x Matrix) {
	for r := range x.Rows {
		out[r*stride+k] += t.value(x.Data[r*x.Cols:][:x.Cols])
	}
}

func (t *HistTree) value(row []float64) float64 {
	nodes := t.nodes
	i := int32(0)
	for {
		n := &nodes[i]
		if n.right == 0 {
			return n.threshold
		}
		x := row[n.feature]
		next := n.right
		switch {
		case x != x:
			if n.goLeft {
				next = i + 1
			}
		case n.bitset >= 0:
			if t.category(n, x) {
				next = i + 1
			}
		case x <= n.threshold:
			next = i + 1
		}
		i = next
	}
}

// category reports whether a category goes left; one that was not seen goes as NaN does.
func (t *HistTree) category(n *histNode, x float64) bool {
	if x < 0 || x >= 256 {
		return n.goLeft
	}
	c := uint8(x)
	switch {
	case t.bitsets[n.bitset][c/32]>>(c%32)&1 == 1:
		return true
	case t.known[n.feature][c/32]>>(c%32)&1 == 1:
		return false
	}
	return n.goLeft
}
