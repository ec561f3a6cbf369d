package train_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/sklearn"
	"github.com/brine-go/brine/train"
)

// A pipeline that is trained in Go, and the file that Python loads it from.
func Example() {
	x, err := sklearn.FromRows([][]float64{{5.1, 3.5}, {4.9, 3.0}, {4.7, 3.2}, {7.0, 3.2}, {6.4, 3.2}, {6.9, 3.1}})
	if err != nil {
		log.Fatal(err)
	}
	y := sklearn.NewTarget([]string{"setosa", "setosa", "setosa", "versicolor", "versicolor", "versicolor"})
	pipe := train.NewPipeline(
		train.Step{Name: "scale", Trainer: train.NewStandardScaler()},
		train.Step{Name: "classify", Trainer: train.NewLogisticRegression()},
	)
	model, err := pipe.Fit(x, y, train.FeatureNames("length", "width"), train.ForRelease("1.9.0"))
	if err != nil {
		log.Fatal(err)
	}
	forecast, err := model.Predict(sklearn.Matrix{Data: []float64{4.6, 3.1, 6.5, 2.8}, Rows: 2, Cols: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.ClassName, model.FeatureNames, forecast.Strings())

	dir, err := os.MkdirTemp("", "brine")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "model.pkl") // Python: pickle.load(open("model.pkl", "rb")).predict(X)
	if err := brine.Dump(file, model.Py()); err != nil {
		log.Fatal(err)
	}
	again, err := sklearn.Load(file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.ClassName, again.Version)
	// Output:
	// Pipeline [length width] [setosa versicolor]
	// Pipeline 1.9.0
}

func ExampleLinearRegression() {
	x := sklearn.Matrix{Data: []float64{1, 2, 3, 4}, Rows: 4, Cols: 1}
	y := sklearn.NewTarget([]float64{3, 5, 7, 9})
	model, err := train.NewLinearRegression().Fit(x, y, train.SampleWeight([]float64{1, 1, 2, 2}))
	if err != nil {
		log.Fatal(err)
	}
	forecast, err := model.Predict(sklearn.Matrix{Data: []float64{10}, Rows: 1, Cols: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", forecast.Floats())
	// Output: [21.000]
}

func ExampleDecisionTreeClassifier() {
	x := sklearn.Matrix{Data: []float64{0, 1, 2, 3}, Rows: 4, Cols: 1}
	tree := train.NewDecisionTreeClassifier()
	tree.MaxDepth = 2
	model, err := tree.Fit(x, sklearn.NewTarget([]bool{false, false, true, true}))
	if err != nil {
		log.Fatal(err)
	}
	forecast, err := model.Predict(sklearn.Matrix{Data: []float64{1.4, 1.6}, Rows: 2, Cols: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(forecast.Bools())
	// Output: [false true]
}
