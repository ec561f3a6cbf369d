package brine

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// writeOther writes v in a format that is no pickle.
func (o *options) writeOther(w io.Writer, v any) error {
	switch o.format {
	case NPY:
		a, err := arrayOf(v)
		if err != nil {
			return err
		}
		return numpy.WriteNPY(w, a)
	case NPZ:
		return writeNPZ(w, v)
	}
	switch x := v.(type) {
	case map[string]*torch.Tensor:
		var dict torch.StateDict
		for _, name := range slices.Sorted(maps.Keys(x)) {
			dict = append(dict, torch.Named{Name: name, Tensor: x[name]})
		}
		v = dict
	case *py.Document, py.Value:
		return fmt.Errorf("brine: %T as torch: tensors, dicts and slices of them are written, see torch.Save", v)
	}
	return torch.Save(w, v)
}

// errMasked is a masked array where only its elements would be written.
var errMasked = errors.New("brine: a masked array, which .npy and .npz files cannot hold")

// arrayOf returns a value as an array.
func arrayOf(v any) (*ndarray.Array, error) {
	switch v := v.(type) {
	case *ndarray.Array:
		if v != nil {
			return v, nil
		}
	case *numpy.Array:
		switch {
		case v == nil:
		case v.Masked:
			return nil, errMasked
		default:
			return &v.Array, nil
		}
	case *py.Document:
		if v != nil {
			return arrayOf(v.Root())
		}
	case py.Value:
		if v.IsValid() {
			a, err := numpy.ArrayFromPy(v)
			if err != nil {
				return nil, err
			}
			return arrayOf(a)
		}
	default:
		return nil, fmt.Errorf("brine: a %T is no array", v)
	}
	return nil, errNothing
}

// writeNPZ writes a map or dict of arrays, a map in the order of its names.
func writeNPZ(w io.Writer, v any) error {
	z := numpy.NewNPZWriter(w, false)
	write := func(name string, v any) error {
		a, err := arrayOf(v)
		if err == nil {
			err = z.Write(name, a)
		}
		if err != nil {
			err = fmt.Errorf("%q: %w", name, err)
		}
		return err
	}
	switch v := v.(type) {
	case map[string]*ndarray.Array:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if err := write(name, v[name]); err != nil {
				return err
			}
		}
	case map[string]*numpy.Array:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if err := write(name, v[name]); err != nil {
				return err
			}
		}
	case *py.Document:
		if v == nil {
			return errNothing
		}
		return writeNPZ(w, v.Root())
	case py.Value:
		if v.Kind() != py.Dict {
			return fmt.Errorf("brine: a %v is no dict of arrays", v.Kind())
		}
		for key, item := range v.Entries() {
			name, ok := key.Str()
			if !ok {
				return fmt.Errorf("brine: the key %s is no name of an array", py.Repr(key))
			}
			if err := write(name, item); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("brine: a %T is no map of arrays", v)
	}
	return z.Close()
}
