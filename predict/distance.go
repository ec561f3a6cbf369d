package predict

import (
	"errors"
	"fmt"
	"math"
)

// A Metric is a distance of scikit-learn by name, with its parameters (sklearn.metrics.DistanceMetric and pairwise_distances).
type Metric struct {
	Name    string
	P       float64   // the exponent of minkowski and wminkowski
	Weights []float64 // of the features, for minkowski and wminkowski; nil if there are none
	V       []float64 // the variance of each feature, for seuclidean
	VI      Matrix    // the inverse of the covariance, for mahalanobis
	// Product has squares of euclidean distances computed from products, a·a - 2a·b + b·b, as scikit-learn does where it
	// compares all rows: of rows that are equally far, rounding then tells which is nearer.
	Product bool
}

// Check reports whether the distance can be computed between rows of so many features.
func (m Metric) Check(features int) error {
	switch m.Name {
	case "euclidean", "l2", "sqeuclidean", "manhattan", "l1", "cityblock", "chebyshev", "infinity", "cosine", "correlation",
		"canberra", "braycurtis", "hamming", "matching", "jaccard", "dice", "kulsinski", "rogerstanimoto", "russellrao",
		"sokalmichener", "sokalsneath", "nan_euclidean":
		return nil
	case "haversine":
		if features != 2 {
			return errors.New("haversine is of two features")
		}
		return nil
	case "minkowski", "wminkowski", "p":
		if !(m.P > 0) {
			return fmt.Errorf("metric %q with p=%v is not supported", m.Name, m.P)
		}
		if m.Weights != nil && len(m.Weights) != features {
			return fmt.Errorf("%d weights for %d features", len(m.Weights), features)
		}
		return nil
	case "seuclidean":
		if len(m.V) != features {
			return fmt.Errorf("%d variances for %d features", len(m.V), features)
		}
		return nil
	case "mahalanobis":
		if m.VI.Rows != features || m.VI.Cols != features {
			return fmt.Errorf("a covariance of %d × %d for %d features", m.VI.Rows, m.VI.Cols, features)
		}
		return nil
	}
	return fmt.Errorf("metric %q is not supported", m.Name)
}

// Distance returns the distance between two rows.
func (m Metric) Distance(a, b []float64) float64 {
	rank, value := m.measure()
	return value(rank(a, b))
}

func asItIs(rank float64) float64 { return rank }

// measure returns a function that gives a number by which pairs of rows can be compared, and one that turns it into their
// distance.
func (m Metric) measure() (rank func(a, b []float64) float64, value func(rank float64) float64) {
	switch m.Name {
	case "euclidean", "l2":
		if m.Product {
			return squaredByProduct, math.Sqrt
		}
		return squared, math.Sqrt
	case "sqeuclidean":
		if m.Product {
			return squaredByProduct, asItIs
		}
		return squared, asItIs
	case "manhattan", "l1", "cityblock":
		return manhattan, asItIs
	case "chebyshev", "infinity":
		return chebyshev, asItIs
	case "minkowski", "wminkowski", "p":
		return m.minkowski()
	case "seuclidean":
		return func(a, b []float64) float64 {
			var sum float64
			for i, x := range a {
				d := x - b[i]
				sum += float64(d*d) / m.V[i]
			}
			return sum
		}, math.Sqrt
	case "mahalanobis":
		return m.mahalanobis(), math.Sqrt
	case "nan_euclidean":
		return nanEuclidean, math.Sqrt
	case "cosine":
		return func(a, b []float64) float64 { return math.Max(0, 1-cosine(a, b, dot(a, a))) }, asItIs
	case "correlation":
		return correlation, asItIs
	case "canberra":
		return canberra, asItIs
	case "braycurtis":
		return brayCurtis, asItIs
	case "hamming":
		return hamming, asItIs
	case "haversine":
		return haversine, func(rank float64) float64 { return 2 * math.Asin(math.Sqrt(rank)) }
	}
	return m.boolean(), asItIs
}

// squared is the squared euclidean distance.
func squared(a, b []float64) float64 {
	b = b[:len(a)]
	var sum float64
	for i, x := range a {
		d := x - b[i]
		sum += float64(d * d)
	}
	return sum
}

func squaredByProduct(a, b []float64) float64 {
	return math.Max(0, dot(a, a)+float64(-2*dot(a, b))+dot(b, b))
}

func manhattan(a, b []float64) float64 {
	b = b[:len(a)]
	var sum float64
	for i, x := range a {
		sum += math.Abs(x - b[i])
	}
	return sum
}

func chebyshev(a, b []float64) float64 {
	b = b[:len(a)]
	var most float64
	for i, x := range a {
		most = math.Max(most, math.Abs(x-b[i]))
	}
	return most
}

// minkowski is (Σ w·|d|^p)^(1/p); wminkowski, of releases before 1.2, has the weights within the power.
func (m Metric) minkowski() (rank func(a, b []float64) float64, value func(float64) float64) {
	value = func(rank float64) float64 { return math.Pow(rank, 1/m.P) }
	if m.Weights == nil {
		switch {
		case m.P == 1:
			return manhattan, asItIs
		case m.P == 2:
			return Metric{Name: "euclidean", Product: m.Product}.measure()
		case math.IsInf(m.P, 1):
			return chebyshev, asItIs
		}
		return func(a, b []float64) float64 {
			var sum float64
			for i, x := range a {
				sum += math.Pow(math.Abs(x-b[i]), m.P)
			}
			return sum
		}, value
	}
	if m.Name == "wminkowski" {
		return func(a, b []float64) float64 {
			var sum float64
			for i, x := range a {
				sum += math.Pow(m.Weights[i]*math.Abs(x-b[i]), m.P)
			}
			return sum
		}, value
	}
	return func(a, b []float64) float64 {
		var sum float64
		for i, x := range a {
			sum += m.Weights[i] * math.Pow(math.Abs(x-b[i]), m.P)
		}
		return sum
	}, value
}

func (m Metric) mahalanobis() func(a, b []float64) float64 {
	return func(a, b []float64) float64 {
		var sum float64
		for i, x := range a {
			var along float64
			for j, v := range m.VI.Row(i) {
				along += float64(v * (a[j] - b[j]))
			}
			sum += float64(along * (x - b[i]))
		}
		return sum
	}
}

// nanEuclidean is over the features that neither row lacks, made up for those that one does; NaN if there are none.
func nanEuclidean(a, b []float64) float64 {
	var sum float64
	present := 0
	for i, x := range a {
		if d := x - b[i]; d == d {
			sum += float64(d * d)
			present++
		}
	}
	if present == 0 {
		return math.NaN()
	}
	return sum / float64(present) * float64(len(a))
}

func correlation(a, b []float64) float64 {
	var ma, mb float64
	for i, x := range a {
		ma += x
		mb += b[i]
	}
	ma, mb = ma/float64(len(a)), mb/float64(len(a))
	var ab, aa, bb float64
	for i, x := range a {
		u, v := x-ma, b[i]-mb
		ab += float64(u * v)
		aa += float64(u * u)
		bb += float64(v * v)
	}
	return 1 - ab/(math.Sqrt(aa)*math.Sqrt(bb))
}

func canberra(a, b []float64) float64 {
	var sum float64
	for i, x := range a {
		if den := math.Abs(x) + math.Abs(b[i]); den > 0 {
			sum += math.Abs(x-b[i]) / den
		}
	}
	return sum
}

func brayCurtis(a, b []float64) float64 {
	var num, den float64
	for i, x := range a {
		num += math.Abs(x - b[i])
		den += math.Abs(x) + math.Abs(b[i])
	}
	if den > 0 {
		return num / den
	}
	return 0
}

func hamming(a, b []float64) float64 {
	unequal := 0
	for i, x := range a {
		if x != b[i] {
			unequal++
		}
	}
	return float64(unequal) / float64(len(a))
}

// haversine is the angle between two points of latitude and longitude in radians.
func haversine(a, b []float64) float64 {
	lat, lon := math.Sin(.5*(a[0]-b[0])), math.Sin(.5*(a[1]-b[1]))
	return float64(lat*lat) + float64(math.Cos(a[0])*math.Cos(b[0])*lon*lon)
}

// boolean is a distance of rows of which counts only which values are not zero.
func (m Metric) boolean() func(a, b []float64) float64 {
	return func(a, b []float64) float64 {
		var both, either, unequal float64
		for i, x := range a {
			p, q := x != 0, b[i] != 0
			if p && q {
				both++
			}
			if p || q {
				either++
			}
			if p != q {
				unequal++
			}
		}
		size := float64(len(a))
		switch m.Name {
		case "matching":
			return unequal / size
		case "jaccard":
			if either == 0 {
				return 0
			}
			return unequal / either
		case "dice":
			return unequal / (2*both + unequal)
		case "kulsinski":
			return (unequal - both + size) / (unequal + size)
		case "russellrao":
			return (size - both) / size
		case "sokalsneath":
			return unequal / (.5*both + unequal)
		}
		return 2 * unequal / (size + unequal) // rogerstanimoto and sokalmichener
	}
}

// Euclidean returns the distances between the rows of x and of y, rows × rows, by the squares of lengths as
// sklearn.metrics.euclidean_distances computes them.
func Euclidean(x, y Matrix) Matrix {
	out := NewMatrix(x.Rows, y.Rows)
	yy := lengths(y)
	for i := range x.Rows {
		row := x.Row(i)
		xx := dot(row, row)
		for j := range y.Rows {
			out.Data[i*out.Cols+j] = math.Sqrt(math.Max(0, -2*dot(row, y.Row(j))+xx+yy[j]))
		}
	}
	return out
}

// lengths returns the squared length of each row.
func lengths(m Matrix) []float64 {
	out := make([]float64, m.Rows)
	for i := range out {
		out[i] = dot(m.Row(i), m.Row(i))
	}
	return out
}
