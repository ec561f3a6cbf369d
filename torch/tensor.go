package torch

import (
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// A Tensor is a torch.Tensor: a view of a storage, a sparse tensor made of others, or a quantized one.
type Tensor struct {
	DType        DType
	Shape        []int
	Strides      []int // in elements
	Offset       int   // in elements, of the first one
	Storage      *Storage
	RequiresGrad bool
	Parameter    bool   // it is a torch.nn.Parameter
	Class        string // of a subclass: "module.name"

	Layout  Layout
	Indices *Tensor // SparseCOO: (dimensions, entries); compressed layouts: plain indices
	Crow    *Tensor // compressed layouts: where each row's (or column's) entries begin
	Values  *Tensor // sparse layouts

	Quantizer *Quantizer // of the quantized dtypes

	conj, neg bool // elements are the conjugates, the negatives of those in the storage
}

// A Layout is how a tensor's elements are stored.
type Layout string

const (
	Strided   Layout = "strided"
	SparseCOO Layout = "sparse_coo"
	SparseCSR Layout = "sparse_csr"
	SparseCSC Layout = "sparse_csc"
	SparseBSR Layout = "sparse_bsr"
	SparseBSC Layout = "sparse_bsc"
)

// A Quantizer tells what a quantized integer q stands for: (q - zero point) × scale.
type Quantizer struct {
	Scheme string    // "per_tensor_affine", "per_channel_affine", …
	Scale  []float64 // one, or one for each index of Axis
	Zero   []float64 // zero points, the same
	Axis   int
}

// Len returns the number of elements.
func (t *Tensor) Len() int {
	n, _ := ndarray.Size(t.Shape)
	return n
}

// IsTensor reports whether v is a tensor or parameter that [File.Tensor] reads.
func (f *File) IsTensor(v py.Value) bool { return f.source.isTensor(v) }

// IsTensor reports whether v is a tensor or parameter of its document that [TensorFromPy] reads.
func IsTensor(v py.Value) bool {
	switch v.Kind() {
	case py.Object:
		o, _ := v.Object()
		_, ok := rebuilders[rebuilder(o)]
		return ok
	case py.PersistentID: // in files of before 0.1.10
		return sourceOf(v).isTensor(v)
	}
	return false
}

func (f *source) isTensor(v py.Value) bool {
	if _, ok := f.tarTensor(v); ok {
		return true
	}
	o, ok := v.Object()
	if !ok {
		return false
	}
	_, ok = rebuilders[rebuilder(o)]
	return ok
}

// rebuilder names the function that would make a tensor.
func rebuilder(o py.Instance) string {
	module, name, _ := o.Func.Global()
	if module == "torch._utils" || module == "torch._tensor" {
		return name
	}
	return ""
}

// rebuilders read the functions of torch._utils that make tensors.
var rebuilders map[string]func(*source, args) (*Tensor, error)

func init() { // they refer to File.Tensor, which refers to them
	rebuilders = map[string]func(*source, args) (*Tensor, error){
		"_rebuild_tensor":                 (*source).strided,
		"_rebuild_tensor_v2":              (*source).strided,
		"_rebuild_tensor_v3":              (*source).strided,
		"_rebuild_parameter":              (*source).parameter,
		"_rebuild_parameter_with_state":   (*source).parameter,
		"_rebuild_sparse_tensor":          (*source).sparse,
		"_rebuild_sparse_csr_tensor":      (*source).sparse,
		"_rebuild_qtensor":                (*source).quantized,
		"_rebuild_from_type_v2":           (*source).subclass,
		"_rebuild_meta_tensor_no_storage": (*source).meta,
	}
}

// args are the arguments of a rebuilder.
type args struct {
	name  string
	v     py.Value
	depth int
}

func (a args) at(i int) py.Value { return a.v.Index(i) }

func (a args) wrong(i int, want string) error {
	return mismatch(fmt.Sprintf("%s[%d]", a.name, i), a.at(i), want)
}

// maxDepth bounds tensors that are made of tensors.
const maxDepth = 16

// Tensor reads a tensor or a parameter. The same object is the same *Tensor each time.
func (f *File) Tensor(v py.Value) (*Tensor, error) { return f.tensorAt(v, 0) }

// TensorFromPy reads a tensor or a parameter of a document that came from a file of torch.save, or of a plain pickle.
func TensorFromPy(v py.Value) (*Tensor, error) { return sourceOf(v).tensorAt(v, 0) }

func (f *source) tensorAt(v py.Value, depth int) (*Tensor, error) {
	if t, ok := f.tarTensor(v); ok {
		return t, nil
	}
	f.mu.Lock()
	t := f.made[wordOf(v)]
	f.mu.Unlock()
	if t != nil {
		return t, nil
	}
	o, ok := v.Object()
	if !ok || depth > maxDepth {
		return nil, mismatch("tensor", v, "a tensor")
	}
	name := rebuilder(o)
	read, ok := rebuilders[name]
	if !ok {
		return nil, mismatch("tensor", v, "a call that makes a tensor")
	}
	t, err := read(f, args{name, o.Args, depth})
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made == nil {
		f.made = make(map[word]*Tensor)
	}
	f.made[wordOf(v)] = t
	return t, nil
}

// ints reads a tuple or torch.Size of sizes or strides.
func (a args) ints(i int) ([]int, error) {
	v := a.at(i)
	if o, ok := v.Object(); ok && o.Func.IsGlobal("torch", "Size") {
		v = o.Args.Index(0)
	}
	if v.Kind() != py.Tuple && v.Kind() != py.List || v.Len() > ndarray.MaxDims {
		return nil, a.wrong(i, "a tuple of ints")
	}
	out := make([]int, 0, v.Len())
	for x := range v.Items() {
		n, ok := x.Int()
		if !ok || n < 0 || n > math.MaxInt32*int64(1<<16) {
			return nil, a.wrong(i, "a tuple of ints")
		}
		out = append(out, int(n))
	}
	return out, nil
}

// strided reads (storage, offset, size, stride[, requires_grad, hooks[, metadata]]), in v3 with a dtype before the
// metadata.
func (f *source) strided(a args) (*Tensor, error) {
	s, err := f.storage(a.at(0))
	if err != nil {
		return nil, err
	}
	t := &Tensor{DType: s.DType, Storage: s, Layout: Strided}
	offset, ok := a.at(1).Int()
	if !ok || offset < 0 {
		return nil, a.wrong(1, "an offset")
	}
	t.Offset = int(offset)
	if t.Shape, err = a.ints(2); err != nil {
		return nil, err
	}
	if t.Strides, err = a.ints(3); err != nil {
		return nil, err
	}
	if len(t.Strides) != len(t.Shape) {
		return nil, a.wrong(3, fmt.Sprintf("%d strides", len(t.Shape)))
	}
	t.RequiresGrad, _ = a.at(4).Bool()
	meta := a.at(6)
	if a.name == "_rebuild_tensor_v3" {
		if t.DType, ok = dtypeOf(meta); !ok {
			return nil, a.wrong(6, "a dtype")
		}
		meta = a.at(7)
	}
	if meta.Kind() == py.Dict { // torch._utils.set_tensor_metadata
		t.conj, _ = meta.Get("conj").Bool()
		t.neg, _ = meta.Get("neg").Bool()
	}
	return t, t.check()
}

// dtypeOf returns what a global as torch.float8_e5m2 names.
func dtypeOf(v py.Value) (DType, bool) {
	module, name, ok := v.Global()
	_, known := dtypes[DType(name)]
	return DType(name), ok && known && module == "torch"
}

// check proves that every element lies inside of the storage.
func (t *Tensor) check() error {
	n, ok := ndarray.Size(t.Shape)
	last := uint64(t.Offset)
	for i, dim := range t.Shape {
		if dim > 0 {
			last += uint64(dim-1) * uint64(t.Strides[i])
		}
		ok = ok && last < 1<<48
	}
	size := t.DType.Size()
	have := uint64(t.Storage.Len) * uint64(t.Storage.DType.Size())
	if !ok || n > 0 && (last+1)*uint64(size) > have {
		return &Error{Path: "tensor", Got: fmt.Sprintf("size %v, stride %v, offset %d", t.Shape, t.Strides, t.Offset),
			Want: fmt.Sprintf("a view of the storage's %d bytes", have)}
	}
	return nil
}

// parameter reads (data, requires_grad, hooks[, state]).
func (f *source) parameter(a args) (*Tensor, error) {
	data, err := f.tensorAt(a.at(0), a.depth+1)
	if err != nil {
		return nil, err
	}
	t := *data
	t.Parameter = true
	t.RequiresGrad, _ = a.at(1).Bool()
	return &t, nil
}

// subclass reads (func, type, args, state): what func makes, as an object of type.
func (f *source) subclass(a args) (*Tensor, error) {
	_, name, _ := a.at(0).Global()
	read, ok := rebuilders[name]
	if !ok || a.depth > maxDepth {
		return nil, a.wrong(0, "a function that makes a tensor")
	}
	made, err := read(f, args{name, a.at(2), a.depth + 1})
	if err != nil {
		return nil, err
	}
	t := *made
	if module, name, ok := a.at(1).Global(); ok {
		t.Class = module + "." + name
	}
	return &t, nil
}

// meta reads (dtype, size, stride, requires_grad): a tensor without elements' values.
func (f *source) meta(a args) (*Tensor, error) {
	d, ok := dtypeOf(a.at(0))
	if !ok {
		return nil, a.wrong(0, "a dtype")
	}
	t := &Tensor{DType: d, Layout: Strided}
	var err error
	if t.Shape, err = a.ints(1); err != nil {
		return nil, err
	}
	if t.Strides, err = a.ints(2); err != nil {
		return nil, err
	}
	t.RequiresGrad, _ = a.at(3).Bool()
	return t, nil
}

// sparse reads (layout, data): of COO (indices, values, size[, coalesced]), of the compressed layouts (crow, col,
// values, size).
func (f *source) sparse(a args) (*Tensor, error) {
	t := &Tensor{Layout: layoutOf(a.at(0))}
	data := args{a.name + "[1]", a.at(1), a.depth}
	parts := []**Tensor{&t.Indices, &t.Values}
	switch t.Layout {
	case SparseCOO:
	case SparseCSR, SparseCSC, SparseBSR, SparseBSC:
		parts = []**Tensor{&t.Crow, &t.Indices, &t.Values}
	default:
		return nil, a.wrong(0, "a sparse layout")
	}
	for i, dst := range parts {
		part, err := f.tensorAt(data.at(i), a.depth+1)
		if err != nil {
			return nil, err
		}
		*dst = part
	}
	var err error
	if t.Shape, err = data.ints(len(parts)); err != nil {
		return nil, err
	}
	if _, ok := ndarray.Size(t.Shape); !ok {
		return nil, data.wrong(len(parts), "a size")
	}
	t.DType = t.Values.DType
	return t, nil
}

// layoutOf returns the layout of a call torch.serialization._get_layout("torch.sparse_coo"), or of its name.
func layoutOf(v py.Value) Layout {
	if o, ok := v.Object(); ok && o.Func.IsGlobal("torch.serialization", "_get_layout") {
		s, _ := o.Args.Index(0).Str()
		if len(s) > len("torch.") {
			return Layout(s[len("torch."):])
		}
	}
	_, name, _ := v.Global()
	return Layout(name)
}

// quantized reads (storage, offset, size, stride, quantizer, requires_grad, hooks).
func (f *source) quantized(a args) (*Tensor, error) {
	q := a.at(4)
	t, err := f.strided(args{a.name, a.v, a.depth})
	if err != nil {
		return nil, err
	}
	t.RequiresGrad, _ = a.at(5).Bool()
	t.conj, t.neg = false, false
	_, scheme, _ := q.Index(0).Global()
	t.Quantizer = &Quantizer{Scheme: scheme}
	if !t.DType.Quantized() {
		return nil, a.wrong(0, "a storage of quantized integers")
	}
	if scheme == "per_tensor_affine" || scheme == "per_tensor_symmetric" {
		scale, ok1 := q.Index(1).Number()
		zero, ok2 := q.Index(2).Number()
		if !ok1 || !ok2 {
			return nil, a.wrong(4, "(scheme, scale, zero point)")
		}
		t.Quantizer.Scale, t.Quantizer.Zero = []float64{scale}, []float64{zero}
		return t, nil
	}
	axis, ok := q.Index(3).Int()
	if !ok || axis < 0 || int(axis) >= len(t.Shape) {
		return nil, a.wrong(4, "(scheme, scales, zero points, axis)")
	}
	t.Quantizer.Axis = int(axis)
	for i, dst := range []*[]float64{&t.Quantizer.Scale, &t.Quantizer.Zero} {
		part, err := f.tensorAt(q.Index(i+1), a.depth+1)
		if err == nil {
			*dst, err = part.Float64s()
		}
		if err != nil {
			return nil, err
		}
		if len(*dst) != t.Shape[axis] {
			return nil, a.wrong(4, fmt.Sprintf("%d scales and zero points", t.Shape[axis]))
		}
	}
	return t, nil
}

// NewTensor returns a tensor of its own storage with data in C order: a []float32, []float64, []int64, []int32, []int16,
// []int8, []uint8 or []bool.
func NewTensor(shape []int, data any) (*Tensor, error) {
	d, raw, n := encode(data)
	if want, ok := ndarray.Size(shape); d == "" || !ok || want != n {
		return nil, &Error{Path: "NewTensor", Got: fmt.Sprintf("%T of %d", data, n), Want: fmt.Sprintf("numbers for a shape of %v", shape)}
	}
	t := &Tensor{DType: d, Shape: slices.Clone(shape), Strides: make([]int, len(shape)), Layout: Strided,
		Storage: &Storage{DType: d, Location: "cpu", Len: n, data: raw}}
	step := 1
	for i := len(shape) - 1; i >= 0; i-- {
		t.Strides[i] = step
		step *= max(1, shape[i])
	}
	return t, nil
}
