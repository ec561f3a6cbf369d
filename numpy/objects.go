package numpy

import (
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// Objects returns the elements of an array of Python objects in C order.
func Objects(a *ndarray.Array) ([]py.Value, error) {
	if !a.DType.HasObjects() {
		return nil, &ndarray.DTypeError{DType: a.DType, Want: "Python objects"}
	}
	elements, err := a.Elements()
	if err != nil {
		return nil, err
	}
	out := make([]py.Value, len(elements))
	for i, x := range elements {
		v, ok := x.(py.Value)
		if !ok {
			return nil, &ndarray.DTypeError{DType: a.DType, Want: "Python objects: the array is not of a pickle"}
		}
		out[i] = v
	}
	return out, nil
}

// An ObjectList is the elements of an array of objects that is made in Go:
//
//	a, err := ndarray.NewObjects(d, []int{len(values)}, numpy.ObjectList(values), false)
type ObjectList []py.Value

// Len returns the number of elements.
func (l ObjectList) Len() int { return len(l) }

// At returns an element, a [py.Value].
func (l ObjectList) At(i int) any { return l[i] }

// Python is At without a box around the element.
func (l ObjectList) Python(i int) py.Value { return l[i] }

// Str returns an element that is a text.
func (l ObjectList) Str(i int) (string, bool) { return l[i].Text() }

// list is the elements of an array as the list that a pickle has of them.
type list struct{ py.Value }

func (l list) At(i int) any             { return l.Index(i) }
func (l list) Python(i int) py.Value    { return l.Index(i) }
func (l list) Str(i int) (string, bool) { return l.Index(i).Text() }

// turned is the elements of an array in Fortran order, whose list in a pickle is in C order nevertheless
// (_getlist_pkl in numpy/core/src/multiarray/methods.c iterates in C order).
type turned struct {
	list
	shape []int
}

// at returns where in the list the element stands that is number i in memory.
func (t turned) at(i int) int {
	c, step := 0, t.Len()
	for _, n := range t.shape { // the first index runs fastest in memory and slowest in the list
		step /= n
		c += i % n * step
		i /= n
	}
	return c
}

func (t turned) At(i int) any             { return t.list.At(t.at(i)) }
func (t turned) Python(i int) py.Value    { return t.list.Python(t.at(i)) }
func (t turned) Str(i int) (string, bool) { return t.list.Str(t.at(i)) }

// single is the element of an object scalar.
type single struct{ v py.Value }

func (s single) Len() int               { return 1 }
func (s single) At(int) any             { return s.v }
func (s single) Str(int) (string, bool) { return s.v.Text() }
