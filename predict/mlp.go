package predict

import "math"

// A Layer is the weights of a multi-layer perceptron from one layer to the next.
type Layer struct {
	Weights Matrix // inputs × outputs
	Bias    []float64
}

// layerRows are the rows that stay in the cache while they go through all layers.
const layerRows = 64

// Forward sends x through the layers, with an activation behind each but the last (BaseMultilayerPerceptron._forward_pass_fast). Some
// rows go all the way before the next begin, so that what is between the layers stays in the cache.
func Forward(x Matrix, layers []Layer, activate func([]float64)) Matrix {
	last := layers[len(layers)-1].Weights.Cols
	out := NewMatrix(x.Rows, last)
	widest := 0
	for i, l := range layers {
		if i < len(layers)-1 {
			widest = max(widest, l.Weights.Cols)
		}
	}
	rows := min(x.Rows, layerRows)
	between := make([]float64, min(2, len(layers)-1)*rows*widest) // what comes in, and what goes out
	for from := 0; from < x.Rows; from += layerRows {
		n := min(layerRows, x.Rows-from)
		part := Matrix{Data: x.Data[from*x.Cols : (from+n)*x.Cols], Rows: n, Cols: x.Cols}
		for i, l := range layers {
			y := Matrix{Rows: n, Cols: l.Weights.Cols}
			if i == len(layers)-1 {
				y.Data = out.Data[from*last : (from+n)*last]
			} else {
				y.Data = between[i%2*rows*widest:][:n*y.Cols]
			}
			l.forward(y, part)
			if i < len(layers)-1 {
				activate(y.Data)
			}
			part = y
		}
	}
	return out
}

// forward writes x·weights + bias into y.
func (l *Layer) forward(y, x Matrix) {
	weights := columnsOf(l.Weights)
	weights.RowsProducts(y.Data, x)
	addRow(y.Data, l.Bias)
}

// Activations are the functions of sklearn.neural_network by name.
var Activations = map[string]func([]float64){
	"identity": func([]float64) {},
	"relu": func(x []float64) {
		for i, v := range x {
			b := math.Float64bits(v)
			if b-1<<63 <= 0x7ff<<52 { // from -0 to -Inf; a NaN stays. It is a move on condition: which ones are negative cannot be predicted
				b = 0
			}
			x[i] = math.Float64frombits(b)
		}
	},
	"tanh": func(x []float64) {
		for i, v := range x {
			x[i] = math.Tanh(v)
		}
	},
	"logistic": Expits,
}
