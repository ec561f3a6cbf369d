package gotype

import (
	"reflect"

	"github.com/brine-go/brine/opcode"
)

// Lists are EMPTY_LIST, then MARK items APPENDS for each thousand of them; or, of one item, item APPEND. What
// follows an EMPTY_LIST may as well be the next value of whatever holds an empty list: then it is not
// followed by APPENDS or APPEND, and is read again.

// startList consumes an EMPTY_LIST.
func (d *reader) startList() bool {
	if d.op() != opcode.EmptyList {
		return false
	}
	d.memoize(1)
	return true
}

// startShort returns where the first item of a list is that is memoized and has several, if it may be a short one: there were
// length items the last time. It returns 0 for others, and consumes nothing.
func (d *reader) startShort(length int) int {
	i, next := d.i, len(d.memo)
	if i > d.wide || length > slabItem || next == cap(d.memo) || d.depth >= d.most {
		return 0
	}
	b := near(d.data, i)
	if b[0] != byte(opcode.EmptyList) {
		return 0
	}
	put := putLen(b[1:], next)
	if put == 0 || b[1+put] != byte(opcode.Mark) || i+2+put >= len(d.buf) {
		return 0
	}
	return i + 2 + put
}

// run is the course of a list or dict: what may follow is its only item, or a batch of them.
type run uint8

const (
	over run = iota // nothing of it follows
	one             // perhaps an item and its APPEND
	many            // perhaps the items behind a MARK, which is consumed, and their APPENDS
)

// more tells what may follow n items of a list or dict.
func (d *reader) more(n int) run {
	switch op := d.op(); {
	case op == opcode.Mark:
		d.i++
		return many
	case ends(op):
		return over
	}
	return one
}

// capacity returns how many items to make room for: there are n of them since offset from, and length the
// last time.
func (d *reader) capacity(n, from, length int) int {
	if n == 0 {
		// A large value may be followed by small ones: only the whole pickle is taken to be as long as the last.
		if length <= 64 || d.depth <= 1 {
			return max(1, min(length, len(d.data)-d.i))
		}
		return 8
	}
	room := max(2*n, 8)
	if n >= batch {
		room = max(d.expect(n, from), n+n/8)
	}
	if d.depth <= 1 {
		room = max(room, min(length, len(d.data)-d.i))
	}
	return room
}

// readSlice reads a list into a slice of any type.
func readSlice(d *reader, pl *plan, p dest) bool {
	switch d.op() {
	case opcode.EmptyList:
		d.memoize(1)
	case opcode.None:
		d.i++
		pl.value(p).SetZero()
		return true
	default:
		return false
	}
	if !d.enter() {
		return false
	}
	st, elem, from := &d.states[pl.id], pl.elem, d.i
	n, room := 0, 0
	var base dest
	var back place
	for whole := true; whole; {
		before := n
		d.here(&back)
		how := d.more(n)
		if how == over {
			break
		}
		for how == one || d.op() != opcode.Appends {
			if n == room {
				room = d.capacity(n, from, st.length)
				if !d.spend(room-n, max(1, elem.size)) {
					return false
				}
				base = pl.grow(p, n, room)
			}
			if !elem.read(d, elem, pl.item(base, n)) {
				how = over
				break
			}
			if n++; how == one {
				break
			}
		}
		switch {
		case how == one && d.is(opcode.Append):
			whole = false
		case how == many:
			d.i++
			whole = n-before >= batch
		default:
			if n = before; !d.back(&back) {
				return false
			}
			whole = false
		}
	}
	switch {
	case n == 0:
		pl.value(p).Set(reflect.MakeSlice(pl.typ, 0, 0))
	case room > 2*n+batch:
		pl.grow(p, n, n)
	default:
		pl.cut(p, n)
	}
	st.length = n
	d.leave()
	return true
}
