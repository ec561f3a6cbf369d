package numpy_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

const fixtures = "../testdata/fixtures/"

// others are fixtures of objects that are no arrays, though some have arrays inside.
var others = []string{"dtypes", "types", "ufunc", "poly", "polynomial", "randomstate", "seedseq", "generator"}

// TestFixtures compares every array and scalar of the NumPy fixtures (releases 1.24.2 and 2.4.6, protocols 0 to 5)
// with what NumPy said was in it: dtype, shape and each element.
//
// The files of testdata are more of the same kind: orders of axes, and what Python 2 and early releases wrote.
func TestFixtures(t *testing.T) {
	for folder, least := range map[string]int{
		fixtures + "bookworm/numpy": 400, fixtures + "forky/numpy": 400,
		"testdata/numpy-1.24.2": 30, "testdata/numpy-2.4.6": 30,
	} {
		files, err := filepath.Glob(folder + "/*.pkl")
		if err != nil || len(files) == 0 {
			t.Fatalf("%d files of %s: %v", len(files), folder, err)
		}
		c := &comparer{}
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".pkl")
			if kind, _, _ := strings.Cut(name, "-"); slices.Contains(others, kind) {
				continue
			}
			t.Run(filepath.Base(filepath.Dir(folder))+"/"+name, func(t *testing.T) {
				c.t = t
				before := c.arrays
				c.compare(load(t, file), readJSON(t, strings.TrimSuffix(file, ".pkl")+".json"), "")
				if c.arrays == before {
					t.Error("no array found")
				}
			})
		}
		if c.arrays < least {
			t.Errorf("%s: %d arrays, want at least %d", folder, c.arrays, least)
		}
		t.Logf("%s: %d arrays and scalars, %d elements", folder, c.arrays, c.elements)
	}
}

// load reads a pickle with the buffers that lie beside it.
func load(t *testing.T, file string) py.Value {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var opts []pickle.Option
	if names, _ := filepath.Glob(strings.TrimSuffix(file, ".pkl") + ".buf*"); len(names) > 0 {
		slices.Sort(names)
		var buffers [][]byte
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			buffers = append(buffers, b)
		}
		opts = append(opts, pickle.WithBuffers(buffers))
	}
	doc, err := pickle.Loads(data, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

func readJSON(t *testing.T, file string) any {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// A comparer walks a value and NumPy's own account of it side by side.
type comparer struct {
	t                *testing.T
	arrays, elements int
}

// compare looks for arrays in lists, dicts and arrays of objects.
func (c *comparer) compare(v py.Value, want any, path string) {
	switch want := want.(type) {
	case []any:
		if v.Len() != len(want) {
			c.t.Errorf("%s: %d items, want %d", path, v.Len(), len(want))
			return
		}
		for i, w := range want {
			c.compare(v.Index(i), w, path+"["+strconv.Itoa(i)+"]")
		}
	case map[string]any:
		switch {
		case want["$ndarray"] != nil:
			a, err := numpy.FromPy(v)
			if err != nil {
				c.t.Errorf("%s: %v", path, err)
				return
			}
			if !numpy.IsArray(v) || numpy.IsScalar(v) {
				c.t.Errorf("%s: not seen as an array", path)
			}
			c.array(a, want["$ndarray"], want["shape"], want["data"], path)
		case want["$npscalar"] != nil:
			a, err := numpy.FromPy(v)
			if err != nil {
				c.t.Errorf("%s: %v", path, err)
				return
			}
			if !numpy.IsScalar(v) || numpy.IsArray(v) {
				c.t.Errorf("%s: not seen as a scalar", path)
			}
			c.array(a, want["$npscalar"], []any{}, []any{want["v"]}, path)
		case want["$masked"] != nil:
			c.masked(v, want, path)
		case want["$dict"] != nil:
			for _, pair := range want["$dict"].([]any) {
				key := pair.([]any)[0].(string)
				c.compare(v.Get(key), pair.([]any)[1], path+"["+key+"]")
			}
		}
	}
}

// masked compares a masked array: its data, its mask, and its fill value where it has one of its own.
func (c *comparer) masked(v py.Value, want map[string]any, path string) {
	var e *numpy.Error
	if _, err := numpy.FromPy(v); !errors.As(err, &e) {
		c.t.Errorf("%s: a masked array loads without its mask (%v)", path, err)
	}
	a, err := numpy.ArrayFromPy(v)
	if err != nil || !a.Masked || !numpy.IsMasked(v) {
		c.t.Errorf("%s: no masked array: %v", path, err)
		return
	}
	data := want["$masked"].(map[string]any)
	c.array(&a.Array, data["$ndarray"], data["shape"], data["data"], path)
	mask := want["mask"].(map[string]any)
	if a.Mask != nil {
		c.array(a.Mask, mask["$ndarray"], mask["shape"], mask["data"], path+".mask")
	} else if slices.Contains(mask["data"].([]any), any(true)) {
		c.t.Errorf("%s: no mask", path)
	}
	if a.Fill != nil {
		fill := want["fill_value"].(map[string]any)
		c.array(a.Fill, fill["$npscalar"], []any{}, []any{fill["v"]}, path+".fill")
	}
}

// array compares an array with its dtype, shape and elements in C order.
func (c *comparer) array(a *ndarray.Array, dtype, shape, data any, path string) {
	c.arrays++
	if got := dtypeJSON(a.DType); !equalJSON(got, dtype) {
		c.t.Errorf("%s: dtype %v, want %v", path, got, dtype)
	}
	dims := []any{}
	for _, n := range a.Shape {
		dims = append(dims, json.Number(strconv.Itoa(n)))
	}
	if !equalJSON(dims, shape) {
		c.t.Errorf("%s: shape %v, want %v", path, dims, shape)
	}
	c.data(a, data.([]any), path)
}

func (c *comparer) data(a *ndarray.Array, want []any, path string) {
	t := c.t
	if a.Len() != len(want) {
		t.Errorf("%s: %d elements, want %d", path, a.Len(), len(want))
		return
	}
	c.elements += len(want)
	check := func(i int, ok bool, got any) {
		if !ok {
			t.Errorf("%s: element %d is %v, want %v", path, i, got, want[i])
		}
	}
	fail := func(err error) {
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	d := a.DType
	switch {
	case d.Kind == ndarray.Bool:
		got, err := a.Bools()
		fail(err)
		for i, x := range got {
			check(i, want[i] == x, x)
		}
	case d.Kind == ndarray.Int:
		got, err := a.Int64s()
		fail(err)
		for i, x := range got {
			check(i, intText(want[i]) == strconv.FormatInt(x, 10), x)
		}
	case d.Kind == ndarray.Uint:
		got, err := a.Uint64s()
		fail(err)
		for i, x := range got {
			check(i, intText(want[i]) == strconv.FormatUint(x, 10), x)
		}
	case d.Kind == ndarray.Float && d.ItemSize <= 8:
		got, err := a.Float64s()
		fail(err)
		for i, x := range got {
			check(i, sameFloat(x, want[i]), x)
		}
	case d.Kind == ndarray.Complex && d.ItemSize <= 16:
		got, err := a.Complex128s()
		fail(err)
		for i, x := range got {
			parts := want[i].(map[string]any)["$complex"].([]any)
			check(i, sameFloat(real(x), parts[0]) && sameFloat(imag(x), parts[1]), x)
		}
	case d.Kind == ndarray.Str, d.Kind == ndarray.VarStr:
		got, err := a.Strings()
		fail(err)
		for i, x := range got {
			check(i, want[i] == x, x)
		}
	case d.Kind == ndarray.Bytes, d.Kind == ndarray.Void && d.Fields == nil:
		got, err := a.Elements()
		fail(err)
		for i, x := range got {
			check(i, equalJSON(map[string]any{"$bytes": hex.EncodeToString(x.([]byte))}, want[i]), x)
		}
	case d.Kind == ndarray.Object:
		got, err := numpy.Objects(a)
		fail(err)
		for i, x := range got {
			c.object(x, want[i], path+"["+strconv.Itoa(i)+"]")
		}
	case d.Fields != nil && d.HasObjects():
		got, err := numpy.Objects(a)
		fail(err)
		for i, x := range got {
			for j, f := range d.Fields {
				c.object(x.Index(j), want[i].(map[string]any)[f.Name], path+"."+f.Name)
			}
		}
	case d.Fields != nil:
		c.record(a, want, path)
	case d.Kind == ndarray.Float:
		got, err := a.LongDoubles()
		fail(err)
		for i, x := range got {
			w, _ := want[i].(map[string]any)
			check(i, w != nil && sameFloat(x, w["as_f64"]), x)
		}
	default: // complex long doubles, dates: there is no Go value, and so no reader may give one
		var e *ndarray.DTypeError
		if _, err := a.Float64s(); !errors.As(err, &e) {
			t.Errorf("%s: %v read as floats: %v", path, d, err)
		}
		if _, err := a.Int64s(); !errors.As(err, &e) {
			t.Errorf("%s: %v read as ints: %v", path, d, err)
		}
		if _, err := a.Elements(); a.Len() > 0 && !errors.As(err, &e) {
			t.Errorf("%s: %v read as values: %v", path, d, err)
		}
	}
}

// record compares records field by field.
func (c *comparer) record(a *ndarray.Array, want []any, path string) {
	for _, f := range a.DType.Fields {
		field, err := a.Field(f.Name)
		if err != nil {
			c.t.Errorf("%s: %v", path, err)
			continue
		}
		var data []any
		for _, w := range want {
			x := w.(map[string]any)[f.Name]
			if items, ok := x.([]any); ok && f.DType.Base != nil {
				data = append(data, items...)
				continue
			}
			data = append(data, x)
		}
		c.data(field, data, path+"."+f.Name)
	}
}

// object compares an element of an object array as far as it is a simple one, or an array.
func (c *comparer) object(v py.Value, want any, path string) {
	ok := true
	switch want := want.(type) {
	case nil:
		ok = v.IsNone()
	case string:
		s, _ := v.Str()
		ok = s == want
	case json.Number:
		f, isNumber := v.Number()
		ok = isNumber && sameFloat(f, want)
	default:
		c.compare(v, want, path)
	}
	if !ok {
		c.t.Errorf("%s: %v, want %v", path, v.Kind(), want)
	}
}

// dtypeJSON describes a dtype as dt() of ../testdata/generate/common.py does.
func dtypeJSON(d ndarray.DType) any {
	switch {
	case d.Fields != nil:
		fields := []any{}
		for _, f := range d.Fields {
			fields = append(fields, []any{f.Name, dtypeJSON(f.DType), json.Number(strconv.Itoa(f.Offset))})
		}
		return map[string]any{"fields": fields, "itemsize": json.Number(strconv.Itoa(d.ItemSize))}
	case d.Base != nil:
		shape := []any{}
		for _, n := range d.Shape {
			shape = append(shape, json.Number(strconv.Itoa(n)))
		}
		return map[string]any{"sub": dtypeJSON(*d.Base), "shape": shape}
	case d.Kind == ndarray.VarStr:
		return "StringDType()"
	}
	return d.String()
}

func equalJSON(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// intText returns the digits of an integer; those past 2^53 are written {"$int": "…"}.
func intText(v any) string {
	if m, ok := v.(map[string]any); ok {
		return m["$int"].(string)
	}
	n, _ := v.(json.Number)
	return n.String()
}

// sameFloat reports whether the bits are the same, but for the payload of a NaN.
func sameFloat(got float64, want any) bool {
	switch want := want.(type) {
	case json.Number:
		f, err := want.Float64()
		return err == nil && math.Float64bits(got) == math.Float64bits(f)
	case map[string]any:
		switch want["$f"] {
		case "nan":
			return math.IsNaN(got)
		case "inf":
			return math.IsInf(got, 1)
		case "-inf":
			return math.IsInf(got, -1)
		case "-0":
			return got == 0 && math.Signbit(got)
		}
	}
	return false
}

// TestDTypeFixtures compares dtype objects with NumPy's account of them.
func TestDTypeFixtures(t *testing.T) {
	files, _ := filepath.Glob(fixtures + "*/numpy/dtypes-p*.pkl")
	if len(files) != 6 {
		t.Fatalf("%d files, want 6", len(files))
	}
	for _, file := range files {
		root := load(t, file)
		want := readJSON(t, strings.TrimSuffix(file, ".pkl")+".json").([]any)
		if root.Len() != len(want) {
			t.Fatalf("%s: %d dtypes, want %d", file, root.Len(), len(want))
		}
		for i, w := range want {
			d, err := numpy.DTypeFromPy(root.Index(i))
			if err != nil {
				t.Errorf("%s: %v", file, err)
			} else if w := w.(map[string]any)["$dtype"]; !equalJSON(dtypeJSON(d), w) {
				t.Errorf("%s: dtype %d is %v, want %v", file, i, dtypeJSON(d), w)
			}
		}
	}
}
