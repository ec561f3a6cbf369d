package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// gaussianProcess is a GaussianProcessRegressor: what is known at the training rows, by how alike they are to others.
type gaussianProcess struct {
	model     *Model
	kernel    predict.Covariance
	train     Matrix
	alpha     Matrix // training rows × outputs
	low       Matrix // L_, the lower Cholesky factor of the kernel of the training rows
	mean, std []float64
	flat      bool // forecasts have one dimension
}

func readGaussianProcess(s *state) (any, error) {
	g := &gaussianProcess{model: s.model}
	var err error
	if g.train, err = s.matrixOf("X_train_", 0); err != nil {
		return nil, err
	}
	if err := s.features("X_train_", g.train.Cols); err != nil {
		return nil, err
	}
	if g.alpha, g.flat, err = s.weightsOf("alpha_", g.train.Rows); err != nil {
		return nil, err
	}
	g.flat = g.flat || g.alpha.Cols == 1 && s.version.since(processFlatSince)
	if g.low, err = s.square("L_"); err != nil {
		return nil, err
	}
	if g.low.Rows != g.train.Rows {
		return nil, s.fail("L_", nil, fmt.Sprintf("of %d rows, want %d", g.low.Rows, g.train.Rows))
	}
	if g.mean, err = s.trainMoment("_y_train_mean", 0, g.alpha.Cols); err != nil {
		return nil, err
	}
	if g.std, err = s.trainMoment("_y_train_std", 1, g.alpha.Cols); err != nil {
		return nil, err
	}
	v, err := s.attr("kernel_")
	if err != nil {
		return nil, err
	}
	g.kernel, err = s.covariance("kernel_", v, g.train.Cols)
	return g, err
}

// trainMoment reads the mean or deviation of y, one number or one an output; releases before 0.23 have no deviation.
func (s *state) trainMoment(name string, byDefault float64, outputs int) ([]float64, error) {
	if !s.value.Attr(name).IsValid() {
		out := make([]float64, outputs)
		for i := range out {
			out[i] = byDefault
		}
		return out, nil
	}
	return s.vector(name, outputs, true)
}

func (g *gaussianProcess) has(method Method) bool {
	return method != MethodPredictStd || g.alpha.Cols == 1
}

func (g *gaussianProcess) cost() int { return len(g.train.Data) }

// Predict returns the mean of the posterior: rows, or rows × outputs.
func (g *gaussianProcess) Predict(x Matrix) (Target, error) {
	n := g.alpha.Cols
	out := predict.Product(g.kernel.Between(x, g.train), g.alpha)
	for i := range out.Data {
		out.Data[i] = float64(g.std[i%n]*out.Data[i]) + g.mean[i%n]
	}
	if g.flat {
		return column(out.Data), nil
	}
	return matrix(out.Data, out.Rows, n), nil
}

// PredictStd returns the deviation of the posterior, for one output.
func (g *gaussianProcess) PredictStd(x Matrix) ([]float64, error) {
	v := g.kernel.Between(x, g.train).Transpose()
	predict.ForwardSolve(g.low, v)
	out := g.kernel.Diagonal(x)
	for i, taken := range columnSquares(v) {
		out[i] = math.Sqrt(math.Max(out[i]-taken, 0) * (g.std[0] * g.std[0]))
	}
	return out, nil
}

// columnSquares returns the sum of squares of each column.
func columnSquares(m Matrix) []float64 {
	out := make([]float64, m.Cols)
	for i := range m.Rows {
		for j, v := range m.Row(i) {
			out[j] += float64(v * v)
		}
	}
	return out
}

// laplace is a _BinaryGaussianProcessClassifierLaplace: the posterior of a function whose sigmoid is the probability of the second
// class, approximated by Laplace's method (algorithm 3.2 of Rasmussen and Williams, Gaussian Processes for Machine Learning).
type laplace struct {
	kernel   predict.Covariance
	train    Matrix
	residual Matrix    // y_train_ - pi_, one column
	root     []float64 // W_sr_
	low      Matrix    // L_
	classes  Target
}

func readLaplace(s *state) (any, error) {
	l := &laplace{}
	var err error
	if l.train, err = s.matrixOf("X_train_", 0); err != nil {
		return nil, err
	}
	if err := s.features("X_train_", l.train.Cols); err != nil {
		return nil, err
	}
	n := l.train.Rows
	y, err := s.vector("y_train_", n, false)
	if err != nil {
		return nil, err
	}
	pi, err := s.vector("pi_", n, false)
	if err != nil {
		return nil, err
	}
	l.residual = predict.NewMatrix(n, 1)
	for i := range y {
		l.residual.Data[i] = y[i] - pi[i]
	}
	if l.root, err = s.vector("W_sr_", n, false); err != nil {
		return nil, err
	}
	if l.low, err = s.square("L_"); err != nil {
		return nil, err
	}
	if l.low.Rows != n {
		return nil, s.fail("L_", nil, fmt.Sprintf("of %d rows, want %d", l.low.Rows, n))
	}
	if err := s.classes("classes_", 1); err != nil {
		return nil, err
	}
	l.classes = s.model.Classes
	v, err := s.attr("kernel_")
	if err != nil {
		return nil, err
	}
	l.kernel, err = s.covariance("kernel_", v, l.train.Cols)
	return l, err
}

// PredictLogProba is not there, as in scikit-learn; has says so.
func (l *laplace) PredictLogProba(x Matrix) (Matrix, error) { return logOf(l.PredictProba(x)) }

func (l *laplace) has(method Method) bool { return method != MethodPredictLogProba }

func (l *laplace) cost() int { return len(l.low.Data) }

// Predict returns the second class where the most probable function is above 0.
func (l *laplace) Predict(x Matrix) (Target, error) {
	f := predict.Product(l.kernel.Between(l.train, x).Transpose(), l.residual)
	return l.classes.take(aboveOf(f.Data, 0)), nil
}

// The logistic sigmoid as a sum of error functions (Williams and Barber, Bayesian Classification with Gaussian Processes, appendix A).
var (
	sigmoidLambdas = [5]float64{.41, .4, .37, .44, .39}
	sigmoidCoefs   = [5]float64{-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654}
)

// PredictProba returns the mean of the sigmoid over the posterior.
func (l *laplace) PredictProba(x Matrix) (Matrix, error) {
	k := l.kernel.Between(l.train, x)
	f := predict.Product(k.Transpose(), l.residual)
	for i, w := range l.root {
		row := k.Row(i)
		for j := range row {
			row[j] *= w
		}
	}
	predict.ForwardSolve(l.low, k)
	variance := l.kernel.Diagonal(x)
	for i, taken := range columnSquares(k) {
		variance[i] -= taken
	}
	out := predict.NewMatrix(x.Rows, 2)
	for i, v := range variance {
		alpha := 1 / (2 * v)
		var sum, coefs float64
		for j, lambda := range sigmoidLambdas {
			gamma := lambda * f.Data[i]
			integral := math.Sqrt(math.Pi/alpha) * math.Erf(gamma*math.Sqrt(alpha/(alpha+float64(lambda*lambda)))) / (2 * math.Sqrt(v*2*math.Pi))
			sum += float64(sigmoidCoefs[j] * integral)
			coefs += sigmoidCoefs[j]
		}
		p := sum + float64(.5*coefs)
		out.Data[2*i], out.Data[2*i+1] = 1-p, p
	}
	return out, nil
}

// readProcessClassifier reads a GaussianProcessClassifier: one of two classes, or several in a OneVsRestClassifier or
// OneVsOneClassifier, which has no probabilities.
func readProcessClassifier(s *state) (any, error) {
	v, err := s.attr("base_estimator_")
	if err != nil {
		return nil, err
	}
	methods := []Method{MethodPredict, MethodPredictProba}
	if _, class, _ := v.Class(); class == "OneVsOneClassifier" {
		methods = methods[:1]
	}
	w, err := s.wrapper("base_estimator_", methods...)
	if err != nil {
		return nil, err
	}
	if names := s.value.Attr("classes_"); names.IsValid() && names.Kind() != py.None {
		if err := s.classes("classes_", 0); err != nil {
			return nil, err
		}
		if s.model.Classes.Len() != w.best.Classes.Len() {
			return nil, s.fail("classes_", nil, fmt.Sprintf("got %d, want %d", s.model.Classes.Len(), w.best.Classes.Len()))
		}
	}
	return w, nil
}
