package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// forestRows is how many rows go through all trees of a forest together: their float32s and sums stay in the cache.
const forestRows = 512

// grove is the trees of a forest, all with the same outputs and classes.
type grove struct {
	treeInput
	trees            []*grownTree
	outputs, classes int
}

// grove reads estimators_, a list of trees.
func (s *state) grove(normalize bool) (*grove, error) {
	list, err := s.attr("estimators_")
	if err != nil {
		return nil, err
	}
	if list.Kind() != py.List || list.Len() == 0 {
		return nil, s.fail("estimators_", nil, fmt.Sprintf("got %v of %d, want a list of trees", list.Kind(), list.Len()))
	}
	g := &grove{treeInput: s.treeInput()}
	for item := range list.Items() {
		tree, err := s.grown(item, normalize)
		if err != nil {
			return nil, within(fmt.Sprintf("estimators_[%d]", len(g.trees)), err)
		}
		if g.trees == nil {
			g.outputs, g.classes = tree.outputs, tree.classes
			if err := s.features("estimators_", tree.Features); err != nil {
				return nil, err
			}
		}
		if tree.outputs != g.outputs || tree.classes != g.classes || tree.Features != s.model.NFeatures {
			return nil, s.fail("estimators_", nil, fmt.Sprintf("tree %d has other outputs, classes or features than the first", len(g.trees)))
		}
		g.trees = append(g.trees, tree)
	}
	return g, nil
}

// mean returns the mean of the trees' values: rows × (outputs × classes), summed in their order.
func (g *grove) mean(x Matrix) Matrix {
	out := predict.NewMatrix(x.Rows, g.outputs*g.classes)
	seen := predict.Float32s(x)
	for from := 0; from < x.Rows; from += forestRows {
		to := min(from+forestRows, x.Rows)
		part := seen.Slice(from, to)
		sums := out.Data[from*out.Cols : to*out.Cols]
		for _, tree := range g.trees {
			tree.Add(sums, part, 1)
		}
	}
	n := float64(len(g.trees))
	for i := range out.Data {
		out.Data[i] /= n
	}
	return out
}

// forestRegressor is a RandomForestRegressor or ExtraTreesRegressor.
type forestRegressor struct{ *grove }

func readForestRegressor(s *state) (any, error) {
	g, err := s.grove(false)
	if err != nil {
		return nil, err
	}
	if g.classes != 1 {
		return nil, s.fail("estimators_", nil, fmt.Sprintf("trees of %d classes, a regressor's are of one", g.classes))
	}
	return &forestRegressor{g}, nil
}

// Predict returns the mean of the trees' forecasts.
func (r *forestRegressor) Predict(x Matrix) (Target, error) {
	return regression(r.mean(x).Data, x.Rows, r.outputs), nil
}

// forestClassifier is a RandomForestClassifier or ExtraTreesClassifier.
type forestClassifier struct {
	*grove
	classes []Target
}

func readForestClassifier(s *state) (any, error) {
	g, err := s.grove(true)
	if err != nil {
		return nil, err
	}
	classes, err := s.outputClasses(g.outputs, g.classes)
	if err != nil {
		return nil, err
	}
	return &forestClassifier{g, classes}, nil
}

func (c *forestClassifier) has(method Method) bool { return hasOutputs(method, len(c.classes)) }

// PredictProbas returns the means for each of several outputs.
func (c *forestClassifier) PredictProbas(x Matrix) ([]Matrix, error) {
	return byOutput(c.mean(x), c.classes), nil
}

// Predict returns the class that the trees find most probable.
func (c *forestClassifier) Predict(x Matrix) (Target, error) {
	return mostProbable(c.mean(x), c.classes), nil
}

// PredictProba returns the mean of the trees' probabilities.
func (c *forestClassifier) PredictProba(x Matrix) (Matrix, error) { return c.mean(x), nil }

// PredictLogProba returns the logarithm of PredictProba.
func (c *forestClassifier) PredictLogProba(x Matrix) (Matrix, error) { return logOf(c.PredictProba(x)) }

func (g *grove) cost() int { return len(g.trees) * treeCost }
