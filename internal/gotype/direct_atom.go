package gotype

import (
	"encoding/binary"
	"math"
	"reflect"

	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// none consumes a None.
func (d *reader) none() bool { return d.is(opcode.None) }

// longest is the most bytes that an integer of 64 bits has with its opcode.
const longest = 10

// intAt decodes the integer that b, at least longest bytes, begins with. n is its length, or 0 if it is none, or
// of more than 64 bits.
func intAt(b []byte) (x int64, n int) {
	b = b[:longest]
	switch opcode.Code(b[0]) {
	case opcode.BinInt1:
		return int64(b[1]), 2
	case opcode.BinInt2:
		return int64(binary.LittleEndian.Uint16(b[1:])), 3
	case opcode.BinInt:
		return int64(int32(binary.LittleEndian.Uint32(b[1:]))), 5
	case opcode.Long1:
		if b[1] > 8 {
			return 0, 0
		}
		shift := 64 - 8*uint(b[1])
		return int64(binary.LittleEndian.Uint64(b[2:])<<shift) >> shift, 2 + int(b[1])
	}
	return 0, 0
}

// int64 reads an integer.
func (d *reader) int64() (int64, bool) {
	if b := d.buf[d.i:]; len(b) >= longest {
		if x, n := intAt(b); n > 0 {
			d.i += n
			return x, true
		}
	}
	d.op()
	var near [longest]byte // the frame ends soon
	end := copy(near[:], d.buf[d.i:])
	x, n := intAt(near[:])
	if n == 0 || n > end {
		return 0, false
	}
	d.i += n
	return x, true
}

// float reads a float or an integer.
func (d *reader) float() (float64, bool) {
	if d.op() != opcode.BinFloat {
		x, ok := d.int64()
		return float64(x), ok
	}
	if len(d.buf)-d.i < 9 {
		return 0, false
	}
	f := math.Float64frombits(binary.BigEndian.Uint64(d.buf[d.i+1:]))
	d.i += 9
	return f, true
}

// counted returns the length of the opcode that b begins with up to its text or bytes, and the length of those.
func counted(b []byte) (head, size int, ok bool) {
	var n uint64
	switch opcode.Code(b[0]) {
	case opcode.ShortBinUnicode, opcode.ShortBinBytes:
		if len(b) < 2 {
			return 0, 0, false
		}
		head, n = 2, uint64(b[1])
	case opcode.BinUnicode, opcode.BinBytes:
		if len(b) < 5 {
			return 0, 0, false
		}
		head, n = 5, uint64(binary.LittleEndian.Uint32(b[1:]))
	case opcode.BinUnicode8, opcode.BinBytes8, opcode.ByteArray8:
		if len(b) < 9 {
			return 0, 0, false
		}
		head, n = 9, binary.LittleEndian.Uint64(b[1:])
	}
	return head, int(n), n <= uint64(len(b)-head)
}

// textAt returns the text that the opcode at the beginning of b pushes, and the length of both.
func textAt(b []byte) (text []byte, n int, ok bool) {
	switch opcode.Code(b[0]) {
	case opcode.ShortBinUnicode, opcode.BinUnicode, opcode.BinUnicode8:
		head, size, ok := counted(b)
		if !ok {
			return nil, 0, false
		}
		return b[head : head+size], head + size, true
	}
	return nil, 0, false
}

// text reads a str, new or from the memo. If ok is false it has consumed nothing, for then a None may be looked for.
func (d *reader) text() ([]byte, bool) {
	if i := d.i; i <= d.wide {
		if b := near(d.data, i); b[0] == byte(opcode.ShortBinUnicode) { // nearly always
			n := int(b[1])
			if j := i + 2 + n; j <= len(d.buf) {
				text := d.data[i+2 : j]
				if n <= inName && ascii32(near(d.data, i+2), uint(n)) || wtf8.Valid(text) {
					d.memoize(2 + n)
					return text, true
				}
			}
		}
	}
	switch d.op() {
	case opcode.BinGet, opcode.LongBinGet:
		here := d.i
		at, _, ok := d.get()
		if !ok {
			return nil, false
		}
		text, _, ok := textAt(d.data[at:])
		if !ok {
			d.i = here
		}
		return text, ok
	}
	if d.i == len(d.buf) {
		return nil, false
	}
	text, n, ok := textAt(d.buf[d.i:])
	if !ok || !wtf8.Valid(text) {
		return nil, false
	}
	d.memoize(n)
	return text, true
}

// string is text as a string.
func (d *reader) string() (string, bool) {
	text, ok := d.text()
	return textString(text), ok
}

func readBool(d *reader, pl *plan, p dest) bool {
	switch d.op() {
	case opcode.NewTrue:
		setBool(p, true)
	case opcode.NewFalse:
		setBool(p, false)
	case opcode.None:
	default:
		return false
	}
	d.i++
	return true
}

func readInt64(d *reader, pl *plan, p dest) bool {
	if i, end := d.i, len(d.buf); i <= d.wide {
		switch b := near(d.data, i); {
		case b[0] == byte(opcode.BinInt1) && i+2 <= end:
			setInt64(p, int64(b[1]))
			d.i = i + 2
			return true
		case b[0] == byte(opcode.BinInt) && i+5 <= end:
			setInt64(p, int64(int32(binary.LittleEndian.Uint32(b[1:]))))
			d.i = i + 5
			return true
		}
	}
	x, ok := d.int64()
	if !ok {
		return d.none()
	}
	setInt64(p, x)
	return true
}

func readInt(d *reader, pl *plan, p dest) bool {
	x, ok := d.int64()
	if !ok {
		return d.none()
	}
	if shift := 64 - pl.bits; x<<shift>>shift != x {
		return false
	}
	pl.setInt(p, x)
	return true
}

func readUint(d *reader, pl *plan, p dest) bool {
	x, ok := d.int64()
	if !ok {
		return d.none()
	}
	if x < 0 || uint64(x)>>(pl.bits-1)>>1 != 0 {
		return false
	}
	pl.setUint(p, uint64(x))
	return true
}

func readFloat64(d *reader, pl *plan, p dest) bool {
	f, ok := d.float()
	if !ok {
		return d.none()
	}
	setFloat64(p, f)
	return true
}

func readFloat32(d *reader, pl *plan, p dest) bool {
	f, ok := d.float()
	if !ok {
		return d.none()
	}
	if math.Abs(f) > math.MaxFloat32 && !math.IsInf(f, 0) {
		return false
	}
	pl.setFloat32(p, float32(f))
	return true
}

func readString(d *reader, pl *plan, p dest) bool {
	text, ok := d.text()
	if !ok {
		return d.none()
	}
	setString(p, textString(text))
	return true
}

// readOwned is readString for what a *string points to: the same str is the same pointer.
func readOwned(d *reader, pl *plan, p dest) bool {
	owned, owner := d.claimed()
	n := len(d.memo)
	s, ok := d.string()
	if len(d.memo) > n {
		d.own(owned, owner, n)
	}
	setString(p, s)
	return ok
}

func readBytes(d *reader, pl *plan, p dest) bool {
	v := pl.value(p)
	if d.none() {
		v.SetZero()
		return true
	}
	b, ok := d.bytes()
	if !ok {
		return false
	}
	out := make([]byte, len(b))
	copy(out, b)
	v.SetBytes(out)
	return true
}

// bytes reads new bytes or a new bytearray.
func (d *reader) bytes() (b []byte, ok bool) {
	switch d.op() {
	case opcode.ShortBinBytes, opcode.BinBytes, opcode.BinBytes8, opcode.ByteArray8:
		b = d.buf[d.i:]
		head, size, ok := counted(b)
		if !ok {
			return nil, false
		}
		d.memoize(head + size)
		return b[head : head+size], true
	}
	return nil, false
}

// readPointer reads what the pointer points to, or the pointer of an object that was read before.
func readPointer(d *reader, pl *plan, p dest) bool {
	if !isNil(p) { // the caller's: to be filled
		return false
	}
	switch d.op() {
	case opcode.None:
		d.i++
		return true
	case opcode.BinGet, opcode.LongBinGet:
		here := d.i
		made, n, ok := d.get()
		if !ok {
			return false
		}
		if op := opcode.Code(d.data[made]); op == opcode.StackGlobal || op == opcode.Global {
			d.i = here
			break
		}
		if x, ok := d.object(pl, n); ok {
			setPointer(p, x)
			return true
		}
		if pl.elem.typ.Kind() == reflect.String {
			return false // read as a string before; its pointers are the same
		}
		d.i = here // perhaps a class
	}
	if !d.spend(1, pl.elem.size) {
		return false
	}
	x := pl.newElem(p)
	if pl.elem.typ.Kind() == reflect.String {
		d.claim(pl, x)
		return readOwned(d, pl.elem, x)
	}
	d.claim(pl, x)
	ok := pl.elem.read(d, pl.elem, x)
	d.owned = nil
	return ok
}
