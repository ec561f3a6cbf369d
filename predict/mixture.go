package predict

import "math"

// A Mixture is normal distributions with weights (sklearn.mixture). Their precisions are given by triangular factors: of each
// distribution its own matrix, one matrix for all, a number a feature, or a single number.
type Mixture struct {
	Kind      MixtureKind
	Means     Matrix    // distributions × features
	Factors   []float64 // distributions × features × features, features × features, distributions × features, or distributions
	LogWeight []float64
	Shift     []float64 // added to each distribution's logarithm: what a variational mixture expects; nil for none
	logDet    []float64
}

// A MixtureKind is a covariance_type.
type MixtureKind uint8

const (
	FullMixture MixtureKind = iota
	TiedMixture
	DiagonalMixture
	SphericalMixture
)

// Size returns how many factors the mixture must have.
func (m *Mixture) Size() int {
	k, n := m.Means.Rows, m.Means.Cols
	switch m.Kind {
	case FullMixture:
		return k * n * n
	case TiedMixture:
		return n * n
	case DiagonalMixture:
		return k * n
	}
	return k
}

// Prepare computes the determinants, once.
func (m *Mixture) Prepare() {
	k, n := m.Means.Rows, m.Means.Cols
	m.logDet = make([]float64, k)
	for c := range k {
		var sum float64
		for j := range n {
			switch m.Kind {
			case FullMixture:
				sum += math.Log(m.Factors[(c*n+j)*n+j])
			case TiedMixture:
				sum += math.Log(m.Factors[j*n+j])
			case DiagonalMixture:
				sum += math.Log(m.Factors[c*n+j])
			}
		}
		if m.Kind == SphericalMixture {
			sum = float64(n) * math.Log(m.Factors[c])
		}
		m.logDet[c] = sum
	}
}

// LogProbabilities returns the logarithm of each distribution's density times its weight: rows × distributions.
func (m *Mixture) LogProbabilities(x Matrix) Matrix {
	k, n := m.Means.Rows, m.Means.Cols
	out := NewMatrix(x.Rows, k)
	y, mean := make([]float64, n), make([]float64, n)
	for c := range k {
		mu := m.Means.Row(c)
		factor := Matrix{Rows: n, Cols: n}
		switch m.Kind {
		case FullMixture:
			factor.Data = m.Factors[c*n*n:][:n*n]
		case TiedMixture:
			factor.Data = m.Factors
		}
		if factor.Data != nil {
			through(mean, mu, factor)
		}
		for i := range x.Rows {
			row := x.Row(i)
			var square float64
			switch m.Kind {
			case DiagonalMixture:
				square = diagonal(row, mu, m.Factors[c*n:])
			case SphericalMixture:
				p := m.Factors[c] * m.Factors[c]
				square = float64(dot(mu, mu)*p) - 2*float64(dot(row, mu)*p) + float64(dot(row, row)*p)
			default:
				through(y, row, factor)
				for j, v := range y {
					d := v - mean[j]
					square += float64(d * d)
				}
			}
			v := -.5*(float64(float64(n)*math.Log(2*math.Pi))+square) + m.logDet[c]
			if m.Shift != nil {
				v += m.Shift[c]
			}
			out.Data[i*k+c] = v + m.LogWeight[c]
		}
	}
	return out
}

// LogDensities returns the logarithm of each row's density.
func (m *Mixture) LogDensities(x Matrix) []float64 {
	p := m.LogProbabilities(x)
	out := make([]float64, x.Rows)
	for i := range out {
		out[i] = logSum(p.Row(i))
	}
	return out
}

// through writes row·m into out.
func through(out, row []float64, m Matrix) {
	clear(out)
	for i, v := range row {
		for j, w := range m.Row(i) {
			out[j] += float64(v * w)
		}
	}
}

// diagonal is the squared distance in units of each feature, by the products of which scikit-learn makes it.
func diagonal(row, mean, factors []float64) float64 {
	var mm, xm, xx float64
	for j, v := range row {
		p := factors[j] * factors[j]
		mm += float64(float64(mean[j]*mean[j]) * p)
		xm += float64(v * float64(mean[j]*p))
		xx += float64(float64(v*v) * p)
	}
	return mm - 2*xm + xx
}

// Digamma returns the derivative of the logarithm of the gamma function for x > 0 (scipy.special.digamma): by recurrence up to 10,
// then the asymptotic series.
func Digamma(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		if x == 0 {
			return math.Inf(-1)
		}
		if x > 0 {
			return x
		}
		return math.NaN()
	}
	var below float64
	for ; x < 10; x++ {
		below += 1 / x
	}
	z := 1 / (x * x)
	series := z * (1./12 - z*(1./120-z*(1./252-z*(1./240-z*(1./132-z*(691./32760-z/12))))))
	return math.Log(x) - .5/x - series - below
}
