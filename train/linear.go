package train

import (
	"math"

	"github.com/brine-go/brine/sklearn"
	"gonum.org/v1/gonum/mat"
)

// A LinearRegression fits ordinary least squares (scikit-learn's LinearRegression). Of the solutions for columns that depend
// on each other it takes the shortest, as scipy.linalg.lstsq does.
type LinearRegression struct {
	FitIntercept bool
	// Tol times the largest singular value is the least that does not count as zero. scikit-learn before 1.7 has no such parameter and
	// counts on float64's epsilon, which takes rounding for data; there the bound is that of numpy.linalg.matrix_rank.
	Tol float64
}

// NewLinearRegression returns one with scikit-learn's defaults.
func NewLinearRegression() *LinearRegression {
	return &LinearRegression{FitIntercept: true, Tol: defaultLinearTol}
}

const defaultLinearTol = 1e-6

// Fit returns a LinearRegression. y is of floats or ints, of one output or several.
func (l *LinearRegression) Fit(x sklearn.Matrix, y sklearn.Target, opts ...Option) (*sklearn.Model, error) {
	t, err := newTask("LinearRegression", x, y, anyFloat64, opts)
	if err != nil {
		return nil, err
	}
	hasTol := t.release.since(linearTolSince)
	switch {
	case !(l.Tol >= 0):
		return nil, t.fail(nil, "tol is %v, want at least 0", l.Tol)
	case !hasTol && l.Tol != defaultLinearTol:
		return nil, t.fail(nil, "tol is %v, but scikit-learn %s has no such parameter", l.Tol, t.version)
	}
	d, err := t.design(l.FitIntercept)
	if err != nil {
		return nil, err
	}
	cond := l.Tol
	if !hasTol {
		cond = epsilon * float64(max(x.Rows, x.Cols))
	}
	coef, rank, singular, err := leastSquares(t, d.x, d.y, cond)
	if err != nil {
		return nil, err
	}
	o := newObject(t)
	o.set("fit_intercept", l.FitIntercept)
	o.set("copy_X", true)
	if hasTol {
		o.set("tol", l.Tol)
	}
	o.set("n_jobs", nil)
	o.set("positive", false)
	o.features()
	o.coefficients(coef)
	o.set("rank_", rank)
	o.set("singular_", o.floats(singular, len(singular)))
	o.intercept(d, coef, l.FitIntercept)
	return o.model("sklearn.linear_model._base", "LinearRegression")
}

// epsilon is float64's: numpy.finfo(float).eps.
const epsilon = 0x1p-52

// A design is X and y as least squares want them: without their means, each row times the root of its weight.
type design struct {
	x, y         *mat.Dense
	xMean, yMean []float64
}

// design mirrors sklearn.linear_model._base._preprocess_data and _rescale_data.
func (t *task) design(center bool) (*design, error) {
	y, err := t.targets()
	if err != nil {
		return nil, err
	}
	d := &design{xMean: make([]float64, t.x.Cols), yMean: make([]float64, y.Cols)}
	if center {
		t.means(d.xMean, t.x)
		t.means(d.yMean, y)
	}
	d.x, d.y = t.rescaled(t.x, d.xMean), t.rescaled(y, d.yMean)
	return d, nil
}

// means puts the weighted means of the columns into out.
func (t *task) means(out []float64, m sklearn.Matrix) {
	var total float64
	for i := range m.Rows {
		w := t.weight(i)
		total += w
		for j, v := range m.Row(i) {
			out[j] += float64(w * v)
		}
	}
	for j := range out {
		out[j] /= total
	}
}

// rescaled returns √weight · (row - mean).
func (t *task) rescaled(m sklearn.Matrix, mean []float64) *mat.Dense {
	data := make([]float64, len(m.Data))
	for i := range m.Rows {
		root := math.Sqrt(t.weight(i))
		out := data[i*m.Cols:][:m.Cols]
		for j, v := range m.Row(i) {
			out[j] = (v - mean[j]) * root
		}
	}
	return mat.NewDense(m.Rows, m.Cols, data)
}

// leastSquares returns outputs × features of the shortest solution of x·coefᵀ = y, with the rank and the singular values of x.
// Singular values of at most cond times the largest count as zero (LAPACK's gelsd).
func leastSquares(t *task, x, y *mat.Dense, cond float64) (coef *mat.Dense, rank int, singular []float64, err error) {
	var svd mat.SVD
	if !svd.Factorize(x, mat.SVDThin) {
		return nil, 0, nil, t.fail(ErrNotConverged, "SVD did not converge in Linear Least Squares")
	}
	singular = svd.Values(nil)
	for _, s := range singular {
		if s > cond*singular[0] {
			rank++
		}
	}
	coef = svdSolve(&svd, y, func(s float64) float64 {
		if s <= cond*singular[0] {
			return 0
		}
		return 1 / s
	})
	return coef, rank, singular, nil
}

// svdSolve returns (V·f(S)·Uᵀ·y)ᵀ.
func svdSolve(svd *mat.SVD, y mat.Matrix, f func(s float64) float64) *mat.Dense {
	var u, v, uy, coef mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	uy.Mul(u.T(), y)
	for i, s := range svd.Values(nil) {
		row := uy.RawRowView(i)
		for j := range row {
			row[j] *= f(s)
		}
	}
	coef.Mul(uy.T(), v.T())
	return &coef
}

// coefficients sets coef_: outputs × features, or features if y has one dimension.
func (o *object) coefficients(coef *mat.Dense) {
	outputs, n := coef.Dims()
	shape := []int{outputs, n}
	if o.t.flat() {
		shape = shape[1:]
	}
	o.set("coef_", o.floats(coef.RawMatrix().Data, shape...))
}

// intercept sets intercept_: the mean of y less what the coefficients make of that of X.
func (o *object) intercept(d *design, coef *mat.Dense, fitted bool) {
	if !fitted {
		o.set("intercept_", 0.0)
		return
	}
	var at mat.VecDense
	at.MulVec(coef, mat.NewVecDense(len(d.xMean), d.xMean))
	out := make([]float64, len(d.yMean))
	for k, mean := range d.yMean {
		out[k] = mean - at.AtVec(k)
	}
	if o.t.flat() {
		o.set("intercept_", o.float64(out[0]))
		return
	}
	o.set("intercept_", o.floats(out, len(out)))
}
