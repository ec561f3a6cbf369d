package scipy

import (
	"fmt"

	"github.com/brine-go/brine/py"
)

// An Error tells where an object differs from what SciPy writes.
type Error struct {
	Path string // the place, from the object on: "csr_matrix.indptr[2]"
	Want string // what belongs there; empty if Err says it all
	Got  string // what is there
	Err  error
}

func (e *Error) Error() string {
	s := "scipy: " + e.Path
	if e.Want != "" {
		s += ": got " + e.Got + ", want " + e.Want
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

func mismatch(path string, v py.Value, want string) error {
	return &Error{Path: path, Want: want, Got: describe(v)}
}

// describe names what a value is, in a few words.
func describe(v py.Value) string {
	switch v.Kind() {
	case py.Invalid:
		return "nothing"
	case py.Global, py.Object:
		module, name, ok := v.Global()
		if !ok {
			module, name, ok = v.Class()
		}
		if ok {
			return module + "." + name
		}
	case py.Tuple:
		return fmt.Sprintf("tuple of %d", v.Len())
	case py.Int:
		if x, ok := v.Int(); ok {
			return fmt.Sprint(x)
		}
	}
	return v.Kind().String()
}
