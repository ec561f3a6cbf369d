package pickle

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/brine-go/brine/internal/gotype"
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/py"
)

// An Unmarshaler reads itself from a Python value. v may be kept: it belongs to the document that was
// read, whose memory stays with it.
type Unmarshaler interface {
	UnmarshalPickle(v py.Value) error
}

var typeDecoders = sync.Pool{New: func() any { return new(gotype.Decoder) }}

// ErrTarget is something to decode into that is no pointer, or nil.
var ErrTarget = errors.New("pickle: want a pointer to decode into")

// Unmarshal decodes the first pickle in data into what v points to; what follows its STOP is ignored, as in
// Python. See the package's documentation for what Python values become.
//
// None sets pointers, maps, slices and interfaces to nil and leaves everything else as it is. Of a struct
// the fields that the pickle has are set. Entries are added to a map that is there, and what a non-nil
// pointer points to, also one in an interface, is filled: by one Python object, others are made anew. Slices
// are always new. Where one Python object comes up in several places, they get the same pointer, map or
// slice.
//
// Strings share one private copy of data, which stays in memory as long as one of them does; with
// [WithAlias] they share data itself. Clone what is to outlive the rest.
//
// A value that does not fit gives an [*UnmarshalError]; what came before it in the pickle has been set.
func Unmarshal(data []byte, v any, opts ...Option) error {
	if len(opts) == 0 {
		return defaults.unmarshal(data, v)
	}
	o := lentOptions.Get().(*options)
	o.resolve(opts)
	err := o.unmarshal(data, v)
	*o = options{}
	lentOptions.Put(o)
	return err
}

// lentOptions are those of an Unmarshal: new ones each time would be the most of what a small value allocates.
var lentOptions = sync.Pool{New: func() any { return new(options) }}

func (o *options) unmarshal(data []byte, v any) error {
	rv, err := o.target(v)
	if err != nil {
		return err
	}
	if int64(len(data)) > o.limits.MaxBytes {
		data = data[:o.limits.MaxBytes]
	}
	target := gotype.TargetOf(rv.Type().Elem(), &o.gotypes)
	if o.alias || !target.Aliases() {
		data = slices.Clip(data)
	} else {
		data = gotype.Own(data)
	}
	if target.Direct(data, rv, &o.gotypes, &o.load) {
		return nil
	}
	m := vm.Get()
	defer vm.Put(m)
	g, _, err := m.Load(data, &o.load)
	if err != nil {
		return err
	}
	return o.decode(g, g.Root, 0, rv)
}

// UnmarshalValue is [Unmarshal] for a value of a document, such as an UnmarshalPickle method gets. Strings
// share the document's memory.
func UnmarshalValue(from py.Value, v any, opts ...Option) error {
	o := defaults
	if len(opts) > 0 {
		o = resolve(opts)
	}
	rv, err := o.target(v)
	if err != nil {
		return err
	}
	if !from.IsValid() {
		return errors.New("pickle: no value to decode")
	}
	g, w := from.Graph()
	return o.decode(g, w, 0, rv)
}

// target checks what to decode into.
func (o *options) target(v any) (reflect.Value, error) {
	rv := reflect.ValueOf(v)
	switch {
	case o.err != nil:
		return rv, o.err
	case rv.Kind() != reflect.Pointer || rv.IsNil():
		return rv, fmt.Errorf("%w: got %T", ErrTarget, v)
	}
	return rv, nil
}

func (o *options) decode(g *graph.Graph, w graph.Word, base int64, rv reflect.Value) error {
	d := typeDecoders.Get().(*gotype.Decoder)
	defer func() {
		d.Release()
		typeDecoders.Put(d)
	}()
	return d.Decode(g, w, base, rv, &o.gotypes)
}
