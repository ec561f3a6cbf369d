package numpy

import (
	"github.com/brine-go/brine/internal/describe"
	"github.com/brine-go/brine/py"
)

// An Error tells where an object differs from what NumPy writes.
type Error struct {
	Path string // the place, from the object on: "ndarray.state[2].fields['a'][1]"
	Want string // what belongs there; empty if Err says it all
	Got  string // what is there
	Err  error
}

func (e *Error) Error() string { return describe.Mismatch("numpy", e.Path, e.Got, e.Want, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// mismatch returns the error of a value that is not what belongs at path.
func mismatch(path string, v py.Value, want string) error {
	return &Error{Path: path, Want: want, Got: describe.Value(v)}
}
