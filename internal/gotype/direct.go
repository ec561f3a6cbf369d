package gotype

import (
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/opcode"
)

// Direct reading: opcodes straight to Go values, along a plan that is made once for a type.
//
// It is a second switch on opcodes beside internal/vm's, for what picklers write: a list is EMPTY_LIST, MARK, items,
// APPENDS. The measured reason: by way of a Document, Unmarshal had 1.2 times CPython's speed (geometric mean
// of `go run ./bench`, least .33); directly it has 2.6 times.
//
// The reader never decides what is wrong. Whatever it does not expect (another opcode, another kind of value, a
// number out of range, a limit) makes it give up; then nothing is left of what it did, and the Document gives the
// value or the error. It is right where it does not give up, for each plan consumes exactly the opcodes that
// push the one value it is for.
//
//	direct.go direct_plan.go   the way in; which types have a plan
//	direct_reader.go           input, frames, memo, going back
//	direct_atom.go             numbers and text
//	direct_list.go direct_slice.go direct_ints.go direct_map.go
//	direct_fields.go direct_struct.go direct_key.go direct_object.go direct_time.go
//	direct_skip.go             values that no field is for
//	direct_dest.go              where values go

// A route is how a type is read directly.
type route struct {
	root    *plan
	plans   int
	length  atomic.Int64 // of the last value: the readers do not outlive a garbage collection or two
	readers sync.Pool    // of *reader, which know how long things were the last time and in what order keys came
}

// route returns how c's type is read directly, or nil if it is not. It is made at the first use as the root, when
// all the codecs that c leads to are whole.
func (c *codec) route() *route {
	c.routeOnce.Do(func() { c.straight = newRoute(c) })
	return c.straight
}

// A Target is a type to decode into.
type Target struct{ c *codec }

// TargetOf returns the target for values of type t.
func TargetOf(t reflect.Type, cfg *Config) Target { return Target{cfg.cache().codec(t)} }

// Aliases reports whether what is decoded may point into the text of the pickle.
func (t Target) Aliases() bool { return t.c.needsText() }

// Direct decodes data, a pickle, into what v points to as [Decoder.Decode] would decode its graph. If ok is
// false it has changed nothing, and nothing is known of data. Strings share the memory of data.
func (t Target) Direct(data []byte, v reflect.Value, cfg *Config, load *vm.Config) (ok bool) {
	if load.FindClass != nil || len(data) < 3 || data[0] != byte(opcode.Proto) || data[1] < 2 || data[1] > 5 ||
		uint64(len(data)) > min(maxDirect, uint64(load.Limits.MaxMemo)) || len(data) > load.Limits.MaxStack {
		return false
	}
	r := t.c.route()
	if r == nil {
		return false
	}
	p := pointee(v)
	var before reflect.Value // None leaves what is there, so it may be needed again
	if !r.root.isZero(p) {
		before = reflect.New(r.root.typ).Elem()
		before.Set(v.Elem())
	}
	d, _ := r.readers.Get().(*reader)
	if d == nil {
		d = &reader{memo: make([]uint32, 0, firstMemo), states: make([]planState, r.plans)}
		d.states[r.root.id].length = int(r.length.Load())
	}
	if len(data) <= maxScratch && cap(data)-len(data) < room && !t.Aliases() {
		if d.scratch == nil {
			d.scratch = make([]byte, 0, maxScratch+room)
		}
		d.scratch = append(d.scratch[:0], data...)
		data = d.scratch
	}
	d.start(data, cfg, load)
	ok = r.root.read(d, r.root, p) && d.op() == opcode.Stop
	if n := int64(d.states[r.root.id].length); n >= batch && n != r.length.Load() {
		r.length.Store(n)
	}
	d.release()
	r.readers.Put(d)
	switch {
	case ok:
	case before.IsValid():
		v.Elem().Set(before)
	default:
		v.Elem().SetZero()
	}
	return ok
}
