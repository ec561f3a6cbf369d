package torch

import (
	"errors"

	"github.com/brine-go/brine/internal/describe"
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

func (e *Error) Error() string { return describe.Mismatch("torch", e.Path, e.Got, e.Want, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

func mismatch(path string, v py.Value, want string) error {
	return &Error{Path: path, Got: describe.Value(v), Want: want}
}
