package opcode

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"slices"
)

// An Op is one instruction of a pickle: an opcode with its argument.
//
// Text arguments (INT, LONG, FLOAT, GET, PUT, STRING, UNICODE, PERSID) are handed out as they stand: what
// is valid in them and what they mean differs between CPython's loaders and its pickletools.
type Op struct {
	Code   Code
	Offset int // of the opcode in the pickle
	// Arg is the argument without length and without final newline; GLOBAL and INST keep the newline
	// between their two lines. It shares memory with the Reader's input.
	Arg []byte
}

// Len returns the number of bytes that the instruction takes in the pickle.
func (op Op) Len() int {
	switch l := layouts[op.Code]; l.form {
	case counted, signed:
		return 1 + int(l.size) + len(op.Arg)
	case line, lines:
		return 1 + len(op.Arg) + 1
	default:
		return 1 + len(op.Arg)
	}
}

// Uint returns the argument of an opcode that has an unsigned integer of fixed size: PROTO, FRAME,
// BININT1, BININT2, EXT1, EXT2 and the binary gets and puts. It panics for other opcodes.
func (op Op) Uint() uint64 {
	if in := op.Code.Info(); in != nil {
		switch in.Arg {
		case ArgUint1, ArgUint2, ArgUint4, ArgUint8:
			return little(op.Arg)
		}
	}
	panic("opcode: Uint of " + op.Code.String())
}

// Int returns the argument of BININT, BININT1, BININT2, EXT1, EXT2 and EXT4, an integer of fixed size and
// at most 32 bits with its sign; also of the other opcodes that have such an argument. It panics for the
// rest.
func (op Op) Int() int64 {
	if in := op.Code.Info(); in != nil {
		switch in.Arg {
		case ArgInt4:
			return int64(int32(binary.LittleEndian.Uint32(op.Arg)))
		case ArgUint1, ArgUint2, ArgUint4:
			return int64(little(op.Arg))
		}
	}
	panic("opcode: Int of " + op.Code.String())
}

// BigInt returns the argument of LONG1 and LONG4. It panics for other opcodes.
func (op Op) BigInt() *big.Int {
	if op.Code != Long1 && op.Code != Long4 {
		panic("opcode: BigInt of " + op.Code.String())
	}
	x := new(big.Int)
	if len(op.Arg) == 0 {
		return x
	}
	b := slices.Clone(op.Arg)
	slices.Reverse(b)
	x.SetBytes(b)
	if b[0] >= 0x80 {
		x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return x
}

// Float returns the argument of BINFLOAT. It panics for other opcodes.
func (op Op) Float() float64 {
	if op.Code != BinFloat {
		panic("opcode: Float of " + op.Code.String())
	}
	return math.Float64frombits(binary.BigEndian.Uint64(op.Arg))
}

// Lines returns the two lines of GLOBAL and INST: module and name. It panics for other opcodes.
func (op Op) Lines() (module, name []byte) {
	if op.Code != Global && op.Code != Inst {
		panic("opcode: Lines of " + op.Code.String())
	}
	module, name, _ = bytes.Cut(op.Arg, newline)
	return module, name
}

var newline = []byte{'\n'}

// Append appends the instruction as it stands in a pickle: what [Reader.Next] read, Append writes, byte for
// byte. It panics if the argument does not fit the opcode, which no Op of a Reader does: a wrong size, a
// newline within a line, a length that its counter cannot hold.
func (op Op) Append(dst []byte) []byte {
	l := layouts[op.Code]
	dst = append(dst, byte(op.Code))
	n := len(op.Arg)
	fits := false
	switch l.form {
	case fixed:
		fits = n == int(l.size)
	case counted, signed:
		switch l.size {
		case 1:
			fits = n <= math.MaxUint8
			dst = append(dst, byte(n))
		case 4:
			fits = uint64(n) <= math.MaxInt32 || l.form == counted && uint64(n) <= math.MaxUint32
			dst = binary.LittleEndian.AppendUint32(dst, uint32(n))
		case 8:
			fits = true
			dst = binary.LittleEndian.AppendUint64(dst, uint64(n))
		}
	case line:
		fits = bytes.IndexByte(op.Arg, '\n') < 0
	case lines:
		fits = bytes.Count(op.Arg, newline) == 1
	}
	if !fits {
		panic(fmt.Sprintf("opcode: Append of %v with an argument of %d bytes that does not fit", op.Code, n))
	}
	dst = append(dst, op.Arg...)
	if l.form >= line {
		dst = append(dst, '\n')
	}
	return dst
}

// little decodes up to eight bytes.
func little(b []byte) uint64 {
	var x uint64
	for i, c := range b {
		x |= uint64(c) << (8 * i)
	}
	return x
}
