package train

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/sklearn"
)

// TreeParams bound how a tree grows. X is rounded to float32, as scikit-learn does, and has no NaN.
//
// Of splits that are equally good scikit-learn takes one at random. The same RandomState takes the same one, so that the tree is
// the same, node for node, but where sums of weights or of targets make splits differ by rounding alone.
type TreeParams struct {
	Criterion             string
	MaxDepth              int // 0 for no limit; so are MaxFeatures and MaxLeafNodes
	MinSamplesSplit       int
	MinSamplesLeaf        int
	MinWeightFractionLeaf float64
	MaxFeatures           int // looked at for each split
	MaxLeafNodes          int
	MinImpurityDecrease   float64
	RandomState           uint32
}

// A DecisionTreeClassifier grows a tree of classes (scikit-learn's DecisionTreeClassifier). Its criterion is "gini", "entropy" or "log_loss".
type DecisionTreeClassifier struct {
	TreeParams
	ClassWeight ClassWeights
}

// NewDecisionTreeClassifier returns one with scikit-learn's defaults, but with the random state 0.
func NewDecisionTreeClassifier() *DecisionTreeClassifier {
	return &DecisionTreeClassifier{TreeParams: TreeParams{Criterion: "gini", MinSamplesSplit: 2, MinSamplesLeaf: 1}}
}

// A DecisionTreeRegressor grows a tree of means (scikit-learn's DecisionTreeRegressor). Its criterion is "squared_error".
type DecisionTreeRegressor struct{ TreeParams }

// NewDecisionTreeRegressor returns one with scikit-learn's defaults, but with the random state 0.
func NewDecisionTreeRegressor() *DecisionTreeRegressor {
	return &DecisionTreeRegressor{TreeParams{Criterion: "squared_error", MinSamplesSplit: 2, MinSamplesLeaf: 1}}
}

// Fit returns a DecisionTreeClassifier. y is of labels: ints, strings, bools or whole floats.
func (d *DecisionTreeClassifier) Fit(x sklearn.Matrix, y sklearn.Target, opts ...Option) (*sklearn.Model, error) {
	t, err := newTask("DecisionTreeClassifier", x, y, anyFloat32, opts)
	if err != nil {
		return nil, err
	}
	impurity := gini
	switch d.Criterion {
	case "gini":
	case "entropy", "log_loss":
		impurity = entropy
	default:
		return nil, t.fail(nil, "criterion is %q, want gini, entropy or log_loss", d.Criterion)
	}
	labels, err := t.labelled()
	if err != nil {
		return nil, err
	}
	classWeights, err := d.ClassWeight.of(t, labels, nil)
	if err != nil {
		return nil, err
	}
	weight := t.rowWeights(labels, classWeights)
	classes := labels.classes.Len()
	tree, err := d.grow(t, newClassCriterion(impurity, labels.codes, classes, weight), weight, classes)
	if err != nil {
		return nil, err
	}
	o := newObject(t)
	d.params(o, d.ClassWeight.param(o, labels.classes), true)
	o.set("n_outputs_", 1)
	o.set("classes_", o.labels(labels.classes))
	o.set("n_classes_", o.int64(int64(classes)))
	o.set("max_features_", d.maxFeatures(x.Cols))
	o.set("tree_", o.tree(tree, []int64{int64(classes)}))
	return o.model("sklearn.tree._classes", "DecisionTreeClassifier")
}

// Fit returns a DecisionTreeRegressor. y is of floats or ints, of one output or several.
func (d *DecisionTreeRegressor) Fit(x sklearn.Matrix, y sklearn.Target, opts ...Option) (*sklearn.Model, error) {
	t, err := newTask("DecisionTreeRegressor", x, y, anyFloat32, opts)
	if err != nil {
		return nil, err
	}
	if d.Criterion != "squared_error" {
		return nil, t.fail(nil, "criterion is %q, want squared_error", d.Criterion)
	}
	targets, err := t.targets()
	if err != nil {
		return nil, err
	}
	weight := make([]float64, x.Rows)
	for i := range weight {
		weight[i] = t.weight(i)
	}
	outputs := targets.Cols
	tree, err := d.grow(t, newSquaredCriterion(targets.Data, outputs, weight), weight, outputs)
	if err != nil {
		return nil, err
	}
	o := newObject(t)
	d.params(o, nil, false)
	o.set("n_outputs_", outputs)
	o.set("max_features_", d.maxFeatures(x.Cols))
	o.set("tree_", o.tree(tree, slices.Repeat([]int64{1}, outputs)))
	return o.model("sklearn.tree._classes", "DecisionTreeRegressor")
}

func (p *TreeParams) maxFeatures(features int) int {
	if p.MaxFeatures == 0 {
		return features
	}
	return p.MaxFeatures
}

// grow checks the parameters and builds the tree; width is the values of a node.
func (p *TreeParams) grow(t *task, c criterion, weight []float64, width int) (*grown, error) {
	switch {
	case p.MaxDepth < 0 || p.MaxFeatures < 0 || p.MaxFeatures > t.x.Cols || p.MaxLeafNodes < 0 || p.MaxLeafNodes == 1:
		return nil, t.fail(nil, "max_depth is %d, max_features %d and max_leaf_nodes %d, want at least 1, up to %d, and at least 2, or 0 for no limit",
			p.MaxDepth, p.MaxFeatures, p.MaxLeafNodes, t.x.Cols)
	case p.MinSamplesSplit < 2 || p.MinSamplesLeaf < 1:
		return nil, t.fail(nil, "min_samples_split is %d and min_samples_leaf %d, want at least 2 and 1", p.MinSamplesSplit, p.MinSamplesLeaf)
	case !(p.MinWeightFractionLeaf >= 0 && p.MinWeightFractionLeaf <= .5) || !(p.MinImpurityDecrease >= 0):
		return nil, t.fail(nil, "min_weight_fraction_leaf is %v and min_impurity_decrease %v, want at most 0.5, and both at least 0", p.MinWeightFractionLeaf, p.MinImpurityDecrease)
	case t.x.Rows > math.MaxInt32:
		return nil, t.fail(nil, "%d rows are too many", t.x.Rows)
	}
	g := &grower{
		growth:    growth{unlimited, max(p.MinSamplesSplit, 2*p.MinSamplesLeaf), p.MinImpurityDecrease, p.MaxLeafNodes},
		fractions: t.release.since(treeFractionsSince),
		tree:      grown{width: width},
	}
	if p.MaxDepth > 0 {
		g.maxDepth = p.MaxDepth
	}
	var total float64
	for _, w := range weight {
		total += w
	}
	if total == 0 {
		return nil, t.fail(nil, "the weights of all rows are 0")
	}
	l := limits{p.maxFeatures(t.x.Cols), p.MinSamplesLeaf, p.MinWeightFractionLeaf * total}
	g.splitter = newSplitter(t.x, weight, c, l, p.RandomState)
	return g.grow(), nil
}

// params sets the parameters and n_features_in_.
func (p *TreeParams) params(o *object, classWeight any, classifier bool) {
	o.set("criterion", p.Criterion)
	o.set("splitter", "best")
	o.set("max_depth", optional(p.MaxDepth))
	o.set("min_samples_split", p.MinSamplesSplit)
	o.set("min_samples_leaf", p.MinSamplesLeaf)
	o.set("min_weight_fraction_leaf", p.MinWeightFractionLeaf)
	o.set("max_features", optional(p.MaxFeatures))
	o.set("max_leaf_nodes", optional(p.MaxLeafNodes))
	o.set("random_state", int64(p.RandomState))
	o.set("min_impurity_decrease", p.MinImpurityDecrease)
	o.set("class_weight", classWeight)
	o.set("ccp_alpha", 0.0)
	if o.t.release.since(monotonicSince) {
		o.set("monotonic_cst", nil)
	}
	o.features()
}

// tree is a sklearn.tree._tree.Tree.
func (o *object) tree(g *grown, classes []int64) py.Value {
	n := len(g.nodes)
	fractions := o.t.release.since(treeFractionsSince)
	nodes := o.array(ndarray.New(nodeType(fractions), []int{n}, nodeBytes(g.nodes, fractions)))
	values := o.floats(g.values, n, len(classes), g.width/len(classes))
	v := o.Call(o.Global("sklearn.tree._tree", "Tree"), o.Int(int64(o.t.x.Cols)), o.int64s(classes), o.Int(int64(len(classes))))
	o.Build(v, o.Dict(
		o.Str("max_depth"), o.Int(int64(g.maxDepth)), o.Str("node_count"), o.Int(int64(n)),
		o.Str("nodes"), nodes, o.Str("values"), values))
	return v
}

// nodeType is sklearn.tree._tree.NODE_DTYPE: 56 bytes, with missing_go_to_left 64, as a C compiler lays out the struct.
func nodeType(missing bool) ndarray.DType {
	ints, floats := number(ndarray.Int, 8), number(ndarray.Float, 8)
	d := ndarray.DType{Kind: ndarray.Void, Order: ndarray.None}
	for _, f := range []struct {
		name string
		d    ndarray.DType
	}{
		{"left_child", ints}, {"right_child", ints}, {"feature", ints}, {"threshold", floats},
		{"impurity", floats}, {"n_node_samples", ints}, {"weighted_n_node_samples", floats},
	} {
		d.Fields = append(d.Fields, ndarray.Field{Name: f.name, Offset: d.ItemSize, DType: f.d})
		d.ItemSize += f.d.ItemSize
	}
	if missing {
		d.Fields = append(d.Fields, ndarray.Field{Name: "missing_go_to_left", Offset: d.ItemSize, DType: number(ndarray.Uint, 1)})
		d.ItemSize += 8
	}
	return d
}

func nodeBytes(nodes []node, missing bool) []byte {
	var out []byte
	put := func(x uint64) { out = binary.LittleEndian.AppendUint64(out, x) }
	for _, n := range nodes {
		put(uint64(n.left))
		put(uint64(n.right))
		put(uint64(n.feature))
		put(math.Float64bits(n.threshold))
		put(math.Float64bits(n.impurity))
		put(uint64(n.samples))
		put(math.Float64bits(n.weight))
		switch {
		case missing && n.missingLeft:
			put(1)
		case missing:
			put(0)
		}
	}
	return out
}
