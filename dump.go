package brine

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/brine-go/brine/internal/compress"
	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// Dump writes v to a file, which appears or is replaced as a whole or not at all: v is written to a temporary file in the
// same folder, brought to the disk and renamed. A process that is killed at any moment leaves the old file, or the new one,
// and perhaps a temporary file whose name begins with a dot.
//
// v is a *py.Document or py.Value, written as it is, or any Go value, written as pickle.Marshal does. With [WithFormat] NPY
// it is an array, a *numpy.Array say; with NPZ a map of arrays by name; with Torch a map[string]*torch.Tensor or what
// torch.Save takes. A file that is replaced keeps its
// permissions; a new one has those that os.Create gives. A symbolic link stays one. What is no plain file, a device say,
// is written in place.
func Dump(path string, v any, opts ...Option) error {
	o := resolve(opts)
	if err := o.check(); err != nil {
		return &Error{Path: path, Err: err}
	}
	out, err := create(path)
	if err != nil {
		return &Error{Path: path, Err: err}
	}
	if err := o.dump(out, v); err != nil {
		out.discard()
		return &Error{Path: path, Err: err}
	}
	if err := out.commit(); err != nil {
		return &Error{Path: path, Err: err}
	}
	return nil
}

// DumpTo writes v to w, as [Dump] does to a file.
func DumpTo(w io.Writer, v any, opts ...Option) error {
	o := resolve(opts)
	err := o.check()
	if err == nil {
		err = o.dump(w, v)
	}
	if err != nil {
		return &Error{Err: err}
	}
	return nil
}

// check looks at the options before anything is created.
func (o *options) check() error {
	if int(o.format) >= len(formatNames) {
		return fmt.Errorf("brine: no such format: %d", o.format)
	}
	if o.format > Joblib && o.compression != compress.None {
		return fmt.Errorf("brine: a compressed %v file, which Python does not open", o.format)
	}
	z, err := compress.NewWriter(io.Discard, o.compression, o.level)
	if err != nil {
		return err
	}
	return z.Close()
}

// dump writes v through the compression.
func (o *options) dump(w io.Writer, v any) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	z, err := compress.NewWriter(buffered, o.compression, o.level)
	if err != nil {
		return err
	}
	err = o.write(z, v)
	if closing := z.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = buffered.Flush()
	}
	return err
}

// errTensors is a document of a file of torch.save, which refers to what is elsewhere in that file.
var errTensors = errors.New("brine: the elements of tensors are not in the document: dump them as Torch, or as arrays")

// errNothing is a document or value that is none.
var errNothing = errors.New("brine: no value to dump")

// write writes v in the format.
func (o *options) write(w io.Writer, v any) error {
	if o.format > Joblib {
		return o.writeOther(w, v)
	}
	var value py.Value
	switch v := v.(type) {
	case *py.Document:
		if v == nil {
			return errNothing
		}
		value = v.Root()
	case py.Value:
		value = v
	default:
		if o.format == Pickle {
			return pickle.NewPickler(w, o.pickle...).Encode(v)
		}
		data, err := pickle.Marshal(v, o.pickle...)
		if err != nil {
			return err
		}
		doc, err := pickle.Loads(data, append(o.pickle[:len(o.pickle):len(o.pickle)], pickle.WithAlias())...)
		if err != nil {
			return err
		}
		value = doc.Root()
	}
	if !value.IsValid() {
		return errNothing
	}
	if f := torch.FromPy(value); f.Format != "pickle" {
		return errTensors
	}
	if o.format == Pickle {
		return pickle.NewPickler(w, o.pickle...).Dump(value)
	}
	opts := []joblib.Option{joblib.WithPickle(o.pickle...)}
	if o.compression != compress.None {
		opts = append(opts, joblib.Compressed())
	}
	return joblib.Dump(w, value, opts...)
}
