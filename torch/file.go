package torch

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// A File is what torch.save wrote, opened. Its methods may be called by several goroutines at once.
type File struct {
	Format string // "zip", "legacy" or "tar"; "pickle" of a plain pickle
	Script bool   // of torch.jit.save: classes are TorchScript's

	src       io.ReaderAt
	data      []byte // the whole file, if it is in memory
	size      int64
	closer    io.Closer
	bigEndian bool
	doc       *py.Document
	root      py.Value
	extents   map[string]extent // bytes of each storage by its key
	tensors   map[string]*Tensor

	mu       sync.Mutex
	storages map[string]*Storage
	loaded   map[py.Value]*Storage
	made     map[py.Value]*Tensor
}

// An extent is a range of a file.
type extent struct {
	off, size int64
	member    func() ([]byte, error) // reads it, where it is compressed
}

// first returns the first n bytes of a range.
func (e extent) first(n int64) extent {
	e.size = n
	return e
}

// Open opens a file. It stays open for storages that are read later, until Close.
func Open(name string) (*File, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := in.Stat()
	var f *File
	if err == nil {
		f, err = NewReader(in, info.Size())
	}
	if err != nil {
		in.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.closer = in
	return f, nil
}

// New opens a file that is in memory. Tensors are views of data, which must not be changed.
func New(data []byte) (*File, error) {
	return open(&File{src: bytes.NewReader(data), data: data, size: int64(len(data))})
}

// NewReader opens a file of size bytes. Storages are read from r when they are asked for.
func NewReader(r io.ReaderAt, size int64) (*File, error) {
	return open(&File{src: r, size: size})
}

// FromPy returns the plain pickle v as a file: one that pickle.dumps wrote of tensors or modules.
func FromPy(v py.Value) *File {
	f := &File{Format: "pickle", extents: map[string]extent{}, storages: map[string]*Storage{}}
	f.root = v
	return f
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

func open(f *File) (*File, error) {
	f.extents, f.storages = make(map[string]extent), make(map[string]*Storage)
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
	return f, nil
}

// read returns the bytes of a range: a view if the file is in memory and the range is not compressed.
func (f *File) read(e extent) ([]byte, error) {
	switch {
	case e.member != nil:
		b, err := e.member()
		if err == nil && int64(len(b)) < e.size {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		return b[:e.size:e.size], nil
	case e.off < 0 || e.size < 0 || e.off > f.size || e.size > f.size-e.off:
		return nil, io.ErrUnexpectedEOF
	case f.data != nil:
		return f.data[e.off : e.off+e.size : e.off+e.size], nil
	}
	b := make([]byte, e.size)
	if _, err := f.src.ReadAt(b, e.off); err != nil && err != io.EOF {
		return nil, err
	}
	return b, nil
}

// loads reads the pickle in a range.
func (f *File) loads(e extent) (*py.Document, error) {
	data, err := f.read(e)
	if err != nil {
		return nil, err
	}
	return pickle.Loads(data, pickle.WithAlias())
}

// magic is the first pickle of a legacy file.
const magic = "119547037146038801333356"

// openLegacy opens five pickles in a row and the storages behind them.
func (f *File) openLegacy() error {
	f.Format = "legacy"
	u := pickle.NewUnpickler(io.NewSectionReader(f.src, 0, f.size))
	var parts [5]*py.Document
	for i := range parts {
		doc, err := u.Load()
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
func (f *File) counted(key string, off int64, size int) (extent, error) {
	head, err := f.read(extent{off: off, size: 8})
	if err != nil {
		return extent{}, &Error{Path: fmt.Sprintf("storage %s at offset %d", key, off), Err: err}
	}
	n := int64(leUint64(head))
	if f.bigEndian {
		n = int64(beUint64(head))
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
