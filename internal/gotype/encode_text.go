package gotype

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"reflect"

	"github.com/brine-go/brine/internal/emit"
	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

var little = binary.LittleEndian

var errNotText = errors.New("the string is not UTF-8: bytes are for []byte")

// minMemo is the length from which on strings are memoized: getting a shorter one from the memo takes as
// many bytes as writing it again.
const minMemo = 3

// string writes a str, or gets it from the memo if it was written lately.
func (e *Encoder) string(s string) error { return e.str(s, true) }

// text writes a str that is not memoized.
func (e *Encoder) text(s string) error { return e.str(s, false) }

// str writes a str, to be found again if memoize says so.
func (e *Encoder) str(s string, memoize bool) error {
	e.room(textRoom)
	k := len(e.Out)
	n := e.putText((*[textRoom]byte)(e.Out[k:k+textRoom]), s, memoize)
	if n == 0 {
		return e.longText(s, memoize)
	}
	e.Out = e.Out[:k+n]
	return nil
}

// encStrings writes a []string.
func encStrings(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	s := *at[[]string](p)
	found, err := e.startList(c, p, len(s))
	if found || err != nil {
		return err
	}
	if e.alone(len(s), opcode.Append) {
		for i, x := range s {
			if err := e.string(x); err != nil {
				return inIndex(err, i)
			}
			e.Op(opcode.Append)
		}
		return nil
	}
	for start := 0; start < len(s); start += batch {
		e.Op(opcode.Mark)
		if i, err := e.strings(s[start:min(start+batch, len(s))]); err != nil {
			return inIndex(err, start+i)
		}
		e.Op(opcode.Appends)
	}
	return nil
}

// strings writes the items of a list. With an error it returns the item's place.
func (e *Encoder) strings(items []string) (i int, err error) {
	for i := range items {
		for len(e.Out) >= e.full || cap(e.Out) < len(e.Out)+textRoom { // not if, which would have e.Out loaded again
			if err := e.makeRoom(textRoom); err != nil {
				return i, err
			}
		}
		k := len(e.Out)
		n := e.putText((*[textRoom]byte)(e.Out[k:k+textRoom]), items[i], true)
		e.Out = e.Out[:k+n]
		if n == 0 {
			if err := e.longText(items[i], true); err != nil {
				return i, err
			}
		}
	}
	return 0, nil
}

const (
	shortText = 32     // bytes of a text that is written by words
	textRoom  = 64 + 8 // more than such a text takes with the opcodes before and behind: a word may begin at any &63
)

// putText writes a short str, or its GET, and returns how many bytes that is; 0 if it is for longText. Most strings are short:
// those are looked at, hashed, copied and memoized a word at a time, all in this one function (420 instructions a field of
// text were 240). Where more is to be done it ends with a call, as Go spills what is needed behind one.
func (e *Encoder) putText(b *[textRoom]byte, s string, memoize bool) int {
	size := len(s)
	if size > shortText || e.proto == 0 {
		return 0
	}
	t := &e.strs
	switch {
	case !memoize || size < minMemo:
		memoize = false
	case t.rest > 0:
		t.rest--
		memoize = false
	case t.hits > 0:
		if memo, ok := t.recent(s); ok {
			return put(b, 0, emit.GetLiteral(memo))
		}
	}
	n := 2
	if e.proto >= 4 {
		b[0], b[1] = byte(opcode.ShortBinUnicode), byte(size)
	} else {
		little.PutUint64(b[:], uint64(opcode.BinUnicode)|uint64(size)<<8)
		n = 5
	}
	var any, front, back uint64
	from, to := stringBytes(s), (*[shortText]byte)(b[n&7:])[:]
	switch {
	case size > 16:
		x, y := little.Uint64(from), little.Uint64(from[8:])
		little.PutUint64(to, x)
		little.PutUint64(to[8:], y)
		z, w := little.Uint64(from[size-16:]), little.Uint64(from[size-8:])
		little.PutUint64(to[size-16:], z)
		little.PutUint64(to[size-8:], w)
		any, front, back = x|y|z|w, x^bits.RotateLeft64(y, 32), w^bits.RotateLeft64(z, 32)
	case size >= 8:
		front, back = little.Uint64(from), little.Uint64(from[size-8:])
		little.PutUint64(to, front)
		little.PutUint64(to[size-8:], back)
		any = front | back
	default:
		front = loadShort(from)
		little.PutUint64(to, front)
		any = front
	}
	if any&wtf8.HighBits != 0 {
		if !wtf8.Valid(from) {
			return 0
		}
	}
	n += size
	if !memoize {
		return n
	}
	h := hashText(front, back, size)
	pair := t.pair(h)
	if uint32(*pair)^h < stringsLarge || *pair>>32 != 0 || t.added+1 == t.next { // there, or no slot is free, or it is time for a turn
		return e.crowded(b, n, s, h)
	}
	memo := e.NextMemo()
	t.push(pair, s, h, memo)
	if e.proto >= 4 {
		b[n&63] = byte(opcode.Memoize)
		return n + 1
	}
	return put(b, n, e.PutLiteral(memo))
}

// crowded gets a str of hash h from the memo, or memoizes it, its n bytes being in b.
func (e *Encoder) crowded(b *[textRoom]byte, n int, s string, h uint32) int {
	if memo, ok := e.strs.find(s, h); ok {
		return put(b, 0, emit.GetLiteral(memo))
	}
	memo := e.NextMemo()
	e.strs.add(s, h, memo)
	return put(b, n, e.PutLiteral(memo))
}

// put writes l at n and returns where it ends.
func put(b *[textRoom]byte, n int, l emit.Literal) int {
	little.PutUint64(b[n&63:], uint64(l))
	return n + l.Len()
}

// longText writes a str that putText does not.
func (e *Encoder) longText(s string, memoize bool) error {
	t, b := &e.strs, stringBytes(s)
	memoize = memoize && len(s) >= minMemo && !t.resting()
	var h uint32
	if memoize {
		h = hashOf(b)
		if n, ok := t.find(s, h); ok {
			e.get(n)
			return nil
		}
	}
	if !wtf8.Valid(b) {
		return e.fail(reflect.TypeFor[string](), errNotText)
	}
	switch n := len(b); {
	case n < 256 && e.proto >= 4:
		e.Out = append(append(e.Out, byte(opcode.ShortBinUnicode), byte(n)), b...)
	case n < frameTarget && e.proto >= 1:
		e.Out = append(append(e.Out, byte(opcode.BinUnicode), byte(n), byte(n>>8), 0, 0), b...)
	default:
		if err := e.Str(b); err != nil {
			return err
		}
	}
	if memoize {
		t.add(s, h, e.memoize())
	}
	return nil
}

// loadShort returns the bytes of a text of fewer than eight.
func loadShort(b []byte) uint64 {
	switch n := len(b); {
	case n >= 4:
		return uint64(little.Uint32(b)) | uint64(little.Uint32(b[n-4:]))<<(8*n-32&63)
	case n > 0:
		return uint64(b[0]) | uint64(b[n/2])<<(n/2*8) | uint64(b[n-1])<<(8*n-8)
	}
	return 0
}

// hashOf returns the hash of a text as putText has it, and of those that putText does not write: of long ones, too, by
// four words.
func hashOf(b []byte) uint32 {
	var front, back uint64
	switch n := len(b); {
	case n < 8:
		front = loadShort(b)
	case n <= 16:
		front, back = little.Uint64(b), little.Uint64(b[n-8:])
	default:
		mid := n - 16
		if n > shortText {
			mid = n/2 - 4
		}
		front = little.Uint64(b) ^ bits.RotateLeft64(little.Uint64(b[8:]), 32)
		back = little.Uint64(b[n-8:]) ^ bits.RotateLeft64(little.Uint64(b[mid:]), 32)
	}
	return hashText(front, back, len(b))
}
