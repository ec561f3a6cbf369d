package joblib

import (
	"io/fs"
	"math/bits"
	"strconv"
	"strings"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// Arrays returns the option that reads joblib's arrays. Files before joblib 0.10 have them in files beside the first
// one, whose folder is siblings; nil makes those an error.
//
// opts are for the pickles in those files. It is no harm to pickles that joblib did not write.
func Arrays(siblings fs.FS, opts ...pickle.Option) pickle.Option {
	return pickle.WithBuild(Build(siblings, opts...))
}

// Build returns what [Arrays] gives to [pickle.WithBuild], for who has more to do there.
func Build(siblings fs.FS, opts ...pickle.Option) func(obj py.Value, tail *pickle.Tail) (py.Value, error) {
	l := loader{siblings, opts}
	return l.build
}

type loader struct {
	siblings fs.FS
	opts     []pickle.Option
}

// build puts the array into its wrapper's place.
func (l loader) build(obj py.Value, tail *pickle.Tail) (py.Value, error) {
	module, name, ok := obj.Class()
	if !ok || !strings.HasSuffix(name, "ArrayWrapper") || !isJoblib(module) {
		return py.Value{}, nil
	}
	switch name {
	case "NumpyArrayWrapper":
		return l.interleaved(obj, tail)
	case "NDArrayWrapper":
		return l.npy(obj, tail)
	case "ZNDArrayWrapper":
		return l.zfile(obj, tail)
	}
	return py.Value{}, nil
}

// isJoblib reports whether a module is joblib.numpy_pickle or joblib.numpy_pickle_compat, or the same within another
// package: scikit-learn's, say.
func isJoblib(module string) bool {
	module = strings.TrimSuffix(module, "_compat")
	return module == "joblib.numpy_pickle" || strings.HasSuffix(module, ".joblib.numpy_pickle")
}

// interleaved reads an array that stands behind the BUILD (NumpyArrayWrapper.read_array).
func (l loader) interleaved(obj py.Value, tail *pickle.Tail) (py.Value, error) {
	const in = "NumpyArrayWrapper."
	dtype := obj.Attr("dtype")
	d, err := numpy.DTypeFromPy(dtype)
	if err != nil {
		return py.Value{}, &Error{Path: in + "dtype", Err: err}
	}
	shape := obj.Attr("shape")
	count, err := elements(shape, in+"shape")
	if err != nil {
		return py.Value{}, err
	}
	if d.HasObjects() {
		v, err := tail.Load()
		if err == nil && !numpy.IsArray(v) {
			err = mismatch(in+"array", v, "an array: its dtype is object")
		}
		return v, err
	}
	hi, size := bits.Mul64(uint64(count), uint64(d.ItemSize))
	if hi != 0 || size > 1<<62 {
		return py.Value{}, mismatch(in+"shape", shape, "less than 2^62 bytes of elements")
	}
	fortran := false
	switch order, _ := obj.Attr("order").Text(); order {
	case "F":
		fortran = true
	case "C":
	default:
		return py.Value{}, mismatch(in+"order", obj.Attr("order"), "C or F")
	}
	if align := obj.Attr("numpy_array_alignment_bytes"); align.IsValid() && !align.IsNone() {
		n, err := tail.Next(1)
		if err == nil {
			_, err = tail.Next(int64(n[0]))
		}
		if err != nil {
			return py.Value{}, &Error{Path: in + "padding", Err: err}
		}
	}
	start := tail.Offset()
	data, err := tail.Next(int64(size))
	if err != nil {
		return py.Value{}, &Error{Path: in + "array", Want: strconv.FormatUint(size, 10) + " bytes at offset " + strconv.FormatInt(start, 10), Err: err}
	}
	b := tail.Builder()
	class := obj.Attr("subclass")
	if class.Kind() != py.Global {
		return py.Value{}, mismatch(in+"subclass", class, "a class of arrays")
	}
	if class.IsGlobal("numpy", "memmap") { // which has no file here
		class = b.Global("numpy", "ndarray")
	}
	v := reconstruct(b, class)
	b.Build(v, b.Tuple(b.Int(1), shape, dtype, b.Bool(fortran), b.Buffer(data, true)))
	return v, nil
}

// reconstruct makes an array without state, as ndarray.__reduce__ has it. Its module's name is the one that NumPy 1
// and 2 both know without a warning.
func reconstruct(b *py.Builder, class py.Value) py.Value {
	return b.Call(b.Global("numpy.core.multiarray", "_reconstruct"), class, b.Tuple(b.Int(0)), b.Bytes([]byte("b")))
}

// elements returns how many elements a shape has.
func elements(shape py.Value, path string) (int, error) {
	if shape.Kind() != py.Tuple || shape.Len() > ndarray.MaxDims {
		return 0, mismatch(path, shape, "tuple of at most "+strconv.Itoa(ndarray.MaxDims)+" ints")
	}
	dims := make([]int, 0, shape.Len())
	for item := range shape.Items() {
		n, ok := item.Int()
		if !ok || n < 0 || int64(int(n)) != n {
			return 0, mismatch(path, item, "ints, 0 or more")
		}
		dims = append(dims, int(n))
	}
	n, ok := ndarray.Size(dims)
	if !ok {
		return 0, mismatch(path, shape, "less than 2^63 elements")
	}
	return n, nil
}
