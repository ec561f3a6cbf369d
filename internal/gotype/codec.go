package gotype

import (
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/brine-go/brine/internal/graph"
)

// Config is what a caller chooses, resolved once and never changed after.
type Config struct {
	Codecs       *Cache         // compiled types; nil for those of no registry and no reducers
	Naive        *time.Location // what datetimes without a zone are in; nil: UTC, and none is written
	Unsorted     bool           // write maps in any order
	MaxDepth     int            // nesting of Go values
	MaxExpansion int            // bytes of Go values for each byte of pickle
}

// Shapes are the Go types that package pickle has for what Go itself has no type for. They are named here
// once, when that package is initialised.
type Shapes struct {
	Tuple, Set, FrozenSet reflect.Type // slices of any
	Dict                  reflect.Type // a pointer type that is a Mapping
}

// A Mapping is an ordered dict.
type Mapping interface {
	Len() int
	At(i int) (key, value any)
	Set(key, value any)
}

var shapes Shapes

// Use sets the shapes.
func Use(s Shapes) bool {
	shapes = s
	emptyTuple = reflect.MakeSlice(s.Tuple, 0, 0).Interface()
	return true
}

type (
	encodeFunc func(e *Encoder, c *codec, p ptr) error
	decodeFunc func(d *Decoder, c *codec, w graph.Word, v reflect.Value) error
	// An objectFunc is an encodeFunc that makes an object with an identity: unless key is zero it
	// memoizes the object and notes the index under key.
	objectFunc func(e *Encoder, c *codec, p ptr, key identity) error
)

// A codec is all that is known of a Go type.
type codec struct {
	typ       reflect.Type
	kind      reflect.Kind
	size      uintptr // of a value
	length    int     // of an array
	id        uint32  // unique, from 1
	enc       encodeFunc
	dec       decodeFunc
	object    objectFunc // nil if pointers to the type have no identity in Python
	elem, key *codec
	fields    *fields // of a struct
	class     *class  // of a registered type
	reduce    func(any) (Reduction, error)
	like      graph.Tag // the container that a value in any has the same type for; 0: none
	marshaler bool      // enc calls MarshalPickle
	isInt     bool      // a signed integer in Go and an int in Python
	mixed     bool      // values hold interfaces, and so may not be comparable
	plainKey  bool      // as map keys, values that differ in Go differ in Python

	atom   atom       // what enc writes, if that is no more than an atom
	gather gatherFunc // of a map whose entries are copied out without reflection
	direct bool       // an interface holds the value itself, not its address
	copied bool       // out of an interface, a value is copied: see ptrTo

	last  atomic.Int64 // bytes of the last dump of a value of this type, if they were many
	known atomic.Int64 // identities in it, if they were many

	traits  sync.Once
	aliases bool // see needsText

	routeOnce sync.Once
	straight  *route // see route
}

var codecIDs atomic.Uint32

// A Cache holds the codecs of one registry and set of reducers.
type Cache struct {
	mu       sync.Mutex
	types    sync.Map                  // reflect.Type to *codec
	recent   [16]atomic.Pointer[codec] // the last that was asked for of the types of a size
	classes  *Registry
	reducers map[reflect.Type]func(any) (Reduction, error)
}

// NewCache returns an empty cache; both arguments may be nil.
func NewCache(r *Registry, reducers map[reflect.Type]func(any) (Reduction, error)) *Cache {
	return &Cache{classes: r, reducers: reducers}
}

var plainCache = NewCache(nil, nil)

func (cfg *Config) cache() *Cache {
	if cfg.Codecs != nil {
		return cfg.Codecs
	}
	return plainCache
}

// codec returns the codec of t, compiled at its first use.
func (k *Cache) codec(t reflect.Type) *codec {
	recent := &k.recent[t.Size()/8%uintptr(len(k.recent))] // the map takes 15 ns, a tenth of a small value's time
	if c := recent.Load(); c != nil && c.typ == t {
		return c
	}
	if c, ok := k.types.Load(t); ok {
		recent.Store(c.(*codec))
		return c.(*codec)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	b := compiler{cache: k, made: make(map[reflect.Type]*codec)}
	c := b.codec(t)
	for t, c := range b.made { // only now that all of them are whole
		k.types.Store(t, c)
	}
	return c
}

// needsText reports whether values of c's type may point into the text of the pickle, or be handles to it. It
// is computed at the first use as the root, when all the codecs that c leads to are whole.
func (c *codec) needsText() bool {
	c.traits.Do(func() {
		seen := map[*codec]bool{}
		var walk func(x *codec)
		walk = func(x *codec) {
			if x == nil || seen[x] {
				return
			}
			seen[x] = true
			c.aliases = c.aliases || x.pointsIntoText()
			walk(x.key)
			walk(x.elem)
			if x.fields != nil {
				for i := range x.fields.list {
					walk(x.fields.list[i].codec)
				}
			}
		}
		walk(c)
	})
	return c.aliases
}

// refID is the number under which the decoder remembers w as a value of c's type. What is the same type in an
// any is the same value there.
func (d *Decoder) refID(c *codec, w word) uint32 {
	if c.like == 0 {
		return c.id
	}
	body := d.g.StandsFor(w)
	if !body.Is(c.like) || c.like == graph.Set && (d.g.SpanOf(body).Shape == 1) != (c.typ == shapes.FrozenSet) {
		return c.id
	}
	return anyID
}

// pointsIntoText reports whether c itself, apart from what it leads to, may keep the pickle's text in use.
func (c *codec) pointsIntoText() bool {
	switch c.typ.Kind() {
	case reflect.String, reflect.Interface:
		return true
	}
	return c.typ == valueType || c.typ == documentType || reflect.PointerTo(c.typ).Implements(unmarshalerType) ||
		c.typ == shapes.Dict
}
