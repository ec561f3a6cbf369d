package pickle

import (
	"io"
	"slices"
	"sync"

	"github.com/brine-go/brine/internal/emit"
	"github.com/brine-go/brine/internal/gotype"
	"github.com/brine-go/brine/internal/unzeroed"
	"github.com/brine-go/brine/py"
)

var encoders = sync.Pool{New: func() any { return new(emit.Encoder) }}

// putEncoder gives an encoder back, with what it has written as scratch for the next dump.
func putEncoder(e *emit.Encoder) {
	if cap(e.Out) > keptScratch {
		e.Out = nil
	}
	e.Release()
	encoders.Put(e)
}

// dumpOptions are of dumps that are over: making them anew doubles the time of a pickle of 100 bytes.
var dumpOptions = sync.Pool{New: func() any { return new(options) }}

func putDumpOptions(o *options) {
	if o.codes == nil { // nothing else refers to it: see WithExtension
		*o = options{}
		dumpOptions.Put(o)
	}
}

// directSize is the size from which a document is dumped into the memory that is handed out, not into scratch to be
// copied. At most an eighth of that may stay unused.
const directSize = 64 << 10

// Dumps returns the pickle of v: for a Document that CPython's C pickler wrote, at its own protocol, the same
// bytes. What is not reachable from v is not in it: calls that a pickle makes and throws away (see
// py.Document.Dropped) are gone, as they are when Python loads and dumps.
func Dumps(v py.Value, opts ...Option) ([]byte, error) {
	o := defaults
	if len(opts) > 0 {
		o = dumpOptions.Get().(*options)
		defer putDumpOptions(o)
		o.resolve(opts)
	}
	e := encoders.Get().(*emit.Encoder)
	defer putEncoder(e)
	e.Out = e.Out[:0]
	g, w := v.Graph()
	size := 0 // a dump is about as long as what it was loaded from, or as the long texts of what was built
	if g != nil && w == g.Root {
		if size = g.Size; size == 0 && g.ExtraSize()/16 > len(g.Pool) {
			size = g.ExtraSize()
		}
	}
	direct := size > directSize
	if direct {
		scratch := e.Out
		defer func() { e.Out = scratch }()
		e.Out = unzeroed.Bytes(size + size/32 + emit.Room)
	}
	if err := o.dumpTo(e, nil, v); err != nil {
		return nil, err
	}
	if out := e.Out; direct && cap(out)-len(out) <= len(out)/8 {
		return slices.Clip(out), nil
	}
	written := e.Out
	out := make([]byte, len(written))
	copy(out, written) // not bytes.Clone, which clears what it gets too much of
	return out, nil
}

func (o *options) dumpTo(e *emit.Encoder, w io.Writer, v py.Value) error {
	if o.err != nil {
		return o.err
	}
	e.Begin(&o.dump, w)
	if !v.IsValid() {
		return &UnsupportedError{Proto: o.dump.Proto, What: "the zero Value"}
	}
	if err := e.Document(v.Graph()); err != nil {
		return err
	}
	return e.End()
}

// A Pickler writes pickles to a stream one after another, each with a memo of its own.
// It belongs to one goroutine.
type Pickler struct {
	o *options
	w io.Writer
	e emit.Encoder
	t *gotype.Encoder // of Encode
}

// NewPickler returns a Pickler that writes to w, frame by frame. If a dump fails, part of its pickle may have
// been written.
func NewPickler(w io.Writer, opts ...Option) *Pickler {
	return &Pickler{o: resolve(opts), w: w}
}

// Dump writes the pickle of v.
func (p *Pickler) Dump(v py.Value) error {
	p.e.Out = p.e.Out[:0]
	return p.o.dumpTo(&p.e, p.w, v)
}

// Encode writes the pickle of a Go value, as [Marshal] makes it.
func (p *Pickler) Encode(v any) error {
	if p.t == nil {
		p.t = new(gotype.Encoder)
	}
	p.t.Out = p.t.Out[:0]
	err := p.o.encode(p.t, v, p.w)
	p.t.Release()
	return err
}
