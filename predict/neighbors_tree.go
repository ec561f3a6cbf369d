package predict

import (
	"errors"
	"math"
)

// A SpaceTree is a KDTree or BallTree of sklearn.neighbors: nodes in the order of a binary heap, each of a range of Index.
type SpaceTree struct {
	Index  []int // numbers of training rows
	Start  []int // of each node: its part of Index
	End    []int
	Leaf   []bool
	Radius []float64 // of a ball
	Low    Matrix    // nodes × features: the corner of a box, or the centre of a ball
	High   Matrix    // the other corner of a box; of balls it has no rows
}

// Check reports whether the tree is one of so many rows and features.
func (t *SpaceTree) Check(rows, features int) error {
	n := len(t.Start)
	if n == 0 || len(t.End) != n || len(t.Leaf) != n || len(t.Radius) != n || t.Low.Rows != n || t.Low.Cols != features || len(t.Index) != rows {
		return errors.New("a tree of other rows or features")
	}
	if t.High.Rows != 0 && (t.High.Rows != n || t.High.Cols != features) {
		return errors.New("boxes of other nodes or features")
	}
	for _, i := range t.Index {
		if i < 0 || i >= rows {
			return errors.New("a row out of range")
		}
	}
	for i := range n {
		if t.Start[i] < 0 || t.End[i] < t.Start[i] || t.End[i] > rows || !t.Leaf[i] && 2*i+2 >= n {
			return errors.New("a node out of range")
		}
	}
	return nil
}

// nearest pushes rows into h, the nearer child of each node first (BinaryTree._query_single_depthfirst).
func (t *SpaceTree) nearest(n *Neighbors, row []float64, h heap) {
	t.descend(n, row, h, h.push, 0, t.least(n, 0, row))
}

func (t *SpaceTree) descend(n *Neighbors, row []float64, h heap, push func(i int, rank float64), node int, least float64) {
	if least > h.rank[0] {
		return
	}
	if t.Leaf[node] {
		n.some(row, t.Index[t.Start[node]:t.End[node]], push)
		return
	}
	a, b := 2*node+1, 2*node+2
	leastA, leastB := t.least(n, a, row), t.least(n, b, row)
	if !(leastA <= leastB) {
		a, b, leastA, leastB = b, a, leastB, leastA
	}
	t.descend(n, row, h, push, a, leastA)
	t.descend(n, row, h, push, b, leastB)
}

// within calls keep with each row of the leaves that may have some within the limit.
func (t *SpaceTree) within(n *Neighbors, row []float64, limit float64, keep func(i int, rank float64)) {
	t.visit(n, row, limit, keep, 0)
}

func (t *SpaceTree) visit(n *Neighbors, row []float64, limit float64, keep func(i int, rank float64), node int) {
	// What is just beyond the limit by another rounding is looked at.
	if t.least(n, node, row) > limit*(1+1e-9) {
		return
	}
	if t.Leaf[node] {
		n.some(row, t.Index[t.Start[node]:t.End[node]], keep)
		return
	}
	t.visit(n, row, limit, keep, 2*node+1)
	t.visit(n, row, limit, keep, 2*node+2)
}

// least returns the rank that a row of the node has at least.
func (t *SpaceTree) least(n *Neighbors, node int, row []float64) float64 {
	low := t.Low.Row(node)
	if t.High.Rows == 0 {
		if n.direct {
			d := max(0, math.Sqrt(squared(row, low))-t.Radius[node])
			return d * d
		}
		return n.reduce(math.Max(0, n.value(n.rank(row, low))-t.Radius[node]))
	}
	high := t.High.Row(node)
	p := n.exponent
	var sum float64
	for j, x := range row {
		d := math.Max(math.Max(low[j]-x, x-high[j]), 0)
		switch {
		case d == 0:
		case p == 2:
			sum += float64(d * d)
		case p == 1:
			sum += d
		case math.IsInf(p, 1):
			sum = math.Max(sum, d)
		default:
			sum += math.Pow(d, p)
		}
	}
	return sum
}
