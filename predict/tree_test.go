package predict

import (
	"math"
	"slices"
	"testing"
)

// TestFloor32: the rows that pass a float64 threshold are those that pass the float32 below it.
func TestFloor32(t *testing.T) {
	for _, x := range []float64{0, 1, .1, -.1, 1e-46, -1e-46, math.MaxFloat32, 16777217, -16777217, 0x1p-150} {
		f := floor32(x)
		next := math.Nextafter32(f, float32(math.Inf(1)))
		if float64(f) > x || float64(next) <= x {
			t.Errorf("%v: %v, and the next is %v", x, f, next)
		}
	}
}

// TestKeys: keys compare as the numbers do.
func TestKeys(t *testing.T) {
	inf := float32(math.Inf(1))
	order := []float32{-inf, -math.MaxFloat32, -1, -math.SmallestNonzeroFloat32, 0, math.SmallestNonzeroFloat32, .5, 1, math.MaxFloat32, inf}
	for i, a := range order {
		for j, b := range order {
			if (key(a) <= key(b)) != (a <= b) || key(a) == never || key(a) == nanKey {
				t.Errorf("%v and %v: keys %d and %d", order[i], order[j], key(a), key(b))
			}
		}
	}
	if key(float32(math.Copysign(0, -1))) != key(0) {
		t.Error("-0 is not 0")
	}
	if thresholdKey(math.NaN()) != never {
		t.Error("something is at most NaN")
	}
}

// three is a tree of three nodes: feature 1 at most .5 leads to node 1, else to node 2; NaN goes left.
func three() TreeNodes {
	return TreeNodes{
		Left: []int64{1, -1, -1}, Right: []int64{2, -1, -1}, Feature: []int64{1, -2, -2}, Threshold: []float64{.5, -2, -2},
		MissingLeft: []bool{true, false, false},
	}
}

func TestTree(t *testing.T) {
	tree, err := NewTree(three(), []float64{0, 0, 1, 2, 3, 4}, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	x := Float32s(Matrix{Data: []float64{9, .5, 9, .75, 9, math.NaN(), 9, -1, 9, 1}, Rows: 5, Cols: 2})
	out := make([]float64, 10)
	tree.Add(out, x, 2)
	for i, want := range []float64{2, 4, 6, 8, 2, 4, 2, 4, 6, 8} {
		if out[i] != want {
			t.Errorf("value %d is %v, want %v", i, out[i], want)
		}
	}
	tree.Apply(x.Slice(0, 2), func(row, leaf, depth int) {
		if leaf != row+1 || depth != 2 {
			t.Errorf("row %d comes to leaf %d at depth %d", row, leaf, depth)
		}
	})
	without := three()
	without.MissingLeft = nil
	if tree, err = NewTree(without, []float64{0, 1, 2}, 1, 2); err != nil {
		t.Fatal(err)
	}
	column := make([]float64, 10)
	tree.AddAt(column, 2, 1, x, 1) // five rows: four side by side, and one
	for i, want := range []float64{0, 1, 0, 2, 0, 2, 0, 1, 0, 2} {
		if column[i] != want {
			t.Errorf("column value %d is %v, want %v", i, column[i], want)
		}
	}
}

// TestTreeRefused: nodes that lead nowhere, round in circles, or out of X.
func TestTreeRefused(t *testing.T) {
	for name, change := range map[string]func(*TreeNodes){
		"a child before its parent": func(n *TreeNodes) { n.Left[0] = 0 },
		"a child that is not there": func(n *TreeNodes) { n.Right[0] = 3 },
		"half a leaf":               func(n *TreeNodes) { n.Right[0] = -1 },
		"the same child twice":      func(n *TreeNodes) { n.Right[0] = 1; n.Left[1], n.Right[1], n.Feature[1] = 2, 2, 0 },
		"a feature past X":          func(n *TreeNodes) { n.Feature[0] = 2 },
		"columns of other lengths":  func(n *TreeNodes) { n.Threshold = n.Threshold[:2] },
		"no nodes":                  func(n *TreeNodes) { *n = TreeNodes{} },
	} {
		n := three()
		change(&n)
		if tree, err := NewTree(n, make([]float64, len(n.Left)), 1, 2); err == nil {
			t.Errorf("%s: %+v", name, tree)
		}
	}
}

// TestHistTree: thresholds, NaN, categories that go left, right, and were not seen.
func TestHistTree(t *testing.T) {
	n := HistNodes{
		Left: []int64{1, 0, 3, 0, 0}, Right: []int64{2, 0, 4, 0, 0}, Feature: []int64{0, 0, 1, 0, 0}, Threshold: []float64{.5, 0, 0, 0, 0},
		Value: []float64{0, 1, 0, 2, 3}, MissingLeft: []bool{false, false, true, false, false}, IsLeaf: []bool{false, true, false, true, true},
		IsCategorical: []bool{false, false, true, false, false}, Bitset: []int64{0, 0, 0, 0, 0},
		Bitsets: [][8]uint32{{1 << 2}}, Known: [][8]uint32{{}, {1<<2 | 1<<3}},
	}
	tree, err := NewHistTree(n, 2)
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	x := Matrix{Data: []float64{.5, 0, 1, 2, 1, 3, 1, 4, 1, nan, nan, 3, 1, 300, 1, -1}, Rows: 8, Cols: 2}
	out := make([]float64, 8)
	tree.AddAt(out, 1, 0, Float64s(x), 0, 8)
	for i, want := range []float64{1, 2, 3, 2, 2, 3, 2, 2} {
		if out[i] != want {
			t.Errorf("row %d: %v, want %v", i, out[i], want)
		}
	}
	n.Left[0] = 0
	if _, err := NewHistTree(n, 2); err == nil {
		t.Error("a node is its own child")
	}
}

// grownFor makes a full tree of a depth over 10 features, as a benchmark needs it.
func grownFor(b testing.TB, depth int) *Tree { return grownFrom(b, depth, 1) }

func grownFrom(b testing.TB, depth int, seed uint32) *Tree {
	var n TreeNodes
	var grow func(d int) int64
	grow = func(d int) int64 {
		at := int64(len(n.Left))
		seed = seed*1664525 + 1013904223
		n.Left, n.Right = append(n.Left, -1), append(n.Right, -1)
		n.Feature, n.Threshold = append(n.Feature, int64(seed>>8)%10), append(n.Threshold, float64(seed)/(1<<32))
		if d > 0 {
			left := grow(d - 1)
			right := grow(d - 1)
			n.Left[at], n.Right[at] = left, right
		}
		return at
	}
	grow(depth)
	values := make([]float64, len(n.Left))
	for i := range values {
		values[i] = float64(i) / 7
	}
	t, err := NewTree(n, values, 1, 10)
	if err != nil {
		b.Fatal(err)
	}
	return t
}

// TestComplete: a tree that is laid out as a complete one has the leaves of the same tree that is not.
func TestComplete(t *testing.T) {
	n := TreeNodes{ // a way of one level, one of two, two of three
		Left: []int64{1, -1, 3, -1, 5, -1, -1}, Right: []int64{2, -1, 4, -1, 6, -1, -1}, Feature: []int64{0, -2, 1, -2, 0, -2, -2},
		Threshold: []float64{0, 0, .5, 0, 2, 0, 0}, MissingLeft: []bool{false, false, true, false, true, false, false},
	}
	tree, err := NewTree(n, []float64{0, 1, 2, 3, 4, 5, 6}, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	if tree.levels != 3 {
		t.Fatalf("%d levels", tree.levels)
	}
	nan := math.NaN()
	var x Matrix
	for _, a := range []float64{-1, 0, 1, 2, 3, nan, math.Inf(1), math.Inf(-1)} {
		for _, b := range []float64{0, .5, 1, nan} {
			x.Data = append(x.Data, a, b)
		}
	}
	x.Rows, x.Cols = len(x.Data)/2, 2
	rows := Float32s(x)
	full := make([]float64, x.Rows)
	tree.AddAt(full, 1, 0, rows, 1)
	for i := range x.Rows { // and one by one
		one := []float64{0}
		if tree.AddAt(one, 1, 0, rows.Slice(i, i+1), 1); one[0] != full[i] {
			t.Errorf("row %v is %v alone, %v among others", x.Row(i), one[0], full[i])
		}
	}
	plain := *tree
	plain.full = nil
	want := make([]float64, x.Rows)
	plain.AddAt(want, 1, 0, rows, 1)
	for i := range want {
		if full[i] != want[i] {
			t.Errorf("row %v: %v, want %v", x.Row(i), full[i], want[i])
		}
	}
}

// TestAddRow: one row through many trees, complete and not, of one depth or several side by side, has the sums of tree after tree.
func TestAddRow(t *testing.T) {
	var trees []*Tree
	for i, depth := range []int{3, 3, 3, 3, 3, 2, 3, 3, 12, 3, 3, 3, 2, 2, 2, 2, 0, 12, 12, 12, 12, 1, 1} {
		trees = append(trees, grownFrom(t, depth, uint32(i)))
	}
	x := NewMatrix(50, 10)
	for i := range x.Data {
		x.Data[i] = float64(i*i%101) / 101
	}
	for many := range len(trees) + 1 {
		for _, outputs := range []int{1, 3} {
			for r := range x.Rows {
				row := Float32s(Matrix{Data: x.Row(r), Rows: 1, Cols: x.Cols})
				got, want := make([]float64, outputs), make([]float64, outputs)
				AddRow(got, trees[:many], row, .1)
				for i, tree := range trees[:many] {
					tree.AddAt(want, outputs, i%outputs, row, .1)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("row %d through %d trees: %v, want %v", r, many, got, want)
				}
			}
		}
	}
}

func BenchmarkSmallTree(b *testing.B) { benchmarkTree(b, grownFor(b, 3)) }

func BenchmarkTree(b *testing.B) { benchmarkTree(b, grownFor(b, 12)) }

func benchmarkTree(b *testing.B, tree *Tree) {
	m := NewMatrix(512, 10)
	seed := uint32(7)
	for i := range m.Data {
		seed = seed*1664525 + 1013904223
		m.Data[i] = float64(seed) / (1 << 32)
	}
	x := Float32s(m)
	out := make([]float64, 512)
	b.ReportAllocs()
	for b.Loop() {
		tree.AddAt(out, 1, 0, x, 1)
	}
}
