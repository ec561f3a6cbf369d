package numpy

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/brine-go/brine/ndarray"
)

// An NPZ is an open .npz file, a zip archive of .npy files as numpy.savez writes it. Any number of goroutines may
// read it.
type NPZ struct {
	names   []string
	zip     *zip.Reader
	members map[string]*zip.File
	at      io.ReaderAt
	data    []byte // the file, if it lies in memory
	size    int64  // of the file
}

// deflated is how many bytes are expected of one that is compressed, before they have come: what arrays reach that have some
// noise in them.
const deflated = 16

// OpenNPZ reads the directory of an .npz file of size bytes.
func OpenNPZ(r io.ReaderAt, size int64) (*NPZ, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &NPYError{Member: "archive", Err: err}
	}
	out := &NPZ{zip: z, members: make(map[string]*zip.File), at: r, size: size}
	for _, f := range z.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			continue // numpy.load returns such members as bytes
		}
		if out.members[name] == nil {
			out.names = append(out.names, name)
		}
		out.members[name] = f // the last one counts, as in Python
	}
	return out, nil
}

// LoadNPZ is [OpenNPZ] for a file in memory, which may be a mapped one. Arrays that are not compressed are views of
// data, whose checksums are not looked at.
func LoadNPZ(data []byte) (*NPZ, error) {
	z, err := OpenNPZ(bytes.NewReader(data), int64(len(data)))
	if err == nil {
		z.data = data
	}
	return z, err
}

// MapNPZ is [LoadNPZ] of a file that is mapped into memory: what stands between the elements is read from r, as a look at
// mapped memory has the system map more around it.
func MapNPZ(data []byte, r io.ReaderAt) (*NPZ, error) {
	z, err := OpenNPZ(r, int64(len(data)))
	if err == nil {
		z.data = data
	}
	return z, err
}

// RegisterDecompressor has members that are compressed by a method read by dcomp instead of by what package archive/zip has
// for it. It is to be called before the first array is asked for.
func (z *NPZ) RegisterDecompressor(method uint16, dcomp zip.Decompressor) {
	z.zip.RegisterDecompressor(method, dcomp)
}

// Names returns the names of the arrays, without ".npy", in the order of the file.
func (z *NPZ) Names() []string { return z.names }

// Open reads the header of an array. One that is not compressed can then be read in parts.
func (z *NPZ) Open(name string) (*NPY, error) {
	f := z.members[name]
	if f == nil {
		return nil, &NPYError{Member: name, Problem: fmt.Sprintf("no such array among the %d", len(z.names))}
	}
	size := int64(min(f.UncompressedSize64, maxInt))
	if f.Method == zip.Store {
		offset, err := f.DataOffset()
		if err != nil {
			return nil, &NPYError{Member: name, Err: err}
		}
		out, err := OpenNPY(io.NewSectionReader(z.at, offset, size), size)
		if err != nil {
			return nil, (&NPY{member: name}).named(err)
		}
		if out.member = name; z.data != nil && offset >= 0 && size <= int64(len(z.data))-offset {
			out.data = z.data[offset:][:size:size]
		}
		return out, nil
	}
	out := &NPY{member: name, size: size, stream: f.Open, trust: deflated * int64(min(f.CompressedSize64, uint64(z.size)))}
	r, err := f.Open()
	if err != nil {
		return nil, &NPYError{Member: name, Err: err}
	}
	defer r.Close()
	h, err := readHeader(r)
	if err != nil {
		return nil, out.named(err)
	}
	out.NPYHeader = *h
	return out, out.check()
}

// Array reads an array whole.
func (z *NPZ) Array(name string) (*ndarray.Array, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	return f.Array()
}

// Arrays reads all arrays, in the order of [NPZ.Names]. Compressed ones are inflated on all processors.
func (z *NPZ) Arrays() ([]*ndarray.Array, error) {
	out, errs := make([]*ndarray.Array, len(z.names)), make([]error, len(z.names))
	var compressed []int
	for i, name := range z.names {
		if z.members[name].Method != zip.Store {
			compressed = append(compressed, i)
		} else if out[i], errs[i] = z.Array(name); errs[i] != nil {
			return nil, errs[i]
		}
	}
	var next atomic.Int64
	var failed atomic.Bool
	var group sync.WaitGroup
	for range min(len(compressed), runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for !failed.Load() {
				k := int(next.Add(1)) - 1
				if k >= len(compressed) {
					return
				}
				i := compressed[k]
				if out[i], errs[i] = z.Array(z.names[i]); errs[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// An NPZWriter writes an .npz file. Where arrays are not compressed, their elements lie at multiples of 64 bytes in
// the file, so that whoever maps it into memory need not copy them.
type NPZWriter struct {
	zip    *zip.Writer
	out    counter
	last   int64 // bytes of the array before, -1 if there is none
	method uint16
	opts   []Option
	names  map[string]bool
}

// NewNPZWriter returns a writer of a file as numpy.savez writes it, or numpy.savez_compressed.
func NewNPZWriter(w io.Writer, compressed bool, opts ...Option) *NPZWriter {
	out := &NPZWriter{out: counter{w: w}, last: -1, opts: opts, names: make(map[string]bool)}
	out.zip = zip.NewWriter(&out.out)
	if compressed {
		out.method = zip.Deflate
	}
	return out
}

// Write adds an array. What it is called must be called so only once.
func (w *NPZWriter) Write(name string, a *ndarray.Array) error {
	if w.names[name] {
		return &NPYError{Member: name, Problem: "written twice"}
	}
	w.names[name] = true
	h := &zip.FileHeader{Name: name + ".npy", Method: w.method}
	if w.method == zip.Store {
		if err := w.align(h); err != nil {
			return err
		}
	}
	f, err := w.zip.CreateHeader(h)
	if err != nil {
		return &NPYError{Member: name, Err: err}
	}
	n := counter{w: f}
	err = WriteNPY(&n, a, w.opts...)
	w.last = n.n
	if err != nil {
		return &NPYError{Member: name, Err: err}
	}
	return nil
}

// align pads the header of a member so that its elements lie at a multiple of 64 bytes, since WriteNPY aligns
// them in its file. The filler is the field that Android's zipalign uses.
func (w *NPZWriter) align(h *zip.FileHeader) error {
	const local, id, descriptor = 30, 0xD935, 16
	if err := w.zip.Flush(); err != nil {
		return &NPYError{Member: h.Name, Err: err}
	}
	at := w.out.n + local + int64(len(h.Name)) + 4
	switch {
	case w.last >= math.MaxUint32: // archive/zip writes what follows a member when the next one comes
		at += descriptor + 8
	case w.last >= 0:
		at += descriptor
	}
	pad := (npyAlign - at%npyAlign) % npyAlign
	h.Extra = binary.LittleEndian.AppendUint16(h.Extra, id)
	h.Extra = binary.LittleEndian.AppendUint16(h.Extra, uint16(pad))
	h.Extra = append(h.Extra, make([]byte, pad)...)
	return nil
}

// Close writes the directory of the file. It does not close what the file was written to.
func (w *NPZWriter) Close() error {
	if err := w.zip.Close(); err != nil {
		return &NPYError{Member: "archive", Err: err}
	}
	return nil
}

// A counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}
