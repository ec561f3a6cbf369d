package gotype

import "github.com/brine-go/brine/opcode"

// A fieldSet is a set of fields: see planField.
type fieldSet [maxFields / 64]uint64

// add adds f; it returns false if it was there.
func (s *fieldSet) add(f *planField) bool {
	word := &s[f.word%uint8(len(s))]
	was := *word & f.bit
	*word |= f.bit
	return was == 0
}

// readStruct reads a dict or an instance of a class into a struct, or a tuple of more than three items, which a MARK
// announces.
func readStruct(d *reader, pl *plan, p dest) bool {
	owned, owner := d.claimed()
	switch d.op() {
	case opcode.None:
		d.i++
		return true
	case opcode.EmptyDict:
		n, _ := d.startDict()
		d.own(owned, owner, n)
		return d.dictFields(pl, p)
	case opcode.Mark:
		if n, ok := d.tupleFields(pl, p); ok && pl.items > 3 {
			d.own(owned, owner, n)
			return true
		}
	case opcode.ShortBinUnicode, opcode.BinUnicode, opcode.Global, opcode.BinGet, opcode.LongBinGet:
		return d.instance(pl, p, owned, owner)
	}
	return false
}

// dictFields reads what follows the EMPTY_DICT of a struct.
func (d *reader) dictFields(pl *plan, p dest) bool {
	if !d.enter() {
		return false
	}
	st := &d.states[pl.id]
	var seen fieldSet
	n := 0
	var back place
	for whole := true; whole; {
		before := n
		d.here(&back)
		switch d.more(n) {
		case over:
			whole = false
		case one:
			whole = false
			ok, valid := d.oneField(pl, st, p)
			if !valid || !ok && !d.back(&back) {
				return false
			}
			if ok {
				n++
			}
		case many:
			var ok bool
			if n, ok = d.manyFields(pl, st, p, &seen, n); !ok {
				return false
			}
			whole = n-before >= batch
		}
	}
	if !d.spend(n, stepCost) {
		return false
	}
	d.leave()
	return true
}

// manyFields reads the names and values of a batch up to its SETITEMS, and returns how many fields there are by then.
func (d *reader) manyFields(pl *plan, st *planState, p dest, seen *fieldSet, n int) (int, bool) {
	for {
		var named bool
		if n, named = d.knownFields(st.keys, p, seen, n); named {
			f := st.keys[n].field
			if !f.plan.read(d, f.plan, f.of(p)) {
				return n, false
			}
			n++
			continue
		}
		if d.op() == opcode.SetItems {
			d.i++
			return n, true
		}
		f, ok := d.key(pl, st, n)
		switch {
		case !ok:
			return n, false
		case f == nil:
			ok = d.skip()
		default:
			ok = seen.add(f) && f.plan.read(d, f.plan, f.of(p))
		}
		if !ok {
			return n, false
		}
		n++
	}
}

// oneField reads key value SETITEM. ok is false if it is something else, which leaves the struct as it was; valid
// is false if that cannot be.
func (d *reader) oneField(pl *plan, st *planState, p dest) (ok, valid bool) {
	f, ok := d.key(pl, st, 0)
	if !ok {
		return false, true
	}
	if f == nil {
		return d.skip() && d.is(opcode.SetItem), true
	}
	if v := f.plan.value(f.of(p)); !v.IsZero() {
		return false, false
	} else if ok = f.plan.read(d, f.plan, f.of(p)) && d.is(opcode.SetItem); !ok {
		v.SetZero()
	}
	return ok, true
}

// readTuple reads a tuple into a struct that is marked as one.
func readTuple(d *reader, pl *plan, p dest) bool {
	owned, owner := d.claimed()
	if pl.flat != nil && owned == nil {
		i, m := d.i, len(d.memo)
		if n, _ := d.knownFields(pl.flat, p, nil, 0); n == len(pl.flat) {
			return d.depth+pl.levels <= d.most && d.spend(n, stepCost)
		}
		d.i, d.memo = i, d.memo[:m]
	}
	if pl.items != 1 && d.none() { // a first field may be None
		return true
	}
	n, ok := d.tupleFields(pl, p)
	d.own(owned, owner, n)
	return ok
}

// tupleFields reads a tuple.
func (d *reader) tupleFields(pl *plan, p dest) (memo int, ok bool) {
	if !d.startTuple(pl.items) || !d.enter() || !d.spend(pl.items, stepCost) {
		return -1, false
	}
	for i := range pl.fields {
		f := &pl.fields[i]
		if !f.plan.read(d, f.plan, f.of(p)) {
			return -1, false
		}
	}
	d.leave()
	return d.endTuple(pl.items)
}

// startTuple consumes what comes before the items of a tuple of n.
func (d *reader) startTuple(n int) bool { return n <= 3 || d.is(opcode.Mark) }

// endTuple consumes what comes behind them.
func (d *reader) endTuple(n int) (memo int, ok bool) {
	if d.op() != tupleOf(n) {
		return -1, false
	}
	return d.memoize(1), true
}

// tupleOf returns the opcode that makes a tuple of n items.
func tupleOf(n int) opcode.Code {
	switch n {
	case 0:
		return opcode.EmptyTuple
	case 1, 2, 3:
		return opcode.Tuple1 + opcode.Code(n-1)
	}
	return opcode.Tuple
}

// readArray reads a tuple into an array.
func readArray(d *reader, pl *plan, p dest) bool {
	owned, owner := d.claimed()
	if !d.startTuple(pl.items) || !d.enter() || !d.spend(pl.items, stepCost) {
		return false
	}
	for i := range pl.items {
		if !pl.elem.read(d, pl.elem, pl.item(p, i)) {
			return false
		}
	}
	d.leave()
	n, ok := d.endTuple(pl.items)
	d.own(owned, owner, n)
	return ok
}
