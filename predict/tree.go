package predict

import (
	"errors"
	"fmt"
	"math"
)

// A Tree is a binary decision tree as scikit-learn grows them (sklearn/tree/_tree.pyx): a row goes left at a node if its
// feature, rounded to float32, is at most the threshold. Nodes lie in depth-first order, so the left child of a node is
// the next one.
type Tree struct {
	nodes    []treeNode
	leaf     []int32   // of each node: its number in the file
	depth    []int32   // of each node: nodes on the way to it, itself included
	Values   []float64 // of each node by its number in the file, Width each: what a leaf answers
	Width    int
	Features int
	missing  bool // a node sends NaN to the left
}

// A treeNode is 16 bytes, so that a cache line has four. A leaf leads to itself: no number is at most -Inf.
type treeNode struct {
	threshold float32 // the largest float32 that is at most the file's float64: the same rows pass
	feature   int32
	right     int32
	goLeft    int32 // 1 if NaN goes left
}

// TreeNodes are the nodes as a file has them, an item each.
type TreeNodes struct {
	Left, Right []int64 // -1 in a leaf
	Feature     []int64
	Threshold   []float64
	MissingLeft []bool // whether NaN goes left; nil before scikit-learn 1.3
}

// NewTree returns a tree of nodes whose values are width numbers each. Children must stand behind their parent.
func NewTree(n TreeNodes, values []float64, width, features int) (*Tree, error) {
	count := len(n.Left)
	switch {
	case count == 0 || count > math.MaxInt32:
		return nil, fmt.Errorf("%d nodes", count)
	case len(n.Right) != count || len(n.Feature) != count || len(n.Threshold) != count || n.MissingLeft != nil && len(n.MissingLeft) != count:
		return nil, errors.New("columns of different lengths")
	case width <= 0 || len(values)/width != count || len(values)%width != 0:
		return nil, fmt.Errorf("%d values for %d nodes of %d", len(values), count, width)
	case features <= 0:
		return nil, fmt.Errorf("%d features", features)
	}
	t := &Tree{
		nodes: make([]treeNode, 0, count), leaf: make([]int32, 0, count), depth: make([]int32, 0, count),
		Values: values, Width: width, Features: features,
	}
	// Depth-first: the right children that wait, with the node that has each.
	type waiting struct {
		node   int64
		parent int32
		depth  int32
	}
	stack := []waiting{{0, -1, 1}}
	for len(stack) > 0 {
		w := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		at := int32(len(t.nodes))
		if int(at) == count {
			return nil, errors.New("a node with two parents")
		}
		if w.parent >= 0 {
			t.nodes[w.parent].right = at
		}
		for i, depth := w.node, w.depth; ; depth++ {
			at := int32(len(t.nodes))
			if int(at) == count {
				return nil, errors.New("a node with two parents")
			}
			t.leaf, t.depth = append(t.leaf, int32(i)), append(t.depth, depth)
			left, right := n.Left[i], n.Right[i]
			if left == -1 && right == -1 {
				t.nodes = append(t.nodes, treeNode{threshold: float32(math.Inf(-1)), right: at})
				break
			}
			if left <= i || right <= i || left >= int64(count) || right >= int64(count) {
				return nil, fmt.Errorf("node %d has children %d and %d of %d nodes", i, left, right, count)
			}
			feature := n.Feature[i]
			if feature < 0 || feature >= int64(features) {
				return nil, fmt.Errorf("node %d is of feature %d of %d", i, feature, features)
			}
			node := treeNode{threshold: floor32(n.Threshold[i]), feature: int32(feature)}
			if n.MissingLeft != nil && n.MissingLeft[i] {
				node.goLeft, t.missing = 1, true
			}
			t.nodes = append(t.nodes, node)
			stack = append(stack, waiting{right, at, depth + 1})
			i = left
		}
	}
	return t, nil
}

// Size returns the number of nodes and of those that are leaves, and the number of splits on the longest way to a leaf.
func (t *Tree) Size() (nodes, leaves, depth int) {
	for i, n := range t.nodes {
		if n.right == int32(i) {
			leaves++
		}
		depth = max(depth, int(t.depth[i])-1)
	}
	return len(t.nodes), leaves, depth
}

// floor32 returns the largest float32 that is at most x.
func floor32(x float64) float32 {
	f := float32(x)
	if float64(f) > x {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

// Float32s returns X as trees see it.
func Float32s(x Matrix) []float32 {
	out := make([]float32, len(x.Data))
	for i, v := range x.Data {
		out[i] = float32(v)
	}
	return out
}

// walk returns the position of the leaf that a row comes to.
func (t *Tree) walk(row []float32) int32 {
	nodes := t.nodes
	i := int32(0)
	for {
		n := &nodes[i]
		next := n.right
		x := row[n.feature]
		if x <= n.threshold {
			next = i + 1
		}
		if t.missing && x != x && n.goLeft == 1 {
			next = i + 1
		}
		if next == i {
			return i
		}
		i = next
	}
}

// each calls f with each row's leaf, four rows at a time: a processor takes the four ways side by side, where one alone
// waits at every node for the one before (1.3 times as fast, BenchmarkTree). x has rows of Features.
func (t *Tree) each(x []float32, f func(row int, at int32)) {
	n := t.Features
	rows := len(x) / n
	r := 0
	nodes := t.nodes
	for ; r+4 <= rows && !t.missing; r += 4 {
		a, b, c, d := x[r*n:][:n], x[(r+1)*n:][:n], x[(r+2)*n:][:n], x[(r+3)*n:][:n]
		var i, j, k, l int32
		for {
			i2, j2, k2, l2 := step(nodes, a, i), step(nodes, b, j), step(nodes, c, k), step(nodes, d, l)
			if i2 == i && j2 == j && k2 == k && l2 == l {
				break
			}
			i, j, k, l = i2, j2, k2, l2
		}
		f(r, i)
		f(r+1, j)
		f(r+2, k)
		f(r+3, l)
	}
	for ; r < rows; r++ {
		f(r, t.walk(x[r*n:][:n]))
	}
}

func step(nodes []treeNode, row []float32, i int32) int32 {
	n := &nodes[i]
	next := n.right
	if row[n.feature] <= n.threshold {
		next = i + 1
	}
	return next
}

// Add adds scale times each row's values to out, rows × Width. x has rows of Features.
func (t *Tree) Add(out []float64, x []float32, scale float64) {
	if t.Width == 1 {
		t.AddAt(out, 1, 0, x, scale)
		return
	}
	w := t.Width
	t.each(x, func(row int, at int32) {
		values := t.Values[int(t.leaf[at])*w:][:w]
		dst := out[row*w:][:w]
		for k, v := range values {
			dst[k] += float64(scale * v)
		}
	})
}

// AddAt adds scale times each row's only value to column k of out, which has stride columns.
func (t *Tree) AddAt(out []float64, stride, k int, x []float32, scale float64) {
	t.each(x, func(row int, at int32) {
		out[row*stride+k] += float64(scale * t.Values[t.leaf[at]])
	})
}

// Apply calls f with the number in the file of each row's leaf, and with how many nodes there are on the way to it,
// itself included (sklearn's tree_.apply and decision_path).
func (t *Tree) Apply(x []float32, f func(row, leaf, depth int)) {
	t.each(x, func(row int, at int32) { f(row, int(t.leaf[at]), int(t.depth[at])) })
}
