package gotype

import "github.com/brine-go/brine/opcode"

// keySeen is the key at some place of the last dict that became a struct: dicts that become the same type have
// mostly the same keys in the same order.
type keySeen struct {
	field *planField // or nil
	memo  uint64     // its memo index plus 1 plus reader.before, which is another number in each pickle; or 0
}

// maxKeysSeen bounds how many are kept.
const maxKeysSeen = 1 << 10

// key reads key n of a dict, whatever it was before, and returns the field that it names, or nil. Keys that are not text
// are not expected.
func (d *reader) key(pl *plan, st *planState, n int) (field *planField, ok bool) {
	memo := uint64(0)
	var text []byte
	switch d.op() {
	case opcode.BinGet, opcode.LongBinGet:
		at, i, there := d.get()
		if !there {
			return nil, false
		}
		memo = d.before + uint64(i) + 1
		text, _, ok = textAt(d.data[at:])
	default:
		before := len(d.memo)
		text, ok = d.text()
		if len(d.memo) > before {
			memo = d.before + uint64(len(d.memo))
		}
	}
	if !ok {
		return nil, false
	}
	if j, _ := pl.codec.fields.lookup(text); j >= 0 {
		field = &pl.fields[j]
	}
	for n >= len(st.keys) && n < maxKeysSeen {
		st.keys = append(st.keys, keySeen{})
	}
	if n < len(st.keys) {
		st.keys[n] = keySeen{field, memo}
	}
	return field, true
}
