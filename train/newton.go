package train

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// ErrNotConverged is what Fit returns when an iteration did not come to its end.
var ErrNotConverged = errors.New("the solver did not converge")

// maxDirect is how many parameters a Hessian is decomposed for: with more, Newton's steps are found by conjugate gradients.
const maxDirect = 1024

// newton minimizes a convex loss from 0: damped steps of Newton's method. It returns the parameters and how many steps it took.
//
// It ends after a step that was short (1e-10 of the parameters), or that gained so little that the parameters are known to about
// 1e-8: the loss is l2-strongly convex, and each further step would square the error. With hardly any penalty neither may come to pass;
// it then ends after five steps whose gains are lost in the rounding of the loss.
func newton(p *logistic, maxSteps int) (w []float64, steps int, err error) {
	n := p.size()
	w = make([]float64, n)
	next, grad, direction := make([]float64, n), make([]float64, n), make([]float64, n)
	loss, stalled := p.value(w), 0
	for steps < maxSteps {
		p.gradient(grad, w)
		if err := p.direction(direction, grad); err != nil {
			return nil, steps, err
		}
		gain := -floats.Dot(grad, direction)
		if gain <= 0 {
			return w, steps, nil // the gradient is 0
		}
		steps++
		noise := 64 * epsilon * (1 + math.Abs(loss))
		if gain <= noise {
			stalled++
		}
		last := stalled == 5 || gain <= 1e-16*p.l2 || floats.Norm(direction, math.Inf(1)) <= 1e-10*math.Max(1, floats.Norm(w, math.Inf(1)))
		step, after := 1.0, 0.0
		for {
			floats.AddScaledTo(next, w, step, direction)
			if after = p.value(next); after <= loss-1e-4*step*gain+noise {
				break
			}
			if step /= 2; step < 1e-10 {
				return nil, steps, fmt.Errorf("no step lowers the loss of %v after %d steps", loss, steps)
			}
		}
		w, next, loss = next, w, after
		if last {
			return w, steps, nil
		}
	}
	return nil, steps, fmt.Errorf("failed to converge after %d steps. Increase the number of iterations (max_iter) or scale the data", maxSteps)
}

// direction solves Hessian · out = -grad.
func (p *logistic) direction(out, grad []float64) error {
	if p.size() > maxDirect {
		p.conjugate(out, grad)
		return nil
	}
	var chol mat.Cholesky
	h := p.hessian()
	if !chol.Factorize(h) {
		// Rounding: columns of very different sizes. A little more on the diagonal keeps the way downhill.
		for i := range h.SymmetricDim() {
			h.SetSym(i, i, h.At(i, i)*(1+1e-10)+epsilon)
		}
		if !chol.Factorize(h) {
			return errors.New("the Hessian is singular: scale the data")
		}
	}
	solution := mat.NewVecDense(len(out), out)
	err := chol.SolveVecTo(solution, mat.NewVecDense(len(grad), grad))
	var near mat.Condition
	if err != nil && !errors.As(err, &near) {
		return err
	}
	floats.Scale(-1, out)
	return nil
}

// conjugate solves it by conjugate gradients, to the exactness that keeps Newton's steps growing together quadratically, or to a
// step that goes downhill when the iterations are used up.
func (p *logistic) conjugate(out, grad []float64) {
	clear(out)
	residual := make([]float64, len(grad))
	floats.SubTo(residual, out, grad)
	dir := append([]float64(nil), residual...)
	product := make([]float64, len(grad))
	square := floats.Dot(residual, residual)
	norm := math.Sqrt(square)
	enough := norm * math.Min(.1, norm)
	for range 10 * len(grad) {
		if math.Sqrt(square) <= math.Max(enough, 1e-14*norm) {
			return
		}
		p.multiply(product, dir)
		alpha := square / floats.Dot(dir, product)
		floats.AddScaled(out, alpha, dir)
		floats.AddScaled(residual, -alpha, product)
		before := square
		square = floats.Dot(residual, residual)
		floats.Scale(square/before, dir)
		floats.Add(dir, residual)
	}
}
