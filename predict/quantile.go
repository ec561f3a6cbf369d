package predict

import (
	"math"
	"sort"
)

// Interp returns the value at x of the function that joins the points (xs, ys), and goes on level beyond them; xs ascend
// (numpy.interp).
func Interp(x float64, xs, ys []float64) float64 {
	n := len(xs)
	switch {
	case math.IsNaN(x):
		return x
	case x < xs[0]:
		return ys[0]
	case !(x < xs[n-1]):
		return ys[n-1]
	}
	j := sort.Search(n, func(i int) bool { return xs[i] > x }) - 1
	if xs[j] == x {
		return ys[j]
	}
	slope := (ys[j+1] - ys[j]) / (xs[j+1] - xs[j])
	y := float64(slope*(x-xs[j])) + ys[j]
	if math.IsNaN(y) {
		if y = float64(slope*(x-xs[j+1])) + ys[j+1]; math.IsNaN(y) && ys[j] == ys[j+1] {
			return ys[j]
		}
	}
	return y
}

// NormalQuantile returns the number below which a normally distributed one is with probability p (ndtri of the Cephes
// library, as scipy.special has it).
func NormalQuantile(p float64) float64 {
	switch {
	case p == 0:
		return math.Inf(-1)
	case p == 1:
		return math.Inf(1)
	case !(p > 0 && p < 1):
		return math.NaN()
	}
	const edge = 0.13533528323661269189 // exp(-2)
	upper := p > 1-edge
	if upper {
		p = 1 - p
	}
	if p > edge {
		p -= .5
		q := p * p
		x := p + p*(q*horner(q, ndtriP0)/horner1(q, ndtriQ0))
		return x * 2.50662827463100050242 // √(2π)
	}
	x := math.Sqrt(-2 * math.Log(p))
	x0 := x - math.Log(x)/x
	z := 1 / x
	if x < 8 {
		x = x0 - z*horner(z, ndtriP1)/horner1(z, ndtriQ1)
	} else {
		x = x0 - z*horner(z, ndtriP2)/horner1(z, ndtriQ2)
	}
	if !upper {
		x = -x
	}
	return x
}

// horner evaluates a polynomial, the highest coefficient first.
func horner(x float64, c []float64) float64 {
	var sum float64
	for _, a := range c {
		sum = float64(sum*x) + a
	}
	return sum
}

// horner1 is horner with a first coefficient of 1 that is left out.
func horner1(x float64, c []float64) float64 {
	sum := 1.
	for _, a := range c {
		sum = float64(sum*x) + a
	}
	return sum
}

// Approximations of ndtri: P/Q for 0 ≤ |p - ½| ≤ ½ - exp(-2), then for x = √(-2 log p) in 2…8 and 8…64.
var (
	ndtriP0 = []float64{-5.99633501014107895267e1, 9.80010754185999661536e1, -5.66762857469070293439e1, 1.39312609387279679503e1, -1.23916583867381258016e0}
	ndtriQ0 = []float64{1.95448858338141759834e0, 4.67627912898881538453e0, 8.63602421390890590575e1, -2.25462687854119370527e2, 2.00260212380060660359e2, -8.20372256168333339912e1, 1.59056225126211695515e1, -1.18331621121330003142e0}
	ndtriP1 = []float64{4.05544892305962419923e0, 3.15251094599893866154e1, 5.71628192246421288162e1, 4.40805073893200834700e1, 1.46849561928858024014e1, 2.18663306850790267539e0, -1.40256079171354495875e-1, -3.50424626827848203418e-2, -8.57456785154685413611e-4}
	ndtriQ1 = []float64{1.57799883256466749731e1, 4.53907635128879210584e1, 4.13172038254672030440e1, 1.50425385692907503408e1, 2.50464946208309415979e0, -1.42182922854787788574e-1, -3.80806407691578277194e-2, -9.33259480895457427372e-4}
	ndtriP2 = []float64{3.23774891776946035970e0, 6.91522889068984211695e0, 3.93881025292474443415e0, 1.33303460815807542389e0, 2.01485389549179081538e-1, 1.23716634817820021358e-2, 3.01581553508235416007e-4, 2.65806974686737550832e-6, 6.23974539184983651783e-9}
	ndtriQ2 = []float64{6.02427039364742014255e0, 3.67983563856160859403e0, 1.37702099489081330271e0, 2.16236993594496635890e-1, 1.34204006088543189037e-2, 3.28014464682127739104e-4, 2.89247864745380683936e-6, 6.79019408009981274425e-9}
)
