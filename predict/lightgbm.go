package predict

import (
	"errors"
	"fmt"
	"math"
)

// A LightGBMForest is trees as LightGBM has them (include/LightGBM/tree.h). A row goes left at a split if its feature is at
// most the threshold; splits say where missing values go, and some ask whether a category is in a set.
type LightGBMForest struct {
	Features int
	Outputs  int // trees of an iteration: each adds to an output of its own

	trees    []lgbTree
	groups   []lgbGroup
	values   []float64   // of leaves, tree after tree, from left to right
	leaf     []int32     // of the same: their numbers in the file
	linears  []lgbLinear // of the leaves of linear trees
	nodes    []lgbNode   // of trees that are walked
	leafOf   []int32     // of leaves by position among nodes: which from left to right
	specials []lgbSplit
}

// An lgbTree is where a tree is.
type lgbTree struct {
	leaves  int32 // where its leaves begin
	linear  int32 // where its leaves begin among linears; -1 if they are constants
	root    int32 // where its nodes begin, if it is walked
	depth   int32 // splits on the way to its deepest leaf
	special bool  // it has special splits
}

// An lgbGroup is trees that a block of rows goes down before the next group.
type lgbGroup struct {
	end   int     // the first tree behind it
	masks *masked // nil for one tree, which is walked
}

// An lgbNode is 16 bytes, so that a cache line has four. Nodes lie in depth-first order: the left child is the next one. A leaf
// leads to itself: no key is as low as its threshold.
type lgbNode struct {
	threshold int64  // the key of it; of a special split: which one
	feature   uint32 // with the flags below
	right     int32
}

// lgbKey returns an integer that is at most another's key just if x is at most the other number: the outcome of a comparison
// of integers is a number to Go's compiler, that of floats a branch, which a processor mispredicts at every other node. NaN's is
// above all others.
func lgbKey(x float64) int64 {
	if x != x {
		return math.MaxInt64
	}
	b := int64(math.Float64bits(x + 0)) // -0 + 0 is 0
	return b ^ int64(uint64(b>>63)>>1)
}

// lgbNumber returns the number of a key.
func lgbNumber(key int64) float64 {
	return math.Float64frombits(uint64(key ^ int64(uint64(key>>63)>>1)))
}

// leaf reports whether a node that stands at i is a leaf.
func (n *lgbNode) leaf(i int) bool { return int(n.right) == i }

const (
	lgbNaNLeft     = 1 << 31 // NaN goes left
	lgbSpecial     = 1 << 30 // the split is no comparison with a threshold
	lgbFeatureMask = 1<<30 - 1
)

// An lgbSplit is a split by a set of categories, or one for which zero is missing.
type lgbSplit struct {
	categorical bool
	set         []uint32 // bits of the categories that go left
	threshold   float64
	missingLeft bool
}

// An lgbLinear is a leaf that is a linear model.
type lgbLinear struct {
	constant float64
	features []int32
	coef     []float64
}

// lgbZero is LightGBM's kZeroThreshold: what is nearer to zero is zero.
var lgbZero = float64(float32(1e-35))

// lgbBlock is how many rows go down a group before the next one: the group stays in the cache, and so do the rows.
const lgbBlock = 64

// LightGBMTree is a tree as a file has it. Of n leaves there are n-1 splits; a child c < 0 is leaf ^c.
type LightGBMTree struct {
	Left, Right, Feature []int64
	Threshold            []float64 // of a categorical split: which set
	DecisionType         []int64   // bits: 1 categorical, 2 missing values go left, 12 which are missing (0 none, 4 zero, 8 NaN); nil: all 0
	LeafValue            []float64
	CatBoundaries        []int64  // set k is CatThreshold from item CatBoundaries[k] to that of k+1; nil if no split is categorical
	CatThreshold         []uint32 // bit b of item i of a set is category 32·i + b

	// Of a tree of linear models, one for each leaf; nil else.
	LeafConst    []float64
	LeafFeatures [][]int64
	LeafCoef     [][]float64
}

// NewLightGBMForest returns a forest of trees, Outputs for each iteration.
func NewLightGBMForest(features, outputs int, trees []LightGBMTree) (*LightGBMForest, error) {
	switch {
	case features <= 0 || features > lgbFeatureMask || outputs <= 0:
		return nil, fmt.Errorf("%d features, %d outputs", features, outputs)
	case len(trees)%outputs != 0:
		return nil, fmt.Errorf("%d trees, %d an iteration", len(trees), outputs)
	}
	f := &LightGBMForest{Features: features, Outputs: outputs}
	for i := range trees {
		if err := f.add(&trees[i]); err != nil {
			return nil, fmt.Errorf("tree %d: %w", i, err)
		}
	}
	for _, g := range f.groups {
		if g.masks != nil {
			g.masks.sort()
		}
	}
	return f, nil
}

// Trees returns how many trees there are.
func (f *LightGBMForest) Trees() int { return len(f.trees) }

// Size returns how many nodes tree i has, how many of these are leaves, and how many splits are on the way to the deepest.
func (f *LightGBMForest) Size(i int) (nodes, leaves, depth int) {
	end := len(f.leaf)
	if i+1 < len(f.trees) {
		end = int(f.trees[i+1].leaves)
	}
	leaves = end - int(f.trees[i].leaves)
	return 2*leaves - 1, leaves, int(f.trees[i].depth)
}

// Iterations returns how many rounds of boosting the trees are of.
func (f *LightGBMForest) Iterations() int { return len(f.trees) / f.Outputs }

func (f *LightGBMForest) add(t *LightGBMTree) error {
	l := lgbLayout{tree: t, features: f.Features}
	if err := l.layOut(); err != nil {
		return err
	}
	if len(l.leaves) > math.MaxInt32-len(f.leaf) {
		return errors.New("too many leaves")
	}
	tree := lgbTree{leaves: int32(len(f.leaf)), linear: -1, depth: l.depth, special: len(l.specials) > 0}
	if t.LeafConst != nil {
		tree.linear = int32(len(f.linears))
	}
	for _, at := range l.leaves {
		f.leaf = append(f.leaf, at)
		f.values = append(f.values, t.LeafValue[at])
		if t.LeafConst != nil {
			linear, err := f.linear(t, int(at))
			if err != nil {
				return fmt.Errorf("leaf %d: %w", at, err)
			}
			f.linears = append(f.linears, linear)
		}
	}
	if len(l.leaves) <= 64 {
		last := len(f.groups) - 1
		if last < 0 || f.groups[last].masks == nil || f.groups[last].masks.trees == maskedTrees {
			f.groups = append(f.groups, lgbGroup{masks: &masked{}})
			last++
		}
		f.groups[last].masks.add(l.nodes, l.specials)
		f.groups[last].end = len(f.trees) + 1
	} else {
		if len(l.nodes) > math.MaxInt32-len(f.nodes) {
			return errors.New("too many nodes")
		}
		tree.root = int32(len(f.nodes))
		for i, n := range l.nodes {
			if n.feature&lgbSpecial != 0 {
				n.threshold += int64(len(f.specials))
			}
			f.leafOf = append(f.leafOf, l.before[i])
			n.right += tree.root
			f.nodes = append(f.nodes, n)
		}
		f.specials = append(f.specials, l.specials...)
		f.groups = append(f.groups, lgbGroup{end: len(f.trees) + 1})
	}
	f.trees = append(f.trees, tree)
	return nil
}

// linear returns the model of a leaf.
func (f *LightGBMForest) linear(t *LightGBMTree, at int) (lgbLinear, error) {
	l := lgbLinear{constant: t.LeafConst[at], coef: t.LeafCoef[at]}
	if len(t.LeafFeatures[at]) != len(l.coef) {
		return l, fmt.Errorf("%d features, %d coefficients", len(t.LeafFeatures[at]), len(l.coef))
	}
	for _, feature := range t.LeafFeatures[at] {
		if feature < 0 || feature >= int64(f.Features) {
			return l, fmt.Errorf("it is of feature %d of %d", feature, f.Features)
		}
		l.features = append(l.features, int32(feature))
	}
	return l, nil
}

// value returns what the model says of a row, or constant if a feature of it is missing.
func (l *lgbLinear) value(row []float64, constant float64) float64 {
	v := l.constant
	for i, feature := range l.features {
		x := row[feature]
		if x != x {
			return constant
		}
		v += float64(l.coef[i] * x)
	}
	return v
}

// Sum sets out to the sums of what the trees of some iterations, from one to before another, say of each row: rows × Outputs,
// row after row. Each sum runs from the first tree to the last.
func (f *LightGBMForest) Sum(out []float64, x Matrix, from, to int) {
	clear(out)
	var at [max(lgbBlock, maskedTrees)]int32
	var keys []int64
	if len(f.nodes) > 0 && x.Rows >= 4 {
		keys = make([]int64, min(lgbBlock, x.Rows)*x.Cols)
	}
	from, to = from*f.Outputs, to*f.Outputs
	for r := 0; r < x.Rows; r += lgbBlock {
		rows := min(lgbBlock, x.Rows-r)
		block := x.Data[r*x.Cols:][:rows*x.Cols]
		sums := out[r*f.Outputs:][:rows*f.Outputs]
		for i := range keys[:min(len(keys), len(block))] {
			keys[i] = lgbKey(block[i])
		}
		first := 0
		for _, g := range f.groups {
			a, b := max(first, from), min(g.end, to)
			switch {
			case a >= b:
			case g.masks == nil:
				f.walk(&at, &f.trees[a], block, keys, x.Cols, rows)
				for j, leaf := range at[:rows] {
					sums[j*f.Outputs+a%f.Outputs] += f.value(a, leaf, block[j*x.Cols:][:x.Cols])
				}
			default:
				for j := range rows {
					row := block[j*x.Cols:][:x.Cols]
					g.masks.leaves(&at, row)
					k := a % f.Outputs
					for i, leaf := range at[a-first : b-first] {
						sums[j*f.Outputs+k] += f.value(a+i, leaf, row)
						if k++; k == f.Outputs {
							k = 0
						}
					}
				}
			}
			first = g.end
		}
	}
}

// value returns what a leaf of a tree, counted from left to right, says of a row.
func (f *LightGBMForest) value(tree int, leaf int32, row []float64) float64 {
	t := &f.trees[tree]
	v := f.values[t.leaves+leaf]
	if t.linear >= 0 {
		return f.linears[t.linear+leaf].value(row, v)
	}
	return v
}

// Leaves sets out to the number in the file of the leaf that each row comes to in each tree of some iterations: rows × trees.
func (f *LightGBMForest) Leaves(out []int32, x Matrix, from, to int) {
	var at [max(lgbBlock, maskedTrees)]int32
	from, to = from*f.Outputs, to*f.Outputs
	for r := range x.Rows {
		row := x.Row(r)
		first := 0
		for _, g := range f.groups {
			a, b := max(first, from), min(g.end, to)
			if a < b && g.masks == nil {
				f.walk(&at, &f.trees[a], row, nil, x.Cols, 1)
			} else if a < b {
				g.masks.leaves(&at, row)
			}
			for i := a; i < b; i++ {
				out[r*(to-from)+i-from] = f.leaf[f.trees[i].leaves+at[i-first]]
			}
			first = g.end
		}
	}
}

// walk sets at to each row's leaf in a tree, counted from left to right, of up to lgbBlock rows. Keys may be nil.
//
// Four rows go side by side: a processor takes the four ways at once, where one alone waits at every node for the one before.
func (f *LightGBMForest) walk(at *[max(lgbBlock, maskedTrees)]int32, t *lgbTree, x []float64, keys []int64, cols, rows int) {
	nodes, root := f.nodes, t.root
	r := 0
	if keys != nil && !t.special {
		for ; r+4 <= rows; r += 4 {
			a, b, c, d := keys[r*cols:][:cols], keys[(r+1)*cols:][:cols], keys[(r+2)*cols:][:cols], keys[(r+3)*cols:][:cols]
			i, j, k, l := root, root, root, root
			for {
				i2, j2, k2, l2 := lgbNext(nodes, a, i), lgbNext(nodes, b, j), lgbNext(nodes, c, k), lgbNext(nodes, d, l)
				if i2 == i && j2 == j && k2 == k && l2 == l {
					break
				}
				i, j, k, l = i2, j2, k2, l2
			}
			at[r], at[r+1], at[r+2], at[r+3] = f.leafOf[i], f.leafOf[j], f.leafOf[k], f.leafOf[l]
		}
	}
	for ; r < rows; r++ {
		at[r] = f.leafOf[f.way(root, x[r*cols:][:cols])]
	}
}

// lgbNext returns where a row of keys goes from node i of a tree without special splits, without a branch: twice as fast as with one
// that the processor guesses (BenchmarkLightGBM, 255 leaves: 64 to 34 ms).
func lgbNext(nodes []lgbNode, row []int64, i int32) int32 {
	n := &nodes[i]
	key := row[n.feature&lgbFeatureMask]
	if low := key ^ int64(int32(n.feature))>>63; key == math.MaxInt64 {
		key = low // NaN is below all numbers, if it goes left
	}
	var left int32
	if key <= n.threshold {
		left = 1
	}
	return n.right ^ (n.right^(i+1))&-left
}

// way returns the position of a row's leaf in the tree of a root.
func (f *LightGBMForest) way(i int32, row []float64) int32 {
	nodes := f.nodes
	for {
		n := &nodes[i]
		x := row[n.feature&lgbFeatureMask]
		next := n.right
		switch {
		case n.feature&lgbSpecial != 0:
			if f.specials[n.threshold].left(x) {
				next = i + 1
			}
		case lgbKey(x) <= n.threshold || x != x && n.feature&lgbNaNLeft != 0:
			next = i + 1
		}
		if next == i {
			return i
		}
		i = next
	}
}
