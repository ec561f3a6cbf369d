package gotype

import (
	"encoding/binary"
	"errors"
	"math"
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
	t := &e.strs
	if len(s) < minMemo || t.resting() {
		return e.text(s, false)
	}
	if t.hits > 0 {
		if n, ok := t.recent(s); ok {
			e.get(n)
			return nil
		}
	}
	h := hashString(s)
	if n, ok := t.find(s, h); ok {
		e.get(n)
		return nil
	}
	n := e.PeekMemo()
	if err := e.text(s, true); err != nil {
		return err
	}
	t.add(s, h, n)
	return nil
}

// text writes a str and, if it is asked to, memoizes it.
func (e *Encoder) text(s string, memoize bool) error {
	n := len(s)
	if n < 256 && e.proto >= 4 {
		e.room(n + 3)
		k := len(e.Out)
		out := e.Out[: k+n+3 : cap(e.Out)]
		out[k], out[k+1], out[k+n+2] = byte(opcode.ShortBinUnicode), byte(n), byte(opcode.Memoize)
		if !copyText(out[k+2:k+2+n], s) {
			return e.fail(reflect.TypeFor[string](), errNotText)
		}
		if !memoize {
			e.Out = out[:k+n+2]
			return nil
		}
		e.Out = out
		e.NextMemo()
		return nil
	}
	if !wtf8.Valid(stringBytes(s)) {
		return e.fail(reflect.TypeFor[string](), errNotText)
	}
	if n < frameTarget && e.proto >= 1 {
		e.Out = append(append(e.Out, byte(opcode.BinUnicode), byte(n), byte(n>>8), 0, 0), s...)
	} else if err := e.Str(stringBytes(s)); err != nil {
		return err
	}
	if memoize {
		e.memoize()
	}
	return nil
}

// copyText copies s to dst, which has its length, and reports whether it is text. Most strings are short: those
// are looked at and copied a word at a time.
func copyText(dst []byte, s string) bool {
	const highBits = 0x8080808080808080
	b := stringBytes(s)
	switch n := len(b); {
	case n >= 8 && n <= 16:
		x, y := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:])
		binary.LittleEndian.PutUint64(dst, x)
		binary.LittleEndian.PutUint64(dst[n-8:], y)
		return (x|y)&highBits == 0 || wtf8.Valid(b)
	case n > 16 && n <= 32:
		x, y := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		z, w := binary.LittleEndian.Uint64(b[n-16:]), binary.LittleEndian.Uint64(b[n-8:])
		binary.LittleEndian.PutUint64(dst, x)
		binary.LittleEndian.PutUint64(dst[8:], y)
		binary.LittleEndian.PutUint64(dst[n-16:], z)
		binary.LittleEndian.PutUint64(dst[n-8:], w)
		return (x|y|z|w)&highBits == 0 || wtf8.Valid(b)
	case n >= 4 && n < 8:
		x, y := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[n-4:])
		binary.LittleEndian.PutUint32(dst, x)
		binary.LittleEndian.PutUint32(dst[n-4:], y)
		return (x|y)&(highBits&math.MaxUint32) == 0 || wtf8.Valid(b)
	}
	copy(dst, b)
	return wtf8.Valid(b)
}
