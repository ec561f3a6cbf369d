package convert

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// FromTorch returns what torch.save wrote, with NumPy arrays in place of tensors; bfloat16 and float8 become float32. Tensors that NumPy
// has nothing for (sparse, quantized ones) stay the calls that would make them.
func FromTorch(f *torch.File) (*py.Document, error) {
	b := py.NewBuilder()
	var failed error
	root := b.ImportWith(f.Root(), func(v py.Value) (py.Value, bool) {
		if failed != nil || !f.IsTensor(v) {
			return py.Value{}, false
		}
		t, err := f.Tensor(v)
		if err != nil {
			failed = err
			return py.Value{}, false
		}
		if t.Layout != torch.Strided || t.DType.Quantized() {
			return py.Value{}, false
		}
		a, err := tensorArray(t)
		if err != nil {
			failed = err
			return py.Value{}, false
		}
		array, err := numpy.ToPy(b, a, numpy.Shared())
		if err != nil {
			failed = err
			return py.Value{}, false
		}
		return array, true
	})
	if failed != nil {
		return nil, failed
	}
	return b.Document(root)
}

// tensorArray returns a dense tensor as an array.
func tensorArray(t *torch.Tensor) (*ndarray.Array, error) {
	if _, ok := t.DType.NumPy(); ok {
		return t.Array()
	}
	if t.DType == "complex32" {
		x, err := t.Complex128s()
		if err != nil {
			return nil, err
		}
		data := make([]byte, 0, 8*len(x))
		for _, c := range x {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(real(c))))
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(imag(c))))
		}
		return ndarray.New(ndarray.DType{Kind: ndarray.Complex, ItemSize: 8, Order: ndarray.Little}, t.Shape, data)
	}
	x, err := t.Float64s()
	if err != nil {
		return nil, err
	}
	data := make([]byte, 0, 4*len(x))
	for _, f := range x {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(f)))
	}
	return ndarray.New(ndarray.DType{Kind: ndarray.Float, ItemSize: 4, Order: ndarray.Little}, t.Shape, data)
}

// ArrayOf returns a value as one array: an array or scalar of NumPy's, a DataFrame (of numbers as rows × columns, else as records),
// Series or Index of pandas', a number, or nested lists of numbers, as numpy.array takes them, of one shape.
func ArrayOf(v py.Value, path string, o *Options) (*ndarray.Array, error) {
	if numpy.IsMasked(v) {
		return nil, &Error{Path: path, Problem: "a masked array, and npy and npz have no place for the mask"}
	}
	if numpy.IsArray(v) || numpy.IsScalar(v) {
		a, err := numpy.FromPy(v)
		return a, wrap(path, err)
	}
	if a, err := pandasArray(v, path, o); a != nil || err != nil {
		return a, err
	}
	var shape []int
	for x := v; x.Kind() == py.List || x.Kind() == py.Tuple; x = x.Index(0) {
		shape = append(shape, x.Len())
		if x.Len() == 0 || len(shape) > ndarray.MaxDims {
			break
		}
	}
	if len(shape) > ndarray.MaxDims {
		return nil, &Error{Path: path, Problem: "lists nested deeper than an array may be"}
	}
	c := &collector{shape: shape, kind: ndarray.Bool}
	if err := c.add(v, 0, path); err != nil {
		return nil, err
	}
	return c.array()
}

// A collector makes an array of nested lists.
type collector struct {
	shape []int
	kind  ndarray.Kind // of all so far: Bool, Int, Float or Str
	any   bool         // there has been an element
	items []py.Value
	width int // of texts, in code points
}

func (c *collector) add(v py.Value, level int, path string) error {
	if level < len(c.shape) {
		if (v.Kind() != py.List && v.Kind() != py.Tuple) || v.Len() != c.shape[level] {
			return &Error{Path: path, Problem: fmt.Sprintf("not a list of %d, as the first beside it", c.shape[level]), Advice: "npy and npz hold arrays, and lists all of one length"}
		}
		i := 0
		for item := range v.Items() {
			if err := c.add(item, level+1, path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
			i++
		}
		return nil
	}
	var kind ndarray.Kind
	switch v.Kind() {
	case py.Bool:
		kind = ndarray.Bool
	case py.Int:
		kind = ndarray.Int
		if _, ok := v.Int(); !ok {
			return &Error{Path: path, Problem: "an int past 64 bits"}
		}
	case py.Float:
		kind = ndarray.Float
	case py.Str:
		kind = ndarray.Str
		s, _ := v.Str()
		c.width = max(c.width, len([]rune(s)))
	default:
		return &Error{Path: path, Problem: "a " + v.Kind().String() + ", which is no element of an array", Advice: "npy and npz hold arrays; --path chooses a part of the value, --to json takes any"}
	}
	switch {
	case !c.any || c.kind == kind:
		c.kind = kind
	case c.kind == ndarray.Str || kind == ndarray.Str:
		return &Error{Path: path, Problem: "texts and numbers in one array"}
	case kind == ndarray.Float || c.kind == ndarray.Bool:
		c.kind = kind
	}
	c.any = true
	c.items = append(c.items, v)
	return nil
}

func (c *collector) array() (*ndarray.Array, error) {
	d := ndarray.DType{Kind: c.kind, ItemSize: 8, Order: ndarray.Little}
	if !c.any {
		d.Kind = ndarray.Float
	}
	switch d.Kind {
	case ndarray.Bool:
		d.ItemSize, d.Order = 1, ndarray.None
	case ndarray.Str:
		d.ItemSize = 4 * max(1, c.width)
	}
	var data []byte
	for _, v := range c.items {
		f, _ := v.Number()
		switch d.Kind {
		case ndarray.Bool:
			data = append(data, byte(f))
		case ndarray.Int:
			x, ok := v.Int()
			if !ok {
				x = int64(f)
			}
			data = binary.LittleEndian.AppendUint64(data, uint64(x))
		case ndarray.Float:
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(f))
		case ndarray.Str:
			s, _ := v.Str()
			end := len(data) + d.ItemSize
			for _, r := range s {
				data = binary.LittleEndian.AppendUint32(data, uint32(r))
			}
			data = append(data, make([]byte, end-len(data))...)
		}
	}
	return ndarray.New(d, c.shape, data)
}

// WriteNPY writes a value that is an array.
func WriteNPY(w io.Writer, v py.Value, o *Options) error {
	a, err := ArrayOf(v, "", o)
	if err != nil {
		return err
	}
	return wrap("", numpy.WriteNPY(w, a))
}

// WriteNPZ writes a dict of arrays, or one array by the name that numpy.savez gives it: arr_0.
func WriteNPZ(w io.Writer, v py.Value, compressed bool, o *Options) error {
	z := numpy.NewNPZWriter(w, compressed)
	if v.Kind() != py.Dict {
		a, err := ArrayOf(v, "", o)
		if err != nil {
			return err
		}
		if err := z.Write("arr_0", a); err != nil {
			return err
		}
		return z.Close()
	}
	for k, x := range v.Entries() {
		name, ok := k.Str()
		if !ok {
			return &Error{Problem: "a key that is no str: " + k.String(), Advice: "the arrays of npz have names"}
		}
		path := "[" + strconv.Quote(name) + "]"
		a, err := ArrayOf(x, path, o)
		if err != nil {
			return err
		}
		if err := z.Write(name, a); err != nil {
			return wrap(path, err)
		}
	}
	return z.Close()
}

// halves returns an array of float16.
func halves(x []float64) (*ndarray.Array, error) {
	data := make([]byte, 0, 2*len(x))
	for _, f := range x {
		data = binary.LittleEndian.AppendUint16(data, float16bits(f))
	}
	return ndarray.New(ndarray.DType{Kind: ndarray.Float, ItemSize: 2, Order: ndarray.Little}, []int{len(x)}, data)
}
