package sklearn_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/brine-go/brine/sklearn"
)

func Example() {
	model, err := sklearn.Load("../testdata/fixtures/forky/estimators/LogisticRegression-strlabels.pkl")
	if err != nil {
		log.Fatal(err)
	}
	x, err := sklearn.FromRows([][]float64{{5.8, 2.8, 5.1, 2.4}, {4.8, 3.4, 1.9, 0.2}})
	if err != nil {
		log.Fatal(err)
	}
	y, err := model.Predict(x)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.ClassName, model.Version, y.Strings())
	// Output: LogisticRegression 1.9.0 [virginica setosa]
}

func ExampleModel_PredictProba() {
	model, err := sklearn.Load("../testdata/fixtures/bookworm/estimators/LogisticRegression-p4.pkl")
	if err != nil {
		log.Fatal(err)
	}
	p, err := model.PredictProba(sklearn.Matrix{Data: []float64{5.8, 2.8, 5.1, 2.4}, Rows: 1, Cols: 4})
	if err != nil {
		log.Fatal(err)
	}
	for i, class := range model.Classes.Ints() {
		fmt.Printf("%d: %.4f\n", class, p.Row(0)[i])
	}
	// Output:
	// 0: 0.0001
	// 1: 0.0586
	// 2: 0.9413
}

func ExampleModel_Transform() {
	model, err := sklearn.Load("../testdata/fixtures/bookworm/estimators/StandardScaler-df.pkl")
	if err != nil {
		log.Fatal(err)
	}
	z, err := model.Transform(sklearn.Matrix{Data: []float64{5.8, 2.8, 5.1, 2.4}, Rows: 1, Cols: 4})
	fmt.Printf("%v %.3f %v\n", model.FeatureNames, z.Data, err)
	// Output: [a b c d] [-0.062 -0.594 0.753 1.548] <nil>
}

func ExampleModel_Columns() {
	model, err := sklearn.Load("../testdata/fixtures/bookworm/estimators/StandardScaler-df.pkl")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Columns([]string{"d", "c", "b", "a"}))
	_, err = model.Columns([]string{"a", "b", "c", "target"})
	fmt.Println(err)
	// Output:
	// [3 2 1 0] <nil>
	// sklearn: The feature names should match those that were passed during fit. Feature names unseen at fit time: target. Feature names seen at fit time, yet now missing: d.
}

func ExampleLoad_unsupported() {
	_, err := sklearn.Load("testdata/sklearn-1.9.0/broken-foreign.pkl")
	fmt.Println(errors.Is(err, sklearn.ErrUnsupported))
	var e *sklearn.Error
	if errors.As(err, &e) {
		fmt.Println(e)
	}
	// Output:
	// true
	// sklearn: step 1 (clip): shop.Clip is not supported: it is not of scikit-learn
}
