package train

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/sklearn"
)

// An object is an estimator in the making: its __dict__ in the order in which __init__ and fit fill it. The first error sticks.
type object struct {
	*py.Builder
	t     *task
	state []py.Value // names and values in turn
	err   error
}

// newObject begins the object of a task with nothing set.
func newObject(t *task) *object { return &object{Builder: py.NewBuilder(), t: t} }

// set sets an attribute to None, a bool, int, float64, string or py.Value.
func (o *object) set(name string, value any) {
	o.state = append(o.state, o.Str(name), o.plain(value))
}

func (o *object) plain(value any) py.Value {
	switch v := value.(type) {
	case nil:
		return o.None()
	case bool:
		return o.Bool(v)
	case int:
		return o.Int(int64(v))
	case int64:
		return o.Int(v)
	case float64:
		return o.Float(v)
	case string:
		return o.Str(v)
	case py.Value:
		return v
	}
	o.note(errors.New("no Python value for an attribute"))
	return o.None()
}

func (o *object) note(err error) {
	if o.err == nil {
		o.err = err
	}
}

// optional is None for 0, which no such parameter can be.
func optional(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// features sets feature_names_in_, if there are names, and n_features_in_.
func (o *object) features() {
	if o.t.names != nil {
		o.set("feature_names_in_", o.objects(o.t.names))
	}
	o.set("n_features_in_", o.t.x.Cols)
}

// objects is an array of Python strings, as pandas' columns are.
func (o *object) objects(texts []string) py.Value {
	list := make(numpy.ObjectList, len(texts))
	for i, s := range texts {
		if !utf8.ValidString(s) {
			o.note(o.t.fail(nil, "%q is not UTF-8", s))
		}
		list[i] = o.Str(s)
	}
	a, err := ndarray.NewObjects(ndarray.DType{Kind: ndarray.Object, ItemSize: 8, Order: ndarray.None}, []int{len(texts)}, list, false)
	return o.array(a, err)
}

// array is an ndarray; its shape and bytes are ours, so an error is a defect.
func (o *object) array(a *ndarray.Array, err error) py.Value {
	if err == nil {
		var v py.Value
		if v, err = numpy.ToPy(o.Builder, a); err == nil {
			return v
		}
	}
	o.note(err)
	return o.None()
}

func number(kind ndarray.Kind, size int) ndarray.DType {
	d := ndarray.DType{Kind: kind, ItemSize: size, Order: ndarray.Little}
	if size == 1 {
		d.Order = ndarray.None
	}
	return d
}

// floats is an array of float64 in C order.
func (o *object) floats(x []float64, shape ...int) py.Value {
	return o.array(ndarray.New(number(ndarray.Float, 8), shape, float64Bytes(x)))
}

func float64Bytes(x []float64) []byte {
	data := make([]byte, 0, 8*len(x))
	for _, v := range x {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	return data
}

// int32s and int64s are arrays of one dimension.
func (o *object) int32s(x []int32) py.Value {
	data := make([]byte, 0, 4*len(x))
	for _, v := range x {
		data = binary.LittleEndian.AppendUint32(data, uint32(v))
	}
	return o.array(ndarray.New(number(ndarray.Int, 4), []int{len(x)}, data))
}

func (o *object) int64s(x []int64) py.Value {
	return o.array(ndarray.New(number(ndarray.Int, 8), []int{len(x)}, int64Bytes(x)))
}

func int64Bytes(x []int64) []byte {
	data := make([]byte, 0, 8*len(x))
	for _, v := range x {
		data = binary.LittleEndian.AppendUint64(data, uint64(v))
	}
	return data
}

// float64 and int64 are NumPy scalars.
func (o *object) float64(x float64) py.Value {
	return o.scalar(ndarray.Float, float64Bytes([]float64{x}))
}
func (o *object) int64(x int64) py.Value { return o.scalar(ndarray.Int, int64Bytes([]int64{x})) }

func (o *object) scalar(kind ndarray.Kind, data []byte) py.Value {
	a, err := ndarray.New(number(kind, len(data)), []int{}, data)
	if err == nil {
		var v py.Value
		if v, err = numpy.ScalarToPy(o.Builder, a); err == nil {
			return v
		}
	}
	o.note(err)
	return o.None()
}

// labels is an array of classes: int64, float64, bool or texts of one width, as numpy.unique gives them.
func (o *object) labels(classes sklearn.Target) py.Value {
	n := classes.Len()
	switch {
	case classes.Ints() != nil:
		return o.int64s(classes.Ints())
	case classes.Floats() != nil:
		return o.floats(classes.Floats(), n)
	case classes.Bools() != nil:
		data := make([]byte, n)
		for i, b := range classes.Bools() {
			if b {
				data[i] = 1
			}
		}
		return o.array(ndarray.New(number(ndarray.Bool, 1), []int{n}, data))
	}
	return o.texts(classes.Strings())
}

// texts is an array of dtype <U…, which pads texts with NUL and takes what they end with for such.
func (o *object) texts(texts []string) py.Value {
	width := 1
	for _, s := range texts {
		if !utf8.ValidString(s) || strings.HasSuffix(s, "\x00") {
			o.note(o.t.fail(nil, "the label %q is no text that NumPy's arrays can hold", s))
			return o.None()
		}
		width = max(width, utf8.RuneCountInString(s))
	}
	data := make([]byte, 4*width*len(texts))
	for i, s := range texts {
		at := 4 * width * i
		for _, r := range s {
			binary.LittleEndian.PutUint32(data[at:], uint32(r))
			at += 4
		}
	}
	return o.array(ndarray.New(ndarray.DType{Kind: ndarray.Str, ItemSize: 4 * width, Order: ndarray.Little}, []int{len(texts)}, data))
}

// model ends the object and reads it, so that what forecasts here is what Python is handed.
func (o *object) model(module, class string) (*sklearn.Model, error) {
	o.set("_sklearn_version", o.t.version)
	v := o.NewObj(o.Global(module, class))
	o.Build(v, o.Dict(o.state...))
	if o.err != nil {
		return nil, o.err
	}
	doc, err := o.Document(v)
	if err != nil {
		return nil, o.t.fail(err, "%v", err)
	}
	return sklearn.FromPy(doc.Root())
}
