package gotype

import (
	"reflect"
	"slices"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// The entries of a map are copied out, then put in order, then written: a Go map gives them in no order, and a
// method that is asked to write one of them may change the map.

// startMap writes the empty dict that a map is, or gets it from the memo.
func (e *Encoder) startMap(c *codec, p ptr) (found bool, err error) {
	if e.inKey > 0 {
		return false, e.fail(c.typ, errUnhashable)
	}
	if old, ok := e.ids.add(identity{addr: p.address(), id: c.id}, e.PeekMemo()); ok {
		e.get(old)
		return true, nil
	}
	if e.proto < 4 {
		e.emptyDict()
		e.Memoize()
		return false, nil
	}
	e.Out = append(e.Out, byte(opcode.EmptyDict), byte(opcode.Memoize))
	e.NextMemo()
	return false, nil
}

// entries are what a map holds, copied out. The keys are in one of three.
type entries struct {
	n      int
	names  []string
	ints   []int64
	keys   ptr // items for index
	values ptr // items for index
	order  []sortKey
	sorted bool    // as they are
	buffer clearer // what has the values, of a type that gather knows
	most   int     // the greatest n of this dump

	touched byte // see touch
}

// A gatherFunc copies the entries of the map at p out.
type gatherFunc func(s *entries, p ptr)

// maxEntries is the number of entries up to which the memory for them is kept for the next map.
const maxEntries = 1 << 17

// borrow returns entries to fill for maps of c's type, new ones where a map of that type is under way.
func (e *Encoder) borrow(c *codec) *entries {
	if int(c.id) < len(e.scratch) && e.scratch[c.id] != nil {
		s := e.scratch[c.id]
		e.scratch[c.id] = nil
		return s
	}
	return new(entries)
}

func (e *Encoder) giveBack(c *codec, s *entries) {
	if s.order != nil {
		e.sorter.give(s.order)
		s.order = nil
	}
	s.sorted = false
	if s.most == 0 && s.n > 0 {
		e.lent = append(e.lent, s)
	}
	s.most = max(s.most, s.n)
	if s.n > maxEntries || c.id >= maxKeyMap {
		return
	}
	for int(c.id) >= len(e.scratch) {
		e.scratch = append(e.scratch, nil)
	}
	e.scratch[c.id] = s
}

// forget clears what entries have from the maps of a dump.
func (s *entries) forget() {
	clear(s.names[:min(s.most, cap(s.names))])
	s.buffer.clear(s.most)
	s.most = 0
}

func encMap(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	found, err := e.startMap(c, p)
	if found || err != nil {
		return err
	}
	s := e.borrow(c)
	if c.gather != nil {
		c.gather(s, p)
	} else if err := e.reflectEntries(c, s, p.value(c)); err != nil {
		return err
	}
	if s.n == 0 {
		e.giveBack(c, s)
		return nil
	}
	if !e.cfg.Unsorted && !s.sorted && s.order == nil {
		switch {
		case s.names != nil:
			s.order = e.sorter.sort(s.names)
		case s.ints != nil:
			s.order = e.sorter.sortInts(s.ints)
		}
	}
	if err := e.enter(c.typ); err != nil {
		return err
	}
	if err := e.entries(c, s); err != nil {
		return err
	}
	e.leave()
	e.giveBack(c, s)
	return nil
}

// entries writes what a map holds.
func (e *Encoder) entries(c *codec, s *entries) error {
	if e.alone(s.n, opcode.SetItem) {
		for i := range s.n {
			if err := e.entry(c, s, s.place(i)); err != nil {
				return err
			}
			e.Op(opcode.SetItem)
		}
		return nil
	}
	for start := 0; start < s.n; start += batch {
		e.Op(opcode.Mark)
		end := min(start+batch, s.n)
		var err error
		switch {
		case s.ints != nil && e.proto >= 2:
			err = e.intEntries(c, s, start, end)
		case s.names != nil:
			err = e.nameEntries(c, s, start, end)
		default:
			err = e.otherEntries(c, s, start, end)
		}
		if err != nil {
			return err
		}
		e.Op(opcode.SetItems)
	}
	return nil
}

// intEntries writes entries start to end, whose keys are integers, from protocol 2 on.
func (e *Encoder) intEntries(c *codec, s *entries, start, end int) error {
	elem, ints, order, values := c.elem, s.ints, s.order, s.values
	for i := start; i < end; i++ {
		for len(e.Out) >= e.full || cap(e.Out) < len(e.Out)+maxInt+1 { // not if: see strings
			if err := e.makeRoom(maxInt + 1); err != nil {
				return err
			}
		}
		at := i
		if order != nil {
			at = int(order[i].at)
		}
		key, x := ints[at], values.index(elem, at)
		k := len(e.Out)
		b := (*[maxInt + 1]byte)(e.Out[k : k+maxInt+1])
		n := 2
		if uint64(key) < 256 {
			b[0], b[1] = byte(opcode.BinInt1), byte(key)
		} else {
			n = putInt(b[:maxInt], uint64(key))
		}
		if elem.atom == atomPointer && x.isNil() {
			b[n] = byte(opcode.None)
			e.Out = e.Out[:k+n+1]
			continue
		}
		e.Out = e.Out[:k+n]
		if err := e.part(elem, x); err != nil {
			return inKey(err, reflect.ValueOf(key))
		}
	}
	return nil
}

// nameEntries writes entries start to end, whose keys are strings.
func (e *Encoder) nameEntries(c *codec, s *entries, start, end int) error {
	elem, names, order, values := c.elem, s.names, s.order, s.values
	many := s.n > stringsLarge // then they do not repeat
	for i := start; i < end; i++ {
		if i%ahead == 0 && s.n > batch {
			s.touch(i, min(i+ahead, s.n))
		}
		if err := e.boundary(); err != nil {
			return err
		}
		place := i
		if order != nil {
			place = int(order[i].at)
		}
		name := names[place]
		var err error
		if many {
			err = e.text(name)
		} else {
			err = e.string(name)
		}
		x := values.index(elem, place)
		switch {
		case err != nil:
		case elem.atom == atomFloat64 && e.proto > 0:
			e.room(floatSize)
			k := len(e.Out)
			e.Out = e.Out[:k+putFloat(e.Out[k:k+floatSize], *at[float64](x))]
		default:
			err = e.part(elem, x)
		}
		if err != nil {
			return inField(err, name)
		}
	}
	return nil
}

// otherEntries writes entries start to end, of any kind.
func (e *Encoder) otherEntries(c *codec, s *entries, start, end int) error {
	for i := start; i < end; i++ {
		if err := e.entry(c, s, s.place(i)); err != nil {
			return err
		}
	}
	return nil
}

// place returns where entry i is.
func (s *entries) place(i int) int {
	if s.order != nil {
		return int(s.order[i].at)
	}
	return i
}

// ahead is the number of names that are waited for together.
const ahead = 16

// touch reads of the names of entries i to j what is written soon. In order they are all over the memory, which
// takes as long to answer for sixteen at once as for one.
func (s *entries) touch(i, j int) {
	sum, names := byte(0), s.names
	for _, k := range s.order[min(i, len(s.order)):min(j, len(s.order))] {
		if name := names[k.at]; name != "" {
			sum += name[0]
		}
	}
	s.touched += sum
}

func (e *Encoder) entry(c *codec, s *entries, i int) error {
	err := e.boundary()
	if err != nil {
		return err
	}
	switch {
	case s.ints != nil:
		e.int(s.ints[i])
	case s.names == nil:
		err = e.key(c.key, s.keys.index(c.key, i))
	case s.n > stringsLarge: // they do not repeat
		err = e.text(s.names[i])
	default:
		err = e.string(s.names[i])
	}
	if err == nil {
		err = e.part(c.elem, s.values.index(c.elem, i))
	}
	if err != nil {
		switch {
		case s.ints != nil:
			return inKey(err, reflect.ValueOf(s.ints[i]))
		case s.names != nil:
			return inField(err, s.names[i])
		}
		return inKey(err, s.keys.index(c.key, i).value(c.key))
	}
	return nil
}

// A clearer is a buffer that must not keep what was in it from the garbage collector: at most n values at a time.
type clearer interface{ clear(n int) }

// reflectEntries copies the entries of any map out.
func (e *Encoder) reflectEntries(c *codec, s *entries, v reflect.Value) error {
	b, ok := s.buffer.(*reflectBuffer)
	if !ok {
		b = &reflectBuffer{
			keys: reflect.New(reflect.SliceOf(c.typ.Key())).Elem(), values: reflect.New(reflect.SliceOf(c.typ.Elem())).Elem(),
		}
		s.buffer = b
	}
	n := v.Len()
	for _, x := range []reflect.Value{b.keys, b.values} {
		x.Grow(max(0, n-x.Len()))
		x.SetLen(n)
	}
	b.it.Reset(v)
	for i := 0; b.it.Next(); i++ {
		b.keys.Index(i).SetIterKey(&b.it)
		b.values.Index(i).SetIterValue(&b.it)
	}
	b.it.Reset(reflect.Value{})
	s.n, s.keys, s.values = n, ptrOf(b.keys).items(), ptrOf(b.values).items()
	switch {
	case c.key.isInt:
		s.ints = slices.Grow(s.ints[:0], n)[:n]
		for i := range s.ints {
			s.ints[i] = b.keys.Index(i).Int()
		}
		return nil
	case c.key.atom == atomString:
		s.names = slices.Grow(s.names[:0], n)[:n]
		for i := range s.names {
			s.names[i] = b.keys.Index(i).String()
		}
		return nil
	}
	if !e.cfg.Unsorted {
		s.order = e.sorter.take(n)
		for i := range s.order {
			s.order[i].at = uint32(i)
		}
		slices.SortStableFunc(s.order, func(x, y sortKey) int {
			return compareKeys(b.keys.Index(int(x.at)), b.keys.Index(int(y.at)))
		})
	}
	if !c.key.plainKey {
		keys := make([]reflect.Value, n)
		for i := range keys {
			at := i
			if s.order != nil {
				at = int(s.order[i].at)
			}
			keys[i] = b.keys.Index(at)
		}
		return e.fail(c.typ, distinct(keys))
	}
	return nil
}

// A reflectBuffer has the entries of a map of any type.
type reflectBuffer struct {
	it           reflect.MapIter
	keys, values reflect.Value // slices
}

func (b *reflectBuffer) clear(n int) {
	for _, x := range []reflect.Value{b.keys, b.values} {
		x.SetLen(min(n, x.Cap()))
		x.Clear()
	}
}

// encMapSet writes a map[K]struct{} as a set.
func encMapSet(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	if e.inKey > 0 {
		return e.fail(c.typ, errUnhashable)
	}
	key := identity{addr: p.address(), id: c.id}
	if memo, ok := e.ids.find(key); ok {
		e.Get(memo)
		return nil
	}
	keys := p.value(c).MapKeys()
	if !e.cfg.Unsorted {
		sortValues(keys)
	}
	if !c.key.plainKey {
		if err := distinct(keys); err != nil {
			return e.fail(c.typ, err)
		}
	}
	return e.set(c, c.key, keys, key)
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

// mapKernels takes the maps that need no reflection to decode out of the general case.
func mapKernels(c *codec) {
	if c.typ.Key() != reflect.TypeFor[string]() || c.key.reduce != nil {
		return
	}
	switch c.typ.Elem() {
	case anyType:
		if c.typ.Name() == "" {
			c.like = graph.Dict
		}
		c.dec = decStringMap((*Decoder).any)
	case reflect.TypeFor[string]():
		c.dec = decStringMap((*Decoder).string)
	case reflect.TypeFor[float64]():
		c.dec = decStringMap((*Decoder).float)
	case reflect.TypeFor[int64]():
		c.dec = decStringMap((*Decoder).int64)
	case reflect.TypeFor[int]():
		c.dec = decStringMap(func(d *Decoder, w word) (int, error) {
			x, err := d.int64(w)
			if err == nil && int64(int(x)) != x {
				err = d.fail(w, reflect.TypeFor[int](), ErrRange)
			}
			return int(x), err
		})
	}
}
