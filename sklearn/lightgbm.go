package sklearn

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/lightgbm"
	"github.com/brine-go/brine/predict"
)

// lightGBM is a model of package lightgbm: a regressor, a ranker, a Booster, or a classifier whose objective is a user's own.
type lightGBM struct {
	model      *Model
	trees      *lightgbm.Model
	categories []*categories // of the columns of categories that the training DataFrame had, in their order
	largest    []int         // of each feature: its largest category, -1 if it has none
}

// lightGBMClassifier is an LGBMClassifier.
type lightGBMClassifier struct{ lightGBM }

func readLightGBM(s *state) (any, error) {
	trees, err := lightgbm.FromPy(s.value)
	if err != nil {
		return nil, s.model.fromLightGBM(err)
	}
	if s.loader.seen[trees.Text] { // one text, many Boosters
		if s.loader.again++; s.loader.again > maxAgain {
			return nil, s.model.fail(ErrUnsupported, fmt.Sprintf("Boosters are used again more than %d times", maxAgain))
		}
	}
	s.loader.seen[trees.Text] = true
	return s.model.ofLightGBM(trees)
}

// FromLightGBM returns a model that package lightgbm read: of a text file, say.
func FromLightGBM(trees *lightgbm.Model) (*Model, error) {
	m := &Model{ClassName: trees.ClassName, Module: trees.Module}
	var err error
	if m.estimator, err = m.ofLightGBM(trees); err != nil {
		return nil, err
	}
	m.traits = traitsOf(m.estimator)
	return m, nil
}

// ofLightGBM returns the estimator that m is, and sets m's fields.
func (m *Model) ofLightGBM(trees *lightgbm.Model) (any, error) {
	l := lightGBM{model: m, trees: trees, largest: trees.Booster.Categorical()}
	m.NFeatures = trees.Booster.Features
	if trees.Booster.Named() {
		m.FeatureNames = trees.Booster.FeatureNames
		m.nameInModel = func(name string) string { return strings.ReplaceAll(name, " ", "_") }
	}
	for _, values := range trees.Booster.PandasCategorical {
		c, err := newCategories(values)
		if err != nil {
			return nil, err
		}
		l.categories = append(l.categories, c)
	}
	if !trees.IsClassifier() {
		return &l, nil
	}
	var err error
	if m.Classes, err = classesOf(trees.Classes); err != nil {
		return nil, m.fail(err, "_classes: "+err.Error())
	}
	return &lightGBMClassifier{l}, nil
}

// fromLightGBM returns an error of package lightgbm as one of this.
func (m *Model) fromLightGBM(err error) error {
	cause := err
	for theirs, ours := range map[error]error{lightgbm.ErrUnsupported: ErrUnsupported, lightgbm.ErrNotFitted: ErrNotFitted} {
		if errors.Is(err, theirs) {
			cause = ours
		}
	}
	return m.fail(cause, strings.TrimPrefix(err.Error(), "lightgbm: "))
}

// numeric calls f with x as numbers: columns of categories become the codes that these had in training.
func numeric[R any](l *lightGBM, x X, f func(Matrix) (R, error), join func([]R) (R, error)) (R, error) {
	if t, ok := x.(*Table); ok {
		m, err := l.dense(t)
		if err != nil {
			var none R
			return none, err
		}
		x = m
	}
	return blocks(l.model, x, func(m Matrix) (R, error) {
		if err := l.model.checkShape(m); err != nil {
			var none R
			return none, err
		}
		return inParts(m, l.model.parts(MethodPredict, m), f, join)
	}, join)
}

// dense returns a table as numbers (_data_from_pandas in lightgbm/basic.py). A category that training did not have is missing.
func (l *lightGBM) dense(t *Table) (Matrix, error) {
	if len(l.categories) == 0 || len(t.columns) != l.model.NFeatures {
		return t.dense()
	}
	at, err := l.categorical(t)
	if err != nil {
		return Matrix{}, err
	}
	out := Table{rows: t.rows, columns: append([]Column(nil), t.columns...)}
	for k, j := range at {
		codes := l.categories[k].encode(make([]int, 0, t.rows), &t.columns[j])
		values := make([]float64, t.rows)
		for i, code := range codes {
			if values[i] = float64(code); code < 0 {
				values[i] = math.NaN()
			}
		}
		out.columns[j] = FloatColumn(t.columns[j].Name, values)
	}
	return out.dense()
}

// categorical tells which columns are the training DataFrame's columns of categories. The model has their categories in order but
// not where they are. In a DataFrame with columns of categories these are they, as LightGBM has it; else those are that hold
// texts, and those whose splits are of categories.
func (l *lightGBM) categorical(t *Table) ([]int, error) {
	var typed, likely []int
	for j := range t.columns {
		c := &t.columns[j]
		if c.codes != nil {
			typed = append(typed, j)
		}
		if c.codes != nil || l.largest[j] >= 0 || c.textual() {
			likely = append(likely, j)
		}
	}
	if len(typed) == len(l.categories) {
		return typed, nil
	}
	if len(typed) > 0 || len(likely) != len(l.categories) {
		n := len(typed)
		if n == 0 {
			n = len(likely)
		}
		text := fmt.Sprintf("train and valid dataset categorical_feature do not match: %d columns of categories, %d in training", n, len(l.categories))
		return nil, l.model.fail(ErrFeatures, text)
	}
	for k, j := range likely {
		if l.largest[j] >= len(l.categories[k].values) {
			text := fmt.Sprintf("column %s has category %d in the model, which has %d for it", t.columns[j].place(j), l.largest[j], len(l.categories[k].values))
			return nil, l.model.fail(ErrFeatures, text)
		}
	}
	return likely, nil
}

// textual reports whether a column has a text that stands for no number.
func (c *Column) textual() bool {
	for i := range c.Len() {
		if text, ok := c.At(i).(string); ok {
			if _, number := parseNumber(text, c.raw); !number || !c.raw {
				return true
			}
		}
	}
	return false
}

// Predict returns forecasts; raw scores, one for each class, if the objective is a user's own.
func (l *lightGBM) Predict(x X) (Target, error) {
	y, err := numeric(l, x, l.trees.Forecast, stack)
	if err != nil {
		return Target{}, err
	}
	if y.Cols == 1 {
		return column(y.Data), nil
	}
	return matrix(y.Data, y.Rows, y.Cols), nil
}

func (l *lightGBMClassifier) Predict(x X) (Target, error) {
	indices, err := numeric(&l.lightGBM, x, l.trees.PredictClass, func(parts [][]int) ([]int, error) {
		var out []int
		for _, p := range parts {
			out = append(out, p...)
		}
		return out, nil
	})
	if err != nil {
		return Target{}, err
	}
	return l.model.Classes.take(indices), nil
}

func (l *lightGBMClassifier) PredictProba(x X) (Matrix, error) {
	return numeric(&l.lightGBM, x, l.trees.PredictProba, stack)
}

// PredictLogProba is of the logarithms of the same; LightGBM itself has no such method.
func (l *lightGBMClassifier) PredictLogProba(x X) (Matrix, error) {
	p, err := l.PredictProba(x)
	if err != nil {
		return predict.Matrix{}, err
	}
	p.Log()
	return p, nil
}

func (l *lightGBM) accepts() policy { return anything }

// tabular tells that X may have columns of categories.
func (l *lightGBM) tabular() bool { return len(l.categories) > 0 }

// Importances returns LightGBM's feature_importances_: how many splits are of each feature or, with importance_type="gain", what these
// gained. Unlike scikit-learn's they are no parts of 1.
func (l *lightGBM) Importances() []float64 {
	kind := lightgbm.Split
	if text, ok := l.model.Attr("importance_type").Str(); ok {
		kind = lightgbm.Importance(text)
	}
	out, err := l.trees.Booster.FeatureImportance(kind)
	if err != nil {
		return nil
	}
	return out
}

func (l *lightGBM) TreeCounts() TreeCounts {
	var c TreeCounts
	for i := range l.trees.Booster.Trees() {
		c.add(l.trees.Booster.TreeSize(i))
	}
	return c
}

func (l *lightGBM) cost() int { return l.trees.Booster.Trees() * treeCost }
