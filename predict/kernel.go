package predict

import (
	"fmt"
	"math"
	"sync"
)

// A Kernel is a kernel function of libsvm by name: linear, poly, rbf or sigmoid.
type Kernel struct {
	Name         string
	Gamma, Coef0 float64
	Degree       int
}

// Check reports whether the kernel can be computed.
func (k Kernel) Check() error {
	switch k.Name {
	case "linear", "poly", "rbf", "sigmoid":
		return nil
	}
	return fmt.Errorf("kernel %q is not supported", k.Name)
}

// Values writes the kernel of row with each row of vectors into out (Kernel::k_function of libsvm's svm.cpp).
func (k Kernel) Values(out, row []float64, vectors Matrix) {
	n, i := vectors.Cols, 0
	for ; i+4 <= len(out); i += 4 { // four side by side
		v := vectors.Data[i*n:][:4*n]
		if k.Name == "rbf" {
			out[i], out[i+1], out[i+2], out[i+3] = squared4(v[:n], v[n:][:n], v[2*n:][:n], v[3*n:][:n], row)
		} else {
			out[i], out[i+1], out[i+2], out[i+3] = dot4(v[:n], v[n:][:n], v[2*n:][:n], v[3*n:][:n], row)
		}
	}
	for ; i < len(out); i++ {
		if v := vectors.Row(i); k.Name == "rbf" {
			out[i] = squared(row, v)
		} else {
			out[i] = dot(row, v)
		}
	}
	k.finish(out)
}

// columnValues is Values of the rows of columns.
func (k Kernel) columnValues(out, row []float64, vectors *Columns) {
	if k.Name == "rbf" {
		vectors.Squares(out, row, 0)
	} else {
		vectors.Products(out, row, 0)
	}
	k.finish(out)
}

// finish turns products, or squared distances, into the kernel.
func (k Kernel) finish(out []float64) {
	switch k.Name {
	case "poly":
		for i, v := range out {
			out[i] = powi(float64(k.Gamma*v)+k.Coef0, k.Degree)
		}
	case "rbf":
		for i, v := range out {
			out[i] = -k.Gamma * v
		}
		Exps(out)
	case "sigmoid":
		for i, v := range out {
			out[i] = math.Tanh(float64(k.Gamma*v) + k.Coef0)
		}
	}
}

// powi is libsvm's: by squaring, from the lowest bit of the exponent.
func powi(base float64, times int) float64 {
	ret, tmp := 1.0, base
	for t := times; t > 0; t /= 2 {
		if t%2 == 1 {
			ret *= tmp
		}
		tmp *= tmp
	}
	return ret
}

// An SVM is a support vector machine of libsvm: of classes one for each pair, else a single function.
type SVM struct {
	Kernel
	Vectors   Matrix    // support vectors × features, those of one class after the other
	Support   []int     // of a kernel that was computed before: the columns of X that are of the support vectors; else nil
	Dual      Matrix    // (classes - 1 or 1) × support vectors
	Intercept []float64 // of each pair, or one
	Count     []int     // support vectors of each class; nil without classes

	once    sync.Once
	columns *Columns // Vectors again
}

// kernelRow returns the kernel of a row with each support vector, in out unless it is nil.
func (s *SVM) kernelRow(out, row []float64) []float64 {
	if out == nil {
		out = make([]float64, max(s.Vectors.Rows, len(s.Support)))
	}
	if s.Support == nil {
		s.once.Do(func() { s.columns = ColumnsOf(s.Vectors) })
		s.columnValues(out, row, s.columns)
		return out
	}
	for i, at := range s.Support {
		out[i] = row[at]
	}
	return out
}

// kernelRoom is how many kernels a row of a small machine has, for which there is room on the stack.
const kernelRoom = 2048

// room returns memory for the kernels of a row: nil if the small one is not enough.
func (s *SVM) room(small []float64) []float64 {
	if n := max(s.Vectors.Rows, len(s.Support)); n <= len(small) {
		return small[:n]
	}
	return nil
}

// Decide returns the value of the only function for each row.
func (s *SVM) Decide(x Matrix) []float64 {
	out := make([]float64, x.Rows)
	var small [kernelRoom]float64
	values := s.room(small[:])
	for i := range out {
		values = s.kernelRow(values, x.Row(i))
		out[i] = dot(s.Dual.Row(0), values) + s.Intercept[0]
	}
	return out
}

// Pairs returns the value of each pair's function: rows × pairs, (0,1), (0,2), …, (1,2), … Each is a sum over the support vectors of
// the first class, then over those of the second.
func (s *SVM) Pairs(x Matrix) Matrix {
	n := len(s.Count)
	out := NewMatrix(x.Rows, n*(n-1)/2)
	var small [kernelRoom]float64
	values := s.room(small[:])
	for r := range x.Rows {
		values = s.kernelRow(values, x.Row(r))
		dst := out.Row(r)
		at := 0
		for c, count := range s.Count {
			s.addClass(dst, c, at, values[at:at+count])
			at += count
		}
		for p, b := range s.Intercept {
			dst[p] += b
		}
	}
	return out
}

// addClass adds to the sums of all pairs of class c the terms of its support vectors, which begin with number from. Those of two pairs
// are added side by side, for each addition waits for the one before.
func (s *SVM) addClass(sums []float64, c, from int, values []float64) {
	n := len(s.Count)
	pair := func(d int) int { // row d of Dual is the pair with class d, or d+1 from c on
		i, j := d, c
		if d >= c {
			i, j = c, d+1
		}
		return i*n - i*(i+1)/2 + j - i - 1
	}
	d := 0
	for ; d+2 <= n-1; d += 2 {
		a, b := s.Dual.Row(d)[from:][:len(values)], s.Dual.Row(d + 1)[from:][:len(values)]
		p, q := pair(d), pair(d+1)
		sum, other := sums[p], sums[q]
		for k, v := range values {
			sum += float64(a[k] * v)
			other += float64(b[k] * v)
		}
		sums[p], sums[q] = sum, other
	}
	for ; d < n-1; d++ {
		a, p := s.Dual.Row(d)[from:][:len(values)], pair(d)
		sum := sums[p]
		for k, v := range values {
			sum += float64(a[k] * v)
		}
		sums[p] = sum
	}
}

// Votes counts for each row how many pairs each class wins; the first of the most frequent is the forecast.
func Votes(pairs Matrix, classes int) Matrix {
	out := NewMatrix(pairs.Rows, classes)
	for r := range pairs.Rows {
		votes := out.Row(r)
		p := 0
		for i := range classes {
			for j := i + 1; j < classes; j++ {
				if pairs.Data[r*pairs.Cols+p] > 0 {
					votes[i]++
				} else {
					votes[j]++
				}
				p++
			}
		}
	}
	return out
}

// OneVsRestOfPairs turns the values of pairs into one score a class: votes, with the sum of the values to part equal ones
// (sklearn.utils.multiclass._ovr_decision_function).
func OneVsRestOfPairs(pairs Matrix, classes int) Matrix {
	out := NewMatrix(pairs.Rows, classes)
	sums := make([]float64, classes)
	for r := range pairs.Rows {
		clear(sums)
		votes := out.Row(r)
		p := 0
		for i := range classes {
			for j := i + 1; j < classes; j++ {
				d := pairs.Data[r*pairs.Cols+p]
				sums[i] += d
				sums[j] -= d
				if d < 0 {
					votes[j]++
				} else {
					votes[i]++
				}
				p++
			}
		}
		for i, s := range sums {
			votes[i] += s / (3 * (math.Abs(s) + 1))
		}
	}
	return out
}

// PairProbabilities turns the values of pairs into one probability a class, by the sigmoids with parameters a and b and
// the method of Wu, Lin and Weng (sigmoid_predict and multiclass_probability of libsvm's svm.cpp).
func PairProbabilities(pairs Matrix, a, b []float64, classes int) Matrix {
	const least = 1e-7
	out := NewMatrix(pairs.Rows, classes)
	r := NewMatrix(classes, classes)
	for row := range pairs.Rows {
		p := 0
		for i := range classes {
			for j := i + 1; j < classes; j++ {
				f := float64(pairs.Data[row*pairs.Cols+p]*a[p]) + b[p]
				var q float64
				if f >= 0 {
					q = math.Exp(-f) / (1 + math.Exp(-f))
				} else {
					q = 1 / (1 + math.Exp(f))
				}
				q = math.Min(math.Max(q, least), 1-least)
				r.Data[i*classes+j], r.Data[j*classes+i] = q, 1-q
				p++
			}
		}
		multiclass(out.Row(row), r)
	}
	return out
}

// multiclass writes into p the probabilities that fit those of pairs best.
func multiclass(p []float64, r Matrix) {
	k := len(p)
	at := func(i, j int) float64 { return r.Data[i*k+j] }
	q := NewMatrix(k, k)
	qp := make([]float64, k)
	eps := .005 / float64(k)
	for t := range k {
		p[t] = 1 / float64(k)
		for j := range t {
			q.Data[t*k+t] += float64(at(j, t) * at(j, t))
			q.Data[t*k+j] = q.Data[j*k+t]
		}
		for j := t + 1; j < k; j++ {
			q.Data[t*k+t] += float64(at(j, t) * at(j, t))
			q.Data[t*k+j] = -at(j, t) * at(t, j)
		}
	}
	for range max(100, k) {
		var pqp float64
		for t := range k {
			qp[t] = 0
			for j := range k {
				qp[t] += float64(q.Data[t*k+j] * p[j])
			}
			pqp += float64(p[t] * qp[t])
		}
		var worst float64
		for t := range k {
			worst = math.Max(worst, math.Abs(qp[t]-pqp))
		}
		if worst < eps {
			return
		}
		for t := range k {
			diff := (-qp[t] + pqp) / q.Data[t*k+t]
			p[t] += diff
			pqp = (pqp + float64(diff*(float64(diff*q.Data[t*k+t])+float64(2*qp[t])))) / (1 + diff) / (1 + diff)
			for j := range k {
				qp[j] = (qp[j] + float64(diff*q.Data[t*k+j])) / (1 + diff)
				p[j] /= 1 + diff
			}
		}
	}
}
