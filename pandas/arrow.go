package pandas

import (
	"encoding/binary"
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// An ArrowArray is a column that pyarrow keeps: dtypes such as int64[pyarrow], and texts of dtype string or str.
type ArrowArray struct {
	chunks []*arrowData
	ends   []int // of the values in each chunk and those before it
	n      int
	dtype  DType
	class  string   // "ArrowExtensionArray", "ArrowStringArray" or "ArrowStringArrayNumpySemantics"
	source py.Value // the pyarrow object
}

// arrowData is one array of Arrow's columnar format: n values from offset on in buffers, of which the first is the bits that
// tell which values are there, or nil if all are.
//
// Checked: every value lies inside of the buffers and children.
type arrowData struct {
	t         *ArrowType
	n, offset int
	buffers   [][]byte
	children  []*arrowData
	dict      *arrowData
}

// arrow reads the arrays of pandas/core/arrays/arrow and string_arrow: {_pa_array, _dtype}, before 2.1 {_data, _dtype}.
func (r *reader) arrow(class string, state py.Value, path string) (Array, error) {
	v := first(state, "_pa_array", "_data")
	a := &ArrowArray{class: class, source: v}
	chunks := []py.Value{v}
	if o, ok := v.Object(); ok {
		if _, name, _ := o.Func.Global(); name == "chunked_array" {
			chunks = chunks[:0]
			for chunk := range o.Args.Index(0).Items() {
				chunks = append(chunks, chunk)
			}
		}
	}
	var t *ArrowType
	for i, chunk := range chunks {
		at := item(path+"._pa_array", i)
		o, ok := chunk.Object()
		if _, name, _ := o.Func.Global(); !ok || name != "_restore_array" {
			return nil, mismatch(at, chunk, "an array of pyarrow")
		}
		c, err := r.arrowData(o.Args.Index(0), at)
		if err != nil {
			return nil, err
		}
		if t != nil && c.t.String() != t.String() {
			return nil, &Error{Path: at, Want: t.String(), Got: c.t.String()}
		}
		t = c.t
		if a.n += c.n; a.n < 0 {
			return nil, &Error{Path: at, Want: "fewer values", Got: "more than an int counts"}
		}
		a.chunks, a.ends = append(a.chunks, c), append(a.ends, a.n)
	}
	switch d := state.Get("_dtype"); {
	case d.IsValid():
		var err error
		if a.dtype, err = r.dtype(d, path+"._dtype"); err != nil {
			return nil, err
		}
	case class == "ArrowExtensionArray" && t != nil:
		a.dtype = ArrowDType{t}
	default:
		a.dtype = StringDType{Storage: "pyarrow", NaN: class != "ArrowStringArray"}
	}
	if s, ok := a.dtype.(StringDType); ok {
		if s.NaN = s.NaN || class == "ArrowStringArrayNumpySemantics"; t != nil && t.Name != "string" && t.Name != "large_string" {
			return nil, &Error{Path: path, Want: "texts", Got: t.String()}
		}
		a.dtype = s
	}
	return a, nil
}

// arrowData reads (type, length, null count, offset, buffers, children, dictionary), what pyarrow's _reduce_array_data gives.
func (r *reader) arrowData(v py.Value, path string) (*arrowData, error) {
	if d := r.arrows[v]; d != nil {
		return d, nil
	}
	if err := r.enter(path); err != nil {
		return nil, err
	}
	defer func() { r.depth-- }()
	if v.Kind() != py.Tuple || v.Len() < 6 {
		return nil, mismatch(path, v, "tuple of type, length, null count, offset, buffers, children and dictionary")
	}
	t, err := r.arrowType(v.Index(0), path+"[0]")
	if err != nil {
		return nil, err
	}
	n, ok1 := v.Index(1).Int()
	offset, ok2 := v.Index(3).Int()
	if !ok1 || !ok2 || n < 0 || offset < 0 || n > math.MaxInt32<<16 || offset > math.MaxInt32<<16 {
		return nil, mismatch(path+"[1]", v.Index(1), "length and offset, 0 or more")
	}
	d := &arrowData{t: t, n: int(n), offset: int(offset)}
	for buffer := range v.Index(4).Items() {
		b, ok := bufferOf(buffer)
		if !ok {
			return nil, mismatch(item(path+"[4]", len(d.buffers)), buffer, "None or py_buffer(bytes)")
		}
		d.buffers = append(d.buffers, b)
	}
	for child := range v.Index(5).Items() {
		c, err := r.arrowData(child, item(path+"[5]", len(d.children)))
		if err != nil {
			return nil, err
		}
		d.children = append(d.children, c)
	}
	if dict := v.Index(6); dict.IsValid() && !dict.IsNone() {
		if d.dict, err = r.arrowData(dict, path+"[6]"); err != nil {
			return nil, err
		}
	}
	if err := d.check(path); err != nil {
		return nil, err
	}
	keep(&r.arrows, v, d)
	return d, nil
}

// bufferOf returns the bytes of pyarrow.lib.py_buffer(bytes); nil of None.
func bufferOf(v py.Value) (b []byte, ok bool) {
	if v.IsNone() {
		return nil, true
	}
	if o, isObject := v.Object(); isObject {
		if _, name, _ := o.Func.Global(); name != "py_buffer" {
			return nil, false
		}
		v = o.Args.Index(0)
	}
	b, ok = v.Bytes()
	if b == nil && ok {
		b = []byte{}
	}
	return b, ok
}

func (d *arrowData) buffer(i int) []byte {
	if i < len(d.buffers) {
		return d.buffers[i]
	}
	return nil
}

// check proves that all values lie inside of buffers and children.
func (d *arrowData) check(path string) error {
	end := d.offset + d.n // both are below 2^47
	bad := func(want string) error { return &Error{Path: path, Want: want, Got: d.t.String() + " without"} }
	if bits := d.buffer(0); bits != nil && len(bits) < (end+7)/8 && d.t.Name != "null" {
		return bad("a bit for each value that tells whether it is there")
	}
	if d.n == 0 {
		return nil
	}
	width := arrowWidths[d.t.Name]
	switch d.t.Name {
	case "null":
		return nil
	case "bool":
		if len(d.buffer(1)) < (end+7)/8 {
			return bad("a bit for each value")
		}
		return nil
	case "fixed_size_binary":
		if d.t.Size == 0 {
			return bad("sizes of a byte and more")
		}
		width = d.t.Size
	case "dictionary":
		if width = arrowWidths[d.t.Index.Name]; d.dict == nil || d.dict.t.String() != d.t.Values.String() {
			return bad("a dictionary of the type's values")
		}
	case "string", "binary":
		return d.checkOffsets(4, len(d.buffer(2)), path)
	case "large_string", "large_binary":
		return d.checkOffsets(8, len(d.buffer(2)), path)
	case "list", "large_list", "map":
		if len(d.children) != 1 || d.t.Name != "map" && d.children[0].t.String() != d.t.Fields[0].Type.String() {
			return bad("a child of the type of the items")
		}
		if d.t.Name == "map" && (d.children[0].t.Name != "struct" || len(d.children[0].children) != 2) {
			return bad("a child of keys and values")
		}
		if d.t.Name == "large_list" {
			return d.checkOffsets(8, d.children[0].n, path)
		}
		return d.checkOffsets(4, d.children[0].n, path)
	case "fixed_size_list":
		if len(d.children) != 1 || d.children[0].t.String() != d.t.Fields[0].Type.String() || d.t.Size > 0 && d.children[0].n/d.t.Size < end {
			return bad("a child of as many items as there are")
		}
		return nil
	case "struct":
		if len(d.children) != len(d.t.Fields) {
			return bad("a child for each field")
		}
		for i, c := range d.children {
			if c.n < end || c.t.String() != d.t.Fields[i].Type.String() {
				return bad("as many values of each field's type as there are")
			}
		}
		return nil
	}
	if len(d.buffer(1))/width < end {
		return bad(strconv.Itoa(width) + " bytes for each value")
	}
	if d.t.Name == "dictionary" {
		for i := range d.n {
			if k := d.index(i); d.present(i) && (k < 0 || k >= int64(d.dict.n)) {
				return &Error{Path: path, Want: "indexes below " + strconv.Itoa(d.dict.n), Got: strconv.FormatInt(k, 10)}
			}
		}
	}
	return nil
}

// checkOffsets checks that the offsets of n+1 ends ascend and stay within most.
func (d *arrowData) checkOffsets(width, most int, path string) error {
	if len(d.buffer(1))/width < d.offset+d.n+1 {
		return &Error{Path: path, Want: "an offset for each value and one more", Got: strconv.Itoa(len(d.buffer(1))) + " bytes"}
	}
	last := int64(0)
	for i := range d.n + 1 {
		x := d.end(width, i)
		if x < last || x > int64(most) {
			return &Error{Path: path, Want: "ascending offsets up to " + strconv.Itoa(most), Got: strconv.FormatInt(x, 10)}
		}
		last = x
	}
	return nil
}

// end returns offset i: where value i begins and value i-1 ends.
func (d *arrowData) end(width, i int) int64 {
	b := d.buffers[1][(d.offset+i)*width:]
	if width == 4 {
		return int64(int32(binary.LittleEndian.Uint32(b)))
	}
	return int64(binary.LittleEndian.Uint64(b))
}

// present reports whether value i is there.
func (d *arrowData) present(i int) bool {
	if d.t.Name == "null" {
		return false
	}
	bits := d.buffer(0)
	i += d.offset
	return bits == nil || bits[i/8]>>(i%8)&1 == 1
}

// integer returns value i of a type of 1, 2, 4 or 8 bytes.
func (d *arrowData) integer(i int, name string) any {
	width := arrowWidths[name]
	b := d.buffers[1][(d.offset+i)*width:]
	switch name {
	case "int8":
		return int64(int8(b[0]))
	case "uint8":
		return uint64(b[0])
	case "int16":
		return int64(int16(binary.LittleEndian.Uint16(b)))
	case "uint16":
		return uint64(binary.LittleEndian.Uint16(b))
	case "uint32":
		return uint64(binary.LittleEndian.Uint32(b))
	case "uint64":
		return binary.LittleEndian.Uint64(b)
	}
	if width == 4 {
		return int64(int32(binary.LittleEndian.Uint32(b)))
	}
	return int64(binary.LittleEndian.Uint64(b))
}

// index returns which entry of the dictionary value i is.
func (d *arrowData) index(i int) int64 {
	switch x := d.integer(i, d.t.Index.Name).(type) {
	case int64:
		return x
	case uint64:
		if x <= math.MaxInt64 {
			return int64(x)
		}
	}
	return -1
}

// at returns value i, or NA.
func (d *arrowData) at(i int) any {
	if !d.present(i) {
		return NA
	}
	switch t := d.t; t.Name {
	case "bool":
		k := d.offset + i
		return d.buffers[1][k/8]>>(k%8)&1 == 1
	case "halffloat", "float", "double":
		width := arrowWidths[t.Name]
		a, err := ndarray.New(ndarray.DType{Kind: ndarray.Float, ItemSize: width, Order: ndarray.Little}, nil, d.buffers[1][(d.offset+i)*width:][:width])
		if err != nil {
			panic(err) // a float of 2, 4 or 8 bytes
		}
		x, _ := a.At()
		return x
	case "string", "binary", "large_string", "large_binary":
		width := 4
		if t.Name[0] == 'l' {
			width = 8
		}
		b := d.buffer(2)[d.end(width, i):d.end(width, i+1)]
		if t.Name == "binary" || t.Name == "large_binary" {
			return b[:len(b):len(b)]
		}
		return string(b)
	case "fixed_size_binary":
		return d.buffers[1][(d.offset+i)*t.Size:][:t.Size:t.Size]
	case "timestamp":
		return Timestamp{d.integer(i, "int64").(int64), t.Unit, t.zone}
	case "date32":
		return Timestamp{Ticks: d.integer(i, "int32").(int64) * 86400, Unit: Second}
	case "date64":
		return Timestamp{Ticks: d.integer(i, "int64").(int64), Unit: Millisecond}
	case "duration", "time64":
		return Timedelta{d.integer(i, "int64").(int64), t.Unit}
	case "time32":
		return Timedelta{d.integer(i, "int32").(int64), t.Unit}
	case "decimal128", "decimal256":
		width := arrowWidths[t.Name]
		return Decimal{littleInt(d.buffers[1][(d.offset+i)*width:][:width]), t.Scale}
	case "dictionary":
		return d.dict.at(int(d.index(i)))
	case "list", "map":
		return d.items(int(d.end(4, i)), int(d.end(4, i+1)))
	case "large_list":
		return d.items(int(d.end(8, i)), int(d.end(8, i+1)))
	case "fixed_size_list":
		k := (d.offset + i) * t.Size
		return d.items(k, k+t.Size)
	case "struct":
		m := make(map[string]any, len(t.Fields))
		for k, f := range t.Fields {
			m[f.Name] = d.children[k].at(d.offset + i)
		}
		return m
	}
	return d.integer(i, d.t.Name)
}

// items returns items of the child; of a map tuples of key and value.
func (d *arrowData) items(from, to int) []any {
	out := make([]any, 0, to-from)
	child := d.children[0]
	for i := from; i < to; i++ {
		if d.t.Name == "map" {
			k := child.offset + i
			out = append(out, Tuple{child.children[0].at(k), child.children[1].at(k)})
			continue
		}
		out = append(out, child.at(i))
	}
	return out
}

// A Decimal is a decimal number: Unscaled divided by ten to the power of Scale.
type Decimal struct {
	Unscaled *big.Int
	Scale    int
}

// String returns the digits with their point: "-1.10".
func (d Decimal) String() string {
	s := new(big.Int).Abs(d.Unscaled).String()
	switch {
	case d.Scale > 0:
		for len(s) <= d.Scale {
			s = "0" + s
		}
		s = s[:len(s)-d.Scale] + "." + s[len(s)-d.Scale:]
	case d.Scale < 0 && s != "0":
		s += "E+" + strconv.Itoa(-d.Scale)
	}
	if d.Unscaled.Sign() < 0 {
		return "-" + s
	}
	return s
}

// littleInt reads two's complement, low byte first.
func littleInt(b []byte) *big.Int {
	high := make([]byte, len(b))
	for i, c := range b {
		high[len(b)-1-i] = c
	}
	x := new(big.Int).SetBytes(high)
	if high[0]&0x80 != 0 {
		x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return x
}

// DType returns an [ArrowDType] or [StringDType].
func (a *ArrowArray) DType() DType { return a.dtype }

// Len returns the number of values.
func (a *ArrowArray) Len() int { return a.n }

// At returns a value: a bool, int64, uint64, float64, string, []byte, [Timestamp] (of dates midnight), [Timedelta] (of times the
// time since midnight), [Decimal], []any of a list, a map[string]any of a struct; or [NA], of dtype str NaN.
func (a *ArrowArray) At(i int) any {
	c, i := a.chunk(i)
	if x := c.at(i); x != NA {
		return x
	}
	return missingValue(a.na())
}

func (a *ArrowArray) na() Missing {
	if s, ok := a.dtype.(StringDType); ok && s.NaN {
		return NaN
	}
	return NA
}

// chunk returns the chunk that value i lies in, and where.
func (a *ArrowArray) chunk(i int) (*arrowData, int) {
	if i < 0 || i >= a.n {
		panic(outOfRange(i, a.n))
	}
	k, _ := slices.BinarySearch(a.ends, i+1) // the first chunk that ends behind i
	return a.chunks[k], i - a.ends[k] + a.chunks[k].n
}

// Missing tells whether a value is missing.
func (a *ArrowArray) Missing(i int) Missing {
	if c, i := a.chunk(i); !c.present(i) {
		return a.na()
	}
	return Present
}
