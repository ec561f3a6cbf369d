package stdlib

import (
	"errors"

	"github.com/brine-go/brine/internal/describe"
	"github.com/brine-go/brine/py"
)

// ErrUnknown is a value that is none of the objects of this package: a built-in value, which py.Value reads itself.
var ErrUnknown = errors.New("not an object of the standard library")

// An Error tells where an object differs from what Python writes.
type Error struct {
	Class string // what was read: "datetime.date"
	Got   string // what is there
	Want  string // what belongs there
	Err   error  // the cause, or nil
}

func (e *Error) Error() string { return describe.Mismatch("stdlib", e.Class, e.Got, e.Want, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// mismatch returns the error of a value that is not what class has there.
func mismatch(class string, v py.Value, want string) error {
	return &Error{Class: class, Got: describe.Value(v), Want: want}
}
