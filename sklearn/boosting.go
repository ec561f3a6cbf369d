package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// boosting is what GradientBoostingClassifier and GradientBoostingRegressor have in common: raw forecasts that start at
// those of an initial estimator, to which each stage adds its trees' times the learning rate.
type boosting struct {
	treeInput
	stages [][]*grownTree  // stages × outputs
	trees  []*predict.Tree // all of them, stage after stage
	rate   float64
	start  []float64 // the initial forecast of every row, if it is the same
	init   *Model    // else what makes it
	init32 bool      // in float32
	k      int
}

// boosting reads estimators_, an array of stages × outputs, and init_.
func (s *state) boosting() (*boosting, error) {
	b := &boosting{treeInput: treeInput{}}
	v, err := s.attr("estimators_")
	if err != nil {
		return nil, err
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, s.wrap("estimators_", err)
	}
	trees, err := numpy.Objects(a)
	if err != nil {
		return nil, s.wrap("estimators_", err)
	}
	if len(a.Shape) != 2 || len(trees) == 0 {
		return nil, s.fail("estimators_", nil, fmt.Sprintf("got an array of shape %v, want stages × outputs", a.Shape))
	}
	b.k = a.Shape[1]
	for i, t := range trees {
		tree, err := s.grown(t, false)
		if err != nil {
			return nil, within(fmt.Sprintf("estimators_[%d, %d]", i/b.k, i%b.k), err)
		}
		if i == 0 {
			if err := s.features("estimators_", tree.Features); err != nil {
				return nil, err
			}
		}
		if tree.Width != 1 || tree.Features != s.model.NFeatures {
			return nil, s.fail("estimators_", nil, fmt.Sprintf("tree %d has %d values a leaf and %d features", i, tree.Width, tree.Features))
		}
		if i%b.k == 0 {
			b.stages = append(b.stages, nil)
		}
		last := len(b.stages) - 1
		b.stages[last] = append(b.stages[last], tree)
		b.trees = append(b.trees, &tree.Tree)
	}
	predict.Pack(b.trees)
	rate, err := s.vector("learning_rate", 1, false)
	if err != nil {
		return nil, err
	}
	b.rate = rate[0]
	return b, s.initial(b)
}

// initial reads init_: "zero", or an estimator.
func (s *state) initial(b *boosting) error {
	v, err := s.attr("init_")
	if err != nil {
		return err
	}
	if text, ok := v.Text(); ok && text == "zero" {
		b.start = make([]float64, b.k)
		return nil
	}
	if b.init, err = s.child(v, "init_"); err != nil {
		return err
	}
	b.init32 = b.init.float32()
	return nil
}

// startOnce asks the initial estimator once and for all, if its answer is the same for every row.
func (b *boosting) startOnce(first func(Matrix) (Matrix, error)) {
	if b.init == nil || !is[*dummyRegressor](b.init.estimator) && !is[*dummyClassifier](b.init.estimator) {
		return
	}
	start, err := first(predict.NewMatrix(1, 1)) // they look at no column
	if err == nil && len(start.Data) == b.k {    // else each call says what is wrong
		b.start = start.Data
	}
}

// raw returns the raw forecasts, rows × outputs. first turns the initial estimator's answers into raw ones.
func (b *boosting) raw(x Matrix, first func(Matrix) (Matrix, error)) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, b.k)
	seen := predict.Float32s(x)
	if b.start != nil {
		for i := range x.Rows {
			copy(out.Row(i), b.start)
		}
	} else {
		rounded := predict.NewMatrix(x.Rows, x.Cols) // the initial estimator sees float32, too
		for i, v := range x.Data {
			rounded.Data[i] = float64(float32(v))
		}
		start, err := first(rounded)
		if err != nil {
			return out, within("init_", err)
		}
		if start.Cols != b.k || start.Rows != x.Rows {
			return out, within("init_", b.init.fail(ErrUnsupported, fmt.Sprintf("it answers %d numbers a row, want %d", start.Cols, b.k)))
		}
		copy(out.Data, start.Data)
	}
	if x.Rows == 1 {
		predict.AddRow(out.Data, b.trees, seen, b.rate)
		return out, nil
	}
	for from := 0; from < x.Rows; from += forestRows {
		to := min(from+forestRows, x.Rows)
		part, sums := seen.Slice(from, to), out.Data[from*b.k:to*b.k]
		for _, stage := range b.stages {
			for k, tree := range stage {
				tree.AddAt(sums, b.k, k, part, b.rate)
			}
		}
	}
	return out, nil
}

// float32 reports whether an estimator computes in float32 because X was of that type in fit: coefficients or means are.
func (m *Model) float32() bool {
	for _, name := range []string{"coef_", "theta_"} {
		if v := m.Attr(name); v.IsValid() {
			a, err := numpy.FromPy(v)
			return err == nil && a.DType.Kind == ndarray.Float && a.DType.ItemSize == 4
		}
	}
	return false
}

// boostingRegressor is a GradientBoostingRegressor; the links of all its losses are the identity.
type boostingRegressor struct{ *boosting }

func readBoostingRegressor(s *state) (any, error) {
	b, err := s.boosting()
	if err != nil {
		return nil, err
	}
	if b.k != 1 {
		return nil, s.fail("estimators_", nil, fmt.Sprintf("it has %d outputs, a regressor one", b.k))
	}
	r := &boostingRegressor{b}
	r.startOnce(r.first)
	return r, nil
}

// first returns the initial estimator's forecasts.
func (r *boostingRegressor) first(x Matrix) (Matrix, error) {
	if lin, ok := r.init.estimator.(*linearRegressor); ok && lin.Outputs == 1 && r.init32 {
		return oneColumn(lin.Decision32(x)), nil
	}
	y, err := r.init.Predict(x)
	if err != nil {
		return Matrix{}, err
	}
	f := y.Floats()
	if f == nil {
		return Matrix{}, r.init.fail(ErrUnsupported, "it does not forecast numbers")
	}
	return Matrix{Data: f, Rows: x.Rows, Cols: y.Outputs()}, nil
}

// Predict returns the raw forecasts.
func (r *boostingRegressor) Predict(x Matrix) (Target, error) {
	y, err := r.raw(x, r.first)
	return column(y.Data), err
}

// boostingClassifier is a GradientBoostingClassifier.
type boostingClassifier struct {
	*boosting
	exponential bool // the loss, else the logistic one
	common      bool // the losses are of sklearn._loss
	epsilon     float64
	newLogit    bool
	classes     Target
}

func readBoostingClassifier(s *state) (any, error) {
	b, err := s.boosting()
	if err != nil {
		return nil, err
	}
	c := &boostingClassifier{boosting: b, exponential: s.text("loss") == "exponential", common: s.version.since(commonLossSince),
		epsilon: 0x1p-23, newLogit: s.version.since(logitSplitSince)}
	if s.version.since(initEpsilon64Since) {
		c.epsilon = 0x1p-52
	}
	scores := b.k
	if err := s.classes("classes_", scores); err != nil {
		return nil, err
	}
	c.classes = s.model.Classes
	c.startOnce(c.first)
	return c, nil
}

// first turns the initial probabilities into raw forecasts: logits of the second class, or logarithms of all, since 1.4
// relative to their geometric mean.
func (c *boostingClassifier) first(x Matrix) (Matrix, error) {
	p, err := c.init.PredictProba(x)
	if err != nil {
		return p, err
	}
	if p.Cols != max(2, c.k) {
		return p, c.init.fail(ErrUnsupported, fmt.Sprintf("it has %d classes, want %d", p.Cols, max(2, c.k)))
	}
	if c.init32 {
		for i, v := range p.Data {
			p.Data[i] = float64(float32(v))
		}
	}
	clip := func(v float64) float64 { return math.Min(math.Max(v, c.epsilon), 1-c.epsilon) }
	if c.k == 1 {
		out := predict.NewMatrix(p.Rows, 1)
		for i := range p.Rows {
			q := c.logit(clip(p.Data[2*i+1]))
			if c.exponential {
				q *= .5
			}
			out.Data[i] = q
		}
		return out, nil
	}
	for i := range p.Rows {
		row := p.Row(i)
		var sum float64
		for k, v := range row {
			row[k] = clip(v)
			sum += math.Log(row[k])
		}
		gmean := 1.0
		if c.common {
			gmean = math.Exp(sum / float64(len(row)))
		}
		for k, v := range row {
			row[k] = math.Log(v / gmean)
		}
	}
	return p, nil
}

// logit is scipy.special.logit, which computes the middle in another way since 1.15.
func (c *boostingClassifier) logit(p float64) float64 {
	if c.newLogit && p >= .3 && p <= .65 {
		s := 2 * (p - .5)
		return math.Log1p(s) - math.Log1p(-s)
	}
	return math.Log(p / (1 - p))
}

// DecisionFunction returns the raw forecasts.
func (c *boostingClassifier) DecisionFunction(x Matrix) (Matrix, error) { return c.raw(x, c.first) }

// Predict returns the class of the largest raw forecast; of two classes the second from 0 on.
func (c *boostingClassifier) Predict(x Matrix) (Target, error) {
	raw, err := c.raw(x, c.first)
	if err != nil {
		return Target{}, err
	}
	if c.k > 1 {
		return c.classes.take(raw.ArgMax()), nil
	}
	indices := make([]int, x.Rows)
	for i, v := range raw.Data {
		if v >= 0 {
			indices[i] = 1
		}
	}
	return c.classes.take(indices), nil
}

// PredictProba returns sigmoids or softmax of the raw forecasts.
func (c *boostingClassifier) PredictProba(x Matrix) (Matrix, error) {
	raw, err := c.raw(x, c.first)
	if err != nil {
		return raw, err
	}
	if c.k > 1 {
		predict.Softmax(raw)
		return raw, nil
	}
	if c.exponential {
		for i := range raw.Data {
			raw.Data[i] *= 2
		}
	}
	return predict.BinaryProbabilities(raw.Data), nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *boostingClassifier) PredictLogProba(x Matrix) (Matrix, error) {
	return logOf(c.PredictProba(x))
}

// lossName returns what the loss is called: a str, or the class of an object.
func lossName(v py.Value) string {
	if text, ok := v.Text(); ok {
		return text
	}
	_, name, _ := v.Class()
	return name
}

func (b *boosting) cost() int { return len(b.stages) * b.k * treeCost }
