package sklearn

import (
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// linearDiscriminant is a LinearDiscriminantAnalysis: a linear classifier that projects, too.
type linearDiscriminant struct {
	linearClassifier
	softmax bool        // of more than two classes, else normalised sigmoids
	tiny    bool        // a probability of 0 has a logarithm
	project *projection // nil for solver="lsqr", which has no transform
	names   int         // of what transform makes
}

func readLinearDiscriminant(s *state) (any, error) {
	c, err := linearClassifierOf(s)
	if err != nil {
		return nil, err
	}
	d := &linearDiscriminant{*c, s.version.since(discriminantSoftmaxSince), s.version.since(discriminantTinySince), nil, 0}
	classes := max(c.Outputs, 2)
	most, err := s.numberOr("_max_components", float64(min(classes-1, c.Features)))
	if err != nil {
		return nil, err
	}
	if v := s.value.Attr("n_components"); !s.value.Attr("_max_components").IsValid() { // before 0.17
		if n, ok := countOf(v); ok {
			most = float64(n)
		}
	}
	if !(most >= 1) {
		return nil, s.fail("_max_components", nil, fmt.Sprintf("got %v", most))
	}
	d.names = int(math.Min(most, maxNames))
	solver := s.text("solver")
	if solver == "lsqr" {
		return d, nil
	}
	d.project, err = s.scalings(solver == "svd", c.Features, d.names)
	return d, err
}

// scalings reads the projection of a discriminant analysis: (X - xbar_)·scalings_, of its first columns.
func (s *state) scalings(centred bool, features, most int) (*projection, error) {
	w, err := s.matrixOf("scalings_", 0)
	if err != nil {
		return nil, err
	}
	if w.Rows != features {
		return nil, s.fail("scalings_", nil, fmt.Sprintf("it is of %d features, want %d", w.Rows, features))
	}
	cols := min(w.Cols, most)
	p := &projection{
		Linear: predict.Linear{Coef: make([]float64, cols*features), Intercept: make([]float64, cols), Features: features, Outputs: cols},
		first:  true,
		prefix: strings.ToLower(s.model.ClassName),
	}
	for j := range cols {
		for i := range features {
			p.Coef[j*features+i] = w.Data[i*w.Cols+j]
		}
	}
	if centred {
		p.mean, err = s.vector("xbar_", features, false)
	}
	return p, err
}

func (d *linearDiscriminant) has(method Method) bool {
	if method == MethodTransform {
		return d.project != nil
	}
	return true
}

// PredictProba returns the sigmoid of the score, or the softmax of all.
func (d *linearDiscriminant) PredictProba(x Matrix) (Matrix, error) {
	scores := d.scores(x)
	if scores.Cols == 1 || !d.softmax {
		return sigmoids(scores, predict.Divide), nil
	}
	predict.Softmax(scores)
	return scores, nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (d *linearDiscriminant) PredictLogProba(x Matrix) (Matrix, error) {
	p, err := d.PredictProba(x)
	if d.tiny {
		for i, v := range p.Data {
			if v == 0 {
				p.Data[i] = 0x1p-1022
			}
		}
	}
	return logOf(p, err)
}

// Transform returns the coordinates in which the classes are farthest apart.
func (d *linearDiscriminant) Transform(x Matrix) (Matrix, error) { return d.project.Transform(x) }

func (d *linearDiscriminant) featureNamesOut([]string) ([]string, error) {
	return numbered("lineardiscriminantanalysis", d.names)
}

// scored is a classifier that scores each class; of two classes the decision function is the difference
// (sklearn.utils... DiscriminantAnalysisPredictionMixin).
type scored struct {
	scores    func(x Matrix) Matrix // rows × classes
	classes   Target
	logsFirst bool // probabilities are exponentials of their logarithms
}

// DecisionFunction returns the scores, or of two classes by how much the second's is larger.
func (c *scored) DecisionFunction(x Matrix) (Matrix, error) {
	scores := c.scores(x)
	if scores.Cols != 2 {
		return scores, nil
	}
	out := predict.NewMatrix(x.Rows, 1)
	for i := range out.Data {
		out.Data[i] = scores.Data[2*i+1] - scores.Data[2*i]
	}
	return out, nil
}

// Predict returns the class with the highest score.
func (c *scored) Predict(x Matrix) (Target, error) { return c.classes.take(c.scores(x).ArgMax()), nil }

// PredictProba returns the softmax of the scores.
func (c *scored) PredictProba(x Matrix) (Matrix, error) {
	if c.logsFirst {
		out, err := c.PredictLogProba(x)
		out.Exp()
		return out, err
	}
	out := c.scores(x)
	predict.Softmax(out)
	return out, nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *scored) PredictLogProba(x Matrix) (Matrix, error) {
	if !c.logsFirst {
		return logOf(c.PredictProba(x))
	}
	out := c.scores(x)
	for i := range out.Rows {
		row := out.Row(i)
		top := math.Inf(-1)
		for _, v := range row {
			top = math.Max(top, v)
		}
		var sum float64
		for j := range row {
			row[j] -= top
			sum += math.Exp(row[j])
		}
		sum = math.Log(sum)
		for j := range row {
			row[j] -= sum
		}
	}
	return out, nil
}

// readQuadraticDiscriminant reads a QuadraticDiscriminantAnalysis: each class has axes of its own, and how far it extends
// along them.
func readQuadraticDiscriminant(s *state) (any, error) {
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	n := s.model.Classes.Len()
	means, err := s.matrixOf("means_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("means_", means.Cols); err != nil {
		return nil, err
	}
	if means.Rows != n {
		return nil, s.fail("means_", nil, fmt.Sprintf("of %d classes, want %d", means.Rows, n))
	}
	q := predict.Quadratic{Means: means}
	prior, err := s.vector("priors_", n, false)
	if err != nil {
		return nil, err
	}
	rotations, err := s.matrices("rotations_", n)
	if err != nil {
		return nil, err
	}
	scalings, err := s.matrices("scalings_", n)
	if err != nil {
		return nil, err
	}
	for k, r := range rotations {
		if r.Rows != means.Cols || r.Cols != len(scalings[k].Data) {
			return nil, s.fail("rotations_", nil, fmt.Sprintf("class %d: %d × %d for %d features and %d scalings", k, r.Rows, r.Cols, means.Cols, len(scalings[k].Data)))
		}
		w := predict.NewMatrix(r.Rows, r.Cols)
		var logs float64
		for j, v := range scalings[k].Data {
			logs += math.Log(v)
			for i := range r.Rows {
				w.Data[i*r.Cols+j] = r.Data[i*r.Cols+j] * math.Pow(v, -.5)
			}
		}
		q.Axes, q.LogScale, q.LogPrior = append(q.Axes, w), append(q.LogScale, logs), append(q.LogPrior, math.Log(prior[k]))
	}
	return &scored{q.Scores, s.model.Classes, s.version.since(quadraticLogsFirstSince)}, nil
}

// matrices reads a list of n arrays of one or two dimensions; one of one dimension is a row.
func (s *state) matrices(name string, n int) ([]Matrix, error) {
	v, err := s.attr(name)
	if err != nil {
		return nil, err
	}
	var items []py.Value
	if v.Kind() == py.List {
		if items, err = s.items(name, v); err != nil {
			return nil, err
		}
	}
	if len(items) != n {
		return nil, s.fail(name, nil, fmt.Sprintf("got %v of %d, want a list of %d arrays", v.Kind(), len(items), n))
	}
	out := make([]Matrix, n)
	for k, item := range items {
		a, err := denseOf(item)
		if err != nil {
			return nil, s.wrap(name, err)
		}
		data, err := a.Float64s()
		if err != nil {
			return nil, s.wrap(name, err)
		}
		switch len(a.Shape) {
		case 1:
			out[k] = Matrix{Data: data, Rows: 1, Cols: a.Shape[0]}
		case 2:
			out[k] = Matrix{Data: data, Rows: a.Shape[0], Cols: a.Shape[1]}
		default:
			return nil, s.fail(name, nil, fmt.Sprintf("got an array of shape %v", a.Shape))
		}
	}
	return out, nil
}
