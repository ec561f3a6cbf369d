// Package graph is the arena that holds one loaded pickle: values without pointers.
//
// Every value is one [Word]. A float is its own bits; everything else is a negative quiet NaN whose
// low 51 bits carry a 4-bit tag and a 47-bit payload. Containers are ranges of one pool of words,
// texts point into the input, so the garbage collector scans none of it.
//
// Package py wraps it in handles for users; internal/vm fills it; internal/emit reads it.
package graph

import "math"

// A Word is one value of a [Graph]: a float64, or a tag with a payload.
type Word uint64

// Tag tells what a Word that is not a float holds.
type Tag uint8

const (
	Const      Tag = iota // payload: None, False or True
	Int                   // payload: a signed 47-bit integer
	WideInt               // index in Wide of an int64
	WideFloat             // index in Wide of a float64 that looks like a tag
	BigInt                // text: two's complement, little endian, shortest form, more than 8 bytes
	Str                   // text: UTF-8, lone surrogates in three bytes (surrogatepass)
	Bytes                 // text
	ByteString            // text: Python 2's str
	ByteArray             // text
	Tuple                 // pool offset: n, items…
	List                  // index in Spans
	Dict                  // index in Spans
	Set                   // index in Spans; set or frozenset
	Global                // pool offset: module, name (two Str), extension code
	Object                // pool offset: see object.go
	Rare                  // pool offset: kind, argument (persistent id, buffer)
)

const (
	tagBase  = 0x1FFF << 51 // 0xFFF8000000000000, itself the common negative NaN and a float
	tagShift = 47
	payMask  = 1<<47 - 1
)

// The constants. No is the word of no value: it is never the value of anything in a pickle.
const (
	No    Word = tagBase | 7
	None  Word = tagBase | 1
	False Word = tagBase | 2
	True  Word = tagBase | 3
	// EmptyTuple is Python's one (): the pool begins with its zero length.
	EmptyTuple Word = tagBase | Word(Tuple)<<tagShift
)

// Make returns the word of a tag and a payload under 2^47.
func Make(t Tag, payload uint64) Word {
	return tagBase | Word(t)<<tagShift | Word(payload&payMask)
}

// MakeNat returns the Int word of a number under 2^46.
func MakeNat(n uint64) Word { return tagBase | Word(Int)<<tagShift | Word(n) }

// MakeBool returns True or False.
func MakeBool(b bool) Word {
	if b {
		return True
	}
	return False
}

// IsFloat reports whether w is a float held in the word itself.
func (w Word) IsFloat() bool { return w <= tagBase }

// Tag returns the tag of a word that is not a float.
func (w Word) Tag() Tag { return Tag(w >> tagShift & 15) }

// Is reports whether w is not a float and has the tag t, which must not be Const: a float has the bits of its first
// word.
func (w Word) Is(t Tag) bool { return w>>tagShift == tagBase>>tagShift|Word(t) }

// Payload returns the low 47 bits.
func (w Word) Payload() uint64 { return uint64(w & payMask) }

// Float returns the float of a word for which IsFloat holds.
func (w Word) Float() float64 { return math.Float64frombits(uint64(w)) }

// SmallInt returns the integer of an Int word.
func (w Word) SmallInt() int64 { return int64(w<<17) >> 17 }

// FitsSmall reports whether x fits the 47 bits of an Int word.
func FitsSmall(x int64) bool { return x>>46 == 0 || x>>46 == -1 }
