package gotype

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"reflect"

	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

var errNotText = errors.New("the string is not UTF-8: bytes are for []byte")

// minMemo is the length from which on strings are memoized: getting a shorter one from the memo takes as
// many bytes as writing it again.
const minMemo = 3

// string writes a str, or gets it from the memo if it was written lately.
func (e *Encoder) string(s string) error {
	if t := &e.strs; t.hits > 0 && t.rest == 0 {
		if n, ok := t.recent(s); ok {
			e.get(n)
			return nil
		}
	}
	return e.newString(s)
}

// newString is string for one that is not where one that was found lately is.
func (e *Encoder) newString(s string) error {
	t := &e.strs
	if len(s) < minMemo || t.resting() {
		return e.text(s)
	}
	x := wordsOf(s)
	h := x.hash(len(s))
	if n, ok := t.find(s, h); ok {
		e.get(n)
		return nil
	}
	n := e.PeekMemo()
	if err := e.writeText(s, x, true); err != nil {
		return err
	}
	t.add(s, h, n)
	return nil
}

// text writes a str that is not memoized.
func (e *Encoder) text(s string) error { return e.writeText(s, wordsOf(s), false) }

// writeText writes a str whose words are x.
func (e *Encoder) writeText(s string, x words, memoize bool) error {
	if len(s) > shortText || e.proto == 0 {
		return e.longText(s, memoize)
	}
	if x.any()&wtf8.HighBits != 0 && !wtf8.Valid(stringBytes(s)) {
		return e.fail(reflect.TypeFor[string](), errNotText)
	}
	e.room(textRoom)
	k := len(e.Out)
	b := (*[textRoom]byte)(e.Out[k : k+textRoom])
	n := e.putText(b, x, len(s))
	if memoize {
		put := e.PutLiteral(e.NextMemo())
		binary.LittleEndian.PutUint64(b[n&63:], uint64(put))
		n += put.Len()
	}
	e.Out = e.Out[:k+n]
	return nil
}

// putText writes a short str, of size bytes, from protocol 1 on, and returns how many bytes it takes.
func (e *Encoder) putText(b *[textRoom]byte, x words, size int) int {
	n := 2
	if e.proto >= 4 {
		b[0], b[1] = byte(opcode.ShortBinUnicode), byte(size)
	} else {
		binary.LittleEndian.PutUint64(b[:], uint64(opcode.BinUnicode)|uint64(size)<<8)
		n = 5
	}
	text := b[n : n+shortText]
	binary.LittleEndian.PutUint64(text, x.a)
	if size > 8 {
		if size > 16 {
			binary.LittleEndian.PutUint64(text[8:], x.b)
			binary.LittleEndian.PutUint64(text[size-16:], x.c)
		}
		binary.LittleEndian.PutUint64(text[size-8:], x.d)
	}
	return n + size
}

// longText is writeText for those that are not written by words.
func (e *Encoder) longText(s string, memoize bool) error {
	if !wtf8.Valid(stringBytes(s)) {
		return e.fail(reflect.TypeFor[string](), errNotText)
	}
	switch n := len(s); {
	case n < 256 && e.proto >= 4:
		e.Out = append(append(e.Out, byte(opcode.ShortBinUnicode), byte(n)), s...)
	case n < frameTarget && e.proto >= 1:
		e.Out = append(append(e.Out, byte(opcode.BinUnicode), byte(n), byte(n>>8), 0, 0), s...)
	default:
		if err := e.Str(stringBytes(s)); err != nil {
			return err
		}
	}
	if memoize {
		e.memoize()
	}
	return nil
}

const (
	shortText = 32             // bytes of a text that words hold
	textRoom  = shortText + 16 // what such a text takes at most, with the opcodes before and behind
)

// words are the bytes of a short text: the first sixteen and the last sixteen; of up to 16 bytes the first and the last
// eight; of fewer than eight all in a. Of longer texts they are bytes to hash it by. Most strings are short: those are
// looked at, hashed and copied a word at a time.
type words struct{ a, b, c, d uint64 }

func wordsOf(s string) (x words) {
	b := stringBytes(s)
	switch n := len(b); {
	case n > shortText:
		return words{load(b), load(b[8:]), load(b[n/2-4:]), load(b[n-8:])}
	case n > 16:
		return words{load(b), load(b[8:]), load(b[n-16:]), load(b[n-8:])}
	case n >= 8:
		return words{a: load(b), d: load(b[n-8:])}
	case n >= 4:
		return words{a: uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<(8*n-32&63)}
	case n > 0:
		return words{a: uint64(b[0]) | uint64(b[n/2])<<(n/2*8) | uint64(b[n-1])<<(8*n-8)}
	}
	return words{}
}

func load(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

func (x words) any() uint64 { return x.a | x.b | x.c | x.d }

// hash returns a hash of a text of n bytes. Longer texts that share their words share a place, which costs space and
// nothing else.
func (x words) hash(n int) uint32 {
	high, low := bits.Mul64(x.a^bits.RotateLeft64(x.b, 32)^0x9E3779B97F4A7C15,
		x.d^bits.RotateLeft64(x.c, 32)^0xC2B2AE3D27D4EB4F^uint64(n))
	return uint32(high^low) | usedBit
}
