package gotype

import (
	"encoding/binary"
	"math"

	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

const (
	nearby = 48 // bytes that are looked at with no question whether they are there: more than a name or text of inName and its opcodes
	inName = 32 // bytes of names and texts that are compared and checked as four words, whatever their length

	// room is what there is behind the last offset at which a field may begin: its name, its text, each with the opcodes before and
	// behind it less than nearby, and from there on nearby bytes.
	room = 3 * nearby
)

// Own returns a copy of data with room behind it, so that its last fields are read like others.
func Own(data []byte) []byte {
	if len(data) > 1<<16 {
		return append([]byte{}, data...) // which does not clear it first
	}
	out := make([]byte, len(data), len(data)+room)
	copy(out, data)
	return out
}

// masks has for each length the bits of a text of that length in four words.
var masks = func() (m [inName + 1][4]uint64) {
	for n := range m {
		for k := range n {
			m[n][k/8] |= 0xff << (k % 8 * 8)
		}
	}
	return m
}()

// ascii32 reports whether the first n bytes, up to inName, of b are ASCII. (A loop over words costs a misprediction a text.)
func ascii32(b *[nearby]byte, n uint) bool {
	m := &masks[n]
	return (binary.LittleEndian.Uint64(b[0:])&m[0]|binary.LittleEndian.Uint64(b[8:])&m[1]|
		binary.LittleEndian.Uint64(b[16:])&m[2]|binary.LittleEndian.Uint64(b[24:])&m[3])&wtf8.HighBits == 0
}

// A name is a field's, as words.
type name struct {
	words [4]uint64
	mask  *[4]uint64
	size  int // -1 if it is longer than inName
}

func makeName(s string) (n name) {
	if len(s) > inName {
		return name{size: -1}
	}
	n.size, n.mask = len(s), &masks[len(s)]
	var b [inName]byte
	copy(b[:], s)
	for i := range n.words {
		n.words[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return n
}

// begins reports whether b begins with the name.
func (n *name) begins(b *[nearby]byte) bool {
	m := n.mask
	return (binary.LittleEndian.Uint64(b[0:])&m[0]^n.words[0])|(binary.LittleEndian.Uint64(b[8:])&m[1]^n.words[1])|
		(binary.LittleEndian.Uint64(b[16:])&m[2]^n.words[2])|(binary.LittleEndian.Uint64(b[24:])&m[3]^n.words[3]) == 0
}

// knownFields reads fields from the one at keys[n] on, as long as their names come in the order of keys and their values are of the
// commonest kinds. It returns how many there were by then; if named, the name of the next has been read as well. Without seen they
// have no names, as in tuples. What calls nothing has its variables in registers: three dicts of 33 texts took 33 thousand
// instructions, so 18.
func (d *reader) knownFields(keys []keySeen, p dest, seen *fieldSet, n int) (int, bool) {
	buf, i, end, wide := d.data, d.i, len(d.buf), d.wide
	memo, m, before := d.memo[:cap(d.memo)], len(d.memo), d.before
	for uint(n) < uint(len(keys)) && i <= wide && m+1 < len(memo) {
		key, b := &keys[n], near(buf, i)
		f := key.field
		if f == nil {
			break
		}
		j := i
		if seen != nil {
			switch opcode.Code(b[0]) {
			case opcode.BinGet:
				if before+uint64(b[1])+1 != key.memo {
					goto out
				}
				j += 2
			case opcode.LongBinGet:
				if before+uint64(binary.LittleEndian.Uint32(b[1:]))+1 != key.memo {
					goto out
				}
				j += 5
			case opcode.ShortBinUnicode, opcode.BinUnicode:
				size := int(b[1])
				j += 2
				if b[0] == byte(opcode.BinUnicode) {
					size = int(binary.LittleEndian.Uint32(b[1:]))
					j += 3
				}
				if size != f.name.size || !f.name.begins(near(buf, j)) {
					goto out
				}
				j += size
				if put := near(buf, j); put[0] == byte(opcode.Memoize) {
					j++
				} else if n := putLen(put[:], m); n > 0 {
					j += n
				} else {
					goto out
				}
				if j >= end {
					goto out
				}
				memo[m] = uint32(i)
				m++
				key.memo = before + uint64(m)
			default:
				goto out
			}
			word := &seen[f.word%uint8(len(seen))]
			if j >= end || *word&f.bit != 0 { // its value is not in this frame; it comes twice, or in another case
				break
			}
			*word |= f.bit
			i = j
			b = near(buf, i)
		}
		if b[0] == byte(opcode.None) && f.kind != anyKind {
			j++
		} else if f.kind == textKind {
			size := int(b[1])
			j += 2
			switch opcode.Code(b[0]) {
			case opcode.ShortBinUnicode:
			case opcode.BinUnicode:
				size = int(binary.LittleEndian.Uint32(b[1:]))
				j += 3
			case opcode.BinGet:
				if size >= m || j > end {
					goto value
				}
				b = near(buf, int(memo[size]))
				if b[0] != byte(opcode.ShortBinUnicode) || b[1] > inName {
					goto value
				}
				setString(f.of(p), textString(b[2:2+b[1]]))
				i = j
				n++
				continue
			default:
				goto value
			}
			from := j
			j += size
			if size <= inName {
				b = near(buf, from)
				if !ascii32(b, uint(size)) {
					goto value
				}
				setString(f.of(p), textString(b[:size]))
			} else {
				if j > wide || !ascii(buf[from:j]) {
					goto value
				}
				setString(f.of(p), textString(buf[from:j]))
			}
			if put := near(buf, j); put[0] == byte(opcode.Memoize) {
				j++
			} else if n := putLen(put[:], m); n > 0 {
				j += n
			} else {
				goto value
			}
			if j > end {
				goto value
			}
			memo[m] = uint32(i)
			m++
		} else {
			switch f.kind {
			case int64Kind:
				switch opcode.Code(b[0]) {
				case opcode.BinInt1:
					setInt64(f.of(p), int64(b[1]))
					j += 2
				case opcode.BinInt:
					setInt64(f.of(p), int64(int32(binary.LittleEndian.Uint32(b[1:]))))
					j += 5
				case opcode.BinInt2:
					setInt64(f.of(p), int64(binary.LittleEndian.Uint16(b[1:])))
					j += 3
				default:
					goto value
				}
			case float64Kind:
				if b[0] != byte(opcode.BinFloat) {
					goto value
				}
				setFloat64(f.of(p), math.Float64frombits(binary.BigEndian.Uint64(b[1:])))
				j += 9
			case boolKind:
				not := b[0] - byte(opcode.NewTrue)
				if not > 1 {
					goto value
				}
				setBool(f.of(p), not == 0)
				j++
			case tupleKind:
				if b[0] != byte(opcode.Mark) {
					goto value
				}
				j++
			case endKind:
				if b[0] != byte(f.end) {
					goto value
				}
				j++
				if put := putLen(near(buf, j)[:], m); put > 0 {
					memo[m] = uint32(i)
					m++
					j += put
				}
			default:
				goto value
			}
			if j > end {
				goto value
			}
		}
		i = j
		n++
	}
out:
	d.i, d.memo = i, memo[:m]
	return n, false
value:
	d.i, d.memo = i, memo[:m]
	return n, true
}

// ascii reports whether b, eight bytes at least, is ASCII.
func ascii(b []byte) bool {
	all := binary.LittleEndian.Uint64(b[len(b)-8:])
	for ; len(b) > 8; b = b[8:] {
		all |= binary.LittleEndian.Uint64(b)
	}
	return all&wtf8.HighBits == 0
}
