package gotype

import (
	"math"
	"reflect"
	"time"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/vm"
)

type word = graph.Word

const none = graph.None

// A Decoder assigns the values of loaded pickles to Go values, one pickle at a time. It belongs to one
// goroutine.
type Decoder struct {
	g      *graph.Graph
	root   word
	cfg    *Config
	cache  *Cache
	depth  int
	budget int64

	refs  refs
	taken map[target]struct{} // what the caller's pointers and maps refer to and is filled already

	callees      map[word]callee
	lastCallee   word
	lastCalleeIs callee

	lastZoneWord word
	lastZone     *time.Location

	sizes   map[word]int64 // see keySize
	temps   []mapTemps     // by codec
	keyMaps []keyMapSet    // of each struct codec: see decode_struct.go
	epoch   uint32
}

// target is a pointer or map that the caller had in the value to decode into.
type target struct {
	addr uintptr
	typ  reflect.Type
}

// freeBudget is what a pickle of any size may become.
const freeBudget = 16 << 20

// Decode assigns the value root of g, a pickle that begins at offset base of its stream, to what v points to.
func (d *Decoder) Decode(g *graph.Graph, root word, base int64, v reflect.Value, cfg *Config) error {
	d.g, d.root, d.cfg, d.cache = g, root, cfg, cfg.cache()
	d.depth = 0
	size := max(g.Size, len(g.Pool)) // a Builder's document has no size
	d.budget = freeBudget + int64(min(size, math.MaxInt64>>34))*int64(cfg.MaxExpansion)
	d.lastCallee, d.lastZone = graph.No, nil
	if d.epoch++; d.epoch == 0 { // as an Encoder's
		clear(d.keyMaps)
		d.epoch = 1
	}
	c := d.cache.codec(v.Type().Elem())
	err := c.dec(d, c, root, v.Elem())
	if x, ok := err.(*decodeError); ok {
		return &UnmarshalError{
			Path: path(x.steps), PyType: d.pyType(x.w), GoType: x.typ, Offset: d.locate(x, base), Err: x.err,
		}
	}
	return err
}

// Release lets go of what the last pickle was.
func (d *Decoder) Release() {
	d.g, d.cfg, d.cache = nil, nil, nil
	d.refs.reset()
	d.taken, d.callees, d.sizes, d.lastZone = nil, nil, nil, nil
	d.lastCalleeIs = callee{}
}

// enter counts a level of nesting; leave ends it. After an error nothing counts any more.
func (d *Decoder) enter(w word, t reflect.Type) error {
	if d.depth++; d.depth > d.cfg.MaxDepth {
		return d.fail(w, t, depthError(d.cfg.MaxDepth))
	}
	return nil
}

func (d *Decoder) leave() { d.depth-- }

// stepCost is what one item that is looked at counts in the budget, in bytes.
const stepCost = 8

// spend takes n bytes from the budget: memory that w takes, or stepCost for each item that is looked at
// again because Go has it by value.
func (d *Decoder) spend(w word, t reflect.Type, n int64) error {
	if d.budget -= n; d.budget < 0 {
		return d.fail(w, t, &vm.LimitError{Name: "bytes of Go values for each byte of pickle", Max: int64(d.cfg.MaxExpansion)})
	}
	return nil
}

// take reports whether what the caller's pointer or map v refers to may be filled: once.
func (d *Decoder) take(v reflect.Value) bool {
	k := target{v.Pointer(), v.Type()}
	if _, ok := d.taken[k]; ok {
		return false
	}
	if d.taken == nil {
		d.taken = make(map[target]struct{})
	}
	d.taken[k] = struct{}{}
	return true
}
