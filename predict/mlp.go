package predict

import "math"

// A Layer is the weights of a multi-layer perceptron from one layer to the next.
type Layer struct {
	Weights Matrix // inputs × outputs
	Bias    []float64
}

// Forward sends x through the layers, with an activation behind each but the last
// (BaseMultilayerPerceptron._forward_pass_fast).
func Forward(x Matrix, layers []Layer, activate func([]float64)) Matrix {
	for i, l := range layers {
		out := NewMatrix(x.Rows, l.Weights.Cols)
		for r := range out.Rows {
			if x.Rows > 4 { // it pays to turn the weights
				multiply(out.Data, x, l.Weights.transpose().Data, l.Bias)
				break
			}
			dst := out.Row(r)
			for j, v := range x.Row(r) { // sums run over the inputs in order, for all outputs side by side
				w := l.Weights.Row(j)
				for k := range dst {
					dst[k] += float64(v * w[k])
				}
			}
			for k, b := range l.Bias {
				dst[k] += b
			}
		}
		if i < len(layers)-1 {
			activate(out.Data)
		}
		x = out
	}
	return x
}

// Activations are the functions of sklearn.neural_network by name.
var Activations = map[string]func([]float64){
	"identity": func([]float64) {},
	"relu": func(x []float64) {
		for i, v := range x {
			if v < 0 {
				x[i] = 0
			}
		}
	},
	"tanh": func(x []float64) {
		for i, v := range x {
			x[i] = math.Tanh(v)
		}
	},
	"logistic": func(x []float64) {
		for i, v := range x {
			x[i] = Expit(v)
		}
	},
}
