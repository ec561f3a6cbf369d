package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
)

// mlp is a multi-layer perceptron.
type mlp struct {
	layers   []predict.Layer
	activate func([]float64)
}

// mlp reads coefs_, intercepts_ and activation.
func (s *state) mlp() (*mlp, error) {
	coefs, err := s.attr("coefs_")
	if err != nil {
		return nil, err
	}
	intercepts, err := s.attr("intercepts_")
	if err != nil {
		return nil, err
	}
	m := &mlp{activate: predict.Activations[s.text("activation")]}
	if m.activate == nil {
		return nil, s.fail("activation", ErrUnsupported, fmt.Sprintf("%q is not known", s.text("activation")))
	}
	width := 0
	for item := range coefs.Items() {
		i := len(m.layers)
		w, err := numpy.FromPy(item)
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("coefs_[%d]", i), err)
		}
		b, err := numpy.FromPy(intercepts.Index(i))
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("intercepts_[%d]", i), err)
		}
		if len(w.Shape) != 2 || w.Shape[0] == 0 || w.Shape[1] == 0 || width != 0 && w.Shape[0] != width || len(b.Shape) != 1 || b.Shape[0] != w.Shape[1] {
			return nil, s.fail("coefs_", nil, fmt.Sprintf("layer %d has weights of shape %v and intercepts of shape %v behind %d outputs", i, w.Shape, b.Shape, width))
		}
		if width == 0 {
			if err := s.features("coefs_", w.Shape[0]); err != nil {
				return nil, err
			}
		}
		width = w.Shape[1]
		layer := predict.Layer{Weights: Matrix{Rows: w.Shape[0], Cols: w.Shape[1]}}
		if layer.Weights.Data, err = w.Float64s(); err != nil {
			return nil, s.wrap("coefs_", err)
		}
		if layer.Bias, err = b.Float64s(); err != nil {
			return nil, s.wrap("intercepts_", err)
		}
		m.layers = append(m.layers, layer)
	}
	if m.layers == nil {
		return nil, s.fail("coefs_", nil, "it has no layer")
	}
	return m, nil
}

// outputs returns what the last layer gives, before its activation.
func (m *mlp) outputs(x Matrix) Matrix { return predict.Forward(x, m.layers, m.activate) }

// width is the number of outputs.
func (m *mlp) width() int { return m.layers[len(m.layers)-1].Weights.Cols }

// mlpRegressor is an MLPRegressor.
type mlpRegressor struct{ *mlp }

func readMLPRegressor(s *state) (any, error) {
	m, err := s.mlp()
	if err != nil {
		return nil, err
	}
	if out := s.text("out_activation_"); out != "identity" {
		return nil, s.fail("out_activation_", ErrUnsupported, fmt.Sprintf("%q is not known", out))
	}
	return &mlpRegressor{m}, nil
}

// Predict returns the outputs.
func (r *mlpRegressor) Predict(x Matrix) (Target, error) {
	return regression(r.outputs(x).Data, x.Rows, r.width()), nil
}

// mlpClassifier is an MLPClassifier.
type mlpClassifier struct {
	*mlp
	binarizer binarizer
	softmax   bool
}

func readMLPClassifier(s *state) (any, error) {
	m, err := s.mlp()
	if err != nil {
		return nil, err
	}
	c := &mlpClassifier{mlp: m}
	if c.binarizer, err = s.binarizer("_label_binarizer"); err != nil {
		return nil, err
	}
	switch out := s.text("out_activation_"); out {
	case "softmax":
		c.softmax = true
	case "logistic":
	default:
		return nil, s.fail("out_activation_", ErrUnsupported, fmt.Sprintf("%q is not known", out))
	}
	s.model.Classes = c.binarizer.classes
	if n := c.binarizer.classes.Len(); n != m.width() && !(n == 2 && m.width() == 1) {
		return nil, s.fail("classes_", nil, fmt.Sprintf("%d classes of %d outputs", n, m.width()))
	}
	return c, nil
}

// activated returns the outputs as probabilities, one column for two classes.
func (c *mlpClassifier) activated(x Matrix) Matrix {
	y := c.outputs(x)
	if c.softmax {
		predict.Softmax(y)
	} else {
		predict.Activations["logistic"](y.Data)
	}
	return y
}

// Predict returns the most probable class; for several labels a row those above one half.
func (c *mlpClassifier) Predict(x Matrix) (Target, error) {
	p := c.activated(x)
	switch {
	case c.binarizer.multilabel:
		return above(p, .5), nil
	case p.Cols > 1:
		return c.binarizer.classes.take(p.ArgMax()), nil
	}
	indices := make([]int, x.Rows)
	for i, v := range p.Data {
		if v > .5 {
			indices[i] = 1
		}
	}
	return c.binarizer.classes.take(indices), nil
}

// PredictProba returns the probability of each class.
func (c *mlpClassifier) PredictProba(x Matrix) (Matrix, error) {
	p := c.activated(x)
	if p.Cols > 1 {
		return p, nil
	}
	out := predict.NewMatrix(x.Rows, 2)
	for i, v := range p.Data {
		out.Data[2*i], out.Data[2*i+1] = 1-v, v
	}
	return out, nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *mlpClassifier) PredictLogProba(x Matrix) (Matrix, error) { return logOf(c.PredictProba(x)) }

func (m *mlp) cost() int {
	n := 0
	for _, l := range m.layers {
		n += len(l.Weights.Data)
	}
	return n / laneProducts
}
