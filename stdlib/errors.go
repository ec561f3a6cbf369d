package stdlib

import (
	"errors"
	"fmt"

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

func (e *Error) Error() string {
	s := "stdlib: " + e.Class
	if e.Want != "" {
		s += ": got " + e.Got + ", want " + e.Want
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// mismatch returns the error of a value that is not what class has there.
func mismatch(class string, v py.Value, want string) error {
	return &Error{Class: class, Got: describe(v), Want: want}
}

// describe names what a value is, in a few words.
func describe(v py.Value) string {
	switch v.Kind() {
	case py.Invalid:
		return "nothing"
	case py.Global:
		module, name, _ := v.Global()
		return module + "." + name
	case py.Object:
		if module, name, ok := v.Class(); ok {
			return "an object of " + module + "." + name
		}
	case py.Tuple, py.List, py.Dict:
		return fmt.Sprintf("a %v of %d", v.Kind(), v.Len())
	case py.Int, py.Float, py.Str, py.Bool, py.None:
		if s := py.Repr(v); len(s) <= 60 {
			return s
		}
	}
	return "a " + v.Kind().String()
}
