package joblib

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"regexp"
	"strconv"
	"strings"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// npy reads an array that is in a .npy file (NDArrayWrapper.read).
func (l loader) npy(obj py.Value, tail *pickle.Tail) (py.Value, error) {
	name, data, err := l.open(obj)
	if err != nil {
		return py.Value{}, err
	}
	v, err := l.npyValue(tail.Builder(), data, obj.Attr("subclass"))
	if err != nil {
		return py.Value{}, &Error{Path: name, Err: err}
	}
	return v, nil
}

// Errors of .npy files.
var (
	ErrNPY       = errors.New("not a .npy file")
	ErrNPYRecord = errors.New("the .npy file has records, which joblib before 0.10 wrote so")
)

// npyHeader is what numpy.save of that time put before the elements: a Python dict of these three, in this order
// (numpy/lib/format.py, write_array_header_1_0).
var npyHeader = regexp.MustCompile(`^\{'descr': (.*), 'fortran_order': (True|False), 'shape': \(([0-9L, ]*)\),? *\} *\n?$`)

// npyValue makes an array of a .npy file.
func (l loader) npyValue(b *py.Builder, data []byte, class py.Value) (py.Value, error) {
	const magic = "\x93NUMPY"
	if len(data) < 12 || string(data[:6]) != magic {
		return py.Value{}, ErrNPY
	}
	start, n := 10, int64(binary.LittleEndian.Uint16(data[8:]))
	if data[6] > 1 {
		start, n = 12, int64(binary.LittleEndian.Uint32(data[8:]))
	}
	if n > int64(len(data)-start) {
		return py.Value{}, io.ErrUnexpectedEOF
	}
	header := npyHeader.FindSubmatch(data[start : start+int(n)])
	if header == nil {
		return py.Value{}, ErrNPY
	}
	data = data[start+int(n):]
	descr := string(header[1])
	if strings.HasPrefix(descr, "[") {
		return py.Value{}, ErrNPYRecord
	}
	d, err := ndarray.ParseDType(strings.Trim(descr, "'"))
	if err != nil {
		return py.Value{}, err
	}
	if d.HasObjects() {
		doc, err := pickle.Loads(data, l.opts...)
		if err != nil {
			return py.Value{}, err
		}
		if !numpy.IsArray(doc.Root()) {
			return py.Value{}, mismatch("the pickle", doc.Root(), "an array")
		}
		return b.Import(doc.Root()), nil
	}
	var dims []int
	var shape []py.Value
	for _, text := range strings.FieldsFunc(string(header[3]), func(r rune) bool { return strings.ContainsRune(", L", r) }) {
		n, err := strconv.Atoi(text)
		if err != nil {
			return py.Value{}, ErrNPY
		}
		dims, shape = append(dims, n), append(shape, b.Int(int64(n)))
	}
	count, ok := ndarray.Size(dims)
	if hi, size := bits.Mul64(uint64(count), uint64(d.ItemSize)); !ok || len(dims) > ndarray.MaxDims || hi != 0 || size > uint64(len(data)) {
		return py.Value{}, io.ErrUnexpectedEOF
	} else {
		data = data[:size]
	}
	if class.Kind() != py.Global || class.IsGlobal("numpy", "memmap") {
		class = b.Global("numpy", "ndarray")
	}
	dtype := b.Call(b.Global("numpy", "dtype"), b.Str(d.String()), b.Bool(false), b.Bool(true))
	v := reconstruct(b, class)
	b.Build(v, b.Tuple(b.Int(1), b.Tuple(shape...), dtype, b.Bool(string(header[2]) == "True"), b.Buffer(data, true)))
	return v, nil
}
