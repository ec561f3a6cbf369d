package numpy_test

import (
	"fmt"
	"log"
	"os"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
)

func ExampleFromPy() {
	data, err := os.ReadFile("../testdata/fixtures/bookworm/numpy/forder-p4.pkl")
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	a, err := numpy.FromPy(doc.Root())
	if err != nil {
		log.Fatal(err)
	}
	x, err := a.Float64s() // in C order, whatever the order in the file
	fmt.Println(a.DType, a.Shape, x, err)
	// Output: <f8 [3 4] [0 1 2 3 4 5 6 7 8 9 10 11] <nil>
}

func ExampleObjects() {
	data, err := os.ReadFile("../testdata/fixtures/bookworm/numpy/object-p4.pkl")
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	a, err := numpy.FromPy(doc.Root())
	if err != nil {
		log.Fatal(err)
	}
	objects, err := numpy.Objects(a)
	for _, v := range objects {
		fmt.Print(v.Kind(), " ")
	}
	fmt.Println(err)
	// Output: int str None list dict tuple <nil>
}

func ExampleDTypeFromPy() {
	data, err := os.ReadFile("../testdata/fixtures/forky/numpy/dtypes-p5.pkl")
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	for i := range 6 {
		d, err := numpy.DTypeFromPy(doc.Root().Index(i))
		fmt.Println(d, d.ItemSize, err)
	}
	// Output:
	// <i4 4 <nil>
	// >f8 8 <nil>
	// <U5 20 <nil>
	// |S3 3 <nil>
	// <M8[ns] 8 <nil>
	// <m8[3D] 8 <nil>
}
