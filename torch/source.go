package torch

import (
	"archive/zip"
	"io"
	"sync"
	"weak"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/side"
	"github.com/brine-go/brine/internal/unzeroed"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// A source is where the storages of a document are, and what has been read of them. It stands beside the document, so
// it must not lead to it: values are kept by their words.
type source struct {
	format    string // of the File
	script    bool
	src       io.ReaderAt
	data      []byte // the whole file, if it is in memory
	size      int64
	opts      []pickle.Option
	bigEndian bool
	extents   map[string]extent    // bytes of each storage by its key
	members   map[string]*zip.File // of those that have not been asked for
	tensors   map[string]*Tensor   // of a tar, by their ids

	mu       sync.Mutex
	storages map[string]*Storage
	loaded   map[word]*Storage
	made     map[word]*Tensor
}

// A word is a value of a document without the document.
type word struct {
	doc weak.Pointer[graph.Graph]
	w   graph.Word
}

func wordOf(v py.Value) word {
	g, w := v.Graph()
	return word{weak.Make(g), w}
}

// A beside is what stands beside a document.
type beside struct {
	once   sync.Once
	source *source
}

// documents are the sources of documents that are in use.
var documents side.Table[graph.Graph, beside]

// attach puts a source beside the document of v.
func (f *source) attach(v py.Value) {
	g, _ := v.Graph()
	b := documents.Of(g)
	b.once.Do(func() { b.source = f })
}

// sourceOf returns what stands beside the document of v: of a plain pickle a source that has no storages but those
// within the pickle.
func sourceOf(v py.Value) *source {
	g, _ := v.Graph()
	if g == nil {
		return &source{format: "pickle"}
	}
	b := documents.Of(g)
	b.once.Do(func() { b.source = &source{format: "pickle"} })
	return b.source
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

// extent returns where the bytes of a storage are. f.mu is held.
func (f *source) extent(key string) (extent, error) {
	if e, ok := f.extents[key]; ok {
		return e, nil
	}
	m := f.members[key]
	if m == nil {
		return extent{}, &Error{Path: "storage " + key, Got: "no bytes of it", Want: "them in the file"}
	}
	e, err := f.extentOf(m)
	if err == nil {
		f.extents[key] = e
	}
	return e, err
}

// read returns the bytes of a range: a view if the file is in memory and the range is not compressed.
func (f *source) read(e extent) ([]byte, error) {
	switch {
	case e.member != nil:
		b, err := e.member()
		if n := int64(len(b)); err == nil && (e.off > n || e.size > n-e.off) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		return b[e.off : e.off+e.size : e.off+e.size], nil
	case e.off < 0 || e.size < 0 || e.off > f.size || e.size > f.size-e.off:
		return nil, io.ErrUnexpectedEOF
	case f.data != nil:
		return f.data[e.off : e.off+e.size : e.off+e.size], nil
	}
	b := unzeroed.Bytes(int(e.size))[:e.size]
	if n, err := f.src.ReadAt(b, e.off); int64(n) < e.size {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return b, nil
}
