package xgboost_test

import (
	"fmt"
	"log"

	"github.com/brine-go/brine/xgboost"
)

func Example() {
	m, err := xgboost.Load("../testdata/fixtures/forky/estimators/XGB-Classifier-multi.pkl")
	if err != nil {
		log.Fatal(err)
	}
	x := xgboost.Matrix{Data: []float64{5.8, 2.8, 5.1, 2.4, 4.8, 3.4, 1.9, 0.2}, Rows: 2, Cols: 4}
	y, err := m.Predict(x)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.ClassName, m.Booster.Version(), y)
	// Output: XGBClassifier 3.3.0 [2 0]
}

// A Booster forecasts single rows without allocating.
func ExampleBooster_PredictRow() {
	m, err := xgboost.Load("testdata/xgboost-3.3.0/logistic-ubj.model")
	if err != nil {
		log.Fatal(err)
	}
	p := make([]float32, m.Booster.Outputs)
	if _, err := m.Booster.PredictRow(p, []float64{0.5, 4, -1.1, 98}); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", p[0])
	// Output: 0.525
}

// Load reads what save_model writes as well as pickles; a model file has no class around the booster.
func ExampleLoad() {
	m, err := xgboost.Load("testdata/xgboost-3.3.0/logistic-ubj.model")
	if err != nil {
		log.Fatal(err)
	}
	margins, err := m.Margin(xgboost.Matrix{Data: []float64{0.5, 4, -1.1, 98}, Rows: 1, Cols: 4})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Booster.Version(), m.Booster.Outputs, margins)
	// Output: 3.3.0 1 [0.098893166]
}
