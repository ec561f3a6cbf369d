package predict

import (
	"errors"
	"fmt"
	"math"
)

// A SparseCoder finds a few rows of a dictionary, and what of each, that make a row of X (sklearn.decomposition.sparse_encode).
type SparseCoder struct {
	Dictionary Matrix // atoms × features
	Algorithm  string // omp, lars, lasso_lars, lasso_cd or threshold
	Nonzero    int    // atoms that are used at most, for omp and lars
	Alpha      float64
	MaxIter    int
	Tol        float64 // of lasso_cd
	Positive   bool
	Screening  bool // lasso_cd leaves out atoms that cannot be used
	gram       Matrix
}

// Check reports whether the algorithm is supported, and prepares it.
func (s *SparseCoder) Check() error {
	switch s.Algorithm {
	case "omp", "lasso_cd", "threshold", "lars", "lasso_lars":
	default:
		return fmt.Errorf("%q is not supported", s.Algorithm)
	}
	if s.Positive && (s.Algorithm == "omp" || s.Algorithm == "lars") {
		return fmt.Errorf("positive coding of %q is not supported", s.Algorithm)
	}
	if (s.Algorithm == "omp" || s.Algorithm == "lars") && s.Nonzero < 1 {
		return errors.New("it uses no atom")
	}
	s.Nonzero = min(s.Nonzero, s.Dictionary.Rows)
	s.gram = ProductT(s.Dictionary, s.Dictionary)
	return nil
}

// Transform returns rows × atoms.
func (s *SparseCoder) Transform(x Matrix) Matrix {
	out := ProductT(x, s.Dictionary)
	for i := range x.Rows {
		row := out.Row(i)
		switch s.Algorithm {
		case "omp":
			s.pursue(row)
		case "lasso_cd":
			s.descend(row, dot(x.Row(i), x.Row(i)))
		case "lars":
			lars(row, s.gram, larsOptions{samples: x.Cols, maxIter: s.Nonzero})
		case "lasso_lars":
			lars(row, s.gram, larsOptions{samples: x.Cols, maxIter: s.MaxIter, alpha: s.Alpha / float64(x.Cols), lasso: true, positive: s.Positive})
		default:
			for j, v := range row {
				d := math.Max(math.Abs(v)-s.Alpha, 0)
				if row[j] = math.Copysign(d, v); s.Positive && row[j] < 0 {
					row[j] = 0
				}
			}
		}
	}
	return out
}

// pursue replaces the products of a row with all atoms by its code: orthogonal matching pursuit (_gram_omp of
// sklearn/linear_model/_omp.py).
func (s *SparseCoder) pursue(row []float64) {
	n := len(row)
	gram := NewMatrix(n, n)
	copy(gram.Data, s.gram.Data)
	at := func(i, j int) *float64 { return &gram.Data[i*n+j] }
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	xy := append([]float64(nil), row...)
	residual := append([]float64(nil), row...)
	lower := NewMatrix(s.Nonzero, s.Nonzero)
	var code []float64
	for active := 0; active < s.Nonzero; {
		best := 0
		for i, v := range residual {
			if math.Abs(v) > math.Abs(residual[best]) {
				best = i
			}
		}
		if best < active || residual[best]*residual[best] < 0x1p-52 {
			break
		}
		l := lower.Row(active)
		var length float64
		for j := range active {
			sum := *at(best, j)
			for k := range j {
				sum -= float64(lower.Data[j*s.Nonzero+k] * l[k])
			}
			l[j] = sum / lower.Data[j*s.Nonzero+j]
			length += float64(l[j] * l[j])
		}
		rest := *at(best, best) - length
		if active > 0 && rest <= 0x1p-52 {
			break
		}
		l[active] = math.Sqrt(rest)
		for j := range n {
			a, b := at(active, j), at(best, j)
			*a, *b = *b, *a
		}
		for i := range n {
			a, b := at(i, active), at(i, best)
			*a, *b = *b, *a
		}
		order[active], order[best] = order[best], order[active]
		xy[active], xy[best] = xy[best], xy[active]
		active++
		code = append(code[:0], xy[:active]...)
		solveLower(lower, active, code)
		for i := range n {
			residual[i] = xy[i] - dot(gram.Row(i)[:active], code)
		}
	}
	clear(row)
	for i, v := range code {
		row[order[i]] = v
	}
}

// solveLower replaces b by the solution of l·lᵀ·x = b, with the first n rows of l.
func solveLower(l Matrix, n int, b []float64) {
	at := func(i, j int) float64 { return l.Data[i*l.Cols+j] }
	for i := range n {
		for k := range i {
			b[i] -= float64(at(i, k) * b[k])
		}
		b[i] /= at(i, i)
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			b[i] -= float64(at(k, i) * b[k])
		}
		b[i] /= at(i, i)
	}
}

// descend replaces the products of a row with all atoms by its code: the lasso by coordinate descent, to a duality gap of Tol times
// the row's squared length (enet_coordinate_descent_gram of sklearn/linear_model/_cd_fast.pyx).
func (s *SparseCoder) descend(q []float64, square float64) {
	n := len(q)
	w, qw, xa := make([]float64, n), make([]float64, n), make([]float64, n)
	limit := s.Tol * square
	excluded := make([]bool, n)
	screen := func(gap, norm float64) {
		if !s.Screening || s.Alpha == 0 {
			return
		}
		radius := math.Sqrt(2*math.Abs(gap)) / s.Alpha
		for j := range n {
			g := s.gram.Data[j*n+j]
			if excluded[j] || g == 0 {
				excluded[j] = true
				continue
			}
			theta := xa[j] / math.Max(s.Alpha, norm)
			if (1-math.Abs(theta))/math.Sqrt(g) <= radius {
				continue
			}
			if excluded[j] = true; w[j] != 0 {
				axpy(qw, -w[j], s.gram.Row(j))
				w[j] = 0
			}
		}
	}
	if s.Screening {
		gap, norm := s.gap(w, qw, q, xa, square)
		if 0 <= gap && gap <= limit {
			copy(q, w)
			return
		}
		screen(gap, norm)
	}
	for iteration := range s.MaxIter {
		var most, change float64
		for j := range n {
			g := s.gram.Data[j*n+j]
			if g == 0 || excluded[j] {
				continue
			}
			before := w[j]
			if !s.Screening && before != 0 {
				axpy(qw, -before, s.gram.Row(j))
			}
			tmp := q[j] - qw[j]
			if s.Screening {
				tmp += float64(before * g)
			}
			if w[j] = math.Copysign(math.Max(math.Abs(tmp)-s.Alpha, 0), tmp) / g; s.Positive && tmp < 0 {
				w[j] = 0
			}
			switch {
			case s.Screening && w[j] != before:
				axpy(qw, w[j]-before, s.gram.Row(j))
			case !s.Screening && w[j] != 0:
				axpy(qw, w[j], s.gram.Row(j))
			}
			change = math.Max(change, math.Abs(w[j]-before))
			most = math.Max(most, math.Abs(w[j]))
		}
		if most == 0 || change/most < s.Tol || s.Screening && change/most == s.Tol || iteration == s.MaxIter-1 {
			gap, norm := s.gap(w, qw, q, xa, square)
			if gap < limit || s.Screening && gap == limit {
				break
			}
			screen(gap, norm)
		}
	}
	copy(q, w)
}

func axpy(y []float64, a float64, x []float64) {
	for i, v := range x {
		y[i] += float64(a * v)
	}
}

// gap returns the duality gap, and the largest product of the residual with an atom; it writes all of these into xa.
func (s *SparseCoder) gap(w, qw, q, xa []float64, square float64) (gap, norm float64) {
	qdot, wqw := dot(w, q), dot(w, qw)
	rest := square + wqw - 2*qdot
	var sum float64
	for j := range xa {
		xa[j] = q[j] - qw[j]
		if v := math.Abs(xa[j]); !s.Positive && v > norm || s.Positive && (j == 0 || xa[j] > norm) {
			if norm = v; s.Positive {
				norm = xa[j]
			}
		}
		sum += math.Abs(w[j])
	}
	scale := 1.
	if norm > s.Alpha {
		scale = s.Alpha / norm
	}
	if s.Screening {
		return .5*rest + s.Alpha*sum - (-.5*(scale*scale)*rest + scale*(square-qdot)), norm
	}
	gap = rest
	if norm > s.Alpha {
		gap = .5 * (rest + rest*(scale*scale))
	}
	return gap + s.Alpha*sum - scale*square + scale*qdot, norm
}
