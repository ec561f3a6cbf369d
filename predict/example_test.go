package predict_test

import (
	"fmt"

	"github.com/brine-go/brine/predict"
)

func ExampleLinear_Decision() {
	m := predict.Linear{Coef: []float64{2, -1}, Intercept: []float64{0.5}, Features: 2, Outputs: 1}
	fmt.Println(m.Decision(predict.Matrix{Data: []float64{1, 2, 3, 4}, Rows: 2, Cols: 2}))
	// Output: [0.5 2.5]
}

func ExampleSoftmax() {
	scores := predict.Matrix{Data: []float64{0, 0, 1000, 0}, Rows: 2, Cols: 2}
	predict.Softmax(scores)
	fmt.Println(scores.Data)
	// Output: [0.5 0.5 1 0]
}
