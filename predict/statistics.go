package predict

import "math"

// Percentile returns the number below which q percent of the sorted numbers are, between two of them on the line that joins them
// (numpy.percentile); x is not empty.
func Percentile(x []float64, q float64) float64 {
	at := q / 100 * float64(len(x)-1)
	i := int(math.Floor(at))
	if i >= len(x)-1 {
		return x[len(x)-1]
	}
	i = max(i, 0)
	t, d := at-float64(i), x[i+1]-x[i]
	if t < .5 {
		return x[i] + float64(d*t)
	}
	return x[i+1] - float64(d*(1-t))
}

// Median returns the middle of the sorted numbers, or the mean of the two in the middle.
func Median(x []float64) float64 {
	n := len(x)
	switch {
	case n == 0:
		return math.NaN()
	case n%2 == 1:
		return x[n/2]
	}
	return (x[n/2-1] + x[n/2]) / 2
}

// Mean returns the mean.
func Mean(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Norm returns the norm of a vector of an order: of 2 its length, of infinities its largest or smallest magnitude, of 0 how many are not
// zero (numpy.linalg.norm).
func Norm(x []float64, order float64) float64 {
	var sum float64
	for i, v := range x {
		v = math.Abs(v)
		switch {
		case order == 1:
			sum += v
		case order == 2:
			sum += float64(v * v)
		case math.IsInf(order, 1):
			sum = math.Max(sum, v)
		case math.IsInf(order, -1):
			if i == 0 || v < sum {
				sum = v
			}
		case order == 0:
			if v != 0 {
				sum++
			}
		default:
			sum += math.Pow(v, order)
		}
	}
	switch {
	case order == 2:
		return math.Sqrt(sum)
	case order == 0 || order == 1 || math.IsInf(order, 0):
		return sum
	}
	return math.Pow(sum, 1/order)
}
