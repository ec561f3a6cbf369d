package pickle

import (
	"fmt"
	"reflect"

	"github.com/brine-go/brine/internal/emit"
	"github.com/brine-go/brine/internal/gotype"
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/py"
)

// DefaultProtocol is what dumps are written in unless [WithProtocol] says otherwise: every Python since 3.4 reads it.
const DefaultProtocol = 4

// HighestProtocol is the highest there is.
const HighestProtocol = 5

// An Option changes how pickles are read or written. Every function of this package takes any of them;
// those of the other direction have no effect.
type Option func(*options)

// options are all choices, resolved once and never changed after.
type options struct {
	load   vm.Config
	dump   emit.Config
	limits Limits
	alias  bool
	err    error
	codes  map[[2]string]uint32
	names  map[uint32][2]string

	gotypes  gotype.Config
	registry *Registry
	reducers map[reflect.Type]func(any) (gotype.Reduction, error)
}

func resolve(opts []Option) *options {
	o := new(options)
	o.resolve(opts)
	return o
}

// resolve sets o, which is zero.
func (o *options) resolve(opts []Option) {
	o.limits = DefaultLimits
	o.load.FixImports = true
	o.dump.FixImports = true
	o.dump.Proto = DefaultProtocol
	for _, opt := range opts {
		opt(o)
	}
	o.load.Limits = o.limits.vm()
	o.gotypes.MaxDepth, o.gotypes.MaxExpansion = o.limits.MaxDepth, o.limits.MaxExpansion
	o.resolveTypes()
}

var defaults = resolve(nil)

func (o *options) fail(format string, args ...any) {
	if o.err == nil {
		o.err = fmt.Errorf("pickle: "+format, args...)
	}
}

// WithProtocol sets the protocol of dumps, 0 to 5. The default is [DefaultProtocol].
func WithProtocol(n int) Option {
	return func(o *options) {
		if n < 0 || n > HighestProtocol {
			o.fail("protocol %d: want 0 to %d", n, HighestProtocol)
			return
		}
		o.dump.Proto = n
	}
}

// WithFixImports sets whether the module names of protocols 0 to 2 are Python 2's, and are mapped to
// Python 3's by the table of CPython's _compat_pickle when read and back when written. The default is true.
func WithFixImports(on bool) Option {
	return func(o *options) { o.load.FixImports, o.dump.FixImports = on, on }
}

// WithAlias lets a Document share the memory of the []byte that it is loaded from, which must then not
// change as long as the Document or anything taken from it is used. Without it one copy is made.
func WithAlias() Option { return func(o *options) { o.alias = true } }

// WithEncoding sets what becomes of Python 2's str: "ASCII", "latin1" and "utf-8" decode it to Str, "bytes"
// makes it Bytes. The default "" keeps it as ByteString and loses nothing. (CPython's default is "ASCII".)
func WithEncoding(name string) Option {
	return func(o *options) {
		switch name {
		case "ASCII", "ascii", "us-ascii":
			name = "ASCII"
		case "latin1", "latin-1", "iso-8859-1":
			name = "latin1"
		case "utf-8", "utf8", "UTF-8":
			name = "utf-8"
		case "", "bytes":
		default:
			o.fail("encoding %q: want ASCII, latin1, utf-8, bytes or \"\"", name)
		}
		o.load.Encoding = name
	}
}

// WithErrors sets what becomes of bytes that [WithEncoding]'s encoding does not decode: "strict" (the default)
// is an error, "ignore", "replace", "surrogateescape" and "backslashreplace" are as in Python.
func WithErrors(name string) Option {
	return func(o *options) {
		switch name {
		case "", "strict", "ignore", "replace", "surrogateescape", "backslashreplace":
		default:
			o.fail("errors %q: want strict, ignore, replace, surrogateescape or backslashreplace", name)
		}
		o.load.Errors = name
	}
}

// WithBuffers gives the out-of-band buffers of a pickle (PEP 574), in the order in which the callback got
// them when it was dumped. They are aliased. Without this option a pickle that refers to buffers loads
// too; its Buffer values then have no bytes.
func WithBuffers(buffers [][]byte) Option {
	return func(o *options) { o.load.Buffers, o.load.HasBuffers = buffers, true }
}

// WithBufferCallback gives every Buffer of a dump to f, which keeps its bytes and returns false, or returns
// true to have them in the pickle. Without it they are in the pickle.
func WithBufferCallback(f func(buffer py.Value) (inBand bool, err error)) Option {
	return func(o *options) {
		o.dump.Buffer = func(g *graph.Graph, w graph.Word) (bool, error) { return f(py.Of(g, w)) }
	}
}

// WithFindClass has f asked for every global that a pickle names, mapped to Python 3's names already. It may
// rename it; an error ends the load.
func WithFindClass(f func(module, name string) (newModule, newName string, err error)) Option {
	return func(o *options) { o.load.FindClass = f }
}

// WithPersistentLoad has f asked for the value that a persistent id stands for. With the zero Value the
// PersistentID stays.
func WithPersistentLoad(f func(id py.Value) (py.Value, error)) Option {
	return func(o *options) {
		o.load.Persistent = func(g *graph.Graph, id graph.Word) (graph.Word, bool, error) {
			v, err := f(py.Of(g, id))
			if err != nil || !v.IsValid() {
				return graph.No, false, err
			}
			from, w := v.Graph()
			if from != g {
				w, err = graph.NewImporter(g, from).Import(w)
			}
			return w, true, err
		}
	}
}

// WithPersistentID has f asked, for every value that a dump comes to, whether to write a persistent id in its place.
func WithPersistentID(f func(v py.Value) (id py.Value, ok bool)) Option {
	return func(o *options) {
		o.dump.PersistentID = func(g *graph.Graph, w graph.Word) (*graph.Graph, graph.Word, bool) {
			id, ok := f(py.Of(g, w))
			if !ok || !id.IsValid() {
				return nil, graph.No, false
			}
			pg, pw := id.Graph()
			return pg, pw, true
		}
	}
}

// WithExtension registers a code of the extension registry (copyreg.add_extension), 1 to 2^31-1: the code is
// read as the global and the global written as the code, in protocols from 2 on. Without any, codes are
// kept as nameless Globals (see py.Value.ExtCode); with one, an unregistered code is an error as in Python.
func WithExtension(code uint32, module, name string) Option {
	return func(o *options) {
		if code == 0 || code >= 1<<31 {
			o.fail("extension code %d: want 1 to 2147483647", code)
			return
		}
		if o.codes == nil {
			o.codes, o.names = make(map[[2]string]uint32), make(map[uint32][2]string)
			o.load.Extension = func(code uint32) (string, string, bool) {
				n, ok := o.names[code]
				return n[0], n[1], ok
			}
			o.dump.ExtensionCode = func(module, name string) uint32 { return o.codes[[2]string{module, name}] }
		}
		o.codes[[2]string{module, name}] = code
		o.names[code] = [2]string{module, name}
	}
}

// WithLimits sets the limits; fields that are 0 keep their default, others are brought into their range.
func WithLimits(l Limits) Option { return func(o *options) { o.limits = l.resolve() } }
