package train

import (
	"math"
	"slices"

	"github.com/brine-go/brine/sklearn"
)

// featureThreshold is what values of a feature must differ by for a split between them (sklearn/tree/_splitter.pyx).
const featureThreshold float32 = 1e-7

// A splitter finds the best split of a node's samples (sklearn/tree/_splitter.pyx, BestSplitter).
//
// scikit-learn sorts a node's samples anew by each feature. Here each feature has all samples in its order from the start, and
// splits keep the order on both sides: start ≤ end are positions in all of these orders at once, between which the samples of
// one node lie.
//
// Sums are over samples in the order in which scikit-learn has them: sorted by the feature that was tried last, then swapped to
// their sides. Only of samples that have the same value of a feature it is not known.
type splitter struct {
	columns   [][]float32 // of each feature: values by sample
	order     [][]int32   // of each feature: samples by value
	samples   []int32     // as scikit-learn has them
	goesLeft  []bool      // of each sample: scratch
	rest      []int32     // scratch
	criterion criterion
	limits

	random       splitterRandom
	features     []int
	constants    []int
	weightedRows float64
}

// limits are parameters of a tree that bound splits.
type limits struct {
	maxFeatures   int
	minLeaf       int
	minLeafWeight float64
}

// A split sends samples with a value of at most threshold to the left.
type split struct {
	feature       int
	pos           int // where the samples on the right begin; end if there is no split
	threshold     float64
	improvement   float64
	impurityLeft  float64
	impurityRight float64
	missingLeft   bool // NaN goes to the larger side
	constants     int  // features of the node's samples that have one value only
}

// newSplitter sorts the samples, those whose weight is not 0, by all features. X is rounded to float32.
func newSplitter(x sklearn.Matrix, weight []float64, c criterion, l limits, seed uint32) *splitter {
	n := len(weight)
	s := &splitter{
		goesLeft: make([]bool, n), rest: make([]int32, n), criterion: c, limits: l,
		random: newSplitterRandom(seed), constants: make([]int, x.Cols),
	}
	for _, w := range weight {
		s.weightedRows += w
	}
	for i, w := range weight {
		if w != 0 {
			s.samples = append(s.samples, int32(i))
		}
	}
	keys := make([]uint64, 0, n)
	for f := range x.Cols {
		s.features = append(s.features, f)
		column := make([]float32, n)
		keys = keys[:0]
		for i := range column {
			column[i] = float32(x.Data[i*x.Cols+f]) + 0 // -0 is 0
			if weight[i] != 0 {
				keys = append(keys, uint64(ordered(column[i]))<<32|uint64(i))
			}
		}
		slices.Sort(keys)
		order := make([]int32, len(keys))
		for i, key := range keys {
			order[i] = int32(uint32(key))
		}
		s.columns, s.order = append(s.columns, column), append(s.order, order)
	}
	return s
}

// ordered returns an integer that is the larger the larger x is.
func ordered(x float32) uint32 {
	bits := math.Float32bits(x)
	if bits>>31 == 1 {
		return ^bits
	}
	return bits | 1<<31
}

// best returns the best split of a node, and moves its samples to their sides. Features are drawn in the order in which scikit-learn
// draws them from the same seed, since of equally good splits the first is taken. constants is how many of s.constants are
// known to have one value only in this node.
func (s *splitter) best(start, end, constants int, impurity float64) split {
	best := split{pos: end, improvement: math.Inf(-1)}
	bestProxy := math.Inf(-1)
	known, found, drawn, visited := constants, 0, 0, 0
	at, last := len(s.features), -1
	for at > known+found && (visited < s.maxFeatures || visited <= found+drawn) {
		visited++
		j := s.random.between(drawn, at-found)
		if j < known {
			s.features[drawn], s.features[j] = s.features[j], s.features[drawn]
			drawn++
			continue
		}
		j += found
		f := s.features[j]
		if s.constant(f, start, end) {
			total := known + found
			s.features[j], s.features[total] = s.features[total], s.features[j]
			found++
			continue
		}
		at--
		s.features[at], s.features[j] = s.features[j], s.features[at]
		s.scan(f, start, end, &best, &bestProxy)
		last = f
	}
	copy(s.features[:known], s.constants)
	copy(s.constants[known:], s.features[known:known+found])
	best.constants = known + found
	if last >= 0 {
		copy(s.samples[start:end], s.order[last][start:end])
	}
	if best.pos < end {
		s.partition(best, start, end)
		s.judge(&best, start, end, impurity)
	}
	return best
}

// constant reports whether the node's samples have one value of a feature.
func (s *splitter) constant(f, start, end int) bool {
	order, column := s.order[f], s.columns[f]
	return column[order[end-1]] <= column[order[start]]+featureThreshold
}

// scan tries all splits by one feature.
func (s *splitter) scan(f, start, end int, best *split, bestProxy *float64) {
	column, order := s.columns[f], s.order[f][start:end]
	c := s.criterion
	c.reset()
	n := len(order)
	for p, done := 0, 0; ; {
		last := column[order[p]]
		p++
		for p < n && column[order[p]] <= last+featureThreshold {
			last = column[order[p]]
			p++
		}
		if p == n {
			return
		}
		if p < s.minLeaf || n-p < s.minLeaf {
			continue
		}
		c.update(order, done, p)
		done = p
		if left, right := c.weights(); left < s.minLeafWeight || right < s.minLeafWeight {
			continue
		}
		if proxy := c.proxy(); proxy > *bestProxy {
			*bestProxy = proxy
			best.feature, best.pos = f, start+p
			best.threshold = float64(last)/2 + float64(column[order[p]])/2
			best.missingLeft = p > n-p
		}
	}
}

// partition moves the samples of a node to their sides, in the orders of all features.
func (s *splitter) partition(b split, start, end int) {
	for i, sample := range s.order[b.feature][start:end] {
		s.goesLeft[sample] = start+i < b.pos
	}
	for f, order := range s.order {
		if f == b.feature {
			continue
		}
		left, rest := start, s.rest[:0]
		for _, sample := range order[start:end] {
			if s.goesLeft[sample] {
				order[left] = sample
				left++
			} else {
				rest = append(rest, sample)
			}
		}
		copy(order[left:end], rest)
	}
	for left, right := start, end; left < right; {
		if s.goesLeft[s.samples[left]] {
			left++
			continue
		}
		right--
		s.samples[left], s.samples[right] = s.samples[right], s.samples[left]
	}
}

// judge computes what the split gains.
func (s *splitter) judge(b *split, start, end int, impurity float64) {
	c, samples, n := s.criterion, s.samples[start:end], b.pos-start
	c.reset()
	c.update(samples, 0, n)
	b.impurityLeft, b.impurityRight = c.impurities(samples[:n])
	left, right := c.weights()
	total := left + right
	b.improvement = total / s.weightedRows * (impurity - float64(right/total*b.impurityRight) - float64(left/total*b.impurityLeft))
}
