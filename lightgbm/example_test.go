package lightgbm_test

import (
	"fmt"
	"log"

	"github.com/brine-go/brine/lightgbm"
)

func ExampleLoad() {
	model, err := lightgbm.Load("testdata/lightgbm-4.6.0.99/objective-multiclass.txt")
	if err != nil {
		log.Fatal(err)
	}
	b := model.Booster
	fmt.Println(b.Objective, b.Features, b.Trees())
	p, err := model.Forecast(lightgbm.Matrix{Data: []float64{1, 0, 2, 7, 1, 3}, Rows: 1, Cols: 6})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", p.Row(0))
	// Output:
	// multiclass num_class:3 6 18
	// [0.257 0.292 0.452]
}

func ExampleBooster_PredictRow() {
	model, err := lightgbm.Load("testdata/lightgbm-4.6.0.99/objective-binary.txt")
	if err != nil {
		log.Fatal(err)
	}
	out := make([]float64, model.Booster.Outputs)
	for _, row := range [][]float64{{-1, 0, -1, 7, 0, 1}, {1, 2, 2, 7, 1, 3}} {
		if err := model.Booster.PredictRow(out, row); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.3f\n", out)
	}
	// Output:
	// [0.306]
	// [0.586]
}
