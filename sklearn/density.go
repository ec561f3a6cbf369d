package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
)

// density is a KernelDensity.
type density struct{ *predict.Density }

func readDensity(s *state) (any, error) {
	d := &predict.Density{Kernel: s.text("kernel")}
	tree, err := s.attr("tree_")
	if err != nil {
		return nil, err
	}
	o, ok := tree.Object()
	if !ok || o.State().Len() < 12 {
		return nil, s.fail("tree_", nil, fmt.Sprintf("got %v, want a tree", tree.Kind()))
	}
	data, err := s.arrayOf(o.State().Index(0), "tree_.data")
	if err != nil {
		return nil, err
	}
	if len(data.shape) != 2 || data.shape[0] == 0 || data.shape[1] == 0 {
		return nil, s.fail("tree_.data", nil, fmt.Sprintf("got an array of shape %v, want rows × features", data.shape))
	}
	d.Train = Matrix{Data: data.data, Rows: data.shape[0], Cols: data.shape[1]}
	if err := s.features("tree_.data", d.Train.Cols); err != nil {
		return nil, err
	}
	if w := o.State().Index(12); w.IsValid() && !w.IsNone() { // since 0.20
		a, err := s.arrayOf(w, "tree_.sample_weight")
		if err != nil {
			return nil, err
		}
		if d.Weights = a.data; len(a.data) != d.Train.Rows {
			return nil, s.fail("tree_.sample_weight", nil, fmt.Sprintf("%d weights for %d rows", len(a.data), d.Train.Rows))
		}
	}
	name := "bandwidth_"
	if !s.value.Attr(name).IsValid() { // before 1.2
		name = "bandwidth"
	}
	if d.Bandwidth, err = s.number(name); err != nil {
		return nil, err
	}
	if !(d.Bandwidth > 0) {
		return nil, s.fail(name, nil, fmt.Sprintf("it is %v, want a positive number", d.Bandwidth))
	}
	if d.Metric, err = s.metric("metric", "metric_params", d.Train.Cols); err != nil {
		return nil, err
	}
	if d.AbsTol, err = s.numberOr("atol", 0); err != nil {
		return nil, err
	}
	if d.RelTol, err = s.numberOr("rtol", 0); err != nil {
		return nil, err
	}
	if d.AbsTol > 0 || d.RelTol > 0 {
		breadth, err := s.flag("breadth_first", true)
		if err != nil {
			return nil, err
		}
		d.DepthFirst = !breadth
		if d.Tree, err = spaceTree(tree); err == nil {
			err = d.Tree.Check(d.Train.Rows, d.Train.Cols)
		}
		if err != nil {
			return nil, s.wrap("tree_", err)
		}
	}
	if _, err := d.LogDensities(Matrix{Cols: d.Train.Cols}); err != nil {
		return nil, s.fail("kernel", ErrUnsupported, err.Error())
	}
	return &density{d}, nil
}

// ScoreSamples returns the logarithm of the density at each row.
func (d *density) ScoreSamples(x Matrix) ([]float64, error) {
	if d.Tree != nil {
		return d.Rough(x)
	}
	return d.LogDensities(x)
}

func (d *density) cost() int { return d.Train.Rows * (d.Train.Cols + 16) }
