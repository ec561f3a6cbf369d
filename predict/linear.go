package predict

import "math"

// Linear is X·coefᵀ + intercept, the core of every linear model (scikit-learn's LinearModel._decision_function
// and LinearClassifierMixin.decision_function).
type Linear struct {
	Coef      []float64 // Outputs × Features
	Intercept []float64 // Outputs
	Features  int
	Outputs   int
}

// Decision returns rows × Outputs values, row after row. x has Features columns and may be sparse: zeros are left out of the sums, which
// does not change them.
func (l *Linear) Decision(x Matrix) []float64 {
	out := make([]float64, x.Rows*l.Outputs)
	l.DecisionInto(out, x)
	return out
}

// DecisionInto is Decision that writes into out.
func (l *Linear) DecisionInto(out []float64, x Matrix) {
	if x.Sparse != nil {
		l.sparse(out, x.Sparse)
		return
	}
	multiply(out, x, l.Coef, l.Intercept)
}

func (l *Linear) sparse(out []float64, x *Sparse) {
	for i := range x.Rows {
		index, data := x.Row(i)
		for k := range l.Outputs {
			coef := l.Coef[k*l.Features:][:l.Features]
			var sum float64
			for at, j := range index {
				sum += float64(data[at] * coef[j])
			}
			out[i*l.Outputs+k] = sum + l.Intercept[k]
		}
	}
}

// Decision32 is Decision in float32 for one output, as NumPy computes where X and the coefficients are of that type.
func (l *Linear) Decision32(x Matrix) []float64 {
	out := make([]float64, x.Rows)
	for i := range out {
		var sum float32
		for j, v := range x.Row(i) {
			sum += float32(float32(v) * float32(l.Coef[j]))
		}
		out[i] = float64(sum + float32(l.Intercept[0]))
	}
	return out
}

// Variance returns for each row x of X: (x·S)·x, with S a square matrix of as many columns as X: the
// variance that BayesianRidge and ARDRegression put on a forecast, less the noise.
func Variance(x, s Matrix) []float64 {
	out := make([]float64, x.Rows)
	for i := range out {
		row := x.Row(i)
		var sum float64
		for k := range s.Cols {
			var term float64
			for j, v := range row {
				term += float64(v * s.Data[j*s.Cols+k])
			}
			sum += float64(term * row[k])
		}
		out[i] = sum
	}
	return out
}

// Expit is the logistic sigmoid 1/(1+exp(-x)), as scipy.special.expit computes it.
func Expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Expits replaces each of x by its sigmoid.
func Expits(x []float64) {
	for i, v := range x {
		x[i] = -v
	}
	Exps(x)
	for i, e := range x {
		x[i] = 1 / (1 + e)
	}
}

// BinaryProbabilities returns [1-p, p] for each score of a two-class model, p its sigmoid. It writes over the scores.
func BinaryProbabilities(scores []float64) Matrix {
	Expits(scores)
	out := NewMatrix(len(scores), 2)
	for i, p := range scores {
		out.Data[2*i], out.Data[2*i+1] = 1-p, p
	}
	return out
}

// OneVsRest turns scores into probabilities in place: the sigmoid of each, each row divided by its sum, as
// LinearClassifierMixin._predict_proba_lr for three or more classes.
func OneVsRest(scores Matrix, zero ZeroRow) {
	Expits(scores.Data)
	scores.NormalizeRows(zero)
}

// Softmax turns scores into probabilities in place: exp(x - max of the row), each row divided by its sum, as
// sklearn.utils.extmath.softmax.
func Softmax(scores Matrix) {
	for i := range scores.Rows {
		row := scores.Row(i)
		top := math.Inf(-1)
		for _, x := range row {
			top = max(top, x)
		}
		for j, x := range row {
			row[j] = x - top
		}
	}
	Exps(scores.Data)
	scores.NormalizeRows(Divide)
}

// ModifiedHuber turns scores into probabilities as SGDClassifier does for loss="modified_huber":
// (clip(score, -1, 1) + 1) / 2. One column of scores is a two-class model and gives two; more are normalised
// in place, rows of zeros to uniform ones.
func ModifiedHuber(scores Matrix) Matrix {
	for i, x := range scores.Data {
		if x < -1 {
			x = -1
		} else if x > 1 { // a NaN stays
			x = 1
		}
		scores.Data[i] = (x + 1) / 2
	}
	if scores.Cols > 1 {
		scores.NormalizeRows(Uniform)
		return scores
	}
	out := NewMatrix(scores.Rows, 2)
	for i, p := range scores.Data {
		out.Data[2*i], out.Data[2*i+1] = 1-p, p
	}
	return out
}
