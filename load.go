package brine

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// Load reads a file as a T: the first pickle in it.
//
//	*py.Document, py.Value          all that is in it, as it is
//	*sklearn.Model, or an interface a model that can do that; see package sklearn
//	of sklearn: sklearn.Predictor, …
//	*ndarray.Array                  a NumPy array or scalar
//	map[string]*torch.Tensor        all tensors in it, named as [torch.StateDict] has them
//	*torch.File                     a file of torch.save, in memory
//	any other                       what pickle.Unmarshal makes of it
//
// Types of Brine's packages read themselves, as T or as parts of it: *numpy.Array, *pandas.DataFrame, *scipy.Matrix,
// *torch.Tensor, torch.StateDict, and others. What is no pickle is read as if it were one: a .npy file as its array, a .npz
// file as a dict of arrays, a file of torch.save as the object in it.
//
// Errors are *[Error]. The value owns its memory: the file is closed.
func Load[T any](path string, opts ...Option) (T, error) {
	o := resolve(owning(opts))
	file, err := os.Open(path)
	if err != nil {
		var zero T
		return zero, &Error{Path: path, Err: err}
	}
	f := &File{path: path, siblings: os.DirFS(filepath.Dir(path)), closers: []func() error{file.Close}}
	in, _, err := fileInput(file, o, false)
	if err == nil {
		err = f.begin(in)
	}
	return loaded[T](f.opened(err))
}

// LoadFrom is [Load] of a stream, of which more may be read than is needed.
func LoadFrom[T any](r io.Reader, opts ...Option) (T, error) {
	return loaded[T](OpenReader(r, owning(opts)...))
}

// LoadAt is [Load] of what r has from 0 to size.
func LoadAt[T any](r io.ReaderAt, size int64, opts ...Option) (T, error) {
	return loaded[T](OpenReaderAt(r, size, owning(opts)...))
}

// LoadFS is [Load] of a file in a file system: an embed.FS, say.
func LoadFS[T any](fsys fs.FS, name string, opts ...Option) (T, error) {
	return loaded[T](OpenFS(fsys, name, owning(opts)...))
}

// owning has values read whole, as the file is going to be closed.
func owning(opts []Option) []Option {
	return append(slices.Clip(opts), func(o *options) { o.owned = true })
}

// loaded reads the first pickle and closes the file.
func loaded[T any](f *File, err error) (T, error) {
	var v T
	if err != nil {
		return v, err
	}
	err = f.Decode(&v)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		var zero T
		return zero, err
	}
	return v, nil
}

// decode makes a Go value of a document.
func decode(doc *py.Document, v any, o *options) error {
	switch v := v.(type) {
	case **py.Document:
		*v = doc
		return nil
	case *py.Value:
		*v = doc.Root()
		return nil
	}
	if done, err := decodeFamily(doc.Root(), v); done || err != nil {
		return err
	}
	return pickle.UnmarshalValue(doc.Root(), v, o.pickle...)
}
