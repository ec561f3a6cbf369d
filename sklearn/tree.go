package sklearn

import (
	"fmt"
	"strings"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// fields reads columns of an attribute that is an array of records. The first error sticks.
type fields struct {
	a   *ndarray.Array
	err error
}

// fieldsOf returns the records of v.
func fieldsOf(v py.Value) fields {
	a, err := numpy.FromPy(v)
	if err == nil && len(a.Shape) != 1 {
		err = fmt.Errorf("got an array of shape %v, want one dimension of nodes", a.Shape)
	}
	return fields{a, err}
}

// has reports whether the records have a field.
func (f *fields) has(name string) bool {
	if f.err != nil {
		return false
	}
	for _, x := range f.a.DType.Fields {
		if x.Name == name {
			return true
		}
	}
	return false
}

func fieldOf[T any](f *fields, name string, read func(*ndarray.Array) ([]T, error)) []T {
	if f.err != nil {
		return nil
	}
	column, err := f.a.Field(name)
	if err != nil {
		f.err = err
		return nil
	}
	out, err := read(column)
	if err != nil {
		f.err = fmt.Errorf("%s: %w", name, err)
	}
	return out
}

func (f *fields) ints(name string) []int64 { return fieldOf(f, name, (*ndarray.Array).Int64s) }
func (f *fields) floats(name string) []float64 {
	return fieldOf(f, name, (*ndarray.Array).Float64s)
}

// flags reads bytes that are 0 or 1.
func (f *fields) flags(name string) []bool {
	ints := f.ints(name)
	out := make([]bool, len(ints))
	for i, x := range ints {
		out[i] = x != 0
	}
	return out
}

// A grownTree is a sklearn.tree._tree.Tree: nodes and values (nodes × outputs × classes).
type grownTree struct {
	predict.Tree
	outputs, classes int     // what a node answers: outputs × classes
	samples          []int64 // training rows at each node
}

// grown reads the attribute tree_ of an estimator in v. Values of a classifier become probabilities if normalize is set:
// releases before 1.3 stored counts.
func (s *state) grown(v py.Value, normalize bool) (*grownTree, error) {
	tree := v.Attr("tree_")
	if !tree.IsValid() {
		return nil, s.fail("tree_", ErrNotFitted, fmt.Sprintf("missing: this %s instance is not fitted yet", s.model.ClassName))
	}
	if _, class, _ := tree.Class(); class != "Tree" {
		return nil, s.fail("tree_", nil, fmt.Sprintf("got %v, want a Tree", tree.Kind()))
	}
	f := fieldsOf(tree.Attr("nodes"))
	nodes := predict.TreeNodes{
		Left: f.ints("left_child"), Right: f.ints("right_child"), Feature: f.ints("feature"), Threshold: f.floats("threshold"),
	}
	samples := f.ints("n_node_samples")
	if f.has("missing_go_to_left") {
		nodes.MissingLeft = f.flags("missing_go_to_left")
	}
	if f.err != nil {
		return nil, s.wrap("tree_.nodes", f.err)
	}
	values, err := numpy.FromPy(tree.Attr("values"))
	if err != nil {
		return nil, s.wrap("tree_.values", err)
	}
	if len(values.Shape) != 3 {
		return nil, s.fail("tree_.values", nil, fmt.Sprintf("got an array of shape %v, want nodes × outputs × classes", values.Shape))
	}
	g := &grownTree{outputs: values.Shape[1], classes: values.Shape[2], samples: samples}
	data, err := values.Float64s()
	if err != nil {
		return nil, s.wrap("tree_.values", err)
	}
	features := s.model.NFeatures
	if features == 0 { // before 0.24
		o, _ := tree.Object()
		n, ok := countOf(o.Args.Index(0))
		if !ok {
			return nil, s.fail("tree_", nil, "it does not say of how many features it is")
		}
		features = n
	}
	if normalize && !s.version.since(treeFractionsSince) {
		predict.Matrix{Data: data, Rows: len(data) / max(1, g.classes), Cols: g.classes}.NormalizeRows(predict.Keep)
	}
	t, err := predict.NewTree(nodes, data, g.outputs*g.classes, features)
	if err != nil {
		return nil, s.wrap("tree_.nodes", err)
	}
	g.Tree = *t
	return g, nil
}

// A treeInput is what estimators of trees have in common: X is rounded to float32.
type treeInput struct{ nan bool }

func (t treeInput) accepts() policy {
	if t.nan {
		return allowNaN32
	}
	return finite32
}

// treeInput tells whether the estimator takes NaN: since 1.3, unless it is constrained or splits at random
// (_support_missing_values of sklearn.tree and sklearn.ensemble._forest).
func (s *state) treeInput() treeInput {
	forest := strings.Contains(s.model.ClassName, "Forest") || strings.HasPrefix(s.model.ClassName, "ExtraTrees")
	extra := strings.HasPrefix(s.model.ClassName, "Extra")
	since := treeNaNSince
	switch {
	case extra:
		since = extraTreeNaNSince
	case forest:
		since = forestNaNSince
	}
	constrained := s.value.Attr("monotonic_cst")
	return treeInput{nan: s.version.since(since) && (!constrained.IsValid() || constrained.IsNone()) &&
		(s.text("splitter") != "random" || s.version.since(extraTreeNaNSince))}
}

// treeRegressor is a DecisionTreeRegressor or ExtraTreeRegressor.
type treeRegressor struct {
	treeInput
	tree *grownTree
}

func readTreeRegressor(s *state) (any, error) {
	tree, err := s.grown(s.value, false)
	if err != nil {
		return nil, err
	}
	if tree.classes != 1 {
		return nil, s.fail("tree_.values", nil, fmt.Sprintf("it is of %d classes, a regressor's of one", tree.classes))
	}
	if err := s.features("tree_", tree.Features); err != nil {
		return nil, err
	}
	return &treeRegressor{s.treeInput(), tree}, nil
}

// Predict returns the mean of the training rows in each row's leaf.
func (r *treeRegressor) Predict(x Matrix) (Target, error) {
	out := make([]float64, x.Rows*r.tree.outputs)
	r.tree.Add(out, predict.Float32s(x), 1)
	return regression(out, x.Rows, r.tree.outputs), nil
}

// regression returns the forecasts of a regressor: one dimension if there is one output.
func regression(y []float64, rows, outputs int) Target {
	if outputs == 1 {
		return column(y)
	}
	return matrix(y, rows, outputs)
}

// treeClassifier is a DecisionTreeClassifier or ExtraTreeClassifier.
type treeClassifier struct {
	treeInput
	tree    *grownTree
	classes []Target // of each output
}

func readTreeClassifier(s *state) (any, error) {
	tree, err := s.grown(s.value, true)
	if err != nil {
		return nil, err
	}
	if err := s.features("tree_", tree.Features); err != nil {
		return nil, err
	}
	classes, err := s.outputClasses(tree.outputs, tree.classes)
	if err != nil {
		return nil, err
	}
	return &treeClassifier{s.treeInput(), tree, classes}, nil
}

// outputClasses reads classes_: an array, or a list of one for each of several outputs, none of more classes than width.
func (s *state) outputClasses(outputs, width int) ([]Target, error) {
	v, err := s.attr("classes_")
	if err != nil {
		return nil, err
	}
	var out []Target
	if outputs == 1 {
		if err := s.classes("classes_", 0); err != nil {
			return nil, err
		}
		out = []Target{s.model.Classes}
	} else {
		for item := range v.Items() {
			c, err := classesOf(item)
			if err != nil {
				return nil, s.wrap("classes_", err)
			}
			out = append(out, c)
		}
	}
	if len(out) != outputs {
		return nil, s.fail("classes_", nil, fmt.Sprintf("got classes of %d outputs, want %d", len(out), outputs))
	}
	for _, c := range out {
		if c.Len() > width || outputs == 1 && c.Len() != width {
			return nil, s.fail("classes_", nil, fmt.Sprintf("got %d classes, the trees have %d", c.Len(), width))
		}
	}
	return out, nil
}

func (c *treeClassifier) has(method Method) bool { return hasOutputs(method, len(c.classes)) }

// hasOutputs tells the methods of one output from those of several.
func hasOutputs(method Method, outputs int) bool {
	switch method {
	case MethodPredictProba, MethodPredictLogProba:
		return outputs == 1
	case MethodPredictProbas:
		return outputs > 1
	}
	return true
}

func (c *treeClassifier) scores(x Matrix) Matrix {
	out := predict.NewMatrix(x.Rows, c.tree.Width)
	c.tree.Add(out.Data, predict.Float32s(x), 1)
	return out
}

// Predict returns the most frequent class of each row's leaf.
func (c *treeClassifier) Predict(x Matrix) (Target, error) {
	return mostProbable(c.scores(x), c.classes), nil
}

// mostProbable returns for each row and output the class of the largest score: scores are rows × outputs × width.
func mostProbable(scores Matrix, classes []Target) Target {
	if len(classes) == 1 {
		return classes[0].take(scores.ArgMax())
	}
	columns := make([]Target, len(classes))
	for k, part := range byOutput(scores, classes) {
		columns[k] = classes[k].take(part.ArgMax())
	}
	return sideBySide(columns)
}

// byOutput takes the scores of outputs apart: of each as many as it has classes.
func byOutput(scores Matrix, classes []Target) []Matrix {
	width := scores.Cols / len(classes)
	out := make([]Matrix, len(classes))
	for k, c := range classes {
		out[k] = predict.NewMatrix(scores.Rows, c.Len())
		for i := range scores.Rows {
			copy(out[k].Row(i), scores.Row(i)[k*width:])
		}
	}
	return out
}

// PredictProbas returns the shares for each of several outputs.
func (c *treeClassifier) PredictProbas(x Matrix) ([]Matrix, error) {
	return byOutput(c.scores(x), c.classes), nil
}

// PredictProba returns the share of each class in each row's leaf.
func (c *treeClassifier) PredictProba(x Matrix) (Matrix, error) { return c.scores(x), nil }

// PredictLogProba returns the logarithm of PredictProba.
func (c *treeClassifier) PredictLogProba(x Matrix) (Matrix, error) { return logOf(c.PredictProba(x)) }
