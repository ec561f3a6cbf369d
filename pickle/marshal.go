package pickle

import (
	"io"
	"slices"
	"sync"
	"time"

	"github.com/brine-go/brine/internal/gotype"
	"github.com/brine-go/brine/py"
)

// A Marshaler writes itself: MarshalPickle returns a value that it makes with b, or one of any document. All
// Marshalers of one dump get the same builder, and one that is referred to by the same pointer again is
// asked once.
type Marshaler interface {
	MarshalPickle(b *py.Builder) (py.Value, error)
}

// A typeEncoder is what Marshal works with, and the options of the call: resolved anew each time, they would
// be the most of what a small dump allocates.
type typeEncoder struct {
	gotype.Encoder
	options options
}

var typeEncoders = sync.Pool{New: func() any { return new(typeEncoder) }}

// keptScratch is the size up to which the memory of a dump is kept for the next one.
const keptScratch = 1 << 20

// newTypeEncoder returns an encoder and the options of a dump. They are put back, but after a panic in a method of the
// value: what they have then is not known.
func newTypeEncoder(opts []Option) (*typeEncoder, *options) {
	e := typeEncoders.Get().(*typeEncoder)
	if len(opts) == 0 {
		return e, defaults
	}
	e.options.resolve(opts)
	return e, &e.options
}

func putTypeEncoder(e *typeEncoder, o *options) {
	if cap(e.Out) > keptScratch {
		e.Out = nil
	}
	e.Release()
	if o != defaults {
		*o = options{}
	}
	typeEncoders.Put(e)
}

// Marshal returns the pickle of v, in protocol 4 unless [WithProtocol] says otherwise. See the package's
// documentation for what Go types become.
//
// The same pointer, map or slice (same memory, same length) is the same object in Python, wherever it comes
// up; cycles may go through all three. Keys of maps are sorted, so equal values give equal bytes.
// [WithPersistentID] and [WithBufferCallback] are asked about values of type py.Value only.
func Marshal(v any, opts ...Option) ([]byte, error) {
	e, o := newTypeEncoder(opts)
	scratch := e.Out[:0]
	e.Out, e.Clipped = scratch, true
	var out []byte
	err := o.encode(&e.Encoder, v, nil)
	if err == nil {
		out = e.take(scratch)
	}
	e.Clipped, e.Small = false, nil
	putTypeEncoder(e, o)
	return out, err
}

// take returns what was written, to be handed out.
func (e *typeEncoder) take(scratch []byte) []byte {
	buf := e.Out
	if len(buf) > keptScratch/2 && cap(buf) != cap(scratch) && cap(buf)-len(buf) <= len(buf)/8 {
		// What was made for this dump is handed out: copying it would take as long as many a dump.
		if e.Out = scratch; cap(e.Small) > cap(scratch) {
			e.Out = e.Small
		}
		return slices.Clip(buf)
	}
	out := make([]byte, len(buf)) // faster than bytes.Clone: nothing is cleared, and nothing is rounded up
	copy(out, buf)
	return out
}

// MarshalAppend appends the pickle of v to dst, which it returns as it was if there is an error.
func MarshalAppend(dst []byte, v any, opts ...Option) ([]byte, error) {
	e, o := newTypeEncoder(opts)
	scratch := e.Out
	e.Out = dst
	err := o.encode(&e.Encoder, v, nil)
	if err == nil {
		dst = e.Out
	}
	e.Out = scratch
	if e.Small != nil {
		e.Small = nil
	}
	putTypeEncoder(e, o)
	return dst, err
}

func (o *options) encode(e *gotype.Encoder, v any, w io.Writer) error {
	if o.err != nil {
		return o.err
	}
	return e.Encode(v, &o.gotypes, &o.dump, w)
}

// WithSortedMaps sets whether Marshal sorts the keys of Go maps. The default is true; false is faster and
// gives other bytes each time.
func WithSortedMaps(on bool) Option { return func(o *options) { o.gotypes.Unsorted = !on } }

// WithNaiveTime sets the location of datetimes without a time zone: they are read as times in loc, and times
// whose Location is loc are written without a zone. Without this option they are read as UTC, and all
// times are written with their offset from UTC.
func WithNaiveTime(loc *time.Location) Option { return func(o *options) { o.gotypes.Naive = loc } }
