package pickle

import (
	"github.com/brine-go/brine/internal/emit"
	"github.com/brine-go/brine/internal/gotype"
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/opcode"
)

// Errors of reading. All bytes that are no pickle give a *SyntaxError with the offset in the stream; what is
// wrong is wrapped in it: io.ErrUnexpectedEOF where the pickle is cut off, else one of the types below.
// The clean end of a stream is io.EOF.
type (
	// SyntaxError says at which offset and opcode a pickle is wrong.
	SyntaxError = opcode.SyntaxError
	// TypeError is an opcode that meets a value of another kind than it takes.
	TypeError = vm.TypeError
	// MemoError is a GET of an index that was never PUT.
	MemoError = vm.MemoError
	// LimitError says which of the Limits a pickle passes.
	LimitError = vm.LimitError
)

// Errors of Marshal and Unmarshal.
type (
	// UnmarshalError says which value of a pickle does not fit the Go value that it is for: where it is, what
	// it is in Python, what it was to become, and at which offset of the stream it was made.
	UnmarshalError = gotype.UnmarshalError
	// MarshalError says which part of a Go value cannot be written.
	MarshalError = gotype.MarshalError
)

// What an UnmarshalError or MarshalError wraps, beside a LimitError or what a method of the type returned.
var (
	ErrMismatch  = gotype.ErrMismatch  // no conversion between these types
	ErrRange     = gotype.ErrRange     // a number or a date beyond what the Go type holds
	ErrLength    = gotype.ErrLength    // more or fewer items than an array or a struct has
	ErrDuplicate = gotype.ErrDuplicate // keys of a Go map that are equal in Python
)

// UnsupportedError is a value that the protocol of a dump cannot say.
type UnsupportedError = emit.UnsupportedError

// ErrUnhashable is a dict key or set item that Python cannot hash.
var ErrUnhashable = graph.ErrUnhashable
