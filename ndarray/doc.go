// Package ndarray is a typed strided array: NumPy's memory layout for Go, without any file format.
//
// An [Array] is a dtype, a shape, strides and bytes. Whoever reads a file makes one around the file's own
// bytes, nothing is copied, and asks for Go values:
//
//	a, err := ndarray.New(ndarray.DType{Kind: ndarray.Float, ItemSize: 4, Order: ndarray.Little}, []int{2, 3}, data)
//	x, err := a.Float64s() // six float64 in C order, converted from float32
//
// A [DType] says all that is needed to read an element, so that reading never guesses: what an array does
// not hold (numbers asked of datetimes, integers of floats) is a [*DTypeError], never a wrong number.
//
// The layout is the one of NumPy's array interface protocol (numpy.org, "The array interface protocol"):
// element i, j, … of an array lies at Data[Offset + i*Strides[0] + j*Strides[1] + …].
package ndarray
