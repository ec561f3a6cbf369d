package torch

import (
	"errors"
	"fmt"

	"github.com/brine-go/brine/py"
)

// ErrFormat is a file that is none of torch.save's.
var ErrFormat = errors.New("not a file of torch.save")

// An Error tells where a file differs from what PyTorch writes.
type Error struct {
	Path string // in the object or in the container: "_rebuild_tensor_v2[2]", "data/3"
	Got  string // what is there; empty if Err says it all
	Want string // what belongs there
	Err  error
}

func (e *Error) Error() string {
	s := "torch: " + e.Path
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
	return &Error{Path: path, Got: describe(v), Want: want}
}

// describe names what a value is, in a few words.
func describe(v py.Value) string {
	if module, name, ok := v.Global(); ok {
		return module + "." + name
	}
	if module, name, ok := v.Class(); ok {
		return "an object of " + module + "." + name
	}
	switch v.Kind() {
	case py.Invalid:
		return "nothing"
	case py.Tuple, py.List, py.Dict:
		return fmt.Sprintf("a %v of %d", v.Kind(), v.Len())
	case py.Int, py.Str, py.None, py.Bool:
		if s := py.Repr(v); len(s) <= 60 {
			return s
		}
	}
	return "a " + v.Kind().String()
}
