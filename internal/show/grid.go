package show

import (
	"strconv"
	"strings"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// A grid is elements with a shape: an array, a masked array, a tensor, or a part of one.
type grid struct {
	*ndarray.Array
	mask   *ndarray.Array // true where an element is masked; nil if none is
	fill   *ndarray.Array // of a masked array, one element; nil for the default
	tensor *torch.Tensor  // that the array is, or is a part of
	exotic bool           // of a type that NumPy has not: the array has the bits of the elements
}

// gridOf returns the array that a value is, as NumPy or PyTorch has it. It returns nil for what they make that cannot
// be read as such, a sparse tensor say: that is shown as the call that it is.
func gridOf(v py.Value) *grid {
	switch {
	case torch.IsTensor(v):
		return tensorGrid(v)
	case v.Kind() != py.Object:
	case numpy.IsMasked(v):
		if a, err := numpy.ArrayFromPy(v); err == nil && !a.Scalar && a.Class == numpy.NDArray {
			return &grid{Array: &a.Array, mask: a.Mask, fill: a.Fill}
		}
	case numpy.IsArray(v):
		if a, err := numpy.FromPy(v); err == nil {
			return &grid{Array: a}
		}
	}
	return nil
}

// tensorGrid returns a tensor whose elements are at hand.
func tensorGrid(v py.Value) *grid {
	t, err := torch.TensorFromPy(v)
	if err != nil {
		return nil
	}
	g := &grid{tensor: t}
	if _, known := t.DType.NumPy(); known {
		g.Array, err = t.Array()
	} else {
		g.exotic = true
		g.Array, err = t.Bits()
	}
	if err != nil {
		return nil
	}
	return g
}

// isGrid reports whether gridOf may return something of v, and no call is to be shown in a line.
func isGrid(v py.Value) bool {
	return torch.IsTensor(v) || v.Kind() == py.Object && (numpy.IsArray(v) || numpy.IsMasked(v) && !isMaskedConstant(v))
}

// isMaskedConstant reports whether v is numpy.ma.masked, which has no elements to show.
func isMaskedConstant(v py.Value) bool {
	a, err := numpy.ArrayFromPy(v)
	return err == nil && a.Scalar
}

// row returns element i along the first axis.
func (g *grid) row(i int) (*grid, error) {
	a, err := g.Index(i)
	if err != nil {
		return nil, err
	}
	out := *g
	out.Array = a
	if g.mask != nil {
		out.mask, err = g.mask.Index(i)
	}
	return &out, err
}

// field returns a field of records.
func (g *grid) field(name string) (*grid, error) {
	a, err := g.Field(name)
	if err != nil {
		return nil, err
	}
	out := *g
	out.Array = a
	if g.mask != nil {
		out.mask, err = g.mask.Field(name)
	}
	return &out, err
}

// masked reports whether an array without dimensions is a masked element.
func (g *grid) masked() bool {
	if g.mask == nil {
		return false
	}
	x, err := g.mask.At()
	on, _ := x.(bool)
	return err == nil && on
}

// number returns an element of what [ndarray.Array.Elements] gives: of an exotic type what its bits stand for.
func (g *grid) number(x any) any {
	if bits, ok := x.(uint64); ok && g.exotic {
		return g.tensor.DType.Value(bits)
	}
	return x
}

// typeText returns the name of the elements' type.
func (g *grid) typeText() string {
	if g.tensor != nil {
		return string(g.tensor.DType)
	}
	return dtypeText(g.DType)
}

// tensorClass returns the name of a tensor's class.
func tensorClass(t *torch.Tensor) string {
	switch {
	case t.Class != "":
		return t.Class
	case t.Parameter:
		return "torch.nn.Parameter"
	}
	return "torch.Tensor"
}

// tensorRemark adds what a tensor has that an array has not.
func tensorRemark(l *line, t *torch.Tensor) {
	if t.RequiresGrad && !t.Parameter {
		l.add(faint, " requires_grad")
	}
	if t.Storage.Location != "" && t.Storage.Location != "cpu" {
		l.add(faint, " on ", locationText(t.Storage.Location))
	}
	switch q := t.Quantizer; {
	case q == nil:
	case len(q.Scale) == 1:
		l.add(faint, " scale ", roundText(q.Scale[0]), ", zero point ", strconv.Itoa(int(q.Zero[0])), ", integers")
	default:
		l.add(faint, " a scale for each index of axis ", strconv.Itoa(q.Axis), ", integers")
	}
}

// locationText writes a device, which a file may call anything.
func locationText(s string) string {
	if isName(strings.ReplaceAll(s, ":", "")) && len(s) <= maxKey {
		return s
	}
	quoted, _ := quote(s, maxKey)
	return quoted
}

// A budget keeps a small file from filling any disk where everything is written: tensors may be many views of one
// storage, or have strides of 0.
type budget struct {
	spent   map[*torch.Storage]int
	decided map[py.Value]bool
}

// maxViews is how many times over the elements of a storage are written; smallTensor what is always written.
const maxViews, smallTensor = 8, 1 << 10

// allows reports whether a tensor is to be written with all its elements; always the same of one value.
func (b *budget) allows(v py.Value, t *torch.Tensor) bool {
	if ok, known := b.decided[v]; known || t == nil {
		return ok || t == nil
	}
	if b.decided == nil {
		b.decided, b.spent = make(map[py.Value]bool), make(map[*torch.Storage]int)
	}
	most := maxViews * max(t.Storage.Len, smallTensor)
	ok := t.Len() <= most-b.spent[t.Storage]
	if ok {
		b.spent[t.Storage] += t.Len()
	}
	b.decided[v] = ok
	return ok
}
