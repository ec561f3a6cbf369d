package numpy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/brine-go/brine/internal/spool"
	"github.com/brine-go/brine/internal/unzeroed"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// LoadNPY reads the .npy file that data begins with, and returns what follows it: numpy.save may have put several into
// one file. The array is a view of data, which may be a memory-mapped file: then only its header is read, until
// elements are asked for.
func LoadNPY(data []byte) (a *ndarray.Array, rest []byte, err error) {
	f, err := OpenNPY(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, err
	}
	f.data = data
	if a, err = f.Array(); err != nil {
		return nil, nil, err
	}
	return a, data[f.end:], nil
}

// ReadNPY reads one .npy file from a stream, and not a byte more.
func ReadNPY(r io.Reader) (*ndarray.Array, error) { return readNPY(r, 0) }

// readNPY is ReadNPY of a stream that is expected to have so many bytes.
func readNPY(r io.Reader, trust int64) (*ndarray.Array, error) {
	h, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	if h.DType.HasObjects() {
		a, _, err := readObjects(r, h)
		return a, err
	}
	n, err := h.Bytes()
	if err != nil {
		return nil, err
	}
	data, err := readBytes(r, n, trust)
	if err != nil {
		return nil, &NPYError{Offset: int64(h.Size + len(data)), Problem: fmt.Sprintf("the elements take %d bytes", n), Err: err}
	}
	return h.array(data)
}

// readHeader reads a header from a stream.
func readHeader(r io.Reader) (*NPYHeader, error) {
	var fixed [12]byte
	n, err := io.ReadFull(r, fixed[:10])
	if n >= 8 && err == nil && string(fixed[:6]) == npyMagic && fixed[6] > 1 {
		_, err = io.ReadFull(r, fixed[10:])
	}
	if err != nil {
		return nil, &NPYError{Offset: int64(n), Problem: "the header is cut off", Err: noEOF(err)}
	}
	start, length, utf8, err := headerLength(fixed[:])
	if err != nil {
		return nil, err
	}
	text, err := readBytes(r, int64(length), 0)
	if err != nil {
		return nil, &NPYError{Offset: int64(start + len(text)), Problem: fmt.Sprintf("the header takes %d bytes", length), Err: err}
	}
	return parseHeader(text, start, utf8)
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readBytes reads n bytes. Memory is taken at once if the reader tells that it has as many or they are expected, else as they
// arrive.
func readBytes(r io.Reader, n, trust int64) ([]byte, error) {
	const first = 1 << 20
	if n > maxInt {
		return nil, io.ErrUnexpectedEOF
	}
	size := min(n, max(first, trust))
	if n > size && remaining(r) >= n {
		size = n
	}
	if n > size {
		buf, err := spool.ReadAll(io.LimitReader(r, n))
		if err == nil && int64(len(buf)) < n {
			err = io.ErrUnexpectedEOF
		}
		return buf, err
	}
	buf := unzeroed.Bytes(int(n))[:n]
	got, err := io.ReadFull(r, buf)
	if err != nil {
		return buf[:got:got], noEOF(err)
	}
	return buf, nil
}

// remaining returns how many bytes a reader has left, 0 if it does not tell.
func remaining(r io.Reader) int64 {
	switch r := r.(type) {
	case interface{ Len() int }:
		return int64(r.Len())
	case io.Seeker:
		at, err := r.Seek(0, io.SeekCurrent)
		if err != nil {
			return 0
		}
		end, err := r.Seek(0, io.SeekEnd)
		if err != nil {
			return 0
		}
		if _, err = r.Seek(at, io.SeekStart); err != nil {
			return 0 // the next read fails, too
		}
		return end - at
	}
	return 0
}

// array returns the array of a header around its elements.
func (h *NPYHeader) array(data []byte) (*ndarray.Array, error) {
	pack := ndarray.New
	if h.Fortran {
		pack = ndarray.NewFortran
	}
	a, err := pack(h.DType, h.Shape, data)
	if err != nil {
		return nil, &NPYError{Offset: int64(h.Size), Err: err}
	}
	return a, nil
}

// readObjects reads the pickle that stands for the elements of an array of objects, and returns its length.
func readObjects(r io.Reader, h *NPYHeader) (*ndarray.Array, int64, error) {
	u := pickle.NewUnpickler(r)
	doc, err := u.Load()
	if err != nil {
		return nil, 0, &NPYError{Offset: int64(h.Size), Problem: "the pickle of the elements", Err: noEOF(err)}
	}
	a, err := FromPy(doc.Root())
	if err == nil && !slices.Equal(a.Shape, h.Shape) {
		err = &Error{Path: "ndarray.shape", Want: fmt.Sprintf("the header's %v", h.Shape), Got: fmt.Sprint(a.Shape)}
	}
	if err != nil {
		return nil, 0, &NPYError{Offset: int64(h.Size), Err: err}
	}
	return a, u.InputOffset(), nil
}

// An NPY is an open .npy file, of which the header has been read. Any number of goroutines may read it.
type NPY struct {
	NPYHeader
	member string // of an .npz file
	size   int64  // of the file
	data   []byte // the file, if it lies in memory
	at     io.ReaderAt
	stream func() (io.ReadCloser, error) // the file, where only that is to be had
	trust  int64                         // bytes that are expected of it
	end    int64                         // of the array in the file, once Array has read it
}

// OpenNPY reads the header of a .npy file of size bytes.
func OpenNPY(r io.ReaderAt, size int64) (*NPY, error) {
	h, err := readHeader(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, err
	}
	f := &NPY{NPYHeader: *h, at: r, size: size}
	return f, f.check()
}

// check refuses a file that is shorter than its header says, before anything is read of it.
func (f *NPY) check() error {
	if f.DType.HasObjects() {
		return nil
	}
	n, err := f.Bytes()
	if err == nil && n > f.size-int64(f.Size) {
		err = &NPYError{Offset: f.size, Problem: fmt.Sprintf("the elements take %d bytes", n), Err: io.ErrUnexpectedEOF}
	}
	return f.named(err)
}

func (f *NPY) named(err error) error {
	var e *NPYError
	if errors.As(err, &e) {
		e.Member = f.member
	}
	return err
}

// Array reads the whole array: as a view of the file's bytes if those lie in memory, else it reads them.
func (f *NPY) Array() (*ndarray.Array, error) {
	a, err := f.read()
	return a, f.named(err)
}

func (f *NPY) read() (*ndarray.Array, error) {
	if f.stream != nil {
		return f.inflate()
	}
	if f.DType.HasObjects() {
		a, n, err := readObjects(io.NewSectionReader(f.at, int64(f.Size), f.size-int64(f.Size)), &f.NPYHeader)
		f.end = int64(f.Size) + n
		return a, err
	}
	n, err := f.Bytes()
	if err != nil {
		return nil, err
	}
	f.end = int64(f.Size) + n
	data, err := f.bytes(0, n)
	if err != nil {
		return nil, err
	}
	return f.array(data)
}

// bytes returns a part of the elements' bytes, which lie in the file.
func (f *NPY) bytes(from, to int64) ([]byte, error) {
	from, to = from+int64(f.Size), to+int64(f.Size)
	if f.data != nil {
		return f.data[from:to:to], nil
	}
	buf := unzeroed.Bytes(int(to - from))[:to-from]
	if n, err := f.at.ReadAt(buf, from); n < len(buf) {
		return nil, &NPYError{Offset: from + int64(n), Problem: "reading the elements", Err: noEOF(err)}
	}
	return buf, nil
}

// inflate reads the array from a stream, to its end, where checksums are compared.
func (f *NPY) inflate() (*ndarray.Array, error) {
	r, err := f.stream()
	if err != nil {
		return nil, &NPYError{Err: err}
	}
	defer r.Close()
	a, err := readNPY(r, f.trust)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return nil, &NPYError{Offset: int64(f.Size), Err: err}
	}
	return a, nil
}

// Rows reads elements from to to along the axis that runs slowest: the first one, or the last of an array in
// Fortran order.
func (f *NPY) Rows(from, to int) (*ndarray.Array, error) {
	n := len(f.Shape)
	axis := 0
	if f.Fortran {
		axis = n - 1
	}
	if n == 0 || from < 0 || to < from || to > f.Shape[axis] {
		return nil, f.named(&NPYError{Problem: fmt.Sprintf("no rows %d to %d in shape %v", from, to, f.Shape)})
	}
	if f.stream != nil || f.DType.HasObjects() {
		a, err := f.Array()
		if err != nil {
			return nil, err
		}
		out := *a
		out.Shape = slices.Clone(a.Shape)
		out.Shape[axis] = to - from
		out.Offset += from * a.Strides[axis]
		return &out, nil
	}
	part := f.NPYHeader
	part.Shape = slices.Clone(f.Shape)
	part.Shape[axis] = 1
	row, err := part.Bytes()
	if err != nil {
		return nil, f.named(err)
	}
	part.Shape[axis] = to - from
	data, err := f.bytes(row*int64(from), row*int64(to))
	if err != nil {
		return nil, f.named(err)
	}
	a, err := part.array(data)
	return a, f.named(err)
}

// WriteNPY writes an array as numpy.save does: the same bytes. An array of objects is written as a pickle; of its
// dtype a .npy file keeps no metadata, no alignment and not the class of records.
//
// Python does not read a header of more than 10,000 bytes, which only records of hundreds of fields have, unless it
// is told max_header_size.
func WriteNPY(w io.Writer, a *ndarray.Array, opts ...Option) error {
	h := NPYHeader{DType: a.DType, Shape: a.Shape}
	if err := (&writer{w: &written{}}).check(a.DType.Normal(), "descr", 0); err != nil {
		return err
	}
	var data []byte
	var err error
	if a.DType.HasObjects() {
		h.Fortran = a.IsFortran()
		data, err = objectPickle(a, opts)
	} else {
		data, h.Fortran, err = a.Packed()
	}
	if err != nil {
		return err
	}
	head, err := appendHeader(nil, &h)
	if err != nil {
		return err
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// objectPickle returns the pickle of an array of objects, in the protocol that the release chooses.
func objectPickle(a *ndarray.Array, opts []Option) ([]byte, error) {
	proto := 3
	if resolve(opts).release >= 2 {
		proto = 4
	}
	b := py.NewBuilder()
	v, err := ToPy(b, a, append(slices.Clone(opts), ForProtocol(proto))...)
	if err != nil {
		return nil, err
	}
	doc, err := b.Document(v)
	if err != nil {
		return nil, err
	}
	return pickle.Dumps(doc.Root(), pickle.WithProtocol(proto))
}
