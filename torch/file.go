package torch

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// A File is what torch.save wrote, opened. Its methods may be called by several goroutines at once.
type File struct {
	Format string // "zip", "legacy" or "tar"; "pickle" of a plain pickle
	Script bool   // of torch.jit.save: classes are TorchScript's

	*source
	closer  io.Closer
	doc     *py.Document
	root    py.Value
	pickles extent // the pickles in it
}

// Open opens a file. It stays open for storages that are read later, until Close.
func Open(name string, opts ...pickle.Option) (*File, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := in.Stat()
	var f *File
	if err == nil {
		f, err = NewReader(in, info.Size(), opts...)
	}
	if err != nil {
		in.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.closer = in
	return f, nil
}

// New opens a file that is in memory. Tensors are views of data, which must not be changed.
func New(data []byte, opts ...pickle.Option) (*File, error) {
	return open(&source{src: bytes.NewReader(data), data: data, size: int64(len(data)), opts: opts})
}

// NewMapped is [New] of a file that is mapped into memory: what stands between the storages is read from r, as a look at
// mapped memory has the system map more around it.
func NewMapped(data []byte, r io.ReaderAt, opts ...pickle.Option) (*File, error) {
	return open(&source{src: r, data: data, size: int64(len(data)), opts: opts})
}

// NewReader opens a file of size bytes. Storages are read from r when they are asked for.
func NewReader(r io.ReaderAt, size int64, opts ...pickle.Option) (*File, error) {
	return open(&source{src: r, size: size, opts: opts})
}

// FromPy returns the file that v was read from, with v as what was saved, as long as that is open. Of a value from
// elsewhere it is a plain pickle, as pickle.dumps writes tensors and modules.
func FromPy(v py.Value) *File {
	s := sourceOf(v)
	return &File{Format: s.format, Script: s.script, source: s, root: v}
}

// Close closes the file that [Open] opened.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// Root returns what was saved. Tensors in it are Objects, which [File.Tensor] reads.
func (f *File) Root() py.Value { return f.root }

// Document returns the document of what was saved, or nil of a plain pickle. It knows its file: [FromPy] reads the
// tensors in it, and so do Tensors, StateDicts and Modules that are fields of what it is unmarshalled into.
func (f *File) Document() *py.Document { return f.doc }

// Pickles returns the bytes of the pickle in the file; of a legacy one, of its five pickles, one after another.
func (f *File) Pickles() ([]byte, error) { return f.read(f.pickles) }

func open(s *source) (*File, error) {
	s.extents, s.storages = make(map[string]extent), make(map[string]*Storage)
	f := &File{source: s}
	var head [512]byte
	n, err := f.src.ReadAt(head[:min(f.size, int64(len(head)))], 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch start := head[:n]; {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		err = f.openZip()
	case n > 262 && string(start[257:262]) == "ustar", bytes.HasPrefix(start, []byte("sys_info\x00")), bytes.HasPrefix(start, []byte("storages\x00")),
		bytes.HasPrefix(start, []byte("tensors\x00")), bytes.HasPrefix(start, []byte("pickle\x00")):
		err = f.openTar()
	default:
		err = f.openLegacy()
	}
	if err != nil {
		return nil, err
	}
	s.format, s.script = f.Format, f.Script
	s.attach(f.root)
	return f, nil
}

// loads reads the pickle in a range.
func (f *File) loads(e extent) (*py.Document, error) {
	data, err := f.read(e)
	if err != nil {
		return nil, err
	}
	return pickle.Loads(data, append(slices.Clip(f.opts), pickle.WithAlias())...)
}

// magic is the first pickle of a legacy file.
const magic = "119547037146038801333356"

// magicOpcodes is that pickle, behind PROTO and FRAME, from protocol 2 on.
const magicOpcodes = "\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."

// IsLegacy reports whether a file that begins with head, of 32 bytes if it has as many, is a legacy one.
func IsLegacy(head []byte) bool {
	if text, ok := bytes.CutPrefix(head, []byte("L"+magic)); ok { // protocols 0 and 1
		return bytes.HasPrefix(text, []byte("L\n."))
	}
	if len(head) > 2 && head[0] == 0x80 {
		head = head[2:]
	}
	if len(head) > 9 && head[0] == 0x95 {
		head = head[9:]
	}
	return bytes.HasPrefix(head, []byte(magicOpcodes))
}

// openLegacy opens five pickles in a row and the storages behind them.
func (f *File) openLegacy() error {
	f.Format = "legacy"
	u := pickle.NewUnpickler(io.NewSectionReader(f.src, 0, f.size), f.opts...)
	var parts [5]*py.Document
	for i := range parts {
		doc, err := u.Load()
		if err == io.EOF {
			err = fmt.Errorf("offset %d: %w", u.InputOffset(), io.ErrUnexpectedEOF)
		}
		switch {
		case err != nil && i == 0:
			return &Error{Path: "the start of the file", Err: ErrFormat}
		case err != nil:
			return &Error{Path: [...]string{"", "protocol version", "system information", "object", "storage keys"}[i], Err: err}
		}
		if x, ok := doc.Root().BigInt(); i == 0 && (!ok || x.String() != magic) {
			return &Error{Path: "the start of the file", Err: ErrFormat}
		}
		if x, _ := doc.Root().Int(); i == 1 && x != 1001 {
			return mismatch("protocol version", doc.Root(), "1001")
		}
		parts[i] = doc
	}
	if little, ok := parts[2].Root().Get("little_endian").Bool(); ok && !little {
		f.bigEndian = true
	}
	f.doc, f.root = parts[3], parts[3].Root()
	// Behind the keys stands for each, in their order, the number of its elements and these.
	sizes := f.elementSizes()
	off := u.InputOffset()
	f.pickles = extent{size: off}
	for v := range parts[4].Root().Items() {
		key, ok := keyText(v)
		if !ok {
			return mismatch("storage keys", v, "a key")
		}
		e, err := f.counted(key, off, sizes[key])
		if err != nil {
			return err
		}
		f.extents[key] = e
		off = e.off + e.size
	}
	return nil
}

// elementSizes returns the bytes of an element of each storage that the object refers to.
func (f *File) elementSizes() map[string]int {
	sizes := make(map[string]int)
	py.Walk(f.root, func(v py.Value) bool {
		if id, ok := v.PersistentID(); ok && id.Kind() == py.Tuple {
			key, ok := keyText(id.Index(2))
			d, known := storageType(id.Index(1))
			if ok && known {
				sizes[key] = d.Size()
			}
		}
		return true
	})
	return sizes
}

// counted returns the range of elements behind their number at off.
func (f *source) counted(key string, off int64, size int) (extent, error) {
	var head [8]byte
	if got, err := f.src.ReadAt(head[:], off); got < len(head) {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return extent{}, &Error{Path: fmt.Sprintf("storage %s at offset %d", key, off), Err: err}
	}
	n := int64(leUint64(head[:]))
	if f.bigEndian {
		n = int64(beUint64(head[:]))
	}
	if size == 0 {
		return extent{}, &Error{Path: fmt.Sprintf("storage %s at offset %d", key, off), Got: "no tensor that says its type", Want: "one"}
	}
	if n < 0 || n > (f.size-off-8)/int64(size) {
		return extent{}, &Error{Path: fmt.Sprintf("storage %s at offset %d", key, off), Got: fmt.Sprint(n, " elements"),
			Want: fmt.Sprintf("no more than the file has (%d bytes)", f.size-off-8)}
	}
	return extent{off: off + 8, size: n * int64(size)}, nil
}
