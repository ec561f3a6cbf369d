package predict

import "math"

// GaussianNB returns the joint log likelihood of each class: rows × classes, log of the prior and of a normal density
// a feature (GaussianNB._joint_log_likelihood). mean and variance are classes × features.
func GaussianNB(x, mean, variance Matrix, prior []float64) Matrix {
	out := NewMatrix(x.Rows, mean.Rows)
	base, logPrior := make([]float64, mean.Rows), make([]float64, mean.Rows)
	for k := range base {
		logPrior[k] = math.Log(prior[k])
		var sum float64
		for _, v := range variance.Row(k) {
			sum += math.Log(2 * math.Pi * v)
		}
		base[k] = -.5 * sum
	}
	for i := range x.Rows {
		row := x.Row(i)
		for k := range mean.Rows {
			m, v := mean.Row(k), variance.Row(k)
			var sum float64
			for j, xj := range row {
				d := xj - m[j]
				sum += float64(d*d) / v[j]
			}
			out.Data[i*out.Cols+k] = logPrior[k] + (base[k] - float64(.5*sum))
		}
	}
	return out
}

// LogSumExp takes from each row the logarithm of the sum of its exponentials: log likelihoods become logarithms of
// probabilities (scipy.special.logsumexp).
func LogSumExp(m Matrix) {
	for i := range m.Rows {
		row := m.Row(i)
		norm := logSum(row)
		for j := range row {
			row[j] -= norm
		}
	}
}

// logSum is the logarithm of the sum of exponentials.
func logSum(x []float64) float64 {
	top := math.Inf(-1)
	for _, v := range x {
		top = math.Max(top, v)
	}
	if math.IsInf(top, 0) {
		top = 0
	}
	var sum float64
	for _, v := range x {
		sum += math.Exp(v - top)
	}
	return math.Log(sum) + top
}

// Exp replaces each value by its exponential.
func (m Matrix) Exp() {
	Exps(m.Data)
}
