package gotype

import "github.com/brine-go/brine/opcode"

// keySeen is the key at some place of the last dict that became a struct: dicts that become the same type have
// mostly the same keys in the same order.
type keySeen struct {
	memo  uint32 // its memo index in this pickle plus 1, or 0
	field int16  // or -1
}

// maxKeysSeen bounds how many are kept.
const maxKeysSeen = 1 << 10

// key reads key n of a dict and returns the field that it names, or -1. Keys that are not text are not expected.
func (d *reader) key(pl *plan, st *planState, n int) (field int, ok bool) {
	if n >= len(st.keys) {
		return d.newKey(pl, st, n)
	}
	seen := &st.keys[n]
	b := d.buf[d.i:]
	if len(b) < 5 {
		return d.newKey(pl, st, n)
	}
	switch opcode.Code(b[0]) {
	case opcode.BinGet:
		if uint32(b[1])+1 == seen.memo {
			d.i += 2
			return int(seen.field), true
		}
	case opcode.LongBinGet:
		if uint32(b[1])|uint32(b[2])<<8|uint32(b[3])<<16|uint32(b[4])<<24 == seen.memo-1 && seen.memo > 0 {
			d.i += 5
			return int(seen.field), true
		}
	case opcode.ShortBinUnicode:
		if seen.field < 0 {
			break
		}
		if k := pl.fields[seen.field].key[0]; len(k) <= len(b) && string(b[:len(k)]) == k && k != "" {
			seen.memo = uint32(d.memoize(len(k)) + 1)
			return int(seen.field), true
		}
	case opcode.BinUnicode:
		if seen.field < 0 {
			break
		}
		if k := pl.fields[seen.field].key[1]; len(k) <= len(b) && string(b[:len(k)]) == k {
			seen.memo = uint32(d.memoize(len(k)) + 1)
			return int(seen.field), true
		}
	}
	return d.newKey(pl, st, n)
}

// newKey is key without what was seen before.
func (d *reader) newKey(pl *plan, st *planState, n int) (field int, ok bool) {
	memo := 0
	var text []byte
	switch d.op() {
	case opcode.BinGet, opcode.LongBinGet:
		at, i, there := d.get()
		if !there {
			return 0, false
		}
		memo = i + 1
		text, _, ok = textAt(d.data[at:])
	default:
		before := len(d.memo)
		text, ok = d.text()
		if len(d.memo) > before {
			memo = len(d.memo)
		}
	}
	if !ok {
		return 0, false
	}
	field, _ = pl.codec.fields.lookup(text)
	for n >= len(st.keys) && n < maxKeysSeen {
		st.keys = append(st.keys, keySeen{field: -1})
	}
	if n < len(st.keys) {
		st.keys[n] = keySeen{uint32(memo), int16(field)}
	}
	return field, true
}
