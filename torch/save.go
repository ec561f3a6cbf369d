package torch

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"reflect"
	"strconv"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// A Dict is a dict in its order: a checkpoint of state dicts, numbers and texts.
type Dict []Item

// An Item is a key and its value in a [Dict].
type Item struct {
	Key   string
	Value any
}

// Save writes v as torch.save does, in the zip format: torch.load reads it, with weights_only=True, too. v is a
// StateDict, which becomes an OrderedDict; a *Tensor; or a Dict or slice of such, of numbers, texts, bools and nil.
// Tensors of one Storage share it in the file. Sparse and quantized tensors are errors.
func Save(w io.Writer, v any) error {
	s := saver{b: py.NewBuilder(), keys: make(map[*Storage]string)}
	root, err := s.value("", v)
	if err != nil {
		return err
	}
	doc, err := s.b.Document(root)
	if err != nil {
		return &Error{Path: "Save", Err: err}
	}
	object, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(2))
	if err != nil {
		return &Error{Path: "Save", Err: err}
	}
	z := archive{w: &counter{w: w}}
	z.zip = zip.NewWriter(z.w)
	z.add("data.pkl", object)
	z.add("byteorder", []byte("little"))
	for i, st := range s.storages {
		data, err := st.Bytes()
		if err != nil {
			return err
		}
		z.add("data/"+strconv.Itoa(i), data)
	}
	z.add("version", []byte("3\n"))
	if z.err == nil {
		z.err = z.zip.Close()
	}
	return z.err
}

// A saver makes the object of a file and numbers its storages.
type saver struct {
	b        *py.Builder
	keys     map[*Storage]string
	storages []*Storage
	depth    int
}

func (s *saver) value(path string, v any) (py.Value, error) {
	if s.depth++; s.depth > maxTree {
		return py.Value{}, &Error{Path: path, Got: "deeper nesting", Want: "a checkpoint"}
	}
	defer func() { s.depth-- }()
	b := s.b
	switch v := v.(type) {
	case nil:
		return b.None(), nil
	case bool:
		return b.Bool(v), nil
	case string:
		return b.Str(v), nil
	case int:
		return b.Int(int64(v)), nil
	case int64:
		return b.Int(v), nil
	case float64:
		return b.Float(v), nil
	case py.Value:
		return b.Import(v), b.Err()
	case *Tensor:
		return s.tensor(path, v)
	case StateDict:
		d := b.Call(b.Global("collections", "OrderedDict"))
		for _, x := range v {
			t, err := s.tensor(x.Name, x.Tensor)
			if err != nil {
				return py.Value{}, err
			}
			b.SetItem(d, b.Str(x.Name), t)
		}
		return d, b.Err()
	case Dict:
		d := b.Dict()
		for _, x := range v {
			item, err := s.value(join(path, x.Key), x.Value)
			if err != nil {
				return py.Value{}, err
			}
			b.SetItem(d, b.Str(x.Key), item)
		}
		return d, b.Err()
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.Slice {
		list := b.List()
		for i := range r.Len() {
			item, err := s.value(join(path, strconv.Itoa(i)), r.Index(i).Interface())
			if err != nil {
				return py.Value{}, err
			}
			b.Append(list, item)
		}
		return list, b.Err()
	}
	return py.Value{}, &Error{Path: "Save " + path, Got: fmt.Sprintf("a %T", v), Want: "tensors, dicts, slices, numbers and texts"}
}

func join(path, part string) string {
	if path == "" {
		return part
	}
	return path + "." + part
}

// tensor writes _rebuild_tensor_v2 or, for types that no storage class has, v3; in _rebuild_parameter if it is one.
func (s *saver) tensor(path string, t *Tensor) (py.Value, error) {
	switch {
	case t == nil || t.Storage == nil:
		return py.Value{}, &Error{Path: "Save " + path, Got: "no tensor, or one without a storage", Want: "one"}
	case t.Layout != Strided || t.Quantizer != nil || t.conj || t.neg:
		return py.Value{}, &Error{Path: "Save " + path, Got: fmt.Sprintf("a %s tensor of %s", t.Layout, t.DType), Want: "a plain strided one"}
	case len(t.Strides) != len(t.Shape) || t.DType.Size() == 0:
		return py.Value{}, &Error{Path: "Save " + path, Got: fmt.Sprintf("strides %v, dtype %q", t.Strides, t.DType), Want: "one stride a dimension, and a dtype"}
	}
	if err := t.check(); err != nil {
		return py.Value{}, err
	}
	b := s.b
	key, ok := s.keys[t.Storage]
	if !ok {
		key = strconv.Itoa(len(s.storages))
		s.keys[t.Storage] = key
		s.storages = append(s.storages, t.Storage)
	}
	typed := dtypes[t.DType].storage
	elements := t.Storage.Len
	class := b.Global("torch", typed)
	if typed == "" {
		class = b.Global("torch.storage", "UntypedStorage")
		elements *= t.Storage.DType.Size()
	}
	storage := b.PersistentID(b.Tuple(b.Str("storage"), class, b.Str(key), b.Str("cpu"), b.Int(int64(elements))))
	hooks := b.Call(b.Global("collections", "OrderedDict"))
	grad := b.Bool(t.RequiresGrad && !t.Parameter)
	parts := []py.Value{storage, b.Int(int64(t.Offset)), s.ints(t.Shape), s.ints(t.Strides), grad, hooks}
	rebuild := "_rebuild_tensor_v2"
	if typed == "" {
		rebuild = "_rebuild_tensor_v3"
		parts = append(parts, b.Global("torch", string(t.DType)))
	}
	v := b.Call(b.Global("torch._utils", rebuild), parts...)
	if t.Parameter {
		v = b.Call(b.Global("torch._utils", "_rebuild_parameter"), v, b.Bool(t.RequiresGrad), b.Call(b.Global("collections", "OrderedDict")))
	}
	return v, b.Err()
}

func (s *saver) ints(x []int) py.Value {
	out := make([]py.Value, len(x))
	for i, n := range x {
		out[i] = s.b.Int(int64(n))
	}
	return s.b.Tuple(out...)
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// An archive writes stored members whose bytes begin at multiples of 64, so that they can be mapped.
type archive struct {
	w   *counter
	zip *zip.Writer
	err error
}

const (
	alignment  = 64
	fileHeader = 30 // bytes of a member's header before its name
)

func (a *archive) add(name string, data []byte) {
	if a.err != nil {
		return
	}
	name = "archive/" + name
	if int64(len(data)) > math.MaxUint32-1 {
		a.err = &Error{Path: "Save " + name, Got: "4 GiB or more", Want: "a smaller storage"}
		return
	}
	if a.err = a.zip.Flush(); a.err != nil {
		return
	}
	// An extra field FB of as many bytes as are missing, as PyTorch pads (getPadding in inline_container.cc).
	start := a.w.n + fileHeader + int64(len(name)) + 4
	pad := int((alignment - start%alignment) % alignment)
	extra := append([]byte{'F', 'B', byte(pad), 0}, bytes.Repeat([]byte{'Z'}, pad)...)
	h := &zip.FileHeader{
		Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(data), Extra: extra,
		CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(data)),
	}
	var w io.Writer
	if w, a.err = a.zip.CreateRaw(h); a.err == nil {
		_, a.err = w.Write(data)
	}
}
