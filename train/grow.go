package train

import "math"

// A grown is the nodes of a tree, in the order in which scikit-learn numbers them.
type grown struct {
	nodes    []node
	values   []float64 // nodes × width
	width    int
	maxDepth int
}

// A node of sklearn.tree._tree.NODE_DTYPE.
type node struct {
	left, right int64
	feature     int64
	threshold   float64
	impurity    float64
	samples     int64
	weight      float64
	missingLeft bool
}

// What leaves have in place of children, and of a feature and a threshold.
const (
	noChild   = -1
	undefined = -2
)

// A grower builds a tree (sklearn/tree/_tree.pyx).
type grower struct {
	*splitter
	growth
	fractions bool // values of classes are fractions, not counts
	tree      grown
}

// growth are parameters of a tree that bound its size.
type growth struct {
	maxDepth    int
	minSplit    int
	minDecrease float64
	maxLeaves   int // 0 for any number
}

// A branch is a node that may be split.
type branch struct {
	id         int
	start, end int
	depth      int
	impurity   float64
	constants  int
	leaf       bool
	split      split
}

// add makes a node, and splits its samples unless it must stay a leaf. parent is -1 for the root, whose impurity is computed.
func (g *grower) add(parent int, isLeft bool, b branch) branch {
	weight, impurity := g.criterion.node(g.samples[b.start:b.end])
	if parent < 0 {
		b.impurity = impurity
	}
	n := b.end - b.start
	b.leaf = b.depth >= g.maxDepth || n < g.minSplit || n < 2*g.minLeaf || weight < 2*g.minLeafWeight || b.impurity <= epsilon
	b.id = len(g.tree.nodes)
	for range g.tree.width {
		g.tree.values = append(g.tree.values, 0)
	}
	g.criterion.value(g.tree.values[b.id*g.tree.width:], g.fractions)
	out := node{left: noChild, right: noChild, feature: undefined, threshold: undefined, impurity: b.impurity, samples: int64(n), weight: weight}
	if !b.leaf {
		b.split = g.best(b.start, b.end, b.constants, b.impurity)
		b.leaf = b.split.pos >= b.end || b.split.improvement+epsilon < g.minDecrease
	}
	if !b.leaf {
		out.feature, out.threshold, out.missingLeft = int64(b.split.feature), b.split.threshold, b.split.missingLeft
	}
	g.tree.nodes = append(g.tree.nodes, out)
	if parent >= 0 && isLeft {
		g.tree.nodes[parent].left = int64(b.id)
	} else if parent >= 0 {
		g.tree.nodes[parent].right = int64(b.id)
	}
	g.tree.maxDepth = max(g.tree.maxDepth, b.depth)
	return b
}

// children returns the two parts of a branch that was split.
func (b branch) children() (left, right branch) {
	left = branch{start: b.start, end: b.split.pos, depth: b.depth + 1, impurity: b.split.impurityLeft, constants: b.split.constants}
	right = branch{start: b.split.pos, end: b.end, depth: b.depth + 1, impurity: b.split.impurityRight, constants: b.split.constants}
	return left, right
}

// grow builds the tree of all samples.
func (g *grower) grow() *grown {
	root := branch{end: len(g.samples)}
	if g.maxLeaves > 0 {
		g.bestFirst(root)
	} else {
		g.depthFirst(root)
	}
	return &g.tree
}

// depthFirst mirrors DepthFirstTreeBuilder.
func (g *grower) depthFirst(root branch) {
	type waiting struct {
		parent int
		isLeft bool
		branch
	}
	stack := []waiting{{-1, false, root}}
	for len(stack) > 0 {
		w := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		b := g.add(w.parent, w.isLeft, w.branch)
		if b.leaf {
			continue
		}
		left, right := b.children()
		stack = append(stack, waiting{b.id, false, right}, waiting{b.id, true, left})
	}
}

// bestFirst mirrors BestFirstTreeBuilder: of all leaves the one whose split gains most is split next.
func (g *grower) bestFirst(root branch) {
	splits := g.maxLeaves - 1
	var f frontier
	f.push(g.add(-1, false, root))
	for len(f) > 0 {
		b := f.pop()
		if b.leaf || splits <= 0 {
			n := &g.tree.nodes[b.id]
			n.feature, n.threshold = undefined, undefined
			continue
		}
		splits--
		left, right := b.children()
		left.constants, right.constants = 0, 0
		left = g.add(b.id, true, left)
		right = g.add(b.id, false, right)
		f.push(left)
		f.push(right)
	}
}

// A frontier is a heap of leaves. Equally good ones come out in the order of the C++ standard library (libstdc++'s
// push_heap and pop_heap), with which scikit-learn is built.
type frontier []branch

// gain is what the split of a leaf improves.
func (b branch) gain() float64 {
	if b.leaf {
		return 0
	}
	return b.split.improvement
}

func (f *frontier) push(b branch) {
	*f = append(*f, b)
	f.rise(len(*f)-1, b)
}

// rise puts b where it belongs on the way from a hole to the top.
func (f frontier) rise(hole int, b branch) {
	for hole > 0 {
		parent := (hole - 1) / 2
		if !(f[parent].gain() < b.gain()) {
			break
		}
		f[hole] = f[parent]
		hole = parent
	}
	f[hole] = b
}

func (f *frontier) pop() branch {
	h := *f
	top, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*f = h
	if len(h) == 0 {
		return top
	}
	hole, child := 0, 0
	for child < (len(h)-1)/2 {
		child = 2 * (child + 1)
		if h[child].gain() < h[child-1].gain() {
			child--
		}
		h[hole] = h[child]
		hole = child
	}
	if len(h)%2 == 0 && child == (len(h)-2)/2 {
		child = 2*child + 1
		h[hole] = h[child]
		hole = child
	}
	h.rise(hole, last)
	return top
}

// unlimited is the depth of a tree that may grow as deep as it can.
const unlimited = math.MaxInt32
