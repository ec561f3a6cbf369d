package brine

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io"

	"github.com/brine-go/brine/internal/archive"
	"github.com/brine-go/brine/internal/compress"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// A content is what is in the containers where that is no row of pickles. It gives documents all the same.
type content interface {
	// next returns the next document, and io.EOF behind the last one.
	next() (*py.Document, error)
	// offset is how far what has been read reaches.
	offset() int64
}

// formatOf tells a format by the first bytes of a file that is neither compressed nor an archive.
func formatOf(head []byte) Format {
	switch {
	case bytes.HasPrefix(head, []byte("\x93NUMPY")):
		return NPY
	case torch.IsLegacy(head):
		return Torch
	}
	return Pickle
}

// formatOfArchive tells a format by the names in an archive.
func formatOfArchive(kind archive.Kind) Format {
	switch kind {
	case archive.Torch:
		return Torch
	case archive.NPZ:
		return NPZ
	}
	return Pickle
}

// content opens what is no row of pickles; it returns nil for one that is.
func (in *input) content() (content, error) {
	switch {
	case in.format == Pickle:
		return nil, nil
	case in.format == NPY && in.data == nil && in.at == nil:
		return &npyStream{r: in.r}, nil
	case in.data == nil && (in.o.owned || in.at == nil || in.format == NPY):
		if err := in.load(); err != nil {
			return nil, err
		}
	}
	switch in.format {
	case NPY:
		return &npyBytes{data: in.data}, nil
	case NPZ:
		z, err := in.npz()
		return &npzContent{z: z, size: in.size}, err
	default: // an error may be of parts of the mapping, which therefore stays
		f, err := in.torch()
		return &torchContent{f: f, size: in.size}, err
	}
}

func (in *input) npz() (z *numpy.NPZ, err error) {
	switch {
	case in.mapped != nil:
		z, err = numpy.MapNPZ(in.data, in.mapped)
	case in.data != nil:
		z, err = numpy.LoadNPZ(in.data)
	default:
		z, err = numpy.OpenNPZ(in.at, in.size)
	}
	if err == nil {
		z.RegisterDecompressor(zip.Deflate, compress.Deflate)
	}
	return z, err
}

func (in *input) torch() (*torch.File, error) {
	switch {
	case in.mapped != nil:
		return torch.NewMapped(in.data, in.mapped, in.o.pickle...)
	case in.data != nil:
		return torch.New(in.data, in.o.pickle...)
	}
	return torch.NewReader(in.at, in.size, in.o.pickle...)
}

// npyBytes are .npy files one behind the other, as numpy.save puts them into one file. Arrays are parts of the bytes.
type npyBytes struct {
	data []byte
	at   int
}

func (c *npyBytes) next() (*py.Document, error) {
	if c.at == len(c.data) && c.at > 0 {
		return nil, io.EOF
	}
	a, rest, err := numpy.LoadNPY(c.data[c.at:])
	if err != nil {
		return nil, err
	}
	c.at = len(c.data) - len(rest)
	return arrayDocument(a)
}

func (c *npyBytes) offset() int64 { return int64(c.at) }

// npyStream is npyBytes of a stream.
type npyStream struct {
	r    *bufio.Reader
	read int64
}

func (c *npyStream) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.read += int64(n)
	return n, err
}

func (c *npyStream) next() (*py.Document, error) {
	if _, err := c.r.Peek(1); err != nil && c.read > 0 {
		return nil, err
	}
	a, err := numpy.ReadNPY(c)
	if err != nil {
		return nil, err
	}
	return arrayDocument(a)
}

func (c *npyStream) offset() int64 { return c.read }

// arrayDocument returns an array as NumPy would pickle it. It keeps the array's bytes.
func arrayDocument(a *ndarray.Array) (*py.Document, error) {
	b := py.NewBuilder()
	v, err := numpy.ToPy(b, a, numpy.Shared())
	if err != nil {
		return nil, err
	}
	return b.Document(v)
}

// npzContent is a .npz file, as a dict.
type npzContent struct {
	z    *numpy.NPZ
	size int64
	done bool
}

func (c *npzContent) next() (*py.Document, error) {
	if c.done {
		return nil, io.EOF
	}
	c.done = true
	arrays, err := c.z.Arrays()
	if err != nil {
		return nil, err
	}
	b := py.NewBuilder()
	dict := b.Dict()
	for i, name := range c.z.Names() {
		v, err := numpy.ToPy(b, arrays[i], numpy.Shared())
		if err != nil {
			return nil, err
		}
		b.SetItem(dict, b.Str(name), v)
	}
	return b.Document(dict)
}

func (c *npzContent) offset() int64 { return doneAt(c.done, c.size) }

// torchContent is a file of torch.save, as the object in it.
type torchContent struct {
	f    *torch.File
	size int64
	done bool
}

func (c *torchContent) next() (*py.Document, error) {
	if c.done {
		return nil, io.EOF
	}
	c.done = true
	return c.f.Document(), nil
}

func (c *torchContent) offset() int64 { return doneAt(c.done, c.size) }

func doneAt(done bool, size int64) int64 {
	if done {
		return size
	}
	return 0
}
