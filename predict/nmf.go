package predict

import "math"

// A NMF finds for rows from 0 on the weights from 0 on with which the rows of H make them, as sklearn.decomposition.NMF and
// MiniBatchNMF do with H given: all rows together, until an iteration changes little.
type NMF struct {
	H        Matrix // components × features
	L1, L2   float64
	Tol      float64
	MaxIter  int
	Beta     float64 // of the divergence: 2 is Frobenius, 1 Kullback-Leibler, 0 Itakura-Saito
	Multiply bool    // by multiplicative updates, else by coordinate descent
	Batch    bool    // as MiniBatchNMF does
	Floor    bool    // before a negative power, all that is below epsilon32 is raised to it, else zeros only
}

// epsilon32 is float32's.
const epsilon32 = 0x1p-23

// Transform returns the weights: rows × components.
func (n *NMF) Transform(x Matrix) Matrix {
	if !n.Multiply {
		return n.Descend(ProductT(x, n.H))
	}
	var sum float64
	for _, v := range x.Data {
		sum += v
	}
	w := NewMatrix(x.Rows, n.H.Rows)
	start := math.Sqrt(sum / float64(len(x.Data)) / float64(n.H.Rows))
	for i := range w.Data {
		w.Data[i] = start
	}
	if n.Batch {
		n.batch(x, w)
	} else {
		n.multiply(x, w)
	}
	return w
}

// Descend finds the weights by coordinate descent out of X·Hᵀ, which it overwrites (_update_cdnmf_fast).
func (n *NMF) Descend(xh Matrix) Matrix {
	k := n.H.Rows
	hh := ProductT(n.H, n.H)
	for t := range k {
		hh.Data[t*k+t] += n.L2
	}
	for i := range xh.Data {
		xh.Data[i] -= n.L1
	}
	w := NewMatrix(xh.Rows, k)
	var first float64
	for iteration := range n.MaxIter {
		var violation float64
		for t := range k {
			hess := hh.Data[t*k+t]
			row := hh.Row(t)
			for i := range w.Rows {
				weights := w.Row(i)
				grad := -xh.Data[i*k+t]
				for r, v := range weights {
					grad += float64(row[r] * v)
				}
				projected := grad
				if weights[t] == 0 {
					projected = math.Min(0, grad)
				}
				violation += math.Abs(projected)
				if hess != 0 {
					weights[t] = math.Max(weights[t]-grad/hess, 0)
				}
			}
		}
		if iteration == 0 {
			first = violation
		}
		if first == 0 || violation/first <= n.Tol {
			break
		}
	}
	return w
}

// multiply iterates, and looks at the divergence at each tenth time (_fit_multiplicative_update).
func (n *NMF) multiply(x, w Matrix) {
	u := n.updater(x)
	first := n.divergence(x, w)
	before := first
	for iteration := 1; iteration <= n.MaxIter; iteration++ {
		u.update(w)
		if n.Beta < 1 {
			for i, v := range w.Data {
				if v < 0x1p-52 {
					w.Data[i] = 0
				}
			}
		}
		if n.Tol > 0 && iteration%10 == 0 {
			now := n.divergence(x, w)
			if (before-now)/first < n.Tol {
				break
			}
			before = now
		}
	}
}

// batch iterates until the weights hardly change (MiniBatchNMF._solve_W).
func (n *NMF) batch(x, w Matrix) {
	u := n.updater(x)
	before := NewMatrix(w.Rows, w.Cols)
	copy(before.Data, w.Data)
	for range n.MaxIter {
		u.update(w)
		var moved, length float64
		for i, v := range w.Data {
			d := v - before.Data[i]
			moved += float64(d * d)
			length += float64(v * v)
		}
		if n.Tol > 0 && math.Sqrt(moved)/math.Sqrt(length) <= n.Tol {
			break
		}
		copy(before.Data, w.Data)
	}
}

// raise lifts what is too small for a negative power.
func (n *NMF) raise(x []float64) {
	for i, v := range x {
		if v == 0 || n.Floor && v < epsilon32 {
			x[i] = epsilon32
		}
	}
}

// An nmfUpdate is what the iterations share.
type nmfUpdate struct {
	*NMF
	x, xh, hh Matrix
	sums      []float64 // of the rows of H
	gamma     float64
}

func (n *NMF) updater(x Matrix) *nmfUpdate {
	u := &nmfUpdate{NMF: n, x: x, gamma: 1}
	switch {
	case n.Beta < 1:
		u.gamma = 1 / (2 - n.Beta)
	case n.Beta > 2:
		u.gamma = 1 / (n.Beta - 1)
	}
	switch n.Beta {
	case 2:
		u.xh, u.hh = ProductT(x, n.H), ProductT(n.H, n.H)
	case 1:
		u.sums = make([]float64, n.H.Rows)
		for k := range u.sums {
			for _, v := range n.H.Row(k) {
				u.sums[k] += v
			}
		}
	}
	return u
}

// update multiplies each weight by how much it falls short (_multiplicative_update_w).
func (u *nmfUpdate) update(w Matrix) {
	k := w.Cols
	numerator, denominator := make([]float64, k), make([]float64, k)
	made, ratio := make([]float64, u.x.Cols), make([]float64, u.x.Cols)
	for i := range w.Rows {
		weights := w.Row(i)
		if u.Beta == 2 {
			copy(numerator, u.xh.Row(i))
			through(denominator, weights, u.hh)
		} else {
			u.terms(u.x.Row(i), weights, made, ratio, numerator, denominator)
		}
		for j, v := range weights {
			d := denominator[j]
			if u.L1 > 0 {
				d += u.L1
			}
			if u.L2 > 0 {
				d += float64(u.L2 * v)
			}
			if d == 0 {
				d = epsilon32
			}
			delta := numerator[j] / d
			if u.gamma != 1 {
				delta = math.Pow(delta, u.gamma)
			}
			weights[j] = v * delta
		}
	}
}

// terms writes the two sides of which the quotient is the update, for a row of x.
func (u *nmfUpdate) terms(x, weights, made, ratio, numerator, denominator []float64) {
	through(made, weights, u.H)
	copy(ratio, made)
	if u.Beta < 1 {
		u.raise(made)
	}
	if u.Beta < 2 {
		u.raise(ratio)
	}
	for j, v := range ratio {
		switch u.Beta {
		case 1:
			ratio[j] = x[j] / v
		case 0:
			inverse := 1 / v
			ratio[j] = inverse * inverse * x[j]
		default:
			ratio[j] = math.Pow(v, u.Beta-2) * x[j]
		}
	}
	if u.Beta != 1 {
		for j, v := range made {
			made[j] = math.Pow(v, u.Beta-1)
		}
	}
	for k := range numerator {
		h := u.H.Row(k)
		numerator[k] = dot(ratio, h)
		if u.Beta == 1 {
			denominator[k] = u.sums[k]
		} else {
			denominator[k] = dot(made, h)
		}
	}
}

// divergence is the root of twice the beta divergence of x from w·H (_beta_divergence).
func (n *NMF) divergence(x, w Matrix) float64 {
	made := make([]float64, x.Cols)
	var res, sumX, sumMade, powers, cross, count float64
	for i := range x.Rows {
		through(made, w.Row(i), n.H)
		for j, v := range x.Row(i) {
			m := made[j]
			switch {
			case n.Beta == 2:
				res += float64((v - m) * (v - m))
				continue
			case n.Beta == 1:
				sumMade += m
			case n.Beta != 0:
				powers += math.Pow(m, n.Beta)
			}
			if !(v > epsilon32) {
				continue
			}
			if m == 0 || n.Floor && m < epsilon32 {
				m = epsilon32
			}
			switch n.Beta {
			case 1:
				res += float64(v * math.Log(v/m))
				sumX += v
			case 0:
				res += v/m - math.Log(v/m)
			default:
				sumX += math.Pow(v, n.Beta)
				cross += float64(v * math.Pow(m, n.Beta-1))
			}
		}
		count += float64(x.Cols)
	}
	switch n.Beta {
	case 2:
		return math.Sqrt(res)
	case 1:
		res += sumMade - sumX
	case 0:
		res -= count
	default:
		res = (sumX - float64(n.Beta*cross) + float64(powers*(n.Beta-1))) / (n.Beta * (n.Beta - 1))
	}
	return math.Sqrt(2 * math.Max(res, 0))
}
