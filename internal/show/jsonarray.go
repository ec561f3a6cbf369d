package show

import (
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// numpyLeaf writes a scalar or a dtype.
func (p *jsonPrinter) numpyLeaf(t numpyText, level int, after string) {
	dtype := string(appendDType(nil, t.dtype))
	if t.array == nil {
		p.raw(`{"$dtype":` + dtype + "}" + after)
		return
	}
	p.push(`{"$scalar":`+dtype+`,"value":`, 1, "}"+after, level+1, func(int) member { return member{array: &grid{Array: t.array}} })
}

// array writes an array with all its elements.
func (p *jsonPrinter) array(v py.Value, a *grid, level int, after string) {
	dtype := member{text: `{"$ndarray":`}
	if d := dtypeOf(v); len(a.DType.Fields) > 0 && d.IsValid() {
		dtype.v = d
	} else {
		dtype.text += string(appendDType(nil, a.DType))
	}
	shape := `"shape":` + string(appendInts(nil, a.Shape))
	if name := arrayClass(v); name != "ndarray" {
		shape = `"class":` + string(appendJSON(nil, name)) + "," + shape
	}
	members := []member{dtype, {text: shape}, {text: `"data":`, array: &grid{Array: a.Array}}}
	if a.mask != nil {
		members = append(members, member{text: `"mask":`, array: &grid{Array: a.mask}})
	}
	if a.fill != nil {
		members = append(members, member{text: `"fill_value":`, array: &grid{Array: a.fill}})
	}
	p.push("", len(members), "}"+after, level+1, func(i int) member { return members[i] })
}

// tensor writes a tensor with all its elements.
func (p *jsonPrinter) tensor(a *grid, level int, after string) {
	t := a.tensor
	head := `{"$tensor":` + string(appendJSON(nil, string(t.DType)))
	if name := tensorClass(t); name != "torch.Tensor" {
		head += `,"class":` + string(appendJSON(nil, name))
	}
	if t.RequiresGrad {
		head += `,"requires_grad":true`
	}
	head += `,"shape":` + string(appendInts(nil, a.Shape))
	members := []member{{text: head}, {text: `"data":`, array: a}}
	if q := t.Quantizer; q != nil {
		members = append(members, member{text: `"scale":` + string(appendFloats(nil, q.Scale)) + `,"zero_point":` + string(appendFloats(nil, q.Zero))})
		if len(q.Scale) > 1 {
			members = append(members, member{text: `"axis":` + strconv.Itoa(q.Axis)})
		}
	}
	p.push("", len(members), "}"+after, level+1, func(i int) member { return members[i] })
}

func appendFloats(b []byte, list []float64) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, floatJSON(x, 64)...)
	}
	return append(b, ']')
}

// dtypeOf returns the dtype of an array as the pickle has it.
func dtypeOf(v py.Value) py.Value {
	o, _ := v.Object()
	if state := o.State(); numpy.IsMasked(v) {
		return state.Index(2)
	} else if state.Len() > 3 {
		return state.Index(state.Len() - 3)
	}
	return o.Args.Index(1)
}

// appendDType appends NumPy's dtype.str, or for a record its fields.
func appendDType(b []byte, d ndarray.DType) []byte {
	switch {
	case d.Base != nil:
		b = appendDType(append(b, `{"base":`...), *d.Base)
		b = appendInts(append(b, `,"shape":`...), d.Shape)
		return append(b, '}')
	case len(d.Fields) == 0:
		return appendJSON(b, d.String())
	}
	for i, f := range d.Fields {
		b = append(b, "[,"[min(i, 1)], '[')
		b = appendDType(append(appendJSON(b, f.Name), ','), f.DType)
		b = strconv.AppendInt(append(b, ','), int64(f.Offset), 10)
		b = append(b, ']')
	}
	return append(b, ']')
}

func appendInts(b []byte, list []int) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(x), 10)
	}
	return append(b, ']')
}

// arrayPart writes an array's elements nested as its shape says.
func (p *jsonPrinter) arrayPart(a *grid, level int) {
	objects := a.DType.HasObjects()
	switch {
	case p.dry && !objects:
	case a.Len() == 0:
		p.raw("[]")
	case len(a.Shape) == 0 && len(a.DType.Fields) > 0 && !objects:
		fields := a.DType.Fields
		p.push("[", len(fields), "]", level, func(i int) member {
			field, err := a.field(fields[i].Name)
			if err != nil {
				return member{text: "null"}
			}
			return member{array: field}
		})
	case len(a.Shape) == 0:
		p.element(a, level)
	case len(a.Shape) == 1 && !objects && len(a.DType.Fields) == 0:
		p.row(a)
	default:
		p.push("[", a.Shape[0], "]", level, func(i int) member {
			row, err := a.row(i)
			if err != nil {
				return member{text: "null"}
			}
			return member{array: row}
		})
	}
}

// row writes an array of one dimension whose elements are scalars.
func (p *jsonPrinter) row(a *grid) {
	p.raw("[")
	const chunk = 1024
	part := *a.Array
	for at := 0; at < a.Shape[0]; at += chunk {
		part.Offset = a.Offset + at*a.Strides[0]
		part.Shape = []int{min(chunk, a.Shape[0]-at)}
		numbers := part
		if k := a.DType.Kind; k == ndarray.Datetime || k == ndarray.Timedelta {
			numbers.DType = ndarray.DType{Kind: ndarray.Int, ItemSize: 8, Order: a.DType.Order}
		}
		elements, err := numbers.Elements()
		for i := range part.Shape[0] {
			if at+i > 0 {
				p.raw(",")
			}
			if err != nil { // not all of them can be read: one by one
				if one, err := part.Index(i); err == nil {
					p.element(&grid{Array: one}, 0)
				}
				continue
			}
			p.number(a.number(elements[i]), a.DType)
		}
	}
	p.raw("]")
}

// element writes an array without dimensions that is no record.
func (p *jsonPrinter) element(a *grid, level int) {
	if x, ok := ticks(a.Array); ok && (a.DType.Kind == ndarray.Datetime || a.DType.Kind == ndarray.Timedelta) {
		p.raw(strconv.FormatInt(x, 10))
		return
	}
	x, err := a.At()
	if err != nil { // a long double, whose format the file does not tell, or a text that is none
		p.raw(`{"$bytes":`)
		p.base64(a.Data[a.Offset:][:a.DType.ItemSize])
		p.raw("}")
		return
	}
	if v, ok := x.(py.Value); ok {
		p.value(v, level)
		return
	}
	p.number(a.number(x), a.DType)
}

// number writes an element as [ndarray.Array.At] gives it.
func (p *jsonPrinter) number(x any, d ndarray.DType) {
	bits := 64
	switch d.ItemSize {
	case 2:
		bits = 32 // as the shortest text of a float16 is not to be had from strconv
	case 4:
		bits = 32
	case 8:
		if d.Kind == ndarray.Complex {
			bits = 32
		}
	}
	switch x := x.(type) {
	case bool:
		p.raw(strconv.FormatBool(x))
	case int64:
		p.raw(strconv.FormatInt(x, 10))
	case uint64:
		p.raw(strconv.FormatUint(x, 10))
	case float64:
		p.float(x, bits)
	case complex128:
		p.raw("[")
		p.float(real(x), bits)
		p.raw(",")
		p.float(imag(x), bits)
		p.raw("]")
	case string:
		p.text(x)
	case []byte:
		p.base64(x)
	}
}
