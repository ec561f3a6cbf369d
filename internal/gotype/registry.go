package gotype

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
)

// A ClassKind says how instances of a Python class are made.
type ClassKind uint8

const (
	PlainClass  ClassKind = iota // class.__new__(class), the fields into __dict__; dataclasses too
	Slots                        // the same with __slots__: the fields are set as attributes
	FrozenSlots                  // a dataclass with slots=True and frozen=True: __setstate__ of the list of fields
	NamedTuple                   // class.__new__(class, *fields)
	Call                         // class(*fields), or what a function of that name returns
	Enum                         // class(value)
)

// A Registry maps Go types to Python classes, both ways.
type Registry struct {
	mu      sync.RWMutex
	byType  map[reflect.Type]*class
	byName  map[className]*class
	err     error
	version *Cache // codecs compiled so far; nil after a change
}

type className struct{ module, name string }

// A class is one registered type.
type class struct {
	className
	kind    ClassKind
	typ     reflect.Type
	global  *global
	members map[string]reflect.Value // of an Enum, by name; may be nil
}

// Register maps t to the class module.name. Further names of a type are only read. members, for an Enum,
// are its members by name.
func (r *Registry) Register(t reflect.Type, module, name string, kind ClassKind, members map[string]reflect.Value) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := className{module, name}
	switch err := r.check(t, n, kind); {
	case err == nil:
	case r.err == nil:
		r.err = fmt.Errorf("pickle: registering %v as %s.%s: %w", t, module, name, err)
		return
	default:
		return
	}
	r.version = nil
	if r.byType == nil {
		r.byType, r.byName = make(map[reflect.Type]*class), make(map[className]*class)
	}
	c := r.byType[t]
	if c == nil {
		c = &class{className: n, kind: kind, typ: t, global: newGlobal(module, name), members: members}
		r.byType[t] = c
	}
	r.byName[n] = c
}

func (r *Registry) check(t reflect.Type, n className, kind ClassKind) error {
	switch {
	case n.module == "" || n.name == "":
		return errors.New("a class needs a module and a name")
	case kind > Enum:
		return fmt.Errorf("no kind of class is %d", kind)
	case t.Name() == "":
		return errors.New("the type has no name")
	case kind != Enum && t.Kind() != reflect.Struct:
		return errors.New("the type is no struct")
	case kind == Enum && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface || t.Kind() == reflect.Map ||
		t.Kind() == reflect.Slice || t.Kind() == reflect.Chan || t.Kind() == reflect.Func):
		return errors.New("the type cannot be the value of an Enum")
	}
	if other := r.byName[n]; other != nil && other.typ != t {
		return fmt.Errorf("the class is %v already", other.typ)
	}
	if c := r.byType[t]; c != nil && c.kind != kind {
		return fmt.Errorf("the type is %s.%s already, of another kind", c.module, c.name)
	}
	return nil
}

// Err returns the first thing that was wrong with a registration.
func (r *Registry) Err() error {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.err
}

// Codecs returns the cache of the registry as it is now.
func (r *Registry) Codecs() *Cache {
	r.mu.RLock()
	k := r.version
	r.mu.RUnlock()
	if k != nil {
		return k
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.version == nil {
		r.version = NewCache(r, nil)
	}
	return r.version
}

func (r *Registry) classOf(t reflect.Type) *class {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byType[t]
}

func (r *Registry) classNamed(module, name string) *class {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byName[className{module, name}]
}

// registered fills the codec of a type that is a class.
func (b *compiler) registered(c *codec) {
	if c.class == nil {
		return
	}
	c.plainKey, c.marshaler, c.isInt, c.atom = false, false, false, noAtom
	switch c.class.kind {
	case Enum:
		c.elem = &codec{ // how the value itself is written and read
			typ: c.typ, id: codecIDs.Add(1), enc: c.enc, dec: c.dec, object: c.object, elem: c.elem, fields: c.fields,
		}
		c.elem.layout()
		c.enc, c.object, c.dec = encEnum, nil, decEnum
		return
	case NamedTuple, Call:
		c.enc, c.object = encStruct, callObject
	default:
		c.enc, c.object = encStruct, instanceObject
	}
	if c.fields == nil { // a struct with a form of its own
		c.fields = structFields(c.typ, func(t reflect.Type) bool { return !b.ownForm(t) })
		for i := range c.fields.list {
			c.fields.list[i].codec = b.field(&c.fields.list[i])
		}
	}
	c.dec = decInstance
}
