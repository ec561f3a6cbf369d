// Package vm is the pickle machine: it turns opcodes into a graph and is the only place that knows what
// each opcode means. It calls nothing that a pickle names.
//
// One pickle is read by one [Machine.Load]:
//
//	m := vm.Get()
//	defer vm.Put(m)
//	g, used, err := m.Load(data, &vm.Config{Limits: vm.DefaultLimits})
//
// The loop in run.go knows every opcode. It stops where the input ends in the middle of one: [Source] then brings
// more and the loop goes on at that opcode. So one loop serves byte slices and streams, framed or not. The loop in
// row.go knows the opcodes that most pickles mostly consist of, where nothing is special about them; it could be
// left out, and loading would take twice as long.
//
// A graph that is to own its texts gets a copy of the part of the input that has any, in the end; a stream's
// bytes past the first 16 MB come in buffers that are kept only if they have texts (stream.go). What of its memo nobody
// asks for is packed (packed.go), and memory is given back of what moves as it grows.
//
// Invariants: fence ≤ sp ≤ len(stack), where fence is the height of the stack at the last MARK or 0 without
// one: as in CPython nothing below it is popped. stack[fence-1] is the fence before that MARK, a number among
// the words. start ≤ i ≤ len(buf), where start is the offset of the opcode under way; opcodes end at limit,
// the end of the frame or of the input.
package vm

import (
	"errors"
	"fmt"
	"math"

	"github.com/brine-go/brine/internal/graph"
)

// Config is what a caller chooses. The zero value keeps everything as the pickle has it.
type Config struct {
	Limits     Limits
	FixImports bool // map Python 2's module names to Python 3's in protocols 0 to 2
	// Encoding of Python 2's str: "" keeps it as ByteString, "bytes" makes it Bytes, "ASCII", "latin1" and
	// "utf-8" make it Str. Errors says what happens to what does not decode: "strict", "ignore",
	// "replace", "surrogateescape", "backslashreplace".
	Encoding, Errors string
	Buffers          [][]byte // out-of-band buffers, in order; nil if there are none at hand
	HasBuffers       bool     // Buffers is all there is: asking for more is an error
	// FindClass, if set, is asked for every global and may rename it or refuse it.
	FindClass func(module, name string) (string, string, error)
	// Extension, if set, resolves codes of the extension registry.
	Extension func(code uint32) (module, name string, ok bool)
	// Persistent, if set, may put another word in the place of a persistent id.
	Persistent func(g *graph.Graph, id graph.Word) (w graph.Word, ok bool, err error)
	// Build, if set, is asked about every object that BUILD has given its state. It may take bytes behind the BUILD
	// out of the input, and put another word in the object's place on the stack; in the memo the object stays.
	Build func(t Tail, g *graph.Graph, obj graph.Word) (w graph.Word, ok bool, err error)
	// Trust is how many bytes behind a BUILD memory may be taken for before they have arrived from a stream.
	Trust int64
}

// Limits bound what a pickle may ask for. Every byte of input makes at most some 100 bytes of graph, so
// memory is bounded by the input; these bound what is left.
type Limits struct {
	MaxBytes  int64 // bytes of one pickle
	MaxStack  int   // values on the stack
	MaxMemo   int   // highest memo index
	MaxDigits int   // decimal digits of an integer written as text
}

// DefaultLimits are used where a caller sets none.
var DefaultLimits = Limits{MaxBytes: 1 << 36, MaxStack: 1 << 28, MaxMemo: math.MaxUint32 & math.MaxInt, MaxDigits: 100_000}

// A LimitError says which limit a pickle passes.
type LimitError struct {
	Name string
	Max  int64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("over the limit of %d for %s", e.Max, e.Name)
}

var (
	errStack     = errors.New("stack underflow")
	errMark      = errors.New("no MARK on the stack")
	errQuotes    = errors.New("argument is not in quotes")
	errOdd       = errors.New("odd number of keys and values")
	errProto     = errors.New("unsupported protocol")
	errExtZero   = errors.New("extension code 0 is not allowed")
	errNoCode    = errors.New("unregistered extension code")
	errNoBuffer  = errors.New("not enough out-of-band buffers")
	errNotUTF8   = errors.New("invalid UTF-8")
	errNotNumber = errors.New("invalid number")
	errStraddle  = errors.New("passes the end of its frame")
	errNested    = errors.New("a frame begins before the end of the one around it")
	errNoName    = errors.New("empty name")
	errNoOp      = errors.New("no such opcode")
)

// A MemoError is a GET of what was never PUT.
type MemoError struct{ Index uint64 }

func (e *MemoError) Error() string { return fmt.Sprintf("no value in the memo at %d", e.Index) }

// A TypeError says that an opcode met a value of another kind than it takes.
type TypeError struct {
	Role      string // what the value is to the opcode: "state", "class", "target"
	Got, Want string
}

func (e *TypeError) Error() string { return fmt.Sprintf("%s is %s, want %s", e.Role, e.Got, e.Want) }
