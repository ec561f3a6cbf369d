package emit

import (
	"encoding/binary"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// A literal is an opcode with its argument, at most seven bytes in all, as they are written: the first in the
// lowest bits, their number in the top byte. Eight bytes are stored and as many counted as there are: what
// the opcode and its length depend on costs no branch to be mispredicted (small ints: 4.7 to 2.0 ns each).
type literal uint64

func (l literal) Len() int { return int(l >> 56) }

// then is l and behind it b, seven bytes in all at most.
func (l literal) then(b literal) literal {
	return l + b>>56<<56 | b<<8>>8<<(l>>53&63)
}

// one is the literal of an opcode without argument.
func one(c opcode.Code) literal { return literal(c) | 1<<56 }

// spelled is the literal of s.
func spelled(s string) literal {
	v := literal(len(s)) << 56
	for i := range len(s) {
		v |= literal(s[i]) << (8 * i)
	}
	return v
}

// literal appends v.
func (e *Encoder) literal(v literal) {
	e.Out = binary.LittleEndian.AppendUint64(e.Out, uint64(v))
	e.Out = e.Out[:len(e.Out)-8+v.Len()]
}

// GetLiteral is the GET of memo index n from protocol 1 on, without a branch. It is never 0.
func GetLiteral(n int) literal {
	long := literal((255 - n) >> 63) // all ones for a LONG_BINGET
	return literal(opcode.BinGet) + 2<<56 + literal(uint32(n))<<8 + long&(literal(opcode.LongBinGet-opcode.BinGet)+3<<56)
}

// memoizeLiteral memoizes from protocol 4 on.
const memoizeLiteral = literal(opcode.Memoize) | 1<<56

// putLiteral is the PUT of memo index n, from protocol 1 to 3.
func putLiteral(n int) literal {
	if n < 256 {
		return literal(opcode.BinPut) | literal(n)<<8 | 2<<56
	}
	return literal(opcode.LongBinPut) | literal(uint32(n))<<8 | 5<<56
}

// index is the memo index of a GET.
func (l literal) Index() int { return int(uint32(l >> 8)) }

// intLiterals are the opcodes of the integers of that many bits, from 0 to 2^31-1.
var intLiterals = func() (t [32]literal) {
	for n := range t {
		switch {
		case n <= 8:
			t[n] = literal(opcode.BinInt1) | 2<<56
		case n <= 16:
			t[n] = literal(opcode.BinInt2) | 3<<56
		default:
			t[n] = literal(opcode.BinInt) | 5<<56
		}
	}
	return t
}()

// A spelling is what the opcodes of some small values are in a protocol.
type spelling struct {
	constants                        [8]literal // by payload; 0 for none
	emptyTuple, emptyList, emptyDict literal
	text                             literal // what stands before a text of up to 255 bytes, without its length
}

// spellings are those of the protocols.
var spellings = [6]spelling{newSpelling(0), newSpelling(1), newSpelling(2), newSpelling(3), newSpelling(4), newSpelling(5)}

func newSpelling(proto int) (s spelling) {
	s.constants[graph.None.Payload()] = spelled("N")
	s.constants[graph.False.Payload()], s.constants[graph.True.Payload()] = spelled("I00\n"), spelled("I01\n")
	if proto >= 2 {
		s.constants[graph.False.Payload()], s.constants[graph.True.Payload()] = spelled("\x89"), spelled("\x88")
	}
	s.emptyTuple, s.emptyList, s.emptyDict = spelled(")"), spelled("]"), spelled("}")
	if s.text = spelled("\x8c\x00"); proto < 4 {
		s.text = spelled("X\x00\x00\x00\x00")
	}
	if proto == 0 {
		s.emptyTuple, s.emptyList, s.emptyDict = spelled("(t"), spelled("(l"), spelled("(d")
	}
	return s
}
