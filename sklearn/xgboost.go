package sklearn

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/xgboost"
)

// xgbRegressor is an estimator of XGBoost, or a Booster: see package xgboost. It looks at X for itself, since what a sparse matrix does not store
// is missing to it, and since it knows the categories of columns.
type xgbRegressor struct {
	*xgboost.Model
	model      *Model
	categories []*categories // of each feature; nil of numbers
}

// xgbClassifier is one that has classes.
type xgbClassifier struct{ *xgbRegressor }

// lastXGBoost is the latest release whose answers were compared with.
var lastXGBoost = version{3, 3}

func readXGBoost(s *state) (any, error) {
	m, err := xgboost.FromPy(s.value)
	if err != nil {
		return nil, s.model.fromXGBoost(err)
	}
	return s.model.ofXGBoost(m)
}

// FromXGBoost returns a model that package xgboost read: of a file of save_model, say.
func FromXGBoost(trees *xgboost.Model) (*Model, error) {
	m := &Model{ClassName: trees.ClassName, Module: trees.Module}
	e, err := m.ofXGBoost(trees)
	if err != nil {
		return nil, err
	}
	m.estimator, m.traits = e, traitsOf(e)
	return m, nil
}

// ofXGBoost returns the estimator that model is, and sets its fields.
func (model *Model) ofXGBoost(m *xgboost.Model) (any, error) {
	b := m.Booster
	model.Version, model.NFeatures, model.FeatureNames = b.Version(), b.Features, b.FeatureNames
	if v := parseVersion(b.Version()); v.after(lastXGBoost) {
		model.Warnings = append(model.Warnings, fmt.Sprintf("%s was written by XGBoost %s, later than %v, the last release that was checked", m.ClassName, b.Version(), lastXGBoost))
	}
	r := &xgbRegressor{Model: m, model: model}
	for _, names := range b.Categories {
		var c *categories
		if names != nil {
			t := targetOf(names)
			values := make([]any, t.Len())
			for i := range values {
				values[i] = t.Value(i)
			}
			var err error
			if c, err = newCategories(values); err != nil {
				return nil, model.fail(err, err.Error())
			}
		}
		r.categories = append(r.categories, c)
	}
	if !m.IsClassifier() {
		return r, nil
	}
	model.Classes = targetOf(m.Classes)
	return xgbClassifier{r}, nil
}

// fromXGBoost returns an error of package xgboost as one of this.
func (m *Model) fromXGBoost(err error) error {
	if err == nil {
		return nil
	}
	cause := err
	for theirs, ours := range map[error]error{
		xgboost.ErrUnsupported: ErrUnsupported, xgboost.ErrNotFitted: ErrNotFitted,
		xgboost.ErrFeatures: ErrFeatures, xgboost.ErrInfinite: ErrInfinite, xgboost.ErrShape: ErrShape,
	} {
		if errors.Is(err, theirs) {
			cause = ours
		}
	}
	return m.fail(cause, strings.TrimPrefix(err.Error(), "xgboost: "))
}

// matrix returns x as XGBoost's DMatrix has it.
func (r *xgbRegressor) matrix(x X) (Matrix, error) {
	if err := r.model.checkShape(x); err != nil {
		return Matrix{}, err
	}
	switch x := x.(type) {
	case Matrix:
		return x, nil
	case *Sparse:
		return sparseWithGaps(x), nil
	case *Table:
		return r.table(x)
	case *pandas.DataFrame:
		t, err := TableOf(x)
		if err != nil {
			return Matrix{}, err
		}
		return r.table(t)
	}
	return Matrix{}, unknownX(x)
}

// sparseWithGaps returns a sparse matrix with NaN for what it does not store.
func sparseWithGaps(x *Sparse) Matrix {
	out := predict.NewMatrix(x.Rows, x.Cols)
	for i := range out.Data {
		out.Data[i] = math.NaN()
	}
	for i := range x.Rows {
		index, data := x.Row(i)
		row := out.Row(i)
		for k, j := range index {
			row[j] = data[k]
		}
	}
	return out
}

// table returns columns as numbers: those of categories by their codes. Since 3.1 a model has the names of its categories, and a
// value is looked up among them; before, the codes of a DataFrame are taken as they are.
func (r *xgbRegressor) table(t *Table) (Matrix, error) {
	out := predict.NewMatrix(t.rows, len(t.columns))
	for j := range t.columns {
		c := &t.columns[j]
		named := r.categories != nil && r.categories[j] != nil
		if named && (c.codes != nil || c.raw || !c.numeric()) {
			for i, code := range r.categories[j].encode(nil, c) {
				x := float64(code)
				if code < 0 {
					if c.At(i) != nil {
						return Matrix{}, r.model.fail(ErrCategory, fmt.Sprintf("Found a category not in the training set for the %dth (0-based) column: `%s` (column %s, row %d)", j, shorten(pythonStr(c.At(i))), c.place(j), i))
					}
					x = math.NaN()
				}
				out.Data[i*out.Cols+j] = x
			}
			continue
		}
		if c.codes != nil {
			for i, code := range c.codes {
				x := float64(code)
				if code < 0 {
					x = math.NaN()
				}
				out.Data[i*out.Cols+j] = x
			}
			continue
		}
		values, err := c.floats(j)
		if err != nil {
			if types := r.Booster.FeatureTypes; j < len(types) && types[j] == "c" {
				text := fmt.Sprintf("column %s is of categories, whose names XGBoost %s did not keep: it must be given as their codes, or as a pandas categorical", c.place(j), r.model.Version)
				return Matrix{}, r.model.fail(ErrType, text)
			}
			return Matrix{}, err
		}
		for i, x := range values {
			out.Data[i*out.Cols+j] = x
		}
	}
	return out, nil
}

// Importances returns feature_importances_; nil of gblinear with several classes.
func (r *xgbRegressor) Importances() []float64 {
	out, err := r.Model.Importances()
	if err != nil {
		return nil
	}
	return out
}

// accepts: XGBoost checks for itself.
func (r *xgbRegressor) accepts() policy { return unchecked }

// xgbRows calls f with x as a matrix, of a large sparse one some rows at a time.
func xgbRows[R any](r *xgbRegressor, x X, join func([]R) (R, error), f func(Matrix) (R, error)) (R, error) {
	var none R
	s, ok := x.(*Sparse)
	if !ok || s.Rows == 0 || s.Cols == 0 || s.Rows <= blockCells/s.Cols {
		m, err := r.matrix(x)
		if err != nil {
			return none, err
		}
		return f(m)
	}
	var parts []R
	step := max(1, blockCells/s.Cols)
	for from := 0; from < s.Rows; from += step {
		m, err := r.matrix(s.Slice(from, min(from+step, s.Rows)))
		if err != nil {
			return none, err
		}
		part, err := f(m)
		if err != nil {
			return none, err
		}
		parts = append(parts, part)
	}
	return join(parts)
}

// Predict returns forecasts: one a row, or one for each target.
func (r *xgbRegressor) Predict(x X) (Target, error) {
	return xgbRows(r, x, stackTargets, func(x Matrix) (Target, error) {
		y, err := r.Forecast(x)
		if err != nil {
			return Target{}, r.model.fromXGBoost(err)
		}
		if y.Cols == 1 {
			return column(y.Data), nil
		}
		return matrix(y.Data, y.Rows, y.Cols), nil
	})
}

// Predict returns classes: one a row, or of each of several things whether it is so.
func (c xgbClassifier) Predict(x X) (Target, error) {
	return xgbRows(c.xgbRegressor, x, stackTargets, func(x Matrix) (Target, error) {
		indices, outputs, err := c.PredictClass(x)
		if err != nil {
			return Target{}, c.model.fromXGBoost(err)
		}
		if outputs == 1 {
			return c.model.Classes.take(indices), nil
		}
		flags := make([]float64, len(indices)) // XGBoost's are floats there
		for i, index := range indices {
			flags[i] = float64(index)
		}
		return matrix(flags, x.Rows, outputs), nil
	})
}

// PredictProba returns how probable each class is.
func (c xgbClassifier) PredictProba(x X) (Matrix, error) {
	return xgbRows(c.xgbRegressor, x, stack, func(x Matrix) (Matrix, error) {
		p, err := c.Model.PredictProba(x)
		return p, c.model.fromXGBoost(err)
	})
}

// PredictLogProba is of the interface; XGBoost has it not.
func (c xgbClassifier) PredictLogProba(x X) (Matrix, error) {
	return Matrix{}, c.model.fail(ErrNoMethod, "'"+c.model.ClassName+"' object has no attribute 'predict_log_proba'")
}

func (c xgbClassifier) has(method Method) bool { return method != MethodPredictLogProba }

// TreeCounts counts the trees; a linear Booster has none.
func (r *xgbRegressor) TreeCounts() TreeCounts {
	var c TreeCounts
	for i := range r.Booster.Trees() {
		c.add(r.Booster.TreeSize(i))
	}
	return c
}
