package predict

import (
	"math"
	"sort"
)

// Interpolate is [Interp] as scipy.interpolate.interp1d, which rests on it, spells the arguments.
func Interpolate(v float64, x, y []float64) float64 { return Interp(v, x, y) }

// Interpolate32 is [Interpolate] in float32, by the formula that interp1d has for all but float64.
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
