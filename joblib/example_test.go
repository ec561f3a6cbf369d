package joblib_test

import (
	"fmt"
	"log"
	"os"

	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
)

func ExampleArrays() {
	data, err := os.ReadFile("../testdata/fixtures/bookworm/joblib/simple-joblib.joblib")
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data, joblib.Arrays(nil))
	if err != nil {
		log.Fatal(err)
	}
	a, err := numpy.FromPy(doc.Root().Get("a"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.DType, a.Shape)
	// Output: <f8 [10]
}
