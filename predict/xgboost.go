package predict

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
)

// An XGBForest is the trees of XGBoost's boosters gbtree and dart (src/predictor/cpu_predictor.cc): features, thresholds
// and leaves are float32, and so are the sums, which run from the first tree to the last.
type XGBForest struct {
	nodes    []xgbNode
	leaf     []int32 // of each node: its number in the file
	trees    []xgbTree
	columns  []keyColumn
	places   map[keyColumn]uint32 // of columns
	sets     [][]uint32           // of each split by categories, those that go right
	special  bool                 // a tree has such splits
	Groups   int                  // forecasts a row
	Features int
}

// An xgbNode is 16 bytes, so that a cache line has four. A leaf leads to itself: no key is below 0.
type xgbNode struct {
	threshold uint32  // below which a key goes left; of a split by categories: its set
	column    uint32  // of the keys, with the flags below
	right     uint32  // its right child; the left one is the next node
	value     float32 // of a leaf
}

// An xgbTree is where a tree has its root, and how deep it is.
type xgbTree struct {
	root, depth uint32
	group       int32
	special     bool      // it has splits by categories
	vectors     []float32 // of leaves that are vectors: Groups values of each node by its number in the file
}

const (
	setSplit    = 1 << 31 // a split by categories
	setLeft     = 1 << 30 // of which NaN goes left
	columnMask  = 1<<30 - 1
	maxXGBNodes = math.MaxInt32
)

// XGBNodes are a tree as a file has it, an item a node.
type XGBNodes struct {
	Left, Right []int64   // -1 in a leaf
	Feature     []int64   // of a split
	Threshold   []float32 // of a leaf: its value
	DefaultLeft []bool    // a missing value goes left
	Categories  [][]uint32
	// Categories has of a split by categories the bits of those that go right, of other nodes nil; it is nil in a tree
	// without such splits.
	Leaves []float32 // of a tree whose leaves are vectors: Groups values of each node
}

// NewXGBForest returns a forest without trees.
func NewXGBForest(features, groups int) (*XGBForest, error) {
	if features <= 0 || features > math.MaxInt32 || groups <= 0 || groups > math.MaxInt32 {
		return nil, fmt.Errorf("%d features, %d forecasts a row", features, groups)
	}
	return &XGBForest{Features: features, Groups: groups, places: map[keyColumn]uint32{}}, nil
}

// Trees returns how many trees there are.
func (f *XGBForest) Trees() int { return len(f.trees) }

// Add adds a tree, whose leaves count for one group. adjust tells what a leaf's value adds to the forecast, if it is not
// the value itself. A forest to which adding failed is of no use.
func (f *XGBForest) Add(n XGBNodes, group int, adjust func(leaf float32) float32) error {
	count := len(n.Left)
	switch {
	case len(n.Right) != count || len(n.Feature) != count || len(n.Threshold) != count || len(n.DefaultLeft) != count,
		n.Categories != nil && len(n.Categories) != count:
		return errors.New("columns of different lengths")
	case n.Leaves != nil && (len(n.Leaves)/f.Groups != count || len(n.Leaves)%f.Groups != 0):
		return fmt.Errorf("%d values for %d leaves of %d", len(n.Leaves), count, f.Groups)
	case group < 0 || group >= f.Groups:
		return fmt.Errorf("a tree of forecast %d of %d", group, f.Groups)
	case count == 0 || count > maxXGBNodes-len(f.nodes):
		return fmt.Errorf("%d nodes", count)
	}
	if adjust == nil {
		adjust = func(leaf float32) float32 { return leaf }
	}
	type waiting struct {
		node      int64 // of the file
		at, depth uint32
	}
	root := len(f.nodes)
	tree := xgbTree{root: uint32(root), group: int32(group)}
	f.nodes, f.leaf = append(f.nodes, xgbNode{}), append(f.leaf, 0)
	for stack := []waiting{{0, tree.root, 0}}; len(stack) > 0; {
		w := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if w.node < 0 || w.node >= int64(count) {
			return fmt.Errorf("node %d of %d", w.node, count)
		}
		f.leaf[w.at] = int32(w.node)
		if n.Left[w.node] < 0 {
			f.nodes[w.at] = xgbNode{right: w.at, value: adjust(n.Threshold[w.node])}
			tree.depth = max(tree.depth, w.depth)
			continue
		}
		split, err := f.split(n, w.node)
		if err != nil {
			return fmt.Errorf("node %d: %w", w.node, err)
		}
		tree.special = tree.special || split.column&setSplit != 0
		split.right = uint32(len(f.nodes))
		f.nodes[w.at] = split
		f.nodes, f.leaf = append(f.nodes, xgbNode{}, xgbNode{}), append(f.leaf, 0, 0)
		if len(f.nodes)-root > count {
			return errors.New("a node with two parents")
		}
		stack = append(stack, waiting{n.Right[w.node], split.right, w.depth + 1}, waiting{n.Left[w.node], split.right + 1, w.depth + 1})
	}
	if n.Leaves != nil {
		tree.vectors = make([]float32, len(n.Leaves))
		for i, v := range n.Leaves {
			tree.vectors[i] = adjust(v)
		}
	}
	f.trees = append(f.trees, tree)
	f.special = f.special || tree.special
	return nil
}

// split returns a node that is no leaf, but for its children.
func (f *XGBForest) split(n XGBNodes, i int64) (xgbNode, error) {
	feature, left := n.Feature[i], n.DefaultLeft[i]
	if feature < 0 || feature >= int64(f.Features) {
		return xgbNode{}, fmt.Errorf("feature %d of %d", feature, f.Features)
	}
	column := keyColumn{feature: int32(feature)}
	var out xgbNode
	switch t := n.Threshold[i]; {
	case n.Categories != nil && n.Categories[i] != nil:
		column.kind = categories
		out.threshold, out.column = uint32(len(f.sets)), setSplit
		if left {
			out.column |= setLeft
		}
		f.sets = append(f.sets, n.Categories[i])
	case left:
		column.kind = nanLeft
		out.threshold = 1 // nothing but NaN is below NaN
		if t == t {
			out.threshold = unsignedKey(t)
		}
	case t == t:
		out.threshold = unsignedKey(t)
	}
	place, known := f.places[column]
	if !known {
		if place = uint32(len(f.columns)); place > columnMask {
			return xgbNode{}, errors.New("too many columns")
		}
		f.places[column] = place
		f.columns = append(f.columns, column)
	}
	out.column |= place
	return out, nil
}

const (
	xgbBlock  = 64      // rows that go down a tree before the next tree's turn, so that its nodes stay in the cache
	xgbKeys   = 1 << 11 // quadruples of keys that they may have, so that these stay there as well
	xgbShared = 1 << 16 // rows × trees from which on another processor is worth its while
)

// AddTo adds what the trees from and on before to tell of each row of x to out, rows × Groups. NaN is a missing value, and so is
// one that equals missing. A large x is divided among the processors.
func (f *XGBForest) AddTo(out []float32, x Matrix, missing float32, from, to int) {
	if x.Rows == 1 {
		f.addRow(out, x.Data, missing, from, to)
		return
	}
	f.share(x.Rows, to-from, func(start, end int) {
		f.blocks(x, missing, start, end, func(keys [][4]uint32, start, rows int) {
			for t := from; t < to; t++ {
				f.addTree(out[start*f.Groups:], keys, t, rows)
			}
		})
	})
}

// share calls work for all rows, in parts if there are many.
func (f *XGBForest) share(rows, trees int, work func(start, end int)) {
	workers := runtime.GOMAXPROCS(0)
	if trees > 0 && workers > 1 {
		workers = min(workers, rows/(xgbShared/trees+1)+1)
	}
	if workers <= 1 {
		work(0, rows)
		return
	}
	each := (rows/workers + xgbBlock) / xgbBlock * xgbBlock
	var wait sync.WaitGroup
	for start := 0; start < rows; start += each {
		wait.Go(func() { work(start, min(start+each, rows)) })
	}
	wait.Wait()
}

// blocks calls f with the keys of all rows from start on before end, a block of them at a time: four rows lie side by side.
func (f *XGBForest) blocks(x Matrix, missing float32, start, end int, work func(keys [][4]uint32, start, rows int)) {
	b := keyBlocks.Get().(*keyBlock)
	defer keyBlocks.Put(b)
	width := f.width()
	block := 4 * max(1, min(xgbBlock/4, xgbKeys/width))
	keys := b.take(block / 4 * width)
	for ; start < end; start += block {
		rows := min(block, end-start)
		for r := range rows {
			fillKeys(keys[r/4*width:][:width], r%4, f.columns, x.Data[(start+r)*x.Cols:][:x.Cols], missing)
		}
		work(keys, start, rows)
	}
}

// width returns how many keys a row has: at least one, at which leaves look.
func (f *XGBForest) width() int { return max(1, len(f.columns)) }

// addTree adds what one tree tells of a block of rows.
func (f *XGBForest) addTree(out []float32, keys [][4]uint32, t, rows int) {
	width, g, tree, nodes := f.width(), f.Groups, &f.trees[t], f.nodes
	var at [4]uint32
	for r := 0; r < rows; r += 4 {
		four := keys[r/4*width:][:width]
		if tree.special {
			f.walkFour(&at, tree.root, four)
		} else {
			fourRows(&at, nodes, four, tree.root, tree.depth)
		}
		n := min(4, rows-r)
		switch {
		case tree.vectors != nil:
			for k, i := range at[:n] {
				f.addVector(out[(r+k)*g:], tree, i)
			}
		case g == 1 && n == 4:
			sums := out[r : r+4 : r+4]
			sums[0] += nodes[at[0]].value
			sums[1] += nodes[at[1]].value
			sums[2] += nodes[at[2]].value
			sums[3] += nodes[at[3]].value
		default:
			for k, i := range at[:n] {
				out[(r+k)*g+int(tree.group)] += nodes[i].value
			}
		}
	}
}

// addVector adds what a leaf that is a vector tells of a row.
func (f *XGBForest) addVector(out []float32, tree *xgbTree, at uint32) {
	for k, v := range tree.vectors[int(f.leaf[at])*f.Groups:][:f.Groups] {
		out[k] += v
	}
}

// addRow is AddTo of one row, which goes down four trees at once.
func (f *XGBForest) addRow(out []float32, row []float64, missing float32, from, to int) {
	b := keyBlocks.Get().(*keyBlock)
	keys := b.take(f.width())
	fillKeys(keys, 0, f.columns, row, missing)
	var at [4]uint32
	for t := from; t < to; {
		n := 4
		if to-t >= 4 && !f.special {
			fourTrees(&at, f.nodes, keys, f.trees[t:t+4])
		} else {
			n, at[0] = 1, f.walk(f.trees[t].root, keys, 0)
		}
		for _, i := range at[:n] {
			tree := &f.trees[t]
			if tree.vectors != nil {
				f.addVector(out, tree, i)
			} else {
				out[tree.group] += f.nodes[i].value
			}
			t++
		}
	}
	keyBlocks.Put(b)
}

// fourRows sets at to where four rows come to in a tree. A processor takes the four ways at once, where one alone waits at every
// node for the one before. No split may be by categories.
func fourRows(at *[4]uint32, nodes []xgbNode, keys [][4]uint32, root, depth uint32) {
	a, b, c, d := root, root, root, root
	for depth > 0 {
		steps := min(depth, 4)
		depth -= steps
		for ; steps > 0; steps-- {
			n := &nodes[a]
			a = n.right + uint32((uint64(keys[n.column][0])-uint64(n.threshold))>>63)
			n = &nodes[b]
			b = n.right + uint32((uint64(keys[n.column][1])-uint64(n.threshold))>>63)
			n = &nodes[c]
			c = n.right + uint32((uint64(keys[n.column][2])-uint64(n.threshold))>>63)
			n = &nodes[d]
			d = n.right + uint32((uint64(keys[n.column][3])-uint64(n.threshold))>>63)
		}
		if depth > 0 && nodes[a].right == a && nodes[b].right == b && nodes[c].right == c && nodes[d].right == d {
			break
		}
	}
	at[0], at[1], at[2], at[3] = a, b, c, d
}

// fourTrees sets at to where a row, the first of four, comes to in each of four trees.
func fourTrees(at *[4]uint32, nodes []xgbNode, keys [][4]uint32, trees []xgbTree) {
	trees = trees[:4]
	a, b, c, d := trees[0].root, trees[1].root, trees[2].root, trees[3].root
	for depth := max(trees[0].depth, trees[1].depth, trees[2].depth, trees[3].depth); depth > 0; {
		steps := min(depth, 4)
		depth -= steps
		for ; steps > 0; steps-- {
			n := &nodes[a]
			a = n.right + uint32((uint64(keys[n.column][0])-uint64(n.threshold))>>63)
			n = &nodes[b]
			b = n.right + uint32((uint64(keys[n.column][0])-uint64(n.threshold))>>63)
			n = &nodes[c]
			c = n.right + uint32((uint64(keys[n.column][0])-uint64(n.threshold))>>63)
			n = &nodes[d]
			d = n.right + uint32((uint64(keys[n.column][0])-uint64(n.threshold))>>63)
		}
		if depth > 0 && nodes[a].right == a && nodes[b].right == b && nodes[c].right == c && nodes[d].right == d {
			break
		}
	}
	at[0], at[1], at[2], at[3] = a, b, c, d
}

func (f *XGBForest) walkFour(at *[4]uint32, root uint32, keys [][4]uint32) {
	for k := range at {
		at[k] = f.walk(root, keys, k)
	}
}

// walk returns where lane k of the keys comes to in a tree of any splits (common::Decision of src/common/categorical.h): of
// categories, one goes right if its bit is set, and what is no category goes left.
func (f *XGBForest) walk(i uint32, keys [][4]uint32, k int) uint32 {
	for {
		n := &f.nodes[i]
		x := keys[n.column&columnMask][k&3]
		next := n.right
		switch {
		case n.column&setSplit == 0:
			if x < n.threshold {
				next++
			}
		case x == missingCategory:
			if n.column&setLeft != 0 {
				next++
			}
		default:
			set := f.sets[n.threshold]
			if x == invalidCategory || int(x/32) >= len(set) || set[x/32]>>(x%32)&1 == 0 {
				next++
			}
		}
		if next == i {
			return i
		}
		i = next
	}
}

// Apply sets out to the number in the file of the leaf that each row comes to in each of the trees from and on before to:
// rows × trees (XGBoost's pred_leaf).
func (f *XGBForest) Apply(out []int32, x Matrix, missing float32, from, to int) {
	width, trees := f.width(), to-from
	f.share(x.Rows, trees, func(start, end int) {
		f.blocks(x, missing, start, end, func(keys [][4]uint32, start, rows int) {
			for t := from; t < to; t++ {
				for r := range rows {
					i := f.walk(f.trees[t].root, keys[r/4*width:][:width], r%4)
					out[(start+r)*trees+t-from] = f.leaf[i]
				}
			}
		})
	})
}

// An XGBLinear is XGBoost's booster gblinear (src/gbm/gblinear.cc).
type XGBLinear struct {
	Weights  []float32 // Features × Groups
	Bias     []float32 // of each group
	Features int
	Groups   int
}

// SetTo sets out, rows × Groups, to base and what each feature adds, one after the other; a missing one, which is NaN or equals
// missing, adds nothing.
func (l *XGBLinear) SetTo(out []float32, x Matrix, missing, base float32) {
	g := l.Groups
	for r := range x.Rows {
		sums := out[r*g:][:g]
		for k := range sums {
			sums[k] = l.Bias[k] + base
		}
		for j, v := range x.Data[r*x.Cols:][:x.Cols] {
			v := float32(v)
			if v != v || v == missing {
				continue
			}
			w := l.Weights[j*g:][:g]
			for k := range sums {
				sums[k] += float32(v * w[k])
			}
		}
	}
}
