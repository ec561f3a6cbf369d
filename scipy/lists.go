package scipy

import (
	"fmt"
	"math"
	"strconv"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// A collector gathers elements that are Python objects into an array of their dtype.
type collector struct {
	d    ndarray.DType
	data []byte
}

// dtype reads the attribute dtype of LIL and DOK.
func (r *reader) collector() (*collector, error) {
	v := r.v.Attr("dtype")
	if !v.IsValid() {
		v = r.v.Attr("_dtype")
	}
	d, err := numpy.DTypeFromPy(v)
	if err != nil {
		return nil, &Error{Path: r.path("dtype"), Err: err}
	}
	switch {
	case d.IsNumber() && (d.Kind != ndarray.Float || d.ItemSize >= 4), d.Kind == ndarray.Complex && d.ItemSize <= 16:
		return &collector{d: d}, nil
	}
	return nil, &Error{Path: r.path("dtype"), Want: "numbers", Got: d.String()}
}

// add appends a number of Python or NumPy. ok is false if it is none, or does not fit.
func (c *collector) add(v py.Value) (ok bool) {
	big := c.d.Order == ndarray.Big
	n := len(c.data)
	c.data = append(c.data, make([]byte, c.d.ItemSize)...)
	to := c.data[n:]
	switch c.d.Kind {
	case ndarray.Float, ndarray.Complex:
		x, ok := complexOf(v)
		if !ok || c.d.Kind == ndarray.Float && imag(x) != 0 {
			return false
		}
		half := len(to)
		if c.d.Kind == ndarray.Complex {
			half /= 2
			putFloat(to[half:], imag(x), big)
		}
		putFloat(to[:half], real(x), big)
		return true
	}
	if b, isBool := v.Bool(); isBool {
		if b {
			put(to, 1, big)
		}
		return true
	}
	if numpy.IsScalar(v) {
		a, err := numpy.FromPy(v)
		if err == nil && a.DType.Kind == c.d.Kind && a.DType.ItemSize == c.d.ItemSize {
			put(to, get(a.Data, a.DType.Order == ndarray.Big), big)
			return true
		}
	}
	if x, isBig := v.BigInt(); isBig && c.d.Kind == ndarray.Uint && x.IsUint64() && x.BitLen() <= 8*len(to) {
		put(to, x.Uint64(), big)
		return true
	}
	x, ok := integer(v)
	limit := int64(1) << (8*len(to) - 1)
	switch {
	case !ok:
		return false
	case c.d.Kind == ndarray.Bool:
		ok, x = x == 0 || x == 1, x&1
	case c.d.Kind == ndarray.Int:
		ok = len(to) == 8 || -limit <= int64(x) && int64(x) < limit
	case c.d.Kind == ndarray.Uint:
		ok = x >= 0 && (len(to) == 8 || int64(x) < 2*limit)
	}
	put(to, uint64(x), big)
	return ok
}

func putFloat(to []byte, x float64, big bool) {
	if len(to) == 4 {
		put(to, uint64(math.Float32bits(float32(x))), big)
		return
	}
	put(to, math.Float64bits(x), big)
}

// complexOf returns a number of Python or NumPy.
func complexOf(v py.Value) (complex128, bool) {
	if x, ok := v.Number(); ok {
		return complex(x, 0), true
	}
	if numpy.IsScalar(v) {
		a, err := numpy.FromPy(v)
		if err != nil {
			return 0, false
		}
		x, err := a.Complex128s()
		if err != nil || len(x) != 1 {
			return 0, false
		}
		return x[0], true
	}
	if o, ok := v.Object(); ok && o.Func.IsGlobal("builtins", "complex") && o.Args.Len() == 2 {
		re, ok1 := o.Args.Index(0).Number()
		im, ok2 := o.Args.Index(1).Number()
		return complex(re, im), ok1 && ok2
	}
	return 0, false
}

func (c *collector) array(n int) (*ndarray.Array, error) { return ndarray.New(c.d, []int{n}, c.data) }

// lil reads rows and data, arrays of a list for each row.
func (r *reader) lil() error {
	if len(r.Shape) != 2 {
		return &Error{Path: r.path("_shape"), Want: "rows and columns", Got: fmt.Sprint(r.Shape)}
	}
	c, err := r.collector()
	if err != nil {
		return err
	}
	var lists [2][]py.Value
	for i, attr := range []string{"rows", "data"} {
		a, err := r.array(attr, 1)
		if err != nil {
			return err
		}
		if lists[i], err = numpy.Objects(a); err != nil {
			return &Error{Path: r.path(attr), Err: err}
		}
		if len(lists[i]) != r.Shape[0] {
			return &Error{Path: r.path(attr), Want: fmt.Sprintf("%d rows", r.Shape[0]), Got: strconv.Itoa(len(lists[i]))}
		}
	}
	r.Coords = [][]int{{}, {}}
	budget := r.budget()
	for i, row := range lists[0] {
		path := r.path("rows") + "[" + strconv.Itoa(i) + "]"
		data := lists[1][i]
		if row.Kind() != py.List || data.Kind() != py.List || row.Len() != data.Len() {
			return mismatch(path, row, "list as long as that of data")
		}
		if budget -= row.Len(); budget < 0 {
			return errShared(path)
		}
		for j := range row.Len() {
			at := "[" + strconv.Itoa(j) + "]"
			col, ok := integer(row.Index(j))
			if !ok || col < 0 || col >= r.Shape[1] {
				return mismatch(path+at, row.Index(j), fmt.Sprintf("an index from 0 to %d", r.Shape[1]-1))
			}
			if !c.add(data.Index(j)) {
				return mismatch(r.path("data")+"["+strconv.Itoa(i)+"]"+at, data.Index(j), "a number of "+c.d.String())
			}
			r.Coords[0] = append(r.Coords[0], i)
			r.Coords[1] = append(r.Coords[1], col)
		}
	}
	r.Data, err = c.array(len(r.Coords[0]))
	return r.wrap(err)
}

// budget returns how many elements the lists of a matrix may have together: rows may be one and the same list,
// and would then take more memory than the file.
func (r *reader) budget() int {
	const least = 1 << 16
	distinct := make(map[py.Value]bool)
	n := 0
	for _, attr := range []string{"rows", "data"} {
		a, err := numpy.FromPy(r.v.Attr(attr))
		if err != nil {
			continue
		}
		lists, err := numpy.Objects(a)
		if err != nil {
			continue
		}
		for _, v := range lists {
			if !distinct[v] {
				distinct[v] = true
				n += v.Len()
			}
		}
	}
	return max(least, n)
}

func errShared(path string) error {
	return &Error{Path: path, Want: "a list of its own", Got: "one that many rows share"}
}

// dok reads a dict of indices and elements: that of copyreg._reconstructor, what was set in the object, or _dict.
func (r *reader) dok() error {
	c, err := r.collector()
	if err != nil {
		return err
	}
	r.Coords = make([][]int, len(r.Shape))
	n := 0
	add := func(key, value py.Value) error {
		path := r.path("dict") + "[" + strconv.Itoa(n) + "]"
		if key.Kind() != py.Tuple && len(r.Shape) != 1 || key.Kind() == py.Tuple && key.Len() != len(r.Shape) {
			return mismatch(path, key, fmt.Sprintf("tuple of %d as key", len(r.Shape)))
		}
		for axis, limit := range r.Shape {
			k := key
			if key.Kind() == py.Tuple {
				k = key.Index(axis)
			}
			x, ok := integer(k)
			if !ok || x < 0 || x >= limit {
				return mismatch(path, k, fmt.Sprintf("an index from 0 to %d", limit-1))
			}
			r.Coords[axis] = append(r.Coords[axis], x)
		}
		if !c.add(value) {
			return mismatch(path, value, "a number of "+c.d.String())
		}
		n++
		return nil
	}
	o, _ := r.v.Object()
	entries := func(d py.Value) error {
		for key, value := range d.Entries() {
			if err := add(key, value); err != nil {
				return err
			}
		}
		return nil
	}
	if o.Args.Len() == 3 {
		err = entries(o.Args.Index(2))
	}
	for e := range o.Effects() {
		for i := 0; err == nil && e.Kind == py.EffectSet && i+1 < e.Items.Len(); i += 2 {
			err = add(e.Items.Index(i), e.Items.Index(i+1))
		}
	}
	if err == nil && n == 0 {
		err = entries(r.v.Attr("_dict"))
	}
	if err != nil {
		return err
	}
	r.Data, err = c.array(n)
	return r.wrap(err)
}
