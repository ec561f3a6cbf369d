package sklearn

import (
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// What a fitted model tells of itself: the coefficients of a linear one, how much trees make of each feature, how large they are.

// Coefficients are those of a linear model: a row for each output or class boundary, as coef_ has them.
type Coefficients struct {
	Values    Matrix    // outputs × features
	Intercept []float64 // one for each output; nil if the model has none
}

// Coefficients returns coef_ and intercept_; false if the model is not linear. Of a Pipeline or search they are those of its last
// step, whose features are not the pipeline's.
func (m *Model) Coefficients() (Coefficients, bool) {
	a, err := denseArray(m.state.Attr("coef_"))
	if err != nil || len(a.Shape) == 0 || len(a.Shape) > 2 {
		return Coefficients{}, false
	}
	values, err := a.Float64s()
	if err != nil {
		return Coefficients{}, false
	}
	c := Coefficients{Values: Matrix{Data: values, Rows: 1, Cols: a.Shape[len(a.Shape)-1]}}
	if len(a.Shape) == 2 {
		c.Values.Rows = a.Shape[0]
	}
	if x, ok := m.state.Attr("intercept_").Number(); ok {
		c.Intercept = []float64{x}
	} else if b, err := denseArray(m.state.Attr("intercept_")); err == nil {
		if c.Intercept, err = b.Float64s(); err != nil || len(c.Intercept) != c.Values.Rows {
			c.Intercept = nil
		}
	}
	return c, true
}

// denseArray is denseOf for a value that may not be there.
func denseArray(v py.Value) (*ndarray.Array, error) {
	if !v.IsValid() || v.Kind() != py.Object {
		return nil, ErrUnsupported
	}
	return denseOf(v)
}

// Best returns best_estimator_ of a search, nil of any other model.
func (m *Model) Best() *Model {
	if e, ok := m.estimator.(*search); ok {
		return e.best
	}
	return nil
}

// Final returns the model that decides: the last step of a Pipeline, the best of a search, else m itself.
func (m *Model) Final() *Model {
	for range maxDepth {
		switch e := m.estimator.(type) {
		case *search:
			m = e.best
		case *pipeline:
			if e.last == nil {
				return m
			}
			m = e.last
		default:
			return m
		}
	}
	return m
}

// An importancer is an estimator that knows how much it makes of each feature.
type importancer interface{ Importances() []float64 }

// Importances returns scikit-learn's feature_importances_: for each feature, the part of the impurity that splits on it take
// away, 1 in all (sklearn.tree._tree, compute_feature_importances); false if the model is not made of trees.
func (m *Model) Importances() ([]float64, bool) {
	if e, ok := m.estimator.(importancer); ok {
		out := e.Importances()
		return out, out != nil
	}
	features := m.NFeatures
	switch m.estimator.(type) {
	case *treeClassifier, *treeRegressor:
		out := treeImportances(m.state, features, true)
		return out, out != nil
	case *forestClassifier, *forestRegressor:
		return meanImportances(m.state.Attr("estimators_").Items(), features, true)
	case *boostingClassifier, *boostingRegressor:
		a, err := numpy.FromPy(m.state.Attr("estimators_"))
		if err != nil || a.DType.Kind != ndarray.Object {
			return nil, false
		}
		trees, err := numpy.Objects(a)
		if err != nil {
			return nil, false
		}
		return meanImportances(func(yield func(py.Value) bool) {
			for _, v := range trees {
				if !yield(v) {
					return
				}
			}
		}, features, false)
	}
	return nil, false
}

// meanImportances returns the mean over the trees that split at all, as parts of 1.
func meanImportances(trees func(func(py.Value) bool), features int, each bool) ([]float64, bool) {
	if features > maxCells {
		return nil, false
	}
	sum := make([]float64, features)
	n := 0
	for v := range trees {
		one := treeImportances(v, features, each)
		if one == nil {
			return nil, false
		}
		if nodes := v.Attr("tree_").Attr("node_count"); nodes.IsValid() {
			if count, ok := countOf(nodes); ok && count <= 1 {
				continue
			}
		}
		n++
		for i, x := range one {
			sum[i] += x
		}
	}
	for i := range sum {
		if n > 0 {
			sum[i] /= float64(n)
		}
	}
	normalize(sum)
	return sum, true
}

func normalize(x []float64) {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	if sum > 0 {
		for i := range x {
			x[i] /= sum
		}
	}
}

// treeImportances returns the importances of one tree; nil if it cannot be read.
func treeImportances(v py.Value, features int, parts bool) []float64 {
	f := fieldsOf(v.Attr("tree_").Attr("nodes"))
	left, right, feature := f.ints("left_child"), f.ints("right_child"), f.ints("feature")
	impurity, weight := f.floats("impurity"), f.floats("weighted_n_node_samples")
	if f.err != nil || len(weight) == 0 || features > maxCells {
		return nil
	}
	out := make([]float64, features)
	n := int64(len(left))
	for i, l := range left {
		if l < 0 {
			continue
		}
		r := right[i]
		if l >= n || r < 0 || r >= n || feature[i] < 0 || feature[i] >= int64(features) {
			return nil
		}
		out[feature[i]] += float64(weight[i]*impurity[i]) - float64(weight[l]*impurity[l]) - float64(weight[r]*impurity[r])
	}
	for i := range out {
		out[i] /= weight[0]
	}
	if parts {
		normalize(out)
	}
	return out
}

// TreeCounts is how large the trees of a model are.
type TreeCounts struct {
	Trees, Nodes, Leaves int
	Depth                int // of the deepest
}

func (c *TreeCounts) add(nodes, leaves, depth int) {
	c.Trees++
	c.Nodes += nodes
	c.Leaves += leaves
	c.Depth = max(c.Depth, depth)
}

// A treeCounter is an estimator made of trees.
type treeCounter interface{ TreeCounts() TreeCounts }

// TreeCounts returns how large the trees of the model are; false if it has none.
func (m *Model) TreeCounts() (TreeCounts, bool) {
	e, ok := m.estimator.(treeCounter)
	if !ok {
		return TreeCounts{}, false
	}
	c := e.TreeCounts()
	return c, c.Trees > 0
}

func (c *treeClassifier) TreeCounts() TreeCounts { return countTrees([]*grownTree{c.tree}) }

func (r *treeRegressor) TreeCounts() TreeCounts { return countTrees([]*grownTree{r.tree}) }

func (g *grove) TreeCounts() TreeCounts { return countTrees(g.trees) }

func (b *boosting) TreeCounts() TreeCounts { return countTrees(b.stages...) }

func (h *hist) TreeCounts() TreeCounts {
	var c TreeCounts
	for _, stage := range h.stages {
		for _, t := range stage {
			c.add(t.Size())
		}
	}
	return c
}

func countTrees(stages ...[]*grownTree) TreeCounts {
	var c TreeCounts
	for _, stage := range stages {
		for _, t := range stage {
			c.add(t.Size())
		}
	}
	return c
}
