package scipy_test

import (
	"fmt"
	"log"
	"os"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/scipy"
)

func ExampleFromPy() {
	data, err := os.ReadFile("../testdata/fixtures/forky/scipy/csr_matrix-p4.pkl")
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	m, err := scipy.FromPy(doc.Root())
	if err != nil {
		log.Fatal(err)
	}
	x, err := m.Data.Float64s()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Format, m.Shape, m.NNZ())
	for e := range m.Entries() {
		fmt.Println(e.Row, e.Col, x[e.K])
	}
	// Output:
	// csr [3 3] 3
	// 0 1 1.5
	// 1 0 2
	// 2 2 3
}

func ExampleMatrix_Dense() {
	data, err := os.ReadFile("../testdata/fixtures/bookworm/scipy/coo_array-p4.pkl")
	if err != nil {
		log.Fatal(err)
	}
	var m scipy.Matrix
	if err := pickle.Unmarshal(data, &m); err != nil {
		log.Fatal(err)
	}
	a, err := m.Dense()
	if err != nil {
		log.Fatal(err)
	}
	x, err := a.Float64s()
	fmt.Println(a.Shape, x, err)
	// Output: [3 3] [0 1.5 0 2 0 0 0 0 3] <nil>
}
