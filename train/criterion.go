package train

import "math"

// A criterion judges splits of a node's samples in two (sklearn/tree/_criterion.pyx, whose arithmetic it repeats in the same order, so
// that the same splits are equally good here and there). All samples begin on the right.
type criterion interface {
	node(samples []int32) (weight, impurity float64)
	reset()
	update(order []int32, from, to int)              // the left side, order[:from], becomes order[:to]
	weights() (left, right float64)                  // of the two sides
	proxy() float64                                  // grows with what the split gains
	impurities(left []int32) (atLeft, right float64) // of the two sides, the samples of the left one given
	value(out []float64, fractions bool)
}

// A classCriterion judges by the weights of classes.
type classCriterion struct {
	impurity           func(sums []float64, weight float64) float64
	codes              []int32
	weight             []float64 // of each sample
	total, left, right []float64 // of each class
	nTotal, nLeft      float64
}

func newClassCriterion(impurity func([]float64, float64) float64, codes []int32, classes int, weight []float64) *classCriterion {
	return &classCriterion{
		impurity: impurity, codes: codes, weight: weight,
		total: make([]float64, classes), left: make([]float64, classes), right: make([]float64, classes),
	}
}

// gini is 1 - Σ p².
func gini(sums []float64, weight float64) float64 {
	var squares float64
	for _, s := range sums {
		squares += float64(s * s)
	}
	return 1 - squares/float64(weight*weight)
}

// entropy is -Σ p·log₂ p.
func entropy(sums []float64, weight float64) float64 {
	var out float64
	for _, s := range sums {
		if s > 0 {
			p := s / weight
			out -= float64(p * (math.Log(p) / math.Ln2))
		}
	}
	return out
}

func (c *classCriterion) node(samples []int32) (weight, impurity float64) {
	clear(c.total)
	c.nTotal = 0
	for _, i := range samples {
		w := c.weight[i]
		c.total[c.codes[i]] += w
		c.nTotal += w
	}
	c.reset()
	return c.nTotal, c.impurity(c.total, c.nTotal)
}

func (c *classCriterion) reset() {
	clear(c.left)
	copy(c.right, c.total)
	c.nLeft = 0
}

// update adds to the left side, or takes away from all samples, whichever is less work: as in scikit-learn, since rounding tells.
func (c *classCriterion) update(order []int32, from, to int) {
	if to-from <= len(order)-to {
		for _, i := range order[from:to] {
			w := c.weight[i]
			c.left[c.codes[i]] += w
			c.nLeft += w
		}
	} else {
		copy(c.left, c.total)
		c.nLeft = c.nTotal
		for p := len(order) - 1; p >= to; p-- {
			i := order[p]
			w := c.weight[i]
			c.left[c.codes[i]] -= w
			c.nLeft -= w
		}
	}
	for k, sum := range c.left {
		c.right[k] = c.total[k] - sum
	}
}

func (c *classCriterion) weights() (left, right float64) { return c.nLeft, c.nTotal - c.nLeft }

func (c *classCriterion) proxy() float64 {
	left, right := c.impurities(nil)
	return -float64((c.nTotal-c.nLeft)*right) - float64(c.nLeft*left)
}

func (c *classCriterion) impurities([]int32) (left, right float64) {
	return c.impurity(c.left, c.nLeft), c.impurity(c.right, c.nTotal-c.nLeft)
}

func (c *classCriterion) value(out []float64, fractions bool) {
	copy(out, c.total)
	for k := 0; fractions && k < len(out); k++ {
		out[k] /= c.nTotal
	}
}

// A squaredCriterion judges by the squared distance from the mean of each output.
type squaredCriterion struct {
	y                  []float64 // samples × outputs
	outputs            int
	weight             []float64
	total, left, right []float64 // weighted sums of each output
	nTotal, nLeft      float64
	squares            float64 // weighted sum of all squares
}

func newSquaredCriterion(y []float64, outputs int, weight []float64) *squaredCriterion {
	return &squaredCriterion{
		y: y, outputs: outputs, weight: weight,
		total: make([]float64, outputs), left: make([]float64, outputs), right: make([]float64, outputs),
	}
}

func (c *squaredCriterion) row(i int32) []float64 { return c.y[int(i)*c.outputs:][:c.outputs] }

func (c *squaredCriterion) node(samples []int32) (weight, impurity float64) {
	clear(c.total)
	c.nTotal, c.squares = 0, 0
	for _, i := range samples {
		w := c.weight[i]
		for k, v := range c.row(i) {
			wv := float64(w * v)
			c.total[k] += wv
			c.squares += float64(wv * v)
		}
		c.nTotal += w
	}
	c.reset()
	return c.nTotal, c.spread(c.squares, c.total, c.nTotal)
}

// spread is the variance, the mean of the outputs'.
func (c *squaredCriterion) spread(squares float64, sums []float64, n float64) float64 {
	out := squares / n
	for _, s := range sums {
		mean := s / n
		out -= float64(mean * mean)
	}
	return out / float64(c.outputs)
}

func (c *squaredCriterion) reset() {
	clear(c.left)
	copy(c.right, c.total)
	c.nLeft = 0
}

// update is as that of a classCriterion.
func (c *squaredCriterion) update(order []int32, from, to int) {
	if to-from <= len(order)-to {
		for _, i := range order[from:to] {
			c.add(i, c.weight[i])
		}
	} else {
		copy(c.left, c.total)
		c.nLeft = c.nTotal
		for p := len(order) - 1; p >= to; p-- {
			c.add(order[p], -c.weight[order[p]])
		}
	}
	for k, sum := range c.left {
		c.right[k] = c.total[k] - sum
	}
}

func (c *squaredCriterion) add(i int32, w float64) {
	for k, v := range c.row(i) {
		c.left[k] += float64(w * v)
	}
	c.nLeft += w
}

func (c *squaredCriterion) weights() (left, right float64) { return c.nLeft, c.nTotal - c.nLeft }

func (c *squaredCriterion) proxy() float64 {
	var left, right float64
	for k, s := range c.left {
		rest := c.right[k]
		left += float64(s * s)
		right += float64(rest * rest)
	}
	return left/c.nLeft + right/(c.nTotal-c.nLeft)
}

func (c *squaredCriterion) impurities(samples []int32) (left, right float64) {
	var squares float64
	for _, i := range samples {
		w := c.weight[i]
		for _, v := range c.row(i) {
			squares += float64(float64(w*v) * v)
		}
	}
	return c.spread(squares, c.left, c.nLeft), c.spread(c.squares-squares, c.right, c.nTotal-c.nLeft)
}

func (c *squaredCriterion) value(out []float64, _ bool) {
	for k, s := range c.total {
		out[k] = s / c.nTotal
	}
}
