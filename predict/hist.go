package predict

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// A HistTree is a tree of scikit-learn's histogram gradient boosting (TreePredictor): thresholds are float64, NaN has a side
// of its own at each node, and a category goes left if its bit is set.
type HistTree struct {
	nodes    []histNode
	values   []float64   // of each node: what a leaf answers
	bitsets  [][8]uint32 // the categories that go left, of each split
	known    [][8]uint32 // the categories that were seen, of each feature
	Features int
	sets     bool // a node splits by categories
}

// A histNode is one node in depth-first order: the left child is the next one. A leaf leads to itself.
type histNode struct {
	threshold uint64 // a key: see HistRows; plus wrap
	feature   int32
	skip      int32  // from the next node, which is the left child, to the right one; -1 in a leaf
	bitset    int32  // of a categorical split; -1 else
	wrap      uint32 // what is added to a row's key: 1 where NaN, and a category that was not seen, go left; see treeNode
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
		if n.skip < 0 {
			leaves++
			continue
		}
		depths[i+1], depths[i+1+int(n.skip)] = depths[i]+1, depths[i]+1
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
			t.nodes[w.parent].skip = int32(len(t.nodes)) - w.parent - 1
		}
		for i := w.node; ; {
			at := int32(len(t.nodes))
			if int(at) == count {
				return nil, errors.New("a node with two parents")
			}
			if n.IsLeaf[i] {
				t.nodes, t.values = append(t.nodes, histNode{skip: -1, bitset: -1}), append(t.values, n.Value[i])
				break
			}
			left, right, feature := n.Left[i], n.Right[i], n.Feature[i]
			if left <= i || right <= i || left >= int64(count) || right >= int64(count) {
				return nil, fmt.Errorf("node %d has children %d and %d of %d nodes", i, left, right, count)
			}
			if feature < 0 || feature >= int64(features) {
				return nil, fmt.Errorf("node %d is of feature %d of %d", i, feature, features)
			}
			node := histNode{threshold: histKey(n.Threshold[i]), feature: int32(feature), bitset: -1}
			if n.IsCategorical != nil && n.IsCategorical[i] {
				if n.Bitset[i] < 0 || n.Bitset[i] >= int64(len(n.Bitsets)) {
					return nil, fmt.Errorf("node %d is of bitset %d of %d", i, n.Bitset[i], len(n.Bitsets))
				}
				if len(n.Known) != features {
					return nil, fmt.Errorf("node %d is of categories, which are known of %d features of %d", i, len(n.Known), features)
				}
				node.bitset, t.sets = int32(n.Bitset[i]), true
			}
			if n.Threshold[i] != n.Threshold[i] {
				node.threshold = 0 // nothing is at most NaN
			}
			if n.MissingLeft[i] {
				node.threshold, node.wrap = node.threshold+1, 1
			}
			t.nodes, t.values = append(t.nodes, node), append(t.values, 0)
			stack = append(stack, waiting{right, at})
			i = left
		}
	}
	return t, nil
}

// HistRows is X with each number as an integer, its key, that compares as it does: see [TreeRows].
type HistRows struct {
	keys []uint64 // rows × columns
	x    Matrix
}

// histKey returns a number that compares as x does, and is more than 0, which a leaf has; that of both zeros is the same, and NaN's is
// the largest.
func histKey(x float64) uint64 {
	if x != x {
		return math.MaxUint64
	}
	b := int64(math.Float64bits(x + 0))
	return uint64(b^int64(uint64(b>>63)>>1)) ^ 1<<63
}

// Float64s returns X as a HistTree sees it, sharing its memory.
func Float64s(x Matrix) *HistRows {
	out := &HistRows{keys: make([]uint64, len(x.Data)), x: x}
	for i, v := range x.Data {
		out.keys[i] = histKey(v)
	}
	return out
}

// AddAt adds the values of rows from one to before another to column k of out, which has stride columns and begins with the first of
// them.
func (t *HistTree) AddAt(out []float64, stride, k int, x *HistRows, from, to int) {
	n := x.x.Cols
	if t.sets {
		for r := from; r < to; r++ {
			out[(r-from)*stride+k] += t.values[t.walk(x.x.Data[r*n:][:n], x.keys[r*n:][:n])]
		}
		return
	}
	nodes, keys, out := t.nodes, x.keys[from*n:to*n], out[k:]
	r, rows := 0, to-from
	for ; r+4 <= rows; r += 4 {
		a, b, c, d := keys[r*n:][:n], keys[(r+1)*n:][:n], keys[(r+2)*n:][:n], keys[(r+3)*n:][:n]
		var i, j, k, l int
		for {
			i2, j2, k2, l2 := histStep(nodes, a, i), histStep(nodes, b, j), histStep(nodes, c, k), histStep(nodes, d, l)
			if (i2^i)|(j2^j)|(k2^k)|(l2^l) == 0 {
				break
			}
			i, j, k, l = i2, j2, k2, l2
		}
		out[r*stride] += t.values[i]
		out[(r+1)*stride] += t.values[j]
		out[(r+2)*stride] += t.values[k]
		out[(r+3)*stride] += t.values[l]
	}
	for ; r < rows; r++ {
		row := keys[r*n:][:n]
		i := 0
		for next := histStep(nodes, row, 0); next != i; next = histStep(nodes, row, i) {
			i = next
		}
		out[r*stride] += t.values[i]
	}
}

// histStep returns the node behind node i: the next one for a row that goes left, and i itself if it is a leaf.
func histStep(nodes []histNode, row []uint64, i int) int {
	n := &nodes[i]
	_, right := bits.Sub64(n.threshold, row[n.feature]+uint64(n.wrap), 0) // 1 if the key is above the threshold
	return i + 1 + int(n.skip)&-int(right)
}

// walk returns the leaf of a row in a tree of categories.
func (t *HistTree) walk(row []float64, keys []uint64) int {
	i := 0
	for {
		n := &t.nodes[i]
		if n.skip < 0 {
			return i
		}
		left := keys[n.feature]+uint64(n.wrap) <= n.threshold
		if x := row[n.feature]; n.bitset >= 0 && x == x {
			left = t.category(n, x)
		}
		if i++; !left {
			i += int(n.skip)
		}
	}
}

// category reports whether a category goes left; one that was not seen goes as NaN does.
func (t *HistTree) category(n *histNode, x float64) bool {
	if x < 0 || x >= 256 {
		return n.wrap == 1
	}
	c := uint8(x)
	switch {
	case t.bitsets[n.bitset][c/32]>>(c%32)&1 == 1:
		return true
	case t.known[n.feature][c/32]>>(c%32)&1 == 1:
		return false
	}
	return n.wrap == 1
}
