package numpy_test

import (
	"bytes"
	"fmt"
	"log"
	"os"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
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

func ExampleToPy() {
	a, err := ndarray.New(ndarray.DType{Kind: ndarray.Int, ItemSize: 2, Order: ndarray.Little}, []int{2, 2}, []byte{1, 0, 2, 0, 3, 0, 4, 0})
	if err != nil {
		log.Fatal(err)
	}
	b := py.NewBuilder()
	v, err := numpy.ToPy(b, a)
	if err != nil {
		log.Fatal(err)
	}
	doc, err := b.Document(v)
	if err != nil {
		log.Fatal(err)
	}
	data, err := pickle.Dumps(doc.Root()) // pickle.loads(data) is an ndarray in Python
	fmt.Println(len(data), "bytes,", err)
	// Output: 157 bytes, <nil>
}

func ExampleArray() {
	type model struct {
		Name    string       `pickle:"name"`
		Weights *numpy.Array `pickle:"weights"`
	}
	w, err := ndarray.New(ndarray.DType{Kind: ndarray.Uint, ItemSize: 1}, []int{3}, []byte{1, 2, 3})
	if err != nil {
		log.Fatal(err)
	}
	data, err := pickle.Marshal(model{"m", &numpy.Array{Array: *w}})
	if err != nil {
		log.Fatal(err)
	}
	var back model
	if err := pickle.Unmarshal(data, &back); err != nil {
		log.Fatal(err)
	}
	x, err := back.Weights.Int64s()
	fmt.Println(back.Name, x, err)
	// Output: m [1 2 3] <nil>
}

func ExampleWriteNPY() {
	a, err := ndarray.New(ndarray.DType{Kind: ndarray.Uint, ItemSize: 1}, []int{2, 3}, []byte{0, 1, 2, 3, 4, 5})
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	if err := numpy.WriteNPY(&file, a); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q", bytes.TrimRight(file.Bytes()[10:], "\x00\x01\x02\x03\x04\x05\n "))
	// Output: "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }"
}

func ExampleOpenNPZ() {
	f, err := os.Open("testdata/npy/stored-1.npz")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		log.Fatal(err)
	}
	z, err := numpy.OpenNPZ(f, info.Size())
	if err != nil {
		log.Fatal(err)
	}
	x, err := z.Open("x") // only the header has been read
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(z.Names(), x.DType, x.Shape, x.Fortran)
	part, err := x.Rows(1, 3) // now two columns, since the file has one after the other
	if err != nil {
		log.Fatal(err)
	}
	values, err := part.Int64s()
	fmt.Println(part.Shape, values, err)
	// Output:
	// [x o é arr_0] <i8 [3 4] true
	// [3 2] [1 2 5 6 9 10] <nil>
}

func ExampleRandomFromPy() {
	data, err := os.ReadFile("../testdata/fixtures/forky/numpy/randomstate-p4.pkl")
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	r, err := numpy.RandomFromPy(doc.Root())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Algorithm, len(r.Key), r.Pos, r.HasGauss)
	// Output: MT19937 624 624 false
}
