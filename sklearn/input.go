package sklearn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/predict"
)

// policy says which X an estimator takes.
type policy uint8

const (
	finite     policy = iota // numbers only
	allowNaN                 // NaN too, but no infinity
	finite32                 // numbers that fit a float32
	allowNaN32               // NaN too
	anything                 // NaN and infinity too
	unchecked                // it hands X on to parts that check for themselves
)

// An accepter takes another X than one of finite numbers.
type accepter interface{ accepts() policy }

// ready checks that the model has the method, and returns x with its columns in the order of the model's features, if they have
// names.
func (m *Model) ready(method Method, x X) (X, error) {
	if !m.Has(method) {
		return nil, m.fail(ErrNoMethod, fmt.Sprintf("'%s' object has no attribute '%s'", m.ClassName, method))
	}
	switch v := x.(type) {
	case Matrix:
		if !consistent(v) {
			return nil, m.fail(ErrShape, fmt.Sprintf("X has %d values, not %d rows of %d", len(v.Data), v.Rows, v.Cols))
		}
		return v, nil
	case *Sparse:
		return v, nil
	case *Table:
		return m.align(v)
	case *pandas.DataFrame:
		t, err := TableOf(v)
		if err != nil {
			return nil, err
		}
		return m.align(t)
	}
	return nil, unknownX(x)
}

// align puts the columns of a table into the order of the model's features.
func (m *Model) align(t *Table) (*Table, error) {
	names := t.Names()
	if names == nil || m.FeatureNames == nil {
		return t, nil
	}
	order, err := m.Columns(names)
	if err != nil {
		return nil, err
	}
	return t.take(order), nil
}

// check checks that the model takes x, with scikit-learn's messages (sklearn.utils.validation.check_array and
// _check_n_features).
func (m *Model) check(x Matrix) error {
	rule := m.traits.rule
	if rule == unchecked || m.traits.late && m.checkShape(x) == nil {
		return nil
	}
	return m.checkAs(x, rule)
}

// checkAs checks it by a rule, of estimators that take any X.
func (m *Model) checkAs(x Matrix, rule policy) error {
	if rule != anything {
		values := x
		if x.Sparse != nil {
			values = Matrix{Data: x.Sparse.Data, Rows: 1, Cols: len(x.Sparse.Data)}
		}
		if err := m.checkFinite(values, rule); err != nil {
			return err
		}
	}
	return m.checkShape(x)
}

// checkSparse checks that the model takes a sparse x.
func (m *Model) checkSparse(x *Sparse, rule policy) error {
	if rule != anything {
		for i := range x.Rows {
			index, data := x.Row(i)
			if err := m.checkFinite(Matrix{Data: data, Rows: 1, Cols: len(data)}, rule); err != nil {
				return within(fmt.Sprintf("row %d of a sparse X, by its %d values", i, len(index)), err)
			}
		}
	}
	return m.checkShape(x)
}

// checkShape checks the number of rows and columns.
func (m *Model) checkShape(x X) error {
	rows, cols := x.Shape()
	switch {
	case rows == 0:
		return m.fail(ErrShape, fmt.Sprintf("Found array with 0 sample(s) (shape=(0, %d)) while a minimum of 1 is required by %s.", cols, m.ClassName))
	case cols == 0:
		return m.fail(ErrShape, fmt.Sprintf("Found array with 0 feature(s) (shape=(%d, 0)) while a minimum of 1 is required by %s.", rows, m.ClassName))
	case m.NFeatures != 0 && cols != m.NFeatures:
		return m.fail(ErrFeatures, fmt.Sprintf("X has %d features, but %s is expecting %d features as input.", cols, m.ClassName, m.NFeatures))
	}
	return nil
}

// consistent reports whether x has as many values as its shape says.
func consistent(x Matrix) bool {
	if x.Rows < 0 || x.Cols <= 0 {
		return x.Rows >= 0 && x.Cols == 0 && len(x.Data) == 0
	}
	return len(x.Data)%x.Cols == 0 && len(x.Data)/x.Cols == x.Rows
}

// checkFinite looks for NaN and infinity.
func (m *Model) checkFinite(x Matrix, rule policy) error {
	limit, dtype := math.MaxFloat64, "float64"
	infinite := func(v float64) bool { return math.IsInf(v, 0) }
	if rule == finite32 || rule == allowNaN32 {
		limit, dtype = math.MaxFloat32, "float32"
		infinite = func(v float64) bool { return math.IsInf(float64(float32(v)), 0) }
	}
	if predict.UpTo(x.Data, limit) {
		return nil
	}
	nan, inf := -1, -1
	for i, v := range x.Data {
		switch {
		case math.IsNaN(v) && nan < 0:
			nan = i
		case inf < 0 && infinite(v):
			inf = i
		}
	}
	place := func(i int) string { return fmt.Sprintf(" (row %d, column %d)", i/x.Cols, i%x.Cols) }
	if nan >= 0 && rule != allowNaN && rule != allowNaN32 {
		return m.fail(ErrNaN, "Input X contains NaN. "+m.ClassName+" does not accept missing values encoded as NaN natively."+place(nan))
	}
	if inf >= 0 {
		return m.fail(ErrInfinite, "Input X contains infinity or a value too large for dtype('"+dtype+"')."+place(inf))
	}
	return nil
}

// inputNames returns the names of the input columns: those of the DataFrame that the model was fitted on, or
// x0, x1, …
func (m *Model) inputNames() []string {
	if m.FeatureNames != nil {
		return m.FeatureNames
	}
	names := make([]string, m.NFeatures)
	for i := range names {
		names[i] = fmt.Sprintf("x%d", i)
	}
	return names
}

// Columns tells where in a table the model's features are: feature i is column Columns(header)[i]; -1 if it is not there and the
// model drops it. A model that was fitted without names takes the columns as they are. Missing, surplus and repeated columns are
// errors that name them.
func (m *Model) Columns(header []string) ([]int, error) {
	out := make([]int, len(header))
	if m.FeatureNames == nil {
		if m.NFeatures != 0 && len(header) != m.NFeatures {
			return nil, m.fail(ErrFeatures, fmt.Sprintf("X has %d features, but %s is expecting %d features as input.", len(header), m.ClassName, m.NFeatures))
		}
		for i := range out {
			out[i] = i
		}
		return out, nil
	}
	at := make(map[string]int, len(header))
	for i, name := range header {
		if m.nameInModel != nil {
			name = m.nameInModel(name)
		}
		if _, twice := at[name]; twice {
			return nil, m.fail(ErrFeatures, fmt.Sprintf("column %q is there twice", name))
		}
		at[name] = i
	}
	var missing, unseen []string
	out = out[:0]
	for j, name := range m.FeatureNames {
		i, ok := at[name]
		switch {
		case ok:
		case m.unused != nil && m.unused[j]:
			i = -1
		default:
			missing = append(missing, name)
		}
		out = append(out, i)
		delete(at, name)
	}
	for name := range at {
		unseen = append(unseen, name)
	}
	if len(missing)+len(unseen) == 0 {
		return out, nil
	}
	text := "The feature names should match those that were passed during fit."
	text += listNames(" Feature names unseen at fit time: ", unseen)
	text += listNames(" Feature names seen at fit time, yet now missing: ", missing)
	return nil, m.fail(ErrFeatures, text)
}

// listNames lists up to five names in order.
func listNames(title string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	if len(names) > 5 {
		names = append(names[:5:5], "...")
	}
	return title + strings.Join(names, ", ") + "."
}
