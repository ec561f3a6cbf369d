package brine_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/sklearn"
)

func ExampleLoad() {
	model, err := brine.Load[*sklearn.Model]("testdata/fixtures/forky/estimators/LogisticRegression-jl.joblib")
	check(err)
	fmt.Println(model.ClassName, model.Version)
	// Output: LogisticRegression 1.9.0
}

func ExampleOpen() {
	f, err := brine.Open("testdata/fixtures/bookworm/joblib/simple-xz.joblib")
	check(err)
	defer f.Close()
	doc, err := f.Document()
	check(err)
	a, err := numpy.FromPy(doc.Root().Get("a"))
	check(err)
	fmt.Println(f.Containers(), a.DType, a.Shape)
	// Output: [xz] <f8 [10]
}

func ExampleDump() {
	dir, err := os.MkdirTemp("", "brine")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "prices.pkl.gz")

	check(brine.Dump(path, map[string][]float64{"AAPL": {1.5, 2}}, brine.WithCompression(brine.Gzip, 6)))
	prices, err := brine.Load[map[string][]float64](path)
	check(err)
	fmt.Println(prices)
	// Output: map[AAPL:[1.5 2]]
}
