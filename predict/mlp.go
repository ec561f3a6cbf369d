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
		weights := columnsOf(l.Weights)
		for r := range x.Rows {
			dst := out.Row(r)
			weights.Products(dst, x.Row(r), 0)
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
