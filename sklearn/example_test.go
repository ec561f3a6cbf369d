package sklearn_test

import (
	"errors"
	"fmt"
	"log"
	"math"

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

// A Table gives the columns of a model their names and types: numbers and texts side by side.
func ExampleTable() {
	model, err := sklearn.Load("../testdata/fixtures/forky/estimators/ColumnTransformer.pkl")
	if err != nil {
		log.Fatal(err)
	}
	table, err := sklearn.NewTable(
		sklearn.StringColumn("sex", []string{"f", "m"}),
		sklearn.FloatColumn("fare", []float64{30, 7.25}),
		sklearn.FloatColumn("age", []float64{28, math.NaN()}),
		sklearn.StringColumn("emb", []string{"S", "C"}),
	)
	if err != nil {
		log.Fatal(err)
	}
	z, err := model.Transform(table)
	if err != nil {
		log.Fatal(err)
	}
	names, err := model.FeatureNamesOut()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(names)
	for i := range z.Rows {
		fmt.Printf("%.3f\n", z.Row(i))
	}
	// Output:
	// [num__age num__fare cat__sex_f cat__sex_m cat__emb_C cat__emb_Q cat__emb_S]
	// [-1.276 0.422 1.000 0.000 0.000 0.000 1.000]
	// [0.041 -0.865 0.000 1.000 1.000 0.000 0.000]
}

func ExampleModel_KNeighbors() {
	model, err := sklearn.Load("../testdata/fixtures/forky/estimators/NearestNeighbors.pkl")
	if err != nil {
		log.Fatal(err)
	}
	distances, indices, err := model.KNeighbors(sklearn.Matrix{Data: []float64{6, 3, 4.8, 1.8}, Rows: 1, Cols: 4}, 3)
	fmt.Printf("%v %.4f %v\n", indices, distances.Row(0), err)
	// Output: [94 8 116] [0.0000 0.1414 0.2236] <nil>
}

func ExampleModel_Coefficients() {
	model, err := sklearn.Load("../testdata/fixtures/forky/estimators/LogisticRegression-binary.pkl")
	if err != nil {
		log.Fatal(err)
	}
	c, ok := model.Coefficients()
	fmt.Printf("%.4f %.4f %v\n", c.Values.Row(0)[:3], c.Intercept, ok)
	// Output: [0.8600 0.2285 -0.2765] [30.3257] true
}

func ExampleModel_Importances() {
	model, err := sklearn.Load("../testdata/fixtures/forky/estimators/RandomForestClassifier.pkl")
	if err != nil {
		log.Fatal(err)
	}
	importances, ok := model.Importances()
	fmt.Printf("%.4f %v\n", importances, ok)
	// Output: [0.1507 0.0239 0.4753 0.3501] true
}
