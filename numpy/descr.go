package numpy

import (
	"errors"
	"fmt"
	"math"

	"github.com/brine-go/brine/ndarray"
)

// A descrReader reads the descr of a .npy header into a dtype, as numpy.lib.format.descr_to_dtype does: a text, a
// tuple of base and shape, or a list of fields (name, descr[, shape]), where a name may be (title, name) and a void
// without a name is padding.
type descrReader struct{ budget int }

func (r *descrReader) read(v any, depth int) (ndarray.DType, error) {
	if r.budget--; r.budget < 0 || depth > maxDTypeNest {
		return ndarray.DType{}, tooMany()
	}
	switch v := v.(type) {
	case string:
		return ndarray.ParseDType(v)
	case tuple:
		if len(v) != 2 {
			return ndarray.DType{}, errors.New("a tuple of other than two: base and shape")
		}
		return r.subarray(v[0], v[1], depth)
	case []any:
		return r.record(v, depth)
	}
	return ndarray.DType{}, fmt.Errorf("%v is no dtype", v)
}

func (r *descrReader) subarray(base, shape any, depth int) (ndarray.DType, error) {
	d, err := r.read(base, depth+1)
	if err != nil {
		return d, err
	}
	t, ok := shape.(tuple)
	if n, isInt := shape.(int); isInt {
		t, ok = tuple{n}, true
	}
	dims, isShape := dims(t)
	n, fits := ndarray.Size(dims)
	switch {
	case !ok || !isShape:
		return d, errors.New("a subarray's shape is no tuple of ints")
	case !fits || d.ItemSize > 0 && n > math.MaxInt32/d.ItemSize:
		return d, errors.New("a subarray of more than 2 GiB")
	case len(dims) == 0:
		return d, nil
	case d.Base != nil: // NumPy puts the shapes together
		dims = append(dims, d.Shape...)
		n, _ = ndarray.Size(dims)
		d = *d.Base
		if len(dims) > ndarray.MaxDims || d.ItemSize > 0 && n > math.MaxInt32/d.ItemSize {
			return d, errors.New("a subarray of too many dimensions")
		}
	}
	return ndarray.DType{Kind: ndarray.Void, ItemSize: n * d.ItemSize, Base: &d, Shape: dims}.Normal(), nil
}

func (r *descrReader) record(list []any, depth int) (ndarray.DType, error) {
	d := ndarray.DType{Kind: ndarray.Void, Fields: []ndarray.Field{}}
	seen := make(map[string]bool)
	for _, x := range list {
		t, ok := x.(tuple)
		if !ok || len(t) != 2 && len(t) != 3 {
			return d, errors.New("a field is no tuple of name, descr and perhaps shape")
		}
		var f ndarray.Field
		switch name := t[0].(type) {
		case string:
			f.Name = name
		case tuple:
			if len(name) == 2 {
				f.Title, _ = name[0].(string)
				f.Name, _ = name[1].(string)
			}
			if f.Title == "" || f.Name == "" {
				return d, errors.New("a field's name is no text, nor title and name")
			}
		default:
			return d, errors.New("a field's name is no text, nor title and name")
		}
		var err error
		if len(t) == 3 {
			f.DType, err = r.subarray(t[1], t[2], depth)
		} else {
			f.DType, err = r.read(t[1], depth+1)
		}
		if err != nil {
			return d, fmt.Errorf("field %q: %w", f.Name, err)
		}
		if f.DType.ItemSize > math.MaxInt32-d.ItemSize {
			return d, errors.New("a record of more than 2 GiB")
		}
		f.Offset = d.ItemSize
		d.ItemSize += f.DType.ItemSize
		if f.Name == "" && f.DType.Kind == ndarray.Void && f.DType.Fields == nil && f.DType.Base == nil {
			continue
		}
		if seen[f.Name] || f.Title != "" && (seen[f.Title] || f.Title == f.Name) {
			return d, fmt.Errorf("two fields of the name %q", f.Name)
		}
		seen[f.Name] = true
		if f.Title != "" {
			seen[f.Title] = true
		}
		d.Fields = append(d.Fields, f)
	}
	return d.Normal(), nil
}

// appendDescr appends repr of what numpy.lib.format.dtype_to_descr returns. Metadata, the class of records and
// alignment are not in it, but padding is.
func appendDescr(dst []byte, d ndarray.DType) ([]byte, error) {
	d = d.Normal()
	switch {
	case d.Kind == ndarray.VarStr:
		return append(dst, "'|O'"...), nil // what NumPy does with dtypes that have no text
	case d.Fields == nil:
		return appendText(dst, d.String()), nil
	}
	dst = append(dst, '[')
	end := 0
	pad := func(to int) {
		if to > end {
			dst = fmt.Appendf(dst, "('', '|V%d'), ", to-end)
			end = to
		}
	}
	var err error
	for _, f := range d.Fields {
		if f.Offset < end {
			return nil, &Error{Path: "descr", Want: "fields in order, none over another: .npy files have no others", Got: d.String()}
		}
		pad(f.Offset)
		dst = append(dst, '(')
		if f.Title != "" {
			dst = append(appendText(append(dst, '('), f.Title), ", "...)
			dst = append(appendText(dst, f.Name), ')')
		} else {
			dst = appendText(dst, f.Name)
		}
		dst = append(dst, ", "...)
		if f.DType.Base != nil {
			if dst, err = appendDescr(dst, *f.DType.Base); err != nil {
				return nil, err
			}
			dst = appendShape(append(dst, ", "...), f.DType.Shape)
		} else if dst, err = appendDescr(dst, f.DType); err != nil {
			return nil, err
		}
		dst = append(dst, "), "...)
		end = f.Offset + f.DType.ItemSize
	}
	if pad(d.ItemSize); len(dst) > 1 && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-2]
	}
	return append(dst, ']'), nil
}
