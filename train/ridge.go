package train

import (
	"math"

	"github.com/brine-go/brine/sklearn"
	"gonum.org/v1/gonum/mat"
)

// A Ridge fits least squares with a penalty on the squares of the coefficients (scikit-learn's Ridge).
type Ridge struct {
	Alpha        float64   // strength of the penalty, at least 0
	Alphas       []float64 // one for each output, in place of Alpha
	FitIntercept bool
}

// NewRidge returns one with scikit-learn's defaults.
func NewRidge() *Ridge { return &Ridge{Alpha: 1, FitIntercept: true} }

// Fit returns a Ridge. y is of floats or ints, of one output or several.
func (r *Ridge) Fit(x sklearn.Matrix, y sklearn.Target, opts ...Option) (*sklearn.Model, error) {
	t, err := newTask("Ridge", x, y, anyFloat64, opts)
	if err != nil {
		return nil, err
	}
	d, err := t.design(r.FitIntercept)
	if err != nil {
		return nil, err
	}
	_, outputs := d.y.Dims()
	alphas := r.Alphas
	if alphas == nil {
		alphas = []float64{r.Alpha}
	}
	for _, a := range alphas {
		if !(a >= 0) || math.IsInf(a, 0) {
			return nil, t.fail(nil, "alpha is %v, want a number of at least 0", a)
		}
	}
	if r.Alphas != nil && len(alphas) != outputs {
		return nil, t.fail(sklearn.ErrShape, "Number of targets and number of penalties do not correspond: %d != %d", len(alphas), outputs)
	}
	coef, solver, err := ridgeSolve(t, d, alphas)
	if err != nil {
		return nil, err
	}
	o := newObject(t)
	o.set("alpha", r.Alpha)
	if r.Alphas != nil {
		o.state[len(o.state)-1] = o.floats(r.Alphas, len(r.Alphas))
	}
	o.set("fit_intercept", r.FitIntercept)
	o.set("copy_X", true)
	o.set("max_iter", nil)
	o.set("tol", 1e-4)
	o.set("solver", "auto")
	o.set("positive", false)
	o.set("random_state", nil)
	o.features()
	o.coefficients(coef)
	o.set("n_iter_", nil)
	if t.release.since(ridgeSolverSince) {
		o.set("solver_", solver)
	}
	o.intercept(d, coef, r.FitIntercept)
	return o.model("sklearn.linear_model._ridge", "Ridge")
}

// ridgeSolve returns outputs × features by Cholesky's decomposition of XᵀX + αI, or of XXᵀ + αI if that is smaller; by
// singular values where that is singular (sklearn.linear_model._ridge._solve_cholesky, _solve_cholesky_kernel, _solve_svd).
func ridgeSolve(t *task, d *design, alphas []float64) (coef *mat.Dense, solver string, err error) {
	rows, n := d.x.Dims()
	_, outputs := d.y.Dims()
	coef = mat.NewDense(outputs, n, nil)
	gram := mat.NewSymDense(min(rows, n), nil)
	var right mat.Dense
	if dual := n > rows; dual {
		gram.SymOuterK(1, d.x)
		right.CloneFrom(d.y)
	} else {
		gram.SymOuterK(1, d.x.T())
		right.Mul(d.x.T(), d.y)
	}
	var chol mat.Cholesky
	for k := range outputs {
		if k < len(alphas) && !shifted(&chol, gram, alphas[k]) {
			return ridgeBySVD(t, d, alphas)
		}
		var w mat.VecDense
		if err := chol.SolveVecTo(&w, right.ColView(k)); err != nil {
			return ridgeBySVD(t, d, alphas)
		}
		if n > rows {
			var primal mat.VecDense
			primal.MulVec(d.x.T(), &w)
			w = primal
		}
		coef.SetRow(k, w.RawVector().Data)
	}
	return coef, "cholesky", nil
}

// shifted decomposes gram + alpha·I; false if that is singular.
func shifted(chol *mat.Cholesky, gram *mat.SymDense, alpha float64) bool {
	a := mat.NewSymDense(gram.SymmetricDim(), nil)
	a.CopySym(gram)
	for i := range a.SymmetricDim() {
		a.SetSym(i, i, a.At(i, i)+alpha)
	}
	return chol.Factorize(a) && !(chol.Cond() > 1/epsilon)
}

// zeroSingular is what singular values must be above to count. scikit-learn has this bound alone; here they must be above what
// rounding makes of zero, too, or without a penalty columns that depend on each other would get coefficients without a meaning.
const zeroSingular = 1e-15

func ridgeBySVD(t *task, d *design, alphas []float64) (*mat.Dense, string, error) {
	var svd mat.SVD
	if !svd.Factorize(d.x, mat.SVDThin) {
		return nil, "", t.fail(ErrNotConverged, "SVD did not converge")
	}
	rows, n := d.x.Dims()
	_, outputs := d.y.Dims()
	zero := math.Max(zeroSingular, epsilon*float64(max(rows, n))*svd.Values(nil)[0])
	coef := mat.NewDense(outputs, n, nil)
	for k := range outputs {
		alpha := alphas[min(k, len(alphas)-1)]
		row := svdSolve(&svd, d.y.ColView(k), func(s float64) float64 {
			if s <= zero {
				return 0
			}
			return s / (s*s + alpha)
		})
		coef.SetRow(k, row.RawRowView(0))
	}
	return coef, "svd", nil
}
