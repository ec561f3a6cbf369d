package predict

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// naiveXGB adds what a tree tells of a row as its definition says.
func naiveXGB(out []float32, n XGBNodes, group int, row []float64, missing float32) (leaf int64) {
	i := int64(0)
	for n.Left[i] >= 0 {
		x := float32(row[n.Feature[i]])
		var left bool
		switch {
		case x != x || x == missing:
			left = n.DefaultLeft[i]
		case n.Categories != nil && n.Categories[i] != nil:
			set := n.Categories[i]
			left = x < 0 || x >= 1<<24 || int(x)/32 >= len(set) || set[int(x)/32]>>(int(x)%32)&1 == 0
		default:
			left = x < n.Threshold[i]
		}
		if left {
			i = n.Left[i]
		} else {
			i = n.Right[i]
		}
	}
	if n.Leaves == nil {
		out[group] += n.Threshold[i]
		return i
	}
	for k := range out {
		out[k] += n.Leaves[int(i)*len(out)+k]
	}
	return i
}

// xgbValues are thresholds and features: the corners of float32, where keys could go wrong.
var xgbValues = []float64{0, math.Copysign(0, -1), 1, -1, 1e-45, -1e-45, 1e-60, 3.4e38, -3.4e38, 1e39, math.Inf(1), math.Inf(-1), math.NaN(), 0.1, 16777215, 16777216, 33, 64, 2.5, -3}

// randomXGBTree grows a tree of up to splits splits.
func randomXGBTree(r *rand.Rand, splits, features, groups int, sets, vectors bool) XGBNodes {
	var n XGBNodes
	add := func() int64 {
		n.Left, n.Right, n.Feature = append(n.Left, -1), append(n.Right, -1), append(n.Feature, 0)
		n.Threshold, n.DefaultLeft = append(n.Threshold, r.Float32()-.5), append(n.DefaultLeft, false)
		n.Categories = append(n.Categories, nil)
		return int64(len(n.Left) - 1)
	}
	add()
	for range splits {
		i := r.IntN(len(n.Left))
		if n.Left[i] >= 0 {
			i = len(n.Left) - 1 // deep trees, too
		}
		n.Left[i], n.Right[i] = add(), add()
		n.Feature[i], n.DefaultLeft[i] = int64(r.IntN(features)), r.IntN(2) == 0
		n.Threshold[i] = float32(xgbValues[r.IntN(len(xgbValues))])
		if sets && r.IntN(3) == 0 {
			n.Categories[i] = []uint32{r.Uint32(), r.Uint32()}
		}
	}
	if !sets {
		n.Categories = nil
	}
	if vectors {
		for range len(n.Left) * groups {
			n.Leaves = append(n.Leaves, r.Float32()-.5)
		}
	}
	return n
}

// TestXGBForest compares forests of every kind with what trees are by definition: sums to the bit, and leaves.
func TestXGBForest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, rows := range []int{1, 2, 3, 4, 5, 63, 64, 65, 200, 5000} {
		for kind := range 4 {
			sets, vectors := kind&1 == 1, kind&2 == 2
			t.Run(fmt.Sprint(rows, sets, vectors), func(t *testing.T) {
				const features, groups = 6, 3
				f, err := NewXGBForest(features, groups)
				if err != nil {
					t.Fatal(err)
				}
				var trees []XGBNodes
				for i := range 21 {
					trees = append(trees, randomXGBTree(r, i*2, features, groups, sets && i%2 == 0, vectors && i%3 == 0))
					if err := f.Add(trees[i], i%groups, nil); err != nil {
						t.Fatal(err)
					}
				}
				x := NewMatrix(rows, features)
				for i := range x.Data {
					x.Data[i] = xgbValues[r.IntN(len(xgbValues))]
				}
				const from, to = 2, 20
				for _, missing := range []float32{float32(math.NaN()), 0, 1} {
					got, leaves := make([]float32, rows*groups), make([]int32, rows*(to-from))
					f.AddTo(got, x, missing, from, to)
					f.Apply(leaves, x, missing, from, to)
					for i := range rows {
						want := make([]float32, groups)
						for k := from; k < to; k++ {
							if leaf := naiveXGB(want, trees[k], k%groups, x.Row(i), missing); int64(leaves[i*(to-from)+k-from]) != leaf {
								t.Fatalf("row %d %v comes to leaf %d of tree %d, want %d", i, x.Row(i), leaves[i*(to-from)+k-from], k, leaf)
							}
						}
						if !slices.Equal(got[i*groups:][:groups], want) {
							t.Fatalf("row %d %v is %v, want %v", i, x.Row(i), got[i*groups:][:groups], want)
						}
					}
				}
			})
		}
	}
}

// TestXGBForestRefuses adds what is no tree.
func TestXGBForestRefuses(t *testing.T) {
	one := XGBNodes{Left: []int64{1, -1, -1}, Right: []int64{2, -1, -1}, Feature: make([]int64, 3), Threshold: make([]float32, 3), DefaultLeft: make([]bool, 3)}
	for name, change := range map[string]func(*XGBNodes){
		"no nodes":   func(n *XGBNodes) { *n = XGBNodes{} },
		"columns":    func(n *XGBNodes) { n.Right = n.Right[:2] },
		"sets":       func(n *XGBNodes) { n.Categories = make([][]uint32, 2) },
		"vectors":    func(n *XGBNodes) { n.Leaves = make([]float32, 4) },
		"a cycle":    func(n *XGBNodes) { n.Left = []int64{0, -1, -1} },
		"one twice":  func(n *XGBNodes) { n.Left, n.Right = []int64{1, 2, -1}, []int64{1, 2, -1} },
		"past all":   func(n *XGBNodes) { n.Right = []int64{3, -1, -1} },
		"no child":   func(n *XGBNodes) { n.Right = []int64{-1, -1, -1} },
		"a feature":  func(n *XGBNodes) { n.Feature = []int64{2, 0, 0} },
		"a negative": func(n *XGBNodes) { n.Feature = []int64{-1, 0, 0} },
	} {
		n := one
		change(&n)
		f, err := NewXGBForest(2, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Add(n, 0, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if f, _ := NewXGBForest(2, 1); f.Add(one, 1, nil) == nil {
		t.Error("a group that is not there: no error")
	}
}

func BenchmarkXGBForest(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	const features, trees = 28, 100
	f, err := NewXGBForest(features, 1)
	if err != nil {
		b.Fatal(err)
	}
	for range trees { // complete trees of six levels
		n := XGBNodes{}
		for i := range 127 {
			left, right := int64(2*i+1), int64(2*i+2)
			if i >= 63 {
				left, right = -1, -1
			}
			n.Left, n.Right, n.Feature = append(n.Left, left), append(n.Right, right), append(n.Feature, int64(r.IntN(features)))
			n.Threshold, n.DefaultLeft = append(n.Threshold, float32(r.NormFloat64())), append(n.DefaultLeft, r.IntN(2) == 0)
		}
		if err := f.Add(n, 0, nil); err != nil {
			b.Fatal(err)
		}
	}
	x := NewMatrix(10000, features)
	for i := range x.Data {
		x.Data[i] = r.NormFloat64()
	}
	for _, rows := range []int{1, 10000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			part, out := Matrix{Data: x.Data[:rows*features], Rows: rows, Cols: features}, make([]float32, rows)
			b.ReportAllocs()
			for b.Loop() {
				f.AddTo(out, part, float32(math.NaN()), 0, trees)
			}
		})
	}
}
