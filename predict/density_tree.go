package predict

import "math"

// A roughDensity is how far the sum of kernels around a row is known, while a tree's nodes are gone through
// (BinaryTree.kernel_density of sklearn/neighbors/_binary_tree.pxi). Everything is a logarithm.
type roughDensity struct {
	*Density
	row         []float64
	measure     func(a, b []float64) float64
	norm, total float64
	atol, rtol  float64
	least       float64 // of the whole sum
	spread      float64 // what it may have more
}

// Rough returns the logarithm of the density at each row of x as scikit-learn does with tolerances: what is certain enough is not
// looked at any closer.
func (d *Density) Rough(x Matrix) ([]float64, error) {
	norm, err := d.norm()
	if err != nil {
		return nil, err
	}
	rank, value := d.Metric.measure()
	total := float64(d.Train.Rows)
	if d.Weights != nil {
		total = 0
		for _, w := range d.Weights {
			total += w
		}
	}
	r := &roughDensity{Density: d, norm: norm, total: math.Log(total), atol: math.Log(d.AbsTol * total), rtol: math.Log(d.RelTol)}
	r.measure = func(a, b []float64) float64 { return value(rank(a, b)) }
	out := make([]float64, x.Rows)
	for i := range out {
		r.row = x.Row(i)
		near, far := r.bounds(0)
		r.least = r.total + d.log(far)
		r.spread = logLess(r.total+d.log(near), r.least)
		if d.DepthFirst {
			r.descend(0, r.least, r.spread)
		} else {
			r.broaden(near)
		}
		out[i] = logPlus(r.least, r.spread-math.Ln2) + norm - r.total
	}
	return out, nil
}

// bounds returns how near and how far the rows of a node are.
func (r *roughDensity) bounds(node int) (near, far float64) {
	t := r.Tree
	low := t.Low.Row(node)
	if t.High.Rows == 0 {
		d := r.measure(r.row, low)
		return math.Max(0, d-t.Radius[node]), d + t.Radius[node]
	}
	p := r.exponent()
	high := t.High.Row(node)
	for j, x := range r.row {
		below, above := low[j]-x, x-high[j]
		inside := math.Max(below, 0) + math.Max(above, 0)
		outside := math.Max(math.Abs(below), math.Abs(above))
		if math.IsInf(p, 1) {
			near, far = math.Max(near, inside), math.Max(far, outside)
			continue
		}
		near, far = near+math.Pow(inside, p), far+math.Pow(outside, p)
	}
	if math.IsInf(p, 1) {
		return near, far
	}
	return math.Pow(near, 1/p), math.Pow(far, 1/p)
}

func (m Metric) exponent() float64 {
	switch m.Name {
	case "manhattan", "l1", "cityblock":
		return 1
	case "chebyshev", "infinity":
		return math.Inf(1)
	case "minkowski", "p":
		return m.P
	}
	return 2
}

// weight returns the logarithm of how much the rows of a node count.
func (r *roughDensity) weight(node int) float64 {
	rows := r.Tree.Index[r.Tree.Start[node]:r.Tree.End[node]]
	if r.Weights == nil {
		return math.Log(float64(len(rows)))
	}
	var sum float64
	for _, i := range rows {
		sum += r.Weights[i]
	}
	return math.Log(sum)
}

// certain reports whether a node needs no closer look, or none does.
func (r *roughDensity) certain(node int, least, spread float64) (this, all bool) {
	this = r.norm+spread-r.weight(node)+r.total <= logPlus(r.atol, r.rtol+r.norm+least)
	return this, !this && r.norm+r.spread <= logPlus(r.atol, r.rtol+r.norm+r.least)
}

// rows adds those of a leaf in place of its bounds.
func (r *roughDensity) rows(node int, least, spread float64) {
	r.least, r.spread = logLess(r.least, least), logLess(r.spread, spread)
	for _, i := range r.Tree.Index[r.Tree.Start[node]:r.Tree.End[node]] {
		v := r.log(r.measure(r.row, r.Train.Row(i)))
		if r.Weights != nil {
			v += math.Log(r.Weights[i])
		}
		r.least = logPlus(r.least, v)
	}
}

// split puts the bounds of two children in place of their parent's.
func (r *roughDensity) split(least, spread float64, leasts, spreads [2]float64) {
	r.least = logPlus(logPlus(logLess(r.least, least), leasts[0]), leasts[1])
	r.spread = logPlus(logPlus(logLess(r.spread, spread), spreads[0]), spreads[1])
}

// descend goes down the tree, one child after the other.
func (r *roughDensity) descend(node int, least, spread float64) {
	if this, all := r.certain(node, least, spread); this || all {
		return
	}
	if r.Tree.Leaf[node] {
		r.rows(node, least, spread)
		return
	}
	var leasts, spreads [2]float64
	for k := range 2 {
		child := 2*node + 1 + k
		near, far := r.bounds(child)
		weight := r.weight(child)
		leasts[k] = weight + r.log(far)
		spreads[k] = logLess(weight+r.log(near), leasts[k])
	}
	r.split(least, spread, leasts, spreads)
	for k := range 2 {
		r.descend(2*node+1+k, leasts[k], spreads[k])
	}
}

// broaden looks at the nearest node next. The spreads of children are their upper bounds here, as in scikit-learn.
func (r *roughDensity) broaden(near float64) {
	type item struct {
		near, least, spread float64
		node                int
	}
	heap := []item{{near, r.least, r.spread, 0}}
	push := func(x item) {
		heap = append(heap, x)
		for i := len(heap) - 1; i > 0 && !(heap[(i-1)/2].near <= heap[i].near); i = (i - 1) / 2 {
			heap[i], heap[(i-1)/2] = heap[(i-1)/2], heap[i]
		}
	}
	pop := func() item {
		top := heap[0]
		n := len(heap) - 1
		heap[0] = heap[n]
		heap = heap[:n]
		for i := 0; 2*i+1 < n; {
			child := 2*i + 1
			if child+1 < n && !(heap[child].near <= heap[child+1].near) {
				child++
			}
			if !(heap[child].near <= heap[i].near) {
				break
			}
			heap[i], heap[child] = heap[child], heap[i]
			i = child
		}
		return top
	}
	for len(heap) > 0 {
		x := pop()
		this, all := r.certain(x.node, x.least, x.spread)
		switch {
		case this:
		case all:
			return
		case r.Tree.Leaf[x.node]:
			r.rows(x.node, x.least, x.spread)
		default:
			var leasts, spreads, nears [2]float64
			for k := range 2 {
				child := 2*x.node + 1 + k
				var far float64
				nears[k], far = r.bounds(child)
				weight := r.weight(child)
				leasts[k], spreads[k] = weight+r.log(far), weight+r.log(nears[k])
			}
			r.split(x.least, x.spread, leasts, spreads)
			for k := range 2 {
				push(item{nears[k], leasts[k], spreads[k], 2*x.node + 1 + k})
			}
		}
	}
}

// logPlus is the logarithm of a sum of exponentials.
func logPlus(a, b float64) float64 {
	top := math.Max(a, b)
	if math.IsInf(top, -1) {
		return top
	}
	return top + math.Log(math.Exp(a-top)+math.Exp(b-top))
}

// logLess is the logarithm of a difference of exponentials, of what is left of a.
func logLess(a, b float64) float64 {
	if a <= b {
		return math.Inf(-1)
	}
	return a + math.Log(1-math.Exp(b-a))
}
