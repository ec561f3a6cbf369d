package brine

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/brine-go/brine/internal/archive"
	"github.com/brine-go/brine/internal/compress"
	"github.com/brine-go/brine/internal/spool"
	"github.com/brine-go/brine/internal/unzeroed"
)

// An input is a file on the way to the pickle in it: one container after the other is taken off. It is either in memory,
// data, or at hand in any order, at, or a stream, r.
type input struct {
	o          *options
	data       []byte
	mapped     io.ReaderAt // the same bytes where data are a part of the mapped file, or nil
	at         io.ReaderAt
	size       int64 // of data or at
	r          *bufio.Reader
	packed     int64    // bytes of the compressed data that r comes from, or -1
	containers []string // taken off
	format     Format   // of what is in them; Pickle may be Joblib as well
	rest       []*archive.TarRest
	closers    []func() error
}

// maxContainers is how many containers there may be around a pickle.
const maxContainers = 5

const sniffLen = max(archive.SniffLen, compress.SniffLen)

// head returns the first bytes. Those of a mapped file are read: a look at the mapping has the system read ahead first, up to
// megabytes.
func (in *input) head() ([]byte, error) {
	at := in.at
	if in.mapped != nil {
		at = in.mapped
	}
	switch {
	case at != nil:
		buf := make([]byte, min(in.size, sniffLen))
		n, err := at.ReadAt(buf, 0)
		if err == io.EOF {
			err = nil
		}
		return buf[:n], err
	case in.data != nil:
		return in.data[:min(len(in.data), sniffLen)], nil
	}
	head, err := in.r.Peek(sniffLen)
	if err == io.EOF {
		err = nil
	}
	return head, err
}

// stream returns the bytes one after another.
func (in *input) stream() io.Reader {
	switch {
	case in.data != nil:
		return in.counted(bytes.NewReader(in.data), in.size)
	case in.at != nil:
		return in.counted(io.NewSectionReader(in.at, 0, in.size), in.size)
	}
	return in.r
}

// counted tells the progress through the file itself.
func (in *input) counted(r io.Reader, total int64) io.Reader {
	if in.o.progress == nil || len(in.containers) > 0 {
		return r
	}
	return &progress{r: r, total: total, tell: in.o.progress}
}

// become replaces what the input is by a stream of what was in its container.
func (in *input) become(container string, r io.Reader, packed int64) {
	in.containers = append(in.containers, container)
	in.data, in.mapped, in.at, in.size, in.packed = nil, nil, nil, 0, packed
	in.r = bufio.NewReaderSize(r, 1<<16)
}

// unwrap takes the containers off.
func (in *input) unwrap() error {
	for range maxContainers {
		head, err := in.head()
		if err != nil {
			return err
		}
		if len(head) == 0 {
			return ErrEmpty
		}
		if kind := compress.Sniff(head); kind != compress.None {
			if err := in.inflate(kind); err != nil {
				return err
			}
			continue
		}
		switch archive.Sniff(head) {
		case archive.Zip:
			err = in.unzip()
		case archive.Tar:
			err = in.untar()
		default:
			in.format = formatOf(head)
			return nil
		}
		if err != nil || in.format != Pickle {
			return err
		}
	}
	return &FormatError{Format: "nested", What: "a file within " + strings.Join(in.containers, " within ")}
}

func (in *input) inflate(kind compress.Kind) error {
	packed := in.packed
	if in.data != nil || in.at != nil {
		packed = in.size
	}
	z, err := compress.NewReader(in.stream(), kind, in.o.limits)
	if err != nil {
		in.containers = append(in.containers, kind.String())
		return err
	}
	in.closers = append(in.closers, z.Close)
	in.become(kind.String(), z, packed)
	return nil
}

// load brings the whole input into memory.
func (in *input) load() error {
	if in.data != nil {
		return nil
	}
	data, err := readAll(in.stream(), in.size)
	if err != nil {
		return err
	}
	in.data, in.mapped, in.at, in.r, in.size = data, nil, nil, nil, int64(len(data))
	return nil
}

// readAll reads a stream of so many bytes, or, with 0, of any number.
func readAll(r io.Reader, size int64) ([]byte, error) {
	if size == 0 {
		return spool.ReadAll(r)
	}
	const chunk = 64 << 20 // that a size is trusted for at least
	buf := unzeroed.Bytes(int(min(size, int64(maxInt))))
	for {
		if len(buf) == cap(buf) {
			var one [1]byte // is there more than was said?
			n, err := r.Read(one[:])
			if n > 0 {
				buf = append(buf, one[0])
			}
			if err == io.EOF {
				return buf, nil
			}
			if err != nil {
				return buf, err
			}
			continue
		}
		n, err := r.Read(buf[len(buf):min(cap(buf), len(buf)+chunk)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
}

const maxInt = int(^uint(0) >> 1)

// unzip takes the member out of a zip file, which is read from its end.
func (in *input) unzip() error {
	if in.data == nil && in.at == nil {
		if err := in.load(); err != nil {
			return err
		}
	}
	at := in.at
	switch {
	case in.mapped != nil:
		at = in.mapped
	case in.data != nil:
		at = bytes.NewReader(in.data)
	}
	m, err := archive.OpenZip(at, in.size, in.o.member)
	if err != nil {
		in.containers = append(in.containers, "zip")
		return err
	}
	if in.format = formatOfArchive(m.Kind); in.format != Pickle {
		return nil
	}
	name := "zip " + m.Name
	switch {
	case m.Offset >= 0 && in.data != nil:
		in.containers = append(in.containers, name)
		in.cut(m.Offset, m.Size)
		return nil
	case m.Offset >= 0:
		in.containers = append(in.containers, name)
		in.at, in.size = io.NewSectionReader(in.at, m.Offset, m.Size), m.Size
		return nil
	}
	r, err := m.Open()
	if err != nil {
		in.containers = append(in.containers, name)
		return err
	}
	in.closers = append(in.closers, r.Close)
	in.become(name, compress.Limit(r, m.Packed, in.o.limits), m.Packed)
	return nil
}

// untar takes the member out of a tar file.
func (in *input) untar() error {
	if in.data == nil && in.at == nil {
		head, err := in.head()
		if err != nil {
			return err
		}
		if archive.MaybeTorch(head) { // which is read at any place
			if err := in.load(); err != nil {
				return err
			}
		}
	}
	r := in.stream()
	var memory *bytes.Reader
	if in.data != nil {
		memory = bytes.NewReader(in.data)
		r = memory
	}
	m, rest, err := archive.OpenTar(r, in.o.member)
	if err != nil {
		in.containers = append(in.containers, "tar")
		return err
	}
	if in.format = formatOfArchive(m.Kind); in.format != Pickle {
		return nil
	}
	if memory != nil && m.Size <= int64(memory.Len()) {
		at := in.size - int64(memory.Len()) // the reader has taken the member's header, and nothing behind
		in.containers = append(in.containers, "tar "+m.Name)
		if err := rest.Check(); err != nil {
			return err
		}
		in.cut(at, m.Size)
		return nil
	}
	body, err := m.Open()
	if err != nil {
		return err
	}
	in.rest = append(in.rest, rest)
	in.become("tar "+m.Name, body, max(in.packed, in.size))
	return nil
}

// cut leaves of the data in memory a part.
func (in *input) cut(offset, size int64) {
	in.data, in.size = in.data[offset:offset+size:offset+size], size
	if in.mapped != nil {
		in.mapped = io.NewSectionReader(in.mapped, offset, size)
	}
}

// A mappedFile reads a mapped file without a look at the mapping, as long as it is open.
type mappedFile struct {
	file *os.File
	data []byte
}

func (m *mappedFile) ReadAt(b []byte, off int64) (int, error) {
	n, err := m.file.ReadAt(b, off)
	if errors.Is(err, os.ErrClosed) {
		return bytes.NewReader(m.data).ReadAt(b, off)
	}
	return n, err
}

// close frees what the containers hold.
func (in *input) close() error {
	var first error
	for _, f := range in.closers {
		if err := f(); err != nil && first == nil {
			first = err
		}
	}
	in.closers = nil
	return first
}

// progress tells how far a stream has been read.
type progress struct {
	r           io.Reader
	done, total int64
	tell        func(done, total int64)
}

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.done += int64(n)
	p.tell(p.done, p.total)
	return n, err
}
