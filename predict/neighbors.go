package predict

import (
	"fmt"
	"math"
)

// A Metric is a distance of scikit-learn by name, with the exponent of minkowski.
type Metric struct {
	Name string // euclidean, manhattan, chebyshev, minkowski or cosine
	P    float64
	// Product has squares of euclidean distances computed from products, a·a - 2a·b + b·b, as scikit-learn does where it
	// compares all rows: of rows that are equally far, rounding then tells which is nearer.
	Product bool
}

// Check reports whether the distance can be computed.
func (m Metric) Check() error {
	switch m.Name {
	case "euclidean", "l2", "sqeuclidean", "manhattan", "l1", "cityblock", "chebyshev", "cosine":
		return nil
	case "minkowski":
		if m.P >= 1 {
			return nil
		}
	}
	return fmt.Errorf("metric %q with p=%v is not supported", m.Name, m.P)
}

// rank returns a number by which rows can be compared, and value what it stands for.
func (m Metric) rank(a, b []float64) float64 {
	var sum float64
	switch m.Name {
	case "euclidean", "l2", "sqeuclidean":
		if m.Product {
			return math.Max(0, dot(a, a)+float64(-2*dot(a, b))+dot(b, b))
		}
		return squared(a, b)
	case "manhattan", "l1", "cityblock":
		for i, x := range a {
			sum += math.Abs(x - b[i])
		}
	case "chebyshev":
		for i, x := range a {
			sum = math.Max(sum, math.Abs(x-b[i]))
		}
	case "cosine":
		norm := math.Sqrt(dot(a, a)) * math.Sqrt(dot(b, b))
		if norm == 0 {
			return 1
		}
		return 1 - dot(a, b)/norm
	default:
		switch m.P {
		case 1:
			return Metric{Name: "manhattan"}.rank(a, b)
		case 2:
			return Metric{Name: "euclidean", Product: m.Product}.rank(a, b)
		}
		for i, x := range a {
			sum += math.Pow(math.Abs(x-b[i]), m.P)
		}
	}
	return sum
}

func (m Metric) value(rank float64) float64 {
	switch {
	case m.Name == "euclidean" || m.Name == "l2" || m.Name == "minkowski" && m.P == 2:
		return math.Sqrt(rank)
	case m.Name == "minkowski" && m.P != 1:
		return math.Pow(rank, 1/m.P)
	}
	return rank
}

// squared is the squared distance, four sums side by side; a is as long as b.
func squared(a, b []float64) float64 {
	b = b[:len(a)]
	var sum float64
	for i, x := range a {
		d := x - b[i]
		sum += float64(d * d)
	}
	return sum
}

// Nearest finds the k rows of train that are nearest to row, nearest first and of equal ones the earlier first, and
// writes their numbers and distances, k of each.
func (m Metric) Nearest(row []float64, train Matrix, index []int, distance []float64) {
	k, n := len(index), 0
	for i := range train.Rows {
		d := m.rank(row, train.Row(i))
		if n == k && !(d < distance[k-1]) {
			continue
		}
		at := n
		if n < k {
			n++
		} else {
			at = k - 1
		}
		for ; at > 0 && d < distance[at-1]; at-- {
			index[at], distance[at] = index[at-1], distance[at-1]
		}
		index[at], distance[at] = i, d
	}
	for i, d := range distance {
		distance[i] = m.value(d)
	}
}

// Euclidean returns the distances between the rows of x and of y, rows × rows, by the squares of lengths as
// sklearn.metrics.euclidean_distances computes them.
func Euclidean(x, y Matrix) Matrix {
	out := NewMatrix(x.Rows, y.Rows)
	yy := make([]float64, y.Rows)
	for j := range yy {
		yy[j] = dot(y.Row(j), y.Row(j))
	}
	for i := range x.Rows {
		row := x.Row(i)
		xx := dot(row, row)
		for j := range y.Rows {
			out.Data[i*out.Cols+j] = math.Sqrt(math.Max(0, -2*dot(row, y.Row(j))+xx+yy[j]))
		}
	}
	return out
}
