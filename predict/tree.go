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
	values   []float64 // of each node, Width each: what a leaf answers
	Width    int
	Features int

	levels int        // of a tree that is complete as well: 0 of one that is not
	full   []fullNode // level after level: the children of i are 2i+1 and 2i+2
	ends   []int32    // of the nodes below the last level: the positions of their leaves
	single []float64  // their values, if Width is 1
}

// A fullNode is a node of a complete tree: no way ends before the last level, so that none has to be looked at for its end (a small
// tree takes a third of the time). A leaf on the way sends all rows left.
type fullNode struct{ threshold, feature, wrap int32 }

// maxLevels are the levels that a tree may have to be completed, and fullRatio how many times the nodes it may have by that.
const (
	maxLevels = 8
	fullRatio = 4
)

// complete lays the tree out as a complete one, if it is small.
func (t *Tree) complete() {
	_, _, depth := t.Size()
	if depth == 0 || depth > maxLevels || 1<<depth > fullRatio*len(t.nodes) {
		return
	}
	inner := 1<<depth - 1
	t.levels, t.full, t.ends = depth, make([]fullNode, inner), make([]int32, inner+1)
	var fill func(slot, at int)
	fill = func(slot, at int) {
		n := &t.nodes[at]
		switch {
		case slot >= inner:
			t.ends[slot-inner] = int32(at)
		case n.skip < 0:
			t.full[slot] = fullNode{threshold: math.MaxInt32}
			fill(2*slot+1, at)
			fill(2*slot+2, at)
		default:
			t.full[slot] = fullNode{n.threshold, n.feature, n.wrap}
			fill(2*slot+1, at+1)
			fill(2*slot+2, at+1+int(n.skip))
		}
	}
	fill(0, 0)
	if t.Width == 1 {
		for _, at := range t.ends {
			t.single = append(t.single, t.values[at])
		}
	}
}

// Pack brings what the complete ones of some trees are asked for together, so that one row's way through all of them runs through the
// cache in order.
func Pack(trees []*Tree) {
	nodes, ends := 0, 0
	for _, t := range trees {
		nodes, ends = nodes+len(t.full), ends+len(t.single)
	}
	full, single := make([]fullNode, 0, nodes), make([]float64, 0, ends)
	for _, t := range trees {
		at, from := len(full), len(single)
		full, single = append(full, t.full...), append(single, t.single...)
		if t.single != nil {
			t.full, t.single = full[at:len(full):len(full)], single[from:len(single):len(single)]
		}
	}
}

// right is 1 if a row goes right, else 0.
func (n *fullNode) right(row []int32) int {
	return int(uint64(int64(n.threshold)-int64(row[n.feature]+n.wrap)) >> 63)
}

// A treeNode is 16 bytes, so that a cache line has four. A leaf leads to itself: no key is at most never.
type treeNode struct {
	threshold int32 // the key of the largest float32 that is at most the file's float64: the same rows pass; plus wrap
	feature   int32
	skip      int32 // from the next node, which is the left child, to the right one; -1 in a leaf
	wrap      int32 // what is added to a row's key: 1 where NaN goes left, since its key becomes the least of all by that
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
		Width: width, Features: features,
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
			t.nodes[w.parent].skip = at - w.parent - 1
		}
		for i, depth := w.node, w.depth; ; depth++ {
			at := int32(len(t.nodes))
			if int(at) == count {
				return nil, errors.New("a node with two parents")
			}
			t.leaf, t.depth = append(t.leaf, int32(i)), append(t.depth, depth)
			left, right := n.Left[i], n.Right[i]
			if left == -1 && right == -1 {
				t.nodes = append(t.nodes, treeNode{threshold: never, skip: -1})
				break
			}
			if left <= i || right <= i || left >= int64(count) || right >= int64(count) {
				return nil, fmt.Errorf("node %d has children %d and %d of %d nodes", i, left, right, count)
			}
			feature := n.Feature[i]
			if feature < 0 || feature >= int64(features) {
				return nil, fmt.Errorf("node %d is of feature %d of %d", i, feature, features)
			}
			node := treeNode{threshold: thresholdKey(n.Threshold[i]), feature: int32(feature)}
			if n.MissingLeft != nil && n.MissingLeft[i] {
				node.threshold, node.wrap = node.threshold+1, 1
			}
			t.nodes = append(t.nodes, node)
			stack = append(stack, waiting{right, at, depth + 1})
			i = left
		}
	}
	t.values = make([]float64, 0, len(t.leaf)*width)
	for _, i := range t.leaf {
		t.values = append(t.values, values[int(i)*width:][:width]...)
	}
	t.complete()
	return t, nil
}

// Size returns the number of nodes and of those that are leaves, and the number of splits on the longest way to a leaf.
func (t *Tree) Size() (nodes, leaves, depth int) {
	for i, n := range t.nodes {
		if n.skip < 0 {
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

// TreeRows is X as trees see it: rounded to float32, and each of those as an integer, its key, that compares as it does. A comparison of
// integers needs no branch, and which way a row goes cannot be predicted (1.9 times as fast for a forest, BenchmarkTree).
type TreeRows struct {
	keys       []int32 // rows × columns
	Rows, Cols int
}

const (
	never  = math.MinInt32 // less than the key of -Inf
	nanKey = math.MaxInt32 // more than that of +Inf
)

// key returns a number that compares as f does; that of both zeros is the same.
func key(f float32) int32 {
	b := int32(math.Float32bits(f + 0))
	return b ^ int32(uint32(b>>31)>>1)
}

// thresholdKey returns the key of a threshold: no key is at most that of NaN.
func thresholdKey(x float64) int32 {
	f := floor32(x)
	if f != f {
		return never
	}
	return key(f)
}

// Float32s returns X as trees see it.
func Float32s(x Matrix) *TreeRows {
	out := &TreeRows{keys: make([]int32, len(x.Data)), Rows: x.Rows, Cols: x.Cols}
	for i, v := range x.Data {
		f := float32(v)
		out.keys[i] = key(f)
		if f != f {
			out.keys[i] = nanKey
		}
	}
	return out
}

// Slice returns the rows from one to before another, which share their memory with x.
func (x *TreeRows) Slice(from, to int) *TreeRows {
	return &TreeRows{keys: x.keys[from*x.Cols : to*x.Cols], Rows: to - from, Cols: x.Cols}
}

// Columns returns some of the columns.
func (x *TreeRows) Columns(indices []int) *TreeRows {
	out := &TreeRows{keys: make([]int32, 0, x.Rows*len(indices)), Rows: x.Rows, Cols: len(indices)}
	for r := range x.Rows {
		row := x.keys[r*x.Cols:][:x.Cols]
		for _, c := range indices {
			out.keys = append(out.keys, row[c])
		}
	}
	return out
}

// treeBlock is how many rows' leaves are found before their values are used.
const treeBlock = 128

// leaves finds the positions of the leaves that rows come to, four rows at a time: a processor takes the four ways side by side,
// where one alone waits at every node for the one before.
func (t *Tree) leaves(at []int, x *TreeRows, from int) {
	n := t.Features
	keys := x.keys[from*n:]
	nodes := t.nodes
	r := 0
	for full := t.full; full != nil && r+4 <= len(at); r += 4 {
		a, b, c, d := keys[r*n:][:n], keys[(r+1)*n:][:n], keys[(r+2)*n:][:n], keys[(r+3)*n:][:n]
		var i, j, k, l int
		for range t.levels {
			i, j = 2*i+1+full[i].right(a), 2*j+1+full[j].right(b)
			k, l = 2*k+1+full[k].right(c), 2*l+1+full[l].right(d)
		}
		ends, inner := t.ends, len(full)
		at[r], at[r+1], at[r+2], at[r+3] = int(ends[i-inner]), int(ends[j-inner]), int(ends[k-inner]), int(ends[l-inner])
	}
	for ; r+4 <= len(at); r += 4 {
		a, b, c, d := keys[r*n:][:n], keys[(r+1)*n:][:n], keys[(r+2)*n:][:n], keys[(r+3)*n:][:n]
		var i, j, k, l int
		for {
			i2, j2, k2, l2 := step(nodes, a, i), step(nodes, b, j), step(nodes, c, k), step(nodes, d, l)
			if (i2^i)|(j2^j)|(k2^k)|(l2^l) == 0 {
				break
			}
			i, j, k, l = i2, j2, k2, l2
		}
		at[r], at[r+1], at[r+2], at[r+3] = i, j, k, l
	}
	for ; r < len(at); r++ {
		at[r] = t.walk(keys[r*n:][:n])
	}
}

// walk is leaves for one row.
func (t *Tree) walk(row []int32) int {
	i := 0
	if t.full != nil {
		for range t.levels {
			i = 2*i + 1 + t.full[i].right(row)
		}
		return int(t.ends[i-len(t.full)])
	}
	for {
		next := step(t.nodes, row, i)
		if next == i {
			return i
		}
		i = next
	}
}

// step returns the node behind node i: the next one for a row that goes left, and i itself if it is a leaf.
func step(nodes []treeNode, row []int32, i int) int {
	n := &nodes[i]
	right := (int64(n.threshold) - int64(row[n.feature]+n.wrap)) >> 63 // -1 if the key is above the threshold, else 0
	return i + 1 + int(n.skip)&int(right)
}

// Add adds scale times each row's values to out, rows × Width. x has Features columns.
func (t *Tree) Add(out []float64, x *TreeRows, scale float64) {
	if t.Width == 1 {
		t.AddAt(out, 1, 0, x, scale)
		return
	}
	w := t.Width
	if x.Rows == 1 { // without a buffer, which takes longer to clear than a small tree to walk
		i := t.walk(x.keys)
		for k, v := range t.values[i*w:][:w] {
			out[k] += float64(scale * v)
		}
		return
	}
	var buffer [treeBlock]int
	for from := 0; from < x.Rows; from += treeBlock {
		at := buffer[:min(treeBlock, x.Rows-from)]
		t.leaves(at, x, from)
		dst := out[from*w:]
		for r, i := range at {
			values := t.values[i*w:][:w]
			row := dst[r*w:][:w]
			for k, v := range values {
				row[k] += float64(scale * v)
			}
		}
	}
}

// AddAt adds scale times each row's only value to column k of out, which has stride columns.
func (t *Tree) AddAt(out []float64, stride, k int, x *TreeRows, scale float64) {
	if x.Rows == 1 {
		if t.single == nil {
			out[k] += float64(scale * t.values[t.walk(x.keys)])
			return
		}
		i := 0
		for range t.levels {
			i = 2*i + 1 + t.full[i].right(x.keys)
		}
		out[k] += float64(scale * t.single[i-len(t.full)])
		return
	}
	var buffer [treeBlock]int
	for from := 0; from < x.Rows; from += treeBlock {
		at := buffer[:min(treeBlock, x.Rows-from)]
		t.leaves(at, x, from)
		dst := out[from*stride+k:]
		for r, i := range at {
			dst[r*stride] += float64(scale * t.values[i])
		}
	}
}

// AddRow adds to out what trees say of one row, scale times: tree i to number i modulo len(out), in their order. Of complete ones four ways
// run side by side, as those of four rows do in a batch.
func AddRow(out []float64, trees []*Tree, x *TreeRows, scale float64) {
	k, row := 0, x.keys
	add := func(v float64) {
		out[k] += float64(scale * v)
		if k++; k == len(out) {
			k = 0
		}
	}
	i := 0
	for ; i+4 <= len(trees); i += 4 {
		a, b, c, d := trees[i], trees[i+1], trees[i+2], trees[i+3]
		if n := len(a.single); n == 0 || len(b.single) != n || len(c.single) != n || len(d.single) != n {
			for _, t := range trees[i : i+4] {
				add(t.values[t.walk(row)])
			}
			continue
		}
		e, f, g, h := a.full, b.full, c.full, d.full
		var p, q, r, s int
		for range a.levels {
			p, q = 2*p+1+e[p].right(row), 2*q+1+f[q].right(row)
			r, s = 2*r+1+g[r].right(row), 2*s+1+h[s].right(row)
		}
		inner := len(e)
		add(a.single[p-inner])
		add(b.single[q-inner])
		add(c.single[r-inner])
		add(d.single[s-inner])
	}
	for _, t := range trees[i:] {
		add(t.values[t.walk(row)])
	}
}

// Apply calls f with the number in the file of each row's leaf, and with how many nodes there are on the way to it,
// itself included (sklearn's tree_.apply and decision_path).
func (t *Tree) Apply(x *TreeRows, f func(row, leaf, depth int)) {
	if x.Rows == 1 {
		i := t.walk(x.keys)
		f(0, int(t.leaf[i]), int(t.depth[i]))
		return
	}
	var buffer [treeBlock]int
	for from := 0; from < x.Rows; from += treeBlock {
		at := buffer[:min(treeBlock, x.Rows-from)]
		t.leaves(at, x, from)
		for r, i := range at {
			f(from+r, int(t.leaf[i]), int(t.depth[i]))
		}
	}
}
