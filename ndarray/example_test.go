package ndarray_test

import (
	"fmt"

	"github.com/brine-go/brine/ndarray"
)

func ExampleNew() {
	d, err := ndarray.ParseDType(">i2")
	if err != nil {
		panic(err)
	}
	a, err := ndarray.New(d, []int{2, 2}, []byte{0, 1, 0, 2, 0, 3, 0xff, 0xff})
	if err != nil {
		panic(err)
	}
	x, err := a.Float64s()
	fmt.Println(x, err)
	_, err = a.Strings()
	fmt.Println(err)
	// Output:
	// [1 2 3 -1] <nil>
	// ndarray: dtype >i2 cannot be read as string
}

func ExampleArray_At() {
	a, err := ndarray.New(ndarray.DType{Kind: ndarray.Uint, ItemSize: 1}, []int{2, 3}, []byte{0, 1, 2, 3, 4, 5})
	if err != nil {
		panic(err)
	}
	x, err := a.At(1, 2)
	fmt.Println(x, err)
	_, err = a.At(2, 0)
	fmt.Println(err)
	// Output:
	// 5 <nil>
	// ndarray: index [2 0] of an array of shape [2 3]
}

func ExampleArray_Transpose() {
	a, err := ndarray.New(ndarray.DType{Kind: ndarray.Uint, ItemSize: 1}, []int{2, 3}, []byte{0, 1, 2, 3, 4, 5})
	if err != nil {
		panic(err)
	}
	turned, err := a.Transpose()
	if err != nil {
		panic(err)
	}
	x, err := turned.Int64s()
	fmt.Println(turned.Shape, x, err)
	// Output: [3 2] [0 3 1 4 2 5] <nil>
}
