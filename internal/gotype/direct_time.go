package gotype

import (
	"time"

	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// readTime reads a date, or a datetime without a zone or with one of a fixed offset: class state TUPLE1 REDUCE,
// or class state zone TUPLE2 REDUCE.
func readTime(d *reader, pl *plan, p dest) bool {
	owned, owner := d.claimed()
	if d.none() {
		return true
	}
	c, ok := d.class()
	if !ok {
		return false
	}
	var buf [10]byte
	n, ok := d.packed(&buf)
	if !ok {
		return false
	}
	naive := time.UTC
	if d.cfg.Naive != nil {
		naive = d.cfg.Naive
	}
	var at clock
	switch {
	case c.nat == natDate && n == 4:
	case c.nat == natDatetime && n == 10:
		at = clock{int(buf[4]), int(buf[5]), int(buf[6]), int(buf[7])<<16 | int(buf[8])<<8 | int(buf[9]), buf[2]&0x80 != 0}
	default:
		return false
	}
	t, err := date(int(buf[0])<<8|int(buf[1]), int(buf[2]&0x7f), int(buf[3]), &at, naive)
	if err != nil || !d.made(opcode.Tuple1) || d.op() != opcode.Reduce {
		return false
	}
	d.own(owned, owner, d.memoize(1))
	*to[time.Time](p) = t
	return true
}

// packed reads the bytes that dates are packed into: up to ten. Protocol 2, which has no bytes, calls
// _codecs.encode of their text in latin-1 (CPython's Objects/bytesobject.c, copyreg).
func (d *reader) packed(buf *[10]byte) (n int, ok bool) {
	switch d.op() {
	case opcode.ShortBinBytes, opcode.BinBytes:
		b, ok := d.bytes()
		return copy(buf[:], b), ok && len(b) <= len(buf)
	}
	c, ok := d.class()
	if !ok || c.className != (className{"_codecs", "encode"}) {
		return 0, false
	}
	text, ok := d.text()
	if !ok {
		return 0, false
	}
	for len(text) > 0 {
		r, size := wtf8.DecodeRune(text)
		if r > 0xff || n == len(buf) {
			return 0, false
		}
		buf[n] = byte(r)
		n++
		text = text[size:]
	}
	encoding, ok := d.text()
	return n, ok && string(encoding) == "latin1" && d.made(opcode.Tuple2) && d.made(opcode.Reduce)
}

// made consumes an opcode of one byte that makes a value.
func (d *reader) made(c opcode.Code) bool {
	if d.op() != c {
		return false
	}
	d.memoize(1)
	return true
}
