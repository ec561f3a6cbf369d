package predict

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// masked are up to maskedTrees trees of up to 64 leaves, laid out for a way to the leaves without branches that depend on the row's
// path (Lucchese et al., QuickScorer, SIGIR 2015). Leaves are numbered from left to right. A split that sends a row right rules out
// the leaves to its left; of what all such splits leave, the leftmost leaf is the row's. Splits are sorted by feature and
// threshold, so those that send a row right are the first of each feature, and the rest is never looked at.
type masked struct {
	features []maskedFeature
	splits   []maskedSplit
	nanRight []maskedSplit // those of splits that send NaN right
	special  []maskedSpecial
	trees    int
}

const maskedTrees = 64

// A maskedFeature is a feature and where its splits are.
type maskedFeature struct {
	feature          int32
	end, nanRightEnd int32
}

// A maskedSplit sends a row right if the feature is above the threshold; mask has the leaves that are then left.
type maskedSplit struct {
	threshold float64
	mask      uint64
	feature   int32
	tree      uint32
}

// A maskedSpecial is a split that is no comparison with a threshold.
type maskedSpecial struct {
	split   lgbSplit
	mask    uint64
	feature int32
	tree    uint32
}

// add adds a tree of nodes in depth-first order.
func (m *masked) add(nodes []lgbNode, specials []lgbSplit) {
	tree := uint32(m.trees)
	m.trees++
	// before[i] is how many leaves stand before node i.
	before := make([]int, len(nodes)+1)
	for i := range nodes {
		before[i+1] = before[i]
		if nodes[i].leaf(i) {
			before[i+1]++
		}
	}
	for i := range nodes {
		n := &nodes[i]
		if n.leaf(i) {
			continue
		}
		first, count := before[i], before[n.right]-before[i]
		mask := ^((uint64(1)<<count - 1) << first)
		feature := int32(n.feature & lgbFeatureMask)
		if n.feature&lgbSpecial != 0 {
			m.special = append(m.special, maskedSpecial{specials[n.threshold], mask, feature, tree})
			continue
		}
		s := maskedSplit{lgbNumber(n.threshold), mask, feature, tree}
		m.splits = append(m.splits, s)
		if n.feature&lgbNaNLeft == 0 {
			m.nanRight = append(m.nanRight, s)
		}
	}
}

// sort makes m ready.
func (m *masked) sort() {
	slices.SortStableFunc(m.splits, func(a, b maskedSplit) int {
		return cmp.Or(cmp.Compare(a.feature, b.feature), cmp.Compare(a.threshold, b.threshold))
	})
	slices.SortStableFunc(m.nanRight, func(a, b maskedSplit) int { return cmp.Compare(a.feature, b.feature) })
	nan := 0
	for i, s := range m.splits {
		if i+1 < len(m.splits) && m.splits[i+1].feature == s.feature {
			continue
		}
		for nan < len(m.nanRight) && m.nanRight[nan].feature == s.feature {
			nan++
		}
		m.features = append(m.features, maskedFeature{s.feature, int32(i + 1), int32(nan)})
	}
}

// leaves sets at to the leaf of each tree that a row comes to, from left to right.
func (m *masked) leaves(at *[max(lgbBlock, maskedTrees)]int32, row []float64) {
	var left [maskedTrees]uint64
	for i := range left[:m.trees] {
		left[i] = math.MaxUint64
	}
	start, nanStart := int32(0), int32(0)
	for _, f := range m.features {
		x := row[f.feature]
		if x != x {
			for i := range m.nanRight[nanStart:f.nanRightEnd] {
				s := &m.nanRight[nanStart:f.nanRightEnd][i]
				left[s.tree%maskedTrees] &= s.mask
			}
		} else {
			splits := m.splits[start:f.end]
			for i := range splits {
				s := &splits[i]
				if x <= s.threshold {
					break
				}
				left[s.tree%maskedTrees] &= s.mask
			}
		}
		start, nanStart = f.end, f.nanRightEnd
	}
	for i := range m.special {
		if s := &m.special[i]; !s.split.left(row[s.feature]) {
			left[s.tree%maskedTrees] &= s.mask
		}
	}
	for i, v := range left[:m.trees] {
		at[i] = int32(bits.TrailingZeros64(v))
	}
}
