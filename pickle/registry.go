package pickle

import (
	"reflect"

	"github.com/brine-go/brine/internal/gotype"
)

// A ClassKind says how Python makes instances of a class.
type ClassKind gotype.ClassKind

const (
	// PlainClass is a class whose attributes are in its __dict__, as those of most classes are. The fields of
	// the struct are the attributes.
	PlainClass = ClassKind(gotype.PlainClass)
	// Dataclass is a dataclass, frozen or not, without slots=True: the same as a plain class.
	Dataclass = ClassKind(gotype.PlainClass)
	// Slots is a class with __slots__, or a dataclass with slots=True.
	Slots = ClassKind(gotype.Slots)
	// FrozenSlots is a dataclass with slots=True and frozen=True. All of its fields must be in the struct,
	// in their order.
	FrozenSlots = ClassKind(gotype.FrozenSlots)
	// NamedTuple is a collections.namedtuple or typing.NamedTuple. All of its fields must be in the struct,
	// in their order.
	NamedTuple = ClassKind(gotype.NamedTuple)
	// Call is anything that is made by a call with the fields as arguments: a class with an __init__ that
	// must run, or a function.
	Call = ClassKind(gotype.Call)
	// Enum is an enum.Enum, IntEnum, StrEnum or Flag. The Go type, as a rule a named int or string, is the
	// members' value.
	Enum = ClassKind(gotype.Enum)
)

// A Registry maps Go types to Python classes, both ways. Fill it with [Register], then give it to
// [WithRegistry]; it may then be used by any number of goroutines.
//
// A registered struct is written as an instance of its class, and objects of that class are read into it; into
// any, they become a *T. Objects of other classes are then errors; dicts and tuples are read as ever.
type Registry struct{ r gotype.Registry }

// NewRegistry returns an empty registry.
func NewRegistry() *Registry { return new(Registry) }

// Register maps the Go type T to the Python class of that name, which for a nested class is dotted. A second
// name for the same type is read, and the first one written. What is wrong with a registration (a class kind
// that does not fit T, a class that is taken) is reported by every use of the registry.
func Register[T any](r *Registry, module, name string, kind ClassKind) {
	r.r.Register(reflect.TypeFor[T](), module, name, gotype.ClassKind(kind), nil)
}

// RegisterEnum is [Register] for an Enum, with its members by their Python names: Python 3.11's first releases
// pickle members by name, all others by value.
func RegisterEnum[T any](r *Registry, module, name string, members map[string]T) {
	values := make(map[string]reflect.Value, len(members))
	for k, v := range members {
		values[k] = reflect.ValueOf(v)
	}
	r.r.Register(reflect.TypeFor[T](), module, name, gotype.Enum, values)
}

// Err returns the first thing that was wrong with a registration.
func (r *Registry) Err() error { return r.r.Err() }

// WithRegistry sets the registry of classes.
func WithRegistry(r *Registry) Option { return func(o *options) { o.registry = r } }

// A Reduction says how Python makes an object: what an object's __reduce__ method returns.
type Reduction struct {
	Module, Name string // of what is called
	NewObj       bool   // call its __new__ and not itself: copyreg.__newobj__
	Args         []any
	State        any   // for __setstate__, or into __dict__; nil for none
	ListItems    []any // for extend
	DictItems    *Dict // for __setitem__
}

// WithReducer has f asked how values of type T are written, before anything else that is known of T.
// The codecs of an option are compiled when it is resolved: for many dumps keep one [Pickler].
func WithReducer[T any](f func(T) (Reduction, error)) Option {
	return func(o *options) {
		if reflect.TypeFor[T]().Kind() == reflect.Interface {
			o.fail("a reducer for the interface %v: want one for a concrete type", reflect.TypeFor[T]())
			return
		}
		if o.reducers == nil {
			o.reducers = make(map[reflect.Type]func(any) (gotype.Reduction, error))
		}
		o.reducers[reflect.TypeFor[T]()] = func(x any) (gotype.Reduction, error) {
			r, err := f(x.(T))
			out := gotype.Reduction{
				Module: r.Module, Name: r.Name, NewObj: r.NewObj, Args: r.Args, State: r.State, ListItems: r.ListItems,
			}
			if r.DictItems != nil {
				out.DictItems = r.DictItems
			}
			return out, err
		}
	}
}

// resolveTypes sets the codecs that the registry and the reducers ask for.
func (o *options) resolveTypes() {
	if o.registry != nil {
		if err := o.registry.r.Err(); err != nil && o.err == nil {
			o.err = err
		}
		o.gotypes.Codecs = o.registry.r.Codecs()
	}
	if len(o.reducers) == 0 {
		return
	}
	var r *gotype.Registry
	if o.registry != nil {
		r = &o.registry.r
	}
	o.gotypes.Codecs = gotype.NewCache(r, o.reducers)
}
