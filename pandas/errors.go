package pandas

import (
	"strconv"

	"github.com/brine-go/brine/internal/describe"
	"github.com/brine-go/brine/py"
)

// An Error tells where an object differs from what pandas writes, or why a value cannot be read or written.
type Error struct {
	Path string // the place, from the object on: `DataFrame._mgr.blocks[2].values`
	Want string // what belongs there; empty if Err says it all
	Got  string // what is there
	Err  error
}

func (e *Error) Error() string { return describe.Mismatch("pandas", e.Path, e.Got, e.Want, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// mismatch returns the error of a value that is not what belongs at path.
func mismatch(path string, v py.Value, want string) error {
	return &Error{Path: path, Want: want, Got: describe.Value(v)}
}

// wrap puts the place before an error of another package.
func wrap(path string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Path: path, Err: err}
}

// item returns the path of item i of what stands at path.
func item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
