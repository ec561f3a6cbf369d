package gotype

import (
	"encoding"
	"fmt"
	"reflect"

	"github.com/brine-go/brine/opcode"
	"github.com/brine-go/brine/py"
)

// value writes a py.Value. Values of one document share the memo.
func (e *Encoder) value(v py.Value) error {
	if !v.IsValid() {
		e.None()
		return nil
	}
	return e.Value(v.Graph())
}

func encValue(e *Encoder, c *codec, p ptr) error {
	return e.fail(c.typ, e.value(p.value(c).Interface().(py.Value)))
}

func encDocument(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	return e.fail(c.typ, e.value(p.value(c).Interface().(*py.Document).Root()))
}

// addressable returns v or a copy of it whose address can be taken, for methods of pointers.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	p := reflect.New(v.Type()).Elem()
	p.Set(v)
	return p
}

// methodOf returns v as an I, by itself or by its address.
func methodOf[I any](v reflect.Value) I {
	if m, ok := v.Interface().(I); ok {
		return m
	}
	return addressable(v).Addr().Interface().(I)
}

func encMarshaler(e *Encoder, c *codec, p ptr) error {
	x, err := e.marshal(p.value(c))
	if err == nil {
		err = e.value(x)
	}
	return e.fail(c.typ, err)
}

func (e *Encoder) marshal(v reflect.Value) (py.Value, error) {
	if e.builder == nil {
		e.builder = py.NewBuilder()
	}
	x, err := methodOf[marshaler](v).MarshalPickle(e.builder)
	if err == nil {
		err = e.builder.Err()
	}
	return x, err
}

// marshalPointer asks what a pointer points to once.
func (e *Encoder) marshalPointer(c *codec, p ptr) error {
	key := identity{addr: p.address(), id: c.id}
	x, ok := e.made[key]
	if !ok {
		var err error
		if x, err = e.marshal(p.value(c).Elem()); err != nil {
			return e.fail(c.typ, err)
		}
		if e.made == nil {
			e.made = make(map[identity]py.Value)
		}
		if c.elem.size > 0 {
			e.made[key] = x
		}
	}
	return e.fail(c.typ, e.value(x))
}

func encText(e *Encoder, c *codec, p ptr) error {
	text, err := methodOf[encoding.TextMarshaler](p.value(c)).MarshalText()
	if err != nil {
		return e.fail(c.typ, err)
	}
	return e.fail(c.typ, e.string(string(text)))
}

func encMapping(e *Encoder, c *codec, p ptr) error {
	return mappingObject(e, c, p, identity{})
}

// mappingObject writes a pickle.Dict in its order.
func mappingObject(e *Encoder, c *codec, p ptr, _ identity) error {
	if p.isNil() {
		e.None()
		return nil
	}
	if found, err := e.startMap(c, p); found || err != nil {
		return err
	}
	if err := e.enter(c.typ); err != nil {
		return err
	}
	m := p.value(c).Interface().(Mapping)
	n := m.Len()
	for i := range n {
		k, x := m.At(i)
		err := e.startItem(i, n, opcode.SetItem)
		if err == nil {
			e.inKey++
			err = e.any(k)
			e.inKey--
		}
		if err == nil {
			err = e.any(x)
		}
		if err != nil {
			return inKey(err, reflect.ValueOf(k))
		}
		e.endItem(i, n, opcode.SetItem, opcode.SetItems)
	}
	e.leave()
	return nil
}

// A Reduction is what a reducer gives for a value: pickle.Reduction.
type Reduction struct {
	Module, Name string
	NewObj       bool
	Args         []any
	State        any
	ListItems    []any
	DictItems    Mapping // may be nil
}

func encReduction(e *Encoder, c *codec, p ptr) error {
	if c.kind != reflect.Pointer {
		return reductionObject(e, c, p, identity{})
	}
	if p.isNil() {
		e.None()
		return nil
	}
	key := identity{addr: p.address(), id: c.id}
	if memo, ok := e.ids.find(key); ok {
		e.Get(memo)
		return nil
	}
	return reductionObject(e, c, p, key)
}

func reductionObject(e *Encoder, c *codec, p ptr, key identity) error {
	r, err := c.reduce(p.value(c).Interface())
	if err != nil {
		return e.fail(c.typ, err)
	}
	if r.Module == "" || r.Name == "" {
		return e.fail(c.typ, fmt.Errorf("the reducer names no callable"))
	}
	e.keep = append(e.keep, r)
	if err := e.enter(c.typ); err != nil {
		return err
	}
	g := nameGlobal(r.Module, r.Name)
	inKey := e.inKey
	e.inKey = 0
	args := func() error {
		for i, x := range r.Args {
			err := e.boundary()
			if err == nil {
				err = e.any(x)
			}
			if err != nil {
				return inIndex(err, i)
			}
		}
		return nil
	}
	if r.NewObj {
		err = e.newObj(g, len(r.Args), args)
	} else {
		err = e.call(g, len(r.Args), args)
	}
	if err != nil {
		return e.fail(c.typ, err)
	}
	if memo, ok := e.ids.find(key); ok && key.id != 0 {
		e.Op(opcode.Pop) // it came up among its own arguments, and is whole
		e.Get(memo)
	} else {
		e.remember(key)
		if err := e.effects(r); err != nil {
			return e.fail(c.typ, err)
		}
	}
	e.inKey = inKey
	e.leave()
	return nil
}

// effects writes what follows an object's creation, in CPython's order.
func (e *Encoder) effects(r Reduction) error {
	n := len(r.ListItems)
	for i, x := range r.ListItems {
		err := e.startItem(i, n, opcode.Append)
		if err == nil {
			err = e.any(x)
		}
		if err != nil {
			return inIndex(err, i)
		}
		e.endItem(i, n, opcode.Append, opcode.Appends)
	}
	n = 0
	if r.DictItems != nil {
		n = r.DictItems.Len()
	}
	for i := range n {
		k, x := r.DictItems.At(i)
		err := e.startItem(i, n, opcode.SetItem)
		if err == nil {
			e.inKey++
			err = e.any(k)
			e.inKey--
		}
		if err == nil {
			err = e.any(x)
		}
		if err != nil {
			return inKey(err, reflect.ValueOf(k))
		}
		e.endItem(i, n, opcode.SetItem, opcode.SetItems)
	}
	if r.State != nil {
		if err := e.any(r.State); err != nil {
			return err
		}
		e.Op(opcode.Build)
	}
	return nil
}
