package joblib

import (
	"errors"

	"github.com/brine-go/brine/internal/describe"
	"github.com/brine-go/brine/py"
)

// An Error says which part of an array's wrapper is wrong. It stands within a *pickle.SyntaxError, which has the
// offset of the BUILD.
type Error struct {
	Path string // of the part: "NumpyArrayWrapper.shape"; or the name of a file
	Want string // what belongs there
	Got  string // what does stand there; empty if Err says it
	Err  error
}

func (e *Error) Error() string { return describe.Mismatch("joblib", e.Path, e.Got, e.Want, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// ErrSibling is an array that is in another file, which is not in the folder that was given to [Arrays], if one was.
var ErrSibling = errors.New("the array is in this file, which is not at hand")

func mismatch(path string, v py.Value, want string) error {
	return &Error{Path: path, Want: want, Got: describe.Value(v)}
}
