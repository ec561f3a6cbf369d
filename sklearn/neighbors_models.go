package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/internal/label"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// neighborsRegressor is a KNeighborsRegressor or RadiusNeighborsRegressor.
type neighborsRegressor struct {
	*neighbors
	y       []float64 // rows × outputs
	outputs int
	matrix  bool
}

func readNeighborsRegressor(s *state) (any, error) {
	read := s.nearest
	if s.model.ClassName == "RadiusNeighborsRegressor" {
		read = s.within
	}
	n, err := read()
	if err != nil {
		return nil, err
	}
	y, err := s.numbers("_y")
	if err != nil {
		return nil, err
	}
	r := &neighborsRegressor{neighbors: n, y: y.data, outputs: 1, matrix: len(y.shape) == 2}
	if r.matrix {
		r.outputs = y.shape[1]
	}
	if len(y.shape) == 0 || len(y.shape) > 2 || y.shape[0] != n.Rows() {
		return nil, s.fail("_y", nil, fmt.Sprintf("got an array of shape %v for %d rows", y.shape, n.Rows()))
	}
	return r, nil
}

// Predict returns the weighted mean of the neighbours; NaN where there are none.
func (r *neighborsRegressor) Predict(x Matrix) (Target, error) {
	out := make([]float64, x.Rows*r.outputs)
	r.each(x, func(row int, index []int, weight []float64) {
		var total float64
		for _, w := range weight {
			total += w
		}
		for o := range r.outputs {
			var sum float64
			for i, at := range index {
				sum += float64(weight[i] * r.y[at*r.outputs+o])
			}
			out[row*r.outputs+o] = sum / total
		}
	})
	if r.matrix {
		return matrix(out, x.Rows, r.outputs), nil
	}
	return column(out), nil
}

// An output is the classes of one column of y, and which of them each training row has.
type output struct {
	classes Target
	y       []int
	outlier int // the class of rows without neighbours; -1 if they have no label, or one that is no class
	label   any // of such rows; nil if they are an error
}

// neighborsClassifier is a KNeighborsClassifier or RadiusNeighborsClassifier.
type neighborsClassifier struct {
	*neighbors
	model   *Model
	outputs []output
	several bool
}

func readNeighborsClassifier(s *state) (any, error) {
	radius := s.model.ClassName == "RadiusNeighborsClassifier"
	read := s.nearest
	if radius {
		read = s.within
	}
	n, err := read()
	if err != nil {
		return nil, err
	}
	c := &neighborsClassifier{neighbors: n, model: s.model}
	lists, several, err := s.classLists()
	if err != nil {
		return nil, err
	}
	if c.several = several; !several {
		s.model.Classes = lists[0]
	}
	y, err := s.numbers("_y")
	if err != nil {
		return nil, err
	}
	if len(y.data) != n.Rows()*len(lists) {
		return nil, s.fail("_y", nil, fmt.Sprintf("got an array of shape %v for %d rows and %d outputs", y.shape, n.Rows(), len(lists)))
	}
	for k, classes := range lists {
		out := output{classes: classes, y: make([]int, n.Rows()), outlier: -1}
		for i := range out.y {
			v := y.data[i*len(lists)+k]
			if !(v >= 0 && v < float64(classes.Len())) || v != math.Trunc(v) {
				return nil, s.fail("_y", nil, fmt.Sprintf("class %v of %d", v, classes.Len()))
			}
			out.y[i] = int(v)
		}
		if radius {
			if err := s.outlierLabel(&out, k, several); err != nil {
				return nil, err
			}
		}
		c.outputs = append(c.outputs, out)
	}
	return c, nil
}

// outlierLabel reads the label that output k gives to rows without neighbours, if any.
func (s *state) outlierLabel(o *output, k int, several bool) error {
	v := s.value.Attr("outlier_label_")
	if !v.IsValid() { // before 0.22
		v = s.value.Attr("outlier_label")
	}
	if !v.IsValid() || v.IsNone() {
		return nil
	}
	if v.Kind() != py.Str && v.Kind() != py.ByteString && v.Kind() != py.Int && v.Kind() != py.Float && v.Kind() != py.Bool && !numpy.IsScalar(v) {
		items, err := s.items("outlier_label_", v)
		if err != nil || k >= len(items) {
			return s.fail("outlier_label_", ErrUnsupported, py.Repr(v)+" is no list of labels")
		}
		v = items[k]
	} else if several && k > 0 {
		return s.fail("outlier_label_", ErrUnsupported, "one label for several outputs")
	}
	label, err := s.labelOf(v)
	if err != nil {
		return err
	}
	o.label = label.Value(0)
	if s.classMode() && !several {
		// It takes the label for the number of a class.
		o.outlier = -1
		if n, ok := numberOf(s.value.Attr("outlier_label")); ok && n >= 0 && n < float64(o.classes.Len()) && n == math.Trunc(n) {
			o.outlier = int(n)
		}
		return nil
	}
	o.outlier = o.classes.find(label)[0]
	if o.outlier < 0 && !sameType(o.classes, label) {
		return s.fail("outlier_label_", ErrUnsupported, py.Repr(v)+" is not of the type of the classes")
	}
	return nil
}

// classMode reports whether the release has RadiusNeighborsClassMode count the neighbours, which knows no labels.
func (s *state) classMode() bool {
	if !s.version.since(radiusClassModeSince) || s.text("weights") != "uniform" || s.text("_fit_method") != "brute" {
		return false
	}
	switch s.text("effective_metric_") {
	case "euclidean", "sqeuclidean", "precomputed", "cosine", "correlation", "nan_euclidean":
		return false
	}
	return true
}

// labelOf reads one label.
func (s *state) labelOf(v py.Value) (Target, error) {
	if numpy.IsScalar(v) {
		a, err := numpy.FromPy(v)
		if err != nil {
			return Target{}, s.wrap("outlier_label_", err)
		}
		values, err := label.OfArray(a)
		return targetOf(values), err
	}
	values, err := label.OfObjects([]py.Value{v})
	if err != nil {
		return Target{}, s.wrap("outlier_label_", err)
	}
	return targetOf(values), nil
}

func sameType(a, b Target) bool {
	return fmt.Sprintf("%T", a.values) == fmt.Sprintf("%T", b.values)
}

func (c *neighborsClassifier) has(method Method) bool {
	switch method {
	case MethodPredictProba:
		return !c.several
	case MethodPredictLogProba:
		return false
	case MethodPredictProbas:
		return c.several
	}
	return true
}

// shares returns for each output the share of the neighbours' weights that each class has.
func (c *neighborsClassifier) shares(x Matrix) (out []Matrix, lone []int, err error) {
	for _, o := range c.outputs {
		out = append(out, predict.NewMatrix(x.Rows, o.classes.Len()))
	}
	c.each(x, func(row int, index []int, weight []float64) {
		if len(index) == 0 {
			lone = append(lone, row)
		}
		for k, o := range c.outputs {
			p := out[k].Row(row)
			for i, at := range index {
				p[o.y[at]] += weight[i]
			}
		}
	})
	for k, o := range c.outputs {
		for _, row := range lone {
			if o.label == nil {
				return nil, nil, c.model.fail(ErrUnsupported, fmt.Sprintf("No neighbors found for test samples %s, you can try using larger radius, giving a label for outliers, or considering removing them from your dataset.", arrayText(lone)))
			}
			if o.outlier >= 0 {
				out[k].Row(row)[o.outlier] = 1
			}
		}
		out[k].NormalizeRows(predict.Keep)
	}
	return out, lone, nil
}

// arrayText writes numbers as numpy's repr does.
func arrayText(values []int) string {
	text := "array(["
	for i, v := range values {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(v)
	}
	return text + "])"
}

// PredictProba returns the share of the neighbours' weights that each class has.
func (c *neighborsClassifier) PredictProba(x Matrix) (Matrix, error) {
	p, _, err := c.shares(x)
	if err != nil {
		return Matrix{}, err
	}
	return p[0], nil
}

// PredictProbas returns it for each output.
func (c *neighborsClassifier) PredictProbas(x Matrix) ([]Matrix, error) {
	p, _, err := c.shares(x)
	return p, err
}

// Predict returns the class with the largest share.
func (c *neighborsClassifier) Predict(x Matrix) (Target, error) {
	shares, lone, err := c.shares(x)
	if err != nil {
		return Target{}, err
	}
	columns := make([]Target, len(shares))
	for k, o := range c.outputs {
		columns[k] = o.classes.take(shares[k].ArgMax())
		if o.outlier >= 0 {
			continue
		}
		for _, row := range lone {
			columns[k].set(row, o.label)
		}
	}
	if c.several {
		return sideBySide(columns), nil
	}
	return columns[0], nil
}

// set makes value i of a target one's own what it is told, which is of its type.
func (t Target) set(i int, value any) {
	switch v := t.values.(type) {
	case []float64:
		v[i] = value.(float64)
	case []int64:
		v[i] = value.(int64)
	case []string:
		v[i] = value.(string)
	case []bool:
		v[i] = value.(bool)
	}
}

// PredictLogProba is not there, as in scikit-learn; has says so.
func (c *neighborsClassifier) PredictLogProba(x Matrix) (Matrix, error) {
	return logOf(c.PredictProba(x))
}
