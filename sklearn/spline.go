package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// splines is a SplineTransformer: each column becomes the values of B-splines.
type splines struct {
	basis         []*predict.BSpline // of each feature
	width         int                // basis functions that a feature has, before the last is left out
	degree        int
	extrapolation string
	bias          bool // the last basis function is kept
	zeros         bool // NaN becomes zeros
	sparse        bool // rows beyond the last knot of constants of degree 0 then differ
}

func readSplines(s *state) (any, error) {
	t := &splines{}
	var err error
	if t.extrapolation, err = s.choice("extrapolation", "constant", "error", "constant", "linear", "continue", "periodic"); err != nil {
		return nil, err
	}
	if t.bias, err = s.flag("include_bias", true); err != nil {
		return nil, err
	}
	t.zeros = s.text("handle_missing") == "zeros"
	if t.sparse, err = s.flag("sparse_output", false); err != nil {
		return nil, err
	}
	if t.degree, err = s.count("degree", 0, 1<<10); err != nil {
		return nil, err
	}
	list, err := s.attr("bsplines_")
	if err != nil {
		return nil, err
	}
	for item := range list.Items() {
		b, err := s.bspline(item)
		if err != nil {
			return nil, err
		}
		if len(t.basis) == 0 {
			t.width = b.Coef.Cols
		}
		if b.Degree != t.degree || b.Coef.Cols != t.width {
			return nil, s.fail("bsplines_", nil, fmt.Sprintf("spline %d is of degree %d with %d functions, want %d and %d", len(t.basis), b.Degree, b.Coef.Cols, t.degree, t.width))
		}
		t.basis = append(t.basis, b)
	}
	if t.width < max(1, t.degree) {
		return nil, s.fail("bsplines_", nil, fmt.Sprintf("%d functions of degree %d", t.width, t.degree))
	}
	for j, b := range t.basis {
		if degree, _ := t.degrees(j); len(b.Knots) < 2*degree+1 {
			return nil, s.fail("bsplines_", nil, fmt.Sprintf("%d knots of degree %d", len(b.Knots), degree))
		}
	}
	return t, s.features("bsplines_", len(t.basis))
}

// bspline reads a scipy.interpolate.BSpline; its arrays have an underscore since SciPy 1.15.
func (s *state) bspline(v py.Value) (*predict.BSpline, error) {
	get := func(name string) (array, error) {
		x := v.Attr(name)
		if !x.IsValid() {
			x = v.Attr("_" + name)
		}
		return s.arrayOf(x, "bsplines_."+name)
	}
	t, err := get("t")
	if err != nil {
		return nil, err
	}
	c, err := get("c")
	if err != nil {
		return nil, err
	}
	degree, ok := countOf(v.Attr("k"))
	if !ok || len(t.shape) != 1 || len(c.shape) != 2 || degree > 1<<10 {
		return nil, s.fail("bsplines_", nil, fmt.Sprintf("knots of shape %v, coefficients of shape %v, degree %d", t.shape, c.shape, degree))
	}
	extrapolate, _ := v.Attr("extrapolate").Number()
	b, err := predict.NewBSpline(t.data, Matrix{Data: c.data, Rows: c.shape[0], Cols: c.shape[1]}, degree, extrapolate != 0)
	if err != nil {
		return nil, s.wrap("bsplines_", err)
	}
	return b, nil
}

func (t *splines) accepts() policy {
	if t.zeros {
		return anything
	}
	return finite
}

// jointly: whether NaN becomes what the least value of its column does.
func (t *splines) jointly() bool {
	return t.zeros && t.sparse && t.extrapolation != "constant" && t.extrapolation != "linear" && len(t.basis) > 1
}

// Transform returns for each feature the values of its basis functions, one after the other.
func (t *splines) Transform(x Matrix) (Matrix, error) {
	kept := t.width
	if !t.bias {
		kept--
	}
	out := predict.NewMatrix(x.Rows, kept*x.Cols)
	values, slopes := make([]float64, t.width), make([]float64, t.width)
	work := make([]float64, 2*t.degree+2)
	for j := range t.basis {
		gap := math.NaN()
		if t.jointly() && j > 0 {
			gap = t.least(x, j) // scikit-learn clears the rows of NaN for the first feature alone
		}
		for i := range x.Rows {
			v := x.Data[i*x.Cols+j]
			if math.IsNaN(v) {
				v = gap
			}
			if err := t.evaluate(values, slopes, work, j, v); err != nil {
				return Matrix{}, err
			}
			copy(out.Row(i)[j*kept:][:kept], values)
		}
	}
	return out, nil
}

// least returns the smallest number of a column where the splines are evaluated, 0 if it has NaN alone.
func (t *splines) least(x Matrix, column int) float64 {
	low := math.NaN()
	for i := range x.Rows {
		v := x.Data[i*x.Cols+column]
		if t.extrapolation == "periodic" {
			v = wrapped(v, t.basis[column])
		}
		if !(v >= low) && !math.IsNaN(v) {
			low = v
		}
	}
	if math.IsNaN(low) {
		return 0
	}
	return low
}

// wrapped returns the number within the knots that stands for x where they repeat.
func wrapped(x float64, b *predict.BSpline) float64 {
	low, high := b.Bounds()
	if high > low {
		return low + floorMod(x-low, high-low)
	}
	return 0 // of a column of one number
}

// evaluate writes the basis functions of a feature at x, which may be beyond the knots, into out.
func (t *splines) evaluate(out, slopes, work []float64, feature int, x float64) error {
	b := t.basis[feature]
	if math.IsNaN(x) {
		clear(out)
		return nil
	}
	switch t.extrapolation {
	case "periodic":
		b.Values(out, wrapped(x, b), 0, work)
	case "continue":
		b.Values(out, x, 0, work)
	case "error":
		if b.Values(out, x, 0, work); math.IsNaN(out[0]) {
			return &Error{Text: fmt.Sprintf("X contains values beyond the limits of the knots. (%v)", x)}
		}
	default:
		return t.outside(out, slopes, work, feature, x)
	}
	return nil
}

// outside goes on beyond the knots with the value there, or along the line there.
func (t *splines) outside(out, slopes, work []float64, feature int, x float64) error {
	b := t.basis[feature]
	degree, n := t.degrees(feature)
	low, high := b.Knots[degree], b.Knots[len(b.Knots)-degree-1]
	if low <= x && x <= high {
		b.Values(out, x, 0, work)
		return nil
	}
	if n == 0 && !t.sparse {
		return &Error{Text: fmt.Sprintf("X contains values beyond the limits of the knots, which splines of degree 0 do not take. (%v)", x)}
	}
	edge := low
	if x > high {
		edge = high
	}
	b.Values(out, edge, 0, work)
	if t.extrapolation == "linear" {
		b.Values(slopes, edge, 1, work)
	}
	for j := range out {
		inner := j >= n
		if x > high {
			inner = j < len(out)-n && n > 0 // of none, XBS_sparse[mask, -0:] is all
		}
		switch {
		case inner:
			out[j] = 0
		case t.extrapolation == "linear":
			out[j] += float64((x - edge) * slopes[j])
		}
	}
	return nil
}

// degrees returns the degree by which the limits of a feature's knots are found, and how many functions go on beyond each.
// A line has at least two of those, and scikit-learn's loop over features then also finds the limits by the number of the
// feature before.
func (t *splines) degrees(feature int) (degree, functions int) {
	degree, functions = t.degree, t.degree
	if t.extrapolation == "linear" {
		degree = max(degree, min(2, degree+feature))
		functions = max(degree, min(2, degree+1))
	}
	return degree, functions
}

// floorMod is Python's %: its result has the sign of y.
func floorMod(x, y float64) float64 {
	m := math.Mod(x, y)
	if m != 0 && (m < 0) != (y < 0) {
		m += y
	}
	return m
}

func (t *splines) featureNamesOut(in []string) ([]string, error) {
	kept := t.width
	if !t.bias {
		kept--
	}
	var out []string
	for _, name := range in {
		for k := range kept {
			out = append(out, fmt.Sprintf("%s_sp_%d", name, k))
		}
	}
	return out, nil
}
