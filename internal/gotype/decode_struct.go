package gotype

import (
	"errors"
	"reflect"

	"github.com/brine-go/brine/internal/graph"
)

// A keyMap says which field each key of a dict is for. Dicts that share their keys, as records do, share it.
type keyMap struct {
	epoch  uint32 // of the pickle that it is of; 0: none
	shape  int32  // of the dicts, or -1
	dict   word   // the one dict, if it has no shape
	fields []int16
}

const (
	maxKeyMap = 1 << 12 // codecs that keep some
	keyMaps   = 4       // how many of each
)

// keyMapOf returns the fields for the keys of a dict, by key; -1: none.
func (d *Decoder) keyMapOf(c *codec, p *pairs) []int16 {
	if c.id >= maxKeyMap || p.dict == graph.No {
		return d.matchKeys(c, p)
	}
	for int(c.id) >= len(d.keyMaps) {
		d.keyMaps = append(d.keyMaps, keyMapSet{})
	}
	shape, dict := int32(-1), p.dict
	if p.keys != nil {
		shape, dict = d.g.SpanOf(p.dict).Shape, graph.No
	}
	set := &d.keyMaps[c.id]
	for i := range set.maps {
		if m := &set.maps[i]; m.shape == shape && m.dict == dict && m.epoch == d.epoch {
			return m.fields
		}
	}
	fields := d.matchKeys(c, p)
	set.maps[set.next&(keyMaps-1)] = keyMap{d.epoch, shape, dict, fields}
	set.next++
	return fields
}

// keyMapSet are the key maps of a codec that were made last.
type keyMapSet struct {
	maps [keyMaps]keyMap
	next uint8
}

// matchKeys finds the field of each key. One whose case differs gives way to one that is the field's name.
func (d *Decoder) matchKeys(c *codec, p *pairs) []int16 {
	g := d.g
	out := make([]int16, 0, p.n)
	var exact [64]bool
	taken := exact[:]
	if len(c.fields.list) > len(taken) {
		taken = make([]bool, len(c.fields.list))
	}
	folded := false
	for i := range p.n {
		k, _ := p.at(i)
		k = g.StandsFor(k)
		j := -1
		if k.Is(graph.Str) || k.Is(graph.ByteString) {
			var same bool
			if j, same = c.fields.lookup(g.TextOf(k)); same {
				taken[j] = true
			} else if j >= 0 {
				folded = true
			}
		}
		out = append(out, int16(j))
	}
	if folded {
		for i := range p.n {
			k, _ := p.at(i)
			if j := out[i]; j >= 0 && taken[j] {
				if _, same := c.fields.lookup(g.TextOf(g.StandsFor(k))); !same {
					out[i] = -1
				}
			}
		}
	}
	return out
}

var errEmbedded = errors.New("the field is in a struct that is embedded by a pointer and not exported")

// structFromPairs sets the fields that the keys name; other keys are passed over.
func (d *Decoder) structFromPairs(c *codec, w word, p *pairs, v reflect.Value) error {
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	if err := d.spend(w, c.typ, stepCost*int64(p.n)); err != nil {
		return err
	}
	for i, j := range d.keyMapOf(c, p) {
		if j < 0 {
			continue
		}
		k, x := p.at(i)
		if err := d.setField(&c.fields.list[j], x, v); err != nil {
			return d.inEntry(err, k, p.parent, 2*i+1)
		}
	}
	d.leave()
	return nil
}

func (d *Decoder) setField(f *field, w word, v reflect.Value) error {
	x, ok := f.set(v)
	if !ok {
		return d.fail(w, f.typ, errEmbedded)
	}
	return f.codec.dec(d, f.codec, w, x)
}

// structFromItems sets the fields in their order.
func (d *Decoder) structFromItems(c *codec, w word, items view, v reflect.Value) error {
	if len(items.words) != len(c.fields.list) {
		return d.fail(w, c.typ, ErrLength)
	}
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	if err := d.spend(w, c.typ, stepCost*int64(len(items.words))); err != nil {
		return err
	}
	for i, x := range items.words {
		f := &c.fields.list[i]
		if err := d.setField(f, x, v); err != nil {
			return d.in(err, nameStep(f.name), items.parent, i)
		}
	}
	d.leave()
	return nil
}

// decStruct decodes a dict by its keys, a tuple or list by its order, and an object by its attributes or, if
// it has none, by its arguments.
func decStruct(d *Decoder, c *codec, w word, v reflect.Value) error {
	switch {
	case w == none:
		return nil
	case w.IsFloat():
	case w.Is(graph.Dict):
		p := d.dictPairs(w)
		return d.structFromPairs(c, w, &p, v)
	case w.Is(graph.Tuple), w.Is(graph.List):
		items, _ := d.items(w)
		return d.structFromItems(c, w, items, v)
	case w.Is(graph.Object) && d.g.StandsFor(w) == w:
		return d.structFromObject(c, w, v)
	}
	return d.mismatch(w, c.typ)
}

// decInstance is decStruct for a registered class: objects of other classes are errors.
func decInstance(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w.Is(graph.Object) {
		if d.classOf(w) != c.class {
			return d.mismatch(w, c.typ)
		}
	}
	return decStruct(d, c, w, v)
}

func (d *Decoder) structFromObject(c *codec, w word, v reflect.Value) error {
	switch d.natural(w) {
	case natOrderedDict, natDict:
		if p, ok := d.pairs(w, false); ok {
			return d.structFromPairs(c, w, &p, v)
		}
	}
	g := d.g
	if e, ok := d.first(w); ok && e.Next == 0 && e.Kind == graph.EffectBuild && e.A.Is(graph.Dict) &&
		g.How(w) != graph.ByNewObjEx { // as nearly all are
		p := d.dictPairs(e.A)
		return d.structFromPairs(c, w, &p, v)
	}
	named, err := d.attributes(w, func(dict word) error {
		p := d.dictPairs(dict)
		return d.structFromPairs(c, w, &p, v)
	})
	if named || err != nil {
		return err
	}
	if p, ok := d.pairs(w, false); ok {
		return d.structFromPairs(c, w, &p, v)
	}
	items, ok := d.positional(w)
	switch {
	case !ok:
		return d.mismatch(w, c.typ)
	case len(items.words) == 0: // an instance without attributes
		return nil
	}
	return d.structFromItems(c, w, items, v)
}

// decEnum decodes a member of a registered Enum: class(value), getattr(class, name), members of a Flag put
// together, or the value itself.
func decEnum(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	if !w.Is(graph.Object) || d.g.StandsFor(w) != w {
		return c.elem.dec(d, c.elem, w, v)
	}
	args := d.args(w)
	if err := d.enter(w, c.typ); err != nil {
		return err
	}
	switch nat := d.natural(w); {
	case nat == natOr && len(args) == 2 && v.CanInt() || nat == natOr && len(args) == 2 && v.CanUint():
		if err := d.orFlags(c, args, v); err != nil {
			return err
		}
	case d.classOf(w) != c.class:
		return d.mismatch(w, c.typ)
	case nat == natGetattr:
		name, _ := d.textOf(args[1])
		member, ok := c.class.members[name]
		if !ok {
			return d.fail(w, c.typ, errMember)
		}
		v.Set(member)
	case len(args) != 1:
		return d.fail(w, c.typ, ErrLength)
	default:
		if err := c.elem.dec(d, c.elem, args[0], v); err != nil {
			return d.in(err, indexStep(0), d.g.Args(w), 0)
		}
	}
	d.leave()
	return nil
}

func (d *Decoder) orFlags(c *codec, args []word, v reflect.Value) error {
	both := [2]reflect.Value{reflect.New(c.typ).Elem(), reflect.New(c.typ).Elem()}
	for i, a := range args {
		if err := d.spend(a, c.typ, stepCost); err != nil {
			return err
		}
		if err := decEnum(d, c, a, both[i]); err != nil {
			return err
		}
	}
	if v.CanInt() {
		v.SetInt(both[0].Int() | both[1].Int())
	} else {
		v.SetUint(both[0].Uint() | both[1].Uint())
	}
	return nil
}
