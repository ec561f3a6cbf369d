package opcode

import "fmt"

// A Code is an opcode: the first byte of an instruction of the pickle machine.
type Code byte

// The opcodes, by protocol that introduced them, in CPython's words.
const (
	// Protocol 0.
	Mark    Code = '(' // MARK
	Stop    Code = '.' // STOP
	Pop     Code = '0' // POP
	Dup     Code = '2' // DUP
	Float   Code = 'F' // FLOAT
	Int     Code = 'I' // INT
	Long    Code = 'L' // LONG
	None    Code = 'N' // NONE
	PersID  Code = 'P' // PERSID
	Reduce  Code = 'R' // REDUCE
	String  Code = 'S' // STRING
	Unicode Code = 'V' // UNICODE
	Append  Code = 'a' // APPEND
	Build   Code = 'b' // BUILD
	Global  Code = 'c' // GLOBAL
	Dict    Code = 'd' // DICT
	Get     Code = 'g' // GET
	Inst    Code = 'i' // INST
	List    Code = 'l' // LIST
	Put     Code = 'p' // PUT
	SetItem Code = 's' // SETITEM
	Tuple   Code = 't' // TUPLE

	// Protocol 1.
	PopMark        Code = '1' // POP_MARK
	BinInt         Code = 'J' // BININT
	BinInt1        Code = 'K' // BININT1
	BinInt2        Code = 'M' // BININT2
	BinPersID      Code = 'Q' // BINPERSID
	BinString      Code = 'T' // BINSTRING
	ShortBinString Code = 'U' // SHORT_BINSTRING
	BinUnicode     Code = 'X' // BINUNICODE
	EmptyDict      Code = '}' // EMPTY_DICT
	Appends        Code = 'e' // APPENDS
	BinGet         Code = 'h' // BINGET
	LongBinGet     Code = 'j' // LONG_BINGET
	EmptyList      Code = ']' // EMPTY_LIST
	Obj            Code = 'o' // OBJ
	BinPut         Code = 'q' // BINPUT
	LongBinPut     Code = 'r' // LONG_BINPUT
	EmptyTuple     Code = ')' // EMPTY_TUPLE
	SetItems       Code = 'u' // SETITEMS
	BinFloat       Code = 'G' // BINFLOAT

	// Protocol 2.
	Proto    Code = 0x80 // PROTO
	NewObj   Code = 0x81 // NEWOBJ
	Ext1     Code = 0x82 // EXT1
	Ext2     Code = 0x83 // EXT2
	Ext4     Code = 0x84 // EXT4
	Tuple1   Code = 0x85 // TUPLE1
	Tuple2   Code = 0x86 // TUPLE2
	Tuple3   Code = 0x87 // TUPLE3
	NewTrue  Code = 0x88 // NEWTRUE
	NewFalse Code = 0x89 // NEWFALSE
	Long1    Code = 0x8a // LONG1
	Long4    Code = 0x8b // LONG4

	// Protocol 3.
	BinBytes      Code = 'B' // BINBYTES
	ShortBinBytes Code = 'C' // SHORT_BINBYTES

	// Protocol 4.
	ShortBinUnicode Code = 0x8c // SHORT_BINUNICODE
	BinUnicode8     Code = 0x8d // BINUNICODE8
	BinBytes8       Code = 0x8e // BINBYTES8
	EmptySet        Code = 0x8f // EMPTY_SET
	AddItems        Code = 0x90 // ADDITEMS
	FrozenSet       Code = 0x91 // FROZENSET
	NewObjEx        Code = 0x92 // NEWOBJ_EX
	StackGlobal     Code = 0x93 // STACK_GLOBAL
	Memoize         Code = 0x94 // MEMOIZE
	Frame           Code = 0x95 // FRAME

	// Protocol 5.
	ByteArray8     Code = 0x96 // BYTEARRAY8
	NextBuffer     Code = 0x97 // NEXT_BUFFER
	ReadonlyBuffer Code = 0x98 // READONLY_BUFFER
)

// String returns CPython's name, as in SHORT_BINUNICODE, or the byte in hexadecimal if c is no opcode.
func (c Code) String() string {
	if in := infos[c]; in != nil {
		return in.Name
	}
	return fmt.Sprintf("0x%02x", byte(c))
}

// Valid reports whether c is an opcode.
func (c Code) Valid() bool { return infos[c] != nil }

// Info returns the table's row of c, or nil if c is no opcode. It must not be changed.
func (c Code) Info() *Info { return infos[c] }
