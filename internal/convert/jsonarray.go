package convert

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/brine-go/brine/internal/show"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// numpy reads an array, scalar or dtype: {"$ndarray": "<f8", "shape": [2], "data": [1.0, 2.0]}.
func (r *JSONReader) numpy(d *lexer, tag, path string) (py.Value, error) {
	t, err := d.token()
	text, ok := t.(string)
	if err != nil || !ok {
		return py.Value{}, &Error{Path: path, Problem: "arrays of records cannot be read back from JSON"}
	}
	dtype, err := ndarray.ParseDType(text)
	if err != nil {
		return py.Value{}, &Error{Path: path, Err: err}
	}
	if tag == "$dtype" {
		v, err := numpy.DTypeToPy(r.b, dtype)
		return v, wrap(path, err)
	}
	var (
		class            string
		shape            = []int{}
		data, mask, fill *ndarray.Array
	)
	for d.more() {
		key, err := r.key(d, path)
		if err != nil {
			return py.Value{}, err
		}
		switch key {
		case "class":
			class, err = r.text(d, key, path)
		case "shape":
			shape, err = d.sizes()
		case "data", "value":
			data, err = r.elements(d, dtype, shape, path)
		case "mask":
			mask, err = r.elements(d, ndarray.DType{Kind: ndarray.Bool, ItemSize: 1, Order: ndarray.None}, shape, path+".mask")
		case "fill_value":
			fill, err = r.elements(d, dtype, nil, path+".fill_value")
		default:
			err = &Error{Path: path, Problem: fmt.Sprintf("%q is no part of an array", key)}
		}
		if err != nil {
			return py.Value{}, wrap(path, err)
		}
	}
	if data == nil {
		if data, err = r.array(dtype, shape, nil, path); err != nil {
			return py.Value{}, err
		}
	}
	out := numpy.Array{Array: *data, Scalar: tag == "$scalar", Masked: class == show.MaskedClass, Mask: mask, Fill: fill}
	switch {
	case class != "" && !out.Masked:
		return py.Value{}, &Error{Path: path, Problem: "a " + class + " cannot be read back from JSON"}
	case !out.Masked && (mask != nil || fill != nil):
		return py.Value{}, &Error{Path: path, Problem: `"mask" and "fill_value" are parts of a masked array`}
	}
	v, err := out.ToPy(r.b)
	return v, wrap(path, err)
}

// elements reads the elements of an array, nested as its shape says.
func (r *JSONReader) elements(d *lexer, dtype ndarray.DType, shape []int, path string) (*ndarray.Array, error) {
	if dtype.Kind == ndarray.Object {
		return r.objects(d, dtype, shape, path)
	}
	data, err := d.any(0)
	if err != nil {
		return nil, wrap(path, err)
	}
	return r.array(dtype, shape, data, path)
}

// array makes an array of nested arrays of JSON.
func (r *JSONReader) array(dtype ndarray.DType, shape []int, data any, path string) (*ndarray.Array, error) {
	n, ok := ndarray.Size(shape)
	if !ok || dtype.ItemSize <= 0 {
		return nil, &Error{Path: path, Problem: "no such shape or dtype"}
	}
	if n > 0 && data == nil {
		return nil, &Error{Path: path, Problem: "an array without data"}
	}
	var raw []byte
	if n > 0 {
		var err error
		if raw, err = appendElements(nil, data, dtype, len(shape), path); err != nil {
			return nil, err
		}
	}
	a, err := ndarray.New(dtype, shape, raw)
	return a, wrap(path, err)
}

// objects reads the elements of an array of objects.
func (r *JSONReader) objects(d *lexer, dtype ndarray.DType, shape []int, path string) (*ndarray.Array, error) {
	v, err := r.value(d, path)
	if err != nil {
		return nil, err
	}
	items := []py.Value{v}
	for range shape {
		var next []py.Value
		for _, item := range items {
			for x := range item.Items() {
				next = append(next, x)
			}
		}
		items = next
	}
	a, err := ndarray.NewObjects(dtype, shape, numpy.ObjectList(items), false)
	return a, wrap(path, err)
}

// appendElements appends the bytes of nested arrays of JSON, so many levels deep.
func appendElements(b []byte, x any, d ndarray.DType, levels int, path string) ([]byte, error) {
	if levels == 0 {
		return appendElement(b, x, d, path)
	}
	list, ok := x.([]any)
	if !ok {
		return nil, &Error{Path: path, Problem: "data is not nested as the shape says"}
	}
	var err error
	for i, item := range list {
		if b, err = appendElements(b, item, d, levels-1, path+"["+strconv.Itoa(i)+"]"); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// appendElement appends the bytes of one element.
func appendElement(b []byte, x any, d ndarray.DType, path string) ([]byte, error) {
	bad := func() ([]byte, error) {
		return nil, &Error{Path: path, Problem: fmt.Sprintf("%v is no element of dtype %v", x, d)}
	}
	order := binary.AppendByteOrder(binary.LittleEndian)
	if d.Order == ndarray.Big {
		order = binary.BigEndian
	}
	word := func(bits uint64, size int) ([]byte, error) {
		switch size {
		case 1:
			return append(b, byte(bits)), nil
		case 2:
			return order.AppendUint16(b, uint16(bits)), nil
		case 4:
			return order.AppendUint32(b, uint32(bits)), nil
		case 8:
			return order.AppendUint64(b, bits), nil
		}
		return bad()
	}
	switch d.Kind {
	case ndarray.Bool:
		if t, ok := x.(bool); ok {
			b = append(b, 0)
			if t {
				b[len(b)-1] = 1
			}
			return b, nil
		}
	case ndarray.Int, ndarray.Datetime, ndarray.Timedelta:
		if n, ok := x.(json.Number); ok {
			if v, err := strconv.ParseInt(string(n), 10, 8*min(d.ItemSize, 8)); err == nil {
				return word(uint64(v), d.ItemSize)
			}
		}
	case ndarray.Uint:
		if n, ok := x.(json.Number); ok {
			if v, err := strconv.ParseUint(string(n), 10, 8*min(d.ItemSize, 8)); err == nil {
				return word(v, d.ItemSize)
			}
		}
	case ndarray.Float:
		if f, ok := jsonFloat(x); ok {
			switch d.ItemSize {
			case 2:
				return word(uint64(float16bits(f)), 2)
			case 4:
				return word(uint64(math.Float32bits(float32(f))), 4)
			case 8:
				return word(math.Float64bits(f), 8)
			}
		}
	case ndarray.Complex:
		if parts, ok := x.([]any); ok && len(parts) == 2 {
			part := ndarray.DType{Kind: ndarray.Float, ItemSize: d.ItemSize / 2, Order: d.Order}
			b, err := appendElement(b, parts[0], part, path)
			if err != nil {
				return nil, err
			}
			return appendElement(b, parts[1], part, path)
		}
	case ndarray.Str:
		if s, ok := x.(string); ok {
			end := len(b) + d.ItemSize
			for _, c := range s {
				b = order.AppendUint32(b, uint32(c))
			}
			if len(b) <= end {
				return append(b, make([]byte, end-len(b))...), nil
			}
		}
	case ndarray.Bytes, ndarray.Void:
		s, ok := x.(string)
		if m, tagged := x.(map[string]any); tagged {
			s, ok = m["$bytes"].(string)
		}
		if data, err := base64.StdEncoding.DecodeString(s); ok && err == nil && len(data) <= d.ItemSize {
			b = append(b, data...)
			return append(b, make([]byte, d.ItemSize-len(data))...), nil
		}
	}
	return bad()
}

// jsonFloat returns a number, or what {"$float": "nan"} says.
func jsonFloat(x any) (float64, bool) {
	switch x := x.(type) {
	case json.Number:
		f, err := strconv.ParseFloat(string(x), 64)
		return f, err == nil
	case map[string]any:
		if s, ok := x["$float"].(string); ok {
			f, err := strconv.ParseFloat(s, 64)
			return f, err == nil
		}
	}
	return 0, false
}

// float16bits returns the half-precision float nearest to f, which of what Brine writes is f itself.
func float16bits(f float64) uint16 {
	sign := uint16(math.Float64bits(f) >> 48 & 0x8000)
	a := math.Abs(f)
	switch {
	case f != f:
		return 0x7E00
	case a >= 65520:
		return sign | 0x7C00
	case a < 0x1p-14:
		return sign | uint16(math.RoundToEven(a*0x1p24))
	}
	fraction, exp := math.Frexp(a) // a = fraction·2^exp, 0.5 ≤ fraction < 1
	return sign | uint16(int64(math.RoundToEven(fraction*2048))-1024+int64(exp+14)<<10)
}

func wrap(path string, err error) error {
	if err == nil {
		return nil
	}
	if own, ok := err.(*Error); ok {
		return own
	}
	return &Error{Path: path, Err: err}
}
