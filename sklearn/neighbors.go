package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// neighbors asks the training rows that are near: the k nearest, or all within a radius.
type neighbors struct {
	*predict.Neighbors
	k        int
	radius   float64
	distance bool // near ones count more: weights="distance"
	gaps     bool // metric="nan_euclidean"
}

// searcher reads _fit_X, the metric and the tree.
func (s *state) searcher() (*predict.Neighbors, error) {
	train, err := s.matrixOf("_fit_X", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("_fit_X", train.Cols); err != nil {
		return nil, err
	}
	name := "effective_metric_"
	if !s.value.Attr(name).IsValid() {
		name = "metric"
	}
	if s.text(name) == "precomputed" {
		if train.Rows != train.Cols {
			return nil, s.fail("_fit_X", nil, "distances that are no square matrix")
		}
		return predict.GivenNeighbors(train.Rows), nil
	}
	m, err := s.metric(name, "effective_metric_params_", train.Cols)
	if err != nil {
		return nil, err
	}
	m.Product = m.Name != "l2" || !s.version.since(distanceReductionsSince)
	v := s.value.Attr("_tree")
	if !v.IsValid() || v.IsNone() {
		return predict.NewNeighbors(m, train, nil), nil
	}
	m.Product = false
	tree, err := spaceTree(v)
	if err == nil {
		err = tree.Check(train.Rows, train.Cols)
	}
	if err != nil {
		return nil, s.wrap("_tree", err)
	}
	return predict.NewNeighbors(m, train, tree), nil
}

// metric reads the metric and its parameters, which are attributes of these names; p may be one of its own.
func (s *state) metric(name, parameters string, features int) (predict.Metric, error) {
	m := predict.Metric{Name: s.text(name), P: 2}
	if m.Name == "" {
		return m, s.fail(name, ErrUnsupported, py.Repr(s.value.Attr(name))+" is not supported")
	}
	params := s.value.Attr(parameters)
	if p, ok := numberOf(params.Get("p")); ok {
		m.P = p
	} else if p, ok := numberOf(s.value.Attr("p")); ok {
		m.P = p
	}
	var err error
	if m.Name == "mahalanobis" {
		m.VI, err = s.inverseCovariance(params, parameters, features)
	} else if m.V, err = s.listIn(params, "V", parameters); err == nil {
		m.Weights, err = s.listIn(params, "w", parameters)
	}
	if err != nil {
		return m, err
	}
	if err := m.Check(features); err != nil {
		return m, s.fail(name, ErrUnsupported, err.Error())
	}
	return m, nil
}

// listIn reads numbers out of a dict of parameters; nil if there are none.
func (s *state) listIn(params py.Value, key, name string) ([]float64, error) {
	v := params.Get(key)
	if !v.IsValid() || v.IsNone() {
		return nil, nil
	}
	a, err := s.arrayOf(v, name)
	return a.data, err
}

// inverseCovariance reads the parameter VI, or inverts V.
func (s *state) inverseCovariance(params py.Value, name string, features int) (Matrix, error) {
	v, inverted := params.Get("VI"), true
	if !v.IsValid() || v.IsNone() {
		v, inverted = params.Get("V"), false
	}
	if !v.IsValid() {
		return Matrix{}, s.fail(name, ErrUnsupported, "neither V nor VI")
	}
	a, err := s.arrayOf(v, name)
	if err != nil {
		return Matrix{}, err
	}
	if len(a.shape) != 2 || a.shape[0] != features || a.shape[1] != features {
		return Matrix{}, s.fail(name, nil, fmt.Sprintf("a covariance of shape %v for %d features", a.shape, features))
	}
	m := Matrix{Data: a.data, Rows: features, Cols: features}
	if !inverted {
		if m, _, err = predict.Inverse(m); err != nil {
			return Matrix{}, s.wrap(name, err)
		}
	}
	return m, nil
}

// spaceTree reads a KDTree or BallTree: a state of data, row numbers, nodes, and their bounds.
func spaceTree(v py.Value) (*predict.SpaceTree, error) {
	o, ok := v.Object()
	if !ok || o.State().Len() < 4 {
		return nil, fmt.Errorf("got %v, want a tree", v.Kind())
	}
	index, err := numpy.FromPy(o.State().Index(1))
	if err != nil {
		return nil, err
	}
	ints, err := index.Int64s()
	if err != nil {
		return nil, err
	}
	nodes := fieldsOf(o.State().Index(2))
	t := &predict.SpaceTree{
		Index:  smallInts(ints),
		Start:  smallInts(nodes.ints("idx_start")),
		End:    smallInts(nodes.ints("idx_end")),
		Leaf:   nodes.flags("is_leaf"),
		Radius: nodes.floats("radius"),
	}
	if nodes.err != nil {
		return nil, nodes.err
	}
	bounds, err := numpy.FromPy(o.State().Index(3))
	if err != nil {
		return nil, err
	}
	data, err := bounds.Float64s()
	if err != nil {
		return nil, err
	}
	if len(bounds.Shape) != 3 || bounds.Shape[0] < 1 || bounds.Shape[0] > 2 {
		return nil, fmt.Errorf("bounds of shape %v", bounds.Shape)
	}
	rows, cols := bounds.Shape[1], bounds.Shape[2]
	t.Low = Matrix{Data: data[:rows*cols], Rows: rows, Cols: cols}
	if bounds.Shape[0] == 2 {
		t.High = Matrix{Data: data[rows*cols:], Rows: rows, Cols: cols}
	}
	return t, nil
}

// smallInts returns numbers of rows; those that are none become -1.
func smallInts(values []int64) []int {
	out := make([]int, len(values))
	for i, v := range values {
		if out[i] = int(v); v < 0 || int64(out[i]) != v {
			out[i] = -1
		}
	}
	return out
}

// neighbors reads a search and what neighbours count; how many or how far is for nearest and within to say.
func (s *state) neighbors() (*neighbors, error) {
	search, err := s.searcher()
	if err != nil {
		return nil, err
	}
	n := &neighbors{Neighbors: search, gaps: s.text("effective_metric_") == "nan_euclidean"}
	switch weights := s.text("weights"); weights {
	case "uniform":
	case "distance":
		n.distance = true
	default:
		if v := s.value.Attr("weights"); v.IsValid() && !v.IsNone() {
			return nil, s.fail("weights", ErrUnsupported, fmt.Sprintf("%s is not supported", py.Repr(v)))
		}
	}
	return n, nil
}

// nearest reads n_neighbors.
func (s *state) nearest() (*neighbors, error) {
	n, err := s.neighbors()
	if err != nil {
		return nil, err
	}
	k, ok := countOf(s.value.Attr("n_neighbors"))
	if n.k = k; !ok || k < 1 || k > n.Rows() {
		return nil, s.fail("n_neighbors", nil, fmt.Sprintf("%d of %d rows", k, n.Rows()))
	}
	return n, nil
}

// within reads radius.
func (s *state) within() (*neighbors, error) {
	n, err := s.neighbors()
	if err != nil {
		return nil, err
	}
	n.radius, err = s.number("radius")
	return n, err
}

func (n *neighbors) accepts() policy {
	if n.gaps {
		return allowNaN
	}
	return finite
}

func (n *neighbors) cost() int { return n.Cost() }

// each calls f with the neighbours of each row and what each counts; without any, if there are none within the radius.
func (n *neighbors) each(x Matrix, f func(row int, index []int, weight []float64)) {
	index, weight := make([]int, n.k), make([]float64, n.k)
	for i := range x.Rows {
		if n.k > 0 {
			n.Nearest(x.Row(i), index, weight)
		} else {
			index, weight = n.Within(x.Row(i), n.radius, index[:0], weight[:0])
		}
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
