package opcode

import "fmt"

// An Info is one opcode's row of the table.
type Info struct {
	Code  Code
	Name  string // CPython's name, as in BINUNICODE
	Proto int    // the protocol that introduced it
	Arg   ArgKind
	// Before and After picture the top of the stack, the top last: BUILD turns [any any] into [any].
	// A StackSlice stands for every object above the topmost mark.
	Before, After []StackObject
	Memo          MemoRole
	Doc           string // one sentence, pickletools' own
}

// An ArgKind says how an opcode's argument is laid out in the pickle.
type ArgKind uint8

// The argument layouts, by the names of pickletools' argument descriptors. Integers are little-endian,
// but float8 is big-endian. Kinds with NL in their names end with a newline; pairs are two such lines.
// A counted kind has a length of so many bytes, then as many bytes; string4 and long4 count with a signed
// integer, all others with an unsigned one.
const (
	ArgNone ArgKind = iota
	ArgUint1
	ArgUint2
	ArgInt4
	ArgUint4
	ArgUint8
	ArgStringNL             // a Python 2 repr with its quotes and escapes
	ArgStringNLNoEscape     // a line
	ArgStringNLNoEscapePair // two lines: module and name
	ArgUnicodeStringNL      // a line in Python's raw-unicode-escape encoding
	ArgFloatNL
	ArgDecimalNLShort // a decimal integer; 00 and 01 are False and True for INT
	ArgDecimalNLLong  // a decimal integer that may end with L
	ArgFloat8
	ArgString1
	ArgString4
	ArgBytes1
	ArgBytes4
	ArgBytes8
	ArgByteArray8
	ArgUnicodeString1 // UTF-8 in which lone surrogates are encoded too, as in all three
	ArgUnicodeString4
	ArgUnicodeString8
	ArgLong1 // two's complement, of any length; no bytes are 0
	ArgLong4
	numArgKinds
)

// A layout tells a Reader where an argument ends.
type layout struct {
	form form
	size uint8 // bytes of the argument (fixed), or of its length (counted, signed)
}

type form uint8

const (
	invalid form = iota // no opcode
	fixed
	counted
	signed // counted, the length being a signed integer
	line
	lines // two
)

// argKinds has pickletools' name and the layout of each ArgKind.
var argKinds = [numArgKinds]struct {
	name string
	layout
}{
	ArgNone:                 {"", layout{fixed, 0}},
	ArgUint1:                {"uint1", layout{fixed, 1}},
	ArgUint2:                {"uint2", layout{fixed, 2}},
	ArgInt4:                 {"int4", layout{fixed, 4}},
	ArgUint4:                {"uint4", layout{fixed, 4}},
	ArgUint8:                {"uint8", layout{fixed, 8}},
	ArgStringNL:             {"stringnl", layout{line, 0}},
	ArgStringNLNoEscape:     {"stringnl_noescape", layout{line, 0}},
	ArgStringNLNoEscapePair: {"stringnl_noescape_pair", layout{lines, 0}},
	ArgUnicodeStringNL:      {"unicodestringnl", layout{line, 0}},
	ArgFloatNL:              {"floatnl", layout{line, 0}},
	ArgDecimalNLShort:       {"decimalnl_short", layout{line, 0}},
	ArgDecimalNLLong:        {"decimalnl_long", layout{line, 0}},
	ArgFloat8:               {"float8", layout{fixed, 8}},
	ArgString1:              {"string1", layout{counted, 1}},
	ArgString4:              {"string4", layout{signed, 4}},
	ArgBytes1:               {"bytes1", layout{counted, 1}},
	ArgBytes4:               {"bytes4", layout{counted, 4}},
	ArgBytes8:               {"bytes8", layout{counted, 8}},
	ArgByteArray8:           {"bytearray8", layout{counted, 8}},
	ArgUnicodeString1:       {"unicodestring1", layout{counted, 1}},
	ArgUnicodeString4:       {"unicodestring4", layout{counted, 4}},
	ArgUnicodeString8:       {"unicodestring8", layout{counted, 8}},
	ArgLong1:                {"long1", layout{counted, 1}},
	ArgLong4:                {"long4", layout{signed, 4}},
}

// String returns the name of pickletools' argument descriptor, as in unicodestring4, or "" for ArgNone.
func (k ArgKind) String() string {
	if k >= numArgKinds {
		return fmt.Sprintf("ArgKind(%d)", uint8(k))
	}
	return argKinds[k].name
}

// layouts is argKinds by opcode, for the Reader.
var layouts = func() (byCode [256]layout) {
	for i := range table {
		byCode[table[i].Code] = argKinds[table[i].Arg].layout
	}
	return byCode
}()

// A StackObject is what the table says about an object on the stack.
type StackObject uint8

// The stack objects, by pickletools' names.
const (
	_ StackObject = iota
	StackAny
	StackInt
	StackIntOrBool
	StackBool
	StackFloat
	StackBytesOrStr
	StackBytes
	StackByteArray
	StackStr
	StackNone
	StackTuple
	StackList
	StackDict
	StackSet
	StackFrozenSet
	StackBuffer
	StackMark
	StackSlice // all objects above the topmost mark
	numStackObjects
)

var stackNames = [numStackObjects]string{
	StackAny:        "any",
	StackInt:        "int",
	StackIntOrBool:  "int_or_bool",
	StackBool:       "bool",
	StackFloat:      "float",
	StackBytesOrStr: "bytes_or_str",
	StackBytes:      "bytes",
	StackByteArray:  "bytearray",
	StackStr:        "str",
	StackNone:       "None",
	StackTuple:      "tuple",
	StackList:       "list",
	StackDict:       "dict",
	StackSet:        "set",
	StackFrozenSet:  "frozenset",
	StackBuffer:     "buffer",
	StackMark:       "mark",
	StackSlice:      "stackslice",
}

// String returns pickletools' name, as in bytes_or_str.
func (o StackObject) String() string {
	if o == 0 || o >= numStackObjects {
		return fmt.Sprintf("StackObject(%d)", uint8(o))
	}
	return stackNames[o]
}

// A MemoRole says what an opcode does to the memo.
type MemoRole uint8

const (
	MemoNone   MemoRole = iota
	MemoPut             // stores the stack's top under the index in the argument
	MemoAppend          // stores it under the number of entries so far
	MemoGet             // pushes the entry that the argument names
)
