package predict

import "math"

// A Covariance is a kernel of sklearn.gaussian_process.kernels: how alike the values of a function are at two points.
type Covariance interface {
	// Between returns it for each row of x and each of y, which are other points even if they are equal.
	Between(x, y Matrix) Matrix
	// Diagonal returns it for each row of x and itself.
	Diagonal(x Matrix) []float64
}

// between calls f with the rows of x and of y.
func between(x, y Matrix, f func(a, b []float64) float64) Matrix {
	out := NewMatrix(x.Rows, y.Rows)
	for i := range x.Rows {
		row, to := x.Row(i), out.Row(i)
		for j := range to {
			to[j] = f(row, y.Row(j))
		}
	}
	return out
}

// full returns n times a value.
func full(n int, value float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = value
	}
	return out
}

// divided divides each column by its length scale, of which there is one a feature, or one for all.
func divided(x Matrix, scale []float64) Matrix {
	if len(scale) == 1 {
		scale = full(x.Cols, scale[0])
	}
	s := Scaler{Scale: scale}
	return s.Transform(x)
}

// RBFCovariance is exp(-d²/2), with d the distance in units of the length scale: one a feature, or one for all.
type RBFCovariance struct{ Scale []float64 }

func (k RBFCovariance) Between(x, y Matrix) Matrix {
	return between(divided(x, k.Scale), divided(y, k.Scale), func(a, b []float64) float64 { return math.Exp(-.5 * squared(a, b)) })
}

func (k RBFCovariance) Diagonal(x Matrix) []float64 { return full(x.Rows, 1) }

// MaternCovariance is RBFCovariance's more general kin; Nu tells how smooth functions are.
type MaternCovariance struct {
	Scale []float64
	Nu    float64
}

func (k MaternCovariance) Between(x, y Matrix) Matrix {
	return between(divided(x, k.Scale), divided(y, k.Scale), func(a, b []float64) float64 { return k.at(math.Sqrt(squared(a, b))) })
}

func (k MaternCovariance) at(d float64) float64 {
	switch k.Nu {
	case .5:
		return math.Exp(-d)
	case 1.5:
		v := d * math.Sqrt(3)
		return (1 + v) * math.Exp(-v)
	case 2.5:
		v := d * math.Sqrt(5)
		return (1 + v + float64(v*v)/3) * math.Exp(-v)
	case math.Inf(1):
		return math.Exp(float64(-d*d) / 2)
	}
	if d == 0 {
		d = 0x1p-52
	}
	v := math.Sqrt(2*k.Nu) * d
	return math.Pow(2, 1-k.Nu) / math.Gamma(k.Nu) * math.Pow(v, k.Nu) * BesselK(k.Nu, v)
}

func (k MaternCovariance) Diagonal(x Matrix) []float64 { return full(x.Rows, 1) }

// RationalQuadraticCovariance is (1 + d²/(2·Alpha·Scale²))^-Alpha.
type RationalQuadraticCovariance struct{ Scale, Alpha float64 }

func (k RationalQuadraticCovariance) Between(x, y Matrix) Matrix {
	unit := 2 * k.Alpha * (k.Scale * k.Scale)
	return between(x, y, func(a, b []float64) float64 { return math.Pow(1+squared(a, b)/unit, -k.Alpha) })
}

func (k RationalQuadraticCovariance) Diagonal(x Matrix) []float64 { return full(x.Rows, 1) }

// PeriodicCovariance is exp(-2·(sin(π·d/Period)/Scale)²), scikit-learn's ExpSineSquared.
type PeriodicCovariance struct{ Scale, Period float64 }

func (k PeriodicCovariance) Between(x, y Matrix) Matrix {
	return between(x, y, func(a, b []float64) float64 {
		v := math.Sin(math.Pi/k.Period*math.Sqrt(squared(a, b))) / k.Scale
		return math.Exp(-2 * (v * v))
	})
}

func (k PeriodicCovariance) Diagonal(x Matrix) []float64 { return full(x.Rows, 1) }

// DotCovariance is x·y + Sigma².
type DotCovariance struct{ Sigma float64 }

func (k DotCovariance) Between(x, y Matrix) Matrix {
	return between(x, y, func(a, b []float64) float64 { return dot(a, b) + float64(k.Sigma*k.Sigma) })
}

func (k DotCovariance) Diagonal(x Matrix) []float64 {
	out := lengths(x)
	for i := range out {
		out[i] += float64(k.Sigma * k.Sigma)
	}
	return out
}

// NoiseCovariance is Level for a point and itself, else 0: scikit-learn's WhiteKernel.
type NoiseCovariance struct{ Level float64 }

func (k NoiseCovariance) Between(x, y Matrix) Matrix { return NewMatrix(x.Rows, y.Rows) }

func (k NoiseCovariance) Diagonal(x Matrix) []float64 { return full(x.Rows, k.Level) }

// ConstantCovariance is Value.
type ConstantCovariance struct{ Value float64 }

func (k ConstantCovariance) Between(x, y Matrix) Matrix {
	return Matrix{Data: full(x.Rows*y.Rows, k.Value), Rows: x.Rows, Cols: y.Rows}
}

func (k ConstantCovariance) Diagonal(x Matrix) []float64 { return full(x.Rows, k.Value) }

// PairwiseCovariance is a kernel of sklearn.metrics.pairwise.
type PairwiseCovariance struct{ Pairwise }

func (k PairwiseCovariance) Between(x, y Matrix) Matrix {
	out := NewMatrix(x.Rows, y.Rows)
	for i := range x.Rows {
		k.Values(out.Row(i), x.Row(i), y)
	}
	return out
}

func (k PairwiseCovariance) Diagonal(x Matrix) []float64 {
	out := make([]float64, x.Rows)
	for i := range out {
		row := x.Row(i)
		out[i] = k.value(row, row, dot(row, row))
	}
	return out
}

// CombinedCovariance is the sum or the product of two.
type CombinedCovariance struct {
	A, B Covariance
	Sum  bool
}

func (k CombinedCovariance) combine(a, b []float64) []float64 {
	for i, v := range b {
		if k.Sum {
			a[i] += v
		} else {
			a[i] *= v
		}
	}
	return a
}

func (k CombinedCovariance) Between(x, y Matrix) Matrix {
	out := k.A.Between(x, y)
	k.combine(out.Data, k.B.Between(x, y).Data)
	return out
}

func (k CombinedCovariance) Diagonal(x Matrix) []float64 {
	return k.combine(k.A.Diagonal(x), k.B.Diagonal(x))
}

// PowerCovariance is a power of another one.
type PowerCovariance struct {
	Of       Covariance
	Exponent float64
}

func (k PowerCovariance) power(values []float64) []float64 {
	for i, v := range values {
		values[i] = math.Pow(v, k.Exponent)
	}
	return values
}

func (k PowerCovariance) Between(x, y Matrix) Matrix {
	out := k.Of.Between(x, y)
	k.power(out.Data)
	return out
}

func (k PowerCovariance) Diagonal(x Matrix) []float64 { return k.power(k.Of.Diagonal(x)) }

// ForwardSolve replaces the columns of b by the solutions of l·v = b, with l lower triangular; what is above its diagonal is
// not looked at.
func ForwardSolve(l, b Matrix) {
	for i := range l.Rows {
		to := b.Row(i)
		for k := range i {
			f := l.Data[i*l.Cols+k]
			for j, v := range b.Row(k) {
				to[j] -= float64(f * v)
			}
		}
		d := l.Data[i*l.Cols+i]
		for j := range to {
			to[j] /= d
		}
	}
}
