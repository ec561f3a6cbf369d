package gotype

import (
	"errors"
	"reflect"

	"github.com/brine-go/brine/opcode"
)

// batch is the number of items that CPython adds with one opcode.
const batch = 1000

// A container is written as an empty one to which items are added. In protocol 0 each is added alone.

func (e *Encoder) emptyList() {
	if e.proto == 0 {
		e.Op(opcode.Mark)
		e.Op(opcode.List)
		return
	}
	e.Op(opcode.EmptyList)
}

func (e *Encoder) emptyDict() {
	if e.proto == 0 {
		e.Op(opcode.Mark)
		e.Op(opcode.Dict)
		return
	}
	e.Op(opcode.EmptyDict)
}

// startItem stands before item i of n, endItem behind it; many is APPENDS, SETITEMS or ADDITEMS, single
// what adds one item, or 0.
func (e *Encoder) startItem(i, n int, single opcode.Code) error {
	if i%batch == 0 && !e.alone(n, single) {
		e.Op(opcode.Mark)
	}
	return e.boundary()
}

func (e *Encoder) endItem(i, n int, single, many opcode.Code) {
	switch {
	case e.alone(n, single):
		e.Op(single)
	case i%batch == batch-1 || i == n-1:
		e.Op(many)
	}
}

func (e *Encoder) alone(n int, single opcode.Code) bool {
	return single != 0 && (n == 1 || e.proto == 0)
}

// startTuple stands before the items of a tuple of n, endTuple behind them.
func (e *Encoder) startTuple(n int) {
	if n > 3 || e.proto < 2 && n > 0 || e.proto == 0 {
		e.Op(opcode.Mark)
	}
}

func (e *Encoder) endTuple(n int) {
	switch {
	case n == 0 && e.proto > 0:
		e.Op(opcode.EmptyTuple)
	case n > 3 || e.proto < 2:
		e.Op(opcode.Tuple)
	default:
		e.Op(opcode.Tuple1 + opcode.Code(n-1))
	}
}

// endObjectTuple is endTuple for one with an identity. If it has come up among its own items, that one is
// taken and the items are dropped, as CPython does.
func (e *Encoder) endObjectTuple(n int, key identity) {
	memo := e.PeekMemo()
	if key.id != 0 {
		if old, ok := e.ids.add(key, memo); ok {
			if n > 3 || e.proto < 2 {
				if e.proto > 0 {
					e.Op(opcode.PopMark)
				} else {
					for range n + 1 {
						e.Op(opcode.Pop)
					}
				}
			} else {
				for range n {
					e.Op(opcode.Pop)
				}
			}
			e.Get(old)
			return
		}
	}
	e.endTuple(n)
	if key.id != 0 {
		e.memoize()
	}
}

// remember memoizes the object on the stack under key, unless that is zero.
func (e *Encoder) remember(key identity) {
	if key.id != 0 {
		e.ids.set(key, e.memoize())
	}
}

var errUnhashable = errors.New("not hashable in Python, so it can be no key")

func encSlice(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	n := p.sliceLen()
	found, err := e.startList(c, p, n)
	if found || err != nil {
		return err
	}
	if err := e.enter(c.typ); err != nil {
		return err
	}
	elem, items := c.elem, p.items()
	if e.alone(n, opcode.Append) {
		for i := range n {
			err := e.boundary()
			if err == nil {
				err = elem.enc(e, elem, items.index(elem, i))
			}
			if err != nil {
				return inIndex(err, i)
			}
			e.Op(opcode.Append)
		}
		n = 0
	}
	for i := 0; i < n; {
		e.Op(opcode.Mark)
		for end := min(i+batch, n); i < end; i++ {
			if len(e.Out) >= e.full {
				if err := e.cut(); err != nil {
					return inIndex(err, i)
				}
			}
			if err := elem.enc(e, elem, items.index(elem, i)); err != nil {
				return inIndex(err, i)
			}
		}
		e.Op(opcode.Appends)
	}
	e.leave()
	return nil
}

// startList writes the empty list that a slice is, or gets it from the memo.
func (e *Encoder) startList(c *codec, p ptr, n int) (found bool, err error) {
	if e.inKey > 0 || n == 0 {
		return false, e.emptySlice(c)
	}
	if old, ok := e.ids.add(sliceIdentity(c, p, n), e.PeekMemo()); ok {
		e.get(old)
		return true, nil
	}
	if e.proto < 4 {
		e.emptyList()
		e.Memoize()
		return false, nil
	}
	e.Out = append(e.Out, byte(opcode.EmptyList), byte(opcode.Memoize))
	e.NextMemo()
	return false, nil
}

// emptySlice writes the empty list that a slice of length 0 is, and of any length a key is not.
func (e *Encoder) emptySlice(c *codec) error {
	if e.inKey > 0 {
		return e.fail(c.typ, errUnhashable)
	}
	e.emptyList()
	return nil
}

func encArray(e *Encoder, c *codec, p ptr) error {
	return e.tuple(c, p, c.length, identity{})
}

func arrayObject(e *Encoder, c *codec, p ptr, key identity) error {
	return e.tuple(c, p, c.length, key)
}

// tuple writes n items as a tuple.
func (e *Encoder) tuple(c *codec, items ptr, n int, key identity) error {
	if err := e.enter(c.typ); err != nil {
		return err
	}
	e.startTuple(n)
	for i := range n {
		err := e.boundary()
		if err == nil {
			err = c.elem.enc(e, c.elem, items.index(c.elem, i))
		}
		if err != nil {
			return inIndex(err, i)
		}
	}
	e.leave()
	if n == 0 {
		key = identity{} // there is but one ()
	}
	e.endObjectTuple(n, key)
	return nil
}

// encTupleSlice writes a pickle.Tuple; nil is ().
func encTupleSlice(e *Encoder, c *codec, p ptr) error {
	n := p.sliceLen()
	if n == 0 {
		e.startTuple(0)
		e.endTuple(0)
		return nil
	}
	key := sliceIdentity(c, p, n)
	if memo, ok := e.ids.find(key); ok {
		e.Get(memo)
		return nil
	}
	return e.tuple(c, p.items(), n, key)
}

// encSetSlice writes a pickle.Set or pickle.FrozenSet; nil is empty.
func encSetSlice(e *Encoder, c *codec, p ptr) error {
	v := p.value(c)
	var key identity
	if v.Len() > 0 {
		key = sliceIdentity(c, p, v.Len())
		if memo, ok := e.ids.find(key); ok {
			e.Get(memo)
			return nil
		}
	}
	items := make([]reflect.Value, v.Len())
	for i := range items {
		items[i] = v.Index(i)
	}
	if err := distinct(items); err != nil {
		return e.fail(c.typ, err)
	}
	if c.typ == shapes.FrozenSet {
		return e.frozenSet(c, items, key)
	}
	if e.inKey > 0 {
		return e.fail(c.typ, errUnhashable)
	}
	return e.set(c, c.elem, items, key)
}

// set writes a set of items: below protocol 4 as the call set([items]).
func (e *Encoder) set(c, elem *codec, items []reflect.Value, key identity) error {
	if err := e.enter(c.typ); err != nil {
		return err
	}
	single, many := opcode.Code(0), opcode.AddItems
	if e.proto >= 4 {
		e.Op(opcode.EmptySet)
		e.remember(key)
	} else {
		if err := e.global(classSet); err != nil {
			return err
		}
		e.startTuple(1)
		e.emptyList()
		single, many = opcode.Append, opcode.Appends
	}
	for i, item := range items {
		err := e.startItem(i, len(items), single)
		if err == nil {
			err = e.key(elem, ptrOf(item))
		}
		if err != nil {
			return inKey(err, item)
		}
		e.endItem(i, len(items), single, many)
	}
	e.leave()
	if e.proto < 4 {
		e.endTuple(1)
		e.Op(opcode.Reduce)
		e.remember(key)
	}
	return nil
}

func (e *Encoder) frozenSet(c *codec, items []reflect.Value, key identity) error {
	if err := e.enter(c.typ); err != nil {
		return err
	}
	if e.proto >= 4 {
		e.Op(opcode.Mark)
	} else {
		if err := e.global(classFrozenSet); err != nil {
			return err
		}
		e.startTuple(1)
		e.emptyList()
	}
	for i, item := range items {
		var err error
		if e.proto >= 4 {
			err = e.boundary()
		} else {
			err = e.startItem(i, len(items), opcode.Append)
		}
		if err == nil {
			err = e.key(c.elem, ptrOf(item))
		}
		if err != nil {
			return inKey(err, item)
		}
		if e.proto < 4 {
			e.endItem(i, len(items), opcode.Append, opcode.Appends)
		}
	}
	e.leave()
	if e.proto >= 4 {
		e.Op(opcode.FrozenSet)
	} else {
		e.endTuple(1)
		e.Op(opcode.Reduce)
	}
	e.remember(key)
	return nil
}
