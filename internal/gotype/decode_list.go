package gotype

import (
	"errors"
	"reflect"

	"github.com/brine-go/brine/internal/graph"
)

// found sets v to what the shared container w has become, if it has.
func (d *Decoder) found(c *codec, w word, v reflect.Value) (shared, found bool) {
	if !d.isShared(w) {
		return false, false
	}
	x, ok := d.refs.find(w, d.refID(c, w))
	if !ok || x.Type() != c.typ { // a dict that any has as a pickle.Dict
		return true, false
	}
	v.Set(x)
	return true, true
}

// makeSlice makes v a new slice of n items with none to spare: two slices of one list must not grow into
// the same memory.
func makeSlice(v reflect.Value, n int) {
	v.SetZero()
	v.Grow(n)
	v.SetLen(n)
	v.SetCap(n)
	if n == 0 && v.IsNil() {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
}

func decSlice(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		v.SetZero()
		return nil
	}
	items, ok := d.items(w)
	if !ok {
		return d.mismatch(w, c.typ)
	}
	shared, found := d.found(c, w, v)
	if found {
		return nil
	}
	n := len(items.words)
	if err := d.spend(w, c.typ, int64(n)*int64(c.elem.typ.Size())); err != nil {
		return err
	}
	makeSlice(v, n)
	if shared {
		d.refs.add(w, d.refID(c, w), v)
	}
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	elem := c.elem
	for i, x := range items.words {
		if err := elem.dec(d, elem, x, v.Index(i)); err != nil {
			return d.in(err, indexStep(i), items.parent, i)
		}
	}
	d.leave()
	return nil
}

func decArray(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	items, ok := d.items(w)
	if !ok {
		return d.mismatch(w, c.typ)
	}
	if len(items.words) != v.Len() {
		return d.fail(w, c.typ, ErrLength)
	}
	if err := d.spend(w, c.typ, stepCost*int64(len(items.words))); err != nil {
		return err
	}
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	for i, x := range items.words {
		if err := c.elem.dec(d, c.elem, x, v.Index(i)); err != nil {
			return d.in(err, indexStep(i), items.parent, i)
		}
	}
	d.leave()
	return nil
}

var (
	errKeyType   = errors.New("not comparable in Go, so it can be no key of a map: use *pickle.Dict")
	errKeysEqual = errors.New("two keys of the dict become one in Go")
)

// setKey decodes a key of a map.
func (d *Decoder) setKey(c *codec, w word, v reflect.Value) error {
	if err := c.dec(d, c, w, v); err != nil {
		return err
	}
	if c.mixed && !v.Comparable() {
		return d.fail(w, c.typ, errKeyType)
	}
	return nil
}

// startMap makes the map that v is to be. The caller's own map is filled, once; else a new one is.
func (d *Decoder) startMap(c *codec, w word, v reflect.Value, n int) (m reflect.Value, fresh bool, err error) {
	shared := d.isShared(w)
	size := int64(n) * int64(c.typ.Key().Size()+c.typ.Elem().Size()+stepCost)
	if err := d.spend(w, c.typ, size); err != nil {
		return m, false, err
	}
	if v.IsNil() || !d.take(v) {
		v.Set(reflect.MakeMapWithSize(c.typ, n))
		fresh = true
	}
	if shared {
		d.refs.add(w, d.refID(c, w), v)
	}
	return v, fresh, nil
}

// mapTemps are what a key and a value are decoded into before they go into a map.
type mapTemps struct{ key, elem reflect.Value }

// borrow returns the temporaries for maps of c's type, new ones where a map of that type is under way.
func (d *Decoder) borrow(c *codec) mapTemps {
	if int(c.id) < len(d.temps) && d.temps[c.id].key.IsValid() {
		t := d.temps[c.id]
		d.temps[c.id] = mapTemps{}
		return t
	}
	return mapTemps{reflect.New(c.typ.Key()).Elem(), reflect.New(c.typ.Elem()).Elem()}
}

func (d *Decoder) giveBack(c *codec, t mapTemps) {
	if c.id >= maxKeyMap {
		return
	}
	for int(c.id) >= len(d.temps) {
		d.temps = append(d.temps, mapTemps{})
	}
	t.key.SetZero()
	t.elem.SetZero()
	d.temps[c.id] = t
}

func decMap(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		v.SetZero()
		return nil
	}
	if body := d.g.StandsFor(w); body.Is(graph.Set) && c.elem.typ.Kind() == reflect.Bool {
		return d.setOfBools(c, w, v)
	}
	p, ok := d.pairs(w, true)
	if !ok {
		return d.mismatch(w, c.typ)
	}
	if _, found := d.found(c, w, v); found {
		return nil
	}
	m, fresh, err := d.startMap(c, w, v, p.n)
	if err != nil {
		return err
	}
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	temps := d.borrow(c)
	key, elem := temps.key, temps.elem
	pointers := c.elem.typ.Kind() == reflect.Pointer && c.elem.elem != nil // for which None is nil
	for i := range p.n {
		kw, xw := p.at(i)
		if c.key.isInt && kw.Is(graph.Int) && !key.OverflowInt(kw.SmallInt()) {
			key.SetInt(kw.SmallInt())
		} else {
			key.SetZero()
			if err := d.setKey(c.key, kw, key); err != nil {
				return d.inEntry(err, kw, p.parent, 2*i)
			}
		}
		elem.SetZero()
		if xw != none || !pointers {
			if err := c.elem.dec(d, c.elem, xw, elem); err != nil {
				return d.inEntry(err, kw, p.parent, 2*i+1)
			}
		}
		m.SetMapIndex(key, elem)
	}
	d.giveBack(c, temps)
	d.leave()
	if fresh && p.dict != graph.No && m.Len() != p.n {
		return d.fail(w, c.typ, errKeysEqual)
	}
	return nil
}

// decMapSet decodes a set into a map[K]struct{}.
func decMapSet(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		v.SetZero()
		return nil
	}
	return d.setInto(c, w, v, reflect.Zero(c.typ.Elem()))
}

// setOfBools decodes a set into a map[K]bool: true for each item.
func (d *Decoder) setOfBools(c *codec, w word, v reflect.Value) error {
	yes := reflect.New(c.typ.Elem()).Elem()
	yes.SetBool(true)
	return d.setInto(c, w, v, yes)
}

func (d *Decoder) setInto(c *codec, w word, v, x reflect.Value) error {
	if !d.g.StandsFor(w).Is(graph.Set) && !w.Is(graph.Object) {
		return d.mismatch(w, c.typ)
	}
	items, ok := d.items(w)
	if !ok {
		return d.mismatch(w, c.typ)
	}
	if _, found := d.found(c, w, v); found {
		return nil
	}
	m, fresh, err := d.startMap(c, w, v, len(items.words))
	if err != nil {
		return err
	}
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	key := reflect.New(c.typ.Key()).Elem()
	for i, kw := range items.words {
		key.SetZero()
		if err := d.setKey(c.key, kw, key); err != nil {
			return d.in(err, indexStep(i), items.parent, i)
		}
		m.SetMapIndex(key, x)
	}
	d.leave()
	if fresh && d.g.StandsFor(w).Is(graph.Set) && m.Len() != len(items.words) {
		return d.fail(w, c.typ, errKeysEqual)
	}
	return nil
}

// decStringMap is decMap for maps with string keys and values of type V, without reflection.
func decStringMap[V any](get func(*Decoder, word) (V, error)) decodeFunc {
	return func(d *Decoder, c *codec, w word, v reflect.Value) error {
		p, ok := d.pairs(w, true)
		if !ok || !v.IsNil() {
			return decMap(d, c, w, v)
		}
		if _, found := d.found(c, w, v); found {
			return nil
		}
		_, fresh, err := d.startMap(c, w, v, p.n)
		if err != nil {
			return err
		}
		m := *pointerTo[map[string]V](v)
		if err := d.enter(w, c.typ); err != nil {
			return err
		}
		for i := range p.n {
			kw, xw := p.at(i)
			k, err := d.string(kw)
			if err != nil {
				return d.inEntry(err, kw, p.parent, 2*i)
			}
			x, err := get(d, xw)
			if err != nil {
				return d.inEntry(err, kw, p.parent, 2*i+1)
			}
			m[k] = x
		}
		d.leave()
		if fresh && p.dict != graph.No && len(m) != p.n {
			return d.fail(w, c.typ, errKeysEqual)
		}
		return nil
	}
}

// decPointer decodes what the pointer points to. The same object is the same pointer.
func decPointer(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		v.SetZero()
		return nil
	}
	shared, found := d.found(c, w, v)
	if found {
		return nil
	}
	if v.IsNil() || !d.take(v) {
		if err := d.spend(w, c.typ, int64(c.elem.typ.Size())); err != nil {
			return err
		}
		v.Set(reflect.New(c.elem.typ))
	}
	if shared {
		d.refs.add(w, d.refID(c, w), v)
	}
	if k := c.elem.typ.Kind(); k != reflect.Pointer && k != reflect.Interface {
		return c.elem.dec(d, c.elem, w, v.Elem())
	}
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	err := c.elem.dec(d, c.elem, w, v.Elem())
	d.leave()
	return err
}
