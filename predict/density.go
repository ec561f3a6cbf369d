package predict

import (
	"fmt"
	"math"
)

// A Density is the logarithm of a sum of kernels around training rows (sklearn.neighbors.KernelDensity).
type Density struct {
	Train     Matrix
	Weights   []float64 // of the rows; nil if all count the same
	Kernel    string    // gaussian, tophat, epanechnikov, exponential, linear or cosine
	Bandwidth float64
	Metric
	// What scikit-learn may leave out of the sum, absolutely and relatively; then Tree is the one that it goes through.
	AbsTol, RelTol float64
	DepthFirst     bool
	Tree           *SpaceTree
}

// norm returns the logarithm of what a kernel integrates to (_log_kernel_norm of sklearn/neighbors/_binary_tree.pxi).
func (d *Density) norm() (float64, error) {
	n := float64(d.Train.Cols)
	gamma := func(x float64) float64 {
		v, _ := math.Lgamma(x)
		return v
	}
	ball := func(n float64) float64 { return .5*n*math.Log(math.Pi) - gamma(.5*n+1) }
	sphere := func(n float64) float64 { return math.Log(2*math.Pi) + ball(n-1) }
	var factor float64
	switch d.Kernel {
	case "gaussian":
		factor = .5 * n * math.Log(2*math.Pi)
	case "tophat":
		factor = ball(n)
	case "epanechnikov":
		factor = ball(n) + math.Log(2/(n+2))
	case "exponential":
		factor = sphere(n-1) + gamma(n)
	case "linear":
		factor = ball(n) - math.Log(n+1)
	case "cosine":
		term := 2 / math.Pi
		for k := 1.; k < n+1; k += 2 {
			factor += term
			term *= -(n - k) * (n - k - 1) * (2 / math.Pi) * (2 / math.Pi)
		}
		factor = math.Log(factor) + sphere(n-1)
	default:
		return 0, fmt.Errorf("kernel %q is not supported", d.Kernel)
	}
	return -factor - n*math.Log(d.Bandwidth), nil
}

// log returns the logarithm of the kernel at a distance.
func (d *Density) log(distance float64) float64 {
	h := d.Bandwidth
	switch {
	case d.Kernel == "gaussian":
		return -.5 * (distance * distance) / (h * h)
	case d.Kernel == "exponential":
		return -distance / h
	case !(distance < h):
		return math.Inf(-1)
	case d.Kernel == "epanechnikov":
		return math.Log(1 - (distance*distance)/(h*h))
	case d.Kernel == "linear":
		return math.Log(1 - distance/h)
	case d.Kernel == "cosine":
		return math.Log(math.Cos(.5 * math.Pi * distance / h))
	}
	return 0
}

// LogDensities returns the logarithm of the density at each row of x, by summing over all training rows.
// It is what [Density.Rough] comes near to.
func (d *Density) LogDensities(x Matrix) ([]float64, error) {
	norm, err := d.norm()
	if err != nil {
		return nil, err
	}
	total := float64(d.Train.Rows)
	logs := make([]float64, d.Train.Rows)
	weights := make([]float64, d.Train.Rows)
	if d.Weights != nil {
		total = 0
		for i, w := range d.Weights {
			total += w
			weights[i] = math.Log(w)
		}
	}
	rank, value := d.measure()
	out := make([]float64, x.Rows)
	for i := range out {
		for r := range logs {
			logs[r] = d.log(value(rank(x.Row(i), d.Train.Row(r)))) + weights[r]
		}
		out[i] = logSum(logs) + norm - math.Log(total)
	}
	return out, nil
}
