package predict

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// randomTree grows a tree by splitting leaves at random, as LightGBM numbers nodes and leaves. Splits have decision types out of
// some.
func randomTree(rng *rand.Rand, leaves, features int, decisions []int64) LightGBMTree {
	t := LightGBMTree{
		CatBoundaries: []int64{0, 1, 3}, CatThreshold: []uint32{0b1010, 0b1, 0xf0},
		LeafValue: make([]float64, leaves), DecisionType: []int64{},
	}
	// Where leaf i hangs: a child of a split, in either list.
	type place struct {
		list  *[]int64
		split int
	}
	places := make([]place, leaves)
	for split := range leaves - 1 {
		leaf := rng.IntN(split + 1)
		if split > 0 {
			p := places[leaf]
			(*p.list)[p.split] = int64(split)
		}
		t.Left, t.Right = append(t.Left, ^int64(leaf)), append(t.Right, ^int64(split+1))
		places[leaf], places[split+1] = place{&t.Left, split}, place{&t.Right, split}
		d := decisions[rng.IntN(len(decisions))]
		threshold := math.Round(8*rng.NormFloat64()) / 8
		if d&1 == 1 {
			threshold = float64(rng.IntN(2))
		}
		t.Feature = append(t.Feature, int64(rng.IntN(features)))
		t.Threshold = append(t.Threshold, threshold)
		t.DecisionType = append(t.DecisionType, d)
	}
	for i := range t.LeafValue {
		t.LeafValue[i] = rng.NormFloat64()
	}
	return t
}

// leafOf is Tree::GetLeaf of LightGBM, step by step.
func (t *LightGBMTree) leafOf(row []float64) int64 {
	node := int64(0)
	if len(t.Left) == 0 {
		return 0
	}
	for node >= 0 {
		x, d, left := row[t.Feature[node]], t.DecisionType[node], false
		missing := d >> 2 & 3
		switch {
		case d&1 == 1:
			set := int(t.Threshold[node])
			words := t.CatThreshold[t.CatBoundaries[set]:t.CatBoundaries[set+1]]
			if c := int64(x); x == x && math.Abs(x) < 1e9 && c >= 0 && c/32 < int64(len(words)) {
				left = words[c/32]>>(c%32)&1 == 1
			}
		default:
			if x != x && missing != 2 {
				x = 0
			}
			if missing == 1 && math.Abs(x) <= float64(float32(1e-35)) || missing == 2 && x != x {
				left = d&2 != 0
			} else {
				left = x <= t.Threshold[node]
			}
		}
		if left {
			node = t.Left[node]
		} else {
			node = t.Right[node]
		}
	}
	return ^node
}

// TestLightGBMForest compares sums and leaves of random trees, small and large, with the definition, on rows that have every kind
// of value.
func TestLightGBMForest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const features, outputs, iterations = 5, 2, 40
	for _, decisions := range [][]int64{{0, 2}, {8, 10}, {4, 6}, {0, 2, 4, 6, 8, 10}, {0, 1, 6, 9, 10}} {
		for _, most := range []int{3, 64, 65, 300} {
			var trees []LightGBMTree
			for range outputs * iterations {
				trees = append(trees, randomTree(rng, 1+rng.IntN(most), features, decisions))
			}
			f, err := NewLightGBMForest(features, outputs, trees)
			if err != nil {
				t.Fatal(err)
			}
			x := NewMatrix(150, features)
			special := []float64{0, math.NaN(), math.Inf(1), math.Inf(-1), 1e-36, -1e-36, 3, 1, 40, -.5, 1e10}
			for i := range x.Data {
				x.Data[i] = math.Round(8*rng.NormFloat64()) / 8
				if i > len(x.Data)/2 && rng.IntN(3) == 0 {
					x.Data[i] = special[rng.IntN(len(special))]
				}
			}
			for _, r := range [][2]int{{0, iterations}, {0, 7}, {3, 39}, {20, 20}} {
				from, to := r[0], r[1]
				sums, leaves := make([]float64, x.Rows*outputs), make([]int32, x.Rows*(to-from)*outputs)
				f.Sum(sums, x, from, to)
				f.Leaves(leaves, x, from, to)
				for i := range x.Rows {
					var want [outputs]float64
					for k, tree := range trees[from*outputs : to*outputs] {
						leaf := tree.leafOf(x.Row(i))
						want[k%outputs] += tree.LeafValue[leaf]
						if got := leaves[i*(to-from)*outputs+k]; int64(got) != leaf {
							t.Fatalf("decisions %v, %d leaves: row %v of tree %d comes to leaf %d, want %d", decisions, most, x.Row(i), k, got, leaf)
						}
					}
					if got := [outputs]float64(sums[i*outputs:]); got != want {
						t.Fatalf("decisions %v, %d leaves: row %v gives %v, want %v", decisions, most, x.Row(i), got, want)
					}
				}
			}
			row, out := x.Row(140), make([]float64, outputs)
			if n := testing.AllocsPerRun(10, func() { f.Sum(out, Matrix{Data: row, Rows: 1, Cols: features}, 0, iterations) }); n != 0 {
				t.Errorf("a row takes %v allocations", n)
			}
		}
	}
}

// BenchmarkLightGBM sums 100 trees for 10,000 rows of 28 features.
func BenchmarkLightGBM(b *testing.B) {
	for _, leaves := range []int{31, 255} {
		rng := rand.New(rand.NewPCG(1, 2))
		var trees []LightGBMTree
		for range 100 {
			trees = append(trees, randomTree(rng, leaves, 28, []int64{2}))
		}
		f, err := NewLightGBMForest(28, 1, trees)
		if err != nil {
			b.Fatal(err)
		}
		x := NewMatrix(10000, 28)
		for i := range x.Data {
			x.Data[i] = rng.NormFloat64()
		}
		out := make([]float64, x.Rows)
		b.Run(fmt.Sprintf("leaves=%d", leaves), func(b *testing.B) {
			for b.Loop() {
				f.Sum(out, x, 0, 100)
			}
		})
		b.Run(fmt.Sprintf("leaves=%d/row", leaves), func(b *testing.B) {
			i := 0
			for b.Loop() {
				f.Sum(out[:1], Matrix{Data: x.Row(i), Rows: 1, Cols: 28}, 0, 100)
				i = (i + 1) % x.Rows
			}
		})
	}
}
