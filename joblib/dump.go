package joblib

import (
	"bytes"
	"io"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// An Option changes how [Dump] writes.
type Option func(*options)

type options struct {
	pickle     []pickle.Option
	compressed bool
}

// WithPickle passes options to package pickle: the protocol, say, which is [pickle.DefaultProtocol] otherwise.
func WithPickle(opts ...pickle.Option) Option {
	return func(o *options) { o.pickle = append(o.pickle, opts...) }
}

// Compressed says that what is written will be compressed, so that joblib.load(…, mmap_mode="r") does not try to map arrays.
// joblib itself says so for zlib and gzip only; of other compressions it would map what is compressed.
func Compressed() Option { return func(o *options) { o.compressed = true } }

// alignment is what the bytes of arrays begin at a multiple of (NUMPY_ARRAY_ALIGNMENT_BYTES).
const alignment = 16

// Dump writes v as joblib.dump since 1.2 does: the bytes of arrays of the classes ndarray, matrix and memmap stand behind their
// wrappers, aligned if w is at the start of a file; arrays of objects are pickles of their own there, with a
// memo of their own. Other arrays (masked, of subclasses) stay as pickle has them.
//
// Unlike joblib's, an array that v refers to in several places is written once, and joblib.load gives one array.
func Dump(w io.Writer, v py.Value, opts ...Option) error {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	d := dumper{o: &o, b: py.NewBuilder(), arrays: make(map[py.Value]*wrapped)}
	if !v.IsValid() {
		return pickle.NewPickler(w, o.pickle...).Dump(v)
	}
	if d.count(v) == 0 {
		return pickle.NewPickler(w, o.pickle...).Dump(v)
	}
	doc, err := d.b.Document(d.b.ImportWith(v, d.wrap))
	if err != nil {
		return err
	}
	p := pickle.NewPickler(w, append(o.pickle[:len(o.pickle):len(o.pickle)], pickle.WithTail(d.tail))...)
	return p.Dump(doc.Root())
}

// A dumper writes one file.
type dumper struct {
	o      *options
	b      *py.Builder
	again  map[py.Value]bool     // arrays of the value that are referred to more than once
	arrays map[py.Value]*wrapped // by their wrappers
	names  map[string]py.Value   // attributes of the value's objects that wrappers have too: see name
}

// wrapped is an array whose bytes stand behind a wrapper.
type wrapped struct {
	from   py.Value
	array  *ndarray.Array // of objects: nil
	order  byte           // C or F
	pickle []pickle.Option
	again  bool
}

// count returns how many arrays there are, and finds those that are referred to more than once.
func (d *dumper) count(v py.Value) int {
	d.again = make(map[py.Value]bool)
	d.names = make(map[string]py.Value)
	seen := make(map[py.Value]bool)
	meet := func(part py.Value) {
		if part.Kind() == py.Object && numpy.IsArray(part) {
			if seen[part] {
				d.again[part] = true
			}
			seen[part] = true
		}
	}
	meet(v)
	py.Walk(v, func(v py.Value) bool {
		for part := range v.Items() {
			meet(part)
		}
		for _, part := range v.Entries() {
			meet(part)
		}
		if o, ok := v.Object(); ok {
			meet(o.Args) // whose items are met when it is visited
			for e := range o.Effects() {
				meet(e.State)
				for key := range e.State.Items() {
					if s, ok := key.Str(); ok && shared[s] && !d.names[s].IsValid() {
						d.names[s] = key
					}
				}
			}
		}
		return true
	})
	return len(seen)
}

// shared are the texts of wrappers. Python interns them, and the names of attributes: where an object has an attribute of
// the name, it is one str, and joblib writes it once.
var shared = map[string]bool{
	"subclass": true, "shape": true, "order": true, "dtype": true, "allow_mmap": true, "numpy_array_alignment_bytes": true,
	"C": true, "F": true,
}

// name returns a text of a wrapper.
func (d *dumper) name(s string) py.Value {
	if v := d.names[s]; v.IsValid() {
		return v
	}
	return d.b.Str(s)
}

// classes are those that joblib takes out of the pickle: exactly them, not their subclasses.
var classes = map[[2]string]bool{
	{"numpy", "ndarray"}: true, {"numpy", "matrix"}: true, {"numpy.matrixlib.defmatrix", "matrix"}: true,
	{"numpy.core.defmatrix", "matrix"}: true, {"numpy", "memmap"}: true, {"numpy.core.memmap", "memmap"}: true,
}

// wrap returns the wrapper of an array (NumpyPickler._create_array_wrapper).
func (d *dumper) wrap(v py.Value) (py.Value, bool) {
	o, ok := v.Object()
	if !ok || !numpy.IsArray(v) {
		return py.Value{}, false
	}
	class, dtype := o.Args.Index(0), o.State().Index(2)
	if _, name, _ := o.Func.Global(); name == "_frombuffer" {
		class, dtype = py.Value{}, o.Args.Index(1)
	} else if module, name, _ := class.Global(); !classes[[2]string{module, name}] || o.State().Len() != 5 {
		return py.Value{}, false
	} else if name == "memmap" {
		class = py.Value{}
	}
	a, err := numpy.FromPy(v)
	if err != nil || !dtype.IsValid() {
		return py.Value{}, false // it stays as it is
	}
	b := d.b
	if !class.IsValid() {
		class = b.Global("numpy", "ndarray")
	}
	w := &wrapped{from: v, again: d.again[v], order: 'C', pickle: d.o.pickle}
	if fortran(a) {
		w.order = 'F'
	}
	mapped := !d.o.compressed
	if a.DType.HasObjects() {
		mapped = false
	} else {
		w.array = a
	}
	shape := make([]py.Value, len(a.Shape))
	for i, n := range a.Shape {
		shape[i] = b.Int(int64(n))
	}
	wrapper := b.NewObj(b.Global("joblib.numpy_pickle", "NumpyArrayWrapper"))
	b.Build(wrapper, b.Dict(
		d.name("subclass"), class,
		d.name("shape"), b.Tuple(shape...),
		d.name("order"), d.name(string(w.order)),
		d.name("dtype"), dtype,
		d.name("allow_mmap"), b.Bool(mapped),
		d.name("numpy_array_alignment_bytes"), b.Int(alignment),
	))
	d.arrays[wrapper] = w
	return wrapper, true
}

// tail writes what stands behind a wrapper (NumpyArrayWrapper.write_array).
func (d *dumper) tail(obj py.Value) (write func(w io.Writer, offset int64) error, again bool) {
	w := d.arrays[obj]
	if w == nil {
		return nil, false
	}
	return w.write, w.again
}

func (a *wrapped) write(w io.Writer, offset int64) error {
	if a.array == nil {
		return pickle.NewPickler(w, a.pickle...).Dump(a.from)
	}
	n := alignment - (offset+1)%alignment
	pad := append([]byte{byte(n)}, bytes.Repeat([]byte{0xff}, int(n))...)
	if _, err := w.Write(pad); err != nil {
		return err
	}
	return writeElements(w, a.array, a.order == 'F')
}
