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

// key reads key n of a dict, whatever it was before, and returns the field that it names, or -1. Keys that are not text
// are not expected.
func (d *reader) key(pl *plan, st *planState, n int) (field int, ok bool) {
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
