package sklearn

import (
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/predict"
)

// linearRegressor is X·coef_ᵀ + intercept_ (LinearModel.predict).
type linearRegressor struct {
	predict.Linear
	model  *Model
	matrix bool // coef_ has two dimensions, and so have forecasts
}

func readLinearRegressor(s *state) (any, error) { return linearRegressorOf(s) }

func linearRegressorOf(s *state) (*linearRegressor, error) {
	lin, dims, err := linearOf(s)
	if err != nil {
		return nil, err
	}
	return &linearRegressor{lin, s.model, dims == 2}, nil
}

// linearOf reads coef_, of shape (features) or (outputs, features), and intercept_, one number or one an
// output.
func linearOf(s *state) (lin predict.Linear, dims int, err error) {
	coef, err := s.numbers("coef_")
	if err != nil {
		return lin, 0, err
	}
	dims = len(coef.shape)
	switch dims {
	case 1:
		lin.Outputs, lin.Features = 1, coef.shape[0]
	case 2:
		lin.Outputs, lin.Features = coef.shape[0], coef.shape[1]
	default:
		return lin, 0, s.fail("coef_", nil, fmt.Sprintf("got an array of shape %v, want one or two dimensions", coef.shape))
	}
	if lin.Outputs == 0 {
		return lin, 0, s.fail("coef_", nil, fmt.Sprintf("got an array of shape %v", coef.shape))
	}
	if err := s.features("coef_", lin.Features); err != nil {
		return lin, 0, err
	}
	lin.Coef = coef.data
	lin.Intercept, err = s.vector("intercept_", lin.Outputs, true)
	return lin, dims, err
}

// Predict returns the forecasts of each output. It checks x itself, and only if it has to: the forecasts of a row with NaN or infinity
// are no finite numbers, whatever the coefficients, and to read a large x a second time takes as long as to multiply it.
func (r *linearRegressor) Predict(x Matrix) (Target, error) {
	y := r.Decision(x)
	if !predict.UpTo(y, math.MaxFloat64) {
		if err := r.model.checkAs(x, finite); err != nil {
			return Target{}, err
		}
	}
	if r.matrix {
		return matrix(y, x.Rows, r.Outputs), nil
	}
	return column(y), nil
}

// bayesianRegressor is a linear regressor that knows how sure it is.
type bayesianRegressor struct {
	linearRegressor
	sigma  Matrix    // sigma_, the covariance of the coefficients
	noise  float64   // 1 / alpha_
	centre []float64 // X_offset_, or nil
	used   []int     // the columns that sigma_ is of
}

// readBayesian reads BayesianRidge, and ARDRegression, whose sigma_ is of those columns only whose precision
// stays under a threshold.
func readBayesian(s *state) (any, error) {
	lin, err := linearRegressorOf(s)
	if err != nil {
		return nil, err
	}
	b := &bayesianRegressor{linearRegressor: *lin}
	if b.sigma, err = s.square("sigma_"); err != nil {
		return nil, err
	}
	alpha, err := s.vector("alpha_", 1, false)
	if err != nil {
		return nil, err
	}
	b.noise = 1 / alpha[0]
	if s.version.since(stdCentredSince) {
		if b.centre, err = s.vector("X_offset_", lin.Features, true); err != nil {
			return nil, err
		}
	}
	if s.model.ClassName == "ARDRegression" {
		lambda, err := s.vector("lambda_", lin.Features, false)
		if err != nil {
			return nil, err
		}
		threshold, err := s.vector("threshold_lambda", 1, false)
		if err != nil {
			return nil, err
		}
		for i, x := range lambda {
			if x < threshold[0] {
				b.used = append(b.used, i)
			}
		}
	} else {
		for i := range lin.Features {
			b.used = append(b.used, i)
		}
	}
	if len(b.used) != b.sigma.Cols {
		return nil, s.fail("sigma_", nil, fmt.Sprintf("it is of %d features, not of %d", b.sigma.Cols, len(b.used)))
	}
	return b, nil
}

// PredictStd returns the standard deviation of each row's forecast: the root of x·sigma·x + 1/alpha.
func (b *bayesianRegressor) PredictStd(x Matrix) ([]float64, error) {
	part := predict.NewMatrix(x.Rows, len(b.used))
	for i := range x.Rows {
		for j, col := range b.used {
			v := x.Data[i*x.Cols+col]
			if b.centre != nil {
				v -= b.centre[col]
			}
			part.Data[i*part.Cols+j] = v
		}
	}
	out := predict.Variance(part, b.sigma)
	for i, v := range out {
		out[i] = math.Sqrt(v + b.noise)
	}
	return out, nil
}

// linearClassifier scores each class by a linear function (LinearClassifierMixin).
type linearClassifier struct {
	predict.Linear
	classes    Target
	multilabel bool // each score stands for a label of its own, which a row has or has not
}

func readLinearClassifier(s *state) (any, error) { return linearClassifierOf(s) }

func linearClassifierOf(s *state) (*linearClassifier, error) {
	lin, dims, err := linearOf(s)
	if err != nil {
		return nil, err
	}
	if dims != 2 {
		return nil, s.fail("coef_", nil, "got one dimension, want (classes, features)")
	}
	if err := s.classes("classes_", lin.Outputs); err != nil {
		return nil, err
	}
	return &linearClassifier{Linear: lin, classes: s.model.Classes}, nil
}

// readRidgeClassifier reads RidgeClassifier and RidgeClassifierCV: the classes are those of the binarizer that
// made the targets, which knows whether rows may have several labels.
func readRidgeClassifier(s *state) (any, error) {
	lin, _, err := linearOf(s)
	if err != nil {
		return nil, err
	}
	binarizer, err := s.binarizer("_label_binarizer")
	if err != nil {
		return nil, err
	}
	c := &linearClassifier{Linear: lin, multilabel: binarizer.multilabel && s.version.since(ridgeLabelsSince)}
	if c.multilabel {
		s.model.Classes = binarizer.classes
		return c, nil
	}
	if want := max(lin.Outputs, 2); binarizer.classes.Len() != want {
		return nil, s.fail("_label_binarizer", nil, fmt.Sprintf("got %d classes, want %d for %d rows of coef_", binarizer.classes.Len(), want, lin.Outputs))
	}
	c.classes, s.model.Classes = binarizer.classes, binarizer.classes
	return c, nil
}

// DecisionFunction returns the score of each class, or of the second one of two.
func (c *linearClassifier) DecisionFunction(x Matrix) (Matrix, error) { return c.scores(x), nil }

func (c *linearClassifier) scores(x Matrix) Matrix {
	return Matrix{Data: c.Decision(x), Rows: x.Rows, Cols: c.Outputs}
}

// Predict returns the class with the highest score; of two classes the second if the score is above 0.
func (c *linearClassifier) Predict(x Matrix) (Target, error) {
	scores := c.scores(x)
	if c.multilabel {
		return above(scores, 0), nil
	}
	if scores.Cols > 1 {
		return c.classes.take(scores.ArgMax()), nil
	}
	indices := make([]int, x.Rows)
	for i, score := range scores.Data {
		if score > 0 {
			indices[i] = 1
		}
	}
	return c.classes.take(indices), nil
}

// above returns 1 where a value is above the limit, else 0: rows × labels.
func above(scores Matrix, limit float64) Target {
	out := make([]int64, len(scores.Data))
	for i, score := range scores.Data {
		if score > limit {
			out[i] = 1
		}
	}
	if scores.Cols == 1 {
		return column(out)
	}
	return matrix(out, scores.Rows, scores.Cols)
}

// sgdClassifier is a linear classifier whose loss says whether and how scores become probabilities.
type sgdClassifier struct {
	linearClassifier
	loss string
	zero predict.ZeroRow
}

func readSGDClassifier(s *state) (any, error) {
	c, err := linearClassifierOf(s)
	if err != nil {
		return nil, err
	}
	return &sgdClassifier{*c, s.text("loss"), s.zeroRow()}, nil
}

func (c *sgdClassifier) has(method Method) bool {
	if method != MethodPredictProba && method != MethodPredictLogProba {
		return true
	}
	return slices.Contains([]string{"log_loss", "log", "modified_huber"}, c.loss)
}

// PredictProba returns probabilities for the losses log_loss (log before 1.1) and modified_huber.
func (c *sgdClassifier) PredictProba(x Matrix) (Matrix, error) {
	scores := c.scores(x)
	if c.loss == "modified_huber" {
		return predict.ModifiedHuber(scores), nil
	}
	return sigmoids(scores, c.zero), nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *sgdClassifier) PredictLogProba(x Matrix) (Matrix, error) { return logOf(c.PredictProba(x)) }

// sigmoids turns scores into probabilities as LinearClassifierMixin._predict_proba_lr.
func sigmoids(scores Matrix, zero predict.ZeroRow) Matrix {
	if scores.Cols == 1 {
		return predict.BinaryProbabilities(scores.Data)
	}
	predict.OneVsRest(scores, zero)
	return scores
}

// logOf takes the logarithm of probabilities in place.
func logOf(p Matrix, err error) (Matrix, error) {
	if err == nil {
		p.Log()
	}
	return p, err
}

// zeroRow says what the release makes of a row whose sigmoids are all zero.
func (s *state) zeroRow() predict.ZeroRow {
	if s.version.since(zeroRowUniformSince) {
		return predict.Uniform
	}
	return predict.Divide
}

func (r *linearRegressor) takesSparse() {}

func (c *linearClassifier) takesSparse() {}
