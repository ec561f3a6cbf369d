package gotype

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// startMap writes the empty dict that a map is, or gets it from the memo.
func (e *Encoder) startMap(c *codec, v reflect.Value) (found bool, err error) {
	if e.inKey > 0 {
		return false, e.fail(c.typ, errUnhashable)
	}
	key := identify(c, v)
	if memo, ok := e.ids.find(key); ok {
		e.Get(memo)
		return true, nil
	}
	e.emptyDict()
	e.remember(key)
	return false, nil
}

// mapKeys returns the keys of a map in the order in which they are written.
func (e *Encoder) mapKeys(c *codec, v reflect.Value) ([]reflect.Value, error) {
	keys := v.MapKeys()
	if !e.cfg.Unsorted {
		sortValues(keys)
	}
	if !c.key.plainKey {
		if err := distinct(keys); err != nil {
			return nil, e.fail(c.typ, err)
		}
	}
	return keys, nil
}

func encMap(e *Encoder, c *codec, v reflect.Value) error {
	if v.IsNil() {
		e.None()
		return nil
	}
	found, err := e.startMap(c, v)
	if found || err != nil {
		return err
	}
	if v.Len() == 0 {
		return nil
	}
	if c.typ.Key().Kind() >= reflect.Int && c.typ.Key().Kind() <= reflect.Int64 && c.key.isInt {
		return e.intMap(c, v)
	}
	keys, err := e.mapKeys(c, v)
	if err != nil {
		return err
	}
	if err := e.enter(c.typ); err != nil {
		return err
	}
	for i, k := range keys {
		err := e.startItem(i, len(keys), opcode.SetItem)
		if err == nil {
			err = e.key(c.key, k)
		}
		if err == nil {
			err = c.elem.enc(e, c.elem, v.MapIndex(k))
		}
		if err != nil {
			return inKey(err, k)
		}
		e.endItem(i, len(keys), opcode.SetItem, opcode.SetItems)
	}
	e.leave()
	return nil
}

// intKey is a key of a map with where its value is.
type intKey struct {
	key int64
	at  int
}

// A mapScratch is what the entries of maps of one type are copied out to.
type mapScratch struct {
	it          *reflect.MapIter
	key, values reflect.Value // values is a slice
}

// maxMapScratch is the number of entries up to which one is kept for the next map.
const maxMapScratch = 1 << 10

// borrow returns the scratch for maps of c's type, a new one where a map of that type is under way.
func (e *Encoder) borrow(c *codec) *mapScratch {
	if int(c.id) < len(e.scratch) && e.scratch[c.id] != nil {
		s := e.scratch[c.id]
		e.scratch[c.id] = nil
		return s
	}
	return &mapScratch{
		it: new(reflect.MapIter), key: reflect.New(c.typ.Key()).Elem(),
		values: reflect.New(reflect.SliceOf(c.typ.Elem())).Elem(),
	}
}

func (e *Encoder) giveBack(c *codec, s *mapScratch) {
	s.it.Reset(reflect.Value{})
	if s.values.Cap() > maxMapScratch || c.id >= maxKeyMap {
		return
	}
	s.values.Clear()
	for int(c.id) >= len(e.scratch) {
		e.scratch = append(e.scratch, nil)
	}
	e.scratch[c.id] = s
}

// intMap writes a map with keys of a signed integer kind: its entries are copied out at once.
func (e *Encoder) intMap(c *codec, v reflect.Value) error {
	n := v.Len()
	s := e.borrow(c)
	values := s.values
	values.Grow(max(0, n-values.Len()))
	values.SetLen(n)
	base := len(e.ints)
	s.it.Reset(v)
	for i := 0; s.it.Next(); i++ {
		s.key.SetIterKey(s.it)
		values.Index(i).SetIterValue(s.it)
		e.ints = append(e.ints, intKey{s.key.Int(), i})
	}
	if !e.cfg.Unsorted {
		slices.SortFunc(e.ints[base:], func(a, b intKey) int { return cmp.Compare(a.key, b.key) })
	}
	if err := e.enter(c.typ); err != nil {
		return err
	}
	alone := e.alone(n, opcode.SetItem)
	for i := range n {
		k := e.ints[base+i] // ints may move
		if i%batch == 0 && !alone {
			e.Op(opcode.Mark)
		}
		err := e.boundary()
		if err == nil {
			e.Int(k.key)
			err = c.elem.enc(e, c.elem, values.Index(k.at))
		}
		if err != nil {
			s.key.SetInt(k.key)
			return inKey(err, s.key)
		}
		switch {
		case alone:
			e.Op(opcode.SetItem)
		case i%batch == batch-1 || i == n-1:
			e.Op(opcode.SetItems)
		}
	}
	e.ints = e.ints[:base]
	e.giveBack(c, s)
	e.leave()
	return nil
}

// encMapSet writes a map[K]struct{} as a set.
func encMapSet(e *Encoder, c *codec, v reflect.Value) error {
	if v.IsNil() {
		e.None()
		return nil
	}
	if e.inKey > 0 {
		return e.fail(c.typ, errUnhashable)
	}
	key := identify(c, v)
	if memo, ok := e.ids.find(key); ok {
		e.Get(memo)
		return nil
	}
	keys, err := e.mapKeys(c, v)
	if err != nil {
		return err
	}
	return e.set(c, c.key, keys, key)
}

// encStringMap is encMap for maps with string keys and values of type V, without reflection.
func encStringMap[V any](put func(e *Encoder, c *codec, x V) error) encodeFunc {
	return func(e *Encoder, c *codec, v reflect.Value) error {
		if v.IsNil() {
			e.None()
			return nil
		}
		found, err := e.startMap(c, v)
		if found || err != nil {
			return err
		}
		m := *pointerTo[map[string]V](v)
		base, n := len(e.names), len(m)
		values := make([]V, 0, n)
		for k, x := range m {
			e.names = append(e.names, k)
			values = append(values, x)
		}
		var order []sortKey
		if !e.cfg.Unsorted {
			order = e.sorter.sort(e.names[base:])
		}
		if err := e.enter(c.typ); err != nil {
			return err
		}
		alone := e.alone(n, opcode.SetItem)
		for i := range n {
			at := i
			if order != nil {
				at = int(order[i].at)
			}
			k := e.names[base+at] // names may move
			if i%batch == 0 && !alone {
				e.Op(opcode.Mark)
			}
			err := e.boundary()
			if err == nil {
				err = e.string(k)
			}
			if err == nil {
				err = put(e, c, values[at])
			}
			if err != nil {
				return inField(err, k)
			}
			switch {
			case alone:
				e.Op(opcode.SetItem)
			case i%batch == batch-1 || i == n-1:
				e.Op(opcode.SetItems)
			}
		}
		e.sorter.give(order)
		e.names = e.names[:base]
		e.leave()
		return nil
	}
}

// pointerTo returns v, whose type is T or has T's underlying type, as a *T.
func pointerTo[T any](v reflect.Value) *T {
	if v.CanAddr() {
		p := v.Addr()
		if x, ok := p.Interface().(*T); ok {
			return x
		}
		return p.Convert(reflect.TypeFor[*T]()).Interface().(*T)
	}
	if x, ok := v.Interface().(T); ok {
		return &x
	}
	x := v.Convert(reflect.TypeFor[T]()).Interface().(T)
	return &x
}

// mapKernels takes the maps that need no reflection out of the general case.
func mapKernels(c *codec) {
	if c.typ.Key() != reflect.TypeFor[string]() || c.key.reduce != nil {
		return
	}
	switch c.typ.Elem() {
	case anyType:
		if c.typ.Name() == "" {
			c.like = graph.Dict
		}
		c.enc = encStringMap(func(e *Encoder, _ *codec, x any) error { return e.any(x) })
		c.dec = decStringMap((*Decoder).any)
	case reflect.TypeFor[string]():
		c.enc = encStringMap(func(e *Encoder, c *codec, x string) error { return e.string(x) })
		c.dec = decStringMap((*Decoder).string)
	case reflect.TypeFor[float64]():
		c.enc = encStringMap(func(e *Encoder, c *codec, x float64) error { e.Float(x); return nil })
		c.dec = decStringMap((*Decoder).float)
	case reflect.TypeFor[int64]():
		c.enc = encStringMap(func(e *Encoder, c *codec, x int64) error { e.Int(x); return nil })
		c.dec = decStringMap((*Decoder).int64)
	case reflect.TypeFor[int]():
		c.enc = encStringMap(func(e *Encoder, c *codec, x int) error { e.Int(int64(x)); return nil })
		c.dec = decStringMap(func(d *Decoder, w word) (int, error) {
			x, err := d.int64(w)
			if err == nil && int64(int(x)) != x {
				err = d.fail(w, reflect.TypeFor[int](), ErrRange)
			}
			return int(x), err
		})
	}
}
