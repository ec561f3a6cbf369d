package pandas

import (
	"fmt"
	"strconv"

	"github.com/brine-go/brine/py"
)

// An Error tells where an object differs from what pandas writes, or why a value cannot be read or written.
type Error struct {
	Path string // the place, from the object on: `DataFrame._mgr.blocks[2].values`
	Want string // what belongs there; empty if Err says it all
	Got  string // what is there
	Err  error
}

func (e *Error) Error() string {
	s := "pandas: " + e.Path
	if e.Want != "" {
		s += ": got " + e.Got + ", want " + e.Want
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

// wrap puts the place before an error of another package.
func wrap(path string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Path: path, Err: err}
}

// item returns the path of item i of what stands at path.
func item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// describe names what a value is, in a few words.
func describe(v py.Value) string {
	switch v.Kind() {
	case py.Global:
		if module, name, ok := v.Global(); ok {
			return "global " + module + "." + name
		}
	case py.Object:
		if module, name, ok := v.Class(); ok {
			return module + "." + name
		}
	case py.Invalid:
		return "nothing"
	case py.Tuple, py.List:
		return fmt.Sprintf("%v of %d", v.Kind(), v.Len())
	case py.Int:
		if x, ok := v.Int(); ok {
			return strconv.FormatInt(x, 10)
		}
		return "an int past 64 bits"
	case py.Str:
		if s, _ := v.Str(); len(s) <= 32 {
			return strconv.Quote(s)
		}
	}
	return v.Kind().String()
}
