package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
)

// neighbors asks the k training rows that are nearest.
type neighbors struct {
	metric   predict.Metric
	train    Matrix
	k        int
	distance bool // near ones count more: weights="distance"
}

// neighbors reads _fit_X, n_neighbors, weights and the metric.
func (s *state) neighbors() (*neighbors, error) {
	n := &neighbors{}
	var err error
	if n.train, err = s.matrixOf("_fit_X", 0); err != nil {
		return nil, err
	}
	if err := s.features("_fit_X", n.train.Cols); err != nil {
		return nil, err
	}
	k, ok := countOf(attrOf(s.value, "n_neighbors"))
	if n.k = k; !ok || k < 1 || k > n.train.Rows {
		return nil, s.fail("n_neighbors", nil, fmt.Sprintf("%d of %d rows", k, n.train.Rows))
	}
	switch weights := s.text("weights"); weights {
	case "uniform":
	case "distance":
		n.distance = true
	default:
		if !attrOf(s.value, "weights").IsNone() {
			return nil, s.fail("weights", ErrUnsupported, fmt.Sprintf("%q is not supported", weights))
		}
	}
	n.metric.Name = s.text("effective_metric_")
	if p, ok := attrOf(s.value, "effective_metric_params_").Get("p").Number(); ok {
		n.metric.P = p
	} else if p, ok := attrOf(s.value, "p").Number(); ok {
		n.metric.P = p
	}
	n.metric.Product = s.text("_fit_method") == "brute"
	if err := n.metric.Check(); err != nil {
		return nil, s.fail("effective_metric_", ErrUnsupported, err.Error())
	}
	return n, nil
}

// each calls f with the neighbours of each row and what each counts.
func (n *neighbors) each(x Matrix, f func(row int, index []int, weight []float64)) {
	index, weight := make([]int, n.k), make([]float64, n.k)
	for i := range x.Rows {
		n.metric.Nearest(x.Row(i), n.train, index, weight)
		n.weigh(weight)
		f(i, index, weight)
	}
}

// weigh turns distances into weights in place: 1 each, or their inverse; rows at distance 0 count alone.
func (n *neighbors) weigh(d []float64) {
	zero := false
	for i, v := range d {
		zero = zero || v == 0
		if !n.distance {
			d[i] = 1
		}
	}
	if !n.distance {
		return
	}
	for i, v := range d {
		switch {
		case !zero:
			d[i] = 1 / v
		case v == 0:
			d[i] = 1
		default:
			d[i] = 0
		}
	}
}

// neighborsRegressor is a KNeighborsRegressor.
type neighborsRegressor struct {
	*neighbors
	y       []float64 // rows × outputs
	outputs int
	matrix  bool
}

func readNeighborsRegressor(s *state) (any, error) {
	n, err := s.neighbors()
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
	if len(y.shape) == 0 || len(y.shape) > 2 || y.shape[0] != n.train.Rows {
		return nil, s.fail("_y", nil, fmt.Sprintf("got an array of shape %v for %d rows", y.shape, n.train.Rows))
	}
	return r, nil
}

// Predict returns the weighted mean of the neighbours.
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

// neighborsClassifier is a KNeighborsClassifier of one output.
type neighborsClassifier struct {
	*neighbors
	y       []int
	classes Target
}

func readNeighborsClassifier(s *state) (any, error) {
	n, err := s.neighbors()
	if err != nil {
		return nil, err
	}
	if multi, err := s.flag("outputs_2d_", false); err != nil || multi {
		return nil, s.fail("outputs_2d_", ErrUnsupported, "a classifier of several outputs is not supported")
	}
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	v, err := s.attr("_y")
	if err != nil {
		return nil, err
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, s.wrap("_y", err)
	}
	y, err := a.Int64s()
	if err != nil {
		return nil, s.wrap("_y", err)
	}
	c := &neighborsClassifier{neighbors: n, classes: s.model.Classes}
	for _, k := range y {
		if k < 0 || k >= int64(c.classes.Len()) {
			return nil, s.fail("_y", nil, fmt.Sprintf("class %d of %d", k, c.classes.Len()))
		}
		c.y = append(c.y, int(k))
	}
	if len(c.y) != n.train.Rows {
		return nil, s.fail("_y", nil, fmt.Sprintf("%d classes for %d rows", len(c.y), n.train.Rows))
	}
	return c, nil
}

// PredictProba returns the share of the neighbours' weights that each class has.
func (c *neighborsClassifier) PredictProba(x Matrix) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, c.classes.Len())
	c.each(x, func(row int, index []int, weight []float64) {
		p := out.Row(row)
		for i, at := range index {
			p[c.y[at]] += weight[i]
		}
	})
	out.NormalizeRows(predict.Keep)
	return out, nil
}

// Predict returns the class with the largest share.
func (c *neighborsClassifier) Predict(x Matrix) (Target, error) {
	p, err := c.PredictProba(x)
	if err != nil {
		return Target{}, err
	}
	return c.classes.take(p.ArgMax()), nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *neighborsClassifier) PredictLogProba(x Matrix) (Matrix, error) {
	return logOf(c.PredictProba(x))
}
