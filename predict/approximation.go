package predict

import "math"

// RandomCosines maps rows to cos(x·w + offset)·scale: the features of which the products approximate a kernel
// (sklearn.kernel_approximation.RBFSampler).
func RandomCosines(x, w Matrix, offset []float64, scale float64) Matrix {
	out := Product(x, w)
	for i, v := range out.Data {
		out.Data[i] = math.Cos(v+offset[i%w.Cols]) * scale
	}
	return out
}

// AdditiveChi2 maps each number to 2·steps - 1: x is rows of numbers from 0 on, and the outputs of one step stand side by side
// (sklearn.kernel_approximation.AdditiveChi2Sampler).
func AdditiveChi2(x Matrix, steps int, interval float64) Matrix {
	out := NewMatrix(x.Rows, x.Cols*(2*steps-1))
	for i := range x.Rows {
		dst := out.Row(i)
		for j, v := range x.Row(i) {
			if v == 0 {
				continue
			}
			dst[j] = math.Sqrt(v * interval)
			log, twice := interval*math.Log(v), 2*v*interval
			for k := 1; k < steps; k++ {
				factor := math.Sqrt(twice / math.Cosh(math.Pi*float64(k)*interval))
				sin, cos := math.Sincos(float64(k) * log)
				dst[(2*k-1)*x.Cols+j], dst[2*k*x.Cols+j] = factor*cos, factor*sin
			}
		}
	}
	return out
}

// A CountSketch multiplies sketches of a row, as many as the degree of a polynomial kernel: each adds every feature, with a sign, to
// one of Width sums (sklearn.kernel_approximation.PolynomialCountSketch).
type CountSketch struct {
	Index  [][]int // degree × features: which sum
	Sign   []float64
	Width  int
	Scale  float64 // of the features
	Offset float64 // of one more feature that is the same in all rows; 0 if there is none
}

// Transform returns rows × Width. The product of the sketches is their circular convolution, which scikit-learn computes by way of
// Fourier transforms.
func (s *CountSketch) Transform(x Matrix) Matrix {
	out := NewMatrix(x.Rows, s.Width)
	sketch, next := make([]float64, s.Width), make([]float64, s.Width)
	features := len(s.Index[0])
	for i := range x.Rows {
		row, product := x.Row(i), out.Row(i)
		value := func(j int) float64 {
			if j < len(row) {
				return row[j] * s.Scale
			}
			return s.Offset
		}
		for d, index := range s.Index {
			sign := s.Sign[d*features:]
			if d == 0 {
				for j, at := range index {
					product[at] += sign[j] * value(j)
				}
				continue
			}
			clear(sketch)
			for j, at := range index {
				sketch[at] += sign[j] * value(j)
			}
			clear(next)
			for a, v := range sketch {
				if v == 0 {
					continue
				}
				for b, w := range product {
					at := a + b
					if at >= s.Width {
						at -= s.Width
					}
					next[at] += float64(v * w)
				}
			}
			copy(product, next)
		}
	}
	return out
}
