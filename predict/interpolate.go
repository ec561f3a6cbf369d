package predict

import (
	"math"
	"sort"
)

// Interpolate returns the value at v of the straight lines through the points (x, y), of which there are at least two, with
// x in order and v within it (numpy.interp, on which scipy.interpolate.interp1d rests).
func Interpolate(v float64, x, y []float64) float64 {
	if math.IsNaN(v) {
		return v
	}
	at := sort.Search(len(x), func(i int) bool { return x[i] > v }) - 1
	if at == len(x)-1 || x[at] == v {
		return y[at]
	}
	slope := (y[at+1] - y[at]) / (x[at+1] - x[at])
	return float64(slope*(v-x[at])) + y[at]
}

// Interpolate32 is Interpolate in float32, by the formula that interp1d has for all but float64.
func Interpolate32(v float64, x, y []float64) float64 {
	if math.IsNaN(v) {
		return v
	}
	at := min(max(sort.SearchFloat64s(x, v), 1), len(x)-1)
	x0, x1, y0, y1 := float32(x[at-1]), float32(x[at]), float32(y[at-1]), float32(y[at])
	slope := (y1 - y0) / (x1 - x0)
	return float64(float32(slope*(float32(v)-x0)) + y0)
}

// LogAddExp returns log(exp(a) + exp(b)), as numpy.logaddexp.
func LogAddExp(a, b float64) float64 {
	if a == b { // infinities too
		return a + math.Ln2
	}
	switch d := a - b; {
	case d > 0:
		return a + math.Log1p(math.Exp(-d))
	case d <= 0:
		return b + math.Log1p(math.Exp(d))
	default:
		return d // NaN
	}
}
