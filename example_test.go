package brine_test

import (
	"fmt"
	"log"
	"os"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/sklearn"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// The body of each example stands in README.md; TestReadme compares them.

func Example_load() {
	data, err := os.ReadFile("testdata/models/sklearn-1.9.0-wine.pkl")
	check(err)
	doc, err := pickle.Loads(data) // protocols 0 to 5
	check(err)
	steps := doc.Root().Attr("steps")
	for step := range steps.Items() {
		_, class, _ := step.Index(1).Class()
		fmt.Println(step.Index(0), class)
	}
	mean, err := numpy.FromPy(steps.Index(0).Index(1).Attr("mean_"))
	check(err)
	fmt.Println(mean.DType, mean.Shape)
	// Output:
	// 'standardscaler' StandardScaler
	// 'logisticregression' LogisticRegression
	// <f8 [13]
}

func Example_dump() {
	data, err := os.ReadFile("testdata/models/sklearn-1.9.0-wine.pkl")
	check(err)
	doc, err := pickle.Loads(data)
	check(err)
	same, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(doc.Proto()))
	check(err)
	older, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(2)) // Python 2's
	check(err)
	fmt.Println(string(same) == string(data), len(older) > len(same))
	// Output: true true
}

func Example_unmarshal() {
	type Quote struct {
		Symbol string    `pickle:"symbol"`
		Prices []float64 `pickle:"prices"`
		Note   *string   `pickle:"note,omitempty"`
	}
	data, err := pickle.Marshal([]Quote{{Symbol: "AAPL", Prices: []float64{1.5, 2}}})
	check(err)
	var quotes []Quote
	check(pickle.Unmarshal(data, &quotes)) // what Python pickled, too
	fmt.Println(quotes[0].Symbol, quotes[0].Prices)
	// Output: AAPL [1.5 2]
}

func Example_forecast() {
	model, err := sklearn.Load("testdata/models/sklearn-1.9.0-diabetes.pkl")
	check(err)
	x, err := sklearn.FromRows([][]float64{{59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87}})
	check(err)
	y, err := model.Predict(x)
	check(err)
	fmt.Println(model.ClassName, model.Version, y.Text(0))
	// Output: Pipeline 1.9.0 205.55575136582058
}
