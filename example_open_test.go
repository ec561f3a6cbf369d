package brine_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/sklearn"
	"github.com/brine-go/brine/torch"
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

// The tensors of a file of torch.save, as a map; a model's modules are reached by brine.Open and package torch.
func ExampleLoad_torch() {
	weights, err := brine.Load[map[string]*torch.Tensor]("testdata/fixtures/forky/torch/state_dict-zip.pt")
	check(err)
	w := weights["0.weight"]
	x, err := w.Float64s()
	check(err)
	fmt.Printf("%d tensors; 0.weight %s %v %.4f\n", len(weights), w.DType, w.Shape, x[:3])
	// Output: 9 tensors; 0.weight float32 [8 4] [0.1807 0.4143 -0.1038]
}

// The arrays of numpy.savez by their names, in a map or in a struct.
func ExampleLoad_npz() {
	dir, err := os.MkdirTemp("", "brine")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "data.npz")
	int64s := ndarray.DType{Kind: ndarray.Int, ItemSize: 8, Order: ndarray.Little}
	x, err := ndarray.New(int64s, []int{2, 2}, []byte("\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00"))
	check(err)
	check(brine.Dump(path, map[string]*numpy.Array{"x": {Array: *x}}, brine.WithFormat(brine.NPZ)))

	type data struct {
		X *numpy.Array `pickle:"x"`
	}
	d, err := brine.Load[data](path)
	check(err)
	values, err := d.X.Int64s()
	check(err)
	fmt.Println(d.X.DType, d.X.Shape, values)
	// Output: <i8 [2 2] [1 2 3 4]
}
