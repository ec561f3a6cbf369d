package pickle

import (
	"bytes"
	"io"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/source"
	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/py"
)

// Loads reads the first pickle in data; what follows its STOP is ignored, as in Python.
// No bytes at all give io.EOF.
func Loads(data []byte, opts ...Option) (*py.Document, error) {
	o := defaults
	if len(opts) > 0 {
		o = resolve(opts)
	}
	return o.loads(data)
}

func (o *options) loads(data []byte) (*py.Document, error) {
	if o.err != nil {
		return nil, o.err
	}
	if int64(len(data)) > o.limits.MaxBytes {
		data = data[:o.limits.MaxBytes]
	}
	doc, g := py.NewDocument()
	m := vm.Get()
	defer vm.Put(m)
	if _, err := m.LoadInto(g, data, 0, !o.alias, &o.load); err != nil {
		return nil, err
	}
	return doc, nil
}

// An Unpickler reads the pickles of a stream one after another, each with a memo of its own.
//
// It takes not a byte more than each pickle needs: after [Unpickler.Load] the reader stands behind the
// STOP. Readers that can seek and *bufio.Reader are read by chunks nevertheless and set back; others exactly
// as far as the opcodes demand, which for pickles without frames (protocols 0 to 3) means byte by byte:
// wrap those in a *bufio.Reader.
type Unpickler struct {
	o    *options
	src  source.Source
	data []byte // instead of src: the whole stream
	pos  int64
}

// NewUnpickler returns an Unpickler that reads from r.
func NewUnpickler(r io.Reader, opts ...Option) *Unpickler {
	return &Unpickler{o: resolve(opts), src: source.New(r)}
}

// NewUnpicklerBytes returns an Unpickler that reads the pickles in data. They are copied once, all together, or with
// [WithAlias] not at all.
func NewUnpicklerBytes(data []byte, opts ...Option) *Unpickler {
	u := &Unpickler{o: resolve(opts), data: data}
	if !u.o.alias {
		u.data = bytes.Clone(data)
	}
	return u
}

// next reads the next pickle into g, a zero Graph. With whole all its bytes are in g's Text.
func (u *Unpickler) next(m *vm.Machine, g *graph.Graph, whole bool) error {
	var used int
	var err error
	if u.src != nil {
		used, err = m.LoadFromInto(g, u.src, u.pos, whole, &u.o.load)
	} else {
		rest := u.data[u.pos:]
		used, err = m.LoadInto(g, rest[:min(int64(len(rest)), u.o.limits.MaxBytes)], u.pos, false, &u.o.load)
	}
	u.pos += int64(used)
	return err
}

// Load reads the next pickle. At the end of the stream it returns io.EOF.
func (u *Unpickler) Load() (*py.Document, error) {
	if u.o.err != nil {
		return nil, u.o.err
	}
	doc, g := py.NewDocument()
	m := vm.Get()
	defer vm.Put(m)
	if err := u.next(m, g, false); err != nil {
		return nil, err
	}
	return doc, nil
}

// Decode reads the next pickle into what v points to, as [Unmarshal] does, without a copy. At the end of
// the stream it returns io.EOF. After an [*UnmarshalError] the next pickle can be read.
func (u *Unpickler) Decode(v any) error {
	rv, err := u.o.target(v)
	if err != nil {
		return err
	}
	m := vm.Get()
	defer vm.Put(m)
	base, g := u.pos, new(graph.Graph)
	if err := u.next(m, g, true); err != nil {
		return err
	}
	return u.o.decode(g, g.Root, base, rv)
}

// InputOffset returns how far in the stream the pickles read so far reach.
func (u *Unpickler) InputOffset() int64 { return u.pos }
