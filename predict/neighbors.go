package predict

import (
	"cmp"
	"math"
	"slices"
)

// Neighbors finds the training rows that are near to others, as sklearn.neighbors does: which of equally near rows count is
// decided by the same comparisons in the same order.
type Neighbors struct {
	train   Matrix
	tree    *SpaceTree // nil: all rows are compared
	rank    func(a, b []float64) float64
	value   func(rank float64) float64
	columns *Columns  // train again, with square
	square  []float64 // squared lengths of training rows, if distances are computed from products
	metric  Metric
	// exponent is that of the metric, by which trees measure how far a box is.
	exponent float64
	direct   bool // the rank is the squared euclidean distance
	given    bool // rows are distances to the training rows
}

// NewNeighbors returns a search among the rows of train; tree may be nil. The metric has been checked.
func NewNeighbors(m Metric, train Matrix, tree *SpaceTree) *Neighbors {
	n := &Neighbors{train: train, tree: tree, metric: m}
	n.rank, n.value = m.measure()
	switch m.Name {
	case "manhattan", "l1", "cityblock":
		n.exponent = 1
	case "chebyshev", "infinity":
		n.exponent = math.Inf(1)
	case "minkowski", "wminkowski", "p":
		n.exponent = m.P
	default:
		n.exponent = 2
	}
	n.direct = !m.Product && (m.Name == "euclidean" || m.Name == "l2" || m.Name == "sqeuclidean")
	switch {
	case tree != nil:
	case m.Name == "cosine":
		n.train = unitRows(train)
	case m.Product && (m.Name == "euclidean" || m.Name == "sqeuclidean"):
		n.square, n.columns = lengths(train), ColumnsOf(train)
	}
	return n
}

// GivenNeighbors returns a search for rows that are distances to so many training rows.
func GivenNeighbors(rows int) *Neighbors {
	return &Neighbors{train: Matrix{Rows: rows}, given: true, value: asItIs}
}

// Rows returns the number of training rows.
func (n *Neighbors) Rows() int { return n.train.Rows }

// Cost returns about how many operations a search takes.
func (n *Neighbors) Cost() int {
	if n.tree != nil { // a tree rules out most leaves
		return n.train.Cols * min(n.train.Rows, 256)
	}
	return len(n.train.Data)
}

// unitRows divides each row by its length; rows of zeros stay.
func unitRows(m Matrix) Matrix {
	out := NewMatrix(m.Rows, m.Cols)
	for i := range m.Rows {
		row := m.Row(i)
		length := math.Sqrt(dot(row, row))
		if length == 0 {
			length = 1
		}
		for j, x := range row {
			out.Data[i*m.Cols+j] = x / length
		}
	}
	return out
}

// ranks calls f with each training row's number and rank.
func (n *Neighbors) ranks(row []float64, f func(i int, rank float64)) {
	switch {
	case n.given:
		for i, d := range row {
			f(i, d)
		}
	case n.square != nil:
		length := dot(row, row)
		var buffer [256]float64
		for from := 0; from < len(n.square); from += len(buffer) {
			products := buffer[:min(len(buffer), len(n.square)-from)]
			n.columns.Products(products, row, from)
			for i, p := range products {
				f(from+i, max(0, length+float64(-2*p)+n.square[from+i]))
			}
		}
	case n.metric.Name == "cosine":
		unit := unitRows(Matrix{Data: row, Rows: 1, Cols: len(row)}).Data
		for i := range n.train.Rows {
			f(i, math.Max(0, 1-dot(unit, n.train.Row(i))))
		}
	default:
		for i := range n.train.Rows {
			f(i, n.rank(row, n.train.Row(i)))
		}
	}
}

// pushProducts is ranks that pushes into h: without a call for what is not less than its top, which is most.
func (n *Neighbors) pushProducts(row []float64, h heap) {
	length, top := dot(row, row), h.rank[0]
	var buffer [256]float64
	for from := 0; from < len(n.square); from += len(buffer) {
		square := n.square[from:min(from+len(buffer), len(n.square))]
		products := buffer[:len(square)]
		n.columns.Products(products, row, from)
		for i, p := range products {
			if rank := length + float64(-2*p) + square[i]; rank < top {
				h.push(from+i, max(0, rank))
				top = h.rank[0]
			}
		}
	}
}

// some calls f with the ranks of the training rows at the numbers.
func (n *Neighbors) some(row []float64, index []int, f func(i int, rank float64)) {
	if n.direct { // four sums side by side keep the processor busy
		for len(index) >= 4 {
			i, j, k, l := index[0], index[1], index[2], index[3]
			a, b, c, d := squared4(n.train.Row(i), n.train.Row(j), n.train.Row(k), n.train.Row(l), row)
			f(i, a)
			f(j, b)
			f(k, c)
			f(l, d)
			index = index[4:]
		}
	}
	for _, i := range index {
		f(i, n.rank(row, n.train.Row(i)))
	}
}

// Nearest finds the training rows that are nearest to row, nearest first, and writes their numbers and distances. index and
// distance are of one length, at most Rows.
func (n *Neighbors) Nearest(row []float64, index []int, distance []float64) {
	h := heap{index, distance}
	h.reset()
	switch {
	case n.tree != nil:
		n.tree.nearest(n, row, h)
	case n.square != nil:
		n.pushProducts(row, h)
	default:
		n.ranks(row, h.push)
	}
	h.sort()
	for i, d := range distance {
		distance[i] = n.value(d)
	}
}

// Within appends the numbers and distances of the training rows that are no farther from row than radius.
func (n *Neighbors) Within(row []float64, radius float64, index []int, distance []float64) ([]int, []float64) {
	limit := n.reduce(radius)
	keep := func(i int, rank float64) {
		if rank <= limit {
			index, distance = append(index, i), append(distance, n.value(rank))
		}
	}
	if n.tree != nil {
		n.tree.within(n, row, limit, keep)
	} else {
		n.ranks(row, keep)
	}
	return index, distance
}

// reduce is the inverse of value: the rank of a distance.
func (n *Neighbors) reduce(distance float64) float64 {
	switch n.metric.Name {
	case "euclidean", "l2", "seuclidean", "mahalanobis", "nan_euclidean":
		return distance * distance
	case "minkowski", "wminkowski", "p":
		switch {
		case n.exponent == 2 && n.metric.Weights == nil:
			return distance * distance
		case n.exponent != 1 && !math.IsInf(n.exponent, 1):
			return math.Pow(distance, n.exponent)
		}
	case "haversine":
		half := math.Sin(.5 * distance)
		return half * half
	}
	return distance
}

// A heap keeps the smallest of the ranks that are pushed, the largest of them at the top (sklearn.utils._heap.heap_push):
// a rank that is not less than the top is dropped.
type heap struct {
	index []int
	rank  []float64
}

func (h heap) reset() {
	for i := range h.rank {
		h.index[i], h.rank[i] = 0, math.Inf(1)
	}
}

func (h heap) push(index int, rank float64) {
	if !(rank < h.rank[0]) {
		return
	}
	at, n := 0, len(h.rank)
	for {
		child := 2*at + 1
		if child >= n {
			break
		}
		if child+1 < n && h.rank[child+1] > h.rank[child] {
			child++
		}
		if !(h.rank[child] > rank) {
			break
		}
		h.rank[at], h.index[at] = h.rank[child], h.index[child]
		at = child
	}
	h.rank[at], h.index[at] = rank, index
}

// sort puts the smallest first, and of equal ones the earlier row.
func (h heap) sort() {
	if len(h.rank) <= 64 {
		for i := 1; i < len(h.rank); i++ {
			r, index := h.rank[i], h.index[i]
			at := i
			for ; at > 0 && (r < h.rank[at-1] || r == h.rank[at-1] && index < h.index[at-1]); at-- {
				h.rank[at], h.index[at] = h.rank[at-1], h.index[at-1]
			}
			h.rank[at], h.index[at] = r, index
		}
		return
	}
	type pair struct {
		rank  float64
		index int
	}
	pairs := make([]pair, len(h.rank))
	for i, r := range h.rank {
		pairs[i] = pair{r, h.index[i]}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.rank, b.rank), a.index-b.index) })
	for i, p := range pairs {
		h.rank[i], h.index[i] = p.rank, p.index
	}
}

// Nearest finds the rows of train that are nearest to row, nearest first and of equal ones the earlier first, and
// writes their numbers and distances. index and distance are of one length, at most the rows of train.
func (m Metric) Nearest(row []float64, train Matrix, index []int, distance []float64) {
	rank, value := m.measure()
	k, n := len(index), 0
	for i := range train.Rows {
		d := rank(row, train.Row(i))
		if n == k && !(d < distance[k-1]) {
			continue
		}
		at := n
		if n < k {
			n++
		} else {
			at = k - 1
		}
		for ; at > 0 && d < distance[at-1]; at-- {
			index[at], distance[at] = index[at-1], distance[at-1]
		}
		index[at], distance[at] = i, d
	}
	for i, d := range distance {
		distance[i] = value(d)
	}
}
