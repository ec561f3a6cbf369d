package ndarray

import "fmt"

// A DTypeError tells that elements of a dtype cannot be read as what was asked for.
type DTypeError struct {
	DType DType
	Want  string // what was asked for: "float64", "a number"
	Err   error  // why one element does not fit, or nil
}

func (e *DTypeError) Error() string {
	s := fmt.Sprintf("ndarray: dtype %v cannot be read as %s", e.DType, e.Want)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *DTypeError) Unwrap() error { return e.Err }

// A LayoutError tells that shape, strides and data do not belong together.
type LayoutError struct {
	DType   DType
	Shape   []int
	Problem string
}

func (e *LayoutError) Error() string {
	return fmt.Sprintf("ndarray: shape %v of %v: %s", e.Shape, e.DType, e.Problem)
}

// An IndexError tells that an index lies outside of an array.
type IndexError struct {
	Index []int
	Shape []int
}

func (e *IndexError) Error() string {
	return fmt.Sprintf("ndarray: index %v of an array of shape %v", e.Index, e.Shape)
}

// A SyntaxError tells that a text is no dtype.
type SyntaxError struct {
	Text    string
	Problem string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("ndarray: dtype %q: %s", e.Text, e.Problem)
}
