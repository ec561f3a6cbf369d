package gotype

import (
	"encoding/binary"

	"github.com/brine-go/brine/opcode"
)

// skip reads a value that no field is for: one whose extent is clear, so no tuple of up to three items and no
// object, of which only the end tells what they are.
func (d *reader) skip() bool {
	if !d.enter() {
		return false
	}
	ok := false
	switch d.op() {
	case opcode.EmptyList:
		ok = d.startList() && d.skipItems(opcode.Append, opcode.Appends, false)
	case opcode.EmptyDict:
		d.startDict()
		ok = d.skipItems(opcode.SetItem, opcode.SetItems, true)
	case opcode.Mark:
		for d.i++; d.op() != opcode.Tuple; {
			if !d.skip() {
				return false
			}
		}
		d.memoize(1)
		ok = true
	case opcode.BinGet, opcode.LongBinGet:
		_, _, ok = d.get()
	default:
		ok = d.skipAtom()
	}
	d.leave()
	return ok
}

// skipItems skips the items of a list, or the keys and values of a dict.
func (d *reader) skipItems(single, several opcode.Code, keys bool) bool {
	item := func() bool { return (!keys || d.skipAtom()) && d.skip() }
	var back place
	for n, whole := 0, true; whole; {
		before := n
		d.here(&back)
		switch d.more(n) {
		case over:
			whole = false
		case one:
			if whole = false; (!item() || !d.is(single)) && !d.back(&back) {
				return false
			}
		case many:
			for d.op() != several {
				if !item() {
					return false
				}
				n++
			}
			d.i++
			whole = n-before >= batch
		}
	}
	return true
}

// skipAtom skips a number, a constant, text, bytes, or what may be a key and comes from the memo.
func (d *reader) skipAtom() bool {
	switch d.op() {
	case opcode.None, opcode.NewTrue, opcode.NewFalse, opcode.EmptyTuple:
		d.i++
		return true
	case opcode.BinFloat:
		_, ok := d.float()
		return ok
	case opcode.ShortBinUnicode, opcode.BinUnicode, opcode.BinUnicode8, opcode.BinGet, opcode.LongBinGet:
		_, ok := d.text()
		return ok
	case opcode.ShortBinBytes, opcode.BinBytes, opcode.BinBytes8:
		_, ok := d.bytes()
		return ok
	case opcode.Long1:
		b := d.buf[d.i:]
		if len(b) < 2 || len(b) < 2+int(b[1]) {
			return false
		}
		d.i += 2 + int(b[1])
		return true
	case opcode.Long4:
		b := d.buf[d.i:]
		if len(b) < 5 || uint64(binary.LittleEndian.Uint32(b[1:])) > uint64(min(len(b)-5, 1<<31-1)) {
			return false
		}
		d.i += 5 + int(binary.LittleEndian.Uint32(b[1:]))
		return true
	}
	_, ok := d.int64()
	return ok
}
