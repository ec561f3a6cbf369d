package numpy

import (
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// An Array is an array with all that NumPy pickles of it. As a field of a struct, or by itself, it is read and
// written by [github.com/brine-go/brine/pickle.Unmarshal] and Marshal:
//
//	var model struct {
//		Weights *numpy.Array `pickle:"weights"`
//	}
//	err := pickle.Unmarshal(data, &model)
//	x, err := model.Weights.Float64s()
//
// One that is made in Go needs no more than the embedded array: &numpy.Array{Array: *a}.
type Array struct {
	ndarray.Array
	Class    Class          // of a masked array, what it is without its mask
	Scalar   bool           // not an array but a scalar: numpy.float64(0.5); masked, numpy.ma.masked or a record
	ReadOnly bool           // protocol 5 only: the array must not be changed in Python
	Masked   bool           // a numpy.ma.MaskedArray; the following are of such ones
	Mask     *ndarray.Array // true where an element is masked, for records by field; nil if none is
	Fill     *ndarray.Array // one element to put where the mask is true; nil for NumPy's default
}

// ArrayFromPy reads an array, masked or not, or a scalar. The result shares the document's memory.
func ArrayFromPy(v py.Value) (*Array, error) {
	o, ok := v.Object()
	if !ok {
		return nil, mismatch("array", v, "an ndarray or scalar")
	}
	switch function(o.Func) {
	case "_reconstruct":
		a, err := fromState(o)
		if err != nil {
			return nil, err
		}
		class, _ := classOf(o.Args.Index(0))
		return &Array{Array: *a, Class: class}, nil
	case "_frombuffer":
		a, err := fromBuffer(o)
		if err != nil {
			return nil, err
		}
		return &Array{Array: *a, ReadOnly: o.Args.Index(0).ReadOnly()}, nil
	case "scalar":
		a, err := fromScalar(o)
		if err != nil {
			return nil, err
		}
		return &Array{Array: *a, Scalar: true}, nil
	case "_mareconstruct":
		return fromMasked(o)
	case "MaskedConstant":
		return maskedConstant()
	}
	return nil, mismatch("array", v, "an ndarray or scalar")
}

// UnmarshalPickle reads v as [ArrayFromPy] does. None leaves the array as it was.
func (a *Array) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := ArrayFromPy(v)
	if err != nil {
		return err
	}
	*a = *read
	return nil
}

// MarshalPickle returns the array as [Array.ToPy] does, for any release and protocol.
func (a *Array) MarshalPickle(b *py.Builder) (py.Value, error) { return a.ToPy(b) }

// ToPy returns the array, masked array or scalar, as NumPy pickles it. See the function [ToPy].
func (a *Array) ToPy(b *py.Builder, opts ...Option) (py.Value, error) {
	w := newWriter(b, opts)
	switch {
	case a.Masked:
		return w.masked(a)
	case a.Scalar:
		return w.scalar(&a.Array)
	}
	return w.array(&a.Array, a.Class, a.ReadOnly)
}
