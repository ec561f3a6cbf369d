package train

import (
	"math"

	"github.com/brine-go/brine/predict"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A logistic is the loss of logistic regression: the sum over rows of weight · -log(probability of the row's class), and half of
// l2 times the squares of the coefficients. Parameters are outputs × width, those of one output side by side, the intercept last.
//
// A shift of all intercepts of a softmax changes nothing, so their sum is held at 0 by a term of its own: it is 0 at the optimum that
// scikit-learn's solver comes to from 0, too, and the Hessian is definite.
type logistic struct {
	x         *mat.Dense // rows × width: X, and a column of ones for the intercept
	codes     []int32
	weight    []float64
	l2        float64
	outputs   int // 1 for two classes, else the number of classes
	width     int
	features  int
	intercept bool
	prob      *mat.Dense // rows × outputs: probabilities at the parameters of the last gradient
}

func newLogistic(t *task, y labelled, weight []float64, l2 float64, intercept bool) *logistic {
	p := &logistic{codes: y.codes, weight: weight, l2: l2, features: t.x.Cols, width: t.x.Cols, intercept: intercept}
	if p.outputs = y.classes.Len(); p.outputs == 2 {
		p.outputs = 1
	}
	if intercept {
		p.width++
	}
	p.x = mat.NewDense(t.x.Rows, p.width, nil)
	for i := range t.x.Rows {
		row := p.x.RawRowView(i)
		if copy(row, t.x.Row(i)); intercept {
			row[p.features] = 1
		}
	}
	p.prob = mat.NewDense(t.x.Rows, p.outputs, nil)
	return p
}

// size returns the number of parameters.
func (p *logistic) size() int { return p.outputs * p.width }

// split takes coefficients and intercepts apart.
func (p *logistic) split(w []float64) (coef, intercept []float64) {
	intercept = make([]float64, p.outputs)
	var mean float64
	for k := range p.outputs {
		coef = append(coef, w[k*p.width:][:p.features]...)
		if p.intercept {
			intercept[k] = w[k*p.width+p.features]
			mean += intercept[k] / float64(p.outputs)
		}
	}
	if p.outputs > 1 {
		for k := range intercept {
			intercept[k] -= mean // what rounding has left of it
		}
	}
	return coef, intercept
}

// value returns the loss at w, and leaves the probabilities in prob.
func (p *logistic) value(w []float64) float64 {
	p.prob.Mul(p.x, mat.NewDense(p.outputs, p.width, w).T())
	var loss float64
	for i, code := range p.codes {
		row := p.prob.RawRowView(i)
		if p.outputs == 1 {
			z := row[0]
			row[0] = predict.Expit(z)
			if code == 1 {
				z = -z
			}
			loss += p.weight[i] * softplus(z)
			continue
		}
		loss += p.weight[i] * softmax(row, int(code))
	}
	var squares, sum float64
	for k := range p.outputs {
		for _, v := range w[k*p.width:][:p.features] {
			squares += v * v
		}
		if p.intercept {
			sum += w[k*p.width+p.features]
		}
	}
	if p.outputs == 1 {
		sum = 0
	}
	return loss + p.l2*squares/2 + sum*sum/2
}

// softplus is log(1 + exp(z)).
func softplus(z float64) float64 { return math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }

// softmax turns scores into probabilities and returns -log of that of the class.
func softmax(scores []float64, class int) float64 {
	top := scores[0]
	for _, z := range scores {
		top = math.Max(top, z)
	}
	at := scores[class] - top
	var sum float64
	for k, z := range scores {
		scores[k] = math.Exp(z - top)
		sum += scores[k]
	}
	for k := range scores {
		scores[k] /= sum
	}
	return math.Log(sum) - at
}

// gradient puts the gradient at w into out; prob is of w.
func (p *logistic) gradient(out, w []float64) {
	rows, _ := p.x.Dims()
	residual := mat.NewDense(rows, p.outputs, nil)
	for i, code := range p.codes {
		row := residual.RawRowView(i)
		for k, v := range p.prob.RawRowView(i) {
			if p.outputs == 1 && code == 1 || p.outputs > 1 && int(code) == k {
				v--
			}
			row[k] = v * p.weight[i]
		}
	}
	mat.NewDense(p.outputs, p.width, out).Mul(residual.T(), p.x)
	p.penalty(out, w)
}

// penalty adds what the penalties have for the gradient at w, or for the product of the Hessian with w: both are linear.
func (p *logistic) penalty(out, w []float64) {
	var sum float64
	for k := range p.outputs {
		for j, v := range w[k*p.width:][:p.features] {
			out[k*p.width+j] += p.l2 * v
		}
		if p.intercept && p.outputs > 1 {
			sum += w[k*p.width+p.features]
		}
	}
	for k := 0; sum != 0 && k < p.outputs; k++ {
		out[k*p.width+p.features] += sum
	}
}

// curvature returns for row i what the loss has as second derivative of outputs a and b.
func (p *logistic) curvature(i, a, b int) float64 {
	prob := p.prob.RawRowView(i)
	if a == b {
		return p.weight[i] * prob[a] * (1 - prob[a])
	}
	return -p.weight[i] * prob[a] * prob[b]
}

// hessian returns the second derivatives; prob is of the parameters where.
//
// The block of outputs a and b is the sum over rows of curvature · x·xᵀ. The upper triangles of x·xᵀ are made once for all pairs of
// outputs, of some rows at a time, so that one matrix product sums up all blocks: for five classes and 20 columns half the time that a
// product for each block takes.
func (p *logistic) hessian() *mat.SymDense {
	rows, _ := p.x.Dims()
	pairs, triangle := p.outputs*(p.outputs+1)/2, p.width*(p.width+1)/2
	step := max(1, min(rows, maxTriangles/triangle))
	squares := blas64.General{Rows: step, Cols: triangle, Stride: triangle, Data: make([]float64, step*triangle)}
	curvatures := blas64.General{Rows: step, Cols: pairs, Stride: pairs, Data: make([]float64, step*pairs)}
	sums := blas64.General{Rows: pairs, Cols: triangle, Stride: triangle, Data: make([]float64, pairs*triangle)}
	for start := 0; start < rows; start += step {
		n := min(step, rows-start)
		squares.Rows, curvatures.Rows = n, n
		for i := range n {
			x, at := p.x.RawRowView(start+i), i*triangle
			for j, v := range x {
				floats.ScaleTo(squares.Data[at:at+len(x)-j], v, x[j:])
				at += len(x) - j
			}
			p.curvatures(curvatures.Data[i*pairs:], start+i)
		}
		blas64.Gemm(blas.Trans, blas.NoTrans, 1, curvatures, squares, 1, sums)
	}
	return p.blocks(sums)
}

// maxTriangles is how many values of triangles are made before they are summed up: half a MiB, which stays in the cache.
const maxTriangles = 1 << 16

// curvatures puts into out what the loss of row i has as second derivatives, of outputs a ≤ b.
func (p *logistic) curvatures(out []float64, i int) {
	at := 0
	for a := range p.outputs {
		for b := a; b < p.outputs; b++ {
			out[at] = p.curvature(i, a, b)
			at++
		}
	}
}

// blocks makes the Hessian of sums, pairs of outputs × triangle, and adds the penalties.
func (p *logistic) blocks(sums blas64.General) *mat.SymDense {
	h, n, pair := mat.NewSymDense(p.size(), nil), p.width, 0
	for a := range p.outputs {
		for b := a; b < p.outputs; b++ {
			row := sums.Data[pair*sums.Stride:]
			pair++
			for i := range n {
				for j, v := range row[:n-i] {
					h.SetSym(a*n+i, b*n+i+j, v)
					h.SetSym(a*n+i+j, b*n+i, v)
				}
				row = row[n-i:]
			}
		}
	}
	for a := range p.outputs {
		for j := range p.features {
			h.SetSym(a*n+j, a*n+j, h.At(a*n+j, a*n+j)+p.l2)
		}
		for b := a; b < p.outputs && p.intercept && p.outputs > 1; b++ {
			i, j := a*n+p.features, b*n+p.features
			h.SetSym(i, j, h.At(i, j)+1)
		}
	}
	return h
}

// multiply puts the product of the Hessian with v into out; prob is of the parameters where.
func (p *logistic) multiply(out, v []float64) {
	rows, _ := p.x.Dims()
	scores := mat.NewDense(rows, p.outputs, nil)
	scores.Mul(p.x, mat.NewDense(p.outputs, p.width, v).T())
	for i := range rows {
		row, prob := scores.RawRowView(i), p.prob.RawRowView(i)
		if p.outputs == 1 {
			row[0] *= p.curvature(i, 0, 0)
			continue
		}
		var mean float64
		for k, s := range row {
			mean += prob[k] * s
		}
		for k, s := range row {
			row[k] = p.weight[i] * prob[k] * (s - mean)
		}
	}
	mat.NewDense(p.outputs, p.width, out).Mul(scores.T(), p.x)
	p.penalty(out, v)
}
