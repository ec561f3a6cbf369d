package brine

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// A File is an open file of pickles. Its methods are for one goroutine; documents that it gave are for all.
type File struct {
	path      string
	in        *input
	u         *pickle.Unpickler
	content   content // instead of pickles, or nil
	siblings  fs.FS
	unmap     func() error // nil if the file is not mapped
	scattered bool         // the mapping is read here and there
	closers   []func() error
	first     *py.Document // the first pickle
	number    int          // pickles read
	closed    bool
}

// Open opens a file and looks at its first bytes. If it is not compressed it is mapped into memory, where the system
// can: then nothing of an array is read until it is looked at. What was taken from the file (documents, strings, arrays,
// errors) can be used after [File.Close] as well, for which the mapping stays until [File.Unmap]: it takes no memory that
// the system cannot have back, but it keeps the disk space of a file that is deleted or replaced.
//
// The file may be replaced while it is open, as [Dump] does; it must not be cut shorter (see [WithoutMapping]).
func Open(path string, opts ...Option) (*File, error) {
	o := resolve(opts)
	file, err := os.Open(path)
	if err != nil {
		return nil, &Error{Path: path, Err: err}
	}
	f := &File{path: path, siblings: os.DirFS(filepath.Dir(path))}
	in, unmap, err := fileInput(file, o, !o.noMap)
	f.unmap = unmap
	f.closers = append(f.closers, file.Close)
	if err == nil {
		err = f.begin(in)
	}
	return f.opened(err)
}

// fileInput returns the content of a file, mapped if it is plain. What is no plain file, a pipe say, is a stream.
func fileInput(file *os.File, o *options, mapped bool) (in *input, unmap func() error, err error) {
	info, err := file.Stat()
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return nil, nil, &fs.PathError{Op: "read", Path: file.Name(), Err: syscall.EISDIR}
	}
	in = &input{o: o, packed: -1, size: info.Size()}
	switch {
	case !info.Mode().IsRegular() || in.size == 0: // files of /proc say that they are empty
		in.size = 0
		in.r = bufio.NewReaderSize(in.counted(file, -1), 1<<16)
		return in, nil, nil
	case mapped:
		if data, unmap, ok := mapFile(file, in.size); ok {
			in.data, in.mapped = data, &mappedFile{file, data}
			return in, unmap, nil
		}
	}
	in.at = file
	return in, nil, nil
}

// OpenFS is [Open] of a file in a file system: an embed.FS, say. It is not mapped.
func OpenFS(fsys fs.FS, name string, opts ...Option) (*File, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, &Error{Path: name, Err: err}
	}
	f := &File{path: name, closers: []func() error{file.Close}}
	if f.siblings, err = fs.Sub(fsys, path.Dir(name)); err != nil {
		return f.opened(err)
	}
	info, err := file.Stat()
	switch at, random := file.(io.ReaderAt); {
	case err != nil:
	case random && info.Mode().IsRegular():
		err = f.begin(&input{o: resolve(opts), at: at, size: info.Size(), packed: -1})
	default:
		in := &input{o: resolve(opts), packed: -1}
		in.r = bufio.NewReaderSize(in.counted(file, info.Size()), 1<<16)
		err = f.begin(in)
	}
	return f.opened(err)
}

// OpenReaderAt is [Open] of what r has from 0 to size. Closing the File does not close r.
func OpenReaderAt(r io.ReaderAt, size int64, opts ...Option) (*File, error) {
	f := &File{}
	return f.opened(f.begin(&input{o: resolve(opts), at: r, size: size, packed: -1}))
}

// OpenReader is [Open] of a stream, of which more may be taken than is needed. Closing the File does not close r.
func OpenReader(r io.Reader, opts ...Option) (*File, error) {
	in := &input{o: resolve(opts), packed: -1}
	in.r = bufio.NewReaderSize(in.counted(r, -1), 1<<16)
	f := &File{}
	return f.opened(f.begin(in))
}

// begin takes the containers off.
func (f *File) begin(in *input) error {
	f.in = in
	return f.guard(func() error {
		err := in.unwrap()
		if err == nil {
			f.content, err = in.content()
		}
		return err
	})
}

// opened returns the file, or closes it after an error.
func (f *File) opened(err error) (*File, error) {
	if err == nil {
		return f, nil
	}
	f.Close()
	return nil, f.fail(err)
}

// errShortened is a mapped file that has become shorter.
var errShortened = errors.New("the file became shorter while it was read")

// guard calls fn. If a mapped file is cut shorter meanwhile, that is an error.
func (f *File) guard(fn func() error) (err error) {
	if f.unmap == nil {
		return fn()
	}
	old := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(old)
		if r := recover(); r != nil {
			if fault, ok := r.(interface{ Addr() uintptr }); !ok || fault == nil {
				panic(r)
			}
			err = errShortened
		}
	}()
	return fn()
}

func (f *File) fail(err error) error {
	if err == nil || err == io.EOF || errors.Is(err, ErrClosed) {
		return err
	}
	e := &Error{Path: f.path, Err: err}
	if f.in != nil {
		e.Containers = f.in.containers
	}
	return e
}

// unpickler returns what reads the pickles; the first call decides how.
func (f *File) unpickler() (*pickle.Unpickler, error) {
	if f.u != nil {
		return f.u, nil
	}
	if f.closed {
		return nil, ErrClosed
	}
	in := f.in
	if in.at != nil {
		if err := in.load(); err != nil {
			return nil, err
		}
	}
	opts := append([]pickle.Option{pickle.WithBuild(f.build())}, in.o.pickle...)
	if in.data != nil {
		f.u = pickle.NewUnpicklerBytes(in.data, append(opts, pickle.WithAlias())...)
	} else {
		f.u = pickle.NewUnpickler(in.r, append(opts, pickle.WithTrust(trustOf(in.packed)))...)
	}
	return f.u, nil
}

// build returns what reads joblib's arrays. The system maps, with every page that a pickle is read from, some more around
// it; where there are many arrays that adds up, so those pages are given back now and then. It reads ahead besides, up to megabytes for each array.
func (f *File) build() func(py.Value, *pickle.Tail) (py.Value, error) {
	build := joblib.Build(f.siblings, f.in.o.pickle...)
	if !f.Mapped() {
		return build
	}
	arrays, data := 0, f.in.data
	return func(obj py.Value, tail *pickle.Tail) (py.Value, error) {
		v, err := build(obj, tail)
		if v.IsValid() {
			if arrays++; arrays%arraysMapped == 0 {
				forget(data)
			}
			f.scattered = true
			scattered(data, data[max(0, tail.Offset()-4096):])
		}
		return v, err
	}
}

// arraysMapped is after how many arrays pages are given back.
const arraysMapped = 128

// trustOf returns how many bytes may be expected of so many compressed ones, before they have come.
func trustOf(packed int64) int64 { return max(64<<20, 16*packed) }

// Next reads the next pickle of the file; after the last one it returns io.EOF. Most files have one.
func (f *File) Next() (*py.Document, error) {
	var doc *py.Document
	err := f.guard(func() (err error) {
		doc, err = f.next()
		return err
	})
	if err == nil {
		err = f.check()
	}
	if err != nil {
		return nil, f.fail(err)
	}
	if f.number++; f.number == 1 {
		f.first = doc
	}
	return doc, nil
}

func (f *File) next() (*py.Document, error) {
	if f.closed {
		return nil, ErrClosed
	}
	if f.content != nil {
		return f.content.next()
	}
	u, err := f.unpickler()
	if err != nil {
		return nil, err
	}
	doc, err := u.Load()
	if f.scattered {
		f.scattered = false
		together(f.in.data)
	}
	return doc, err
}

// check looks whether the containers end as they should where a pickle does: their checksums stand there.
func (f *File) check() error {
	in := f.in
	if in.r == nil {
		return nil
	}
	if _, err := in.r.Peek(1); err != io.EOF {
		return err // nil: more follows
	}
	for _, rest := range in.rest {
		if err := rest.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Document returns the first pickle of the file, which is read at the first call.
func (f *File) Document() (*py.Document, error) {
	if f.first != nil {
		return f.first, nil
	}
	doc, err := f.Next()
	if err == io.EOF {
		err = f.fail(io.ErrUnexpectedEOF)
	}
	return doc, err
}

// Documents iterates over all pickles of the file that have not been read. An error is the last thing it gives.
func (f *File) Documents() iter.Seq2[*py.Document, error] {
	return func(yield func(*py.Document, error) bool) {
		for {
			doc, err := f.Next()
			if err == io.EOF || !yield(doc, err) || err != nil {
				return
			}
		}
	}
}

// Decode reads the first pickle of the file into what v points to, as [Load] does.
func (f *File) Decode(v any) error {
	doc, err := f.Document()
	if err == nil {
		err = f.fail(f.guard(func() error { return decode(doc, v, f.in.o) }))
	}
	return err
}

// Offset returns how far the pickles read so far reach in what is in the containers.
func (f *File) Offset() int64 {
	switch {
	case f.content != nil:
		return f.content.offset()
	case f.u == nil:
		return 0
	}
	return f.u.InputOffset()
}

// Format tells what is in the containers. Pickle stands for Joblib as well, which shows only where an array comes.
func (f *File) Format() Format { return f.in.format }

// Torch returns the file as package torch has it: tensors are read when they are asked for. It is nil for other formats.
func (f *File) Torch() *torch.File {
	if c, ok := f.content.(*torchContent); ok {
		return c.f
	}
	return nil
}

// NPZ returns the file as package numpy has it: arrays are read when they are asked for. It is nil for other formats.
func (f *File) NPZ() *numpy.NPZ {
	if c, ok := f.content.(*npzContent); ok {
		return c.z
	}
	return nil
}

// Containers tells what is around the pickles, outermost first: "gzip", "tar frame.pkl", "zip model.pkl".
func (f *File) Containers() []string { return f.in.containers }

// Mapped reports whether the file is mapped into memory.
func (f *File) Mapped() bool { return f.unmap != nil && f.in.mapped != nil }

// Head returns the first bytes of the first pickle, before it is read.
func (f *File) Head() ([]byte, error) {
	if f.closed {
		return nil, ErrClosed
	}
	head, err := f.in.head()
	return bytes.Clone(head), f.fail(err)
}

// Reader returns what is in the containers as it is, for who does not want it read as pickles. It takes the place of the other
// methods.
func (f *File) Reader() io.Reader { return f.in.stream() }

// Close closes the file. If it is mapped and has been read, it stays mapped, see [Open]. Closing it again does nothing.
func (f *File) Close() error {
	if f.closed {
		return nil
	}
	f.closed = true
	var first error
	if f.in != nil {
		first = f.in.close()
	}
	if f.u == nil && f.content == nil { // nothing was taken from it
		if err := f.Unmap(); err != nil && first == nil {
			first = err
		}
	}
	f.u, f.content, f.first = nil, nil, nil
	for _, c := range f.closers {
		if err := c(); err != nil && first == nil {
			first = err
		}
	}
	return f.fail(first)
}

// Unmap closes the file and ends its mapping. Whatever was taken from it, errors included, must not be used any more: a look at it
// ends the process. Of a file that is not mapped it does no more than Close.
func (f *File) Unmap() error {
	unmap := f.unmap
	f.unmap = nil
	err := f.Close()
	if unmap != nil {
		if uerr := unmap(); err == nil {
			err = f.fail(uerr)
		}
	}
	return err
}
