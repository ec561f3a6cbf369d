// Package describe has the words in which errors of the packages for NumPy, SciPy, pandas, PyTorch, XGBoost, LightGBM and the standard library
// tell what stands in a pickle where something else belongs.
package describe

import (
	"strconv"

	"github.com/brine-go/brine/py"
)

// maxRepr is how long the text of a scalar may be to stand in an error.
const maxRepr = 60

// Value names what a value is, in a few words: a small scalar as Python writes it, a container by its length, an object by its
// class, and "nothing" for the zero Value.
func Value(v py.Value) string {
	kind := v.Kind()
	switch kind {
	case py.Invalid:
		return "nothing"
	case py.Global:
		if module, name, ok := v.Global(); ok {
			return "global " + module + "." + name
		}
	case py.Object:
		if module, name, ok := v.Class(); ok {
			return module + "." + name
		}
	case py.Tuple, py.List, py.Dict:
		return kind.String() + " of " + strconv.Itoa(v.Len())
	case py.Int:
		if _, ok := v.Int(); !ok {
			return "an int past 64 bits"
		}
		return py.Repr(v)
	case py.Str:
		if v.Len() > maxRepr {
			return "a str of " + strconv.Itoa(v.Len()) + " bytes"
		}
		return py.Repr(v)
	case py.Float, py.Bool, py.None:
		return py.Repr(v)
	}
	return kind.String()
}

// Mismatch is the text of an error of a package: what it got at a place and what it wants there, as far as these are told, and
// the cause, if there is one.
func Mismatch(pkg, path, got, want string, cause error) string {
	s := pkg + ": " + path
	switch {
	case want == "":
	case got == "":
		s += ": want " + want
	default:
		s += ": got " + got + ", want " + want
	}
	if cause != nil {
		s += ": " + cause.Error()
	}
	return s
}

// ModelError is the text of a package's error about a model: the class, what wrote it ("XGBoost", "1.7.4"), and the place in it, as far as
// these are told.
func ModelError(pkg, class, by, version, place, text string) string {
	s := pkg + ": "
	if class != "" {
		s += class
		if version != "" {
			s += " of " + by + " " + version
		}
		s += ": "
	}
	if place != "" {
		s += place + ": "
	}
	return s + text
}
