package train

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
)

// A clustering is the rows that are to be clustered, without their mean: distances are then computed more exactly.
type clustering struct {
	x        []float64 // rows × cols
	rows     int
	cols     int
	k        int
	weight   []float64
	weighted bool // as since 1.3: weights count for the first centres, and clusters that weigh nothing are put to others
	mean     []float64
	variance float64   // mean of the columns'
	products []float64 // chunk × k
}

// A clustered is the outcome of one run.
type clustered struct {
	centers []float64 // k × cols
	labels  []int32
	inertia float64
	steps   int
}

// chunk is the rows whose products with all centres are computed at once, as in scikit-learn.
const chunk = 256

func newClustering(t *task, k int) *clustering {
	c := &clustering{
		x: slices.Clone(t.x.Data), rows: t.x.Rows, cols: t.x.Cols, k: k,
		weight: make([]float64, t.x.Rows), mean: make([]float64, t.x.Cols),
		weighted: t.release.since(weightedCentersSince), products: make([]float64, chunk*k),
	}
	for i := range c.rows {
		c.weight[i] = t.weight(i)
		floats.AddScaled(c.mean, 1/float64(c.rows), c.row(i))
	}
	for i := range c.rows {
		floats.Sub(c.row(i), c.mean)
		c.variance += floats.Dot(c.row(i), c.row(i)) / float64(c.rows*c.cols)
	}
	return c
}

func (c *clustering) row(i int) []float64 { return c.x[i*c.cols:][:c.cols:c.cols] }

// tolerance is the squared movement of all centres below which a run ends.
func (c *clustering) tolerance(tol float64) float64 { return tol * c.variance }

// squared returns the squared distance of a row to a point.
func (c *clustering) squared(i int, point []float64) float64 {
	var sum float64
	for j, v := range c.row(i) {
		d := v - point[j]
		sum += d * d
	}
	return sum
}

// plusPlus picks rows as centres: each the best of some drawn with a chance in proportion to their squared distance from the centres so
// far (sklearn.cluster._kmeans._kmeans_plusplus; Arthur and Vassilvitskii, 2007).
func (c *clustering) plusPlus(random *randomState) []float64 {
	weight := c.weight
	first := 0
	if c.weighted {
		first = random.choice(weight)
	} else {
		weight = slices.Repeat([]float64{1}, c.rows)
		first = int(random.below(uint32(c.rows)))
	}
	centers := append(make([]float64, 0, c.k*c.cols), c.row(first)...)
	nearest := slices.Repeat([]float64{math.Inf(1)}, c.rows)
	potential := c.nearer(nearest, nearest, first, weight)
	candidate, best := make([]float64, c.rows), make([]float64, c.rows)
	cumulative := make([]float64, c.rows)
	trials := make([]int, 2+int(math.Log(float64(c.k))))
	for len(centers) < c.k*c.cols {
		var total float64
		for i, d := range nearest {
			total += float64(weight[i] * d)
			cumulative[i] = total
		}
		for n := range trials {
			at, _ := slices.BinarySearch(cumulative, random.float64()*potential)
			trials[n] = min(at, c.rows-1)
		}
		least, chosen := math.Inf(1), 0
		for _, at := range trials {
			if p := c.nearer(candidate, nearest, at, weight); p < least {
				least, chosen = p, at
				candidate, best = best, candidate
			}
		}
		nearest, best, potential = best, nearest, least
		centers = append(centers, c.row(chosen)...)
	}
	return centers
}

// nearer puts into out the squared distances of all rows from the nearest centre if row at became one, and returns their weighted sum.
func (c *clustering) nearer(out, nearest []float64, at int, weight []float64) (potential float64) {
	point := c.row(at)
	for i, d := range nearest {
		d = math.Min(d, c.squared(i, point))
		out[i] = d
		potential += float64(weight[i] * d)
	}
	return potential
}

// run is Lloyd's algorithm (sklearn.cluster._kmeans._kmeans_single_lloyd). It ends when no label changes, or when the centres hardly move.
func (c *clustering) run(centers []float64, maxSteps int, tol float64) *clustered {
	out := &clustered{centers: centers, labels: make([]int32, c.rows)}
	old := make([]int32, c.rows)
	for i := range old {
		old[i] = -1
	}
	strict := false
	for out.steps < maxSteps && !strict {
		out.steps++
		c.assign(out.labels, out.centers)
		moved := c.update(out)
		if strict = slices.Equal(out.labels, old); !strict && moved <= tol {
			break
		}
		copy(old, out.labels)
	}
	if !strict { // so that labels are those of the centres
		c.assign(out.labels, out.centers)
	}
	for i, label := range out.labels {
		out.inertia += float64(c.weight[i] * c.squared(i, out.centers[int(label)*c.cols:]))
	}
	return out
}

// assign gives each row the nearest centre: of all |x|² - 2·x·c + |c|² the least, whose first term is the same for all.
func (c *clustering) assign(labels []int32, centers []float64) {
	norms := make([]float64, c.k)
	for k := range norms {
		center := centers[k*c.cols:][:c.cols]
		norms[k] = floats.Dot(center, center)
	}
	all := blas64.General{Rows: c.k, Cols: c.cols, Stride: c.cols, Data: centers}
	for start := 0; start < c.rows; start += chunk {
		n := min(chunk, c.rows-start)
		part := blas64.General{Rows: n, Cols: c.cols, Stride: c.cols, Data: c.x[start*c.cols:]}
		products := blas64.General{Rows: n, Cols: c.k, Stride: c.k, Data: c.products}
		blas64.Gemm(blas.NoTrans, blas.Trans, -2, part, all, 0, products)
		for i := range n {
			least, label := math.Inf(1), 0
			for k, v := range c.products[i*c.k:][:c.k] {
				if d := v + norms[k]; d < least {
					least, label = d, k
				}
			}
			labels[start+i] = int32(label)
		}
	}
}

// update moves the centres to the means of their rows, and returns the square of how far all moved.
func (c *clustering) update(out *clustered) (moved float64) {
	sums, weights := make([]float64, c.k*c.cols), make([]float64, c.k)
	for i, label := range out.labels {
		w := c.weight[i]
		weights[label] += w
		floats.AddScaled(sums[int(label)*c.cols:][:c.cols], w, c.row(i))
	}
	c.relocate(out, sums, weights)
	biggest := slices.Index(weights, slices.Max(weights))
	for k, w := range weights {
		center, sum := out.centers[k*c.cols:][:c.cols], sums[k*c.cols:][:c.cols]
		if w > 0 {
			floats.Scale(1/w, sum)
		} else if c.weighted {
			// Where the biggest cluster is: of one that comes later that is still its sum, as in _average_centers. Before, the mean of X.
			copy(sum, sums[biggest*c.cols:][:c.cols])
		}
		for j, v := range sum {
			d := v - center[j]
			center[j] = v
			moved += float64(d * d)
		}
	}
	return moved
}

// relocate gives clusters that have lost all rows the rows that are farthest from their centres
// (_relocate_empty_clusters_dense).
func (c *clustering) relocate(out *clustered, sums, weights []float64) {
	var empty []int
	for k, w := range weights {
		if w == 0 {
			empty = append(empty, k)
		}
	}
	if empty == nil {
		return
	}
	distances, rows := make([]float64, c.rows), make([]int, c.rows)
	for i, label := range out.labels {
		distances[i], rows[i] = c.squared(i, out.centers[int(label)*c.cols:]), i
	}
	if slices.Max(distances) == 0 {
		return // more clusters than rows that differ
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(distances[b], distances[a]) })
	for n, k := range empty {
		i := rows[n]
		from, w := int(out.labels[i]), c.weight[i]
		floats.AddScaled(sums[from*c.cols:][:c.cols], -w, c.row(i))
		copy(sums[k*c.cols:][:c.cols], c.row(i))
		floats.Scale(w, sums[k*c.cols:][:c.cols])
		weights[k] = w
		weights[from] -= w
	}
}
