package predict

import (
	"fmt"
	"math"
)

// A Pairwise is a kernel of scikit-learn by name (sklearn.metrics.pairwise.PAIRWISE_KERNEL_FUNCTIONS). Of equal names, Kernel
// is libsvm's, which computes in another order.
type Pairwise struct {
	Name         string // linear, poly, polynomial, rbf, laplacian, sigmoid, cosine, chi2 or additive_chi2
	Gamma, Coef0 float64
	Degree       float64
}

// Check reports whether the kernel can be computed.
func (p Pairwise) Check() error {
	switch p.Name {
	case "linear", "poly", "polynomial", "rbf", "laplacian", "sigmoid", "cosine", "chi2", "additive_chi2":
		return nil
	}
	return fmt.Errorf("kernel %q is not supported", p.Name)
}

// Positive reports whether the kernel is of numbers from 0 on only.
func (p Pairwise) Positive() bool { return p.Name == "chi2" || p.Name == "additive_chi2" }

// Values writes the kernel of row with each row of y into out, which is as long as y has rows.
func (p Pairwise) Values(out, row []float64, y Matrix) {
	xx := dot(row, row)
	for j := range out {
		out[j] = p.value(row, y.Row(j), xx)
	}
}

// value is the kernel of a and b; aa is a·a.
func (p Pairwise) value(a, b []float64, aa float64) float64 {
	var sum float64
	switch p.Name {
	case "linear":
		return dot(a, b)
	case "poly", "polynomial":
		return math.Pow(float64(p.Gamma*dot(a, b))+p.Coef0, p.Degree)
	case "rbf": // by products, as sklearn.metrics.euclidean_distances
		return math.Exp(-p.Gamma * math.Max(0, float64(-2*dot(a, b))+aa+dot(b, b)))
	case "laplacian":
		for i, x := range a {
			sum += math.Abs(x - b[i])
		}
		return math.Exp(-p.Gamma * sum)
	case "sigmoid":
		return math.Tanh(float64(p.Gamma*dot(a, b)) + p.Coef0)
	case "cosine":
		return cosine(a, b, aa)
	}
	for i, x := range a {
		if den := x + b[i]; den != 0 {
			d := x - b[i]
			sum -= float64(d*d) / den
		}
	}
	if p.Name == "chi2" {
		return math.Exp(p.Gamma * sum)
	}
	return sum
}

// cosine is the product of a and b, each divided by its length first; rows of zeros stay.
func cosine(a, b []float64, aa float64) float64 {
	na, nb := math.Sqrt(aa), math.Sqrt(dot(b, b))
	if na == 0 {
		na = 1
	}
	if nb == 0 {
		nb = 1
	}
	var sum float64
	for i, x := range a {
		sum += float64((x / na) * (b[i] / nb))
	}
	return sum
}

// ArgMin returns for each row the column of its smallest value, the first of equal ones.
func ArgMin(m Matrix) []int {
	out := make([]int, m.Rows)
	for i := range out {
		row := m.Row(i)
		for j, v := range row {
			if v < row[out[i]] {
				out[i] = j
			}
		}
	}
	return out
}

// Product returns x·w: w is columns of x × outputs.
func Product(x, w Matrix) Matrix {
	out := NewMatrix(x.Rows, w.Cols)
	for i := range x.Rows {
		to := out.Row(i)
		for k, v := range x.Row(i) {
			for j, u := range w.Row(k) {
				to[j] += float64(v * u)
			}
		}
	}
	return out
}
