package predict

import (
	"math"
	"slices"
)

// larsOptions say where least angle regression stops: at a penalty, or after so many steps.
type larsOptions struct {
	samples  int // by which penalties are divided
	maxIter  int
	alpha    float64
	lasso    bool // coefficients that would change their sign are dropped
	positive bool
}

// lars replaces the products of y with all columns by their coefficients; gram is the products of the columns with each other
// (_lars_path_solver of sklearn/linear_model/_least_angle.py).
func lars(xy []float64, gram Matrix, o larsOptions) {
	n := len(xy)
	cov := slices.Clone(xy)
	waiting := make([]int, n) // columns that are not active, as cov
	for i := range waiting {
		waiting[i] = i
	}
	var active []int
	var signs []float64
	coef, previous := make([]float64, n), make([]float64, n)
	var alpha, before float64
	drop := false
	const tolerance = 0x1p-23 // the epsilon of float32
	defer func() { copy(xy, coef) }()
	for steps := 0; ; {
		best := 0
		for i, v := range cov {
			if b := cov[best]; o.positive && v > b || !o.positive && math.Abs(v) > math.Abs(b) {
				best = i
			}
		}
		var top float64
		if len(cov) > 0 {
			if top = cov[best]; !o.positive {
				top = math.Abs(top)
			}
		}
		alpha = top / float64(o.samples)
		if alpha <= o.alpha+tolerance {
			if math.Abs(alpha-o.alpha) > tolerance && steps > 0 {
				share := (before - o.alpha) / (before - alpha)
				for j := range coef {
					coef[j] = previous[j] + float64(share*(coef[j]-previous[j]))
				}
			}
			return
		}
		if steps >= o.maxIter || len(active) >= n {
			return
		}
		if !drop {
			sign := 1.
			if !o.positive {
				sign = math.Copysign(1, cov[best])
			}
			cov[best], cov[0] = cov[0], cov[best]
			waiting[best], waiting[0] = waiting[0], waiting[best]
			active, signs = append(active, waiting[0]), append(signs, sign)
			if pivot := lastPivot(gram, active); pivot < 1e-7 { // it depends on the others
				active, signs = active[:len(active)-1], signs[:len(signs)-1]
				cov[0] = 0
				cov[best], cov[0] = cov[0], cov[best]
				waiting[best], waiting[0] = waiting[0], waiting[best]
				continue
			}
			cov, waiting = cov[1:], waiting[1:]
		}
		if o.lasso && steps > 0 && before < alpha {
			return
		}
		direction, angle := equiangular(gram, active, signs)
		along := make([]float64, len(cov)) // what cov falls by
		step := top / angle
		for i, j := range waiting {
			var sum float64
			for k, a := range active {
				sum += float64(gram.Data[a*n+j] * direction[k])
			}
			along[i] = math.RoundToEven(sum*1e15) / 1e15
			candidates := []float64{(top - cov[i]) / (angle - along[i] + 0x1p-126), (top + cov[i]) / (angle + along[i] + 0x1p-126)}
			if o.positive {
				candidates = candidates[:1]
			}
			for _, c := range candidates {
				if c > 0 && c < step {
					step = c
				}
			}
		}
		drop = false
		out, least := -1, math.MaxFloat64
		for k, a := range active {
			if z := -coef[a] / (direction[k] + 0x1p-126); z > 0 && z <= least {
				out, least = k, z
			}
		}
		if out >= 0 && least < step {
			signs[out] = -signs[out]
			if o.lasso {
				step = least
			}
			drop = true
		}
		steps++
		previous, before = slices.Clone(coef), alpha
		clear(coef)
		for k, a := range active {
			coef[a] = previous[a] + float64(step*direction[k])
		}
		for i, v := range along {
			cov[i] -= float64(step * v)
		}
		if drop && o.lasso {
			a := active[out]
			left := xy[a]
			for j, v := range coef {
				left -= float64(gram.Data[a*n+j] * v)
			}
			active, signs = slices.Delete(active, out, out+1), slices.Delete(signs, out, out+1)
			cov, waiting = slices.Insert(slices.Clone(cov), 0, left), slices.Insert(slices.Clone(waiting), 0, a)
		}
	}
}

// part returns the products of some columns with each other.
func part(gram Matrix, columns []int) Matrix {
	out := NewMatrix(len(columns), len(columns))
	for i, a := range columns {
		for j, b := range columns {
			out.Data[i*out.Cols+j] = gram.Data[a*gram.Cols+b]
		}
	}
	return out
}

// lastPivot returns how long the last of some columns is beside what the others span.
func lastPivot(gram Matrix, columns []int) float64 {
	n := len(columns)
	square := gram.Data[columns[n-1]*gram.Cols+columns[n-1]]
	if n == 1 {
		return math.Sqrt(math.Abs(square))
	}
	chol, err := NewCholesky(part(gram, columns[:n-1]))
	if err != nil {
		return 0
	}
	products := make([]float64, n-1)
	for i := range products {
		products[i] = gram.Data[columns[n-1]*gram.Cols+columns[i]]
	}
	solved := slices.Clone(products)
	chol.Solve(solved)
	return math.Sqrt(math.Abs(square - dot(products, solved)))
}

// equiangular returns the combination of the active columns that has the same product with each, and that product.
func equiangular(gram Matrix, active []int, signs []float64) (direction []float64, angle float64) {
	direction = slices.Clone(signs)
	chol, err := NewCholesky(part(gram, active))
	if err != nil { // lastPivot has seen to it
		return direction, math.NaN()
	}
	chol.Solve(direction)
	angle = 1 / math.Sqrt(dot(direction, signs))
	for i := range direction {
		direction[i] *= angle
	}
	return direction, angle
}
