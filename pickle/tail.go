package pickle

import (
	"io"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/py"
)

// A Tail is what follows the BUILD of an object in the input without being opcodes. It may be used until the
// function that got it returns.
type Tail struct {
	t vm.Tail
	g *graph.Graph
	b *py.Builder
}

// Offset returns the offset of the next byte in the stream.
func (t *Tail) Offset() int64 { return t.t.Offset() }

// Next takes the next n bytes. If there are fewer, the error is io.ErrUnexpectedEOF. Of an input in memory
// they are a part ([WithAlias]) or share the Document's copy; of a stream they are read into memory of their own,
// which is taken as bytes arrive (but see [WithTrust]).
func (t *Tail) Next(n int64) ([]byte, error) { return t.t.Next(n) }

// Load takes the next pickle, which has a memo of its own.
func (t *Tail) Load() (py.Value, error) {
	w, err := t.t.Load()
	if err != nil {
		return py.Value{}, err
	}
	return py.Of(t.g, w), nil
}

// Builder makes values of the document that is being loaded, for what takes the object's place. Its Document method
// is an error.
func (t *Tail) Builder() *py.Builder {
	if t.b == nil {
		t.b = py.BuilderOf(t.g)
	}
	return t.b
}

// WithBuild has f asked about every Object that BUILD has just given its state. f may take bytes that follow in
// the input and are no opcodes, and return a value that the rest of the pickle finds in the object's place; with
// the zero Value the object stays. In the memo the object stays in any case. joblib's files are read so.
func WithBuild(f func(obj py.Value, tail *Tail) (py.Value, error)) Option {
	return func(o *options) {
		o.load.Build = func(vt vm.Tail, g *graph.Graph, w graph.Word) (graph.Word, bool, error) {
			t := Tail{t: vt, g: g}
			v, err := f(py.Of(g, w), &t)
			if err == nil && t.b != nil {
				err = t.b.Err()
			}
			if err != nil || !v.IsValid() {
				return graph.No, false, err
			}
			from, to := v.Graph()
			if from != g {
				to, err = graph.NewImporter(g, from).Import(to)
			}
			return to, true, err
		}
	}
}

// WithTrust lets [Tail.Next] take memory for up to n bytes of a stream at once, though they have not arrived: for who knows from
// elsewhere how long the stream may be. It spares the copies of a memory that grows. The default is 64 MiB.
func WithTrust(n int64) Option { return func(o *options) { o.load.Trust = n } }

// WithTail has f asked about every Object that a dump has written. It may return a function that writes, from that offset of the
// pickle on, bytes that are no opcodes, which [WithBuild] takes again. If again is true, what the reader puts in the
// object's place is what further references to the object mean; else they mean the object itself.
func WithTail(f func(obj py.Value) (write func(w io.Writer, offset int64) error, again bool)) Option {
	return func(o *options) {
		o.dump.Tail = func(g *graph.Graph, w graph.Word) (func(io.Writer, int64) error, bool) { return f(py.Of(g, w)) }
	}
}
