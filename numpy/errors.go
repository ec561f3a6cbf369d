package numpy

import (
	"fmt"

	"github.com/brine-go/brine/py"
)

// An Error tells where an object differs from what NumPy writes.
type Error struct {
	Path string // the place, from the object on: "ndarray.state[2].fields['a'][1]"
	Want string // what belongs there; empty if Err says it all
	Got  string // what is there
	Err  error
}

func (e *Error) Error() string {
	s := "numpy: " + e.Path
	if e.Want != "" {
		s += fmt.Sprintf(": got %s, want %s", e.Got, e.Want)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// mismatch returns the error of a value that is not what belongs at path.
func mismatch(path string, v py.Value, want string) error {
	return &Error{Path: path, Want: want, Got: describe(v)}
}

// describe names what a value is, in a few words.
func describe(v py.Value) string {
	switch v.Kind() {
	case py.Global:
		module, name, _ := v.Global()
		return "global " + module + "." + name
	case py.Object:
		if module, name, ok := v.Class(); ok {
			return module + "." + name
		}
	case py.Invalid:
		return "nothing"
	case py.Tuple:
		return fmt.Sprintf("tuple of %d", v.Len())
	case py.Int:
		if x, ok := v.Int(); ok {
			return fmt.Sprint(x)
		}
		return "an int past 64 bits"
	case py.Str:
		if s, _ := v.Str(); len(s) <= 32 {
			return fmt.Sprintf("%q", s)
		}
	}
	return v.Kind().String()
}
