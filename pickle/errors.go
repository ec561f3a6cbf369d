package pickle

import (
	"github.com/brine-go/brine/internal/emit"
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

// UnsupportedError is a value that the protocol of a dump cannot say.
type UnsupportedError = emit.UnsupportedError

// ErrUnhashable is a dict key or set item that Python cannot hash.
var ErrUnhashable = graph.ErrUnhashable
